"""``provenance request-evidence``: what to ask, of whom, until when, as letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.editions import EditionOption, KeyFile
from provenance.cli.failure import ExitCode, readable_errors
from provenance.cli.languages import OneLanguage

if TYPE_CHECKING:
    from provenance.report import Report
    from provenance.report.letters import Letter

HELP = (
    "Write letters that ask for the records which could answer what is still open: one for each "
    "holder, as a page to print and as plain text. Nothing is asked of any server, nothing is sent."
)


def request_evidence(
    evidence: Annotated[
        list[Path], typer.Argument(metavar="EVIDENCE...", help="The copies in dispute.")
    ],
    case: Annotated[
        Path | None, typer.Option("--case", metavar="FILE", help="What you know: case.yaml.")
    ] = None,
    audit: Annotated[
        list[Path] | None,
        typer.Option("--audit", metavar="FILE", help="Export of a log that is at hand; repeat it."),
    ] = None,
    related: Annotated[
        list[Path] | None,
        typer.Option("--related", metavar="FILE", help="A recall, receipt or answer; repeat it."),
    ] = None,
    dns: Annotated[
        Path | None, typer.Option("--dns", metavar="FILE", help="Recorded DNS answers.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FILE", help="Signing keys: keys.tsv.")
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="Day to count to, YYYY-MM-DD [today].")
    ] = "",
    jurisdiction: Annotated[
        str,
        typer.Option(
            "--jurisdiction",
            metavar="PLACE",
            help="Adds sourced facts on a place: uk-et, us, cn, eu or none.",
        ),
    ] = "none",
    edition: EditionOption = "tribunal",
    pseudonym_key: KeyFile = None,
    lang: OneLanguage = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the letters [reports/.../letters]."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite other letters.")] = False,
) -> None:
    """Read the copies, write the letters, print what to ask of whom."""
    from provenance.cli.editions import edition_name, read_key
    from provenance.report.catalogue import one_language, speaking
    from provenance.report.editions import edition_of

    with readable_errors():
        place = _place(jurisdiction)
        language = one_language(lang)
        name = edition_name(edition)
        key = read_key(pseudonym_key, outside=[*evidence, out or Path("reports")])
        report = edition_of(
            _read(evidence, case, audit or [], related or [], dns=dns, keys=keys, as_of=as_of),
            name,
            key,
        )
        with speaking(language):
            letters, folder = _write(report, place, out or _default_folder(evidence), force=force)
    with speaking(language):
        _show(letters, report, folder)
    if json_:
        _print_json(report)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if report.unreadable else ExitCode.OK)


def _place(jurisdiction: str) -> str:
    from provenance.basics import MisuseError
    from provenance.report.letters import JURISDICTIONS

    if jurisdiction not in JURISDICTIONS:
        raise MisuseError(
            f"`{jurisdiction}` is not a place of this version.",
            place="--jurisdiction",
            remedy=f"Use one of: {', '.join(JURISDICTIONS)}.",
        )
    return jurisdiction


def _read(
    evidence: list[Path],
    case: Path | None,
    audit: list[Path],
    related: list[Path],
    *,
    dns: Path | None,
    keys: Path | None,
    as_of: str,
) -> Report:
    from provenance.case import Case, read_case
    from provenance.cli.inputs import choose_resolver, exhibits_of, read_day, read_evidence
    from provenance.cli.maps import read_maps
    from provenance.evidence import CustodyLog, open_exports
    from provenance.pipeline import Context, analyze

    record = read_case(case) if case is not None else Case()
    resolver, _ = choose_resolver(dns=dns, keys=keys, offline=dns is None, live_all=False)
    exports = open_exports(audit)
    maps, _ = read_maps(exports, record, case_path=case, given=None, custody=CustodyLog())
    intake = read_evidence([*evidence, *related])
    return analyze(
        record,
        Context(
            intake=intake,
            resolver=resolver,
            as_of=read_day(as_of),
            cross_check=False,
            exports=exports,
            related=frozenset(exhibits_of(intake, related).values()),
            maps=tuple(sorted(maps.items(), key=lambda pair: pair[0])),
        ),
    )


def _default_folder(evidence: list[Path]) -> Path:
    from provenance.cli.output import slug

    return Path("reports") / slug(evidence[0].name) / "letters"


def _write(
    report: Report, jurisdiction: str, folder: Path, *, force: bool
) -> tuple[tuple[Letter, ...], Path]:
    """Write both forms of every letter; one of other content is not overwritten unasked."""
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.report.catalogue import local_time
    from provenance.report.letters import letter_html, letter_text, make_letters

    letters = make_letters(report, jurisdiction)
    files: dict[Path, bytes] = {}
    with local_time(report.case.timezone):
        for letter in letters:
            files[folder / f"{letter.name}.html"] = letter_html(letter).encode("utf-8")
            files[folder / f"{letter.name}.txt"] = letter_text(letter).encode("utf-8")
    for path, data in files.items():
        if not force and path.exists() and path.read_bytes() != data:
            raise MisuseError(
                "there is another letter already.",
                place=str(path),
                remedy="Name another folder with --out, or overwrite it with --force.",
            )
    if files:
        folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        write_atomic(path, data)
    return letters, folder


def _show(letters: tuple[Letter, ...], report: Report, folder: Path) -> None:
    from provenance.report.letters import index_lines, written_line

    for line in index_lines(letters, report.as_of):
        typer.echo(line, err=True)
    if letters:
        typer.echo(written_line(letters, str(folder)), err=True)


def _print_json(report: Report) -> None:
    import json

    from provenance.report.document.reasoning import request_to_dict

    found = [request_to_dict(request) for request in report.reasoning.requests]
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True))
