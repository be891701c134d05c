"""The search for a harmless change: each by a vector, no change of words repaired, work bounded."""

from __future__ import annotations

import base64
import json
import quopri
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import Repair, RepairOutcome
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.repair import is_wanted, search
from provenance.authentication.dkim.repair_edits import Budget, Edit, apply
from provenance.authentication.dkim.repair_parts import quoted
from provenance.authentication.dkim.verify import Moments, verify_prepared

DATA = Path(__file__).parent.parent / "data" / "authentication" / "repair.json"
CASES = json.loads(DATA.read_text(encoding="utf-8"))
MOMENTS = Moments(delivered=None, as_of=date(2026, 11, 22))


def repair(signing: Any, data: bytes, *, body: bool = True, budget: Budget | None = None) -> Repair:
    """The search over the one signature of a message."""
    prepared = SignedMessage(signing.read(data, body=body))
    (check,) = verify_prepared(prepared, signing.answers(signing.key_record()), MOMENTS)
    assert is_wanted(check)
    return search(prepared, check, budget or Budget.of(prepared))


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_vector(case: dict[str, Any], signing: Any) -> None:
    original = signing.MESSAGE
    if "body_text" in case:
        original = original.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + case["body_text"].encode()
    data = signing.sign(original, signing.Recipe(**case.get("sign", {})))
    for old, new in case["edits"]:
        assert data.count(old.encode()) == 1, old
        data = data.replace(old.encode(), new.encode())
    if case.get("lf"):
        data = data.replace(b"\r\n", b"\n")
    found = repair(signing, data, body=case.get("body", True))
    expect = case["expect"]
    assert found.outcome.value == expect["outcome"], found
    if "changes" in expect:
        changes = list(dict.fromkeys(one.change for one in found.undone))
        assert sorted(changes) == sorted(expect["changes"])
    if "removed" in expect:
        assert [one.removed for one in found.undone] == [expect["removed"]]
    if "note" in expect:
        assert any(note.id.endswith(expect["note"]) for note in found.notes)
    for one in found.undone:
        assert one.octets == one.end - one.start
        if one.octets < 2_000:
            assert one.removed.encode("utf-8", "surrogateescape") == data[one.start : one.end]
        assert one.line_first == data.count(b"\n", 0, one.start) + 1
    assert found.octets <= found.limit
    assert found.complete


def mime(signing: Any, content: bytes, body: bytes) -> bytes:
    """A signed message with these content fields."""
    names = "from:to:cc:subject:date:message-id:content-type:content-transfer-encoding"
    head = signing.MESSAGE.partition(b"\r\n\r\n")[0]
    return bytes(
        signing.sign(head + b"\r\n" + content + b"\r\n\r\n" + body, signing.Recipe(names=names))
    )


TEXT = "Liebe Kolleginnen,\r\n\r\ndie Prüfung = morgen, 10 €.\r\n" + "Wort " * 40 + "\r\nGrüße\r\n"


@pytest.mark.parametrize("to", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("of", ["8bit", "quoted-printable", "base64"])
def test_another_transfer_encoding_is_undone(signing: Any, of: str, to: str) -> None:
    def encoded(name: str) -> bytes:
        plain = TEXT.encode()
        if name == "base64":
            return base64.encodebytes(plain).replace(b"\n", b"\r\n")
        return quoted(plain) if name == "quoted-printable" else plain

    if of == to:
        return
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
    sent = mime(signing, kind + of.encode(), encoded(of))
    got = sent.replace(encoded(of), encoded(to))
    got = got.replace(b"Encoding: " + of.encode(), b"Encoding: " + to.encode())
    found = repair(signing, got)
    assert found.outcome is RepairOutcome.VERIFIED
    assert {(one.change, one.where) for one in found.undone} == {
        ("transfer-encoding", "header"),
        ("transfer-encoding", "body"),
    }


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize(("front", "back"), [("Vorsicht: extern ä", ""), ("", "Listenfuß")])
def test_a_banner_or_footer_inside_an_encoded_part(
    signing: Any, encoding: str, kind: str, front: str, back: str
) -> None:
    def made(before: str, after: str) -> bytes:
        if kind == "text/html":
            before, after = before and f"<p>{before}</p>", after and f"<p>{after}</p>"
            text = f"<html><body>{before}<p>Prüfung = morgen</p>{after}</body></html>\r\n"
        else:
            before, after = before and f"{before}\r\n", after and f"{after}\r\n"
            text = f"{before}Prüfung = morgen\r\nGrüße\r\n{after}"
        if encoding == "base64":
            return base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
        return quoted(text.encode())

    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}"
    sent = mime(signing, head.encode(), made("", ""))
    found = repair(signing, sent.replace(made("", ""), made(front, back)))
    assert found.outcome is RepairOutcome.VERIFIED
    (one,) = found.undone
    assert one.change == ("banner" if front else "footer")
    assert (front or back) in quopri.decodestring(one.removed.encode()).decode()


ALTERNATIVE = b"""\
--b1\r
Content-Type: text/plain; charset=utf-8\r
\r
%sDear all,\r
text\r
%s--b1\r
Content-Type: text/html; charset=utf-8\r
\r
<html><body class="x">%s<p>Dear all,</p><p>text</p>%s</body></html>\r
--b1--\r
"""


