"""MIME trees: children inside their parents, content decoded and hashed, hostile input bounded."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import DefectKind, Message, Part, Protection, part_bytes, read_message
from provenance.message.mime_tree import MAX_DEPTH, MAX_PARTS
from tests.patience import must_end

PIECES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: multipart/mixed; boundary=a\n", b"Content-Type: multipart/mixed; b=",
            b'Content-Type: multipart/digest; boundary="a b"\r\n', b"--a b\r\n", b"--a b--\n",
            b"Content-Type: message/rfc822\n", b"--a\n", b"--a--\n", b"--a\r\n", b"\n", b"\r\n",
            b"Content-Transfer-Encoding: base64\n", b"YWJj\n", b"--ab\n", b"--a junk\n", b"text",
            b"Content-Type: multipart/related; boundary=ab\n", b"--ab--\n", b"-", b"--",
            b"Content-Type: text/plain; charset=utf-16\n",
        ]
    )
    | st.binary(max_size=8),
    max_size=60,
).map(b"".join)  # fmt: skip


def read(data: bytes) -> Message:
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def part(data: bytes, path: str = "1") -> Part:
    return next(part for part in read(data).parts if part.path == path)


def kinds(message: Message) -> list[DefectKind]:
    return [defect.kind for defect in message.defects]


@given(PIECES)
@example(b"")
@example(b"Content-Type: multipart/mixed; boundary=a\n\n--a")
def test_children_lie_inside_their_parents_in_order(raw: bytes) -> None:
    message = read(raw)
    parts = {part.path: part for part in message.parts}
    assert len(parts) == len(message.parts)
    assert (parts["1"].span.start, parts["1"].span.end) == (0, len(raw))
    for parent in message.parts:
        assert parent.span.start <= parent.body_span.start <= parent.body_span.end
        assert parent.body_span.end == parent.span.end
        at = parent.body_span.start
        for path in parent.children:
            child = parts[path]
            assert child.span.start >= at
            at = child.span.end
        assert at <= parent.body_span.end
        content = part_bytes(message, parent)
        assert parent.size == len(content)
        assert parent.sha256 == hashlib.sha256(content).hexdigest()
        if not isinstance(parent.text, State):
            parent.text.encode()


def test_nested_parts_have_paths_and_spans() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=o\r\n\r\npreamble\r\n"
        b"--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n"
        b"--i\r\n\r\nplain\r\n--i\r\nContent-Type: text/html\r\n\r\n<p>\r\n--i--\r\n"
        b"--o\r\nContent-Type: application/pdf; name=a.pdf\r\n"
        b"Content-Disposition: attachment; filename=b.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--o--\r\nepilogue\r\n"
    )
    message = read(raw)
    assert [(p.path, p.content_type, p.children) for p in message.parts] == [
        ("1", "multipart/mixed", ("1.1", "1.2")),
        ("1.1", "multipart/alternative", ("1.1.1", "1.1.2")),
        ("1.1.1", "text/plain", ()),
        ("1.1.2", "text/html", ()),
        ("1.2", "application/pdf", ()),
    ]
    assert message.parts[2].text == "plain"
    assert raw[message.parts[2].body_span.start : message.parts[2].body_span.end] == b"plain"
    pdf = message.parts[4]
    assert (pdf.filename, pdf.disposition, pdf.is_attachment) == ("b.pdf", "attachment", True)
    assert part_bytes(message, pdf) == b"%PDF"
    assert pdf.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert [p.is_attachment for p in message.parts[:4]] == [False] * 4
    assert not message.defects


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Content-Type: multipart/mixed\n\n--a\n\nx\n", [DefectKind.MIME_NO_BOUNDARY]),
        (b"Content-Type: multipart/mixed; boundary=a\n\nx\n", [DefectKind.MIME_NO_BOUNDARY]),
        (b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n", [DefectKind.MIME_UNCLOSED]),
        (b"Content-Transfer-Encoding: base64\n\nYWJ\n", [DefectKind.UNDECODABLE]),
        (b"Content-Transfer-Encoding: base64\n\nYWJj\n", []),
        (b"Content-Transfer-Encoding: x-odd\n\nYWJj\n", [DefectKind.UNDECODABLE]),
        (b"Content-Type: text/plain; charset=nope\n\nx\n", [DefectKind.UNKNOWN_CHARSET]),
        (b"Content-Type: text/plain; charset=utf-8\n\n\xff\n", [DefectKind.UNDECODABLE]),
        (b"A: b\r\n\r\nx\ny\r\n", [DefectKind.MIXED_LINE_ENDS]),
        (b"A: b\n\nx\ry\0\n", [DefectKind.BARE_CR, DefectKind.NUL]),
        (b"From: a\nFrom: b\nDate: c\n\n", [DefectKind.REPEATED_SINGLETON]),
        (b"Received: a\nReceived: b\n\n", []),
    ],
)
def test_defects(raw: bytes, expected: list[DefectKind]) -> None:
    assert kinds(read(raw)) == expected


def test_an_outer_delimiter_ends_an_unclosed_inner_multipart() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=1\n\n--1\n"
        b"Content-Type: multipart/mixed; boundary=2\n\n--2\n\na\n--1\n\nb\n--1--\n"
    )
    message = read(raw)
    assert [p.path for p in message.parts] == ["1", "1.1", "1.1.1", "1.2"]
    assert [p.text for p in message.parts[2:]] == ["a", "b"]
    assert [(d.kind, d.line) for d in message.defects] == [(DefectKind.MIME_UNCLOSED, 4)]


def test_an_attached_message_is_a_leaf_with_its_own_bytes() -> None:
    inner = b"From: a@b.example\r\nSubject: inner\r\n\r\nbody\r\n"
    coded = base64.encodebytes(inner).replace(b"\n", b"\r\n")
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
        b"\r\n" + inner + b"\r\n--b\r\nContent-Type: message/rfc822\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"\r\n--b--\r\n"
    )
    message = read(raw)
    assert [p.children for p in message.parts[1:]] == [(), ()]
    assert [part_bytes(message, p) for p in message.parts[1:]] == [inner, inner]
    assert all(p.is_attachment for p in message.parts[1:])


def test_a_digest_holds_messages() -> None:
    raw = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nFrom: x@y\n\nz\n--b--\n"
    assert read(raw).parts[1].content_type == "message/rfc822"


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b",
         b"", Protection.SMIME_SIGNED),
        ("Content-Type: multipart/signed; protocol=application/pgp-signature; boundary=b", b"",
         Protection.PGP_SIGNED),
        ("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
         b"", Protection.PGP_ENCRYPTED),
        ("Content-Type: application/pkcs7-signature", b"", Protection.SMIME_SIGNATURE),
        ("Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data", b"",
         Protection.SMIME_ENVELOPED),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
         bytes.fromhex("308006092a864886f70d010702"), Protection.SMIME_SIGNED),
        ("Content-Type: application/pgp-keys", b"", Protection.PGP_KEYS),
        ("Content-Type: text/plain", b"Hi\n-----BEGIN PGP SIGNED MESSAGE-----\n",
         Protection.PGP_INLINE),
        ("Content-Type: text/plain", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
         Protection.PGP_KEYS),
        ("Content-Type: text/plain", b"quoted: -----BEGIN PGP MESSAGE-----\n", State.ABSENT),
        ("Content-Type: text/plain", b"x", State.ABSENT),
    ],
)  # fmt: skip
def test_protection(headers: str, body: bytes, expected: Protection | State) -> None:
    assert part(headers.encode() + b"\n\n" + body).protection == expected


def test_text_of_every_kind() -> None:
    def text(headers: bytes, body: bytes) -> object:
        return part(headers + b"\n\n" + body).text

    assert text(b"X: y", b"plain") == "plain"
    assert text(b"Content-Type: text/plain; charset=gb2312", "文件镕".encode("gb18030")) == "文件镕"
    assert text(b"Content-Type: text/plain; charset=iso-8859-1", b"caf\xe9") == "café"
    assert (
        text(b"Content-Transfer-Encoding: Quoted-Printable\nContent-Type: text/html; "
             b"charset=\"UTF-8\"", b"=C3=A9=\nx") == "éx"
    )  # fmt: skip
    assert text(b"Content-Type: text/plain", "né".encode()) == "né"
    assert text(b"Content-Type: application/pdf", b"x") is State.NOT_APPLICABLE
    assert text(b"Content-Type: text/plain; charset=punycode", b"a-b") == "a-b"


def test_text_is_cut_at_the_limit_without_a_defect() -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\n\n" + b"x" + "é".encode() * (1024 * 1024)
    message = read(raw)
    text = message.parts[0].text
    assert isinstance(text, str)
    assert len(text) == 1024 * 1024
    assert not message.defects


def test_without_a_body_no_parts_are_made_up() -> None:
    stream = MessageStream(name="msg:007D", data=b"From: a@b\r\n\r\n", body=False)
    message = read_message(stream, id="M1", evidence="E1")
    assert message.parts == ()
    assert not message.body_available


def test_depth_is_capped() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
        for n in range(MAX_DEPTH + 20)
    )
    message = read(raw)
    assert len(message.parts) == MAX_DEPTH + 1
    assert DefectKind.MIME_TOO_DEEP in kinds(message)


def test_number_of_parts_is_capped() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * (MAX_PARTS + 100)
    message = read(raw)
    assert len(message.parts) == MAX_PARTS
    assert DefectKind.MIME_TOO_MANY_PARTS in kinds(message)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 300_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--\n" * 400_000,
        b"".join(b"Content-Type: multipart/x; boundary=b\n\n--b\n" for _ in range(30_000)),
        b"Content-Type: text/plain; " + b"a=" * 300_000 + b"\n\n",
        b"Content-Type: text/plain; " + b"a*=" * 300_000 + b"\n\n",
        b'Content-Type: text/plain; name="' + b"\\" * 600_000 + b"\n\n",
        b"Content-Type: " + b"a/" * 300_000 + b"\n\n",
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 1_000_000,
        b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 1_000_000,
        b"Content-Type: text/plain; charset=idna\n\n" + b"xn--" * 200_000,
    ],
    ids=["parts", "dashes", "clash", "params", "extended", "quotes", "type", "b64", "qp", "idna"],
)
def test_time_is_linear(raw: bytes) -> None:
    with must_end():
        read(raw)


def test_sixty_megabytes_take_seconds() -> None:
    block = base64.encodebytes(b"\0" * 57 * 1000)
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n"
        b"Content-Type: application/zip\n\n" + block * 780 + b"--b--\n"
    )
    assert len(raw) > 60_000_000
    with must_end():
        message = read(raw)
        assert message.parts[1].size == 57 * 1000 * 780
