"""``provenance disclosure``: who could see which addresses, and whom a recall could reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.editions import EditionOption, KeyFile
from provenance.cli.failure import ExitCode, readable_errors

if TYPE_CHECKING:
    from provenance.report import Report

HELP = (
    "Count who could see which addresses over all copies and batches, and whom a recall could have "
    "reached. Works offline and writes no report."
)


def disclosure(
    evidence: Annotated[
        list[Path], typer.Argument(metavar="EVIDENCE...", help="The copies to read.")
    ],
    case: Annotated[
        Path | None, typer.Option("--case", metavar="FILE", help="What you know: case.yaml.")
    ] = None,
    audit: Annotated[
        list[Path] | None,
        typer.Option("--audit", metavar="FILE", help="Export of a log; repeat it."),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Four lines only.")] = False,
    edition: EditionOption = "tribunal",
    pseudonym_key: KeyFile = None,
    json_: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Read the copies and print what they show."""
    import json

    from provenance.cli.editions import edition_name, read_key
    from provenance.report.disclosure_overview import disclosure_lines
    from provenance.report.document.disclosure import disclosure_to_dict
    from provenance.report.editions import edition_of

    with readable_errors():
        name, key = edition_name(edition), read_key(pseudonym_key, outside=evidence)
        report = edition_of(_read(evidence, case, audit or []), name, key)
    lines = disclosure_lines(report.disclosure, short=summary)
    typer.echo("\n".join(lines), err=True)
    if json_:
        found = disclosure_to_dict(report.disclosure)
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True))
    raise typer.Exit(ExitCode.SOME_UNREADABLE if report.unreadable else ExitCode.OK)


def _read(evidence: list[Path], case: Path | None, audit: list[Path]) -> Report:
    from datetime import date

    from provenance.authentication import OfflineResolver
    from provenance.case import Case, read_case
    from provenance.cli.inputs import read_evidence
    from provenance.evidence import open_exports
    from provenance.pipeline import Context, analyze

    return analyze(
        read_case(case) if case is not None else Case(),
        Context(
            intake=read_evidence(evidence),
            resolver=OfflineResolver(),
            as_of=date(1970, 1, 1),
            cross_check=False,
            exports=open_exports(audit),
        ),
    )
