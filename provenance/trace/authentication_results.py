"""Authentication-Results (RFC 8601 §2.2), read tolerantly, and Microsoft's form without a server.

Order, repetition and comments are kept. Whether a line may be believed is not decided here.
"""

from __future__ import annotations

import re

from provenance.basics import State, Value
from provenance.basics.record import dataclass
from provenance.trace.records import Property
from provenance.trace.tokens import scan

MOST_RESULTS = 200
"""Method results of one field that are read; a field with more is hostile."""

# ``key=item``; blanks around "=" are allowed (RFC 8601 §2.2), but an empty item followed by the
# next pair stays empty. Quotations have no escapes here: that keeps the scan linear.
_PAIR = re.compile(
    r'([^\s"=]++)[ \t]*=(?:[ \t]+(?![^\s"=]++=))?((?:"[^"]*"|[^\s"])*+)|"([^"]*)"|([^\s"]+)|"'
)
_METHOD = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,60})(?:/(\d{1,9}))?\Z")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}\Z")
# Blanks (once comments) between the parts of a name: ``dkim / 1 = ...``, ``policy . x = ...``.
# Compiled when first used: hardly any server writes so.
_SPREAD = (
    r"\b([\w-]++)[ \t]++\.[ \t]*+(\w[\w-]*+)(?=[ \t]*+=)"
    r"|\b([\w-]++)[ \t]*+/[ \t]++(\d{1,9})(?=[ \t]*+=)"
    r"|\b([\w-]++)[ \t]++/(\d{1,9})(?=[ \t]*+=)"
)
_INSTANCE = re.compile(r"[ \t]*i[ \t]*=[ \t]*\d{1,3}[ \t]*;", re.IGNORECASE)
# RFC 8601 §2.7 result names and those that large services add.
_RESULTS = frozenset(
    [
        "pass",
        "fail",
        "none",
        "neutral",
        "softfail",
        "hardfail",
        "policy",
        "permerror",
        "temperror",
        "discard",
        "nxdomain",
        "error",
        "bestguesspass",
        "unknown",
        "signed",
        "success",
        "skipped",
        "declined",
        "invalid",
        "null",
        "unprotected",
        "timeout",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """One ``method=result`` with its reason, properties (in order) and comments."""

    method: str
    result: str
    reason: Value[str] = State.ABSENT
    properties: tuple[Property, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationResults:
    """One field. ``authserv_id`` is ``ABSENT`` in Microsoft's form.

    ``results`` is empty where the server wrote ``none`` (``explicit_none``). ``remainder`` keeps
    every piece that is no part of a result.
    """

    authserv_id: Value[str]
    version: Value[str] = State.ABSENT
    results: tuple[MethodResult, ...] = ()
    explicit_none: bool = False
    comments: tuple[str, ...] = ()
    remainder: tuple[str, ...] = ()


class _Builder:
    """One result under construction."""

    __slots__ = ("comments", "method", "properties", "reason", "result")

    def __init__(self, method: str, result: str) -> None:
        self.method, self.result = method, result
        self.reason: Value[str] = State.ABSENT
        self.properties: list[Property] = []
        self.comments: list[str] = []

    def done(self) -> MethodResult:
        return MethodResult(
            method=self.method,
            result=self.result,
            reason=self.reason,
            properties=tuple(self.properties),
            comments=tuple(self.comments),
        )


def parse_authentication_results(value: str, *, arc: bool = False) -> AuthenticationResults:
    """Read the value of an Authentication-Results field.

    Args:
        value: the unfolded value.
        arc: whether it is an ARC-Authentication-Results (RFC 8617 §4.1.1), which begins with
            ``i=n;``.

    Returns:
        What was read; never raises. A field with neither results nor ``none`` has an empty
        ``results`` and its text in ``remainder``.
    """
    start = 0
    if arc and (instance := _INSTANCE.match(value)):
        start = instance.end()
    return _Reader().read(value[start:])


class _Reader:
    """Walks over the sections between top-level semicolons."""

    def __init__(self) -> None:
        self.authserv_id: Value[str] = State.ABSENT
        self.version: Value[str] = State.ABSENT
        self.results: list[_Builder] = []
        self.none = False
        self.comments: list[str] = []
        self.remainder: list[str] = []

    def read(self, value: str) -> AuthenticationResults:
        """Read the whole value."""
        for number, (text, comments) in enumerate(_sections(value)):
            before = len(self.results)
            self._section(text, first=number == 0)
            # Comments belong to the result they stand beside, else to the field.
            owner = self.results[-1].comments if len(self.results) > before else self.comments
            if len(self.results) == before and number and self.results:
                owner = self.results[-1].comments
            owner.extend(comments)
        return AuthenticationResults(
            authserv_id=self.authserv_id,
            version=self.version,
            results=tuple(builder.done() for builder in self.results),
            explicit_none=self.none and not self.results,
            comments=tuple(self.comments),
            remainder=tuple(self.remainder),
        )

    def _section(self, text: str, *, first: bool) -> None:
        pieces = parse_pairs(text)
        if first and pieces and not _is_result(pieces[0]):
            self.authserv_id = pieces.pop(0)[1]
            if pieces and pieces[0][1].isdigit():
                self.version = pieces.pop(0)[1]
        for index, (key, item) in enumerate(pieces):
            if key is None:
                if item.lower() == "none" and len(pieces) == 1:
                    self.none = True
                else:
                    self.remainder.append(item)
            else:
                self._pair(key, item, leading=index == 0)

    def _pair(self, key: str, item: str, *, leading: bool) -> None:
        """Take ``key=item``: a new result, a reason, or a property of the current result."""
        low = key.lower()
        current = self.results[-1] if self.results else None
        if current and low == "reason":
            current.reason = item
        elif "." in key and current:
            ptype, _, name = low.partition(".")
            current.properties.append(Property(ptype=ptype, name=name, value=item))
        elif len(self.results) < MOST_RESULTS and (leading or _opens(low, item, current)):
            method = _METHOD.match(key)
            if method and _WORD.match(item):
                self.results.append(_Builder(method.group(1).lower(), item.lower()))
            else:
                self.remainder.append(f"{key}={item}")
        elif current:
            # ``action=none`` of Microsoft and other pairs without a property type.
            current.properties.append(Property(ptype="", name=low, value=item))
        else:
            self.remainder.append(f"{key}={item}")


def _opens(key: str, item: str, current: _Builder | None) -> bool:
    """Whether a pair inside a section opens a result (a semicolon was left out before it)."""
    known = {"spf", "dkim", "dmarc", "arc", "auth", "iprev", "compauth", "sender-id", "dkim-adsp"}
    return item.lower() in _RESULTS and (current is None or key in known)


def _is_result(piece: tuple[str | None, str]) -> bool:
    """Whether the first piece is already a result: Microsoft's form."""
    key, item = piece
    return key is not None and _METHOD.match(key) is not None and _WORD.match(item) is not None


def _sections(value: str) -> list[tuple[str, list[str]]]:
    """Texts between top-level semicolons, comments taken out of them."""
    sections: list[tuple[str, list[str]]] = []
    words: list[str] = []
    comments: list[str] = []
    quoted = False
    for kind, start, end in scan(value):
        text = value[start:end]
        if quoted or kind == "word":
            if text.count('"') % 2:
                quoted = not quoted and value.find('"', end) >= 0
            words.append(text)
        elif kind == "semicolon":
            sections.append(("".join(words), comments))
            words, comments = [], []
        elif kind == "comment":
            comments.append(text[1:-1].strip())
            words.append(" ")
        else:
            words.append(text)
    sections.append(("".join(words), comments))
    return [section for section in sections if section[0].strip() or section[1]]


def _joined(found: re.Match[str]) -> str:
    """A name without the blanks inside it (RFC 8601 §2.2 allows comments there)."""
    ptype, name, *versions = found.groups()
    if ptype is not None:
        return f"{ptype}.{name}"
    method, version = versions[:2] if versions[0] is not None else versions[2:]
    return f"{method}/{version}"


def parse_pairs(text: str) -> list[tuple[str | None, str]]:
    """Pairs ``(key, item)`` of a section; a word without ``=`` has no key."""
    if '"' not in text and (" ." in text or " /" in text or "/ " in text):
        text = re.sub(_SPREAD, _joined, text)
    pieces: list[tuple[str | None, str]] = []
    for found in _PAIR.finditer(text):
        key, item, quoted, word = found.groups()
        if key is not None:
            whole = len(item) > 1 and item[0] == '"' and item.find('"', 1) == len(item) - 1
            pieces.append((key, item[1:-1] if whole else item))
        elif quoted is not None or word is not None:
            pieces.append((None, word or quoted or ""))
        else:
            pieces.append((None, '"'))
    return pieces
