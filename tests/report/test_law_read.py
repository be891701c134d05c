"""Every article of Chinese law that a page names was read: its copy stands in the documentation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from provenance.report.catalogue import all_rooms, translated

TABLE = Path(__file__).parents[2] / "docs" / "open-facts.md"
RULES = "证据规定"
LABOUR = "劳动争议司法解释（一）"
NAMES = {
    "最高人民法院关于民事诉讼证据的若干规定": RULES,
    "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）": LABOUR,
}
"""Titles in full and the short names of the table."""
NO_NAME = ("report-forms.cn-", "report.letter.law.cn.")
"""Where an article without a name is one of the rules on evidence."""
TOKEN = re.compile(r"《([^》]+)》|(同法)|第([一二三四五六七八九十百]+)条")
DIGITS = {digit: at for at, digit in enumerate("一二三四五六七八九", start=1)}


def _number(han: str) -> int:
    """第九十三 is 93; no law named here has an article above 99."""
    tens, _, ones = han.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if "十" in han else 0) + DIGITS.get(ones, 0)


def _cited(entries: Iterable[tuple[str, str]]) -> dict[str, set[int]]:
    """Articles by law. Chinese laws are cited in Han numbers, all others in digits."""
    found: dict[str, set[int]] = defaultdict(set)
    for id_, said in entries:
        law = RULES if id_.startswith(NO_NAME) else ""
        for named, same, han in TOKEN.findall(said):
            if han and law:
                found[law].add(_number(han))
            elif not han:
                law = "劳动争议调解仲裁法" if same else NAMES.get(named, named)
    return found


def _read() -> dict[str, set[int]]:
    rows = re.findall(
        r"^\| 《(.+?)》 \|[^|]*\| ([\d, ]+) \|", TABLE.read_text("utf-8"), re.MULTILINE
    )
    found: dict[str, set[int]] = defaultdict(set)
    for law, articles in rows:
        found[law] |= {int(one) for one in articles.split(", ")}
    return found


def test_every_article_on_a_page_stands_in_the_table() -> None:
    cited = _cited(pair for room in all_rooms() for pair in translated("zh", room).items())
    assert len(cited) == 8
    read = _read()
    assert [f"{law} {one}" for law, told in cited.items() for one in told - read[law]] == []


def test_what_was_not_read_is_printed_as_to_be_checked() -> None:
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if "| not found |" in line]
    names = [match[1] for line in rows if (match := re.search(r"《(.+?)》", line))]
    assert names == ["劳动人事争议仲裁办案规则"]
    for id_, said in translated("zh", "report-forms").items():
        assert names[0] not in said or "待核对" in said, id_


def test_the_reader_of_citations_finds_them() -> None:
    said = (
        "《证据规定》第二条第二款、第二十条；《民事诉讼法》（2023年修正）第八十四条。同法第六条。"
    )
    assert _cited([("x", said)]) == {
        "证据规定": {2, 20},
        "民事诉讼法": {84},
        "劳动争议调解仲裁法": {6},
    }
    assert _cited([("x", "之后的第一条记录"), ("report-forms.cn-a", "第九十条")]) == {
        "证据规定": {90}
    }
