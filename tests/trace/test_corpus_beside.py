"""The boundary, evidence beside the hops and line tests, on real mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.basics import State, known
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.trace import Trace, Witness, line_tests, read_service_fields, same_domain
from provenance.trace import trace_message as read_trace

pytestmark = pytest.mark.corpus


def messages(folder: Path) -> Iterator[tuple[str, Message, Trace]]:
    for path in sorted(folder.glob("*.eml")):
        stream = MessageStream(name="file", data=path.read_bytes())
        message = read_message(stream, id="M1", evidence="E1")
        yield path.name, message, read_trace(message)


def test_the_boundary_is_the_address_that_the_receiver_noted(shared: Path) -> None:
    """Microsoft's "sender IP is" and Received-SPF are an independent witness of the boundary."""
    microsoft: dict[bool, list[str]] = {True: [], False: []}
    spf: dict[bool, list[str]] = {True: [], False: []}
    for name, _, trace in messages(shared / "corpus" / "phishing_pot-sample"):
        ours = [item for item in trace.evidence if item.witness is Witness.RECEIVER]
        ip = known(trace.route.boundary.ip)
        said = {item.ip for item in ours if item.key == "sender IP"}
        if said:
            microsoft[ip in said].append(name)
            continue
        said = {item.ip for item in ours if item.key == "client-ip"}
        if said:
            spf[ip in said].append(name)
    assert microsoft[False] == []
    assert len(microsoft[True]) >= 200
    # Both came through the recipient's own gateway, which only the case file can name.
    assert spf[False] == ["sample-2934.eml", "sample-367.eml"]


def test_the_boundary_is_at_the_recipients_own_server(shared: Path) -> None:
    wrong = []
    for name, _, trace in messages(shared / "corpus" / "lore-sample"):
        position = known(trace.route.boundary.position)
        by = known(trace.route.hops[position - 1].trace.by) if position else None
        homes = [address.rpartition("@")[2] for address in trace.identity.delivered_to]
        if not any(same_domain(by or "", home) for home in homes):
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("folder", ["phishing_pot-sample", "lore-sample"])
def test_every_field_is_listed_and_every_line_testable(shared: Path, folder: str) -> None:
    equal = different = 0
    for name, message, trace in messages(shared / "corpus" / folder):
        service = {one.field for one in read_service_fields(message)}
        standard = [field for field in message.fields if field.index not in service]
        assert len(service) + len(standard) == len(message.fields), name
        assert len(trace.attestations) == len(message.fields)
        for line in [hop.trace for hop in trace.route.hops] + list(trace.synthetic):
            tests = line_tests(line)
            own, inner = tests.writer_address, tests.address_in_id
            if not isinstance(own, State) and not isinstance(inner, State):
                equal += own == inner
                different += own != inner
    assert different == 0
    assert equal >= 30
