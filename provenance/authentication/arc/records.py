"""Results of validating a chain of ARC sets (RFC 8617)."""

from __future__ import annotations

from enum import StrEnum

from provenance.authentication.records import BodyHash, HeaderSignature, Key
from provenance.basics import Instant, State, Text, Value
from provenance.basics.record import dataclass
from provenance.trace import AuthenticationResults


class ArcResult(StrEnum):
    """Result of an Authenticated Received Chain (RFC 8617 §4.4), and ``not-tested``."""

    NONE = "none"
    PASS = "pass"
    FAIL = "fail"
    NOT_TESTED = "not-tested"


class ArcReason(StrEnum):
    """The one cause behind the result of a chain, or of one signature in it."""

    NO_CHAIN = "no-chain"
    VERIFIED = "verified"
    LIMIT_EXCEEDED = "limit-exceeded"
    INSTANCE_UNREADABLE = "instance-unreadable"
    INSTANCE_MISSING = "instance-missing"
    FIELD_MISSING = "field-missing"
    FIELD_REPEATED = "field-repeated"
    SEALED_AS_FAILED = "sealed-as-failed"
    CHAIN_STATUS = "chain-status"
    SYNTAX = "syntax"
    UNSUPPORTED_ALGORITHM = "unsupported-algorithm"
    BODY_HASH_MISMATCH = "body-hash-mismatch"
    HEADER_SIGNATURE_MISMATCH = "header-signature-mismatch"
    BOTH_MISMATCH = "both-mismatch"
    BODY_NOT_AVAILABLE = "body-not-available"
    KEY_MISSING = "key-missing"
    KEY_REVOKED = "key-revoked"
    KEY_UNREADABLE = "key-unreadable"
    KEY_WRONG_TYPE = "key-wrong-type"
    KEY_TOO_SHORT = "key-too-short"
    KEY_SERVICE_MISMATCH = "key-service-mismatch"
    KEY_NOT_ATTEMPTED = "key-not-attempted"
    KEY_FROM_THIS_MESSAGE = "key-from-this-message"
    KEY_PRIVATE_PUBLISHED = "key-private-published"
    DNS_TEMPORARY_ERROR = "dns-temporary-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcSignature:
    """One ARC-Seal or ARC-Message-Signature verified again.

    ``body_hash`` is NOT_TESTABLE for a seal, which covers no body. ``covered_fields`` are the
    indexes of the fields under the signature: for a message signature those of ``h=``, for a
    seal the ARC fields of its own and all older instances. ``reason`` is VERIFIED where both
    answers are good; ``detail`` is a machine name for a SYNTAX reason; ``expires`` tells of ``x=``,
    which ARC does not define.
    """

    field: int
    header: str
    domain: str
    selector: str
    algorithm: str
    canonicalization: str
    reason: ArcReason
    header_signature: HeaderSignature
    body_hash: BodyHash
    key: Key
    signed_at: Value[Instant] = State.ABSENT
    covered: tuple[str, ...] = ()
    covered_fields: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    body_signed: Value[int] = State.ABSENT
    body_total: Value[int] = State.ABSENT
    expires: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """What the list of known sealers says of one domain; ``grade`` says how it is known."""

    domain: str
    operator: str
    grade: str
    source: str
    read_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcInstance:
    """One ARC set (RFC 8617 §4.1): what the sealer recorded, its message signature, its seal.

    ``recorded`` is a state where the set has not exactly one ARC-Authentication-Results field.
    ``chain_status`` is ``cv=`` as written. ``sealer`` is the entry of the list of known sealers
    for the seal's ``d=``, ABSENT where the list has none. ``own_domain`` is true where the
    sealer's domain is that of the author: such a seal is a statement of the sending side.
    ``says_nothing`` marks results that a service writes into a seal of outgoing mail before any
    check (``none`` throughout): they are not negative.
    """

    number: int
    results_field: Value[int]
    recorded: Value[AuthenticationResults]
    message_signature: Value[ArcSignature]
    seal: Value[ArcSignature]
    chain_status: Value[str] = State.ABSENT
    sealer: Value[Sealer] = State.ABSENT
    own_domain: bool = False
    says_nothing: bool = False

    @property
    def verified(self) -> bool:
        """Whether the seal of this set fits: who sealed it, and that its ARC fields stand."""
        seal = self.seal
        return not isinstance(seal, State) and seal.reason is ArcReason.VERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcEngineVerdict:
    """What another implementation answered to the whole chain; "" where it could not be asked."""

    name: str
    version: str
    result: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcCheck:
    """The chain of one message; ``instances`` oldest first.

    ``at`` is the instance that the reason is about. ``oldest_pass`` is the value of RFC 8617
    §5.2 step 5: 0 where every message signature holds, else the oldest instance from which on
    they all do; a state where that could not be tested.
    """

    result: ArcResult = ArcResult.NONE
    reason: ArcReason = ArcReason.NO_CHAIN
    at: Value[int] = State.NOT_APPLICABLE
    instances: tuple[ArcInstance, ...] = ()
    oldest_pass: Value[int] = State.NOT_APPLICABLE
    fields: int = 0
    notes: tuple[Text, ...] = ()
    engines: tuple[ArcEngineVerdict, ...] = ()
