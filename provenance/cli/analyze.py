"""``provenance analyze``: the main job."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.editions import EditionOption, KeyFile
from provenance.cli.failure import ExitCode, printable, readable_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.case import Case
    from provenance.cli.output import Target
    from provenance.correlation.records import PlaceTable
    from provenance.evidence import Intake
    from provenance.report import Report
    from provenance.report.editions.edition import Made
    from provenance.report.former import Former
    from provenance.report.validation import Validation

HELP = (
    "Analyse received copies of a message and write the report. EVIDENCE is .eml or .msg files, a "
    "folder of them, a text file of pasted headers, or - for standard input."
)

Evidence = Annotated[
    list[Path], typer.Argument(metavar="EVIDENCE...", help="The copies to analyse.")
]
CaseFile = Annotated[
    Path | None, typer.Option("--case", metavar="FILE", help="What you know: case.yaml.")
]
DnsFile = Annotated[
    Path | None,
    typer.Option("--dns", metavar="FILE", help="Recorded DNS answers; implies --offline."),
]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", metavar="FILE", help="Signing keys from elsewhere: keys.tsv."),
]
Audit = Annotated[
    list[Path] | None,
    typer.Option("--audit", metavar="FILE", help="Export of a log that was supplied; repeat it."),
]
Known = Annotated[
    list[Path] | None,
    typer.Option(
        "--known",
        metavar="DIR",
        help="Undisputed messages of the same address, or profiles of them; repeat it.",
    ),
]
Related = Annotated[
    list[Path] | None,
    typer.Option(
        "--related",
        metavar="FILE",
        help="A recall, receipt, bounce, answer or complaint about the message; repeat it.",
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Ask no name server.")]
LiveAll = Annotated[
    bool,
    typer.Option("--live-all", help="Also ask names that the sender's side could watch."),
]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Day to count to, YYYY-MM-DD [today].")
]
CrossCheck = Annotated[
    bool | None,
    typer.Option(
        "--cross-check/--no-cross-check",
        help="Run a second implementation beside ours [up to 20 messages].",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results [reports/...].")
]
Format = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="LIST",
        help="html, json, pdf; repeat it or use commas [html,json].",
        show_default=False,
    ),
]
Paper = Annotated[str, typer.Option("--paper", metavar="SIZE", help="a4 or letter, for the PDF.")]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="LANG",
        help="Language of the report: en, zh, or en+zh for a summary in both.",
    ),
]
Jurisdiction = Annotated[
    list[str] | None,
    typer.Option(
        "--jurisdiction",
        metavar="LIST",
        help="Add empty forms: uk-et, uk-cpr35, us-902, cn, eu, au; repeat it or use commas.",
    ),
]
Supersedes = Annotated[
    Path | None,
    typer.Option(
        "--supersedes", metavar="FILE", help="report.json of a former report that this corrects."
    ),
]
SelfTest = Annotated[
    Path | None,
    typer.Option(
        "--selftest",
        metavar="FILE",
        help="Print this self-test in annex F: JSON of `provenance selftest --json`.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Also print report.json on standard output.")]
Actor = Annotated[
    str,
    typer.Option(
        "--actor", metavar="NAME", help="Who works here, for the custody log [case file]."
    ),
]
MapFile = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", help="Names the columns of a table of no known kind."),
]
Places = Annotated[
    Path | None,
    typer.Option("--places", metavar="FILE", help="Your table of countries by network: CSV."),
]
KeepFolders = Annotated[
    bool,
    typer.Option("--keep-folders", help="Name files by the path given, not by their last part."),
]
Timestamp = Annotated[
    str,
    typer.Option(
        "--timestamp",
        metavar="URL",
        help="Ask this time stamp authority (RFC 3161); only a hash leaves this computer.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a report of something else.")]


def analyze(
    evidence: Evidence,
    case: CaseFile = None,
    dns: DnsFile = None,
    keys: KeysFile = None,
    audit: Audit = None,
    map_: MapFile = None,
    known: Known = None,
    related: Related = None,
    places: Places = None,
    offline: Offline = False,
    live_all: LiveAll = False,
    as_of: AsOf = "",
    cross_check: CrossCheck = None,
    out: Out = None,
    format_: Format = None,
    paper: Paper = "a4",
    lang: Lang = "en",
    edition: EditionOption = "tribunal",
    pseudonym_key: KeyFile = None,
    jurisdiction: Jurisdiction = None,
    supersedes: Supersedes = None,
    selftest: SelfTest = None,
    json: Json = False,
    actor: Actor = "",
    keep_folders: KeepFolders = False,
    timestamp: Timestamp = "",
    force: Force = False,
) -> None:
    """Read, analyse, write, say what was found."""
    from provenance.cli.editions import KEY_NAME, edition_name, fingerprint_of, read_key
    from provenance.cli.inputs import (
        begin_custody,
        choose_resolver,
        exhibits_of,
        log_opened,
        read_day,
        read_evidence,
        read_known,
    )
    from provenance.cli.maps import read_maps
    from provenance.cli.output import Inputs, Target, check_choices, given_as_known, handed_in
    from provenance.evidence import open_exports

    with readable_errors():
        formats = check_choices(format_, lang, edition, timestamp=timestamp, paper=paper)
        key = read_key(pseudonym_key, outside=_handed_on(out, evidence))
        forms, day = _jurisdictions(jurisdiction or ()), read_day(as_of)
        read_first = {"case": case, "keys": keys, "dns": dns}
        read_first |= {
            part: path
            for part, path in (
                ("places", places),
                ("supersedes", supersedes),
                ("selftest", selftest),
            )
            if path is not None
        }
        custody, beside, sealed = begin_custody(actor, read_first, evidence)
        intake = read_evidence(
            [*evidence, *(related or ())],
            beside=beside.values(),
            known=known or (),
            keep_folders=keep_folders,
            custody=custody,
        )
        around = exhibits_of(intake, related or ())
        _refuse_if_nothing(intake)
        exports = open_exports(audit or (), on_open=log_opened(custody))
        undisputed = read_known(known or (), custody=custody)
        resolver, live = choose_resolver(dns=dns, keys=keys, offline=offline, live_all=live_all)
        case_record = _read_case(case)
        place_table = _read_places(places, audit)
        former, validation = _read_former(supersedes), _read_validation(selftest)
        maps, of_maps = read_maps(exports, case_record, case_path=case, given=map_, custody=custody)
        inputs = Inputs(
            evidence=handed_in(intake, exports),
            known=given_as_known(undisputed),
            beside=tuple(sorted([*beside.items(), *of_maps])),
            dns_mode="file" if dns is not None else "offline" if offline else "live",
            options=(
                ("as_of", as_of),
                ("cross_check", {None: "", True: "yes", False: "no"}[cross_check]),
                ("edition", edition),
                ("format", ",".join(formats)),
                ("lang", lang),
                ("live_all", "yes" if live_all else ""),
                *((("paper", paper),) if "pdf" in formats else ()),
                *([("jurisdiction", ",".join(forms))] if forms else []),
                *((("pseudonym_key", fingerprint_of(key)),) if key is not None else ()),
            ),
        )
        target = Target.choose(
            out, evidence, inputs, custody, force=force, sealed=sealed, timestamp=timestamp
        )

    from provenance.authentication import gather
    from provenance.cli.progress import Progress
    from provenance.pipeline import Context, questions_of, read_messages, repeat_command
    from provenance.pipeline import analyze as run
    from provenance.report.editions import make_edition

    read = read_messages(case_record, intake, undisputed)
    if live is not None:
        gather(live, questions_of(read, receivers=case_record.receivers))
    progress, reading = Progress("Analysing"), Progress("Reading exports")
    report = run(
        case_record,
        Context(
            intake=intake,
            read=read,
            resolver=resolver,
            as_of=day,
            cross_check=cross_check,
            progress=progress,
            reading=reading,
            exports=exports,
            known=undisputed,
            related=frozenset(around.values()),
            maps=tuple(sorted(maps.items(), key=lambda pair: pair[0])),
            places=place_table,
            jurisdictions=forms,
            supersedes=former,
            validation=validation,
            beside=_beside_evidence(read_first, beside, of_maps),
            dns_file=_dns_file(dns, beside),
            repeat=repeat_command(
                intake,
                as_of=day,
                paths=evidence,
                case=case,
                keys=keys,
                cross_check=cross_check,
                exports=exports,
                column_map=map_,
                known=known or (),
                related=tuple(around),
                places=places,
                edition=edition,
                pseudonym_key=KEY_NAME if key is not None else "",
                jurisdictions=forms,
                supersedes=supersedes,
                validation=selftest,
            ),
        ),
    )
    progress.close()
    made = make_edition(report, edition_name(edition), key)
    asked = live.asked if live is not None else None
    actor = actor or case_record.prepared_by
    _finish(target, made, formats, asked, evidence, actor=actor, lang=lang, paper=paper, json=json)


def _finish(
    target: Target,
    made: Made,
    formats: Sequence[str],
    asked: tuple[tuple[str, str], ...] | None,
    evidence: Sequence[Path],
    *,
    actor: str,
    lang: str,
    paper: str,
    json: bool,
) -> None:
    """Write the edition and say so; nothing but the edition is shown from here on."""
    with readable_errors():
        data = target.write(made, formats, asked=asked or (), actor=actor, lang=lang, paper=paper)
    _say_written(target, made.report, formats, asked, evidence, lang)
    if json:
        sys.stdout.buffer.write(data)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if made.report.unreadable else ExitCode.OK)


def _beside_evidence(
    read: dict[str, Path | None], hashes: dict[str, str], maps: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of each file that is no exhibit and decides what the report says.

    The file of DNS answers is not among them: the report names it apart.
    """
    found = {path.name: hashes[part] for part, path in read.items() if path and part != "dns"}
    found |= {name.removeprefix("map:"): digest for name, digest in maps}
    return tuple(sorted(found.items()))


