"""File names inside a bag: safe on every system, written as RFC 8493 asks."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 180
_UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """One path component that Windows, macOS and Linux all accept."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).rstrip(". ")
    if not clean or clean.startswith(".."):
        clean = "_" + clean.lstrip(".")
    if _RESERVED.match(clean):
        clean = "_" + clean
    if len(clean.encode()) > MAX_BYTES:
        stem, dot, suffix = clean.rpartition(".")
        suffix = dot + suffix if stem and len(suffix) <= 10 else ""
        room = MAX_BYTES - len(suffix.encode())
        clean = clean.encode()[:room].decode("utf-8", "ignore") + suffix
    return clean


class Names:
    """Gives every file of a bag a path of its own, also where letter case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def path(self, relative: str) -> str:
        """Safe, unused path for ``relative`` (components separated by ``/``)."""
        parts = [safe_name(part) for part in relative.split("/") if part]
        folder, last = parts[:-1], parts[-1]
        stem, dot, suffix = last.rpartition(".")
        if not stem:
            stem, dot, suffix = last, "", ""
        number = 1
        while True:
            tail = last if number == 1 else f"{stem}-{number}{dot}{suffix}"
            path = "/".join((*folder, tail))
            if path.casefold() not in self._taken:
                self._taken.add(path.casefold())
                return path
            number += 1


def manifest_path(path: str) -> str:
    """Percent-encode CR, LF and ``%``, and only those (RFC 8493 §2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
