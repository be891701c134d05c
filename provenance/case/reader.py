"""Reads case.yaml: every mistake is named with its line and what would mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from provenance.basics import CaseFileError, Interest
from provenance.basics.files import read_regular
from provenance.case.checks import check_people, check_periods, check_receipt
from provenance.case.node import Node
from provenance.case.records import (
    DISCLOSURE_CATEGORIES,
    Access,
    Auditing,
    AuditNote,
    Case,
    EvidenceNote,
    Network,
    Organisation,
    Person,
    Presence,
)

MAX_SIZE = 4 * 1024 * 1024
ROLES = ("party", "investigator", "expert")
MAX_NESTING = 16
"""Levels of a case file; the form needs six. Deep nesting costs the square of its depth."""
MAX_EVENTS = 50_000
"""Values and brackets of a case file; a large real one has some thousands."""
RECORD_KEEPING = ("known_errors", "accuracy", "protection", "route", "outside_audit")
HOWS = ("knows-password", "full-access", "send-as", "on-behalf", "admin", "device")


def read_case(path: Path) -> Case:
    """Read and check a case file.

    Raises:
        CaseFileError: with ``path:line``, the problem and the remedy.
    """
    try:
        data = read_regular(path, MAX_SIZE)
    except OSError as error:
        raise CaseFileError(
            f"the case file cannot be opened ({error.strerror}).",
            place=path.name,
            remedy="Check the path given with --case.",
        ) from None
    return parse_case(data, name=path.name)


def parse_case(data: bytes, *, name: str = "case.yaml") -> Case:
    """Parse the bytes of a case file; ``name`` is used in errors.

    Raises:
        CaseFileError: the bytes are not a valid case file.
    """
    if len(data) > MAX_SIZE:
        raise CaseFileError("the case file is larger than 4 MiB.", place=name)
    root = Node(_compose(data, name), name)
    return _case(root, hashlib.sha256(data).hexdigest())


def _compose(data: bytes, name: str) -> Any:
    """Compose the YAML node tree, which keeps the line of every value; aliases are refused."""
    import yaml

    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CaseFileError(
            "the case file is not UTF-8 text.",
            place=f"{name}:{line}",
            remedy="Save it as UTF-8 in your editor.",
        ) from None
    try:
        _limit(source, name)
        return yaml.compose(source, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = str(getattr(error, "problem", "") or "the text is not YAML")
        raise CaseFileError(
            f"not valid YAML: {problem}.",
            place=f"{name}:{line}",
            remedy="Check indentation and colons; put a text with ? , : [ ] or { } in quotes.",
        ) from None


def _limit(source: str, name: str) -> None:
    """Refuse aliases and what no case file needs, before anything is built of it."""
    import yaml

    depth = 0
    for count, event in enumerate(yaml.parse(source, yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise CaseFileError(
                "YAML aliases (*name) are not allowed.", place=name, remedy="Write the value out."
            )
        if depth > MAX_NESTING or count > MAX_EVENTS:
            raise CaseFileError(
                "the case file is nested too deeply or too long.",
                place=f"{name}:{event.start_mark.line + 1 if event.start_mark else 1}",
                remedy="Keep to the form of the example case file.",
            )


def _strings(node: Node | None) -> tuple[str, ...]:
    return tuple(child.scalar() for child in node.items()) if node is not None else ()


def _string(fields: Mapping[str, Node], key: str) -> str:
    return fields[key].scalar() if key in fields else ""


def _each(node: Node | None, read: Callable[[Node], Any]) -> tuple[Any, ...]:
    return tuple(read(child) for child in node.items()) if node is not None else ()


def _case(root: Node, sha256: str) -> Case:
    top = root.mapping(
        (
            "case",
            "organisation",
            "account",
            "people",
            "presence",
            "receivers",
            "evidence",
            "audit",
            "auditing",
            "disclosure",
        )
    )
    none = Node(None, root.file)
    head = top.get("case", none).mapping(
        (
            *("id", "title", "question", "timezone", "prepared_by", "role", "side"),
            *("asked_by", "asked_role", "responsible", "left_out", "fsr_code"),
        )
    )
    zone = _timezone(head.get("timezone")) or "UTC"
    people = _each(top.get("people"), _person)
    presence = _each(top.get("presence"), _presence)
    check_people(top.get("people"), people)
    check_periods(top, people, zone)
    check_receipt(top, zone)
    return Case(
        id=_string(head, "id"),
        title=_string(head, "title"),
        question=_string(head, "question"),
        timezone=zone,
        prepared_by=_string(head, "prepared_by"),
        role=head["role"].one_of(ROLES) if "role" in head else "",
        side=_string(head, "side"),
        organisation=_organisation(top.get("organisation", none)),
        account=_string(top, "account"),
        people=people,
        presence=presence,
        receivers=_strings(top.get("receivers")),
        evidence=_each(top.get("evidence"), _evidence),
        audit=_each(top.get("audit"), _audit),
        auditing=_each(top.get("auditing"), _auditing),
        disclosure_category=_category(top.get("disclosure", none)),
        asked_by=_string(head, "asked_by"),
        asked_role=_string(head, "asked_role"),
        responsible=_string(head, "responsible"),
        left_out=_string(head, "left_out"),
        fsr_code=head["fsr_code"].one_of(("yes", "no")) if "fsr_code" in head else "",
        sha256=sha256,
    )


def _category(node: Node) -> str:
    fields = node.mapping(("category",))
    return fields["category"].one_of(DISCLOSURE_CATEGORIES) if "category" in fields else ""


def _timezone(node: Node | None) -> str:
    """A zone that is known by its name, "" for none."""
    value = node.scalar() if node is not None else ""
    if node is None or not value:
        return ""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise node.fail(
            f"`{value}` is not a known time zone.", "Use a name such as Europe/London."
        ) from None
    return value


def _organisation(node: Node) -> Organisation:
    fields = node.mapping(("name", "domains", "networks"))
    return Organisation(
        name=_string(fields, "name"),
        domains=tuple(domain.lower() for domain in _strings(fields.get("domains"))),
        networks=_each(fields.get("networks"), _network),
    )


def _network(node: Node) -> Network:
    fields = node.mapping(("name", "cidr"))
    cidr = _string(fields, "cidr")
    import ipaddress

    try:
        ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        raise fields.get("cidr", node).fail(
            f"`{cidr}` is not an address range.", "Write it like 192.0.2.0/24."
        ) from None
    return Network(name=_string(fields, "name"), cidr=cidr)


def _person(node: Node) -> Person:
    fields = node.mapping(("id", "name", "position", "accounts", "devices", "access_to"))
    if not _string(fields, "id"):
        raise node.fail("every person needs an `id`.", "For example `id: person-b`.")
    return Person(
        id=_string(fields, "id"),
        name=_string(fields, "name"),
        position=_string(fields, "position"),
        accounts=_strings(fields.get("accounts")),
        devices=_strings(fields.get("devices")),
        access_to=_each(fields.get("access_to"), _access),
    )


def _access(node: Node) -> Access:
    fields = node.mapping(("account", "how", "from", "to", "source"))
    return Access(
        account=_string(fields, "account"),
        how=fields["how"].one_of(HOWS) if "how" in fields else "",
        start=_string(fields, "from"),
        end=_string(fields, "to"),
        source=_string(fields, "source"),
    )


def _presence(node: Node) -> Presence:
    fields = node.mapping(
        (
            "person",
            "from",
            "to",
            "place",
            "country",
            "networks",
            "attested_by",
            "source",
            "independent",
        )
    )
    return Presence(
        person=_string(fields, "person"),
        start=_string(fields, "from"),
        end=_string(fields, "to"),
        place=_string(fields, "place"),
        country=_string(fields, "country"),
        networks=_strings(fields.get("networks")),
        attested_by=_string(fields, "attested_by"),
        source=_string(fields, "source"),
        independent=fields["independent"].boolean() if "independent" in fields else False,
    )


def _interest(fields: Mapping[str, Node]) -> Interest:
    value = fields["interest"].one_of([i.value for i in Interest]) if "interest" in fields else ""
    return Interest(value) if value else Interest.UNKNOWN


def _evidence(node: Node) -> EvidenceNote:
    fields = node.mapping(("file", "supplied_by", "received_on", "obtained", "interest"))
    if not _string(fields, "file"):
        raise node.fail("every evidence entry needs a `file`.", "Give its name or its SHA-256.")
    return EvidenceNote(
        file=_string(fields, "file"),
        supplied_by=_string(fields, "supplied_by"),
        received_on=_string(fields, "received_on"),
        obtained=_string(fields, "obtained"),
        interest=_interest(fields),
    )


def _audit(node: Node) -> AuditNote:
    fields = node.mapping(
        (
            *("file", "kind", "supplied_by", "received_on", "obtained", "timezone", "interest"),
            *("map", *RECORD_KEEPING),
        )
    )
    if not _string(fields, "file"):
        raise node.fail("every audit entry needs a `file`.")
    return AuditNote(
        file=_string(fields, "file"),
        kind=_string(fields, "kind"),
        supplied_by=_string(fields, "supplied_by"),
        received_on=_string(fields, "received_on"),
        obtained=_string(fields, "obtained"),
        timezone=_timezone(fields.get("timezone")),
        interest=_interest(fields),
        map=_string(fields, "map"),
        known_errors=_string(fields, "known_errors"),
        accuracy=_string(fields, "accuracy"),
        protection=_string(fields, "protection"),
        route=_string(fields, "route"),
        outside_audit=_string(fields, "outside_audit"),
    )


def _auditing(node: Node) -> Auditing:
    fields = node.mapping(("system", "operations", "on_from", "on_to", "source"))
    return Auditing(
        system=_string(fields, "system"),
        operations=_strings(fields.get("operations")),
        on_from=_string(fields, "on_from"),
        on_to=_string(fields, "on_to"),
        source=_string(fields, "source"),
    )
