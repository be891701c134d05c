"""The terminal summary: at most 25 lines of 80 columns, nothing in it can drive a terminal.

What was read, every answer and where the report is always stand; what else there is gives way,
the least needed first, until the rest fits. A long answer loses whole sentences, and says so: the
report has all of it.
"""

from __future__ import annotations

import re

from provenance.authentication import DkimReason
from provenance.basics import Param, State, Text, text
from provenance.reasoning import Badge
from provenance.reasoning.compare import comparisons_of, told
from provenance.report.addresses import shown_addresses
from provenance.report.badges import badge_id
from provenance.report.brief import is_whole, joined, parts
from provenance.report.catalogue import (
    ENGLISH,
    iso_day,
    joint,
    local_time,
    render,
    sentence,
    speaking,
    whole_day,
)
from provenance.report.columns import head, width, wrap
from provenance.report.editions.records import EditionName
from provenance.report.first_asked import first_asked
from provenance.report.marks import visible
from provenance.report.records import Report

MOST_LINES = 25
COLUMNS = 80
_MOST_EXHIBITS = 2
_MOST_RESULTS = 3
"""Results of messages in dispute that are printed."""
_MOST_UNREAD = 1
_MOST_REQUESTS = 3
_LABEL = re.compile(r"([^:：]*[:：])\s*(.*)")
"""A label with its colon, and what stands behind it."""
_ALL = 99
_PARTS = ((_ALL, True), (_ALL, False), (3, False), (2, False), (1, False))
"""Parts of one answer, and whether those count that it stands without: the fullest that fits."""
_RAISED = (4, 3, 5, 1, 2)
"""Answers in the order in which they get the room that is left."""
_LINES_OF_ANSWER = 9
"""Lines of one answer; only values without end need more, and are cut."""
_PLAIN_BADGES = frozenset({Badge.ANSWERED, Badge.NEUTRAL})

Answers = dict[int, list[list[str]]]
"""Parts of each answer as sentences, by rung."""


def _say(id_: str, /, **params: Param) -> str:
    return render(text(id_, **params))


def _wrapped(words: str, indent: str = "", *, most: int = 3) -> list[str]:
    """Break words into lines of at most :data:`COLUMNS`; what is left out ends in an ellipsis."""
    room = COLUMNS - len(indent) - 2
    lines = wrap(visible(words), room)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: head(lines[-1], room - 2)].rstrip(" .,;:，。；：、") + " …"
    return [indent + ("  " if at else "") + line for at, line in enumerate(lines)]


def summary(
    report: Report,
    *,
    report_path: str,
    asked: tuple[tuple[str, str], ...] | None = None,
    language: str = ENGLISH,
) -> str:
    """Return what was read, each rung, the comparison, what to ask next, where the report is.

    ``asked`` are the DNS questions (name, type) that were put to name servers in this run.
    """
    with local_time(report.case.timezone), speaking(language):
        return "\n".join(_fitting(report, report_path, asked)) + "\n"


def _fitting(
    report: Report, report_path: str, asked: tuple[tuple[str, str], ...] | None
) -> list[str]:
    """Return the fullest version that fits: requests give way first, long answers last."""
    ends = ([*_head(report), *_asked(report, asked)], _tail(report, report_path))
    answers: Answers = {}
    for most_parts, all_of_them in _PARTS:
        answers = {
            rung.rung: parts(rung.answer, all_of_them=all_of_them)
            for rung in report.reasoning.ladder
        }
        levels = dict.fromkeys(answers, 1)
        if _page(report, ends, answers, levels, most_parts) is None:
            continue
        for number in (*_RAISED, *_RAISED, *_RAISED, *_RAISED):
            more = levels | {number: levels.get(number, 0) + 1}
            if number in levels and _page(report, ends, answers, more, most_parts) is not None:
                levels = more
        return _page(report, ends, answers, levels, most_parts) or []
    shown: list[str] = []
    results = _comparison(report)
    for lines in (3, 2, 1):
        shown = [*ends[0], *_ladder(report, answers, dict.fromkeys(answers, 1), 1, lines), *results]
        if len(shown) <= MOST_LINES - len(ends[1]):
            break
    return [*shown[: MOST_LINES - len(ends[1])], *ends[1]]


