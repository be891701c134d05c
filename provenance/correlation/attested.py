"""What the exhibit of a stated stay holds: whether records bear the stay out or speak against it.

The case file names an exhibit; only its rows count. A row counts for a stay if it was accepted,
names the person and names the place. The exhibit is searched for contradicting rows like any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import Interest, State, known
from provenance.basics.record import dataclass
from provenance.case import Case, Person, Presence
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, AuditSource
from provenance.correlation.stated_times import Stretch, in_zone, shifted, stay_of, stretch_of

AROUND_STAY: Final = timedelta(hours=36)
"""A journey to a place starts so long before the stay at most."""
RECORD: Final = "record"
PARTY: Final = "party"
_SMALL: Final = frozenset(
    {"a", "an", "at", "by", "flight", "from", "in", "near", "of", "on", "the", "to", "train"}
)
_WORD: Final = re.compile(r"[^\W_]+")
_OUT: Final = frozenset({"out", "exit", "leave", "left"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a stated stay rests on at the moment of one sending.

    ``basis`` is ``record`` (an outside record bears it out), ``party`` (a record that the other
    side supplied against its own interest does), or why nothing does. ``source`` is the exhibit,
    ``support`` its rows. ``against`` and ``moved`` are rows of any exhibit that place the person
    elsewhere or on a journey, ``perhaps`` rows that could be about the person. ``others`` are rows
    of the exhibit in the person's name that do neither, such as the journey back.
    """

    basis: str
    source: str = ""
    support: tuple[AuditEvent, ...] = ()
    against: tuple[AuditEvent, ...] = ()
    moved: tuple[AuditEvent, ...] = ()
    perhaps: tuple[AuditEvent, ...] = ()
    others: tuple[AuditEvent, ...] = ()

    @property
    def refuted_by(self) -> tuple[str, ...]:
        """Exhibits whose rows cancel a stay that would stand without them."""
        return tuple(sorted({one.source for one in (*self.against, *self.moved)}))


def standing_of(
    side: AuditSide,
    case: Case,
    parties: Parties,
    person: Person,
    stated: Presence,
    interval: tuple[datetime, datetime],
) -> Standing:
    """Look the stay up in the exhibits; ``interval`` is that of the sending."""
    stretch = stay_of(stated.start, stated.end, case.timezone)
    inside = is_inside(case, stated)
    if stretch is None:
        return Standing(basis="no-exhibit")
    source = exhibit_of(side, stated.source)
    whole = stretch_of(stated.start, stated.end, case.timezone) or stretch
    rows = tuple(rows_around(side, case, parties, person, whole))
    support = tuple(
        event
        for event, sure, both in rows
        if sure and both and source is not None and event.source == source.evidence
        and _bears_out(event, stated, side, interval, inside=inside)
    )  # fmt: skip
    arrivals = [
        event.begins
        for event, sure, both in rows
        if sure and both and _bears_out(event, stated, side, interval, inside=inside)
    ]
    arrived = max(arrivals, default="")
    against: list[AuditEvent] = []
    moved: list[AuditEvent] = []
    perhaps: list[AuditEvent] = []
    for event, sure, both in rows:
        kind = _speaks_against(event, stated, side, stretch, interval, inside=inside)
        if (kind == "moved" or inside) and event.begins < arrived:
            continue  # Whoever came to the place later was there again.
        if kind and sure and both:
            (moved if kind == "moved" else against).append(event)
        elif kind:
            perhaps.append(event)
    used = {*support, *against, *moved}
    held = source.evidence if source is not None else ""
    return Standing(
        basis=_basis(case, person, stated, source, support),
        source=held,
        support=support,
        against=tuple(against),
        moved=tuple(moved),
        perhaps=tuple(perhaps),
        others=tuple(
            event
            for event, sure, _ in rows
            if sure and event.source == held and event not in used and accepted(event)
        ),
    )


def is_inside(case: Case, stated: Presence) -> bool:
    """Whether the stay itself is at the organisation, by the names of the case file."""
    own = {one.name.casefold() for one in case.organisation.networks if one.name}
    own |= {one.cidr for one in case.organisation.networks}
    own |= {case.organisation.name.casefold()} if case.organisation.name else set()
    return stated.place.casefold() in own or any(one.casefold() in own for one in stated.networks)


def exhibit_of(side: AuditSide, named: str) -> AuditSource | None:
    """The export that a text of the case file names by its number, its name or its SHA-256."""
    wanted = named.strip()
    return next(
        (one for one in side.sources if wanted and wanted in {one.evidence, one.name, one.sha256}),
        None,
    )


def _basis(
    case: Case,
    person: Person,
    stated: Presence,
    source: AuditSource | None,
    support: tuple[AuditEvent, ...],
) -> str:
    if not stated.source.strip():
        return "no-exhibit"
    if source is None:
        return "unknown-exhibit"
    if _own_hand(case, person, source):
        return "own-exhibit"
    against_itself = source.interest is Interest.OTHER and _same(case.prepared_by, person.name)
    if source.interest is not Interest.INDEPENDENT and not against_itself:
        return "interested"
    if not support:
        return "no-record"
    return PARTY if against_itself else RECORD


