"""Which records the summaries name first: what tests the result, then what bears on most."""

from __future__ import annotations

from provenance.reasoning import Code, Request
from provenance.report.records import Report


def first_asked(report: Report) -> tuple[Request, ...]:
    """Return the requests as the summaries name them; the chapter has them by their last days."""
    return tuple(
        sorted(report.reasoning.requests, key=lambda one: (not one.tests, bears(one, report)))
    )


def bears(request: Request | None, report: Report) -> int:
    """Order of a record by the open questions that it bears on: the more of them, the smaller."""
    if request is None or request.tests:
        return 0
    open_ = {rung.rung for rung in report.reasoning.ladder if rung.code is not Code.ANSWERED}
    return -len(open_ & set(request.rungs or (request.decides_rung,)))
