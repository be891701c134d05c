"""DKIM signing (RFC 6376), relaxed/relaxed with RSA and SHA-256, and the DNS answers for it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Field = tuple[str, str]
_KEYS = Path(__file__).resolve().parents[3] / "sample_messages" / "keys"
SELECTORS = {
    ("harbourvale.example", "selector1"): "harbourvale-selector1",
    ("harbourvale.example", "google"): "harbourvale-selector1",
    ("harbourvale.example", "mail2026"): "harbourvale-selector1",
    ("harbourvale.example", "pp1"): "larkmail-google",
    ("parcelpost-mailer.example", "pp1"): "larkmail-google",
}
"""Domain and selector, and the published test key that stands behind it."""


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key((_KEYS / f"{name}.pem").read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _record(name: str) -> str:
    der = (
        _key(name)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode('ascii')}"


def _body(body: bytes) -> bytes:
    """RFC 6376 §3.4.4."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def _field(name: str, value: str) -> str:
    """RFC 6376 §3.4.2."""
    unfolded = re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip()
    return f"{name.lower()}:{unfolded}"


def signature(
    fields: Sequence[Field], body: bytes, *, domain: str, selector: str, names: Sequence[str]
) -> Field:
    """Return a DKIM-Signature field over the named fields that the message has."""
    held = {name.lower(): (name, value) for name, value in fields}
    there = [name for name in names if name.lower() in held]
    digest = base64.b64encode(hashlib.sha256(_body(body)).digest()).decode("ascii")
    value = (
        f" v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain};\r\n s={selector};\r\n"
        f" h={':'.join(there)};\r\n bh={digest};\r\n b="
    )
    signed = "".join(_field(*held[name.lower()]) + "\r\n" for name in there)
    signed += _field("DKIM-Signature", value)
    raw = _key(SELECTORS[domain, selector]).sign(
        signed.encode("utf-8"), padding.PKCS1v15(), hashes.SHA256()
    )
    return "DKIM-Signature", value + base64.b64encode(raw).decode("ascii")


def dns_lines(asked_at: str) -> bytes:
    """The DNS answers of all worlds, as ``--dns`` reads them."""
    answers = {
        "_dmarc.harbourvale.example": "v=DMARC1; p=quarantine; adkim=r; aspf=r",
        "_dmarc.parcelpost-mailer.example": "v=DMARC1; p=none",
        "harbourvale.example": "v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.25 -all",
        "mail1.harbourvale.example": "v=spf1 ip4:203.0.113.25 -all",
        "bounce.parcelpost-mailer.example": "v=spf1 ip4:203.0.113.140 -all",
        "smtp9.parcelpost-mailer.example": "v=spf1 ip4:203.0.113.140 -all",
        "smtp4.parcelpost-hosting.example": "v=spf1 ip4:203.0.113.77 -all",
        "cwxp265cu008.outbound.protection.outlook.com": "v=spf1 ip4:198.51.100.0/24 -all",
        "mail-lj1-f50.google.com": "v=spf1 ip4:198.51.100.50 -all",
    }
    for (domain, selector), key in SELECTORS.items():
        answers[f"{selector}._domainkey.{domain}"] = _record(key)
    lines = []
    for name in sorted({*answers, "_dmarc.example"}):
        data = [answers[name]] if name in answers else []
        line = {
            "name": name,
            "type": "TXT",
            "rcode": "NOERROR" if data else "NXDOMAIN",
            "data": data,
            "ttl": 3600,
            "asked_at": asked_at,
            "server": "192.0.2.53",
            "source": "recorded",
            "dnssec": "insecure",
            "rrsig": [],
        }
        lines.append(json.dumps(line) + "\n")
    return "".join(lines).encode("ascii")
