"""Page numbers in the printed table of contents, drawn after the browser has printed.

A browser knows the pages only once it has printed them, and a second print would double the time.
The file it wrote tells them: each entry of the contents is a link with a rectangle and a named
destination. The numbers are drawn at the right edge of those rectangles, in a font that the sheet
holds already, as artifacts: the tag tree stays as it was, and the same file gives the same bytes.
Where anything of this is missing, the contents stay without numbers (docs/decisions/0025-pdf.md).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pikepdf

SIZE: Final = 7.6
"""Points."""
_RAISE: Final = 0.27
"""From the lower edge of a line's box to its base line, in heights of the box of one line."""
_LINE: Final = 13.0
"""The most that the box of one line is high, in points; the last line of a longer one counts."""
_NAV: Final = re.compile(rb'<nav class="contents".*?</nav>', re.DOTALL)
_HREF: Final = re.compile(rb'href="#([^"]+)"')
_TF: Final = re.compile(rb"(/\S+) [\d.]+ Tf")
_DIGITS: Final = "0123456789"
_Link = tuple[int, list[float], str]


def targets_of(page: bytes) -> tuple[str, ...]:
    """Return the ids that the contents of ``report.html`` lead to, in their order."""
    found = _NAV.search(page)
    return tuple(one.decode() for one in _HREF.findall(found[0])) if found else ()


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the sheet: its name there, code of each digit in hex, width in sizes."""

    name: str
    codes: Mapping[str, str]
    widths: Mapping[str, float]


def stamp(pdf: pikepdf.Pdf, targets: Sequence[str]) -> bool:
    """Draw the number of its page beside each entry; tell whether that was possible."""
    entries = _entries(pdf, targets)
    pages = _pages(pdf) if entries else {}
    if not entries or not set(targets) <= pages.keys():
        return False
    sheets = sorted({sheet for sheet, _, _ in entries})
    fonts = {sheet: _font(pdf.pages[sheet]) for sheet in sheets}
    if not all(fonts.values()):
        return False
    for sheet, font in fonts.items():
        if font is not None:
            here = [(box, pages[name]) for at, box, name in entries if at == sheet]
            drawn = b"\n".join(_drawn(font, box, number) for box, number in here)
            page = pdf.pages[sheet]
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n/Artifact BMC\nq .27 g\n" + drawn + b"\nQ\nEMC\n")
    return True


def _entries(pdf: pikepdf.Pdf, targets: Sequence[str]) -> list[_Link]:
    """The first links that lead to these places in this order, one behind the other."""
    last: deque[_Link] = deque(maxlen=len(targets))
    for link in _links(pdf) if targets else ():
        last.append(link)
        if link[2] == targets[-1] and [name for _, _, name in last] == list(targets):
            return list(last)
    return []


def _links(pdf: pikepdf.Pdf) -> Iterator[_Link]:
    """Every link to a named place: sheet from 0, rectangle in points, name."""
    for sheet, page in enumerate(pdf.pages):
        for note in page.get("/Annots", []):
            if note.get("/Subtype") == "/Link" and "/Dest" in note:
                yield sheet, [float(one) for one in note.Rect], _plain(note.Dest)


def _plain(name: Any) -> str:
    return str(name).removeprefix("/")


def _pages(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The number of the sheet, from 1, of each named place."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    places = pdf.Root.get("/Dests")
    found: dict[str, int] = {}
    for name, place in places.items() if places is not None else ():
        target = place[0] if len(place) else None
        number = None if target is None else numbers.get(target.objgen)
        if number is not None:
            found[_plain(name)] = number
    return found


def _font(page: pikepdf.Page) -> Font | None:
    """The font of the foot of the sheet, which the browser draws first; else any with digits."""
    fonts = page.resources.get("/Font")
    if fonts is None:
        return None
    page.contents_coalesce()
    first = [one.decode() for one in _TF.findall(page.Contents.read_bytes()[:4000])]
    for name in dict.fromkeys([*first, *sorted(fonts.keys())]):
        font = read_font(name, fonts[name]) if name in fonts else None
        if font is not None:
            return font
    return None


def read_font(name: str, font: pikepdf.Object) -> Font | None:
    """The digits of a composite font (two bytes a code), or of one whose glyphs are drawings.

    Browsers write fonts with PostScript outlines (Noto CJK) as drawings: Type 3, one byte a code.
    """
    if "/ToUnicode" not in font:
        return None
    codes = digit_codes(font.ToUnicode.read_bytes())
    if set(codes) != set(_DIGITS):
        return None
    if font.get("/Subtype") == "/Type3":
        return _drawn_font(name, font, codes)
    if font.get("/Encoding") != "/Identity-H":
        return None
    below = font.DescendantFonts[0]
    widths = _widths(list(below.get("/W", [])))
    usual = float(below.get("/DW", 1000))
    return Font(
        name,
        {one: f"{code:04X}" for one, code in codes.items()},
        {one: widths.get(code, usual) / 1000 for one, code in codes.items()},
    )


def _drawn_font(name: str, font: pikepdf.Object, codes: Mapping[str, int]) -> Font | None:
    first, widths = int(font.FirstChar), [float(one) for one in list(font.Widths)]
    matrix = [float(one) for one in list(font.FontMatrix)]
    if not all(0 <= code - first < len(widths) and code <= 0xFF for code in codes.values()):
        return None
    return Font(
        name,
        {one: f"{code:02X}" for one, code in codes.items()},
        {one: widths[code - first] * matrix[0] for one, code in codes.items()},
    )


def digit_codes(table: bytes) -> dict[str, int]:
    """Return the code of each digit in a ``ToUnicode`` table (PDF 32000-1, 9.10.3)."""
    found: dict[str, int] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, value in re.findall(rb"<(\w+)>\s*<(\w+)>", part):
            _take(found, int(code, 16), int(value, 16))
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, value in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            start = int(low, 16)
            for step in range(min(int(high, 16) - start, 0xFFFF) + 1):
                _take(found, start + step, int(value, 16) + step)
    return found


def _take(found: dict[str, int], code: int, value: int) -> None:
    if 0x30 <= value <= 0x39:
        found.setdefault(chr(value), code)


def _widths(table: Sequence[Any]) -> dict[int, float]:
    """Widths by code out of a ``W`` array: ``c [w …]`` and ``first last w``."""
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(table):
        first, second = int(table[at]), table[at + 1]
        if hasattr(second, "__len__"):
            found |= {first + step: float(one) for step, one in enumerate(second)}
            at += 2
        elif at + 2 < len(table):
            found |= dict.fromkeys(range(first, int(second) + 1), float(table[at + 2]))
            at += 3
        else:
            break
    return found


def _drawn(font: Font, box: Sequence[float], number: int) -> bytes:
    """One number, its right edge at that of the box, on the base line of the box's last line."""
    digits = str(number)
    wide = sum(font.widths[one] for one in digits) * SIZE
    left = box[2] - wide
    base = box[1] + min(box[3] - box[1], _LINE) * _RAISE
    codes = "".join(font.codes[one] for one in digits)
    return f"BT {font.name} {SIZE} Tf 1 0 0 1 {left:.2f} {base:.2f} Tm <{codes}> Tj ET".encode()
