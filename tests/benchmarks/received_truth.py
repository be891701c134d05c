"""The truth set of Received fields: reading it, evening values out, comparing with it.

`tests/data/trace/truth/labels.jsonl` has one JSON object a line: ``n``, ``source``, ``sha256`` of
the unfolded text, ``labels`` (17 keys, null where the line does not say it) and ``accept`` (further
values that are right as well). GUIDE.md beside it says what each label means.

The mails behind the lines belong to third parties. So a value is in the file either as it is or
as ``{"sha256": hex}`` over its evened-out form in UTF-8 (`hidden`): the client's names, addresses
and ids always, every value where the corpus may not be redistributed. Comparing needs no more.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Scalar: TypeAlias = str | int | None
Stored: TypeAlias = Scalar | dict[str, str]

KEYS = (
    *("helo", "rdns", "ip", "port", "by", "by_ip", "via", "with", "id", "for", "envelope_from"),
    *("tls_version", "cipher", "tls_bits", "auth_user", "time_utc", "offset_minutes"),
)
_FOLDER = Path(__file__).resolve().parents[1] / "data" / "trace" / "truth"
TRUTH = _FOLDER / "labels.jsonl"
UNSEEN = {2: _FOLDER / "unseen-2.jsonl", 3: _FOLDER / "unseen-3.jsonl"}
PUBLIC_FORMS = _FOLDER / "public-forms.jsonl"
LATER_FORMS = _FOLDER / "public-forms-2.jsonl"
LAST_FORMS = _FOLDER / "public-forms-3.jsonl"

HOST_KEYS = frozenset({"helo", "rdns", "ip", "by", "by_ip", "via"})
ADDRESS_KEYS = frozenset({"helo", "rdns", "ip", "by", "by_ip"})
PERSONAL_KEYS = frozenset(
    {"helo", "rdns", "ip", "by_ip", "id", "for", "envelope_from", "auth_user"}
)
NOT_REDISTRIBUTABLE = frozenset({"phishing_pot-sample", "lore-sample"})
PAIRS = frozenset({"[]", "<>"})

TLS_PUNCTUATION = re.compile(r"[\W_]+")
TLS_V = re.compile(r"(?<=tls|ssl)v(?=\d)")


def evened(key: str, value: str | int) -> str:
    """Even a value out as GUIDE.md says; two spellings of the same answer become one string.

    White space is collapsed, case folded, one pair of ``[]`` or ``<>`` taken off. A host name
    loses a trailing dot; an address loses ``IPv6:`` and takes its shortest notation, v4-mapped
    ones as plain IPv4. In a TLS version punctuation and the ``v`` before the number go.
    """
    text = " ".join(str(value).split()).casefold()
    if len(text) > 1 and text[0] + text[-1] in PAIRS:
        text = text[1:-1].strip()
    if key in HOST_KEYS and len(text) > 1:
        text = text.removesuffix(".")
    if key in ADDRESS_KEYS:
        text = _evened_address(text)
    if key == "tls_version":
        text = TLS_V.sub("", TLS_PUNCTUATION.sub("", text))
    return text


def _evened_address(text: str) -> str:
    """Give an IP address its one notation; anything else comes back as it is."""
    try:
        address = ipaddress.ip_address(text.removeprefix("ipv6:"))
    except ValueError:
        return text
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def hidden(key: str, value: str | int) -> dict[str, str]:
    """Hash an evened-out value, for values that may not stand in the repository."""
    return {"sha256": hashlib.sha256(evened(key, value).encode()).hexdigest()}


def is_hidden(source: str, key: str) -> bool:
    """Tell whether a label of this source is kept as a hash."""
    return key in PERSONAL_KEYS or source.partition("/")[0] in NOT_REDISTRIBUTABLE


def stored(source: str, key: str, value: Scalar) -> Stored:
    """Give a settled value the form it has in the file of labels."""
    return hidden(key, value) if value is not None and is_hidden(source, key) else value


def same(key: str, given: Scalar, truth: Stored) -> bool:
    """Compare a parser's value with one of the truth; None says "the line does not say it"."""
    if given is None or truth is None:
        return given is None and truth is None
    if isinstance(truth, dict):
        return hidden(key, given) == truth
    return evened(key, given) == evened(key, truth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One labelled line: what it says, and what counts as right besides.

    ``text`` is the line itself where it may stand in the repository, else "".
    """

    n: int
    source: str
    sha256: str
    labels: dict[str, Stored]
    accept: dict[str, list[Stored]]
    text: str = ""

    def right(self, key: str, given: Scalar) -> bool:
        """Tell whether a parser's value is the settled value or an accepted one."""
        return any(same(key, given, truth) for truth in self.answers(key))

    def answers(self, key: str) -> list[Stored]:
        """Give all right values of a label, the better reading first."""
        return [self.labels[key], *self.accept.get(key, [])]

    def says(self, key: str) -> bool:
        """Tell whether the line must be read as saying something here: null is not right."""
        return not self.right(key, None)


def read_truth(path: Path = TRUTH) -> list[Truth]:
    """Read the settled labels, in the order of their numbers."""
    rows = (json.loads(line) for line in path.read_text(encoding="ascii").splitlines())
    return [Truth(**row) for row in rows]
