"""The only room that asks DNS; verifies DKIM, ARC, SPF, DMARC again."""

from __future__ import annotations

from provenance.authentication.check import check, questions
from provenance.authentication.dns_file import read_dns_file, write_dns_lines
from provenance.authentication.keys_file import read_keys_file
from provenance.authentication.live import LiveResolver
from provenance.authentication.records import (
    ArcCheck,
    ArcEngineVerdict,
    ArcInstance,
    ArcReason,
    ArcResult,
    ArcSignature,
    Authentication,
    BodyHash,
    Comparison,
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
    RecordedFact,
    Sealer,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.resolver import (
    ChainResolver,
    OfflineResolver,
    RecordedResolver,
    Recorder,
    Resolver,
    SuppliedKeys,
)

__all__ = [
    "ArcCheck",
    "ArcEngineVerdict",
    "ArcInstance",
    "ArcReason",
    "ArcResult",
    "ArcSignature",
    "Authentication",
    "BodyHash",
    "ChainResolver",
    "Comparison",
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
    "LiveResolver",
    "OfflineResolver",
    "RecordedFact",
    "RecordedResolver",
    "Recorder",
    "Resolver",
    "Sealer",
    "SignatureCheck",
    "SpfCheck",
    "SuppliedKeys",
    "check",
    "questions",
    "read_dns_file",
    "read_keys_file",
    "write_dns_lines",
]
