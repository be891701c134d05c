"""Changes of the author's fields, of recorded results, of seals and of the stamps of services."""

from __future__ import annotations

import base64
import binascii
import random
import re
from datetime import UTC, datetime, timedelta

from provenance.basics import Instant, known
from provenance.decoders.identifiers.message_id_microsoft import day_code
from tests.benchmarks.tampering.original import Change, Original, changed_once, moment, written
from tests.benchmarks.tampering.received import weekday_left

OTHER = "other.person@example.org"
_DAY_TICKS = 864_000_000_000
_ADDRESS = r"[A-Za-z0-9._%+=-]+@[A-Za-z0-9.-]+"


def _first(original: Original, *names: str) -> int | None:
    places = original.indexes(*names)
    return places[0] if places else None


def _date(original: Original, new: str) -> bytes | None:
    index = _first(original, "date")
    eol = original.eol.decode()
    return None if index is None else original.with_text(index, f"Date: {new}{eol}")


def date_moved(minutes: int) -> Change:
    """Date moved, weekday and all, offset kept."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        stated = original.trace.identity.date
        if not isinstance(stated, Instant):
            return None
        return _date(original, written(stated.utc + timedelta(minutes=minutes)))

    return change


def date_weekday(original: Original, rng: random.Random) -> bytes | None:
    """The day of Date one earlier, weekday kept."""
    index = _first(original, "date")
    text = weekday_left(original.text(index)) if index is not None else None
    return original.with_text(index, text) if index is not None and text else None


def date_zone(original: Original, rng: random.Random) -> bytes | None:
    """The offset of Date two hours further west, digits kept."""
    index = _first(original, "date")
    if index is None:
        return None
    text = original.text(index)
    found = re.search(r"([+-]\d\d)(\d\d)", text)
    if found is None:
        return None
    hours = int(found.group(1)) - 2
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02d}{found.group(2)}"
    rest = re.sub(r"^ \([^()]*\)", "", text[found.end() :])
    return original.with_text(index, text[: found.start()] + zone + rest)


def date_unreadable(original: Original, rng: random.Random) -> bytes | None:
    """The year of Date left out."""
    index = _first(original, "date")
    if index is None or not isinstance(original.trace.identity.date, Instant):
        return None
    return changed_once(original, index, r"\s(?:19|20)\d\d(?=\s)", "")


def replaced(pattern: str, new: str, *names: str) -> Change:
    """The first match in the first field of these names replaced."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        index = _first(original, *names)
        return None if index is None else changed_once(original, index, pattern, new)

    return change


def from_name(original: Original, rng: random.Random) -> bytes | None:
    """The name in From replaced."""
    index = _first(original, "from")
    if index is None:
        return None
    return changed_once(original, index, r"\"?[^\s<\"@][^<\"@]*\"?(?=\s*<)", "Other Person")


def added(name: str, value: str, *, before: str = "from", twice: bool = False) -> Change:
    """One more field, above the field ``before``; only where there is none yet, unless twice."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        index = _first(original, before)
        there = _first(original, name.lower())
        if index is None or (there is None) is twice:
            return None
        return original.inserted(index if there is None else there, f"{name}: {value}")

    return change


def removed(*names: str) -> Change:
    """All fields of these names left out."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        places = original.indexes(*names)
        return original.without(*places) if places else None

    return change


def to_shortened(original: Original, rng: random.Random) -> bytes | None:
    """The first of several addresses left out of To."""
    index = _first(original, "to")
    if index is None:
        return None
    name, _, value = original.text(index).partition(":")
    pieces = value.split(",")
    if len(pieces) < 2 or "@" not in pieces[0] or '"' in value:
        return None
    return original.with_text(index, f"{name}: {','.join(pieces[1:]).lstrip()}")


def cc_added(original: Original, rng: random.Random) -> bytes | None:
    """An address more in Cc, or a Cc field."""
    index, to = _first(original, "cc"), _first(original, "to")
    if index is None:
        return None if to is None else original.inserted(to + 1, f"Cc: {OTHER}")
    name, _, value = original.text(index).partition(":")
    return original.with_text(index, f"{name}: {OTHER}, {value.lstrip()}")


def subject_word(original: Original, rng: random.Random) -> bytes | None:
    """One plain word of Subject replaced."""
    index = _first(original, "subject")
    if index is None or "=?" in original.text(index):
        return None
    return changed_once(original, index, r"\b[A-Za-z]{4,}\b(?!:)", "invoice")


def message_id(original: Original, rng: random.Random) -> bytes | None:
    """A Message-ID of Thunderbird's form in place of another."""
    index = _first(original, "message-id")
    if index is None:
        return None
    digits = f"{rng.getrandbits(128):032x}"
    new = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-9{digits[17:20]}-{digits[20:]}"
    return changed_once(original, index, r"<[^>]*>", f"<{new}@example.org>")


