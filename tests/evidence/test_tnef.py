"""winmail.dat: what is written is read, at its place; damage is a warning, never an exception."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import AttachMethod, Kind, OutlookItem, RecipientType, open_evidence
from provenance.evidence.tnef import MAX_DEPTH, Tnef, read_tnef
from provenance.evidence.tnef_attributes import read_attributes
from provenance.evidence.tnef_properties import MAX_PROPERTIES, read_property_list
from provenance.evidence.tnef_values import date_time_record
from tests.evidence import tnef_file as w
from tests.patience import must_end

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
TNEFPARSE = CORPUS / "tnef-tnefparse" / "tests" / "examples"
COMMON = "00062008-0000-0000-C000-000000000046"
HEADERS = "00020386-0000-0000-C000-000000000046"
SUBMIT = 133_910_208_000_000_000
HELD_BY_PLACE = frozenset((0x007D, 0x1000, 0x1009, 0x1013, 0x3701))  # headers, bodies, data


def sample() -> bytes:
    """One file with everything that Outlook writes."""
    row = w.properties(
        [
            w.text(0x3001, "Ärztin"),
            w.text(0x3002, "SMTP"),
            w.text(0x3003, "doctor@clinic.example"),
            w.fixed(0x0C15, 3, struct.pack("<I", 2 | 0x10000000)),
        ]
    )
    found = w.tnef(
        w.attribute("attOemCodepage", struct.pack("<II", 1251, 0)),
        w.attribute("attMessageClass", b"IPM.Microsoft Mail.Read Receipt\0"),
        w.attribute("attSubject", "Отчёт".encode("cp1251") + b"\0"),
        w.attribute("attDateSent", w.date(2025, 5, 6, 13, 20, 0, 2)),
        w.attribute(
            "attFrom", struct.pack("<4H", 4, 40, 8, 8) + b"Anna\0SMTP:a@home.example\0\0\0"
        ),
        w.attribute(
            "attSentFor", struct.pack("<H", 5) + b"Berta" + struct.pack("<H", 6) + b"EX:/o="
        ),
        w.attribute("attRecipTable", struct.pack("<I", 1) + row),
        w.attribute(
            "attMsgProps",
            w.properties(
                [
                    w.time(0x0039, SUBMIT),
                    w.variable(0x0071, 0x0102, b"\1\2\3"),
                    w.fixed(0x0E1F, 0x0B, struct.pack("<H", 1)),
                    w.variable(0x1E00, 0x101F, "a\0".encode("utf-16-le"), "bc".encode("utf-16-le")),
                    w.named(0x8001, COMMON, 0x8554, w.text(0, "16.0")),
                    w.named(0x8002, HEADERS, "x-originating-ip", w.text(0, "[192.0.2.7]")),
                ]
            ),
        ),
        *w.attachment(
            "PLAN~1.TXT", b"plan", w.text(0x3707, "plan of today.txt"), w.time(0x3008, SUBMIT + 1)
        ),
        *w.enclosed(
            w.tnef(
                w.attribute(
                    "attMsgProps",
                    w.properties(
                        [w.text(0x001A, "IPM.Note"), w.text(0x007D, "Subject: inner\r\n")]
                    ),
                )
            )
        ),
    )
    assert isinstance(found, bytes)
    return found


def item(data: bytes) -> OutlookItem:
    found = read_tnef(data)
    assert isinstance(found.item, OutlookItem)
    return found.item


def test_what_is_written_is_read() -> None:
    read = read_tnef(sample())
    assert read.key == w.KEY
    assert read.warnings == ()
    found = item(sample())
    by_name = {one.name or one.named: one for one in found.properties}
    assert found.message_class == "REPORT.IPM.Note.IPNRN"
    assert by_name["attSubject"].value == "Отчёт"
    assert by_name["attDateSent"].value == "2025-05-06T13:20:00"
    assert by_name["attFrom"].value == "Anna <SMTP:a@home.example>"
    assert by_name["attSentFor"].value == "Berta <EX:/o=>"
    assert by_name["PR_CLIENT_SUBMIT_TIME"].value == "2025-05-06T16:00:00Z"
    assert by_name["x-originating-ip"].value == "[192.0.2.7]"
    named = found.find_named(COMMON, "0x8554")
    assert named is not None
    assert named.value == "16.0"
    several = found.find("1E00")
    assert several is not None
    assert several.values == ("a", "bc")
    index = found.find("0071")
    assert index is not None
    assert (index.value, index.raw) == ("010203", b"\1\2\3")


def test_recipients_and_attachments_are_the_records_of_an_outlook_item() -> None:
    found = item(sample())
    (row,) = found.recipients
    assert (row.type, row.display_name, row.mail_address) == (
        RecipientType.CC,
        "Ärztin",
        "doctor@clinic.example",
    )
    plan, inner = found.attachments
    assert (plan.filename, plan.short_filename) == ("plan of today.txt", "PLAN~1.TXT")
    assert (plan.data_size, plan.sha256) == (4, hashlib.sha256(b"plan").hexdigest())
    assert plan.modified == "2025-05-06T16:00:00.0000001Z"
    assert inner.method is AttachMethod.EMBEDDED_MESSAGE
    assert inner.sha256 is State.ABSENT
    assert inner.item is not None
    assert inner.item.message_class == "IPM.Note"
    assert not isinstance(inner.item.headers, State)
    assert inner.item.headers.data == b"Subject: inner\r\n"


def test_every_place_counts_in_the_file_itself() -> None:
    data = sample()
    found = item(data)
    subject = next(one for one in found.properties if one.name == "attSubject")
    assert data[subject.start : subject.end] == "Отчёт".encode("cp1251") + b"\0"
    plan = found.attachments[0]
    held = next(one for one in plan.properties if one.name == "attAttachData")
    assert data[held.start : held.end] == b"plan"
    inner = found.attachments[1].item
    assert inner is not None
    class_ = inner.find("001A")
    assert class_ is not None
    assert data[class_.start : class_.end].decode("utf-16-le") == "IPM.Note\0"


def test_attributes_tile_the_file() -> None:
    data = sample()
    read = read_attributes(data, 0, len(data))
    assert read is not None
    at = 6
    for one in read.found:
        assert one.whole == at
        assert one.sum_fits
        at = one.end + 2
    assert at == len(data) == read.end


def test_a_wrong_checksum_is_named() -> None:
    data = w.tnef(w.attribute("attSubject", b"x\0", wrong_sum=True))
    assert [(one.id, dict(one.params)["names"]) for one in read_tnef(data).warnings] == [
        ("evidence.warning.tnef-sum", ("attSubject",))
    ]
    assert item(data).properties


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (b"", "signature"),
        (b"\x78\x9f\x3e\x22", "signature"),
        (w.tnef()[:-3], "short"),
        (w.tnef() + b"\1\0\0", "rest"),
        (w.tnef() + b"\7" * 20, "level"),
        (w.tnef(w.attribute("attMsgProps", b"\xff\xff\0\0\x40\0")), "list"),
        (w.tnef(w.attribute("attMsgProps", struct.pack("<IHHI", 1, 0x77, 1, 0))), "list"),
        (w.tnef(w.attribute("attRecipTable", struct.pack("<II", 9, 0))), "limit"),
    ],
)
def test_damage_is_a_warning(data: bytes, warning: str) -> None:
    assert f"evidence.warning.tnef-{warning}" in {one.id for one in read_tnef(data).warnings}


def test_a_line_end_behind_the_last_piece_is_no_damage() -> None:
    assert read_tnef(w.tnef() + b"\r\n").warnings == ()


def test_depth_is_capped_and_said() -> None:
    data = w.tnef()
    for _ in range(MAX_DEPTH + 3):
        data = w.tnef(*w.enclosed(data))
    found = read_tnef(data)
    assert "evidence.warning.tnef-deep" in {one.id for one in found.warnings}


def test_a_list_that_claims_to_be_endless_costs_nothing() -> None:
    with must_end():
        data = struct.pack("<I", 0xFFFFFFFF) + w.fixed(0x0E07, 3, b"\0\0\0\0") * (
            MAX_PROPERTIES + 9
        )
        found = read_property_list(data, 0, len(data))
        assert len(found.properties) == MAX_PROPERTIES
        assert found.problem == "too-many"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (w.date(2025, 12, 31, 23, 59, 59, 3), "2025-12-31T23:59:59"),
        (w.date(2025, 13, 1, 0, 0, 0, 0), State.UNPARSABLE),
        (bytes(14), State.ABSENT),
        (b"\1", State.UNPARSABLE),
    ],
)
def test_calendar_times(raw: bytes, expected: object) -> None:
    assert date_time_record(raw) == expected


def _sound(found: Tnef, size: int) -> None:
    """Every place lies inside the file, and every text can be written."""
    if isinstance(found.item, State):
        assert found.warnings
        return
    items = [found.item]
    while items:
        one = items.pop()
        properties = [*one.properties]
        for row in one.recipients:
            properties += row.properties
        for held in one.attachments:
            properties += held.properties
            items += [held.item] if held.item else []
        for each in properties:
            assert 0 <= each.start <= each.end <= size
            for words in (each.value, each.name, each.named, *each.values):
                if isinstance(words, str):
                    words.encode()


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_signature(data: bytes) -> None:
    whole = b"\x78\x9f\x3e\x22\1\0" + data
    _sound(read_tnef(whole), len(whole))


@settings(max_examples=300)
@given(st.data())
def test_any_change_of_a_file(data: st.DataObject) -> None:
    whole = bytearray(sample())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    _sound(read_tnef(bytes(whole)), len(whole))
    _sound(read_tnef(bytes(whole[:cut])), cut)


@example([(0x1000, ""), (0x1000, "a body"), (0x3701, "bytes"), (0x3FFA, "a name")])
@given(st.lists(st.tuples(st.integers(1, 0x7FFF), st.text(max_size=20)), max_size=20))
def test_written_text_comes_back(found: list[tuple[int, str]]) -> None:
    pairs = [
        (id_, words.encode("utf-16-le", "replace").decode("utf-16-le")) for id_, words in found
    ]
    data = w.tnef(w.attribute("attMsgProps", w.properties([w.text(*one) for one in pairs])))
    found_there = [one for one in item(data).properties if one.type]
    read = [(int(one.tag, 16), one.value) for one in found_there]
    expected = [
        (id_, State.NOT_ATTEMPTED if id_ in HELD_BY_PLACE else words.rstrip("\0") or State.ABSENT)
        for id_, words in pairs
    ]
    assert sorted(read, key=str) == sorted(expected, key=str)
    held = [
        (id_, data[one.start : one.end].decode("utf-16-le").rstrip("\0"))
        for one in found_there
        if (id_ := int(one.tag, 16)) in HELD_BY_PLACE
    ]
    assert sorted(held) == sorted(
        (id_, words.rstrip("\0")) for id_, words in pairs if id_ in HELD_BY_PLACE
    )


def test_a_file_handed_in_is_an_exhibit_without_a_message(tmp_path: Path) -> None:
    (tmp_path / "winmail.dat").write_bytes(sample())
    (exhibit,) = open_evidence([tmp_path]).exhibits
    assert exhibit.item.kind is Kind.TNEF
    assert exhibit.stream is State.NOT_APPLICABLE
    assert exhibit.outlook is not None
    assert exhibit.mapi == exhibit.outlook.properties


@pytest.mark.skipif(not TNEFPARSE.is_dir(), reason="needs the corpus beside the repository")
def test_all_files_of_the_corpus_are_read() -> None:
    names: dict[str, int] = {}
    lists_short: list[str] = []
    for path in sorted(TNEFPARSE.glob("*.tnef")):
        found = read_tnef(path.read_bytes())
        assert isinstance(found.item, OutlookItem), path.name
        names[path.name] = len(found.item.attachments)
        lists_short += [path.name for one in found.warnings if one.id.endswith("tnef-list")]
    assert len(names) == 20
    assert lists_short == []
    # Counts of the suite that these files come from, where it has any.
    assert {name: names[name] for name in _ATTACHMENTS} == _ATTACHMENTS


_ATTACHMENTS = {
    "MAPI_ATTACH_DATA_OBJ.tnef": 3,
    "MAPI_OBJECT.tnef": 1,
    "bad_checksum.tnef": 1,
    "body.tnef": 0,
    "data-before-name.tnef": 3,
    "garbage-at-end.tnef": 0,
    "long-filename.tnef": 1,
    "missing-filenames.tnef": 4,
    "multi-name-property.tnef": 0,
    "multi-value-attribute.tnef": 1,
    "one-file.tnef": 1,
    "rtf.tnef": 0,
    "triples.tnef": 0,
    "two-files.tnef": 2,
    "umlaut.tnef": 3,
    "unicode-mapi-attr-name.tnef": 4,
    "unicode-mapi-attr.tnef": 1,
}
