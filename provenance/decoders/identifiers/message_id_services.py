"""Message-IDs that mail services and web mail programs make."""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import State
from provenance.decoders.identifiers.units import (
    POT,
    Found,
    Row,
    is_hex,
    unix,
    unix_ms,
    wall_clock,
)
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

SES_REGIONS: Final = {
    "0100": "us-east-1",
    "0101": "us-west-2",
    "0102": "eu-west-1",
    "0103": "sa-east-1",
    "0106": "ap-northeast-1",
    "0107": "eu-central-1",
    "0108": "ap-southeast-2",
    "0109": "ap-south-1",
    "010b": "eu-west-2",
    "010c": "ap-northeast-2",
    "010d": "ca-central-1",
    "010e": "ap-southeast-1",
    "010f": "us-east-2",
}
"""Prefix of an Amazon SES id and the region in its host name, as measured."""

_LISTS: Final = "https://lore.kernel.org/"
_BASE64URL: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SES: Final = r"(0[0-9a-f]{3})([0-9a-f]{12})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6}\Z"
_ADDED: Final = r"([0-9a-f]{8})(?:\.[0-9a-f]{1,16}){3}(?:SMTPIN_ADDED_(MISSING|BROKEN))?\Z"
_MAILCHIMP: Final = r"[0-9a-f]{1,40}\.[0-9a-f]{1,40}\.(\d{14})\.\S{1,100}\Z"
_MAIL_RU: Final = r"(\d{10})\.(\d{6,9})\Z"
_TRINITY: Final = r"trinity-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-(\d{13})\Z"
_COREMAIL: Final = r"[0-9a-f]{1,16}\.[0-9a-f]{1,16}\.([0-9a-f]{11})\.Coremail\.(\S{1,200})\Z"
_ZOHO: Final = r"([0-9a-f]{11})\.[0-9a-f]{1,20}\.\d{1,20}\Z"


def gmail(local: str, domain: str) -> Found | None:
    """``CA`` + about 48 characters ``@mail.gmail.com``: no public meaning, only the shape."""
    if domain.lower() != "mail.gmail.com":
        return None
    fits = local.startswith("CA") and 40 <= len(local) <= 100
    return Found(reason="" if fits and not local.strip(_BASE64URL + "+=") else "layout")


def google_added(local: str, domain: str) -> Found | None:
    """``8hex.hex.hex.hex[SMTPIN_ADDED_...]@mx.google.com``: Google found no usable id."""
    if domain.lower() != "mx.google.com" or (found := re.match(_ADDED, local)) is None:
        return None
    seconds, why = found.groups()
    return Found(
        time=unix(int(seconds, 16), seconds),
        parts=(("original", why.lower()),) if why else (),
    )


def amazon_ses(local: str, domain: str) -> Found | None:
    """Region, milliseconds, UUID: Amazon SES when it took the message."""
    low = domain.lower()
    if not low.endswith("amazonses.com") or (found := re.match(_SES, local)) is None:
        return None
    prefix, digits = found.groups()
    region = SES_REGIONS.get(prefix, "")
    named = low.partition(".")[0]
    # The first region writes email.amazonses.com.
    odd = bool(region) and named not in {"email", region}
    return Found(
        time=unix_ms(int(digits, 16), digits),
        parts=(("region", region or prefix), ("host", domain)),
        reason="region" if odd else "",
    )


def mailchimp(local: str, domain: str) -> Found | None:
    """``list.campaign.YYYYMMDDhhmmss.x.y@mailNN...``: UTC by its distance from Date."""
    if not domain.lower().startswith("mail") or (found := re.match(_MAILCHIMP, local)) is None:
        return None
    time = wall_clock(found.group(1), zone_known=True)
    if time is State.UNPARSABLE:
        return None
    list_, campaign = local.split(".")[:2]
    return Found(time=time, parts=(("list", list_), ("campaign", campaign), ("host", domain)))


