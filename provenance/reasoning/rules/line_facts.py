"""Facts about single lines of servers and their times, beyond the route: for rules.

What a server prints it prints from one clock, one zone table and one TLS library: two words of a
line that no such source gives together are a fact, whatever it means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from provenance.basics import Instant, Span, State, Value, known
from provenance.message import Message, Part
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord, boundary_hop
from provenance.trace import AttestationClass, Hop, ReportedResult, Trace, Witness
from provenance.trace.exchange_names import server_parts

# RFC 8446 §B.4: these five exist in TLS 1.3 only, and TLS 1.3 has no others.
_CIPHERS_13: Final = r"(?i)(?:TLS_)?(?:AES_(?:128|256)_(?:GCM|CCM)|CHACHA20_POLY1305)_"
_VERSION: Final = r"(?i)TLSv?_?(1)(?:[._]([0-3]))?\Z"
# Months of RFC 4346 (TLS 1.1), RFC 5246 (TLS 1.2) and RFC 8446 (TLS 1.3).
_SINCE: Final[Mapping[str, datetime]] = MappingProxyType(
    {
        "1.1": datetime(2006, 4, 1, tzinfo=UTC),
        "1.2": datetime(2008, 8, 1, tzinfo=UTC),
        "1.3": datetime(2018, 8, 1, tzinfo=UTC),
    }
)
# Offsets, in minutes, that each abbreviation has stood for since 1990 in any place (IANA time
# zone database); names that are used for too many are left out.
_ZONES: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "AEDT": (660,),
        "AEST": (600,),
        "AKDT": (-480,),
        "AKST": (-540,),
        "BST": (60, 360),
        "CDT": (-300, -240),
        "CEST": (120,),
        "CET": (60,),
        "CST": (-360, -300, 480, 570, 630),
        "EDT": (-240, 660),
        "EEST": (180,),
        "EET": (120,),
        "EST": (-300, 600, 660),
        "GMT": (0,),
        "HKT": (480,),
        "HST": (-600,),
        "IST": (330, 60, 120),
        "JST": (540,),
        "KST": (540, 510),
        "MDT": (-360,),
        "MSD": (240,),
        "MSK": (180, 240),
        "MST": (-420,),
        "NZDT": (780,),
        "NZST": (720,),
        "PDT": (-420,),
        "PST": (-480, 480),
        "SAST": (120,),
        "SGT": (480,),
        "UTC": (0,),
        "WEST": (60,),
        "WET": (0,),
    }
)
# Names of summer time in the north; in December and January none of them is in force.
_SUMMER: Final[Mapping[str, int]] = MappingProxyType(
    {"BST": 60, "CDT": -300, "CEST": 120, "EDT": -240, "EEST": 180, "MDT": -360, "PDT": -420}
)
_WINTER: Final = frozenset((12, 1))
_ZONE_NAME: Final = r"[+-]\d{4}\s*\(([A-Za-z]{2,5})\)"
_MOST_EAST, _MOST_WEST = 14 * 60, -12 * 60
_NOTES: Final = frozenset({"sender IP", "client-ip"})
_DESIGNATES: Final = r"designates? ([0-9A-Fa-f.:]{3,45}) as (?:a )?permitted sender"
_METHODS: Final = frozenset(("dkim", "dmarc", "spf"))
_AUTHOR: Final = "from"
# Exchange puts the line of a client that logged in with SMTP behind the author's fields (measured:
# 8 of 8 such lines on public lists, each after a field X-MS-Exchange-...).
_EXCHANGE_CLIENT: Final = "Microsoft SMTP Server"


def with_lines(base: FactBase, message: Message, trace: Trace) -> FactBase:
    """The same facts with those of lines and their times beside them."""
    lists = dict(base.lists)
    first = next((field.index for field in message.fields if field.lname == _AUTHOR), None)
    lists["hops"] = tuple(
        with_more(record, {**_line(hop, first, _after_mark(message, hop)), **regions})
        for record, hop, regions in zip(
            lists["hops"], trace.route.hops, _regions(trace), strict=True
        )
    )
    lists["own_results"] = _own_results(base, message, trace)
    records = dict(base.records)
    records["date_zone"] = _date_zone(message, trace)
    records["handover_notes"] = _notes(base, message, trace)
    records["structure"] = _structure(base, message)
    return FactBase(lists=lists, records=records, fields=base.fields, classes=base.classes)


def with_more(record: FactRecord, facts: Mapping[str, Value[Fact]]) -> FactRecord:
    """The same record with more facts."""
    return FactRecord(
        facts={**record.facts, **facts},
        fields=record.fields,
        cls=record.cls,
        group=record.group,
        places=record.places,
        spans=record.spans,
    )


def _after_mark(message: Message, hop: Hop) -> bool:
    """Whether a field of Exchange stands directly above a line."""
    at = hop.trace.field - 1
    return at >= 0 and message.fields[at].lname.startswith("x-ms-exchange-")


def _regions(trace: Trace) -> list[dict[str, Value[Fact]]]:
    """Whether all names of one site and group in the message name one region."""
    of_group: dict[tuple[str, str], set[str]] = {}
    own: list[tuple[str, str] | None] = []
    for hop in trace.route.hops:
        names = (known(hop.trace.by), known(hop.trace.helo))
        found = [server_parts((name or "").lower()) for name in names]
        own.append(found[0][:2] if found[0] else None)
        for parts in found:
            if parts is not None:
                of_group.setdefault(parts[:2], set()).add(parts[2])
    none: Value[Fact] = State.NOT_APPLICABLE
    return [
        {
            "region_agrees": none if key is None else len(of_group[key]) == 1,
            "regions": none if key is None else ", ".join(sorted(of_group[key])),
        }
        for key in own
    ]


def _line(
    hop: Hop,
    first_author: int | None,
    after_mark: bool,  # noqa: FBT001 - one fact of the line
) -> dict[str, Value[Fact]]:
    line = hop.trace
    version = tls_version(known(line.tls.version) or "")
    cipher = known(line.tls.cipher) or ""
    time = known(line.time)
    none: Value[Fact] = State.NOT_APPLICABLE
    return {
        "tls": f"TLS {version}" if version else State.ABSENT,
        "cipher": cipher or State.ABSENT,
        "cipher_fits": none
        if not version or not cipher
        else version == "1.3" or not re.match(_CIPHERS_13, cipher),
        "tls_since": _since(version),
        **zone_facts(time),
        "weekday_fits": none if time is None else "weekday-mismatch" not in time.remarks,
        "below_author": none if first_author is None else line.field > first_author,
        "client_side": hop.position == 1 and known(line.with_) == _EXCHANGE_CLIENT and after_mark,
    }


def tls_version(written: str) -> str:
    """``1.0`` to ``1.3`` of what servers write (TLS1_2, TLSv1.3, TLS1); "" for anything else."""
    found = re.match(_VERSION, written.strip())
    return f"1.{found.group(2) or '0'}" if found else ""


def _since(version: str) -> Value[Fact]:
    """The month in which that version was published, as a moment."""
    start = _SINCE.get(version)
    if start is None:
        return State.NOT_APPLICABLE
    return Instant(
        text=f"{start:%Y-%m}", utc=start, offset_minutes=0, precision_seconds=31 * 86_400.0
    )


def zone_facts(time: Instant | None) -> dict[str, Value[Fact]]:
    """Whether the offset is one that a place has, and whether the zone's name can have it."""
    facts: dict[str, Value[Fact]] = dict.fromkeys(
        ("zone_exists", "zone_name", "zone_name_fits", "summer_in_winter"), State.NOT_APPLICABLE
    )
    offset = known(time.offset_minutes) if time is not None else None
    if time is None or offset is None:
        return facts
    facts["zone_exists"] = offset % 15 == 0 and _MOST_WEST <= offset <= _MOST_EAST
    found = re.search(_ZONE_NAME, time.text[-60:])
    name = found.group(1).upper() if found else ""
    if name in _ZONES:
        facts["zone_name"] = f"{name} {offset // 60:+03d}{offset % 60:02d}"
        facts["zone_name_fits"] = offset in _ZONES[name]
    if name in _SUMMER:
        facts["summer_in_winter"] = _SUMMER[name] == offset and time.utc.month in _WINTER
    return facts


