"""One Received or X-Received value to one :class:`TraceField` (RFC 5321 §4.4)."""

from __future__ import annotations

from provenance.trace.dialects import INDEX, Facts
from provenance.trace.dialects.clauses import read_clauses
from provenance.trace.dialects.peer import read_peer
from provenance.trace.dialects.protocol import protocol_of
from provenance.trace.plain import split_plain
from provenance.trace.records import TraceField
from provenance.trace.tokens import Split, split_received


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
    split = split_plain(value) or split_received(value)
    dialect, mark = INDEX.find(split)
    facts = Facts()
    remarks = list(split.remarks)
    if mark and mark.startswith(("by-comment ", "with-comment ", "tls-comment ")):
        facts["software"] = mark.partition(" ")[2]
    read_clauses(facts, split)
    if "from" in split.clauses:
        transport = protocol_of(split.text("with") or _http(split)).transport
        read_peer(facts, split, dialect, transport, remarks)
    if dialect.read:
        dialect.read(facts, split, remarks)
    title = "unknown"
    if mark:
        title = dialect.name(split) if dialect.name else dialect.id
    facts["remarks"] = tuple(remarks)
    return TraceField(
        field=field,
        name=name,
        segments=split.segments,
        comments=tuple(split.comments),
        dialect=title,
        dialect_reason=mark,
        remainder=" ".join(split.remainder),
        **facts,
    )


def _http(split: Split) -> str:
    """``via HTTP``, ``(via HTTP)`` behind the by-host, where a server names its protocol so."""
    link = split.text("via")
    if not link and "by" in split.clauses:
        link = next((c[4:] for c in split.comments_of("by") if c[:4].lower() == "via "), "")
    return link if link[:4].upper() == "HTTP" else ""
