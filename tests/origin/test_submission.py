"""Where the message was handed in: only what a line shows, and never beyond who wrote it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import Authentication
from provenance.basics import Address, State, Value, known, text
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.origin import Mode, Origin, find_origin, sender_differs
from provenance.trace import (
    Hop,
    Identity,
    Route,
    Trace,
    TraceField,
    TrustBoundary,
    Witness,
    trace_message,
)

AUTHOR = Address(spec="msc@harbourvale.example")


def a_message(*fields: str) -> Message:
    data = "\r\n".join(("Received: from a by b; date", *fields, "", "x", "")).encode()
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def a_line(
    with_: str = "ESMTP",
    *,
    by: str = "mail.harbourvale.example",
    ip: Value[str] = "198.51.100.7",
    auth_user: Value[str] = State.ABSENT,
    dialect: str = "postfix",
) -> TraceField:
    return TraceField(
        field=0,
        name="Received",
        segments=(),
        by=by,
        ip=ip,
        with_=with_ or State.ABSENT,
        auth_user=auth_user,
        dialect=dialect,
    )


def a_trace(
    line: TraceField | None,
    *,
    witness: Witness = Witness.SENDER_SIDE,
    sender: Value[Address] = State.ABSENT,
) -> Trace:
    hops = (
        (
            Hop(
                position=1,
                trace=line,
                delay_seconds=State.ABSENT,
                witness=witness,
                reason=text("trace.test"),
            ),
        )
        if line is not None
        else ()
    )
    return Trace(
        identity=Identity(from_=(AUTHOR,), sender=sender),
        route=Route(
            hops=hops,
            boundary=TrustBoundary(position=State.ABSENT, reason=text("trace.test")),
        ),
    )


def origin_of(
    line: TraceField | None,
    *fields: str,
    witness: Witness = Witness.SENDER_SIDE,
    sender: Value[Address] = State.ABSENT,
) -> Origin:
    message = a_message(*fields)
    trace = replace(
        a_trace(line, witness=witness, sender=sender), evidence=trace_message(message).evidence
    )
    return find_origin(message, trace, Authentication())


@pytest.mark.parametrize("word", ["ESMTPSA", "esmtpa", "ASMTP", "HTTPS", "HTTP"])
def test_a_login_line_shows_the_client_address(word: str) -> None:
    origin = origin_of(a_line(word))
    assert origin.ip.value == "198.51.100.7"
    assert (origin.ip_role, origin.ip_class) == ("client", "documentation")
    assert origin.ip.fields == (0,)


@pytest.mark.parametrize("word", ["ESMTP", "ESMTPS", "SMTP", "mapi", "HTTPREST", "local", ""])
def test_a_server_line_shows_no_client_address(word: str) -> None:
    origin = origin_of(a_line(word))
    assert origin.ip.value is State.ABSENT
    assert known(origin.ip.note) is not None
    assert known(origin.ip.ask) is not None
    assert origin.ip_class == "unknown"


@pytest.mark.parametrize(
    ("by", "word", "provider", "note"),
    [
        (
            "LO3P265MB4421.GBRP265.PROD.OUTLOOK.COM",
            "ESMTPS",
            "exchange-online",
            "origin.ip.hidden.unknown",
        ),
        ("x.prod.outlook.com", "mapi", "exchange-online", "origin.ip.hidden.mapi"),
        ("x.prod.outlook.com", "HTTPS", "exchange-online", "origin.ip.hidden.exchange-online"),
        ("mail-lj1-f50.google.com", "SMTP", "google", "origin.ip.hidden.google"),
        ("gmailapi.google.com", "HTTPREST", "google", "origin.ip.hidden.httprest"),
        ("p00-smtp.me.com", "ESMTPSA", "icloud", "origin.ip.hidden.icloud"),
        ("EX01.corp.example", "mapi", "exchange-server", "origin.ip.hidden.mapi"),
        ("notgoogle.com", "SMTP", "unknown", "origin.ip.hidden.unknown"),
    ],
)
def test_each_service_says_what_it_leaves_out(by: str, word: str, provider: str, note: str) -> None:
    origin = origin_of(a_line(word, by=by))
    assert origin.provider == provider
    assert origin.ip.value is State.ABSENT
    assert origin.ip.note == text(note)


@pytest.mark.parametrize(
    ("by", "word", "provider", "note"),
    [
        ("sonic309.consmr.mail.gq1.yahoo.com", "HTTP", "yahoo", "origin.ip.hidden.yahoo"),
        ("mta4.mail.yahoo.com", "ESMTP", "yahoo", "origin.ip.hidden.unknown"),
        ("smtp.web.de", "ESMTPSA", "gmx-webde", "origin.ip.hidden.gmx-webde"),
        ("mx.zohomail.com", "SMTPS", "zoho", "origin.ip.hidden.zoho"),
        ("forward1h.mail.yandex.net", "", "yandex", "origin.ip.hidden.yandex"),
        ("f374.i.mail.ru", "local", "mail-ru", "origin.ip.hidden.mail-ru"),
        ("mail.messagingengine.com", "ESMTPA", "fastmail", "origin.ip.hidden.fastmail"),
    ],
)
def test_services_whose_lines_name_no_client(by: str, word: str, provider: str, note: str) -> None:
    """Where such a line does name one, as Yahoo's did in 2006, the address is shown."""
    origin = origin_of(a_line(word, by=by, ip=State.ABSENT))
    assert origin.provider == provider
    assert origin.ip.value is State.ABSENT
    assert origin.ip.note == text(note)
    if word:
        shown = origin_of(a_line("HTTP", by=by))
        assert shown.ip.value == "198.51.100.7"


