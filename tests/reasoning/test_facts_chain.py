"""Findings about what stands around a sending: its session, its address, other accounts."""

from __future__ import annotations

from typing import Any

from tests.reasoning.audited import ITEM, SEND, VH, found, made, ual


def test_the_chain_around_the_sending(run: Any) -> None:
    report, _ = run(
        {
            "ual.csv": ual(
                made("2026-05-14T13:40:00", "UserLoggedIn", 1),
                made("2026-05-14T13:58:00", "Create", 2, Item=ITEM),
                SEND,
                made("2026-05-14T14:02:10", "Update", 4, Item={"Subject": "x"}),
                made("2026-05-14T15:13:00", "SoftDelete", 5, AffectedItems=[ITEM]),
            )
        }
    )
    (chain,) = found(report, "chain.session")
    assert "2 before the sending, 1 after it, 1 open" in chain["text"]
    assert chain["strength"] == 1
    assert len(chain["where"]) == 5
    assert found(report, "chain.other-account") == []


def test_another_account_at_the_same_address_names_nobody(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, UserId=VH, SessionId="zz")
    report, _ = run({"ual.csv": ual(other, SEND)})
    (one,) = found(report, "chain.other-account")
    assert one["name"] == "chain.other-account.address"
    assert (VH in one["text"], "192.0.2.7" in one["text"]) == (True, True)
    assert one["strength"] == 1
    assert any("whole office" in caution for caution in one["cautions"])
    assert report["ladder"][4]["code"] == "ND"


def test_several_addresses_in_one_session_are_not_two_places(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, ClientIP="[2001:db8::7]:4")
    report, _ = run({"ual.csv": ual(other, SEND)})
    (one,) = found(report, "chain.addresses")
    assert one["strength"] == 0
    assert any("does not show two places" in caution for caution in one["cautions"])
    assert any("RFC 8981" in caution for caution in one["cautions"])


def test_a_service_at_the_same_address_is_no_other_account(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, UserId="svc@harbourvale.example",
                 SessionId="zz", UserType=4)  # fmt: skip
    report, _ = run({"ual.csv": ual(other, SEND)})
    assert found(report, "chain.other-account") == []
