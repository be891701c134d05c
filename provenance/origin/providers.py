"""Mail services that can be told by the server that took the message in, and what they hide."""

from __future__ import annotations

from typing import Final

from provenance.basics import known
from provenance.basics.record import dataclass
from provenance.trace import TraceField
from provenance.trace.operators import OPERATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A mail service: host names of its servers, and what it does with the client's address.

    ``hides`` is the id of the sentence that says what is left out, ``ask`` of the sentence that
    says who holds it. ``always_hides``: even an address in its oldest line is a machine of its own.
    ``leaves_out_client``: its lines of a hand-in have no address, whatever their protocol word.
    ``source`` says where it was read or counted, over the oldest lines of public mail.
    """

    name: str
    suffixes: tuple[str, ...]
    hides: str
    ask: str
    always_hides: bool = False
    leaves_out_client: bool = False
    source: str = ""


def _hosts(operator: str) -> tuple[str, ...]:
    """Suffixes of an operator's hosts, out of the one table of operators."""
    return tuple(f".{host}" for entry in OPERATORS if entry.id == operator for host in entry.hosts)


PROVIDERS: Final = (
    Provider(
        name="exchange-online",
        suffixes=_hosts("exchange-online"),
        hides="origin.ip.hidden.exchange-online",
        ask="origin.ask.exchange-online",
    ),
    Provider(
        name="google",
        suffixes=_hosts("google"),
        hides="origin.ip.hidden.google",
        ask="origin.ask.google",
    ),
    Provider(
        name="icloud",
        # Apple writes its own balancer where the client's address would stand.
        suffixes=(".me.com", ".icloud.com", ".apple.com"),
        hides="origin.ip.hidden.icloud",
        ask="origin.ask.icloud",
        always_hides=True,
        source="artefact reference, dialect R20: one example; six oldest lines",
    ),
    Provider(
        name="yahoo",
        # Since 2014 `sonic.gate...` stands where the web client's address stood in 2006.
        suffixes=(".yahoo.com",),
        hides="origin.ip.hidden.yahoo",
        ask="origin.ask.yahoo",
        source="8 of 8 oldest lines `with HTTP` from 2014 on",
    ),
    Provider(
        name="gmx-webde",
        suffixes=(".gmx.net", ".gmx.com", ".web.de"),
        hides="origin.ip.hidden.gmx-webde",
        ask="origin.ask.gmx-webde",
        source="one line of 2026: `from client.hidden.invalid by smtp.web.de`",
    ),
    Provider(
        name="zoho",
        suffixes=(".zohomail.com", ".zoho.com", ".zoho.eu"),
        hides="origin.ip.hidden.zoho",
        ask="origin.ask.zoho",
        leaves_out_client=True,
        source="9 of 10 oldest lines have no from-clause, one an inside address",
    ),
    Provider(
        name="yandex",
        suffixes=(".yandex.net",),
        hides="origin.ip.hidden.yandex",
        ask="origin.ask.yandex",
        leaves_out_client=True,
        source="4 of 4 oldest lines have no from-clause",
    ),
    Provider(
        name="mail-ru",
        suffixes=(".i.mail.ru",),
        hides="origin.ip.hidden.mail-ru",
        ask="origin.ask.mail-ru",
        leaves_out_client=True,
        source="4 of 4 oldest lines of web mail: `from mail by fNN.i.mail.ru with local`",
    ),
    Provider(
        name="fastmail",
        suffixes=(".messagingengine.com",),
        hides="origin.ip.hidden.fastmail",
        ask="origin.ask.fastmail",
        leaves_out_client=True,
        source="one oldest line, no from-clause",
    ),
)
UNKNOWN: Final = Provider(
    name="unknown", suffixes=(), hides="origin.ip.hidden.unknown", ask="origin.ask.unknown"
)
EXCHANGE_SERVER: Final = Provider(
    name="exchange-server",
    suffixes=(),
    hides="origin.ip.hidden.exchange-server",
    ask="origin.ask.exchange-server",
)


def provider_of(trace: TraceField) -> Provider:
    """Name the service that wrote this line, by its own name in the ``by`` clause.

    The name is only as good as the line: the caller caps what follows from it.
    """
    host = (known(trace.by) or "").rstrip(".").lower()
    for provider in PROVIDERS:
        if any(host.endswith(suffix) or host == suffix[1:] for suffix in provider.suffixes):
            return provider
    if (known(trace.with_) or "").lower() == "mapi" or trace.dialect.startswith("exchange"):
        return EXCHANGE_SERVER
    return UNKNOWN
