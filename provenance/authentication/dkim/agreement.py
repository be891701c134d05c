"""What each implementation answered, side by side."""

from __future__ import annotations

from provenance import __version__
from provenance.authentication.dkim.differences import Difference, words
from provenance.authentication.records import (
    BodyHash,
    EngineVerdict,
    HeaderSignature,
    SignatureCheck,
)
from provenance.basics import Text, text

OWN_NAME = "provenance"


def own_verdict(check: SignatureCheck) -> EngineVerdict:
    """Our own answer to a signature, in the form of an engine's verdict."""
    return EngineVerdict(
        name=OWN_NAME,
        version=__version__,
        header_signature=check.header_signature,
        body_hash=check.body_hash,
    )


def agreement(
    check: SignatureCheck, other: EngineVerdict, causes: tuple[Difference, ...] = ()
) -> tuple[Text, ...]:
    """Say whether a second implementation came to the same answers; nothing if it was not asked.

    ``causes`` are the known differences that apply to this signature: they explain a disagreement.
    """
    if (
        check.header_signature is HeaderSignature.NOT_TESTABLE
        and check.body_hash is BodyHash.NOT_TESTABLE
    ):
        return ()
    if other.detail and other.header_signature is HeaderSignature.NOT_TESTABLE:
        if check.header_signature is HeaderSignature.NOT_TESTABLE:
            return ()
        return (
            text(
                "authentication.dkim.engines.second-could-not", name=other.name, detail=other.detail
            ),
            *words(causes, other.name, differs=True),
        )
    same = (check.header_signature, check.body_hash) == (other.header_signature, other.body_hash)
    case = "agree" if same else "disagree"
    if same and check.body_hash is BodyHash.NOT_TESTABLE:
        case = "agree-header"
    told = text(
        f"authentication.dkim.engines.{case}",
        name=other.name,
        own_header=check.header_signature.value,
        own_body=check.body_hash.value,
        other_header=other.header_signature.value,
        other_body=other.body_hash.value,
    )
    return (told, *words(causes, other.name, differs=not same))
