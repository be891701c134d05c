"""``provenance purge-key``: deletes the key of the pseudonyms, and writes that down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import printable, readable_errors

HELP = (
    "Delete the key of the pseudonyms: after that nobody can undo them with it. Copies of the key "
    "elsewhere, and the full edition, are not touched."
)


def purge_key(
    key: Annotated[Path, typer.Argument(metavar="FILE", help="The key file.")],
    custody: Annotated[
        Path | None,
        typer.Option(
            "--custody",
            metavar="LOG",
            help="Custody log that gets a line; begun if it is not there.",
        ),
    ] = None,
    actor: Annotated[
        str, typer.Option("--actor", metavar="NAME", help="Who deletes it, for the log.")
    ] = "",
) -> None:
    """Check first, then delete, then write the line."""
    from provenance import __version__
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.cli.editions import fingerprint_of, read_key
    from provenance.evidence import CustodyLog

    with readable_errors():
        if not key.is_file():
            raise MisuseError("there is no such key.", place=str(key))
        fingerprint = fingerprint_of(read_key(key, make=False))
        earlier = _earlier(custody)
        try:
            key.unlink()
        except OSError as error:
            raise MisuseError(f"it cannot be deleted ({error.strerror}).", place=str(key)) from None
        if custody is not None:
            log = CustodyLog(actor=actor, tool=f"provenance {__version__}")
            log.add_hashed(
                "key-deleted", key.name, detail=f"pseudonym key, fingerprint {fingerprint}"
            )
            write_atomic(custody, log.after(earlier, actor=actor).lines())
    typer.echo(printable(f"The key with the fingerprint {fingerprint} is deleted: {key}"), err=True)


def _earlier(path: Path | None) -> bytes:
    """The log to go on behind; one of a finished report stays as its run.json names it."""
    from provenance.basics import MisuseError
    from provenance.basics.files import read_regular
    from provenance.cli.output import MAX_LOG
    from provenance.evidence import verify_log

    if path is None:
        return b""
    if (path.parent / "run.json").exists():
        raise MisuseError(
            "this log belongs to a finished report.",
            place=str(path),
            remedy="Name a log of your own outside the report; it is begun if it is not there.",
        )
    try:
        data = read_regular(path, MAX_LOG)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise MisuseError(f"it cannot be read ({error.strerror}).", place=str(path)) from None
    if verify_log(data).problems:
        raise MisuseError("the log is not whole.", place=str(path), remedy="Name another one.")
    return data
