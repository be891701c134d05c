"""Marks and blanks of Chinese: one rule for every entry, and for what a placeholder becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, Param, Text
from provenance.report.catalogue import all_rooms, fill, product, speaking, translated
from provenance.report.catalogue.spacing import HAN, set_blanks

H = f"[{HAN}]"
WIDE = "，。；：、！？（）《》“”"
AT = Instant(text="x", utc=datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC), offset_minutes=0)

FAULTS = {
    "a half-width mark beside a Han character": (
        rf"{H}[,;:!?]|[,;:!?]{H}|{H}\.(?!\w)|{H} \(|\) {H}|\([^()]*{H}"
    ),
    "a blank beside a full-width mark": rf" [{WIDE}]|[{WIDE}] ",
    "a blank between Han characters": rf"{H} +{H}",
    "no blank beside a Latin word": rf"{H}[A-Za-z]|[A-Za-z][A-Za-z0-9_.-]*{H}",
    "a blank before a number that counts": rf"{H} \d[\d,]*(?![\d,]*[-.:/\w]*[-.:/A-Za-z])",
    "a blank after a number that counts": rf"(?<![\w.:/-])(?<![A-Za-z] )\d[\d,]* {H}",
}
"""A number in a name (Microsoft 365), a date as a log writes it and an address count nothing."""


@pytest.mark.parametrize("fault", FAULTS)
def test_every_entry_keeps_the_rule_for_marks_and_blanks(fault: str) -> None:
    found = [
        f"{id_}: {said[max(0, hit.start() - 10) : hit.end() + 10]}"
        for room in all_rooms()
        for id_, said in translated("zh", room).items()
        for hit in re.finditer(FAULTS[fault], said)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("其中也包括:", "a half-width mark beside a Han character"),
        ("受检邮件.", "a half-width mark beside a Han character"),
        ("（甲） 乙", "a blank beside a full-width mark"),
        ("附录C 列出", "no blank beside a Latin word"),
        ("属IPv6网络", "no blank beside a Latin word"),
        ("恰有 1,000 行", "a blank before a number that counts"),
        ("2 分钟", "a blank after a number that counts"),
    ],
)
def test_the_rule_finds_what_readers_found(said: str, fault: str) -> None:
    assert re.search(FAULTS[fault], said)


@pytest.mark.parametrize(
    "said",
    [
        "Microsoft 365 统一审计日志",
        "以 UTF-16 保存",
        "按 2026-01-12 的格式",
        "从 192.0.2.53 录得",
        "第12行，共1,000行",
        "《联邦证据规则》第902(13)条",
        "附录 A 中的",
    ],
)
def test_the_rule_lets_stand(said: str) -> None:
    assert [fault for fault, pattern in FAULTS.items() if re.search(pattern, said)] == []


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        ("第 {x} 条记录", 4, "第4条记录"),
        ("写的是 {x} 之前", AT, "写的是2026年5月14日 14:02:10 UTC 之前"),
        ("写明{x}的", "M. Carrow", "写明 M. Carrow 的"),
        ("写明 {x} 的", "张三", "写明张三的"),
        ("从 {x} 录得", "192.0.2.7", "从 192.0.2.7 录得"),
        ("结果 {x} 如此", Text(id="report.value.empty"), "结果（空）如此"),
        ("“{x}”不能成立", "a", "“a”不能成立"),
        ("{x} 行", 1500, "1,500行"),
        ("只涵盖 {x}。", "22天", "只涵盖22天。"),
        ("在 {x} 之内", "203.0.113.88", "在 203.0.113.88 之内"),
        ("{x}中有行", "E5", "E5 中有行"),
        ("{x}的日志", "PC-07", "PC-07 的日志"),
        ("见{x}，其中", "E5", "见 E5，其中"),
        ("由{x}在收件方", "2002:a05::41:9e01", "由 2002:a05::41:9e01 在收件方"),
        ("由{x}在收件方", "192.0.2.7", "由 192.0.2.7 在收件方"),
        ("在{x}时", "14:02:10", "在14:02:10时"),
        ("甲{x}", "", "甲（空）"),
    ],
)
def test_a_value_gets_the_blanks_that_its_edges_ask_for(
    words: str, value: Param, said: str
) -> None:
    with speaking("zh"):
        assert fill(words, {"x": value}) == said


def test_english_words_keep_their_blanks() -> None:
    assert fill("row {x} of 甲 {x} 乙", {"x": 4}) == "row 4 of 甲 4 乙"


@given(st.text(max_size=20), st.text(st.sampled_from("甲a1 ，"), max_size=8))
def test_only_blanks_change_and_twice_is_once(value: str, words: str) -> None:
    parts = [words, "x", words]
    set_blanks(parts, {"x": value}, {"x"})
    assert [one.strip(" ") for one in parts] == [words.strip(" "), "x", words.strip(" ")]
    again = list(parts)
    set_blanks(again, {"x": value}, {"x"})
    assert again == parts


def test_a_comma_in_the_brackets_of_a_name_divides_no_list() -> None:
    with speaking("zh"):
        assert product("Google (Gmail, Workspace)") == "Google (Gmail, Workspace)"
