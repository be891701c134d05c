"""Forms that people fill in and sign, one set for each jurisdiction; nothing here is filled in.

What each asks is told in our own words from sources that were read (report standard §1.1). The
official wording changes and is never quoted: whoever signs takes it from its own source that day.
"""

from __future__ import annotations

from typing import Final

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: how many sentences explain it, its empty fields, and which table it has.

    ``table`` is ``hashes`` (exhibits with their hash and an empty column for that of the
    original), ``factors`` or "". ``independent`` tells that no party can make it.
    """

    id: str
    words: int
    fields: tuple[str, ...]
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
    "cn": (Form(id="cn-factors", words=4, fields=("translation", *_SIGN), table="factors"),),
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
FACTORS: Final = 7
"""Factors of article 93 of the Chinese rules on civil evidence."""


def read_jurisdictions(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the jurisdictions that are named, each once, in fixed order; lists by comma.

    Raises:
        ValueError: one that there are no forms for; its name is the message.
    """
    named = {one.strip() for value in values for one in value.split(",") if one.strip()}
    for one in sorted(named - set(JURISDICTIONS)):
        raise ValueError(one)
    return tuple(one for one in JURISDICTIONS if one in named)
