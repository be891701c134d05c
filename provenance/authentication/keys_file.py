"""Public keys that a person or an archive supplies: a tab-separated table with a header line."""

from __future__ import annotations

from pathlib import Path

from provenance.authentication.changed import changed
from provenance.authentication.dkim.find_key import PUBLISHED, is_published, key_meaning
from provenance.authentication.names import ascii_name
from provenance.authentication.records import DnsAnswer, DnsSource
from provenance.basics import MisuseError
from provenance.basics.files import read_regular

REQUIRED = ("name", "txt")
MAX_FILE = 64 * 1024 * 1024
SHAPE = "The first line names the columns: name, txt, source, date_seen, grade, separated by tabs."


def read_keys_file(path: Path) -> tuple[DnsAnswer, ...]:
    """Read a key table; each row becomes one answer with source ``supplied``, in file order.

    ``server`` holds the column ``source``, ``asked_at`` the column ``date_seen``, both as
    written. Further columns are ignored, empty lines and lines that start with ``#`` skipped.

    Raises:
        MisuseError: the file cannot be read or has not these columns; ``place`` is ``path:line``.
    """
    try:
        data = read_regular(path, MAX_FILE)
        if len(data) > MAX_FILE:
            raise MisuseError("the key file is larger than 64 MB.", place=str(path), remedy=SHAPE)
        content = data.decode("utf-8-sig")
    except OSError as error:
        raise MisuseError(
            f"the key file cannot be read ({error.strerror}).", place=str(path), remedy=SHAPE
        ) from error
    except UnicodeDecodeError as error:
        raise MisuseError(
            "the key file is not UTF-8 text.", place=str(path), remedy="Save it as UTF-8."
        ) from error
    lines = [(n, line.rstrip("\r")) for n, line in enumerate(content.split("\n"), start=1)]
    rows = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    if not rows:
        raise MisuseError("the key file is empty.", place=f"{path}:1", remedy=SHAPE)
    header_line, header = rows[0]
    columns = {title.strip().lower(): at for at, title in enumerate(header.split("\t"))}
    for title in REQUIRED:
        if title not in columns:
            raise MisuseError(
                f"the column '{title}' is missing.", place=f"{path}:{header_line}", remedy=SHAPE
            )
    return _marked(tuple(_row(line.split("\t"), columns, f"{path}:{n}") for n, line in rows[1:]))


def _marked(rows: tuple[DnsAnswer, ...]) -> tuple[DnsAnswer, ...]:
    """A private key that was published is worthless under every name that carries its public half.

    Such a row says in its grade that the mark comes from a row of another name.
    """
    published = {key_meaning(row.data[0]) for row in rows if is_published(row.grade)}
    return tuple(
        changed(row, grade=f"{row.grade}, {PUBLISHED} (row of another name)".removeprefix(", "))
        if not is_published(row.grade) and key_meaning(row.data[0]) in published
        else row
        for row in rows
    )


def _row(cells: list[str], columns: dict[str, int], place: str) -> DnsAnswer:
    def cell(title: str) -> str:
        at = columns.get(title, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    name = ascii_name(cell("name"))
    if not name:
        raise MisuseError(
            "'name' is not a DNS name such as selector1._domainkey.domain.example.",
            place=place,
            remedy="Correct or remove the line.",
        )
    return DnsAnswer(
        name=name,
        type="TXT",
        rcode="NOERROR",
        data=(cell("txt"),),
        asked_at=cell("date_seen"),
        server=cell("source"),
        source=DnsSource.SUPPLIED,
        grade=cell("grade"),
    )
