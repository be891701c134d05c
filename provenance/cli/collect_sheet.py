"""``provenance collect-sheet``: one page that tells a recipient how to save the original."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import readable_errors
from provenance.cli.languages import OneLanguage

HELP = (
    "Write one printable page (HTML, A4) for a recipient who wants to help: how to save the "
    "original message from each mail program, and what not to do."
)


def collect_sheet(
    lang: OneLanguage = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="File to write [standard output]."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the sheet; it needs no evidence."""
    from provenance.cli.single_file import write_new
    from provenance.report import collect_sheet as sheet
    from provenance.report.catalogue import one_language

    with readable_errors():
        data = sheet(lang=one_language(lang))
        if out is None:
            sys.stdout.buffer.write(data)
            return
        write_new(out, data, force=force)
    typer.echo(f"Print this page, or send it: {out}", err=True)
