"""The whole pipeline over material that no one here wrote; skipped where it is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from provenance.authentication import ChainResolver, OfflineResolver, SuppliedKeys, read_keys_file
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import Report, to_html, to_json
from provenance.report.lint import lint_html

pytestmark = pytest.mark.corpus

FOLDERS = (
    "lore-sample",
    "mail-parser-mails",
    "mime-mime4j",
    "mime-postal-mime",
    "mime-stalwart",
    "phishing_pot-sample",
)
OUTLOOK = (
    "msg-msg-extractor",
    "msg-msgreader-js",
    "msg-outlook-message-parser",
    "msg-poi",
    "msg-ruby",
)
EVERY = 25
"""HTML is rendered and linted for each so-manyth file; the JSON for all."""


def files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def analysed(path: Path, *, keys: Path | None = None) -> Report | None:
    intake = open_evidence([path])
    if not intake.exhibits:
        assert intake.unreadable, f"{path.name} is neither read nor refused"
        return None
    supplied = [SuppliedKeys(read_keys_file(keys))] if keys is not None else []
    return analyze(
        Case(),
        Context(
            intake=intake,
            resolver=ChainResolver((*supplied, OfflineResolver())),
            as_of=date(2026, 11, 22),
            cross_check=False,
        ),
    )


def accept(report: Report) -> None:
    """What holds for every report: it can be written, its words are allowed, nobody is named."""
    data = json.loads(to_json(report))
    assert [rung["rung"] for rung in data["ladder"]] == [1, 2, 3, 4, 5]
    assert data["ladder"][4]["code"] == "ND"
    for rung in data["ladder"]:
        assert rung["code"] == "answered" or rung["resolves_by"]
    # Copies alone never choose between people who use one login (neutrality).
    login = {"account-holder", "person-with-access", "outside-compromise"}
    assert data["comparison"]["favoured"] not in login
    for one in data["comparison"]["leanings"]:
        assert not {one["favoured"]["explanation"], one["over"]["explanation"]} <= login
        assert one["step"] in {"1", "2"}


@pytest.mark.parametrize("folder", [*FOLDERS, *OUTLOOK])
def test_every_file_is_analysed_offline(shared: Path, folder: str) -> None:
    """No file of the corpus ends in an exception; from copies alone no person is determined."""
    read = 0
    for number, path in enumerate(files(shared / "corpus" / folder)):
        report = analysed(path)
        if report is None:
            continue
        read += 1
        accept(report)
        if number % EVERY == 0:
            assert not lint_html(to_html(report).decode("utf-8"))
    assert read


def test_list_mail_with_held_keys(shared: Path) -> None:
    """With the recovered keys, a seal that holds answers rung 1 and no alteration is alleged."""
    folder = shared / "corpus" / "lore-sample"
    answered = 0
    for path in files(folder):
        report = analysed(path, keys=folder / "dkim-keys.tsv")
        if report is None:
            continue
        accept(report)
        kinds = {finding.kind.value for finding in report.reasoning.findings}
        assert "alteration" not in kinds, path.name
        answered += report.reasoning.ladder[0].code.value == "answered"
    assert answered >= 100
