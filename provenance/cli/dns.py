"""``provenance dns``: ask and record the DNS answers that messages need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import ExitCode, readable_errors

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
        write_atomic(out, write_dns_lines(answers))
    answered = {(answer.name, answer.type) for answer in answers}
    for name, type_ in questions:
        state = "answered" if (name, type_) in answered else "not attempted"
        typer.echo(f"{type_:6} {name}  {state}", err=True)
    typer.echo(f"{len(answers)} answers written to {out}", err=True)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if intake.unreadable else ExitCode.OK)
