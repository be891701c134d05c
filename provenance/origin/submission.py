"""Where the message was handed in, read from the oldest line of its journey.

Everything here is only as good as the line it stands in. Below the trust boundary a line is a
statement of the sending side, so nothing read from it gets beyond strength 1 (architecture §3).
"""

from __future__ import annotations

from typing import Final

from provenance.authentication import Authentication
from provenance.basics import Address, State, Text, Value, known, text
from provenance.basics.networks import UNKNOWN, address_class
from provenance.basics.record import dataclass
from provenance.message import HeaderField, Message
from provenance.origin.client import client_family, client_field
from provenance.origin.providers import UNKNOWN as UNKNOWN_PROVIDER
from provenance.origin.providers import Provider, provider_of
from provenance.origin.records import (
    Mode,
    Origin,
    OriginFact,
)
from provenance.trace import Hop, SyntheticEvidence, Trace, TraceField, Witness
from provenance.trace.addresses import names_host

# RFC 3848: a final A means that the client logged in; ASMTP is the older word for the same.
_LOGIN_WORDS: Final = frozenset(
    ("esmtpa", "esmtpsa", "asmtp", "lmtpa", "lmtpsa", "utf8smtpa", "utf8smtpsa")
)
# Services that take the client's address out of what they write.
_REMOVING: Final = frozenset(
    (
        "exchange-online",
        "fastmail",
        "gmx-webde",
        "icloud",
        "mail-ru",
        "yahoo",
        "yandex",
        "zoho",
    )
)
_APP_WORDS: Final = frozenset(("httprest", "local"))
_WEB_WORDS: Final = frozenset(("http", "https"))
_ADDRESS_FIELDS: Final = ("x-originating-ip", "x-client-ip", "x-source-ip", "x-ovh-clientip")
_LOGIN_FIELDS: Final = (
    "x-authenticated-user",
    "x-authenticated-sender",
    "x-get-message-sender-via",
    "x-authuser",
    "x-auth-id",
    "x-smtp-auth",
    "x-authenticated-id",
)
_LONGEST_VALUE: Final = 320  # RFC 5321 §4.5.3.1: 64 octets local part, @, 255 octets domain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The oldest hop, who wrote it and by what protocol, in the shape the readers below need."""

    hop: Hop
    trace: TraceField
    protocol: str
    strength: int
    provider: Provider


def find_origin(message: Message, trace: Trace, authentication: Authentication) -> Origin:  # noqa: ARG001 - fixed signature; later readers use the checks
    """Read account, mode, client, address, protocol, server and time of submission.

    Never raises; what the header does not show is a state with the sentence that says why
    (``note``) and who holds it (``ask``).
    """
    start = _start(trace)
    client = client_field(message)
    ip, role = _address(trace, start)
    value = known(ip.value)
    mode = _mode(message, trace, start)
    return Origin(
        account=_account(message, trace, start),
        mode=mode,
        client_name=_client(client),
        client_family=client_family(client.value) if client else State.ABSENT,
        ip=ip,
        ip_role=role,
        ip_class=address_class(value) if value else UNKNOWN,
        protocol=_of_line(start, start.trace.with_ if start else State.ABSENT, "protocol"),
        server=_of_line(start, start.trace.by if start else State.ABSENT, "server"),
        time=start.trace.time if start else State.ABSENT,
        provider=start.provider.name if start else UNKNOWN_PROVIDER.name,
        limits=_limits(start, role, value),
        hides_address=value is None and _hides(start),
        mode_fact=_mode_fact(message, start, mode),
    )


def _start(trace: Trace) -> _Start | None:
    """The oldest hop, unless it is only the receiving side taking the message over.

    Then the message left no line where it was handed in, and the server in the line is the
    recipient's: nothing of it may be told of the sender's service.
    """
    if not trace.route.hops:
        return None
    hop = trace.route.hops[0]
    if _is_handover(hop):
        return None
    return _Start(
        hop=hop,
        trace=hop.trace,
        protocol=(known(hop.trace.with_) or "").lower(),
        # Whoever holds the copy could have typed even the line of the receiving side.
        strength=1,
        provider=provider_of(hop.trace),
    )


