"""What the word after ``with`` means (RFC 3848, RFC 6531 §4.3, IANA mail transmission types)."""

from __future__ import annotations

import re
from functools import lru_cache

from provenance.basics import State, Value
from provenance.trace.records import Protocol, Transport

# The registered words are SMTP, ESMTP, LMTP and UTF8SMTP, UTF8LMTP with S (TLS), A (authenticated)
# or SA; servers write them in any case, and ``SMTPs`` or ``utf8esmtpsa`` as well.
_MAIL = re.compile(r"(utf8)?(e?)(smtp|lmtp)(sa|s|a)?\Z")
_LONGER = re.compile(r"\b(utf8)?(e?)(smtp|lmtp)(sa|s|a)?\b")
_OTHER = {
    "asmtp": Protocol(transport=Transport.SMTP, authenticated=True),
    "http": Protocol(transport=Transport.HTTP),
    "https": Protocol(transport=Transport.HTTP, tls=True),
    "httprest": Protocol(transport=Transport.HTTP),
    "rest": Protocol(transport=Transport.HTTP),
    "mapi": Protocol(transport=Transport.MAPI, authenticated=True),
    "mailboxresubmission": Protocol(transport=Transport.MAPI),
    "local": Protocol(transport=Transport.LOCAL),
    "local-generated": Protocol(transport=Transport.LOCAL),
    "local-bsmtp": Protocol(transport=Transport.LOCAL),
    "local-esmtp": Protocol(transport=Transport.LOCAL),
    "local-smtp": Protocol(transport=Transport.LOCAL),
    "bsmtp": Protocol(transport=Transport.LOCAL),
    "spam-scanned": Protocol(transport=Transport.LOCAL),
    "pop3": Protocol(transport=Transport.MAILBOX),
    "imap": Protocol(transport=Transport.MAILBOX),
    "submission": Protocol(transport=Transport.SMTP),
}
_NOTHING = Protocol()


@lru_cache(maxsize=512)
def protocol_of(words: str) -> Protocol:
    """Read the meaning of a with-clause.

    Args:
        words: its value, "" if there is none.

    Returns:
        Transport, and what the word says of authentication and TLS. ESMTPA says that TLS was not
        in use, ESMTPS that nobody authenticated (RFC 3848); plain words say neither.
    """
    if not words:
        return _NOTHING
    low = words.lower()
    first = low.partition(" ")[0].partition("/")[0]
    if first in _OTHER:
        return _OTHER[first]
    found = _MAIL.match(first)
    if found:
        return _mail(found, low)
    if "microsoft smtp" in low:
        return Protocol(transport=Transport.SMTP)
    found = _LONGER.search(low)
    if found:
        return _mail(found, low)
    return Protocol(transport=Transport.SMTP if "smtp" in low else Transport.OTHER)


def _mail(found: re.Match[str], low: str) -> Protocol:
    """Read a word of the registry, and what stands around it."""
    utf8, _, name, ending = found.groups()
    authenticated: Value[bool] = State.ABSENT
    tls: Value[bool] = State.ABSENT
    if ending:
        authenticated, tls = "a" in ending, "s" in ending
    if "starttls" in low or "encrypted" in low or "/tls" in low or "tls/" in low:
        tls = True
    if "starttls and auth" in low:
        authenticated = True
    return Protocol(
        transport=Transport.LMTP if name == "lmtp" else Transport.SMTP,
        authenticated=authenticated,
        tls=tls,
        utf8=bool(utf8),
    )
