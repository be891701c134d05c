"""Hashes and line ends of a byte string."""

from __future__ import annotations

import hashlib

from provenance.evidence.records import LineEnds


def hashes(content: bytes) -> tuple[str, str]:
    """SHA-256 and SHA-512 of ``content`` in lower-case hex."""
    return hashlib.sha256(content).hexdigest(), hashlib.sha512(content).hexdigest()


def line_ends(content: bytes) -> LineEnds:
    """Count CRLF, and those LF and CR that are not part of one."""
    crlf = content.count(b"\r\n")
    return LineEnds(crlf=crlf, lf=content.count(b"\n") - crlf, cr=content.count(b"\r") - crlf)
