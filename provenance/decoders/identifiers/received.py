"""Identifiers in Received lines, each with the forms of lines in which it is looked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from provenance.basics import Instant, State
from provenance.decoders.date_time import date_time
from provenance.decoders.gmail_id import gmail_id
from provenance.decoders.identifiers.received_forms import (
    ecelerity,
    exim,
    exim_base36,
    object_id,
    postfix_long,
    postfix_short,
    sendmail,
)
from provenance.decoders.identifiers.units import (
    POT,
    Found,
    Row,
    is_lower_hex,
    pacific,
    unix,
    unpacked,
)
from provenance.decoders.identifiers.uuids import of_digits_1
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

_LISTS: Final = "https://lore.kernel.org/"
_EXIM: Final = "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-how_exim_receives_and_delivers_mail.html"
_POSTFIX: Final = "https://github.com/vdukhovni/postfix/blob/master/postfix/src/global/mail_queue.h"
_PACIFIC: Final = r"\.(\d{4})\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\Z"
_FILTER: Final = r"(?:filterdrecv|filter|recvd)[-\w]{0,120}-\d{1,3}-([0-9A-F]{8})-[0-9A-F]{1,4}\Z"
_QMAIL: Final = (
    r"\(qmail (\d{1,10}) invoked (?:from network|by uid \d{1,10}|[a-z ]{1,40})\);(.{1,60})"
)
_ALIBABA: Final = r"\bfp:(SMTPD_-{3}[0-9A-Za-z.+/-]{1,40}_(\d{10}))"
_SENDGRID: Final = r"from ([A-Za-z0-9+/_=-]{4,24}) \(unknown.{0,60}\) by \S{0,40}ismtpd\S{0,60} "
_TRANSID: Final = r"([A-Za-z0-9+/_=-]{22,24})\.\d{1,6}[SW][A-Za-z0-9]{0,3}\Z"


def gmail(text: str) -> Found | None:
    """Google's older id: the machine; and where the line is of a hand-in, its Pacific clock."""
    decoded = gmail_id(text)
    if isinstance(decoded, State):
        return None
    if isinstance(decoded.time, Instant):
        return Found(time=decoded.time, parts=decoded.parts)
    tail = re.search(_PACIFIC, text[:200])
    if tail is None:
        return Found(parts=decoded.parts)
    try:
        local = datetime(*map(int, tail.groups()), tzinfo=UTC)  # type: ignore[arg-type,misc]  # six numbers
    except ValueError:
        return Found(parts=decoded.parts, reason="impossible-time")
    times = tuple(
        Instant(
            text=tail.group()[1:],
            utc=moment,
            offset_minutes=int((local - moment).total_seconds()) // 60,
            precision_seconds=1.0,
        )
        for moment in pacific(local)
    )
    if len(times) == 1:
        return Found(time=times[0], parts=decoded.parts)
    return Found(
        time=State.UNPARSABLE,
        parts=decoded.parts,
        times=times,
        reason="repeated-hour" if times else "impossible-time",
    )


def kumomta(text: str) -> Found | None:
    """A UUID of version 1 without dashes."""
    if len(text) != 32 or not is_lower_hex(text):
        return None
    return of_digits_1(text, text)


def sendgrid(text: str) -> Found | None:
    """``filterdrecv-...-seconds-XX``: the second group from the end counts seconds."""
    if not text.startswith(("filter", "recvd")) or (found := re.match(_FILTER, text)) is None:
        return None
    return Found(time=unix(int(found.group(1), 16), found.group(1)))


def coremail(text: str) -> Found | None:
    """Coremail's transaction id, with the ending that tells SMTP from web mail."""
    if "." not in text or (found := re.match(_TRANSID, text)) is None:
        return None
    return transaction(found.group(1), text)


def transaction(packed: str, text: str) -> Found | None:
    """16 bytes in base64: address of the server, seconds since 1970, both little-endian."""
    plain = packed.replace("-", "+").replace("_", "/")
    # Coremail pads with two dashes where others write two equals signs.
    data = unpacked(plain[:22])
    if len(data) != 16:
        return None
    server = ".".join(str(octet) for octet in data[3::-1])
    seconds = int.from_bytes(data[8:12], "little")
    return Found(time=unix(seconds, text), parts=(("server-ip", server),))


