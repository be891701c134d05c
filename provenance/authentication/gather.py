"""All DNS questions of a set of messages, asked in rounds, so that a file of answers is complete.

First what the messages themselves name, then what the answers name: SPF includes and redirects,
hosts behind ``a`` and ``mx``, and the keys that vouch for the keys (DNSSEC). A hostile record can
name thousands: every round and every domain is bounded, and what was not asked stays *not
attempted*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Protocol

from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.dmarc import author_domain, walk_names
from provenance.authentication.live import LiveResolver
from provenance.authentication.names import ascii_name, question_name
from provenance.authentication.records import DnsAnswer
from provenance.authentication.spf import spf_domains
from provenance.authentication.spf_query import MAX_RECORD
from provenance.basics import State
from provenance.message import Message
from provenance.trace import Trace, is_inside

Question = tuple[str, str]

MAX_DEPTH = 12
"""Rounds of SPF records; ten lookups (RFC 7208 §4.6.4) cannot need more, and one to see excess."""
MAX_CHILDREN = 60
"""Names that one SPF record may bring in; more than ten lookups already make it an error."""
MAX_NAMES = 2_000
MAX_ZONE_ROUNDS = 16

_TERM = re.compile(r"[+?~-]?(include|a|mx|redirect)(?:[:=]([^\s/]*))?(?:/[\d/]*)?", re.IGNORECASE)


class Asked(Protocol):
    """What a resolver for many questions can do."""

    def prefetch(self, questions: Iterable[Question]) -> None:
        """Ask these at the same time."""
        ...

    @property
    def answers(self) -> tuple[DnsAnswer, ...]:
        """All answers so far."""
        ...


def more_questions(message: Message, trace: Trace) -> tuple[Question, ...]:
    """Questions for a full record of a message, beyond those that verifying it needs at once.

    The tree walk of every signing domain (RFC 9989 §4.10.2 compares their organisations), MX of
    author and envelope domains, and the reverse names of all hops on the internet. The live
    resolver asks MX and PTR only with ``live_all``.
    """
    asked: set[Question] = set()
    for name in domains_of(message, trace):
        asked.add((name, "MX"))
        asked.update((walked, "TXT") for walked in walk_names(ascii_name(name)))
    for field in message.named("DKIM-Signature"):
        value = message.raw[field.value_span.start : field.span.end]
        signer = ascii_name(parse_signature(value).domain)
        asked.update((walked, "TXT") for walked in walk_names(signer) if signer)
    for hop in trace.route.hops:
        ip = hop.trace.ip
        if not isinstance(ip, State) and not is_inside(ip):
            asked.update(_reverse(ip))
    return tuple(sorted(asked))


def domains_of(message: Message, trace: Trace) -> tuple[str, ...]:
    """Author, envelope and HELO domains of a message, in A-labels, sorted."""
    author = author_domain(message, trace)
    domains = {*spf_domains(trace), *((author,) if isinstance(author, str) else ())}
    return tuple(sorted({name for domain in domains if (name := ascii_name(domain))}))


def _reverse(ip: str) -> tuple[Question, ...]:
    try:
        return ((ip_address(ip.partition("%")[0]).reverse_pointer, "PTR"),)
    except ValueError:
        return ()


def gather(resolver: LiveResolver, questions: Sequence[Question], *, whole: bool = False) -> None:
    """Ask these questions and what their answers lead to; the resolver keeps all answers.

    ``whole`` also asks the hosts behind ``a`` and ``mx`` of every SPF record, whether the result
    for this message needs them or not: a record for use later.
    """
    resolver.prefetch(questions)
    seen: set[Question] = set()
    for _ in range(MAX_DEPTH):
        found = [q for q in _led_to(resolver.answers, whole=whole) if q not in seen]
        if not found or len(seen) > MAX_NAMES or resolver.gave_up:
            break
        seen.update(found[:MAX_NAMES])
        resolver.prefetch(found[:MAX_NAMES])
    _zones(resolver)


def _led_to(answers: tuple[DnsAnswer, ...], *, whole: bool) -> list[Question]:
    """Questions that these answers raise, in their order."""
    led: dict[Question, None] = {}
    for answer in answers:
        if answer.type == "TXT":
            for record in answer.data:
                led.update(dict.fromkeys(spf_names(answer.name, record, whole=whole)))
        elif whole and answer.type == "MX":
            hosts = [row.partition(" ")[2].rstrip(".") for row in answer.data[:MAX_CHILDREN]]
            led.update({(host, type_): None for host in hosts for type_ in ("A", "AAAA")})
        elif whole and answer.type == "PTR":
            hosts = list(answer.data[:MAX_CHILDREN])
            led.update({(host, type_): None for host in hosts for type_ in ("A", "AAAA")})
    return list(led)


def spf_names(domain: str, record: str, *, whole: bool) -> list[Question]:
    """Questions that an SPF record raises by itself; names with macros are left to evaluation."""
    if record[:7].lower().rstrip(" ") != "v=spf1" or len(record) > MAX_RECORD:
        return []
    found: list[Question] = []
    for term in record.split()[1:]:
        match = _TERM.fullmatch(term)
        if match is None or "%" in term:
            continue
        kind, target = match[1].lower(), ascii_name(match[2] or "") or domain
        if kind in {"include", "redirect"} and match[2]:
            found.append((target, "TXT"))
        elif whole and kind == "a":
            found += [(target, "A"), (target, "AAAA")]
        elif whole and kind == "mx":
            found.append((target, "MX"))
        if len(found) >= MAX_CHILDREN:
            break
    return found


def _zones(resolver: LiveResolver) -> None:
    """Ask the keys of all zones that signed an answer, and of the zones above them, to the root."""
    for _ in range(MAX_ZONE_ROUNDS):
        before = len(resolver.answers)
        resolver.prefetch(zone_questions(resolver.answers))
        if len(resolver.answers) == before or resolver.gave_up:
            return


def zone_questions(answers: tuple[DnsAnswer, ...]) -> tuple[Question, ...]:
    """DNSKEY and DS of every signer; DS from the top for the names of unsigned answers."""
    asked: set[Question] = set()
    for answer in answers:
        for line in (*answer.rrsig, *answer.authority):
            signer = _signer(line)
            if signer:
                asked.add((signer, "DNSKEY"))
                if signer != ".":
                    asked.add((signer, "DS"))
        if answer.type == "TXT" and answer.data and not answer.rrsig:
            asked.update((name, "DS") for name in _cuts(answer.canonical or answer.name))
    return tuple(sorted(asked))


def _cuts(name: str) -> list[str]:
    """Names at which the zone of ``name`` may begin; service labels (``_dmarc``) seldom do."""
    labels = name.split(".")
    plain = [at for at, label in enumerate(labels) if label.startswith("_")]
    first = max(plain) + 1 if plain else 0
    return [".".join(labels[at:]) for at in range(first, len(labels))][-8:]


def _signer(line: str) -> str:
    """Signer's name out of an RRSIG, as rdata or as a whole line of a zone file."""
    parts = line.split()
    if len(parts) > 4 and parts[3] == "RRSIG":
        parts = parts[4:]
    return question_name(parts[7]) if len(parts) > 8 and parts[4].isdecimal() else ""
