"""What a case file says. All of it is a statement of whoever wrote it (class W)."""

from __future__ import annotations

from typing import Final, TypeVar

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
    """Somebody who may have used the account; ``position`` is the post held, as stated."""

    id: str
    name: str = ""
    position: str = ""
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
    """How one export was obtained; ``file`` is its name or SHA-256, ``kind`` a hint.

    The last five are what somebody states of its record keeping, "" for what nobody stated: errors
    that are known, why the record is accurate, what protects it, its route to us, who checked it
    from outside.
    """

    file: str
    kind: str = ""
    supplied_by: str = ""
    received_on: str = ""
    obtained: str = ""
    timezone: str = ""
    interest: Interest = Interest.UNKNOWN
    map: str = ""
    known_errors: str = ""
    accuracy: str = ""
    protection: str = ""
    route: str = ""
    outside_audit: str = ""


_Note = TypeVar("_Note", EvidenceNote, AuditNote)


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

    def evidence_note(self, name: str, sha256: str) -> EvidenceNote | None:
        """What is stated of the copy with this name or SHA-256 (hex), ``None`` for nothing."""
        return _about(self.evidence, name, sha256)

    def audit_note(self, name: str, sha256: str) -> AuditNote | None:
        """What is stated of the export with this name or SHA-256 (hex), ``None`` for nothing."""
        return _about(self.audit, name, sha256)


def names_file(note: EvidenceNote | AuditNote, name: str, sha256: str) -> bool:
    """Whether a note is about this file: by its SHA-256, its name or the last part of its name."""
    return note.file.lower() == sha256 or note.file in {name, name.rpartition("/")[2]}


def _about(notes: tuple[_Note, ...], name: str, sha256: str) -> _Note | None:
    """The note with the hash of this file, else with its whole name, else with its last part."""
    fits = [one for one in notes if names_file(one, name, sha256)]
    return min(fits, key=lambda one: _loose(one.file, name, sha256), default=None)


def _loose(file: str, name: str, sha256: str) -> int:
    return 0 if file.lower() == sha256 else 1 if file == name else 2
