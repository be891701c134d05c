"""``X-VR-SPAMCAUSE`` of Vade's filter (OVH, home.pl, UOL and others) in clear words.

The field holds what the filter saw of the SMTP session: address and HELO of the client, reverse
path, every recipient (also those that no field of the message names), the host of the filter. It
stands there under a cipher of two letters for each character. Public tools know the scheme
(decode-spam-headers); which of the two letters counts was measured on six fields of public mail.
"""

from __future__ import annotations

import re

_ALPHABET = r"[a-z\s]{40,}\Z"
_KEY = r"(?:\A|,)([A-Za-z_]{2,20})="

SpamCause = tuple[str, tuple[tuple[str, str], ...]]
"""The filter's own words, and the names and values of the SMTP session in their order."""


def spam_cause(value: str) -> SpamCause | None:
    """Decode a value.

    One letter of a pair, ``c`` to ``h``, gives the upper half of the octet (``g`` is 6); it stands
    second in the first pair, first in the second, and so on. The other letter fills up the sum.

    Args:
        value: the unfolded value; blanks in it are folding.

    Returns:
        ``None`` if it is not of this form.
    """
    if not re.match(_ALPHABET, value.strip()):
        return None
    letters = "".join(value.split())
    octets = bytearray()
    for place in range(0, len(letters) - 1, 2):
        first, second = letters[place], letters[place + 1]
        upper = first if place % 4 else second
        octets.append((ord(first) + ord(second) - 120 + 16 * (ord(upper) - ord("g"))) & 0xFF)
    clear = octets.decode("utf-8", "replace")
    if not clear.startswith("Vade"):
        return None
    head, _, session = clear.partition("; Param=")
    pieces = re.split(_KEY, session)
    return head, tuple(zip(pieces[1::2], pieces[2::2], strict=True))
