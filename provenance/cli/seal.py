"""``provenance seal``: hash and bag evidence in the first minute, before any analysis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.analyze import Timestamp
from provenance.cli.failure import ExitCode, printable, readable_errors

if TYPE_CHECKING:
    from provenance.evidence.stamp_records import Stamped

HELP = (
    "Copy evidence into a sealed folder (BagIt) with hashes and a custody log: now, offline, "
    "before any analysis. Prints one value; give it to somebody else the same day."
)


def seal(
    evidence: Annotated[
        list[Path], typer.Argument(metavar="EVIDENCE...", help="Files or folders, of any kind.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to make [sealed/...].")
    ] = None,
    actor: Annotated[
        str, typer.Option("--actor", metavar="NAME", help="Who seals, for the custody log.")
    ] = "",
    timestamp: Timestamp = "",
) -> None:
    """Seal; nothing is parsed, and nothing leaves this computer but a hash that is asked for."""
    from provenance.cli.output import slug
    from provenance.evidence import seal as seal_evidence

    with readable_errors():
        folder = out if out is not None else Path("sealed") / slug(evidence[0].resolve().name)
        sealed = seal_evidence(evidence, folder, actor=actor, timestamp=timestamp)
    typer.echo(f"{sealed.files} files, {sealed.size:,} bytes sealed in {folder}", err=True)
    say_stamped(sealed.stamped)
    typer.echo("Head value of the custody log:", err=True)
    typer.echo(large(sealed.head), err=True)
    typer.echo(sealed.head)
    typer.echo(
        "Give this value to somebody else today (solicitor, union, the other side).\n"
        "It shows later that nothing in the log was changed after this moment.\n"
        "It cannot show what happened to the files before.",
        err=True,
    )
    typer.echo(
        "To check the files later, run this inside the folder:\n"
        "  sha512sum -c manifest-sha512.txt      (macOS: shasum -a 512 -c manifest-sha512.txt)\n"
        "On Windows, compare with PowerShell: Get-FileHash -Algorithm SHA512 <file>\n"
        "The head value is the SHA-256 of the last line of custody.jsonl, without its line end.",
        err=True,
    )
    if sealed.stamped.problem is not None:
        raise typer.Exit(ExitCode.SOME_UNREADABLE)


def large(value: str) -> str:
    """Set a hash so that it can be read out and written down: four lines of four groups."""
    rows = [value[at : at + 16] for at in range(0, len(value), 16)]
    lines = ["   ".join(" ".join(row[i : i + 4]) for i in range(0, 16, 4)) for row in rows]
    bar = "=" * 45
    return "\n".join(["", f"  {bar}", "", *(f"    {line}" for line in lines), "", f"  {bar}", ""])


def say_stamped(stamped: Stamped) -> None:
    """Say what came of asking for a time stamp; nothing where none was asked for."""
    from provenance.basics import text
    from provenance.report.catalogue import render

    if stamped.files:
        name = stamped.files[-1][0]
        typer.echo(printable(render(text("evidence.stamp.kept", name=name))), err=True)
    if stamped.problem is not None:
        typer.echo(f"provenance: {printable(render(stamped.problem))}", err=True)
