"""The message catalogue: the only place where sentences have words.

English is one flat JSON file a room, ``{id: "Sentence with {name}."}``; the sentences of rules
come from the rules themselves. Other languages are gettext files beside it (:mod:`.words`).
``render`` makes plain text (terminal, JSON), ``render_html`` the same with every parameter marked
up as what it is; both speak the language of the context (:func:`speaking`). Evidence is never
translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from functools import cache

from provenance.basics import Address, Instant, Param, State, Text, text
from provenance.report.catalogue.file_names import (
    breaking,
    has_breaks,
    is_one_short_name,
    with_breaks,
)
from provenance.report.catalogue.po import PLACEHOLDER
from provenance.report.catalogue.spacing import set_blanks
from provenance.report.catalogue.words import (
    ENGLISH,
    LANGUAGE,
    OWN,
    all_rooms,
    direction,
    english,
    languages,
    one_language,
    speaking,
    split_languages,
    spoken,
    tag,
    title,
    translated,
)
from provenance.report.marks import visible, visible_html

LONGEST_VALUE = 300
"""Characters of one evidence value inside a sentence; the raw header has it whole."""
LONGEST_LIST = 12
"""Members of a list inside a sentence; the rest is counted."""

__all__ = [
    "ENGLISH",
    "LANGUAGE",
    "LOCAL_ZONE",
    "PLACEHOLDER",
    "address_html",
    "all_rooms",
    "clock",
    "cut",
    "day",
    "direction",
    "english",
    "evidence_html",
    "fill",
    "iso_day",
    "joint",
    "languages",
    "linked",
    "local_time",
    "moment",
    "no_language",
    "number",
    "one_language",
    "plain_value",
    "product",
    "render",
    "render_html",
    "rooms",
    "sentence",
    "sentences",
    "speaking",
    "split_languages",
    "tag",
    "title",
    "translated",
    "whole_day",
    "zone_of",
]


def rooms() -> tuple[str, ...]:
    """Return the rooms that have a catalogue file of English words, in order of name."""
    return tuple(sorted(path.stem for path in (OWN / ENGLISH).glob("*.json")))


def sentences(room: str, language: str | None = None) -> Mapping[str, str]:
    """Return all sentences of one room by id, English where the language has no words.

    ``rule`` gives those of the rules; without a language it is the one of the context.
    """
    name = LANGUAGE.get() if language is None else language
    if name == ENGLISH:
        return english(room)
    return {**english(room), **translated(name, room)}


def sentence(id_: str, language: str | None = None) -> str | None:
    """Return the words of one sentence with their placeholders, ``None`` for an unknown id."""
    return spoken(id_, LANGUAGE.get() if language is None else language)[0]


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


_ANCHORS: ContextVar[tuple[str, ...]] = ContextVar("_ANCHORS", default=())


@contextmanager
def linked(*anchors: str) -> Iterator[None]:
    """Make words that name a place of the page links to it, as long as the context lasts.

    ``rates`` stands for the words of ``report.link.rates`` and the element of that id. Only our own
    words become links, never a value; other pages have no such place, and get plain words.
    """
    token = _ANCHORS.set(anchors)
    try:
        yield
    finally:
        _ANCHORS.reset(token)


def _own_html(words: str) -> str:
    """Words of ours as HTML, with the links of :func:`linked`.

    Words that are nothing but the name of the place are its heading, and no link to it.
    """
    from markupsafe import escape

    shown = str(escape(words))
    for anchor in _ANCHORS.get():
        named = str(escape(sentence(f"report.link.{anchor}") or ""))
        if named and named != shown:
            shown = shown.replace(named, f'<a href="#{anchor}">{named}</a>')
    return shown


@cache
def zone_of(name: str) -> tzinfo | None:
    """Return the zone of a name, ``None`` for a name that is none."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _own_order(id_: str, **words: str) -> str | None:
    """Fill a sentence of times with words; ``None`` where the language has no such sentence."""
    wanted = LANGUAGE.get()
    order, of = spoken(id_, wanted)
    return PLACEHOLDER.sub(lambda m: words[m[1]], order) if order and of == wanted else None


