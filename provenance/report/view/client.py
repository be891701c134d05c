"""What names the program: each sign, what it says, who chose it, and whether the signs agree."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import known
from provenance.origin import ClientReading, ClientSign
from provenance.reasoning import AnalysedMessage
from provenance.report.attested import attested
from provenance.report.catalogue import product
from provenance.report.view.common import Places, ev, t

SHOWN_SIGNS = 20


def client(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return the sentence about the agreement and one row for each sign; no rows without signs."""
    reading = analysed.client
    classes = {index: one.cls.value for index, one in attested(analysed).items()}
    return {
        "words": t(f"report.client.agreement.{reading.agreement}", name=product(_name(reading))),
        "rows": [_row(sign, analysed, places, classes) for sign in reading.signs[:SHOWN_SIGNS]],
        "more": max(0, len(reading.signs) - SHOWN_SIGNS),
        "cut": reading.cut,
    }


def _name(reading: ClientReading) -> str:
    """The program, or all that share the form where the signs do not tell them apart."""
    fitting = (sign.name for sign in reading.signs if sign.fits is True)
    return known(reading.name) or next(fitting, "")


def _row(
    sign: ClientSign, analysed: AnalysedMessage, places: Places, classes: dict[int, str]
) -> dict[str, Any]:
    field = analysed.message.fields[sign.field]
    cls = classes.get(sign.field)
    typed = Markup("{}<br><small>{}</small>").format(ev(field.value), product(sign.name))
    return {
        "place": t(f"report.client.place.{sign.place}"),
        "line": places.field_link(analysed.message, sign.field),
        "part": t("report.clocks.part", path=sign.part) if sign.part else None,
        "says": typed if sign.place == "named" else product(sign.name),
        "writer": t(f"report.client.writer.{sign.written_by}"),
        "cls": cls,
        "vouches": t(f"report.class.{cls}") if cls else None,
        "grade": t(f"report.grade.{sign.grade}") if sign.grade else None,
        "fits": t(f"report.client.{_verdict(sign)}"),
    }


def _verdict(sign: ClientSign) -> str:
    if sign.about == "service":
        return "service"
    if sign.anchor:
        return "anchor"
    fits = known(sign.fits)
    return "not-judged" if fits is None else "fits" if fits else "differs"
