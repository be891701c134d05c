"""Writes the results of an analysis: whole or not at all, never over another case's report."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from provenance import __version__
from provenance.basics import MisuseError
from provenance.basics.files import read_regular, write_atomic
from provenance.cli.editions import all_words, edition_name, shown_arguments
from provenance.cli.failure import printable
from provenance.cli.single_file import printed
from provenance.evidence import (
    CustodyLog,
    ExportFile,
    Intake,
    KnownFiles,
    log_texts,
    verify_log,
)
from provenance.report import Report
from provenance.report.catalogue import ENGLISH, split_languages
from provenance.report.packages import differing

if TYPE_CHECKING:
    from provenance.report.editions.edition import Made

MAX_LOG = 64 * 1024 * 1024
FORMATS = ("html", "json", "pdf")
WINDOWS_DEVICES = r"con|prn|aux|nul|com[0-9]|lpt[0-9]"
NAMES = {"html": "report.html", "json": "report.json", "pdf": "report.pdf"}
RESULTS = (*NAMES.values(), "dns.jsonl", "custody.jsonl")
DEPENDENCIES = (
    "cryptography",
    "dkimpy",
    "dnspython",
    "extract-msg",
    "google-re2",
    "jinja2",
    "mail-parser",
    "olefile",
    "publicsuffixlist",
    "pynacl",
    "pyspf",
    "pyyaml",
    "rfc8785",
    "typer",
)


def check_choices(
    formats: Sequence[str] | None,
    lang: str,
    edition: str,
    *,
    timestamp: str = "",
    paper: str = "a4",
) -> tuple[str, ...]:
    """Check the closed options; gives the formats in fixed order.

    ``formats`` are lists with commas: what is given in several of them adds up.

    Raises:
        MisuseError: a value that this version does not have, a language that is not there, or a
            time stamp authority that could not be asked.
    """
    if timestamp:
        from provenance.evidence.time_stamp import ready

        ready(timestamp)
    given = ",".join(formats or ("html,json",))
    wanted = [name.strip() for name in given.split(",") if name.strip()]
    for name in wanted:
        if name not in FORMATS:
            raise MisuseError(
                f"`{name}` is not a format of this version.",
                place="--format",
                remedy="Use html, json, pdf, or several with commas between.",
            )
    if not wanted:
        raise MisuseError("no format was named.", place="--format", remedy="Use html,json.")
    split_languages(lang)
    edition_name(edition)
    if paper not in ("a4", "letter"):
        raise MisuseError(f"`{paper}` is no paper.", place="--paper", remedy="Use a4 or letter.")
    if "pdf" in wanted:
        from provenance.report.pdf import ready as ready_to_print

        ready_to_print()
    return tuple(name for name in FORMATS if name in wanted)


def slug(name: str) -> str:
    """Make a folder name out of a file name, the same on every system."""
    stem = name.rpartition("/")[2].rpartition("\\")[2]
    stem = stem.rpartition(".")[0] or stem
    safe = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "message"
    return f"{safe}-message" if re.fullmatch(WINDOWS_DEVICES, safe) else safe


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides what a report says, as ``run.json`` keeps it: equal inputs may overwrite.

    ``evidence`` holds name and SHA-256 of what was handed in, ``beside`` the SHA-256 of case, key
    and DNS file ("" for none), ``dns_mode`` file, offline or live, ``options`` the rest as given.
    ``known`` holds name and SHA-256 of undisputed messages and profiles.
    """

    evidence: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    dns_mode: str
    options: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return it as JSON values."""
        known = {"known": [list(pair) for pair in self.known]} if self.known else {}
        return known | {
            "evidence": [list(pair) for pair in self.evidence],
            "files": dict(self.beside),
            "dns_mode": self.dns_mode,
            "options": dict(self.options),
        }


def handed_in(intake: Intake, exports: tuple[ExportFile, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of everything that was handed in, unreadable files and exports too."""
    read = [(e.item.name, e.item.sha256) for e in intake.exhibits if e.item.parent is None]
    refused = [(one.name, one.sha256) for one in intake.unreadable if not one.container]
    return tuple(sorted(read + refused + [(one.name, one.sha256) for one in exports]))