@pytest.mark.parametrize(
    ("witness", "most"),
    [
        (Witness.RECEIVER, 1),
        (Witness.INTERMEDIARY, 1),
        (Witness.SENDER_SIDE, 1),
        (Witness.CLAIM, 1),
    ],
)
def test_strength_is_capped_by_who_wrote_the_line(witness: Witness, most: int) -> None:
    origin = origin_of(a_line("ESMTPSA", auth_user="msc"), "X-Mailer: Foo", witness=witness)
    for fact in (origin.ip, origin.account, origin.server, origin.protocol):
        assert fact.strength == most
    assert origin.client_name.strength == 1


def test_a_header_field_of_the_sending_side_is_a_claim() -> None:
    origin = origin_of(a_line("mapi"), "X-Originating-IP: [192.0.2.44]", witness=Witness.RECEIVER)
    assert origin.ip.value == "192.0.2.44"
    assert origin.ip.strength == 1
    assert origin.ip.fields == (1,)


def test_a_field_that_holds_no_address_is_no_address() -> None:
    assert origin_of(a_line("mapi"), "X-Originating-IP: unknown").ip.value is State.ABSENT


@pytest.mark.parametrize(
    ("field", "login"),
    [
        ("X-Authenticated-User: msc@harbourvale.example", "msc@harbourvale.example"),
        ("X-Authenticated-Sender: box.example: msc@a.example", "msc@a.example"),
        ("X-Get-Message-Sender-Via: box.example: authenticated_id: u@a.example", "u@a.example"),
    ],
)
def test_login_names_in_fields_of_hosters(field: str, login: str) -> None:
    origin = origin_of(a_line(), field)
    assert origin.account.value == login
    assert origin.account.strength == 1


def test_without_a_login_the_from_field_is_only_named() -> None:
    account = origin_of(a_line()).account
    assert account.value is State.ABSENT
    assert account.note == text("origin.account.only-from", address=AUTHOR)


OTHER = Address(spec="director@harbourvale.example")


