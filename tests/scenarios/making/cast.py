"""Persons, addresses and moments that all worlds share; everything is invented.

Names end in ``.example`` (RFC 2606), addresses come from the documentation ranges (RFC 5737), from
private ones, or are one address of a large provider's published block.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DOMAIN = "harbourvale.example"
SUBJECT = "Summer briefing"
ADDRESSES = {
    "office": "192.0.2.7",
    "server": "192.0.2.14",
    "vpn": "192.0.2.70",
    "home": "198.51.100.23",
    "carrier-uk": "198.51.100.77",
    "hotel": "203.0.113.90",
    "foreign": "203.0.113.201",
    "datacentre": "20.190.160.9",
    "loopback": "::1",
    "inside-b": "10.20.0.41",
    "inside-owner": "10.20.0.33",
}
_EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Edg/124.0"
AGENTS = {
    "": ("Client=OWA;", _EDGE),
    "outlook": ("Client=MSExchangeRPC", "Microsoft Office/16.0 (Windows NT 10.0; Outlook 16.0)"),
    "firefox": ("Client=OWA;", "Mozilla/5.0 (Windows NT 10.0; rv:125.0) Firefox/125.0"),
    "phone": ("Client=ActiveSync;", "Apple-iPhone14C2/2104.51"),
    "graph": ("Client=REST;Client=RESTSystem;;", ""),
    "rest": ("Client=REST;Client=RESTSystem;;", ""),
    "python": ("", "python-requests/2.31.0"),
    "transport": ("Client=Hub Transport", ""),
}
OTHERS = ("i.holt", "p.quill", "d.stone", "a.webb", "k.north", "s.tate", "j.frost", "m.heath")
_STEP = re.compile(r"([+-]?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


@dataclass(frozen=True)
class Somebody:
    """A person: display name, local part, log-on name."""

    name: str
    local: str

    @property
    def address(self) -> str:
        """The person's address in the organisation."""
        return f"{self.local}@{DOMAIN}"


CARROW = Somebody("M. Carrow", "msc")
HARBOUR = Somebody("V. Harbour", "vh")
REED = Somebody("T. Reed", "it")
OFFICE = Somebody("Front office", "info")


def roles(*, swapped: bool = False, account: str = "") -> dict[str, Somebody]:
    """Who plays which part; swapped, the holder of the account and person B change places."""
    first, second = (HARBOUR, CARROW) if swapped else (CARROW, HARBOUR)
    cast = {"owner": first, "b": second, "admin": REED, "info": OFFICE}
    return {**cast, "account": cast[account or "owner"]}


def shift(text: str) -> timedelta:
    """Read a moment relative to the sending: ``-1d2h``, ``+3m``, ``0s``.

    Raises:
        ValueError: it is no such text.
    """
    found = _STEP.fullmatch(text)
    if found is None or not text:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -span if found[1] == "-" else span


def chance(label: str, size: int = 16) -> bytes:
    """Bytes that look random and depend on the label only."""
    out = b""
    while len(out) < size:
        out += hashlib.sha256(f"scenario|{label}|{len(out)}".encode()).digest()
    return out[:size]


def number(label: str, below: int) -> int:
    """A whole number from 0 that looks random and depends on the label only."""
    return int.from_bytes(chance(label, 8), "big") % below


def guid(label: str) -> str:
    """An identifier of the form of a random UUID."""
    digits = chance(f"guid {label}").hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def stamp(moment: datetime) -> str:
    """ISO text without a zone, as exports write UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
