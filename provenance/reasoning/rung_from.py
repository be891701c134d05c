"""Rung 4 in the words of a record: from which range of addresses, by which program and device.

Ranges, stays and lists of devices are what the case file states; each is told with its author, and
with what bears it out or that it was not checked. An address shows a network, a name of a device a
name: neither a user.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Final

from provenance.basics import Param, State, Text, text
from provenance.basics.networks import address_class
from provenance.reasoning.answer import Found, followed
from provenance.reasoning.compare.tested import borne_by
from provenance.reasoning.doubted import doubts_of, said_of
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

_NAME_DEVICE: Final = frozenset({"join.session.sign-in", "usage.device.listed"})
"""Findings that rest on the rows which name the device of a session."""
MAX_NAMED: Final = 3
"""Programs and devices that an answer names; the findings have all."""
_USERS_ALONE: Final = "usage.users.alone"
_RANGES: Final = {
    "usage.network.organisation": "organisation",
    "usage.network.remote": "remote",
    "presence.network-fits": "stay",
}
"""Findings that put the address of a sending into a range of the case file."""


def from_log(subject: Subject, record: Finding, found: Found, values: dict[str, Param]) -> Text:
    """What a record that names the message says of the address; ``values`` are of its row."""
    ranged = _range(record, found)
    if ranged is None:
        return followed(text("reasoning.rung4.log", **values), _example(record))
    case, more = ranged
    words = followed(text(f"reasoning.rung4.log.{case}", **values, **more), _example(record))
    words = followed(words, _alone(values, found))
    return followed(words, _stated(subject, case, _borne(record, found)))


def _alone(values: dict[str, Param], found: Found) -> Text | None:
    """That the address stands with this account alone in the export of the row of ``values``."""
    for one in found:
        words = dict(one.statement.params).get("words", one.statement)
        told = dict(words.params) if isinstance(words, Text) else {}
        same = (told.get("exhibit"), told.get("ip")) == (values.get("exhibit"), values.get("ip"))
        if one.name == _USERS_ALONE and same:
            return text("reasoning.rung4.alone", exhibit=values["exhibit"])
    return None


def range_words(subject: Subject, record: Finding, found: Found) -> Text | None:
    """The range of the case file that the address of a record lies in; ``None`` for none."""
    ranged = _range(record, found)
    if ranged is None:
        return None
    case, more = ranged
    return followed(
        text(f"reasoning.rung4.range.{case}", **more),
        _stated(subject, case, _borne(record, found)),
    )


def _range(record: Finding, found: Found) -> tuple[str, dict[str, Param]] | None:
    """Kind of the range of a record's address, and its names; the first that a finding has.

    The address of the finding is that of the record; a finding about a stay names none, and is
    about the sending of the same row.
    """
    address = dict(record.statement.params).get("ip")
    rows = {place.quote_sha256 for place in record.where}
    for name, case in _RANGES.items():
        for one in found:
            values = dict(one.statement.params)
            same_row = rows & {place.quote_sha256 for place in one.where}
            if one.name != name or not same_row or values.get("ip", address) != address:
                continue
            names = ("network",) if case != "stay" else ("network", "person", "place")
            shown = {key: values[key] for key in names}
            return case, shown | {"network": _from_to(shown["network"])}
    return None


def _from_to(network: Param) -> Param:
    """A block of addresses as it is written, with its first and last one; a name as it stands."""
    try:
        block = ip_network(str(network), strict=False)
    except ValueError:
        return network
    if block.num_addresses == 1:
        return str(block[0])
    first, last = str(block[0]), str(block[-1])
    return text("reasoning.rung4.from-to", network=str(network), first=first, last=last)


def _borne(record: Finding, found: Found) -> tuple[str, ...]:
    """Exhibits that bear out the range of a record's address, as another finding on its row says.

    An answer that says less than a finding of the same report would contradict it.
    """
    address = dict(record.statement.params).get("ip")
    rows = {place.quote_sha256 for place in record.where}
    exhibits: dict[str, None] = {}
    for one in found:
        same_row = rows & {place.quote_sha256 for place in one.where}
        if same_row and dict(one.statement.params).get("ip") == address:
            exhibits |= dict.fromkeys(sorted(borne_by(one)))
    return tuple(exhibits)


def _stated(subject: Subject, case: str, borne: tuple[str, ...]) -> Text:
    """Who states the range, whether anything bears it out, and who else shows an address of it."""
    if borne and case == "organisation":
        if not subject.stated_by:
            return text("reasoning.rung4.range-borne-unnamed.organisation", exhibits=borne)
        return text(
            "reasoning.rung4.range-borne.organisation", by=subject.stated_by, exhibits=borne
        )
    if not subject.stated_by:
        return text(f"reasoning.rung4.range-unnamed.{case}")
    return text(f"reasoning.rung4.range-by.{case}", by=subject.stated_by)


def _example(record: Finding) -> Text | None:
    """That the address is of a range set aside for examples, where it is."""
    address = dict(record.statement.params).get("ip")
    if address_class(str(address)) != "documentation":
        return None
    return text("reasoning.example-address")


def program_of(found: Found, rows: frozenset[str]) -> tuple[Text, ...]:
    """Program and device that the record or its session names: names, and nothing about a user.

    ``rows`` are the hashes of the rows that name the message itself.
    """
    words: dict[Text, None] = {}
    for one in found:
        values = dict(one.statement.params)
        if one.name == "join.client" and rows & {place.quote_sha256 for place in one.where}:
            known_as = {key: values[key] for key in ("program",) if key in values}
            case = "log-program-known" if known_as else "log-program"
            words[text(f"reasoning.rung4.{case}", client=values["client"], **known_as)] = None
        elif one.name == "tempting.device":
            device = _device(values["device"], found)
            words[followed(device, _doubt(values["device"], found))] = None
    return tuple(words)[:MAX_NAMED]


def _doubt(device: Param, found: Found) -> Text | None:
    """Which findings speak against relying on the row that names the device."""
    ids: dict[str, None] = {}
    row: Param | None = None
    for one in found:
        names = one.name in _NAME_DEVICE and dict(one.statement.params).get("device") == device
        for doubt in doubts_of(one) if names else ():
            held = said_of(doubt)
            ids[str(held["finding"])] = None
            row = row or held["row"]
    if row is None:
        return None
    return text("reasoning.rung4.device-doubted", row=row, findings=tuple(ids))


def _device(device: Param, found: Found) -> Text:
    """The device of the session, and whose list in the case file has a device of that name."""
    owners: dict[str, None] = {}
    for one in found:
        values = dict(one.statement.params)
        person = values.get("person")
        if one.name == "usage.device.listed" and values.get("device") == device:
            owners |= {str(person): None} if person and not isinstance(person, State) else {}
    if not owners:
        return text("reasoning.rung4.log-device", device=device)
    return text("reasoning.rung4.log-device-listed", device=device, people=tuple(owners))
