"""What every module of findings needs to know of one message, worked out once."""

from __future__ import annotations

from provenance.authentication import SignatureCheck
from provenance.basics import Interest, State, Text, Value, Where, known, text
from provenance.basics.record import dataclass, field
from provenance.case import Case
from provenance.evidence import EvidenceItem, Exhibit, item_file, winmail_of
from provenance.reasoning.chains import chain, claim_of_line
from provenance.reasoning.claims import (
    CLAIM,
    attest_fields,
    is_aligned,
    is_verified,
    key_disputed,
    seal_strength,
)
from provenance.reasoning.records import AnalysedMessage, Claim, Finding, FindingKind
from provenance.reasoning.where import where_fields, where_header
from provenance.trace import Attestation, AttestationClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One message with its exhibit, its attestations and the domains of the organisation.

    ``domains`` are those of the case file, else the one in From; lower case. ``named_by_case``
    says which of the two. ``stated_by`` wrote the case file, "" if it does not say. ``beside`` are
    the winmail.dat files in the message, exhibits of their own. ``file`` are the bytes that hold
    the streams of an Outlook item. ``supplier`` is the hand that its claims depend on.
    """

    analysed: AnalysedMessage
    exhibit: Exhibit
    interest: Interest
    attestations: tuple[Attestation, ...]
    domains: tuple[str, ...]
    named_by_case: bool = False
    stated_by: str = ""
    beside: tuple[Exhibit, ...] = ()
    file: bytes = field(default=b"", repr=False)
    supplier: str = "copies"

    def cls(self, *fields: int) -> AttestationClass:
        """The weakest class among these header fields."""
        return chain(self.claims(*fields)).cls

    def limit(self, *fields: int) -> int:
        """Largest strength that the wording of these header fields may carry."""
        claims = self.claims(*fields)
        return chain(claims).strength if claims else CLAIM

    def claims(self, *fields: int, system: str = "", against: bool = False) -> tuple[Claim, ...]:
        """What these header fields may carry, one claim each.

        ``system`` is the one that received the copy, ``against`` that they harm its supplier.
        """
        lines = [self.attestations[one] for one in fields if one < len(self.attestations)]
        sealed = any(line.cls is AttestationClass.SIGNED for line in lines)
        seal = self.seal_limit() if sealed else CLAIM
        return tuple(
            claim_of_line(
                line,
                supplier=self.supplier,
                system=system,
                seal=seal,
                interest=self.interest,
                against=against,
            )
            for line in lines
        )

    def finding(
        self,
        name: str,
        kind: FindingKind,
        rung: int,
        statement: Text,
        *,
        fields: tuple[int, ...] = (),
        where: tuple[Where, ...] = (),
        cls: AttestationClass | None = None,
        strength: int | None = None,
        group: str = "",
        assumptions: tuple[Text, ...] = (),
        defeaters: tuple[Text, ...] = (),
        cautions: tuple[Text, ...] = (),
        rule: Value[str] = State.ABSENT,
        observed: bool = False,
        counted: int = 0,
    ) -> Finding:
        """Make a finding about this message; its id is given when all are in order.

        Class, strength and group come from the header fields unless they are given. ``counted`` is
        the number of places that it counts, where ``where`` has the first of them.
        """
        message = self.analysed.message
        attested = cls or self.cls(*fields)
        return Finding(
            id="",
            name=name,
            kind=kind,
            rung=rung,
            statement=statement,
            attested_by=attested,
            where=where or where_fields(message, fields),
            strength=self.limit(*fields) if strength is None else strength,
            group=f"{message.id}:{group}" if group else f"{message.id}:line:{min(fields)}",
            message=message.id,
            rule=rule,
            interest=self._interest(attested, observed=observed),
            observed=observed,
            assumptions=assumptions,
            defeaters=defeaters,
            cautions=cautions,
            counted=counted if counted > len(where) else 0,
        )

    def _interest(self, attested: AttestationClass, *, observed: bool) -> Interest:
        """Interest of whoever vouches: only the receiving side's is that of the copy's supplier.

        A seal and the lines of the sending side are that side's own statement, and nothing in a
        copy shows which side of the case it is on.
        """
        supplied = observed or attested is AttestationClass.RECEIVER
        return self.interest if supplied else Interest.UNKNOWN

    def cut(self, topic: str, count: int) -> Finding:
        """The finding that says how many findings of a topic were not made."""
        return self._limit(topic, text("reasoning.cut", count=count))

    def capped_rule(self, rule: str) -> Finding:
        """The finding that says that a rule did not look at every combination."""
        return self._limit(rule, text("reasoning.cut-rule", rule=rule))

    def _limit(self, name: str, statement: Text) -> Finding:
        """A bound of this program that was reached on this message."""
        return self.finding(
            f"limit.{name}",
            FindingKind.LIMITATION,
            1,
            statement,
            where=(where_header(self.analysed.message),),
            cls=AttestationClass.CLIENT,
            strength=0,
            group="limit",
            observed=True,
        )

    def aligned(self, domain: str) -> bool:
        """Whether a domain is one of those asked about, or under the same registered name."""
        return is_aligned(domain, self.domains, self.analysed.authentication.dmarc)

    def verified(self) -> tuple[SignatureCheck, ...]:
        """Signatures whose sealed header lines verify with a key that nothing contradicts."""
        return tuple(
            check
            for check in self.analysed.authentication.dkim
            if is_verified(check) and not key_disputed(check)
        )

    def disputed(self) -> tuple[SignatureCheck, ...]:
        """Signatures that fit a key that another answer at hand contradicts."""
        return tuple(
            check
            for check in self.analysed.authentication.dkim
            if is_verified(check) and key_disputed(check)
        )

    def seal_limit(self) -> int:
        """Largest strength of what rests on a seal of this message: that of its weakest key."""
        own = (check for check in self.verified() if seal_strength(check))
        return min((seal_strength(check) for check in own), default=0)

    @property
    def author(self) -> Value[str]:
        """The first mailbox in From, as written; a claim."""
        authors = self.analysed.trace.identity.from_
        return authors[0].spec if authors else State.ABSENT


def make_subjects(
    messages: tuple[AnalysedMessage, ...], exhibits: tuple[Exhibit, ...], case: Case
) -> tuple[Subject, ...]:
    """Pair every message with its exhibit; an attached message shares its parent's interest."""
    by_id = {exhibit.item.id: exhibit for exhibit in exhibits}
    winmail = winmail_of(exhibits)
    return tuple(
        _subject(analysed, by_id, case, winmail.get(analysed.message.evidence, ()))
        for analysed in messages
        if analysed.message.evidence in by_id
    )


