"""Two exports held against each other: days with and without what the other should have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provenance.audit import AuditEvent, Coverage, EventKind
from provenance.audit.records import Device, Outcome, SessionId
from provenance.case import Case, Network, Organisation, Person, Presence
from provenance.correlation import day_rows
from provenance.correlation.crossed import crossed_of
from provenance.correlation.day_rows import DayWatch, asked_for
from provenance.correlation.door_cards import CardWatch
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, Circumstance
from tests.correlation.events import an_event, an_export, joined

SENT = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
OWN = "msc@harbourvale.example"
MSC = Person(id="msc", name="M. Carrow", accounts=(OWN,))
VH = Person(id="vh", name="V. Harbour", accounts=("vh@harbourvale.example",))
CASE = Case(
    account=OWN,
    people=(MSC, VH),
    organisation=Organisation(
        domains=("harbourvale.example",),
        networks=(
            Network(name="Head office", cidr="192.0.2.0/28"),
            Network(name="VPN", cidr="192.0.2.64/26"),
        ),
    ),
)
PARTIES = Parties(
    accounts=(OWN,), people=(MSC, VH), moments=(SENT,), addresses=frozenset(),
    domains=("harbourvale.example",), senders=frozenset({OWN}),
)  # fmt: skip
KINDS = {"E1": "m365-ual", "E2": "door", "E3": "windows-security-xml"}


def row(
    source: str, number: int, kind: EventKind, days: float, who: str, **more: Any
) -> AuditEvent:
    start = SENT + timedelta(days=days)
    return an_event(f"{source}-{number}", source, number, kind, start, who=who, **more)


def use(number: int, days: float, who: str = OWN, ip: str = "192.0.2.7", **more: Any) -> AuditEvent:
    session = more.pop("session", f"s{number}")
    device = Device(name=more.pop("device", "PC-07"))
    return row(
        "E1", number, more.pop("kind", EventKind.SIGN_IN), days, who, ip=ip, device=device,
        sessions=(SessionId(kind="aad-session", value=session),), **more,
    )  # fmt: skip


def door(
    number: int,
    days: float,
    who: str,
    place: str = "Main entrance",
    card: str = "",
    result: Outcome = Outcome.SUCCESS,
) -> AuditEvent:
    told = (("person", who), ("card", card), ("place", place))
    return row(
        "E2", number, EventKind.BADGE, days, card or who, target=place, outcome=result,
        params=tuple((name, value) for name, value in told if value), flags=("holder-named",),
    )  # fmt: skip


def log_on(
    number: int, days: float, who: str, kind: EventKind = EventKind.SESSION_START, **more: Any
) -> AuditEvent:
    return row(
        "E3", number, kind, days, who,
        sessions=(SessionId(kind="logon-id", value=f"0x{number}@PC-07.harbourvale.example"),),
        unmapped=(("Computer", "PC-07.harbourvale.example"),), outcome=Outcome.SUCCESS, **more,
    )  # fmt: skip


SENDING = use(1, 0, kind=EventKind.SEND, session="sending")


def crossed(*rows: AuditEvent, case: Case = CASE) -> dict[str, Circumstance]:
    sources = tuple(
        an_export(name, kind, coverage=_coverage(name, kind)) for name, kind in KINDS.items()
    )
    side = AuditSide(
        sources=sources,
        events=(SENDING,),
        joins=joined(SENDING, "message-id"),
    )
    assert asked_for(side)
    days = {name: watched([one for one in rows if one.source == name], case) for name in KINDS}
    cards = CardWatch(PARTIES.meant, lambda _: True)
    for one in rows:
        cards.see(one)
    parties = replace(PARTIES, cards=cards.result())
    return {one.kind: one for one in crossed_of(side, case, parties, days)}


def _coverage(name: str, kind: str) -> Coverage:
    return Coverage(
        source=name, kind=kind, rows=9, events=9, duplicates=0, problems=0,
        first=SENT - timedelta(days=9), last=SENT + timedelta(days=1),
    )  # fmt: skip


def watched(rows: Iterable[AuditEvent], case: Case = CASE) -> tuple[day_rows.DayRow, ...]:
    watch = DayWatch(case, PARTIES, watching=True)
    for one in rows:
        watch.see(one)
    return watch.result()


def values(one: Circumstance) -> dict[str, Any]:
    return dict(one.values)


def test_a_session_that_names_a_device_is_held_against_that_machines_log() -> None:
    found = crossed(
        use(2, -7), use(3, -6), use(4, -5, device="LAPTOP-1"), use(5, -20),
        log_on(1, -7, "HARBOURVALE\\msc"), log_on(2, -6, "HARBOURVALE\\k.north"),
    )  # fmt: skip
    one = found["crossed.device"]
    told = values(one)
    assert (told["count"], told["having"], told["lacking"]) == (2, 1, 1)
    assert one.events == ("E1-3", "E1-2", "E3-1")
    assert one.message == "M1"


def test_the_session_of_the_sending_tests_nothing_against_itself() -> None:
    found = crossed(
        SENDING, use(2, -0.01, session="sending"), log_on(1, 0, "HARBOURVALE\\msc")
    )  # fmt: skip
    assert "crossed.device" not in found


def test_a_log_on_over_the_network_is_none_at_the_screen() -> None:
    network = log_on(
        1, -7, "HARBOURVALE\\msc", kind=EventKind.SIGN_IN, flags=("network-logon",)
    )  # fmt: skip
    assert values(crossed(use(2, -7), network)["crossed.device"])["lacking"] == 1


def test_days_from_the_rooms_are_held_against_the_doors() -> None:
    found = crossed(
        SENDING, use(2, -7), use(3, -6), use(4, -6, ip="192.0.2.70"), use(5, -5, ip="203.0.113.9"),
        use(6, -4, who="k.north@harbourvale.example"), use(7, -4, who="a.far@harbourvale.example"),
        door(1, -7.1, "M. Carrow"), door(2, -3, "k.north"), door(3, 0, "V. Harbour"),
    )  # fmt: skip
    one = found["crossed.doors"]
    told = values(one)
    assert (told["count"], told["having"], told["lacking"], told["unnamed"]) == (3, 1, 2, 1)
    assert one.events[:2] == ("E1-3", "E1-6")


def test_a_gate_and_a_log_of_a_stay_are_no_doors_of_the_organisation() -> None:
    gate = door(1, -7, "M. Carrow", place="LGW gate 14 to Lisbon")
    assert not {one for one in crossed(use(2, -7), gate) if one.startswith("crossed.door")}
    stay = Presence(person="msc", start="2026-05-01", end="2026-05-20", place="Lisbon", source="E2")
    hotel = replace(CASE, presence=(stay,))
    rows = (use(2, -7), door(1, -6, "M. Carrow"))
    assert "crossed.doors" in crossed(*rows)
    assert "crossed.doors" not in crossed(*rows, case=hotel)


def test_other_logins_of_the_machine_are_counted_over_the_network_too() -> None:
    found = crossed(
        log_on(1, -0.1, "HARBOURVALE\\msc"),
        log_on(2, -3, "HARBOURVALE\\k.north", kind=EventKind.SIGN_IN, flags=("network-logon",)),
        log_on(3, -0.2, "HARBOURVALE\\p.quill"),
        log_on(4, -1, "NT AUTHORITY\\SYSTEM", kind=EventKind.SIGN_IN),
    )
    told = values(found["crossed.log-ons"])
    assert told["logins"] == "HARBOURVALE\\p.quill\t1\t0\t1\nHARBOURVALE\\k.north\t0\t1\t0"
    assert (told["count"], told["services"]) == (2, 1)
    assert "crossed.log-ons-none" in crossed(log_on(1, -0.1, "HARBOURVALE\\msc"))


def test_on_how_many_days_a_door_log_names_each_person() -> None:
    told = values(
        crossed(door(1, -7, "M. Carrow"), door(2, -6, "M. Carrow"), door(3, 0, "V. Harbour"))[
            "crossed.door-days"
        ]
    )
    assert (told["count"], told["people"]) == (
        3, "M. Carrow\t2026-05-07\t2026-05-08\nV. Harbour\t2026-05-14",
    )  # fmt: skip
    # The day of the sending: how many rows and holders, and that none names the account's person.
    assert [told[name] for name in ("day", "rows", "holders", "own", "person")] == [
        "2026-05-14", 1, 1, 0, "M. Carrow",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "written"),
    [
        (OWN, "M. Carrow"), (OWN, "msc"), (OWN, "Carrow, M."), (OWN, ""),
        ("vh@harbourvale.example", "vh"), ("k.north@harbourvale.example", "k.north"),
        ("k.north@harbourvale.example", ""),
    ],
)  # fmt: skip
def test_one_rule_ties_a_row_to_whoever_it_is(account: str, written: str) -> None:
    name = {OWN: "M. Carrow", "vh@harbourvale.example": "V. Harbour"}.get(account, "k.north")
    rows = (door(1, -3, name, card="77"), door(2, -7, written, card="77"))
    told = values(crossed(use(2, -7, who=account), *rows)["crossed.doors"])
    assert (told["having"], told["lacking"], told["unnamed"]) == (1, 0, 0)
    # Beside a second name the card ties to nobody.
    if not written:
        more = door(3, -4, "a.far", card="77")
        told = values(crossed(use(2, -7, who=account), *rows, more)["crossed.doors"])
        assert (told["having"], told["lacking"]) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "own"),
    [
        ((), 0),
        ((door(8, 0, "V. Harbour"),), 0),
        ((door(8, -0.01, "M. Carrow"), door(9, 0.01, "M. Carrow")), 2),
        ((door(8, 0, "msc"),), 1),
        ((door(8, 0, "M. Carrow", result=Outcome.FAILURE),), 1),
    ],
)
def test_the_day_that_is_left_out_is_counted_by_itself(
    rows: tuple[AuditEvent, ...], own: int
) -> None:
    before = (use(2, -7), door(1, -7, "M. Carrow"))
    told = values(crossed(SENDING, *before, *rows)["crossed.doors"])
    assert (told["count"], told["having"], told["own"]) == (1, 1, own)
    # Of a sending from elsewhere nothing was left out.
    assert "own" not in values(crossed(*before, *rows)["crossed.doors"])


def test_refused_rows_and_other_spellings_are_counted_on_the_day() -> None:
    told = values(
        crossed(
            door(1, -7, "M. Carrow"), door(2, 0, "M. Carrow", result=Outcome.FAILURE),
            door(3, 0.01, "Carrow, M."), door(4, 0.02, "V. Harbour"),
        )["crossed.door-days"]
    )  # fmt: skip
    assert [told[one] for one in ("rows", "own", "may", "refused")] == [3, 1, 1, 1]
    assert "2026-05-14" in told["people"].split("\n")[0]


@pytest.mark.parametrize("name", ["Carrow, M.", "Harbour, V."])
def test_days_with_rows_that_may_name_somebody_are_told(name: str) -> None:
    found = crossed(door(1, -7, name), door(2, -6, name), door(3, -6, "k.north"))
    told = values(found["crossed.door-days"])
    who = "M. Carrow" if "Carrow" in name else "V. Harbour"
    assert told["maybe"] == f"{who}\t2"
    assert "2026" not in told["people"]
    assert not values(crossed(door(1, -7, "M. Carrow"))["crossed.door-days"])["maybe"]


def test_first_and_last_row_of_the_day_stand_for_every_holder() -> None:
    one = crossed(
        door(1, -7, "M. Carrow"), door(2, -0.2, "k.north"), door(3, -0.1, "k.north"),
        door(4, 0.1, "k.north"), door(5, -0.2, "V. Harbour"), door(6, 0.1, "V. Harbour"),
    )["crossed.door-days"]  # fmt: skip
    assert one.events == ("E2-2", "E2-4", "E2-5", "E2-6", "E2-1")


def test_so_many_days_are_kept_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_rows, "MAX_KEPT", 2)
    watch = DayWatch(CASE, PARTIES, watching=True)
    for number in range(5):
        watch.see(door(number, -number, "M. Carrow"))
    watch.see(door(9, 0, "M. Carrow"))
    assert [one.count for one in watch.result()] == [2, 1]
    assert watch.left_out == 3


def test_without_doors_or_machines_nothing_is_looked_at() -> None:
    assert not asked_for(AuditSide())
    watch = DayWatch(CASE, PARTIES, watching=False)
    watch.see(door(1, 0, "M. Carrow"))
    assert watch.result() == ()
