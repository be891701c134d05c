"""Evidence beside the hops: what it is, which hop it speaks of, who wrote it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.basics import State
from provenance.trace import SyntheticEvidence, Trace, Witness
from provenance.trace.synthetic import MOST, SPEAKING

Make = Callable[..., Trace]

TOP = (
    "Received: from out.example.org (out.example.org [192.0.2.5]) by mx.friend.example (Postfix)"
    " with ESMTPS id 4Q1; Thu, 14 May 2026 14:02:10 +0000\n"
)
LOW = (
    "Received: from [10.1.2.3] (host-9.isp.example [198.51.100.9]) by out.example.org (Postfix)"
    " with ESMTPSA id 4Q0; Thu, 14 May 2026 14:02:08 +0000\n"
)


def only(read: Trace) -> SyntheticEvidence:
    assert len(read.evidence) == 1
    return read.evidence[0]


@pytest.mark.parametrize(
    ("above", "agrees"),
    [
        ("Received-SPF: pass client-ip=192.0.2.5; helo=out.example.org\n", True),
        ("Received-SPF: fail client-ip=203.0.113.5; helo=x.example\n", False),
        ("X-Forefront-Antispam-Report: CIP:192.0.2.5;H:out.example.org\n", True),
        ("X-Sender-IP: 203.0.113.5\n", False),
        ("Authentication-Results: mx.friend.example; iprev=pass policy.iprev=192.0.2.5\n", True),
    ],
)
def test_the_receiving_side_speaks_of_the_handover(
    trace: Make, above: str, *, agrees: bool
) -> None:
    item = only(trace(above + TOP + LOW))
    assert item.role == "connecting"
    assert item.hop == 2
    assert item.agrees is agrees
    assert item.witness is Witness.RECEIVER


def test_a_handover_address_is_never_mixed_into_the_hop(trace: Make) -> None:
    read = trace("X-Sender-IP: 203.0.113.5\n" + TOP + LOW)
    assert [hop.trace.ip for hop in read.route.hops] == ["198.51.100.9", "192.0.2.5"]
    assert read.route.boundary.ip == "192.0.2.5"


@pytest.mark.parametrize(
    ("field", "ip", "link", "agrees"),
    [
        ("X-Originating-IP: [198.51.100.9]\n", "198.51.100.9", "same-address", True),
        ("X-Originating-IP: [203.0.113.7]\n", "203.0.113.7", "oldest-line", False),
        ("X-PHP-Script: s.example/a.php for 203.0.113.7\n", "203.0.113.7", "oldest-line", False),
    ],
)
def test_a_client_address_below_all_lines_is_a_claim(
    trace: Make, field: str, ip: str, link: str, *, agrees: bool
) -> None:
    item = only(trace(TOP + LOW + field))
    assert (item.ip, item.role, item.hop, item.link) == (ip, "client", 1, link)
    assert item.agrees is agrees
    assert item.witness is Witness.CLAIM


def test_a_handover_address_below_all_lines_is_linked_by_the_address_alone(trace: Make) -> None:
    same = only(trace(TOP + LOW + "X-Sender-IP: 192.0.2.5\n"))
    assert (same.hop, same.link, same.agrees) == (2, "same-address", True)
    assert same.witness is Witness.CLAIM
    other = only(trace(TOP + LOW + "X-Sender-IP: 203.0.113.1\n"))
    assert (other.hop, other.link, other.agrees) == (State.ABSENT, "", State.ABSENT)


def test_a_login_in_a_field_belongs_to_the_server_that_stamped_it(trace: Make) -> None:
    item = only(trace(TOP + "X-Authenticated-User: m@example.org\n" + LOW))
    assert (item.role, item.account, item.hop) == ("account", "m@example.org", 1)


def test_an_inner_line_keeps_its_time_and_address(trace: Make) -> None:
    inner = (
        "X-Received: by 2002:ac8:7345:0:b0:406:9782:c943 with SMTP id w15csp426636vqx;"
        " Thu, 14 May 2026 07:02:09 -0700 (PDT)\n"
    )
    item = only(trace(TOP + inner + LOW))
    assert (item.role, item.hop, item.host) == ("line", 1, "2002:ac8:7345:0:b0:406:9782:c943")
    assert not isinstance(item.time, State)


def test_values_that_are_no_addresses_give_no_evidence(trace: Make) -> None:
    assert trace(TOP + LOW + "X-Originating-IP: somewhere\nX-Sender-IP:\n").evidence == ()


def test_a_flood_of_fields_is_cut(trace: Make) -> None:
    flood = "".join(f"X-Originating-IP: 203.0.113.{n % 250}\n" for n in range(400))
    assert len(trace(TOP + flood).evidence) == MOST


def test_every_speaking_field_is_in_the_dictionary() -> None:
    from provenance.decoders.header_dictionary import entry_for

    assert [name for name in SPEAKING if entry_for(name) is None] == []


def test_results_directly_below_the_line_of_google_speak_of_its_own_handover(trace: Make) -> None:
    """Google writes its results below its own Received line: they are not of the next hop."""
    google = (
        "Received: from out.example.org (out.example.org. [192.0.2.5]) by mx.google.com with ESMTPS"
        " id a1si2.3.2026.05.14.07.02.10; Thu, 14 May 2026 07:02:10 -0700 (PDT)\n"
    )
    spf = "Received-SPF: pass (google.com: domain of a@b.example) client-ip=192.0.2.5;\n"
    item = only(trace(google + spf + LOW))
    assert (item.hop, item.agrees, item.witness) == (2, True, Witness.RECEIVER)
