"""What an edition says of itself: its name, the pseudonyms it uses, and its schedule."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Text
from provenance.basics.record import dataclass


class EditionName(StrEnum):
    """Who is to read a report, and therefore whose names it shows."""

    FULL = "full"
    TRIBUNAL = "tribunal"
    PUBLIC = "public"


class Category(StrEnum):
    """Kinds of things that an edition replaces, in the order of the schedule."""

    MAILBOX = "mailbox"
    IDENTIFIER = "identifier"
    NAME = "name"
    LOGIN = "login"
    CARD = "card"
    DOMAIN = "domain"
    PARTY = "party"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym:
    """One pseudonym. ``tag`` are the first 12 hex digits of the keyed hash that orders them.

    The number depends on who else is in the case, the tag only on key and value: the same mailbox
    has the same tag in another report with the same key. ``possibly_same`` are other pseudonyms, or
    roles of parties, whose mailbox differs only by dots or a ``+`` tag. ``value`` is what is meant;
    it is "" in every edition but the full one.
    """

    id: str
    category: Category
    tag: str
    possibly_same: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """One category that was replaced: how many different ones, how often, and why."""

    category: Category
    different: int
    places: int
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Pseudonyms that rows of the exports give to whoever acts in them, two or more in one row.

    ``evidence`` and ``row`` are the first such row, ``count`` how many there are. The row ties the
    pseudonyms; whether it is right, and one person has both, it does not show.
    """

    ids: tuple[str, ...]
    evidence: str
    row: int
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a report says of its edition. A full one without a count has no pseudonyms made.

    ``third_parties`` counts the mailboxes that belong to no party; an identifier of a message that
    has the form of a mailbox is replaced and counted by itself. ``commitment`` is a keyed hash
    of their sorted list (HMAC-SHA-256, hex); ``list_sha256`` the plain one, in the full edition
    only, where the list itself stands. ``key_source`` is ``file``, ``evidence`` or "";
    ``key_fingerprint`` names a key file without giving it away, "" for a key made of the evidence.
    ``notes`` are the sentences of the schedule.
    """

    name: EditionName = EditionName.FULL
    third_parties: int = 0
    commitment: str = ""
    list_sha256: str = ""
    key_source: str = ""
    key_fingerprint: str = ""
    pseudonyms: tuple[Pseudonym, ...] = ()
    together: tuple[Together, ...] = ()
    rows: tuple[ScheduleRow, ...] = ()
    notes: tuple[Text, ...] = ()
