from __future__ import annotations

import pytest

from provenance.basics import Instant, State
from provenance.trace import TraceField, parse_received
from provenance.trace.dialects import DIALECTS, FALLBACK, Dialect

ALL = (*DIALECTS, FALLBACK)
CASES = [
    pytest.param(line, expected, id=f"{dialect.id}-{number}")
    for dialect in ALL
    for number, (line, expected) in enumerate(dialect.examples, 1)
]


def value_of(field: TraceField, name: str) -> object:
    """Value of an example's key: a field, ``tls.*``, ``protocol.*``, ``time.utc`` or remarks."""
    if name == "time.utc":
        assert isinstance(field.time, Instant)
        return field.time.utc.isoformat()
    if "." in name:
        part, _, key = name.partition(".")
        return getattr(getattr(field, part), key)
    if name == "remarks":
        return " ".join(field.remarks)
    return getattr(field, name)


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_examples(line: str, expected: dict[str, object]) -> None:
    field = parse_received(line, field=7, name="X-Received")
    assert {name: value_of(field, name) for name in expected} == expected
    assert (field.field, field.name) == (7, "X-Received")
    assert "".join(line[s.start : s.end] for s in field.segments) == line


@pytest.mark.parametrize("dialect", ALL, ids=[dialect.id for dialect in ALL])
def test_each_dialect_is_known_by_its_own_examples(dialect: Dialect) -> None:
    lines = [line for line, _ in dialect.examples]
    assert lines
    assert len(set(lines)) == len(lines)
    assert dialect.title
    assert dialect.source
    read = [parse_received(line) for line in lines]
    if dialect.name is None and dialect is not FALLBACK:
        assert {field.dialect for field in read} == {dialect.id}
    assert all(field.dialect_reason for field in read)


def test_dialects_have_one_name_each() -> None:
    names = [dialect.id for dialect in ALL]
    assert len(set(names)) == len(names)


HELO_TRAPS = [
    ("from x ([192.0.2.8]) (helo [198.51.100.9]) by mx.example; {date}", "192.0.2.8"),
    (
        "from unknown (HELO [198.51.100.190]) ([203.0.113.183]) by mx.example; {date}",
        "203.0.113.183",
    ),
    ("from [198.51.100.9] ([192.0.2.8]) by mx.example; {date}", "192.0.2.8"),
    ("from [198.51.100.9] (unknown [192.0.2.8]) by mx.example (Postfix); {date}", "192.0.2.8"),
    ("from 198.51.100.9 (h.example. [192.0.2.8]) by mx.google.com with SMTP; {date}", "192.0.2.8"),
    (
        "from [198.51.100.9] (192.0.2.8) by h.example with Microsoft SMTP Server; {date}",
        "192.0.2.8",
    ),
    ("from h.example ([192.0.2.8] helo=[198.51.100.9]) by mx.example; {date}", "192.0.2.8"),
    # No HELO in HTTP: the word is what the server saw.
    ("from [198.51.100.9] by mx.example with HTTP; {date}", "198.51.100.9"),
    ("from [198.51.100.9] by mx.example with ESMTP; {date}", State.UNPARSABLE),
    ("from x (Server 7.0.4.27 built 2014) by mx.example with SMTP; {date}", State.ABSENT),
    ("from 198.51.100.9 by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from 198.51.100.9 (192.0.2.8) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (EHLO y) [192.0.2.8] by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x ([192.0.2.8]) ([198.51.100.9]) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (a) (192.0.2.8) by h.example with Microsoft SMTP Server; {date}", State.UNPARSABLE),
    ("from x (y [192.0.2.8]) (z [192.0.2.9]) by mx.google.com with SMTP; {date}", State.UNPARSABLE),
    # Behind the HELO in one comment, or behind the comment itself: the client may have written it.
    ("from x (HELO a [198.51.100.9]) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (HELO a [198.51.100.9]) (192.0.2.8) by mx.example with SMTP; {date}", "192.0.2.8"),
    ("from x (EHLO y) [192.0.2.8] by mail.gmx.net (mp033) with SMTP; {date}", "192.0.2.8"),
    (
        "from x (EHLO y) [198.51.100.9] (z) [192.0.2.8] by mail.gmx.net (mp033); {date}",
        State.UNPARSABLE,
    ),
    (
        'from x(192.0.2.8), claiming to be "198.51.100.9" via SMTP by mx.example, id a; {date}',
        "192.0.2.8",
    ),
    (
        "from [192.0.2.8] (Forwarded-For: [198.51.100.9]) by mx.example (mshttpd); {date}",
        "192.0.2.8",
    ),
    ("from x ([unknown] [192.0.2.8]) by mx.example with SMTP; {date}", "192.0.2.8"),
    ("from x (y[192.0.2.8](misconfigured sender)) by mx.example with SMTP; {date}", "192.0.2.8"),
    ("from x by mx.example with SMTP; {date}", State.ABSENT),
    ("from x (user@192.0.2.8) by mx.example with SMTP; {date}", State.ABSENT),
    ("from x ([300.1.2.3]) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (y [1.2.3]) by mx.example (Postfix); {date}", State.UNPARSABLE),
]


