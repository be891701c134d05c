"""Received-SPF (RFC 7208 §9.1): ``result (comment) key=value; key=value``."""

from __future__ import annotations

from provenance.basics import State
from provenance.trace.authentication_results import MethodResult, parse_pairs
from provenance.trace.records import Property
from provenance.trace.tokens import scan


def parse_received_spf(value: str) -> MethodResult | None:
    """Read the value of a Received-SPF field.

    Args:
        value: the unfolded value.

    Returns:
        Method ``spf`` with the result in lower case and the key-value list as properties of type
        ``""`` (``client-ip``, ``envelope-from``, ``helo``, ``identity``, ``receiver`` ...);
        ``None`` if the value does not begin with a word.
    """
    words: list[str] = []
    comments: list[str] = []
    for kind, start, end in scan(value):
        if kind == "comment":
            comments.append(value[start + 1 : end - 1].strip())
            words.append(" ")
        else:
            words.append(" " if kind == "semicolon" else value[start:end])
    result, _, rest = "".join(words).strip().partition(" ")
    if not result.isalpha():
        return None
    return MethodResult(
        method="spf",
        result=result.lower(),
        reason=State.ABSENT,
        properties=tuple(
            Property(ptype="", name=key.lower(), value=item)
            for key, item in parse_pairs(rest)
            if key is not None
        ),
        comments=tuple(comments),
    )
