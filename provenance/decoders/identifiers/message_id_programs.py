"""Message-IDs that a program makes by itself: libraries, mail servers, mail programs."""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import State
from provenance.decoders.identifiers.received_forms import exim, postfix_long, postfix_short
from provenance.decoders.identifiers.units import (
    POT,
    Found,
    Row,
    at,
    unix,
    unix_ms,
    wall_clock,
)
from provenance.decoders.identifiers.uuids import bits, uuid_digits
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

LONGEST_SHORT_ID: Final = 13
"""Five digits of microseconds and an inode of 32 bits."""

_JAVAMAIL: Final = r"-?\d{1,20}\.-?\d{1,20}\.(\d{13})(?:\.JavaMail\.(\S{1,200}))?\Z"
_PYTHON: Final = r"(\d{12})\.(\d{1,10})\.(\d{15,20})\Z"
_DATE: Final = r"(\d{14}|\d{12})\.(\S{1,200})\Z"
_UNIQID: Final = r"(?<!\d)(\d{14})\.([0-9a-f]{8})([0-9a-f]{5})(?![0-9a-f])"
_SQUIRREL: Final = r"\d{1,10}\.(\d{1,3}(?:\.\d{1,3}){3})\.(\d{10})\.squirrel\Z"
_RUBY: Final = r"([0-9a-f]{8})([0-9a-f]{1,5})_[0-9a-f]{1,40}"


def javamail(local: str, domain: str) -> Found | None:
    """``hash.count.milliseconds[.JavaMail.account]@host``: account and name of the machine."""
    if local.count(".") < 2 or (found := re.match(_JAVAMAIL, local)) is None:
        return None
    account = found.group(2)
    parts = (("host", domain), *((("account", account),) if account else ()))
    return Found(time=unix_ms(int(found.group(1)), found.group(1)), parts=parts)


def yahoo(local: str, domain: str) -> Found | None:
    """The JavaMail form at ``mail.yahoo.com``."""
    return javamail(local, domain) if domain.lower() == "mail.yahoo.com" else None


def python(local: str, domain: str) -> Found | None:
    """``email.utils.make_msgid``: hundredths of a second, process id, chance."""
    if not local[:12].isdigit() or (found := re.match(_PYTHON, local)) is None:
        return None
    digits, pid, _ = found.groups()
    return Found(
        time=at(int(digits) * 10_000, digits, 0.01), parts=(("host", domain), ("pid", pid))
    )


def exim_made(local: str, domain: str) -> Found | None:
    """``E`` + Exim's id of the message: Exim adds it where the message had none."""
    if local[:1] != "E" or len(local) not in {17, 24}:
        return None
    found = exim(local[1:])
    return None if found is None else found._replace(parts=(("host", domain), *found.parts))


def dated(local: str, domain: str) -> Found | None:
    """``YYYYMMDDhhmmss.queue-id@host``, or twelve digits of sendmail.

    The zone is known to be UTC only where the queue id is one of Postfix: ids of 16 digits behind
    such a date look like local time (whole hours off in 8 of the 9 looked at).
    """
    if not local[:12].isdigit() or (found := re.match(_DATE, local)) is None:
        return None
    digits, queue = found.groups()
    postfix = postfix_long(queue) or (len(queue) <= LONGEST_SHORT_ID and postfix_short(queue))
    utc = len(digits) == 14 and bool(postfix)
    time = wall_clock(digits, zone_known=utc)
    if time is State.UNPARSABLE:
        return None
    return Found(time=time, parts=(("host", domain), ("queue-id", queue)))


def uniqid(local: str, domain: str) -> Found | None:
    """PHP ``uniqid``: 8 digits of seconds and 5 of microseconds behind a date of 14 digits."""
    if local.count(".") < 1 or (found := re.search(_UNIQID, local)) is None:
        return None
    _, seconds, micro = found.groups()
    microseconds = int(seconds, 16) * 1_000_000 + int(micro, 16)
    if int(micro, 16) >= 1_000_000:
        return Found(parts=(("host", domain),), reason="microseconds")
    return Found(time=at(microseconds, seconds + micro, 1e-6), parts=(("host", domain),))


def squirrelmail(local: str, domain: str) -> Found | None:
    """``n.address.seconds.squirrel@host``: the address of the browser."""
    if not local.endswith(".squirrel") or (found := re.match(_SQUIRREL, local)) is None:
        return None
    ip, seconds = found.groups()
    if any(int(octet) > 255 for octet in ip.split(".")):
        return None
    return Found(time=unix(int(seconds), seconds), parts=(("ip", ip), ("host", domain)))