def exchange_day(original: Original, rng: random.Random) -> bytes | None:
    """The day code of an Exchange Online Message-ID set to that of three to twenty days later."""
    index, stated = _first(original, "message-id"), original.trace.identity.date
    if index is None or not isinstance(stated, Instant):
        return None
    text = original.text(index)
    found = re.search(r"<([^@>]+)@([^.>]+)\.[^>]*\.prod\.outlook\.com>", text, re.I)
    if found is None or len(found.group(1)) != len(found.group(2)) + 25:
        return None
    today = (stated.utc - datetime(1970, 1, 1, tzinfo=UTC)).days
    at = found.end(1) - 3
    return original.with_text(
        index, f"{text[:at]}{day_code(today + rng.randint(3, 20)):02X}{text[at + 2 :]}"
    )


def references(original: Original, rng: random.Random) -> bytes | None:
    """In-Reply-To and References set to a made-up id."""
    chunks, done = original.chunks, False
    for index in original.indexes("in-reply-to", "references"):
        name = original.message.fields[index].name
        chunks[index] = f"{name}: <20240501120000.1234@example.org>".encode() + original.eol
        done = True
    return original.build(chunks) if done else None


def client(original: Original, rng: random.Random) -> bytes | None:
    """Another program named in X-Mailer or User-Agent, or one added."""
    index = _first(original, "x-mailer", "user-agent")
    if index is None:
        at = _first(original, "mime-version", "subject")
        return None if at is None else original.inserted(at, "X-Mailer: Microsoft Outlook 16.0")
    old = original.message.fields[index]
    new = (
        "Apple Mail (2.3731.700.6)" if "outlook" in old.value.lower() else "Microsoft Outlook 16.0"
    )
    return original.with_text(index, f"{old.name}: {new}{original.eol.decode()}")


def thread_index(original: Original, rng: random.Random) -> bytes | None:
    """The time in Thread-Index set to 30 days after Date, replies left out."""
    index, stated = _first(original, "thread-index"), original.trace.identity.date
    if index is None or not isinstance(stated, Instant):
        return None
    field = original.message.fields[index]
    try:
        raw = bytearray(base64.b64decode("".join(field.value.split())))
    except (ValueError, binascii.Error):
        return None
    if len(raw) < 22 or raw[0] != 1:
        return None
    epoch = datetime(1601, 1, 1, tzinfo=UTC)
    ticks = int((stated.utc + timedelta(days=30) - epoch).total_seconds()) * 10_000_000
    clock = ticks.to_bytes(8, "big")
    raw[0:6] = clock[:6] if raw[1] >= 0xBF else b"\x01" + clock[:5]
    value = base64.b64encode(bytes(raw[:22])).decode()
    return original.with_text(index, f"{field.name}: {value}{original.eol.decode()}")


def verdict(original: Original, rng: random.Random) -> bytes | None:
    """A bad result of the receiving side turned into a good one."""
    places = {one.field for one in original.trace.reported if one.believed}
    for index in sorted(places):
        made = changed_once(original, index, r"(?i)(?<=[=\s:])(?:fail|softfail|none)\b", "pass")
        if made is not None:
            return made
    return None


def result_address(original: Original, rng: random.Random) -> bytes | None:
    """The address in the receiving side's own results replaced."""
    places = {
        item.field
        for item in original.trace.evidence
        if item.key in {"sender IP", "client-ip"} and item.witness.value == "receiver"
    }
    for index in sorted(places):
        made = changed_once(original, index, r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "198.51.100.40")
        if made is not None:
            return made
    return None


def second_results(original: Original, rng: random.Random) -> bytes | None:
    """A further Authentication-Results under the receiving host's name, below the boundary line."""
    hop = original.boundary
    by = (known(hop.trace.by) or "") if hop else ""
    if hop is None or "." not in by:
        return None
    sender = original.trace.identity.from_
    domain = sender[0].domain if sender else "example.org"
    line = (
        f"Authentication-Results: {by};\r\n\tdkim=pass header.d={domain};"
        f" spf=pass smtp.mailfrom={domain}"
    )
    return original.inserted(hop.trace.field + 1, line)


def seal_time(original: Original, rng: random.Random) -> bytes | None:
    """``t=`` of a DKIM signature set to a day after the arrival."""
    hop = original.boundary
    if hop is None or not isinstance(hop.trace.time, Instant):
        return None
    new = str(int((moment(hop) + timedelta(days=1)).timestamp()))
    for index in original.indexes("dkim-signature"):
        made = changed_once(original, index, r"(?<=[;\s]t=)\d{9,10}", new)
        if made is not None:
            return made
    return None


