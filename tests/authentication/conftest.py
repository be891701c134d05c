"""Signs test messages: plain regular expressions, on purpose unlike the code under test."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from provenance.authentication import DnsAnswer, RecordedResolver
from provenance.evidence import MessageStream
from provenance.message import Message, read_message

DOMAIN = "harbourvale.example"
SELECTOR = "s1"
KEY_NAME = f"{SELECTOR}._domainkey.{DOMAIN}"

MESSAGE = b"""\
Received: from mta.harbourvale.example ([192.0.2.10])\r
\tby mx.friend.example with ESMTPS id 1; Thu, 14 May 2026 14:02:10 +0000\r
From: "Ms C" <msc@harbourvale.example>\r
To: everybody@friend.example\r
Cc:  one@friend.example,\r
  two@friend.example\r
Subject:  A   disputed\r
\tmessage  \r
Date: Thu, 14 May 2026 15:02:08 +0100\r
Message-ID: <1@harbourvale.example>\r
\r
Dear all,\r
\r
  this  is the \ttext.  \r
Regards\t\r
\r
\r
"""

# A 512-bit key as old mail used it; today's libraries refuse to make one.
SHORT_MODULUS = int(
    "bb29c8fc40e7e8e57c92ec03fd671f686cd7d1d88b79c8c50185f041b761738e9647ec86827b98bf"
    "4a5d0906104c38a7b15c17aa7d100d2681334ad58d6e306f",
    16,
)
SHORT_SECRET = int(
    "699551ef9401ffed6e10481a9c1a4faa8e34560a2dec9ee91c49ddd684c7f1f2972c8a21f3ae31a6"
    "e4cc80f1ff2dda74f9de2807f794601f419b92c62605eab1",
    16,
)


@cache
def private_key(kind: str) -> Any:
    """A key of this kind, made once: ``rsa1024``, ``rsa2048``, ``rsa4096``, ``ed25519``.

    ``rsa2048:other`` is another key of that size.
    """
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    size = int(kind[3:].partition(":")[0])
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def der(tag: int, content: bytes) -> bytes:
    """One DER element with a short or two-octet length."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    return bytes([tag, 0x82]) + size.to_bytes(2, "big") + content


def public_data(kind: str, *, bare: bool = False) -> bytes:
    """Octets of ``p=``: SubjectPublicKeyInfo, or the bare key of the RFC's own words."""
    if kind == "rsa512":
        number = b"\x00" + SHORT_MODULUS.to_bytes(64, "big")
        return der(0x30, der(0x02, number) + der(0x02, b"\x01\x00\x01"))
    public = private_key(kind).public_key()
    if kind == "ed25519":
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return bytes(public.public_bytes(*raw))
    form = serialization.PublicFormat
    wanted = form.PKCS1 if bare else form.SubjectPublicKeyInfo
    return bytes(public.public_bytes(serialization.Encoding.DER, wanted))


def key_record(kind: str = "rsa2048", *, tags: str = "", bare: bool = False) -> str:
    """A key record; ``tags`` go between ``k=`` and ``p=``."""
    encoded = base64.b64encode(public_data(kind, bare=bare)).decode()
    type_ = "ed25519" if kind == "ed25519" else "rsa"
    return f"v=DKIM1; k={type_}; {tags}p={encoded}"


def answers(
    *records: str, rcode: str = "NOERROR", name: str = KEY_NAME, grade: str = ""
) -> RecordedResolver:
    """A resolver that holds these records of one name."""
    answer = DnsAnswer(
        name=name,
        type="TXT",
        rcode=rcode,
        data=records,
        asked_at="2026-05-20T10:00:00Z",
        server="192.0.2.53",
        grade=grade,
    )
    return RecordedResolver([answer])


@dataclass(frozen=True)
class Recipe:
    """How to sign: kind of key, ``c=``, ``h=``, ``a=``, and further tags as written."""

    key: str = "rsa2048"
    canonicalization: str = "relaxed/relaxed"
    names: str = "from:to:cc:subject:date:message-id"
    algorithm: str = "rsa-sha256"
    extra: str = ""
    version: str = "v=1; "
    signed_length: int | None = None
    header: str = "DKIM-Signature"
    domain: str = DOMAIN


def sign(message: bytes, recipe: Recipe) -> bytes:
    """Put a signature field on top of a message with CRLF line ends."""
    head, _, body = message.partition(b"\r\n\r\n")
    mode, _, body_mode = recipe.canonicalization.partition("/")
    hasher = hashlib.sha1 if recipe.algorithm == "rsa-sha1" else hashlib.sha256
    canonical = _body(body, body_mode or "simple")
    length = ""
    if recipe.signed_length is not None:
        canonical = canonical[: recipe.signed_length]
        length = f" l={recipe.signed_length};"
    hashed = base64.b64encode(hasher(canonical).digest()).decode()
    value = (
        f" {recipe.version}a={recipe.algorithm}; c={recipe.canonicalization};\r\n"
        f"\td={recipe.domain}; s={SELECTOR};{length}{recipe.extra}\r\n"
        f"\th={recipe.names};\r\n\tbh={hashed};\r\n\tb="
    )
    fields = re.findall(rb"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n", head + b"\r\n")
    left: dict[bytes, list[bytes]] = {}
    for field in fields:
        left.setdefault(field.partition(b":")[0].strip().lower(), []).append(field)
    data = b""
    for name in recipe.names.lower().split(":"):
        if left.get(name.strip().encode()):
            data += _field(left[name.strip().encode()].pop(), mode)
    data += _field(f"{recipe.header}:{value}\r\n".encode(), mode).removesuffix(b"\r\n")
    encoded = base64.b64encode(_seal(recipe, data)).decode()
    folded = "\r\n\t ".join(encoded[at : at + 60] for at in range(0, len(encoded), 60))
    return f"{recipe.header}:{value}{folded}\r\n".encode() + message


def _field(field: bytes, mode: str) -> bytes:
    if mode == "simple":
        return field
    name, _, value = field.partition(b":")
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower() + b":" + value + b"\r\n"


def _body(body: bytes, mode: str) -> bytes:
    if mode == "relaxed":
        body = re.sub(rb"[ \t]+(?=\r\n|\Z)", b"", body)
        body = re.sub(rb"[ \t]+", b" ", body)
    body = re.sub(rb"(?:\r\n)+\Z", b"", body)
    return body + b"\r\n" if body or mode == "simple" else b""


def _seal(recipe: Recipe, data: bytes) -> bytes:
    if recipe.key == "rsa512":
        info = bytes.fromhex("3031300d060960864801650304020105000420")
        info += hashlib.sha256(data).digest()
        block = b"\x00\x01" + b"\xff" * (64 - 3 - len(info)) + b"\x00" + info
        return pow(int.from_bytes(block, "big"), SHORT_SECRET, SHORT_MODULUS).to_bytes(64, "big")
    key = private_key(recipe.key)
    if recipe.key == "ed25519":
        return bytes(key.sign(hashlib.sha256(data).digest()))
    name = "SHA1" if recipe.algorithm == "rsa-sha1" else "SHA256"
    digest = getattr(hashes, name)()
    return bytes(key.sign(data, padding.PKCS1v15(), digest))


def read(data: bytes, *, body: bool = True) -> Message:
    """Read a message from bytes."""
    stream = MessageStream(name="file", data=data, body=body)
    return read_message(stream, id="M1", evidence="E1")


@pytest.fixture(scope="session")
def signing() -> Any:
    """This module: keys, recipes and the signer."""
    return sys.modules[__name__]
