"""What a case file says. All of it is a statement of whoever wrote it (class W)."""

from __future__ import annotations

from typing import Final

from provenance.basics import Interest
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A named address range of the organisation."""

    name: str
    cidr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The organisation whose mail system is in question."""

    name: str = ""
    domains: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A way into an account that a person had, as stated; ``source`` is an exhibit or ""."""

    account: str
    how: str
    start: str = ""
    end: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may have used the account."""

    id: str
    name: str = ""
    accounts: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    access_to: tuple[Access, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a person is said to have been, and by whom."""

    person: str
    start: str
    end: str
    place: str = ""
    country: str = ""
    networks: tuple[str, ...] = ()
    attested_by: str = ""
    source: str = ""
    independent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNote:
    """How one file was obtained; ``file`` is its name or its SHA-256 in hex."""

    file: str
    supplied_by: str = ""
    received_on: str = ""
    obtained: str = ""
    interest: Interest = Interest.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditNote:
    """How one export was obtained; ``kind`` is a hint, the content decides.

    The last five are what somebody states of its record keeping, "" for what nobody stated: errors
    that are known, why the record is accurate, what protects it, its route to us, who checked it
    from outside.
    """

    file: str
    kind: str = ""
    supplied_by: str = ""
    timezone: str = ""
    interest: Interest = Interest.UNKNOWN
    map: str = ""
    known_errors: str = ""
    accuracy: str = ""
    protection: str = ""
    route: str = ""
    outside_audit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditing:
    """A period in which recording is shown to have been on."""

    system: str
    operations: tuple[str, ...] = ()
    on_from: str = ""
    on_to: str = ""
    source: str = ""


DISCLOSURE_CATEGORIES: Final = (
    *("addresses", "membership", "children", "credentials", "finance", "health"),
    "special-category",
)
"""What a case file may declare that the list of recipients, or the message, gives away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The whole case file; everything in it is optional, an empty ``Case`` is a valid one.

    ``disclosure_category`` is what the list or message gives away, as declared. ``asked_by`` put
    the question, in the role ``asked_role``; ``responsible`` answers for the examination as a
    whole. ``left_out`` is the answer to whether anything known was left out (``no``, ``yes`` or a
    text), "" for not answered. ``fsr_code`` is ``yes`` only where somebody states that the work was
    done under the code of the Forensic Science Regulator.
    """

    id: str = ""
    title: str = ""
    question: str = ""
    timezone: str = "UTC"
    prepared_by: str = ""
    role: str = ""
    side: str = ""
    organisation: Organisation = Organisation()
    account: str = ""
    people: tuple[Person, ...] = ()
    presence: tuple[Presence, ...] = ()
    receivers: tuple[str, ...] = ()
    evidence: tuple[EvidenceNote, ...] = ()
    audit: tuple[AuditNote, ...] = ()
    auditing: tuple[Auditing, ...] = ()
    disclosure_category: str = ""
    asked_by: str = ""
    asked_role: str = ""
    responsible: str = ""
    left_out: str = ""
    fsr_code: str = ""
    sha256: str = ""

    def audit_note(self, name: str, sha256: str) -> AuditNote | None:
        """The first note about an export with this name or SHA-256 (hex), ``None`` for none."""
        return next((one for one in self.audit if one.file in {name, sha256}), None)
