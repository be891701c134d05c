"""The message as a person reads it, and its header line by line."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from provenance.basics import Address, State, Value, known
from provenance.correlation import visible_recipients
from provenance.evidence import Exhibit, Kind
from provenance.message import Message, Part
from provenance.reasoning import AnalysedMessage, Finding
from provenance.report.attested import attested
from provenance.report.catalogue import address_html
from provenance.report.marks import visible_html
from provenance.report.outlook import ItemPart, item_parts
from provenance.report.view.common import (
    Places,
    anchor,
    ev,
    finding_link,
    joined,
    lines,
    plain,
    t,
    when,
)

SHOWN_ADDRESSES = 12
SHOWN_LINES = 5000
SHOWN_LINE_CHARACTERS = 4000
SHOWN_BODY_CHARACTERS = 60_000
SHOWN_SUBJECT_CHARACTERS = 2_000
SHOWN_PARTS = 200
BRIEF = 45
"""Lines of a text that fits on a sheet: it is not cut in two."""
UNFOLDED = 1200
"""Characters of a field that is repeated in one line."""
LONG_FIELD_LINES = 40
HEAD_LINES = 10
TAIL_LINES = 3
_WITHOUT_TEXT = frozenset({Kind.MSG, Kind.PASTED_HEADERS})
CHARACTERS_A_MARK = 10
"""A mark is thirty times longer than its character: only every tenth may need one."""


def _block(value: str) -> Markup:
    return Markup(visible_html(value, lambda run: str(escape(run)), multiline=True))  # noqa: S704 - escaped piecewise


def _fitting(value: str, limit: int) -> tuple[str, int]:
    """Cut a value, earlier where it is full of marks; return also how many characters are left."""
    shown = value[:limit]
    if not shown.isprintable():
        left = limit // CHARACTERS_A_MARK
        for at, character in enumerate(shown):
            left -= not (character.isprintable() or character in "\t\r\n")
            if left < 0:
                return shown[:at], len(value) - at
    return shown, len(value) - len(shown)


def _subject(value: Value[str]) -> Markup:
    """Return the subject whole, unless it is longer than any person reads."""
    if isinstance(value, State):
        return ev(value)
    shown, rest = _fitting(value, SHOWN_SUBJECT_CHARACTERS)
    more = Markup(" <small>{}</small>").format(t("report.value.cut", count=rest)) if rest else ""
    return ev(shown, whole=True) + more


def _addresses(addresses: tuple[Address, ...]) -> dict[str, Any] | None:
    if not addresses:
        return None
    shown = [Markup(address_html(one)) for one in addresses[:SHOWN_ADDRESSES]]  # noqa: S704 - escaped
    return {
        "count": t("report.read.addresses", count=len(addresses)) if len(addresses) > 1 else None,
        "shown": Markup(", ").join(shown),
        "more": max(0, len(addresses) - len(shown)),
    }


def _one(address: Value[Address]) -> dict[str, Any] | None:
    return None if isinstance(address, State) else _addresses((address,))


def as_read(
    analysed: AnalysedMessage, children: tuple[Exhibit, ...], exhibit: Exhibit | None
) -> dict[str, Any]:
    """Return header summary, readable text, attachments and attached messages."""
    message, identity = analysed.message, analysed.trace.identity
    texts = [part for part in message.parts if isinstance(part.text, str)]
    shown = [part for part in texts if not part.is_attachment]
    readable = [part for part in shown if part.content_type == "text/plain"] or shown
    outlook = None if exhibit is None else exhibit.outlook
    attached = [_part(part) for part in message.parts if part.is_attachment]
    attached += [_item_part(one) for one in item_parts(outlook) if one.attachment]
    to_cc = visible_recipients(message, identity, outlook)
    unread = [part for part in message.parts if part.content_type.startswith("text/")]
    return {
        "people": [
            (t(f"report.read.{name}"), shown_addresses)
            for name, shown_addresses in (
                ("from", _addresses(identity.from_)),
                ("sender", _one(identity.sender)),
                ("reply-to", _addresses(identity.reply_to)),
                ("to", _addresses(to_cc.to)),
                ("cc", _addresses(to_cc.cc)),
            )
            if shown_addresses
        ],
        "subject": _subject(identity.subject),
        "date": when(identity.date),
        "written": None if isinstance(identity.date, State) else ev(identity.date.text),
        "message_id": ev(identity.message_id),
        "texts": [_text(part) for part in readable[:3]],
        "from_table": t("report.read.from-table") if to_cc.from_table else None,
        "no_text": _no_text(exhibit, unread=bool(unread)),
        "body_available": message.body_available,
        "parts": attached[:SHOWN_PARTS],
        "parts_more": max(0, len(attached) - SHOWN_PARTS),
        "children": [
            {"id": child.item.id, "name": ev(child.item.name), "sha256": child.item.sha256}
            for child in children
        ],
    }


def _no_text(exhibit: Exhibit | None, *, unread: bool) -> Markup:
    """Return why no text is shown, where none is."""
    if unread:
        return t("report.read.unread")
    without = exhibit is not None and (
        exhibit.item.kind in _WITHOUT_TEXT or exhibit.outlook is not None
    )
    return t("report.read.not-shown" if without else "report.read.no-text")


def _text(part: Part) -> dict[str, Any]:
    shown, rest = _fitting(known(part.text) or "", SHOWN_BODY_CHARACTERS)
    return {
        "type": ev(part.content_type),
        "path": part.path,
        "text": _block(shown.strip("\r\n")),
        "more": rest,
        "brief": shown.count("\n") + len(shown) / 90 < BRIEF,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "path": part.path,
        "type": ev(part.content_type),
        "name": ev(part.filename),
        "size": part.size,
        "sha256": part.sha256,
        "protection": None if isinstance(part.protection, State) else ev(part.protection.value),
    }


def _item_part(part: ItemPart) -> dict[str, Any]:
    """Return an attachment of an Outlook item, which is a stream of its own."""
    return {
        "path": ev(part.path),
        "type": ev(part.content_type),
        "name": ev(part.filename),
        "size": part.size if isinstance(part.size, int) else 0,
        "sha256": part.sha256 if isinstance(part.sha256, str) else ev(part.sha256),
        "protection": None,
    }


def last_shown_line(message: Message) -> int:
    """Return the last header line that the page shows."""
    last = max((one.line_last for one in message.fields), default=0)
    return min(last, SHOWN_LINES)


def raw_header(
    analysed: AnalysedMessage, findings: tuple[Finding, ...], seen: dict[bytes, str] | None = None
) -> dict[str, Any]:
    """Return the header section as it stands: fields, numbered lines, who wrote each, findings.

    ``seen`` holds the long fields of messages before: the same bytes are not printed again, the
    first and the last line stand with the name of the message that has them all.
    """
    message = analysed.message
    writers = attested(analysed)
    cited = _cited(message, findings)
    shown: list[dict[str, Any]] = []
    for field in message.fields:
        if field.line_first > SHOWN_LINES:
            break
        raw = message.raw[field.span.start : field.span.end]
        one = writers.get(field.index)
        ids = [
            id_ for start, end, id_ in cited if start < field.span.end and end > field.span.start
        ]
        shown.append(
            {
                "cls": one.cls.value if one else "",
                "word": t(f"report.class.short.{one.cls.value}") if one else "",
                "protection": ev(one.protection) if one and one.protection else None,
                "hop": known(one.hop) if one else None,
                "lines": _once(_lines(message, raw, field.line_first), raw, message.id, seen),
                "unfolded": _unfolded(raw),
                "findings": joined([finding_link(id_) for id_ in dict.fromkeys(ids)]),
                "label": plain(
                    "report.raw.long",
                    name=field.name,
                    lines=lines(field.line_first, min(field.line_last, SHOWN_LINES)),
                ),
            }
        )
    last = max((one.line_last for one in message.fields), default=0)
    return {
        "fields": shown,
        "hidden_lines": max(0, last - SHOWN_LINES),
        "stream": None if message.stream == "file" else message.stream,
    }


def _cited(message: Message, findings: tuple[Finding, ...]) -> list[tuple[int, int, str]]:
    return [
        (where.start, where.end, finding.id)
        for finding in findings
        for where in finding.where
        if where.evidence == message.evidence
        and where.stream == message.stream
        and where.start < message.header.end
        and (where.start, where.end) != (message.header.start, message.header.end)
        and where.start >= message.header.start
        and where.end <= message.header.end
    ]


def _unfolded(raw: bytes) -> Markup | None:
    """Return a field of several lines as one (RFC 5322, 2.2.3), ``None`` if it is long."""
    pieces = _split(raw)
    if len(pieces) < 2 or len(raw) > UNFOLDED:
        return None
    return _block(b"".join(pieces).decode("utf-8", "surrogateescape"))


def _once(
    lines_: dict[str, Any], raw: bytes, id_: str, seen: dict[bytes, str] | None
) -> dict[str, Any]:
    """Leave out the folded middle of a field that an earlier message shows, byte for byte."""
    if seen is None or not lines_["count"]:
        return lines_
    first = seen.setdefault(raw, id_)
    return lines_ if first == id_ else {**lines_, "middle": None, "same_as": first}


def _lines(message: Message, raw: bytes, first: int) -> dict[str, Any]:
    """Return the numbered lines of a field; the middle of a very long one is folded away.

    ``count`` lines are folded: 1,500 addresses are a page of their own on the screen, and are
    not printed again. Each line keeps its anchor, so that a link opens the fold.
    """
    out: list[str] = []
    for number, line in enumerate(_split(raw), start=first):
        if number > SHOWN_LINES:
            break
        shown, rest = _fitting(line.decode("utf-8", "surrogateescape"), SHOWN_LINE_CHARACTERS)
        more = f"<small>{t('report.value.cut', count=rest)}</small>" if rest else ""
        id_ = anchor(message.evidence, message.stream, number)
        out.append(
            f'<div class="ln" id="{id_}"><a class="no" href="#{id_}">{number}</a>'
            f'<code class="ev" data-evidence>{_block(shown)}</code>{more}</div>'
        )
    if len(out) <= LONG_FIELD_LINES:
        return {"first": _joined(out), "count": 0}
    return {
        "first": _joined(out[:HEAD_LINES]),
        "middle": _joined(out[HEAD_LINES:-TAIL_LINES]),
        "last": _joined(out[-TAIL_LINES:]),
        "count": len(out) - HEAD_LINES - TAIL_LINES,
    }


def _joined(rows: list[str]) -> Markup:
    return Markup("\n".join(rows))  # noqa: S704 - every value in it is escaped above


def _split(raw: bytes) -> list[bytes]:
    """Cut at LF only (a line of the evidence ends there), and drop a CR before it."""
    pieces = raw.split(b"\n")
    if pieces and pieces[-1] == b"":
        pieces.pop()
    return [piece[:-1] if piece.endswith(b"\r") else piece for piece in pieces]


def place_all(messages: tuple[AnalysedMessage, ...]) -> Places:
    """Return the register of all lines that will be shown."""
    places = Places()
    for analysed in messages:
        places.add(analysed.message, last_shown_line(analysed.message))
    return places
