"""Validates the ARC chain of a message again (RFC 8617 §5.2), each question its own answer.

Nothing stops at the first fault: every seal and every message signature that can be tested is
tested, and one result with one reason is drawn from all of them at the end.
"""

from __future__ import annotations

from provenance.authentication.arc.chain import ArcSet, Chain, read_chain
from provenance.authentication.arc.notes import arc_notes
from provenance.authentication.arc.records import (
    ArcCheck,
    ArcInstance,
    ArcReason,
    ArcResult,
    ArcSignature,
)
from provenance.authentication.arc.sealers import sealer_of
from provenance.authentication.arc.signatures import (
    check_message_signature,
    check_seal,
    not_checked,
)
from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.resolver import Resolver
from provenance.basics import State, Value
from provenance.message import Message
from provenance.trace import AuthenticationResults, parse_authentication_results, same_domain

MAX_HEADER_WORK = 64 * 1024 * 1024
"""Octets of header fields that all signatures of one chain may hash together."""
MAX_RESULTS = 65536
"""Characters of one results field that are read."""

_OPEN = frozenset(
    (
        ArcReason.KEY_NOT_ATTEMPTED,
        # It fits whoever made it: that is neither a chain that holds nor one that does not.
        ArcReason.KEY_FROM_THIS_MESSAGE,
        ArcReason.KEY_PRIVATE_PUBLISHED,
        ArcReason.DNS_TEMPORARY_ERROR,
        ArcReason.BODY_NOT_AVAILABLE,
        ArcReason.LIMIT_EXCEEDED,
    )
)
"""Reasons that leave a question open: neither good nor bad."""


def validate_chain(
    message: Message,
    resolver: Resolver,
    *,
    authors: tuple[str, ...] = (),
    prepared: SignedMessage | None = None,
) -> ArcCheck:
    """Validate the chain of a message; never raises over evidence.

    Args:
        message: the message.
        resolver: where keys come from.
        authors: domains of the From field, to tell a seal of the sending side.
        prepared: the message made ready, where that was done already.

    Returns:
        ``none`` without ARC fields, ``pass`` or ``fail`` as RFC 8617 §5.2 says, ``not-tested``
        where nothing fails but a key was not asked, DNS gave no answer, or the body is not kept.
    """
    ready = prepared or SignedMessage(message)
    chain = read_chain(ready)
    if not chain.fields:
        return ArcCheck()
    instances = _Checker(ready, chain, resolver, authors).instances()
    reason, at = _judge(chain, instances)
    found = ArcCheck(
        result=_result(reason, at),
        reason=reason,
        at=at or State.NOT_APPLICABLE,
        instances=instances,
        oldest_pass=_oldest_pass(chain, instances),
        fields=chain.fields,
    )
    return changed(found, notes=arc_notes(found))


class _Checker:
    """Verifies the sets of one chain within one budget of work."""

    def __init__(
        self, prepared: SignedMessage, chain: Chain, resolver: Resolver, authors: tuple[str, ...]
    ) -> None:
        self.prepared, self.chain = prepared, chain
        self.resolver, self.authors = resolver, authors
        self.budget = MAX_HEADER_WORK
        # A chain of more fields than any valid one has is not worth a single verification.
        self.refused = chain.problem is ArcReason.LIMIT_EXCEEDED

    def instances(self) -> tuple[ArcInstance, ...]:
        """Check the newest set first, so that it is tested where the budget does not last."""
        made = [self._instance(at) for at in reversed(range(len(self.chain.sets)))]
        return tuple(reversed(made))

    def _instance(self, at: int) -> ArcInstance:
        one = self.chain.sets[at]
        seal = self._seal(at)
        status: Value[str] = State.ABSENT
        if len(one.seals) == 1:
            status = self.chain.signatures[one.seals[0]].tags.get("cv") or State.ABSENT
        domain = "" if isinstance(seal, State) else seal.domain
        recorded = self._recorded(one)
        sealer = sealer_of(domain) if domain else State.ABSENT
        return ArcInstance(
            number=one.number,
            results_field=_only(one.results),
            recorded=recorded,
            message_signature=self._message_signature(one),
            seal=seal,
            chain_status=status,
            sealer=sealer,
            own_domain=any(same_domain(domain, author) for author in self.authors),
            says_nothing=_says_nothing(one.number, recorded),
        )

    def _message_signature(self, one: ArcSet) -> Value[ArcSignature]:
        index = _only(one.message_signatures)
        if isinstance(index, State):
            return index
        signature = self.chain.signatures[index]
        selected = self.prepared.select(signature, index).indexes
        if not self._affordable(selected):
            return not_checked(self.prepared, index, signature)
        return check_message_signature(self.prepared, index, signature, self.resolver)

    def _seal(self, at: int) -> Value[ArcSignature]:
        one = self.chain.sets[at]
        index = _only(one.seals)
        if isinstance(index, State):
            return index
        signature: Signature = self.chain.signatures[index]
        under = self.chain.sets[: at + 1]
        sealed = tuple(
            i
            for s in under
            for kind in (s.results, s.message_signatures, s.seals)
            for i in kind[:1]
        )
        if not self._affordable(sealed):
            return not_checked(self.prepared, index, signature)
        return check_seal(self.prepared, index, signature, under, self.resolver)

    def _affordable(self, fields: tuple[int, ...]) -> bool:
        if self.refused:
            return False
        self.budget -= sum(len(self.prepared.message.fields[i].span) for i in fields)
        return self.budget >= 0

    def _recorded(self, one: ArcSet) -> Value[AuthenticationResults]:
        index = _only(one.results)
        if isinstance(index, State):
            return index
        if self.refused:
            return State.NOT_ATTEMPTED
        value = self.prepared.message.fields[index].value
        return parse_authentication_results(value[:MAX_RESULTS], arc=True)


