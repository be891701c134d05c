"""Opens what was handed in: read-only, hashed before anything parses it, in a total order."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from provenance.basics import MisuseError, State, Text, Value, text
from provenance.evidence import losses
from provenance.evidence.bag_reading import check_bag, is_bag
from provenance.evidence.containers import HOLDS_OTHERS, Contained, contained
from provenance.evidence.custody_join import broken_log
from provenance.evidence.hashing import hashes, line_ends
from provenance.evidence.recognise import Refused, recognise, recognise_text
from provenance.evidence.records import (
    EvidenceItem,
    Exhibit,
    Intake,
    Kind,
    MessageStream,
    Opened,
    OutlookItem,
    Unreadable,
)

MAX_SIZE = 256 * 1024 * 1024
MAX_FILES = 20_000
MAX_DEPTH = 40
MAX_NESTED = 4
"""How deep containers may lie in one another: an archive of a mailbox of attached archives."""
STDIN_NAME = "stdin.eml"
"""Standard input has no name: this is the one under which its bytes can be saved and given."""

OnOpen = Callable[[Opened], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One file that was handed in: its name in the report, and its bytes or why there are none."""

    name: str
    content: bytes | None = None
    sha256: str = ""
    sha512: str = ""
    size: int = 0
    problem: Unreadable | None = None
    path: str = ""


@dataclass(slots=True)
class _Call:
    """State of one call: what was seen, who wants to know, what is said of the whole."""

    on_open: OnOpen
    keep_folders: bool
    seen: set[str]
    hidden: int = 0
    whole_folders: bool = False


def _ignore(_opened: Opened) -> None:
    """Nobody wants to know."""


def open_evidence(
    paths: Sequence[Path],
    *,
    stdin: bytes | None = None,
    keep_folders: bool = False,
    on_open: OnOpen = _ignore,
    apart: Collection[str] = (),
) -> Intake:
    """Open files and folders (recursively, hidden files aside) and standard input.

    Names are base names, or paths relative to the given folder with ``/``. Where two files of
    different content would have one name, both get their path below the deepest folder that holds
    them. With ``keep_folders`` a file named by a relative path keeps that path as its name.
    Exhibits come in the order of (name, SHA-256), whatever the order of ``paths``. Files that are
    not evidence we can read are ``Unreadable`` with a reason and a remedy. Of a sealed folder
    (BagIt) only the payload is read, and compared with its manifests.

    Args:
        paths: files and folders; ``-`` is passed over.
        stdin: bytes of standard input.
        keep_folders: see above; links are then not followed, as inside a folder.
        on_open: told of every file when it is opened and hashed, for the custody log.
        apart: real paths of files that have a part of their own and are no evidence here.

    Raises:
        MisuseError: a path does not exist.
    """
    found: list[_Found] = []
    warnings: list[Text] = []
    call = _Call(on_open, keep_folders, set(apart))
    for path in (one for one in paths if str(one) != "-"):
        if not os.path.lexists(path):
            raise MisuseError(
                "There is no such file or folder.",
                place=str(path),
                remedy="Check the name and the folder.",
            )
        if is_bag(path):
            call.whole_folders = True
            warnings.extend((*check_bag(path, on_open), *broken_log(path)))
            path = path / "data"  # noqa: PLW2901 - the payload is what was handed in
        for file in _gather(path, call):
            on_open(_opened(file))
            found.append(file)
    if stdin is not None:
        found.append(_loaded(STDIN_NAME, stdin))
        on_open(_opened(found[-1]))
    if call.hidden:
        warnings.append(text("evidence.warning.hidden", count=call.hidden))
    intake = _number(_told_apart(found))
    twice = any(w.id.endswith(".given-twice") for e in intake.exhibits for w in e.warnings)
    return replace(
        intake,
        warnings=tuple(warnings),
        whole_folders=call.whole_folders or bool(call.hidden) or twice,
        places=tuple(sorted((file.path, file.sha256) for file in found if file.path)),
    )


