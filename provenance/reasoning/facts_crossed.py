"""Facts about two exports held against each other: counts with rows, and what they do not show.

They carry no step. Where the assumption of another finding is what they count, that finding names
them among its cautions, whomever it helps.
"""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Address, Interest, Param, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.answer import day_of
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

START: Final = "crossed."
MAX_DAYS: Final = 6
"""Days of one person at the doors that are named, the first ones; their number has all."""
_TOUCHED: Final = {
    "machine-away": ("crossed.device", "crossed.log-ons"),
    "machine-disputed": ("crossed.device", "crossed.log-ons"),
    "office": ("crossed.doors",),
    "stay-act": ("crossed.doors",),
}
"""The findings on whereabouts of which such a count touches an assumption."""


def crossed_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """One finding for each comparison that could be made for this message."""
    mine = Exports(side, subject.analysed.message.id)
    return [
        log_finding(
            subject, mine, f"usage.{one.kind}", FindingKind.PRESENCE, 5,
            _statement(mine, one), _events(mine, one), strength=0,
            group=f"export:{_value(one, 'exhibit')}", counted=_counted(one),
            cls=_class_of(mine, one),
            cautions=(
                text(f"reasoning.caution.usage.{one.kind.removesuffix('-none')}"),
                *_purpose(one.kind),
                *_maybe(_value(one, "maybe")),
                *((text("reasoning.caution.usage.crossed.cut"),) if _value(one, "cut") else ()),
            ),
        )
        for one in side.usage
        if one.message == mine.message and one.kind.startswith(START)
    ]  # fmt: skip


def _class_of(mine: Exports, one: Circumstance) -> AttestationClass:
    """P for rows of doors alone of an outside custodian, as in every other finding on them.

    What holds rows of two exports against each other is a record of systems (L).
    """
    doors = one.kind == "crossed.door-days"
    outside = doors and mine.sources[_value(one, "exhibit")].interest is Interest.INDEPENDENT
    return AttestationClass.PRESENCE if outside else AttestationClass.LOG


def _purpose(kind: str) -> tuple[Text, ...]:
    """What a count is for, where it tests an assumption of other findings."""
    if kind == "crossed.doors":
        return (text("reasoning.caution.usage.crossed.doors-why"),)
    if kind == "crossed.device":
        return (text("reasoning.caution.usage.crossed.device-why"),)
    return ()


def _counted(one: Circumstance) -> int:
    """Log-ons in all logins that are named; of days with a door row and sessions, both rows."""
    lines = _value(one, "logins").split("\n") if _value(one, "logins") else []
    log_ons = sum(int(number) for line in lines for number in line.split("\t")[1:3])
    pairs = 2 * int(_value(one, "having") or 0) + int(_value(one, "lacking") or 0)
    return log_ons or pairs


def touched(side: AuditSide, message: str, kind: str) -> tuple[Text, ...]:
    """What such counts say of the assumptions of a finding of this kind; "" where they say none."""
    wanted = _TOUCHED.get(kind, ())
    found = []
    for one in side.usage:
        lacking = int(_value(one, "lacking") or 0) or one.kind == "crossed.log-ons"
        if one.message == message and one.kind in wanted and lacking:
            found.append(text(f"reasoning.touched.{one.kind}", **_params(one)))
    return tuple(found)


def _events(mine: Exports, one: Circumstance) -> tuple[AuditEvent, ...]:
    return tuple(mine.events[id_] for id_ in one.events)


def _value(one: Circumstance, name: str) -> str:
    return str(dict(one.values).get(name, ""))


def _params(one: Circumstance) -> dict[str, Param]:
    made: dict[str, Param] = {}
    for name, value in one.values:
        if name in {"from", "until", "day"} and isinstance(value, str):
            made[name] = day_of(value)
        elif name == "account" and isinstance(value, str):
            made[name] = Address(spec=value)
        elif isinstance(value, str | int) and name not in {"logins", "maybe", "people"}:
            made[name] = value
    return made


def _statement(mine: Exports, one: Circumstance) -> Text:
    values = _params(one)
    if one.kind == "crossed.door-days":
        values["people"] = _people(_value(one, "people"))
        case = ".day" if "day" in values else ""
        return text(f"reasoning.usage.crossed.door-days{case}", **values)
    if one.kind == "crossed.log-ons":
        written = _value(one, "logins")
        values["logins"] = _logins(written, int(_value(one, "left")))
        # Logins with a log-on near the sending come first, so the first line tells.
        near = int(written.split("\n")[0].rpartition("\t")[2])
        return text(f"reasoning.usage.crossed.log-ons{'.near' if near else ''}", **values)
    lacking = int(_value(one, "lacking") or 0)
    # The end of the name tells whom the count is put to: what is lacking comes last.
    own = ".own" if "own" in values else ""
    if not lacking:
        return text(f"reasoning.usage.{one.kind}{own}", **values)
    rows = mine.rows(*_events(mine, one)[:lacking])
    return text(f"reasoning.usage.{one.kind}{own}.lacking", **values, rows=rows)


def _logins(written: str, left: int) -> Text:
    """Each login with its log-ons at a screen, over the network, and near the sending."""
    shown = []
    for line in written.split("\n"):
        login, screen, network, near = line.split("\t")
        shown.append(
            text(
                "reasoning.usage.crossed.login",
                login=login, screen=int(screen), network=int(network), near=int(near),
            )
        )  # fmt: skip
    if left:
        shown.append(text("reasoning.usage.crossed.login.more", count=left))
    return _listed(shown)


def _people(written: str) -> Text:
    """Each person of the case file with the days on which a door row names that person."""
    shown = []
    for line in written.split("\n"):
        who, *days = line.split("\t")
        if not days:
            shown.append(text("reasoning.usage.crossed.person.none", who=who))
            continue
        named = [text("reasoning.usage.crossed.on", day=day_of(one)) for one in days[:MAX_DAYS]]
        on = named.pop()
        if len(days) > MAX_DAYS:
            left = len(days) - MAX_DAYS
            on = text("reasoning.usage.crossed.on.more", first=on, count=left)
        while named:
            on = text("reasoning.rows.list", first=named.pop(), rest=on)
        shown.append(text("reasoning.usage.crossed.person", who=who, count=len(days), days=on))
    return _listed(shown)


def _maybe(written: str) -> tuple[Text, ...]:
    """People with the number of days on which a door row may name them, without their name."""
    lines = (line.split("\t") for line in written.split("\n")) if written else ()
    return tuple(
        text("reasoning.caution.usage.crossed.maybe", who=who, count=int(count))
        for who, count in lines
    )


def _listed(shown: list[Text]) -> Text:
    words = shown.pop()
    while shown:
        words = text("reasoning.rows.told.list", first=shown.pop(), rest=words)
    return words
