"""Folding, encodings, charsets, look-alikes, two tellings, references: signs and none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.message.alternatives import alternatives, telling, visible_text
from provenance.message.charset_form import charset_form, encoded_twice
from provenance.message.folding import read_folding
from provenance.message.inline_parts import inline_parts
from provenance.message.look_alikes import look_alikes, odd_words, readable_domain
from provenance.message.part_header import part_field
from provenance.message.transfer_form import transfer_forms
from tests.patience import must_end

LINE = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWkFCQ0RF"


def read(data: bytes) -> Message:
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def encoded(encoding: bytes, body: bytes) -> Message:
    head = b"From: a@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return read(head + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body)


def both(plain: str, html: str) -> Message:
    return read(
        "From: a@example.org\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n".encode()
    )


@pytest.mark.parametrize(
    ("field", "inside", "long", "styles"),
    [
        (b"To: <a@example.org>,\r\n <b@example.org>", 0, 0, 0),
        (b"To: <a@exam\r\n ple.org>", 1, 0, 0),
        (b"Subject: =?utf-8?q?a?=\r\n =?utf-8?q?b?=", 0, 0, 0),
        (b"Subject: =?utf-8?q?a\r\n b?=", 1, 0, 0),
        (b"References: <a@example.org>\r\n <b@example.org>\r\n\t<c@example.org>", 0, 0, 1),
        (b"X-Long: " + b"x" * 999, 0, 1, 0),
        (b"X-Long: " + b"x" * 980 + b"\r\n " + b"x" * 980, 0, 0, 0),
    ],
)
def test_folding(field: bytes, inside: int, long: int, styles: int) -> None:
    seen = read_folding(read(field + b"\r\n\r\nx\r\n"))
    found = (len(seen.inside_token), len(seen.too_long), len(seen.two_styles))
    assert found == (inside, long, styles)


@pytest.mark.parametrize(
    ("encoding", "body", "uneven", "odd"),
    [
        (b"base64", LINE + b"\r\n" + LINE + b"\r\nQUJD\r\n", 0, 0),
        (b"base64", LINE + b"\r\n" + LINE[:40] + b"\r\n" + LINE + b"\r\nQUJD\r\n", 1, 0),
        (b"base64", b"QUJD\r\n", 0, 0),
        (b"base64", b"QUJD\r\n" + LINE + b"\r\n", 1, 0),
        (b"base64", b"", 0, 0),
        (b"quoted-printable", b"a =3D b=\r\n=C3=BC\r\n", 0, 0),
        (b"quoted-printable", b"a = b\r\n", 0, 1),
        (b"quoted-printable", b"caf\xc3\xa9\r\n", 0, 2),
        (b"quoted-printable", b"end =  \r\nof line\r\n", 0, 0),
    ],
)
def test_encoded_lines(encoding: bytes, body: bytes, uneven: int, odd: int) -> None:
    message = encoded(encoding, body)
    (form,) = transfer_forms(message)
    assert (form.uneven, form.odd) == (uneven, odd)
    assert bool(form.places) is bool(uneven or odd)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Gr\u00c3\u00bc\u00c3\u0178e", 2),
        ("don\u00e2\u20ac\u2122t", 1),
        ("Gr\u00fc\u00dfe aus Z\u00fcrich", 0),
        ("\u00c2\u00b0C", 0),
        ("S\u00c3O PAULO", 0),
        ("plain", 0),
    ],
)
def test_text_encoded_twice(text: str, pairs: int) -> None:
    assert encoded_twice(text)[0] == pairs


def test_charsets_against_bytes() -> None:
    head = b"Subject: caf\xe9\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
    seen = charset_form(read(head % b"utf-8" + b"caf\xe9\r\n"))
    assert (len(seen.raw), len(seen.raw_other)) == (1, 1)
    assert seen.wrong_parts
    assert seen.eight_parts
    good = b"Subject: caf\xc3\xa9\r\nContent-Type: text/plain; charset=utf-8\r\n"
    good += b"Content-Transfer-Encoding: 8bit\r\n\r\ncaf\xc3\xa9\r\n"
    seen = charset_form(read(good))
    assert (len(seen.raw), seen.raw_other, seen.wrong_parts, seen.eight_parts) == (1, (), (), ())


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("W\u0430llet", ["mixed-scripts"]),
        ("\u041c\u043e\u0441\u043a\u0432\u0430 Moscow", []),
        ("\u03b1-particle", []),
        ("pay\u200bpal", ["invisible"]),
        ("\U0001d40f\U0001d41a\U0001d432", ["mathematical"]),
        ("\u6771\u4eacTokyo\u304b\u306a", []),
        ("Z\u00fcrich \u00b5m", []),
    ],
)
def test_words_of_several_scripts(words: str, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in odd_words(words)] == kinds


def test_look_alikes_in_fields() -> None:
    domain = "ex\u0430mple".encode("punycode").decode()
    message = read(
        f"From: W\u0430llet <a@xn--{domain}.example>\r\nTo: b@example.org\r\n\r\nx\r\n".encode()
    )
    assert [(one.field, one.part, one.kind) for one in look_alikes(message)] == [
        (0, "name", "mixed-scripts"),
        (0, "domain", "mixed-scripts"),
    ]
    assert look_alikes(read(b"From: Wallet <a@example.org>\r\n\r\nx\r\n")) == ()


@pytest.mark.parametrize(
    "domain", ["xn--\u00fc.example", "xn--" + "9" * 60 + ".example", "xn--", "..", "xn--a-.x"]
)
def test_a_label_that_is_none_stays(domain: str) -> None:
    assert isinstance(readable_domain(domain), str)


def test_the_two_tellings() -> None:
    words = " ".join(f"word{chr(97 + n)}" for n in range(20))
    (pair,) = alternatives(
        both(
            f"Send 1500 to a@example.org {words}",
            f"<p>Send <b>1500</b> to a@example.org {words}</p>",
        )
    )
    assert (pair.shared, pair.only("numbers"), pair.only("addresses")) == (100, ((), ()), ((), ()))
    (pair,) = alternatives(both(f"Send 1500 {words}", f"<p>Send 150 {words}</p>"))
    assert pair.only("numbers") == (("1500",), ("150",))
    assert pair.shared >= 90
    (pair,) = alternatives(both("a@example.org", "<p>b@example.org</p>"))
    assert pair.only("addresses") == (("a@example.org",), ("b@example.org",))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>one</p><p>two</p>", {"one", "two"}),
        ("o<b>n</b>e", {"one"}),
        ("<style>no</style>yes<!-- no -->", {"yes"}),
        ("<script>if (a < b) no()</script>yes", {"yes"}),
        ("a &lt; b &amp; c", {"a", "b", "c"}),
        ("1 < 2", {"1", "2"}),
        ('<a href="https://no.example/x">yes</a>', {"yes"}),
        ("<title>no", set()),
        ("open <p", {"open"}),
    ],
)
def test_what_html_shows(html: str, words: set[str]) -> None:
    assert telling(visible_text(html)).words == words


def test_references_to_parts() -> None:
    data = (
        b'From: a@example.org\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\n\r\n"
        b'<img src="cid:one@example.org"><img src=cid:two%40example.org>\r\n'
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <one@example.org>\r\n\r\nx\r\n--b--\r\n"
    )
    message = read(data)
    seen = inline_parts(message)
    assert seen.asked == ("one@example.org", "two@example.org")
    assert seen.missing == ("two@example.org",)
    assert data[seen.referring[0].start :].startswith(b"<img")
    field = part_field(message, message.parts[2], "content-id")
    assert field is not None
    assert data[field.span.start : field.span.end].startswith(b"Content-ID")
    assert inline_parts(read(b"From: a@example.org\r\n\r\nx")).asked == ()


@given(st.text(max_size=300))
def test_texts_never_raise(text: str) -> None:
    telling(visible_text(text))
    encoded_twice(text)
    odd_words(text)
    readable_domain(text)


@given(st.binary(max_size=300), st.sampled_from([b"base64", b"quoted-printable"]))
def test_encoded_parts_never_raise(body: bytes, encoding: bytes) -> None:
    message = encoded(encoding, body)
    for form in transfer_forms(message):
        assert all(0 <= one.start <= one.end <= len(message.raw) for one in form.places)
    charset_form(message)
    read_folding(message)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<script", "<a ", "&", "a@", "1,", "\u00c3", "cid:"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    with must_end():
        text = piece * 200_000
        telling(visible_text(text[:200_000]))
        encoded_twice(text)
