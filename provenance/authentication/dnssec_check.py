"""Which of the answers that decided something are signed, and what that proves, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from provenance.authentication.changed import changed
from provenance.authentication.dnssec import Chain, moment, prove
from provenance.authentication.names import ascii_name
from provenance.authentication.records import (
    DmarcCheck,
    DnsAnswer,
    DnssecCheck,
    DnsSource,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.resolver import RecordedResolver, Resolver, ask_all
from provenance.basics import State, Text, Value, text

MAX_ANSWERS = 40


def check_dnssec(
    dkim: tuple[SignatureCheck, ...],
    spf: tuple[SpfCheck, ...],
    dmarc: tuple[DmarcCheck, ...],
    resolver: Resolver,
    delivered: datetime | None,
) -> tuple[DnssecCheck, ...]:
    """Judge the answers behind keys, SPF and DMARC, each once, as of its own time.

    Supplied records are somebody's file: no chain belongs to them.
    """
    wanted: dict[tuple[str, str], str] = {}
    for signature in dkim:
        wanted.setdefault((ascii_name(signature.key.name), signature.key.record), "dkim-key")
    for sender in spf:
        if isinstance(sender.domain, str):
            wanted.setdefault((ascii_name(sender.domain), ""), "spf")
    for policy in dmarc:
        if policy.record:
            wanted.setdefault((ascii_name(f"_dmarc.{policy.policy_domain}"), ""), "dmarc")
    found = []
    for (name, record), subject in list(wanted.items())[:MAX_ANSWERS]:
        answer = _answer(name, record, resolver) if name else None
        if answer is not None:
            found.append(_judge(subject, answer, resolver, delivered))
    return tuple(found)


def _answer(name: str, record: str, resolver: Resolver) -> DnsAnswer | None:
    """The answer that was used: the one with this very record, else the first with data."""
    held = [
        answer
        for answer in ask_all(resolver, name, "TXT")
        if answer.data and answer.source is not DnsSource.SUPPLIED
    ]
    fitting = [answer for answer in held if not record or record in answer.data]
    return fitting[0] if fitting else None


def _judge(
    subject: str, answer: DnsAnswer, resolver: Resolver, delivered: datetime | None
) -> DnssecCheck:
    chain = prove(answer, resolver)
    secure = chain.state == "secure"
    covers: Value[bool] = State.NOT_APPLICABLE
    if secure:
        covers = State.ABSENT
        if delivered is not None:
            covers = chain.begins <= delivered.timestamp() <= chain.ends
    begins, ends = (_written(chain.begins), _written(chain.ends)) if secure else ("", "")
    asked = moment(answer.asked_at)
    return DnssecCheck(
        subject=subject,
        name=answer.name,
        type=answer.type,
        state=chain.state,
        reason=chain.reason,
        judged_at=_written(asked.timestamp()) if asked is not None else "",
        valid_from=begins,
        valid_until=ends,
        covers_delivery=covers,
        zones=chain.zones,
        anchor=chain.anchor,
        explanation=_sentence(chain, answer, begins, ends, covers),
    )


def _sentence(chain: Chain, answer: DnsAnswer, begins: str, ends: str, covers: Value[bool]) -> Text:
    """What the state means for a reader who does not know DNSSEC."""
    if chain.state != "secure":
        return text(f"authentication.dnssec.{chain.state}.{chain.reason}", name=answer.name)
    case = "covers" if covers is True else "other-time" if covers is False else "undated"
    return text(
        f"authentication.dnssec.secure.{case}",
        name=answer.name,
        zone=chain.zones[0],
        begins=begins[:10],
        ends=ends[:10],
        anchor=chain.anchor,
    )


def _written(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def annotated(answers: Iterable[DnsAnswer]) -> tuple[DnsAnswer, ...]:
    """Set the DNSSEC state of signed answers from their own chain, as far as it is among them.

    An answer without signatures keeps what its source says of it; nothing here supports that.
    """
    held = tuple(answers)
    resolver = RecordedResolver(held)
    return tuple(
        changed(one, dnssec=prove(one, resolver).state) if one.rrsig else one for one in held
    )
