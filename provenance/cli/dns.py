"""``provenance dns``: ask and record the DNS answers that messages need."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors

if TYPE_CHECKING:
    from provenance.authentication import Diagnosis, DnsAnswer, LiveResolver
    from provenance.pipeline.reading import Read

HELP = (
    "Ask and record the DNS answers that these messages need, today, for use later. Every name "
    "asked is printed. Do it early: signing keys disappear from DNS."
)
SECONDS = 60.0


def dns(
    evidence: Annotated[
        list[Path], typer.Argument(metavar="EVIDENCE...", help="Messages, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", help="File to write.")] = Path("dns.jsonl"),
    live_all: Annotated[
        bool, typer.Option("--live-all", help="Also names that the sender's side could watch.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    doh: Annotated[
        str, typer.Option("--doh", metavar="URL", help="Ask this DNS-over-HTTPS server.")
    ] = "",
    seconds: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="Time for all questions.", min=1.0)
    ] = SECONDS,
    diagnose: Annotated[
        bool, typer.Option("--diagnose", help="Say what the domains publish, and how weak it is.")
    ] = False,
    recorded: Annotated[
        Path | None,
        typer.Option("--dns", metavar="FILE", help="Diagnose these answers; ask nothing."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the diagnosis on standard output.")
    ] = False,
) -> None:
    """Record answers as evidence; the file is what ``analyze --dns`` replays."""
    from provenance.authentication import LiveResolver, read_dns_file
    from provenance.case import Case
    from provenance.cli.inputs import read_evidence
    from provenance.pipeline import read_messages

    with readable_errors():
        _check_options(out, doh, recorded, force=force, diagnose=diagnose, json=json)
        if diagnose:
            # Before anything is asked: a missing package is better known now.
            from provenance.authentication.diagnose import load_checkdmarc

            load_checkdmarc()
        intake = read_evidence(evidence)
        read = read_messages(Case(), intake)
        if recorded is not None:
            answers = read_dns_file(recorded)
        else:
            resolver = LiveResolver(live_all=live_all, budget=seconds, doh=doh)
            answers = _record(read, resolver, out)
        if diagnose:
            _show_diagnosis(read, answers, json=json)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if intake.unreadable else ExitCode.OK)


def _check_options(
    out: Path, doh: str, recorded: Path | None, *, force: bool, diagnose: bool, json: bool
) -> None:
    from provenance.basics import MisuseError

    if recorded is not None and not diagnose:
        raise MisuseError("--dns is for --diagnose here.", remedy="Add --diagnose, or leave it.")
    if json and not diagnose:
        raise MisuseError("--json prints a diagnosis.", remedy="Add --diagnose.")
    if doh and not doh.startswith("https://"):
        raise MisuseError(
            "a DNS-over-HTTPS server is named by its https:// URL.",
            place=doh,
            remedy="Write it like https://dns.example/dns-query.",
        )
    if recorded is None and out.exists() and not force:
        raise MisuseError(
            "the file exists already.", place=str(out), remedy="Use --out or --force."
        )


def _record(read: Read, resolver: LiveResolver, out: Path) -> tuple[DnsAnswer, ...]:
    """Ask, print every name, write the file whole."""
    from provenance.authentication import write_dns_lines
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.pipeline import questions_of, record_dns

    answers = record_dns(read, resolver)
    questions = tuple(sorted({*questions_of(read), *resolver.asked}))
    _print_questions(questions, answers)
    if questions and not answers:
        raise MisuseError(
            "no name server answered, so nothing was recorded.",
            remedy="Try again where there is a network; no answer is not a missing key.",
        )
    write_atomic(out, write_dns_lines(answers))
    typer.echo(f"{len(answers)} answers written to {printable(str(out))}", err=True)
    if resolver.gave_up:
        typer.echo("The time was used up: names marked `not attempted` are missing.", err=True)
    return answers


def _print_questions(
    questions: tuple[tuple[str, str], ...], answers: tuple[DnsAnswer, ...]
) -> None:
    """Print every name that was asked, and what became of the question."""
    found = {(answer.name, answer.type): answer for answer in answers}
    for name, type_ in questions:
        answer = found.get((name, type_))
        became = answer.rcode if answer is not None else "not attempted"
        if answer is not None and answer.dnssec != "unknown":
            became += f" ({answer.dnssec})"
        typer.echo(printable(f"{type_:6} {name}  {became}"), err=True)


def _show_diagnosis(read: Read, answers: tuple[DnsAnswer, ...], *, json: bool) -> None:
    """Print what the domains publish: for people on standard error, for programs on output."""
    from provenance.authentication import NOT_DIAGNOSED, diagnose
    from provenance.basics import text
    from provenance.pipeline import mail_domains
    from provenance.report.catalogue import render

    found = diagnose(answers, mail_domains(read))
    for one in found:
        typer.echo(printable(f"{one.day}  {render(one.summary)}"), err=True)
        for line in _details(one):
            typer.echo(printable(f"    {line}"), err=True)
    not_done = text("authentication.diagnose.not-done", kinds=", ".join(NOT_DIAGNOSED))
    typer.echo(render(not_done), err=True)
    if json:
        sys.stdout.buffer.write(_as_json(found))


def _details(one: Diagnosis) -> list[str]:
    from provenance.basics import text
    from provenance.report.catalogue import render

    lines = [one.record] if one.record else []
    if one.kind == "spf" and one.record:
        lines.append(f"{one.lookups} DNS lookups of 10")
    lines += [f"checkdmarc: {words}" for words in (one.error, *one.warnings) if words]
    lines += [
        render(text("authentication.diagnose.incomplete", names=name)) for name in one.missing
    ]
    return lines


def _as_json(found: tuple[Diagnosis, ...]) -> bytes:
    """The diagnosis as JSON, the same bytes for the same answers."""
    import json
    from importlib import metadata

    from provenance.authentication import NOT_DIAGNOSED
    from provenance.report.catalogue import render

    rows = [
        {
            "domain": one.domain,
            "day": one.day,
            "kind": one.kind,
            "summary": render(one.summary),
            "record": one.record,
            "valid": one.valid,
            "error": one.error,
            "warnings": list(one.warnings),
            "lookups": one.lookups if one.kind == "spf" else None,
            "missing": list(one.missing),
        }
        for one in found
    ]
    whole = {
        "schema": "provenance/dns-diagnosis/1",
        "tool": {"name": "checkdmarc", "version": metadata.version("checkdmarc")},
        "diagnoses": rows,
        "not_diagnosed": list(NOT_DIAGNOSED),
    }
    return (json.dumps(whole, indent=2, ensure_ascii=True) + "\n").encode("ascii")
