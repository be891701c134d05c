"""``provenance selftest``: known answers of this installed version, run now."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors
from provenance.cli.languages import OneLanguage

if TYPE_CHECKING:
    from provenance.basics import Text
    from provenance.selftest import Group

HELP = (
    "Test this installation: known answers, a whole case analysed twice, and the files of every "
    "package it needs. Offline, in seconds. Exits with 1 if anything comes out otherwise."
)


def selftest(
    annex: Annotated[
        bool, typer.Option("--annex", help="Give the validation annex, a page (HTML).")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Give all of it as JSON.")] = False,
    lang: OneLanguage = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="File for annex or JSON [standard output]."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Run every group and print a line for each."""
    from provenance.cli.single_file import write_new
    from provenance.report.catalogue import one_language, speaking
    from provenance.selftest import run_selftest
    from provenance.selftest.annex import group_lines, installed_lines, to_json, to_page

    with readable_errors():
        _check_options(out, annex=annex, json=json, force=force)
        language = one_language(lang)

    def show(group: Group) -> None:
        with speaking(language):
            for line in group_lines(group):
                _print(*line)

    began = datetime.now(UTC)
    found = run_selftest(show)
    with speaking(language):
        for line in installed_lines(found):
            _print(*line)
    if annex or json:
        made = began.strftime("%Y-%m-%dT%H:%M:%SZ")
        with speaking(language):
            data = to_json(found, made=made) if json else to_page(found, made=made)
        if out is None:
            sys.stdout.buffer.write(data)
        else:
            with readable_errors():
                write_new(out, data, force=force)
            typer.echo(f"Written: {out}", err=True)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if found.failed else ExitCode.OK)


def _check_options(out: Path | None, *, annex: bool, json: bool, force: bool) -> None:
    from provenance.basics import MisuseError

    if annex and json:
        raise MisuseError("--annex is a page, --json is data.", remedy="Use one of them.")
    if out is not None and not annex and not json:
        raise MisuseError("there is nothing to write.", place="--out", remedy="Add --annex.")
    if out is not None and out.exists() and not force:
        raise MisuseError(
            "the file exists already.", place=str(out), remedy="Use another --out or --force."
        )


def _print(fits: bool, words: Text) -> None:
    from provenance.report.catalogue import render

    typer.echo(("ok " if fits else "NO ") + printable(render(words)), err=True)
