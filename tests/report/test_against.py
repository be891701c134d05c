"""Why a finding stands in the lists of both sides."""

from __future__ import annotations

from provenance.report.view.against import _both


def test_each_kind_that_is_put_to_both_sides_has_its_reason() -> None:
    assert "the stay was not as stated" in str(_both("usage.stay.elsewhere"))
    assert "the stay was not as stated" in str(_both("usage.stay.abroad.country"))
    assert "it tests what findings" in str(_both("usage.crossed.doors"))
    # What both lists have for another reason is not explained by one of these.
    assert _both("presence.badge") is None
