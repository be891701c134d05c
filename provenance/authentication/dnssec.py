"""DNSSEC of a recorded answer, judged as of a given time (RFC 4033, 4034, 4035).

What a chain that holds proves: whoever held the zone's private key signed these records for the
period that the signatures name, and each zone above vouched for the key of the one below, up to
the key of the root, which is known from elsewhere. The owner of a zone can choose any period:
nothing here dates the moment of signing.

Work is bounded whatever a zone holds: zones on a chain, keys a zone, signatures a set and
signature checks in all (a zone can be built to cost hours: CVE-2023-50387).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provenance.authentication.names import question_name
from provenance.authentication.records import DnsAnswer
from provenance.authentication.resolver import MAX_CNAME, Resolver
from provenance.authentication.root_anchors import Anchor, root_anchors
from provenance.basics import State
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    import dns.name
    import dns.rdataset

MAX_ZONES = 16
MAX_KEYS = 24
MAX_SIGNATURES = 8
MAX_CHECKS = 80
FOREVER = 2**32 - 1
TOO_MUCH = "too-much-work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What became of the signatures of one answer.

    ``state`` is secure, insecure, bogus or unknown (RFC 4035 §4.3; unknown where the answers at
    hand do not decide). ``begins`` and ``ends`` bound the time in which every signature of the
    chain is valid, in seconds since 1970; both 0 where nothing holds. ``zones`` go from the zone
    of the answer up to the root. ``anchor`` is the name of the root key.
    """

    state: str
    reason: str
    begins: int = 0
    ends: int = 0
    zones: tuple[str, ...] = ()
    anchor: str = ""


