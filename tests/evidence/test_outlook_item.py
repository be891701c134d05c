"""All of an Outlook item: properties of every type, names, recipients, attachments, embedded."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import (
    AttachMethod,
    MapiProperty,
    OutlookItem,
    RecipientType,
    attached_exhibit,
    open_evidence,
)
from provenance.evidence.mapi import BINARY_LIMIT, STRING_LIMIT, file_time, guid_text, pieces
from provenance.evidence.mapi_named import named_properties
from provenance.evidence.mapi_names import NAMES, NUMBERED, SETS
from provenance.evidence.outlook_msg import (
    FOUND_STREAM,
    MAX_DEPTH,
    OutlookReading,
    read_outlook_item,
    streams_of,
)
from provenance.evidence.outlook_properties import MAX_RECORDS
from provenance.evidence.outlook_search import search_headers
from tests.evidence import compound_file as cfb

LONG, TIME, BOOL, WIDE, EIGHT, BYTES = 0x3, 0x40, 0xB, 0x1F, 0x1E, 0x102
HEADERS = (
    "Received: from a.example by b.example; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
    "From: ann@a.example\r\nDate: Mon, 1 Jun 2026 09:59:00 +0000\r\nSubject: Hi\r\n\r\n"
)
INTERNET = "00020386-0000-0000-C000-000000000046"
COMMON = "00062008-0000-0000-C000-000000000046"


def ticks(moment: datetime) -> int:
    return int((moment.timestamp() + 11_644_473_600) * 10_000_000)


CREATED = ticks(datetime(2026, 5, 30, 12, 0, 1, tzinfo=UTC)) + 1_234_567
NOTE: dict[tuple[int, int], Any] = {
    (0x001A, WIDE): "IPM.Note",
    (0x0037, WIDE): "Hi",
    (0x007D, WIDE): HEADERS,
    (0x1000, WIDE): "Hello.\r\n",
}
ATTACHED = {
    (0x3705, LONG): 1,
    (0x3707, WIDE): "list of people.xlsx",
    (0x3704, WIDE): "LISTOF~1.XLS",
    (0x370E, WIDE): "application/vnd.ms-excel",
    (0x3712, WIDE): "part1@a.example",
    (0x0E20, LONG): 4_000,
    (0x3007, TIME): CREATED,
    (0x3008, TIME): CREATED + 10,
    (0x7FFE, BOOL): True,
}


def item(**more: Any) -> Any:
    return cfb.Item(**({"properties": NOTE} | more))


def read(made: Any) -> OutlookReading:
    return read_outlook_item(cfb.outlook_file(made))


def warned(found: OutlookReading) -> list[str]:
    return [one.id.removeprefix("evidence.warning.msg-") for one in found.warnings]


def find(found: OutlookReading, tag: str) -> MapiProperty:
    one = found.item.find(tag)
    assert one is not None
    return one


VALUES: list[tuple[int, int, Any, str]] = [
    (0x0E01, 0x2, -7, "-7"),
    (0x0E07, 0x3, 0x2001, "8193"),
    (0x0E02, 0x4, 0.5, "0.5"),
    (0x0E03, 0x5, -2.25, "-2.25"),
    (0x0E04, 0x6, -12_345, "-1.2345"),
    (0x0E05, 0x7, 45_000.5, "45000.5"),
    (0x0E08, 0xA, 0x8004010F, "0x8004010F"),
    (0x0E09, 0xB, True, "true"),
    (0x0E0A, 0x14, 2**40, str(2**40)),
    (0x0E06, 0x40, CREATED, "2026-05-30T12:00:01.1234567Z"),
    (0x0E0B, 0x48, bytes(range(16)), "03020100-0504-0706-0809-0A0B0C0D0E0F"),
    (0x0E0C, 0x1E, "Grüße", "Grüße"),
    (0x0E0D, 0x1F, "Grüße 中", "Grüße 中"),
    (0x0071, 0x102, b"\x01\xd9\xff", "01D9FF"),
    (0x0E10, 0x1002, [1, -2], "1; -2"),
    (0x0E11, 0x1003, [3, 4], "3; 4"),
    (0x0E15, 0x1014, [5], "5"),
    (0x0E16, 0x1040, [CREATED], "2026-05-30T12:00:01.1234567Z"),
    (0x0E18, 0x101E, ["a", "b"], "a; b"),
    (0x0E19, 0x101F, ["ä", "ö"], "ä; ö"),
    (0x0E1A, 0x1102, [b"\x01", b"\x02\x03"], "01; 0203"),
]


@pytest.mark.parametrize(("tag", "type_", "value", "shown"), VALUES)
def test_values_of_every_type(tag: int, type_: int, value: Any, shown: str) -> None:
    found = read(item(properties=NOTE | {(tag, type_): value}))
    one = find(found, f"{tag:04X}")
    assert (one.type, one.value) == (f"{type_:04X}", shown)
    assert not found.warnings


@pytest.mark.parametrize(("tag", "type_", "value", "shown"), VALUES)
def test_a_place_leads_to_the_bytes(tag: int, type_: int, value: Any, shown: str) -> None:
    content = cfb.outlook_file(item(properties=NOTE | {(tag, type_): value}))
    one = find(read_outlook_item(content), f"{tag:04X}")
    stream = streams_of(content, (one.stream,))[one.stream]
    assert len(stream) >= one.end
    if isinstance(one.offset, int):
        assert content[one.offset : one.offset + 2] == stream[one.start : one.start + 2]
    else:
        assert one.stream == "__properties_version1.0"
        assert shown


def test_binary_values_are_kept_as_bytes() -> None:
    key = b"SMTP:ANN@A.EXAMPLE\0"
    one = find(read(item(properties=NOTE | {(0x0C1D, BYTES): key})), "0C1D")
    assert (one.name, one.raw, one.value) == ("PR_SENDER_SEARCH_KEY", key, key.hex().upper())


def test_bodies_and_headers_are_held_by_place_size_and_hash() -> None:
    one = find(read(item()), "1000")
    body = "Hello.\r\n".encode("utf-16-le")
    assert (one.value, one.size, one.end) == (State.NOT_ATTEMPTED, len(body), len(body))
    assert one.sha256 == hashlib.sha256(body).hexdigest()


def test_a_long_value_is_held_by_place_and_said() -> None:
    more = {(0x3FF8, WIDE): "x" * STRING_LIMIT, (0x65E3, BYTES): b"y" * (BINARY_LIMIT + 1)}
    found = read(item(properties=NOTE | more))
    assert find(found, "3FF8").value is State.NOT_ATTEMPTED
    assert find(found, "65E3").size == BINARY_LIMIT + 1
    (warning,) = found.warnings
    assert warning.id == "evidence.warning.msg-long"
    assert dict(warning.params)["count"] == 2


def test_named_properties_are_found_by_set_and_name() -> None:
    found = read(
        item(
            properties=NOTE
            | {(0x8000, WIDE): "192.0.2.7", (0x8001, WIDE): "16.0", (0x8002, LONG): 3},
            names=[(INTERNET, "x-originating-ip"), (COMMON, 0x8554), (COMMON, 0x9999)],
        )
    )
    address = found.item.find_named(INTERNET, "X-Originating-IP")
    assert address is not None
    assert (address.value, address.name, address.tag) == ("192.0.2.7", "x-originating-ip", "8000")
    version = found.item.find_named(COMMON, "0x8554")
    assert version is not None
    assert (version.value, version.name) == ("16.0", "PidLidCurrentVersionName")
    unknown = found.item.find_named(COMMON, "0x9999")
    assert unknown is not None
    assert (unknown.name, unknown.named) == ("0x9999", "0x9999")
    assert not found.warnings


def test_a_damaged_list_of_names_is_counted() -> None:
    entries = struct.pack("<IHH", 0, 7, 0) + struct.pack("<IHH", 900, 7, 1) + b"\0"
    named, bad = named_properties(
        b"\1" * 16, entries, struct.pack("<I", 4) + "ab".encode("utf-16-le")
    )
    assert named == {0x8000: ("01010101-0101-0101-0101-010101010101", "ab")}
    assert bad == 2


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(max_size=64))
def test_names_never_raise(guids: bytes, entries: bytes, strings: bytes) -> None:
    named, bad = named_properties(guids, entries, strings)
    assert len(named) + bad >= len(entries) // 8
    assert all(0x8000 <= tag <= 0xFFFF for tag in named)


def test_the_recipient_table() -> None:
    directory = {
        (0x0C15, LONG): 0x10000002,
        (0x3001, WIDE): "Bob",
        (0x3002, WIDE): "EX",
        (0x3003, WIDE): "/o=Org/cn=bob",
        (0x39FE, WIDE): "bob@b.example",
    }
    rows = [
        cfb.recipient("Ann", "ann@a.example"),
        directory,
        cfb.recipient("Eve", "eve@e.example", 3),
    ]
    found = read(item(recipients=rows))
    assert [(r.row, r.type, r.display_name, r.mail_address) for r in found.item.recipients] == [
        (0, RecipientType.TO, "Ann", "ann@a.example"),
        (1, RecipientType.CC, "Bob", "bob@b.example"),
        (2, RecipientType.BCC, "Eve", "eve@e.example"),
    ]
    second = found.item.recipients[1]
    assert (second.address_type, second.address) == ("EX", "/o=Org/cn=bob")
    assert second.storage == "__recip_version1.0_#00000001"
    assert {one.stream.partition("/")[0] for one in second.properties} == {second.storage}
    assert not found.warnings


def test_a_directory_name_is_no_mail_address() -> None:
    row = {(0x0C15, LONG): 1, (0x3002, WIDE): "EX", (0x3003, WIDE): "/o=Org/cn=bob"}
    (one,) = read(item(recipients=[row])).item.recipients
    assert one.mail_address is State.ABSENT


def test_attachments_have_their_times_and_the_hash_of_their_data() -> None:
    data = b"PK" + bytes(9_000)
    found = read(item(attachments=[(ATTACHED, data)]))
    (one,) = found.item.attachments
    assert (one.number, one.method, one.filename) == (
        0,
        AttachMethod.BY_VALUE,
        "list of people.xlsx",
    )
    assert one.created == "2026-05-30T12:00:01.1234567Z"
    assert one.modified == "2026-05-30T12:00:01.1234577Z"
    assert (one.stated_size, one.data_size, one.hidden) == (4_000, len(data), True)
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    assert (one.mime_tag, one.content_id) == ("application/vnd.ms-excel", "part1@a.example")
    assert one.short_filename == "LISTOF~1.XLS"
    assert one.data_stream == "__attach_version1.0_#00000000/__substg1.0_37010102"
    assert not found.warnings


def test_the_time_at_which_the_copy_was_saved() -> None:
    found = read_outlook_item(cfb.compound_file(cfb.item_streams(item()), modified=CREATED))
    assert found.item.storage_modified == "2026-05-30T12:00:01.1234567Z"
    assert found.item.storage_created is State.ABSENT
    assert read(item()).item.storage_modified is State.ABSENT


@pytest.mark.parametrize(
    "kind", ["IPM.Outlook.Recall", "IPM.Recall.Report.Success", "REPORT.IPM.Note.IPNRN"]
)
def test_items_of_every_class_are_read(kind: str) -> None:
    found = read(item(properties=NOTE | {(0x001A, WIDE): kind}))
    assert found.item.message_class == kind
    assert not isinstance(found.stream, State)
    assert not found.warnings


def embedded(depth: int) -> Any:
    inner = item(recipients=[cfb.recipient("Ann", "ann@a.example")])
    for _ in range(depth):
        inner = item(attachments=[({(0x3705, LONG): 5, (0x3001, WIDE): "Inner"}, inner)])
    return inner


def test_an_embedded_item_is_read_like_any_other() -> None:
    found = read(embedded(1))
    (attachment,) = found.item.attachments
    inner = attachment.item
    assert inner is not None
    assert attachment.method is AttachMethod.EMBEDDED_MESSAGE
    assert attachment.sha256 is State.NOT_APPLICABLE
    assert inner.storage == "__attach_version1.0_#00000000/__substg1.0_3701000D"
    assert not isinstance(inner.headers, State)
    assert inner.headers.data == HEADERS.encode()
    assert inner.recipients[0].mail_address == "ann@a.example"
    assert not found.warnings


def test_the_list_of_an_embedded_item_can_be_made_by_anybody() -> None:
    made = embedded(1)
    prefix = "__attach_version1.0_#00000000/__substg1.0_3701000D/"
    inner = {path.removeprefix(prefix): data for path, data in cfb.item_streams(made).items()
             if path.startswith(prefix)}  # fmt: skip
    lines = [f"{hashlib.sha256(inner[path]).hexdigest()} {len(inner[path])} {path}\n"
             for path in sorted(inner)]  # fmt: skip
    item_read = read(made).item.attachments[0].item
    assert item_read is not None
    assert item_read.manifest.decode() == "".join(lines)


def test_items_embedded_fifty_levels_deep_are_read_and_deeper_ones_named() -> None:
    def depth(one: OutlookItem) -> int:
        inner = one.attachments[0].item if one.attachments else None
        return 0 if inner is None else 1 + depth(inner)

    at_limit, beyond = read(embedded(MAX_DEPTH)), read(embedded(MAX_DEPTH + 9))
    assert depth(at_limit.item) == depth(beyond.item) == MAX_DEPTH
    assert not at_limit.warnings
    assert warned(beyond) == ["too-deep"]


def test_an_ole_object_is_no_item() -> None:
    streams = cfb.item_streams(item(attachments=[({(0x3705, LONG): 6}, None)]))
    streams["__attach_version1.0_#00000000/__substg1.0_3701000D/CONTENTS"] = b"x"
    found = read_outlook_item(cfb.compound_file(streams))
    assert found.item.attachments[0].item is None
    assert found.item.attachments[0].method is AttachMethod.OLE


def changed(streams: dict[str, bytes], path: str, data: bytes | None) -> OutlookReading:
    copy = dict(streams)
    if data is None:
        del copy[path]
    else:
        copy[path] = data
    return read_outlook_item(cfb.compound_file(copy))


RICH = item(
    recipients=[cfb.recipient(f"P{n}", f"p{n}@r.example") for n in range(3)],
    attachments=[(ATTACHED, b"data" * 2_000), ({(0x3705, LONG): 5}, embedded(1))],
    names=[(COMMON, 0x8554)],
)
STREAMS: dict[str, bytes] = cfb.item_streams(RICH)
WHOLE = cfb.outlook_file(RICH)
TABLE = "__properties_version1.0"


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (TABLE, STREAMS[TABLE][:-3], ["table-size"]),
        (TABLE, STREAMS[TABLE][:20], ["table-size"]),
        (TABLE, None, ["no-table"]),
        (f"__recip_version1.0_#00000001/{TABLE}", b"", ["table-size"]),
        (f"__recip_version1.0_#00000001/{TABLE}", None, ["no-table"]),
        ("__substg1.0_0037001F", None, ["missing"]),
        ("__nameid_version1.0/__substg1.0_00020102", None, ["names"]),
    ],
)
def test_what_one_broken_piece_takes_away_is_named_and_all_else_is_read(
    path: str, data: bytes | None, expected: list[str]
) -> None:
    found = changed(STREAMS, path, data)
    assert warned(found) == expected
    assert len(found.item.recipients) == 3
    assert len(found.item.attachments) == 2
    assert found.item.recipients[2].mail_address == "p2@r.example"
    assert not isinstance(found.stream, State)
    assert found.stream.data == HEADERS.encode()


def test_headers_that_a_table_names_and_no_stream_has_are_not_absent() -> None:
    found = changed(STREAMS, "__substg1.0_007D001F", None)
    assert found.stream is State.UNREADABLE
    assert warned(found) == ["missing"]


def test_rows_that_the_head_does_not_count_are_said() -> None:
    head = STREAMS[TABLE]
    found = changed(STREAMS, TABLE, head[:16] + struct.pack("<II", 1, 7) + head[24:])
    assert warned(found) == ["recipient-count", "attachment-count"]
    assert dict(found.warnings[0].params) == {"storage": "/", "stated": 1, "found": 3}


def test_a_table_with_too_many_records_is_cut_and_said() -> None:
    record = struct.pack("<HHIQ", LONG, 0x0E07, 6, 1)
    found = changed(STREAMS, TABLE, STREAMS[TABLE] + record * MAX_RECORDS)
    assert warned(found) == ["table-limit"]
    assert len([one for one in found.mapi if one.tag == "0E07"]) <= MAX_RECORDS


def test_warnings_end_and_the_rest_is_counted() -> None:
    rows = {f"__recip_version1.0_#{row:08X}/x": b"" for row in range(500)}
    found = read_outlook_item(cfb.compound_file(STREAMS | rows))
    assert len(found.warnings) < 70
    assert found.warnings[-1].id == "evidence.warning.msg-more"


def test_recovery_mode_reads_what_a_lost_directory_chain_leaves() -> None:
    whole = cfb.outlook_file(RICH)
    found = read_outlook_item(whole[:48] + struct.pack("<I", 0xFFFFFFFE) + whole[52:])
    assert warned(found)[0] == "recovery"
    assert found.item.recovered
    assert len(found.item.recipients) == 3
    assert not isinstance(found.stream, State)


def test_header_text_of_a_file_without_any_list_is_found_by_its_form() -> None:
    long = HEADERS[:-2] + "X-Filler: " + "a" * 5_000 + "\r\n\r\n"
    whole = bytearray(cfb.outlook_file(item(properties=NOTE | {(0x007D, WIDE): long})))
    # The directory is overwritten from its second sector on, the root loses its children.
    at = whole.index("Root Entry".encode("utf-16-le"))
    whole[at + 128 : at + 128 * 40] = b"\0" * (128 * 39)
    found = read_outlook_item(bytes(whole))
    assert warned(found)[0] == "recovery"
    assert not isinstance(found.stream, State)
    assert found.stream.name == FOUND_STREAM
    assert found.stream.data.startswith(b"Received: from a.example")
    assert found.losses[-1].id == "evidence.loss.msg-found"
    assert "text-found" in warned(found)


def test_entries_of_an_attached_file_are_never_taken_for_those_of_the_damaged_one() -> None:
    outer = item(properties={(0x001A, WIDE): "IPM.Note"}, attachments=[({}, WHOLE)])
    whole = bytearray(cfb.outlook_file(outer))
    whole[48:52] = struct.pack("<I", 90_000)
    found = read_outlook_item(bytes(whole))
    assert found.item.recovered
    assert isinstance(found.stream, State) or found.stream.name == FOUND_STREAM
    assert not found.item.recipients
    assert not found.mapi


def test_two_texts_in_the_form_of_headers_are_not_chosen_from() -> None:
    other = HEADERS.replace("a.example", "c.example")
    content = b"\0" * 512 + HEADERS.encode("utf-16-le") + b"\0" * 64 + other.encode("utf-16-le")
    assert [one.start for one in search_headers(content)] == [512, 512 + len(HEADERS) * 2 + 64]
    found = read_outlook_item(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content)
    assert found.stream is State.UNREADABLE
    assert warned(found).count("text-doubtful") == 2


def test_what_is_read_of_a_cut_file_is_what_the_whole_one_says() -> None:
    """Wherever it is cut, and with its list lost, too: nobody else's headers, no other address."""
    inner = item(
        properties=NOTE | {(0x007D, WIDE): HEADERS.replace("a.example", "inner.example")},
        recipients=[cfb.recipient("In", "in@inner.example")],
    )
    rows = [cfb.recipient(f"P{n}", f"p{n}@r.example") for n in range(9)]
    made = item(recipients=rows, attachments=[({(0x3705, LONG): 5}, inner)])
    whole = cfb.outlook_file(made)
    lost = whole[:48] + struct.pack("<I", 90_000) + whole[52:]
    read_at_all = 0
    for content in (whole, lost):
        for keep in range(512, len(content) + 1, 256):
            found = read_outlook_item(content[:keep])
            if not isinstance(found.stream, State) and found.stream.name != FOUND_STREAM:
                assert HEADERS.encode().startswith(found.stream.data)
                read_at_all += 1
            for one in found.item.recipients:
                address = one.mail_address
                assert isinstance(address, State) or f"p{one.row}@r.example".startswith(address)
            assert keep == len(content) or found.warnings
    assert read_at_all > 2


