"""Who and what stands in a report that belongs to no party: mailboxes, names, log-on names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import Address, known
from provenance.case.records import EvidenceNote
from provenance.correlation.door_rows import card_of, folded, holder_of
from provenance.evidence import EvidenceItem, MapiRecipient
from provenance.message import Message
from provenance.report.editions.encodings import View, coded_pieces, views
from provenance.report.editions.lists import equal_lists
from provenance.report.editions.names import (
    is_initialled,
    is_person,
    is_written_as_name,
    person_of_local,
    words_of,
)
from provenance.report.editions.parties import Parties, Words
from provenance.report.editions.tokens import is_envelope, mailboxes, normal_address, tokens
from provenance.report.editions.walk import values_of
from provenance.report.records import Report
from provenance.trace.records import Identity

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_ID_FIELDS_LISTED: Final = (
    "message-id references in-reply-to content-id resent-message-id original-message-id "
    "x-ms-exchange-parent-message-id x-google-original-message-id "
    "x-microsoft-original-message-id thread-id list-id"
)
_ID_FIELDS: Final = frozenset(_ID_FIELDS_LISTED.split())
_ID_NAMES: Final = re.compile(
    r"message_id|\Aid(?:_raw)?\Z|native_id|references|in_reply_to|replies"
)
_ID_TAGS: Final = frozenset(("1035", "1039", "1042"))
_PUBLISHED: Final = frozenset((("DmarcCheck", "record"), ("Key", "record")))
_NO_MAILBOX: Final = frozenset(("DnsAnswer", "SessionId", "RuleSet", "Where"))
_LIKE_A_NAME: Final = re.compile(r"[A-Za-z][a-z]{1,15}(?:[._-][A-Za-z][a-z]{1,15}){0,2}\Z")
_DIGEST: Final = re.compile(r"[0-9a-f]{32,128}\Z")
_SYSTEM_LISTED: Final = (
    "system root nobody daemon administrator admin guest www-data postfix dovecot apache apache2 "
    "nginx postmaster mailer-daemon unknown anonymous mail exim"
)
_SYSTEM: Final = frozenset(
    (*_SYSTEM_LISTED.split(), "anonymous logon", "local service", "network service")
)
_LOGIN: Final = re.compile(r"[^\W\d][\w.\- ]{1,63}\Z")
_FULL_NAME: Final = re.compile(
    r"(?<![^\W_])([^\W\d_a-z][^\W\d_]{2,30})(?=[ \t]{1,3}([^\W\d_a-z][^\W\d_]{2,30})(?![^\W_]))"
)
MAX_DEPTH: Final = 3


@dataclass
class Collected:
    """What was found; ``names`` has for the words of a name the mailbox that carries it, or "".

    ``identifiers`` are Message-IDs whose left half reads as a name: nobody can tell whether such a
    mailbox exists, so they are replaced, and never counted as the mailbox of a person.
    """

    mailboxes: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    recipients: set[str] = field(default_factory=set)
    names: dict[Words, str] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    party_cards: set[str] = field(default_factory=set)


class Collector:
    """Goes through a report once. Message-IDs look like mailboxes and are none, unless known."""

    def __init__(self, parties: Parties) -> None:
        self.found = Collected()
        self._party = {key for key, _ in parties.mailboxes}
        self._party_names = {words for words, _ in parties.names} | parties.kept
        self._party_logins = {login for login, _ in parties.logins}
        self._seen: set[str] = set()
        self._ids: set[str] = set()
        self._loose: set[str] = set()
        self._same: dict[int, tuple[Address, ...]] = {}
        self._lists: set[int] = set()
        self._bodies: list[str] = []
        self._readers: dict[str, Callable[[Any], None]] = {
            "Address": self._address,
            "Message": self._message,
            "Part": lambda one: self._bodies.append(known(one.text) or ""),
            "Identity": self._identity,
            "TraceField": lambda one: self._recipients((known(one.for_) or "",)),
            "MapiRecipient": self._row,
            "MessageRef": lambda one: self._recipients(one.recipients),
            "LogRecipient": lambda one: self._recipients((one.address,)),
            "EvidenceItem": self._supplier,
            "EvidenceNote": self._supplier,
            "Actor": lambda one: self._login(known(one.account) or ""),
            "Mailbox": lambda one: self._login(known(one.owner) or ""),
            "AuditEvent": self._event,
        }

    def collect(self, report: Report) -> Collected:
        """Everything in the records of a report, the raw header sections through their fields."""
        self._same = equal_lists(report)
        for owner, name, value in values_of(report, self._same):
            if type(value) is str:
                self._string(owner, name, value)
            else:
                self._record(value)
        found = self.found
        found.mailboxes |= self._loose - self._ids
        found.mailboxes -= self._party
        named = {one for one in self._ids if _LIKE_A_NAME.match(one.rpartition("@")[0])}
        found.identifiers = named - found.mailboxes - self._party
        found.recipients &= found.mailboxes
        found.cards -= found.party_cards
        self._names_of_mailboxes()
        self._names_in_texts()
        return found

    def _string(self, owner: str, name: str, value: str) -> None:
        if owner in _NO_MAILBOX or (owner, name) in _PUBLISHED or owner == "Address":
            return
        if owner != "Text" and _ID_NAMES.search(name):
            self._id(value)
        else:
            self.text(value)

    def text(self, value: str) -> None:
        """Mailboxes of a text, in every encoding; a text is read once."""
        if len(value) < 5 or value in self._seen:
            return
        self._seen.add(value)
        if not _DIGEST.match(value):
            self._loose.update(mailboxes_in(value))
        if "\\" in value or "/" in value:
            self.found.folders.update(folders_in(value))

    def _id(self, value: str) -> None:
        for token in tokens(value):
            self._ids.update(mailboxes(token))
            self._ids.add(normal_address(f"{token.local}@{token.domain}"))

    def _record(self, value: Any) -> None:
        """Records are told by their names: most analyses never load the room of logs."""
        read = self._readers.get(type(value).__name__)
        if read is not None:
            read(value)

    def _identity(self, value: Identity) -> None:
        for listed in (value.to, value.cc):
            if id(self._same.get(id(listed), listed)) not in self._lists:
                self._lists.add(id(self._same.get(id(listed), listed)))
                self._recipients(one.spec for one in listed)
        self._recipients(value.delivered_to)

    def _supplier(self, value: EvidenceItem | EvidenceNote) -> None:
        supplier = value.supplied_by
        if isinstance(supplier, str) and is_written_as_name(supplier):
            self._name(supplier, "")

    def _address(self, value: Address) -> None:
        key = normal_address(value.spec)
        if key:
            self.found.mailboxes.add(key)
        self.text(value.spec)
        self.text(value.display)
        if value.display and key not in self._party:
            self._name(value.display, key)

    def _message(self, value: Message) -> None:
        for one in value.fields:
            if one.lname in _ID_FIELDS:
                self._id(one.value)
            else:
                self.text(one.value)

    def _recipients(self, specs: Iterable[str]) -> None:
        for spec in specs:
            key = normal_address(spec)
            if key:
                self.found.recipients.add(key)
                self.found.mailboxes.add(key)

    def _row(self, value: MapiRecipient) -> None:
        key = normal_address(known(value.mail_address) or "")
        self._recipients((key,))
        if key in self._party:
            return
        self._name(known(value.display_name) or "", key)
        legacy = known(value.address) or ""
        if "=" in legacy and "@" not in legacy:
            self._name(legacy.rpartition("=")[2], key)

    def _name(self, name: str, mailbox: str) -> None:
        if not name or "@" in name:
            return
        bare = re.sub(r"\([^()]*\)", " ", name).strip(" '\"")
        if ";" in bare or len(bare) > 100:
            return
        for words in _variants(bare):
            if is_person(words) and words not in self._party_names:
                held = self.found.names.get(words, "")
                self.found.names[words] = (
                    min(held, mailbox) if held and mailbox else held or mailbox
                )

    def _event(self, value: AuditEvent) -> None:
        """A row: its holder's name, and its card, a party's if it ever stands beside one."""
        self._name(dict(value.params).get("person", ""), "")
        card, holder = folded(card_of(value)), holder_of(value)
        if card:
            self.found.cards.add(card)
        bare = holder.lower().rpartition("\\")[2]
        party = words_of(holder) in self._party_names or bare in self._party_logins
        if card and (party or normal_address(holder) in self._party):
            self.found.party_cards.add(card)

    def _login(self, account: str) -> None:
        if "@" in account or not account:
            return
        login = account.strip().lower().rpartition("\\")[2]
        if login in self._party_logins or login in _SYSTEM or not _LOGIN.match(login):
            return
        if words_of(login) in self._party_names or login.endswith("$"):
            return
        self.found.logins.setdefault(login, "")

    def _names_of_mailboxes(self) -> None:
        """Local parts that name a person, and log-on names that are a local part."""
        locals_: dict[str, list[str]] = {}
        named: dict[Words, list[str]] = {}
        for key in sorted(self.found.mailboxes):
            local = key.rpartition("@")[0]
            locals_.setdefault(local, []).append(key)
            words = person_of_local(local)
            if words and words not in self._party_names:
                named.setdefault(words, []).append(key)
        for words, keys in named.items():
            # Of several mailboxes with one such name nothing chooses one.
            only = keys[0] if len(keys) == 1 else ""
            self.found.names[words] = self.found.names.get(words) or only
        for key in sorted(self.found.identifiers):
            words = person_of_local(key.rpartition("@")[0])
            if words and words not in self._party_names:
                self.found.names.setdefault(words, "")
        self._alike(locals_)
        held = {word for words in self._party_names for word in words}
        self.found.folders -= self._party_logins | held | _SYSTEM

    def _alike(self, locals_: dict[str, list[str]]) -> None:
        """Give a log-on name, and a name that is written alike, one carrier.

        Written like the local part of exactly one mailbox, they stand under its pseudonym; of
        several mailboxes nothing chooses one.
        """
        for login in sorted(self.found.logins):
            held = locals_.get(login, [])
            words = words_of(login)
            named = self.found.names.get(words, "")
            carrier = named or (held[0] if len(held) == 1 else "")
            self.found.logins[login] = carrier
            if carrier and words in self.found.names:
                self.found.names[words] = carrier

    def _names_in_texts(self) -> None:
        """Full names in texts of messages of whom a log or mailbox has the initial (``i.holt``)."""
        carriers = dict(self.found.names)
        for key in sorted(self.found.mailboxes):
            carriers.setdefault(words_of(key.rpartition("@")[0]), key)
        for login, mailbox in sorted(self.found.logins.items()):
            carriers.setdefault(words_of(login), mailbox)
        short = {words: one for words, one in carriers.items() if is_initialled(words)}
        for body in self._bodies if short else ():
            for hit in _FULL_NAME.finditer(body):
                given, family = hit[1].casefold(), hit[2].casefold()
                carrier = short.get((given[0], family))
                words = (given, family)
                if carrier is not None and is_person(words) and words not in self._party_names:
                    self.found.names.setdefault(words, carrier)


def _variants(name: str) -> Iterator[Words]:
    """The words of a name, and turned round where a comma stands behind the family name."""
    yield words_of(name)
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip():
        yield words_of(f"{given} {family}")


def mailboxes_in(text: str, depth: int = 0) -> Iterator[str]:
    """Mailboxes of a text as written and in its certain encodings, in their compared form."""
    decoded = list(views(text, guess=False))
    coded = _coded_places(text, decoded)
    for token in tokens(text):
        # What is part of an escape as written is read where it is decoded.
        if coded.find(1, max(0, token.start - 1), token.end + 1) < 0 or is_envelope(token):
            yield from mailboxes(token)
    for view in decoded:
        for token in tokens(view.text):
            yield from mailboxes(token)
    if depth < MAX_DEPTH:
        for _, _, inner, surely in coded_pieces(text):
            if surely:
                yield from mailboxes_in(inner, depth + 1)


def _coded_places(text: str, decoded: list[View]) -> bytearray:
    """Marks the characters of a text that are escapes; ``=41`` may be a value behind a sign."""
    marks = bytearray(len(text) + 2 if decoded else 0)
    for view in decoded:
        marked = -1
        for means, start, end in zip(view.text, view.starts, view.ends, strict=True):
            # Every character of a run of escapes has the place of the whole run: mark it once.
            if start == marked or end - start < 2 or (text[start] == "=" and means.isalnum()):
                continue
            marks[start:end] = b"\1" * (end - start)
            marked = start
    return marks


_FOLDER: Final = re.compile(
    r"\b(?:Users|home|Documents and Settings|Profiles)[\\/]{1,2}([^\\/:*?\"<>|\r\n@%]{2,40})"
    r"(?=[\\/])",
    re.IGNORECASE,
)
_SHARED: Final = frozenset(("public", "default", "all users", "default user", "shared"))


def folders_in(text: str) -> Iterator[str]:
    """Names of people's folders in paths, in lower case."""
    for hit in _FOLDER.finditer(text):
        name = hit[1].strip().lower()
        if name not in _SHARED:
            yield name
