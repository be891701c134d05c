"""The one pipeline: runs the stages for one case, and alone knows their order.

``analyze`` is a pure function of its inputs: the same evidence, case, DNS answers, rules,
version and ``as_of`` give an equal :class:`~provenance.report.Report` (architecture §7).
"""

from __future__ import annotations

from provenance.pipeline.context import Context
from provenance.pipeline.dns import mail_domains, questions_of, record_dns
from provenance.pipeline.reading import MAX_ATTACHED_PARTS, read_messages
from provenance.pipeline.repeat import repeat_command
from provenance.pipeline.run import analyze

__all__ = [
    "MAX_ATTACHED_PARTS",
    "Context",
    "analyze",
    "mail_domains",
    "questions_of",
    "read_messages",
    "record_dns",
    "repeat_command",
]
