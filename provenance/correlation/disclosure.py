"""Who could see whose address: visible recipients over all copies and batches of a mailing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from provenance.authentication.names import ascii_name
from provenance.basics import Address, known
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.copies import CopyComparison, CopyGroup
from provenance.correlation.disclosure_records import (
    Batch,
    Disclosure,
    LogRecipient,
)
from provenance.correlation.grade import grade
from provenance.correlation.mail_providers import PUBLIC
from provenance.correlation.recall import recall_table
from provenance.correlation.records import AuditSide, DomainClass, JoinTier
from provenance.correlation.visible import visible_recipients
from provenance.evidence import OutlookItem
from provenance.message import Message
from provenance.trace import Trace
from provenance.trace.domains import host_name

MAX_LARGEST: Final = 10
MAX_FROM_LOGS: Final = 5_000
_FIRM: Final = frozenset((JoinTier.S1, JoinTier.S2, JoinTier.S3))
_ADDRESS: Final = re.compile(
    r"(?:[^\s@<>\"]+|\"(?:[^\"\\\x00-\x1f]|\\.){1,64}\")@"
    r"(?:\[[0-9a-f.:]{2,60}\]|(?:[^\s@<>.]{1,63}\.){1,30}[^\s@<>.]{1,63})\Z",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(r"(?:\A|,)\s*(?:\"[^\"]{0,200}\"|[^,:;<>@\"]{1,200}):")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one message shows of itself: the message and what its header section says.

    ``item`` is the Outlook item that the message's header lines stand in, if it is one.
    """

    message: Message
    trace: Trace
    item: OutlookItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """The recipients that one message shows."""

    addresses: tuple[Address, ...]
    groups: int

    @property
    def specs(self) -> frozenset[str]:
        """Different valid addresses in lower case."""
        return frozenset(spec for a in self.addresses if (spec := _spec(a)))


def disclose(
    shown: Sequence[Shown], comparison: CopyComparison, case: Case, audit: AuditSide
) -> Disclosure:
    """Count what the messages asked about show; a pure function, nothing is looked up.

    Copies of one message count once. Where copies of it show different lists, that of the copy
    which most deliveries agree with is counted, and it is said that they differ.
    """
    by_id = {one.message.id: one for one in shown}
    if not by_id:
        return Disclosure()
    groups, left = _of_mailing(_groups(by_id, comparison), comparison)
    lists = {group.id: _list(by_id[_usual(group)]) for group in groups}
    every = frozenset[str]().union(*(one.specs for one in lists.values()))
    inside, stated = _inside(case, [by_id[group.members[0]] for group in groups])
    classes = Counter(domain_class(spec.rpartition("@")[2], inside) for spec in every)
    domains = Counter(spec.rpartition("@")[2] for spec in every)
    entries = sum(len(one.addresses) for one in lists.values())
    valid = sum(1 for one in lists.values() for a in one.addresses if _spec(a))
    named = {_spec(a) for one in lists.values() for a in one.addresses if a.display and _spec(a)}
    category = case.disclosure_category
    grade_, rule = grade(category, people=len(every), outside=len(every) - classes[_IN])
    batches = tuple(_batch(group, by_id, lists[group.id]) for group in groups)
    return Disclosure(
        batches=batches,
        not_counted=left,
        visible_unique=len(every),
        duplicates=valid - len(every),
        invalid=entries - valid,
        groups=sum(one.groups for one in lists.values()),
        names=len(named),
        attachments=_attachments(by_id[_usual(groups[0])]),
        inside=inside,
        inside_stated=stated,
        by_domain_class=tuple((one, classes[one]) for one in DomainClass if classes[one]),
        largest_domains=tuple(
            sorted(domains.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_LARGEST]
        ),
        recall=recall_table(classes, [known(batch.date) for batch in batches]),
        only_in_logs=_from_logs(audit, set(by_id), every),
        category=category,
        grade=grade_,
        grade_rule=rule,
    )


_IN: Final = DomainClass.INSIDE


def domain_class(domain: str, inside: Sequence[str]) -> DomainClass:
    """Class of a domain (lower case) by its name alone.

    A domain is inside if it is one of the organisation's or lies under one.
    """
    if any(domain == own or domain.endswith(f".{own}") for own in inside):
        return DomainClass.INSIDE
    if domain in PUBLIC:
        return DomainClass.WEBMAIL
    # A name with a dot; the Public Suffix List would cost more than the whole count.
    return DomainClass.OTHER if "." in host_name(domain) else DomainClass.UNKNOWN