def qmail(text: str) -> Found | None:
    """``(qmail pid invoked ...); date``: the line of qmail itself, always in UTC."""
    if not text.startswith("(qmail ") or (found := re.match(_QMAIL, text)) is None:
        return None
    time = date_time(found.group(2))
    return Found(
        time=time if isinstance(time, Instant) else State.UNPARSABLE,
        parts=(("pid", found.group(1)),),
        reason="" if isinstance(time, Instant) else "impossible-time",
    )


def alibaba(text: str) -> Found | None:
    """``fp:SMTPD_---id_seconds`` in the line of Alibaba's servers."""
    if "fp:SMTPD_" not in text or (found := re.search(_ALIBABA, text)) is None:
        return None
    return Found(
        time=unix(int(found.group(2)), found.group(2)), parts=(("transaction", found.group(1)),)
    )


def sendgrid_account(text: str) -> Found | None:
    """``from <base64> (unknown) by ...ismtpd...``: the number of the customer's account."""
    if "ismtpd" not in text or (found := re.match(_SENDGRID, " ".join(text[:400].split()))) is None:
        return None
    account = unpacked(found.group(1))
    if not account.isdigit():
        return None
    return Found(parts=(("account", account.decode("ascii")),))


def _declare(
    id_: str,
    product: str,
    *,
    grade: Grade = Grade.MEASURED,
    source: str = POT,
    measured: str = "",
    dialects: tuple[str, ...] = (),
    exclusive: bool = False,
    place: Place = Place.RECEIVED_ID,
    clock: Clock = Clock.RELAY,
    relation: Relation = Relation.HANDOVER,
    fields: tuple[str, ...] = (),
) -> Decoder:
    places = (place, Place.FIELD) if fields else (place,)
    return Decoder(
        id=f"{place.value}.{id_}",
        places=places,
        product=product,
        clock=clock,
        relation=relation,
        grade=grade,
        source=source,
        measured=measured,
        exclusive=exclusive,
        fields=fields,
        dialects=dialects,
    )


ROWS: Final = (
    Row(
        _declare(
            "exim",
            "Exim",
            measured="144 of 144 within 60 s",
            source=_EXIM,
            fields=("x-exim-id",),
        ),
        exim,
    ),
    Row(
        _declare(
            "exim-base36",
            "Exim on macOS or Cygwin",
            grade=Grade.DOCUMENTED,
            source=_EXIM,
            dialects=("exim",),
        ),
        exim_base36,
    ),
    Row(_declare("gmail", "Google", measured="415 of 415 within 16 s", exclusive=True), gmail),
    Row(_declare("sendgrid", "SendGrid", measured="agrees with the date of the line"), sendgrid),
    Row(
        _declare(
            "ecelerity",
            "Ecelerity, Momentum, SparkPost",
            measured="1 of 1 equal to the second of its line",
        ),
        ecelerity,
    ),
    Row(_declare("coremail", "Coremail", source=_LISTS, measured="12 of 13 within 20 s"), coremail),
    Row(
        _declare("sendmail", "sendmail", measured="46 of 49 within an hour, 37 within 2 s"),
        sendmail,
    ),
    Row(
        _declare(
            "postfix-long",
            "Postfix with long queue ids",
            source=_POSTFIX,
            measured="138 of 138 within 3 s of the line; of 63 counted again none is earlier",
            dialects=("postfix", "apple"),
            exclusive=True,
            fields=("x-rspamd-queue-id",),
        ),
        postfix_long,
    ),
    Row(
        _declare(
            "postfix-short",
            "Postfix",
            source=_POSTFIX,
            measured="1,001 of 1,001 below 1,000,000 microseconds",
            dialects=("postfix",),
        ),
        postfix_short,
    ),
    Row(
        _declare("mailgun", "Mailgun", measured="agrees with the line", dialects=("mailgun",)),
        object_id,
    ),
    Row(_declare("kumomta", "KumoMTA", measured="17 lines", dialects=("kumomta",)), kumomta),
    Row(
        _declare(
            "qmail",
            "qmail",
            measured="27 of 27 in UTC",
            place=Place.RECEIVED,
        ),
        qmail,
    ),
    Row(
        _declare(
            "alibaba",
            "Alibaba Mail",
            source=_LISTS,
            measured="4 of 4 within 1 to 31 s of the line",
            place=Place.RECEIVED,
        ),
        alibaba,
    ),
    Row(
        _declare(
            "sendgrid-account",
            "SendGrid",
            place=Place.RECEIVED,
            relation=Relation.NONE,
            measured="440 lines of this form",
        ),
        sendgrid_account,
    ),
)
