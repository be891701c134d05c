"""Which sources a finding needs, whom it is about, and what stands beside its copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.basics import Address, Interest
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide, JoinTier
from provenance.correlation.accounts import same_account
from provenance.reasoning.cited import submitting_party
from provenance.reasoning.compare.hands import hand_by_name
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject
from provenance.reasoning.suppliers import suppliers

_ACTING: Final = {
    "chain.other-account.": "account",
    "identity.sender-differs": "sender",
    "join.mode.other-account": "account",
    "join.send-as": "account",
    "join.send-on-behalf": "account",
}
"""Findings that name a second account; the person is whoever the case file gives it to."""
_AROUND: Final = ("access.", "manner.", "presence.", "usage.")
"""Findings about what stands around the recorded sending: there are none without its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Somebody who supplied exhibits: the source, its name as written, and the exhibits."""

    source: str
    name: str
    exhibits: frozenset[str]


class Sources:
    """Which source a finding comes from, and whom it is about."""

    def __init__(self, case: Case, side: AuditSide, subjects: tuple[Subject, ...]) -> None:
        self.case = case
        self.domains = {one.analysed.message.id: one for one in subjects}
        self.exhibit_of = {one.analysed.message.id: one.exhibit.item.id for one in subjects}
        self.supplier = suppliers(side, subjects)
        self.marked = frozenset(
            marks.integrity.source
            for marks in side.marks
            if any(sign.name not in HARMLESS for sign in marks.integrity.signs)
        )
        self.suspect: frozenset[str] = frozenset()
        self.exports = frozenset(source.evidence for source in side.sources)
        self.interest = {
            source.evidence: hand_by_name(case, source.supplied_by, source.interest)
            for source in side.sources
        }
        self.submitting = submitting_party(case)
        self.written = {source.evidence: source.supplied_by.strip() for source in side.sources}
        self.written |= {
            one.exhibit.item.id: one.supplier.removeprefix("supplied:")
            for one in subjects
            if one.supplier.startswith("supplied:")
        }
        self.recorded = _recorded(side, self.domains)

    def exhibits(self, finding: Finding) -> frozenset[str]:
        """The exhibits that a finding needs: those of its places, and of its message."""
        return frozenset(place.evidence for place in finding.where)

    def of(self, finding: Finding) -> frozenset[str]:
        """All sources that a finding needs: whoever supplied its exhibits and that of its stay.

        Whom the case file names as attesting is a word of its author, and makes no second source.
        """
        own = self._own(finding) | frozenset({finding.stated_in} if finding.stated_in else ())
        return frozenset(self.supplier.get(one, "copies") for one in own) or frozenset({"none"})

    def interests(self, finding: Finding) -> frozenset[Interest]:
        """The interests of the hands that supplied what a finding needs."""
        own = self._own(finding) & self.exports
        return frozenset(self.interest[one] for one in own) or frozenset({finding.interest})

    def _own(self, finding: Finding) -> frozenset[str]:
        exhibits = self.exhibits(finding)
        # A log against a copy rests on the log: the copy alone says nothing there.
        return exhibits & self.exports or exhibits

    def anchor(self, finding: Finding) -> frozenset[str]:
        """The exhibits with the recorded sending, for what is said around that sending."""
        around = finding.name.startswith(_AROUND)
        return self.recorded.get(finding.message, frozenset()) if around else frozenset()

    def hands(self, finding: Finding) -> tuple[Hand, ...]:
        """Whoever supplied the exhibits that a finding needs, with the exhibits of each."""
        own = self._own(finding) | frozenset({finding.stated_in} if finding.stated_in else ())
        by: dict[str, list[str]] = {}
        for exhibit in own:
            by.setdefault(self.supplier.get(exhibit, "copies"), []).append(exhibit)
        return tuple(
            Hand(source=source, name=self._named(exhibits), exhibits=frozenset(exhibits))
            for source, exhibits in sorted(by.items())
        )

    def _named(self, exhibits: list[str]) -> str:
        """The name of a hand as the case file writes it, "" where it names none."""
        return next((self.written[one] for one in sorted(exhibits) if self.written.get(one)), "")

    def person(self, finding: Finding) -> str:
        """The person of the case file whom a record is about, by its account if by nothing else."""
        name = next((_ACTING[one] for one in _ACTING if finding.name.startswith(one)), "")
        if finding.person or not name:
            return finding.person
        account = dict(finding.statement.params).get(name, "")
        spec = account.spec if isinstance(account, Address) else str(account)
        return next(
            (
                person.id
                for person in self.case.people
                if any(same_account(spec, one) for one in person.accounts)
            ),
            "",
        )

    def of_organisation(self, finding: Finding) -> bool:
        """Whether a check is about the domain of the organisation that is asked about."""
        domain = dict(finding.statement.params).get("domain", "")
        subject = self.domains.get(finding.message)
        return subject is not None and isinstance(domain, str) and subject.aligned(domain)

    def through_list(self, finding: Finding) -> bool:
        """Whether a message came through a mailing list, which has a Sender of its own."""
        subject = self.domains.get(finding.message)
        return subject is not None and bool(subject.analysed.message.named("list-id"))

    def other_copy(self, finding: Finding) -> bool:
        """Whether signs of change lie in another copy than that of a finding.

        A copy whose seal fits says nothing of how another copy was kept.
        """
        return bool(self.suspect - {finding.message}) and finding.message not in self.suspect


HARMLESS: Final = frozenset(
    {
        "cell-limit", "date-without-seconds", "delimiter", "details-spaced", "mixed-line-ends",
        "mixed-quoting", "number-as-power", "number-missing", "number-rounded",
        "organisations-several", "row-cap",
        "card-two-holders", "client-words", "day-holders", "fraction-constant", "holder-two-cards",
        "id-digits-alike", "id-repeated", "log-on-number-again", "numbers-whole",
        "passage-unpaired", "time-order",
    }
)  # fmt: skip
"""Marks of everyday handling in an export, and observations with everyday causes; they lower the
weight of nothing.

Numbers are missing from every event log that was exported by kind: 5 of 5 public ones have gaps.
"""


def _recorded(side: AuditSide, messages: Iterable[str]) -> dict[str, frozenset[str]]:
    """The exports that record the sending of each message, by its identifier or by what fits it."""
    if not side.joins:
        return dict.fromkeys(messages, frozenset())
    # Most analyses have no log; they load nothing of the room that reads logs.
    from provenance.correlation.parties import FIRM

    source_of = {event.id: event.source for event in side.events}
    tiers = {*FIRM, JoinTier.M}
    return {
        message: frozenset(
            source_of[join.event]
            for join in side.joins
            if join.message == message and join.tier in tiers and join.event in source_of
        )
        for message in messages
    }
