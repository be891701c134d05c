"""Recorded results that contradict each other: neither of them is believed.

A receiving server judges one method for one domain once. Where believed lines say both pass and
fail of it, one of them is not that server's, and the text does not show which.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.basics import State, Text, text
from provenance.trace.records import ReportedResult

MOST_STATEMENTS = 64
"""Different statements about one method and domain; real mail has a handful."""

_GOOD = frozenset({"pass"})
_BAD = frozenset({"fail", "softfail", "hardfail"})
_Statement = tuple[str, str, bool]
"""Selector and start of the signature (of DKIM, else ""), and whether the result is good."""


def without_contradictions(results: Sequence[ReportedResult]) -> tuple[ReportedResult, ...]:
    """Return the results in their order; believed ones that contradict are no longer believed."""
    groups: dict[tuple[str, str], dict[int, set[_Statement]]] = {}
    for one in results:
        if one.believed and one.result in _GOOD | _BAD:
            fields = groups.setdefault(_subject(one), {})
            fields.setdefault(one.field, set()).add(_statement(one))
    broken = {subject for subject, fields in groups.items() if _contradict(fields)}
    if not broken:
        return tuple(results)
    return tuple(
        _unbelieved(one, text("trace.reported.contradictory", method=one.method))
        if one.believed and one.result in _GOOD | _BAD and _subject(one) in broken
        else one
        for one in results
    )


def _contradict(fields: dict[int, set[_Statement]]) -> bool:
    """Whether two statements about one thing differ.

    Several signatures of one domain may have several results: in one line they are told apart by
    selector and signature, and lines that say exactly the same repeat each other.
    """
    distinct = {frozenset(said) for said in fields.values()}
    everything = {one for said in distinct for one in said}
    if len(everything) > MOST_STATEMENTS:
        return True
    for said in distinct:
        named = {(selector, start) for selector, start, _ in said}
        if len(named) < len(said):
            return True
    if len(distinct) < 2:
        return False
    return any(_differ(one, other) for one in everything for other in everything)


def _differ(one: _Statement, other: _Statement) -> bool:
    if one[2] == other[2]:
        return False
    return all(
        not mine or not theirs or mine == theirs
        for mine, theirs in zip(one[:2], other[:2], strict=True)
    )


def _statement(one: ReportedResult) -> _Statement:
    selector = start = ""
    if one.method == "dkim":
        selector, start = _property(one, "header", "s"), _property(one, "header", "b")[:8]
    return selector, start, one.result in _GOOD


def _subject(one: ReportedResult) -> tuple[str, str]:
    """Method (of SPF with the identity that was checked) and domain of a result."""
    if one.method == "dkim":
        domain = _property(one, "header", "d") or _property(one, "header", "i")
    elif one.method == "spf":
        # Received-SPF (RFC 7208 §9.1) writes its keys without a type.
        domain = _property(one, "smtp", "mailfrom") or _property(one, "", "envelope-from")
        if not domain:
            return "spf-helo", _property(one, "smtp", "helo") or _property(one, "", "helo")
    else:
        domain = _property(one, "header", "from")
    return one.method, domain.rpartition("@")[2]


def _property(one: ReportedResult, ptype: str, name: str) -> str:
    value = one.get(ptype, name)
    return "" if isinstance(value, State) else value.strip().strip('"<>').rstrip(".").lower()


def repeated_above(results: Sequence[ReportedResult], last: int) -> list[ReportedResult]:
    """Believe a line below the boundary line only where the results above it say the same.

    Google stamps its results twice: in an ARC set on top, and below its own Received line.
    ``last`` is the index of that line.
    """
    above = {_said(one) for one in results if one.believed and one.field < last}
    return [
        _unbelieved(one, text("trace.reported.below-of-above", authserv=one.authserv_id))
        if one.believed and one.field > last and _said(one) not in above
        else one
        for one in results
    ]


def _said(one: ReportedResult) -> tuple[str, str, str]:
    """Method, result and domain; of SPF no domain, because Received-SPF may leave it out."""
    return one.method, one.result, "" if one.method == "spf" else _subject(one)[1]


def _unbelieved(one: ReportedResult, why: Text) -> ReportedResult:
    return ReportedResult(
        field=one.field,
        header=one.header,
        authserv_id=one.authserv_id,
        method=one.method,
        result=one.result,
        reason=one.reason,
        properties=one.properties,
        comments=one.comments,
        believed=False,
        why=why,
    )