def _dns_file(dns: Path | None, hashes: dict[str, str]) -> str:
    """SHA-256 of the file of DNS answers, or of the one that it is an extract of; "" for none."""
    if dns is None:
        return ""
    from provenance.authentication import extract_of

    return extract_of(dns) or hashes["dns"]


def _handed_on(out: Path | None, evidence: Sequence[Path]) -> list[Path]:
    """Folders that are handed on or examined: no key may lie in them."""
    folders = [path for path in evidence if os.path.isdir(path)]  # noqa: PTH112 - raises nothing
    return [*folders, out if out is not None else Path("reports")]


def _say_written(
    target: Target,
    report: Report,
    formats: Sequence[str],
    asked: tuple[tuple[str, str], ...] | None,
    evidence: Sequence[Path],
    lang: str,
) -> None:
    """Print the summary, and that standard input is kept nowhere."""
    from provenance.evidence import STDIN_NAME

    target.show(report, formats, asked=asked, lang=lang)
    if any(str(path) == "-" for path in evidence):
        typer.echo(
            f"Standard input is not kept: save its bytes as {STDIN_NAME} to repeat this.", err=True
        )


def _read_case(path: Path | None) -> Case:
    from provenance.case import Case, read_case

    return read_case(path) if path is not None else Case()


def _read_places(path: Path | None, audit: list[Path] | None) -> PlaceTable | None:
    if path is None:
        return None
    from provenance.basics import MisuseError
    from provenance.correlation import read_places

    if not audit:
        raise MisuseError(
            "`--places` gives addresses of exports a country, and there is no export.",
            remedy="Add --audit FILE, or leave --places out.",
        )
    return read_places(path)


def _jurisdictions(values: Sequence[str]) -> tuple[str, ...]:
    from provenance.basics import MisuseError
    from provenance.report.forms import JURISDICTIONS, read_jurisdictions

    try:
        return read_jurisdictions(tuple(values))
    except ValueError as error:
        raise MisuseError(
            f"there are no forms for `{printable(str(error))}`.",
            place="--jurisdiction",
            remedy=f"Known: {', '.join(JURISDICTIONS)}.",
        ) from None


def _read_former(path: Path | None) -> Former | None:
    if path is None:
        return None
    from provenance.report.former import read_former

    return read_former(path)


def _read_validation(path: Path | None) -> Validation | None:
    if path is None:
        return None
    from provenance.report.validation import read_validation

    return read_validation(path)


def _refuse_if_nothing(intake: Intake) -> None:
    """Say for each file why it is no evidence and how to get what is, if nothing can be read."""
    if intake.exhibits:
        return
    from provenance.basics import MisuseError
    from provenance.report.catalogue import render

    lines = [
        f"{printable(u.name)}: {render(u.reason)} {render(u.remedy)}" for u in intake.unreadable
    ]
    raise MisuseError("\n".join(lines) if lines else "there is no message in what was given.")
