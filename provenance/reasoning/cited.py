"""The claim of each finding: made of the places that it cites, all of which it needs.

Who wrote each line, what protects it from its own holder, and whose interest that holder has, were
attested once (architecture §3). Here they are put together for one statement, and nothing that a
finding says of itself may go beyond what its places carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from provenance.authentication import BodyHash
from provenance.basics import Interest, State, Value, Where
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.chains import chain, claim_of_source
from provenance.reasoning.claims import cap
from provenance.reasoning.records import Claim, Finding, Party
from provenance.reasoning.subject import Subject
from provenance.reasoning.suppliers import receiving_system, suppliers
from provenance.trace import AttestationClass

_OF_SYSTEMS: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})
_SUPPLIED: Final = _OF_SYSTEMS | {AttestationClass.RECEIVER}
"""Whoever supplied these, or what this program saw itself, vouches; else the writer does."""
OPPOSITE: Final = {Party.HOLDER: Party.ORGANISATION, Party.ORGANISATION: Party.HOLDER}
_SIDES: Final = {"employee": Party.HOLDER, "employer": Party.ORGANISATION}

Harmed = Mapping[str, Value[Party]]
"""By id of finding: the party that it speaks against, absent if against neither. A finding that
chooses between no explanations is not among them."""


def submitting_party(case: Case) -> Value[Party]:
    """Which party hands the report in; absent where the case file does not say it or whose account.

    The account is taken as that of the employee who disputes the message: the case file has no
    other word for it.
    """
    account = case.account.strip().lower()
    held = any(account == one.strip().lower() for who in case.people for one in who.accounts)
    return _SIDES.get(case.side.strip().lower(), State.ABSENT) if account and held else State.ABSENT


def party_of(interest: Interest, submitting: Value[Party]) -> Value[Party]:
    """The party that supplied something, by the interest that the case file states for it.

    Not applicable to whoever has none, absent where it is not stated.
    """
    if interest is Interest.INDEPENDENT:
        return State.NOT_APPLICABLE
    if isinstance(submitting, State) or interest is Interest.UNKNOWN:
        return State.ABSENT
    return submitting if interest is Interest.SUBMITTING else OPPOSITE[submitting]


class Cited:
    """The lines and sources of a case, by the places that findings name."""

    def __init__(self, case: Case, side: AuditSide, subjects: tuple[Subject, ...]) -> None:
        self.submitting = submitting_party(case)
        self._sources = {one.evidence: one for one in side.sources}
        self._supplier = suppliers(side, subjects)
        self._subjects = {
            (one.analysed.message.evidence, one.analysed.message.stream): one for one in subjects
        }
        self._of_exhibit = {one.exhibit.item.id: one for one in subjects}
        self._lines: dict[tuple[str, str], dict[tuple[int, int], int]] = {}
        self._systems: dict[str, str] = {}

    def with_claim(self, finding: Finding, harmed: Harmed) -> Finding:
        """The finding with the claim of its places, whether it harms their supplier, and the cap.

        Its strength only goes down. The copies of one message are counted where they are
        compared: each of them says the same by itself, so that none is a link of the others. They
        carry what the class of their lines may carry, however many agree.
        """
        speaks = harmed.get(finding.id, State.NOT_APPLICABLE)
        claims = self.claims(finding, speaks)
        if not claims:
            return replace(finding, against_interest=State.NOT_APPLICABLE)
        made = chain(claims)
        several = finding.name.startswith("copies.")
        supplied = finding.observed or finding.attested_by in _SUPPLIED
        return replace(
            finding,
            claim=made,
            interest=made.interest if supplied and not several else finding.interest,
            against_interest=self._against(made, claims, finding, harmed),
            strength=min(finding.strength, cap(finding.attested_by) if several else made.strength),
        )

    def _against(
        self, made: Claim, claims: tuple[Claim, ...], finding: Finding, harmed: Harmed
    ) -> Value[bool]:
        if finding.id not in harmed:
            return State.NOT_APPLICABLE
        parties = [party_of(one.interest, self.submitting) for one in claims]
        if State.ABSENT in parties:
            return State.ABSENT
        return made.against_interest

    def claims(self, finding: Finding, speaks: Value[Party]) -> tuple[Claim, ...]:
        """One claim for each place, in their order; ``speaks`` is the party that it harms."""
        return tuple(self._claim(place, finding, speaks) for place in finding.where)

    def _claim(self, place: Where, finding: Finding, speaks: Value[Party]) -> Claim:
        source = self._sources.get(place.evidence)
        if source is not None:
            cls = finding.attested_by
            return claim_of_source(
                cls if cls in _OF_SYSTEMS else AttestationClass.LOG,
                supplier=self._supplier.get(place.evidence, "copies"),
                system=source.layout.kind if source.layout is not None else "",
                interest=source.interest,
                against=self._harms(source.interest, speaks),
            )
        key = (place.evidence, place.stream)
        subject = self._subjects.get(key) or self._of_exhibit.get(place.evidence)
        if subject is None:
            return Claim(
                cls=finding.attested_by,
                strength=cap(finding.attested_by),
                groups=frozenset({self._supplier.get(place.evidence, "copies")}),
                systems=frozenset({""}),
            )
        against = self._harms(subject.interest, speaks)
        index = self._line(key, subject).get((place.start, place.end))
        if index is not None:
            made = subject.claims(index, system=self._system(subject), against=against)[0]
            return _own_seal(made, index, subject)
        return self._stretch(place, finding, subject, against=against)

    def _stretch(self, place: Where, finding: Finding, subject: Subject, *, against: bool) -> Claim:
        """What is no whole header field: the text, a section, the file, a property.

        No line vouches for it; a seal that fits the text keeps that as it was sent.
        """
        body = subject.analysed.message.body
        inside = body.start <= place.start and place.end <= body.end
        sealed = place.stream == subject.analysed.message.stream and inside and place.end
        seals = [one for one in subject.verified() if one.body_hash is BodyHash.MATCH]
        return Claim(
            cls=finding.attested_by,
            strength=cap(finding.attested_by),
            groups=frozenset({subject.supplier}),
            systems=frozenset({self._system(subject)}),
            protection=frozenset(f"dkim:{one.domain}" for one in seals if sealed),
            interest=subject.interest,
            against_interest=against,
        )

    def _harms(self, interest: Interest, speaks: Value[Party]) -> bool:
        return isinstance(speaks, Party) and party_of(interest, self.submitting) is speaks

    def _system(self, subject: Subject) -> str:
        name = subject.analysed.message.id
        if name not in self._systems:
            self._systems[name] = receiving_system(subject)
        return self._systems[name]

    def _line(self, key: tuple[str, str], subject: Subject) -> dict[tuple[int, int], int]:
        """The header fields of a message by their bytes."""
        if key not in self._lines:
            message = subject.analysed.message
            same = key == (message.evidence, message.stream)
            self._lines[key] = {
                (one.span.start, one.span.end): one.index for one in message.fields if same
            }
        return self._lines[key]


def _own_seal(made: Claim, index: int, subject: Subject) -> Claim:
    """A signature that fits seals its own field too, but for the value of ``b=`` (RFC 6376 §3.7).

    Its strength stays that of the line: what the key may carry is said by the check.
    """
    seal = next((one for one in subject.verified() if one.field == index), None)
    if seal is None:
        return made
    own = frozenset({f"dkim:{seal.domain}"})
    return replace(made, cls=AttestationClass.SIGNED, protection=own)
