"""A second implementation of DKIM, dkimpy, asked the same two questions in a way of our own.

Its own ``verify()`` judges ``x=`` by today's clock, stops at the body hash, and answers five
different causes with ``False``. So its parts are called one by one: the tag dictionary without
``bh`` gives the header signature alone, with ``bh`` the body hash. It gets the key that our own
path used, never a name server. What it cannot handle is its ``detail``, never an exception.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from provenance.authentication.dkim.differences import Difference, known_causes
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.records import (
    BodyHash,
    EngineVerdict,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.message import Message

NAME = "dkimpy"
MAX_SIZE = 10 * 1024 * 1024
MAX_SIGNATURES = 16
MAX_SELECTION = 200_000
MAX_BLANK_WORK = 100_000_000
MAX_SPACE_RUN = 200
"""Its regular expressions cost the square of a run of blanks: beyond these it is not asked."""

_WITHOUT_CLOCK = (b"x", b"t")
_KEY_USABLE = (KeyState.FOUND, KeyState.TOO_SHORT)


def second_verdicts(
    message: Message, checks: tuple[SignatureCheck, ...]
) -> tuple[EngineVerdict, ...]:
    """Verify the same signatures with dkimpy, one verdict for each check, in order."""
    too_much = _too_much(message)
    if too_much or not checks:
        return tuple(_verdict(detail=too_much) for _ in checks)
    try:
        library = _library()
        held = library.DKIM(_salvaged(message), minkey=0)
    except Exception as error:
        return tuple(_verdict(detail=_describe(error)) for _ in checks)
    verdicts = []
    for number, check in enumerate(checks):
        if number >= MAX_SIGNATURES:
            verdicts.append(_verdict(detail="skipped-many-signatures"))
        else:
            verdicts.append(_verify_one(library, held, number, check, message))
    return tuple(verdicts)


def causes_of(message: Message, check: SignatureCheck) -> tuple[Difference, ...]:
    """Known differences of dkimpy that apply to a signature."""
    field = message.fields[check.field]
    value = message.raw[field.value_span.start : field.span.end]
    return known_causes(message, check, parse_signature(value))


def _verify_one(
    library: Any, held: Any, number: int, check: SignatureCheck, message: Message
) -> EngineVerdict:
    field = message.fields[check.field]
    value = message.raw[field.value_span.start : field.span.end]
    signature = parse_signature(value)
    if len(signature.names) * len(message.fields) > MAX_SELECTION or _longest_space(value):
        return _verdict(detail="skipped-too-much-work")
    try:
        own = [pair for pair in held.headers if pair[0].lower() == b"dkim-signature"][number]
        tags = library.util.parse_tag_value(own[1])
        library.validate_signature_fields(
            {name: tag for name, tag in tags.items() if name not in _WITHOUT_CLOCK}
        )
    except Exception as error:
        return _verdict(detail=_describe(error))
    names = [name.strip().lower() for name in tags[b"h"].split(b":")]
    body = BodyHash.NOT_TESTABLE
    if message.body_available:
        body = _body(library, held, tags, names, own)
    header, detail = _header(library, held, tags, names, own, check)
    return _verdict(header=header, body=body, detail=detail)


def _body(library: Any, held: Any, tags: Any, names: list[bytes], own: Any) -> BodyHash:
    held.pk, held.keysize, held.ktag, held.seqtlsrpt = None, 0, None, False
    try:
        held.verify_sig_process(tags, list(names), own, None)
    except library.UnknownKeyTypeError:
        # It checks the body first; getting as far as the key means that the hash fits.
        return BodyHash.MATCH
    except library.ValidationError:
        return BodyHash.MISMATCH
    except Exception:
        return BodyHash.NOT_TESTABLE
    return BodyHash.MATCH


def _header(
    library: Any, held: Any, tags: Any, names: list[bytes], own: Any, check: SignatureCheck
) -> tuple[HeaderSignature, str]:
    if check.key.state not in _KEY_USABLE:
        return HeaderSignature.NOT_TESTABLE, f"key-{check.key.state.value}"
    try:
        record = check.key.record.encode("utf-8", "surrogateescape")
        key = library.evaluate_pk(check.key.name.encode(), record)
        held.pk, held.keysize, held.ktag, held.seqtlsrpt = key
        without_body = {name: tag for name, tag in tags.items() if name != b"bh"}
        valid = held.verify_sig_process(without_body, list(names), own, None)
    except Exception as error:
        return HeaderSignature.NOT_TESTABLE, _describe(error)
    return (HeaderSignature.VALID if valid else HeaderSignature.INVALID), ""


def _verdict(
    *,
    header: HeaderSignature = HeaderSignature.NOT_TESTABLE,
    body: BodyHash = BodyHash.NOT_TESTABLE,
    detail: str = "",
) -> EngineVerdict:
    return EngineVerdict(
        name=NAME,
        version=_version(),
        header_signature=header,
        body_hash=body,
        detail=detail,
    )


def _salvaged(message: Message) -> bytes:
    """The message without lines that are no field: one of them makes dkimpy refuse it all.

    Of a pasted header it gets the same restored folds that our own path reads.
    """
    raw = message.raw
    if message.repaired:
        prepared = SignedMessage(message)
        pieces = [prepared.field(f.index).simple for f in message.fields if f.name]
    else:
        fields = (raw[f.span.start : f.span.end] for f in message.fields if f.name)
        pieces = [piece if piece.endswith(b"\n") else piece + b"\r\n" for piece in fields]
    return b"".join(pieces) + b"\r\n" + raw[message.body.start : message.body.end]


def _too_much(message: Message) -> str:
    """Why dkimpy is not asked about this message at all, "" if it is."""
    size = message.body.end - message.header.start
    if size > MAX_SIZE:
        return "skipped-size"
    blanks = message.raw[message.header.start : message.body.end].replace(b"\t", b" ")
    work, length = 0, 2
    while (found := blanks.count(b" " * length)) and work <= MAX_BLANK_WORK:
        # Runs of 2, 4, 8 ...: their squares, within a factor of four of the true sum.
        work += found * length * length
        length *= 2
    return "skipped-blanks" if work > MAX_BLANK_WORK else ""


def _longest_space(value: bytes) -> bool:
    flat = value.translate(bytes.maketrans(b"\t\r\n\x0b\x0c", b"     "))
    return b" " * MAX_SPACE_RUN in flat


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


@lru_cache(maxsize=1)
def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dkim
        import dkim.util
    return dkim


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib import metadata

    return metadata.version(NAME)
