"""Sign-ins of all accounts, so that two exports are not compared for the disputed one alone.

Where two logs agree for one account and for nobody else, whoever reads the agreement has to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import State, known
from provenance.correlation.acts import SYSTEM
from provenance.correlation.pairs import both_cover, is_near, kind_of
from provenance.correlation.records import AuditSide, AuditSource, Circumstance
from provenance.correlation.sendings import variants_of

MAX_KEPT: Final = 100_000
"""Sign-ins of one export that are kept; of an export with more nothing is compared."""
SignIns = Mapping[str, tuple[datetime, ...]]
"""The sign-ins of each account of one export, in rising order."""


class SignInWatch:
    """Sees the rows of one export, each once."""

    def __init__(self) -> None:
        self._found: dict[str, list[datetime]] = {}
        self._count = 0

    def see(self, event: AuditEvent) -> None:
        """Keep account and moment of a sign-in."""
        if event.kind is not EventKind.SIGN_IN or event.outcome is Outcome.FAILURE:
            return
        account = (known(event.actor.account) or "").strip().lower()
        if isinstance(event.time, State) or not account or self._count > MAX_KEPT:
            return
        self._count += 1
        self._found.setdefault(account, []).append(event.time.start)

    def result(self) -> SignIns:
        """The moments of each account, none where there were too many to keep."""
        if self._count > MAX_KEPT:
            return {}
        return {account: tuple(sorted(times)) for account, times in self._found.items()}


def others_paired(side: AuditSide, seen: Mapping[str, SignIns]) -> tuple[Circumstance, ...]:
    """For each message the two exports of one system, by the sign-ins of all other accounts."""
    sources = [one for one in side.sources if kind_of(one) in SYSTEM and seen.get(one.evidence)]
    found: dict[Circumstance, None] = {}
    made: dict[str, tuple[Circumstance, ...]] = {}
    for message, sending in variants_of(side):
        account = (known(sending.actor.account) or "").strip().lower()
        if account and account not in made:
            made[account] = tuple(_of(account, sources, seen))
        found |= dict.fromkeys(replace(one, message=message) for one in made.get(account, ()))
    return tuple(found)


def _of(
    account: str, sources: list[AuditSource], seen: Mapping[str, SignIns]
) -> Iterator[Circumstance]:
    for one, other in combinations(sources, 2):
        both = both_cover(one, other)
        if both is None or kind_of(one) == kind_of(other):
            continue
        left, right = seen[one.evidence], seen[other.evidence]
        counts = (*_stand(left, right, both, account), *_stand(right, left, both, account))
        if counts[0] or counts[2]:
            names = ("count", "seen", "there", "back")
            yield Circumstance(
                kind="pairs.others",
                message="",
                values=(
                    ("exhibit", one.evidence),
                    ("other", other.evidence),
                    *zip(names, counts, strict=True),
                ),
            )


def _stand(
    own: SignIns, there: SignIns, both: tuple[datetime, datetime], without: str
) -> tuple[int, int]:
    """Sign-ins of other accounts in the period, and those of them that the other export has."""
    count = seen = 0
    for account, times in own.items():
        if account == without:
            continue
        known_there = list(there.get(account, ()))
        for at in times:
            if both[0] <= at <= both[1]:
                count += 1
                seen += is_near(known_there, at)
    return count, seen
