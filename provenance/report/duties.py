"""Which rules on disclosed addresses a report tells of: those of the places that were asked for.

Facts about the law of a country that nobody named would argue for a side. Without a jurisdiction
the time zone that the case file states counts, where it lies in one country that has an entry here.
"""

from __future__ import annotations

from typing import Final

from provenance.report.records import Report

REGIMES: Final[dict[str, tuple[str, ...]]] = {
    "uk-et": ("gdpr", "ico"),
    "uk-cpr35": ("gdpr", "ico"),
    "eu": ("gdpr",),
    "us-902": ("usca",),
    "cn": ("pipl",),
    "au": (),
}
"""Entries of the catalogue (``report.duties.row.*``) for each jurisdiction."""
_ZONES: Final[dict[str, str]] = {
    **dict.fromkeys(("Europe/London", "Europe/Belfast", "GB"), "uk-et"),
    **dict.fromkeys(("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "PRC"), "cn"),
    "America/Los_Angeles": "us-902",
    **dict.fromkeys(
        (
            *("Europe/Amsterdam", "Europe/Athens", "Europe/Berlin", "Europe/Bratislava"),
            *("Europe/Brussels", "Europe/Bucharest", "Europe/Budapest", "Europe/Copenhagen"),
            *("Europe/Dublin", "Europe/Helsinki", "Europe/Lisbon", "Europe/Ljubljana"),
            *("Europe/Luxembourg", "Europe/Madrid", "Europe/Malta", "Europe/Paris"),
            *("Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sofia", "Europe/Stockholm"),
            *("Europe/Tallinn", "Europe/Vienna", "Europe/Vilnius", "Europe/Warsaw"),
            *("Europe/Zagreb", "Asia/Nicosia"),
        ),
        "eu",
    ),
}


def regimes_of(report: Report) -> tuple[str, tuple[str, ...]]:
    """Why these entries are shown (``asked``, ``zone`` or ``none``), and their names, each once."""
    asked = report.jurisdictions
    places = asked or tuple(filter(None, (_ZONES.get(report.case.timezone, ""),)))
    found = tuple(dict.fromkeys(name for place in places for name in REGIMES.get(place, ())))
    return ("asked" if asked else "zone") if found else "none", found


def elsewhere(report: Report) -> frozenset[str]:
    """Entries that are no law of the country of the case's time zone; none where it names none.

    Whoever asks for the forms of another country reads its rules apart from those of the case.
    """
    zone = _ZONES.get(report.case.timezone, "")
    _, found = regimes_of(report)
    return frozenset(found) - frozenset(REGIMES[zone]) if zone else frozenset()
