"""How long systems keep the records of each kind of export, as their vendors document it.

The shorter time holds without a further licence or setting, the longer one with it; the licence
that counts is that of the account that acted. Read in November 2026: Microsoft's pages on audit
retention (180 days, one year with a premium licence), on sign-in and directory logs (7 days, 30
with a paid plan), on message trace (90 days; the client's address 10 days), on message tracking
(30 days, or less where the folder is full), on mailbox and administrator audit (90 days).
"""

from __future__ import annotations

from typing import Final

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Days that records are kept: the shorter and the longer documented time."""

    short: int
    long: int


_KEPT: Final = {
    "m365-ual": Kept(short=180, long=365),
    "entra-signin": Kept(short=7, long=30),
    "entra-audit": Kept(short=7, long=30),
    "exo-message-trace": Kept(short=90, long=90),
    "exchange-tracking": Kept(short=30, long=30),
    "exchange-tracking-powershell": Kept(short=30, long=30),
    "mailbox-audit": Kept(short=90, long=90),
    "exchange-audit": Kept(short=90, long=90),
}


def kept(kind: str) -> Kept | None:
    """The documented times of a kind of export; ``None`` where no document was at hand."""
    return _KEPT.get(kind)
