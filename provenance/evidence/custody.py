"""Custody log: JSON lines in canonical form (RFC 8785), each holding the hash of the one before.

The chain shows that no line was changed or removed after its head value left the computer. It
shows nothing about the time before its first line, and whoever runs the tool can begin a new one.
This is the only module of the room that reads the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

from provenance.basics import Text, text
from provenance.evidence.records import CustodyCheck, CustodyEvent

Clock = Callable[[], datetime]
MAX_LINE = 1_000_000
_KEYS = frozenset(CustodyEvent.__dataclass_fields__)


def system_clock() -> datetime:
    """Now, in UTC, by this computer's clock."""
    return datetime.now(UTC)


class CustodyLog:
    """Writes a custody log in memory; the caller stores :meth:`lines`.

    ``actor`` is who is said to act, ``tool`` name and version of the program, ``clock`` gives
    the time of each event.
    """

    def __init__(self, *, actor: str = "", tool: str = "", clock: Clock = system_clock) -> None:
        self.actor = actor
        self.tool = tool
        self._clock = clock
        self._events: list[CustodyEvent] = []
        self._lines: list[bytes] = []
        self._earlier = 0

    @property
    def earlier(self) -> int:
        """Lines of the log that this one goes on behind, 0 for a new log."""
        return self._earlier

    @property
    def events(self) -> tuple[CustodyEvent, ...]:
        """Events of this log so far, in order; those of a log before it are not among them."""
        return tuple(self._events)

    def head(self) -> str:
        """SHA-256 of the last line: the value to give to somebody else. "" for an empty log."""
        return hashlib.sha256(self._lines[-1]).hexdigest() if self._lines else ""

    @property
    def count(self) -> int:
        """Lines so far, those of a log before this one among them."""
        return len(self._lines)

    def last_line(self) -> bytes:
        """The line whose hash is the head value, without its line end; empty for an empty log."""
        return self._lines[-1] if self._lines else b""

    def add(self, event: str, object_: str, content: bytes, *, detail: str = "") -> CustodyEvent:
        """Log ``event`` on the object named ``object_`` with the hashes of ``content``."""
        return self.add_hashed(
            event,
            object_,
            sha256=hashlib.sha256(content).hexdigest(),
            sha512=hashlib.sha512(content).hexdigest(),
            size=len(content),
            detail=detail,
        )

    def add_hashed(
        self,
        event: str,
        object_: str,
        *,
        sha256: str = "",
        sha512: str = "",
        size: int = 0,
        detail: str = "",
    ) -> CustodyEvent:
        """Log an event whose object was hashed already, or that has no object."""
        moment = self._clock().astimezone(UTC)
        return self._chain(
            CustodyEvent(
                seq=0,
                at_utc=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                event=event,
                actor=_valid(self.actor),
                object=_valid(object_),
                sha256=sha256,
                sha512=sha512,
                size=size,
                detail=_valid(detail),
                tool=self.tool,
                prev="",
            )
        )

    def after(
        self, log: bytes, *, actor: str = "", words: Callable[[str], str] = str
    ) -> CustodyLog:
        """Give a log that goes on behind the whole log ``log`` with the events of this one.

        The events keep their times; ``actor`` is written to those that have none yet. Only a log
        that :func:`verify_log` finds whole may be gone on with. ``words`` gives names of files and
        people as they may be shown.
        """
        actor = words(actor)
        joined = CustodyLog(actor=actor or words(self.actor), tool=self.tool, clock=self._clock)
        joined._lines = log.split(b"\n")[:-1]
        joined._earlier = len(joined._lines)
        for event in self._events:
            said = {
                "actor": words(event.actor) or _valid(actor),
                "object": words(event.object),
                "detail": words(event.detail),
            }
            joined._chain(CustodyEvent(**{**asdict(event), **said}))
        return joined

    def _chain(self, event: CustodyEvent) -> CustodyEvent:
        """Number an event, tie it to the line before, and keep it."""
        entry = CustodyEvent(**{**asdict(event), "seq": len(self._lines) + 1, "prev": self.head()})
        self._events.append(entry)
        self._lines.append(canonical(entry))
        return entry

    def lines(self) -> bytes:
        """The log as JSON lines, each ending in LF."""
        return b"".join(line + b"\n" for line in self._lines)


def canonical(event: CustodyEvent) -> bytes:
    """One event as canonical JSON (RFC 8785), without line end: the bytes that are hashed."""
    import rfc8785

    return rfc8785.dumps(asdict(event))


def log_texts(data: bytes) -> tuple[str, ...]:
    """The texts of a whole log that can name somebody: who acted, objects, details; each once."""
    import json

    found: dict[str, None] = {}
    for line in data.splitlines():
        entry = json.loads(line)
        found.update((str(entry[name]), None) for name in ("actor", "object", "detail"))
    return tuple(found)


def verify_log(data: bytes) -> CustodyCheck:
    """Check a custody log line by line; never raises.

    Each line has to be canonical, numbered from 1, and to name the hash of the line before.
    """
    problems: list[Text] = []
    prev = ""
    lines = data.split(b"\n")
    if lines[-1]:
        problems.append(text("evidence.custody.unfinished", line=len(lines)))
    else:
        lines.pop()
    for number, line in enumerate(lines, 1):
        problem = _problem(line, number, prev)
        if problem:
            problems.append(text(f"evidence.custody.{problem}", line=number))
        prev = hashlib.sha256(line).hexdigest()
    return CustodyCheck(events=len(lines), head=prev, problems=tuple(problems[:100]))


def _problem(line: bytes, number: int, prev: str) -> str:
    """Machine name of what is wrong with one line, "" if nothing is."""
    import json

    if len(line) > MAX_LINE:
        return "unreadable"
    try:
        entry = json.loads(line)
        event = CustodyEvent(**entry) if entry.keys() == _KEYS else None
        same = event is not None and canonical(event) == line
    except (ValueError, TypeError, AttributeError, RecursionError):
        return "unreadable"
    if event is None or not same:
        return "not-canonical"
    if event.seq != number:
        return "wrong-number"
    return "" if event.prev == prev else "broken-chain"


def _valid(value: str) -> str:
    """Lone surrogates (file names that are no text) have no place in JSON: they stay visible."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
