"""Makes a mass mailing as many recipients would hand it in, with planted oddities and their truth.

Usage: ``python tests/benchmarks/mass_mailing.py FOLDER [--copies 300] [--recipients 1500]``.
Everything is invented (names in ``.example``, documentation addresses) and synthetic. The same
arguments give the same bytes. ``truth.json`` beside the folder says what was planted where.

Twelve receiving systems in five dialects; six ways in which a copy was saved; planted: a changed
text, a changed recipient list, a line more, a changed Date, the same delivery saved twice, the
same bytes twice, a second batch with other recipients, a recall, and a message of somebody else.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
SENDER = "msc@harbourvale.example"
SYSTEMS = (
    ("larkmail.example", "google"),
    ("quillon.example", "exchange"),
    ("northgate-partners.example", "exchange"),
    ("friend.example", "postfix"),
    ("oakhall.example", "postfix"),
    ("bluefern.example", "postfix"),
    ("tideway.example", "postfix"),
    ("home.example", "exim"),
    ("mailbox.example", "exim"),
    ("penrose-clinic.example", "exim"),
    ("stannard-law.example", "sendmail"),
    ("ashdown.example", "sendmail"),
)
ROUTES = ("original", "lf", "mbox", "thunderbird", "apple", "no-end")
SIGNED = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
Field = tuple[str, str]
TEXT = (
    "Dear friends,\n\nplease find below the dates of our summer briefing. The first meeting is on\n"
    "3 June, the second on 17 June. Both begin at ten.\n\nKind regards\nM. Carrow\n"
)


@dataclass(frozen=True)
class Mailing:
    """One submission: its identifier, its visible recipients, the moment it left."""

    label: str
    message_id: str
    recipients: tuple[tuple[str, str], ...]
    sent: datetime
    subject: str = "Summer briefing"
    text: str = TEXT


def noise(label: str, size: int) -> str:
    """Letters and digits that look random and depend on the label only."""
    return hashlib.sha256(label.encode()).hexdigest()[:size]


def people(count: int, *, skip: int = 0) -> tuple[tuple[str, str], ...]:
    """Return names and addresses, spread over the receiving systems."""
    return tuple(
        (f"Reader {n:04d}", f"reader.{n:04d}@{SYSTEMS[n % len(SYSTEMS)][0]}")
        for n in range(skip, skip + count)
    )


@cache
def _key() -> rsa.RSAPrivateKey:
    path = Path(__file__).resolve().parents[2] / "sample_messages" / "keys"
    pem = (path / "harbourvale-selector1.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def keys_tsv() -> bytes:
    """Return the public key as a key file for ``--keys``."""
    der = (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
    row = f"selector1._domainkey.harbourvale.example\t{record}\tpublished test key\t2026-05-14\n"
    return b"name\ttxt\tsource\tdate_seen\n" + row.encode()


def _seal(fields: Sequence[Field], body: bytes) -> str:
    """DKIM-Signature value, relaxed/simple (RFC 6376)."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    value = (
        " v=1; a=rsa-sha256; c=relaxed/simple; d=harbourvale.example; s=selector1;\r\n"
        f" h={':'.join(SIGNED)};\r\n bh={digest};\r\n b="
    )
    held = dict(fields)
    lines = [_relaxed(name, held[name]) + "\r\n" for name in SIGNED]
    signed = "".join(lines) + _relaxed("DKIM-Signature", value)
    raw = _key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return value + base64.b64encode(raw).decode()


def _relaxed(name: str, value: str) -> str:
    return f"{name.lower()}:{' '.join(value.replace(chr(13), '').replace(chr(10), '').split())}"


@cache
def trunk(mailing: Mailing) -> tuple[tuple[Field, ...], bytes]:
    """Return the header section as it left the organisation, and the body."""
    boundary = f"_000_{noise(mailing.label + 'boundary', 40)}_"
    body = (
        f'--{boundary}\r\nContent-Type: text/plain; charset="us-ascii"\r\n\r\n'
        + mailing.text.replace("\n", "\r\n")
        + f'\r\n--{boundary}\r\nContent-Type: text/html; charset="us-ascii"\r\n\r\n<p>'
        + mailing.text.replace("\n", "<br>\r\n")
        + f"</p>\r\n--{boundary}--\r\n"
    ).encode()
    to = ",\r\n\t".join(f"{name} <{address}>" for name, address in mailing.recipients)
    content: tuple[Field, ...] = (
        ("From", f' "M. Carrow" <{SENDER}>'),
        ("To", f" {to}"),
        ("Subject", f" {mailing.subject}"),
        ("Date", f" {format_datetime(mailing.sent)}"),
        ("Message-ID", f" <{mailing.message_id}>"),
        ("Content-Type", f' multipart/alternative;\r\n\tboundary="{boundary}"'),
        ("MIME-Version", " 1.0"),
        ("X-Mailer", " Microsoft Outlook 16.0"),
    )
    hub = mailing.sent + timedelta(seconds=1)
    lines: tuple[Field, ...] = (
        (
            "Received",
            (
                " from mbx1.harbourvale.example (192.0.2.21) by hub1.harbourvale.example\r\n"
                " (192.0.2.22) with Microsoft SMTP Server (version=TLS1_2,\r\n"
                " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"
                f" id 15.2.1544.{mailing.sent.second};"
                f" {format_datetime(hub)}"
            ),
        ),
        (
            "Received",
            (
                " from mbx1.harbourvale.example ([192.0.2.21]) by mbx1.harbourvale.example\r\n"
                f" ([192.0.2.21]) with mapi id 15.02.1544.{mailing.sent.second:03d}; "
                f"{format_datetime(mailing.sent)}"
            ),
        ),
    )
    return (("DKIM-Signature", _seal(content, body)), *lines, *content), body


