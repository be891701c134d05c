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
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def path(self, relative: str) -> str:
        """Safe, unused path for ``relative`` (components separated by ``/``)."""
        parts = [safe_name(part) for part in relative.split("/") if part]
        place = ""
        for part in parts[:-1]:
            place = self._free(place, part, self._files) + "/"
            self._folders.add(place[:-1].casefold())
        path = self._free(place, parts[-1], self._files, self._folders)
        self._files.add(path.casefold())
        return path

    @staticmethod
    def _free(place: str, name: str, *taken: set[str]) -> str:
        """``name`` in the folder ``place``, numbered (``a-2.eml``) until nothing is in its way."""
        stem, dot, suffix = name.rpartition(".")
        if not stem:
            stem, dot, suffix = name, "", ""
        path, number = place + name, 1
        while any(path.casefold() in names for names in taken):
            number += 1
            path = f"{place}{stem}-{number}{dot}{suffix}"
        return path


def manifest_path(path: str) -> str:
    """Percent-encode CR, LF and ``%``, and only those (RFC 8493 §2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
