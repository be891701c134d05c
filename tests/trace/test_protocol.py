from __future__ import annotations

import pytest

from provenance.basics import State
from provenance.trace import parse_received
from provenance.trace.dialects.protocol import protocol_of
from provenance.trace.records import Protocol, Transport

SMTP, LMTP, HTTP = Transport.SMTP, Transport.LMTP, Transport.HTTP
OPEN = State.ABSENT


@pytest.mark.parametrize(
    ("words", "transport", "authenticated", "tls", "utf8"),
    [
        ("", Transport.NOT_SAID, OPEN, OPEN, False),
        ("SMTP", SMTP, OPEN, OPEN, False),
        ("ESMTP", SMTP, OPEN, OPEN, False),
        ("ESMTPA", SMTP, True, False, False),
        ("ESMTPS", SMTP, False, True, False),
        ("ESMTPSA", SMTP, True, True, False),
        ("esmtpsa", SMTP, True, True, False),
        ("SMTPs", SMTP, False, True, False),
        ("ASMTP", SMTP, True, OPEN, False),
        ("LMTP", LMTP, OPEN, OPEN, False),
        ("LMTPSA", LMTP, True, True, False),
        ("UTF8SMTP", SMTP, OPEN, OPEN, True),
        ("UTF8SMTPSA", SMTP, True, True, True),
        ("utf8esmtp", SMTP, OPEN, OPEN, True),
        ("UTF8LMTPS", LMTP, False, True, True),
        ("HTTP", HTTP, OPEN, OPEN, False),
        ("HTTP/1.1", HTTP, OPEN, OPEN, False),
        ("HTTPS", HTTP, OPEN, True, False),
        ("HTTPREST", HTTP, OPEN, OPEN, False),
        ("mapi", Transport.MAPI, True, OPEN, False),
        ("local", Transport.LOCAL, OPEN, OPEN, False),
        ("POP3", Transport.MAILBOX, OPEN, OPEN, False),
        ("Microsoft SMTP Server", SMTP, OPEN, OPEN, False),
        ("Microsoft SMTPSVC", SMTP, OPEN, OPEN, False),
        ("MailEnable ESMTPA", SMTP, True, False, False),
        ("ESMTP with STARTTLS", SMTP, OPEN, True, False),
        ("ESMTP with both STARTTLS and AUTH", SMTP, True, True, False),
        ("ESMTP/TLS/DHE-RSA-AES256-SHA", SMTP, OPEN, True, False),
        ("ECDHE-RSA-AES256-GCM-SHA384 encrypted SMTP", SMTP, OPEN, True, False),
        ("NNFMP", Transport.OTHER, OPEN, OPEN, False),
        ("QMQP", Transport.OTHER, OPEN, OPEN, False),
    ],
)
def test_meaning_of_the_word(
    words: str, transport: Transport, authenticated: object, tls: object, utf8: bool
) -> None:
    found = protocol_of(words)
    assert (found.transport, found.authenticated, found.tls, found.utf8) == (
        transport,
        authenticated,
        tls,
        utf8,
    )


def test_the_field_carries_it() -> None:
    field = parse_received("from a by b with UTF8SMTPSA id 1; 1 Jan 2024 10:00:00 +0000")
    assert field.protocol == Protocol(transport=SMTP, authenticated=True, tls=True, utf8=True)
