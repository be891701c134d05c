"""Which DNS answers messages need, asked before they are analysed."""

from __future__ import annotations

from datetime import date

from provenance.authentication import (
    DnsAnswer,
    LiveResolver,
    annotated,
    check,
    domains_of,
    gather,
    more_questions,
    questions,
)
from provenance.pipeline.reading import Read
from provenance.trace import trace_message


def questions_of(read: Read, *, receivers: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """List the DNS questions (name, type) of all messages, so that they can be asked at once."""
    _, messages, _ = read
    asked: set[tuple[str, str]] = set()
    for message in messages:
        asked.update(questions(message, trace_message(message, receivers=receivers)))
    return tuple(sorted(asked))


def record_dns(read: Read, resolver: LiveResolver) -> tuple[DnsAnswer, ...]:
    """Ask all that a set of messages needs, now or later, and give every answer.

    After the questions that can be asked together, each message is verified once: whatever an
    analysis would ask is then among the answers, so a replay of them needs no other.
    """
    _, messages, _ = read
    traced = [(message, trace_message(message)) for message in messages]
    asked: set[tuple[str, str]] = set()
    for message, trace in traced:
        asked.update(questions(message, trace), more_questions(message, trace))
    gather(resolver, tuple(sorted(asked)), whole=True)
    for message, trace in traced:
        if resolver.gave_up:
            break
        check(message, trace, resolver, as_of=date(1970, 1, 1), cross_check=False)
    return annotated(resolver.answers)


def mail_domains(read: Read) -> tuple[str, ...]:
    """List the author, envelope and HELO domains of all messages, sorted."""
    _, messages, _ = read
    found: set[str] = set()
    for message in messages:
        found.update(domains_of(message, trace_message(message)))
    return tuple(sorted(found))