def _date_zone(message: Message, trace: Trace) -> FactRecord:
    facts = zone_facts(known(trace.identity.date))
    places = tuple(field.index for field in message.named("Date"))
    return FactRecord(
        facts=facts, group=f"{message.id}:date-zone", places=dict.fromkeys(facts, places)
    )


def _own_results(base: FactBase, message: Message, trace: Trace) -> tuple[FactRecord, ...]:
    """Per method, in how many places results stand under the very name of the receiving host.

    A server removes from incoming mail the results that claim its own name (RFC 8601 §5). Its
    filters may state one method twice in neighbouring fields (measured: Proton); one place is all
    that no Received line parts.
    """
    hop = boundary_hop(trace)
    own = (known(hop.trace.by) or "").lower() if hop is not None else ""
    places: dict[str, dict[int, None]] = {}
    for result in _in_place(trace):
        name = (known(result.authserv_id) or "").lower()
        if own and name == own and result.method in _METHODS:
            places.setdefault(result.method, {})[result.field] = None
    lines = [one.trace.field for one in trace.route.hops]
    return tuple(
        FactRecord(
            facts={
                "method": method,
                "host": own,
                "apart": any(min(fields) < line < max(fields) for line in lines),
            },
            fields=tuple(fields),
            cls=_weakest(base, *fields),
            group=f"{message.id}:own-results:{method}",
        )
        for method, fields in sorted(places.items())
    )


