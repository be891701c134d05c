"""The live resolver against a name server on loopback, and against no network at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from provenance.authentication import ChainResolver, DnsSource, LiveResolver, Recorder
from provenance.basics import State, known
from tests.patience import must_end

NOW = datetime(2026, 5, 20, 10, 0, 0, 500, tzinfo=UTC)


class Answers:
    """Behaviour of the test server, by the first label."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.root = "known"

    def resolve(self, request: Any, handler: Any) -> Any:
        from dnslib import CNAME, MX, QTYPE, RCODE, RR, TXT, A

        reply = request.reply()
        name, type_ = str(request.q.qname).lower(), QTYPE[request.q.qtype]
        if name == ".":
            return self.about_root(reply)
        self.asked.append((name, type_))
        label = name.split(".")[0]
        if label == "silent":
            time.sleep(0.6)
        elif label == "gone":
            reply.header.rcode = RCODE.NXDOMAIN
        elif label == "broken":
            reply.header.rcode = RCODE.SERVFAIL
        elif label == "alias":
            reply.add_answer(RR(name, QTYPE.CNAME, rdata=CNAME("real.example."), ttl=60))
            reply.add_answer(RR("real.example.", QTYPE.TXT, rdata=TXT("found"), ttl=30))
        elif label == "old" and any(record.rtype == QTYPE.OPT for record in request.ar):
            reply.header.rcode = RCODE.FORMERR
        elif label == "long" and handler.protocol == "udp":
            reply.header.tc = 1
        elif label == "long":
            pieces = [b"v=DKIM1; p=", b"A" * 255, b"B" * 255]
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(pieces), ttl=300))
        elif type_ == "TXT":
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT([b"v=spf1 ", b"-all"]), ttl=3600))
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT([b"byte \xe9"]), ttl=3600))
        elif type_ == "MX":
            reply.add_answer(RR(name, QTYPE.MX, rdata=MX("mx.example.", 10), ttl=60))
        elif type_ == "A" and label != "empty":
            reply.add_answer(RR(name, QTYPE.A, rdata=A("192.0.2.7"), ttl=60))
        return reply

    def about_root(self, reply: Any) -> Any:
        from dnslib import NS, QTYPE, RCODE, RR

        if self.root == "known":
            reply.add_answer(RR(".", QTYPE.NS, rdata=NS("a.root.example."), ttl=60))
        elif self.root == "silent":
            time.sleep(0.6)
        else:
            reply.header.rcode = getattr(RCODE, self.root)
        return reply


@pytest.fixture(scope="module")
def name_server() -> Iterator[tuple[Answers, int]]:
    """One server for all tests of this file: stopping it takes a second."""
    from dnslib.server import DNSLogger, DNSServer

    answers = Answers()
    quiet = DNSLogger("-request,-reply,-truncated,-error,-recv,-send,-data")
    udp = DNSServer(answers, address="127.0.0.1", port=0, logger=quiet)
    port = udp.server.server_address[1]
    tcp = DNSServer(answers, address="127.0.0.1", port=port, tcp=True, logger=quiet)
    for one in (udp, tcp):
        one.start_thread()
    yield answers, port
    for one in (udp, tcp):
        one.stop()
        one.server.server_close()


@pytest.fixture
def server(name_server: tuple[Answers, int]) -> tuple[Answers, Callable[..., LiveResolver]]:
    answers, port = name_server
    answers.asked.clear()
    answers.root = "known"

    def make(**options: Any) -> LiveResolver:
        usual: dict[str, Any] = {
            "nameservers": ("127.0.0.1",),
            "port": port,
            "clock": lambda: NOW,
        }
        return LiveResolver(**usual | options)

    return answers, make


