"""MIME suites of other parsers: our part tree against the tree that they expect."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import (
    HeaderField,
    Message,
    Part,
    decode_text,
    is_message,
    parse_addresses,
    part_bytes,
    read_message,
)

pytestmark = pytest.mark.corpus

Tree = tuple[Any, ...]


def read(data: bytes) -> Message:
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def assert_tiles(fields: Sequence[HeaderField], end: int) -> None:
    at = 0
    for field in fields:
        assert field.span.start == at
        at = field.span.end
    assert at == end


def corpus_files(shared: Path, *patterns: str) -> list[Path]:
    found = sorted(path for pattern in patterns for path in (shared / "corpus").glob(pattern))
    assert found, f"the corpus is there but holds nothing under {patterns}"
    return found


@pytest.mark.parametrize(
    "pattern",
    [
        "phishing_pot-sample/*.eml",
        "lore-sample/*.eml",
        "mime-mime4j/*/*.msg",
        "mime-stalwart/eml/*/*.eml",
        "mime-postal-mime/test/fixtures/*.eml",
        "bounces-sisimai/bsd/*.eml",
        "dkim-mail-dkim/corpus/*",
        "rspamd/**/*.eml",
        "spamassassin-tdata/**/*",
        "mail-parser-mails/*",
    ],
)
def test_every_file_is_read_and_tiled(shared: Path, pattern: str) -> None:
    for path in corpus_files(shared, pattern):
        if not path.is_file():
            continue
        message = read(path.read_bytes())
        assert_tiles(message.fields, message.header.end)
        for field in message.fields:
            parse_addresses(field.value)
            json.dumps(decode_text(field.value)).encode()
            decode_text(field.value).encode()
        for part in message.parts:
            if not isinstance(part.text, State):
                part.text.encode()
            assert len(part_bytes(message, part)) == part.size


def tree(message: Message, path: str = "1") -> Tree:
    """Shape of a message: a leaf is ``()``, a multipart or message the shapes inside it."""
    parts = {part.path: part for part in message.parts}
    return _shape(message, parts, parts[path])


def _shape(message: Message, parts: dict[str, Part], part: Part) -> Tree:
    if part.children:
        return tuple(_shape(message, parts, parts[child]) for child in part.children)
    if is_message(part):
        return (tree(read(part_bytes(message, part))),)
    return ()


def xml_shape(node: ET.Element) -> Tree:
    multipart = node.find("multipart")
    inner = node.find("message")
    if multipart is not None:
        return tuple(xml_shape(part) for part in multipart.findall("body-part"))
    return () if inner is None else (xml_shape(inner),)


# RFC 2046 §5.1.1 lets no boundary end in white space; here blanks at its end do not count.
MIME4J_DIFFERS = frozenset({"very-long-boundary", "very-very-long-boundary"})


def test_part_trees_agree_with_mime4j(shared: Path) -> None:
    files = corpus_files(shared, "mime-mime4j/*/*.msg")
    wrong = []
    for path in files:
        expected = xml_shape(ET.fromstring(path.with_suffix(".xml").read_bytes()))  # noqa: S314
        if tree(read(path.read_bytes())) != expected:
            wrong.append(path.stem)
    print(f"mime4j part trees: {len(files) - len(wrong)} of {len(files)} agree; not: {wrong}")
    assert set(wrong) <= MIME4J_DIFFERS


def offsets(start: int, body: int, end: int) -> tuple[int, ...]:
    """Place of a part; where it is empty, the line end before the delimiter is counted twice."""
    return (start, body, end) if body < end else (start,)


STALWART_DIFFERS = {
    "malformed/004": "takes --ab for a line of boundary a",
    "malformed/007": "drops the part inside a multipart whose header has no empty line",
    "malformed/011": "lets an unclosed inner multipart swallow the outer delimiter",
    "malformed/012": "the same",
    "malformed/013": "drops the empty part behind the last delimiter",
    "malformed/018": "its offsets count in a copy with other line ends",
    "malformed/019": "cuts the line end at the end of the file",
    "thirdparty/005": "finds a delimiter in the middle of a line",
}


def test_part_offsets_agree_with_stalwart(shared: Path) -> None:
    files = corpus_files(shared, "mime-stalwart/eml/*/*.eml")
    wrong = []
    for path in files:
        data = path.read_bytes()
        document = json.loads(path.with_suffix(".json").read_bytes())
        ours = [
            offsets(part.span.start, part.body_span.start, part.span.end)
            for part in read(data).parts
        ]
        theirs = [
            offsets(part["offset_header"], part["offset_body"], part["offset_end"])
            for part in document["parts"]
        ]
        if ours != theirs:
            wrong.append(f"{path.parent.name}/{path.stem}")
            print(path, ours, theirs)
    print(f"stalwart part offsets: {len(files) - len(wrong)} of {len(files)} agree; not: {wrong}")
    assert set(wrong) <= set(STALWART_DIFFERS)
