"""``provenance dns``: ask and record the DNS answers that messages need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.failure import ExitCode, printable, readable_errors

if TYPE_CHECKING:
    from provenance.authentication import DnsAnswer

HELP = (
    "Ask and record the DNS answers that these messages need, today, for use later. Every name "
    "asked is printed. Do it early: signing keys disappear from DNS."
)


def dns(
    evidence: Annotated[
        list[Path], typer.Argument(metavar="EVIDENCE...", help="Messages, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", help="File to write.")] = Path("dns.jsonl"),
    live_all: Annotated[
        bool, typer.Option("--live-all", help="Also names that the sender's side could watch.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Record answers as evidence; the file is what ``analyze --dns`` replays."""
    from provenance.authentication import LiveResolver, write_dns_lines
    from provenance.basics import MisuseError
    from provenance.basics.files import write_atomic
    from provenance.cli.inputs import read_evidence
    from provenance.pipeline import dns_questions

    with readable_errors():
        if out.exists() and not force:
            raise MisuseError(
                "the file exists already.", place=str(out), remedy="Use --out or --force."
            )
        intake = read_evidence(evidence)
        resolver = LiveResolver(live_all=live_all)
        questions = dns_questions(intake)
        resolver.prefetch(questions)
        answers = resolver.answers
        _print_questions(questions, answers)
        if questions and not answers:
            raise MisuseError(
                "no name server answered, so nothing was recorded.",
                remedy="Try again where there is a network; no answer is not a missing key.",
            )
        write_atomic(out, write_dns_lines(answers))
    typer.echo(f"{len(answers)} answers written to {out}", err=True)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if intake.unreadable else ExitCode.OK)


def _print_questions(
    questions: tuple[tuple[str, str], ...], answers: tuple[DnsAnswer, ...]
) -> None:
    """Print every name that was asked, and what became of the question."""
    found = {(answer.name, answer.type): answer.rcode for answer in answers}
    for name, type_ in questions:
        rcode = found.get((name, type_), "not attempted")
        typer.echo(printable(f"{type_:6} {name}  {rcode}"), err=True)