@pytest.mark.loopback
def test_answers_are_recorded_whole(server: Any) -> None:
    answers, make = server
    live = make()
    answer = known(live.ask("Text.example.", "TXT"))
    assert answer is not None
    assert (answer.name, answer.type, answer.rcode) == ("text.example", "TXT", "NOERROR")
    assert answer.data == ("byte \\xe9", "v=spf1 -all")
    assert (answer.ttl, answer.asked_at) == (3600, "2026-05-20T10:00:00Z")
    assert answer.source is DnsSource.LIVE
    assert "127.0.0.1" in answer.server
    live.ask("text.example", "TXT")
    assert len(answers.asked) == 1


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("name", "type_", "rcode", "data"),
    [
        ("gone.example", "TXT", "NXDOMAIN", ()),
        ("broken.example", "TXT", "SERVFAIL", ()),
        ("alias.example", "TXT", "NOERROR", ("found",)),
        ("long.example", "TXT", "NOERROR", ("v=DKIM1; p=" + "A" * 255 + "B" * 255,)),
        ("host.example", "A", "NOERROR", ("192.0.2.7",)),
        ("empty.example", "A", "NOERROR", ()),
    ],
)
def test_every_kind_of_answer(
    server: Any, name: str, type_: str, rcode: str, data: tuple[str, ...]
) -> None:
    _, make = server
    answer = known(make().ask(name, type_))
    assert answer is not None
    assert (answer.rcode, answer.data) == (rcode, data)


@pytest.mark.loopback
def test_a_server_that_knows_only_the_plain_form_is_asked_in_it(server: Any) -> None:
    """RFC 6891 §7: an old server answers "format error" to the question for signatures."""
    answers, make = server
    answer = known(make().ask("old.example", "TXT"))
    assert answer is not None
    assert (answer.rcode, answer.data) == ("NOERROR", ("byte \\xe9", "v=spf1 -all"))
    assert answer.rrsig == ()
    assert answers.asked.count(("old.example.", "TXT")) == 2


@pytest.mark.loopback
def test_silence_of_one_name_is_a_timeout_where_others_answered(server: Any) -> None:
    _, make = server
    live = make(query_time=0.3)
    live.prefetch([("silent.example", "TXT"), ("text.example", "TXT")])
    silent = known(live.ask("silent.example", "TXT"))
    assert silent is not None
    assert silent.rcode == "TIMEOUT"
    assert not live.gave_up


@pytest.mark.loopback
@pytest.mark.parametrize("root", ["silent", "NXDOMAIN"])
def test_a_server_without_dns_behind_it_is_not_attempted(server: Any, root: str) -> None:
    """Closed networks answer "no such name" to everything: that is no answer about a key."""
    answers, make = server
    answers.root = root
    live = make(query_time=0.2)
    assert live.ask("gone.example", "TXT") is State.NOT_ATTEMPTED
    assert live.gave_up
    assert live.ask("text.example", "TXT") is State.NOT_ATTEMPTED
    assert answers.asked == []
    assert live.answers == ()


@pytest.mark.loopback
def test_a_server_that_refuses_only_the_root_is_used(server: Any) -> None:
    answers, make = server
    answers.root = "REFUSED"
    assert known(make().ask("text.example", "TXT")) is not None


@pytest.mark.loopback
def test_the_time_budget_is_one_for_all(server: Any) -> None:
    _, make = server
    live = make(budget=0.5, query_time=0.3)
    live.ask("text.example", "TXT")
    with must_end(waiting=True):
        live.prefetch([(f"silent.{n}.example", "TXT") for n in range(200)])
    assert live.gave_up
    assert live.ask("late.example", "TXT") is State.NOT_ATTEMPTED
    assert live.ask("text.example", "TXT") is not State.NOT_ATTEMPTED


@pytest.mark.loopback
def test_mx_and_macro_names_only_with_live_all(server: Any) -> None:
    answers, make = server
    careful = Recorder(ChainResolver([make()]))
    assert careful.ask("host.example", "MX") is State.NOT_ATTEMPTED
    assert careful.ask_macro("host.example", "A") is State.NOT_ATTEMPTED
    assert answers.asked == []
    everything = make(live_all=True)
    answer = known(everything.ask("host.example", "MX"))
    assert answer is not None
    assert answer.data == ("10 mx.example",)
    assert everything.ask_macro("host.example", "A") is not State.NOT_ATTEMPTED


def test_without_a_network_it_gives_up_as_a_whole() -> None:
    # No marker: every socket is refused, as it is where there is no network.
    live = LiveResolver(nameservers=("192.0.2.53",), query_time=0.5)
    with must_end(waiting=True):
        live.prefetch([(f"n{n}.example", "TXT") for n in range(100)])
        assert live.ask("a.example", "TXT") is State.NOT_ATTEMPTED
        assert live.gave_up
        assert live.answers == ()


def test_names_that_are_none_are_not_asked() -> None:
    live = LiveResolver(nameservers=("192.0.2.53",))
    assert live.ask("a..b", "TXT") is State.NOT_ATTEMPTED
    assert live.asked == ()
    assert not live.gave_up
