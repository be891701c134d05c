"""Asks a time stamp authority over HTTP (RFC 3161 §3.4): one request, one bounded answer.

The only thing that is sent is the request: the hash of a line of the custody log and a random
number. No file, no name and no text leaves the computer. What comes back is as hostile as any
evidence: no redirect is followed, and size and total time have a limit.
"""

from __future__ import annotations

from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from provenance.basics import MisuseError

if TYPE_CHECKING:
    from http.client import HTTPConnection

MAX_REPLY: Final = 256 * 1024
"""Bytes of an answer; tokens with a whole chain of certificates have about 8,000."""
SECONDS: Final = 30.0
"""For everything together: finding the address, connecting, sending, reading."""


class AskError(Exception):
    """No answer that can be used; ``why`` is the machine name of the reason, ``detail`` a value."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


def check_url(url: str) -> SplitResult:
    """Split the address of an authority.

    Raises:
        MisuseError: no http or https address, or one that carries a password.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isascii() or not url.isprintable() or " " in url or "@" in url:
        raise MisuseError(
            "this is no address of a time stamp authority.",
            place="--timestamp",
            remedy="Write it like https://tsa.example/tsr, without a name or a password.",
        )
    return parts


def ask(url: str, request: bytes, *, seconds: float = SECONDS, most: int = MAX_REPLY) -> bytes:
    """Send a time stamp request, return the bytes of the answer.

    The work is done in a thread, since neither the search for the address nor an answer that
    comes byte by byte could be ended otherwise.

    Raises:
        MisuseError: see :func:`check_url`.
        AskError: unreachable, too slow, redirected, refused, or too large an answer.
    """
    parts = check_url(url)
    box: list[bytes | AskError] = []
    worker = Thread(target=_work, args=(parts, request, seconds, most, box), daemon=True)
    worker.start()
    worker.join(seconds)
    if not box:
        raise AskError("slow", f"{seconds:g}")
    found = box[0]
    if isinstance(found, AskError):
        raise found
    return found


def _work(
    parts: SplitResult, request: bytes, seconds: float, most: int, box: list[bytes | AskError]
) -> None:
    from http.client import HTTPException

    try:
        box.append(_post(_connection(parts, seconds), parts, request, most))
    except AskError as error:
        box.append(error)
    except TimeoutError:
        box.append(AskError("slow", f"{seconds:g}"))
    except HTTPException as error:
        box.append(AskError("not-http", type(error).__name__))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        box.append(AskError("unreachable", str(reason)))


def _connection(parts: SplitResult, seconds: float) -> HTTPConnection:
    from http.client import HTTPConnection, HTTPSConnection

    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=seconds)


def _post(connection: HTTPConnection, parts: SplitResult, request: bytes, most: int) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/timestamp-query",
        "Accept": "application/timestamp-reply",
        "User-Agent": "provenance",
    }
    try:
        connection.request("POST", target, body=request, headers=headers)
        with closing(connection.getresponse()) as answer:
            if 300 <= answer.status < 400:
                raise AskError("redirect", answer.getheader("Location", "")[:300])
            if answer.status != 200:
                raise AskError("refused", str(answer.status))
            data = answer.read(most + 1)
    finally:
        connection.close()
    if len(data) > most:
        raise AskError("huge", str(most))
    if not data:
        raise AskError("empty")
    return data
