"""Forms that people fill in and sign, one set for each jurisdiction; nothing here is filled in.

What each asks is told in our own words from sources that were read (report standard §1.1). The
official wording of a declaration changes and is never quoted: whoever signs takes it from its own
source that day. What articles of law say is told point by point, none left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: how many sentences explain it, its empty fields, and which table it has.

    ``head`` are fields above the table, ``fields`` those below it, and ``receipt`` those that
    whoever takes the papers in fills in. ``table`` is ``hashes`` (exhibits with their hash and an
    empty column for that of the original), ``exhibits`` (a list of evidence: what the files and
    the case file say of each, and empty columns for the rest), ``factors`` or "".
    ``independent`` tells that no party can make it.
    """

    id: str
    words: int
    fields: tuple[str, ...]
    head: tuple[str, ...] = ()
    receipt: tuple[str, ...] = ()
    table: str = ""
    independent: bool = False


_SIGN: Final = ("name", "position", "date", "signature")

FORMS: Final[dict[str, tuple[Form, ...]]] = {
    "uk-et": (
        Form(
            id="et-permission",
            words=4,
            fields=("case-number", "order", "instructed-by", "questions", "documents", *_SIGN),
        ),
        Form(
            id="cea-9",
            words=4,
            fields=("organisation", "record", "ordinary", "absence", "wording", *_SIGN),
            table="hashes",
        ),
    ),
    "uk-cpr35": (
        Form(
            id="pd-35",
            words=3,
            fields=(
                *("qualifications", "literature", "instructions", "own-knowledge", "who-tested"),
                *("range", "conclusions", "reservations", "duty", "wording", *_SIGN),
            ),
            independent=True,
        ),
        Form(
            id="cea-9",
            words=4,
            fields=("organisation", "record", "ordinary", "absence", "wording", *_SIGN),
            table="hashes",
        ),
    ),
    "us-902": (
        Form(
            id="fre-902-13",
            words=3,
            fields=("qualifications", "system", "process", "accurate", "wording", *_SIGN),
        ),
        Form(
            id="fre-902-14",
            words=3,
            fields=("qualifications", "original", "copied", "wording", *_SIGN),
            table="hashes",
        ),
    ),
    "cn": (
        Form(
            id="cn-list",
            words=7,
            head=(
                *("body", "case-number", "cause", "submitted-by", "evidence-period"),
                *("copies", "pages"),
            ),
            table="exhibits",
            fields=("translation", "submitter", "contact", "submitted-on"),
            receipt=("received-by", "received-on", "received-items", "received-pages"),
        ),
        Form(
            id="cn-factors",
            words=8,
            fields=("filled-in-by", "for-party", "date", "signature"),
            table="factors",
        ),
        Form(
            id="cn-request",
            words=5,
            head=("body", "case-number", "applicant", "representatives", "opponent"),
            fields=(
                *("asked-of", "wanted", "why-court", "to-prove", "leads"),
                *("applicant-signs", "date"),
            ),
        ),
    ),
    "eu": (
        Form(
            id="eidas",
            words=3,
            fields=("authority", "qualified", "token", "stamped", *_SIGN),
        ),
    ),
    "au": (
        Form(
            id="au-code",
            words=3,
            fields=(
                *("code-read", "qualifications", "assumptions", "reasons", "not-concluded"),
                *("withheld", "wording", *_SIGN),
            ),
            independent=True,
        ),
    ),
}
JURISDICTIONS: Final = tuple(FORMS)
NOTES: Final[Mapping[str, int]] = {"cn": 7}
"""Sentences that stand before all forms of a jurisdiction, where it has such."""
COVER: Final[Mapping[str, int]] = {"cn": 4}
"""Sentences that a jurisdiction adds to the notice on the cover."""
CHAPTERS: Final[tuple[tuple[str, ...], ...]] = (
    ("journey", "coverage"),
    ("clocks",),
    ("authentication", "validation"),
    ("hashes", "details", "audit"),
    ("journey", "coverage"),
    ("exhibits", "custody"),
    ("limitations", "against"),
)
"""Where the report has something on each factor of article 93 of the Chinese rules on evidence."""
MARKS_FACTOR: Final = 4
"""The factor that the findings about marks of editing in exports belong to."""


def read_jurisdictions(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the jurisdictions that are named, each once, in fixed order; lists by comma.

    Raises:
        ValueError: one that there are no forms for; its name is the message.
    """
    named = {one.strip() for value in values for one in value.split(",") if one.strip()}
    for one in sorted(named - set(JURISDICTIONS)):
        raise ValueError(one)
    return tuple(one for one in JURISDICTIONS if one in named)
