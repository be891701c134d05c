"""The chain judged by a second implementation, dkimpy, with the keys that our own path used.

It judges ``t=`` and ``x=`` by today's clock: a chain that carries ``x=``, or a date after the
report's own, is not shown to it, so that the same input gives the same answer on every day. Its
regular expressions cost the square of a run of blanks: those are kept from it too.
"""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from provenance.authentication.arc.records import ArcCheck, ArcEngineVerdict, ArcResult
from provenance.basics import State, Text, text
from provenance.message import Message

NAME = "dkimpy"
MAX_SIZE = 10 * 1024 * 1024
MAX_INSTANCES = 10
MAX_FIELDS = 1_000
MAX_BLANKS = 200


def second_verdict(message: Message, check: ArcCheck, *, as_of: date) -> ArcEngineVerdict:
    """Ask dkimpy for its verdict on the whole chain; what it cannot do is its ``detail``."""
    refused = _refused(message, check, as_of)
    if refused:
        return _verdict("", refused)
    try:
        held = _library().ARC(readable(message, check))
        answer, _, reason = held.verify(dnsfunc=_keys(check))
    except Exception as error:
        # It raises the errors of its own reading; a bug of a library must not end an analysis.
        return _verdict("", f"{type(error).__name__}: {error}"[:200])
    # ``None`` is its answer to cv=fail: terminated, which the standard calls fail (§5.2 step 2).
    result = "fail" if answer is None else answer.decode("ascii", "replace")
    return _verdict(result, str(reason)[:200])


def own_verdict(check: ArcCheck) -> ArcEngineVerdict:
    """Our own answer in the same form."""
    from provenance import __version__

    return ArcEngineVerdict(
        name="provenance", version=__version__, result=check.result.value, detail=check.reason.value
    )


def agreement(check: ArcCheck, other: ArcEngineVerdict) -> tuple[Text, ...]:
    """Say whether both came to the same result; nothing where ours is open."""
    if check.result in {ArcResult.NONE, ArcResult.NOT_TESTED}:
        return ()
    if not other.result:
        case = "second-could-not"
        return (text(f"authentication.arc.engines.{case}", name=other.name, detail=other.detail),)
    case = "agree" if other.result == check.result.value else "disagree"
    return (
        text(
            f"authentication.arc.engines.{case}",
            name=other.name,
            own=check.result.value,
            other=other.result,
            detail=other.detail,
        ),
    )


def _refused(message: Message, check: ArcCheck, as_of: date) -> str:
    """Why it is not asked, "" if it is."""
    if check.result in {ArcResult.NONE, ArcResult.NOT_TESTED}:
        return f"skipped-{check.reason.value}"
    if len(check.instances) > MAX_INSTANCES or check.fields > 3 * MAX_INSTANCES:
        return "skipped-many-instances"
    size = message.body.end - message.header.start
    if size > MAX_SIZE or len(message.fields) > MAX_FIELDS:
        return "skipped-size"
    section = message.raw[message.header.start : message.body.end]
    if b" " * MAX_BLANKS in section.translate(bytes.maketrans(b"\t\r\n\x0b\x0c", b"     ")):
        return "skipped-blanks"
    latest = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) + timedelta(days=1)
    for one in check.instances:
        for signature in (one.message_signature, one.seal):
            if isinstance(signature, State):
                continue
            if signature.expires or not _before(signature.signed_at, latest):
                return "skipped-clock"
            if signature.algorithm.startswith("ed25519"):
                # It reads RSA only in chains, and would call the others broken.
                return "skipped-ed25519"
    return ""


def _before(moment: object, latest: datetime) -> bool:
    if isinstance(moment, State):
        return moment is State.ABSENT
    utc = getattr(moment, "utc", None)
    return isinstance(utc, datetime) and utc < latest


def _keys(check: ArcCheck) -> Any:
    """A function that answers with the very records that our own path used, by name."""
    held: dict[str, bytes] = {}
    for one in check.instances:
        for signature in (one.message_signature, one.seal):
            if not isinstance(signature, State) and signature.key.record:
                record = signature.key.record.encode("utf-8", "surrogateescape")
                held.setdefault(signature.key.name, record)

    def answer(name: bytes | str, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - its signature
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return held.get(asked.rstrip(".").lower())

    return answer


def readable(message: Message, check: ArcCheck) -> bytes:
    """The message as dkimpy can read it.

    A line that is no field makes it refuse the whole message: such lines are left out. It looks
    for ``i=`` of a message signature after a space only: where these are hashed in the relaxed
    form, which is blind to it, they are handed over with single spaces.
    """
    raw = message.raw
    relaxed = {
        one.message_signature.field
        for one in check.instances
        if not isinstance(one.message_signature, State)
        and not one.message_signature.canonicalization.startswith("simple")
    }
    pieces = []
    for field in message.fields:
        if not field.name:
            continue
        piece = raw[field.span.start : field.span.end]
        if field.index in relaxed:
            value = b" ".join(raw[field.value_span.start : field.span.end].split())
            piece = raw[field.span.start : field.value_span.start] + b" " + value
        pieces.append(piece.removesuffix(b"\n").removesuffix(b"\r") + b"\r\n")
    return b"".join(pieces) + b"\r\n" + raw[message.body.start : message.body.end]


def _verdict(result: str, detail: str) -> ArcEngineVerdict:
    return ArcEngineVerdict(name=NAME, version=_version(), result=result, detail=detail)


@lru_cache(maxsize=1)
def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dkim
    return dkim


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib import metadata

    return metadata.version(NAME)
