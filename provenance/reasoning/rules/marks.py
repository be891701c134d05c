"""What a kind of finding means under each competing explanation, as data ready to use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from provenance.basics.record import dataclass

EVERY = "all"
"""Stands for all explanations in a table of marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEntry:
    """One mark: for which explanations (``all`` or their ids), when, and what has to hold.

    ``when`` is "" (always) or one of ``marks_form.WHEN``. ``conditions`` are the catalogue ids of
    the assumptions that the mark rests on, all of them, in the order of the rule.
    """

    of: frozenset[str]
    mark: str
    when: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """The marks of one kind of finding; whatever no entry speaks of is neutral.

    ``finding`` is the machine name of a finding, or its beginning with ``.*``. ``says`` is the end
    of the id of its sentence, "" for any. ``carries`` is the most that it may carry in a
    comparison, ``floor`` what it carries where the finding by itself has no weight. A row
    ``about_person`` is a record about a person and not only about an account. One that is
    ``confirmed`` needs no exhibit for the statement that it rests on. One that ``contradicts``
    disputes a record of the other side, which then carries one step at most. ``reason`` is the
    catalogue id of the reason.
    """

    finding: str
    says: str
    carries: int
    floor: int
    about_person: bool
    confirmed: bool
    contradicts: bool
    reason: str
    entries: tuple[MarkEntry, ...]


def mark_rows(tables: Sequence[Mapping[str, Any]]) -> tuple[MarkRow, ...]:
    """Read the compiled tables, in their order."""
    return tuple(
        _row(f"rule.explanations.{table['id']}", number, row)
        for table in tables
        for number, row in enumerate(table["rows"], 1)
    )


def assumed(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of all assumptions of a mark: ``if`` is one name or a list of them."""
    given = entry.get("if", ())
    return (given,) if isinstance(given, str) else tuple(given)


def _row(base: str, number: int, row: Mapping[str, Any]) -> MarkRow:
    return MarkRow(
        finding=row["finding"],
        says=row.get("says", ""),
        carries=row.get("carries", 2),
        floor=row.get("floor", 0),
        about_person=row.get("about_person", False),
        confirmed=row.get("confirmed", False),
        contradicts=row.get("contradicts", False),
        reason=f"{base}.reason.{number}",
        entries=tuple(
            MarkEntry(
                of=frozenset(entry["of"]),
                mark=entry["mark"],
                when=entry.get("when", ""),
                conditions=tuple(f"{base}.if.{name}" for name in assumed(entry)),
            )
            for entry in row["marks"]
        ),
    )
