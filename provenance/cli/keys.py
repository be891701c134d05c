"""``provenance keys``: signing keys that DNS has lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors

if TYPE_CHECKING:
    from provenance.authentication.dkim.modulus import Equation
    from provenance.authentication.recovery import Recovery

app = typer.Typer(
    help="Recover signing keys that DNS has lost.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def root() -> None:
    """Keep ``recover`` a command of its own, also while it is the only one."""


@app.command("recover")
def recover(
    evidence: Annotated[
        list[Path],
        typer.Argument(metavar="UNDISPUTED...", help="Messages that nobody disputes, or folders."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Key table to write.")] = Path("keys.tsv"),
    disputed: Annotated[
        list[Path] | None,
        typer.Option(
            "--disputed", metavar="FILE", help="The disputed message: refused as an input."
        ),
    ] = None,
    name: Annotated[
        str,
        typer.Option("--name", metavar="NAME", help="Only this key: selector._domainkey.domain."),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Recover a lost RSA key from two or more undisputed messages with the same selector.

    The key then shows whether a disputed message was sealed with the same key as these. It takes
    up to a minute for 1024 bits and several minutes for 2048 bits.
    """
    from provenance.authentication.recovery import Search, key_rows, recover_keys
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.cli.inputs import read_evidence

    with readable_errors():
        if out.exists() and not force:
            raise MisuseError(
                "the file exists already.", place=str(out), remedy="Use --out or --force."
            )
        intake = read_evidence(evidence)
        barred = read_evidence(disputed) if disputed else None
        if barred is not None and (barred.unreadable or not barred.exhibits):
            raise MisuseError(
                "the disputed message cannot be read, so nothing can be compared with it.",
                place=", ".join(str(path) for path in disputed or ()),
                remedy="Name the file that holds it, or leave --disputed out.",
            )
        found = recover_keys(
            intake.exhibits,
            barred.exhibits if barred else (),
            name=name,
            search=Search(factor=_with_progress),
        )
        if not disputed:
            _print("No --disputed message was named: make sure that it is not among these.")
        for one in found:
            _tell(one)
        keys = [one for one in found if one.modulus]
        if keys:
            write_atomic(out, key_rows(keys))
            _print(f"{len(keys)} keys written to {out}")
    for unread in intake.unreadable:
        _print(f"not read: {unread.name}")
    done = keys and not intake.unreadable
    raise typer.Exit(ExitCode.OK if done else ExitCode.SOME_UNREADABLE)


def _print(line: str) -> None:
    typer.echo(printable(line), err=True)


def _tell(one: Recovery) -> None:
    """Say what was found, what confirmed it, and which message does not fit."""
    if not one.modulus:
        _print(f"{one.name}: no key found in {one.pairs} pairs of signatures.")
        _print("  These messages were altered, or sealed with different keys:")
    else:
        used = ", ".join(seal.file for seal in one.used)
        _print(f"{one.name}: {one.bits} bits, exponent {one.exponent}, from {used}")
        if one.confirming:
            _print(f"  confirmed by {len(one.confirming)} further signatures that were not used")
        else:
            _print(
                "  no further signature confirmed it: all that were given went into it or failed"
            )
    if one.unfit and one.modulus:
        _print("  does not fit this key (altered since, or sealed with another key):")
    for seal in one.unfit:
        _print(f"    {seal.file} ({seal.header})")


def _with_progress(one: Equation, other: Equation, exponent: int) -> int:
    """Compute a common factor in a thread, and show the time it takes of the time expected."""
    import threading
    import time

    from provenance.authentication.dkim.modulus import SMALL_EXPONENT, common_factor
    from provenance.cli.progress import Progress

    if exponent <= SMALL_EXPONENT:
        return common_factor(one, other, exponent)
    found: list[int] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(common_factor(one, other, exponent))
        except BaseException as error:  # raised again below, in the main thread
            failed.append(error)

    expected = _expected_seconds(one, other, exponent)
    progress = Progress(f"{8 * one.size} bit key, seconds")
    # A daemon: Ctrl-C ends the program although the arithmetic cannot be interrupted.
    thread = threading.Thread(target=work, daemon=True)
    started = time.monotonic()
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        passed = int(time.monotonic() - started)
        progress(min(passed, max(expected - 1, 0)), max(expected, 1))
    progress.close()
    if failed:
        raise failed[0]
    return found[0]


def _expected_seconds(one: Equation, other: Equation, exponent: int) -> int:
    """Guess the time from a power that is 64 times smaller; it grows somewhat faster than that."""
    import time

    from provenance.authentication.dkim.modulus import SMALL_EXPONENT, common_factor

    small = SMALL_EXPONENT + 1
    started = time.monotonic()
    common_factor(one, other, small)
    return round((time.monotonic() - started) * exponent / small * 1.5)
