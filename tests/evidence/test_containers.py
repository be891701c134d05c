"""Containers through the intake: exhibits of their own, with parent, place and losses."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from provenance.evidence import Intake, Kind, MessageStream, open_evidence

MAIL = b"Received: by a.example; Mon, 1 Jun 2026 10:00:00 +0000\nFrom: a@a.example\n\nHello\n"
LINE = b"From a@a.example Mon Jun  1 10:00:00 2026\n"
MBOX = LINE + MAIL + b"\n" + LINE + MAIL.replace(b"Hello", b"Bye") + b"\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in sorted(files.items()):
            target.writestr(name, data)
    return out.getvalue()


def intake(tmp_path: Path, content: bytes, name: str = "given") -> Intake:
    (tmp_path / name).write_bytes(content)
    return open_evidence([tmp_path / name])


def test_mailbox(tmp_path: Path) -> None:
    found = intake(tmp_path, MBOX)
    assert [(e.item.id, e.item.name, e.item.kind, e.item.parent) for e in found.exhibits] == [
        ("E1", "given", Kind.MBOX, None),
        ("E2", "given/1", Kind.EML, "E1"),
        ("E3", "given/2", Kind.EML, "E1"),
    ]
    assert found.unreadable == ()
    first = found.exhibits[1].stream
    assert isinstance(first, MessageStream)
    assert first.data == MAIL


def test_archive_in_archive_level_by_level(tmp_path: Path) -> None:
    inner = zipped(box=MBOX, pdf=b"%PDF-1.7")
    found = intake(tmp_path, zipped(a=inner, b=MAIL))
    assert [e.item.name for e in found.exhibits] == [
        "given", "given/a", "given/b", "given/a/box", "given/a/box/1", "given/a/box/2",
    ]  # fmt: skip
    (refused,) = found.unreadable
    assert (refused.name, refused.container) == ("given/a/pdf", "E2")
    # The message in the archive is byte for byte the first one of the mailbox.
    assert [w.id for w in found.exhibits[4].warnings] == ["evidence.warning.same-bytes"]


def test_endless_nesting_ends_with_a_word(tmp_path: Path) -> None:
    content = MAIL
    for _ in range(9):
        content = zipped(x=content)
    found = intake(tmp_path, content)
    assert [one.reason.id for one in found.unreadable] == ["evidence.refused.too-deep"]
    assert len(found.exhibits) == 4


def test_order_of_arguments_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.mbox").write_bytes(MBOX)
    (tmp_path / "a.zip").write_bytes(zipped(m=MAIL))
    paths = [tmp_path / "b.mbox", tmp_path / "a.zip"]
    assert open_evidence(paths).exhibits == open_evidence(paths[::-1]).exhibits


def test_apple_mail(tmp_path: Path) -> None:
    found = intake(tmp_path, str(len(MAIL)).encode() + b"\n" + MAIL + b"<plist/>")
    (exhibit,) = found.exhibits
    assert exhibit.item.kind is Kind.EMLX
    assert isinstance(exhibit.stream, MessageStream)
    assert (exhibit.stream.name, exhibit.stream.data) == ("emlx:message", MAIL)
