"""The terminal summary: at most 25 lines, nothing in it can drive a terminal."""

from __future__ import annotations

from provenance.basics import Param, State, Text, text
from provenance.reasoning import Code
from provenance.report.catalogue import render
from provenance.report.marks import visible
from provenance.report.records import Report

MOST_LINES = 25
_MOST_EXHIBITS = 3
_MOST_UNREAD = 1
_MOST_REQUESTS = 3
_LONGEST = 240


def _say(id_: str, /, **params: Param) -> str:
    return render(text(id_, **params))


def _line(words: str, indent: str = "") -> str:
    one = " ".join(visible(words).split())
    return indent + (one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…")


def summary(
    report: Report, *, report_path: str, asked: tuple[tuple[str, str], ...] | None = None
) -> str:
    """Return what was read, each rung, the comparison, what to ask next, where the report is.

    ``asked`` are the DNS questions (name, type) that were put to name servers in this run.
    """
    out = [
        _line(_say("report.summary.title", version=report.tool_version, as_of=report.as_of)),
        _line(
            _say(
                "report.summary.read",
                exhibits=len(report.exhibits),
                messages=len(report.messages),
                unreadable=len(report.unreadable),
            )
        ),
        *_exhibits(report),
        *_unread(report),
        *_asked(report, asked),
        "",
        *_ladder(report),
        _line(_comparison(report), "  "),
        "",
        *_requests(report),
        _line(_say("report.summary.where", path=report_path)),
    ]
    return "\n".join(out) + "\n"


def _exhibits(report: Report) -> list[str]:
    shown = [
        _line(
            _say(
                "report.summary.exhibit",
                id=exhibit.item.id,
                name=exhibit.item.name,
                size=exhibit.item.size,
                sha256=exhibit.item.sha256[:16],
            ),
            "  ",
        )
        for exhibit in report.exhibits[:_MOST_EXHIBITS]
    ]
    rest = len(report.exhibits) - _MOST_EXHIBITS
    if rest > 0:
        shown.append(_line(_say("report.value.more", count=rest), "  "))
    return shown


def _unread(report: Report) -> list[str]:
    """Name what could not be read, with the reason and the way out."""
    shown = [
        _line(
            _say("report.summary.unread", name=one.name, reason=one.reason, remedy=one.remedy),
            "  ",
        )
        for one in report.unreadable[:_MOST_UNREAD]
    ]
    rest = len(report.unreadable) - _MOST_UNREAD
    if rest > 0:
        shown.append(_line(_say("report.summary.unread-more", count=rest), "  "))
    return shown


def _asked(report: Report, asked: tuple[tuple[str, str], ...] | None) -> list[str]:
    """Print every name that was asked: whoever runs a name server can see who asks."""
    if asked is None:
        return []
    if not report.dns:
        return [_line(_say("report.summary.dns-none"), "  ")]
    names = " ".join(dict.fromkeys(name for name, _ in asked))
    return [_line(_say("report.summary.dns", count=len(report.dns), names=names), "  ")]


def _ladder(report: Report) -> list[str]:
    question: Text | str = report.case.question or text("report.first.default-question")
    asked = question if isinstance(question, str) else render(question)
    lines = [_line(_say("report.summary.question", question=asked))]
    for rung in report.reasoning.ladder:
        mark = "" if rung.code is Code.ANSWERED else f"[{_say(f'report.code.{rung.code.value}')}] "
        lines.append(_line(f"{rung.rung}. {mark}{render(rung.answer)}", "  "))
    return lines


def _comparison(report: Report) -> str:
    comparison = report.reasoning.comparison
    if isinstance(comparison, State):
        return _say("report.summary.comparison", result=text("report.comparison.not-attempted"))
    return _say("report.summary.comparison", result=text(f"report.scale.{comparison.step}"))


def _requests(report: Report) -> list[str]:
    requests = report.reasoning.requests
    if not requests:
        return []
    lines = [_line(_say("report.summary.ask"))]
    for request in requests[:_MOST_REQUESTS]:
        by = "" if isinstance(request.ask_by, State) else request.ask_by
        params: dict[str, Param] = {"what": request.what, "holder": request.holder}
        if not by:
            words = _say("report.summary.request", **params)
        elif by < report.as_of:
            words = _say("report.summary.request-passed", by=by, **params)
        else:
            words = _say("report.summary.request-by", by=by, **params)
        lines.append(_line(words, "  "))
    rest = len(requests) - _MOST_REQUESTS
    if rest > 0:
        lines.append(_line(_say("report.value.more", count=rest), "  "))
    return [*lines, ""]
