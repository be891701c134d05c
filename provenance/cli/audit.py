"""``provenance audit``: what is in an export that somebody supplied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.failure import ExitCode, readable_errors

if TYPE_CHECKING:
    from provenance.audit import ColumnMap, Overview
    from provenance.audit.records import Integrity

HELP = (
    "Show what is in exports of logs: kind, period, holes, rows read, duplicate and unread, what "
    "they could answer and what they never show. Nothing is changed, joined or uploaded."
)


def audit(
    exports: Annotated[
        list[Path], typer.Argument(metavar="EXPORT...", help="Exports as they were handed over.")
    ],
    timezone: Annotated[
        str, typer.Option("--timezone", help="Zone of local times, like Europe/London.")
    ] = "",
    year: Annotated[
        int, typer.Option("--year", help="Year to begin with, for logs that write none.")
    ] = 0,
    map_: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="Names the columns of a table of no known kind."
        ),
    ] = None,
    propose: Annotated[
        bool,
        typer.Option("--propose-map", help="Print a first column map of such a table, as YAML."),
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Read each export to its end and account for every row of it."""
    import json

    from provenance.audit import read_map
    from provenance.basics import MisuseError
    from provenance.report.audit_overview import overview_json, overview_lines

    with readable_errors():
        if json_ and propose:
            raise MisuseError(
                "`--json` and `--propose-map` both write to standard output.",
                remedy="Give one of them.",
            )
        column_map = read_map(map_)[0] if map_ is not None else None
        found = [_one(path, timezone, year, column_map) for path in exports]
        marks = [_marks(path, timezone, year, column_map) for path in exports]
    for path, one, seen in zip(exports, found, marks, strict=True):
        proposal = "" if one else _proposal(path)
        lines = overview_lines(one, seen) if one else _unknown(path, proposal)
        if propose and proposal:
            typer.echo(proposal, nl=False)
        typer.echo("\n".join(lines), err=True)
    if json_:
        pairs = zip(found, marks, strict=True)
        documents = [overview_json(one, seen) for one, seen in pairs if one]
        typer.echo(json.dumps(documents, ensure_ascii=False, indent=2, sort_keys=True))
    raise typer.Exit(ExitCode.OK if all(found) else ExitCode.SOME_UNREADABLE)


def _one(path: Path, timezone: str, year: int, column_map: ColumnMap | None) -> Overview | None:
    from provenance.audit import open_export, overview, pool
    from provenance.basics import MisuseError
    from provenance.cli.progress import Progress
    from provenance.evidence import map_file

    if not path.is_file():
        raise MisuseError("there is no such file.", place=str(path), remedy="Check the name.")
    with map_file(path) as (content, sha256):
        progress = Progress(path.name)
        export = open_export(
            content,
            source="",
            sha256=sha256,
            timezone=timezone,
            name=path.name,
            year=year,
            column_map=column_map,
        )
        with pool(len(content)) as executor:
            found = overview(
                export, size=len(content), path=path, executor=executor, progress=progress
            )
        progress.close()
    return found


def _marks(path: Path, timezone: str, year: int, column_map: ColumnMap | None) -> Integrity | None:
    from provenance.audit import look_for_marks, open_export
    from provenance.evidence import map_file

    with map_file(path) as (content, sha256):
        export = open_export(
            content,
            source="",
            sha256=sha256,
            timezone=timezone,
            name=path.name,
            year=year,
            column_map=column_map,
        )
        return look_for_marks(export, content)


def _proposal(path: Path) -> str:
    from provenance.audit import open_export, propose_map
    from provenance.evidence import map_file

    with map_file(path) as (content, sha256):
        return propose_map(open_export(content, source="", sha256=sha256, name=path.name))


def _unknown(path: Path, proposal: str) -> list[str]:
    from provenance.basics import text
    from provenance.report.catalogue import render
    from provenance.report.marks import visible

    return [
        visible(render(text("audit.unknown", name=path.name))),
        "  " + visible(render(text(f"audit.unknown.{'map' if proposal else 'remedy'}"))),
    ]
