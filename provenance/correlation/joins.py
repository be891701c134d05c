"""Joins events of logs to a message: how firmly, what agrees, what does not, how many rivals.

Tiers (audit reference §4.1): S1 same Message-ID and something else agrees; S2 same network
message id; S3 same queue id on the host of a hop, near its moment; M same sender and subject in
the window; L same session as a joined event; W same account near that time; C (a contradiction)
stands in ``disagree`` of a join. A join never says who typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from provenance.audit import AuditEvent, EventKind, Needles
from provenance.audit.records import IpClass, IpRole, MessageRef
from provenance.basics import State, Value, known
from provenance.basics.record import dataclass
from provenance.correlation.keys import HopKey, MessageKeys, comparable_subject
from provenance.correlation.parties import names_another
from provenance.correlation.records import Join, JoinTier

DATE_WINDOW = timedelta(minutes=10)
"""Between the Date of the message, which the client writes, and a sending record."""
HOP_BEFORE, HOP_AFTER = timedelta(seconds=5), timedelta(minutes=5)
"""A sending record stands at most so long after, and before, the first Received line."""
HOP_DAY = timedelta(hours=24)
NEAR = timedelta(hours=12)
"""Records of the same account this near are shown beside a joined one, and prove nothing."""
MAX_NEIGHBOURS = 500
MAX_JOINS = 5_000

_ORDER = {tier: place for place, tier in enumerate(JoinTier)}
"""Firmest first, as the tiers are declared."""
_SENDING = frozenset(
    {EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF, EventKind.SUBMIT}
)
_CONFIRM = frozenset({"sender", "subject", "time"})
"""What besides the Message-ID makes a join firm (audit reference §4.1, S1)."""
_SESSION_KINDS = frozenset({"aad-session", "token", "login-session", "smtp-session"})
_GUARDED_CLASSES = frozenset({IpClass.PUBLIC, IpClass.DOCUMENTATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """All joins of one case: strong and medium first, then links and near records; no order lost.

    ``events`` are the events that any join names, each once, in order of first use.
    """

    joins: tuple[Join, ...]
    events: tuple[AuditEvent, ...]
    cut: bool = False


def strong_join(event: AuditEvent, keys: MessageKeys) -> Join | None:
    """The firmest join of one event to one message; ``None`` if there is none of S or M."""
    found: Join | None = None
    for ref in event.messages:
        join = _of_message(event, ref, keys)
        if join is not None and (found is None or _ORDER[join.tier] < _ORDER[found.tier]):
            found = join
    return found or _of_hop(event, keys)


def join_all(events: Iterable[AuditEvent], keys: Iterable[MessageKeys]) -> Joined:
    """Join strongly, over a stream; M joins know their rivals at its end."""
    wanted = tuple(keys)
    joins: list[Join] = []
    kept: dict[str, AuditEvent] = {}
    cut = False
    for event in events:
        for one in wanted:
            join = strong_join(event, one)
            if join is None:
                continue
            if len(joins) >= MAX_JOINS:
                cut = True
                continue
            joins.append(join)
            kept[event.id] = event
    return Joined(joins=_with_rivals(joins, kept), events=tuple(kept.values()), cut=cut)


def neighbours(events: Iterable[AuditEvent], joined: Joined) -> Iterator[tuple[Join, AuditEvent]]:
    """Second pass: events of the sessions of joined ones (L), and near ones of the account (W)."""
    held = {event.id for event in joined.events}
    sessions, accounts = _links(joined)
    given = 0
    for event in events:
        if event.id in held or given >= MAX_NEIGHBOURS:
            continue
        link = _link(event, sessions) or _near(event, accounts)
        if link is not None:
            given += 1
            yield link, event


def needles_of(keys: Iterable[MessageKeys]) -> Needles:
    """What every row holds that :func:`strong_join` can join, in a format without queue ids."""
    wanted = tuple(keys)
    return Needles(
        exact=tuple(sorted({one.message_id for one in wanted if one.message_id})),
        accounts=tuple(sorted({account for one in wanted for account in one.accounts})),
    )


def neighbour_needles(joined: Joined) -> Needles:
    """What every row holds that :func:`neighbours` can give."""
    sessions, accounts = _links(joined)
    return Needles(
        exact=tuple(sorted({value for _, value in sessions})), accounts=tuple(sorted(accounts))
    )


def _links(
    joined: Joined,
) -> tuple[dict[tuple[str, str], str], dict[str, list[tuple[str, datetime]]]]:
    """Sessions of the joined sendings with their message; accounts with message and moment."""
    held = {event.id: event for event in joined.events}
    sessions: dict[tuple[str, str], str] = {}
    accounts: dict[str, list[tuple[str, datetime]]] = {}
    for join in joined.joins:
        event = held[join.event]
        if event.kind not in _SENDING or join.tier not in _FIRM or names_another(join):
            continue
        for session in event.sessions:
            if session.kind in _SESSION_KINDS:
                sessions.setdefault((session.kind, session.value), join.message)
        account = known(event.actor.account)
        if account and not isinstance(event.time, State):
            accounts.setdefault(account.lower(), []).append((join.message, event.time.start))
    return sessions, accounts


_FIRM = frozenset({JoinTier.S1, JoinTier.S2, JoinTier.S3, JoinTier.M})


def _of_message(event: AuditEvent, ref: MessageRef, keys: MessageKeys) -> Join | None:
    agree, disagree = _compare(event, ref, keys)
    network = known(ref.network_id)
    if network and network.lower() in keys.network_ids:
        return _join(event, keys, JoinTier.S2, ("network-id", *agree), disagree)
    if keys.message_id and known(ref.id) == keys.message_id:
        # Clients choose the id: without sender, subject or time beside it, it is no firm key.
        tier = JoinTier.S1 if _CONFIRM & set(agree) else JoinTier.M
        return _join(event, keys, tier, ("message-id", *agree), disagree)
    if ref.id is not State.ABSENT and isinstance(ref.id, str):
        return None  # it names another message
    medium = {"sender", "subject", "time"}
    if event.kind in _SENDING and medium <= set(agree):
        return _join(event, keys, JoinTier.M, agree, disagree)
    return None


def _of_hop(event: AuditEvent, keys: MessageKeys) -> Join | None:
    """A queue id belongs to one host for about a day; ids are used again later."""
    for session in event.sessions:
        if session.kind != "queue-id":
            continue
        queue_id, _, host = session.value.partition("@")
        for hop in keys.hops:
            if hop.queue_id == queue_id and _same_host(hop.host, host) and _same_day(event, hop):
                return _join(event, keys, JoinTier.S3, (f"queue-id hop {hop.position}",), ())
    return None


def _same_host(by: str, host: str) -> bool:
    """Logs often write the first label of a name only; a log without a host leaves it open."""
    name = host.lower().rstrip(".")
    if not name or by == name:
        return True
    if "." in by and "." in name:
        return False  # two whole names, or addresses, that differ are two hosts
    return by.partition(".")[0] == name.partition(".")[0]


def _same_day(event: AuditEvent, hop: HopKey) -> bool:
    if isinstance(event.time, State) or hop.at is None:
        return False
    return event.time.start - HOP_DAY <= hop.at <= event.time.end + HOP_DAY


def _join(
    event: AuditEvent,
    keys: MessageKeys,
    tier: JoinTier,
    agree: tuple[str, ...],
    disagree: tuple[str, ...],
) -> Join:
    return Join(event=event.id, message=keys.message, tier=tier, agree=agree, disagree=disagree)


def _compare(
    event: AuditEvent, ref: MessageRef, keys: MessageKeys
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of what agrees and what does not, of all that both sides tell."""
    results = (
        ("sender", _sender(event, ref, keys)),
        ("subject", _subject(ref, keys)),
        ("time", _time(event, keys)),
        ("recipient", _recipient(ref, keys)),
        ("client-ip", _client_ip(event, keys)),
    )
    return (
        tuple(name for name, same in results if same),
        tuple(name for name, same in results if same is False),
    )


