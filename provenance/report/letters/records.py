"""A letter as blocks of sentences, which both forms of it print."""

from __future__ import annotations

from provenance.basics import Text
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label and what stands beside it; ``place`` is exhibit and lines, "" for none."""

    label: Text
    value: Text
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (``level`` 1 to 3), a paragraph (``level`` 0), or rows below one.

    ``numbered`` paragraphs are the records that are asked for. ``blank`` is a line to fill in.
    """

    text: Text
    level: int = 0
    number: int = 0
    rows: tuple[Row, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one holder. ``name`` is the stem of its files, made of our own words only.

    ``ask_by`` is the nearest day of its requests, "" where none is known; ``records`` are the
    machine names of the records that it asks for.
    """

    name: str
    holder: Text
    blocks: tuple[Block, ...]
    records: tuple[str, ...]
    ask_by: str = ""
