"""Known answers of what reads text and files: trace lines, dates, identifiers, items, exports."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import partial
from typing import Any

from provenance.basics import Instant, State
from provenance.selftest.records import Group
from provenance.selftest.tally import VECTORS, Tally, vectors


def received() -> Group:
    """The examples of every dialect of Received lines, with the values that stand beside them."""
    from provenance.trace.dialects import DIALECTS, FALLBACK

    tally = Tally("received", "the examples beside each dialect of this version")
    for dialect in (*DIALECTS, FALLBACK):
        for number, (line, expected) in enumerate(dialect.examples, 1):
            tally.same(f"{dialect.id} {number}", expected, partial(_line, line, tuple(expected)))
    return tally.done()


def _line(line: str, names: tuple[str, ...]) -> dict[str, object]:
    """Values of a line by the names that the examples use."""
    from provenance.trace import parse_received

    field = parse_received(line)
    if "".join(line[s.start : s.end] for s in field.segments) != line:
        raise ValueError("the segments do not make up the line")
    found: dict[str, object] = {}
    for name in names:
        if name == "time.utc":
            moment = field.time
            found[name] = moment.utc.isoformat() if isinstance(moment, Instant) else moment
        elif name == "remarks":
            found[name] = " ".join(field.remarks)
        else:
            part: Any = field
            for step in name.split("."):
                part = getattr(part, step)
            found[name] = part
    return found


def dates() -> Group:
    """Dates as header fields write them."""
    from provenance.decoders import date_time

    def answer(written: str) -> dict[str, object]:
        value = date_time(written)
        if isinstance(value, State):
            return {"state": value.value}
        offset = value.offset_minutes
        return {
            "utc": value.utc.isoformat(),
            "offset": offset.value if isinstance(offset, State) else offset,
            "remarks": list(value.remarks),
        }

    tally = Tally("dates", "RFC 5322 §3.3 and Appendix A; forms seen in mail")
    for case in vectors("dates.json"):
        names = ("state",) if "state" in case else ("utc", "offset", "remarks")
        wanted = {name: case[name] for name in names}
        tally.same(case["text"][:80], wanted, partial(answer, case["text"]))
    return tally.done()


def identifiers() -> Group:
    """Identifiers that hold a time, a host or a counter: computed vectors of every decoder."""
    tally = Tally("identifiers", "computed for this project, each with its formula")
    for case in vectors("identifiers.json")["decode"]:
        times = [_written(datetime.fromisoformat(one)) for one in case["times"]]
        time = _written(datetime.fromisoformat(case["utc"])) if case["utc"] else None
        wanted = [case["decoder"], time, case["parts"], times, case["reason"]]
        tally.same(f"{case['decoder']} {case['text'][:60]}", wanted, partial(_identifier, case))
    return tally.done()


def _identifier(case: dict[str, Any]) -> list[Any]:
    from provenance.decoders import Place
    from provenance.decoders.identifiers import registry

    written, place = case["text"], Place(case["place"])
    if place is Place.MESSAGE_ID:
        near = datetime.fromisoformat(case["near"]).replace(tzinfo=UTC) if "near" in case else None
        found = registry.decode_message_id(written, near=near)
    elif place is Place.BOUNDARY:
        found = registry.decode_boundary(written)
    elif place is Place.RECEIVED_ID:
        found = registry.decode_received_id(written, dialect=case.get("dialect", ""))
    elif place is Place.RECEIVED:
        found = registry.decode_received(written)
    else:
        found = registry.decode_field(case["field"], written)
    if found is None:
        return []
    time = _written(found.time.utc) if isinstance(found.time, Instant) else None
    times = [_written(one.utc) for one in found.times]
    return [found.decoder, time, dict(found.parts), times, found.reason]


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def outlook() -> Group:
    """A synthetic Outlook item (.msg) and a synthetic winmail.dat (TNEF)."""
    tally = Tally("outlook", "synthetic items of this project (MS-OXMSG, MS-OXTNEF)")
    for name, wanted in vectors("outlook.json").items():
        for key, value in wanted.items():
            tally.same(f"{name} {key}", value, partial(_of_item, name, key))
    return tally.done()


def _of_item(name: str, key: str) -> object:
    return item_facts((VECTORS / name).read_bytes(), winmail=name.endswith(".dat"))[key]


def item_facts(data: bytes, *, winmail: bool) -> dict[str, object]:
    """What the self-test holds against the known answers: properties, headers, people, parts."""
    from provenance.evidence import OutlookItem
    from provenance.evidence.outlook_msg import read_outlook_item
    from provenance.evidence.tnef import read_tnef

    read = read_tnef(data) if winmail else read_outlook_item(data)
    item = read.item
    if not isinstance(item, OutlookItem):
        raise TypeError("no item")
    headers = item.headers
    return {
        "properties": [f"{one.tag} {_plain(one.value)}" for one in item.properties],
        "headers": (
            headers.value
            if isinstance(headers, State)
            else hashlib.sha256(headers.data).hexdigest()
        ),
        "recipients": [
            [f"{one.tag} {_plain(one.value)}" for one in person.properties]
            for person in item.recipients
        ],
        "attachments": len(item.attachments),
    }


def _plain(value: object) -> str:
    return f"({value.value})" if isinstance(value, State) else f"{value}"


def audit() -> Group:
    """One export of each kind that can be shown, read to its last row."""
    tally = Tally("audit", "synthetic exports of this project, by the makers' documents")
    for name, wanted in vectors("audit.json").items():
        tally.same(name, wanted, partial(export_facts, name))
    return tally.done()


def export_facts(name: str) -> dict[str, object]:
    """Kind, account of the rows and every event of an export among the vectors, as plain values."""
    from provenance.audit import Reconciler, open_export, recognise

    content = (VECTORS / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    export = open_export(content, source="E1", sha256=digest, year=2026)
    found = recognise(export)
    if found is None:
        raise ValueError("the kind of this export was not recognised")
    sums = Reconciler("E1", found.layout)
    events = tuple(sums.unique(found.reader.read(export, found.layout)))
    coverage = sums.coverage()
    return {
        "kind": found.layout.kind,
        "rows": [coverage.rows, coverage.events, coverage.duplicates, coverage.problems],
        "events": [
            f"{one.kind.value} {_plain(one.actor.account)} "
            f"{_plain(one.ips[0].address) if one.ips else '-'}"
            for one in events
        ],
    }