@pytest.mark.parametrize(
    ("places", "changes"),
    [
        ((b"", b"", b"<div>CAUTION</div>", b""), {"banner"}),
        ((b"CAUTION\r\n\r\n", b"", b"<div>CAUTION</div><br>", b""), {"banner"}),
        ((b"", b"-- \r\nlist\r\n", b"", b"<hr><p>list</p>"), {"footer"}),
        ((b"", b"", b"", b"<hr><p>list</p>"), {"footer"}),
    ],
)
def test_banners_and_footers_of_both_parts(
    signing: Any, places: tuple[bytes, ...], changes: set[str]
) -> None:
    kind = b'Content-Type: multipart/alternative; boundary="b1"'
    sent = mime(signing, kind, ALTERNATIVE % (b"", b"", b"", b""))
    head = sent.partition(b"\r\n\r\n")[0]
    found = repair(signing, head + b"\r\n\r\n" + ALTERNATIVE % places)
    assert found.outcome is RepairOutcome.VERIFIED
    assert {one.change for one in found.undone} == changes
    assert b"".join(places) == b"".join(one.removed.encode() for one in found.undone)


def test_a_relay_that_encoded_every_part(signing: Any) -> None:
    def made(encoding: str) -> bytes:
        text = "Grüße an alle, = wie immer\r\n"
        data = quoted(text.encode()) if encoding == "quoted-printable" else text.encode()
        part = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n%s"
        one = part % (encoding.encode(), data)
        return b"--b1\r\n" + one + b"--b1\r\n" + one + b"--b1--\r\n"

    sent = mime(signing, b'Content-Type: multipart/mixed; boundary="b1"', made("8bit"))
    found = repair(signing, sent.replace(made("8bit"), made("quoted-printable")))
    assert found.outcome is RepairOutcome.VERIFIED
    assert [one.change for one in found.undone] == ["transfer-encoding"] * 4


def test_a_part_that_a_list_appended(signing: Any) -> None:
    kind = b'Content-Type: multipart/alternative; boundary="b1"'
    sent = mime(signing, kind, ALTERNATIVE % (b"", b"", b"", b""))
    more = b"--b1\r\nContent-Type: text/plain\r\n\r\nlist footer\r\n--b1--\r\n"
    found = repair(signing, sent.replace(b"--b1--\r\n", more))
    assert found.outcome is RepairOutcome.VERIFIED
    assert [one.change for one in found.undone] == ["part-appended"]


def test_a_message_that_a_list_wrapped(signing: Any) -> None:
    kind = b"Content-Type: text/plain; charset=utf-8"
    sent = mime(signing, kind, b"Dear all,\r\ntext\r\n")
    head = sent.partition(b"\r\n\r\n")[0]
    outer = b'Content-Type: multipart/mixed; boundary="w"'
    body = (
        b"--w\r\n" + kind + b"\r\n\r\nDear all,\r\ntext\r\n\r\n--w\r\nContent-Type: text/plain\r\n"
    )
    body += b"\r\nlist footer\r\n--w--\r\n"
    found = repair(signing, head.replace(kind, outer) + b"\r\n\r\n" + body)
    assert found.outcome is RepairOutcome.VERIFIED
    assert {one.change for one in found.undone} == {"wrapped"}


def test_boundary_quotes(signing: Any) -> None:
    sent = mime(signing, b'Content-Type: multipart/alternative; boundary="b1"', b"--b1--\r\n")
    found = repair(signing, sent.replace(b'boundary="b1"', b"boundary=b1"))
    assert [one.change for one in found.undone] == ["parameter-quotes"]


def test_folds_of_simple_header_fields(signing: Any) -> None:
    recipe = signing.Recipe(canonicalization="simple/simple", names="from:to:subject")
    data = signing.sign(signing.MESSAGE, recipe)
    found = repair(signing, data.replace(b"\r\n\t", b"\r\n "))
    assert found.outcome is RepairOutcome.VERIFIED
    assert {one.change for one in found.undone} == {"folding"}


@given(st.binary(max_size=300))
def test_quoted_printable_reads_back(data: bytes) -> None:
    plain = data.replace(b"\r", b"").replace(b"\n", b"\r\n")
    made = quoted(plain)
    assert quopri.decodestring(made) == plain
    assert all(len(line) <= 76 for line in made.split(b"\r\n"))


@given(st.binary(max_size=40), st.integers(0, 20), st.integers(0, 20), st.binary(max_size=5))
def test_edits_touch_their_bytes_only(data: bytes, low: int, size: int, put: bytes) -> None:
    low = min(low, len(data))
    high = min(len(data), low + size)
    edit = Edit(change="x", start=low, end=high, put=put)
    assert apply(data, 0, len(data), [edit]) == data[:low] + put + data[high:]


def test_work_is_bounded_and_said(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe())
    lines = b"".join(b"line %d\r\n>From here\r\n" % n for n in range(20_000))
    prepared = SignedMessage(signing.read(data + lines))
    budget = Budget.of(prepared)
    found = repair(signing, data + lines, budget=budget)
    # The end of the original lies further back than line ends are tried.
    assert found.outcome in {RepairOutcome.LIMIT, RepairOutcome.NOT_FOUND}
    assert found.octets <= found.limit == budget.limit <= 16 * 1024 * 1024 + 2 * len(prepared.raw)
    small = repair(signing, data + b"one more line\r\n", budget=Budget(octets=10))
    assert small.outcome is RepairOutcome.LIMIT
    assert not small.complete


def test_a_footer_costs_one_pass(signing: Any) -> None:
    """However many line ends there are, the body is hashed once for all of them."""
    data = signing.sign(signing.MESSAGE, signing.Recipe()).rstrip() + b"\r\n"
    data += b"".join(b"footer line %d\r\n" % n for n in range(4_000))
    prepared = SignedMessage(signing.read(data))
    size = prepared.body[1] - prepared.body[0]
    found = repair(signing, data)
    assert found.outcome is RepairOutcome.VERIFIED
    (attempt,) = [one for one in found.attempts if one.changes == ("footer",)]
    assert attempt.candidates > 4_000
    assert found.octets <= 6 * size
