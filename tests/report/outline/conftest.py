"""The sample story, analysed and shown with every form: one run for the tests of a module."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.report.forms import (
    JURISDICTIONS,
)
from tests.report.outline.shown import (
    SAMPLES,
    Analyse,
    asked,
)


@pytest.fixture(scope="module")
def analyse(tmp_path_factory: pytest.TempPathFactory) -> Analyse:
    """Runs the program over the sample story; gives the page and the findings file."""

    def run(
        *options: str, case: str | None = None, audit: bool = True
    ) -> tuple[str, dict[str, object]]:
        place = tmp_path_factory.mktemp("outline")
        written = SAMPLES.joinpath("case.yaml").read_text("utf-8") if case is None else case
        (place / "case.yaml").write_text(written, "utf-8")
        arguments = [
            *("analyze", str(SAMPLES / "mass-mailing-postfix.eml")),
            *("--case", str(place / "case.yaml"), "--dns", str(SAMPLES / "dns.jsonl")),
            *(("--audit", str(SAMPLES / "audit-log.csv")) if audit else ()),
            *("--as-of", "2026-06-05"),
            *(() if "--edition" in options else ("--edition", "full")),
            *("--out", str(place / "out"), *options),
        ]
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
        page = (place / "out" / "report.html").read_text("utf-8")
        return page, json.loads((place / "out" / "report.json").read_text("utf-8"))

    return run


@pytest.fixture(scope="module")
def made(analyse: Analyse) -> tuple[str, dict[str, object]]:
    return analyse("--jurisdiction", ",".join(JURISDICTIONS), case=asked("investigator"))


@pytest.fixture(scope="module")
def page(made: tuple[str, dict[str, object]]) -> str:
    return made[0]


@pytest.fixture(scope="module")
def found(made: tuple[str, dict[str, object]]) -> dict[str, object]:
    return made[1]
