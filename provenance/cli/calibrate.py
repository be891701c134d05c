"""``provenance calibrate``: what a mailbox normally writes, learnt from undisputed messages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors

HELP = (
    "Learn from undisputed messages what a mailbox and its programs normally write: servers, "
    "forms of identifiers, order of header fields, program, offsets. Compare with "
    "`analyze --known`. It describes mailboxes, never people."
)


def calibrate(
    known: Annotated[
        list[Path],
        typer.Argument(metavar="KNOWN...", help="Undisputed messages, or folders of them."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the profile as JSON.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the profile on standard output.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Read, learn, print what was learnt, write the profile."""
    from provenance import __version__
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.cli.inputs import read_known
    from provenance.evidence import number_known
    from provenance.origin.calibration import countable, learn, write_profile
    from provenance.origin.calibration import read_known as read_messages
    from provenance.report.calibration_overview import calibration_lines

    with readable_errors():
        if out is not None and out.exists() and not force:
            raise MisuseError(
                "the file exists already.", place=str(out), remedy="Use another --out or --force."
            )
        files = number_known(read_known(known), 0)
        kept, left = countable(read_messages(files.messages, files.profiles))
        profiles = learn(kept)
        data = write_profile(profiles, left, version=__version__)
        if out is not None:
            write_atomic(out, data)
    for line in calibration_lines(profiles, left):
        typer.echo(line, err=True)
    if out is not None:
        typer.echo(printable(f"Profile written to {out}"), err=True)
    if json:
        sys.stdout.buffer.write(data)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if files.unreadable else ExitCode.OK)
