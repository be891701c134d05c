"""Key tables: columns by name, several rows of one name, wrong lines named."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.authentication import DnsSource, SuppliedKeys, read_keys_file
from provenance.authentication.dkim.find_key import is_published
from provenance.authentication.resolver import ask_all
from provenance.basics import MisuseError

TABLE = """\
source\tname\tbits\ttxt\tdate_seen\tgrade
archive A\tS1._domainkey.a.example.\t1024\tv=DKIM1; p=AA\t2016-2020\tarchive

# a remark
party\ts1._domainkey.a.example\t2048\tv=DKIM1; p=BB\t2026-01-02
"""


def test_columns_by_name_and_rows_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "keys.tsv"
    path.write_text(TABLE, encoding="utf-8", newline="\r\n")
    rows = read_keys_file(path)
    assert [(r.server, r.data, r.asked_at, r.grade) for r in rows] == [
        ("archive A", ("v=DKIM1; p=AA",), "2016-2020", "archive"),
        ("party", ("v=DKIM1; p=BB",), "2026-01-02", ""),
    ]
    assert {r.source for r in rows} == {DnsSource.SUPPLIED}
    assert len(ask_all(SuppliedKeys(rows), "s1._domainkey.a.example", "TXT")) == 2


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", ":1"),
        (b"name\tsource\n", ":1"),
        (b"name\ttxt\nnot..a..name\tv=DKIM1\n", ":2"),
        (b"name\ttxt\n\tv=DKIM1\n", ":2"),
        (b"\xff\xfe", ""),
    ],
)
def test_a_wrong_table_is_named(content: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.tsv"
    path.write_bytes(content)
    with pytest.raises(MisuseError) as caught:
        read_keys_file(path)
    assert caught.value.place == f"{path}{place}"
    assert caught.value.remedy


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError):
        read_keys_file(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    ("grade", "published"),
    [
        ("published-private", True),
        ("archive, Published-Private", True),
        ("archive published-private", True),
        ("recovered;published-private", True),
        ("archive", False),
        ("not-published-private-at-all", False),
        ("", False),
    ],
)
def test_the_mark_of_a_published_private_key(grade: str, published: bool) -> None:
    assert is_published(grade) is published


def test_a_published_private_key_is_marked_under_every_name(tmp_path: Path) -> None:
    path = tmp_path / "keys.tsv"
    path.write_text(
        "name\ttxt\tgrade\n"
        "a._domainkey.a.example\tv=DKIM1; p=QUJD\tarchive, published-private\n"
        "b._domainkey.a.example\tk=rsa; p=QU JD\tarchive\n"
        "c._domainkey.a.example\tp=QUJE\t\n"
    )
    grades = [row.grade for row in read_keys_file(path)]
    assert [is_published(grade) for grade in grades] == [True, True, False]
    assert grades[1] == "archive, published-private (row of another name)"
