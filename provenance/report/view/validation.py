"""Annex F: the recorded self-test, if one was handed over, and what it speaks of."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.report.catalogue import sentence
from provenance.report.records import Report
from provenance.report.validation import TestedGroup
from provenance.report.view.common import ev, joined, t

COMMAND: Final = "provenance selftest --annex"


def validation(report: Report) -> dict[str, Any]:
    """Return the annex; ``run`` is ``None`` where no self-test was handed over."""
    found = report.validation
    if found is None:
        return {"command": f"{COMMAND}; --selftest FILE", "run": None}
    same = found.version == report.tool_version and found.rules == report.reasoning.rules.sha256
    return {
        "command": COMMAND,
        "run": {
            "lead": t("report-outline.validation.run", vectors=found.vectors, failed=found.failed),
            "same": t("report-outline.validation.same")
            if same
            else t("report-outline.validation.other"),
            "broken": (
                t("report-outline.validation.broken", names=found.broken)
                if found.broken
                else t("report-outline.validation.whole")
            ),
            "rows": [
                (t("report-outline.validation.made"), ev(found.made_at)),
                (t("report-outline.validation.version"), ev(found.version)),
                (t("report-outline.validation.python"), ev(f"{found.python}, {found.platform}")),
                (t("report-outline.validation.program"), ev(found.program)),
                (t("report.method.rules-hash"), ev(found.rules)),
                (t("report-outline.validation.file", file=found.file), ev(found.sha256)),
            ],
            "groups": [_group(one) for one in found.groups],
        },
    }


def _group(one: TestedGroup) -> dict[str, Any]:
    known = f"report-selftest.group.{one.id}"
    return {
        "name": t(known) if sentence(known) else ev(one.id),
        "vectors": one.vectors,
        "failed": joined([ev(name) for name in one.failed]) if one.failed else Markup("0"),
    }