@pytest.mark.parametrize(
    ("line", "fields", "sender", "mode"),
    [
        (a_line("ESMTPSA"), (), State.ABSENT, Mode.SMTP_AUTH),
        (a_line("ESMTP", auth_user="msc"), (), State.ABSENT, Mode.SMTP_AUTH),
        (a_line("HTTPREST"), (), State.ABSENT, Mode.APP),
        (a_line("local"), (), State.ABSENT, Mode.APP),
        (a_line(), ("X-PHP-Originating-Script: 33:a.php",), State.ABSENT, Mode.APP),
        (a_line("mapi", by="x.prod.outlook.com"), (), State.ABSENT, Mode.UNKNOWN),
        (a_line("mapi", by="x.prod.outlook.com"), (), OTHER, Mode.ON_BEHALF),
        (a_line(), ("X-MS-Exchange-MessageSentRepresentingType: 2",), OTHER, Mode.ON_BEHALF),
        (a_line(), ("X-MS-Exchange-MessageSentRepresentingType: 1",), OTHER, Mode.UNKNOWN),
        (
            a_line("mapi", by="x.prod.outlook.com"),
            ("X-MS-Exchange-MessageSentRepresentingType: 1",),
            State.ABSENT,
            Mode.UNKNOWN,
        ),
        (a_line("mapi", by="x.prod.outlook.com"), ("List-Id: <a.example>",), OTHER, Mode.UNKNOWN),
    ],
)
def test_mode_is_only_what_a_line_shows(
    line: TraceField, fields: tuple[str, ...], sender: Value[Address], mode: Mode
) -> None:
    assert origin_of(line, *fields, sender=sender).mode is mode


def test_own_login_and_send_as_are_never_read_from_a_received_copy() -> None:
    """From outside, the owner's login, a borrowed one and Send As leave the same header."""
    seen = {
        origin_of(a_line(word), sender=sender).mode
        for word in ("mapi", "ESMTPSA", "HTTPS", "SMTP")
        for sender in (State.ABSENT, OTHER, AUTHOR)
    }
    assert not seen & {Mode.OWN_LOGIN, Mode.SEND_AS}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Microsoft Outlook 16.0", "outlook"),
        ("Microsoft Outlook Express 6.00.2600.0000", "windows-mail"),
        ("iPhone Mail (21E236)", "apple-mail"),
        ("Mozilla Thunderbird", "thunderbird"),
        ("Roundcube Webmail/1.6.1", "roundcube"),
        ("Something Else 1", None),
    ],
)
def test_client_families(name: str, family: str | None) -> None:
    origin = origin_of(a_line(), f"User-Agent: {name}")
    assert origin.client_name.value == name
    assert known(origin.client_family) == family


@pytest.mark.parametrize(
    ("word", "shown"), [("ESMTP", False), ("ESMTPS", False), ("mapi", True), ("ESMTPSA", True)]
)
def test_the_recipients_own_server_is_not_taken_for_the_senders(word: str, shown: bool) -> None:
    line = a_line(word, by="x.prod.protection.outlook.com")
    origin = origin_of(line, witness=Witness.RECEIVER)
    assert (known(origin.server.value) is not None) is shown
    assert origin.provider == ("exchange-online" if shown else "unknown")
    if not shown:
        assert origin.ip.note == text("origin.ip.no-line")
        assert origin.ip.value is State.ABSENT


def test_no_line_at_all_is_said() -> None:
    origin = origin_of(None)
    assert origin.server.value is State.ABSENT
    assert origin.limits == (text("origin.limit.no-person"), text("origin.limit.no-line"))


@pytest.mark.parametrize(
    ("sender", "differs"),
    [
        (State.ABSENT, False),
        (State.REPEATED, False),
        (Address(spec="MSC@HarbourVale.example"), False),
        (OTHER, True),
    ],
)
def test_sender_differs(sender: Value[Address], differs: bool) -> None:
    assert sender_differs(a_trace(None, sender=sender)) is differs


@given(
    word=st.text(max_size=20),
    by=st.text(max_size=40),
    ip=st.text(max_size=40),
    user=st.one_of(st.just(State.ABSENT), st.text(max_size=20)),
    client=st.binary(max_size=60),
)
def test_any_line_is_read_without_an_exception(
    word: str, by: str, ip: str, user: Value[str], client: bytes
) -> None:
    data = b"Received: x\r\nX-Mailer: " + client + b"\r\nX-Originating-IP: " + client + b"\r\n\r\n"
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    line = a_line(word, by=by, ip=ip, auth_user=user)
    origin = find_origin(message, a_trace(line), Authentication())
    for fact in (origin.ip, origin.account, origin.client_name, origin.server, origin.protocol):
        assert 0 <= fact.strength <= 1
        assert all(0 <= index < len(message.fields) for index in fact.fields)
