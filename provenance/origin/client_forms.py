"""The form of a message's own boundary against the program that the message names.

A program that puts the sections of a message together leaves its own form of boundary. The name
of the program is freely typed; the form comes from the code. What is told here is only whether
the two are known to go together, by the table of signs.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value
from provenance.basics.record import dataclass
from provenance.message import HeaderField, Message
from provenance.origin.client import client_family, client_field
from provenance.origin.client_table import SignTable, sign_table
from provenance.origin.records import (
    ClockReading,
    ClockTable,
)

_WRAPPED: Final = {"outlook": "boundary.exchange", "outlook-mac": "boundary.exchange"}
"""Families whose messages an Exchange server usually wraps; its form then fits them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientForm:
    """The named program beside the form of the outermost boundary.

    ``named`` is the field that names the program, ``family`` its family, ``form`` the reading of
    the boundary. ``fits`` is a state where one of them is missing or not judged.
    """

    named: Value[HeaderField] = State.ABSENT
    family: Value[str] = State.ABSENT
    form: Value[ClockReading] = State.ABSENT
    fits: Value[bool] = State.NOT_APPLICABLE


def client_form(message: Message, table: ClockTable) -> ClientForm:
    """Hold the named program against the form of the message's own boundary."""
    field = client_field(message)
    form = next(
        (one for one in table.readings if one.place == "boundary" and one.path == "1"), None
    )
    if field is None or form is None:
        return ClientForm(named=field or State.ABSENT, form=form or State.ABSENT)
    family = client_family(field.value)
    fits: Value[bool] = State.NOT_APPLICABLE
    if isinstance(family, str):
        fits = _fits(family, form.source, sign_table())
    return ClientForm(named=field, family=family, form=form, fits=fits)


def _fits(family: str, form: str, signs: SignTable) -> Value[bool]:
    """Whether a family writes a form; a family without a known form of its own is not judged."""
    row = next((one for one in signs.at("boundary") if one.decoder == form), None)
    if row is None or family not in families_with_forms(signs):
        return State.NOT_APPLICABLE
    if family in {signs.products[id_].family for id_ in row.products}:
        return True
    if _WRAPPED.get(family) == form:
        return True
    return False if row.alone else State.NOT_APPLICABLE


def families_with_forms(signs: SignTable) -> frozenset[str]:
    """Families for which at least one form of boundary is known."""
    return frozenset(
        signs.products[id_].family
        for row in signs.at("boundary")
        if row.about == "program"
        for id_ in row.products
    )