def day(value: date) -> str:
    """Return a day in words, the same in every country: ``3 June 2026``, ``2026年6月3日``.

    The month has its name in English and its number elsewhere; a language that does not say how
    it writes a day gets the international form, ``2026-06-03``.
    """
    month = _MONTHS[value.month - 1] if LANGUAGE.get() == ENGLISH else str(value.month)
    said = _own_order("report.time.day", day=str(value.day), month=month, year=str(value.year))
    return said or f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


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


def clock(value: datetime, precision: float) -> str:
    """Return the time of day, as exact as its source: ``14:02``, ``14:02:10``, ``14:02:10.402``."""
    if precision < 1:
        return value.strftime("%H:%M:%S.%f")[:-3]
    return value.strftime("%H:%M" if precision >= 60 else "%H:%M:%S")


def moment(value: Instant) -> str:
    """Return the UTC time of an instant, as exact as its source: ``14 May 2026, 14:02:10 UTC``.

    Inside :func:`local_time` the local time follows; its day too where it is another one. A
    language that does not say how it writes a moment (``2026年5月14日 14:02:10 UTC``) gets ISO
    8601 with the offset: ``2026-05-14 14:02:10+00:00``.
    """
    exact = value.precision_seconds
    if exact >= 86400:
        return day(value.utc)
    time = clock(value.utc, exact)
    said = _own_order("report.time.moment", day=day(value.utc), clock=time)
    utc = said or f"{day(value.utc)} {time}+00:00"
    zone = zone_of(LOCAL_ZONE.get()) if LOCAL_ZONE.get() else None
    if zone is None:
        return utc
    try:
        there = value.utc.astimezone(zone)
    except (OverflowError, ValueError):
        return utc
    local = clock(there, exact) + ("" if said else there.isoformat(timespec="seconds")[19:])
    if there.date() != value.utc.date():
        with_day = _own_order("report.time.there", day=day(there), clock=local)
        local = with_day or f"{day(there)} {local}"
    words = {"utc": utc, "local": local, "zone": LOCAL_ZONE.get()}
    return PLACEHOLDER.sub(lambda m: words[m[1]], sentence("report.time.both") or "{utc}")


_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_MEMBERS = re.compile(r", (?![^(]*\))")
"""Between the names of a list; a comma in brackets belongs to one name."""


def product(value: str) -> str:
    """Return the name of a mail program or service in the language of the context.

    Rooms below name programs by English words of their own tables. A list of such names is
    translated name by name; a name that no catalogue has stays as it is.
    """
    if LANGUAGE.get() == ENGLISH or not value:
        return value
    return joint().join(_names(_MEMBERS.split(value)))


def joint() -> str:
    """Return what stands between the members of a list: ``", "``, in Chinese ``、``."""
    return sentence("report.value.joint") or ", "


def _names(parts: list[str]) -> Iterator[str]:
    """The longest runs of parts that are one name; names may hold commas."""
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            name = ", ".join(parts[at:end])
            id_ = "origin-product." + _NOT_IN_SLUG.sub("-", name.lower()).strip("-")
            if sentence(id_, ENGLISH) == name:
                yield sentence(id_) or name
                break
        else:
            end = at + 1
            yield parts[at]
        at = end


def cut(value: str) -> tuple[str, int]:
    """Return at most :data:`LONGEST_VALUE` characters of a value, and how many are left out."""
    if len(value) <= LONGEST_VALUE:
        return value, 0
    return value[:LONGEST_VALUE], len(value) - LONGEST_VALUE


def plain_value(value: Param) -> str:
    """Return one parameter as plain text, values of the evidence visible and not too long."""
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
        return joint().join([plain_value(item) for item in value[:LONGEST_LIST]] + _rest(value))
    return number(value)


def _rest(values: tuple[str | Address, ...]) -> list[str]:
    left = len(values) - LONGEST_LIST
    return [render(text("report.value.more", count=left))] if left > 0 else []


