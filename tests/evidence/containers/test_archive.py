"""Archives: order of names, nothing trusted, nothing lost in silence."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence.containers import archive


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files:
            target.writestr(name, data)
    return out.getvalue()


def opened(content: bytes, *, limit: int = 100, total: int = 10**6) -> list[tuple[str, str, int]]:
    return [
        (one.name, one.problem, len(one.data))
        for one in archive.members(content, limit=limit, total=total)
    ]


def test_order_is_that_of_names() -> None:
    content = packed(("b.eml", b"bb"), ("a/", b""), ("a/x.eml", b"a"), ("a\\y.eml", b"yyy"))
    assert opened(content) == [("a/x.eml", "", 1), ("a/y.eml", "", 3), ("b.eml", "", 2)]


def test_an_entry_without_a_name_is_said_to_be_damaged() -> None:
    content = packed(("a", b"1")).replace(b"a", b"\0", 2)
    assert [problem for _, problem, _ in opened(content)] == ["zip-damaged"]


def test_what_a_system_left_is_passed_over() -> None:
    content = packed(("__MACOSX/._a.eml", b"1"), (".DS_Store", b"2"), ("f/.hidden", b"3"))
    assert opened(content) == []


def test_stated_size_is_not_believed() -> None:
    content = bytearray(packed(("a.eml", b"\0" * 50_000)))
    for at in range(len(content) - 4):
        if content[at : at + 4] == (50_000).to_bytes(4, "little"):
            content[at : at + 4] = (5).to_bytes(4, "little")
    assert {problem for _, problem, _ in opened(bytes(content), total=40_000)} <= {
        "zip-damaged",
        "zip-too-large",
    }


def test_bomb_is_not_unpacked() -> None:
    content = packed(("bomb.eml", b"\0" * 10_000_000), ("small.eml", b"x"))
    assert opened(content, total=1_000_000) == [
        ("bomb.eml", "zip-too-large", 0),
        ("small.eml", "", 1),
    ]


def test_total_is_shared_by_all_members() -> None:
    content = packed(*((f"{number}.eml", b"x" * 400) for number in range(4)))
    assert [problem for _, problem, _ in opened(content, total=1000)] == [
        "",
        "",
        "zip-too-large",
        "zip-too-large",
    ]


def test_locked_and_damaged_members_are_named() -> None:
    content = bytearray(packed(("a.eml", b"Subject: x\n\n"), ("b.eml", b"Subject: y\n\n")))
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1
    content[content.find(b"b.eml") + 7] ^= 0xFF
    assert [problem for _, problem, _ in opened(bytes(content))] == ["zip-encrypted", "zip-damaged"]
    assert opened(b"PK\x03\x04nothing") == [("", "zip-damaged", 0)]


def test_more_members_than_the_limit() -> None:
    content = packed(*((f"{number}.eml", b"x") for number in range(5)))
    assert opened(content, limit=2)[-1] == ("2.eml", "too-many-contained", 0)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_any_damage_gives_records(tail: bytes, at: int, value: int) -> None:
    content = bytearray(packed(("a.eml", b"Subject: x\n\nHello\n"), ("b.eml", b"y")) + tail)
    content[at % len(content)] = value
    assert len(opened(bytes(content))) <= 2
