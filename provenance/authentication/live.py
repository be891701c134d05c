"""Asks DNS over the network, the only module that does; gives up as a whole when nothing answers.

Without a network every question is *not attempted* after at most the time budget: silence is
never taken for an answer. Nor is the "no such name" of a server that is cut off from DNS, as in
many closed networks: first the servers of the root are asked for, which exist everywhere. It
prints nothing and asks no name twice.

Every question asks for signatures too (DNSSEC OK, RFC 3225) and for data that a checking server
would hold back (checking disabled, RFC 4035 §3.2.2): what an answer is worth is found out later,
from what is kept of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provenance.authentication.live_answer import aliases, content, denial
from provenance.authentication.names import question_name
from provenance.authentication.records import DnsAnswer, DnsSource
from provenance.authentication.resolver import answer_key
from provenance.basics import State, Value

if TYPE_CHECKING:
    import dns.nameserver
    import dns.resolver

BUDGET_SECONDS = 6.0
QUERY_SECONDS = 3.0
WORKERS = 8
MAX_QUESTIONS = 20000
ALWAYS = frozenset({"TXT", "A", "AAAA", "CNAME", "DNSKEY", "DS"})
"""Types asked without ``live_all``; MX, PTR and macro names may be run by the other side."""

PAYLOAD = 1232
"""Octets of a UDP answer that pass everywhere without fragments (DNS flag day 2020)."""


def _now() -> datetime:
    return datetime.now(UTC)


class LiveResolver:
    """Asks the name servers of this computer, or ``nameservers``, within one time budget.

    ``budget`` counts the seconds spent waiting, for all questions together; ``clock`` gives the
    time that is recorded with each answer. With ``live_all`` it also asks MX, PTR and names
    made from SPF macros, which can tell a stranger's name server that this message is examined.
    ``doh`` is the URL of a DNS-over-HTTPS server (RFC 8484) to ask instead, ``doh_trust`` a file
    of certificates to trust for it in place of the usual ones.
    """

    def __init__(
        self,
        *,
        live_all: bool = False,
        budget: float = BUDGET_SECONDS,
        query_time: float = QUERY_SECONDS,
        clock: Callable[[], datetime] = _now,
        nameservers: tuple[str, ...] = (),
        port: int = 53,
        doh: str = "",
        doh_trust: str = "",
    ) -> None:
        self._live_all = live_all
        self._left = budget
        self._query_time = query_time
        self._clock = clock
        self._nameservers = nameservers
        self._port = port
        self._doh = (doh, doh_trust)
        self._held: dict[tuple[str, str], Value[DnsAnswer]] = {}
        self._aliases: dict[tuple[str, str], DnsAnswer] = {}
        self._reached = False
        self._dead = False
        self._lock = threading.Lock()
        self._resolver: Any = None

    @property
    def gave_up(self) -> bool:
        """Whether it stopped asking: no name server answered, or the time was used up."""
        return self._dead or self._left <= 0

    @property
    def answers(self) -> tuple[DnsAnswer, ...]:
        """All answers so far, in order of name and type."""
        held = self._aliases | self._held
        return tuple(sorted((a for a in held.values() if isinstance(a, DnsAnswer)), key=answer_key))

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Every (name, type) that was put to a name server, whether answered or not."""
        return tuple(sorted(self._held))

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002 - the field's own word
        """Ask once; later calls get the same answer."""
        key = (question_name(name), type.upper())
        if not _askable(key, live_all=self._live_all):
            return State.NOT_ATTEMPTED
        if key in self._aliases:
            return self._aliases[key]
        if key not in self._held:
            self._ask_many([key])
        return self._held.get(key, State.NOT_ATTEMPTED)

    def ask_macro(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002
        """Ask a name made from macros, only with ``live_all``."""
        return self.ask(name, type) if self._live_all else State.NOT_ATTEMPTED

    def prefetch(self, questions: Iterable[tuple[str, str]]) -> None:
        """Ask many questions at the same time, so that later calls find the answers here."""
        wanted = sorted(
            {
                key
                for name, type_ in questions
                if _askable(key := (question_name(name), type_.upper()), live_all=self._live_all)
                and key not in self._held
                and key not in self._aliases
            }
        )
        self._ask_many(wanted[:MAX_QUESTIONS])

    def _ask_many(self, wanted: list[tuple[str, str]]) -> None:
        """Ask in rounds of a few; a first round without any answer ends all asking."""
        if not wanted or not self._prepare():
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=min(WORKERS, len(wanted))) as pool:
            for start in range(0, len(wanted), WORKERS):
                if self.gave_up:
                    return
                batch = wanted[start : start + WORKERS]
                began = time.monotonic()
                given = list(pool.map(self._query, batch))
                self._left -= time.monotonic() - began
                if not self._reached:
                    self._dead = True
                    return
                self._held.update(zip(batch, given, strict=True))

    def _prepare(self) -> bool:
        if self.gave_up:
            return False
        if self._resolver is None:
            import dns.exception

            try:
                self._resolver = self._make_resolver()
            except (dns.exception.DNSException, OSError, ValueError):
                # No usable configuration is no network: ``gave_up`` says so.
                self._dead = True
                return False
            self._dead = not self._is_connected()
        return not self.gave_up

    def _is_connected(self) -> bool:
        """Ask for the root's name servers: a server that does not know them knows nothing."""
        import dns.exception
        import dns.resolver

        began = time.monotonic()
        lifetime = max(0.1, min(self._query_time, self._left))
        try:
            found = self._resolver.resolve(
                ".", "NS", raise_on_no_answer=False, search=False, lifetime=lifetime
            )
            self._reached = found.rrset is not None
        except dns.resolver.NoNameservers as error:
            # Some servers refuse this question and answer others; only silence is decisive.
            self._reached = any(e[4] is not None for e in error.kwargs.get("errors", ()))
        except (dns.exception.DNSException, OSError, ValueError):
            self._reached = False
        self._left -= time.monotonic() - began
        return self._reached

    def _make_resolver(self) -> dns.resolver.Resolver:
        import dns.flags
        import dns.resolver

        url, trust = self._doh
        resolver = dns.resolver.Resolver(configure=not (self._nameservers or url))
        if url:
            resolver.nameservers = [_https_server(url, trust)]
        elif self._nameservers:
            resolver.nameservers = list(self._nameservers)
            resolver.port = self._port
        resolver.timeout = min(2.0, self._query_time)
        resolver.cache = None
        resolver.use_edns(0, dns.flags.DO, PAYLOAD)
        resolver.flags = dns.flags.RD | dns.flags.CD
        return resolver

    def _resolve(self, name: str, type_: str) -> dns.resolver.Answer:
        """Ask; once more in the plain form of 1987 where a server knows no other (RFC 6891 §7)."""
        import dns.rcode
        import dns.resolver

        lifetime = max(0.1, min(self._query_time, self._left))
        try:
            return self._ask_one(self._resolver, name, type_, lifetime)
        except dns.resolver.NoNameservers as error:
            old = {dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS}
            answered = [e[4] for e in error.kwargs.get("errors", ()) if e[4] is not None]
            if not any(one.rcode() in old for one in answered):
                raise
        plain = self._make_resolver()
        plain.use_edns(-1)
        plain.flags = None
        return self._ask_one(plain, name, type_, lifetime)

    @staticmethod
    def _ask_one(resolver: Any, name: str, type_: str, lifetime: float) -> dns.resolver.Answer:
        answer: dns.resolver.Answer = resolver.resolve(
            name, type_, raise_on_no_answer=False, search=False, lifetime=lifetime
        )
        return answer

    def _query(self, key: tuple[str, str]) -> Value[DnsAnswer]:
        import dns.exception
        import dns.resolver

        try:
            found = self._resolve(key[0].rstrip(".") + ".", key[1])
        except dns.resolver.NXDOMAIN as error:
            return self._answer(key, "NXDOMAIN", authority=denial(error))
        except dns.resolver.NoNameservers as error:
            # An empty list of errors, or only failures to send, is no word from any server.
            if any(e[4] is not None for e in error.kwargs.get("errors", ())):
                return self._answer(key, "SERVFAIL")
            return State.NOT_ATTEMPTED
        except dns.resolver.YXDOMAIN:
            return self._answer(key, "SERVFAIL")
        except dns.exception.Timeout:
            # Kept only if some server answered something else: see _ask_many.
            return self._made(key, "TIMEOUT")
        except (dns.exception.DNSException, OSError, ValueError):
            return State.NOT_ATTEMPTED
        for alias in aliases(found, self._made):
            self._aliases.setdefault((alias.name, "CNAME"), alias)
        return self._answer(key, "NOERROR", **content(found, key))

    def _answer(self, key: tuple[str, str], rcode: str, **content: Any) -> DnsAnswer:
        with self._lock:
            self._reached = True
        return self._made(key, rcode, **content)

    def _made(self, key: tuple[str, str], rcode: str, **content: Any) -> DnsAnswer:
        asked_at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        server = content.pop("server", "")
        return DnsAnswer(
            name=key[0],
            type=key[1],
            rcode=rcode,
            asked_at=asked_at.replace("+00:00", "Z"),
            server=server or ", ".join(str(n) for n in self._resolver.nameservers[:3]),
            source=DnsSource.LIVE,
            **content,
        )


def _https_server(url: str, trust: str) -> dns.nameserver.Nameserver:
    """A DNS-over-HTTPS server; ``trust`` is a file of certificates, "" for the usual ones."""
    import ssl

    import dns.nameserver

    verify: Any = ssl.create_default_context(cafile=trust) if trust else True
    return dns.nameserver.DoHNameserver(url, verify=verify)


def _askable(key: tuple[str, str], *, live_all: bool) -> bool:
    """Tell whether a question may be asked: it has a name, and its type tells no stranger."""
    name, type_ = key
    return bool(name) and (type_ in ALWAYS or live_all)
