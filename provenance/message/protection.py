"""Recognises S/MIME (RFC 8551) and OpenPGP (RFC 3156) wrapping by type and content."""

from __future__ import annotations

import re

from provenance.basics import State, Value
from provenance.message.mime_fields import MimeValue
from provenance.message.records import Protection

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
_AUTH_ENVELOPED_DATA = bytes.fromhex("060b2a864886f70d0109100117")
_ARMOR = re.compile(
    rb"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE|PUBLIC KEY BLOCK|SIGNATURE)-----", re.MULTILINE
)
_BY_TYPE = {
    "application/pkcs7-signature": Protection.SMIME_SIGNATURE,
    "application/x-pkcs7-signature": Protection.SMIME_SIGNATURE,
    "application/pgp-signature": Protection.PGP_SIGNATURE,
    "application/pgp-encrypted": Protection.PGP_ENCRYPTED,
    "application/pgp-keys": Protection.PGP_KEYS,
}
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def protection_of_multipart(type_: MimeValue) -> Value[Protection]:
    """Wrapping that a multipart declares (RFC 1847)."""
    protocol = type_.parameters.get("protocol", "").lower()
    if type_.main == "multipart/encrypted":
        return Protection.PGP_ENCRYPTED
    if type_.main != "multipart/signed":
        return State.ABSENT
    if "pkcs7" in protocol:
        return Protection.SMIME_SIGNED
    return Protection.PGP_SIGNED if "pgp" in protocol else State.ABSENT


def protection_of_leaf(type_: MimeValue, decoded: bytes) -> Value[Protection]:
    """Wrapping of a part without children; ``decoded`` is its content."""
    if type_.main in _BY_TYPE:
        return _BY_TYPE[type_.main]
    if type_.main in _SMIME:
        return _smime(type_, decoded[:64])
    if type_.main.startswith("text/") and b"-----BEGIN PGP " in decoded:
        match = _ARMOR.search(decoded)
        if match is None:
            return State.ABSENT
        keys = match[1] == b"PUBLIC KEY BLOCK"
        return Protection.PGP_KEYS if keys else Protection.PGP_INLINE
    return State.ABSENT


def _smime(type_: MimeValue, start: bytes) -> Value[Protection]:
    """The content decides over the declared type, which programs get wrong."""
    if _SIGNED_DATA in start:
        return Protection.SMIME_SIGNED
    if _ENVELOPED_DATA in start or _AUTH_ENVELOPED_DATA in start:
        return Protection.SMIME_ENVELOPED
    declared = type_.parameters.get("smime-type", "").lower()
    if declared.startswith("signed"):
        return Protection.SMIME_SIGNED
    return Protection.SMIME_ENVELOPED
