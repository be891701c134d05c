"""DNS answers and the results of verifying again: DKIM, ARC, SPF, DMARC."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.basics import Instant, State, Text, Value
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.authentication.arc.records import ArcCheck

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class DnsSource(StrEnum):
    """Where an answer came from."""

    LIVE = "live"
    RECORDED = "recorded"
    SUPPLIED = "supplied"


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswer:
    """One answer. ``rcode`` is NOERROR, NXDOMAIN, SERVFAIL or TIMEOUT; names without final dot.

    ``data`` holds each record as text, TXT strings already joined. ``asked_at`` is ISO 8601 UTC.
    A supplied record has its origin in ``server``, the date it was seen, as written, in
    ``asked_at`` and how good that origin is, as stated, in ``grade``.

    What signatures need beside it (RFC 4034, presentation form): ``rrsig`` the signatures over
    the records, ``rdata`` TXT records with their strings apart, as they were signed,
    ``canonical`` the name that the records stand at where aliases lead there, ``authority`` the
    proof that came with an answer without records (NSEC, NSEC3 and their signatures).
    """

    name: str
    type: str
    rcode: str
    data: tuple[str, ...] = ()
    ttl: int = 0
    asked_at: str = ""
    server: str = ""
    source: DnsSource = DnsSource.RECORDED
    dnssec: str = "unknown"
    rrsig: tuple[str, ...] = ()
    grade: str = ""
    canonical: str = ""
    rdata: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()


class KeyState(StrEnum):
    """What became of the question for a public key."""

    FOUND = "found"
    MISSING = "missing"
    REVOKED = "revoked"
    UNREADABLE = "unreadable"
    WRONG_TYPE = "wrong-type"
    TOO_SHORT = "too-short"
    TEMPORARY_ERROR = "temporary-error"
    NOT_ATTEMPTED = "not-attempted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The public key that a check used, and where it came from.

    ``source``, ``server`` and ``asked_at`` repeat what the answer says of itself; in a file that
    somebody supplied, whoever wrote the file wrote them. ``contradicted`` is true where another
    answer at hand for the same name holds another key, or none, whatever the source of either.
    ``published_private`` is true where a row of the key file says that the private key was
    published: then anybody can make signatures that fit.
    """

    state: KeyState
    name: str
    record: str = ""
    type: str = ""
    bits: int = 0
    testing: bool = False
    source: str = ""
    server: str = ""
    asked_at: str = ""
    grade: str = ""
    contradicted: bool = False
    published_private: bool = False

    @property
    def dated(self) -> bool:
        """Whether the answer names a day and a server; without both it is only "a file says"."""
        return bool(self.server.strip()) and bool(_DAY.match(self.asked_at.strip()))


class DkimResult(StrEnum):
    """Result of one signature (names of RFC 8601 §2.7.1, and ``not-tested``).

    An expired signature that holds is ``pass``: expiry is a separate answer.
    """

    PASS = "pass"
    FAIL = "fail"
    NEUTRAL = "neutral"
    PERMERROR = "permerror"
    TEMPERROR = "temperror"
    NOT_TESTED = "not-tested"


class DkimReason(StrEnum):
    """The one cause behind a result."""

    VERIFIED = "verified"
    BODY_HASH_MISMATCH = "body-hash-mismatch"
    HEADER_SIGNATURE_MISMATCH = "header-signature-mismatch"
    BOTH_MISMATCH = "both-mismatch"
    BODY_NOT_AVAILABLE = "body-not-available"
    KEY_NOT_ATTEMPTED = "key-not-attempted"
    KEY_MISSING = "key-missing"
    KEY_REVOKED = "key-revoked"
    KEY_UNREADABLE = "key-unreadable"
    KEY_WRONG_TYPE = "key-wrong-type"
    KEY_TOO_SHORT = "key-too-short"
    KEY_CHANGED = "key-changed"
    KEY_PRIVATE_PUBLISHED = "key-private-published"
    KEY_SERVICE_MISMATCH = "key-service-mismatch"
    KEY_STRICT_DOMAIN_MISMATCH = "key-strict-domain-mismatch"
    KEY_FROM_THIS_MESSAGE = "key-from-this-message"
    DNS_TEMPORARY_ERROR = "dns-temporary-error"
    SYNTAX = "syntax"
    UNSUPPORTED_VERSION = "unsupported-version"
    UNSUPPORTED_ALGORITHM = "unsupported-algorithm"
    UNSUPPORTED_CANONICALIZATION = "unsupported-canonicalization"
    FROM_NOT_SIGNED = "from-not-signed"
    DOMAIN_MISMATCH = "domain-mismatch"
    LIMIT_EXCEEDED = "limit-exceeded"


