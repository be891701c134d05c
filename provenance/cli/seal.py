"""``provenance seal``: hash and bag evidence in the first minute, before any analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import readable_errors

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
) -> None:
    """Seal; nothing is parsed and nothing leaves this computer."""
    from provenance.cli.output import slug
    from provenance.evidence import seal as seal_evidence

    with readable_errors():
        folder = out if out is not None else Path("sealed") / slug(evidence[0].resolve().name)
        sealed = seal_evidence(evidence, folder, actor=actor)
    typer.echo(f"{sealed.files} files, {sealed.size:,} bytes sealed in {folder}", err=True)
    typer.echo("Head value of the custody log:", err=True)
    typer.echo(sealed.head)
    typer.echo(
        "Give this value to somebody else today (solicitor, union, the other side).\n"
        "It shows later that nothing in the log was changed after this moment.\n"
        "It cannot show what happened to the files before.\n"
        "To check the files later, run this inside the folder:\n"
        "  sha512sum -c manifest-sha512.txt      (macOS: shasum -a 512 -c manifest-sha512.txt)\n"
        "On Windows, compare with PowerShell: Get-FileHash -Algorithm SHA512 <file>\n"
        "The head value is the SHA-256 of the last line of custody.jsonl, without its line end.",
        err=True,
    )