def _page(
    report: Report,
    ends: tuple[list[str], list[str]],
    answers: Answers,
    levels: dict[int, int],
    most_parts: int,
) -> list[str] | None:
    """Return the lines with as many requests as fit; ``None`` where there is no room for one."""
    ladder = [*_ladder(report, answers, levels, most_parts), *_comparison(report)]
    for requests in range(_MOST_REQUESTS, -1, -1):
        asks = _requests(report, requests)
        for blank in ([""], []):
            out = [*ends[0], *blank, *ladder, *blank, *asks, *ends[1]]
            if len(out) <= MOST_LINES:
                return out
    return None


def _head(report: Report) -> list[str]:
    read = _say(
        "report.summary.read",
        exhibits=len(report.exhibits),
        messages=len(report.messages),
        unreadable=len(report.unreadable),
    )
    as_of = iso_day(report.as_of)
    return [
        *_wrapped(_say("report.summary.title", version=report.tool_version, as_of=as_of), most=1),
        *_wrapped(read, most=1),
        *_exhibits(report),
        *_unread(report),
        *_known(report),
    ]


def _known(report: Report) -> list[str]:
    """Say how many points are consistent with known messages, where any were given."""
    found = [one.calibration for one in report.messages if not isinstance(one.calibration, State)]
    if not found:
        return []
    counts = {"consistent": 0, "not-consistent": 0, "cannot-say": 0}
    for calibration in found:
        for point in calibration.points:
            counts[point.verdict.value] += 1
    words = _say(
        "origin-calibration.summary",
        consistent=counts["consistent"],
        differs=counts["not-consistent"],
        open=counts["cannot-say"],
        messages=max(one.messages for one in found),
    )
    return _wrapped(words, "  ", most=1)


def _exhibits(report: Report) -> list[str]:
    if not report.exhibits:
        return []
    shown = [
        _say("report.summary.exhibit", id=one.item.id, name=one.item.name)
        for one in report.exhibits[:_MOST_EXHIBITS]
    ]
    rest = len(report.exhibits) - _MOST_EXHIBITS
    more = [_say("report.value.more", count=rest)] if rest > 0 else []
    files = joint().join([*shown, *more])
    return _wrapped(_filled_files(files), "  ", most=_MOST_EXHIBITS)


def _filled_files(files: str) -> str:
    return (sentence("report.summary.files") or "{files}").replace("{files}", files)


def _unread(report: Report) -> list[str]:
    """Name what could not be read, with the reason and the way out."""
    shown: list[str] = []
    for one in report.unreadable[:_MOST_UNREAD]:
        words = _say("report.summary.unread", name=one.name, reason=one.reason, remedy=one.remedy)
        shown += _wrapped(words, "  ")
    rest = len(report.unreadable) - _MOST_UNREAD
    if rest > 0:
        shown += _wrapped(_say("report.summary.unread-more", count=rest), "  ")
    return shown


def _asked(report: Report, asked: tuple[tuple[str, str], ...] | None) -> list[str]:
    """Print every name that was asked: whoever runs a name server can see who asks."""
    if asked is None:
        return []
    if not report.dns:
        return _wrapped(_say("report.summary.dns-none"), "  ")
    names = " ".join(dict.fromkeys(name for name, _ in asked))
    return _wrapped(_say("report.summary.dns", count=len(report.dns), names=names), "  ", most=4)


