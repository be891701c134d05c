"""DKIM signing (RFC 6376) with relaxed/relaxed, RSA and SHA-256; nothing else is needed here."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEYS = Path(__file__).resolve().parent.parent / "keys"
Field = tuple[str, str]
"""Name and raw value of a header field: all between the colon and the last CRLF."""


def load_key(name: str) -> rsa.RSAPrivateKey:
    """Read one of our published test keys."""
    key = serialization.load_pem_private_key((KEYS / f"{name}.pem").read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def key_record(key: rsa.RSAPrivateKey) -> str:
    """Return the TXT record (RFC 6376 §3.6.1) that publishes the public half."""
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode('ascii')}"


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 §3.4.4: white space runs to one space, no trailing space, no final empty lines."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def relaxed_field(name: str, value: str) -> str:
    """RFC 6376 §3.4.2: lower-case name, unfolded value, white space runs to one space."""
    unfolded = re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip()
    return f"{name.lower()}:{unfolded}"


def _chosen(fields: Sequence[Field], names: Sequence[str]) -> list[str]:
    """Signed fields, from the bottom up per name (RFC 6376 §5.4.2); absent ones are empty."""
    left = {name.lower(): [f for f in fields if f[0].lower() == name.lower()] for name in names}
    out = []
    for name in names:
        if left[name.lower()]:
            field = left[name.lower()].pop()
            out.append(relaxed_field(*field) + "\r\n")
    return out


def signature(
    fields: Sequence[Field],
    body: bytes,
    *,
    key: rsa.RSAPrivateKey,
    template: str,
    names: Sequence[str],
    wrap: int = 0,
) -> str:
    """Return the value of a DKIM-Signature field.

    ``template`` holds ``{bh}`` and ends in ``b=``; ``wrap`` folds ``b=`` as Google does (72
    characters a line), 0 leaves it in one line as Microsoft does.
    """
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode("ascii")
    value = template.replace("{bh}", digest)
    signed = "".join(_chosen(fields, names)) + relaxed_field("DKIM-Signature", value)
    raw = key.sign(signed.encode("utf-8"), padding.PKCS1v15(), hashes.SHA256())
    text = base64.b64encode(raw).decode("ascii")
    if wrap:
        text = "\r\n         ".join(text[i : i + wrap] for i in range(0, len(text), wrap))
    return value + text