def arc_removed(*, newest: bool) -> Change:
    """One set of ARC left out: the newest, or another one where there are several."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        sets: dict[int, list[int]] = {}
        for index in original.indexes(
            "arc-seal", "arc-message-signature", "arc-authentication-results"
        ):
            found = re.search(r"\bi\s*=\s*(\d+)", original.text(index).partition(":")[2])
            if found:
                sets.setdefault(int(found.group(1)), []).append(index)
        if not sets or (not newest and len(sets) < 2):
            return None
        number = max(sets) if newest else rng.choice(sorted(sets)[:-1])
        return original.without(*sets[number])

    return change


def arc_results(original: Original, rng: random.Random) -> bytes | None:
    """A result in ARC-Authentication-Results turned round."""
    places = original.indexes("arc-authentication-results")
    rng.shuffle(places)
    for index in places:
        for pattern, new in (
            (r"(?<==)(?:fail|softfail|none)\b", "pass"),
            (r"(?<==)pass\b", "fail"),
        ):
            made = changed_once(original, index, pattern, new)
            if made is not None:
                return made
    return None


def arrival_stamp(original: Original, rng: random.Random) -> bytes | None:
    """Exchange's arrival stamp one hour later."""
    index = _first(original, "x-ms-exchange-crosstenant-originalarrivaltime")
    if index is None:
        return None
    text = original.text(index)
    found = re.search(r"(\d\d):(\d\d:\d\d\.\d+)", text)
    if found is None or int(found.group(1)) > 22:
        return None
    new = f"{int(found.group(1)) + 1:02d}:{found.group(2)}"
    return original.with_text(index, text[: found.start()] + new + text[found.end() :])


def _network_ids(original: Original) -> list[int]:
    """Fields with a Network-Message-Id, in order."""
    return [
        field.index
        for field in original.message.fields
        if field.lname.endswith("network-message-id")
    ]


def network_clock(original: Original, rng: random.Random) -> bytes | None:
    """The clock in every Network-Message-Id one day earlier, all alike."""
    chunks, done = original.chunks, False
    for index in _network_ids(original):
        text = original.text(index)
        found = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-([0-9a-f]{12})", text)
        if found is None:
            continue
        clock = int(found.group(1), 16) - (_DAY_TICKS >> 16)
        text = f"{text[: found.start(1)]}{clock:012x}{text[found.end(1) :]}"
        chunks[index] = text.encode("utf-8", "surrogateescape")
        done = True
    return original.build(chunks) if done else None


def network_one(original: Original, rng: random.Random) -> bytes | None:
    """One of several Network-Message-Ids altered in its first digits."""
    places = _network_ids(original)
    if len(places) < 2:
        return None
    digits = f"{rng.getrandbits(32):08x}"
    return changed_once(original, rng.choice(places), r"[0-9a-f]{8}(?=-[0-9a-f]{4}-)", digits)


CHANGES: dict[str, Change] = {
    "date.earlier-10m": date_moved(-10),
    "date.earlier-1d": date_moved(-1440),
    "date.later-10m": date_moved(10),
    "date.later-1d": date_moved(1440),
    "date.weekday-left": date_weekday,
    "date.zone": date_zone,
    "date.unreadable": date_unreadable,
    "from.address": replaced(_ADDRESS, OTHER, "from"),
    "from.name": from_name,
    "from.second": added("From", f"Other Person <{OTHER}>", twice=True),
    "sender.added": added("Sender", OTHER),
    "sender.removed": removed("sender"),
    "sender.changed": replaced(_ADDRESS, OTHER, "sender"),
    "reply-to.added": added("Reply-To", OTHER),
    "to.address": replaced(_ADDRESS, OTHER, "to"),
    "to.shortened": to_shortened,
    "cc.added": cc_added,
    "cc.removed": removed("cc"),
    "subject.word": subject_word,
    "subject.second": added("Subject", "another subject", twice=True),
    "message-id.random": message_id,
    "message-id.exchange-day": exchange_day,
    "references.other": references,
    "client.other": client,
    "thread-index.later": thread_index,
    "thread-index.removed": removed("thread-index"),
    "results.verdict": verdict,
    "results.address": result_address,
    "results.second": second_results,
    "seal.removed": removed("dkim-signature"),
    "seal.time": seal_time,
    "seal.domain": replaced(r"(?<=[;\s]d=)[A-Za-z0-9.-]+", "example.org", "dkim-signature"),
    "arc.newest-removed": arc_removed(newest=True),
    "arc.inner-removed": arc_removed(newest=False),
    "arc.results-changed": arc_results,
    "exchange.arrival-stamp": arrival_stamp,
    "exchange.network-id-clock": network_clock,
    "exchange.network-id-one": network_one,
    "exchange.originating-ip": replaced(
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "198.51.100.40", "x-originating-ip"
    ),
}
