"""``provenance init``: asks the questions that write case.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.editions import KeyFile, read_key
from provenance.cli.failure import printable, readable_errors
from provenance.cli.languages import OneLanguage

if TYPE_CHECKING:
    from provenance.case.interview import Question

HELP = (
    "Ask plain questions and write case.yaml into the folder with the evidence. Every answer may "
    "stay empty: do not know. Nothing is analysed, and no file is changed."
)
_MESSAGES = frozenset((".eml", ".msg", ".emlx", ".mbox", ".zip"))
_LOGS = frozenset((".csv", ".json", ".jsonl", ".evtx", ".xml", ".log", ".ics", ".xlsx"))


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The folder with the evidence [this one].")
    ] = Path(),
    pseudonym_key: KeyFile = None,
    lang: OneLanguage = "en",
    force: Annotated[bool, typer.Option("--force", help="Replace a case.yaml.")] = False,
) -> None:
    """Ask, write, and say what is worth adding."""
    from provenance.report.catalogue import one_language, speaking

    with readable_errors():
        language = one_language(lang)
    with speaking(language):
        _interview(folder, pseudonym_key, force=force)


def _interview(folder: Path, pseudonym_key: Path | None, *, force: bool) -> None:
    from provenance.basics import MisuseError
    from provenance.case import parse_case
    from provenance.case.interview import interview
    from provenance.case.write import to_yaml
    from provenance.report.catalogue import render, sentence

    target = folder / "case.yaml"
    with readable_errors():
        if not folder.is_dir():
            raise MisuseError("there is no such folder.", place=str(folder))
        if target.exists() and not force:
            raise MisuseError(
                "there is a case file already.",
                place=str(target),
                remedy="Edit it, or give --force to replace it.",
            )
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
        read_key(pseudonym_key, outside=[folder])
    typer.echo(_say("case.init.intro"), err=True)
    answers = interview(
        _ask,
        messages=[name for name in names if Path(name).suffix.lower() in _MESSAGES],
        logs=[name for name in names if Path(name).suffix.lower() in _LOGS],
    )
    written = to_yaml(answers, lambda id_: sentence(id_) or "", render).encode("utf-8")
    with readable_errors():
        parse_case(written)
        _write(target, written, force=force)
    typer.echo(_say("case.init.written", file=str(target)), err=True)
    for one in answers.worth:
        typer.echo(f"  - {printable(render(one))}", err=True)


def _write(target: Path, data: bytes, *, force: bool) -> None:
    from provenance.basics import MisuseError

    try:
        with target.open("wb" if force else "xb") as file:
            file.write(data)
    except OSError as error:
        raise MisuseError(
            f"cannot be written: {error.strerror}.",
            place=str(target),
            remedy="Choose a folder that you may write to.",
        ) from None


def _ask(question: Question) -> str:
    """Put one question; the end of input leaves this one and all later ones open."""
    from provenance.report.catalogue import render

    words = printable(render(question.words))
    if question.choices:
        words += f" ({' / '.join(question.choices)})"
    typer.echo(words, err=True)
    try:
        return input("> ").strip()
    except EOFError:
        return ""


def _say(id_: str, **params: str) -> str:
    from provenance.basics import text
    from provenance.report.catalogue import render

    return printable(render(text(id_, **params)))
