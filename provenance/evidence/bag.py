"""Seals evidence: a BagIt folder (RFC 8493) with hashes and custody log, made offline.

Nothing is parsed. Sources are opened for reading only and copied in blocks while they are
hashed. The folder appears whole or not at all, and never replaces one that is there.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from provenance import __version__
from provenance.basics import MisuseError
from provenance.evidence.bag_names import Names, manifest_path
from provenance.evidence.custody import Clock, CustodyLog, system_clock
from provenance.evidence.records import Sealed
from provenance.evidence.stamp_records import Stamped

BLOCK = 1024 * 1024
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")


@dataclass(frozen=True, slots=True)
class _Copied:
    """One payload file: path in the bag, name as given, size, hashes, time of the source file."""

    path: str
    name: str
    size: int
    sha256: str
    sha512: str
    modified: str


def seal(
    paths: Sequence[Path],
    out: Path,
    *,
    clock: Clock = system_clock,
    actor: str = "",
    timestamp: str = "",
) -> Sealed:
    """Copy ``paths`` (files, folders with their structure) into the new bag ``out``.

    Files of any kind and size are taken, hidden ones too; links inside folders are not followed.
    ``timestamp`` is the address of a time stamp authority, "" to ask none and stay offline. Where
    it gives no stamp the evidence is sealed all the same, and the log says why there is none.

    Raises:
        MisuseError: a path is missing or unreadable, ``out`` exists or cannot be written, or no
            time stamp authority could be asked.
    """
    if os.path.lexists(out):
        raise MisuseError(
            "There is already something at this place.",
            place=str(out),
            remedy="Choose another folder with --out; a seal is never overwritten.",
        )
    if timestamp:
        from provenance.evidence.time_stamp import ready

        ready(timestamp)
    partial = out.with_name(f".{out.name}.partial-{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
    except OSError as error:
        raise MisuseError(
            "The folder cannot be made.",
            place=str(out),
            remedy=f"{error.strerror or error}. Choose another place with --out.",
        ) from error
    try:
        log = CustodyLog(actor=actor, tool=_tool(), clock=clock)
        sealed = _fill(paths, partial, out, log, timestamp)
        partial.rename(out)
    except BaseException:
        import shutil

        shutil.rmtree(partial, ignore_errors=True)
        raise
    return sealed


def _tool() -> str:
    return f"provenance {__version__}"


def _fill(paths: Sequence[Path], bag: Path, out: Path, log: CustodyLog, timestamp: str) -> Sealed:
    """Write everything into ``bag``."""
    names = Names()
    taken = (out.resolve(), bag.resolve())
    copied: list[_Copied] = []
    (bag / "data").mkdir()
    for source, name in _sources(paths, taken):
        copied.append(_copy(source, name, bag, names.path(name)))
    if not copied:
        raise MisuseError("There is no file to seal.", place=", ".join(str(p) for p in paths))
    copied.sort(key=lambda item: item.path)
    for item in copied:
        log.add_hashed(
            "sealed",
            item.name,
            sha256=item.sha256,
            sha512=item.sha512,
            size=item.size,
            detail=f"{item.path} modified={item.modified}",
        )
    stamped = _stamp(log, timestamp) if timestamp else Stamped()
    size = sum(item.size for item in copied)
    tags = {
        "bagit.txt": BAGIT,
        "bag-info.txt": _bag_info(log, size, len(copied)),
        "custody.jsonl": log.lines(),
        **dict(stamped.files),
    }
    for algorithm in ALGORITHMS:
        rows = sorted((item.path, getattr(item, algorithm)) for item in copied)
        tags[f"manifest-{algorithm}.txt"] = _manifest(rows)
    tagged = sorted(tags.items())
    for algorithm in ALGORITHMS:
        rows = [(name, hashlib.new(algorithm, data).hexdigest()) for name, data in tagged]
        tags[f"tagmanifest-{algorithm}.txt"] = _manifest(rows)
    for name, data in tags.items():
        _write(bag / name, data)
    return Sealed(name=out.name, files=len(copied), size=size, head=log.head(), stamped=stamped)


def _stamp(log: CustodyLog, url: str) -> Stamped:
    from provenance.evidence.time_stamp import stamp

    return stamp(log, url)


def _sources(paths: Sequence[Path], taken: tuple[Path, Path]) -> Iterator[tuple[Path, str]]:
    """Regular files behind the arguments in a total order, with their names in the bag."""
    seen: set[str] = set()
    found: list[tuple[str, Path]] = []
    for path in paths:
        if not path.exists():
            raise MisuseError("There is no such file or folder.", place=str(path))
        root = path.name or path.resolve().name or "evidence"
        if not path.is_dir():
            found.append((root, path))
            continue
        found.extend((f"{root}/{name}", file) for name, file in _below(path, taken))
    for name, file in sorted(found, key=lambda pair: (pair[0], str(pair[1]))):
        key = os.path.realpath(file)
        if key not in seen:
            seen.add(key)
            yield file, name


def _below(folder: Path, taken: tuple[Path, Path]) -> Iterator[tuple[str, Path]]:
    stack = [folder]
    while stack:
        here = stack.pop()
        if here.resolve() in taken:
            continue
        try:
            entries = sorted(here.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            raise _unreadable(here, error) from error
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir():
                stack.append(entry)
            elif entry.is_file():
                yield entry.relative_to(folder).as_posix(), entry


def _copy(source: Path, name: str, bag: Path, path: str) -> _Copied:
    """Copy one file in blocks, hashing what is read; then read the copy back and compare."""
    target = bag / "data" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    try:
        info = source.stat()
        if not stat.S_ISREG(info.st_mode):
            raise MisuseError("This is no regular file.", place=str(source))
        with source.open("rb") as reader, target.open("xb") as writer:
            while block := reader.read(BLOCK):
                sha256.update(block)
                sha512.update(block)
                writer.write(block)
                size += len(block)
            writer.flush()
            os.fsync(writer.fileno())
        with target.open("rb") as written:
            again = hashlib.file_digest(written, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(source, error) from error
    if again != sha256.hexdigest():
        raise MisuseError("The copy differs from its source.", place=str(source))
    return _Copied(
        path=f"data/{path}",
        name=name,
        size=size,
        sha256=sha256.hexdigest(),
        sha512=sha512.hexdigest(),
        modified=datetime.fromtimestamp(info.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _unreadable(path: Path, error: OSError) -> MisuseError:
    return MisuseError(
        "This cannot be copied.",
        place=str(path),
        remedy=f"{error.strerror or error}. Nothing was sealed.",
    )


def _bag_info(log: CustodyLog, size: int, files: int) -> bytes:
    day = log.events[0].at_utc[:10]
    return (
        f"Bagging-Date: {day}\n"
        f"Payload-Oxum: {size}.{files}\n"
        f"Bag-Software-Agent: {log.tool}\n"
        f"Custody-Log-Head: {log.head()}\n"
    ).encode()


def _manifest(rows: list[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {manifest_path(path)}\n" for path, digest in rows).encode()


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