def _spec(address: Address) -> str:
    """The address as it is counted: lower case, an international domain in its ASCII form."""
    local, _, domain = address.spec.strip().lower().rpartition("@")
    spec = f"{local}@{_domain(domain)}"
    return spec if _ADDRESS.match(spec) else ""


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    """A domain without the dot of the root, in its ASCII form where it has one (RFC 5890)."""
    if domain.isascii():
        return domain.removesuffix(".")
    return ascii_name(domain) or domain


def _groups(by_id: Mapping[str, Shown], comparison: CopyComparison) -> list[CopyGroup]:
    """Groups with the messages asked about alone; a message without a group is one of its own."""
    found: list[CopyGroup] = []
    held: set[str] = set()
    for group in comparison.groups:
        own = tuple(member for member in group.members if member in by_id)
        held.update(own)
        if own:
            found.append(replace(group, members=own))
    found += [CopyGroup(id="", members=(id_,)) for id_ in by_id if id_ not in held]
    return found


def _of_mailing(
    groups: list[CopyGroup], comparison: CopyComparison
) -> tuple[list[CopyGroup], tuple[str, ...]]:
    """The groups of the mailing with most copies, and the messages that are not of it.

    Messages of other content may lie among the exhibits, a recall or somebody else's letter; their
    recipients are not those of the mailing. Where no message has a second copy or a second batch
    nothing tells them apart, and all are counted.
    """
    if not any(len(group.members) > 1 for group in groups) and not comparison.mailings:
        return groups, ()
    sets = [set(ids) for ids in comparison.mailings]
    sets += [{group.id} for group in groups if not any(group.id in ids for ids in sets)]
    sizes = [sum(len(group.members) for group in groups if group.id in ids) for ids in sets]
    chosen = sets[max(range(len(sets)), key=lambda at: (sizes[at], -at))]
    kept = [group for group in groups if group.id in chosen]
    left = tuple(m for group in groups if group.id not in chosen for m in group.members)
    return kept, left


def _usual(group: CopyGroup) -> str:
    """The first copy that stands alone in nothing."""
    odd = {one.member for one in group.odd}
    return next((member for member in group.members if member not in odd), group.members[0])


def _attachments(one: Shown) -> int:
    """Attached parts; an Outlook item keeps its attachments beside the header lines."""
    beside = len(one.item.attachments) if one.item else 0
    return beside + sum(1 for part in one.message.parts if part.is_attachment)


def _list(one: Shown) -> _List:
    shown = visible_recipients(one.message, one.trace.identity, one.item)
    fields = (*one.message.named("to"), *one.message.named("cc"))
    return _List(
        addresses=(*shown.to, *shown.cc),
        groups=sum(len(_GROUP.findall(f.value)) for f in fields if ";" in f.value),
    )


def _batch(group: CopyGroup, by_id: Mapping[str, Shown], list_: _List) -> Batch:
    first = by_id[_usual(group)]
    identity = first.trace.identity
    return Batch(
        group=group.id,
        message=first.message.id,
        copies=group.members,
        date=identity.date,
        message_id=identity.message_id,
        entries=len(list_.addresses),
        visible=len(list_.specs),
        lists_differ=any(
            d.field.lower() in {"to", "cc"} and not d.expected for d in group.differences
        ),
    )


def _inside(case: Case, firsts: Sequence[Shown]) -> tuple[tuple[str, ...], bool]:
    """Domains of the sender's organisation: of the case file, else of the From lines."""
    stated = tuple(sorted({_domain(d.strip().lower()) for d in case.organisation.domains if d}))
    if stated:
        return stated, True
    own = {
        _domain(a.domain.lower())
        for one in firsts
        for a in one.trace.identity.from_[:1]
        if a.domain
    }
    return tuple(sorted(domain for domain in own if domain not in PUBLIC)), False


def _from_logs(
    audit: AuditSide, messages: set[str], visible: frozenset[str]
) -> tuple[LogRecipient, ...]:
    """Recipients that a firmly joined record names and that no copy shows."""
    events = {event.id: event for event in audit.events}
    found: dict[str, str] = {}
    for join in audit.joins:
        if join.tier not in _FIRM or join.message not in messages:
            continue
        for reference in events[join.event].messages:
            for recipient in known(reference.recipients) or ():
                spec = _spec(Address(spec=recipient))
                if spec and spec not in visible and len(found) < MAX_FROM_LOGS:
                    found.setdefault(spec, join.event)
    return tuple(LogRecipient(address=spec, event=found[spec]) for spec in sorted(found))
