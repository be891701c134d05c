"""Who wrote each header field, as the reasoning attests it."""

from __future__ import annotations

from provenance.reasoning import AnalysedMessage
from provenance.trace import Attestation


def attested(analysed: AnalysedMessage) -> dict[int, Attestation]:
    """Return the attestation of every header field by the field's index."""
    try:
        from provenance.reasoning import attest_fields
    except ImportError:
        return {one.field: one for one in analysed.trace.attestations}
    return {one.field: one for one in attest_fields(analysed)}
