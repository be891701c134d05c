"""The named program against the form of the boundary: fits, does not, or is not judged."""

from __future__ import annotations

import pytest

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import client_form, read_clocks
from provenance.origin.client_forms import families_with_forms
from provenance.origin.client_table import sign_table
from provenance.trace import trace_message

OUTLOOK = "----=_NextPart_000_0012_01DCE3A1.12345678"
PHPMAILER = "b1_0123456789abcdef0123456789abcdef"
APPLE = "Apple-Mail=_2F1E4B1C-9A3D-4E55-8B6A-1C2D3E4F5A6B"
EXCHANGE = "_003_AS8PR07MB70010123456789ABCDEF0123C4D2AAS8PR07MB7001eurp_"


@pytest.mark.parametrize(
    ("named", "boundary", "fits"),
    [
        ("X-Mailer: Microsoft Outlook 16.0", OUTLOOK, True),
        ("X-Mailer: Microsoft Outlook 16.0", EXCHANGE, True),
        ("X-Mailer: Microsoft Outlook 16.0", PHPMAILER, False),
        ("X-Mailer: PHPMailer 6.8.0", PHPMAILER, True),
        ("X-Mailer: Apple Mail (2.3774)", APPLE, True),
        ("User-Agent: Mozilla Thunderbird", APPLE, False),
        # A server's own form says nothing about the program, and neither does an unknown one.
        ("X-Mailer: Apple Mail (2.3774)", EXCHANGE, State.NOT_APPLICABLE),
        ("X-Mailer: PHPMailer 6.8.0", "anything", State.NOT_APPLICABLE),
        ("X-Mailer: My own program", PHPMAILER, State.NOT_APPLICABLE),
        ("X-Mailer: mutt", PHPMAILER, State.NOT_APPLICABLE),
        ("Subject: no program", PHPMAILER, State.NOT_APPLICABLE),
    ],
)
def test_named_program_and_form(named: str, boundary: str, fits: object) -> None:
    lines = (named, f'Content-Type: multipart/mixed; boundary="{boundary}"', "", "x", "")
    stream = MessageStream(name="file", data="\r\n".join(lines).encode())
    message = read_message(stream, id="M1", evidence="E1")
    assert client_form(message, read_clocks(message, trace_message(message))).fits is fits


def test_exchange_wraps_and_is_no_program() -> None:
    assert {"outlook", "thunderbird", "apple-mail"} <= families_with_forms(sign_table())
    assert "exchange" not in families_with_forms(sign_table())
