"""The disclosure in words for a terminal: nothing in it can drive one."""

from __future__ import annotations

from provenance.basics import Param, State, known, text
from provenance.correlation import Disclosure
from provenance.report.catalogue import render
from provenance.report.marks import visible

_BATCHES = 8


def disclosure_lines(one: Disclosure, *, short: bool) -> list[str]:
    """Return the four lines, and unless ``short`` batches, classes, recall and grade."""
    if known(one.visible_unique) is None:
        return [_say("report.first.no-messages")]
    lines = [f"{label}: {words}" for label, words in four_words(one)]
    if short:
        return lines
    lines += [
        "  " + _say("report.disclosure.line.batch", batch=b.group or b.message, count=b.visible)
        for b in one.batches[:_BATCHES]
    ]
    if len(one.batches) > _BATCHES:
        lines.append("  " + _say("report.value.more", count=len(one.batches) - _BATCHES))
    lines.append(
        _say(
            "report.disclosure.odd-entries",
            duplicates=one.duplicates,
            invalid=one.invalid,
            groups=one.groups,
        )
    )
    for kind, count in one.by_domain_class:
        name = _say(f"report.disclosure.class.{kind.value}")
        lines.append("  " + _say("report.disclosure.line.class", kind=name, count=count))
    for row in one.recall:
        lines.append(
            "  "
            + _say(
                "report.disclosure.line.recall",
                era=_say(f"report.recall.era.{row.era}"),
                kind=_say(f"report.disclosure.class.{row.recipient_class}"),
                could=_say(f"report.recall.could.{row.could_act.value}"),
            )
        )
    lines.append(_say("report.recall.intro"))
    if one.only_in_logs:
        lines.append(_say("report.disclosure.line.logs", count=len(one.only_in_logs)))
    graded = "" if isinstance(one.grade, State) else _say(f"report.grade.{one.grade}") + " "
    return [*lines, graded + render(one.grade_rule)]


def four_words(one: Disclosure) -> list[tuple[str, str]]:
    """Return what, to whom, when and what was done, each with its label, as plain text."""
    times = sorted(
        (date for batch in one.batches if (date := known(batch.date)) is not None),
        key=lambda date: date.utc,
    )
    count = known(one.visible_unique) or 0
    inside = {kind.value: number for kind, number in one.by_domain_class}.get("inside", 0)
    at = text("report.disclosure.four.no-time")
    if len(times) == 1:
        at = text("report.disclosure.four.when", first=times[0])
    elif times:
        at = text("report.disclosure.four.when-many", first=times[0], last=times[-1])
    rows = (
        ("what", text("report.disclosure.four.what", batches=len(one.batches), names=one.names)),
        (
            "whom",
            text("report.disclosure.four.whom", count=count, inside=inside, outside=count - inside),
        ),
        ("when", at),
        ("done", text("report.disclosure.four.done")),
    )
    return [(_say(f"report.disclosure.four.{name}-label"), visible(render(w))) for name, w in rows]


def _say(id_: str, /, **params: Param) -> str:
    return visible(render(text(id_, **params)))
