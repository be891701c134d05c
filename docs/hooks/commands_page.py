"""The page of commands: what ``--help`` says, for every command and option."""

from __future__ import annotations

from typing import Any

import click
import typer.main

from provenance.cli.app import app

HEAD = """# Commands

This page is made from the program. `provenance COMMAND --help` says the same in a terminal.

Exit codes: 0 analysed; 1 analysed, but some input could not be read (it is named); 2 misuse, with
what would mend it. Human text goes to standard error; `--json` puts the report on standard output.
"""


def page() -> str:
    """Return the page in Markdown."""
    group = typer.main.get_command(app)
    parts = [HEAD]
    for path, command in _commands(group, ()):
        parts.append(_command(path, command))
    return "\n".join(parts)


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    members = getattr(command, "commands", None)
    if members is None:
        return [(" ".join(path), command)]
    return [pair for name in sorted(members) for pair in _commands(members[name], (*path, name))]


def _command(path: str, command: Any) -> str:
    lines = [f"## provenance {path}", "", _escaped(command.help or ""), ""]
    rows = [row for one in command.params if (row := _row(one))]
    if rows:
        lines += ["| argument or option | what it does |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _row(one: Any) -> str:
    words = getattr(one, "help", "") or ""
    if getattr(one, "hidden", False):
        return ""
    if one.param_type_name == "argument":
        return f"| `{one.make_metavar(_context())}` | {_escaped(words)} |".replace("\n", " ")
    value = "" if one.is_flag else f" {one.metavar or one.type.name.upper()}"
    names = ", ".join([*one.opts, *one.secondary_opts])
    return f"| `{names}{value}` | {_escaped(words)} |".replace("\n", " ")


def _context() -> Any:
    return click.Context(click.Command("provenance"))


def _escaped(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").strip()
