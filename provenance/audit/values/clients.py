"""Client texts of Microsoft 365 and Exchange as a family; the text itself is always kept.

Forms: ``Client=OWA;Mozilla/5.0 ...``, ``Client=MSExchangeRPC``, ``Client=REST;;``,
``Client=ActiveSync;UserAgent=...``, ``Client=WebServices;...`` (seen in a real log of 2021);
``ClientType`` of message tracking: User, MOMT, OWA, AirSync, WebServices (documented).
"""

from __future__ import annotations

import re

from provenance.audit.records import Client, ClientFamily
from provenance.basics import State, Value

_FAMILIES = {
    "owa": ClientFamily.OWA,
    "msexchangerpc": ClientFamily.OUTLOOK_DESKTOP,
    "momt": ClientFamily.OUTLOOK_DESKTOP,
    "outlookservice": ClientFamily.REST,
    "rest": ClientFamily.REST,
    "activesync": ClientFamily.ACTIVESYNC,
    "airsync": ClientFamily.ACTIVESYNC,
    "webservices": ClientFamily.EWS,
    "ews": ClientFamily.EWS,
    "pop3": ClientFamily.POP,
    "pop": ClientFamily.POP,
    "imap4": ClientFamily.IMAP,
    "imap": ClientFamily.IMAP,
    "smtp": ClientFamily.SMTP,
    "hub transport": ClientFamily.SERVER,
    "transport": ClientFamily.SERVER,
    "powershell": ClientFamily.POWERSHELL,
    "remotepowershell": ClientFamily.POWERSHELL,
}
_AGENT = re.compile(
    r"(?:^|;)(?:UserAgent=)?((?:Mozilla|Outlook|Apple-|Android|Microsoft Office)[^;(]*"
    r"(?:\([^)]*\)[^;(]*)*)"
)


def parse_client(info: str, *, user_agent: str = "") -> Client:
    """Read a client text; the family is what the text itself says, a claim of the client."""
    name = info.partition(";")[0].removeprefix("Client=").strip()
    family = _FAMILIES.get(name.lower(), ClientFamily.OTHER if info else ClientFamily.NOT_SAID)
    agent = user_agent or _agent(info)
    if family is ClientFamily.REST and agent and "outlook-" in agent.lower():
        family = ClientFamily.OUTLOOK_MOBILE
    if family is ClientFamily.NOT_SAID and agent:
        family = ClientFamily.BROWSER if agent.startswith("Mozilla/") else ClientFamily.OTHER
    return Client(info=info or State.ABSENT, family=family, user_agent=agent or State.ABSENT)


def client_flags(info: str) -> tuple[str, ...]:
    """Marks of a text that hides the program: a proxy action replaces the user agent in OWA."""
    return ("user-agent-hidden-by-proxy",) if "Action=ViaProxy" in info else ()


def _agent(info: str) -> str:
    match = _AGENT.search(info[:2000])
    return match[1].strip() if match else ""


def text_or_state(value: object) -> Value[str]:
    """A JSON value as text: ``None`` is absent in the source, "" is an empty value there."""
    if value is None:
        return State.ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
