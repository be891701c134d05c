"""Compares the question of the case file with the subject and date of the messages asked about."""

from __future__ import annotations

import re
from datetime import date, tzinfo
from typing import Final

from provenance.basics import Instant, Text, known, text
from provenance.case import Case
from provenance.reasoning.subject import Subject

# Patterns stay strings: most runs have no question, and compiling costs at every start.
_QUOTED: Final = '["\u201c\u201e]([^"\u201c\u201d\u201e]{3,200})["\u201c\u201d]'
_ISO: Final = r"\b([12][0-9]{3})-([01][0-9])-([0-3][0-9])\b"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WRITTEN: Final = rf"\b([0-3]?[0-9])(?:st|nd|rd|th)? ({'|'.join(_MONTHS)}),? ([12][0-9]{{3}})\b"
_LONGEST: Final = 2000


def question_notes(asked: tuple[Subject, ...], case: Case) -> list[Text]:
    """Say which messages carry another subject than the one quoted, or are of another day.

    Only what can be compared is compared: words in double quotation marks, and whole dates. The
    day is that of the case's time zone.
    """
    question = case.question[:_LONGEST]
    if not question or not asked:
        return []
    return [*_subjects(asked, question), *_dates(asked, question, case.timezone)]


def _ids(subjects: list[Subject]) -> tuple[str, ...]:
    return tuple(subject.analysed.message.id for subject in subjects)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold().strip(" .,")


def _subjects(asked: tuple[Subject, ...], question: str) -> list[Text]:
    quoted = [_plain(found[1]) for found in re.finditer(_QUOTED, question)]
    if not quoted:
        return []
    others = [
        subject
        for subject in asked
        if _plain(known(subject.analysed.trace.identity.subject) or "") not in quoted
    ]
    return [text("reasoning.note.other-subject", messages=_ids(others))] if others else []


def _dates(asked: tuple[Subject, ...], question: str, zone: str) -> list[Text]:
    days = set(_days(question))
    if not days:
        return []
    place = _zone(zone)
    others = []
    for subject in asked:
        written = subject.analysed.trace.identity.date
        if isinstance(written, Instant) and _day(written, place) not in days:
            others.append(subject)
    return [text("reasoning.note.other-day", messages=_ids(others), zone=zone)] if others else []


def _day(written: Instant, place: tzinfo) -> date:
    try:
        return written.utc.astimezone(place).date()
    except (OverflowError, ValueError):
        return written.utc.date()


def _zone(name: str) -> tzinfo:
    """The zone of the case; UTC where this computer does not know it (the reader checked it)."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return UTC


def _days(question: str) -> list[date]:
    found = [(int(y), int(m), int(d)) for y, m, d in re.findall(_ISO, question)]
    found += [
        (int(year), _MONTHS.index(month) + 1, int(day))
        for day, month, year in re.findall(_WRITTEN, question.lower())
    ]
    days = []
    for year, month, day in found:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days