def _sender(event: AuditEvent, ref: MessageRef, keys: MessageKeys) -> bool | None:
    """Mailbox, sender or account of the record is one of the message's senders.

    Another account in the mailbox of the sender is no contradiction: that is delegation. Exports
    of Exchange on premises name mailboxes by display name: an equal one agrees, another is silent.
    """
    named = {
        value.lower()
        for value in map(known, (event.mailbox.owner, ref.sender, ref.from_, event.actor.account))
        if value and "@" in value
    }
    owner = " ".join((known(event.mailbox.owner) or "").split()).casefold()
    if not named and owner and owner in keys.names:
        return True
    if not named or not keys.accounts:
        return None
    if named & keys.accounts:
        return True
    return False if event.kind in _SENDING else None


def _subject(ref: MessageRef, keys: MessageKeys) -> bool | None:
    subject = known(ref.subject)
    if not subject or not keys.subject:
        return None
    found = comparable_subject(subject)
    # Reports cut subjects at 256 characters: a long beginning is the same subject.
    return found == keys.subject or (len(found) >= 200 and keys.subject.startswith(found))


def _time(event: AuditEvent, keys: MessageKeys) -> bool | None:
    if isinstance(event.time, State) or event.kind not in _SENDING:
        return None
    start, end = event.time.start, event.time.end
    told = False
    if keys.date is not None:
        told = True
        if start - DATE_WINDOW <= keys.date <= end + DATE_WINDOW:
            return True
    if keys.first_hop is not None:
        told = True
        if start - HOP_BEFORE <= keys.first_hop <= end + HOP_AFTER:
            return True
    return False if told else None