class HeaderSignature(StrEnum):
    """Does the signature fit the signed header fields."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_TESTABLE = "not-testable"


class BodyHash(StrEnum):
    """Does the body fit the hash that was signed."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_TESTABLE = "not-testable"


class Expiry(StrEnum):
    """Judgement of ``x=`` at one moment."""

    NONE = "none"
    NOT_EXPIRED = "not-expired"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineVerdict:
    """What one implementation answered, so that agreement can be printed."""

    name: str
    version: str
    header_signature: HeaderSignature
    body_hash: BodyHash
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One change that was undone. ``start``/``end`` and lines are of this copy; empty where added.

    ``change`` is its machine name, ``where`` is ``header`` or ``body``. ``removed`` is what stands
    in this copy and not in what was sealed, ``restored`` what was put in its place; both are cut
    at 2,000 octets, ``octets`` says how many octets the removed part has in all.
    """

    change: str
    where: str
    start: int
    end: int
    line_first: int
    line_last: int
    octets: int
    removed: str = ""
    restored: str = ""
    field: Value[int] = State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairAttempt:
    """Changes that were undone together, which part was tested, and whether it then fits.

    ``part`` is ``header`` or ``body``; ``candidates`` counts the places that were tried.
    """

    changes: tuple[str, ...]
    part: str
    candidates: int
    verified: bool


class RepairOutcome(StrEnum):
    """Outcome of the search for a harmless change."""

    VERIFIED = "verified"
    BODY_ONLY = "body-only"
    HEADER_ONLY = "header-only"
    NOT_FOUND = "not-found"
    LIMIT = "limit"
    NOT_TESTABLE = "not-testable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The search for the smallest harmless change that makes a failing signature fit.

    ``undone`` are the changes of the one that was found. ``octets`` counts what was hashed,
    ``limit`` how much may be; ``complete`` is false where that ended the search.
    """

    outcome: RepairOutcome
    undone: tuple[Undone, ...] = ()
    attempts: tuple[RepairAttempt, ...] = ()
    octets: int = 0
    limit: int = 0
    complete: bool = True
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedTail:
    """What ``l=`` leaves unsigned of a body: bytes ``[start, end)`` of the copy, and its lines."""

    start: int
    end: int
    line_first: int
    line_last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """One DKIM-Signature verified again (RFC 6376 §6), each question answered apart.

    ``field`` is the header field's index. ``covered`` are the names in ``h=`` that occur in this
    copy, ``missing`` those in ``h=`` that do not, ``uncovered`` the present fields of interest
    (From, To, Cc, Subject, Date, Message-ID, Sender, Reply-To ...) that the signature leaves
    open. ``body_signed``/``body_total`` are octets of the canonical body under ``l=`` and in all.
    ``covered_fields`` are the indexes of the very fields that the signature covers.
    ``signed_after_delivery_seconds`` says by how much the signature's own date is later than the
    delivery, where that is more than 300 seconds (clocks differ by less); 0 otherwise.
    """

    field: int
    header: str
    domain: str
    selector: str
    identity: str
    algorithm: str
    canonicalization: str
    result: DkimResult
    reason: DkimReason
    header_signature: HeaderSignature
    body_hash: BodyHash
    key: Key
    expiry_at_delivery: Expiry = Expiry.NONE
    expiry_as_of: Expiry = Expiry.NONE
    signed_at: Value[Instant] = State.ABSENT
    expires_at: Value[Instant] = State.ABSENT
    covered: tuple[str, ...] = ()
    covered_fields: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    body_signed: Value[int] = State.ABSENT
    body_total: Value[int] = State.ABSENT
    notes: tuple[Text, ...] = ()
    engines: tuple[EngineVerdict, ...] = ()
    signed_after_delivery_seconds: int = 0
    tail: Value[UnsignedTail] = State.NOT_APPLICABLE
    oversigned: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    repair: Value[Repair] = State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfCheck:
    """SPF of the boundary hop (RFC 7208); ``result`` is an SPF result name or ``not-tested``.

    ``applicable`` is false where SPF has nothing to judge: the message was handed in after a login
    or inside the system, or the address that is shown is a private one.
    """

    identity: str
    ip: Value[str]
    domain: Value[str]
    result: str
    dns_source: str
    explanation: Text
    applicable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcCheck:
    """DMARC evaluated from our own DKIM and SPF results.

    ``rfc`` is 7489 or 9989. ``aligned_by`` holds ``dkim:<d>`` and ``spf:<domain>`` entries that
    pass and align. ``result`` is pass, fail, none, permerror, temperror or ``not-tested``.

    ``policy`` is what the domain asks for, read from the tag ``policy_tag`` (p, sp or np) of the
    record at ``policy_domain``, asked at ``asked_at``. ``testing`` is ``t=y`` (RFC 9989 §4.7: one
    step milder is meant), ``percent`` is ``pct`` (RFC 7489 §6.3; gone in RFC 9989, then 100).
    """

    rfc: int
    domain: Value[str]
    organisational_domain: Value[str]
    policy: Value[str]
    aligned_by: tuple[str, ...]
    result: str
    explanation: Text
    record: str = ""
    dns_source: str = ""
    policy_domain: str = ""
    policy_tag: str = ""
    testing: bool = False
    percent: int = 100
    asked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnssecCheck:
    """What the signatures of one DNS answer prove, as of the time of that answer.

    ``subject`` says what the answer is used for: dkim-key, dmarc or spf. ``state`` is secure,
    insecure, bogus or unknown, ``reason`` the machine name of why. A secure answer was signed by
    its zone for the time from ``valid_from`` to ``valid_until`` (ISO 8601 UTC, "" otherwise), in
    which every signature of the chain is valid; ``covers_delivery`` tells whether the delivery
    lies in it. ``zones`` go up to the root, whose key is ``anchor``.
    """

    subject: str
    name: str
    type: str
    state: str
    reason: str
    judged_at: str
    explanation: Text
    valid_from: str = ""
    valid_until: str = ""
    covers_delivery: Value[bool] = State.NOT_APPLICABLE
    zones: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPolicy:
    """The DMARC policy that a server wrote down beside its result, at the time.

    ``policy`` is that of the domain (``p=``), ``subdomains`` that for names below it (``sp=``),
    ``disposition`` what the server says it did (``dis=``, Microsoft's ``action=``), in its words.
    """

    field: int
    authserv_id: Value[str]
    domain: Value[str]
    policy: Value[str]
    subdomains: Value[str]
    disposition: Value[str]
    believed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One recorded result beside ours.

    ``field`` is the header field with the record, ``believed`` and ``why`` are those of the
    record. ``computed`` is our result, ABSENT where nothing of ours answers to it. ``signature``
    is the field of the very DKIM signature that was meant, found ``by`` the beginning of its
    ``b=`` (RFC 6008), its domain and selector, or its domain alone. ``case`` names the situation,
    ``explanation`` says it in words; a state where there is nothing to say.
    """

    field: int
    header: str
    authserv_id: Value[str]
    method: str
    recorded: str
    computed: Value[str]
    believed: bool
    why: Text
    case: str
    signature: Value[int] = State.NOT_APPLICABLE
    by: str = ""
    explanation: Value[Text] = State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFact:
    """Something that a service recorded and that is only shown: no rule rests on it.

    ``kind`` is ``compauth`` (Microsoft's composite authentication), ``google-internal``
    (X-Google-DKIM-Signature), ``bimi`` or ``mta-sts``; ``value`` its result or domain, ``code``
    its reason. ``note`` says what it means and what it does not.
    """

    field: int
    header: str
    kind: str
    value: str
    believed: bool
    note: Text
    code: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """All checks of one message. ``explanations`` compare recorded with computed, in words."""

    dkim: tuple[SignatureCheck, ...] = ()
    spf: tuple[SpfCheck, ...] = ()
    dmarc: tuple[DmarcCheck, ...] = ()
    arc: Value[ArcCheck] = State.NOT_ATTEMPTED
    compared: tuple[Comparison, ...] = ()
    facts: tuple[RecordedFact, ...] = ()
    dnssec: tuple[DnssecCheck, ...] = ()
    policies: tuple[RecordedPolicy, ...] = ()
    explanations: tuple[Text, ...] = ()
