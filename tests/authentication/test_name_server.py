"""Against a real name server (NSD) on loopback, with signed zones that the test makes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    LiveResolver,
    RecordedResolver,
    annotated,
    dnssec,
    gather,
    read_dns_file,
    write_dns_lines,
)
from provenance.authentication.dnssec import prove
from provenance.authentication.spf import evaluate
from provenance.basics import State, known
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze, read_messages, record_dns
from tests.authentication import signed_zones as signed

pytestmark = pytest.mark.loopback
DOMAIN = "harbourvale.example"
NOW = datetime(2026, 5, 20, 10, 0, 0, tzinfo=UTC)
LONG = "".join(f' "{"A" * 250}"' for _ in range(24))


def records(key: str) -> str:
    """The zone of the author domain: a key, SPF of every kind, aliases, long and odd texts."""
    pieces = " ".join(f'"{key[at : at + 200]}"' for at in range(0, len(key), 200))
    chain = "\n".join(f'l{n} 60 TXT "v=spf1 include:l{n + 1}.{DOMAIN} -all"' for n in range(14))
    links = "\n".join(f"c{n} 60 CNAME c{n + 1}" for n in range(6))
    return (
        f"s1._domainkey 60 TXT {pieces}\n"
        f'@ 60 TXT "v=spf1 include:spf.{DOMAIN} ip4:192.0.2.10 -all"\n'
        f'spf 60 TXT "v=spf1 ip4:198.51.100.0/24 mx a:host.{DOMAIN} -all"\n'
        f'_dmarc 60 TXT "v=DMARC1; p=reject"\n'
        "@ 60 MX 10 mx\nspf 60 MX 10 mx\nmx 60 A 192.0.2.20\nhost 60 A 192.0.2.21\n"
        f"long 60 TXT {LONG}\n"
        "loop1 60 CNAME loop2\nloop2 60 CNAME loop1\n"
        f'{links}\nc6 60 TXT "the end"\n'
        f'{chain}\nl14 60 TXT "v=spf1 ip4:192.0.2.10 -all"\n'
        f'round 60 TXT "v=spf1 include:round.{DOMAIN} -all"\n'
        f'void 60 TXT "v=spf1 a:n1.{DOMAIN} a:n2.{DOMAIN} a:n3.{DOMAIN} -all"\n'
        f'macro 60 TXT "v=spf1 exists:%{{i}}.m.{DOMAIN} -all"\n192.0.2.10.m 60 A 127.0.0.2\n'
        'odd 60 TXT "\\000\\255\\010 caf\\195\\169"\n'
    )


class Server:
    """One NSD in the foreground, as whatever user runs the tests, on a port of its own."""

    def __init__(self, folder: Path, zones: signed.Zones) -> None:
        self.folder, self.zones = folder, zones
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        lines = [
            "server:",
            f"  ip-address: 127.0.0.1@{self.port}",
            "  server-count: 1",
            '  username: ""',
            '  chroot: ""',
            '  database: ""',
            f'  zonesdir: "{folder}"',
            f'  pidfile: "{folder}/nsd.pid"',
            f'  xfrdfile: "{folder}/xfrd.state"',
            f'  zonelistfile: "{folder}/zone.list"',
            f'  xfrdir: "{folder}"',
            f'  logfile: "{folder}/nsd.log"',
            "  rrl-ratelimit: 0",
            "remote-control:",
            "  control-enable: no",
        ]
        for name in [*zones.texts, "broken.example"]:
            file = folder / f"{name.strip('.') or 'root'}.zone"
            if name in zones.texts:
                file.write_text(zones.made(name).to_text(relativize=False), encoding="utf-8")
            lines += ["zone:", f'  name: "{name}"', f'  zonefile: "{file}"']
        config = folder / "nsd.conf"
        config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        binary = _binary()
        assert binary is not None
        self.process = subprocess.Popen(
            [binary, "-d", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(100):
            if self.process.poll() is not None:
                log = (self.folder / "nsd.log").read_text(encoding="utf-8", errors="replace")
                pytest.fail(f"nsd ended: {log}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("nsd does not answer")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the server and its children: a process group that this test made."""
        os.killpg(self.process.pid, number)

    def resolver(self, **options: Any) -> LiveResolver:
        usual: dict[str, Any] = {
            "nameservers": ("127.0.0.1",),
            "port": self.port,
            "clock": lambda: NOW,
        }
        return LiveResolver(**usual | options)


