"""Compound files: the tree that olefile sees, and what is left of a damaged one."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import olefile
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence.compound import CompoundFile, Entry
from tests.evidence import compound_file as cfb

STREAMS = {
    "__properties_version1.0": b"\0" * 32,
    "__substg1.0_0037001F": b"small",
    "__substg1.0_1000001F": bytes(range(256)) * 40,
    "__recip_version1.0_#00000000/__properties_version1.0": b"\0" * 8,
    "__recip_version1.0_#00000000/__substg1.0_3001001F": b"x" * 100,
    "__recip_version1.0_#00000001/__substg1.0_3001001F": b"",
    "__attach_version1.0_#00000000/__substg1.0_37010102": b"y" * 9_000,
}
WHOLE: bytes = cfb.compound_file(STREAMS)
NAMES = {path.rpartition("/")[2] for path in STREAMS}


def streams(file: CompoundFile) -> dict[str, Entry]:
    """All streams by path; a path that occurs twice would be a defect of the tree."""
    out: dict[str, Entry] = {}
    waiting = [file.root]
    while waiting:
        for one in waiting.pop().children.values():
            if one.kind == 2:
                assert one.path not in out
                out[one.path] = one
            else:
                waiting.append(one)
    return out


def read(file: CompoundFile) -> dict[str, bytes]:
    return {path: file.read(one)[0] for path, one in streams(file).items()}


def test_what_was_written_is_read() -> None:
    file = CompoundFile(WHOLE)
    assert read(file) == STREAMS
    assert not file.problems
    assert not file.recovered


@pytest.mark.parametrize("path", STREAMS)
def test_the_first_byte_stands_where_it_is_said_to(path: str) -> None:
    file = CompoundFile(WHOLE)
    offset = file.offset(streams(file)[path])
    if not STREAMS[path]:
        assert offset is State.NOT_APPLICABLE
        return
    assert isinstance(offset, int)
    assert WHOLE[offset : offset + 5] == STREAMS[path][:5]


def test_sectors_of_4096_bytes() -> None:
    made = cfb.compound_file(STREAMS, sector=4096)
    file = CompoundFile(made)
    assert read(file) == STREAMS
    assert not file.problems
    offset = file.offset(streams(file)["__substg1.0_0037001F"])
    assert isinstance(offset, int)
    assert made[offset : offset + 5] == b"small"


def test_a_file_whose_table_goes_on_in_sectors_of_its_own() -> None:
    # More than 109 sectors of the table do not fit into the header: from about 7 MB on.
    big = bytes(range(256)) * 62_000
    made = cfb.compound_file(STREAMS | {"big": big})
    file = CompoundFile(made)
    assert not file.problems
    assert file.read(streams(file)["big"]) == (big, True)
    assert olefile.OleFileIO(io.BytesIO(made)).openstream("big").read() == big
    looped = bytearray(made)
    (first,) = struct.unpack_from("<I", made, 68)
    looped[(first + 2) * 512 - 4 : (first + 2) * 512] = struct.pack("<I", first)
    file = CompoundFile(bytes(looped))
    assert file.problems["table"]
    assert not file.read(streams(file)["big"])[1]


_NAME = st.text("abc_", min_size=1, max_size=8)
_PATH = st.lists(_NAME, min_size=1, max_size=4).map("/".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_PATH, st.binary(max_size=5_000), max_size=12), st.sampled_from([512, 4096]))
def test_every_tree_is_read_as_olefile_reads_it(tree: dict[str, bytes], sector: int) -> None:
    clean: dict[str, bytes] = {}
    for path, content in tree.items():
        held = [one.upper() for one in clean]
        clash = any(
            one.startswith(f"{path.upper()}/") or path.upper().startswith(f"{one}/") for one in held
        )
        if path.upper() not in held and not clash:
            clean[path] = content
    made = cfb.compound_file(clean, sector=sector)
    ole = olefile.OleFileIO(io.BytesIO(made))
    theirs = {"/".join(one): ole.openstream(one).read() for one in ole.listdir()}
    assert read(CompoundFile(made)) == theirs == clean


@pytest.mark.parametrize("keep", [0, 8, 100, 511, 512, 600, 1500, 5_000, len(WHOLE) - 1])
def test_a_cut_file_gives_no_byte_that_was_not_in_it(keep: int) -> None:
    file = CompoundFile(WHOLE[:keep])
    assert file.problems or read(file) == STREAMS
    for path, found in read(file).items():
        assert path in STREAMS
        assert STREAMS[path].startswith(found)


def _directory() -> int:
    return WHOLE.index("Root Entry".encode("utf-16-le"))


def test_a_directory_whose_chain_is_lost_is_searched() -> None:
    # The header names a sector for the directory that the file does not have.
    file = CompoundFile(WHOLE[:48] + struct.pack("<I", 90_000) + WHOLE[52:])
    assert file.problems["directory"] == 1
    assert file.recovered
    assert read(file) == STREAMS


def test_links_that_do_not_fit_are_not_believed() -> None:
    at = _directory()
    broken = bytearray(WHOLE)
    broken[48:52] = struct.pack("<I", 90_000)
    # The root's child is the root itself: no tree. Only what is certain is taken.
    broken[at + 76 : at + 80] = struct.pack("<I", 0)
    file = CompoundFile(bytes(broken))
    found = read(file)
    assert found["__substg1.0_0037001F"] == b"small"
    assert "__substg1.0_3001001F" not in found
    assert "__properties_version1.0" not in found


def test_a_sector_chain_in_a_circle_ends() -> None:
    file = CompoundFile(WHOLE)
    big = streams(file)["__substg1.0_1000001F"]
    (fat,) = struct.unpack_from("<I", WHOLE, 76)
    broken = bytearray(WHOLE)
    at = (fat + 1) * 512 + 4 * (big.start + 1)
    broken[at : at + 4] = struct.pack("<I", big.start)
    data, whole = CompoundFile(bytes(broken)).read(big)
    assert not whole
    assert data == STREAMS["__substg1.0_1000001F"][:1024]


def test_siblings_in_a_circle_end() -> None:
    at = _directory()
    broken = bytearray(WHOLE)
    for place in range(at + 128, at + 128 * 4, 128):
        broken[place + 68 : place + 76] = struct.pack("<II", 1, 1)
    file = CompoundFile(bytes(broken))
    assert file.problems["tree"]
    assert set(read(file)) <= set(STREAMS)


def test_storages_nested_without_end_are_cut() -> None:
    path = "/".join("abcdefgh"[number % 8] for number in range(400))
    file = CompoundFile(cfb.compound_file({path: b"x", "top": b"y"}))
    assert file.problems["deep"] == 1
    assert read(file) == {"top": b"y"}


def test_streams_that_claim_the_same_bytes_again_and_again_are_refused() -> None:
    # Six hundred entries, each with the whole of the one big stream: more than the file holds.
    big = b"z" * 40_000
    made = bytearray(
        cfb.compound_file({f"s{number:04d}": b"" for number in range(600)} | {"big": big})
    )
    file = CompoundFile(bytes(made))
    start = streams(file)["big"].start
    at = made.index("Root Entry".encode("utf-16-le"))
    for number in range(1, 602):
        made[at + number * 128 + 116 : at + number * 128 + 128] = struct.pack(
            "<IQ", start, len(big)
        )
    file = CompoundFile(bytes(made))
    total = sum(len(data) for data in read(file).values())
    assert total <= 4 * len(made) + 65_536
    assert file.problems["budget"]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(WHOLE)),
)
def test_no_damage_raises_or_invents(changes: list[tuple[int, int]], keep: int) -> None:
    content = bytearray(WHOLE)
    for place, byte in changes:
        content[place] = byte
    file = CompoundFile(bytes(content[: max(keep, 512)]))
    assert sum(len(data) for data in read(file).values()) <= 4 * len(content) + 65_536


@pytest.mark.corpus
def test_every_file_of_the_corpus_has_the_tree_that_olefile_sees(shared: Path) -> None:
    same = 0
    for path in sorted((shared / "corpus").rglob("*.msg")):
        content = path.read_bytes()
        if not content.startswith(b"\xd0\xcf\x11\xe0") or "clusterfuzz" in path.name:
            continue
        file = CompoundFile(content)
        assert not file.problems
        ole = olefile.OleFileIO(io.BytesIO(content))
        theirs = {"/".join(one) for one in ole.listdir()}
        ours = streams(file)
        assert set(ours) == theirs
        for one in sorted(theirs)[:300]:
            assert file.read(ours[one]) == (ole.openstream(one).read(), True)
        same += 1
    assert same == 102