def test_text_without_a_route_is_no_header() -> None:
    prose = "Received: your letter, thank you very much indeed, dear colleagues.\r\nFrom: me\r\n"
    assert search_headers(prose.encode("utf-16-le")) == []


def test_names_inside_the_data_of_an_attached_file_are_not_those_of_the_file() -> None:
    bare = {(0x001A, WIDE): "IPM.Note"}
    found = read(item(properties=bare, attachments=[({(0x3707, WIDE): "a.msg"}, WHOLE)]))
    assert found.stream is State.ABSENT
    assert not found.warnings


def test_a_whole_file_is_not_searched() -> None:
    body = {(0x1000, WIDE): HEADERS, (0x001A, WIDE): "IPM.Note"}
    found = read(item(properties=body))
    assert found.stream is State.ABSENT
    assert not found.warnings


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
    st.one_of(st.none(), st.integers(0, len(WHOLE))),
)
def test_no_damage_raises(changes: list[tuple[int, int]], keep: int | None) -> None:
    content = bytearray(WHOLE)
    for place, byte in changes:
        content[place] = byte
    found = read_outlook_item(bytes(content[:keep]))
    if isinstance(found.stream, State):
        lost = {one.id for one in found.losses}
        assert found.warnings or "evidence.loss.msg-no-headers" in lost


