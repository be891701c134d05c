"""Draw the truth set of Received fields: seeded, deterministic, over shapes.

Usage: ``python tests/benchmarks/draw_received.py [CORPUS] [--out FILE]``. CORPUS is the folder of
the test corpora (default: ``../shared/corpus`` beside the repository); the result is JSON lines on
the standard output or in FILE: ``{"n", "source", "field_index", "sha256", "text"}``.

How it works:

1. Every regular file below CORPUS is read in sorted order, except containers and vectors that are
   not messages (OLE files, archives, YAML, JSON, XML, expected outputs: `NOT_MESSAGES`, `OLE`).
2. Header blocks are found by an own small splitter, independent of the product and of the standard
   library's parser: a block starts at the first line or after an empty line and lasts while its
   lines look like ``name:`` or begin with white space. So the headers of messages returned inside
   a bounce count as well as the message's own. Bytes that are not UTF-8 are read as Latin-1.
3. A ``Received`` field is unfolded as RFC 5322 section 2.2.3 says (only the line ends go, the white
   space stays) and trimmed. The same text counts once, at its first place; ``field_index`` numbers
   the Received fields of the file from 0; ``sha256`` is taken over the text in UTF-8.
4. Each text is reduced to a shape (`shape`): host names, IP and mail addresses, dates, ids,
   versions and numbers become classes, key words and the words of comments stay. A coarser
   `skeleton` also forgets the date, the recipient, the protocol word and the kind of each name.
5. The drawing depends on no random generator: "by rank" is the order of SHA-256 over seed and text.
   First comes one field of each of the FREQUENT commonest skeletons, then one of each other
   skeleton by rank, then of every skeleton's second shape, and so on, until SIZE fields are drawn.
   So the common dialects are all there and the rest is spread over the rare ones. The drawn set is
   numbered in the order of its hashes, so neighbours have nothing in common.

The texts themselves are third-party mail and are not redistributed: only the labels are committed,
keyed by ``sha256``; whoever has the corpora draws the same texts again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

SEED = "received-truth-1"
SIZE = 270
FREQUENT = 90

T = TypeVar("T")

NOT_MESSAGES = frozenset(
    [
        *("bin", "changes", "csv", "dat", "gz", "jpg", "jsonl", "json", "license", "md", "out"),
        *("pdf", "pem", "png", "rtf", "tnef", "tsv", "xml", "yml", "zip"),
    ]
)
OLE = b"\xd0\xcf\x11\xe0"

FIELD_NAME = re.compile(r"([!-9;-~]{1,200})[ \t]*:")
MAX_LINE = 200_000
MAX_SHAPED = 4_000  # a longer field is shaped by its beginning: some patterns are quadratic


class Drawn(NamedTuple):
    """One distinct Received field: where it first stands, its place there and its unfolded text."""

    source: str
    field_index: int
    text: str

    @property
    def sha256(self) -> str:
        """Hash of the unfolded text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


# ------------------------------------------------------------------- fields of a file


def lines_of(data: bytes) -> list[str]:
    """Decode and split a file into lines without their ends (CRLF, LF; a lone CR ends no line)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return [line.removesuffix("\r") for line in text.split("\n")]


def received_of(data: bytes) -> Iterator[str]:
    """Yield the unfolded values of the Received fields of all header blocks, top to bottom."""
    in_header, value = True, None
    for line in [*lines_of(data), ""]:
        if in_header and value is not None and line[:1] in {" ", "\t"} and line.strip():
            value += line[:MAX_LINE]
            continue
        if value is not None:
            yield value.strip()
            value = None
        if not line.strip():
            in_header = True  # the next line may open a block: a returned message's header
        elif in_header and line[0] not in " \t" and not line.startswith("From "):
            name = FIELD_NAME.match(line)
            in_header = name is not None
            if name and name[1].lower() == "received":
                value = line[name.end() : MAX_LINE]


def is_message(path: Path, data: bytes) -> bool:
    """Tell whether a corpus file is to be read as a message."""
    return path.suffix[1:].lower() not in NOT_MESSAGES and not data.startswith(OLE)


def collect(corpus: Path) -> list[Drawn]:
    """Collect all distinct Received fields below a folder, in the order of their paths."""
    found: dict[str, Drawn] = {}
    paths = sorted(p for p in corpus.rglob("*") if p.is_file())
    for path in paths:
        data = path.read_bytes()
        if not is_message(path, data):
            continue
        source = path.relative_to(corpus).as_posix()
        for index, text in enumerate(received_of(data)):
            if text and text not in found:
                found[text] = Drawn(source, index, text)
    return list(found.values())


# ------------------------------------------------------------------- shapes

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
CLASSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\s+", " "),
        (rf"\b{DAY},? +\d{{1,2}} {MONTH} \d{{4}}\b", "DATE"),
        (rf"\b{DAY},? +\d{{1,2}} {MONTH} \d{{2}}\b", "DATE2"),
        (rf"\b\d{{1,2}}[ -]{MONTH}[ -]\d{{4}}\b", "DAYLESS"),
        (rf"\b{DAY} {MONTH} +\d{{1,2}} (\d\d:\d\d:\d\d) (?:[A-Z]+ )?\d{{4}}\b", "CTIME"),
        (r"\b\d{4}-\d\d-\d\d\b", "ISODATE"),
        (r"\b\d\d?:\d\d:\d\d\.\d+", "TIMEFRAC"),
        (r"\b\d\d?:\d\d:\d\d\b", "TIME"),
        (r"(?<=TIME )[+-]\d{4}\b", "ZONE"),
        (r"(?<=ZONE )\([A-Z]{2,5}\)", "(TZ)"),
        (r"\b2002:[0-9a-f:]+|\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:%\d+)?|::1\b", "IP6"),
        (r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "IP4"),
        (r"(?<=\bfor )<?[^\s<>;]+@[^\s<>;]*>?", "<ADDR>"),
        (r"(?<=\bsender: )[^\s()]+", "NAME"),
        (r"(?<=\()(?!unknown|localhost)[\w-]+(?= \[)", "NAME"),
        (r"<[^<>@ ]+@[^<> ]+>", "<ADDR>"),
        (r"[^\s<>()\[\]=;,]+@(?:[\w-]+\.)+[\w-]+", "ADDR"),
        (r"\b\d+(?:\.\d+)+(?:[./][\w.+~-]+)?", "VER"),
        (r"\bSMTPSVC", "SMTPSVC"),
        (r"\b(?:TLS|SSL)_?v?[\d._]+", "TLSVER"),
        (r"\b(?:TLS|ECDHE|DHE|RSA|EDH|AES\d*|ADH|AECDH|RC4|DES)[_-][A-Z0-9_-]{4,}", "CIPHER"),
        (r"(?<=\bid )<[^>]*>", "<ID>"),
        (r"(?<=\bid )[^\s;()]+", "ID"),
        (r"(?<=#)\d+", "9"),
        (r"\b(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*\.?(?![\w@])", "HOST"),
        (r"\b(?=[\w-]*\d)[\w-]{6,}\b", "TOKEN"),
        (r"\d+", "9"),
    )
)
BARE_NAME = re.compile(r"(?<=\bfrom )[\w.-]+|(?<=\bby )[\w.-]+|(?<=helo=)[\w.-]+|(?<=HELO )[\w.-]+")
KEPT_NAMES = frozenset({"IP4", "IP6", "HOST", "unknown", "userid", "network", "by", "mail"})


def shape(text: str) -> str:
    """Reduce an unfolded field to its shape: classes for values, the server's words kept."""
    text = text[:MAX_SHAPED]
    for pattern, to in CLASSES:
        text = pattern.sub(to, text)
    return BARE_NAME.sub(lambda m: m[0] if m[0] in KEPT_NAMES else "NAME", text).strip()


