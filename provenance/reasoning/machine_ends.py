"""What the log of a machine need not hold: a lock or log-off that would have closed a login.

The sentence on an open login says that no such record stands there. The grades of coverage say
whether the export would have one, and the two may not stand apart.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Act, Circumstance, Grade, Graded
from provenance.reasoning.answer import day_of

_SHOWN: Final = frozenset({Grade.COVERED_NONE, Grade.RECORDED})
_NUMBERS: Final = "number-missing"


def ends_not_shown(side: AuditSide, one: Circumstance) -> tuple[Text, ...]:
    """Why the absence of a lock or log-off in the exhibit of an open login shows little."""
    values = dict(one.values)
    exhibit = str(values["exhibit"])
    found = []
    for graded in side.coverage:
        if (graded.message, graded.source) != (one.message, exhibit):
            continue
        # Where the export has no lock at all, the statement itself says what that means.
        said = graded.act is Act.LOCK and not values["locks"]
        if graded.act in {Act.LOCK, Act.LOG_OFF} and graded.grade not in _SHOWN and not said:
            found.append(_cannot_say(graded))
    return (*found, *_numbers(side, exhibit))


def _cannot_say(one: Graded) -> Text:
    id_ = f"reasoning.caution.usage.device.{one.act.value}"
    if "act-not-around" in one.reasons and one.last is not None and one.after is None:
        day = day_of(one.last.date().isoformat())
        return text(f"{id_}.last", exhibit=one.source, day=day)
    if "act-not-around" in one.reasons and one.first is not None and one.before is None:
        day = day_of(one.first.date().isoformat())
        return text(f"{id_}.first", exhibit=one.source, day=day)
    why = text(f"reasoning.coverage.reason.{one.reasons[0]}")
    return text(f"{id_}.why", exhibit=one.source, why=why)


def _numbers(side: AuditSide, exhibit: str) -> tuple[Text, ...]:
    """That the system numbered records which the exhibit does not have."""
    return tuple(
        text("reasoning.caution.usage.device.numbers", exhibit=exhibit, count=sign.count)
        for marks in side.marks
        if marks.integrity.source == exhibit
        for sign in marks.integrity.signs
        if sign.name == _NUMBERS
    )
