"""Facts of Outlook items for rules: the properties beside each other and beside the headers.

Each ``..._fits`` is true, false, or a state where one of the two sides is missing: a rule is then
not applicable with its reason. Clocks of different machines are compared to 300 seconds, a value
and its own copy to two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from provenance.basics import Instant, State, Value, Where, known
from provenance.evidence import Exhibit, MapiAttachment, OutlookItem, RecipientType
from provenance.evidence.mapi import code_page
from provenance.evidence.property_places import PropertyPlaces
from provenance.message import Message
from provenance.origin import CopyKind, CopyReading
from provenance.origin.outlook_clocks import conversation_time, raw_index
from provenance.origin.outlook_item import (
    CREATION_TIME,
    DELIVERY_TIME,
    FLAGS,
    MODIFICATION_TIME,
    SUBMIT_TIME,
    UNMODIFIED,
    UNSENT,
    copy_kind,
    instant,
    moment,
    number,
    value,
)
from provenance.origin.outlook_people import REPRESENTED, SENDER, Party, key_fits, party
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord
from provenance.trace import AttestationClass, Trace, Witness

if TYPE_CHECKING:
    from provenance.reasoning.subject import Subject

SAME: Final = 2.0
OTHER_MACHINE: Final = 300.0
LATER: Final = 86_400.0
MOST_ATTACHMENTS: Final = 200
LONGEST_BODY: Final = 8_000_000
_PLAIN: Final = re.compile(r"[^0-9a-z]+")
_VISIBLE: Final = (RecipientType.TO, RecipientType.CC)


def with_mapi(base: FactBase, subject: Subject) -> FactBase:
    """The same facts with those of the Outlook item, and of a winmail.dat, beside them."""
    records = dict(base.records)
    message, trace = subject.analysed.message, subject.analysed.trace
    facts = item_facts(subject.exhibit, subject.file, message, trace)
    if facts is not None:
        records["outlook"] = facts
    for one in subject.beside[:1]:
        if one.outlook is not None:
            records["winmail"] = _winmail(one, one.outlook, message, trace)
    return FactBase(lists=base.lists, records=records, fields=base.fields, classes=base.classes)


def item_facts(exhibit: Exhibit, file: bytes, message: Message, trace: Trace) -> FactRecord | None:
    """Facts of the Outlook item that an exhibit is; ``None`` if it is none."""
    item = exhibit.outlook
    return (
        None
        if item is None
        else _Item(item, PropertyPlaces(exhibit, file), message, trace).record()
    )


def _apart(first: Value[Instant], second: Value[Instant]) -> Value[float]:
    """Seconds from the second to the first; the state of whichever is missing."""
    if isinstance(first, State):
        return first
    if isinstance(second, State):
        return second
    return (first.utc - second.utc).total_seconds()


def _judged(seconds: Value[float], fits: Callable[[float], bool]) -> Value[bool]:
    return seconds if isinstance(seconds, State) else fits(seconds)


def _same(first: Value[str], second: Value[str], key: Callable[[str], str]) -> Value[bool]:
    if isinstance(first, State):
        return first
    return second if isinstance(second, State) else key(first) == key(second)


class _Item:
    """The item and the message of its headers; facts are gathered with their places."""

    def __init__(
        self, item: OutlookItem, places: PropertyPlaces, message: Message, trace: Trace
    ) -> None:
        self.item = item
        self.message = message
        self.trace = trace
        self.places = places
        self.facts: dict[str, Value[Fact]] = {}
        self.spots: dict[str, tuple[Where, ...]] = {}
        self.fields: dict[str, tuple[int, ...]] = {}

    def put(
        self, name: str, fact: Value[Fact], tags: Iterable[str] = (), headers: Iterable[str] = ()
    ) -> None:
        """One fact, the properties and the header fields that it rests on."""
        self.facts[name] = fact
        found = [one for tag in tags if (one := self.item.find(tag)) is not None]
        if found:
            self.spots[name] = tuple(self.places.where(one) for one in found)
        fields = tuple(field.index for each in headers for field in self.message.named(each))
        if fields or not found:
            self.fields[name] = fields

    def record(self) -> FactRecord:
        copy = copy_kind(self.item, len(self.trace.route.hops))
        self.put("kind", copy.kind.value, [FLAGS])
        self.put("saved_anew", copy.saved_anew, [CREATION_TIME, MODIFICATION_TIME])
        self._times(copy)
        self._people()
        self._texts()
        self._recipients()
        self._flags(copy)
        self._attachments()
        self.put("bodies_fit", _bodies(self.item, self.places), ["1000", "1013"])
        return FactRecord(
            facts=self.facts,
            cls=AttestationClass.CLIENT,
            group=f"{self.message.id}:outlook",
            places=self.fields,
            spots=self.spots,
        )

    def _times(self, copy: CopyReading) -> None:
        submitted, delivered = moment(self.item, SUBMIT_TIME), moment(self.item, DELIVERY_TIME)
        created, modified = moment(self.item, CREATION_TIME), moment(self.item, MODIFICATION_TIME)
        arrived = _arrival(self.trace)
        date = self.trace.identity.date
        conversation = conversation_time(self.item)
        received = copy.kind is CopyKind.RECEIVED
        self.put("submitted", submitted, [SUBMIT_TIME])
        self.put("delivered", delivered, [DELIVERY_TIME])
        self.put("created", created, [CREATION_TIME])
        self.put("modified", modified, [MODIFICATION_TIME])
        self.put("arrived", arrived, (), ["Received"] if received else ())
        self.put("conversation", conversation, ["0071"])
        order = _judged(_apart(delivered, submitted), lambda s: s >= -OTHER_MACHINE)
        self.put("delivery_order_fits", order, [SUBMIT_TIME, DELIVERY_TIME])
        allowed = max(SAME, date.precision_seconds) if isinstance(date, Instant) else SAME
        same = _judged(_apart(submitted, date), lambda s: abs(s) <= allowed)
        self.put("date_fits", same, [SUBMIT_TIME], ["Date"])
        fits = _judged(_apart(delivered, arrived), lambda s: s >= -OTHER_MACHINE)
        self.put("delivery_fits", fits, [DELIVERY_TIME])
        made: Value[bool] = State.NOT_APPLICABLE
        if received:
            made = _judged(_apart(created, delivered), lambda s: s >= -OTHER_MACHINE)
        self.put("creation_fits", made, [CREATION_TIME, DELIVERY_TIME])
        fits = _judged(_apart(conversation, submitted), lambda s: s <= OTHER_MACHINE)
        if received and not self._sent_with_index():
            # The receiving store makes one for mail that came without.
            fits = State.NOT_APPLICABLE
        self.put("conversation_fits", fits, ["0071", SUBMIT_TIME], ["Thread-Index"])

    def _sent_with_index(self) -> bool:
        """Whether the index is the one that the message brought along in its header."""
        held = self.item.find("0071")
        if held is None:
            return False
        return any(
            raw_index(field.value) == held.raw for field in self.message.named("Thread-Index")
        )

    def _people(self) -> None:
        identity = self.trace.identity
        represented, sender = party(self.item, REPRESENTED), party(self.item, SENDER)
        authors = [one.spec for one in identity.from_ if one.spec]
        self.put("from", _shown(represented), REPRESENTED[:4])
        self.put("header_from", ", ".join(authors) or State.ABSENT, (), ["From"])
        fits: Value[bool] = represented.mail if isinstance(represented.mail, State) else False
        if isinstance(represented.mail, str):
            fits = _among(represented.mail, authors)
        self.put("from_fits", fits, REPRESENTED[:4], ["From"])
        stated = known(identity.sender)
        named = [stated.spec] if stated is not None and stated.spec else authors
        usable = not isinstance(identity.sender, State) or identity.sender is State.ABSENT
        self.put("sender", _shown(sender), SENDER[:4])
        self.put("header_sender", ", ".join(named) or State.ABSENT, (), ["Sender", "From"])
        fits = sender.mail if isinstance(sender.mail, State) else False
        if isinstance(sender.mail, str):
            fits = _among(sender.mail, named) if usable else State.UNPARSABLE
        self.put("sender_fits", fits, SENDER[:4], ["Sender", "From"])
        self._keys(sender, represented)

    def _keys(self, *parties: Party) -> None:
        """The search keys of both; the first one that does not fit is shown."""
        answers = [(one, key_fits(one)) for one in parties]
        wrong = next((one for one, fits in answers if fits is False), None)
        right = next((one for one, fits in answers if fits is True), None)
        fits: Value[bool] = State.ABSENT
        if wrong is not None:
            fits = False
        elif right is not None:
            fits = True
        shown = wrong or right
        self.put("search_key", shown.key if shown else State.ABSENT)
        self.put("search_key_address", _shown(shown) if shown else State.ABSENT)
        self.put("search_key_fits", fits, (*SENDER[1:], *REPRESENTED[1:]))

    def _texts(self) -> None:
        subject, stated = value(self.item, "0037"), self.trace.identity.subject
        if isinstance(subject, str) and subject[:1] == "\x01":
            subject = subject[2:]  # how long its prefix is (MS-OXCMSG §2.2.1.46)
        self.put("subject", subject, ["0037"])
        self.put("header_subject", stated, (), ["Subject"])
        self.put("subject_fits", _same(subject, stated, _letters), ["0037"], ["Subject"])
        id_, stated = value(self.item, "1035"), self.trace.identity.message_id
        self.put("message_id", id_, ["1035"])
        self.put("header_message_id", stated, (), ["Message-ID"])
        same = _same(id_, stated, lambda text: "".join(text.split()))
        self.put("message_id_fits", same, ["1035"], ["Message-ID"])

    def _recipients(self) -> None:
        """How many recipients the table shows, and how many addresses the header lines."""
        rows = [one for one in self.item.recipients if one.type in _VISIBLE]
        identity = self.trace.identity
        stated = [one for one in (*identity.to, *identity.cc) if one.spec]
        counted: Value[int] = len(rows) if self.item.recipients else State.ABSENT
        if any(isinstance(one.type, State) for one in self.item.recipients):
            counted = State.UNREADABLE
        written: Value[int] = len(stated) if stated else State.ABSENT
        kinds = [held for row in rows[:20] for held in row.properties if held.tag == "0C15"]
        self.put("recipients", counted)
        self.spots["recipients"] = tuple(self.places.where(one) for one in kinds)
        self.put("header_recipients", written, (), ["To", "Cc"])
        fits: Value[bool] = counted if isinstance(counted, State) else State.ABSENT
        if isinstance(counted, int) and isinstance(written, int):
            # A program may leave out an address that is there twice.
            once = len({one.spec.lower() for one in stated})
            fits = once <= counted <= written
        self.put("recipients_fit", fits, (), ["To", "Cc"])

    def _flags(self, copy: CopyReading) -> None:
        flags = number(self.item, FLAGS)
        class_ = self.item.message_class
        self.put("message_class", class_, ["001A"])
        fits: Value[bool] = flags if isinstance(flags, State) else True
        if isinstance(flags, int) and flags & UNSENT:
            report = isinstance(class_, str) and class_.upper().startswith("REPORT.")
            fits = "route" not in copy.reasons and not report
        self.put("flags_fit", fits, [FLAGS, "001A"])
        delivered, modified = moment(self.item, DELIVERY_TIME), moment(self.item, MODIFICATION_TIME)
        changed: Value[bool] = flags if isinstance(flags, State) else False
        if isinstance(flags, int) and not flags & UNMODIFIED:
            changed = _judged(_apart(modified, delivered), lambda s: s > LATER)
        if copy.saved_anew is True or copy.kind is CopyKind.DRAFT:
            # The time is that of saving the copy, of which nothing follows.
            changed = State.NOT_APPLICABLE
        self.put("changed", changed, [FLAGS, MODIFICATION_TIME, DELIVERY_TIME])

    def _attachments(self) -> None:
        """The attachment whose file times lie the furthest behind the submit time."""
        submitted = moment(self.item, SUBMIT_TIME)
        latest = max(_file_times(self.item), key=lambda found: found[0].utc, default=None)
        if latest is None:
            self.put("attached", State.ABSENT)
            self.put("attached_time", State.ABSENT)
            self.put("attachments_fit", State.ABSENT)
            return
        time, attachment, tag = latest
        self.put("attached", known(attachment.filename) or attachment.storage)
        self.put("attached_time", time)
        fits = _judged(_apart(time, submitted), lambda s: s <= OTHER_MACHINE)
        if fits is False and self._taken_in(time):
            fits = State.NOT_APPLICABLE
        self.put("attachments_fit", fits, [SUBMIT_TIME])
        held = [one for one in attachment.properties if one.tag == tag]
        places = tuple(self.places.where(one) for one in held)
        self.spots["attached_time"] = self.spots["attached"] = places

    def _taken_in(self, time: Instant) -> bool:
        """Whether a file time is that of delivery or of making the item (MS-OXCMAIL §2.2.3.4.1.3).

        A program that takes mail in may set it where the mail brings none.
        """
        moments = (moment(self.item, tag) for tag in (DELIVERY_TIME, CREATION_TIME))
        apart = (known(_apart(time, one)) for one in moments)
        return any(one is not None and abs(one) <= OTHER_MACHINE for one in apart)


def _among(address: str, stated: list[str]) -> Value[bool]:
    """Whether an address is one of those in the header; ``ABSENT`` where it has none."""
    if not stated:
        return State.ABSENT
    return address.strip().lower() in {one.strip().lower() for one in stated}


def _shown(one: Party) -> Value[Fact]:
    return one.mail if isinstance(one.mail, str) else one.directory


def _letters(text: str) -> str:
    """A text without case, blanks, punctuation and letters that a code page may have lost."""
    return _PLAIN.sub("", text.lower())


def _arrival(trace: Trace) -> Value[Instant]:
    """Time of the newest line of the receiving side."""
    for hop in reversed(trace.route.hops):
        if hop.witness is Witness.RECEIVER:
            return hop.trace.time
    return State.ABSENT


def _file_times(item: OutlookItem) -> Iterator[tuple[Instant, MapiAttachment, str]]:
    for one in item.attachments[:MOST_ATTACHMENTS]:
        for tag, text in ((CREATION_TIME, one.created), (MODIFICATION_TIME, one.modified)):
            time = text if isinstance(text, State) else instant(text)
            if isinstance(time, Instant):
                yield time, one, tag


def _bodies(item: OutlookItem, places: PropertyPlaces) -> Value[bool]:
    """Whether the plain and the HTML form of the text have the same words."""
    from provenance.reasoning.rules.body_words import forms_fit

    plain, marked = item.find("1000"), item.find("1013")
    if plain is None or marked is None:
        return State.ABSENT
    if plain.size > LONGEST_BODY or marked.size > LONGEST_BODY:
        return State.NOT_ATTEMPTED
    page = known(number(item, "3FDE")) or known(number(item, "3FFD")) or 1252
    texts = [
        places.read(one).decode("utf-16-le" if one.type == "001F" else code_page(page), "replace")
        for one in (plain, marked)
    ]
    return forms_fit(*texts)


def _winmail(exhibit: Exhibit, item: OutlookItem, message: Message, trace: Trace) -> FactRecord:
    """What the winmail.dat says of the message that it came with (MS-OXCMAIL §2.1.3.2.26)."""
    places = PropertyPlaces(exhibit, exhibit.content)
    found = item.find("007F")
    key: Value[str] = State.ABSENT
    if found is not None and found.raw:
        key = found.raw.rstrip(b"\0").decode("latin-1").strip() or State.ABSENT
    names = ("X-MS-TNEF-Correlator", "Message-ID")
    stated = next((one for name in names for one in message.named(name)), None)
    written: Value[str] = State.ABSENT if stated is None else "".join(stated.value.split())
    held = {field.value.strip().strip("<>") for name in names for field in message.named(name)}
    submitted = moment(item, SUBMIT_TIME)
    time = item.find(SUBMIT_TIME)
    fits: Value[bool] = State.ABSENT
    if isinstance(key, str) and isinstance(written, str):
        fits = key.strip("<>") in held
    same = _judged(_apart(submitted, trace.identity.date), lambda s: abs(s) <= OTHER_MACHINE)
    key_at = () if found is None else (places.where(found),)
    time_at = () if time is None else (places.where(time),)
    ids = tuple(field.index for name in names for field in message.named(name))
    dates = tuple(field.index for field in message.named("Date"))
    return FactRecord(
        facts={
            "correlator": key,
            "correlator_fits": fits,
            "date_fits": same,
            "header_correlator": written,
            "submitted": submitted,
        },
        cls=AttestationClass.CLIENT,
        group=f"{message.id}:winmail",
        places={"header_correlator": ids, "correlator_fits": ids, "date_fits": dates},
        spots={
            "correlator": key_at,
            "correlator_fits": key_at,
            "date_fits": time_at,
            "submitted": time_at,
        },
    )
