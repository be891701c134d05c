"""What a case file may not say of people and periods: two with one id, an end before its start.

Such an entry would be left out in silence or read as whoever stands first, so it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from provenance.case.node import Node
from provenance.case.records import Person

_DAY: Final = re.compile(r"\s*\d+\s*[-/.]\s*\d+\s*[-/.]\s*\d+[\dTZ\s:+.-]*")
"""A day in figures alone: whoever writes that means a day of the calendar."""


def check_people(node: Node | None, people: Sequence[Person]) -> None:
    """Refuse two people with one id, and an account that two people are said to own.

    Raises:
        CaseFileError: with the line of the second of them.
    """
    places = node.items() if node is not None else ()
    ids: set[str] = set()
    owners: dict[str, str] = {}
    for place, person in zip(places, people, strict=True):
        id_ = person.id.strip().casefold()
        if id_ in ids:
            raise place.fail(f"two people have the id `{person.id}`.", "Give each person its own.")
        ids.add(id_)
        for account in dict.fromkeys(one.strip().casefold() for one in person.accounts):
            if account and owners.setdefault(account, id_) != id_:
                raise place.fail(
                    f"the account `{account}` stands under two people.",
                    "Keep it with its holder; put others who can use it under `access_to`.",
                )


def check_periods(top: dict[str, Node], people: Sequence[Person], zone: str) -> None:
    """Refuse a stay of nobody, and periods that end before they begin or have no date.

    Raises:
        CaseFileError: with the line.
    """
    none = Node(None, "")
    ids = {person.id for person in people}
    for node in top.get("presence", none).items():
        fields = _fields(node)
        named = fields["person"].scalar() if "person" in fields else ""
        if named not in ids:
            raise fields.get("person", node).fail(
                f"`{named}` is the id of nobody under `people`.", "Use an `id` that stands there."
            )
        _check_period(fields, "from", "to", zone)
    for person in top.get("people", none).items():
        for node in _fields(person).get("access_to", none).items():
            _check_period(_fields(node), "from", "to", zone)
    for node in top.get("auditing", none).items():
        _check_period(_fields(node), "on_from", "on_to", zone)


def check_receipt(top: dict[str, Node], zone: str) -> None:
    """Refuse a day of receipt that no calendar has; what is written in words stays as it is.

    Raises:
        CaseFileError: with the line.
    """
    none = Node(None, "")
    for name in ("evidence", "audit"):
        for node in top.get(name, none).items():
            day = _fields(node).get("received_on", none)
            if _DAY.fullmatch(day.scalar()):
                _moment(day, zone)


def _fields(node: Node) -> dict[str, Node]:
    """The entries of a mapping whose keys were checked before."""
    if node.empty or node.node.id != "mapping":
        return {}
    return {str(key.value): Node(value, node.file) for key, value in node.node.value}


def _check_period(fields: dict[str, Node], first: str, last: str, zone: str) -> None:
    start, end = (_moment(fields.get(key), zone) for key in (first, last))
    if start is None or end is None:
        return
    day = len(fields[last].scalar().strip()) <= len("2026-05-14")
    # The end of the last day that there is cannot be reached by adding one: so the start goes back.
    if start - end > (timedelta(days=1) if day else timedelta(0)):
        raise fields[last].fail(
            f"the period ends before it begins: `{first}` is later than `{last}`.",
            "Put the earlier moment first.",
        )


def _moment(node: Node | None, zone: str) -> datetime | None:
    """A moment of the case file; ``None`` for an open end."""
    words = node.scalar().strip() if node is not None else ""
    if node is None or words in {"", "null"}:
        return None
    found = _read(words, zone)
    if found is None:
        raise node.fail(
            f"`{words}` is no date or time.", "Write it like 2026-05-14 or 2026-05-14T15:02+01:00."
        )
    return found


def period_of(start: str, end: str, zone: str) -> tuple[datetime | None, datetime | None]:
    """Both ends of a period that was checked before, ``None`` for an open one."""
    return _read(start, zone), _read(end, zone)


def _read(words: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(zone))