def given_as_known(known: KnownFiles) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of everything that was given as undisputed, unreadable files too."""
    read = [
        (e.item.name, e.item.sha256)
        for e in (*known.messages, *known.profiles)
        if e.item.parent is None
    ]
    refused = [(one.name, one.sha256) for one in known.unreadable if not one.container]
    return tuple(sorted(read + refused))


@dataclass(frozen=True, slots=True)
class Target:
    """The folder that the results go to, and the run that fills it.

    ``sealed`` is the whole custody log of a sealed folder that is analysed, empty for none: a new
    log goes on behind it. ``timestamp`` is the address of a time stamp authority, "" for none.
    """

    folder: Path
    started: datetime
    inputs: Inputs
    custody: CustodyLog
    sealed: bytes = b""
    timestamp: str = ""

    @staticmethod
    def choose(
        out: Path | None,
        evidence: Sequence[Path],
        inputs: Inputs,
        custody: CustodyLog,
        *,
        force: bool,
        sealed: bytes = b"",
        timestamp: str = "",
    ) -> Target:
        """Pick the folder; ``reports/<slug of the first evidence file>/`` if none was given.

        Raises:
            MisuseError: the folder holds a report of other inputs, or is a file.
        """
        first = evidence[0].resolve().name if str(evidence[0]) != "-" else "standard-input"
        folder = out if out is not None else Path("reports") / slug(first)
        if os.path.exists(folder) and not folder.is_dir():  # noqa: PTH110 - raises nothing
            raise MisuseError(
                "the target is a file.", place=str(folder), remedy="Name a folder with --out."
            )
        if not force:
            _refuse_other_inputs(folder, inputs)
        return Target(folder, datetime.now(UTC), inputs, custody, sealed, timestamp)

    def write(
        self,
        edition: Made,
        formats: Sequence[str],
        *,
        asked: Sequence[tuple[str, str]],
        actor: str = "",
        lang: str = ENGLISH,
        paper: str = "a4",
    ) -> bytes:
        """Render everything first, then write file by file, each whole or not at all.

        Every text that is written beside the report is that of the edition as well.

        Returns:
            The bytes of ``report.json``, written or not.
        """
        from provenance.authentication import write_dns_lines
        from provenance.evidence.verify import SUMS, sums
        from provenance.report import to_html, to_json

        report = edition.report
        made = {"json": to_json(report)}
        if {"html", "pdf"} & set(formats):
            made["html"] = to_html(report, findings=made["json"], languages=split_languages(lang))
        if "pdf" in formats:
            made["pdf"] = printed(made["html"], self.folder, paper)
        # The page names the hash of report.json, and rows have theirs there: it is always beside.
        files = {NAMES[name]: made[name] for name in dict.fromkeys(("json", *formats))}
        files["dns.jsonl"] = write_dns_lines(edition.dns, taken_from=edition.report.dns_read)
        custody = self._custody(edition, files, actor)
        files |= self._stamped(custody)
        files["custody.jsonl"] = custody.lines()
        files["run.json"] = self._run(edition, files, asked, custody.head())
        files[SUMS] = sums(files)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                write_atomic(self.folder / name, data)
        except OSError as error:
            raise MisuseError(
                f"the results cannot be written ({error.strerror}).",
                place=str(self.folder),
                remedy="Choose another folder with --out.",
            ) from None
        return made["json"]

    def show(
        self,
        report: Report,
        formats: Sequence[str],
        *,
        asked: tuple[tuple[str, str], ...] | None,
        lang: str = ENGLISH,
    ) -> None:
        """Print the summary for people on standard error."""
        from provenance.report import summary

        path = str(self.folder / NAMES[formats[0]])
        language = split_languages(lang)[0]
        words = summary(report, report_path=path, asked=asked, language=language)
        typer.echo(words, nl=False, err=True)

    def _stamped(self, custody: CustodyLog) -> dict[str, bytes]:
        """Have the head of the log stamped if that was asked for, and say what came of it."""
        if not self.timestamp:
            return {}
        from provenance.cli.seal import say_stamped
        from provenance.evidence.time_stamp import stamp

        stamped = stamp(custody, self.timestamp)
        say_stamped(stamped)
        return dict(stamped.files)

    def _custody(self, edition: Made, files: dict[str, bytes], actor: str) -> CustodyLog:
        """Go on with the log of the folder, if it has a whole one; a broken one is kept aside."""
        words = edition.words
        earlier = self._earlier_log()
        shown = all(words(one) == one for one in log_texts(earlier))
        log = self.custody.after(earlier if shown else b"", actor=actor, words=words)
        if not shown:
            # A chain cannot be redacted: a new one names the hash of the one before it.
            log.add("goes-on-behind", "custody.jsonl", earlier, detail="its names are not shown")
        for exhibit in edition.report.exhibits:
            item = exhibit.item
            event = "numbered" if item.parent is None else "extracted"
            detail = item.id if item.parent is None else f"{item.id} out of {item.parent}"
            log.add_hashed(
                event,
                item.name,
                sha256=item.sha256,
                sha512=item.sha512,
                size=item.size,
                detail=detail,
            )
        for name, data in files.items():
            log.add("rendered", name, data)
        return log

    def _earlier_log(self) -> bytes:
        """The whole custody log to go on behind: the folder's, else a sealed one, else empty."""
        path = self.folder / "custody.jsonl"
        try:
            data = read_regular(path, MAX_LOG)
        except FileNotFoundError:
            return self.sealed
        except OSError as error:
            raise MisuseError(
                f"the custody log there cannot be read ({error.strerror}).",
                place=str(path),
                remedy="Choose another folder with --out.",
            ) from None
        if len(data) <= MAX_LOG and not verify_log(data).problems:
            return data
        aside = _free(self.folder, "custody.broken-{}.jsonl")
        path.rename(aside)
        typer.echo(
            printable(
                "provenance: the custody log there is not whole: kept as "
                f"{aside.name}, and a new one is begun."
            ),
            err=True,
        )
        return self.sealed

    def _run(
        self, edition: Made, files: dict[str, bytes], asked: Sequence[tuple[str, str]], head: str
    ) -> bytes:
        from provenance.selftest.installed import program_hash

        report = edition.report
        program, count = program_hash()
        run = {
            "schema": "provenance/run/1",
            "tool": {
                "name": "provenance",
                "version": __version__,
                "sha256": program,
                "files": count,
            },
            "started_at": self.started.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "arguments": all_words(
                shown_arguments([_plain(one) for one in sys.argv[1:]], report.edition.name),
                edition.words,
            ),
            "as_of": report.as_of,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "dependencies": _versions(),
            "differs_from_release": differing(),
            "inputs": self._inputs(edition),
            "dns_asked": _asked(asked, edition),
            "evidence": {exhibit.item.id: exhibit.item.sha256 for exhibit in report.exhibits},
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "custody_head": head,
        }
        if edition.dns_sha256:
            run["dns_unredacted_sha256"] = edition.dns_sha256
        return (json.dumps(run, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()

    def _inputs(self, edition: Made) -> dict[str, object]:
        """All that decides what a report says, as the edition shows it."""
        shown: dict[str, object] = all_words(self.inputs.as_json(), edition.words)
        return shown


def _asked(asked: Sequence[tuple[str, str]], edition: Made) -> list[str]:
    """The names that were asked for; they stand in dns.jsonl too, as that edition keeps them."""
    lines = [f"{type_} {name}" for name, type_ in sorted(asked)]
    public = edition.report.edition.name.value == "public"
    return all_words(lines, edition.words) if public else lines


def _plain(argument: str) -> str:
    """Text of an argument; bytes that are no text (a file name can hold any) stay visible."""
    return os.fsencode(argument).decode("utf-8", "backslashreplace")


def _versions() -> dict[str, str]:
    found = {}
    for name in DEPENDENCIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _free(folder: Path, pattern: str) -> Path:
    """First name of this pattern that nothing has."""
    number = 1
    while os.path.lexists(folder / pattern.format(number)):
        number += 1
    return folder / pattern.format(number)


def _refuse_other_inputs(folder: Path, inputs: Inputs) -> None:
    """An existing report may be replaced only by one of the same inputs."""
    wanted = inputs.as_json()
    there: object = None
    try:
        there = json.loads((folder / "run.json").read_bytes())["inputs"]
    except (FileNotFoundError, NotADirectoryError):
        # Without a run.json these are not results of ours: recorded DNS or a custody log, say.
        if not any(os.path.lexists(folder / name) for name in RESULTS):
            return
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    held = there if isinstance(there, dict) else {}
    words = {
        "evidence": "evidence",
        "known": "known messages",
        "files": "case, key or DNS file",
        "dns_mode": "source of DNS answers",
        "options": "options",
    }
    other = [word for name, word in words.items() if not _same(name, held, wanted)]
    if other:
        raise MisuseError(
            f"the folder holds a report of other inputs: {', '.join(other)}.",
            place=str(folder),
            remedy="Choose another folder with --out, or add --force to replace it.",
        )


def _same(name: str, held: dict[str, Any], wanted: dict[str, object]) -> bool:
    """Whether two runs had the same inputs of a kind.

    A redacted edition keeps no names that tell of third parties: its files count by their hashes.
    """
    one, other = held.get(name), wanted.get(name)
    if one == other:
        return True
    options = held.get("options")
    redacted = isinstance(options, dict) and options.get("edition") in {"tribunal", "public"}
    return redacted and name in {"evidence", "known", "files"} and _hashes(one) == _hashes(other)


def _hashes(value: object) -> list[str] | None:
    """The hashes of named files, sorted; ``None`` for what is no such list."""
    pairs = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(pairs, list | tuple):
        return None
    return sorted(
        str(pair[1]) for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2
    )
