"""The message catalogue: the only place where sentences have words.

One flat JSON file a room in a folder a language, ``{id: "Sentence with {name}."}``. The
sentences of rules come from the rules themselves. ``render`` makes plain text (terminal,
JSON), ``render_html`` the same with every parameter marked up as what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path

from provenance.basics import Address, Instant, Param, State, Text, text
from provenance.report.marks import visible, visible_html

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LONGEST_VALUE = 300
"""Characters of one evidence value inside a sentence; the raw header has it whole."""
LONGEST_LIST = 12
"""Members of a list inside a sentence; the rest is counted."""

_FOLDER = Path(__file__).parent


@cache
def _room(language: str, room: str) -> Mapping[str, str]:
    if room == "rule":
        from provenance.reasoning.rules import rule_texts

        return rule_texts()
    path = _FOLDER / language / f"{room}.json"
    if not path.is_file():
        return {}
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def rooms(language: str = "en") -> tuple[str, ...]:
    """Return the rooms that have a catalogue file, in order of name."""
    return tuple(sorted(path.stem for path in (_FOLDER / language).glob("*.json")))


def sentences(room: str, language: str = "en") -> Mapping[str, str]:
    """Return all sentences of one room by id; ``rule`` gives those of the rules."""
    return _room(language, room)


def sentence(id_: str, language: str = "en") -> str | None:
    """Return the words of one sentence with their placeholders, ``None`` for an unknown id."""
    return _room(language, id_.partition(".")[0]).get(id_)


def number(value: float) -> str:
    """Return a number with commas between thousands, never by the computer's locale."""
    if isinstance(value, int):
        return f"{value:,}"
    short = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LOCAL_ZONE: ContextVar[str] = ContextVar("LOCAL_ZONE", default="")
"""Name of the time zone whose time stands beside UTC (the case file names it), "" for none."""


@contextmanager
def local_time(zone: str) -> Iterator[None]:
    """Print the time of a zone beside every UTC time, as long as the context lasts."""
    token = LOCAL_ZONE.set("" if zone in {"UTC", "Etc/UTC"} else zone)
    try:
        yield
    finally:
        LOCAL_ZONE.reset(token)


@cache
def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def day(value: date) -> str:
    """Return a day in words, the same in every country: ``3 June 2026``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def iso_day(value: str) -> str:
    """Return an ISO day in words; anything else as it stands."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return visible(value)


def whole_day(value: str) -> Param:
    """Return an ISO day as a parameter that is printed in words; anything else as it stands."""
    try:
        midnight = datetime.fromisoformat(f"{value}T00:00:00+00:00")
    except ValueError:
        return value
    return Instant(text=value, utc=midnight, offset_minutes=0, precision_seconds=86400)


def _clock(value: datetime, precision: float) -> str:
    if precision < 1:
        return value.strftime("%H:%M:%S.%f")[:-3]
    return value.strftime("%H:%M" if precision >= 60 else "%H:%M:%S")


def moment(value: Instant) -> str:
    """Return the UTC time of an instant, as exact as its source: ``14 May 2026, 14:02:10 UTC``.

    Inside :func:`local_time` the local time follows; its day too where it is another one.
    """
    exact = value.precision_seconds
    if exact >= 86400:
        return day(value.utc)
    utc = f"{day(value.utc)}, {_clock(value.utc, exact)} UTC"
    zone = _zone(LOCAL_ZONE.get()) if LOCAL_ZONE.get() else None
    if zone is None:
        return utc
    try:
        there = value.utc.astimezone(zone)
    except (OverflowError, ValueError):
        return utc
    local = _clock(there, exact)
    if there.date() != value.utc.date():
        local = f"{day(there)}, {local}"
    words = {"utc": utc, "local": local, "zone": LOCAL_ZONE.get()}
    return PLACEHOLDER.sub(lambda m: words[m[1]], sentence("report.time.both") or "{utc}")


def cut(value: str) -> tuple[str, int]:
    """Return at most :data:`LONGEST_VALUE` characters of a value, and how many are left out."""
    if len(value) <= LONGEST_VALUE:
        return value, 0
    return value[:LONGEST_VALUE], len(value) - LONGEST_VALUE


