"""Harmless changes of header fields, undone one by one and in small combinations.

What gateways and lists are known to do: a tag in front of the Subject, a From put in place of the
author's, a field added that ``h=`` guards, folds made anew (which only ``c=simple`` minds), quotes
around a boundary, another transfer encoding. A combination counts only if the signature verifies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from provenance.authentication.dkim.canonical import crlf, relaxed_field
from provenance.authentication.dkim.fields import SignedMessage, without_signature
from provenance.authentication.dkim.key import KeyRecord
from provenance.authentication.dkim.repair_edits import Budget, FieldEdit
from provenance.authentication.dkim.rsa import verify_ed25519, verify_rsa
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.records import RepairAttempt

MAX_TOGETHER = 3
_TAG = re.compile(
    rb"\A([ \t\r\n]*(?:(?:re|fwd?|aw|wg|sv|antw|tr)[ \t]*:[ \t]*)*)"
    rb"((?:\[[^\]\r\n]{1,60}\]|\*+[^*\r\n]{1,40}\*+|(?:external|ext|caution|extern)[ \t]*:)"
    rb"(?:[ \t]|\r\n[ \t])*)",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(rb"(boundary[ \t]*=[ \t]*)(\"?)([^\";\r\n \t]+)(\"?)", re.IGNORECASE)
_CHARSET = re.compile(rb"(charset[ \t]*=[ \t]*)(\"?)([^\";\r\n \t]+)(\"?)", re.IGNORECASE)
_ORIGINAL_FROM = (b"x-original-from", b"x-original-sender", b"x-reply-to", b"reply-to")
_ADDED = (
    b"sender", b"reply-to", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post",
    b"list-subscribe", b"list-post", b"list-help", b"list-archive", b"list-owner", b"errors-to",
    b"precedence", b"mime-version", b"content-type", b"content-transfer-encoding", b"cc", b"to",
    b"in-reply-to", b"references", b"resent-from", b"resent-to", b"resent-date",
    b"resent-message-id", b"feedback-id",
)  # fmt: skip
_PART_FIELD = re.compile(
    rb"^(content-(?:type|transfer-encoding))[ \t]*:([^\n]*\n(?:[ \t][^\n]*\n)*)",
    re.IGNORECASE | re.MULTILINE,
)
_ENCODINGS = (b"7bit", b"8bit", b"quoted-printable", b"base64")


class HeaderTester:
    """Verifies the header signature with other values for some fields."""

    def __init__(
        self,
        prepared: SignedMessage,
        own: int,
        signature: Signature,
        record: KeyRecord,
        budget: Budget,
    ) -> None:
        self.prepared, self.own, self.signature = prepared, own, signature
        self.budget = budget
        self._record = record

    def covered(self) -> tuple[int, ...]:
        """Indexes of the fields that the signature covers in this copy."""
        return self.prepared.select(self.signature, self.own).indexes

    def value(self, index: int) -> bytes:
        """Value of a field as it stands, with CRLF."""
        return self.prepared.field(index).value

    def fits(self, values: dict[int, bytes | None]) -> bool:
        """Whether the signature verifies with these values (``None``: without that field)."""
        signed = self._signed(values)
        if not self.budget.spend(len(signed)):
            return False
        public, signature = self._record.public, self.signature
        if public is None:
            return False
        if public.type == "ed25519":
            return verify_ed25519(public, signature.signature, signed)
        return verify_rsa(public, signature.hash, signature.signature, signed)

    def _signed(self, values: dict[int, bytes | None]) -> bytes:
        relaxed = self.signature.header_mode == "relaxed"
        left: dict[bytes, list[int]] = {}
        pieces = []
        for name in self.signature.names:
            if name not in left:
                left[name] = [
                    i
                    for i in self.prepared.by_name.get(name, ())
                    if i != self.own and values.get(i, b"") is not None
                ]
            if left[name]:
                pieces.append(self._field(left[name].pop(), values, relaxed=relaxed) + b"\r\n")
        return b"".join([*pieces, self._field(self.own, values, relaxed=relaxed)])

    def _field(self, index: int, values: dict[int, bytes | None], *, relaxed: bool) -> bytes:
        field = self.prepared.field(index)
        value = values.get(index) or field.value
        if index == self.own:
            value = without_signature(value)
        if relaxed:
            return relaxed_field(field.name, value)
        return (field.name + b":" + value).removesuffix(b"\r\n")


def search_header(
    tester: HeaderTester,
) -> tuple[tuple[FieldEdit, ...], tuple[RepairAttempt, ...]]:
    """The smallest combination that verifies ("()" if none), and what was tried."""
    found = list(candidates(tester))
    attempts: dict[tuple[str, ...], list[int]] = {}
    best: tuple[FieldEdit, ...] = ()
    for together in range(1, MAX_TOGETHER + 1):
        for chosen in combinations(found, together):
            fields = [index for edit in chosen for index in edit.values]
            if len(set(fields)) < len(fields):
                continue
            values = {i: v for edit in chosen for i, v in edit.values.items()}
            fits = tester.fits(values)
            if tester.budget.ended and not fits:
                break
            counted = attempts.setdefault(tuple(sorted({e.change for e in chosen})), [0, 0])
            counted[0] += 1
            counted[1] += fits
            if fits and (not best or _size(chosen) < _size(best)):
                best = chosen
        if best or tester.budget.ended:
            break
    told = tuple(
        RepairAttempt(changes=names, part="header", candidates=tries, verified=bool(hits))
        for names, (tries, hits) in attempts.items()
    )
    return best, told


def _size(chosen: tuple[FieldEdit, ...]) -> int:
    return sum(edit.size for edit in chosen)


def candidates(tester: HeaderTester) -> Iterator[FieldEdit]:
    """Every single change that could be undone in this header section."""
    prepared, covered = tester.prepared, tester.covered()
    names = {index: prepared.field(index).name.strip().lower() for index in covered}
    for index in covered:
        value = tester.value(index)
        if names[index] == b"subject":
            yield from _without_tags(index, value)
        elif names[index] == b"from":
            yield from _original_from(prepared, index, value)
        elif names[index] == b"content-type":
            yield from _quotes(index, value)
        elif names[index] == b"content-transfer-encoding":
            for encoding in _ENCODINGS:
                if value.strip().lower() != encoding:
                    yield _edit("transfer-encoding", index, value, b" " + encoding + b"\r\n")
    for index in covered:
        if names[index] in _ADDED:
            size = prepared.size(index)
            yield FieldEdit(change="field-added", values={index: None}, size=size)
    yield from _of_part(tester, covered, names)
    if tester.signature.header_mode == "simple":
        yield from _folds(tester, (*covered, tester.own))


def _of_part(
    tester: HeaderTester, covered: tuple[int, ...], names: dict[int, bytes]
) -> Iterator[FieldEdit]:
    """Content fields of the first parts: a list that wraps a message puts them there."""
    message = tester.prepared.message
    root = message.parts[0] if message.parts else None
    for part in message.parts[1:3] if root is not None else ():
        head = crlf(message.raw[part.span.start : part.body_span.start])
        own = {m[1].lower(): m[2] for m in _PART_FIELD.finditer(head)}
        values: dict[int, bytes | None] = {
            index: own.get(names[index])
            for index in covered
            if names[index] in {b"content-type", b"content-transfer-encoding"}
        }
        if values:
            yield FieldEdit(change="wrapped", values=values, size=len(head))


def _edit(change: str, index: int, old: bytes, new: bytes) -> FieldEdit:
    return FieldEdit(change=change, values={index: new}, size=abs(len(old) - len(new)) + 1)


def _without_tags(index: int, value: bytes) -> Iterator[FieldEdit]:
    """A Subject with one, two or three tags less, in front of it or after "Re:"."""
    for _ in range(3):
        match = _TAG.match(value)
        if match is None:
            return
        shorter = match[1] + value[match.end() :]
        if not shorter.strip():
            return
        value = shorter
        yield FieldEdit(change="subject-tag", values={index: value}, size=len(match[2]))


def _original_from(prepared: SignedMessage, index: int, value: bytes) -> Iterator[FieldEdit]:
    """The author's own From, which lists keep in another field when they put theirs."""
    for name in _ORIGINAL_FROM:
        for other in prepared.by_name.get(name, ())[-2:]:
            kept = prepared.field(other).value
            if kept.strip() != value.strip():
                size = len(value) + len(kept)
                yield FieldEdit(change="from-rewritten", values={index: kept}, size=size)