def _edge(kind: str, domain: str, address: str, at: datetime, label: str) -> tuple[Field, ...]:
    """Lines that one receiving system writes for one recipient, newest first."""
    peer = "mail1.harbourvale.example (mail1.harbourvale.example [203.0.113.25])"
    second = at + timedelta(seconds=2)
    if kind == "google":
        return (
            ("Delivered-To", f" {address}"),
            (
                "Received",
                (
                    " by 2002:a05:6022:8b0c:b0:7f3:1d2e:9a41"
                    f" with SMTP id {noise(label, 18)}csp;\r\n"
                    f"        {format_datetime(second)}"
                ),
            ),
            ("Return-Path", f" <{SENDER}>"),
            (
                "Received",
                (
                    " from mail1.harbourvale.example"
                    " (mail1.harbourvale.example. [203.0.113.25])\r\n"
                    f"        by mx.google.com with ESMTPS id {noise(label + 'g', 30)}\r\n"
                    f"        for <{address}>\r\n"
                    "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n"
                    f"        {format_datetime(at)}"
                ),
            ),
        )
    if kind == "exchange":
        return (
            (
                "Received",
                (
                    f" from edge.{domain} (192.0.2.81) by mbx.{domain}\r\n (192.0.2.82) with"
                    " Microsoft SMTP Server (version=TLS1_2,\r\n"
                    " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id"
                    f" 15.2.1544.{int(noise(label, 4), 16)}; {format_datetime(second)}"
                ),
            ),
            (
                "Received",
                (
                    f" from mail1.harbourvale.example (203.0.113.25) by edge.{domain}\r\n"
                    " (192.0.2.81) with Microsoft SMTP Server id"
                    f" 15.2.1544.{int(noise(label + 'e', 4), 16)}; {format_datetime(at)}"
                ),
            ),
            ("Return-Path", f" {SENDER}"),
            ("X-MS-Exchange-Organization-Network-Message-Id", f" {_guid(label)}"),
        )
    if kind == "postfix":
        line = (
            f" from {peer}\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"
            f" (256/256 bits))\r\n\tby mx.{domain} (Postfix) with ESMTPS id"
            f" {noise(label, 10).upper()}\r\n\tfor <{address}>; {format_datetime(at)}"
        )
        return (
            ("Return-Path", f" <{SENDER}>"),
            ("X-Original-To", f" {address}"),
            ("Delivered-To", f" {address}"),
            ("Received", line),
        )
    if kind == "exim":
        line = (
            " from mail1.harbourvale.example ([203.0.113.25])\r\n"
            f"\tby mx.{domain} with esmtps (TLS1.3)\r\n\t(Exim 4.96)\r\n"
            f"\t(envelope-from <{SENDER}>)\r\n\tid 1sA{noise(label, 3)}-0000{noise(label, 2)}-"
            f"{noise(label + 'x', 2)}\r\n\tfor {address};\r\n\t{format_datetime(at)}"
        )
        return (
            ("Return-path", f" <{SENDER}>"),
            ("Envelope-to", f" {address}"),
            ("Received", line),
        )
    return (
        ("Return-Path", f" <{SENDER}>"),
        (
            "Received",
            (
                f" from {peer}\r\n\tby mx.{domain} (8.17.1/8.17.1) with ESMTPS id"
                f" 44EE{noise(label, 9)}\r\n\tfor <{address}>; {format_datetime(at)}"
            ),
        ),
    )


def _guid(label: str) -> str:
    digits = noise(label + "guid", 32)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def copy_fields(mailing: Mailing, number: int) -> tuple[tuple[Field, ...], bytes]:
    """Return header fields and body of the copy of the recipient with this number."""
    _, address = mailing.recipients[number % len(mailing.recipients)]
    domain = address.rpartition("@")[2]
    kind = dict(SYSTEMS)[domain]
    at = mailing.sent + timedelta(seconds=3 + number % 40)
    sealed, body = trunk(mailing)
    label = f"{mailing.label}{number}"
    return (*_edge(kind, domain, address, at, label), *sealed), body


def saved(fields: Sequence[Field], body: bytes, route: str) -> bytes:
    """Return the bytes of a copy as this way of saving leaves them."""
    head = "".join(f"{name}:{value}\r\n" for name, value in fields).encode()
    data = head + b"\r\n" + body
    if route == "original":
        return data
    if route == "lf":
        return data.replace(b"\r\n", b"\n")
    if route == "mbox":
        lines = data.replace(b"\r\n", b"\n")
        return b"From msc@harbourvale.example Thu May 14 14:05:00 2026\n" + lines + b"\n"
    if route == "thunderbird":
        return b"X-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n" + data
    if route == "apple":
        return b"X-Universally-Unique-Identifier: " + _guid("apple").encode() + b"\r\n" + data
    return data.rstrip(b"\r\n")


