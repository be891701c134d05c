"""``provenance seal`` and what goes on behind it: head value, time stamp, the log of a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.cli.seal import large
from provenance.evidence.custody import verify_log
from tests.evidence.authority import Authority, send, serving

RUN = CliRunner()
SAMPLES = Path(__file__).resolve().parents[2] / "sample_messages"
MESSAGE = SAMPLES / "spoof-outside.eml"


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    folder = tmp_path / "bag"
    assert RUN.invoke(app, ["seal", str(MESSAGE), "--out", str(folder)]).exit_code == 0
    return folder


def _analyze(*arguments: object) -> str:
    done = RUN.invoke(app, ["analyze", *map(str, arguments), "--offline", "--as-of", "2026-06-01"])
    assert done.exit_code == 0, done.output
    return done.output


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def test_the_head_value_is_large_for_people_and_plain_for_programs(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["seal", str(MESSAGE), "--out", str(tmp_path / "bag")])
    head = verify_log((tmp_path / "bag" / "custody.jsonl").read_bytes()).head
    assert done.stdout == f"{head}\n"
    assert large(head) in done.stderr
    assert "".join(large(head).split()).strip("=") == head
    assert "cannot show what happened to the files before" in done.stderr


def test_a_report_goes_on_behind_the_log_of_a_sealed_folder(bag: Path, tmp_path: Path) -> None:
    before = _files(bag)
    _analyze(bag, "--out", tmp_path / "out")
    log = (tmp_path / "out" / "custody.jsonl").read_bytes()
    assert log.startswith(before["custody.jsonl"])
    assert verify_log(log).problems == ()
    lines = [json.loads(line) for line in log.splitlines()]
    assert [one["event"] for one in lines[:2]] == ["sealed", "custody-log-read"]
    head = verify_log(before["custody.jsonl"]).head
    assert lines[1]["detail"] == f"1 lines, head {head}"
    assert lines[1]["prev"] == head
    assert _files(bag) == before
    _analyze(bag, "--out", tmp_path / "out")
    again = (tmp_path / "out" / "custody.jsonl").read_bytes()
    assert again.startswith(log)
    assert verify_log(again).problems == ()


def test_a_report_on_a_sealed_folder_is_repeated_from_it(bag: Path, tmp_path: Path) -> None:
    _analyze(bag, "--out", tmp_path / "out")
    done = RUN.invoke(app, ["verify", str(tmp_path / "out"), "--evidence", str(bag)])
    assert done.exit_code == 0, done.output
    assert "same bytes of report.html" in done.output


def test_of_two_sealed_folders_the_first_goes_on_and_the_second_is_tied_in(
    bag: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    RUN.invoke(app, ["seal", str(SAMPLES / "pasted-headers.txt"), "--out", str(second)])
    _analyze(bag, second, "--out", tmp_path / "out")
    log = (tmp_path / "out" / "custody.jsonl").read_bytes()
    assert log.startswith((bag / "custody.jsonl").read_bytes())
    assert verify_log((second / "custody.jsonl").read_bytes()).head.encode() in log


def test_a_broken_log_of_a_sealed_folder_is_named_and_not_gone_on_with(
    bag: Path, tmp_path: Path
) -> None:
    path = bag / "custody.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"seq":1', b'"seq":2'))
    _analyze(bag, "--out", tmp_path / "out")
    log = (tmp_path / "out" / "custody.jsonl").read_bytes()
    assert verify_log(log).problems == ()
    assert json.loads(log.splitlines()[0])["detail"] == "not whole"
    report = (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
    assert "evidence.bag.log-broken" in report


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    pytest.importorskip("rfc3161_client", reason="the extra `timestamp` is not installed")
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.mark.loopback
def test_a_sealed_folder_and_its_report_are_stamped_and_checked(
    authority: Authority, tmp_path: Path
) -> None:
    bag, out, root = tmp_path / "bag", tmp_path / "out", authority.folder / "ca.pem"
    with serving(lambda handler, request: send(handler, authority.reply(request))) as url:
        done = RUN.invoke(app, ["seal", str(MESSAGE), "--out", str(bag), "--timestamp", url])
        assert done.exit_code == 0, done.output
        assert "Only the head value was sent" in done.output
        _analyze(bag, "--out", out, "--timestamp", url)
    assert (bag / "custody.tsr").read_bytes()[:1] == b"\x30"
    for folder, name in ((bag, "custody.tsr"), (out, "custody-2.tsr")):
        found = RUN.invoke(app, ["verify", str(folder), "--tsa-cert", str(root)])
        assert found.exit_code == 0, found.output
        assert f"{name}: the time stamp verifies" in found.output
        assert "nothing about the time before" in found.output
        assert "openssl ts -verify -digest " in found.output
        untested = RUN.invoke(app, ["verify", str(folder)])
        assert untested.exit_code == 0
        assert "signature was not tested" in untested.output
    assert "custody.tsr, which is not in this folder" in found.output


@pytest.mark.loopback
@pytest.mark.parametrize("name", ["custody.tsr", "custody.tsq"])
def test_a_flipped_bit_of_a_stamp_is_named(authority: Authority, name: str, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    with serving(lambda handler, request: send(handler, authority.reply(request))) as url:
        RUN.invoke(app, ["seal", str(MESSAGE), "--out", str(bag), "--timestamp", url])
    data = bytearray((bag / name).read_bytes())
    data[-1] ^= 1
    (bag / name).write_bytes(bytes(data))
    done = RUN.invoke(app, ["verify", str(bag)])
    assert done.exit_code == 1
    assert f"NO {name}" in done.output


@pytest.mark.loopback
def test_without_a_stamp_the_evidence_is_sealed_all_the_same(
    authority: Authority, tmp_path: Path
) -> None:
    bag = tmp_path / "bag"
    with serving(lambda handler, _: send(handler, b"<html>")) as url:
        done = RUN.invoke(app, ["seal", str(MESSAGE), "--out", str(bag), "--timestamp", url])
    assert done.exit_code == 1
    assert "is no time stamp" in done.output
    assert RUN.invoke(app, ["verify", str(bag)]).exit_code == 0
    assert b"time-stamp-failed" in (bag / "custody.jsonl").read_bytes()


@pytest.mark.parametrize("command", ["seal", "analyze"])
def test_a_bad_address_is_refused_before_anything_is_done(command: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = RUN.invoke(app, [command, str(MESSAGE), "--out", str(out), "--timestamp", "tsa.example"])
    assert done.exit_code == 2
    assert "no address" in done.output
    assert not out.exists()


def test_a_file_that_is_no_certificate_is_refused(bag: Path) -> None:
    done = RUN.invoke(app, ["verify", str(bag), "--tsa-cert", str(MESSAGE)])
    assert done.exit_code == 2
    assert "no certificate" in done.output