def no_language() -> str:
    """Return the attribute that takes quoted evidence out of the language of a translated page."""
    return "" if LANGUAGE.get() == ENGLISH else ' lang=""'


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
    broken = has_breaks(shown, spaced=LANGUAGE.get() == ENGLISH)
    inner = visible_html(
        shown, lambda run: with_breaks(str(escape(run))) if broken else str(escape(run))
    )
    return f'<{tag} class="{breaking(shown)}" data-evidence{no_language()}>{inner}</{tag}>{more}'


def address_html(value: Address) -> str:
    """Return a mailbox as HTML; the class lets later editions find every address."""
    from markupsafe import escape

    shown = str(value)
    inner = visible_html(shown, lambda run: str(escape(run)))
    # A pseudonym stands for a mailbox: its number is not parted from its letter.
    whole = " whole" if is_one_short_name(shown) else ""
    return f'<bdi class="ev addr{whole}" data-evidence{no_language()}>{inner}</bdi>'


def _html(value: Param) -> str:
    from markupsafe import Markup, escape

    if isinstance(value, Markup):
        return value  # ours: links to findings, words of the catalogue; evidence is never Markup
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
        return joint().join([_html(item) for item in value[:LONGEST_LIST]] + _rest(value))
    return str(escape(plain_value(value)))


def _params(sentence_text: Text) -> dict[str, Param]:
    """Parameters by name; one named ``product`` is a name of our tables, never evidence."""
    params = dict(sentence_text.params)
    name = params.get("product")
    if isinstance(name, str):
        params["product"] = product(name)
    return params


def _unknown(sentence_text: Text) -> str:
    params = "; ".join(f"{name} = {plain_value(value)}" for name, value in sentence_text.params)
    return (
        f"[{visible(sentence_text.id)}: {params}]" if params else f"[{visible(sentence_text.id)}]"
    )


def _pieces(
    words: str,
    params: Mapping[str, Param],
    own: Callable[[str], str],
    shown: Callable[[Param], str],
) -> Iterator[str]:
    """Our own words and the values between them, in order, with the blanks of the language."""
    parts = PLACEHOLDER.split(words)
    if sentence("report.join.words") == "{first}{second}":
        held = {name: params[name] for name in parts[1::2] if name in params}
        other = {n for n, one in held.items() if isinstance(one, str | tuple | Text | Address)}
        set_blanks(parts, {name: plain_value(one) for name, one in held.items()}, other)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            yield own(part)
        else:
            yield shown(params[part]) if part in params else f"[{part}?]"


def fill(words: str, params: Mapping[str, Param]) -> str:
    """Return words with values in the place of their placeholders, as plain text."""
    return "".join(_pieces(words, params, str, plain_value))


def render(sentence_text: Text, language: str | None = None) -> str:
    """Return the sentence as plain text, in the language of the context if none is named.

    An id that the catalogue does not have is shown with its parameters: a report with a
    missing sentence is repaired, a crash on evidence is not.
    """
    if language is not None and language != LANGUAGE.get():
        with speaking(language):
            return render(sentence_text)
    words = sentence(sentence_text.id)
    if words is None:
        return _unknown(sentence_text)
    return fill(words, _params(sentence_text))


def render_html(sentence_text: Text, language: str | None = None) -> str:
    """Return the sentence as safe HTML, parameters marked up by their type.

    Words in another language than the one that was asked for say so (``lang``).
    """
    wanted = LANGUAGE.get()
    if language is not None and language != wanted:
        with speaking(language):
            return render_html(sentence_text)
    words, of = spoken(sentence_text.id, wanted)
    if words is None:
        from markupsafe import escape

        return f'<span class="ev" data-evidence>{escape(_unknown(sentence_text))}</span>'
    made = "".join(_pieces(words, _params(sentence_text), _own_html, _html))
    return made if of == wanted else f'<span lang="{tag(of)}">{made}</span>'