def ruby_time(text: str) -> Found | None:
    """Ruby mail's tag: seconds and microseconds, both in plain hexadecimal, then a process id."""
    found = re.match(_RUBY, text)
    if found is None or int(found.group(2), 16) >= 1_000_000:
        return None
    seconds, micro = found.groups()
    return Found(time=at(int(seconds, 16) * 1_000_000 + int(micro, 16), seconds + micro, 1e-6))


def ruby(local: str, domain: str) -> Found | None:
    """``tag@host.mail``."""
    if not domain.lower().endswith(".mail") or "_" not in local:
        return None
    found = ruby_time(local)
    return None if found is None else found._replace(parts=(("host", domain[: -len(".mail")]),))


def uuid_lower(local: str, domain: str) -> Found | None:
    """A lower-case UUID, as Thunderbird and many libraries write."""
    digits = uuid_digits(local) if local == local.lower() else ""
    if not digits:
        return None
    version, variant = bits(digits)
    fits = variant and version in "1345678"
    return Found(parts=(("host", domain), ("uuid-version", version)), reason="" if fits else "bits")


def uuid_upper(local: str, domain: str) -> Found | None:
    """An upper-case UUID, as Apple's programs write: always version 4."""
    digits = uuid_digits(local) if local == local.upper() else ""
    if not digits:
        return None
    fits = bits(digits) == ("4", True)
    return Found(
        parts=(("host", domain), ("uuid-version", digits[12])), reason="" if fits else "bits"
    )


def _declare(
    id_: str,
    product: str,
    clock: Clock,
    relation: Relation,
    grade: Grade,
    source: str,
    measured: str = "",
    *,
    exclusive: bool = False,
) -> Decoder:
    return Decoder(
        id=f"message-id.{id_}",
        places=(Place.MESSAGE_ID,),
        product=product,
        clock=clock,
        relation=relation,
        grade=grade,
        source=source,
        measured=measured,
        exclusive=exclusive,
    )


_AUTHOR, _SERVER = Clock.AUTHOR, Clock.SENDER_SERVER
_SAME, _NONE = Relation.SAME, Relation.NONE
_MEASURED, _CODE = Grade.MEASURED, Grade.SOURCE_CODE
_ASSASSIN: Final = "https://github.com/apache/spamassassin"

ROWS: Final = (
    Row(
        _declare("squirrelmail", "SquirrelMail", _SERVER, _SAME, _CODE, _ASSASSIN, exclusive=True),
        squirrelmail,
    ),
    Row(
        _declare(
            "yahoo",
            "Yahoo Mail on the web",
            _SERVER,
            _SAME,
            _CODE,
            "https://github.com/javaee/javamail",
        ),
        yahoo,
    ),
    Row(
        _declare(
            "javamail",
            "JavaMail, Zimbra",
            _SERVER,
            _SAME,
            _MEASURED,
            POT,
            "46 of 46 within 1 s of Date",
        ),
        javamail,
    ),
    Row(
        _declare("python", "Python", _SERVER, _SAME, _MEASURED, POT, "6 of 6 within 1 s of Date"),
        python,
    ),
    Row(
        _declare(
            "exim",
            "Exim",
            _SERVER,
            Relation.HANDOVER,
            _MEASURED,
            POT,
            "5 of 8 within 60 s of Date",
        ),
        exim_made,
    ),
    Row(_declare("uniqid", "PHP uniqid", _SERVER, _SAME, _MEASURED, POT, "4 of 4 exact"), uniqid),
    Row(
        _declare(
            "dated",
            "Postfix, sendmail, Mailgun, NetEase, Horde",
            _SERVER,
            Relation.HANDOVER,
            _MEASURED,
            POT,
            "372 of 499 within 2 s, others off by whole hours",
        ),
        dated,
    ),
    Row(
        _declare("ruby", "Ruby mail", _SERVER, _SAME, _CODE, "https://github.com/mikel/mail"),
        ruby,
    ),
    Row(
        _declare(
            "uuid-upper", "Apple Mail, iPhone", _AUTHOR, _NONE, _MEASURED, POT, "3 of this shape"
        ),
        uuid_upper,
    ),
    Row(
        _declare(
            "uuid-lower",
            "Thunderbird and many libraries",
            _AUTHOR,
            _NONE,
            _MEASURED,
            POT,
            "945 of this shape, 298 without the bits of version 4",
        ),
        uuid_lower,
    ),
)
