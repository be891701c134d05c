"""Which record of whom would test an assumption that a result rests on."""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.reasoning.records import Finding

_RECORDS: Final = {
    "rule.explanations.access.if.not-passed-on": "passed-on",
    "rule.explanations.authentication.if.key-kept": "key",
    "rule.explanations.authentication.if.key-right": "key",
    "rule.explanations.copies.if.no-common-hand": "copies",
    "rule.explanations.presence.if.away": "stay",
    "rule.explanations.presence.if.clocks": "sending",
    "rule.explanations.presence.if.here": "sending",
    "rule.explanations.presence.if.keyboard": "keyboard",
    "rule.explanations.presence.if.no-line": "afar",
    "rule.explanations.presence.if.no-return": "stay",
    "rule.explanations.presence.if.not-taken-over": "keyboard",
    "rule.explanations.presence.if.not-timed": "sending",
    "rule.explanations.presence.if.nowhere-else": "stay-afar",
    "rule.explanations.presence.if.own-hand": "session",
    "rule.explanations.presence.if.own-login": "machine",
    "rule.explanations.presence.if.rows-kept": "rows",
    "rule.explanations.presence.if.there": "stay-afar",
    "rule.explanations.presence.if.this-machine": "machine",
    "rule.explanations.sending.if.mode-right": "sending",
    "rule.explanations.sending.if.one-message": "sending",
    "rule.explanations.sending.if.row-kept": "sending",
    "rule.explanations.sending.if.used-once": "sending",
}


_NAMED: Final = {
    "keyboard": ("machine",),
    "machine": ("machine",),
    "stay": ("person",),
    "stay-afar": ("person",),
}
"""What each record is named by, where the finding names it: never by a pronoun alone."""


def tested_by(words: Text) -> tuple[Text, str] | None:
    """The assumption and the kind of record behind such a sentence; ``None`` for any other one."""
    condition = dict(words.params).get("words")
    if not isinstance(condition, Text) or condition.id not in _RECORDS:
        return None
    return condition, _RECORDS[condition.id]


def change_of(condition: str, finding: Finding) -> Text:
    """Say which record would test the assumption with this sentence id, and who has it.

    ``finding`` is the one whose mark needs it: its machine and its person name the record.
    """
    words = Text(id=condition)
    kind = _RECORDS.get(condition)
    if kind is None:
        return text("reasoning.compare.change.assumption", words=words)
    said = dict(finding.statement.params)
    values = {name: said[name] for name in _NAMED.get(kind, ()) if name in said}
    named = len(values) == len(_NAMED.get(kind, ()))
    id_ = f"reasoning.compare.change.record.{kind}"
    record = text(id_, **values) if named else text(f"{id_}.unnamed")
    return text("reasoning.compare.change.test", record=record, words=words)
