"""Message-IDs of exports in the form in which they are compared."""

from __future__ import annotations

import re

_FOLD = re.compile(r"\r?\n[ \t]*")


def comparable_id(raw: str) -> str:
    """Take off outer space, folds and one pair of angle brackets; case counts (RFC 5322 §3.6.4)."""
    text = _FOLD.sub("", raw).strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
    return text
