"""Three hundred payloads in every field that reaches an output: none becomes more than text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest

from provenance.authentication import DnsAnswer, RecordedResolver
from provenance.case.reader import parse_case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import Report, summary, to_html, to_json

MESSAGES = 40
_CORES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<style>*{display:none}</style>", "<iframe src=//evil.example>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<link rel=stylesheet href=//e>",
    "<a href=javascript:alert(1)>x</a>", "<form action=//e><input>", "<math><mtext></mtext></math>",
    "<!-- ", "--> ", "<![CDATA[", "]]>", "<title>", "<plaintext>", "<noscript>", "<template>",
    "<object data=//e>", "<embed src=//e>", "<video poster=//e>", "<xmp>", "<textarea>", "</code>",
    "</bdi></td></table>", "</style><script>", "&lt;script&gt;", "&#60;b&#62;", "&amp;quot;",
    "{{7*7}}", "{% raw %}", "{# c #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}", "%s%n",
    "{name}", "%(name)s", "`id`", "$(id)", "'; DROP TABLE x;--", "=1+1", "+1+1", "-1+1", "@SUM(1)",
    "=cmd|' /C calc'!A0", "url(//evil.example)", "expression(alert(1))", "}*{color:red", "@import",
    "\u202egpj.exe", "\u2066a\u2069", "\u200b\u200d\ufeff", "\u00ad", "\u2028\u2029", "\u0085",
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x07x", "\x9b31m", "\x9d0;x\x9c",
    "\x00", "\x07\x08\x0b\x0c\x0e\x7f", "\x1bP1;1|x\x1b\\", "a" + "\u0301" * 60,
    "W" * 240, "\U000e0041\U000e0042", "\U0010ffff", "\ufdd0", "\u3164\u115f", "\ufff9\ufffb",
)  # fmt: skip
_FRAMES = ("{}", '"{}"', "'{}'", '">{}', "'>{}", "--!>{}")
PAYLOADS = tuple(frame.replace("{}", core) for core in _CORES for frame in _FRAMES)[:420]


def one_line(payload: str) -> bytes:
    """A payload as the bytes of a header line; every fifth one carries bytes that are no UTF-8."""
    return payload.replace("\r", "").replace("\n", "").encode("utf-8", "surrogateescape")


def message(number: int, next_: Iterator[str]) -> bytes:
    def p(count: int = 1) -> bytes:
        return b" ".join(one_line(next(next_)) for _ in range(count))

    def word() -> bytes:
        return b"".join(p().split()) or b"x"

    lines = [
        b"Received: from %s (%s [192.0.2.%d]) by mx.b.example (Postfix) with ESMTP id %s"
        b" for <%s>; Mon, 1 Jan 2024 00:00:00 +0000" % (word(), word(), number, word(), word()),
        b"Received: from [%s] (helo=%s) by %s with %s (Exim %s) id %s; %s"
        % (word(), word(), word(), word(), p(), word(), p()),
        b"Authentication-Results: mx.b.example; dkim=%s (%s) header.d=%s; spf=fail reason=\"%s\" %s"
        % (word(), p(), word(), p(), p()),
        b"Received-SPF: fail (%s) client-ip=%s; receiver=%s" % (p(), word(), word()),
        b"DKIM-Signature: v=1; a=%s; c=%s; d=evil.example; s=k; i=%s@evil.example; h=from:%s;"
        b" bh=AAAA; b=AAAA" % (word(), word(), word(), word()),
        b"DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=%s; h=from; bh=AAAA; b=AAAA" % (word(), p()),
        b"ARC-Seal: i=1; cv=%s; d=%s" % (word(), word()),
        b"Return-Path: <%s@evil.example>" % word(),
        b"From: %s <%s@evil.example>" % (p(), word()),
        b"Sender: \"%s\" <a@%s>" % (p(), word()),
        b"Reply-To: %s" % p(2),
        b"To: %s <%s>, %s" % (p(), word(), p()),
        b"Cc: =?utf-8?q?%s?= <x@y.example>" % b"".join(b"=%02X" % b for b in p()),
        b"Subject: %s" % p(3),
        b"Date: %s" % p(),
        b"Message-ID: <%s@%s>" % (word(), word()),
        b"X-Mailer: %s" % p(2),
        b"X-Originating-IP: %s" % p(),
        b"X-%s: %s" % (word().replace(b":", b""), p()),
        b"List-Id: %s" % p(),
        b"MIME-Version: 1.0",
        b"Content-Type: multipart/mixed; boundary=x; charset=\"%s\"" % p(),
        b"",
        b"--x", b"Content-Type: text/plain; charset=\"%s\"" % p(), b"", p(5),
        b"--x", b"Content-Type: image/%s; name=\"%s\"" % (word(), p()),
        b"Content-Disposition: attachment; filename*=utf-8''%s"
        % b"".join(b"%%%02X" % b for b in p()),
        b"Content-Transfer-Encoding: %s" % word(), b"", p(),
        b"--x", b"Content-Type: message/rfc822; name=\"%s\"" % p(), b"",
        b"From: %s" % p(), b"Subject: %s" % p(), b"", p(), b"--x--",
    ]  # fmt: skip
    return b"\r\n".join(lines) + b"\r\n"


def case_file(next_: Iterator[str]) -> bytes:
    def p() -> str:
        return next(next_) + next(next_)

    person = {"id": p(), "name": p(), "accounts": [p()], "devices": [p()],
              "access_to": [{"account": p(), "how": "admin", "source": p()}]}  # fmt: skip
    return json.dumps(
        {
            "case": {"id": p(), "title": p(), "question": p(), "prepared_by": p(), "side": p()},
            "organisation": {"name": p(), "domains": ["evil.example"],
                             "networks": [{"name": p(), "cidr": "192.0.2.0/24"}]},
            "account": p(),
            "people": [person],
            "presence": [{"person": person["id"], "from": "2023-12-31", "to": "2024-01-02",
                          "place": p(), "source": p(),
                          "attested_by": p()}],
            "receivers": ["mx.b.example", p()],
            "evidence": [{"file": "m0.eml", "supplied_by": p(), "obtained": p()}],
            "auditing": [{"system": p(), "source": p(), "on_from": "2023-01-01"}],
        }
    ).encode()  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder: Path = tmp_path_factory.mktemp("payloads")
    payloads = cycle(PAYLOADS)
    for number in range(MESSAGES):
        safe = next(payloads).replace("/", "_").replace("\0", "_")[:40]
        name = "m0.eml" if number == 0 else f"m{number}{safe}.eml"
        (folder / name).write_bytes(message(number, payloads))
    answers = [
        DnsAnswer(name=name, type="TXT", rcode="NOERROR",
                  data=(f"{begin}{next(payloads)}", next(payloads)),
                  server=next(payloads), asked_at=next(payloads), grade=next(payloads),
                  rrsig=(next(payloads),))
        for name, begin in (("k._domainkey.evil.example", "v=DKIM1; k=rsa; n="),
                            ("_dmarc.evil.example", "v=DMARC1; p=none; rua="),
                            ("evil.example", "v=spf1 exists:"))
    ]  # fmt: skip
    return analyze(
        parse_case(case_file(payloads)),
        Context(
            intake=open_evidence([folder]),
            resolver=RecordedResolver(answers),
            as_of=date(2026, 1, 1),
            cross_check=False,
            repeat=("provenance", "analyze", next(payloads)),
        ),
    )


class Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.shapes: set[tuple[str, str]] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.other: list[str] = []
        self.open: list[str] = []
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shapes.add((tag, ""))
        for name, value in attrs:
            self.shapes.add((tag, name))
            self.attributes.append((tag, name, value or ""))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


@pytest.fixture(scope="module")
def page(report: Report) -> bytes:
    return to_html(report)


FORBIDDEN = frozenset(
    {"script", "iframe", "object", "embed", "form", "input", "textarea", "base", "link", "video",
     "audio", "noscript", "plaintext", "xmp", "math", "foreignobject", "template", "img"}
)  # fmt: skip


def test_no_element_and_no_attribute_comes_from_evidence(page: bytes) -> None:
    found = Page(page)
    assert not {tag for tag, _ in found.shapes} & FORBIDDEN
    assert not [name for _, name in found.shapes if name.startswith("on")]
    assert not {name for _, name in found.shapes} & {"src", "srcset", "action", "data", "poster"}
    assert not found.other
    for tag, name, value in found.attributes:
        if name in {"href", "xlink:href"}:
            assert value.startswith("#"), (tag, value)
        if name in {"id", "class", "for", "scope", "role"}:
            assert value.replace("-", "").replace("_", "").replace(" ", "").isalnum() or not value
        if name == "style":
            assert "(" not in value
            assert len(value) < 80


def test_the_page_has_the_same_shape_as_one_of_harmless_evidence(page: bytes) -> None:
    """Every (element, attribute) also occurs in the templates' own output."""
    known = Page(page).shapes
    plain = (Path(__file__).parent.parent / "reports").rglob("report.html")
    own: set[tuple[str, str]] = {("span", "class"), ("span", "")}
    for path in sorted(plain):
        own |= Page(path.read_bytes()).shapes
    if len(own) <= 2:
        pytest.skip("no finished example report beside the tests")
    assert {tag for tag, _ in known} <= {tag for tag, _ in own} | {"small", "ul", "li", "ol", "em"}


def test_the_page_carries_no_invisible_character(page: bytes) -> None:
    text = page.decode("utf-8")
    odd = {c for c in text if not c.isprintable()} - {"\n", "\u00a0", "\u3000"}
    assert not odd


def test_report_json_is_json_without_raw_control_characters(report: Report) -> None:
    made = to_json(report)
    json.loads(made)
    text = made.decode("utf-8")
    assert not {c for c in text if not c.isprintable()} - {"\n"}


def test_the_terminal_gets_no_control_character(report: Report) -> None:
    said = summary(report, report_path=f"out/{PAYLOADS[-1]}/report.html")
    assert all(c.isprintable() or c == "\n" for c in said)
