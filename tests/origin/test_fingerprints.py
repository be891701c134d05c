"""The signs that name a sending program, and whether they agree."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State, known
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import ClientReading, read_client, read_clocks
from provenance.trace import trace_message

APPLE_ID = "<7D2F4B1C-9A3D-4E55-8B6A-1C2D3E4F5A6B@harbourvale.example>"
OUTLOOK_ID = "<000a01dce1a2$1b2c3d40$a1b2c3d0$@harbourvale.example>"
GMAIL_ID = "<CAF2hpXbVb5Y1pZ0d3w4u8kRzT6mQ9sLxA7yN1cE@mail.gmail.com>"
GMAIL_BOUNDARY = "000000000000b6809105a0ae7b18"
GMAIL_WEB = "by 2002:a05:6500:1491:b0:182:bec5:26c with HTTP; Tue, 12 May 2026 03:00:00 -0700 (PDT)"


def read(*lines: str, body: str = "x") -> ClientReading:
    data = "\r\n".join((*lines, "", body, "")).encode()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    return read_client(message, trace, read_clocks(message, trace))


def part(boundary: str) -> str:
    return f'Content-Type: multipart/mixed; boundary="{boundary}"'


@pytest.mark.parametrize(
    ("lines", "product", "kind", "agreement"),
    [
        # One sign is a claim, several by one hand are one witness.
        (("X-Mailer: Microsoft Outlook 16.0",), "outlook", "desktop", "single"),
        (
            ("X-Mailer: Microsoft Outlook 16.0", f"Message-ID: {OUTLOOK_ID}"),
            "outlook",
            "desktop",
            "one-writer",
        ),
        (
            ("X-Mailer: iPhone Mail (22F76)", f"Message-Id: {APPLE_ID}", "Mime-Version: 1.0 (1.0)"),
            "iphone-mail",
            "mobile",
            "one-writer",
        ),
        (
            ("X-Mailer: Outlook for iOS and Android", f"Message-Id: {APPLE_ID}"),
            "outlook-mobile",
            "mobile",
            "single",
        ),
        (
            (
                "X-Mailer: Foxmail 7.2.17.58[cn]",
                "Message-ID: <2026051208002512345678@harbourvale.example>",
                part("----=_001_NextPart123456789012_=----"),
            ),
            "foxmail",
            "desktop",
            "one-writer",
        ),
        (
            (
                "X-Mailer: QQMail 2.x",
                "Message-ID: <tencent_0123456789ABCDEF01234567@qq.com>",
                part("----=_NextPart_6A02DE80_01234560_7654321F"),
            ),
            "qqmail",
            "webmail",
            "one-writer",
        ),
        (
            (
                "X-Mailer: git-send-email 2.40.1",
                "Message-ID: <20260512080000.1234-2-a@harbourvale.example>",
            ),
            "git",
            "library",
            "one-writer",
        ),
        # A server's line is another witness than the message itself.
        (
            (f"Received: {GMAIL_WEB}", f"Message-ID: {GMAIL_ID}", part(GMAIL_BOUNDARY)),
            "gmail",
            "webmail",
            "independent",
        ),
        # A name against a form that one other program alone writes.
        (
            ("X-Mailer: Microsoft Outlook 16.0", f"Message-ID: {GMAIL_ID}"),
            "outlook",
            "desktop",
            "disagreeing",
        ),
        (
            ("User-Agent: Mozilla Thunderbird", part("b1_0123456789abcdef0123")),
            "thunderbird",
            "desktop",
            "disagreeing",
        ),
        # Programs of one family are not held against each other.
        (
            ("X-Mailer: Apple Mail (2.3774)", "Mime-Version: 1.0 (1.0)"),
            "apple-mail",
            "desktop",
            "one-writer",
        ),
        # A form of many programs names none.
        ((f"Message-ID: {APPLE_ID}",), None, None, "none"),
        (("Subject: nothing",), None, None, "none"),
        # What Yahoo's server adds does not name the program.
        (
            (
                "X-Mailer: WebService/1.1.17936 mail.backend.jedi.jws.acl:hermes.yahoo",
                "User-Agent: Mozilla Thunderbird",
            ),
            "thunderbird",
            "desktop",
            "single",
        ),
    ],
)
def test_signs_and_agreement(
    lines: tuple[str, ...], product: str | None, kind: str | None, agreement: str
) -> None:
    reading = read(*lines)
    assert known(reading.product) == product
    assert known(reading.kind) == kind
    assert reading.agreement == agreement


def test_every_sign_points_at_its_field_and_says_who_wrote_it() -> None:
    reading = read("Subject: x", "X-Mailer: Foxmail 7.2.17.58[cn]", f"Message-ID: {GMAIL_ID}")
    named, identifier = reading.signs
    assert (named.field, named.written_by, named.version) == (1, "typed", "7.2.17.58")
    assert (identifier.field, identifier.written_by, identifier.fits) == (2, "service", False)


def test_what_a_mailbox_service_makes_says_nothing_about_the_program() -> None:
    reading = read(
        "X-Mailer: Apple Mail (2.3774)",
        "Thread-Index: AQHVV7ascSeGFxJr4kqyqP8/FtxCwQ==",
        part("_003_AS8PR07MB70010123456789ABCDEF0123C4D2AAS8PR07MB7001eurp_"),
    )
    service = [sign for sign in reading.signs if sign.about == "service"]
    assert {sign.id for sign in service} == {"thread-index.server", "boundary.exchange"}
    assert all(sign.fits is State.NOT_APPLICABLE for sign in service)
    assert reading.agreement == "single"


def test_a_list_program_may_have_made_pythons_boundary() -> None:
    lines = ("X-Mailer: Foxmail 7.2", part("=" * 15 + "1234567890123456789=="))
    assert read(*lines).agreement == "disagreeing"
    assert read(*lines, "List-Id: <list.friend.example>").agreement == "single"


APPLE_LINE = (
    "from smtpclient.apple (host.harbourvale.example [192.0.2.7]) by mail.harbourvale.example "
    "(Postfix) with ESMTPSA id 0123456789; Tue, 12 May 2026 10:00:00 +0000 (UTC)"
)


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (
            (
                "Message-ID: <a@b.example>",
                "Date: Tue, 12 May 2026 10:00:00 +0000",
                "Subject: x",
                "To: b@friend.example",
                "From: a@harbourvale.example",
            ),
            "order.thunderbird",
        ),
        (("Message-ID: <4A1B2C3D.4010602@harbourvale.example>",), "message-id.mozilla"),
        ((f"Received: {APPLE_LINE}",), "line.apple-device"),
        (("Thread-Index: AQM/EBESExQVFhcYGRobHB0eHyAhIgDg4eLj",), "thread-index.outlook-reply"),
        (("X-Mailer: Canon MFP",), "named.canon"),
        ((part("----_CANON_2605120800000485_"),), "boundary.canon"),
    ],
)
def test_further_signs_are_read(lines: tuple[str, ...], sign: str) -> None:
    assert sign in {one.id for one in read(*lines).signs}
    assert (
        sign not in {one.id for one in read(*reversed(lines), "From: x").signs} or len(lines) == 1
    )


WORD = '<html><head><meta name=Generator content="Microsoft Word 15 (filtered medium)"></head>'
WEB = '<div class="elementToProof">Hello</div>'
PHONE = '<div id="ms-outlook-mobile-signature">x</div>'


@pytest.mark.parametrize(
    ("body", "sign", "version"),
    [
        (WORD, "body.word", "15"),
        (WEB, "body.outlook-web", None),
        (PHONE, "body.outlook-mobile", None),
        (f"{WEB}<div id=divRplyFwdMsg>{PHONE}", "body.outlook-web", None),
        (f"<blockquote>{PHONE}", None, None),
        ("<p>Microsoft Word", None, None),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_habits_of_the_text(
    body: str, sign: str | None, version: str | None, encoding: str
) -> None:
    sent = base64.b64encode(body.encode()).decode() if encoding == "base64" else body
    lines = ("Content-Type: text/html", f"Content-Transfer-Encoding: {encoding}")
    reading = read(*lines, body=sent)
    assert [one.id for one in reading.signs] == ([] if sign is None else [sign])
    assert reading.agreement == ("none" if sign is None else "single")
    for one in reading.signs:
        assert (one.part, one.field, known(one.version)) == ("1", 0, version)


def test_a_habit_of_the_text_contradicts_nothing() -> None:
    """Templates are copied from one program into another."""
    reading = read("X-Mailer: PHPMailer 6.9.1", "Content-Type: text/html", body=WORD)
    assert reading.agreement == "single"
    assert known(reading.product) == "phpmailer"


def test_a_line_and_a_name_are_two_witnesses() -> None:
    reading = read(f"Received: {APPLE_LINE}", "X-Mailer: Apple Mail (2.3774)")
    assert reading.agreement == "independent"
    assert {sign.group for sign in reading.signs} == {"message", "server-line"}


def test_more_signs_than_are_kept_are_told() -> None:
    assert read(*("User-Agent: mutt" for _ in range(80))).cut


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "X-Mailer",
                    "User-Agent",
                    "Message-ID",
                    "Mime-Version",
                    "Thread-Index",
                    "Received",
                    "X-GUID",
                ]
            ),
            st.text(max_size=80)
            | st.sampled_from([APPLE_ID, GMAIL_ID, GMAIL_WEB, "Outlook", "1.0 (1.0)"]),
        ),
        max_size=12,
    )
)
def test_never_raises_and_judges_only_what_a_conclusion_allows(
    fields: list[tuple[str, str]],
) -> None:
    lines = (f"{name}: {' '.join(value.split())}" for name, value in fields)
    reading = read(*lines)
    judged = [sign for sign in reading.signs if not isinstance(sign.fits, State)]
    assert bool(judged) == (reading.agreement != "none")
    assert (reading.agreement == "disagreeing") == any(sign.fits is False for sign in judged)
    assert all(sign.about == "program" for sign in judged)