def _only(indexes: tuple[int, ...]) -> Value[int]:
    if not indexes:
        return State.ABSENT
    return indexes[0] if len(indexes) == 1 else State.REPEATED


def _says_nothing(number: int, recorded: Value[AuthenticationResults]) -> bool:
    """Whether a first set records ``none`` throughout: a service sealed its own outgoing mail.

    Exchange Online writes ``spf=none; dmarc=none; dkim=none; arc=none`` before it hands a message
    of its own customer over; it checked nothing, so nothing failed.
    """
    if number != 1 or isinstance(recorded, State):
        return False
    results = recorded.results
    return recorded.explicit_none or (
        bool(results) and all(one.result == "none" for one in results)
    )


def _judge(chain: Chain, instances: tuple[ArcInstance, ...]) -> tuple[ArcReason, int]:
    """The one cause, in the order of RFC 8617 §5.2; faults before open questions."""
    newest = instances[-1] if instances else None
    if newest is not None and newest.chain_status == "fail" and newest.number == len(instances):
        # Step 2: whoever sealed last found the chain broken; nothing can mend that.
        return ArcReason.SEALED_AS_FAILED, newest.number
    if chain.problem is not None:
        return chain.problem, chain.at
    for one in instances:
        status = "none" if one.number == 1 else "pass"
        if one.chain_status in {"none", "pass", "fail"} and one.chain_status != status:
            failed = one.chain_status == "fail"
            return ArcReason.SEALED_AS_FAILED if failed else ArcReason.CHAIN_STATUS, one.number
    reasons = [(one.message_signature, one.number) for one in instances[-1:]]
    reasons += [(one.seal, one.number) for one in reversed(instances)]
    doubts: list[tuple[ArcReason, int]] = [
        (checked.reason, number)
        for checked, number in reasons
        if not isinstance(checked, State) and checked.reason is not ArcReason.VERIFIED
    ]
    faults = [doubt for doubt in doubts if doubt[0] not in _OPEN]
    first = faults or doubts
    return first[0] if first else (ArcReason.VERIFIED, 0)


def _result(reason: ArcReason, at: int) -> ArcResult:
    if reason is ArcReason.VERIFIED:
        return ArcResult.PASS
    if reason in _OPEN and (at or reason is not ArcReason.LIMIT_EXCEEDED):
        return ArcResult.NOT_TESTED
    return ArcResult.FAIL


def _oldest_pass(chain: Chain, instances: tuple[ArcInstance, ...]) -> Value[int]:
    """RFC 8617 §5.2 step 5; a state where a message signature on the way could not be tested."""
    if chain.problem is not None or not instances:
        return State.NOT_APPLICABLE
    for one in reversed(instances):
        signature = one.message_signature
        if isinstance(signature, State):
            return State.NOT_APPLICABLE
        if signature.reason in _OPEN:
            return State.NOT_ATTEMPTED
        if signature.reason is not ArcReason.VERIFIED:
            newest = one.number == len(instances)
            return State.NOT_APPLICABLE if newest else one.number + 1
    return 0
