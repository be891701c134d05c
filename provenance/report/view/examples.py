"""Addresses of ranges for examples (RFC 5737, RFC 3849): where records and answers name them."""

from __future__ import annotations

from typing import Any

from provenance.basics.networks import address_class
from provenance.report.records import Report
from provenance.report.view.common import t


def examples(report: Report) -> list[dict[str, Any]]:
    """What names addresses of ranges for examples, by exhibit, and the answers of DNS that do."""
    held = _messages_with_examples(report) | _exports_with_examples(report)
    ids = [one.item.id for one in report.exhibits if one.item.id in held]
    ids += [one.evidence for one in report.audit.sources if one.evidence in held]
    ids = list(dict.fromkeys(ids))
    found = [{"words": t("report.limits.documentation"), "findings": [], "ids": ids}] if ids else []
    if any(is_example(word) for one in report.dns for data in one.data for word in data.split()):
        words = t("report.limits.documentation-dns")
        found.append({"words": words, "findings": [], "ids": []})
    return found


def is_example(word: str) -> bool:
    """Whether an address, or the network of a mechanism of SPF, is of a range for examples."""
    address = word.partition(":")[2] if word.lower().lstrip("+-~?").startswith("ip") else word
    return address_class(address.partition("/")[0]) == "documentation"


def _messages_with_examples(report: Report) -> set[str]:
    return {
        analysed.message.evidence
        for analysed in report.messages
        for hop in analysed.trace.route.hops
        for ip in (hop.trace.ip, hop.trace.by_ip)
        if isinstance(ip, str) and is_example(ip)
    }


def _exports_with_examples(report: Report) -> set[str]:
    if not report.audit.events:
        return set()
    # An analysis without a log loads nothing of the room that reads logs.
    from provenance.audit.records import IpClass

    return {
        event.source
        for event in report.audit.events
        if any(ip.cls is IpClass.DOCUMENTATION for ip in event.ips)
    }
