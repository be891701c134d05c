"""The only room that asks DNS; verifies DKIM, SPF, DMARC again."""

from __future__ import annotations

from provenance.authentication.records import (
    Authentication,
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    DnsAnswer,
    DnsSource,
    EngineVerdict,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    SpfCheck,
)

__all__ = [
    "Authentication",
    "BodyHash",
    "DkimReason",
    "DkimResult",
    "DmarcCheck",
    "DnsAnswer",
    "DnsSource",
    "EngineVerdict",
    "Expiry",
    "HeaderSignature",
    "Key",
    "KeyState",
    "SignatureCheck",
    "SpfCheck",
]