def _subject(
    analysed: AnalysedMessage, by_id: dict[str, Exhibit], case: Case, beside: tuple[Exhibit, ...]
) -> Subject:
    exhibit = by_id[analysed.message.evidence]
    domains = tuple(sorted({domain.lower().rstrip(".") for domain in case.organisation.domains}))
    named = bool(domains)
    authors = analysed.trace.identity.from_
    if not domains and authors and authors[0].domain:
        domains = (authors[0].domain.rstrip("."),)
    return Subject(
        analysed=analysed,
        exhibit=exhibit,
        interest=holder_interest(exhibit, by_id),
        attestations=attest_fields(analysed, domains),
        domains=domains,
        named_by_case=named,
        stated_by=case.prepared_by.strip(),
        beside=beside,
        file=item_file(exhibit, by_id),
        supplier=supplier_name(exhibit.item),
    )


def supplier_name(item: EvidenceItem) -> str:
    """The hand that a copy came from, as stated; what nobody is named for is one source."""
    named = plain(known(item.supplied_by) or "")
    return f"supplied:{named}" if named else "copies"


def plain(words: str) -> str:
    """A name as it is compared: case and spaces do not count."""
    return " ".join(words.casefold().split())


def holder_interest(exhibit: Exhibit, by_id: dict[str, Exhibit]) -> Interest:
    """Which side holds an exhibit; one found inside another is held by whoever holds that one."""
    seen = set()
    while exhibit.item.interest == Interest.UNKNOWN.value and exhibit.item.parent in by_id:
        if exhibit.item.id in seen:
            break
        seen.add(exhibit.item.id)
        exhibit = by_id[exhibit.item.parent]
    values = {item.value: item for item in Interest}
    return values.get(exhibit.item.interest, Interest.UNKNOWN)
