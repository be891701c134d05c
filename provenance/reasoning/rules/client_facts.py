"""Facts about the program that a message names, for rules.

All that the sender's machine wrote is one dependency group: a name, an identifier and a boundary
that agree are one witness, and so are three that do not.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value, known
from provenance.message import Message
from provenance.origin import ClientReading, ClientSign, ClockTable, client_form, read_client
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord
from provenance.reasoning.rules.vocabulary import RECORDS
from provenance.trace import AttestationClass, Trace

_ADDED: Final = frozenset(("message-id.exchange-added", "message-id.google-added"))
_GMAIL_FORMS: Final = frozenset(("message-id.gmail", "boundary.gmail"))
_GOOGLE_FIELDS: Final = ("x-google-smtp-source", "x-gm-message-state", "x-google-dkim-signature")
_UUID: Final = "message-id.uuid-lower"
# From version 115 on the name has no version behind it, and the identifier is a UUID of version 4.
_THUNDERBIRD: Final = "mozilla thunderbird"


def with_clients(
    base: FactBase,
    message: Message,
    trace: Trace,
    table: ClockTable,
    client: ClientReading | None = None,
) -> FactBase:
    """The same facts with those of the sending program beside them."""
    reading = read_client(message, trace, table) if client is None else client
    lists = dict(base.lists)
    lists["client_signs"] = _signs(message, base, reading)
    records = dict(base.records)
    records["client"] = _client(message, base, trace, table, reading)
    return FactBase(lists=lists, records=records, fields=base.fields, classes=base.classes)


def _signs(message: Message, base: FactBase, reading: ClientReading) -> tuple[FactRecord, ...]:
    anchor = next((sign for sign in reading.signs if sign.anchor), None)
    found = []
    for sign in reading.signs:
        if anchor is None or sign is anchor or isinstance(sign.fits, State):
            continue
        facts: dict[str, Value[Fact]] = {
            "place": sign.place,
            "says": sign.name,
            "written_by": sign.written_by,
            "grade": sign.grade,
            "fits": sign.fits,
            "against": _text(message, anchor),
            "against_place": anchor.place,
        }
        fields = tuple(dict.fromkeys((sign.field, anchor.field)))
        found.append(
            FactRecord(
                facts=facts,
                fields=fields,
                cls=_class(base, fields),
                group=f"{message.id}:client",
            )
        )
    return tuple(found)


def _text(message: Message, sign: ClientSign) -> str:
    """What a sign says: the name as it stands in the message, else the product of the form."""
    return message.fields[sign.field].value if sign.place == "named" else sign.name


def _class(base: FactBase, fields: tuple[int, ...]) -> AttestationClass:
    return max(
        (base.cls_of(index) for index in fields),
        key=lambda cls: cls.value,
        default=AttestationClass.CLIENT,
    )


def _client(
    message: Message, base: FactBase, trace: Trace, table: ClockTable, reading: ClientReading
) -> FactRecord:
    seen = client_form(message, table)
    field, form = known(seen.named), known(seen.form)
    named = () if field is None else (field.index,)
    boundary = known(form.field) if form is not None else None
    fields = (*named, *(() if boundary is None else (boundary,)))
    ids = tuple(one.index for one in message.named("message-id"))
    threads = tuple(one.index for one in message.named("thread-index"))
    facts: dict[str, Value[Fact]] = dict.fromkeys(RECORDS["client"], State.NOT_APPLICABLE)
    facts |= {
        "named": State.ABSENT if field is None else field.value,
        "form": State.ABSENT if form is None else form.product or State.ABSENT,
        "form_fits": seen.fits,
        "identifier_fits": reading.id_form_known,
        "identifier_added": _added(reading),
        "generation_fits": _generation_fits(reading, message),
        "thread_start_fits": _thread_start_fits(reading, message, table),
        "google_seen": _google_seen(reading, message, trace),
    }
    return FactRecord(
        facts=facts,
        fields=fields,
        places={
            "identifier_fits": (*named, *ids),
            "identifier_added": (*named, *ids),
            "generation_fits": (*named, *ids),
            "thread_start_fits": (*named, *threads),
            "google_seen": _gmail_fields(reading),
        },
        cls=_class(base, fields),
        group=f"{message.id}:client",
    )


def _named(reading: ClientReading) -> ClientSign | None:
    return next((s for s in reading.signs if s.place == "named" and s.about == "program"), None)


def _added(reading: ClientReading) -> Value[Fact]:
    """Whether a receiving server had to add the identifier that the named program always gives."""
    if _named(reading) is None or not reading.gives_ids:
        return State.NOT_APPLICABLE
    return any(sign.id in _ADDED for sign in reading.signs)


def _generation_fits(reading: ClientReading, message: Message) -> Value[Fact]:
    """Whether a Thunderbird that no longer tells its version gave a UUID of version 4."""
    named = _named(reading)
    if named is None or message.fields[named.field].value.strip().lower() != _THUNDERBIRD:
        return State.NOT_APPLICABLE
    return next((sign.exact for sign in reading.signs if sign.id == _UUID), State.NOT_APPLICABLE)


def _thread_start_fits(reading: ClientReading, message: Message, table: ClockTable) -> Value[Fact]:
    """Whether Outlook for Windows, by its name, began a thread in its own layout."""
    named = _named(reading)
    if named is None or named.products != ("outlook",):
        return State.NOT_APPLICABLE
    if message.named("in-reply-to") or message.named("references"):
        return State.NOT_APPLICABLE
    for one in table.readings:
        if one.source in {"thread-index.client", "thread-index.server"} and not one.part("replies"):
            return one.source == "thread-index.client"
    return State.NOT_APPLICABLE


def _gmail_fields(reading: ClientReading) -> tuple[int, ...]:
    return tuple(sign.field for sign in reading.signs if sign.id in _GMAIL_FORMS)


def _google_seen(reading: ClientReading, message: Message, trace: Trace) -> Value[Fact]:
    """Whether a message in a form of Gmail has a line or field of Google at all."""
    if not _gmail_fields(reading):
        return State.NOT_APPLICABLE
    lines = (*(hop.trace for hop in trace.route.hops), *trace.synthetic)
    return any(line.dialect == "google" for line in lines) or any(
        message.named(name) for name in _GOOGLE_FIELDS
    )
