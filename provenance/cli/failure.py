"""Turns an error of ours into one readable message and the exit code of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from provenance.basics import ProvenanceError


class ExitCode(IntEnum):
    """Exit codes of every command."""

    OK = 0
    SOME_UNREADABLE = 1
    MISUSE = 2


@contextmanager
def readable_errors() -> Iterator[None]:
    """Print a :class:`ProvenanceError` as ``provenance: place: problem remedy`` and exit with 2.

    Only a problem may have several lines: a line end in a name could pass for a line of ours.
    """
    try:
        yield
    except ProvenanceError as error:
        place = f"{printable(error.place)}: " if error.place else ""
        problem = "\n".join(printable(line) for line in error.problem.split("\n"))
        remedy = f" {printable(error.remedy)}" if error.remedy else ""
        typer.echo(f"provenance: {place}{problem}{remedy}", err=True)
        raise typer.Exit(ExitCode.MISUSE) from None


def printable(line: str) -> str:
    """Replace what a terminal would act on; file names are chosen by strangers too."""
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in line)
