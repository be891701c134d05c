"""Time stamps (RFC 3161) on the head of a custody log: made once, checked at any later time.

A token holds the SHA-256 of the last line that the log had, and the time, signed by an authority.
It shows that this line, and by the chain every line before it, existed at that time. It shows
nothing about the time before, and not that what was sealed is true.

The library (rfc3161-client, an extra) is stricter than OpenSSL: a token that it cannot read may
still be good, so *could not be read* is an outcome of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import Instant, MisuseError, State, Text, Value, text
from provenance.evidence.custody import CustodyLog
from provenance.evidence.stamp_records import StampCheck, Stamped
from provenance.evidence.time_stamp_ask import AskError, ask, check_url

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

STAMPED: Final = "time-stamped"
"""The event of the custody log that names a token; the lines before it are what was stamped."""
ASKED: Final = "time-stamp-asked"
FAILED: Final = "time-stamp-failed"
MAX_TOKENS: Final = 100
MAX_CERTIFICATES: Final = 100
_NAME: Final = re.compile(r"custody(?:-[0-9]{1,4})?\.tsr\Z")


def stamp(log: CustodyLog, url: str) -> Stamped:
    """Ask the authority to stamp the head of ``log``, and write into the log what came of it.

    The log goes on with the hashes of request and answer, or with why there is none. An answer
    that cannot be read here is kept if it holds the head value: another program may read it.

    Raises:
        MisuseError: the address is none, or the extra is not installed.
    """
    client = _library()
    line, head, count = log.last_line(), log.head(), log.count
    asked = (
        client.TimestampRequestBuilder()
        .data(line)
        .hash_algorithm(client.HashAlgorithm.SHA256)
        .build()
    )
    request = bytes(asked.as_bytes())
    try:
        answer = ask(url, request)
    except AskError as error:
        log.add_hashed(FAILED, "", detail=f"{url} {error.why} {error.detail}".rstrip())
        return Stamped(problem=text(f"evidence.stamp.{error.why}", detail=error.detail))
    problem = _refused(client, answer, head=head, nonce=asked.nonce)
    if problem is not None and problem.id != "evidence.stamp.unreadable":
        log.add(FAILED, "", answer, detail=f"{url} {problem.id.rpartition('.')[2]}")
        return Stamped(problem=problem)
    name = _free_name(log)
    query = name.removesuffix(".tsr") + ".tsq"
    log.add(ASKED, query, request, detail=url)
    log.add(STAMPED, name, answer, detail=f"head of line {count}: {head}")
    return Stamped(files=((query, request), (name, answer)), problem=problem)


def ready(url: str) -> None:
    """Check, before any work, that an authority could be asked.

    Raises:
        MisuseError: the address is none, or the extra is not installed.
    """
    check_url(url)
    _library()


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError:
        raise MisuseError(
            "time stamps need a further package, which is not installed.",
            place="--timestamp",
            remedy="Install it with: pip install 'mail-provenance[timestamp]'.",
        ) from None
    return rfc3161_client


def _refused(client: Any, answer: bytes, *, head: str, nonce: int | None) -> Text | None:
    """Why an answer is no stamp of this head, ``None`` if it is one."""
    token = _decoded(client, answer)
    if token is None:
        # A whole DER sequence around our hash is a token, even if the library is too strict.
        mine = answer[:1] == b"\x30" and bytes.fromhex(head) in answer
        return text(f"evidence.stamp.{'unreadable' if mine else 'garbage'}", size=len(answer))
    info = token["info"]
    if info is None:
        return text("evidence.stamp.rejected", said=token["said"])
    if info.message_imprint.message != bytes.fromhex(head):
        return text("evidence.stamp.wrong-imprint")
    return text("evidence.stamp.wrong-nonce") if info.nonce != nonce else None


def _decoded(client: Any, data: bytes) -> dict[str, Any] | None:
    """The answer read by the library, ``None`` if it cannot; ``info`` is ``None`` for a refusal.

    Read as it came; if that fails, once more with the certificates, which are not signed, in the
    order that the library wants.
    """
    from provenance.evidence.time_stamp_order import in_order

    found = _read_by(client, data)
    if found is not None:
        return found
    ordered = in_order(data)
    return _read_by(client, ordered) if ordered is not None and ordered != data else None


def _read_by(client: Any, data: bytes) -> dict[str, Any] | None:
    """The library is native code and reads what strangers send: a panic is no ``Exception``."""
    try:
        answer = client.decode_timestamp_response(data)
        granted = answer.status == 0
        said = "" if granted else " ".join(str(one) for one in answer.status_string)[:300]
        found = {"answer": answer, "info": answer.tst_info if granted else None, "said": said}
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        return None
    return found


def _free_name(log: CustodyLog) -> str:
    held = named_tokens(log.lines())
    number = 1
    while (name := "custody.tsr" if number == 1 else f"custody-{number}.tsr") in held:
        number += 1
    return name


def is_token_name(name: str) -> bool:
    """Whether a file of this name beside a custody log is a time stamp of ours."""
    return _NAME.match(name) is not None


def named_tokens(log: bytes) -> dict[str, str]:
    """Name and SHA-256 of every time stamp that a custody log names, in order of the log."""
    found: dict[str, str] = {}
    for line in log.split(b"\n")[:-1]:
        if f'"event":"{STAMPED}"'.encode() not in line or len(found) >= MAX_TOKENS:
            continue
        try:
            entry = json.loads(line)
            name, digest = str(entry["object"]), str(entry["sha256"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        if is_token_name(name):
            found.setdefault(name, digest)
    return found


def read_certificates(data: bytes, *, place: str) -> tuple[Certificate, ...]:
    """Read the certificates of an authority, PEM (several) or DER (one).

    Raises:
        MisuseError: there is none in it.
    """
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            return tuple(load_pem_x509_certificates(data)[:MAX_CERTIFICATES])
        return (load_der_x509_certificate(data),)
    except ValueError:
        raise MisuseError(
            "there is no certificate in it.",
            place=place,
            remedy="Get the authority's root certificate from the authority itself (PEM or DER).",
        ) from None


def check_token(
    data: bytes, log: bytes, *, name: str, certificates: Iterable[Certificate] = ()
) -> StampCheck:
    """Check one token against the lines of a custody log; never raises.

    ``certificates`` are what the user trusts: the authority's root, and others of its chain.
    """
    try:
        import rfc3161_client as client
    except ImportError:
        return _result(name, State.NOT_ATTEMPTED, "no-library")
    token = _decoded(client, data)
    if token is None:
        held = _line_held(log, data)
        return _result(name, State.UNREADABLE, "unreadable", digest=held)
    info = token["info"]
    if info is None:
        return _result(name, fits=False, why="no-stamp")
    digest = bytes(info.message_imprint.message).hex()
    line = _line_of(log, digest)
    if not line:
        return _result(name, fits=False, why="other-value")
    found = {"digest": digest, "line": line, "time": _instant(info.gen_time)}
    trusted = tuple(certificates)
    if not trusted:
        return _result(name, State.NOT_ATTEMPTED, "no-certificate", **found)
    if not _signed(client, token["answer"], trusted):
        return _result(name, fits=False, why="not-signed", **found)
    return _result(name, fits=True, why="verified", **found)


def _result(name: str, fits: Value[bool], why: str, **found: Any) -> StampCheck:
    said = {key: value for key, value in found.items() if key != "digest"}
    statement = text(f"evidence.stamp-check.{why}", name=name, **said)
    return StampCheck(fits=fits, statement=statement, **found)


def _instant(moment: datetime) -> Instant:
    utc = moment.astimezone(UTC)
    return Instant(text=utc.isoformat(), utc=utc, offset_minutes=0)


def _line_held(log: bytes, data: bytes) -> str:
    """SHA-256 of the first line of the log whose hash stands in these bytes, "" if none does."""
    for line in log.split(b"\n")[:-1]:
        digest = hashlib.sha256(line)
        if digest.digest() in data:
            return digest.hexdigest()
    return ""


def _line_of(log: bytes, digest: str) -> int:
    """Number of the line of the log with this SHA-256, 0 if there is none."""
    lines = log.split(b"\n")[:-1]
    for number, line in enumerate(lines, 1):
        if hashlib.sha256(line).hexdigest() == digest:
            return number
    return 0


def _signed(client: Any, answer: Any, trusted: tuple[Certificate, ...]) -> bool:
    """Whether the token is signed by an authority whose chain ends in a trusted certificate."""
    roots = [one for one in trusted if one.issuer == one.subject] or list(trusted)
    others = [one for one in trusted if one not in roots]
    try:
        verifier = client.VerifierBuilder(roots=roots, intermediates=others).build()
        return bool(verifier.verify(answer, answer.tst_info.message_imprint.message))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # native code again; what it cannot verify is not verified
        return False
