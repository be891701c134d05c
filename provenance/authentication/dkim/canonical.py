"""Canonicalization of header fields and bodies (RFC 6376 §3.4), with bytes operations only.

Works on CRLF line ends: :func:`crlf` brings a copy with LF there first. Nothing here uses
regular expressions; every function is linear in its input (the collapsing of runs of blanks
takes one pass for each doubling of the longest run).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
BLOCK = 256 * 1024
"""Octets of a body that are made canonical at a time: memory stays bounded by the longest line."""
_MAX_SPLIT = 4 * 1024 * 1024
_FEW = 256
"""Pieces that are stripped one by one; beyond that another pass over the whole is cheaper."""


def crlf(data: bytes) -> bytes:
    """Make every line end CRLF; a lone CR is no line end and stays."""
    if data.count(b"\n") == data.count(b"\r\n"):
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def has_bare_lf(data: bytes) -> bool:
    """Tell whether some LF does not follow a CR: line ends that are not those of mail in transit.

    The newline scanner of :mod:`io` tells it in one pass; counting two kinds would take two.
    """
    from io import IncrementalNewlineDecoder

    if b"\r" not in data:
        return b"\n" in data
    scanner = IncrementalNewlineDecoder(None, translate=False)
    scanner.decode(data.decode("latin-1"), final=True)
    return scanner.newlines == "\n" or (
        isinstance(scanner.newlines, tuple) and "\n" in scanner.newlines
    )


def collapse_blanks(data: bytes) -> bytes:
    """Make each run of spaces and tabs one space."""
    if b"\t" in data:
        data = data.replace(b"\t", b" ")
    if b" " not in data:
        return data
    if len(data) > _MAX_SPLIT:
        # One endless line: halving its runs needs no list of pieces.
        while b"  " in data:
            data = data.replace(b"  ", b" ")
        return data
    pieces = data.split(b"  ")
    if len(pieces) == 1:
        return data
    # Between two pieces stood a pair; an odd run leaves one more space at the next piece's front.
    if len(pieces) < _FEW:
        first, *rest = pieces
        inner = [piece.lstrip(b" ") for piece in rest[:-1] if piece]
        return b" ".join([first, *inner, rest[-1].lstrip(b" ")])
    data = b" ".join([pieces[0], *filter(None, pieces[1:-1]), pieces[-1]])
    return data.replace(b"  ", b" ")


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """Canonical form of a field, without its line end (RFC 6376 §3.4.2).

    ``value`` is everything after the colon, folding and final CRLF included.
    """
    unfolded = value.replace(b"\r\n", b"")
    if b"\r" in unfolded or b"\n" in unfolded or b"\x0b" in unfolded or b"\x0c" in unfolded:
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
    return b"".join(canonical_pieces(body, "relaxed"))


def relaxed_lines(block: bytes) -> bytes:
    """Whole lines of a body, ``relaxed``, empty lines at the end not yet dropped."""
    block = collapse_blanks(block)
    return block.replace(b" \r\n", b"\r\n") if b" " in block else block


def line_blocks(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Bounds of blocks of whole lines; only the last may lack a line end."""
    while start < end:
        stop = end
        if end - start > BLOCK:
            stop = raw.rfind(b"\n", start, start + BLOCK) + 1
            if stop <= start:
                stop = raw.find(b"\n", start + BLOCK, end) + 1 or end
        yield start, stop
        start = stop


def canonical_pieces(
    raw: bytes, mode: str, start: int = 0, end: int | None = None, *, as_crlf: bool = False
) -> Iterator[bytes]:
    """Canonical body ``raw[start:end]`` in pieces, each bounded by ``BLOCK`` and the longest line.

    ``as_crlf`` makes bare LF line ends CRLF first; otherwise every LF must follow a CR.
    """
    empty, some = 0, False
    stop = len(raw) if end is None else end
    for low, high in line_blocks(raw, start, stop):
        block = raw[low:high]
        if as_crlf:
            block = crlf(block)
        if high == stop and not block.endswith(b"\r\n"):
            block += b"\r\n"
        if mode == "relaxed":
            block = relaxed_lines(block)
        content = _without_final_empty_lines(block)
        if content:
            while empty:
                yield b"\r\n" * min(empty, BLOCK)
                empty -= min(empty, BLOCK)
            yield content
            some = True
        empty += (len(block) - len(content)) // 2
    if some or mode != "relaxed":
        yield b"\r\n"


class BodyHasher:
    """Canonicalises and hashes one body once for each distinct ``c=``, ``a=`` and ``l=``.

    What will be asked can be announced with :meth:`plan`: then one pass over the body serves all
    of it, however many ``l=`` there are. ``octets`` counts what was canonicalised, as a bound for
    tests and reports.
    """

    def __init__(
        self, body: bytes, start: int = 0, end: int | None = None, *, as_crlf: bool = False
    ) -> None:
        self._raw, self._start = body, start
        self._end = len(body) if end is None else end
        self._as_crlf = as_crlf
        self._planned: dict[str, set[tuple[str, int]]] = {}
        self._digests: dict[tuple[str, str, int], bytes] = {}
        self._lengths: dict[str, int] = {}
        self.octets = 0

    @property
    def body(self) -> bytes:
        """The body with CRLF line ends, as one copy."""
        body = self._raw[self._start : self._end]
        return crlf(body) if self._as_crlf else body

    def pieces(self, mode: str) -> Iterator[bytes]:
        """Canonical body in pieces."""
        self.octets += self._end - self._start
        return canonical_pieces(self._raw, mode, self._start, self._end, as_crlf=self._as_crlf)

    def canonical(self, mode: str) -> bytes:
        """Canonical body for ``simple`` or ``relaxed``, as one copy."""
        return b"".join(self.pieces(mode))

    def length(self, mode: str) -> int:
        """Octets of the canonical body."""
        if mode not in self._lengths:
            self._run(mode)
        return self._lengths[mode]

    def plan(self, mode: str, algorithm: str, length: int | None) -> None:
        """Announce that this digest will be asked."""
        wanted = -1 if length is None else length
        if (mode, algorithm, wanted) not in self._digests:
            self._planned.setdefault(mode, set()).add((algorithm, wanted))

    def digest(self, mode: str, algorithm: str, length: int | None) -> bytes:
        """Hash of the first ``length`` octets of the canonical body, of all if ``None``."""
        key = (mode, algorithm, -1 if length is None else length)
        if key not in self._digests:
            self.plan(mode, algorithm, length)
            self._run(mode)
        return self._digests[key]

    def _run(self, mode: str) -> None:
        """Hash all that is planned for a mode, in one pass; of a prefix the hash is copied."""
        planned = self._planned.pop(mode, set())
        whole = {name: HASHES[name](usedforsecurity=False) for name, _ in sorted(planned)}
        cuts = sorted(((limit, name) for name, limit in planned if limit >= 0), reverse=True)
        at = 0
        for piece in self.pieces(mode):
            after = at + len(piece)
            done = dict.fromkeys(whole, 0)
            while cuts and cuts[-1][0] < after:
                limit, name = cuts.pop()
                whole[name].update(memoryview(piece)[done[name] : limit - at])
                done[name] = limit - at
                self._digests[mode, name, limit] = whole[name].copy().digest()
            for name, hasher in whole.items():
                hasher.update(memoryview(piece)[done[name] :] if done[name] else piece)
            at = after
        self._lengths[mode] = at
        for name, limit in planned:
            if limit < 0 or limit >= at:
                self._digests[mode, name, limit] = whole[name].digest()
