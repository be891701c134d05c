"""Which tests for marks ran on an export, and what each came to: the list that a report prints."""

from __future__ import annotations

from typing import Final

from provenance.audit.records import IntegrityTest

TEXT_ROWS: Final = (
    *("cell-limit", "mixed-line-ends", "mixed-quoting", "number-as-power", "number-rounded"),
)
DETAILS: Final = (
    *("cell-cut", "column-differs-operation", "column-differs-time", "column-differs-user"),
    *("date-without-seconds", "details-spaced", "form-creationtime", "form-id"),
    *("member-missing", "mixed-details"),
)
CARDS: Final = ("card-two-holders", "holder-two-cards")
CAP: Final = ("row-cap",)
CLIENTS: Final = ("client-words",)
DAYS: Final = ("day-holders",)
DELIMITER: Final = ("delimiter",)
ELSEWHERE: Final = ("id-contents-elsewhere",)
FRACTIONS: Final = ("fraction-constant",)
IDS: Final = ("id-repeated", "id-two-contents")
INDEX: Final = ("index-missing",)
LOG_ONS: Final = ("log-on-number-again",)
NUMBERS: Final = ("number-missing", "numbers-whole")
ORDER: Final = ("time-order",)
SESSIONS: Final = ("id-digits-alike",)
PASSAGES: Final = ("passage-unpaired",)
TENANTS: Final = ("organisations-several",)
ALL: Final = (
    *(*TEXT_ROWS, *DETAILS, *CARDS, *CAP, *CLIENTS, *DAYS, *DELIMITER, *ELSEWHERE, *FRACTIONS),
    *(*IDS, *INDEX, *LOG_ONS, *NUMBERS, *ORDER, *PASSAGES, *SESSIONS, *TENANTS),
)
"""Every test; what an export has not got the cells for is not tested on it."""
OBSERVED: Final = frozenset(
    {
        *("card-two-holders", "client-words", "day-holders", "fraction-constant"),
        *("holder-two-cards", "id-digits-alike", "id-repeated", "log-on-number-again"),
        *("numbers-whole", "passage-unpaired", "time-order"),
    }
)
"""Observations with everyday causes: said for the reader, they take nothing from an export."""


def tests_of(found: dict[str, int], able: frozenset[str]) -> tuple[IntegrityTest, ...]:
    """Every test in order of name: found, none, or not tested for want of what it needs."""
    return tuple(
        IntegrityTest(
            name=name,
            result="found" if name in found else "none" if name in able else "not-tested",
            count=found.get(name, 0),
        )
        for name in sorted(ALL)
    )
