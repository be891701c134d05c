"""Outlook items: what stands in the file and nothing else, damaged files included."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import Exhibit, Kind, cross_check_msg, open_evidence, recognise
from provenance.evidence.mapi import code_page, file_time, fixed_value, string_value
from provenance.evidence.outlook_msg import OutlookReading, read_outlook_item
from tests.evidence import compound_file as cfb

HEADERS = "Received: from a by b; Mon, 1 Jun 2026 10:00:00 +0000\r\nSubject: Übung\r\n\r\n"
SUBMIT = int((datetime(2026, 6, 1, 9, 59, 3, tzinfo=UTC).timestamp() + 11644473600) * 10_000_000)


def item(**streams: bytes) -> bytes:
    content = cfb.compound_file(
        {
            "__properties_version1.0": cfb.property_stream(
                {
                    (0x40, 0x0039): struct.pack("<Q", SUBMIT + 1),
                    (0x40, 0x0E06): struct.pack("<Q", SUBMIT),
                    (0x1F, 0x0037): struct.pack("<I", 10),
                    (0x03, 0x3FFD): struct.pack("<I", 1251),
                }
            ),
            "__substg1.0_0037001F": "Ad".encode("utf-16-le"),
            **streams,
        }
    )
    assert isinstance(content, bytes)
    return content


def data(found: OutlookReading) -> bytes:
    assert not isinstance(found.stream, State)
    assert found.stream.name == "msg:007D"
    assert not found.stream.body
    assert not found.stream.repaired
    return found.stream.data


def losses(found: OutlookReading) -> list[str]:
    return [loss.id.removeprefix("evidence.loss.") for loss in found.losses]


def test_unicode_headers_are_read_as_utf8() -> None:
    found = read_outlook_item(_with("007D001F", HEADERS))
    assert data(found) == HEADERS.encode()
    assert losses(found) == ["msg-body", "msg-resaved", "msg-utf16"]
    assert not found.warnings


def _with(name: str, text: str | bytes) -> bytes:
    raw = text.encode("utf-16-le") + b"\0\0" if isinstance(text, str) else text
    return item(**{f"__substg1.0_{name}": raw})


def test_eight_bit_headers_are_handed_on_as_they_are() -> None:
    raw = HEADERS.encode("latin-1")
    found = read_outlook_item(_with("007D001E", raw + b"\0"))
    assert data(found) == raw
    assert losses(found) == ["msg-body", "msg-resaved"]


def test_unicode_goes_before_eight_bit() -> None:
    streams = {
        "__substg1.0_007D001E": b"A: eight\r\n",
        "__substg1.0_007D001F": "A: wide\r\n".encode("utf-16-le"),
    }
    assert data(read_outlook_item(item(**streams))) == b"A: wide\r\n"


@pytest.mark.parametrize("empty", [None, b"", b"\0\0"])
def test_without_transport_headers_nothing_is_made_up(empty: bytes | None) -> None:
    streams = {"__substg1.0_0C1F001F": "a@b.example".encode("utf-16-le")}
    if empty is not None:
        streams["__substg1.0_007D001F"] = empty
    found = read_outlook_item(item(**streams))
    assert found.stream is State.ABSENT
    assert "msg-no-headers" in losses(found)
    assert not found.warnings


def test_properties_name_their_stream_and_bytes() -> None:
    content = item(
        **{
            "__substg1.0_0037001F": "Grüße".encode("utf-16-le"),
            "__substg1.0_0C1A001E": "Иван".encode("cp1251") + b"\0",
        }
    )
    found = read_outlook_item(content)
    rows = [(p.tag, p.type, p.name, p.value, p.stream, p.start, p.end) for p in found.mapi]
    assert rows == [
        ("0037", "001F", "PR_SUBJECT", "Grüße", "__substg1.0_0037001F", 0, 10),
        ("0039", "0040", "PR_CLIENT_SUBMIT_TIME", "2026-06-01T09:59:03.0000001Z",
         "__properties_version1.0", 40, 48),
        ("0C1A", "001E", "PR_SENDER_NAME", "Иван", "__substg1.0_0C1A001E", 0, 5),
        ("0E06", "0040", "PR_MESSAGE_DELIVERY_TIME", "2026-06-01T09:59:03Z",
         "__properties_version1.0", 56, 64),
            ("3FFD", "0003", "PR_MESSAGE_CODEPAGE", "1251", "__properties_version1.0", 88, 96),
    ]  # fmt: skip


def test_a_lone_surrogate_in_the_headers_is_survived() -> None:
    raw = "A: ".encode("utf-16-le") + b"\x00\xd8" + "\r\n".encode("utf-16-le")
    assert data(read_outlook_item(_with("007D001F", raw))).startswith(b"A: ")


@pytest.mark.parametrize("keep", [8, 100, 512, 600, 1500])
def test_a_cut_file_is_a_warning(keep: int) -> None:
    found = read_outlook_item(_with("007D001F", HEADERS)[:keep])
    assert found.stream is State.UNREADABLE
    assert found.warnings


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=12))
@example([(44, 255), (48, 7)])
def test_a_damaged_file_never_raises(changes: list[tuple[int, int]]) -> None:
    content = bytearray(_with("007D001F", HEADERS))
    for place, byte in changes:
        content[place % len(content)] = byte
    found = read_outlook_item(bytes(content))
    assert isinstance(found, OutlookReading)
    if isinstance(found.stream, State):
        assert found.warnings or "msg-no-headers" in losses(found)


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        (0, State.ABSENT),
        (116_444_736_000_000_000, "1970-01-01T00:00:00Z"),
        (116_444_736_000_000_001, "1970-01-01T00:00:00.0000001Z"),
        (2**64 - 1, State.UNPARSABLE),
        (1, "1601-01-01T00:00:00.0000001Z"),
    ],
)
def test_file_times(ticks: int, expected: str | State) -> None:
    assert file_time(ticks) == expected


def test_values() -> None:
    assert fixed_value("0003", struct.pack("<iI", -5, 0)) == "-5"
    assert fixed_value("000B", b"\1" + b"\0" * 7) == "true"
    assert fixed_value("0003", b"\0") is State.UNREADABLE
    assert fixed_value("1003", b"\0" * 8) is State.NOT_ATTEMPTED
    assert string_value("001E", b"\xff\xfe", "ascii") == "\\xff\\xfe"
    assert code_page(1251) == "cp1251"
    assert code_page(99999) == "cp1252"
    assert code_page(65001) == "utf-8"


def test_the_second_engine_reads_the_same() -> None:
    streams = {
        "__substg1.0_007D001F": HEADERS.encode("utf-16-le"),
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
    }
    check = cross_check_msg(item(**streams))
    assert (check.engine, check.agrees, check.detail) == ("extract-msg", True, "")
    assert check.version
    del streams["__substg1.0_007D001F"]
    assert cross_check_msg(item(**streams)).agrees is State.ABSENT


def _led_to_a_leaf_only(whole: bytes) -> bytes:
    """The root leads to the subject, a leaf of the tree: the others cannot be reached."""
    root = whole.index("Root Entry".encode("utf-16-le"))
    leaf = (whole.index("__substg1.0_0037001F".encode("utf-16-le")) - root) // 128
    return whole[: root + 76] + struct.pack("<I", leaf) + whole[root + 80 :]


def test_unreached_headers_are_read_where_nothing_else_can_own_them() -> None:
    found = read_outlook_item(_led_to_a_leaf_only(_with("007D001F", HEADERS)))
    assert data(found) == HEADERS.encode()
    told = [warning.id.removeprefix("evidence.warning.msg-") for warning in found.warnings]
    assert told == ["recovery", "file-unreached"]
    assert found.item.recovered


def test_a_damaged_directory_is_not_read_as_absence() -> None:
    # With an embedded item in the file nobody can tell whose the unreached headers are.
    inner = {f"__attach_version1.0_#00000000/__substg1.0_3701000D/{cfb.PROPERTIES}": b"\0" * 24}
    whole = item(**inner, **{"__substg1.0_007D001F": HEADERS.encode("utf-16-le")})
    found = read_outlook_item(_led_to_a_leaf_only(whole))
    assert found.stream is State.UNREADABLE
    told = [warning.id.removeprefix("evidence.warning.msg-") for warning in found.warnings]
    assert told[:2] == ["recovery", "file-unreached"]
    assert "unreached" in told


def test_the_second_engine_never_raises() -> None:
    assert cross_check_msg(b"junk").agrees is State.UNREADABLE


def opened(path: Path) -> Exhibit:
    found = open_evidence([path])
    assert not found.unreadable
    return found.exhibits[0]


@pytest.mark.corpus
def test_every_item_of_the_corpus_opens_or_says_why(shared: Path) -> None:
    total = with_headers = 0
    for path in sorted((shared / "corpus").rglob("*.msg")):
        if not path.read_bytes().startswith(b"\xd0\xcf\x11\xe0"):
            continue
        exhibit = opened(path)
        total += 1
        assert exhibit.item.kind is Kind.MSG
        if not isinstance(exhibit.stream, State):
            with_headers += 1
            assert b":" in exhibit.stream.data
        else:
            lost = {loss.id for loss in exhibit.item.losses}
            assert exhibit.warnings or "evidence.loss.msg-no-headers" in lost
    print(f"{total} Outlook items open, {with_headers} have transport headers")
    assert (total, with_headers) == (105, 31)


@pytest.mark.corpus
def test_the_second_engine_agrees_on_the_corpus(shared: Path) -> None:
    answers = []
    for path in sorted((shared / "corpus" / "msg-poi").rglob("*.msg")):
        content = path.read_bytes()
        if recognise(content) is Kind.MSG and len(content) < 200_000:
            answers.append(cross_check_msg(content).agrees)
    assert answers.count(True) >= 5
    assert False not in answers
