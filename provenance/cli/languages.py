"""``provenance languages``: which languages there are, and how complete; files for translators."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors

OneLanguage = Annotated[
    str, typer.Option("--lang", metavar="LANG", help="Language of what is written: en or zh.")
]
_SHOWN = 200

app = typer.Typer(
    help="List languages, check one, write gettext files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="LANG", help="A short name: fr, pt-BR.")]


@app.command(
    "list", help="List the languages that --lang takes, each with its number of sentences."
)
def list_() -> None:
    """Print a line for each language."""
    from provenance.report.catalogue import (
        ENGLISH,
        all_rooms,
        english,
        languages,
        title,
        translated,
    )

    total = sum(len(english(room)) for room in all_rooms())
    with readable_errors():
        for name in languages():
            own = sum(len(translated(name, room)) for room in all_rooms())
            done = total if name == ENGLISH else own
            typer.echo(f"{name:8} {done:5} of {total:5}  {printable(title(name))}")


@app.command(
    "check", help="Say what a translation lacks, or what is wrong in it; exit with 1 then."
)
def check(name: Name) -> None:
    """Print a line for each flaw."""
    from provenance.report.catalogue import all_rooms
    from provenance.report.catalogue.po import flaws

    with readable_errors():
        _refuse_unknown(name)
        found = [flaw for room in all_rooms() for flaw in flaws(name, room)]
    for one in found[:_SHOWN]:
        typer.echo(printable(str(one)))
    if len(found) > _SHOWN:
        typer.echo(f"... and {len(found) - _SHOWN} more")
    typer.echo(f"{name}: {len(found)} to mend" if found else f"{name}: complete", err=True)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if found else ExitCode.OK)


@app.command("export", help="Write the gettext files of a language, or bring them up to date.")
def export(
    name: Name,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for LANG/*.po [where the language is]."),
    ] = None,
    words: Annotated[
        list[Path] | None,
        typer.Option(
            "--words", metavar="FILE", help="Take words from JSON {id: words}; repeat it."
        ),
    ] = None,
) -> None:
    """Keep what is translated, add what is new, mark fuzzy what has changed in English."""
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.report.catalogue import all_rooms, english
    from provenance.report.catalogue.po import read_po, updated
    from provenance.report.catalogue.words import folder_of

    with readable_errors():
        if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", name) or name == "en":
            raise MisuseError(
                f"`{name}` cannot be the name of a translation.", remedy="Use one like fr or pt-BR."
            )
        folder = out / name if out is not None else folder_of(name)
        if folder is None:
            raise MisuseError("there is no such language yet.", remedy="Name a folder with --out.")
        given = _given(words or [])
        for room in all_rooms():
            path = folder / f"{room}.po"
            held = read_po(path.read_bytes(), place=str(path)) if path.is_file() else {}
            data = updated(english(room), held, language=name, given=given)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data)
    typer.echo(f"Written: {folder}", err=True)


def _given(paths: list[Path]) -> dict[str, str]:
    import json

    from provenance.basics import MisuseError

    found: dict[str, str] = {}
    for path in paths:
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise MisuseError(f"it cannot be read ({error}).", place=str(path)) from None
        if not isinstance(read, dict):
            raise MisuseError("it is no object {id: words}.", place=str(path))
        found |= {str(id_): str(said) for id_, said in read.items()}
    return found


def _refuse_unknown(name: str) -> None:
    from provenance.basics import MisuseError
    from provenance.report.catalogue import ENGLISH, languages

    if name not in languages() or name == ENGLISH:
        others = ", ".join(one for one in languages() if one != ENGLISH)
        raise MisuseError(f"there is no translation `{name}`.", remedy=f"There are: {others}.")
