"""Takes fields of filters, gateways and mail services apart, by the dictionary of such fields.

Nothing here judges: an address in a field is what its writer wrote there, and who that was is
decided by the place of the field (``trace``). Filter verdicts are decoded to be shown; nothing
reasons from them. Every reader is linear and keeps at most :data:`MOST_ITEMS` values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from provenance.basics import Instant, State, Value
from provenance.basics.networks import NO_HOST
from provenance.decoders.date_time import date_time
from provenance.decoders.exact import exact_to
from provenance.decoders.field_meanings import meaning
from provenance.decoders.header_dictionary import Entry, dictionary, entry_for
from provenance.decoders.header_items import account_item as _account
from provenance.decoders.header_items import address_item as _address
from provenance.decoders.header_items import host_item as _host
from provenance.decoders.header_items import is_ip
from provenance.decoders.header_items import text_item as _text
from provenance.decoders.header_items import time_item as _time
from provenance.decoders.header_items import unix_time as _unix
from provenance.decoders.records import (
    DecodedHeader,
    Grade,
    HeaderItem,
    HeaderWeight,
    ItemKind,
    Role,
)
from provenance.decoders.spam_cause import spam_cause

MOST_ITEMS: Final = 60
LONGEST: Final = 20_000
"""Characters of one field that are read."""

# Patterns are compiled when first used (``re`` keeps them): most messages need few of them.
_ADDRESS: Final = (
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|"
    r"(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:.]{2,45})(?![\w:])"
)
_SENDER_IP: Final = r"(?i)\(sender IP is ([0-9A-Fa-f:.]{2,45})\)"
_PROXIED: Final = r"(\S{1,255}) \(([0-9A-Fa-f:.]{2,45})\)"
_FILETIME: Final = r"FILETIME=\[([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8})\]"
_SES: Final = r"\d{4}\.\d\d\.\d\d-([0-9A-Fa-f:.]{2,45})\Z"
_PAIR: Final = r'([A-Za-z][\w.-]{0,60})=("[^"]*"|[^\s;,]*)'
_ON_HOST: Final = r"(?s)(.{1,200}?)\s(?:at|on)\s+([\w.-]{1,255})\s*\Z"
_GREYLIST: Final = r"delayed (\d{1,9}) seconds by (\S{1,80}) at ([\w.-]{1,255})\s*;\s*(.+)"
_REWRITTEN: Final = r"rewritten from <([^<>]{1,320})> by ([\w.-]{1,255})"
_SET_SENDER: Final = r"([\w.-]{1,255}): (\S{1,255}) set sender to (\S{1,320}) using"
_CLAIMED: Final = r"Host (\S{1,255}) \[([0-9A-Fa-f:.]{2,45})\] claimed to be (\S{1,255})"
_SOURCE_SENDER: Final = r"\(([^()]{0,255})\) \[([0-9A-Fa-f:.]{2,45})\]"
_HOST_ADDRESS: Final = r"([^\s\[\]]{1,255})\[([0-9A-Fa-f:.]{2,45})\]"
_DEFINITIONS: Final = r"\Amain-(\d{10})\Z"


def decode_service_field(name: str, value: str) -> DecodedHeader | None:
    """Decode one header field.

    Args:
        name: name of the field as written.
        value: its unfolded value.

    Returns:
        The field in parts; ``None`` for fields of the mail standards, which other readers take.
        A field that is in no dictionary comes back with weight ``UNKNOWN``: it is listed.
    """
    low = name.lower()
    if low in dictionary().standard:
        return None
    entry = entry_for(low)
    if entry is None:
        # ``X-…-IP`` of a writer that no source tells of: shown as an address, of no role.
        address = _address("", value, Role.NONE) if low.endswith("-ip") else _text("", value)
        return DecodedHeader(
            name=name,
            product="",
            weight=HeaderWeight.UNKNOWN,
            grade=Grade.NAME_ONLY,
            source="",
            items=(address,),
        )
    items: list[HeaderItem] = []
    cut = len(value) > LONGEST
    for item in READERS[entry.reader](entry, value[:LONGEST]):
        if len(items) == MOST_ITEMS:
            cut = True
            break
        items.append(item)
    if not items and value.strip():
        items.append(_text("", value))
    return DecodedHeader(
        name=name,
        product=entry.product,
        weight=entry.weight,
        grade=entry.grade,
        source=entry.source,
        items=tuple(items),
        cut=cut,
    )


Reader = Callable[[Entry, str], Iterator[HeaderItem]]


def _read_text(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _text("", value)


def _read_code(entry: Entry, value: str) -> Iterator[HeaderItem]:
    code = value.strip()
    words = meaning(entry.name, "", code)
    yield HeaderItem(key="", value=code[:2000], kind=ItemKind.CODE, meaning=words)


def _read_identifier(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield HeaderItem(key="", value=value.strip()[:2000], kind=ItemKind.IDENTIFIER)


def _read_address(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """One address, or several between blanks and commas; everything else stays text."""
    pieces = value.replace(",", " ").split()
    if not pieces:
        return
    for piece in pieces:
        yield _address("", piece, entry.role)


def _read_addresses_inside(entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _text("", value)
    for found in re.finditer(_ADDRESS, value):
        if is_ip(found.group()):
            yield HeaderItem(key="ip", value=found.group(), kind=ItemKind.ADDRESS, role=entry.role)


def _read_account(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _account("", value)


def _read_host_account(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """cPanel: ``host: user`` and ``host: authenticated_id: user`` or other methods with words."""
    pieces = [piece.strip() for piece in value.split(": ")]
    if len(pieces) == 1:
        yield _account("account", pieces[0])
        return
    yield _host("host", pieces[0])
    if len(pieces) > 2:
        yield _text("method", ": ".join(pieces[1:-1]))
    yield _account("account", pieces[-1])


def _read_colon_pairs(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``KEY:value;`` as Microsoft's filters write; an IPv6 address holds colons itself."""
    for piece in value.split(";"):
        key, colon, rest = piece.strip().partition(":")
        if colon and key:
            yield _keyed(entry, key, rest)
        elif piece.strip():
            yield _text("", piece)


