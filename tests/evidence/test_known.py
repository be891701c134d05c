"""Known messages are exhibits of their own kind, and profiles are found among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.basics import MisuseError, State
from provenance.evidence import Kind, Opened, number_known, open_known

MAIL = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: %d\r\n\r\nHello\r\n"
PROFILE = b'{\n "schema": "provenance/profile/1",\n "messages": []\n}\n'
MBOX = b"From a@b.example Mon Mar  2 12:00:00 2026\n" + (MAIL % 7).replace(b"\r\n", b"\n") + b"\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "known"
    (place / "sub").mkdir(parents=True)
    (place / "b.eml").write_bytes(MAIL % 1)
    (place / "sub" / "a.eml").write_bytes(MAIL % 2)
    (place / "sub" / "p.json").write_bytes(PROFILE)
    (place / "other.json").write_bytes(b'{"schema": "something else"}')
    (place / ".hidden.json").write_bytes(PROFILE)
    return place


def test_kinds_ids_and_what_is_left(folder: Path) -> None:
    opened: list[Opened] = []
    known = open_known([folder], on_open=opened.append)
    assert [one.item.name for one in known.messages] == ["b.eml", "sub/a.eml"]
    assert {one.item.kind for one in known.messages} == {Kind.KNOWN}
    assert [(one.item.name, one.item.kind) for one in known.profiles] == [
        ("p.json", Kind.KNOWN_PROFILE)
    ]
    assert [one.name for one in known.unreadable] == ["other.json"]
    assert {one.name for one in opened} >= {"b.eml", "sub/a.eml", "sub/p.json", "other.json"}
    numbered = number_known(known, 3)
    ids = [one.item.id for one in (*numbered.messages, *numbered.profiles)]
    assert ids == ["E4", "E5", "E6"]


def test_a_mailbox_keeps_its_messages(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(MBOX * 2)
    known = number_known(open_known([tmp_path / "sent.mbox"]), 1)
    assert [one.item.parent for one in known.messages] == [None, "E2", "E2"]
    assert [isinstance(one.stream, State) for one in known.messages] == [True, False, False]


def test_one_profile_by_its_name(folder: Path) -> None:
    known = open_known([folder / "sub" / "p.json"])
    assert (known.messages, len(known.profiles), known.unreadable) == ((), 1, ())


def test_a_link_is_not_followed(folder: Path) -> None:
    (folder / "link.json").symlink_to(folder / "sub" / "p.json")
    assert len(open_known([folder]).profiles) == 1


def test_a_missing_folder_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError):
        open_known([tmp_path / "nothing"])
