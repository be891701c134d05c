"""The invented story: names, addresses and moments that all samples share.

Everything is invented. Names end in ``.example`` (RFC 2606), addresses come from the
documentation ranges (RFC 5737, RFC 3849). Host names of the two large providers are used for the
form of the header lines only; the addresses beside them are documentation addresses.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

SEED = "harbour-and-vale/1"

SENDER_NAME = "M. Carrow"
SENDER = "msc@harbourvale.example"
SUBJECT = "Summer briefing"

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=timezone.utc)
"""Moment of submission: 15:02:10 in London."""
DRAFTED = SENT - timedelta(minutes=10, seconds=31)
"""Moment at which the draft, and with it the Thread-Index, was made."""

GMAIL_READER = ("Rowan Lark", "rowan.lark@larkmail.example")
POSTFIX_READER = ("Anna Field", "anna.field@friend.example")
OUTLOOK_READER = ("Imogen Moss", "imogen.moss@quillon.example")
PRIVATE_MAILBOX = ("Marian Carrow", "marian.carrow@home.example")

VISIBLE_RECIPIENTS = 1500

_FIRST = (
    "Ada Alan Amir Anita Beth Boris Cara Carl Chloe Colin Dana Dev Edith Elias Emma Ewan Farah "
    "Felix Fiona Gita Glen Greta Hana Hugo Ida Ivan Jade Jonas Kaya Kofi Lena Liam Mei Milo Nadia "
    "Nils Olga Omar Pia Quinn"
).split()
_LAST = (
    "Abbot Bell Birch Brook Carver Cole Dale Dunn Ellis Ford Frost Gale Grant Hale Hart Heath Hill "
    "Hobbs Irwin James Keane Kerr Lake Lowe Marsh Mills Moor Nash North Oakes Pike Price Rowe Sands "
    "Shaw Stone Tate Vance Ward Webb"
).split()
_DOMAINS = (
    "friend.example",
    "larkmail.example",
    "quillon.example",
    "home.example",
    "mailbox.example",
    "northgate-partners.example",
    "penrose-clinic.example",
    "tideway.example",
    "oakhall.example",
    "stannard-law.example",
    "bluefern.example",
)
INTERNAL_RECIPIENTS = 31


def chance(label: str, size: int = 32) -> bytes:
    """Return ``size`` bytes that look random and depend on the seed and the label only."""
    out = b""
    counter = 0
    while len(out) < size:
        out += hashlib.sha256(f"{SEED}|{label}|{counter}".encode()).digest()
        counter += 1
    return out[:size]


def uuid(label: str) -> str:
    """Return an identifier of the form of a random UUID, by its label."""
    digits = chance(f"uuid {label}", 16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def recipients() -> tuple[tuple[str, str], ...]:
    """Return the 1,500 (name, address) pairs that every recipient could see, no address twice."""
    people = [GMAIL_READER, POSTFIX_READER, OUTLOOK_READER, PRIVATE_MAILBOX]
    taken = {address for _, address in people}
    index = 0
    while len(people) < VISIBLE_RECIPIENTS:
        first = _FIRST[index % len(_FIRST)]
        last = _LAST[(index // len(_FIRST)) % len(_LAST)]
        pick = chance(f"domain {index}", 1)[0]
        domain = _DOMAINS[pick % len(_DOMAINS)]
        if index < INTERNAL_RECIPIENTS:
            domain = "harbourvale.example"
        address = f"{first}.{last}@{domain}".lower()
        index += 1
        if address not in taken:
            taken.add(address)
            people.append((f"{first} {last}", address))
    # The list came out of a database, sorted by surname.
    return tuple(sorted(people, key=lambda person: (person[0].split()[-1], person[1])))
