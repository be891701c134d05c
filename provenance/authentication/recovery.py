"""Lost keys recovered from undisputed messages: which messages may serve, and the table of keys."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.authentication.dkim.modulus import SMALL_EXPONENT, check_arithmetic
from provenance.authentication.dkim.recover import (
    DEFAULT,
    Recovery,
    Seal,
    Search,
    recover,
    same_as_disputed,
    seals,
)
from provenance.authentication.dkim.recovered import key_rows
from provenance.authentication.names import ascii_name
from provenance.basics import MisuseError, State
from provenance.evidence import Exhibit
from provenance.message import read_message

_SAME = {
    "sha256": "it is the disputed message (the same SHA-256)",
    "message-id": "it is a copy of the disputed message (the same Message-ID)",
    "b": "it carries the very signature of the disputed message",
}


def seals_of(exhibits: Iterable[Exhibit]) -> tuple[Seal, ...]:
    """List the RSA signatures of all exhibits that hold a message, in their order."""
    found: list[Seal] = []
    for exhibit in exhibits:
        if not isinstance(exhibit.stream, State):
            item = exhibit.item
            message = read_message(exhibit.stream, id=item.id, evidence=item.id)
            found += seals(message, file=item.name, sha256=item.sha256)
    return tuple(found)


def recover_keys(
    given: Iterable[Exhibit],
    disputed: Iterable[Exhibit] = (),
    *,
    name: str = "",
    search: Search = DEFAULT,
) -> tuple[Recovery, ...]:
    """Recover the keys that two or more of the given messages share.

    ``name`` limits it to one key name. A common factor takes seconds to minutes; with ``search``
    the caller can run it elsewhere and show that it works.

    Raises:
        MisuseError: a disputed message is among the given ones, no name has two signatures, or
            gmpy2 is missing.
    """
    held, barred = tuple(given), tuple(disputed)
    _refuse_same_file(held, barred)
    found, against = seals_of(held), seals_of(barred)
    for seal in found:
        same = same_as_disputed(seal, against)
        if same:
            raise MisuseError(
                f"{_SAME[same]}, and a key made from it would fit it whoever made it.",
                place=seal.file,
                remedy="Give only messages that nobody disputes.",
            )
    wanted = [seal for seal in found if not name or seal.name == ascii_name(name)]
    distinct: dict[str, set[bytes]] = {}
    for seal in wanted:
        distinct.setdefault(seal.name, set()).add(seal.octets)
    enough = {one for one, octets in distinct.items() if len(octets) > 1}
    if not enough:
        raise MisuseError(
            "no two of these messages have RSA signatures of the same selector.",
            remedy="Give more messages of the same domain and time; copies of one count once.",
        )
    if max(search.exponents) > SMALL_EXPONENT:
        check_arithmetic()
    return recover([seal for seal in wanted if seal.name in enough], search)


def _refuse_same_file(given: tuple[Exhibit, ...], disputed: tuple[Exhibit, ...]) -> None:
    """Refuse the disputed file itself even where no signature of it can be read."""
    barred = {exhibit.item.sha256 for exhibit in disputed}
    for exhibit in given:
        if exhibit.item.sha256 in barred:
            raise MisuseError(
                f"{_SAME['sha256']}, and a key made from it would fit it whoever made it.",
                place=exhibit.item.name,
                remedy="Give only messages that nobody disputes.",
            )


__all__ = ["Recovery", "Seal", "Search", "key_rows", "recover_keys", "seals_of"]
