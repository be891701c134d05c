"""The only room that asks DNS; verifies DKIM, SPF, DMARC again."""

from __future__ import annotations

from provenance.authentication.check import check, questions
from provenance.authentication.diagnose import NOT_DIAGNOSED, Diagnosis, diagnose
from provenance.authentication.dns_file import read_dns_file, write_dns_lines
from provenance.authentication.dnssec_check import annotated
from provenance.authentication.gather import domains_of, gather, more_questions
from provenance.authentication.keys_file import read_keys_file
from provenance.authentication.live import LiveResolver
from provenance.authentication.records import (
    Authentication,
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    DnsAnswer,
    DnssecCheck,
    DnsSource,
    EngineVerdict,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    RecordedPolicy,
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
    "NOT_DIAGNOSED",
    "Authentication",
    "BodyHash",
    "ChainResolver",
    "Diagnosis",
    "DkimReason",
    "DkimResult",
    "DmarcCheck",
    "DnsAnswer",
    "DnsSource",
    "DnssecCheck",
    "EngineVerdict",
    "Expiry",
    "HeaderSignature",
    "Key",
    "KeyState",
    "LiveResolver",
    "OfflineResolver",
    "RecordedPolicy",
    "RecordedResolver",
    "Recorder",
    "Resolver",
    "SignatureCheck",
    "SpfCheck",
    "SuppliedKeys",
    "annotated",
    "check",
    "diagnose",
    "domains_of",
    "gather",
    "more_questions",
    "questions",
    "read_dns_file",
    "read_keys_file",
    "write_dns_lines",
]
