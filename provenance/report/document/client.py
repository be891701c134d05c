"""The signs that name the sending program, as JSON: members beside the claimed name."""

from __future__ import annotations

from provenance.basics import State
from provenance.message import Message
from provenance.origin import ClientReading, ClientSign
from provenance.report.document.values import Json, record


def client_to_dict(
    reading: ClientReading, message: Message, classes: dict[int, str]
) -> dict[str, Json]:
    """Return what the signs say together, and each sign with its field, line and writer.

    ``classes`` says who vouches for a field, by its index. Reasons for ``null`` of these members
    stand with each sign, not in the ``states`` of the claimed name.
    """
    told = record({"kind": reading.kind, "product": reading.name})
    del told["states"]
    return told | {
        "agreement": reading.agreement,
        "signs": [_sign(sign, message, classes) for sign in reading.signs],
    }


def _sign(sign: ClientSign, message: Message, classes: dict[int, str]) -> dict[str, Json]:
    return record(
        {
            "id": sign.id,
            "place": sign.place,
            "field": sign.field,
            "line": message.fields[sign.field].line_first,
            "part": sign.part or State.NOT_APPLICABLE,
            "says": sign.name,
            "kind": sign.kind,
            "version": sign.version,
            "about": sign.about,
            "written_by": sign.written_by,
            "attested_by": classes.get(sign.field, State.ABSENT),
            "group": sign.group,
            "grade": sign.grade or State.NOT_APPLICABLE,
            "fits": sign.fits,
            "anchor": sign.anchor,
        }
    )
