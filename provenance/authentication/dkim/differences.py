"""Known reasons why dkimpy 1.1.8 answers otherwise than the standard, or not at all: a table.

Each was reproduced with that version. What stands under ``asked around`` is kept from it by the
way it is asked (:mod:`second_engine`), and told all the same, since its plain ``verify()`` fails.
"""

from __future__ import annotations

from collections.abc import Callable

from provenance.authentication.dkim.signature import Signature
from provenance.authentication.dkim.tags import split_colons
from provenance.authentication.records import (
    DkimReason,
    Expiry,
    SignatureCheck,
)
from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.message import Message

Test = Callable[[Message, SignatureCheck, Signature], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One known difference: its machine name, when it applies, and whether it was asked around."""

    name: str
    applies: Test
    asked_around: bool = False


KNOWN: tuple[Difference, ...] = (
    # It refuses a signature without v=, as drafts before RFC 4871 wrote them.
    Difference(name="no-version", applies=lambda _m, _c, s: "v" not in s.tags),
    # It takes q= for one word; RFC 6376 §3.5 makes it a list.
    Difference(
        name="query-list",
        applies=lambda _m, _c, s: len(split_colons(s.tags.get("q"))) > 1,
    ),
    # It compares i= with d= before it undoes quoted-printable (RFC 6376 §2.11).
    Difference(name="identity-encoded", applies=lambda _m, _c, s: "=" in s.tags.get("i")),
    # It compares names as bytes; RFC 8616 §4 allows U-labels in d= and i=.
    Difference(
        name="unicode-name",
        applies=lambda _m, c, s: (
            "i" in s.tags and not (c.domain.isascii() and s.tags.get("i").isascii())
        ),
    ),
    # It takes s= of a key record for one word; RFC 6376 §3.6.1 makes it a list.
    Difference(
        name="key-services", applies=lambda _m, c, _s: "s=" in c.key.record and ":" in c.key.record
    ),
    # It hashes a further From field that h= does not name (its guard against a second one).
    Difference(
        name="repeated-from",
        applies=lambda _m, c, _s: any(name.lower() == "from" for name in c.repeated),
    ),
    # It says "invalid" for a key of another size; that key cannot have made the signature.
    Difference(name="key-size", applies=lambda _m, c, _s: c.reason is DkimReason.KEY_CHANGED),
    # It does not enforce t=s of a key record (RFC 6376 §3.6.1).
    Difference(
        name="key-strict",
        applies=lambda _m, c, _s: c.reason is DkimReason.KEY_STRICT_DOMAIN_MISMATCH,
        asked_around=True,
    ),
    # It judges x= by the clock of today and stops.
    Difference(
        name="expiry",
        applies=lambda _m, c, _s: c.expiry_as_of is Expiry.EXPIRED,
        asked_around=True,
    ),
    # It raises IndexError on a message that begins with white space.
    Difference(
        name="leading-space",
        applies=lambda m, _c, _s: m.raw[:1] in {b" ", b"\t", b"\r", b"\n"},
        asked_around=True,
    ),
)


def known_causes(
    message: Message, check: SignatureCheck, signature: Signature
) -> tuple[Difference, ...]:
    """The entries of the table that apply to one signature, in the order of the table."""
    return tuple(one for one in KNOWN if one.applies(message, check, signature))


def words(causes: tuple[Difference, ...], name: str, *, differs: bool) -> tuple[Text, ...]:
    """Say the causes: those of a difference only where there is one."""
    return tuple(
        text(f"authentication.dkim.engines.{cause.name}", name=name)
        for cause in causes
        if differs or cause.asked_around
    )
