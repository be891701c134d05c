"""Outlook items without transport headers: no message to verify, and still properties that speak.

The sender's own copy and mail inside one Exchange organisation are of this kind. Their findings
are about the exhibit and about no message; nothing of them enters the answers to the questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.authentication import Authentication
from provenance.case import Case
from provenance.evidence import Exhibit, MessageStream, winmail_of
from provenance.message import read_message
from provenance.origin import find_origin
from provenance.reasoning.records import AnalysedMessage
from provenance.reasoning.subject import Subject, make_subjects
from provenance.trace import trace_message


def lone_subjects(
    exhibits: Sequence[Exhibit], with_message: frozenset[str], case: Case
) -> tuple[Subject, ...]:
    """A subject for each item that no message stands for; its message is empty and has no id."""
    beside = {one.item.id for found in winmail_of(exhibits).values() for one in found}
    made = [
        _empty(one)
        for one in exhibits
        if one.outlook is not None and one.item.id not in with_message and one.item.id not in beside
    ]
    return make_subjects(tuple(made), tuple(exhibits), case) if made else ()


def _empty(exhibit: Exhibit) -> AnalysedMessage:
    stream = MessageStream(name="none", data=b"", body=False)
    message = read_message(stream, id="", evidence=exhibit.item.id)
    trace = trace_message(message)
    authentication = Authentication()
    return AnalysedMessage(
        message=message,
        trace=trace,
        authentication=authentication,
        origin=find_origin(message, trace, authentication),
    )
