"""Parts of a signature on the page: the unsigned tail, the grade of a key, an undone change."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.authentication import DkimReason, Key, Repair, SignatureCheck, Undone, UnsignedTail
from provenance.message import Message
from provenance.report.catalogue import sentence
from provenance.report.view.common import ev, say, t

EXCERPT = 600
"""Octets of unsigned or undone text that the page shows."""


def tail(check: SignatureCheck, message: Message) -> dict[str, Any] | None:
    """The part that ``l=`` leaves unsigned: where it begins, and its first octets as they stand."""
    found = check.tail
    if not isinstance(found, UnsignedTail):
        return None
    last = min(found.end, found.start + EXCERPT)
    shown = message.raw[found.start : last]
    return {
        "place": t(
            "report.tail.place",
            start=found.start,
            end=found.end,
            first=found.line_first,
            last=found.line_last,
        ),
        "text": _lines(shown.decode("utf-8", "surrogateescape")),
        "more": t("report.tail.more", count=found.end - last) if found.end > last else None,
    }


def _lines(text: str) -> Markup:
    """Text of the evidence line by line, its line ends left out."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return Markup("<br>").join(ev(line, whole=True) for line in lines)


def reason_words(check: SignatureCheck) -> Markup:
    """The cause in words; a seal over a part of the text is not one over the text."""
    part = check.reason is DkimReason.VERIFIED and isinstance(check.tail, UnsignedTail)
    if part:
        case = "header" if check.body_signed == 0 else "part"
        return t(f"report.dkim.reason.verified-{case}")
    return t(f"report.dkim.reason.{check.reason}")


def key_grade(key: Key) -> list[tuple[Markup, Markup]]:
    """How good the origin of a key is: as its row says, else by where the answer came from."""
    rows: list[tuple[Markup, Markup]] = []
    words = key.grade.lower().replace(",", " ").replace(";", " ").split()
    known = [word for word in words if sentence(f"report.key.grade.{word}")]
    if known:
        rows += [(t("report.key.grade"), t(f"report.key.grade.{word}")) for word in known]
    elif key.grade:
        rows.append((t("report.key.grade"), ev(key.grade)))
    elif key.record and key.source in {"live", "recorded", "supplied"}:
        rows.append((t("report.key.grade"), t(f"report.key.grade.{key.source}")))
    return rows


def repair(check: SignatureCheck) -> dict[str, Any] | None:
    """The search for a harmless change: sentences, what was undone, every attempt, the bound."""
    found = check.repair
    if not isinstance(found, Repair):
        return None
    return {
        "notes": [say(note) for note in found.notes],
        "undone": [_undone(one) for one in found.undone],
        "attempts": [
            t(
                "report.repair.attempt",
                changes=one.changes,
                part=one.part,
                count=one.candidates,
            )
            for one in found.attempts
        ],
        "bound": t("report.repair.bound", octets=found.octets, limit=found.limit)
        if found.attempts
        else None,
    }


def _undone(one: Undone) -> dict[str, Any]:
    return {
        "place": t(
            "report.repair.place",
            first=one.line_first,
            last=one.line_last,
            start=one.start,
            end=one.end,
        ),
        "removed": _lines(one.removed[:EXCERPT]) if one.removed else None,
        "restored": _lines(one.restored[:EXCERPT]) if one.restored else None,
    }
