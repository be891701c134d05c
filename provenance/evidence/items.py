"""Which exhibits belong together: an embedded item and its file, a message and its winmail.dat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.evidence.records import Exhibit, Kind


def item_file(exhibit: Exhibit, held: Mapping[str, Exhibit]) -> bytes:
    """The bytes that hold the streams of an Outlook item: an embedded one has none of its own.

    ``held`` are the exhibits by their ids.
    """
    seen: set[str] = set()
    one = exhibit
    while one.outlook is not None and one.outlook.manifest and one.item.id not in seen:
        seen.add(one.item.id)
        one = held.get(one.item.parent or "", one)
    return one.content


def winmail_of(exhibits: Sequence[Exhibit]) -> dict[str, tuple[Exhibit, ...]]:
    """The winmail.dat files by the exhibit of the message that carries them, in order.

    An item enclosed in a winmail.dat is one as well by its form, but a message by itself.
    """
    kinds = {one.item.id: one.item.kind for one in exhibits}
    found: dict[str, tuple[Exhibit, ...]] = {}
    for one in exhibits:
        parent = one.item.parent
        if one.item.kind is Kind.TNEF and parent and kinds.get(parent) is not Kind.TNEF:
            found[parent] = (*found.get(parent, ()), one)
    return found