def _opened(file: _Found) -> Opened:
    problem = file.problem.reason.id if file.problem else ""
    return Opened(
        name=file.name,
        sha256=file.sha256,
        sha512=file.sha512,
        size=file.size,
        problem=problem,
    )


def _told_apart(found: list[_Found]) -> list[_Found]:
    """Give files of one name and different content their paths below a common folder as names."""
    held: dict[str, set[str]] = {}
    for file in found:
        held.setdefault(file.name, set()).add(file.sha256)
    clashing = {name for name, hashes_ in held.items() if len(hashes_) > 1}
    if not clashing:
        return found
    places = [file.path for file in found if file.name in clashing and file.path]
    if not places:
        return found
    try:
        root = os.path.commonpath([os.path.dirname(place) for place in places])  # noqa: PTH120
    except ValueError:  # two drives of Windows have no folder in common
        return found
    return [
        _renamed(file, _plain(Path(os.path.relpath(file.path, root)).as_posix()))
        if file.name in clashing and file.path
        else file
        for file in found
    ]


def _renamed(file: _Found, name: str) -> _Found:
    problem = replace(file.problem, name=name) if file.problem else None
    return replace(file, name=name, problem=problem)


def attached_exhibit(
    parent: EvidenceItem,
    data: bytes,
    *,
    id: str,  # noqa: A002 - the fixed public signature
    name: str,
    locator: str,
    kind: Kind = Kind.ATTACHED_MESSAGE,
) -> Exhibit:
    """Make an exhibit of a message that was attached to ``parent``; ``locator`` is its MIME path.

    ``data`` are the decoded bytes of the part. They are read as ``kind`` whatever they hold.
    """
    exhibit = _exhibit(name, data, kind)
    item = replace(exhibit.item, id=id, parent=parent.id, locator=locator)
    return replace(exhibit, item=item)


def _gather(path: Path, call: _Call) -> Iterator[_Found]:
    """Files behind one argument; a path that was given before is left out."""
    if path.is_dir():
        for count, (file, name) in enumerate(_walk(path, call)):
            if count >= MAX_FILES:
                call.whole_folders = True
                yield _refused(name, "too-many")
                break
            if file.is_symlink():
                call.whole_folders = True
                yield _refused(name, "link")
            else:
                yield from _once(file, name, call.seen)
    elif not call.keep_folders:
        yield from _once(path, _plain(path.name), call.seen)
    elif path.is_symlink():
        yield _refused(_kept(path), "link")
    else:
        yield from _once(path, _kept(path), call.seen)


def _kept(path: Path) -> str:
    """Name of a file that keeps the folders it was named with, where they lead nowhere else."""
    inside = not path.is_absolute() and ".." not in path.parts
    return _plain(path.as_posix() if inside else path.name)


def _walk(folder: Path, call: _Call) -> Iterator[tuple[Path, str]]:
    """Files below a folder in order of name; hidden ones are counted, links not followed."""
    stack: list[tuple[Path, str, int]] = [(folder, "", 0)]
    while stack:
        here, prefix, depth = stack.pop()
        try:
            entries = sorted(here.iterdir(), key=lambda entry: entry.name)
        except OSError:
            yield here, prefix.rstrip("/")
            continue
        folders: list[tuple[Path, str, int]] = []
        for entry in entries:
            if entry.name.startswith("."):
                call.hidden += 1
                continue
            name = prefix + _plain(entry.name)
            if entry.is_dir() and not entry.is_symlink() and depth < MAX_DEPTH:
                folders.append((entry, name + "/", depth + 1))
                continue
            yield entry, name
        stack.extend(reversed(folders))


def _once(path: Path, name: str, seen: set[str]) -> Iterator[_Found]:
    key = os.path.realpath(path)
    if key not in seen:
        seen.add(key)
        yield replace(_load(path, name), path=key)


