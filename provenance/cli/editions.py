"""What commands share about editions: the option, the key file, what is written beside a report."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from provenance.basics import MisuseError
from provenance.basics.files import read_regular

if TYPE_CHECKING:
    from provenance.report.editions import EditionName

LEAST_KEY: Final = 32
MOST_KEY: Final = 1 << 16
KEY_NAME: Final = "pseudonym.key"
"""Name of the key file in the command that repeats an analysis, whatever it is called here."""
NAMES: Final = ("full", "tribunal", "public")

EditionOption = Annotated[
    str,
    typer.Option(
        "--edition",
        metavar="NAME",
        help="Whose names it shows: full (all), tribunal (parties) or public (roles).",
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--pseudonym-key",
        metavar="FILE",
        help="Key of the pseudonyms, made if it is not there; keep it outside every bundle.",
    ),
]


def edition_name(value: str) -> EditionName:
    """Read ``--edition``.

    Raises:
        MisuseError: it is no edition.
    """
    from provenance.report.editions import EditionName

    if value not in NAMES:
        raise MisuseError(
            f"`{value}` is not an edition.", place="--edition", remedy=f"Use {', '.join(NAMES)}."
        )
    return EditionName(value)


def read_key(path: Path | None, *, outside: Sequence[Path] = (), make: bool = True) -> bytes | None:
    """Read the key file, or ``make`` it where there is none; ``None`` without one.

    ``outside`` are folders that it must not lie in: what is handed on, what is examined.

    Raises:
        MisuseError: it lies in one of them, others may read it, or it is too short.
    """
    if path is None:
        return None
    place = Path(os.path.realpath(path))
    for folder in outside:
        inside = Path(os.path.realpath(folder))
        if place == inside or inside in place.parents:
            raise MisuseError(
                "the key would be handed on with the pseudonyms that it opens.",
                place=str(path),
                remedy="Keep it in a folder of your own, outside evidence and report.",
            )
    if make and not os.path.lexists(path):
        make_key(path)
    try:
        mode = path.stat().st_mode
        key = read_regular(path, MOST_KEY)
    except OSError as error:
        raise MisuseError(
            f"the key cannot be read ({error.strerror}).", place=str(path), remedy="Check the name."
        ) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise MisuseError(
            "others on this computer can read the key.",
            place=str(path),
            remedy="Run: chmod 600 on that file.",
        )
    if not LEAST_KEY <= len(key) <= MOST_KEY:
        raise MisuseError(
            f"a key has at least {LEAST_KEY} random bytes.",
            place=str(path),
            remedy="Name a file that is not there: the key is made.",
        )
    return key


def make_key(path: Path) -> None:
    """Make a key of random bytes that only its owner can read.

    Raises:
        MisuseError: it cannot be written, or is there already.
    """
    import secrets

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LEAST_KEY))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise MisuseError(
            f"the key cannot be written ({error.strerror}).",
            place=str(path),
            remedy="Choose a place of your own that is not taken.",
        ) from None


def fingerprint_of(key: bytes | None) -> str:
    """What ``run.json`` keeps of a key: a keyed hash of a fixed text, "" for none."""
    if key is None:
        return ""
    from provenance.report.editions.pseudonyms import fingerprint

    return fingerprint(key)


def shown_arguments(arguments: Sequence[str], name: EditionName) -> list[str]:
    """Arguments as an edition keeps them: only the full one says in which folders files lay.

    The folders of a desktop hold names of users and matters, and repeat nothing: the command of
    the report has bare names.
    """
    if name.value == "full":
        return list(arguments)
    return [_bare(one) for one in arguments]


def _bare(argument: str) -> str:
    option, sign, value = argument.partition("=")
    if argument.startswith("--") and sign:
        return f"{option}={_bare(value)}"
    pieces = [one for one in argument.replace("\\", "/").split("/") if one]
    return pieces[-1] if pieces else argument


def all_words(value: Any, words: Callable[[str], str]) -> Any:
    """JSON values with every text as an edition shows it, names of members too."""
    if isinstance(value, str):
        return words(value)
    if isinstance(value, list | tuple):
        return [all_words(one, words) for one in value]
    if isinstance(value, dict):
        return {words(name): all_words(one, words) for name, one in value.items()}
    return value
