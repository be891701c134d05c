"""Writes identifiers from known values: the other direction of every decoder with a clock.

Each function follows the description of the form in the sources of the decoder, with arithmetic
of its own, and takes microseconds since 1970.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND: Final = 1_000_000
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NO_VOWELS: Final = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
GUID: Final = "0123456789abcdef0123456789abcdef"
UUID4: Final = "2f1e4b1c-9a3d-4e55-8b6a-1c2d3e4f5a6b"


def utc(micro: int) -> datetime:
    return EPOCH + timedelta(microseconds=micro)


def filetime(micro: int) -> int:
    return (micro + 11_644_473_600 * SECOND) * 10


def ticks(micro: int) -> int:
    return (micro + 62_135_596_800 * SECOND) * 10


def digits(value: int, alphabet: str, width: int) -> str:
    out = ""
    while value:
        value, rest = divmod(value, len(alphabet))
        out = alphabet[rest] + out
    return out.rjust(width, alphabet[0])


def stamp(micro: int, form: str = "%Y%m%d%H%M%S") -> str:
    return utc(micro).strftime(form)


def thread_index(micro: int, *, server: bool, replies: tuple[int, ...] = ()) -> str:
    """Header of either layout; each reply is the microseconds since the one before."""
    head = filetime(micro).to_bytes(8, "big")
    data = b"\x01" + head[:5] if server else head[:6]
    data += bytes.fromhex(GUID)
    # A program takes the header for the layout of Outlook, whoever made it.
    last = int.from_bytes(data[:6], "big") << 16
    now = filetime(micro)
    for reply in replies:
        now += reply * 10
        apart = (now - last) % (1 << 54)
        if apart < 1 << 49:
            shift, code = 18, 0
        else:
            shift, code = 23, 1
        steps = apart >> shift
        data += (code << 31 | steps).to_bytes(4, "big") + b"\x00"
        last += steps << shift
    return base64.b64encode(data).decode("ascii")


def outlook_id(micro: int) -> str:
    value = f"{filetime(micro):016x}"
    return f"<00a1{value[:8]}${value[8:]}$b247f0b7$@pc.example>"


def exchange_id(days: int, *, server: str = "AS8PR07MB7001", region: str = "eurprd07") -> str:
    number = days + 134_774
    code = (number & 255) ^ (number >> 8 & 255) ^ 0xB8
    return f"<{server}0123456789ABCDEF0123C4{code:02X}A@{server}.{region}.prod.outlook.com>"


def network_id(micro: int) -> str:
    value = f"{ticks(micro) >> 16:012x}"
    return f"70b94148-3b10-4979-1c05-{value}"


def outlook_boundary(micro: int) -> str:
    value = f"{filetime(micro):016X}"
    return f"----=_NextPart_000_0012_{value[:8]}.{value[8:]}"


def gmail_boundary(micro: int) -> str:
    value = f"{micro:014x}"
    return f"000000000000{value[8:]}{value[:8]}18"


def javamail_boundary(micro: int) -> str:
    return f"----=_Part_12_345678.{micro // 1000}"


def tencent_boundary(micro: int) -> str:
    return f"----=_NextPart_{micro // SECOND:08X}_01234560_7654321F"


def alibaba_boundary(micro: int) -> str:
    return f"----=ALIBOUNDARY_1547_7fb3431b7700_{micro // SECOND:08x}_1300fb"


def swift_boundary(micro: int) -> str:
    return f"_=_swift_{micro // SECOND}_{GUID}_=_"


def mime_lite_boundary(micro: int) -> str:
    return f"_----------=_{micro // SECOND}12340"


def ruby_boundary(micro: int) -> str:
    return f"--==_mimepart_{micro // SECOND:x}{micro % SECOND:x}_1a2b3c4d"


def ruby_id(micro: int) -> str:
    return f"<{micro // SECOND:x}{micro % SECOND:x}_1a2b3c4d@app.example.mail>"


def ses_id(micro: int) -> str:
    return f"<0107{micro // 1000:012x}-{UUID4}-000000@eu-central-1.amazonses.com>"


def javamail_id(micro: int) -> str:
    return f"<1019810564.5849741.{micro // 1000}.JavaMail.zimbra@mail.example>"


def yahoo_id(micro: int) -> str:
    return f"<1019810564.5849741.{micro // 1000}@mail.yahoo.com>"


def python_id(micro: int) -> str:
    return f"<{micro // 10_000}.4711.12345678901234567890@host.example>"


def exim(micro: int) -> str:
    return f"{digits(micro // SECOND, DIGITS, 6)}-00036F-2z"


def exim_long(micro: int) -> str:
    return f"{digits(micro // SECOND, DIGITS, 6)}-000000003aP-3yPZ"


def exim_base36(micro: int) -> str:
    return f"{digits(micro // SECOND, DIGITS[:36], 6)}-00036F-2Z"


def exim_id(micro: int) -> str:
    return f"<E{exim(micro)}@mail.example>"


def postfix(micro: int) -> str:
    seconds = digits(micro // SECOND, NO_VOWELS, 6)
    return f"{seconds}{digits(micro % SECOND, NO_VOWELS, 4)}z14K2k"


def sendmail(micro: int) -> str:
    moment = utc(micro)
    values = (
        (moment.year - 1900) % 60,
        moment.month - 1,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
    )
    return "".join(DIGITS[value] for value in values) + "7E014839"


def ecelerity(micro: int) -> str:
    return f"7C/95-03759-{f'{micro // SECOND:08X}'[::-1]}"


def object_id(micro: int) -> str:
    return f"{micro // SECOND:08x}eae254b7ee92baf0"


def sendgrid(micro: int) -> str:
    return f"filterdrecv-7fd948b676-mhxck-1-{micro // SECOND:08X}-BB"


def coremail(micro: int) -> str:
    data = bytes((53, 228, 105, 10)) + b"\x97\x35\x7b\x7e"
    data += (micro // SECOND).to_bytes(4, "little") + b"\x3a\x3d\x1d\x13"
    return base64.b64encode(data).decode("ascii").rstrip("=") + "--.42832S2"


def uuid_1(micro: int) -> str:
    value = micro * 10 + 0x01B21DD213814000
    low, middle, high = value & 0xFFFFFFFF, value >> 32 & 0xFFFF, value >> 48 & 0xFFF
    return f"{low:08x}-{middle:04x}-1{high:03x}-abf4-005056bdd08f"


def uuid_6(micro: int) -> str:
    value = micro * 10 + 0x01B21DD213814000
    return f"{value >> 28:08x}-{value >> 12 & 0xFFFF:04x}-6{value & 0xFFF:03x}-abf4-005056bdd08f"


def uuid_7(micro: int) -> str:
    value = f"{micro // 1000:012x}"
    return f"{value[:8]}-{value[8:]}-7abc-8def-0123456789ab"


def kumomta(micro: int) -> str:
    return uuid_1(micro).replace("-", "")


def dated_id(micro: int) -> str:
    return f"<{stamp(micro)}.{postfix(micro)}@mail.example>"


def mailchimp_id(micro: int) -> str:
    return f"<a1b2c3d4e5f6.7890abcdef.{stamp(micro)}.1a2b3c.4d5e@mail12.mcsv.example>"


def uniqid_id(micro: int) -> str:
    return f"<x1.{stamp(micro)}.{micro // SECOND:08x}{micro % SECOND:05x}.9@web.example>"


def mail_ru_id(micro: int) -> str:
    return f"<{micro // SECOND}.123456789@f123.i.mail.ru>"


def gmx_id(micro: int) -> str:
    return f"<trinity-{UUID4}-{micro // 1000}@3c-app-gmx-bs01>"


def coremail_id(micro: int) -> str:
    return f"<3c562db4.1111e.{micro // 1000:x}.Coremail.reader@mail.example>"


def squirrelmail_id(micro: int) -> str:
    return f"<4711.192.0.2.7.{micro // SECOND}.squirrel@webmail.example>"


def zoho_id(micro: int) -> str:
    return f"<{micro // 1000:x}.7f2a1b3c4.1234567@zohomail.example>"


def google_added_id(micro: int) -> str:
    return f"<{micro // SECOND:08x}.1c69fb81.5d3a2.9b7aSMTPIN_ADDED_MISSING@mx.google.com>"


def original_arrival(micro: int) -> str:
    value = f"{filetime(micro):016X}"
    shown = stamp(micro, "%d %b %Y %H:%M:%S")
    return f"{shown}.{micro % SECOND // 1000:04} (UTC) FILETIME=[{value[8:]}:{value[:8]}]"


def exchange_stamp(micro: int) -> str:
    return f"{stamp(micro, '%d %b %Y %H:%M:%S')}.{micro % SECOND // 100:04} (UTC)"


def qq_mid(micro: int) -> str:
    return f"xmsmtpt{micro // SECOND}tev1jruem"


def alimail(micro: int) -> str:
    return f"AC=PASS;MF=msc@mail.example;RN=1321;TI=SMTPD_---0VNoHDv4_{micro // SECOND};"


def alibaba_line(micro: int) -> str:
    return f"from h.example(mailfrom:a@b.example fp:SMTPD_---0VNoHDv4_{micro // SECOND}) by x"


def dkim(micro: int) -> str:
    return f"v=1; a=rsa-sha256; d=mail.example; s=s1; t={micro // SECOND}; h=from; b=AbC="


def gmail_number(micro: int) -> str:
    return str((micro // 1000 << 20) + 12_345)


def gmail_number_hex(micro: int) -> str:
    return f"{(micro // 1000 << 20) + 12_345:016x}"


def qmail_line(micro: int) -> str:
    return f"(qmail 4441 invoked from network); {stamp(micro, '%d %b %Y %H:%M:%S')} -0000"


def ses_outgoing(micro: int) -> str:
    return f"{stamp(micro, '%Y.%m.%d')}-192.0.2.7"


def proofpoint(micro: int) -> str:
    day = stamp(micro, "%y%m%d")
    return f"rule=notspam policy=default engine=8.12.0-2303150002 definitions=main-{day}0194"


def last_logon(micro: int) -> str:
    moment = utc(micro)
    half = "AM" if moment.hour < 12 else "PM"
    hour = moment.hour % 12 or 12
    return f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M:%S} {half}"


def barracuda(micro: int) -> str:
    return str(micro // SECOND)