class _BrokenError(Exception):
    """The chain ends here: ``state`` and ``reason`` of the result."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """One set of records whose signature holds: its period, and the zones above it."""

    begins: int
    ends: int
    zones: tuple[str, ...] = ()
    anchor: str = ""

    def within(self, other: _Link) -> _Link:
        """Both periods at once, with the zones of both."""
        return _Link(
            begins=max(self.begins, other.begins),
            ends=min(self.ends, other.ends),
            zones=tuple(dict.fromkeys(self.zones + other.zones)),
            anchor=other.anchor or self.anchor,
        )


def moment(written: str) -> datetime | None:
    """Read the time of an answer (ISO 8601); ``None`` if it is none. Without a zone it is UTC."""
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def prove(
    answer: DnsAnswer,
    resolver: Resolver,
    *,
    at: datetime | None = None,
    anchors: tuple[Anchor, ...] | None = None,
) -> Chain:
    """Follow the signatures of one answer up to the root, as of ``at`` or its own time.

    ``resolver`` gives the keys (DNSKEY, DS) of the zones above, and aliases (CNAME). Never raises
    over evidence.
    """
    when = at or moment(answer.asked_at)
    if when is None:
        return Chain(state="unknown", reason="no-date")
    known = root_anchors() if anchors is None else anchors
    walk = _Walk(resolver, int(when.timestamp()), known)
    try:
        if not answer.rrsig and not answer.authority:
            return _unsigned(answer, walk)
        link = walk.answer(answer)
    except _BrokenError as broken:
        return Chain(state=broken.state, reason=broken.reason)
    return Chain(
        state="secure",
        reason="verified",
        begins=link.begins,
        ends=link.ends,
        zones=link.zones,
        anchor=link.anchor,
    )


def _unsigned(answer: DnsAnswer, walk: _Walk) -> Chain:
    """An answer without signatures: insecure where a zone above proves that none belong to it."""
    from provenance.authentication.dnssec_denial import unsigned_below

    try:
        zones = unsigned_below(answer, walk.ask, walk.proved_lines)
    except _BrokenError:
        # That the proof was not asked for, or fails, leaves the answer what it is: unsigned.
        zones = None
    if zones is None:
        return Chain(state="unknown", reason="unsigned")
    return Chain(state="insecure", reason="unsigned-zone", zones=zones)


class _Walk:
    """One proof: keeps what is verified already, and counts the work."""

    def __init__(self, resolver: Resolver, now: int, anchors: tuple[Anchor, ...]) -> None:
        self._resolver = resolver
        self._now = now
        self._anchors = anchors
        self._zones: dict[str, tuple[Any, _Link] | _BrokenError] = {}
        self._checks = 0

    def ask(self, name: str, type_: str) -> DnsAnswer:
        """One answer that the chain needs; raises where it is not at hand."""
        found = self._resolver.ask(name, type_)
        if isinstance(found, State) or found.rcode not in {"NOERROR", "NXDOMAIN"}:
            raise _BrokenError("unknown", "chain-not-asked")
        return found

    def answer(self, answer: DnsAnswer) -> _Link:
        """Verify an answer with the aliases that led to it."""
        owner = question_name(answer.canonical or answer.name)
        link: _Link | None = None
        at = question_name(answer.name)
        for _ in range(MAX_CNAME):
            if at == owner:
                break
            alias = self.ask(at, "CNAME")
            if not alias.data or not alias.rrsig:
                raise _BrokenError("unknown", "alias-unsigned")
            step = self.records(at, alias)
            link = step if link is None else link.within(step)
            at = question_name(alias.data[0])
        if at != owner:
            raise _BrokenError("unknown", "chain-not-asked")
        if not answer.rrsig:
            # Absence: the signed proof is kept with the answer, but only that of DS is read.
            raise _BrokenError("unknown", "absence")
        last = self.records(owner, answer)
        return last if link is None else link.within(last)

    def records(self, owner: str, answer: DnsAnswer) -> _Link:
        """Verify the records of an answer that stand at ``owner``."""
        if answer.type == "DNSKEY":
            return self._zone(owner)[1]
        rows = answer.rdata or answer.data
        return self.lines(owner, answer.type, rows, answer.rrsig)

    def proved_lines(
        self, owner: str, type_: str, rows: tuple[str, ...], signatures: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Verify records that came as text; give the zones that vouch for them."""
        return self.lines(owner, type_, rows, signatures).zones

    def lines(
        self, owner: str, type_: str, rows: tuple[str, ...], signatures: tuple[str, ...]
    ) -> _Link:
        """Verify one set of records by any of its signatures (RFC 4035 §5.3)."""
        name, rdataset = _rdataset(owner, type_, rows)
        worst = _BrokenError("unknown", "unsigned")
        for signature in _signatures(signatures):
            try:
                return self._signed(name, rdataset, signature)
            except _BrokenError as broken:
                worst = _worse(worst, broken)
        raise worst

    def _signed(self, name: dns.name.Name, rdataset: dns.rdataset.Rdataset, sig: Any) -> _Link:
        import dns.rdatatype

        if sig.type_covered != rdataset.rdtype or not name.is_subdomain(sig.signer):
            raise _BrokenError("bogus", "wrong-signer")
        if rdataset.rdtype == dns.rdatatype.DS and sig.signer == name:
            # A zone does not vouch for its own key (RFC 4035 §5.2).
            raise _BrokenError("bogus", "wrong-signer")
        if sig.labels < len(name) - 1:
            raise _BrokenError("unknown", "wildcard")
        self._in_period(sig)
        keys, above = self._zone(_text(sig.signer))
        self._verify(name, rdataset, sig, keys)
        return _Link(begins=sig.inception, ends=sig.expiration).within(above)

    def _in_period(self, sig: Any) -> None:
        if sig.expiration < self._now:
            raise _BrokenError("bogus", "expired")
        if sig.inception > self._now:
            raise _BrokenError("bogus", "not-yet-valid")

    def _verify(self, name: Any, rdataset: Any, sig: Any, keys: Any) -> None:
        """One signature by the keys of its tag; any of them may have made it."""
        import dns.dnssec
        import dns.exception
        from dns.exception import UnsupportedAlgorithm

        self._checks += 1
        if self._checks > MAX_CHECKS:
            raise _BrokenError("unknown", TOO_MUCH)
        try:
            dns.dnssec.validate_rrsig((name, rdataset), sig, {sig.signer: keys}, now=self._now)
        except UnsupportedAlgorithm as error:
            raise _BrokenError("unknown", "algorithm") from error
        except (dns.exception.DNSException, ValueError, TypeError, AssertionError) as error:
            if not any(dns.dnssec.default_policy.ok_to_validate(key) for key in keys):
                raise _BrokenError("unknown", "algorithm") from error
            raise _BrokenError("bogus", "signature-mismatch") from error

    def _zone(self, zone: str) -> tuple[Any, _Link]:
        """The verified keys of a zone, and how they hang on the root."""
        held = self._zones.get(zone)
        if held is None:
            if len(self._zones) >= MAX_ZONES:
                raise _BrokenError("unknown", TOO_MUCH)
            # Held as broken until it is verified: a zone is worked through once, whatever it says.
            self._zones[zone] = _BrokenError("bogus", "no-zone-key")
            try:
                held = self._zone_keys(zone)
            except _BrokenError as broken:
                held = broken
            self._zones[zone] = held
        if isinstance(held, _BrokenError):
            raise held
        return held

    def _zone_keys(self, zone: str) -> tuple[Any, _Link]:
        answer = self.ask(zone, "DNSKEY")
        if not answer.data:
            raise _BrokenError("bogus", "no-zone-key")
        name, keys = _rdataset(zone, "DNSKEY", answer.data)
        if len(keys) > MAX_KEYS or _crowded(keys):
            raise _BrokenError("unknown", TOO_MUCH)
        above, entries = self._entry_points(zone, name, keys)
        worst = _BrokenError("bogus", "no-zone-key")
        for sig in _signatures(answer.rrsig):
            if sig.signer != name or sig.type_covered != keys.rdtype:
                continue
            try:
                self._in_period(sig)
                self._verify(name, keys, sig, entries)
            except _BrokenError as broken:
                worst = _worse(worst, broken)
                continue
            own = _Link(begins=sig.inception, ends=sig.expiration, zones=(zone,))
            return keys, own.within(above)
        raise worst

    def _entry_points(self, zone: str, name: Any, keys: Any) -> tuple[_Link, Any]:
        """The keys of a zone that its parent, or the anchor of the root, names (§5.2)."""
        if zone == ".":
            return self._root(name, keys)
        parent = self.ask(zone, "DS")
        if not parent.data:
            raise _BrokenError("unknown", "no-delegation-signer")
        above = self.records(zone, parent)
        _, wanted = _rdataset(zone, "DS", parent.data)
        found = _matching(name, keys, list(wanted))
        if not found:
            raise _BrokenError("bogus", "no-zone-key")
        return above, found

    def _root(self, name: Any, keys: Any) -> tuple[_Link, Any]:
        for anchor in self._anchors:
            if anchor.valid_from > self._now:
                continue
            _, wanted = _rdataset(".", "DS", (anchor.ds,))
            found = _matching(name, keys, list(wanted))
            if found and any(s.key_tag in _tags(found) for s in self._root_signatures()):
                return _Link(begins=anchor.valid_from, ends=FOREVER, anchor=anchor.name), found
        raise _BrokenError("bogus", "no-trust-anchor")

    def _root_signatures(self) -> list[Any]:
        return _signatures(self.ask(".", "DNSKEY").rrsig)


