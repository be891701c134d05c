"""Reads case.yaml: every mistake is named with its line and what would mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provenance.basics import CaseFileError, Interest
from provenance.basics.files import read_regular
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
    root = _Node(_compose(data, name), name)
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


@dataclass(frozen=True, slots=True)
class _Node:
    """A YAML node with the name of its file, so that every reading error has a place."""

    node: Any
    file: str

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1 if self.node is not None else 1

    def fail(self, problem: str, remedy: str = "") -> CaseFileError:
        return CaseFileError(problem, place=f"{self.file}:{self.line}", remedy=remedy)

    @property
    def empty(self) -> bool:
        return self.node is None or self.node.tag == "tag:yaml.org,2002:null"

    def mapping(self, allowed: Sequence[str]) -> dict[str, _Node]:
        """Read a mapping; unknown and repeated keys are refused by name."""
        if self.empty:
            return {}
        if self.node.id != "mapping":
            raise self.fail("a list of `name: value` lines is expected here.")
        found: dict[str, _Node] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value)
            place = _Node(key_node, self.file)
            if key not in allowed:
                raise place.fail(f"`{key}` is not known here.", f"Known: {', '.join(allowed)}.")
            if key in found:
                raise place.fail(f"`{key}` is given twice.", "Keep one of them.")
            found[key] = _Node(value_node, self.file)
        return found

    def items(self) -> tuple[_Node, ...]:
        """Read a list; a missing one is empty."""
        if self.empty:
            return ()
        if self.node.id != "sequence":
            raise self.fail("a list is expected here.", "Start each entry with `- `.")
        return tuple(_Node(child, self.file) for child in self.node.value)

    def scalar(self) -> str:
        """Read one value as the text that was written; dates stay text."""
        if self.empty:
            return ""
        if self.node.id != "scalar":
            raise self.fail("a single value is expected here.")
        return str(self.node.value)

    def boolean(self) -> bool:
        """Read ``true`` or ``false``; YAML's other spellings are refused."""
        value = self.scalar()
        if value not in {"", "true", "false"}:
            raise self.fail("`true` or `false` is expected here.")
        return value == "true"

    def one_of(self, allowed: Sequence[str]) -> str:
        """Read a value out of a closed list."""
        value = self.scalar()
        if value and value not in allowed:
            raise self.fail(f"`{value}` is not one of the known values.", _known(allowed))
        return value


def _known(allowed: Sequence[str]) -> str:
    return f"Known: {', '.join(allowed)}."


def _strings(node: _Node | None) -> tuple[str, ...]:
    return tuple(child.scalar() for child in node.items()) if node is not None else ()


def _string(fields: Mapping[str, _Node], key: str) -> str:
    return fields[key].scalar() if key in fields else ""


def _each(node: _Node | None, read: Callable[[_Node], Any]) -> tuple[Any, ...]:
    return tuple(read(child) for child in node.items()) if node is not None else ()


def _case(root: _Node, sha256: str) -> Case:
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
    none = _Node(None, root.file)
    head = top.get("case", none).mapping(
        (
            *("id", "title", "question", "timezone", "prepared_by", "role", "side"),
            *("asked_by", "asked_role", "responsible", "left_out", "fsr_code"),
        )
    )
    return Case(
        id=_string(head, "id"),
        title=_string(head, "title"),
        question=_string(head, "question"),
        timezone=_timezone(head.get("timezone")),
        prepared_by=_string(head, "prepared_by"),
        role=head["role"].one_of(ROLES) if "role" in head else "",
        side=_string(head, "side"),
        organisation=_organisation(top.get("organisation", none)),
        account=_string(top, "account"),
        people=_each(top.get("people"), _person),
        presence=_each(top.get("presence"), _presence),
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


def _category(node: _Node) -> str:
    fields = node.mapping(("category",))
    return fields["category"].one_of(DISCLOSURE_CATEGORIES) if "category" in fields else ""


def _timezone(node: _Node | None) -> str:
    value = node.scalar() if node is not None else ""
    if not value:
        return "UTC"
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        assert node is not None  # noqa: S101 - a value implies its node
        raise node.fail(
            f"`{value}` is not a known time zone.", "Use a name such as Europe/London."
        ) from None
    return value


def _organisation(node: _Node) -> Organisation:
    fields = node.mapping(("name", "domains", "networks"))
    return Organisation(
        name=_string(fields, "name"),
        domains=tuple(domain.lower() for domain in _strings(fields.get("domains"))),
        networks=_each(fields.get("networks"), _network),
    )


def _network(node: _Node) -> Network:
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


def _person(node: _Node) -> Person:
    fields = node.mapping(("id", "name", "accounts", "devices", "access_to"))
    if not _string(fields, "id"):
        raise node.fail("every person needs an `id`.", "For example `id: person-b`.")
    return Person(
        id=_string(fields, "id"),
        name=_string(fields, "name"),
        accounts=_strings(fields.get("accounts")),
        devices=_strings(fields.get("devices")),
        access_to=_each(fields.get("access_to"), _access),
    )


def _access(node: _Node) -> Access:
    fields = node.mapping(("account", "how", "from", "to", "source"))
    return Access(
        account=_string(fields, "account"),
        how=fields["how"].one_of(HOWS) if "how" in fields else "",
        start=_string(fields, "from"),
        end=_string(fields, "to"),
        source=_string(fields, "source"),
    )


def _presence(node: _Node) -> Presence:
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


def _interest(fields: Mapping[str, _Node]) -> Interest:
    value = fields["interest"].one_of([i.value for i in Interest]) if "interest" in fields else ""
    return Interest(value) if value else Interest.UNKNOWN


def _evidence(node: _Node) -> EvidenceNote:
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


def _audit(node: _Node) -> AuditNote:
    fields = node.mapping(
        ("file", "kind", "supplied_by", "timezone", "interest", "map", *RECORD_KEEPING)
    )
    if not _string(fields, "file"):
        raise node.fail("every audit entry needs a `file`.")
    return AuditNote(
        file=_string(fields, "file"),
        kind=_string(fields, "kind"),
        supplied_by=_string(fields, "supplied_by"),
        timezone=_string(fields, "timezone"),
        interest=_interest(fields),
        map=_string(fields, "map"),
        known_errors=_string(fields, "known_errors"),
        accuracy=_string(fields, "accuracy"),
        protection=_string(fields, "protection"),
        route=_string(fields, "route"),
        outside_audit=_string(fields, "outside_audit"),
    )


def _auditing(node: _Node) -> Auditing:
    fields = node.mapping(("system", "operations", "on_from", "on_to", "source"))
    return Auditing(
        system=_string(fields, "system"),
        operations=_strings(fields.get("operations")),
        on_from=_string(fields, "on_from"),
        on_to=_string(fields, "on_to"),
        source=_string(fields, "source"),
    )