@pytest.mark.parametrize(("line", "ip"), HELO_TRAPS)
def test_an_address_counts_only_where_the_receiver_writes_it(line: str, ip: str | State) -> None:
    assert parse_received(line.format(date="1 Jan 2024 10:00:00 +0000")).ip == ip


_SERVERS = (
    "from {helo} (unknown [192.0.2.8]) by mx.example (Postfix) with ESMTP id A; {date}",
    "from {helo} (h.example [192.0.2.8]) by mx.example (8.14.4/8.14.4) with ESMTP id A; {date}",
    "from {helo} (h.example. [192.0.2.8]) by mx.google.com with ESMTPS id A; {date}",
    "from {helo} (192.0.2.8) by mx.example (10.0.0.1) with Microsoft SMTP Server id 15.1; {date}",
    "from {helo} ([192.0.2.8]) by mx.example with Microsoft SMTPSVC(8.5.9600.16384); {date}",
    "from h.example ([192.0.2.8] helo={helo}) by mx.example with esmtp (Exim 4.96) id A; {date}",
    "from [192.0.2.8] (port=4711 helo={helo}) by mx.example with esmtp (Exim 4.96) id A; {date}",
    "from [192.0.2.8] ([192.0.2.8:4711] helo={helo}) by mx.example (ecelerity 4.3) id A; {date}",
    "from unknown (HELO {helo}) (192.0.2.8) by mx.example with SMTP; {date}",
    "from unknown (HELO {helo}) ([192.0.2.8]) by esa1.example with ESMTP; {date}",
    "from unknown (HELO {helo}) (joe@a.example@192.0.2.8) by mx.example with ESMTPA; {date}",
    'from h.example ([192.0.2.8]:4711 "EHLO {helo}") by mx.example with ESMTP id A; {date}',
    "from h.example (EHLO {helo}) [192.0.2.8] by mail.gmx.net (mp033) with SMTP; {date}",
    "from [192.0.2.8] (account j HELO {helo}) by mx.example (CommuniGate Pro SMTP 6); {date}",
    "from [192.0.2.8] (HELO {helo}) by mx.example (CommuniGate Pro SMTP 6) with SMTP id A; {date}",
    'from h.example(192.0.2.8), claiming to be "{helo}" via SMTP by mx.example, id a; {date}',
    "from {helo} (unknown [192.0.2.8]) by APP (Coremail) with SMTP id A; {date}",
    "from {helo} ([192.0.2.8]) by mx.example (Kerio Connect 9.4.2) with ESMTPA; {date}",
)
_CLAIM = "198.51.100.9"
_CLAIMS = (
    *("{0}", "[{0}]", "[{0}]:25", "[{0}:25]", "[IPv6:::ffff:{0}]", "?{0}?", "a[{0}]", "joe@{0}"),
    *("joe@[{0}]", "helo={0}", "port=1", "a [{0}]", "a ([{0}])", "a ({0})", "a) ([{0}]"),
    *("a) ({0}) (b", "a) [{0}] (b", 'a" [{0}]', "a (HELO b) ({0})", "a (b [{0}])", "(({0}))"),
    *("a ([{0}] helo=b)", "a; by b ([{0}])", "a by b ([{0}]) with SMTP", "account j HELO x {0}"),
)


@pytest.mark.parametrize("server", _SERVERS)
@pytest.mark.parametrize("claim", _CLAIMS)
def test_no_helo_puts_an_address_of_its_own_into_the_line(server: str, claim: str) -> None:
    """Also not one that a server takes over with blanks, brackets and quotation marks."""
    field = parse_received(
        server.format(helo=claim.format(_CLAIM), date="1 Jan 2024 10:00:00 +0000")
    )
    assert field.ip in {"192.0.2.8", State.UNPARSABLE, State.ABSENT}


def test_unknown_form_is_named_unknown_and_keeps_its_text() -> None:
    field = parse_received("something else entirely")
    assert (field.dialect, field.dialect_reason) == ("unknown", "")
    assert field.remainder == "something else entirely"
    assert field.by is State.ABSENT


def test_dialect_names_its_mark() -> None:
    field = parse_received(
        "from a (b [192.0.2.1]) by c (Postfix) with SMTP id 1; 1 Jan 2024 10:00:00 +0000"
    )
    assert (field.dialect, field.dialect_reason) == ("postfix", "by-comment Postfix")
