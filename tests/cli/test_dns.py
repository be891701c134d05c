"""``provenance dns``: what it asks, prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.authentication import DnsAnswer, DnsSource, write_dns_lines
from provenance.cli.app import app

MAIL = (
    b"Return-Path: <x@harbourvale.example>\r\n"
    b"From: x@harbourvale.example\r\nTo: y@friend.example\r\n\r\nHello\r\n"
)
DAY = "2026-05-20T10:00:00Z"


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "one.eml"
    file.write_bytes(MAIL)
    return file


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["dns", *arguments])


class Recording:
    """Stands for the live resolver: two records exist, nothing else does."""

    gave_up = False
    made: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        type(self).made = options
        self._held: dict[tuple[str, str], DnsAnswer] = {}

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self._held))

    @property
    def answers(self) -> tuple[DnsAnswer, ...]:
        return tuple(self._held[key] for key in sorted(self._held))

    def prefetch(self, questions: Any) -> None:
        for name, type_ in questions:
            self.ask(name, type_)

    def ask(self, name: str, type: str) -> DnsAnswer:  # noqa: A002 - the field's own word
        held = {
            "_dmarc.harbourvale.example": ("v=DMARC1; p=none; rua=mailto:x@harbourvale.example",),
            "harbourvale.example": ("v=spf1 include:spf.harbourvale.example ~all",),
            "spf.harbourvale.example": ("v=spf1 ip4:192.0.2.0/24 -all",),
        }.get(name, ()) if type == "TXT" else ()  # fmt: skip
        self._held[name, type] = DnsAnswer(
            name=name,
            type=type,
            rcode="NOERROR" if held else "NXDOMAIN",
            data=held,
            asked_at=DAY,
            server="192.0.2.53",
            source=DnsSource.LIVE,
        )
        return self._held[name, type]


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> type[Recording]:
    monkeypatch.setattr("provenance.authentication.LiveResolver", Recording)
    return Recording


def test_every_name_is_printed_and_every_answer_written(
    mail: Path, recording: type[Recording]
) -> None:
    done = run(str(mail), "--doh", "https://dns.example/dns-query", "--timeout", "9")
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in Path("dns.jsonl").read_bytes().splitlines()]
    names = {(row["name"], row["type"]) for row in rows}
    assert ("_dmarc.harbourvale.example", "TXT") in names
    assert ("_dmarc.example", "TXT") in names
    for name, type_ in names:
        assert f"{type_:6} {name}  " in done.stderr
    assert recording.made["doh"] == "https://dns.example/dns-query"
    assert recording.made["budget"] == 9.0
    assert recording.made["live_all"] is False


@pytest.mark.usefixtures("recording")
def test_a_second_run_does_not_overwrite(mail: Path) -> None:
    assert run(str(mail)).exit_code == 0
    before = Path("dns.jsonl").read_bytes()
    again = run(str(mail))
    assert again.exit_code == 2
    assert Path("dns.jsonl").read_bytes() == before
    assert run(str(mail), "--force").exit_code == 0
    assert Path("dns.jsonl").read_bytes() == before


def test_without_a_network_nothing_is_written(mail: Path) -> None:
    """Every socket is refused here: no answer is not "does not exist"."""
    done = run(str(mail))
    assert done.exit_code == 2
    assert "no name server answered" in done.stderr
    assert not Path("dns.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--json",), "--json prints a diagnosis"),
        (("--dns", "some.jsonl"), "--dns is for --diagnose"),
        (("--doh", "http://dns.example/"), "https:// URL"),
        (("--doh", "dns.example"), "https:// URL"),
        (("--dns", "none.jsonl", "--diagnose"), "none.jsonl"),
    ],
)
def test_misuse_is_told(mail: Path, options: tuple[str, ...], words: str) -> None:
    done = run(str(mail), *options)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_diagnosis_of_recorded_answers_asks_nothing(mail: Path) -> None:
    pytest.importorskip("checkdmarc", reason="the diagnosis is an extra (dns)")
    resolver = Recording()
    resolver.prefetch(
        (name, "TXT")
        for name in (
            "harbourvale.example",
            "spf.harbourvale.example",
            "_dmarc.harbourvale.example",
        )
    )
    Path("in.jsonl").write_bytes(write_dns_lines(resolver.answers))
    done = run(str(mail), "--dns", "in.jsonl", "--diagnose", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["schema"] == "provenance/dns-diagnosis/1"
    assert found["not_diagnosed"] == ["bimi", "dnssec", "mta-sts", "mx", "tls-rpt"]
    kinds = {row["kind"]: row for row in found["diagnoses"]}
    assert kinds["spf"]["lookups"] == 1
    assert kinds["dmarc"]["valid"]
    assert "asks receivers for nothing" in done.stderr
    assert "Not diagnosed" in done.stderr
    assert not Path("dns.jsonl").exists()
    assert run(str(mail), "--dns", "in.jsonl", "--diagnose", "--json").stdout == done.stdout
