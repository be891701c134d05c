"""Intake: read-only, hashed, in a total order, everything named."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance.basics import MisuseError, State, text
from provenance.evidence import (
    EvidenceItem,
    Intake,
    Kind,
    LineEnds,
    Opened,
    attached_exhibit,
    intake,
    open_evidence,
    seal,
)

MAIL = b"From: a@b.example\r\nTo: c@d.example\r\n\r\nHello %d\r\n"


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(found: Intake) -> list[tuple[str, str]]:
    return [(exhibit.item.id, exhibit.item.name) for exhibit in found.exhibits]


def test_order_does_not_depend_on_the_call(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "b.eml", MAIL % 1),
        write(tmp_path / "x" / "a.eml", MAIL % 2),
        write(tmp_path / "y" / "a.eml", MAIL % 3),
        write(tmp_path / "z.pdf", b"%PDF-1.7"),
    ]
    first = open_evidence(paths, stdin=MAIL % 4)
    assert [name for _, name in names(first)] == ["b.eml", "stdin.eml", "x/a.eml", "y/a.eml"]
    assert [id_ for id_, _ in names(first)] == ["E1", "E2", "E3", "E4"]
    for order in itertools.permutations(paths):
        assert open_evidence(order, stdin=MAIL % 4) == first


def test_an_exhibit_is_hashed_and_counted(tmp_path: Path) -> None:
    content = b"From: a@b.example\r\nTo: c@d.example\n\nx\r"
    exhibit = open_evidence([write(tmp_path / "m.eml", content)]).exhibits[0]
    item = exhibit.item
    assert item.kind is Kind.EML
    assert item.sha256 == hashlib.sha256(content).hexdigest()
    assert item.sha512 == hashlib.sha512(content).hexdigest()
    assert item.size == len(content)
    assert item.line_ends == LineEnds(crlf=1, lf=2, cr=1)
    assert [loss.id for loss in item.losses] == ["evidence.loss.mixed-line-ends"]
    assert not isinstance(exhibit.stream, State)
    assert exhibit.content == exhibit.stream.data == content
    assert (exhibit.stream.name, exhibit.stream.body, exhibit.stream.repaired) == (
        "file", True, False,
    )  # fmt: skip


def test_folders_are_read_whole_hidden_files_aside(tmp_path: Path) -> None:
    write(tmp_path / "in" / "sub" / "a.eml", MAIL % 1)
    write(tmp_path / "in" / "b.eml", MAIL % 2)
    write(tmp_path / "in" / ".hidden.eml", MAIL % 3)
    write(tmp_path / "in" / ".git" / "c.eml", MAIL % 4)
    write(tmp_path / "in" / "note.txt", b"Dear Sir, hello.")
    found = open_evidence([tmp_path / "in"])
    assert [name for _, name in names(found)] == ["b.eml", "sub/a.eml"]
    assert [(u.name, u.reason.id) for u in found.unreadable] == [
        ("note.txt", "evidence.refused.prose")
    ]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_links_in_a_folder_are_named_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "secret.eml", MAIL % 1)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.eml").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    found = open_evidence([folder])
    assert not found.exhibits
    assert [(u.name, u.reason.id) for u in found.unreadable] == [
        ("link.eml", "evidence.refused.link"),
        ("up", "evidence.refused.link"),
    ]
    assert len(open_evidence([folder / "link.eml"]).exhibits) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    assert [u.reason.id for u in open_evidence([folder]).unreadable] == ["evidence.refused.special"]


def test_given_twice_counts_once_and_same_bytes_are_told(tmp_path: Path) -> None:
    one = write(tmp_path / "a.eml", MAIL % 1)
    copy = write(tmp_path / "b.eml", MAIL % 1)
    same = write(tmp_path / "other" / "a.eml", MAIL % 1)
    assert names(open_evidence([one, one])) == [("E1", "a.eml")]
    found = open_evidence([copy, one, same, tmp_path / "other" / ".." / "a.eml"])
    assert names(found) == [("E1", "a.eml"), ("E2", "b.eml")]
    assert [[w.id for w in e.warnings] for e in found.exhibits] == [
        ["evidence.warning.given-twice"],
        ["evidence.warning.same-bytes"],
    ]


def test_a_large_file_is_named_with_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_SIZE", 1024 * 1024)
    content = MAIL % 1 + b"x" * 1024 * 1024
    found = open_evidence([write(tmp_path / "big.eml", content)], stdin=content)
    assert not found.exhibits
    assert [(u.name, u.reason.id, u.size) for u in found.unreadable] == [
        ("big.eml", "evidence.refused.too-large", len(content)),
        ("stdin.eml", "evidence.refused.too-large", len(content)),
    ]
    assert {u.sha256 for u in found.unreadable} == {hashlib.sha256(content).hexdigest()}


def test_files_beyond_the_cap_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILES", 2)
    for number in range(4):
        write(tmp_path / f"{number}.eml", MAIL % number)
    found = open_evidence([tmp_path])
    assert len(found.exhibits) == 2
    assert [(u.name, u.reason.id) for u in found.unreadable] == [
        ("2.eml", "evidence.refused.too-many")
    ]


def test_a_missing_path_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="no such file"):
        open_evidence([tmp_path / "nothing.eml"])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.eml", MAIL % 1)
    path.chmod(0)
    assert [u.reason.id for u in open_evidence([path]).unreadable] == ["evidence.refused.unopened"]


def test_evidence_stays_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "a.eml", MAIL % 1)
    path.chmod(0o444)
    before = path.stat()
    open_evidence([tmp_path])
    after = path.stat()
    assert path.read_bytes() == MAIL % 1
    assert (before.st_mtime_ns, before.st_mode) == (after.st_mtime_ns, after.st_mode)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.eml"]


def test_pasted_text_is_weak_and_has_no_body(tmp_path: Path) -> None:
    content = b"Received: a\nby b\nFrom: a@b.example\nMessage-ID: <1@b.example>\n"
    exhibit = open_evidence([write(tmp_path / "h.txt", content)]).exhibits[0]
    assert exhibit.item.kind is Kind.PASTED_HEADERS
    assert not isinstance(exhibit.stream, State)
    assert (exhibit.stream.body, exhibit.stream.repaired, exhibit.stream.data) == (
        False, True, content,
    )  # fmt: skip
    assert [loss.id for loss in exhibit.item.losses] == [
        "evidence.loss.pasted-weak",
        "evidence.loss.pasted-body",
    ]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_a_paste_saved_as_utf16_is_read(tmp_path: Path, codec: str) -> None:
    text = "Received: a\n\tby b\nFrom: ä@b.example\nMessage-ID: <1@b.example>\n"
    mark = "" if codec == "utf-16" else "\ufeff"
    path = write(tmp_path / "h.txt", (mark + text).encode(codec))
    exhibit = open_evidence([path]).exhibits[0]
    assert not isinstance(exhibit.stream, State)
    assert exhibit.stream.data == text.encode()
    assert exhibit.stream.name == "file:utf-16"
    assert "evidence.loss.utf16" in {loss.id for loss in exhibit.item.losses}


def test_a_name_that_is_no_text_stays_visible(tmp_path: Path) -> None:
    try:
        write(tmp_path / os.fsdecode(b"a\xff.eml"), MAIL % 1)
    except OSError:
        pytest.skip("this file system takes only text as a name")
    assert names(open_evidence([tmp_path])) == [("E1", "a\\xff.eml")]


def test_an_attached_message_names_its_parent() -> None:
    parent = EvidenceItem(id="E1", name="p.eml", kind=Kind.EML, sha256="", sha512="", size=0)
    exhibit = attached_exhibit(parent, MAIL % 1, id="E7", name="x.eml", locator="1.2")
    item = exhibit.item
    assert (item.id, item.parent, item.locator, item.name) == ("E7", "E1", "1.2", "x.eml")
    assert item.kind is Kind.ATTACHED_MESSAGE
    assert item.sha256 == hashlib.sha256(MAIL % 1).hexdigest()
    assert [loss.id for loss in item.losses] == ["evidence.loss.attached"]
    assert attached_exhibit(parent, b"", id="E8", name="", locator="1").content == b""


def test_hidden_files_are_counted(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.eml", MAIL % 1)
    write(tmp_path / "in" / ".hidden.eml", MAIL % 3)
    write(tmp_path / "in" / "sub" / ".git" / "c.eml", MAIL % 4)
    found = open_evidence([tmp_path / "in"])
    assert found.warnings == (text("evidence.warning.hidden", count=2),)
    assert found.whole_folders
    alone = open_evidence([tmp_path / "in" / ".hidden.eml"])
    assert (len(alone.exhibits), alone.warnings, alone.whole_folders) == (1, (), False)


def test_a_named_file_can_keep_its_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "sub" / "a.eml", MAIL % 1)
    monkeypatch.chdir(tmp_path)
    path = Path("sub/a.eml")
    assert names(open_evidence([path])) == [("E1", "a.eml")]
    assert names(open_evidence([path], keep_folders=True)) == [("E1", "sub/a.eml")]
    elsewhere = [tmp_path / "sub" / "a.eml", Path("sub/../sub/a.eml")]
    for path in elsewhere:
        assert names(open_evidence([path], keep_folders=True)) == [("E1", "a.eml")]
    assert names(open_evidence(elsewhere[:1], keep_folders=True)) == [("E1", "a.eml")]


def test_everything_that_is_opened_is_told_with_its_hashes(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.eml", MAIL % 1)
    write(tmp_path / "in" / "b.pdf", b"%PDF-1.7")
    told: list[Opened] = []
    open_evidence([tmp_path / "in"], stdin=MAIL % 2, on_open=told.append)
    assert [one.name for one in told] == ["a.eml", "b.pdf", "stdin.eml"]
    for one, content in zip(told, (MAIL % 1, b"%PDF-1.7", MAIL % 2), strict=True):
        assert (one.sha256, one.sha512, one.size) == (
            hashlib.sha256(content).hexdigest(),
            hashlib.sha512(content).hexdigest(),
            len(content),
        )


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    write(folder / "a.eml", MAIL % 1)
    write(folder / "100% b.eml", MAIL % 2)
    write(folder / ".hidden", b"h")
    seal([folder], tmp_path / "bag")
    return tmp_path / "bag"


def test_a_sealed_folder_is_read_by_its_payload(bag: Path) -> None:
    found = open_evidence([bag])
    assert [name for _, name in names(found)] == ["evidence/100% b.eml", "evidence/a.eml"]
    assert found.unreadable == ()
    assert [w.id for w in found.warnings] == ["evidence.warning.hidden"]
    assert found.whole_folders


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (lambda data: write(data / "a.eml", MAIL % 9), ("changed", "data/evidence/a.eml")),
        (lambda data: write(data / ".hidden", b"x"), ("changed", "data/evidence/.hidden")),
        (lambda data: (data / "a.eml").unlink(), ("missing", "data/evidence/a.eml")),
        (lambda data: write(data / "new.eml", MAIL % 9), ("unlisted", "data/evidence/new.eml")),
        (lambda data: write(data.parent.parent / "manifest-sha256.txt", b"0 data/x"), None),
    ],
)
def test_a_sealed_folder_that_changed_is_named(
    bag: Path, change: Callable[[Path], object], warning: tuple[str, str] | None
) -> None:
    change(bag / "data" / "evidence")
    found = [w for w in open_evidence([bag]).warnings if w.id.startswith("evidence.bag.")]
    if warning is None:
        assert [w.id for w in found] == ["evidence.bag.missing"]
    else:
        assert found == [text(f"evidence.bag.{warning[0]}", name=warning[1])]


def test_a_sealed_folder_without_manifest_is_told(bag: Path) -> None:
    for path in bag.glob("manifest-*.txt"):
        path.unlink()
    assert "evidence.bag.no-manifest" in [w.id for w in open_evidence([bag]).warnings]
