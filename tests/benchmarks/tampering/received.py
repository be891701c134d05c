"""Changes of Received lines: their times, their order, their single values."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from provenance.basics import Instant, known
from provenance.trace import Hop
from tests.benchmarks.tampering.original import (
    FAKE_ADDRESSES,
    FAKE_NAMES,
    Change,
    Original,
    is_exchange,
    moment,
    pick,
    written,
)

INSIDE_ADDRESSES = ("10.20.30.40", "192.168.7.9", "172.16.4.4")
BOGON_ADDRESSES = ("240.1.2.3", "0.12.13.14", "224.0.3.4", "198.18.4.4")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DATE = re.compile(
    r"((?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)?)(\d{1,2})(\s+[A-Z][a-z]{2}\s+\d{4}\s+"
    r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s*)([+-]\d{4})"
)


def _last_date(text: str) -> re.Match[str] | None:
    return next(reversed(list(_DATE.finditer(text))), None)


def redated(original: Original, hop: Hop, delta: timedelta) -> bytes | None:
    """One field with its own time moved, everything else kept."""
    text = original.line(hop)
    head, semicolon, _ = text.rpartition(";")
    if not semicolon or not isinstance(hop.trace.time, Instant):
        return None
    eol = original.eol.decode()
    return f"{head};{eol}\t{written(moment(hop) + delta)}{eol}".encode("utf-8", "surrogateescape")


def _with(original: Original, hop: Hop, chunk: bytes | None) -> bytes | None:
    if chunk is None:
        return None
    chunks = original.chunks
    chunks[hop.trace.field] = chunk
    return original.build(chunks)


def boundary_moved(minutes: int) -> Change:
    """The time of the line at the trust boundary moved."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        hop = original.boundary
        if hop is None or len(original.hops) < 2:
            return None
        return _with(original, hop, redated(original, hop, timedelta(minutes=minutes)))

    return change


def below_moved(minutes: int) -> Change:
    """The time of a line below the boundary moved."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        hop = pick(original.below, rng)
        if hop is None or len(original.hops) < 2:
            return None
        return _with(original, hop, redated(original, hop, timedelta(minutes=minutes)))

    return change


def every_line(*, date: bool) -> Change:
    """All lines one day earlier, and Date with them."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        chunks = original.chunks
        for hop in original.hops:
            chunk = redated(original, hop, timedelta(days=-1))
            if chunk is None:
                return None
            chunks[hop.trace.field] = chunk
        stated = original.trace.identity.date
        if date:
            if not isinstance(stated, Instant):
                return None
            new = f"Date: {written(stated.utc - timedelta(days=1))}".encode() + original.eol
            for index in original.indexes("date"):
                chunks[index] = new
        return original.build(chunks) if original.hops else None

    return change


def zone_of_boundary(original: Original, rng: random.Random) -> bytes | None:
    """Another offset, digits kept."""
    hop = original.boundary
    if hop is None or not isinstance(hop.trace.time, Instant):
        return None
    text = original.line(hop)
    found = _last_date(text)
    if found is None:
        return None
    hours = int(found.group(4)[:3]) + 2
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02d}{found.group(4)[3:]}"
    text = text[: found.start(4)] + zone + re.sub(r"^ \([^()]*\)", "", text[found.end(4) :])
    return original.with_text(hop.trace.field, text)


def weekday_left(text: str) -> str | None:
    """A date one day earlier whose weekday is as before; ``None`` if it names none."""
    found = _last_date(text)
    if found is None or not found.group(1) or int(found.group(2)) < 2:
        return None
    return text[: found.start(2)] + str(int(found.group(2)) - 1) + text[found.end(2) :]


def boundary_weekday(original: Original, rng: random.Random) -> bytes | None:
    """The day of the boundary line one earlier, weekday kept."""
    hop = original.boundary
    text = weekday_left(original.line(hop)) if hop else None
    return original.with_text(hop.trace.field, text) if hop and text else None


def _postfix(helo: str, ip: str, by: str, when: str, rng: random.Random) -> str:
    queue = "".join(rng.choice("0123456789ABCDEF") for _ in range(10))
    return (
        f"Received: from {helo} ({helo} [{ip}])\r\n\tby {by} (Postfix) with ESMTPS id {queue};\r\n"
        f"\t{when}"
    )


def foreign_in_run(original: Original, rng: random.Random) -> bytes | None:
    """A Postfix line under the receiving host's own name, above the boundary line."""
    hop = original.boundary
    by = (known(hop.trace.by) or "") if hop else ""
    if hop is None or not by:
        return None
    when = written(moment(hop) + timedelta(seconds=1))
    line = _postfix(rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), by, when, rng)
    return original.inserted(hop.trace.field, line)


def imitated_in_run(original: Original, rng: random.Random) -> bytes | None:
    """A copy of a line of the receiving run with another peer, in the operator's own form."""
    hop = pick([one for one in original.run if isinstance(one.trace.helo, str)], rng)
    helo = known(hop.trace.helo) if hop else None
    if hop is None or not helo:
        return None
    text = original.line(hop).rstrip("\r\n").replace(helo, rng.choice(FAKE_NAMES))
    if ip := known(hop.trace.ip):
        text = text.replace(ip, rng.choice(FAKE_ADDRESSES))
    return original.inserted(hop.trace.field, text.replace("\r\n", "\n").replace("\n", "\r\n"))


