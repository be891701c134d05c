"""Words in pictures: broken at blanks first, never lost, never wider than there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from provenance.report.svg_words import label, width_of, wrapped


def test_blanks_come_before_marks_and_marks_before_anything() -> None:
    assert wrapped("Microsoft (Exchange Online, Outlook.com)", 190, 12.5) == (
        "Microsoft (Exchange Online,",
        "Outlook.com)",
    )
    lines = wrapped("cwlp265mb5189.gbrp265.prod.outlook.com", 150, 12.5)
    assert all(line.endswith(".") for line in lines[:-1])
    assert len(wrapped("x" * 60, 100, 12.5)) > 3


def test_chinese_breaks_between_any_two_characters() -> None:
    lines = wrapped("\u90ae\u4ef6\u5934\u4e2d\u7684\u65f6\u95f4", 40, 12.5)
    assert [len(line) for line in lines] == [3, 3, 1]


@given(st.text(max_size=200), st.floats(min_value=20, max_value=400))
def test_nothing_is_lost_and_every_line_fits(words: str, room: float) -> None:
    lines = wrapped(words, room, 12.5)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(width_of(line, 12.5) <= room or len(line) == 1 for line in lines)


def test_evidence_cannot_break_out_of_a_label() -> None:
    for lines in (("<script>",), ("<script>", "x")):
        assert "<script" not in str(label(1, 2, "m-host", lines, 12.5))


def test_no_line_begins_with_a_closing_mark() -> None:
    words = "\u65e5\u5386\u3001\u8054\u7cfb\u4eba\u3001\u4fbf\u7b3a\uff08\u8349\u7a3f\uff09\u3002"
    for room in range(50, 160, 10):  # three characters and more
        lines = wrapped(words, room, 12.5)
        assert "".join(lines) == words
        assert not any(line[0] in "\u3001\u3002\uff09" for line in lines), room
