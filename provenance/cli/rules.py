"""``provenance rules``: list, show and check the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.failure import ExitCode, readable_errors

app = typer.Typer(
    help="List, show and check the rules behind findings.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_rules() -> None:
    """List every rule with its status and title."""
    from provenance.reasoning.rules import load_rules

    for rule in load_rules().rules:
        typer.echo(f"{rule.id:44} {rule.status:12} {rule.title}")


@app.command("show")
def show(rule_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the rule.")]) -> None:
    """Show one rule whole: logic, words, sources, known innocent causes, its own tests."""
    from provenance.basics import MisuseError
    from provenance.reasoning.rules import rule_source

    with readable_errors():
        source = rule_source(rule_id)
        if source is None:
            raise MisuseError(
                "there is no such rule.", place=rule_id, remedy="See `provenance rules list`."
            )
        typer.echo(source, nl=False)


@app.command("check")
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Rule files or folders; the built-in ones if none."
        ),
    ] = None,
) -> None:
    """Check rules: form, names, regular expressions, and the tests inside each rule."""
    from provenance.reasoning.rules import check_rules

    with readable_errors():
        result = check_rules(tuple(paths or ()))
    for line in result.problems:
        typer.echo(line, err=True)
    typer.echo(f"{result.rules} rules, {result.tests} tests, {len(result.problems)} problems")
    raise typer.Exit(ExitCode.MISUSE if result.problems else ExitCode.OK)