def _quotes(index: int, value: bytes) -> Iterator[FieldEdit]:
    """Quotes around boundary and charset put or taken away."""
    for pattern in (_BOUNDARY, _CHARSET):
        match = pattern.search(value)
        if match is not None:
            quote = b"" if match[2] else b'"'
            new = value[: match.start()] + match[1] + quote + match[3] + quote
            yield _edit("parameter-quotes", index, value, new + value[match.end() :])


def _folds(tester: HeaderTester, indexes: tuple[int, ...]) -> Iterator[FieldEdit]:
    """Folds and blanks of all fields made alike: only ``c=simple`` minds them."""
    old = {index: tester.value(index) for index in dict.fromkeys(indexes)}
    variants = (
        ("folding", lambda v: v.replace(b"\r\n\t", b"\r\n ")),
        ("folding", lambda v: v.replace(b"\r\n ", b"\r\n\t")),
        ("folding", lambda v: re.sub(rb"\r\n[ \t]+", b" ", v)),
        ("folding", lambda v: re.sub(rb"\r\n[ \t]+", b"\r\n ", v)),
        ("folding", lambda v: re.sub(rb"\r\n[ \t]+", b"\r\n\t", v)),
        ("folding", lambda v: re.sub(rb"\r\n([ \t])", rb"\1", v)),
        ("folding", lambda v: re.sub(rb"[ \t]+\r\n", b"\r\n", v)),
        ("blanks", lambda v: b" " + v.lstrip(b" \t")),
        ("blanks", lambda v: v.lstrip(b" \t") if v[:1] == b" " else v),
        ("blanks", lambda v: v.replace(b"\t", b" ")),
    )
    for change, make in variants:
        new = {index: make(value) for index, value in old.items()}
        values: dict[int, bytes | None] = {i: v for i, v in new.items() if v != old[i]}
        if values:
            yield FieldEdit(change=change, values=values, size=len(values))
