"""An export in words for the terminal, and as JSON; nothing in it can drive a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from provenance.audit import Overview
from provenance.audit.integrity_tests import OBSERVED
from provenance.audit.records import Integrity
from provenance.audit.retention import kept
from provenance.basics import Param, State, Text, Value, text
from provenance.reasoning.facts_log_marks import values_of
from provenance.report.catalogue import render, sentence
from provenance.report.document.audit import integrity_json
from provenance.report.document.values import Json
from provenance.report.marks import visible

_MOST_GAPS = 3
_MOST_LISTED = 8


def _say(id_: str, /, **params: Param) -> str:
    return visible(render(text(id_, **params)))


def overview_lines(one: Overview, marks: Integrity | None = None) -> list[str]:
    """Return what is in an export, what it could answer, and what it can never show.

    ``marks`` are those of editing and cutting, where they were looked for.
    """
    coverage, kind = one.coverage, one.layout.kind
    out = [_say("audit.head", name=one.name, kind=_kind(kind))]
    body = [
        _say(
            "audit.way",
            way=one.layout.wrapper,
            encoding=one.layout.encoding,
            sha256=one.sha256[:16],
        ),
        _say(
            "audit.rows",
            rows=coverage.rows,
            events=coverage.events,
            duplicates=coverage.duplicates,
            problems=coverage.problems,
        ),
        _period(coverage.first, coverage.last),
    ]
    body += [
        _say(
            "audit.gap",
            start=_minute(gap.start),
            end=_minute(gap.end),
            before=gap.before.line,
            after=gap.after.line,
        )
        for gap in coverage.gaps[:_MOST_GAPS]
    ]
    body += _lists(one)
    body += _marks(one, marks)
    if not coverage.seen_in_the_wild:
        body.append(_say("audit.wild"))
    if coverage.flags:
        body.append(_say("audit.flags"))
        body += ["  " + flag_words(flag) for flag in coverage.flags]
    body += [visible(render(words)) for words in kept_words(kind)]
    body.append(_say("audit.answers", words=Text(id=f"audit.answers.{kind}")))
    body.append(_say("audit.never", words=Text(id=f"audit.never.{kind}")))
    return out + ["  " + line for line in body]


def _marks(one: Overview, marks: Integrity | None) -> list[str]:
    """Marks of editing, cutting and saving again, in the words of the report."""
    if marks is None:
        return []
    part = []
    if not marks.whole:
        examined = marks.examined
        part = [_say("audit.marks.part", examined=examined)]
    edited = any(sign.name not in OBSERVED for sign in marks.signs)
    none = [] if edited else [_say("audit.marks.none")]
    if not marks.signs:
        return [*none, *part]
    lines = [
        _say(
            f"reasoning.integrity.{sign.name}",
            exhibit=one.name,
            count=sign.count,
            of=sign.of,
            values=values_of(sign),
        )
        + (_say("audit.marks.line", line=sign.rows[0].line) if sign.rows else "")
        for sign in marks.signs
    ]
    head = _say("audit.marks" if edited else "audit.observed")
    return [*none, head, *("  " + line for line in lines), *part]


def kept_words(kind: str) -> tuple[Text, ...]:
    """How long such records are kept, where the vendor documents it: what is older is gone."""
    times = kept(kind)
    if times is None:
        return ()
    case = "audit.kept.licence" if times.long > times.short else "audit.kept"
    return (text(case, short=times.short, long=times.long),)


def flag_words(flag: str) -> str:
    """Return the sentence of a flag; one without words is shown by its name."""
    id_ = f"audit.flag.{flag}"
    return _say(id_) if sentence(id_) else visible(flag)


def _kind(kind: str) -> Text | str:
    id_ = f"audit.kind.{kind}"
    return Text(id=id_) if sentence(id_) else kind


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _period(first: Value[datetime], last: Value[datetime]) -> str:
    if isinstance(first, State) or isinstance(last, State):
        return _say("audit.period.none")
    return _say("audit.period", first=_minute(first), last=_minute(last))


def _lists(one: Overview) -> list[str]:
    operations = sorted(one.coverage.operations, key=lambda o: (-o.events, o.operation))
    found = [
        ("audit.operations", [(o.operation, o.events) for o in operations]),
        ("audit.accounts", list(one.accounts)),
    ]
    out = [_say(id_, list=_entries(pairs)) for id_, pairs in found if pairs]
    if one.addresses:
        shown = [
            _say("audit.entry.address", value=ip, cls=cls, count=count)
            for ip, cls, count in one.addresses[:_MOST_LISTED]
        ]
        out.append(_say("audit.addresses", list=_parts(shown)))
    out.append(_say("audit.clients", list=_entries(one.clients)))
    if one.problems:
        counts = Counter(problem.reason for problem in one.problems)
        first = {problem.reason: problem.locator.line for problem in reversed(one.problems)}
        shown = [
            _say("audit.problem", reason=reason, count=count, line=first[reason])
            for reason, count in sorted(counts.items())
        ]
        out.append(_say("audit.problems", list=_parts(shown)))
    return out


def _parts(words: Iterable[str]) -> str:
    return (sentence("report.join.part") or "; ").join(words)


def _entries(pairs: Iterable[tuple[str, int]]) -> str:
    return _parts(
        _say("audit.entry", value=value, count=count) for value, count in list(pairs)[:_MOST_LISTED]
    )


def overview_json(one: Overview, marks: Integrity | None = None) -> dict[str, Json]:
    """Return the same for machines, with the names of ``report.json``'s ``audit.sources``."""
    coverage = one.coverage
    return {
        "name": one.name,
        "sha256": one.sha256,
        "kind": one.layout.kind,
        "wrapper": one.layout.wrapper,
        "encoding": one.layout.encoding,
        "rows": coverage.rows,
        "events": coverage.events,
        "duplicates": coverage.duplicates,
        "problems": coverage.problems,
        "first": _iso(coverage.first),
        "last": _iso(coverage.last),
        "gaps": [{"start": _iso(gap.start), "end": _iso(gap.end)} for gap in coverage.gaps],
        "flags": list(coverage.flags),
        "integrity": None if marks is None else integrity_json(marks),
        "operations": [
            {"operation": o.operation, "kind": o.kind.value, "events": o.events}
            for o in coverage.operations
        ],
        "accounts": [{"account": name, "events": count} for name, count in one.accounts],
        "addresses": [
            {"address": ip, "class": cls, "events": count} for ip, cls, count in one.addresses
        ],
    }


def _iso(moment: Value[datetime]) -> str | None:
    return None if isinstance(moment, State) else moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
