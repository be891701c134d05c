"""The self-test: whole it passes, and whatever is broken is named and fails it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.report.catalogue import sentence
from provenance.report.lint import lint_html
from provenance.selftest import SelfTest, installed, reading, run_selftest, signatures, tally, whole
from provenance.selftest.annex import to_json, to_page
from provenance.selftest.records import Failure, Group, Installed
from tests.patience import must_end

RUN = CliRunner()
GROUPS = [
    *("dkim", "dkim-own", "canonical", "spf", "received", "dates", "identifiers"),
    *("outlook", "audit", "rules", "whole-case"),
]


@pytest.fixture(scope="module")
def done() -> SelfTest:
    return run_selftest()


def test_this_version_gives_every_known_answer(done: SelfTest) -> None:
    assert [one.id for one in done.groups] == GROUPS
    assert [f"{g.id}: {f}" for g in done.groups for f in g.failures] == []
    assert not done.failed
    assert sum(one.vectors for one in done.groups) > 600
    assert all(sentence(f"report-selftest.group.{one.id}") for one in done.groups)


def test_it_takes_seconds() -> None:
    with must_end():
        run_selftest()


def test_versions_and_hashes_of_what_is_installed(done: SelfTest) -> None:
    held = {one.name: one for one in done.installed}
    assert {"dkimpy", "cryptography", "jinja2", "cffi"} <= held.keys()
    assert held["dkimpy"].files > 5
    assert re.fullmatch(r"[0-9a-f]{64}", held["dkimpy"].record)
    assert re.fullmatch(r"[0-9a-f]{64}", done.program)
    assert done.program_files > 300
    assert not {"pytest", "mypy"} & held.keys()


@pytest.fixture
def fresh() -> Iterator[None]:
    tally.vectors.cache_clear()
    yield
    tally.vectors.cache_clear()


BROKEN: dict[str, tuple[Any, Any]] = {
    "dkim.json": (signatures.dkim, lambda t: t[0]["expect"].append(["rsa-sha256", "pass"])),
    "dkim-own.json": (signatures.dkim_own, lambda t: t["cases"][0].update(rcode="NXDOMAIN")),
    "canonical.json": (signatures.canonical, lambda t: t["bodies"][0].update(relaxed="x")),
    "spf.json": (signatures.spf, lambda t: t["cases"][0].__setitem__(2, "fail")),
    "dates.json": (reading.dates, lambda t: t[0].update(utc="2000-01-01T00:00:00+00:00")),
    "identifiers.json": (reading.identifiers, lambda t: t["decode"][0].update(decoder="x")),
    "outlook.json": (reading.outlook, lambda t: t["item.msg"].update(attachments=7)),
    "audit.json": (reading.audit, lambda t: t["audit/postfix.log"]["events"].pop()),
    "sample/spoof-outside.eml.expected.json": (
        whole.whole_case,
        lambda t: t["messages"][0].update(subject="x"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_another_answer_is_named(name: str, fresh: None) -> None:
    """Each group compares: a changed known answer makes it fail."""
    group, change = BROKEN[name]
    change(tally.vectors(name))
    found = group()
    assert found.failures
    assert all(one.vector for one in found.failures)


def test_a_changed_library_makes_vectors_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance.authentication.dkim import canonical

    monkeypatch.setattr(canonical, "relaxed_body", lambda body: body)
    assert len(signatures.canonical().failures) >= 3


def test_a_reader_that_raises_is_a_failure_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(reading, "item_facts", broken)
    monkeypatch.setattr(whole, "rules", broken)
    found = {one.id: one for one in run_selftest().groups}
    assert list(found) == GROUPS
    assert "broken on purpose" in found["outlook"].failures[0].found
    assert "broken on purpose" in found["rules"].failures[0].found
    assert not found["dkim"].failures


def test_an_analysis_that_is_not_the_same_twice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = iter([{"report.json": b'{"messages": []}', "report.html": b"1"},
                     {"report.json": b'{"messages": []}', "report.html": b"2"}])  # fmt: skip
    monkeypatch.setattr(whole, "_outcome", lambda _: next(outcomes))
    failed = [one.vector for one in whole.whole_case().failures]
    assert failed[0] == "report.html, made twice"


def test_a_group_without_vectors_has_failed() -> None:
    assert tally.Tally("dkim", "").done().failures


class Fake:
    """A distribution in a folder."""

    def __init__(self, folder: Path, record: str | None) -> None:
        from importlib.metadata import PathDistribution

        info = folder / "fake-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Name: fake\nVersion: 1.0\n", encoding="utf-8")
        if record is not None:
            (info / "RECORD").write_text(record, encoding="utf-8")
        self.found = PathDistribution(info)


def test_a_changed_and_a_missing_file_are_named(tmp_path: Path) -> None:
    import base64
    import hashlib

    digest = base64.urlsafe_b64encode(hashlib.sha256(b"good").digest()).rstrip(b"=").decode()
    rows = [f"{name},sha256={digest},4" for name in ("a.py", "b.py", "c.py")]
    (tmp_path / "a.py").write_bytes(b"good")
    (tmp_path / "b.py").write_bytes(b"evil")
    # A command is written anew by each installer: it is not held against the list.
    rows.append(f"../../bin/fake,sha256={digest},4")
    record = "\n".join([*rows, "fake-1.0.dist-info/RECORD,,"])
    one = installed._installed("fake", Fake(tmp_path, record).found)
    assert (one.files, one.changed) == (3, ("b.py", "c.py"))


def test_without_a_list_of_files_nothing_is_claimed(tmp_path: Path) -> None:
    one = installed._installed("fake", Fake(tmp_path, None).found)
    assert (one.files, one.record, one.changed) == (0, "", ())


def _with(done: SelfTest, **changes: Any) -> SelfTest:
    from dataclasses import replace

    return replace(done, **changes)


FAILED = Group(
    id="spf",
    vectors=2,
    failures=(Failure(vector="a <b>", expected="pass\x1b[31m", found="<script>fail"),),
    source="RFC 7208",
)
CHANGED = Installed(name="fake", version="1.0", record="00", files=3, changed=("b.py",))


@pytest.mark.parametrize(
    "changes", [{"groups": (FAILED,)}, {"installed": (CHANGED,)},
                {"installed": (Installed(name="fake", version=""),)}],
)  # fmt: skip
def test_each_kind_of_failure_fails_the_whole(done: SelfTest, changes: dict[str, Any]) -> None:
    assert _with(done, **changes).failed


def test_the_annex_is_self_contained_and_in_our_words(done: SelfTest) -> None:
    page = to_page(done, made="2026-06-03T10:00:00Z").decode()
    assert "known answers came out as expected" in page
    assert not re.search(r"https?:|<script|<img|<link", page)
    assert [str(one) for one in lint_html(page)] == []
    assert done.program in page
    assert to_page(done) == to_page(done)
    for one in done.installed:
        assert f">{one.name}<" in page


def test_the_annex_names_failures_and_escapes_them(done: SelfTest) -> None:
    page = to_page(_with(done, groups=(FAILED,), installed=(CHANGED,))).decode()
    assert "1 of 2 known answers came out otherwise" in page
    assert "a &lt;b&gt;" in page
    assert "<script>" not in page
    assert "\x1b" not in page
    assert "1 of 3 differ" in page


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "annex.html"
    assert RUN.invoke(app, ["selftest", "--annex", "--out", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"<!DOCTYPE html>")
    data = json.loads(RUN.invoke(app, ["selftest", "--json"]).stdout)
    assert data["schema"] == "provenance/selftest/1"
    assert data["failed"] is False
    assert [one["id"] for one in data["groups"]] == GROUPS
    assert to_json(run_selftest())


def test_the_command_fails_where_a_vector_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "spf", lambda: FAILED)
    done = RUN.invoke(app, ["selftest"])
    assert done.exit_code == 1
    assert "NO a <b>: expected pass[U+001B][31m, got <script>fail." in done.output


@pytest.mark.parametrize(
    "options", [["--annex", "--json"], ["--out", "x.html"], ["--annex", "--out", "."]]
)
def test_options_that_do_not_go_together(options: list[str]) -> None:
    assert RUN.invoke(app, ["selftest", *options]).exit_code == 2