def _in_place(trace: Trace) -> list[ReportedResult]:
    """Results of Authentication-Results fields in the order of the message."""
    return sorted(
        (one for one in trace.reported if one.header.lower() == "authentication-results"),
        key=lambda one: one.field,
    )


def _notes(base: FactBase, message: Message, trace: Trace) -> FactRecord:
    """Whether all that the receiving side noted as its peer's address is one address."""
    noted = [
        (item.field, address)
        for item in trace.evidence
        if item.key in _NOTES and item.witness is Witness.RECEIVER and (address := known(item.ip))
    ]
    fields = tuple(dict.fromkeys(field for field, _ in noted))
    noted += _in_words(message, fields)
    different = list(dict.fromkeys(address for _, address in noted))
    facts: dict[str, Value[Fact]] = {"agree": State.NOT_APPLICABLE, "first": State.ABSENT}
    facts["other"] = State.ABSENT
    if len(noted) > 1:
        facts["agree"] = len(different) == 1
        facts["first"], facts["other"] = different[0], different[-1]
    return FactRecord(
        facts=facts,
        fields=fields,
        cls=_weakest(base, *fields),
        group=f"{message.id}:handover-notes",
    )


def _in_words(message: Message, fields: tuple[int, ...]) -> list[tuple[int, str]]:
    """The address that the sentence in a Received-SPF field repeats (RFC 7208 §9.1)."""
    return [
        (index, found.group(1).lower())
        for index in fields
        if message.fields[index].lname == "received-spf"
        and (found := re.search(_DESIGNATES, message.fields[index].value[:2_000]))
    ]


def _hidden(message: Message) -> list[Span]:
    """Stretches of text that stand outside all sections (RFC 2046 §5.1.1)."""
    from provenance.reasoning.facts_hidden import unusual_spans

    return unusual_spans(message)


def _structure(base: FactBase, message: Message) -> FactRecord:
    """Whether the delimiter that the header announces occurs in the text (RFC 2046 §5.1.1)."""
    root: Part | None = message.parts[0] if message.parts else None
    places = tuple(field.index for field in message.named("Content-Type"))
    hidden = _hidden(message)
    several = root is not None and root.content_type.lower().startswith("multipart/")
    found: Value[Fact] = State.NOT_APPLICABLE
    if root is not None and several and message.body_available:
        found = bool(root.children)
    return FactRecord(
        facts={
            "delimiter_found": found,
            "outside": len(hidden) if several else State.NOT_APPLICABLE,
            "text_outside": bool(hidden) if several else State.NOT_APPLICABLE,
        },
        spans={"text_outside": tuple(hidden)},
        fields=places,
        cls=_weakest(base, *places),
        group=f"{message.id}:structure",
    )


def _weakest(base: FactBase, *fields: int) -> AttestationClass:
    return max(
        (base.cls_of(index) for index in fields),
        key=lambda cls: cls.value,
        default=AttestationClass.CLIENT,
    )
