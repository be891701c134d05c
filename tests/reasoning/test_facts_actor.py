"""Actor and mailbox of a message that was sent on behalf are told apart, or it is said why not."""

from __future__ import annotations

from datetime import date

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.reasoning import Finding

HEAD = (
    b"Received: from A.EURPRD01.prod.outlook.com ([10.0.0.1]) by A.EURPRD01.prod.outlook.com"
    b" ([10.0.0.1]) with mapi id 15.20.1; Thu, 14 May 2026 14:02:10 +0000\r\n"
    b"From: M. Carrow <msc@harbourvale.example>\r\n"
    b"x-ms-exchange-messagesentrepresentingtype: 2\r\n%s\r\nhello\r\n"
)


def find(extra: bytes) -> dict[str, Finding]:
    intake = open_evidence([], stdin=HEAD % extra)
    context = Context(
        intake=intake, resolver=OfflineResolver(), as_of=date(2026, 11, 26), cross_check=False
    )
    return {one.name: one for one in analyze(Case(), context).reasoning.findings}


def test_sender_names_the_actor() -> None:
    found = find(b"Sender: D. Rector <d@harbourvale.example>\r\n")
    actor = dict(found["origin.actor"].statement.params)["actor"]
    assert str(actor) == "d@harbourvale.example"
    assert "origin.actor-not-determinable" not in found


def test_a_list_replaces_sender_and_another_field_names_the_actor() -> None:
    found = find(
        b"Sender: list-owner@lists.example\r\nList-Id: <list.lists.example>\r\n"
        b"X-MS-Exchange-CrossTenant-UserPrincipalName: d@harbourvale.example\r\n"
    )
    assert str(dict(found["origin.actor"].statement.params)["actor"]) == "d@harbourvale.example"


def test_an_encrypted_account_names_nobody() -> None:
    found = find(
        b"Sender: list-owner@lists.example\r\nList-Id: <list.lists.example>\r\n"
        b"X-MS-Exchange-CrossTenant-UserPrincipalName: tsM5fjboW2Td+eOVLXZ1FV0p==\r\n"
    )
    assert found["origin.actor-not-determinable"].statement.id == "reasoning.origin.actor.list"
    assert "origin.actor" not in found


def test_nothing_names_the_actor() -> None:
    found = find(b"Subject: x\r\n")
    assert found["origin.actor-not-determinable"].statement.id == "reasoning.origin.actor.none"