def _binary() -> str | None:
    return shutil.which("nsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, signing: Any) -> Iterator[Server]:
    if _binary() is None:
        pytest.skip("the name server nsd is not installed (Debian: apt-get install nsd)")
    zones = signed.Zones(
        {
            ".": "",
            "example": "broken 60 NS ns.\n",
            DOMAIN: records(signing.key_record()),
            "plain.example": '@ 60 TXT "v=spf1 -all"\n',
        },
        unsigned=frozenset({"plain.example"}),
    )
    # The server's control files have paths of limited length.
    one = Server(tmp_path_factory.mktemp("nsd"), zones)
    yield one
    one.send(signal.SIGCONT)
    one.send(signal.SIGTERM)
    try:
        one.process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        one.send(signal.SIGKILL)
        one.process.wait(timeout=5)


@pytest.mark.parametrize(
    ("name", "type_", "rcode", "data"),
    [
        (f"spf.{DOMAIN}", "A", "NOERROR", ()),
        (f"nothing.{DOMAIN}", "TXT", "NXDOMAIN", ()),
        ("x.broken.example", "TXT", "SERVFAIL", ()),
        (f"mx.{DOMAIN}", "A", "NOERROR", ("192.0.2.20",)),
        (f"c0.{DOMAIN}", "TXT", "NOERROR", ("the end",)),
        (f"long.{DOMAIN}", "TXT", "NOERROR", ("A" * 6000,)),
        (f"odd.{DOMAIN}", "TXT", "NOERROR", ("\x00\\xff\n café",)),
    ],
)
def test_every_kind_of_answer(
    server: Server, name: str, type_: str, rcode: str, data: tuple[str, ...]
) -> None:
    """The long text does not fit into a datagram: it is asked again over TCP."""
    answer = known(server.resolver().ask(name, type_))
    assert answer is not None
    assert (answer.rcode, answer.data) == (rcode, data)


def test_an_endless_alias_is_an_error_and_ends(server: Server) -> None:
    answer = known(server.resolver().ask(f"loop1.{DOMAIN}", "TXT"))
    assert answer is not None
    assert (answer.rcode, answer.data) == ("SERVFAIL", ())


def test_a_server_that_stops_is_a_timeout_and_then_the_end(server: Server) -> None:
    live = server.resolver(query_time=0.6, budget=2.4)
    assert known(live.ask(f"mx.{DOMAIN}", "A")) is not None
    server.send(signal.SIGSTOP)
    try:
        silent = known(live.ask(f"host.{DOMAIN}", "A"))
        assert silent is not None
        assert silent.rcode == "TIMEOUT"
        live.prefetch([(f"n{n}.{DOMAIN}", "A") for n in range(100)])
        assert live.gave_up
        assert live.ask(f"late.{DOMAIN}", "A") is State.NOT_ATTEMPTED
        fresh = server.resolver(query_time=0.3)
        assert fresh.ask(f"mx.{DOMAIN}", "A") is State.NOT_ATTEMPTED
        assert fresh.gave_up
    finally:
        server.send(signal.SIGCONT)


@pytest.mark.parametrize(
    ("domain", "live_all", "result", "needed"),
    [
        (DOMAIN, False, "not-tested", f"spf.{DOMAIN}"),
        (DOMAIN, True, "pass", ""),
        (f"l3.{DOMAIN}", False, "permerror", ""),
        (f"l4.{DOMAIN}", False, "pass", ""),
        (f"round.{DOMAIN}", False, "permerror", ""),
        (f"void.{DOMAIN}", False, "permerror", ""),
        (f"macro.{DOMAIN}", False, "not-tested", f"192.0.2.10.m.{DOMAIN}"),
        (f"macro.{DOMAIN}", True, "pass", ""),
        ("plain.example", False, "fail", ""),
    ],
)
def test_spf(server: Server, domain: str, live_all: bool, result: str, needed: str) -> None:
    """Ten lookups pass, eleven do not; loops and empty answers end; macros only with live_all."""
    outcome = evaluate(
        ip="192.0.2.10",
        sender=f"x@{domain}",
        helo="mta.example",
        domain=domain,
        resolver=server.resolver(live_all=live_all),
    )
    assert (outcome.result, outcome.needed) == (result, needed)


@pytest.mark.parametrize(
    ("name", "type_", "state"),
    [
        (f"s1._domainkey.{DOMAIN}", "TXT", "secure"),
        (f"c0.{DOMAIN}", "TXT", "secure"),
        (f"long.{DOMAIN}", "TXT", "secure"),
        (f"mx.{DOMAIN}", "A", "secure"),
        (DOMAIN, "MX", "secure"),
        (f"odd.{DOMAIN}", "TXT", "secure"),
        ("plain.example", "TXT", "insecure"),
    ],
)
def test_signatures_of_a_live_answer_hold(
    server: Server, tmp_path: Path, name: str, type_: str, state: str
) -> None:
    """Asked live, written, read again: the proof needs nothing but the file."""
    live = server.resolver(live_all=True)
    gather(live, [(name, type_)])
    file = tmp_path / "dns.jsonl"
    file.write_bytes(write_dns_lines(live.answers))
    resolver = RecordedResolver(read_dns_file(file))
    answer = known(resolver.ask(name, type_))
    assert answer is not None
    assert prove(answer, resolver, anchors=(server.zones.anchor(),)).state == state


def test_a_recording_answers_everything_and_gives_the_same_bytes(
    server: Server, signing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dnssec, "root_anchors", lambda: (server.zones.anchor(),))
    message = signing.sign(
        b"Return-Path: <msc@harbourvale.example>\r\n" + signing.MESSAGE, signing.Recipe()
    )
    file = tmp_path / "one.eml"
    file.write_bytes(message)
    intake = open_evidence([file])
    answers = record_dns(read_messages(Case(), intake), server.resolver(live_all=True, budget=30))
    asked = {(a.name, a.type) for a in answers}
    assert {
        (f"s1._domainkey.{DOMAIN}", "TXT"),
        (DOMAIN, "MX"),
        (f"spf.{DOMAIN}", "TXT"),
        ("mx.harbourvale.example", "A"),
        ("_dmarc.harbourvale.example", "TXT"),
        ("_dmarc.example", "TXT"),
        ("10.2.0.192.in-addr.arpa", "PTR"),
        (DOMAIN, "DNSKEY"),
        (".", "DNSKEY"),
    } <= asked
    lines = write_dns_lines(answers)
    record = tmp_path / "dns.jsonl"
    record.write_bytes(lines)
    assert write_dns_lines(read_dns_file(record)) == lines

    def report(resolver: Any) -> Any:
        return analyze(Case(), Context(intake=intake, resolver=resolver, as_of=date(2026, 5, 21)))

    first = report(RecordedResolver(read_dns_file(record)))
    check = first.messages[0].authentication
    (signature,) = check.dkim
    assert signature.result == "pass"
    assert [one.result for one in check.dmarc] == ["pass", "pass"]
    proofs = {one.subject: one for one in check.dnssec}
    assert proofs["dkim-key"].state == "secure"
    assert proofs["dkim-key"].covers_delivery is True
    assert proofs["dkim-key"].explanation.id == "authentication.dnssec.secure.covers"
    # The report's own answers replay to the same report: it holds the whole chain.
    again = report(RecordedResolver(first.dns))
    assert again.messages == first.messages
    assert again.dns == first.dns
    assert annotated(first.dns) == first.dns