def _replace(fields: Sequence[Field], name: str, value: str) -> tuple[Field, ...]:
    return tuple((n, value if n == name else v) for n, v in fields)


def _recall(mailing: Mailing) -> bytes:
    """Return the message that an outside recipient of a recall gets (synthetic form)."""
    words = f'M. Carrow would like to recall the message, "{mailing.subject}".\r\n'
    fields = (
        (
            "Received",
            (
                f" from mbx1.harbourvale.example by mx.friend.example (Postfix) with ESMTPS id"
                f" {noise('recall', 10).upper()}; {format_datetime(SENT + timedelta(hours=1))}"
            ),
        ),
        ("From", f' "M. Carrow" <{SENDER}>'),
        ("To", " reader.0003@friend.example"),
        ("Subject", f" Recall: {mailing.subject}"),
        ("Date", f" {format_datetime(SENT + timedelta(minutes=58))}"),
        ("Message-ID", " <3ri8b60j4mu4.b8hml3skiyj31@mbx1>"),
        ("X-MS-Exchange-RecallReportGenerated", " true"),
        ("Content-Type", ' text/plain; charset="us-ascii"'),
        ("MIME-Version", " 1.0"),
    )
    return saved(fields, words.encode(), "original")


def make(copies: int = 300, recipients: int = 1500) -> tuple[dict[str, bytes], dict[str, object]]:
    """Return the files by name, and the truth about what was planted."""
    second_size = max(3, copies // 15)
    first = Mailing("first", "AM9PR08MB6120A1@mbx1.harbourvale.example", people(recipients), SENT)
    second = Mailing(
        "second",
        "AM9PR08MB6120B2@mbx1.harbourvale.example",
        people(max(second_size, recipients // 2), skip=recipients),
        SENT + timedelta(minutes=4),
    )
    files: dict[str, bytes] = {}
    plants: dict[str, str] = {}
    whole = copies - second_size - 5
    odd = {5: "body", 17: "to", 29: "received", 41: "date"}
    for number in range(whole):
        fields, body = copy_fields(first, number)
        name = f"copy-{number:04d}.eml"
        if number in odd and whole > 45:
            fields, body = _plant(odd[number], fields, body)
            plants[odd[number]] = name
        files[name] = saved(fields, body, ROUTES[number % len(ROUTES)])
    for number in range(second_size):
        fields, body = copy_fields(second, number)
        files[f"second-{number:04d}.eml"] = saved(fields, body, ROUTES[number % len(ROUTES)])
    files["re-export.eml"] = saved(*copy_fields(first, 1), "thunderbird")
    files["same-bytes.eml"] = files["copy-0002.eml"]
    files["recall.eml"] = _recall(first)
    other = Mailing(
        "other", "20260514150000@elsewhere.example", people(3), SENT, "Lunch", "Lunch at one?\n"
    )
    files["other.eml"] = saved(*copy_fields(other, 0), "original")
    truth: dict[str, object] = {
        "plants": plants,
        "re_export": ["copy-0001.eml", "re-export.eml"],
        "same_bytes": ["copy-0002.eml", "same-bytes.eml"],
        "first": sorted(name for name in files if name.startswith(("copy-", "re-", "same-"))),
        "second": sorted(name for name in files if name.startswith("second-")),
        "recall": "recall.eml",
        "other": "other.eml",
        "visible": [len(first.recipients), len(second.recipients)],
    }
    return files, truth


def _plant(kind: str, fields: tuple[Field, ...], body: bytes) -> tuple[tuple[Field, ...], bytes]:
    if kind == "body":
        return fields, body.replace(b"3 June", b"5 June")
    if kind == "to":
        held = dict(fields)["To"]
        return _replace(fields, "To", held.rpartition(",")[0]), body
    if kind == "date":
        return _replace(fields, "Date", f" {format_datetime(SENT - timedelta(hours=3))}"), body
    at = next(i for i, (name, value) in enumerate(fields) if "with mapi" in value)
    line = (
        " from pc07.harbourvale.example (192.0.2.99) by relay2.harbourvale.example"
        f" (192.0.2.30) with SMTP id {noise('inserted', 12)}; {format_datetime(SENT)}"
    )
    return (*fields[:at], ("Received", line), *fields[at:]), body


def write(folder: Path, *, copies: int, recipients: int) -> dict[str, object]:
    """Write the copies into a folder, ``truth.json`` and ``keys.tsv`` beside it."""
    files, truth = make(copies, recipients)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    beside = folder.parent
    (beside / "truth.json").write_text(json.dumps(truth, indent=1), encoding="utf-8")
    (beside / "keys.tsv").write_bytes(keys_tsv())
    return truth


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--recipients", type=int, default=1500)
    given = parser.parse_args()
    write(given.folder, copies=given.copies, recipients=given.recipients)