def _own_hand(case: Case, person: Person, source: AuditSource) -> bool:
    """Whether whoever gains by the stay, or put the case together, supplied its exhibit."""
    by = source.supplied_by
    return (
        source.interest is Interest.SUBMITTING
        or _same(by, case.prepared_by)
        or _same(by, person.name)
        or _same(by, person.id)
    )


def _same(one: str, other: str) -> bool:
    return bool(words_of(one)) and words_of(one) == words_of(other)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in one case and one form of Unicode."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def rows_around(
    side: AuditSide, case: Case, parties: Parties, person: Person, stretch: Stretch
) -> Iterator[tuple[AuditEvent, bool, bool]]:
    """Rows of doors and gates about the person around the stay, those of doors refused ones too.

    Where somebody stood does not depend on the lock; whoever may not board, travelled nowhere.
    With each: whether it surely names the person, and whether every reading of its time lies
    there (the zone of such a log is often only stated).
    """
    near = Stretch(
        start=shifted(stretch.start, -AROUND_STAY), end=shifted(stretch.end, AROUND_STAY)
    )
    zones = {one.evidence: one.timezone for one in side.sources}
    every = [one for one in (*side.events, *side.about) if one.kind is EventKind.BADGE]
    travel = {event.source for event in every if names_journey(event)}
    for event in every:
        if not accepted(event) and event.source in travel:
            continue
        named = parties.person_of(event)
        sure = named is not None and named.id == person.id
        if not sure and not parties.could_be(event, person):
            continue
        inside = [
            near.touches(*one) for one in _readings(event, side, zones.get(event.source, ""), case)
        ]
        if any(inside):
            yield event, sure, all(inside)


def _readings(
    event: AuditEvent, side: AuditSide, zone: str, case: Case
) -> Iterator[tuple[datetime, datetime]]:
    own = widened(event, side)
    if own is None:
        return
    yield own
    if zone and zone != case.timezone:
        yield in_zone(own[0], zone, case.timezone), in_zone(own[1], zone, case.timezone)


def accepted(event: AuditEvent) -> bool:
    """Whether a door or gate let the card through: success, or a log that has no results."""
    if event.outcome is Outcome.SUCCESS:
        return True
    return event.outcome is Outcome.UNKNOWN and not (known(event.outcome_native) or "").strip()


def is_after(event: AuditEvent, end: datetime) -> bool:
    """Whether a row lies after the stated end of a stay, by its time as read here."""
    return not isinstance(event.time, State) and event.time.start > end


def _bears_out(
    event: AuditEvent,
    stated: Presence,
    side: AuditSide,
    interval: tuple[datetime, datetime],
    *,
    inside: bool,
) -> bool:
    """Whether a row, not behind the sending, has the person at the place or on the way to it."""
    own = widened(event, side)
    if own is None or own[1] > interval[1] or not accepted(event):
        return False
    destination = _destination(event)
    if inside:
        return destination is None and not _goes_out(event)
    return _names(stated.place, destination if destination is not None else _texts(event))


def _speaks_against(
    event: AuditEvent,
    stated: Presence,
    side: AuditSide,
    stretch: Stretch,
    interval: tuple[datetime, datetime],
    *,
    inside: bool,
) -> str:
    """``against``, ``moved`` or ``""``: what a row inside the stay says against it."""
    own = widened(event, side)
    if own is None or not stretch.touches(*own):
        return ""
    before = own[0] <= interval[1]
    destination = _destination(event)
    if destination is not None:
        # A journey to the place that starts behind the sending started somewhere else.
        to_place = _names(stated.place, destination)
        return "moved" if to_place != before else ""
    if inside:
        return "against" if before and _goes_out(event) and accepted(event) else ""
    return "" if _names(stated.place, _texts(event)) else "against"


def _destination(event: AuditEvent) -> tuple[str, ...] | None:
    """The words behind the last "to" of a gate or platform, ``None`` where it names no journey."""
    words = words_of(known(event.target) or "")
    if "to" not in words[1:-1]:
        return None
    at = len(words) - 1 - words[::-1].index("to")
    return words[at + 1 :] or None


def names_journey(event: AuditEvent) -> bool:
    """Whether a row is of a gate or platform that leads to a place which it names."""
    return _destination(event) is not None


def _texts(event: AuditEvent) -> tuple[str, ...]:
    """The words of what a row says of places; never those of the person."""
    holders = {"person", "card"}
    values = [known(event.target) or "", *(v for _, v in event.unmapped[:50])]
    values += [value for name, value in event.params if name not in holders]
    return tuple(word for value in values for word in words_of(value[:500]))


def _names(place: str, words: tuple[str, ...]) -> bool:
    wanted = [word for word in words_of(place) if word not in _SMALL]
    return bool(wanted) and set(wanted) <= set(words)


def _goes_out(event: AuditEvent) -> bool:
    way = next((value for name, value in event.params if name == "direction"), "")
    return bool(_OUT & set(words_of(way)))


def names_network(standing: Standing, cidr: str) -> bool:
    """Whether the rows that bear a stay out name a network, or an address inside it."""
    try:
        network = ip_network(cidr, strict=False)
    except ValueError:
        return False
    for event in standing.support:
        written = [value.strip() for _, value in (*event.unmapped, *event.params)]
        if str(network) in written or cidr in written:
            return True
        for one in (*written, *(known(ip.address) or "" for ip in event.ips)):
            try:
                if ip_address(one) in network:
                    return True
            except ValueError:
                continue
    return False
