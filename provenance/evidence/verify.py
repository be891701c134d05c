"""Checks a folder that this program wrote: a report or a sealed folder, byte for byte.

Hashes that stand beside the files show that nothing was damaged. Against a person who can change
all of them, only a value counts that was given to somebody else on the day: the head of the
custody log, or a time stamp.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from provenance.basics import MisuseError, State, Text, Value, text
from provenance.basics.files import read_regular
from provenance.basics.record import dataclass
from provenance.evidence.bag_reading import check_bag, is_bag, payload
from provenance.evidence.custody import verify_log

SUMS: Final = "SHA256SUMS"
"""Hashes of all other files of a report folder, in the form of ``sha256sum``."""
RESULTS: Final = ("report.html", "report.json", "dns.jsonl")
"""Files of a report folder whose making the custody log has to name."""
MAX_FILE: Final = 1 << 31
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *](.{1,1000})\Z")
_PRINTED: Final = re.compile(rb">([0-9a-f]{64})<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: fits (true), does not fit (false), or a state where it could not be made."""

    id: str
    fits: Value[bool]
    statement: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCheck:
    """All checks of a folder, in order. ``head`` is the head value of its custody log."""

    checks: tuple[Check, ...]
    head: str = ""

    @property
    def fits(self) -> bool:
        """Whether no check failed; checks that could not be made do not count."""
        return all(one.fits is not False for one in self.checks)


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return ``SHA256SUMS`` of these files, in order of name (checked by ``sha256sum -c``)."""
    return "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    ).encode()


def verify_folder(folder: Path, *, authority: bytes = b"", place: str = "") -> FolderCheck:
    """Check everything that a folder says of itself; nothing is changed.

    ``authority`` are the certificates of a time stamp authority that the user trusts (PEM or
    DER), ``place`` their file. Without them a time stamp is only held against the log.

    Raises:
        MisuseError: there is no folder, or it is none of ours.
    """
    if not folder.is_dir():
        raise MisuseError("there is no such folder.", place=str(folder))
    stamps = _Stamps(folder, authority, place)
    if is_bag(folder):
        return _bag(folder, stamps)
    if not (folder / SUMS).is_file() and not (folder / "run.json").is_file():
        raise MisuseError(
            "this is neither a report folder nor a sealed folder.",
            place=str(folder),
            remedy="Name the folder that holds report.json, or one made by `provenance seal`.",
        )
    found = _Folder(folder, stamps)
    return FolderCheck(checks=tuple(found.checks()), head=found.head)


def _fit(id_: str, *, fits: Value[bool], **params: Any) -> Check:
    word = fits.value if isinstance(fits, State) else "fits" if fits else "differs"
    return Check(id=id_, fits=fits, statement=text(f"evidence.verify.{id_}.{word}", **params))


def _bag(folder: Path, stamps: _Stamps) -> FolderCheck:
    problems = check_bag(folder, lambda _: None)
    checks = [Check(id="manifest", fits=False, statement=one) for one in problems]
    if not problems:
        checks.append(_fit("manifest", fits=True))
    checks += _tags(folder)
    log = _read(folder / "custody.jsonl")
    head = ""
    if log is not None:
        more, head = _chain(log)
        checks += [*more, *stamps.checks(log)]
        checks += _payload_in_log(folder, log)
    return FolderCheck(checks=tuple(checks), head=head)


def _payload_in_log(folder: Path, log: bytes) -> Iterator[Check]:
    """Compare the payload with the lines of the log: its head value is what was given away."""
    logged: dict[str, str] = {}
    for entry in _entries(log):
        path = entry["detail"].rpartition(" modified=")[0]
        if entry["event"] == "sealed" and path:
            logged[path] = entry["sha256"]
    problems = 0
    for path in sorted(logged.keys() | set(payload(folder))):
        digest = _digest(folder / path) if path in logged else ""
        if path not in logged or digest != logged[path]:
            problems += 1
            yield _fit("log-file", fits=False, name=path)
    if not problems:
        yield _fit("log-file", fits=True)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _entries(log: bytes) -> Iterator[dict[str, str]]:
    """Event, object, hash and detail of each line that can be read."""
    for line in log.split(b"\n"):
        try:
            entry = json.loads(line)
            yield {name: str(entry[name]) for name in ("event", "object", "sha256", "detail")}
        except (ValueError, TypeError, KeyError, RecursionError):
            continue


def _tags(folder: Path) -> Iterator[Check]:
    """Compare the files beside the payload with the tag manifests (RFC 8493 §2.2.1)."""
    for algorithm in ("sha256", "sha512"):
        listed = _read(folder / f"tagmanifest-{algorithm}.txt")
        for line in (listed or b"").decode("utf-8", "replace").splitlines():
            digest, _, name = line.partition(" ")
            data = _read(folder / name.strip())
            if data is None:
                yield _fit("file", fits=State.ABSENT, name=name.strip())
            elif hashlib.new(algorithm, data).hexdigest() != digest.lower():
                yield _fit("file", fits=False, name=name.strip())


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path, MAX_FILE)
    except (OSError, ValueError):  # ValueError: no file has such a name
        return None


def _chain(log: bytes) -> tuple[list[Check], str]:
    found = verify_log(log)
    checks = [Check(id="custody", fits=False, statement=one) for one in found.problems]
    if not checks:
        checks.append(_fit("custody", fits=True, lines=found.events))
    return checks, found.head


class _Stamps:
    """The time stamps that a custody log names, or that lie beside it (RFC 3161)."""

    def __init__(self, folder: Path, authority: bytes, place: str) -> None:
        from provenance.evidence.time_stamp import read_certificates

        self.folder = folder
        self.trusted = read_certificates(authority, place=place) if authority else ()

    def checks(self, log: bytes) -> Iterator[Check]:
        """Each token against the log; nothing where there is no token."""
        from provenance.evidence.time_stamp import check_token, is_token_name, named_tokens

        named = named_tokens(log)
        beside = {one.name for one in self.folder.glob("custody*.tsr") if is_token_name(one.name)}
        for name in (*named, *sorted(beside - named.keys())):
            data = _read(self.folder / name)
            if data is None:
                yield _fit("stamp", fits=State.ABSENT, name=name)
                continue
            if name in named and hashlib.sha256(data).hexdigest() != named[name]:
                yield _fit("stamp", fits=False, name=name)
                continue
            found = check_token(data, log, name=name, certificates=self.trusted)
            yield Check(id="stamp", fits=found.fits, statement=found.statement)
            if found.fits is not False:
                yield _fit("stamp-means", fits=State.NOT_APPLICABLE)
            if found.digest:
                by_hand = {"name": name, "digest": found.digest}
                yield _fit("stamp-by-hand", fits=State.NOT_APPLICABLE, **by_hand)


class _Folder:
    """The files of a report folder, each read once."""

    def __init__(self, folder: Path, stamps: _Stamps) -> None:
        self.folder = folder
        self.stamps = stamps
        self.head = ""

    def checks(self) -> Iterator[Check]:
        yield from self._sums()
        log = _read(self.folder / "custody.jsonl")
        if log is None:
            yield _fit("file", fits=State.ABSENT, name="custody.jsonl")
        else:
            checks, self.head = _chain(log)
            yield from checks
            yield from self.stamps.checks(log)
            yield from self._logged(log)
        yield from self._run()
        yield from self._page()

    def _logged(self, log: bytes) -> Iterator[Check]:
        """Compare the results with the last line of the log on each of them."""
        last = {one["object"]: one["sha256"] for one in _entries(log) if one["event"] == "rendered"}
        problems = 0
        for name in sorted(last.keys() | set(RESULTS)):
            content = _read(self.folder / name) if "/" not in name else None
            if content is None:
                continue  # a file that is missing is named by the other lists
            if hashlib.sha256(content).hexdigest() != last.get(name):
                problems += 1
                yield _fit("log-file", fits=False, name=name)
        if not problems:
            yield _fit("log-file", fits=True)

    def _sums(self) -> Iterator[Check]:
        listed = _read(self.folder / SUMS)
        if listed is None:
            yield _fit("sums", fits=State.ABSENT)
            return
        count, names = 0, set[str]()
        for number, line in enumerate(listed.decode("utf-8", "replace").splitlines(), 1):
            found = _LINE.match(line)
            if found is None or "/" in found[2]:
                yield _fit("sums", fits=False, line=number)
                continue
            names.add(found[2])
            data = _read(self.folder / found[2])
            if data is None:
                yield _fit("file", fits=State.ABSENT, name=found[2])
            elif hashlib.sha256(data).hexdigest() != found[1]:
                yield _fit("file", fits=False, name=found[2])
            else:
                count += 1
        for name in (*RESULTS, "run.json", "custody.jsonl"):
            if name not in names and (self.folder / name).is_file():
                yield _fit("unlisted", fits=False, name=name)
        yield _fit("sums", fits=True, count=count)

    def _run(self) -> Iterator[Check]:
        """Hashes and head value that run.json names, beside the files themselves."""
        data = _read(self.folder / "run.json")
        try:
            run = json.loads(data or b"")
            files = {str(name): str(digest) for name, digest in run["files"].items()}
            head = str(run["custody_head"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            yield _fit("run", fits=False)
            return
        for name in sorted(files):
            content = _read(self.folder / name) if "/" not in name else None
            if content is None:
                yield _fit("file", fits=State.ABSENT, name=name)
            elif hashlib.sha256(content).hexdigest() != files[name]:
                yield _fit("run-file", fits=False, name=name)
        yield _fit("head", fits=head == self.head)

    def _page(self) -> Iterator[Check]:
        """The page prints the hash of report.json: page and data belong together."""
        page, data = _read(self.folder / "report.html"), _read(self.folder / "report.json")
        if page is None or data is None:
            yield _fit("page", fits=State.NOT_APPLICABLE)
            return
        digest = hashlib.sha256(data).hexdigest().encode()
        yield _fit("page", fits=digest in set(_PRINTED.findall(page)))
