"""The one way to ask DNS, and its offline implementations.

Whatever was not asked is ``State.NOT_ATTEMPTED``: never an error, never "does not exist".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from provenance.authentication.names import question_name
from provenance.authentication.records import DnsAnswer, DnsSource
from provenance.basics import State, Value

MAX_CNAME = 10


class Resolver(Protocol):
    """Answers one question, ``type`` in capitals (TXT, A, AAAA, MX, PTR, CNAME)."""

    def ask(self, name: str, type: str, /) -> Value[DnsAnswer]:  # noqa: A002 - the field's own word
        """Return the answer, ``State.NOT_ATTEMPTED`` where the question was not asked."""
        ...


@runtime_checkable
class ManyAnswers(Protocol):
    """A resolver that may hold several answers of one name, from several sources or dates."""

    def ask_all(self, name: str, type: str, /) -> tuple[DnsAnswer, ...]:  # noqa: A002
        """Return every answer that is held, best first; empty where nothing was asked."""
        ...


@runtime_checkable
class MacroAware(Protocol):
    """A resolver that treats names made from SPF macros apart: they leak addresses."""

    def ask_macro(self, name: str, type: str, /) -> Value[DnsAnswer]:  # noqa: A002
        """Answer a question whose name was made from the message's own addresses."""
        ...


def ask_all(resolver: Resolver, name: str, type_: str) -> tuple[DnsAnswer, ...]:
    """Return every answer that a resolver holds of a name; keys of several dates are all tried."""
    # Not isinstance(): a runtime protocol is looked through member by member at every question.
    many = getattr(resolver, "ask_all", None)
    if many is not None:
        held: tuple[DnsAnswer, ...] = many(name, type_)
        return held
    answer = resolver.ask(name, type_)
    return () if isinstance(answer, State) else (answer,)


def ask_macro(resolver: Resolver, name: str, type_: str) -> Value[DnsAnswer]:
    """Ask a name that SPF macros made; the live resolver refuses these unless told otherwise."""
    if isinstance(resolver, MacroAware):
        return resolver.ask_macro(name, type_)
    return resolver.ask(name, type_)


def answer_key(answer: DnsAnswer) -> tuple[str, ...]:
    """Total order of answers: name, type, then everything else."""
    return (
        answer.name,
        answer.type,
        answer.source.value,
        answer.asked_at,
        answer.server,
        answer.rcode,
        str(answer.ttl).zfill(10),
        answer.grade,
        answer.dnssec,
        *answer.data,
        "\x00",
        *answer.rrsig,
        "\x00",
        answer.canonical,
        *answer.rdata,
        "\x00",
        *answer.authority,
    )


def _usefulness(answer: DnsAnswer) -> int:
    """Sort order of answers to one question: data, then "does not exist", then errors."""
    if answer.rcode == "NOERROR" and answer.data:
        return 0
    return 1 if answer.rcode in {"NOERROR", "NXDOMAIN"} else 2


class OfflineResolver:
    """Asks nothing, ever."""

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002, ARG002
        """Return ``State.NOT_ATTEMPTED``."""
        return State.NOT_ATTEMPTED


class RecordedResolver:
    """Answers from a recording; a name that is not in it was not asked."""

    def __init__(self, answers: Iterable[DnsAnswer]) -> None:
        table: dict[tuple[str, str], list[DnsAnswer]] = {}
        for answer in answers:
            table.setdefault((question_name(answer.name), answer.type.upper()), []).append(answer)
        self._table = {
            key: tuple(sorted(held, key=lambda a: (_usefulness(a), answer_key(a))))
            for key, held in table.items()
        }

    def ask_all(self, name: str, type: str) -> tuple[DnsAnswer, ...]:  # noqa: A002
        """Return all recorded answers of a name, recorded CNAME lines followed."""
        asked = question_name(name)
        for _ in range(MAX_CNAME):
            held = self._table.get((asked, type.upper()), ())
            alias = self._table.get((asked, "CNAME"), ())
            if held or not alias or not alias[0].data:
                return held
            asked = question_name(alias[0].data[0])
        return ()

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Return the most useful recorded answer."""
        held = self.ask_all(name, type)
        return held[0] if held else State.NOT_ATTEMPTED


class SuppliedKeys(RecordedResolver):
    """Key records out of a person's or an archive's file; several of one name are all tried."""

    def __init__(self, rows: Iterable[DnsAnswer]) -> None:
        super().__init__(row for row in rows if row.source is DnsSource.SUPPLIED)


class ChainResolver:
    """Asks several resolvers in turn; the first that was asked answers."""

    def __init__(self, resolvers: Sequence[Resolver]) -> None:
        self._resolvers = tuple(resolvers)

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Return the first answer with data, else the first answer at all."""
        return self._first(name, type, macro=False)

    def ask_macro(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Do the same for a name made from macros."""
        return self._first(name, type, macro=True)

    def ask_all(self, name: str, type: str) -> tuple[DnsAnswer, ...]:  # noqa: A002
        """Return the answers of all resolvers, in their order."""
        return tuple(a for r in self._resolvers for a in ask_all(r, name, type))

    def _first(self, name: str, type_: str, *, macro: bool) -> Value[DnsAnswer]:
        fallback: Value[DnsAnswer] = State.NOT_ATTEMPTED
        for resolver in self._resolvers:
            answer = ask_macro(resolver, name, type_) if macro else resolver.ask(name, type_)
            if isinstance(answer, State):
                continue
            if _usefulness(answer) == 0:
                return answer
            if isinstance(fallback, State):
                fallback = answer
        return fallback


class Recorder:
    """Passes questions on and keeps every answer that was given, for ``dns.jsonl``."""

    def __init__(self, inner: Resolver) -> None:
        self._inner = inner
        self._seen: dict[tuple[str, ...], DnsAnswer] = {}

    @property
    def answers(self) -> tuple[DnsAnswer, ...]:
        """All answers so far, each once, in order of name and type."""
        return tuple(self._seen[key] for key in sorted(self._seen))

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Ask and keep."""
        return self._keep(self._inner.ask(name, type))

    def ask_macro(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Ask a name made from macros, and keep."""
        return self._keep(ask_macro(self._inner, name, type))

    def ask_all(self, name: str, type: str) -> tuple[DnsAnswer, ...]:  # noqa: A002
        """Ask for all answers and keep them."""
        held = ask_all(self._inner, name, type)
        for answer in held:
            self._keep(answer)
        return held

    def _keep(self, answer: Value[DnsAnswer]) -> Value[DnsAnswer]:
        if not isinstance(answer, State):
            self._seen[answer_key(answer)] = answer
        return answer
