"""Marks and blanks of a script without blanks; evidence keeps every byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.typeset import typeset

ZH = '<html lang="zh-Hans"><p>{}</p></html>'
CASES = {
    "理由: <b>甲</b>": "理由：<b>甲</b>",
    "<b>12个地址</b>: R-1, R-2": "<b>12个地址</b>：R-1、R-2",
    "甲。 乙; 丙": "甲。乙；丙",
    "甲： <bdi data-evidence>x, y: (z)</bdi>": "甲：<bdi data-evidence>x, y: (z)</bdi>",
    "从邮箱 (<bdi data-evidence>mapi</bdi>)": "从邮箱（<bdi data-evidence>mapi</bdi>）",
    "环节1 （与甲相比）": "环节1（与甲相比）",
    "环节 1": "环节 1",
    "<small>正文</small> <span>通过</span>": "<small>正文</small> <span>通过</span>",
    "M&amp;S &#39;甲&#39; 乙": "M&amp;S &#39;甲&#39; 乙",
    "16,565字节, 12:30": "16,565字节、12:30",
    "<code>a: b</code>": "<code>a: b</code>",
    '<span lang="en">one: two, (three)</span>': '<span lang="en">one: two, (three)</span>',
    "<br>甲: 乙": "<br>甲：乙",
    "前提:<ul>": "前提：<ul>",
    "<b>甲</b>:<br>乙": "<b>甲</b>：<br>乙",
    "受检的邮件 (乙). 其余": "受检的邮件（乙）。其余",
    "<bdi data-evidence>a.b</bdi>. 其余": "<bdi data-evidence>a.b</bdi>。其余",
    "1. 甲": "1. 甲",
    "见 U.S. 甲": "见 U.S. 甲",
}


@pytest.mark.parametrize("words", CASES)
def test_joins_become_those_of_chinese(words: str) -> None:
    assert typeset(ZH.format(words), ("zh",)) == ZH.format(CASES[words])


@pytest.mark.parametrize("words", CASES)
def test_english_stays_as_it_is(words: str) -> None:
    page = f'<html lang="en"><p>{words}</p></html>'
    assert typeset(page, ("en",)) == page
    assert typeset(page, ("en", "zh")) == page


def test_only_the_chinese_column_of_a_page_in_two_languages_changes() -> None:
    row = '<tr><td lang="en">a: b</td><td lang="zh-Hans">甲: 乙</td></tr><p>c: d</p>'
    page = f'<html lang="en">{row}</html>'
    assert typeset(page, ("en", "zh")) == page.replace("甲: 乙", "甲：乙")


@given(st.text(st.sampled_from("甲，。（：a1 ,;:()&\n"), max_size=60))
def test_evidence_keeps_every_byte_and_twice_is_once(value: str) -> None:
    from markupsafe import escape

    held = f"<bdi data-evidence>{escape(value)}</bdi>"
    page = ZH.format(f"甲: {escape(value)}; {held} (乙)")
    made = typeset(page, ("zh",))
    assert held in made
    assert re.findall(r"<[^>]*>", made) == re.findall(r"<[^>]*>", page)
    assert typeset(made, ("zh",)) == made