def _ladder(
    report: Report,
    answers: Answers,
    levels: dict[int, int],
    most_parts: int,
    lines_of_answer: int = _LINES_OF_ANSWER,
) -> list[str]:
    """Return question and answers; ``levels`` are the sentences of each part, by rung."""
    question: Text | str = report.case.question or text("report.first.default-question")
    words = question if isinstance(question, str) else render(question)
    lines = _wrapped(_say("report.summary.question", question=words), most=2)
    whole = answers == {rung.rung: parts(rung.answer) for rung in report.reasoning.ladder}
    for rung in report.reasoning.ladder:
        badge, found = rung.badge, answers[rung.rung]
        mark = "" if badge in _PLAIN_BADGES else f"[{_say(badge_id(rung, report))}] "
        answer = joined(found, levels[rung.rung], most_parts)
        if len(found) > most_parts:
            more = _say("report.summary.further", count=len(found) - most_parts)
            answer = f"{answer} {more}"
        whole = whole and is_whole(found, levels[rung.rung], most_parts)
        lines += _wrapped(f"{rung.rung}. {mark}{answer}", "  ", most=lines_of_answer)
    return lines if whole else [*lines, *_wrapped(_say("report.summary.shortened"), "  ")]


def _comparison(report: Report) -> list[str]:
    """Return that nothing was compared, or the result of each of several messages in dispute.

    A single result is in the answer to the last question.
    """
    results = told(report.reasoning)
    if len(comparisons_of(report.reasoning)) == 1:
        return []
    if not results:
        result = text("report.compare.not-compared")
        return _wrapped(_say("report.summary.comparison", result=result), "  ", most=3)
    lines = []
    for one in results[:_MOST_RESULTS]:
        said = joined(parts(one), 1, 1)
        lines += _wrapped(_say("report.summary.comparison", result=said), "  ", most=4)
    return lines


def _requests(report: Report, most: int) -> list[str]:
    """Return that many requests, or the first of them in a line if there is no room for one."""
    requests = first_asked(report)
    if not requests:
        return []
    if not most:
        what, rest = requests[0].what, len(requests) - 1
        if rest:
            return _wrapped(_say("report.summary.ask-one-more", what=what, count=rest), most=2)
        return _wrapped(_say("report.summary.ask-one", what=what), most=2)
    lines = _wrapped(_say("report.summary.ask"))
    for request in requests[:most]:
        params: dict[str, Param] = {"what": request.what, "holder": request.holder}
        if isinstance(request.ask_by, State):
            words = _say("report.summary.request", **params)
        else:
            passed = request.ask_by < report.as_of
            id_ = "report.summary.request-passed" if passed else "report.summary.request-by"
            days = {"by": whole_day(request.ask_by), "day": whole_day(report.as_of)}
            words = _say(id_, **days, **params)
        lines += _wrapped(words, "  ", most=4)
    rest = len(requests) - most
    if rest > 0:
        lines += _wrapped(_say("report.value.more", count=rest), "  ")
    return lines


def _tail(report: Report, report_path: str) -> list[str]:
    """Return what a reader must not miss: how to test the seals, privacy, where the report is."""
    lines: list[str] = []
    if _untested_for_want_of_keys(report):
        lines += _wrapped(_say("report.summary.offline"))
    if report.edition.name is not EditionName.FULL:
        name = _say(f"report.cover.edition.{report.edition.name.value}")
        lines += _wrapped(_say("report.summary.edition", edition=name), most=2)
    elif count := shown_addresses(report):
        lines += _wrapped(_say("report.summary.privacy", count=count))
    where = _say("report.summary.where", path=report_path)
    if width(where) <= COLUMNS:
        return [*lines, where]
    parts = _LABEL.match(where)
    return [*lines, *(parts.groups() if parts else (where,))]


def _untested_for_want_of_keys(report: Report) -> bool:
    """Tell whether a run with name servers could test a seal that this one did not."""
    return any(
        check.reason is DkimReason.KEY_NOT_ATTEMPTED
        for analysed in report.messages
        for check in analysed.authentication.dkim
    )
