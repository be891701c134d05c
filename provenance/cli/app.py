"""Puts the commands together; each lives in a module of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance import __version__
from provenance.cli import (
    analyze,
    audit,
    calibrate,
    collect_sheet,
    compare,
    disclosure,
    dns,
    init,
    keys,
    languages,
    purge_key,
    request_evidence,
    rules,
    seal,
    selftest,
    verify,
)

app = typer.Typer(
    name="provenance",
    help="Who sent this e-mail, and from where? Reads copies of a disputed message, checks what "
    "can be checked, and writes a report in which every sentence names its evidence.",
    epilog="Start with:  provenance analyze received.eml    (nothing is ever changed or uploaded)",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


app.command("analyze", help=analyze.HELP, short_help="Analyse copies and write the report.")(
    analyze.analyze
)
app.command("compare", help=compare.HELP, short_help="Compare several recipients' copies.")(
    compare.compare
)
app.command("disclosure", help=disclosure.HELP, short_help="Show whose address who could see.")(
    disclosure.disclosure
)
app.command("init", help=init.HELP, short_help="Ask the questions that write case.yaml.")(init.init)
app.command("seal", help=seal.HELP, short_help="Hash and bag evidence before any analysis.")(
    seal.seal
)
app.command("dns", help=dns.HELP, short_help="Record the DNS answers that messages need.")(dns.dns)
app.command("audit", help=audit.HELP, short_help="Show what is in exports of logs.")(audit.audit)
app.command(
    "request-evidence",
    help=request_evidence.HELP,
    short_help="Write letters that ask for the missing records.",
)(request_evidence.request_evidence)
app.command(
    "calibrate",
    help=calibrate.HELP,
    short_help="Learn from undisputed messages what a mailbox normally writes.",
)(calibrate.calibrate)
app.command("purge-key", help=purge_key.HELP, short_help="Delete the key of the pseudonyms.")(
    purge_key.purge_key
)
app.command("verify", help=verify.HELP, short_help="Check a report or a sealed folder.")(
    verify.verify
)
app.command(
    "selftest", help=selftest.HELP, short_help="Test this installation with known answers."
)(selftest.selftest)
app.command(
    "collect-sheet",
    help=collect_sheet.HELP,
    short_help="Write a page that tells a recipient how to save the original.",
)(collect_sheet.collect_sheet)
app.add_typer(keys.app, name="keys")
app.add_typer(languages.app, name="languages")
app.add_typer(rules.app, name="rules")