def _is_handover(hop: Hop) -> bool:
    """A line of the receiving side without login, mailbox or web submission."""
    protocol = (known(hop.trace.with_) or "").lower()
    handed_in = _LOGIN_WORDS | _WEB_WORDS | {"mapi", "httprest", "local"}
    return (
        hop.witness is Witness.RECEIVER
        and protocol not in handed_in
        and isinstance(hop.trace.auth_user, State)
    )


def _absent(note: Text, start: _Start | None) -> OriginFact:
    ask = start.provider.ask if start else UNKNOWN_PROVIDER.ask
    return OriginFact(value=State.ABSENT, note=note, ask=text(ask))


def _of_line(start: _Start | None, value: Value[str], what: str) -> OriginFact:
    if start is None or isinstance(value, State):
        state = value if isinstance(value, State) else State.ABSENT
        return OriginFact(value=state, note=text(f"origin.{what}.not-shown"))
    return OriginFact(value=value, fields=(start.trace.field,), strength=start.strength)


def _login_field(message: Message) -> tuple[HeaderField, str] | None:
    """A field in which a server notes the login; cPanel's forms carry words before the name."""
    for name in _LOGIN_FIELDS:
        for field in message.named(name):
            login = field.value.rpartition(": ")[2].strip()
            if login and len(login) <= _LONGEST_VALUE and " " not in login:
                return field, login
    return None


def _account(message: Message, trace: Trace, start: _Start | None) -> OriginFact:
    if start is not None:
        login = known(start.trace.auth_user)
        if login:
            return OriginFact(
                value=login,
                fields=(start.trace.field,),
                strength=start.strength,
                note=text("origin.account.line-says"),
                ask=text(start.provider.ask),
            )
    noted = _login_field(message)
    if noted is not None:
        field, login = noted
        return OriginFact(
            value=login,
            fields=(field.index,),
            strength=1,
            note=text("origin.account.field-says", field=field.name),
            ask=text(start.provider.ask if start else UNKNOWN_PROVIDER.ask),
        )
    if trace.identity.from_:
        return _absent(text("origin.account.only-from", address=trace.identity.from_[0]), start)
    return _absent(text("origin.account.not-shown"), start)


def _same_mailbox(left: Address, right: Address) -> bool:
    """Local parts are compared without case as well: every large provider does."""
    return left.spec.strip().lower() == right.spec.strip().lower()


def sender_differs(trace: Trace) -> bool:
    """Whether a Sender field names another mailbox than From (RFC 5322 §3.6.2)."""
    sender = known(trace.identity.sender)
    senders = trace.identity.from_
    return sender is not None and not any(_same_mailbox(sender, author) for author in senders)


def _mode(message: Message, trace: Trace, start: _Start | None) -> Mode:
    """Only what a line shows: from outside, the owner's login and a borrowed one look alike."""
    is_list = bool(message.named("list-id") or message.named("list-post"))
    represented = any(
        field.value.strip() == "2"
        for field in message.named("x-ms-exchange-messagesentrepresentingtype")
    )
    if not is_list and sender_differs(trace):
        if represented or (start and start.provider.name.startswith("exchange")):
            return Mode.ON_BEHALF
        return Mode.UNKNOWN
    if start is None:
        return Mode.UNKNOWN
    if start.protocol in _APP_WORDS:
        return Mode.APP
    if message.named("x-php-originating-script") or message.named("x-php-script"):
        return Mode.APP
    if start.protocol in _LOGIN_WORDS or not isinstance(start.trace.auth_user, State):
        return Mode.SMTP_AUTH
    return Mode.UNKNOWN


def _client(field: HeaderField | None) -> OriginFact:
    if field is None:
        return OriginFact(value=State.ABSENT, note=text("origin.client.not-named"))
    return OriginFact(
        value=field.value, fields=(field.index,), strength=1, note=text("origin.client.claim")
    )


