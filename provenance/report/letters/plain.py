"""A letter as plain text, 78 characters wide.

There is no type face to tell quoted evidence from our words, so every value of the evidence stands
in quotation marks that it cannot close, and every character that could drive a screen is a mark.
"""

from __future__ import annotations

from provenance.basics import Address, Param, Text, text
from provenance.report.catalogue import LONGEST_VALUE, render, whole_day
from provenance.report.columns import width, wrap
from provenance.report.letters.records import Block, Letter, Row
from provenance.report.marks import visible

WIDTH = 78
_OPEN, _CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
_OWN = frozenset({"exhibit", "exhibits", "port", "sha256", "version"})
"""Parameters that are our own names and numbers."""
_MARKS = {ord(_OPEN): "[U+201C]", ord(_CLOSE): "[U+201D]", ord("\n"): "[U+000A]"}


def letter_text(letter: Letter) -> str:
    """Return the whole letter; lines end with a line feed."""
    return "\n".join(line for block in letter.blocks for line in _block(block)) + "\n"


def index_lines(letters: tuple[Letter, ...], as_of: str) -> tuple[str, ...]:
    """One line a letter for the terminal: its name, its holder, its nearest day."""
    if not letters:
        return (render(text("report.letter.none")),)
    return tuple(_index(letter, as_of) for letter in letters)


def written_line(letters: tuple[Letter, ...], folder: str) -> str:
    """Where the letters are, for the terminal."""
    return render(text("report.letter.written", count=len(letters), folder=folder))


def _index(letter: Letter, as_of: str) -> str:
    if not letter.ask_by:
        return render(text("report.letter.index", name=letter.name, holder=letter.holder))
    case = "report.letter.index-late" if letter.ask_by < as_of else "report.letter.index-by"
    by = whole_day(letter.ask_by)
    day = whole_day(as_of)
    return render(text(case, name=letter.name, holder=letter.holder, by=by, day=day))


def _block(block: Block) -> list[str]:
    words = render(_quoted(block.text))
    if block.level:
        line = words.upper() if block.level == 1 else words
        rule = "=" if block.level == 1 else "-"
        return [*_wrapped(line), rule * min(width(line), WIDTH), ""]
    first = f"{block.number}. " if block.number else ""
    out = _wrapped(words, first=first, rest=" " * len(first))
    for row in block.rows:
        out += _row(row)
    if block.blank:
        out += ["", "_" * 60]
    return [*out, ""]


def _row(row: Row) -> list[str]:
    said = render(text("report.join.label", label=row.label, value=_quoted(row.value)))
    place = f" [{row.place}]" if row.place else ""
    return _wrapped(f"{said}{place}", first="   ", rest="      ")


def _wrapped(words: str, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of a paragraph; an identifier is never broken, so that it can be copied."""
    lines = wrap(words, WIDTH - max(len(first), len(rest)), split=False)
    return [(rest if at else first) + line for at, line in enumerate(lines)]


def _quoted(sentence: Text) -> Text:
    """The same sentence with every value of the evidence in quotation marks of ours."""
    return Text(
        id=sentence.id,
        params=tuple(
            (name, value if name in _OWN else _quote(value)) for name, value in sentence.params
        ),
    )


def _quote(value: Param) -> Param:
    if isinstance(value, Text):
        return _quoted(value)
    if isinstance(value, Address):
        return _quote(str(value))
    if isinstance(value, tuple):
        return tuple(str(_quote(one)) for one in value)
    if not isinstance(value, str) or not value:
        return value
    shown = visible(value).translate(_MARKS)
    room = LONGEST_VALUE - len(_OPEN + _CLOSE)
    if len(shown) > room:
        shown = f"{shown[: room - 1]}\N{HORIZONTAL ELLIPSIS}"
    return f"{_OPEN}{shown}{_CLOSE}"
