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
    """Print a :class:`ProvenanceError` as ``provenance: place: problem remedy`` and exit with 2."""
    try:
        yield
    except ProvenanceError as error:
        typer.echo(f"provenance: {printable(str(error))}", err=True)
        raise typer.Exit(ExitCode.MISUSE) from None


def printable(line: str) -> str:
    """Replace what a terminal would act on; file names are chosen by strangers too."""
    return "".join(c if c.isprintable() or c == "\n" else f"[U+{ord(c):04X}]" for c in line)
