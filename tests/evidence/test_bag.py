"""Seals: valid bags, sources untouched, whole or not at all, never over something."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import MisuseError
from provenance.evidence import seal, verify_log
from provenance.evidence.bag_names import MAX_BYTES, Names, manifest_path, safe_name


def clock() -> datetime:
    return datetime(2026, 6, 1, 10, 0, 0, tzinfo=UTC)


def validate(folder: Path) -> None:
    """Check with the Library of Congress's own tool."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bagit
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    bagit.Bag(str(folder)).validate()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.eml").write_bytes(b"From: a@b.example\r\n\r\nx\r\n")
    (folder / "sub" / "ü.pdf").write_bytes(b"%PDF" + bytes(range(256)))
    (folder / "sub" / "empty").write_bytes(b"")
    (folder / ".hidden").write_bytes(b"h")
    return folder


def test_a_seal_is_a_valid_bag_with_a_whole_log(tmp_path: Path, evidence: Path) -> None:
    out = tmp_path / "sealed" / "one"
    sealed = seal([evidence], out, clock=clock, actor="A. Lee")
    validate(out)
    found = tree(out)
    assert sorted(name for name in found if name.startswith("data/")) == [
        "data/evidence/.hidden",
        "data/evidence/a.eml",
        "data/evidence/sub/empty",
        "data/evidence/sub/ü.pdf",
    ]
    assert found["data/evidence/a.eml"] == (evidence / "a.eml").read_bytes()
    check = verify_log(found["custody.jsonl"])
    assert (check.events, check.head, check.problems) == (4, sealed.head, ())
    assert f"Custody-Log-Head: {sealed.head}".encode() in found["bag-info.txt"]
    assert (sealed.files, sealed.size) == (4, sum(len(v) for v in tree(evidence).values()))
    assert b"custody.jsonl" in found["tagmanifest-sha512.txt"]


def test_the_same_evidence_gives_the_same_bag(tmp_path: Path, evidence: Path) -> None:
    paths = [evidence / "a.eml", evidence / "sub"]
    first = seal(paths, tmp_path / "1", clock=clock)
    second = seal(paths[::-1], tmp_path / "2", clock=clock)
    assert first.head == second.head
    assert tree(tmp_path / "1") == tree(tmp_path / "2")


def test_plain_tools_can_check_it(tmp_path: Path, evidence: Path) -> None:
    seal([evidence], tmp_path / "out", clock=clock)
    try:
        run = subprocess.run(
            ["sha512sum", "-c", "--strict", "manifest-sha512.txt"],
            cwd=tmp_path / "out", capture_output=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("sha512sum is not on this system")
    assert run.returncode == 0, run.stderr


def test_a_changed_copy_is_noticed(tmp_path: Path, evidence: Path) -> None:
    import bagit

    seal([evidence], tmp_path / "out", clock=clock)
    (tmp_path / "out" / "data" / "evidence" / "a.eml").write_bytes(
        b"From: a@b.example\r\n\r\ny\r\n"
    )
    with pytest.raises(bagit.BagValidationError):
        validate(tmp_path / "out")


def test_the_source_is_not_touched(tmp_path: Path, evidence: Path) -> None:
    path = evidence / "a.eml"
    path.chmod(0o444)
    before = path.stat()
    content = tree(evidence)
    seal([evidence], tmp_path / "out", clock=clock)
    after = path.stat()
    assert tree(evidence) == content
    assert (before.st_mtime_ns, before.st_mode, before.st_size) == (
        after.st_mtime_ns, after.st_mode, after.st_size,
    )  # fmt: skip


def test_nothing_is_overwritten(tmp_path: Path, evidence: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(MisuseError, match="already something"):
        seal([evidence], out, clock=clock)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("bad", ["missing", "empty"])
def test_whole_or_not_at_all(tmp_path: Path, evidence: Path, bad: str) -> None:
    (tmp_path / "empty").mkdir()
    paths = [evidence, tmp_path / "missing"] if bad == "missing" else [tmp_path / "empty"]
    with pytest.raises(MisuseError):
        seal(paths, tmp_path / "out", clock=clock)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["empty", "evidence"]


def test_a_folder_that_holds_the_seal_does_not_swallow_it(evidence: Path) -> None:
    sealed = seal([evidence], evidence / "sealed" / "one", clock=clock)
    assert sealed.files == 4
    validate(evidence / "sealed" / "one")


def test_files_of_one_name_keep_their_own_places(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.eml").write_bytes(folder.encode())
    sealed = seal([tmp_path / "x" / "a.eml", tmp_path / "y" / "a.eml"], tmp_path / "o", clock=clock)
    assert sealed.files == 2
    assert sorted(tree(tmp_path / "o" / "data").items()) == [("a-2.eml", b"y"), ("a.eml", b"x")]


@pytest.mark.skipif(os.name == "nt", reason="such names do not exist on Windows")
def test_odd_names_are_made_safe_and_kept_in_the_log(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    odd = ["CON", "a:b", "A:B", "line\nbreak", "50%.eml", "dot.", "x" * 250, "rtl\u202egpj.exe"]
    for name in odd:
        (folder / name).write_bytes(name.encode())
    seal([folder], tmp_path / "out", clock=clock)
    found = tree(tmp_path / "out")
    payload = sorted(name for name in found if name.startswith("data/"))
    assert len(payload) == len(odd)
    assert b"in/line\\nbreak" in found["custody.jsonl"]
    assert b"data/in/50%25.eml" in found["manifest-sha512.txt"]
    for line in found["manifest-sha512.txt"].decode().splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha512(found[path.replace("%25", "%")]).hexdigest() == digest


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.eml", "a.eml"), ("CON", "_CON"), ("con.eml", "_con.eml"), ("console", "console"),
     ("..", "_"), ("a/b", "a_b"), ("a. ", "a"), (" ", "_"), ("e\u0301", "\u00e9"),
     ("\udcff", "_"), ("COM1.x", "_COM1.x")],
)  # fmt: skip
def test_safe_names(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=300))
def test_any_name_becomes_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe == safe_name(safe)
    assert len(safe.encode()) <= MAX_BYTES + 1
    assert not set(safe) & set('<>:"/\\|?*\r\n\0')
    assert safe not in {".", ".."}


@given(st.lists(st.text(alphabet="aA.:/é", min_size=1, max_size=4), max_size=12))
def test_every_file_gets_a_place_of_its_own(names: list[str]) -> None:
    given_names = Names()
    paths = [given_names.path(name) for name in names if name.strip("/")]
    assert len({path.casefold() for path in paths}) == len(paths)


def test_a_file_and_a_folder_of_one_name_do_not_meet() -> None:
    names = Names()
    assert names.path("a") == "a"
    assert names.path("A/b") == "A-2/b"
    assert names.path("c/d") == "c/d"
    assert names.path("C") == "C-2"


def test_manifest_paths() -> None:
    assert manifest_path("a%b\r\nc d") == "a%25b%0D%0Ac d"