def _address(trace: Trace, start: _Start | None) -> tuple[OriginFact, str]:
    """The submission address and its role, only where a server writes it."""
    shown = _line_address(start)
    if shown is not None:
        return shown, "client"
    noted = _field_address(trace, start)
    if noted is not None:
        return noted, "client"
    if start is None:
        return _absent(text("origin.ip.no-line"), None), "unknown"
    if start.protocol == "mapi":
        return _absent(text("origin.ip.hidden.mapi"), start), "server"
    if start.protocol == "httprest":
        return _absent(text("origin.ip.hidden.httprest"), start), "server"
    claims = start.provider.name in _REMOVING
    hides = start.provider.hides if _hides(start) or not claims else UNKNOWN_PROVIDER.hides
    return _absent(text(hides), start), "unknown"


def _hides(start: _Start | None) -> bool:
    """Whether the line shows a hand-in by a login or from a mailbox of a service that hides it.

    A line of such a service that took the message over from another server is no hand-in: what
    stands there is that server, and nothing was left out.
    """
    if start is None or start.provider.name not in _REMOVING:
        return False
    if start.provider.leaves_out_client and isinstance(start.trace.ip, State):
        return True
    return start.protocol in _LOGIN_WORDS | _WEB_WORDS | {"mapi", "httprest"}


def _mode_fact(message: Message, start: _Start | None, mode: Mode) -> OriginFact:
    """The lines that the mode was read from; the login name is another answer."""
    if mode is Mode.ON_BEHALF:
        fields = tuple(
            field.index
            for field in message.fields
            if field.lname in {"from", "sender", "x-ms-exchange-messagesentrepresentingtype"}
        )
        return OriginFact(value=mode.value, fields=fields, strength=1)
    scripts = (*message.named("x-php-originating-script"), *message.named("x-php-script"))
    if mode is Mode.APP and scripts and (start is None or start.protocol not in _APP_WORDS):
        return OriginFact(value=mode.value, fields=(scripts[0].index,), strength=1)
    if mode in {Mode.APP, Mode.SMTP_AUTH} and start is not None:
        return OriginFact(value=mode.value, fields=(start.trace.field,), strength=1)
    return OriginFact(value=State.ABSENT)


def _line_address(start: _Start | None) -> OriginFact | None:
    """The address of a logged-in or web client in the oldest line."""
    if start is None or start.provider.always_hides:
        return None
    ip = known(start.trace.ip)
    client = start.protocol in _LOGIN_WORDS | _WEB_WORDS
    if not ip or not names_host(ip) or not (client or not isinstance(start.trace.auth_user, State)):
        return None
    # Microsoft's "with HTTPS" line is the delivery into the mailbox, not a submission.
    if start.provider.name == "exchange-online" and start.protocol in _WEB_WORDS:
        return None
    return OriginFact(
        value=ip,
        fields=(start.trace.field,),
        strength=start.strength,
        note=text("origin.ip.line-says"),
        ask=text(start.provider.ask),
    )


def _field_address(trace: Trace, start: _Start | None) -> OriginFact | None:
    """An address that the sending side noted in a field of its own."""
    clients = [item for item in trace.evidence if item.role == "client"]
    for item in sorted(clients, key=_by_field_name):
        address = known(item.ip)
        if address and address_class(address) != UNKNOWN:
            return OriginFact(
                value=address,
                fields=(item.field,),
                strength=1,
                note=text("origin.ip.field-says", field=item.header),
                ask=text(start.provider.ask if start else UNKNOWN_PROVIDER.ask),
            )
    return None


def _by_field_name(item: SyntheticEvidence) -> tuple[int, int]:
    """Fields of mail servers before those of scripts, then in order of the message."""
    name = item.header.lower()
    rank = _ADDRESS_FIELDS.index(name) if name in _ADDRESS_FIELDS else len(_ADDRESS_FIELDS)
    return rank, item.field


def _limits(start: _Start | None, role: str, ip: str | None) -> tuple[Text, ...]:
    limits = [text("origin.limit.no-person")]
    if start is None:
        limits.append(text("origin.limit.no-line"))
        return tuple(limits)
    if start.hop.witness is not Witness.RECEIVER:
        limits.append(text("origin.limit.sender-side"))
    if start.protocol == "mapi":
        limits.append(text("origin.limit.mapi"))
    if role == "client" and ip:
        shared = "origin.limit.shared" if address_class(ip) != "private" else "origin.limit.inside"
        limits.append(text(shared))
    return tuple(limits)
