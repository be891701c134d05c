"""Names are broken behind their own marks or nowhere, and read the same as before."""

from __future__ import annotations

import re

import pytest

from provenance.basics import Address
from provenance.report.catalogue import LANGUAGE, address_html, evidence_html
from provenance.report.catalogue.file_names import is_file_name, keeps_whole


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("mass-mailing-gmail.eml", ["mass-", "mailing-", "gmail.", "eml"]),
        ("map airline.columns.yaml", ["map airline.", "columns.", "yaml"]),
        ("rules/route/long_gap.yaml", ["rules/", "route/", "long_", "gap.", "yaml"]),
        ("邮件-副本.eml", ["邮件-", "副本.", "eml"]),
    ],
)
def test_a_name_may_break_behind_its_marks_alone(name: str, parts: list[str]) -> None:
    shown = evidence_html(name)
    inner = shown.partition(">")[2].removesuffix("</bdi>")
    assert inner.split("<wbr>") == parts
    assert text_of(shown) == name
    assert 'class="ev file"' in shown


@pytest.mark.parametrize(
    "value",
    ["a.webb@harbourvale.example", "<x@y.eml>", "14 May 2026, 14:02:10 UTC", "report.exe.de"],
)
def test_other_values_stay_as_they_are(value: str) -> None:
    assert not is_file_name(value)
    assert "<wbr>" not in evidence_html(value)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("LO3P265MB4421.GBRP265.PROD.OUTLOOK.COM",
         ["LO3P265MB4421.", "GBRP265.", "PROD.", "OUTLOOK.", "COM"]),
        ("usage.network.organisation", ["usage.", "network.", "organisation"]),
        ("2002:a05:6022:8b0c:b0:7f3:1d2e:9a41",
         ["2002:", "a05:", "6022:", "8b0c:", "b0:", "7f3:", "1d2e:", "9a41"]),
    ],
)  # fmt: skip
def test_a_host_a_rule_and_an_address_break_behind_their_marks(name: str, parts: list[str]) -> None:
    shown = evidence_html(name)
    assert shown.partition(">")[2].removesuffix("</bdi>").split("<wbr>") == parts
    assert 'class="ev file"' in shown


@pytest.mark.parametrize("name", ["R-0989", "C-12", "203.0.113.88/29", "mx.google.com", "PC-07"])
def test_a_short_name_is_not_broken_at_all(name: str) -> None:
    assert evidence_html(name) == f'<bdi class="ev whole" data-evidence>{name}</bdi>'


@pytest.mark.parametrize("name", ["文件名称文件名称文件名称", "\u202e" * 12])
def test_what_prints_wider_than_it_is_long_may_be_broken(name: str) -> None:
    assert 'class="ev file"' in evidence_html(name)


def test_a_mailbox_keeps_its_bytes_together_for_whoever_searches_it() -> None:
    name = "a-very.long_mailbox-of.somebody@harbourvale.example"
    assert name in evidence_html(name)
    pseudonym = address_html(Address(spec="R-0989", display=""))
    assert pseudonym == '<bdi class="ev addr whole" data-evidence>R-0989</bdi>'


def test_a_part_too_long_for_a_column_may_break_anywhere() -> None:
    name = "0123456789abcdef0123456789abcdef.eml"
    assert not keeps_whole(name)
    assert 'class="ev"' in evidence_html(name)


def test_a_hostile_name_stays_text() -> None:
    name = "a&amp;-'x'-.csv"
    assert text_of(evidence_html(name)) == "a&amp;amp;-&#39;x&#39;-.csv"


def test_a_mark_for_an_invisible_character_stays_an_element() -> None:
    shown = evidence_html("in\u202evoice-gnp.csv")
    assert '<span class="mark">' in shown
    assert "</span>" in shown
    assert "voice-<wbr>gnp.<wbr>csv" in shown


def test_a_long_word_may_break_behind_its_marks_in_a_translation_alone() -> None:
    long = f"{'A' * 38}@server.example"
    assert "<wbr>" not in evidence_html(long)
    before = LANGUAGE.set("zh")
    try:
        shown = evidence_html(long)
        assert "<wbr>" not in evidence_html("a.webb@harbourvale.example")
        assert "<wbr>" not in evidence_html(long.replace("@", " "))
    finally:
        LANGUAGE.reset(before)
    assert shown.count("<wbr>") == 1
    assert text_of(shown) == long