def _plain(name: str) -> str:
    """Name of a file as text; bytes that are no text in the file system's encoding stay visible."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _load(path: Path, name: str) -> _Found:
    """Read one file whole, for reading only; whatever is no regular file is not opened."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            return _refused(name, "special")
        if info.st_size > MAX_SIZE:
            return _too_large(path, name, info.st_size)
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
    except OSError as error:
        reason = text("evidence.refused.unopened", error=type(error).__name__)
        problem = Unreadable(name=name, reason=reason, remedy=text("evidence.remedy.unopened"))
        return _Found(name=name, problem=problem)
    return _loaded(name, content)


def _loaded(name: str, content: bytes) -> _Found:
    sha256, sha512 = hashes(content)
    if len(content) > MAX_SIZE:
        refused = _refused(name, "too-large", sha256=sha256, size=len(content))
        return replace(refused, sha512=sha512)
    return _Found(name=name, content=content, sha256=sha256, sha512=sha512, size=len(content))


def _too_large(path: Path, name: str, size: int) -> _Found:
    """Hash a file that is too large to be read whole, so that the report can still name it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        other = hashlib.file_digest(file, "sha512").hexdigest()
    return replace(_refused(name, "too-large", sha256=digest, size=size), sha512=other)


def _refused(name: str, why: str, *, sha256: str = "", size: int = 0) -> _Found:
    reason = text(f"evidence.refused.{why}", limit_mib=MAX_SIZE // 1_048_576)
    problem = Unreadable(
        name=name,
        reason=reason if why == "too-large" else text(f"evidence.refused.{why}"),
        remedy=text(f"evidence.remedy.{why}"),
        sha256=sha256,
        size=size,
    )
    return _Found(name=name, sha256=sha256, size=size, problem=problem)


def _number(found: list[_Found]) -> Intake:
    """Put everything in its total order and give the exhibits their ids.

    What lies in mailboxes and archives comes behind all that was handed in, level by level.
    """
    ordered = sorted(found, key=lambda f: (f.name, f.sha256, f.size))
    exhibits: list[Exhibit] = []
    unreadable: list[Unreadable] = []
    first: dict[str, str] = {}
    last: tuple[str, str] | None = None
    for file in ordered:
        if file.problem is not None:
            unreadable.append(file.problem)
            continue
        content = file.content or b""
        kind = _kind(content)
        if isinstance(kind, Refused):
            problem = _refused(file.name, kind.value, sha256=file.sha256, size=file.size).problem
            unreadable.extend([problem] if problem else [])
            continue
        if last == (file.name, file.sha256):
            _warn(exhibits, text("evidence.warning.given-twice", name=file.name))
            continue
        last = (file.name, file.sha256)
        exhibit = _exhibit(file.name, content, kind, (file.sha256, file.sha512))
        _add(exhibits, exhibit, first)
    at, level_end, depth = 0, len(exhibits), 1
    while at < len(exhibits):
        if at == level_end:
            level_end, depth = len(exhibits), depth + 1
        if exhibits[at].item.kind in HOLDS_OTHERS:
            unreadable += _open_container(exhibits, at, depth, first)
        at += 1
    return Intake(exhibits=tuple(exhibits), unreadable=tuple(unreadable))


def _kind(content: bytes) -> Kind | Refused:
    kind = recognise(content)
    return _wide_text(content, kind) if isinstance(kind, Refused) else kind


def _add(exhibits: list[Exhibit], exhibit: Exhibit, first: dict[str, str]) -> None:
    """Give an exhibit its id, and say if its bytes are those of an earlier one."""
    id_ = f"E{len(exhibits) + 1}"
    exhibits.append(replace(exhibit, item=replace(exhibit.item, id=id_)))
    same = first.setdefault(exhibit.item.sha256, id_)
    if same != id_:
        _warn(exhibits, text("evidence.warning.same-bytes", exhibit=id_, other=same))


def _open_container(
    exhibits: list[Exhibit], at: int, depth: int, first: dict[str, str]
) -> list[Unreadable]:
    """Add what lies in one container as exhibits of their own; give what could not be read."""
    parent = exhibits[at].item
    unreadable = []
    for piece in contained(parent.kind, exhibits[at].content):
        name = f"{parent.name}/{piece.name or piece.locator}"
        kind = _kind(piece.data) if not piece.problem else None
        if kind in HOLDS_OTHERS and depth >= MAX_NESTED:
            piece = replace(piece, problem="too-deep")  # noqa: PLW2901 - refused from here on
        why = piece.problem or (kind.value if isinstance(kind, Refused) else "")
        if why:
            sha256 = hashes(piece.data)[0] if piece.data else ""
            problem = _refused(name, why, sha256=sha256, size=piece.size).problem
            unreadable.extend([replace(problem, container=parent.id)] if problem else [])
        elif isinstance(kind, Kind):
            _add(exhibits, _piece(parent, piece, kind, name), first)
    return unreadable


def _piece(parent: EvidenceItem, piece: Contained, kind: Kind, name: str) -> Exhibit:
    exhibit = _exhibit(name, piece.data, kind)
    item = replace(
        exhibit.item,
        parent=parent.id,
        locator=piece.locator,
        losses=piece.losses + exhibit.item.losses,
    )
    return replace(exhibit, item=item)


def _warn(exhibits: list[Exhibit], warning: Text) -> None:
    exhibits[-1] = replace(exhibits[-1], warnings=(*exhibits[-1].warnings, warning))


def _wide_text(content: bytes, kind: Refused) -> Kind | Refused:
    """Header text that a program saved as UTF-16 is a paste, too."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        wide = recognise_text(_from_utf16(content))
        return Kind.PASTED_HEADERS if isinstance(wide, Kind) else wide
    return kind


