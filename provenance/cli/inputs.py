"""What several commands read from their arguments: evidence, day, DNS source."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from provenance import __version__
from provenance.authentication import (
    ChainResolver,
    LiveResolver,
    OfflineResolver,
    RecordedResolver,
    Resolver,
    SuppliedKeys,
    read_dns_file,
    read_keys_file,
)
from provenance.basics import MisuseError
from provenance.evidence import (
    MAX_SIZE,
    CustodyLog,
    Intake,
    KnownFiles,
    Opened,
    open_evidence,
)

Beside = dict[str, str]
"""SHA-256 of the files that have a part of their own in a run, by that part."""


def begin_custody(
    actor: str, beside: Mapping[str, Path | None], evidence: Sequence[Path]
) -> tuple[CustodyLog, Beside, bytes]:
    """Begin the custody log: log and hash the files that are no evidence but decide the result.

    ``beside`` maps a part (``case``, ``keys``, ``dns``) to its file. A file that cannot be read is
    left to whoever reads it for its content, and says why there. Sealed folders among the
    ``evidence`` have a log of their own.

    Returns:
        The log, the SHA-256 of each part, "" for one that was not given or could not be read, and
        the log of a sealed folder to go on behind, empty for none.
    """
    from provenance.basics.files import read_regular
    from provenance.evidence import read_bag_logs

    log = CustodyLog(actor=actor, tool=f"provenance {__version__}")
    sealed = read_bag_logs(evidence, log)
    found: Beside = {}
    for part, path in beside.items():
        found[part] = ""
        if path is None:
            continue
        try:
            content = read_regular(path, MAX_SIZE)
        except OSError:
            continue
        event = log.add("opened-read-only", path.name, content, detail=f"{part} file")
        found[part] = event.sha256
    return log, found, sealed


def read_evidence(
    paths: Sequence[Path],
    *,
    beside: Collection[str] = (),
    known: Sequence[Path] = (),
    keep_folders: bool = False,
    custody: CustodyLog | None = None,
) -> Intake:
    """Open the evidence named on the command line; ``-`` is standard input.

    ``beside`` are the SHA-256 of files that have a part of their own in this run (case file,
    recorded DNS, keys): where they lie in a folder of evidence they are not called unreadable
    evidence. Files below ``known`` are no evidence, wherever they lie. ``custody`` gets a line for
    every file at the moment it is opened.

    Raises:
        MisuseError: a path does not exist, or is named both as evidence and as known.
    """
    files = [path for path in paths if str(path) != "-"]
    for path in files:
        if not os.path.exists(path):  # noqa: PTH110 - a name that is too long raises nothing here
            raise MisuseError(
                "there is no such file or folder.",
                place=str(path),
                remedy="Check the name; a name with spaces needs quotes.",
            )
    apart = _known_files(files, known)
    stdin = _read_stdin() if len(files) < len(paths) else None
    intake = open_evidence(
        files,
        stdin=stdin,
        keep_folders=keep_folders,
        on_open=log_opened(custody),
        apart=apart,
    )
    held = {digest for digest in beside if digest}
    return replace(intake, unreadable=tuple(u for u in intake.unreadable if u.sha256 not in held))


def _known_files(evidence: Sequence[Path], known: Sequence[Path]) -> frozenset[str]:
    """Real paths of the known files; none of them may be in dispute as well."""
    if not known:
        return frozenset()
    from provenance.evidence import real_files

    found = real_files(known)
    places = {os.path.realpath(path) for path in known}
    for path in evidence:
        if os.path.realpath(path) in found | places:
            raise MisuseError(
                "it is named both as evidence and as known.",
                place=str(path),
                remedy="A message is in dispute or undisputed: name it once.",
            )
    return found


def read_known(paths: Sequence[Path], *, custody: CustodyLog | None = None) -> KnownFiles:
    """Open the known messages and profiles; profiles are checked now, before any analysis.

    Raises:
        MisuseError: a path does not exist, a profile is not whole, or nothing could be read.
    """
    if not paths:
        return KnownFiles()
    from provenance.evidence import open_known
    from provenance.origin.calibration import read_profile

    known = open_known(paths, on_open=log_opened(custody))
    for one in known.profiles:
        read_profile(one.content, file=one.item.name)
    if not known.messages and not known.profiles:
        raise MisuseError(
            "there is no message and no profile in what was given as known.",
            place=", ".join(str(path) for path in paths),
            remedy="Name a folder of messages (.eml, .msg), or a file made by `calibrate`.",
        )
    return known


def exhibits_of(intake: Intake, paths: Sequence[Path]) -> dict[str, str]:
    """Name and SHA-256 of the exhibits that these files became; nothing is opened again."""
    if not paths:
        return {}
    from provenance.evidence import real_files

    files = real_files(paths)
    held = {sha256 for place, sha256 in intake.places if place in files}
    return {
        one.item.name: one.item.sha256
        for one in intake.exhibits
        if one.item.parent is None and one.item.sha256 in held
    }


def log_opened(custody: CustodyLog | None) -> Callable[[Opened], None]:
    """What writes a line into the custody log for every file at the moment it is opened."""

    def log(file: Opened) -> None:
        if custody is not None:
            custody.add_hashed(
                "opened-read-only" if file.sha256 else "not-opened",
                file.name,
                sha256=file.sha256,
                sha512=file.sha512,
                size=file.size,
                detail=file.problem,
            )

    return log


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise MisuseError(
            f"there are more than {MAX_SIZE // 1_048_576} MB.",
            place="standard input",
            remedy="Give one message, or the messages as files.",
        )
    return data


def read_day(value: str) -> date:
    """Read ``--as-of``; today (UTC) if it was not given.

    Raises:
        MisuseError: not a date of the form YYYY-MM-DD.
    """
    if not value:
        from datetime import UTC

        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MisuseError(
            f"`{value}` is not a date.", place="--as-of", remedy="Write it like 2026-05-20."
        ) from None


def choose_resolver(
    *, dns: Path | None, keys: Path | None, offline: bool, live_all: bool
) -> tuple[Resolver, LiveResolver | None]:
    """Build the resolver that the options ask for; the second value is the live one, if any.

    ``--dns`` implies ``--offline``: what is not in the file was not asked.

    Raises:
        MisuseError: a file cannot be read, or options contradict each other.
    """
    if live_all and (dns is not None or offline):
        raise MisuseError(
            "--live-all asks name servers, --offline and --dns forbid it.",
            remedy="Use one of them.",
        )
    live: LiveResolver | None = None
    chain: list[Resolver] = []
    if keys is not None:
        chain.append(SuppliedKeys(read_keys_file(keys)))
    if dns is not None:
        chain.append(RecordedResolver(read_dns_file(dns)))
    elif offline:
        chain.append(OfflineResolver())
    else:
        live = LiveResolver(live_all=live_all)
        chain.append(live)
    return (chain[0] if len(chain) == 1 else ChainResolver(tuple(chain))), live
