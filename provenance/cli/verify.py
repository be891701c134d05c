"""``provenance verify``: hashes, custody chain, and the same analysis again."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from provenance.cli.editions import KEY_NAME, fingerprint_of
from provenance.cli.failure import ExitCode, printable, readable_errors
from provenance.cli.repetition import (
    Repetition,
    maps_of_case,
    read_repetition,
    with_own_names,
)

if TYPE_CHECKING:
    from provenance.basics import Text

HELP = (
    "Check a report folder or a sealed folder: hashes, custody log, and, with --evidence, the same "
    "analysis again from the recorded DNS answers, compared byte for byte."
)
_RESULTS = ("report.json", "report.html")
_MOST_FILES = 50_000
_MOST_NAMED = 8
_MOST_CERTIFICATES = 1_000_000


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to check.")],
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            "--evidence",
            metavar="PATH",
            help="Where the files that were analysed lie, to repeat the analysis; repeat it.",
        ),
    ] = None,
    tsa_cert: Annotated[
        Path | None,
        typer.Option(
            "--tsa-cert",
            metavar="FILE",
            help="Root certificate of the time stamp authority, to check the time stamp.",
        ),
    ] = None,
    pseudonym_key: Annotated[
        Path | None,
        typer.Option(
            "--pseudonym-key",
            metavar="FILE",
            help="Key of the pseudonyms, where the report was made with one.",
        ),
    ] = None,
) -> None:
    """Print every check; exit with 1 if one does not fit."""
    from provenance.cli.editions import read_key
    from provenance.evidence.verify import verify_folder

    with readable_errors():
        key = read_key(pseudonym_key, make=False)
        authority = _certificates(tsa_cert)
        found = verify_folder(folder, authority=authority, place=str(tsa_cert or ""))
    for one in found.checks:
        _print(one.fits, one.statement)
    if found.head:
        typer.echo(_say("evidence.verify.head-value"), err=True)
        typer.echo(found.head)
    fits = found.fits
    if (folder / "report.json").is_file():
        fits = _repeated(folder, evidence or [], key) and fits
    typer.echo(_say(f"evidence.verify.{'all-fits' if fits else 'not-all-fits'}"), err=True)
    raise typer.Exit(ExitCode.OK if fits else ExitCode.SOME_UNREADABLE)


def _certificates(path: Path | None) -> bytes:
    from provenance.basics import MisuseError
    from provenance.basics.files import read_regular

    if path is None:
        return b""
    try:
        return read_regular(path, _MOST_CERTIFICATES) or b" "
    except OSError as error:
        raise MisuseError(
            f"it cannot be read ({error.strerror}).", place=str(path), remedy="Check the name."
        ) from None


def _print(fits: object, statement: Text) -> None:
    from provenance.report.catalogue import render

    mark = "ok " if fits is True else "NO " if fits is False else "-  "
    typer.echo(mark + printable(render(statement)), err=True)


def _say(id_: str, **params: Any) -> str:
    from provenance.basics import text
    from provenance.report.catalogue import render

    return printable(render(text(id_, **params)))


def _repeated(folder: Path, paths: list[Path], key: bytes | None) -> bool:
    """Analyse again what the report names, and compare; false only where bytes differ."""
    from provenance.selftest.installed import program_hash

    if not paths:
        typer.echo("-  " + _say("evidence.verify.repeat.not-attempted"), err=True)
        return True
    try:
        repetition = read_repetition(folder)
    except (OSError, ValueError):
        typer.echo("NO " + _say("evidence.verify.repeat.unreadable"), err=True)
        return False
    if not _has_key(repetition, key):
        return True
    wanted = repetition.wanted
    held = _by_hash(paths, {sha for sha, _ in wanted} | {repetition.dns} - {""})
    missing = sorted({name for sha, name in wanted if sha not in held})
    if repetition.dns and repetition.public and repetition.dns not in held:
        missing.append("dns.jsonl")
    if missing:
        return _without(missing, paths)
    if repetition.program and repetition.program != (own := program_hash()[0]):
        words = _say("evidence.verify.repeat.program", theirs=repetition.program, own=own)
        typer.echo("-  " + words, err=True)
    repetition = with_own_names(repetition, {sha: path.name for sha, path in held.items()})
    with tempfile.TemporaryDirectory() as place:
        work = Path(place) / "work"
        try:
            _lay_out(work, repetition, held)
            shutil.copyfile(held.get(repetition.dns, folder / "dns.jsonl"), work / "dns.jsonl")
            _lay_key(work, key if repetition.key else None)
        except (OSError, ValueError):
            typer.echo("NO " + _say("evidence.verify.repeat.unreadable"), err=True)
            return False
        return _compare(folder, work, Path(place) / "again", _with_folders(repetition, paths))


def _without(missing: list[str], paths: list[Path]) -> bool:
    """Say what was not found; false where a file of that name is there with other bytes."""
    names = {path.name for path in _files(paths)}
    # The recorded DNS answers of a public edition are others under the same name.
    other = [name for name in missing if name != "dns.jsonl" and Path(name).name in names]
    for name in other[:_MOST_NAMED]:
        typer.echo("NO " + _say("evidence.verify.repeat.other-bytes", name=name), err=True)
    words = _say("evidence.verify.repeat.missing", names=tuple(missing[:_MOST_NAMED]))
    typer.echo("-  " + words, err=True)
    return not other


def _has_key(repetition: Repetition, key: bytes | None) -> bool:
    """Whether the key that the report was made with is at hand; says so where it is not."""
    if not repetition.key:
        return True
    held = key is not None and fingerprint_of(key) == repetition.key
    if not held:
        id_ = (
            "evidence.verify.repeat.key-missing"
            if key is None
            else "evidence.verify.repeat.key-other"
        )
        typer.echo("-  " + _say(id_, fingerprint=repetition.key), err=True)
    return held


def _lay_key(work: Path, key: bytes | None) -> None:
    """Lay the key where the command names it, for its owner alone; it goes with the folder."""
    if key is None:
        return
    descriptor = os.open(work / KEY_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)


def _with_folders(repetition: Repetition, paths: list[Path]) -> tuple[str, ...]:
    """Put the user's own folders where the command names folders, not the files in them.

    A sealed folder, and one with hidden files or links, was handed in as a whole: its files alone,
    copied to another place, would be other evidence.
    """
    given = [path.resolve() for path in paths if path.is_dir()]
    files = {name for _, name in repetition.wanted}
    made = list(repetition.arguments)
    for at, argument in enumerate(repetition.arguments[1:], 1):
        if argument.startswith("--"):
            break
        if argument.removeprefix("./") in files:
            continue
        fitting = given if argument == "." else [p for p in given if p.name == Path(argument).name]
        fitting = fitting or [p / argument for p in given if (p / argument).is_dir()]
        if len(fitting) == 1:
            made[at] = str(fitting[0])
    return tuple(made)


def _lay_out(work: Path, repetition: Repetition, held: dict[str, Path]) -> None:
    """Copy all files to where the command looks for them."""
    for name in (".", *repetition.folders):
        (work / name).mkdir(parents=True, exist_ok=True)
    for sha, name in repetition.wanted:
        _copy(held[sha], work / name)
    if repetition.case:
        for name in maps_of_case((work / repetition.case).read_bytes()):
            found = (work / repetition.case).parent / Path(name).name
            if found.is_file() and not (work / name).exists():
                _copy(found, work / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _by_hash(paths: list[Path], wanted: set[str]) -> dict[str, Path]:
    """Files with these hashes among the paths and their folders."""
    found: dict[str, Path] = {}
    for path in _files(paths):
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
        if digest in wanted:
            found.setdefault(digest, path)
    return found


def _files(paths: list[Path]) -> Iterator[Path]:
    count = 0
    for path in paths:
        every = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for one in every:
            count += 1
            if count > _MOST_FILES:
                return
            yield one


def _compare(folder: Path, work: Path, out: Path, arguments: tuple[str, ...]) -> bool:
    # -P: the folder that it runs in holds strangers' files, and none of them is a module of ours.
    line = [sys.executable, "-P", "-m", "provenance", *arguments, "--out", str(out)]
    done = subprocess.run(  # noqa: S603 - our own program; read_repetition refuses other options
        line, cwd=work, capture_output=True, check=False, env=_environment()
    )
    fits = True
    for name in _RESULTS:
        if not (folder / name).is_file():
            continue
        again = out / name
        if done.returncode not in {ExitCode.OK, ExitCode.SOME_UNREADABLE} or not again.is_file():
            typer.echo("NO " + _say("evidence.verify.repeat.failed", name=name), err=True)
            fits = False
            continue
        same = again.read_bytes() == (folder / name).read_bytes()
        words = "evidence.verify.repeat.fits" if same else "evidence.verify.repeat.differs"
        typer.echo(("ok " if same else "NO ") + _say(words, name=name), err=True)
        fits = fits and same
    return fits


def _environment() -> dict[str, str]:
    """This environment, with absolute places of modules: none of them lies in the new folder."""
    import provenance

    given = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    places = [str(Path(provenance.__file__).parents[1]), *given]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(p) for p in places)}  # noqa: PTH100 - links stay