def _plain(value: Param) -> str:
    if isinstance(value, str):
        shown, rest = cut(value)
        more = render(text("report.value.cut", count=rest)) if rest else ""
        return (visible(shown) + more) if value else render(text("report.value.empty"))
    if isinstance(value, Text):
        return render(value)
    if isinstance(value, State):
        return render(text(f"report.state.{value.value}"))
    if isinstance(value, Instant):
        return moment(value)
    if isinstance(value, Address):
        return visible(str(value))
    if isinstance(value, tuple):
        return ", ".join([_plain(item) for item in value[:LONGEST_LIST]] + _rest(value))
    return number(value)


def _rest(values: tuple[str | Address, ...]) -> list[str]:
    left = len(values) - LONGEST_LIST
    return [render(text("report.value.more", count=left))] if left > 0 else []


def evidence_html(value: str, *, tag: str = "bdi", whole: bool = False) -> str:
    """Return a value of the evidence as HTML: escaped, isolated, marked, told apart from our words.

    Every such element carries ``data-evidence``: the word linter skips it, readers see it set
    in another face. ``whole`` leaves nothing out.
    """
    from markupsafe import escape

    shown, rest = (value, 0) if whole else cut(value)
    if not value:
        return f'<span class="none">{render_html(text("report.value.empty"))}</span>'
    more = f" <small>{render_html(text('report.value.cut', count=rest))}</small>" if rest else ""
    inner = visible_html(shown, lambda run: str(escape(run)))
    return f'<{tag} class="ev" data-evidence>{inner}</{tag}>{more}'


def address_html(value: Address) -> str:
    """Return a mailbox as HTML; the class lets later editions find every address."""
    from markupsafe import escape

    inner = visible_html(str(value), lambda run: str(escape(run)))
    return f'<bdi class="ev addr" data-evidence>{inner}</bdi>'


def _html(value: Param) -> str:
    from markupsafe import escape

    if isinstance(value, str):
        return evidence_html(value)
    if isinstance(value, Text):
        return render_html(value)
    if isinstance(value, Address):
        return address_html(value)
    if isinstance(value, Instant):
        whole = value.precision_seconds >= 86400
        iso = value.utc.strftime("%Y-%m-%d" if whole else "%Y-%m-%dT%H:%M:%SZ")
        return f'<time datetime="{iso}">{moment(value)}</time>'
    if isinstance(value, tuple):
        return ", ".join([_html(item) for item in value[:LONGEST_LIST]] + _rest(value))
    return str(escape(_plain(value)))


def _unknown(sentence_text: Text) -> str:
    params = "; ".join(f"{name} = {_plain(value)}" for name, value in sentence_text.params)
    return (
        f"[{visible(sentence_text.id)}: {params}]" if params else f"[{visible(sentence_text.id)}]"
    )


def render(sentence_text: Text, language: str = "en") -> str:
    """Return the sentence as plain text.

    An id that the catalogue does not have is shown with its parameters: a report with a
    missing sentence is repaired, a crash on evidence is not.
    """
    words = sentence(sentence_text.id, language)
    if words is None:
        return _unknown(sentence_text)
    params = dict(sentence_text.params)
    return PLACEHOLDER.sub(
        lambda m: _plain(params[m[1]]) if m[1] in params else f"[{m[1]}?]", words
    )


def render_html(sentence_text: Text, language: str = "en") -> str:
    """Return the sentence as safe HTML, parameters marked up by their type."""
    from markupsafe import escape

    words = sentence(sentence_text.id, language)
    if words is None:
        return f'<span class="ev" data-evidence>{escape(_unknown(sentence_text))}</span>'
    params = dict(sentence_text.params)
    pieces: list[str] = []
    at = 0
    for hit in PLACEHOLDER.finditer(words):
        pieces.append(str(escape(words[at : hit.start()])))
        name = hit[1]
        pieces.append(_html(params[name]) if name in params else f"[{name}?]")
        at = hit.end()
    pieces.append(str(escape(words[at:])))
    return "".join(pieces)