def skeleton(text: str) -> str:
    """Reduce a shape to its clauses: names, addresses and versions are one class, words stay."""
    reduced = shape(text).split("; ")[0]
    reduced = re.sub(r"<?ADDR>?|<ID>|IPv9:", "X", reduced)
    reduced = re.sub(
        r"\b(?:HOST|NAME|TOKEN|IP4|IP6|VER|V9|9|ID|unknown|localhost)\b\.?", "X", reduced
    )
    reduced = re.sub(r"\b(?:version=)?TLSVER|\b(?:cipher=|tls )?(?:CIPHER|X)\b", "X", reduced)
    reduced = re.sub(r"\bwith [A-Za-z]*(?:SMTP|smtp|LMTP)[A-Za-z]*\b", "with SMTP", reduced)
    reduced = re.sub(r" for <?X>?(?= |$)", "", re.sub(r"[\[\]]", "", reduced))
    return re.sub(r"X(?:[ :./,-]*X)+", "X", reduced).strip()


# ------------------------------------------------------------------- drawing


def rank(*words: str, seed: str = SEED) -> bytes:
    """Give the seeded rank of some words: what stands for chance here."""
    return hashlib.sha256("\0".join((seed, *words)).encode()).digest()


def draw(fields: list[Drawn], size: int = SIZE, *, seed: str = SEED) -> list[Drawn]:
    """Draw fields so that as many skeletons, then shapes, as possible are covered."""

    def order(*words: str) -> bytes:
        return rank(*words, seed=seed)

    shapes: dict[str, list[Drawn]] = {}
    for field in fields:
        shapes.setdefault(shape(field.text), []).append(field)
    bones: dict[str, list[str]] = {}
    for key in sorted(shapes, key=order):
        bones.setdefault(skeleton(shapes[key][0].text), []).append(key)
    frequent = sorted(bones, key=lambda b: (-sum(len(shapes[k]) for k in bones[b]), order(b)))
    rest = sorted(frequent[FREQUENT:], key=order)
    keys = [
        key for group in by_level([bones[b] for b in frequent[:FREQUENT] + rest]) for key in group
    ]
    members = [sorted(shapes[key], key=lambda f: order(f.text)) for key in keys]
    drawn = [field for group in by_level(members) for field in group][:size]
    return sorted(drawn, key=lambda f: f.sha256)


def by_level(groups: list[list[T]]) -> list[list[T]]:
    """Turn groups into levels: the first of each group, then the second of each, and so on."""
    depth = max((len(group) for group in groups), default=0)
    return [[group[level] for group in groups if level < len(group)] for level in range(depth)]


def json_lines(drawn: list[Drawn]) -> str:
    """Write the drawn fields as JSON lines, numbered from 1."""
    rows = (
        {
            "n": n,
            "source": f.source,
            "field_index": f.field_index,
            "sha256": f.sha256,
            "text": f.text,
        }
        for n, f in enumerate(drawn, 1)
    )
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)


def main() -> int:
    """Draw and write; counts go to the standard error stream."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--out", type=Path, help="file to write instead of the standard output")
    args = parser.parse_args()
    fields = collect(args.corpus)
    drawn = draw(fields)
    if args.out:
        args.out.write_text(json_lines(drawn), encoding="ascii", newline="\n")
    else:
        sys.stdout.write(json_lines(drawn))
    shapes = {shape(f.text) for f in fields}
    skeletons = {skeleton(f.text) for f in fields}
    sys.stderr.write(
        f"distinct fields {len(fields)}, shapes {len(shapes)}, skeletons {len(skeletons)},"
        f" drawn {len(drawn)}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
