"""Doubts about rows and exports, at the findings that rest on them.

A mark of editing, a gap or a row that a second export lacks stands in a finding of its own, which
weighs nothing. Whoever reads what rests on that very row has to meet it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.basics import Param, Text, Where, text
from provenance.basics.networks import address_class
from provenance.reasoning.records import Finding, FindingKind

EXAMPLE: Final = "reasoning.caution.example-address"
"""Caution of a finding whose rows have such addresses, where its sentence names none."""
SAID: Final = "reasoning.doubted"
"""Sentence with which such a doubt stands among the cautions of a finding."""
CLEAN: Final = frozenset({"export.none", "export.tenant-agrees"})
"""Findings on an export that found nothing, or that agree with it."""
_PAIRS: Final = "usage.pairs."
_SECONDS: Final = "usage.seconds."
"""Rows of several keepers at one minute and second: chance makes that rare."""
_WHOLE: Final = "file"
_MOST: Final = 3
"""Doubts that one finding quotes; the chapter of what speaks against has all."""

Place = tuple[str, str, int, int]


def raises_doubt(finding: Finding) -> bool:
    """Whether a finding is one about an export that limits what its rows can show."""
    if finding.name.startswith((_PAIRS, _SECONDS)):
        return True
    return finding.kind is FindingKind.EXPORT_INTEGRITY and finding.name not in CLEAN


def with_doubts(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that carry something, each with the doubts about the rows that it rests on."""
    at: dict[Place, list[Finding]] = {}
    for one in findings:
        if raises_doubt(one):
            for place in _doubted(one):
                at.setdefault(place_of(place), []).append(one)
    if not at:
        return findings
    return tuple(_with(one, at) for one in findings)


def _with(finding: Finding, at: dict[Place, list[Finding]]) -> Finding:
    if not finding.strength or raises_doubt(finding):
        return finding
    found: dict[str, Text] = {}
    for place in finding.where:
        for doubt in at.get(place_of(place), ()):
            if not doubt.message or doubt.message == finding.message:
                found.setdefault(doubt.id, _said(place, doubt))
    said = tuple(found.values())[:_MOST]
    return replace(finding, cautions=(*finding.cautions, *said)) if said else finding


def row_words(place: Where) -> Text | None:
    """A row of an exhibit in words; ``None`` where the place is no row."""
    row = place.locator.removeprefix("row ")
    if not row.isdigit():
        return None
    return text("reasoning.rows.one", exhibit=place.evidence, row=int(row))


def _said(place: Where, doubt: Finding) -> Text:
    words = text(
        SAID,
        row=row_words(place) or place.evidence,
        finding=doubt.id,
        words=doubt.statement,
    )
    more = next(iter(doubt.cautions), None)
    return words if more is None else text("reasoning.and", answer=words, more=more)


def _doubted(doubt: Finding) -> tuple[Where, ...]:
    """The rows that are in doubt: of two lists those that one lacks, which are cited first."""
    if doubt.name.startswith(_PAIRS):
        values = dict(doubt.statement.params)
        count, seen = values.get("count"), values.get("seen")
        if isinstance(count, int) and isinstance(seen, int):
            return doubt.where[: max(0, count - seen)]
    return tuple(one for one in doubt.where if one.locator != _WHOLE)


def place_of(one: Where) -> Place:
    """The bytes that a finding cites, by which two findings are known to cite the same."""
    return one.evidence, one.stream, one.start, one.end


def doubts_of(finding: Finding) -> tuple[Text, ...]:
    """The doubts among the cautions of a finding."""
    return tuple(one for one in finding.cautions if _is_doubt(one))


def said_of(doubt: Text) -> dict[str, Param]:
    """The row and the finding that a doubt names."""
    values = dict(doubt.params)
    first = values.get("answer")
    return values if doubt.id == SAID or not isinstance(first, Text) else dict(first.params)


def _is_doubt(caution: Text) -> bool:
    first = dict(caution.params).get("answer")
    return caution.id == SAID or (isinstance(first, Text) and first.id == SAID)


def example_addresses(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Addresses of ranges for examples that findings name, each with the ids of these findings."""
    found: dict[str, list[str]] = {}
    for one in findings:
        said = (one.statement, *(each for each in one.cautions if each.id == EXAMPLE))
        for value in (each for words in said for each in _strings(words)):
            if address_class(value.partition("/")[0]) == "documentation":
                ids = found.setdefault(value, [])
                ids += [one.id] if one.id not in ids else []
    return found


def _strings(words: Text) -> Iterable[str]:
    for _, value in words.params:
        if isinstance(value, Text):
            yield from _strings(value)
        elif isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, str))
