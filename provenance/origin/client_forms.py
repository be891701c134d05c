"""Forms of boundaries by the programs that write them, against the program that a message names.

A program that puts the sections of a message together leaves its own form of boundary. The name
of the program is freely typed; the form comes from the code. What is told here is only whether
the two are known to go together. Forms as in :mod:`provenance.decoders.identifiers.boundary`.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value
from provenance.basics.record import dataclass
from provenance.message import HeaderField, Message
from provenance.origin.client import client_family, client_field
from provenance.origin.records import ClockReading, ClockTable

FORMS: Final = {
    "apple-mail": ("boundary.apple",),
    "coremail": ("boundary.javamail",),
    "horde": (),
    "outlook": ("boundary.outlook", "boundary.exchange"),
    "outlook-mac": ("boundary.exchange", "boundary.apple"),
    "php-script": ("boundary.phpmailer", "boundary.swiftmailer"),
    "roundcube": ("boundary.roundcube",),
    "thunderbird": ("boundary.thunderbird",),
    "windows-mail": ("boundary.outlook",),
}
"""Forms that a program of each family is known to write; a family without one is not judged.

Counted on 7,909 unwanted messages and read in public sources, see the rows of the decoders.
"""

OF_ONE_PROGRAM: Final = frozenset(
    f"boundary.{name}"
    for name in (
        "apple",
        "dotnet",
        "gmail",
        "mailchimp",
        "mime-lite",
        "mimekit",
        "nodemailer",
        "outlook",
        "phpmailer",
        "python",
        "ruby",
        "swiftmailer",
        "thunderbird",
    )
)
"""Forms that one program alone writes. Those of servers that wrap a message anew are not here."""


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
    if isinstance(family, str) and FORMS.get(family) and form.source in OF_ONE_PROGRAM:
        fits = form.source in FORMS[family]
    elif isinstance(family, str) and form.source in FORMS.get(family, ()):
        fits = True
    return ClientForm(named=field, family=family, form=form, fits=fits)
