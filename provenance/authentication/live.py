"""Asks DNS over the network, the only module that does; gives up as a whole when nothing answers.

Without a network every question is *not attempted* after at most the time budget: silence is
never taken for an answer. Nor is the "no such name" of a server that is cut off from DNS, as in
many closed networks: first the servers of the root are asked for, which exist everywhere. It
prints nothing and asks no name twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provenance.authentication.names import ascii_name
from provenance.authentication.records import DnsAnswer, DnsSource
from provenance.authentication.resolver import answer_key
from provenance.basics import State, Value

if TYPE_CHECKING:
    import dns.resolver

BUDGET_SECONDS = 6.0
QUERY_SECONDS = 3.0
WORKERS = 8
MAX_QUESTIONS = 20000
ALWAYS = frozenset({"TXT", "A", "AAAA", "CNAME"})
"""Types asked without ``live_all``; MX, PTR and macro names may be run by the other side."""


def _now() -> datetime:
    return datetime.now(UTC)


class LiveResolver:
    """Asks the name servers of this computer, or ``nameservers``, within one time budget.

    ``budget`` counts the seconds spent waiting, for all questions together; ``clock`` gives the
    time that is recorded with each answer. With ``live_all`` it also asks MX, PTR and names
    made from SPF macros, which can tell a stranger's name server that this message is examined.
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
    ) -> None:
        self._live_all = live_all
        self._left = budget
        self._query_time = query_time
        self._clock = clock
        self._nameservers = nameservers
        self._port = port
        self._held: dict[tuple[str, str], Value[DnsAnswer]] = {}
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
        found = [a for a in self._held.values() if isinstance(a, DnsAnswer)]
        return tuple(sorted(found, key=answer_key))

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Every (name, type) that was put to a name server, whether answered or not."""
        return tuple(sorted(self._held))

    def ask(self, name: str, type: str) -> Value[DnsAnswer]:  # noqa: A002 - the field's own word
        """Ask once; later calls get the same answer."""
        key = (ascii_name(name), type.upper())
        if not key[0] or (key[1] not in ALWAYS and not self._live_all):
            return State.NOT_ATTEMPTED
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
                if (key := (ascii_name(name), type_.upper()))[0]
                and key not in self._held
                and (key[1] in ALWAYS or self._live_all)
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
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers = list(self._nameservers)
            resolver.port = self._port
        resolver.timeout = min(2.0, self._query_time)
        resolver.cache = None
        return resolver

    def _query(self, key: tuple[str, str]) -> Value[DnsAnswer]:
        import dns.exception
        import dns.resolver

        name, type_ = key
        lifetime = max(0.1, min(self._query_time, self._left))
        try:
            found = self._resolver.resolve(
                name + ".", type_, raise_on_no_answer=False, search=False, lifetime=lifetime
            )
        except dns.resolver.NXDOMAIN:
            return self._answer(key, "NXDOMAIN")
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
        rows = tuple(sorted(_row(type_, record) for record in found.rrset or ()))
        ttl = int(found.rrset.ttl) if found.rrset is not None else 0
        return self._answer(key, "NOERROR", rows, ttl, str(found.nameserver or ""))

    def _answer(
        self,
        key: tuple[str, str],
        rcode: str,
        data: tuple[str, ...] = (),
        ttl: int = 0,
        server: str = "",
    ) -> DnsAnswer:
        with self._lock:
            self._reached = True
        return self._made(key, rcode, data, ttl, server)

    def _made(
        self,
        key: tuple[str, str],
        rcode: str,
        data: tuple[str, ...] = (),
        ttl: int = 0,
        server: str = "",
    ) -> DnsAnswer:
        asked_at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        return DnsAnswer(
            name=key[0],
            type=key[1],
            rcode=rcode,
            data=data,
            ttl=ttl,
            asked_at=asked_at.replace("+00:00", "Z"),
            server=server or ", ".join(str(n) for n in self._resolver.nameservers[:3]),
            source=DnsSource.LIVE,
        )


def _row(type_: str, record: Any) -> str:
    """One record as text: TXT strings joined (RFC 7208 §3.3), names without final dot."""
    if type_ == "TXT":
        return b"".join(record.strings).decode("utf-8", "backslashreplace")
    if type_ == "MX":
        return f"{record.preference} {record.exchange.to_text(omit_final_dot=True)}"
    if type_ in {"PTR", "CNAME", "NS"}:
        return str(record.target.to_text(omit_final_dot=True))
    return str(record.to_text())
