"""Pieces that every chapter uses: words, values, links to lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from provenance.basics import Instant, Param, State, Text, Value, Where, text
from provenance.message import Message
from provenance.report.catalogue import evidence_html, joint, moment, render, render_html, sentence
from provenance.report.marks import visible

_UNSAFE_IN_ID = re.compile(r"[^A-Za-z0-9]+")
_WITHOUT_LINES = ("__", "tnef:")
"""Streams of properties are no text: a place in them is its bytes."""
DASH = "\N{EN DASH}"


def t(id_: str, /, **params: Param) -> Markup:
    """Return a sentence of the catalogue as HTML."""
    return Markup(render_html(text(id_, **params)))  # noqa: S704 - render_html escapes


def say(words: Text) -> Markup:
    """Return a sentence that a room made as HTML."""
    return Markup(render_html(words))  # noqa: S704 - render_html escapes


def plain(id_: str, /, **params: Param) -> str:
    """Return a sentence of the catalogue as plain text, for attributes and titles."""
    return render(text(id_, **params))


def ev(value: Value[str], *, whole: bool = False) -> Markup:
    """Return a value of the evidence as HTML, or the words for why there is none."""
    if isinstance(value, State):
        words = t(f"report.state.{value.value}")
        return Markup('<span class="none">{}</span>').format(words)
    return Markup(evidence_html(value, whole=whole))  # noqa: S704 - evidence_html escapes


def worded(id_: str, name: str) -> Markup:
    """Return the words for one of our names, the name as evidence where there are none."""
    return t(id_) if sentence(id_) else ev(name)


def present(value: Value[str]) -> Markup | None:
    """Return a value of the evidence as HTML, ``None`` if it is absent (so: no row for it)."""
    return None if value is State.ABSENT else ev(value)


def when(value: Value[Instant]) -> Markup:
    """Return a moment in UTC, and below it the text that it was written as."""
    if isinstance(value, State):
        return ev(value)
    return Markup('<time datetime="{}">{}</time>').format(
        value.utc.strftime("%Y-%m-%dT%H:%M:%SZ"), moment(value)
    )


def duration(seconds: float) -> str:
    """Return a time span with its sign: ``+3 s``, ``−2 min 5 s``, ``+1 d 2 h``."""
    sign = "\N{MINUS SIGN}" if seconds < 0 else "+"
    whole = abs(seconds)
    if whole < 60:
        return sign + span(whole, "s")
    left = round(whole)
    days, left = divmod(left, 86400)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    shown = [span(n, unit) for n, unit in parts if n]
    made = shown[0]
    for part in shown[1:]:
        made = plain("report.join.words", first=made, second=part)
    return sign + made


def span(count: float, unit: str) -> str:
    """Return a number of seconds, minutes, hours, days or years (``s min h d y``) in words."""
    return plain(f"report.time.unit.{unit}", count=count)


def anchor(evidence: str, stream: str, line: int) -> str:
    """Return the element id of one header line."""
    return f"{_UNSAFE_IN_ID.sub('-', f'{evidence}-{stream}')}-{line}"


def lines(first: int, last: int) -> str:
    """Return a range of lines: ``14`` or ``14–17``."""
    return str(first) if first == last else f"{first}{DASH}{last}"


def line_words(exhibit: str, first: int, last: int) -> str:
    """Return a place in words, ``E1 line 14``: never to be taken for the row of a log."""
    if first == last:
        return plain("report.where.line", exhibit=exhibit, line=str(first))
    return plain("report.where.lines", exhibit=exhibit, first=str(first), last=str(last))


def has_no_lines(where: Where) -> bool:
    """Whether only bytes count at a place: in a stream of properties, or of a container."""
    return where.line_first < 1 or where.stream.startswith(_WITHOUT_LINES)


def stream_name(evidence: str, stream: str) -> str:
    """Return what lines or bytes are counted in: ``E1``, or ``E2/msg:007D`` inside a container.

    The header stream of an Outlook item has lines of its own, which the file itself has not.
    """
    return evidence if stream == "file" else f"{evidence}/{stream}"


@dataclass(slots=True)
class Places:
    """Which lines the page shows, so that a link never points to nothing."""

    shown: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, message: Message, last_line: int) -> None:
        """Register a message whose header lines are shown up to this one."""
        self.shown[(message.evidence, message.stream)] = last_line

    def link(self, where: Where) -> Markup:
        """Return ``E1 lines 14–17`` as a link to the line, or to the exhibit if it is not shown."""
        name = stream_name(where.evidence, where.stream)
        label: str | Markup = line_words(name, where.line_first, where.line_last)
        if has_no_lines(where):
            exact = plain("report.where.bytes", start=where.start, end=where.end)
            label = Markup("<span data-evidence>{}</span> {}").format(visible(name), exact)
        last = self.shown.get((where.evidence, where.stream), 0)
        target = (
            anchor(where.evidence, where.stream, where.line_first)
            if 1 <= where.line_first <= last
            else where.evidence
        )
        return self._a(target, label, plain("report.where.bytes", start=where.start, end=where.end))

    def field_link(self, message: Message, index: int) -> Markup:
        """Return the link to the lines of one header field."""
        if not 0 <= index < len(message.fields):
            return Markup("")
        one = message.fields[index]
        name = stream_name(message.evidence, message.stream)
        label = line_words(name, one.line_first, one.line_last)
        last = self.shown.get((message.evidence, message.stream), 0)
        shown = one.line_first <= last
        target = (
            anchor(message.evidence, message.stream, one.line_first) if shown else message.evidence
        )
        title = plain("report.where.bytes", start=one.span.start, end=one.span.end)
        return self._a(target, label, title)

    @staticmethod
    def _a(target: str, label: str | Markup, title: str) -> Markup:
        return Markup('<a class="line" href="#{}" title="{}">{}</a>').format(target, title, label)


def finding_link(id_: str) -> Markup:
    """Return a link to a finding."""
    return Markup('<a class="fid" href="#{0}">{0}</a>').format(id_)


def joined(items: list[Markup]) -> Markup:
    """Join links as a list."""
    return Markup("{}").format(joint()).join(items)


def finding_links(ids: tuple[str, ...], most: int) -> Markup:
    """Return links to the first findings, and how many more there are."""
    links, rest = joined([finding_link(id_) for id_ in ids[:most]]), len(ids) - most
    return Markup("{}, {}").format(links, t("report.value.more", count=rest)) if rest > 0 else links


def esc(value: str) -> str:
    """Escape text for HTML."""
    return str(escape(value))


def key_words(key: tuple[Text, ...]) -> Markup:
    """Return the sentences of the key of a picture in a row."""
    return Markup(" ").join(say(one) for one in key)
