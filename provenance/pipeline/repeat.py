"""The command that gives the same bytes again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from provenance.evidence import STDIN_NAME, ExportFile, Intake


def repeat_command(
    intake: Intake,
    *,
    as_of: date,
    paths: Sequence[Path] = (),
    case: Path | None = None,
    keys: Path | None = None,
    cross_check: bool | None = None,
    exports: Sequence[ExportFile] = (),
    column_map: Path | None = None,
    known: Sequence[Path] = (),
    related: Sequence[str] = (),
    places: Path | None = None,
    jurisdictions: Sequence[str] = (),
    supersedes: Path | None = None,
    validation: Path | None = None,
    edition: str = "",
    pseudonym_key: str = "",
) -> tuple[str, ...]:
    """Give the command that repeats an analysis from its own ``dns.jsonl``, as arguments.

    Convention: it is run in the folder that holds the files, with the case file, the key file and
    the report's ``dns.jsonl`` beside them. Every file is named as the report names it, unreadable
    ones too; paths with ``/`` lead into subfolders and need ``--keep-folders``. Standard input is
    ``stdin.eml``: its bytes have to be saved under that name first. Where a folder counts as a
    whole (hidden files, links, a sealed folder) it is named itself: one folder alone as ``.``.
    A name that begins with ``-`` gets ``./`` in front; quoting for a shell is the printer's work.
    """
    if intake.whole_folders and paths:
        given = _as_given(paths)
    else:
        own = {exhibit.item.name for exhibit in intake.exhibits if exhibit.item.parent is None}
        given = sorted(own | {one.name for one in intake.unreadable if not one.container})
        given = [name for name in given if name not in related]
    command = ["provenance", "analyze", *map(_argument, given)]
    if any("/" in name for name in given) and not intake.whole_folders:
        command.append("--keep-folders")
    if case is not None:
        command += ["--case", _argument(case.name)]
    if keys is not None:
        command += ["--keys", _argument(keys.name)]
    for file in exports:
        command += ["--audit", _argument(file.name)]
    if column_map is not None:
        command += ["--map", _argument(column_map.name)]
    for name in sorted(related):
        command += ["--related", _argument(name)]
    for name in sorted({path.resolve().name for path in known}):
        command += ["--known", _argument(name)]
    if places is not None:
        command += ["--places", _argument(places.name)]
    command += _of_the_report(jurisdictions, supersedes, validation)
    if cross_check is not None:
        command.append("--cross-check" if cross_check else "--no-cross-check")
    command += _edition(edition, pseudonym_key)
    return (*command, "--dns", "dns.jsonl", "--as-of", as_of.isoformat())


def _of_the_report(
    jurisdictions: Sequence[str], supersedes: Path | None, validation: Path | None
) -> list[str]:
    """Options that change the report and no answer."""
    forms = ["--jurisdiction", ",".join(jurisdictions)] if jurisdictions else []
    former = ["--supersedes", _argument(supersedes.name)] if supersedes is not None else []
    test = ["--selftest", _argument(validation.name)] if validation is not None else []
    return forms + former + test


def _edition(edition: str, pseudonym_key: str) -> list[str]:
    """Options of the edition; ``pseudonym_key`` names the key as it has to lie beside the rest."""
    pairs = (("--edition", edition), ("--pseudonym-key", pseudonym_key))
    return [piece for option, value in pairs if value for piece in (option, value)]


def _argument(name: str) -> str:
    """A file name that cannot be taken for an option."""
    return f"./{name}" if name.startswith("-") else name


def _as_given(paths: Sequence[Path]) -> list[str]:
    """The arguments themselves, relative to the deepest folder that holds them all."""
    places = [Path(os.path.abspath(path)) for path in paths if str(path) != "-"]  # noqa: PTH100
    stdin = [STDIN_NAME] if len(places) < len(paths) else []
    if len(places) == 1 and places[0].is_dir() and not stdin:
        return ["."]
    try:
        root = os.path.commonpath([place.parent for place in places])
    except ValueError:  # no place at all, or two drives of Windows
        return sorted({place.name for place in places} | set(stdin))
    return sorted({place.relative_to(root).as_posix() for place in places} | set(stdin))