def typed_below(original: Original, rng: random.Random) -> bytes | None:
    """A generic line below all others: an invented start of the journey."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    when = written(moment(oldest) - timedelta(seconds=5))
    names = rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), rng.choice(FAKE_NAMES)
    return original.inserted(oldest.trace.field + 1, _postfix(*names, when, rng))


def linked_below(original: Original, rng: random.Random) -> bytes | None:
    """The same, under the very name that the line above gives for its peer."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    name = known(oldest.trace.rdns) or known(oldest.trace.helo)
    if not name or "." not in name:
        return None
    when = written(moment(oldest) - timedelta(seconds=5))
    line = _postfix(rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), name, when, rng)
    return original.inserted(oldest.trace.field + 1, line)


def foreign_below(original: Original, rng: random.Random) -> bytes | None:
    """A Postfix line under the name of Exchange Online or Google, below all others."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    by = rng.choice(("SA3PR19MB7370.namprd19.prod.outlook.com", "mail-qt1-f170.google.com"))
    when = written(moment(oldest) - timedelta(seconds=5))
    line = _postfix(rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), by, when, rng)
    return original.inserted(oldest.trace.field + 1, line)


def removed(*, receiver: bool) -> Change:
    """One line that is neither the newest nor the oldest taken out."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        own = original.run if receiver else original.below
        hop = pick([one for one in original.hops[1:-1] if one in own], rng)
        return original.without(hop.trace.field) if hop else None

    return change


def removed_end(*, newest: bool) -> Change:
    """The newest or the oldest line taken out."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        if len(original.hops) < 2:
            return None
        return original.without(original.hops[-1 if newest else 0].trace.field)

    return change


def exchanged(*, receiver: bool) -> Change:
    """Two neighbouring lines of one party exchanged."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        own = original.run if receiver else original.below
        pairs = [
            (older, newer)
            for older, newer in zip(original.hops, original.hops[1:], strict=False)
            if older in own and newer in own
        ]
        if not pairs:
            return None
        one, other = (hop.trace.field for hop in rng.choice(pairs))
        chunks = original.chunks
        chunks[one], chunks[other] = chunks[other], chunks[one]
        return original.build(chunks)

    return change


def torn_from_block(original: Original, rng: random.Random) -> bytes | None:
    """The oldest line moved below From."""
    places = original.indexes("from")
    if not original.hops or not places:
        return None
    at = original.hops[0].trace.field
    if at > places[0]:
        return None
    chunks = original.chunks
    chunk = chunks.pop(at)
    chunks.insert(places[0], chunk)
    return original.build(chunks)


def google_machine(original: Original, rng: random.Random) -> bytes | None:
    """One digit of the machine's address inside a Google id altered."""
    for index, chunk in enumerate(original.chunks):
        head = chunk[:12].lower()
        found = re.search(rb"-([0-9a-f]{32})(?=mr|sm|sor|si|ls|rs|sp)", chunk)
        if found and head.startswith((b"received:", b"x-received:")) and b"2002:" in chunk:
            digits = bytearray(found.group(1))
            place = rng.randrange(4, 32)
            digits[place] = ord("3") if digits[place] != ord("3") else ord("4")
            chunks = original.chunks
            chunks[index] = chunk.replace(found.group(1), bytes(digits))
            return original.build(chunks)
    return None


def newer_build(original: Original, rng: random.Random) -> bytes | None:
    """The build of one Exchange Online line replaced by one of a year and more later."""
    lines = [one for one in original.hops if is_exchange(one) and "15.20." in original.line(one)]
    hop = pick(lines, rng)
    if hop is None or moment(hop).year > 2024:
        return None
    text = re.sub(r"15\.20\.\d{4}\.\d+", "15.20.9769.24", original.line(hop))
    return original.with_text(hop.trace.field, text)


def _renamed(original: Original, hop: Hop, new: str) -> bytes | None:
    by = known(hop.trace.by) or ""
    if not by or new == by:
        return None
    return original.with_text(hop.trace.field, original.line(hop).replace(by, new))


def _mailbox_lines(original: Original) -> list[Hop]:
    """Lines of servers with a group in their name, as SA3PR19MB7370.namprd19.prod.outlook.com."""
    return [
        hop
        for hop in original.hops
        if is_exchange(hop)
        and re.search(r"\.[a-z]{3}p(?:rd)?\d+\.prod", known(hop.trace.by) or "", re.I)
    ]


def no_group(original: Original, rng: random.Random) -> bytes | None:
    """A server name of Exchange Online without its group."""
    hop = pick(_mailbox_lines(original), rng)
    if hop is None:
        return None
    return _renamed(original, hop, f"{(known(hop.trace.by) or '').split('.')[0]}.prod.outlook.com")


