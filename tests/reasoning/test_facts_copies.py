"""What copies agree in is said part by part: what a copy does not keep, it does not confirm."""

from __future__ import annotations

import pytest

from provenance.copies import Agreement, CopyGroup
from provenance.reasoning.facts_copies import _Group
from provenance.report.catalogue import render


def agreement(claim: str, n: int, of: int, pairs: int = 3) -> Agreement:
    return Agreement(claim=claim, n=n, of=of, operators=pairs, suppliers=pairs, independent=pairs)


def found(*agreements: Agreement) -> tuple[str, list[str], int]:
    group = CopyGroup(id="C1", members=(), of=3, agreements=agreements)
    made = _Group(group, {})._agreement(agreements)
    return render(made.statement), [render(one) for one in made.cautions], made.strength


def test_a_body_that_one_copy_does_not_keep_is_no_agreement_of_all() -> None:
    words, cautions, strength = found(agreement("date", 3, 3), agreement("body", 2, 2, pairs=2))
    assert "agree in: date." in words
    assert "pairs that share neither, as stated: 3" in words
    assert strength == 1
    assert (
        "text and attachments: only 2 of 3 deliveries have it to compare; 2 of these agree."
        in cautions
    )


def test_a_part_in_which_one_differs_is_counted() -> None:
    words, cautions, _ = found(agreement("date", 3, 3), agreement("subject", 2, 3))
    assert "agree in: date." in words
    assert "Subject: 2 of 3 deliveries agree." in cautions


@pytest.mark.parametrize(("pairs", "strength"), [(1, 1), (2, 1), (3, 1)])
def test_the_numbers_hold_for_every_part_that_is_named(pairs: int, strength: int) -> None:
    words, _, made = found(agreement("date", 3, 3), agreement("from", 3, 3, pairs=pairs))
    assert f"Receiving systems: {pairs}; suppliers stated: {pairs};" in words
    assert made == strength
