"""Who could see whose address, as JSON."""

from __future__ import annotations

from provenance.correlation import Batch, Disclosure, RecallTrace
from provenance.report.document.values import Json, json_value, record


def disclosure_to_dict(one: Disclosure) -> dict[str, Json]:
    """Return ``disclosure``; ``batches`` counts the different addresses of each batch."""
    return {
        "batches": [batch.visible for batch in one.batches],
        "batch_details": [_batch(batch) for batch in one.batches],
        **record(
            {
                "visible_unique": one.visible_unique,
                "not_counted": one.not_counted,
                "duplicates": one.duplicates,
                "invalid": one.invalid,
                "groups": one.groups,
                "names": one.names,
                "attachments": one.attachments,
                "inside": one.inside,
                "inside_stated": one.inside_stated,
                "category": one.category,
                "grade": one.grade,
                "grade_rule": one.grade_rule,
            }
        ),
        "by_domain_class": {kind.value: count for kind, count in one.by_domain_class},
        "largest_domains": [
            {"domain": json_value(domain), "addresses": count}
            for domain, count in one.largest_domains
        ],
        "receipts": {
            "displayed": one.receipts.displayed,
            "deleted": one.receipts.deleted,
            "failed": one.receipts.failed,
            "automatic": one.receipts.automatic,
            "complaints": one.receipts.complaints,
            "recalls": one.receipts.recalls,
        },
        "recall": [_recall(row) for row in one.recall],
        "only_in_logs": [
            {"address": json_value(row.address), "event": row.event} for row in one.only_in_logs
        ],
    }


def _batch(one: Batch) -> dict[str, Json]:
    return record(
        {
            "group": one.group,
            "message": one.message,
            "copies": one.copies,
            "date": one.date,
            "message_id": one.message_id,
            "entries": one.entries,
            "visible_unique": one.visible,
            "lists_differ": one.lists_differ,
        }
    )


def _recall(one: RecallTrace) -> dict[str, Json]:
    return record(
        {
            "class": one.recipient_class,
            "era": one.era,
            "recipients": one.recipients,
            "could_act": one.could_act.value,
            "why": one.why,
        }
    )
