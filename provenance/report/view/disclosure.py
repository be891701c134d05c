"""Who could see whose address: the chapter."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.basics import State, known
from provenance.correlation import Disclosure
from provenance.correlation.records import DomainClass
from provenance.reasoning import FindingKind
from provenance.report.disclosure_overview import four_words
from provenance.report.duties import elsewhere, regimes_of
from provenance.report.records import Report
from provenance.report.view.common import ev, finding_link, joined, say, t, when
from provenance.report.view.copies import members

LEAST: Final = 10
"""Visible addresses from which on the chapter is shown; fewer are a usual letter."""
SHOWN_BATCHES: Final = 40
SHOWN_FROM_LOGS: Final = 40
_AFTERWARDS: Final = frozenset({"join.session.recall", "join.item-deleted"})
"""Findings on what records show to have been done after the sending."""


def disclosure(report: Report) -> dict[str, Any] | None:
    """Return the chapter, ``None`` where the messages show few recipients."""
    one = report.disclosure
    count = known(one.visible_unique)
    if count is None or count < LEAST:
        return None
    why, regimes = regimes_of(report)
    own = [name for name in regimes if name not in elsewhere(report)]
    other = [name for name in regimes if name not in own]
    return {
        "four": _four(one, report),
        "batches": [
            {
                "group": batch.group or batch.message,
                "date": when(batch.date),
                "message_id": ev(batch.message_id),
                "copies": len(batch.copies),
                "entries": batch.entries,
                "visible": batch.visible,
                "differ": batch.lists_differ,
            }
            for batch in one.batches[:SHOWN_BATCHES]
        ],
        "more": max(0, len(one.batches) - SHOWN_BATCHES),
        "visible": count,
        "not_counted": members(one.not_counted) if one.not_counted else None,
        "seen": [
            t("report.disclosure.seen", count=count, names=one.names),
            t(
                "report.disclosure.odd-entries",
                duplicates=one.duplicates,
                invalid=one.invalid,
                groups=one.groups,
            ),
            t("report.disclosure.attachments", count=one.attachments),
            t("report.disclosure.lines"),
        ],
        "inside": _inside(one),
        "classes": [
            (t(f"report.disclosure.class.{kind.value}"), number)
            for kind, number in one.by_domain_class
        ],
        "domains_rest": max(0, count - sum(number for _, number in one.largest_domains)),
        "webmail": any(kind is DomainClass.WEBMAIL for kind, _ in one.by_domain_class),
        "domains": [(ev(domain), number) for domain, number in one.largest_domains],
        "recall": [
            {
                "class": t(f"report.disclosure.class.{row.recipient_class}"),
                "era": t(f"report.recall.era.{row.era}"),
                "recipients": row.recipients,
                "could": t(f"report.recall.could.{row.could_act.value}"),
                "why": say(row.why),
            }
            for row in one.recall
        ],
        "only_in_logs": [
            (ev(row.address), row.event) for row in one.only_in_logs[:SHOWN_FROM_LOGS]
        ],
        "logs_more": max(0, len(one.only_in_logs) - SHOWN_FROM_LOGS),
        "grade": None if isinstance(one.grade, State) else t(f"report.grade.{one.grade}"),
        "grade_rule": say(one.grade_rule),
        "receipts": _receipts(one),
        "duties_why": t(f"report.duties.why.{why}"),
        "duties": [rows for rows in (_duties(own), _duties(other, apart=True)) if rows],
    }


def _duties(regimes: list[str], *, apart: bool = False) -> dict[str, Any] | None:
    """A table of rules, each with whose law it is; those of another country stand apart."""
    if not regimes:
        return None
    return {
        "intro": t("report.duties.elsewhere") if apart else None,
        "rows": [
            {
                "regime": t(f"report.duties.row.{name}.regime"),
                "place": t(f"report.duties.row.{name}.place"),
                "duty": t(f"report.duties.row.{name}.duty"),
                "source": t(f"report.duties.row.{name}.source"),
            }
            for name in regimes
        ],
    }


def _four(one: Disclosure, report: Report) -> list[tuple[str, Markup | str]]:
    """What, to whom, when, and what was done: findings on a recall, where there are any."""
    *first, (label, done) = four_words(one)
    recalls = [
        each.id
        for each in report.reasoning.findings
        if each.kind is FindingKind.RECALL or each.name in _AFTERWARDS
    ]
    if not recalls:
        return [*first, (label, done)]
    links = joined([finding_link(id_) for id_ in recalls])
    told = Markup("{} {}").format(t("report.disclosure.four.done-see"), links)
    return [*first, (label, told)]


def _receipts(one: Disclosure) -> Markup | None:
    counted = one.receipts
    if not any((counted.displayed, counted.deleted, counted.failed, counted.automatic)):
        return None
    return t(
        "report.disclosure.receipts",
        displayed=counted.displayed,
        deleted=counted.deleted,
        failed=counted.failed,
        automatic=counted.automatic,
    )


def _inside(one: Disclosure) -> Markup:
    if not one.inside:
        return t("report.disclosure.inside.none")
    kind = "stated" if one.inside_stated else "guessed"
    return t(f"report.disclosure.inside.{kind}", domains=one.inside)
