"""Who stands with an address of the organisation's network: counted, whichever side it helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Actor, Device
from provenance.case import Case, Network, Organisation
from provenance.correlation import address_users as module
from provenance.correlation.address_users import AddressWatch, address_users
from provenance.correlation.records import AuditSide, Circumstance, Join, JoinTier
from tests.correlation.events import an_event

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
CASE = Case(
    account="msc@harbourvale.example",
    organisation=Organisation(
        domains=("harbourvale.example",),
        networks=(
            Network(name="Head office", cidr="192.0.2.0/24"),
            Network(name="VPN exit", cidr="192.0.2.128/28"),
        ),
    ),
)


def use(number: int, days: int, who: str, address: str) -> AuditEvent:
    return an_event(
        f"e{number}", "E5", number, EventKind.SEND, SENT - timedelta(days=days), operation="Send",
        who=f"{who}@harbourvale.example", ip=address,
        device=Device(name="PC-07") if who == "msc" else Device(),
    )  # fmt: skip


SENDING = use(1, 0, "msc", "192.0.2.7")
OWN = (SENDING, use(2, 1, "msc", "192.0.2.7"), use(3, 2, "msc", "192.0.2.7"))


def found(*rows: AuditEvent) -> list[Circumstance]:
    watch = AddressWatch(CASE)
    for row in rows:
        watch.see(row)
    side = AuditSide(
        events=(SENDING,), joins=(Join(event=SENDING.id, message="M1", tier=JoinTier.S1),)
    )
    return list(address_users(side, CASE, {"E5": watch.result()}))


def test_an_address_of_one_account_alone_beside_the_others_is_told() -> None:
    (one,) = found(*OWN, use(4, 1, "vh", "192.0.2.6"), use(5, 1, "k.north", "192.0.2.9"))
    told = dict(one.values)
    assert one.kind == "users.alone"
    assert [told[name] for name in ("count", "days", "others", "addresses")] == [3, 3, 2, 1]
    assert (told["devices"], told["users"]) == ("PC-07", "")


def test_an_address_that_several_accounts_show_is_told_alike() -> None:
    (one,) = found(*OWN, use(4, 1, "vh", "192.0.2.7"))
    assert (one.kind, dict(one.values)["users"]) == ("users.shared", "vh@harbourvale.example")
    assert one.events == ("e1", "e2", "e3", "e4")


@pytest.mark.parametrize(
    "rows",
    [
        OWN,  # nobody else is on record in that network
        (SENDING, use(4, 1, "vh", "192.0.2.6")),  # one day is no habit
        (*OWN, replace(use(4, 1, "vh", "192.0.2.6"), actor=Actor(account="x@else.example"))),
        (*OWN, use(4, 1, "vh", "192.0.2.130")),  # an exit for access from afar shows no machine
    ],
)
def test_nothing_is_said_without_a_comparison(rows: tuple[AuditEvent, ...]) -> None:
    assert found(*rows) == []


def test_what_could_not_all_be_kept_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KEPT", 3)
    assert found(*OWN, use(4, 1, "vh", "192.0.2.6")) == []