def _tags(keys: Any) -> set[int]:
    import dns.dnssec

    return {dns.dnssec.key_id(key) for key in keys}


def _crowded(keys: Any) -> bool:
    """Tell whether many keys share one tag, which makes every signature cost as often."""
    tags: dict[tuple[int, int], int] = {}
    import dns.dnssec

    for key in keys:
        tag = (int(key.algorithm), dns.dnssec.key_id(key))
        tags[tag] = tags.get(tag, 0) + 1
    return any(count > 3 for count in tags.values())


def _matching(name: Any, keys: Any, wanted: list[Any]) -> Any:
    """The zone keys that a set of DS records names, as a set of their own."""
    import dns.dnssec
    import dns.exception
    import dns.rdataset

    found = dns.rdataset.Rdataset(keys.rdclass, keys.rdtype)
    for key in keys:
        tag = dns.dnssec.key_id(key)
        for ds in wanted[:MAX_KEYS]:
            if (ds.key_tag, ds.algorithm) != (tag, key.algorithm):
                continue
            try:
                made = dns.dnssec.make_ds(name, key, ds.digest_type, validating=True)
            except (dns.exception.DNSException, ValueError):
                continue
            if made == ds:
                found.add(key)
    return found


def _signatures(lines: tuple[str, ...]) -> list[Any]:
    """The readable signatures among these lines, a few at most, latest end first."""
    import dns.exception
    import dns.name
    import dns.rdata

    found = []
    for line in lines[:MAX_SIGNATURES]:
        try:
            found.append(
                dns.rdata.from_text("IN", "RRSIG", line, origin=dns.name.root, relativize=False)
            )
        except (dns.exception.DNSException, ValueError):
            continue
    return sorted(found, key=lambda sig: -int(sig.expiration))


def _rdataset(owner: str, type_: str, rows: tuple[str, ...]) -> tuple[Any, Any]:
    """Records as the library wants them; what cannot be read as such decides nothing."""
    import dns.exception
    import dns.name
    import dns.rdata
    import dns.rdataclass
    import dns.rdataset
    import dns.rdatatype

    try:
        name = dns.name.from_text(owner)
        rdtype = dns.rdatatype.from_text(type_)
        found = dns.rdataset.Rdataset(dns.rdataclass.IN, rdtype)
        for row in rows:
            found.add(
                dns.rdata.from_text("IN", rdtype, row, origin=dns.name.root, relativize=False)
            )
    except (dns.exception.DNSException, ValueError) as error:
        raise _BrokenError("unknown", "unreadable") from error
    if not found:
        raise _BrokenError("unknown", "unreadable")
    return name, found


def _text(name: Any) -> str:
    return question_name(name.to_text())


_RANK: dict[str, int] = {"unsigned": 0, "no-zone-key": 1, TOO_MUCH: 9}


def _worse(left: _BrokenError, right: _BrokenError) -> _BrokenError:
    """The reason to tell of several signatures: the most particular one, the first of equals."""
    rank: Callable[[_BrokenError], int] = lambda one: _RANK.get(one.reason, 2)  # noqa: E731
    return right if rank(right) > rank(left) else left
