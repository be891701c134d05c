"""The redaction schedule: what was replaced, how often, why, and who can undo it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from provenance.basics import Text, text
from provenance.report.editions.records import Category, Edition, EditionName, ScheduleRow

if TYPE_CHECKING:
    from provenance.report.editions.plan import Plan
    from provenance.report.records import Report


def rows_of(made: Plan, places: Counter[Category], name: EditionName) -> tuple[ScheduleRow, ...]:
    """A row for each category of which something was there or replaced."""
    different = Counter(one.category for one in made.pseudonyms)
    different[Category.NAME] = len(made.found.names)
    if name is EditionName.PUBLIC:
        different[Category.PARTY] = len(made.parties.mailboxes)
        different[Category.BODY] = places[Category.BODY]
    return tuple(
        ScheduleRow(
            category=category,
            different=different[category],
            places=places[category],
            reason=_reason(category, name),
        )
        for category in Category
        if different[category] or places[category]
    )


def _reason(category: Category, name: EditionName) -> Text:
    """Why a category is replaced; cards of parties are before the public alone."""
    if category is Category.CARD and name is EditionName.PUBLIC:
        return text("report.edition.reason.card.public")
    return text(f"report.edition.reason.{category.value}")


def notes_of(made: Plan, report: Report, shown: Report, said: Edition) -> tuple[Text, ...]:
    """The sentences of the schedule, in the order in which they are read.

    ``shown`` is the redacted report: what is quoted from the case file is quoted from there.
    """
    notes = [
        text("report.edition.note.personal"),
        text("report.edition.note.rule"),
        text("report.edition.note.normal"),
        text(f"report.edition.key.{said.key_source}"),
    ]
    if said.key_fingerprint:
        notes.append(text("report.edition.note.fingerprint", fingerprint=said.key_fingerprint))
    holder = shown.case.prepared_by
    notes.append(
        text("report.edition.note.holder", holder=holder)
        if holder and report.case.prepared_by
        else text("report.edition.note.holder-unknown")
    )
    notes += [
        text("report.edition.note.verification"),
        text("report.edition.note.count", count=said.third_parties, commitment=said.commitment),
        text("report.edition.note.more-names"),
        text("report.edition.note.kinds"),
        *_tied(made, said),
        text("report.edition.note.kept"),
        text("report.edition.note.running-text"),
        text("report.edition.note.weigh"),
    ]
    if any(one.possibly_same for one in said.pseudonyms):
        notes.append(text("report.edition.note.same"))
    if said.name is EditionName.PUBLIC:
        notes.append(text("report.edition.note.public"))
    return tuple(notes)


def _tied(made: Plan, said: Edition) -> Iterator[Text]:
    """What ties names and log-on names to mailboxes: likeness of writing, and rows."""
    found = made.found
    if any(found.logins.values()) or any(found.names.values()):
        yield text("report.edition.note.alike")
    if said.together:
        yield text("report.edition.note.together")
    elif len({one.category for one in said.pseudonyms} - {Category.DOMAIN}) > 1:
        yield text("report.edition.note.apart")