def _recipient(ref: MessageRef, keys: MessageKeys) -> bool | None:
    """A recipient of the record stands in To or Cc; one that does not may be a hidden one."""
    if not ref.recipients or not keys.recipients:
        return None
    return True if {one.lower() for one in ref.recipients} & keys.recipients else None


def _client_ip(event: AuditEvent, keys: MessageKeys) -> bool | None:
    """Client addresses of both sides, where both name a public one."""
    if event.kind not in _SENDING or not keys.client_ips:
        return None
    seen = {
        address
        for ip in event.ips
        if ip.role is IpRole.ORIGINAL_CLIENT
        and ip.cls in _GUARDED_CLASSES
        and (address := known(ip.address))
    }
    if not seen:
        return None
    return bool(seen & keys.client_ips)


def _with_rivals(joins: list[Join], held: dict[str, AuditEvent]) -> tuple[Join, ...]:
    """Count for each M join the other sendings that fit as well; firm joins come first."""
    medium: dict[str, set[str]] = {}
    for join in joins:
        if join.tier is JoinTier.M and held[join.event].kind in _SENDING:
            medium.setdefault(join.message, set()).add(join.event)
    counted = [
        Join(
            event=join.event,
            message=join.message,
            tier=join.tier,
            agree=join.agree,
            disagree=join.disagree,
            rivals=len(medium.get(join.message, set()) - {join.event})
            if join.tier is JoinTier.M
            else 0,
        )
        for join in joins
    ]
    return tuple(sorted(counted, key=lambda j: (j.message, _ORDER[j.tier])))


def _link(event: AuditEvent, sessions: dict[tuple[str, str], str]) -> Join | None:
    for session in event.sessions:
        message = sessions.get((session.kind, session.value))
        if message is not None:
            agree = (f"session {session.kind}",)
            return Join(event=event.id, message=message, tier=JoinTier.L, agree=agree)
    return None


def _near(event: AuditEvent, accounts: dict[str, list[tuple[str, datetime]]]) -> Join | None:
    account: Value[str] = event.actor.account
    if isinstance(account, State) or isinstance(event.time, State):
        return None
    for message, moment in accounts.get(account.lower(), ()):
        if event.time.start - NEAR <= moment <= event.time.end + NEAR:
            return Join(event=event.id, message=message, tier=JoinTier.W, agree=("account", "near"))
    return None