def _keyed(entry: Entry, key: str, rest: str) -> HeaderItem:
    role = entry.addresses.get(key)
    literal = rest.strip().strip("[]")
    if role is not None and is_ip(literal) and literal != NO_HOST:
        return _address(key, rest, role)
    host = entry.hosts.get(key)
    if host is not None and rest.strip():
        return _host(key, rest, host)
    words = meaning(entry.name, key, rest.strip())
    kind = ItemKind.TEXT if isinstance(words, State) else ItemKind.CODE
    return HeaderItem(key=key, value=rest.strip(), kind=kind, meaning=words)


def _read_equals_pairs(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``key=value`` between blanks, commas or semicolons; quotation marks and brackets go."""
    for found in re.finditer(_PAIR, value):
        key, rest = found.group(1), found.group(2).strip('"[]')
        if key in entry.times:
            yield _time(key, rest, _unix(rest, base=entry.times[key]))
        elif key == "definitions" and (day := re.match(_DEFINITIONS, rest)):
            yield _time(key, rest, _minute(rest, day.group(1)))
        else:
            yield _keyed(entry, key, rest)


def _minute(text: str, digits: str) -> Value[Instant]:
    """YYMMDDhhmm; the source does not say in which zone."""
    try:
        moment = datetime.strptime(digits, "%y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return State.UNPARSABLE
    return Instant(
        text=text,
        utc=moment,
        offset_minutes=State.ABSENT,
        precision_seconds=60.0,
        remarks=("zone-not-written",),
    )


def _read_dash_pair(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    key, dash, rest = value.partition(" - ")
    yield _text(key.strip(), rest) if dash else _text("", value)


def _read_seconds(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _time("", value, _unix(value.strip()))


def _read_milliseconds(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _time("", value, _unix(value.strip(), per_second=1000))


def _read_date(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    yield _time("", value, date_time(value))


def _read_long_date(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``28 Jul 2023 19:26:24.2316 (UTC)``: Exchange writes four digits of the second."""
    moment = date_time(re.sub(r"\.\d{1,7} \(UTC\)\Z", " +0000", value.strip()))
    if isinstance(moment, Instant):
        moment = Instant(text=value.strip(), utc=moment.utc, offset_minutes=0)
    yield _time("", value, moment)


def _read_filetime(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``… (UTC) FILETIME=[low:high]``: 100 ns since 1601, low word first."""
    found = re.search(_FILETIME, value)
    if found is None:
        return
    microseconds = int(found.group(2) + found.group(1), 16) // 10 - 11_644_473_600_000_000
    time: Value[Instant] = State.UNPARSABLE
    if 788_918_400 <= microseconds // 1_000_000 <= 4_102_444_800:
        time = Instant(
            text=found.group(),
            utc=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds),
            offset_minutes=0,
            precision_seconds=exact_to(microseconds % 1_000_000, 0.001),
        )
    yield _time("", value, time)


def _read_sender_ip(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """Microsoft's results: the address that handed over stands in a comment of the SPF result."""
    if found := re.search(_SENDER_IP, value):
        yield _address("sender IP", found.group(1), entry.role)
    yield _text("", value)


def _read_proxied(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    for host, ip in re.findall(_PROXIED, value):
        yield _host("host", host, Role.PROXY)
        yield _address("ip", ip, Role.PROXY)


def _read_ses(entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.match(_SES, value.strip()):
        yield _text("date", value.strip()[:10])
        yield _address("ip", found.group(1), entry.role)


def _read_php_script(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``host/path for address[, address]``: the browser that called the script, as PHP saw it."""
    script, word, rest = value.partition(" for ")
    yield _text("script", script)
    if word:
        for piece in rest.replace(",", " ").split():
            yield _address("ip", piece, entry.role)


def _read_on_host(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.match(_ON_HOST, value.strip()):
        yield _text("software", found.group(1))
        yield _host("host", found.group(2))


def _read_dkim_filter(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``OpenDKIM Filter v2.11.0 host queue-id``."""
    words = value.split()
    if len(words) >= 4:
        yield _text("software", " ".join(words[:-2]))
        yield _host("host", words[-2])
        yield HeaderItem(key="queue id", value=words[-1], kind=ItemKind.IDENTIFIER)


def _read_greylist(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.search(_GREYLIST, value):
        yield HeaderItem(key="delayed seconds", value=found.group(1), kind=ItemKind.NUMBER)
        yield _text("software", found.group(2))
        yield _host("host", found.group(3))
        yield _time("time", found.group(4), date_time(found.group(4)))


def _read_rewritten(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.search(_REWRITTEN, value):
        yield _account("original reverse-path", found.group(1))
        yield _host("host", found.group(2))


def _read_warning(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """Sendmail: who set another sender, or which host claimed another name."""
    if found := re.search(_SET_SENDER, value):
        yield _host("host", found.group(1))
        yield _account("local user", found.group(2))
        yield _account("sender set to", found.group(3))
    elif found := re.search(_CLAIMED, value):
        yield _host("host", found.group(1), entry.role)
        yield _address("ip", found.group(2), entry.role)
        yield _host("claimed name", found.group(3))


def _read_source_sender(entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.search(_SOURCE_SENDER, value):
        yield _host("helo", found.group(1), entry.role)
        yield _address("ip", found.group(2), entry.role)


def _read_host_address(entry: Entry, value: str) -> Iterator[HeaderItem]:
    if found := re.match(_HOST_ADDRESS, value.strip()):
        yield _host("host", found.group(1), entry.role)
        yield _address("ip", found.group(2), entry.role)


def _read_account_date(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    account, semicolon, rest = value.partition(";")
    yield _account("account", account)
    if semicolon:
        yield _time("time", rest, date_time(rest))


def _read_base64_pairs(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """Base64 of ``V=1.1;us=0;l=0;...``."""
    yield from _read_equals_pairs(entry, _unpacked(value))


def _unpacked(value: str) -> str:
    import base64
    import binascii

    packed = "".join(value.split())
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _read_feedback(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """``signature|base64 of JSON``: a bulk service's account and recipient."""
    import json

    for piece in value.split("|"):
        if not piece.startswith("eyJ"):
            continue
        try:
            inner = json.loads(_unpacked(piece) or "null")
        except (ValueError, RecursionError):
            inner = None
        if isinstance(inner, dict):
            for key in sorted(inner):
                kind = ItemKind.ACCOUNT if key == "r" else ItemKind.TEXT
                yield HeaderItem(key=key[:60], value=str(inner[key])[:500], kind=kind)


def _read_spam_cause(entry: Entry, value: str) -> Iterator[HeaderItem]:
    """Vade: the SMTP session as its filter saw it; its recipients are no accounts."""
    found = spam_cause(value)
    if found:
        yield _text("filter", found[0])
        for key, rest in found[1]:
            yield _keyed(entry, key, rest)


def _read_base64_words(_entry: Entry, value: str) -> Iterator[HeaderItem]:
    """Trend Micro: a number, then the server and the recipient in Base64."""
    words = value.split()
    if words:
        yield _text("priority", words[0])
    for word in words[1:]:
        clear = _unpacked(word)
        if clear.isprintable() and "@" in clear:
            yield _text("recipient", clear)
        elif clear.isprintable() and clear:
            yield _host("server", clear)
        else:
            yield _text("", word)


def _read_spam_status(entry: Entry, value: str) -> Iterator[HeaderItem]:
    first, _, rest = value.partition(",")
    if "=" not in first:
        yield _text("", first)
    yield from _read_equals_pairs(entry, rest or value)


READERS: Final[Mapping[str, Reader]] = {
    "account": _read_account,
    "account-date": _read_account_date,
    "address": _read_address,
    "addresses-inside": _read_addresses_inside,
    "base64-pairs": _read_base64_pairs,
    "base64-words": _read_base64_words,
    "code": _read_code,
    "colon-pairs": _read_colon_pairs,
    "dash-pair": _read_dash_pair,
    "date": _read_date,
    "dkim-filter": _read_dkim_filter,
    "equals-pairs": _read_equals_pairs,
    "feedback": _read_feedback,
    "filetime": _read_filetime,
    "greylist": _read_greylist,
    "host-account": _read_host_account,
    "host-address": _read_host_address,
    "identifier": _read_identifier,
    "long-date": _read_long_date,
    "milliseconds": _read_milliseconds,
    "on-host": _read_on_host,
    "php-script": _read_php_script,
    "proxied": _read_proxied,
    "rewritten": _read_rewritten,
    "seconds": _read_seconds,
    "sender-ip": _read_sender_ip,
    "ses": _read_ses,
    "spam-cause": _read_spam_cause,
    "source-sender": _read_source_sender,
    "spam-status": _read_spam_status,
    "text": _read_text,
    "warning": _read_warning,
}
"""Readers by the name that the dictionary gives."""
