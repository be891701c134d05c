"""Domain names as DNS compares them: lower case, A-labels, no final dot."""

from __future__ import annotations

from functools import lru_cache

MAX_NAME = 253
MAX_LABEL = 63
MAX_WRITTEN = 2_000
"""Characters of a name as written, with blanks around it; the IDNA codec is slow on long ones."""

_DEVIATING = frozenset("\u00df\u03c2\u200c\u200d")
"""Letters that IDNA 2008 keeps and the codec of 2003 maps away (RFC 5894 §7.2)."""


@lru_cache(maxsize=4096)
def ascii_name(domain: str) -> str:
    """Return ``domain`` in the form that is asked and compared, "" if it cannot be a DNS name.

    U-labels become A-labels (RFC 8616 §4, RFC 5890 §2.3). Underscores are usual in
    ``_domainkey`` names, and even a space can stand in a label that SPF macros make.
    """
    if len(domain) > MAX_WRITTEN:
        return ""
    name = domain.strip().rstrip(".").lower()
    if not name.isascii():
        # The codec's table is large; pure ASCII names, nearly all of them, never load it.
        try:
            name = ".".join(_a_label(label) for label in name.split("."))
        except UnicodeError:
            return ""
    if not name or len(name) > MAX_NAME:
        return ""
    for label in name.split("."):
        if not label or len(label) > MAX_LABEL:
            return ""
    if not name.isprintable():
        return ""
    return name


def _a_label(label: str) -> str:
    """A-label of one U-label (RFC 5891 §4.4); raises UnicodeError where there is none."""
    if label.isascii():
        return label
    if _DEVIATING.isdisjoint(label):
        return label.encode("idna").decode("ascii").lower()
    from unicodedata import normalize

    return "xn--" + normalize("NFC", label).encode("punycode").decode("ascii")


def question_name(name: str) -> str:
    """Return the name of a DNS question; as :func:`ascii_name`, and ``.`` for the root."""
    return "." if name.strip() == "." else ascii_name(name)


def same_name(left: str, right: str) -> bool:
    """Tell whether two domains are one DNS name."""
    a = ascii_name(left)
    return bool(a) and a == ascii_name(right)


def is_subdomain(name: str, parent: str) -> bool:
    """Tell whether ``name`` is ``parent`` or below it."""
    a, b = ascii_name(name), ascii_name(parent)
    return bool(a) and bool(b) and (a == b or a.endswith("." + b))