def group_number(original: Original, rng: random.Random) -> bytes | None:
    """The number of the group altered in one line's own name."""
    hop = pick(_mailbox_lines(original), rng)
    if hop is None:
        return None
    new = re.sub(
        r"(?i)\.([a-z]{3}p(?:rd)?)\d+\.", lambda m: f".{m.group(1)}77.", known(hop.trace.by) or ""
    )
    return _renamed(original, hop, new)


def group_region(original: Original, rng: random.Random) -> bytes | None:
    """The region of the group altered, the number kept."""
    hop = pick(_mailbox_lines(original), rng)
    if hop is None:
        return None
    by = known(hop.trace.by) or ""
    region = "eur" if ".nam" in by.lower() else "nam"
    new = re.sub(r"(?i)\.[a-z]{3}(p(?:rd)?\d+)\.", lambda m: f".{region}{m.group(1)}.", by)
    return _renamed(original, hop, new)


def handover_address(new: tuple[str, ...]) -> Change:
    """The peer's address in the boundary line replaced."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        hop = original.boundary
        ip = known(hop.trace.ip) if hop else None
        if hop is None or not ip or ":" in ip:
            return None
        return original.with_text(hop.trace.field, original.line(hop).replace(ip, rng.choice(new)))

    return change


def handover_name(original: Original, rng: random.Random) -> bytes | None:
    """The peer's greeting and reverse name replaced."""
    hop = original.boundary
    if hop is None:
        return None
    text, new = original.line(hop), rng.choice(FAKE_NAMES)
    for name in {known(hop.trace.helo), known(hop.trace.rdns)} - {None, "", "unknown"}:
        text = text.replace(str(name), new)
    return original.with_text(hop.trace.field, text) if text != original.line(hop) else None


def queue_id(original: Original, rng: random.Random) -> bytes | None:
    """The id of a line replaced by one of the same length and letters."""
    lines = [
        hop for hop in original.hops if not is_exchange(hop) and len(known(hop.trace.id) or "") >= 8
    ]
    hop = pick(lines, rng)
    old = known(hop.trace.id) if hop else None
    if hop is None or not old:
        return None
    return original.with_text(hop.trace.field, original.line(hop).replace(old, _other_id(old, rng)))


def _other_id(old: str, rng: random.Random) -> str:
    """Digits and letters drawn anew; a letter or digit stays what it is."""
    new = []
    for letter in old:
        if letter.isdigit():
            new.append(rng.choice("0123456789"))
        elif letter.isalpha() and letter.isascii():
            drawn = rng.choice("ABCDEF" if letter.upper() <= "F" else "GHJKLMNPQRSTVWXYZ")
            new.append(drawn if letter.isupper() else drawn.lower())
        else:
            new.append(letter)
    return "".join(new)


def tls_mismatch(original: Original, rng: random.Random) -> bytes | None:
    """A cipher that exists in TLS 1.3 only, in a line that names TLS 1.2."""
    lines = [
        hop
        for hop in original.hops
        if re.search(r"TLS(?:v|_?)?1[._]2", original.line(hop))
        and re.search(r"ECDHE[-_]", original.line(hop))
    ]
    hop = pick(lines, rng)
    if hop is None:
        return None
    text = re.sub(r"\b(?:TLS_)?ECDHE[-_][A-Z0-9_-]+", "TLS_AES_256_GCM_SHA384", original.line(hop))
    return original.with_text(hop.trace.field, text)


CHANGES: dict[str, Change] = {
    "received.boundary-later-2m": boundary_moved(2),
    "received.boundary-later-10m": boundary_moved(10),
    "received.boundary-earlier-10m": boundary_moved(-10),
    "received.boundary-earlier-1d": boundary_moved(-1440),
    "received.below-later-10m": below_moved(10),
    "received.below-earlier-10m": below_moved(-10),
    "received.below-earlier-1d": below_moved(-1440),
    "received.every-line-earlier-1d": every_line(date=False),
    "received.every-clock-earlier-1d": every_line(date=True),
    "received.zone-of-boundary": zone_of_boundary,
    "received.weekday-left": boundary_weekday,
    "received.foreign-form-in-run": foreign_in_run,
    "received.own-form-in-run": imitated_in_run,
    "received.invented-start": typed_below,
    "received.invented-start-linked": linked_below,
    "received.foreign-form-below": foreign_below,
    "received.removed-in-run": removed(receiver=True),
    "received.removed-below": removed(receiver=False),
    "received.removed-newest": removed_end(newest=True),
    "received.removed-oldest": removed_end(newest=False),
    "received.exchanged-in-run": exchanged(receiver=True),
    "received.exchanged-below": exchanged(receiver=False),
    "received.torn-from-block": torn_from_block,
    "received.google-id-address": google_machine,
    "received.exchange-build-newer": newer_build,
    "received.exchange-no-group": no_group,
    "received.exchange-group-number": group_number,
    "received.exchange-group-region": group_region,
    "received.handover-private": handover_address(INSIDE_ADDRESSES),
    "received.handover-impossible": handover_address(BOGON_ADDRESSES),
    "received.handover-other-public": handover_address(FAKE_ADDRESSES),
    "received.handover-name": handover_name,
    "received.queue-id": queue_id,
    "received.tls-mismatch": tls_mismatch,
}
