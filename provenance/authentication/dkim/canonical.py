"""Canonicalization of header fields and bodies (RFC 6376 §3.4), with bytes operations only.

Works on CRLF line ends: :func:`crlf` brings a copy with LF there first. Nothing here uses
regular expressions; every function is linear in its input (the collapsing of runs of blanks
takes one pass for each doubling of the longest run).
"""

from __future__ import annotations

import hashlib

HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_ODD_SPACE = (b"\r", b"\n", b"\x0b", b"\x0c")


def crlf(data: bytes) -> bytes:
    """Make every line end CRLF; a lone CR is no line end and stays."""
    if data.count(b"\n") == data.count(b"\r\n"):
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def collapse_blanks(data: bytes) -> bytes:
    """Make each run of spaces and tabs one space."""
    data = data.replace(b"\t", b" ")
    while b"  " in data:
        data = data.replace(b"  ", b" ")
    return data


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """Canonical form of a field, without its line end (RFC 6376 §3.4.2).

    ``value`` is everything after the colon, folding and final CRLF included.
    """
    unfolded = value.replace(b"\r\n", b"")
    if any(odd in unfolded for odd in _ODD_SPACE):
        # bytes.split() would take these for white space, DKIM does not.
        body = collapse_blanks(unfolded).strip(b" ")
    else:
        body = b" ".join(unfolded.split())
    return name.rstrip(b" \t").lower() + b":" + body


def _without_final_empty_lines(body: bytes) -> bytes:
    """Drop all CRLF pairs at the end; a lone CR before them stays."""
    end = len(body)
    stripped = len(body.rstrip(b"\r\n"))
    while end - 2 >= stripped and body[end - 2 : end] == b"\r\n":
        end -= 2
    return body[:end]


def simple_body(body: bytes) -> bytes:
    """Canonical body, ``simple`` (RFC 6376 §3.4.3): exactly one CRLF at the end."""
    return _without_final_empty_lines(body) + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """Canonical body, ``relaxed`` (RFC 6376 §3.4.4): nothing at all for an empty body."""
    if not body:
        return b""
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    body = collapse_blanks(body).replace(b" \r\n", b"\r\n")
    body = _without_final_empty_lines(body)
    return body + b"\r\n" if body else b""


class BodyHasher:
    """Canonicalises and hashes one body once for each distinct ``c=``, ``a=`` and ``l=``."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._canonical: dict[str, bytes] = {}
        self._digests: dict[tuple[str, str, int], bytes] = {}

    def canonical(self, mode: str) -> bytes:
        """Canonical body for ``simple`` or ``relaxed``."""
        if mode not in self._canonical:
            self._canonical[mode] = (relaxed_body if mode == "relaxed" else simple_body)(self.body)
        return self._canonical[mode]

    def digest(self, mode: str, algorithm: str, length: int | None) -> bytes:
        """Hash of the first ``length`` octets of the canonical body, of all if ``None``."""
        data = self.canonical(mode)
        signed = len(data) if length is None else min(length, len(data))
        key = (mode, algorithm, signed)
        if key not in self._digests:
            view = memoryview(data)[:signed]
            self._digests[key] = HASHES[algorithm](view, usedforsecurity=False).digest()
        return self._digests[key]
