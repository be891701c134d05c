"""Who wrote each header field, as the reasoning attests it."""

from __future__ import annotations

from provenance.origin import ClockReading
from provenance.reasoning import AnalysedMessage, attest_fields
from provenance.trace import Attestation

_SERVERS = frozenset({"sender-server", "relay", "receiver"})
BY_FORM = "by-form"
"""Whose clock it is, where a server is named by the form of an identifier alone."""


def attested(analysed: AnalysedMessage) -> dict[int, Attestation]:
    """Return the attestation of every header field by the field's index."""
    return {one.field: one for one in attest_fields(analysed)}


def whose_clock(one: ClockReading, cls: str | None) -> str:
    """Whose clock a time is: of what anybody could type, only the form speaks of a server.

    ``cls`` is the class of the line that holds it. Properties of an item have no line.
    """
    typed = one.where is None and one.decoded and cls == "E"
    return BY_FORM if typed and one.written_by in _SERVERS else one.written_by


def class_of(one: ClockReading, classes: dict[int, str]) -> str | None:
    """The class of the line that a time stands in; the text of a message is the author's."""
    return classes.get(one.field) if isinstance(one.field, int) else "E"


def classes_of(analysed: AnalysedMessage) -> dict[int, str]:
    """The class of every header field by the field's index."""
    return {index: one.cls.value for index, one in attested(analysed).items()}