def _from_utf16(content: bytes) -> bytes:
    cut = content[: len(content) & ~1]
    return cut.decode("utf-16", "replace").encode("utf-8")


def _exhibit(
    name: str, content: bytes, kind: Kind, hashed: tuple[str, str] | None = None
) -> Exhibit:
    """Look into bytes that were hashed (SHA-256, SHA-512), or hash them first."""
    sha256, sha512 = hashed or hashes(content)
    stream: Value[MessageStream]
    item_read: OutlookItem | None = None
    warnings: tuple[Text, ...] = ()
    lost: tuple[Text, ...] = losses.of_attachment() if kind is Kind.ATTACHED_MESSAGE else ()
    ends = line_ends(content)
    if kind is Kind.MSG or (kind is Kind.ATTACHED_MESSAGE and recognise(content) is Kind.MSG):
        from provenance.evidence.outlook_msg import read_outlook_item

        outlook = read_outlook_item(content)
        stream, item_read, warnings = outlook.stream, outlook.item, outlook.warnings
        lost += outlook.losses
        ends = line_ends(b"" if isinstance(stream, State) else stream.data)
    elif kind in HOLDS_OTHERS or kind is Kind.TNEF:
        stream = State.NOT_APPLICABLE
    elif kind is Kind.EMLX:
        from provenance.evidence.containers.emlx import read_emlx

        inside = read_emlx(content)
        ends = line_ends(inside.data)
        stream = MessageStream(name="emlx:message", data=inside.data, body=inside.body)
        lost += inside.losses + losses.of_line_ends(ends)
    elif kind is Kind.PASTED_HEADERS:
        lost += losses.of_paste()
        data, where = content, "file"
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            data, where = _from_utf16(content), "file:utf-16"
            ends = line_ends(data)
            lost += (text("evidence.loss.utf16"),)
        stream = MessageStream(name=where, data=data, body=False, repaired=True)
    else:
        stream = MessageStream(name="file", data=content)
        lost += losses.of_line_ends(ends)
    item = EvidenceItem(
        id="",
        name=name,
        kind=kind,
        sha256=sha256,
        sha512=sha512,
        size=len(content),
        line_ends=ends,
        losses=lost,
    )
    if kind is Kind.TNEF:
        from provenance.evidence.tnef import tnef_exhibit

        return tnef_exhibit(item, content)
    return Exhibit(
        item=item,
        content=content,
        stream=stream,
        mapi=item_read.properties if item_read else (),
        warnings=warnings,
        outlook=item_read,
    )
