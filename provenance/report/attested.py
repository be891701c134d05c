"""Who wrote each header field, as the reasoning attests it."""

from __future__ import annotations

from provenance.reasoning import AnalysedMessage, attest_fields
from provenance.trace import Attestation


def attested(analysed: AnalysedMessage) -> dict[int, Attestation]:
    """Return the attestation of every header field by the field's index."""
    return {one.field: one for one in attest_fields(analysed)}
