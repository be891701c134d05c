"""One Received or X-Received value to one :class:`TraceField` (RFC 5321 §4.4)."""

from __future__ import annotations

from provenance.trace.dialects import DIALECTS, FALLBACK
from provenance.trace.records import TraceField
from provenance.trace.tokens import split_received


def parse_received(value: str, *, field: int = 0, name: str = "Received") -> TraceField:
    """Take one Received value apart.

    Args:
        value: the unfolded value.
        field: index of the header field in its message.
        name: name of the header field as written.

    Returns:
        The field; its segments tile ``value``. Never raises: what fits nowhere stands in
        ``remainder``, what cannot be read is a state.
    """
    split = split_received(value)
    reader, title, reason = FALLBACK, "unknown", ""
    for dialect in DIALECTS:
        mark = dialect.recognise(split)
        if mark:
            reader, title, reason = dialect, dialect.name_of(split), mark
            break
    facts = reader.extract(split)
    facts["remarks"] = (*split.remarks, *facts.get("remarks", ()))
    return TraceField(
        field=field,
        name=name,
        segments=tuple(split.segments),
        comments=tuple(split.comments),
        dialect=title,
        dialect_reason=reason,
        remainder=" ".join(split.remainder),
        **facts,
    )
