"""The reason of a lower step is the one that holds, and not that nothing bears the stay out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.basics import Text, text
from provenance.reasoning.compare.stay_limits import stay_limit
from provenance.report.catalogue import render
from tests.reasoning.compare.test_carrying import OUT


@pytest.mark.parametrize(
    ("caution", "words"),
    [
        (text("reasoning.presence.one-sided", exhibit="E4"), "The rows of E4 that bear out"),
        (text("reasoning.presence.doubted"), "may name the person of the stay elsewhere"),
    ],
)
def test_what_its_cautions_say_of_the_stay(caution: Text, words: str) -> None:
    said = stay_limit(replace(OUT, cautions=(text("w"), caution)))
    assert said is not None
    assert words in render(said)


def test_a_stay_that_is_only_stated_is_told_by_its_own_reason() -> None:
    assert stay_limit(OUT) is None
