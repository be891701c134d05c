"""What a letter may say of a place's rules: facts with a source, never advice.

Sources were read in November 2026: the Presidential Guidance (opening), the Civil Evidence Act
1995 s.9, Federal Rules of Evidence 902(13) and (14) (secondary pages), the evidence rules of 2019
of China's Supreme People's Court, the Personal Information Protection Law and both texts of the
Cybersecurity Law (public copies, named in ``docs/open-facts.md``), the text of the General Data
Protection Regulation, articles of eIDAS.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text

_FACTS: Final = {
    "uk-et": ("disclosure", "certificate", "absence"),
    "us": ("certificate", "hash"),
    "cn": ("points", "interest", "access", "logs"),
    "eu": ("access", "copy", "time-stamp"),
    "none": (),
}
JURISDICTIONS: Final = tuple(_FACTS)
"""Names that a letter can be made for; ``none`` adds nothing."""


def law_of(jurisdiction: str) -> tuple[Text, ...]:
    """Return the sentences about one place, each with its source; none for ``none``."""
    facts = _FACTS[jurisdiction]
    if not facts:
        return ()
    said = tuple(text(f"report.letter.law.{jurisdiction}.{fact}") for fact in facts)
    return (text("report.letter.law.no-advice"), *said)