@settings(max_examples=100)
@given(st.integers(0, len(WHOLE) // 512 - 1), st.integers(0, len(WHOLE) // 512 - 1))
def test_swapped_sectors_never_raise(first: int, second: int) -> None:
    content = bytearray(WHOLE)
    one, two = slice(first * 512, first * 512 + 512), slice(second * 512, second * 512 + 512)
    content[one], content[two] = content[two], content[one]
    assert isinstance(read_outlook_item(bytes(content)), OutlookReading)


def test_an_item_attached_to_a_mail_is_read_whole() -> None:
    parent = open_evidence([], stdin=HEADERS.encode() + b"x").exhibits[0].item
    child = attached_exhibit(parent, WHOLE, id="E2", name="a.msg", locator="1.2")
    assert child.outlook is not None
    assert len(child.outlook.recipients) == 3
    assert child.mapi == child.outlook.properties


def test_small_readings() -> None:
    assert guid_text(b"") == "00000000-0000-0000-0000-000000000000"
    assert pieces("1048", bytes(range(16))) == ("03020100-0504-0706-0809-0A0B0C0D0E0F",)
    assert pieces("1003", b"\1\0\0\0\2") == ("1",)
    assert pieces("101F", b"x") == ()
    assert file_time(CREATED) == "2026-05-30T12:00:01.1234567Z"


def test_names_are_of_known_forms() -> None:
    assert len(NAMES) > 250
    assert all(len(tag) == 4 and int(tag, 16) < 0x8000 for tag in NAMES)
    assert all(guid in SETS for guid, _ in NUMBERED)
    assert NAMES["0039"] == "PR_CLIENT_SUBMIT_TIME"


@pytest.mark.corpus
def test_the_corpus_has_no_warning_but_on_fuzzed_files(shared: Path) -> None:
    recipients = attachments = inner = files = 0
    for path in sorted((shared / "corpus").rglob("*.msg")):
        content = path.read_bytes()
        if not content.startswith(b"\xd0\xcf\x11\xe0"):
            continue
        found = read_outlook_item(content)
        files += 1
        assert not found.warnings or "clusterfuzz" in path.name
        if "clusterfuzz" in path.name:
            continue
        recipients += len(found.item.recipients)
        attachments += len(found.item.attachments)
        inner += sum(one.item is not None for one in found.item.attachments)
    print(f"{files} items: {recipients} recipients, {attachments} attachments, {inner} embedded")
    assert files == 105
    assert recipients > 1_500