def mail_ru(local: str, domain: str) -> Found | None:
    """``seconds.number@fN...``."""
    front = domain.partition(".")[0]
    if front[:1] != "f" or not front[1:].isdigit() or (found := re.match(_MAIL_RU, local)) is None:
        return None
    return Found(time=unix(int(found.group(1)), found.group(1)), parts=(("server", domain),))


def gmx(local: str, domain: str) -> Found | None:
    """``trinity-uuid-milliseconds@3c-app-...``: the web front end of GMX, web.de, mail.com."""
    if not local.startswith("trinity-") or (found := re.match(_TRINITY, local)) is None:
        return None
    return Found(time=unix_ms(int(found.group(1)), found.group(1)), parts=(("server", domain),))


def coremail(local: str, domain: str) -> Found | None:
    """``hex.hex.milliseconds.Coremail.account@domain``: the account that was logged in."""
    if ".Coremail." not in local or (found := re.match(_COREMAIL, local)) is None:
        return None
    digits, account = found.groups()
    return Found(
        time=unix_ms(int(digits, 16), digits), parts=(("account", account), ("host", domain))
    )


def tencent(local: str, domain: str) -> Found | None:
    """``tencent_`` + 24 or 36 to 40 digits at ``qq.com``: no clock."""
    if not local.startswith("tencent_") or domain.lower() != "qq.com":
        return None
    digits = local[8:]
    fits = (
        (len(digits) == 24 or 36 <= len(digits) <= 40)
        and is_hex(digits)
        and digits == digits.upper()
    )
    return Found(reason="" if fits else "layout")


def zoho(local: str, domain: str) -> Found | None:
    """``milliseconds.hex.number@zoho...``."""
    if "zoho" not in domain.lower() or (found := re.match(_ZOHO, local)) is None:
        return None
    return Found(time=unix_ms(int(found.group(1), 16), found.group(1)), parts=(("server", domain),))


def sendgrid(local: str, domain: str) -> Found | None:
    """22 characters at ``geopod-ismtpd-...``: the node that took the message."""
    low = domain.lower()
    if not low.startswith(("geopod-ismtpd-", "ismtpd")) or len(local) != 22:
        return None
    return None if local.strip(_BASE64URL) else Found(parts=(("server", domain),))


def _declare(
    id_: str,
    product: str,
    relation: Relation,
    measured: str,
    *,
    clock: Clock = Clock.SENDER_SERVER,
    grade: Grade = Grade.MEASURED,
    source: str = POT,
    exclusive: bool = True,
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


_SAME, _HANDOVER, _NONE = Relation.SAME, Relation.HANDOVER, Relation.NONE

ROWS: Final = (
    Row(_declare("gmail", "Gmail on the web or app", _NONE, "398 of this shape"), gmail),
    Row(
        _declare(
            "google-added",
            "Google",
            _HANDOVER,
            "55 of 56 within 60 s",
            clock=Clock.RELAY,
        ),
        google_added,
    ),
    Row(
        _declare("amazon-ses", "Amazon SES", _HANDOVER, "220 of 220 within 1 s of Date"),
        amazon_ses,
    ),
    Row(_declare("mail-ru", "mail.ru, my.com", _SAME, "3 of 3", exclusive=False), mail_ru),
    Row(_declare("gmx", "GMX, web.de, mail.com", _SAME, "4 of 4 within 1 s"), gmx),
    Row(
        _declare("coremail", "Coremail", _SAME, "5 of 5 agree to the second", source=_LISTS),
        coremail,
    ),
    Row(
        _declare(
            "tencent",
            "Tencent QQ Mail, Foxmail",
            _NONE,
            "8 of this shape",
            grade=Grade.EXAMPLE,
            source=_LISTS,
        ),
        tencent,
    ),
    Row(_declare("zoho", "Zoho Mail", _SAME, "", grade=Grade.EXAMPLE, source=_LISTS), zoho),
    Row(_declare("sendgrid", "SendGrid", _NONE, "128 of this shape"), sendgrid),
    Row(
        _declare("mailchimp", "Mailchimp", _HANDOVER, "15 of 15, 3 to 16 s before Date"),
        mailchimp,
    ),
)
