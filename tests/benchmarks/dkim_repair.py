"""How many failing signatures fit again, and by undoing what: natural failures and made ones.

Usage: ``python tests/benchmarks/dkim_repair.py [FOLDER]``. FOLDER holds ``.eml`` files and
``dkim-keys.tsv`` (default: ``../shared/corpus/lore-sample`` beside the repository).

First every DKIM, X-Google-DKIM and ARC message signature of the folder that fails: with a key both
questions are searched, without one the body hash alone (marked so). Then the intact messages with
a held key are damaged in ten documented ways, one at a time and in pairs, and searched again. Last
a control: one letter of a word is changed; nothing may be repaired there.
"""

from __future__ import annotations

import argparse
import base64
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.authentication import RepairOutcome, SuppliedKeys, read_keys_file
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.repair import is_wanted, search
from provenance.authentication.dkim.repair_body import BodyTester, search_body
from provenance.authentication.dkim.repair_edits import Budget
from provenance.authentication.dkim.repair_parts import quoted
from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.dkim.verify import Moments, verify_prepared
from provenance.evidence import MessageStream
from provenance.message import Message, read_message

HEADERS = ("DKIM-Signature", "X-Google-DKIM-Signature", "ARC-Message-Signature")
MOMENTS = Moments(delivered=None, as_of=date(2026, 11, 22))
FOOTER = (
    b"_______________________________________________\r\nlist mailing list\r\nlist@list.example\r\n"
)
BANNER = b"CAUTION: This email originated from outside of the organization.\r\n\r\n"


def read(raw: bytes) -> Message:
    """One message, read whole."""
    stream = MessageStream(name="file", data=raw, body=True)
    return read_message(stream, id="M1", evidence="E1")


def natural(messages: dict[str, bytes], keys: SuppliedKeys) -> Iterator[str]:
    """Outcome of every signature that fails as it lies in the folder."""
    for raw in messages.values():
        prepared = SignedMessage(read(raw))
        for header in HEADERS:
            for check in verify_prepared(prepared, keys, MOMENTS, header=header):
                budget = Budget.of(prepared)
                if check.header_signature.value == "not-testable":
                    if check.body_hash.value != "mismatch":
                        continue
                    signature = parse_signature(prepared.field(check.field).value)
                    tester = BodyTester(prepared, signature, budget)
                    edits, _ = search_body(tester, prepared.message)
                    names = sorted({edit.change for edit in edits})
                    outcome = "body fits" if edits else "not found"
                    yield f"{header}, no key here, body alone: {outcome} {'+'.join(names)}"
                elif is_wanted(check):
                    found = search(prepared, check, budget)
                    names = sorted({one.change for one in found.undone})
                    yield f"{header}, key held: {found.outcome.value} {'+'.join(names)}"


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Header section and body, CRLF."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return head, body


def footer(raw: bytes) -> bytes:
    """Put a list footer behind all."""
    return raw.rstrip(b"\r\n") + b"\r\n" + FOOTER


def banner(raw: bytes) -> bytes:
    """Put a banner in front of the text."""
    head, body = split(raw)
    return head + b"\r\n\r\n" + BANNER + body


def tag(raw: bytes) -> bytes:
    """Put a tag in front of the subject."""
    return re.sub(rb"(?mi)^(subject:[ \t]*)", rb"\1[EXTERNAL] ", raw, count=1)


def new_from(raw: bytes) -> bytes:
    """Put a list in place of the author."""
    head, body = split(raw)
    match = re.search(rb"(?mi)^from:((?:[^\n]*\n)(?:[ \t][^\n]*\n)*)", head + b"\r\n")
    if match is None:
        return raw
    other = b"From: Somebody via list <list@list.example>\r\nX-Original-From:" + match[1]
    head = (head + b"\r\n")[: match.start()] + other + (head + b"\r\n")[match.end() :]
    return head + b"\r\n" + body


def mbox(raw: bytes) -> bytes:
    """Mark lines that begin with From as mailbox files do."""
    head, body = split(raw)
    return head + b"\r\n\r\n" + re.sub(rb"(?m)^(>*From )", rb">\1", body)


def lf(raw: bytes) -> bytes:
    """Give it the line ends of Unix."""
    return raw.replace(b"\r\n", b"\n")


def dots(raw: bytes) -> bytes:
    """Double the dots at the beginning of lines."""
    head, body = split(raw)
    return head + b"\r\n\r\n" + re.sub(rb"(?m)^\.", b"..", body)


def as_base64(raw: bytes) -> bytes:
    """Send the body in base64, the header unchanged."""
    head, body = split(raw)
    encoded = base64.encodebytes(body).replace(b"\n", b"\r\n")
    head = re.sub(rb"(?mi)^content-transfer-encoding:[^\r\n]*", b"", head).replace(
        b"\r\n\r\n", b"\r\n"
    )
    return head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded


def as_quoted(raw: bytes) -> bytes:
    """Send the body in quoted-printable."""
    head, body = split(raw)
    head = re.sub(rb"(?mi)^content-transfer-encoding:[^\r\n]*", b"", head).replace(
        b"\r\n\r\n", b"\r\n"
    )
    return head + b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(body)


def mark(raw: bytes) -> bytes:
    """Put a byte order mark in front of the text."""
    head, body = split(raw)
    return head + b"\r\n\r\n\xef\xbb\xbf" + body


def letter(raw: bytes) -> bytes:
    """Change one letter of the first long word: the control."""
    head, body = split(raw)
    match = re.search(rb"[a-y]{6}", body)
    if match is None:
        return raw
    at = match.start()
    return head + b"\r\n\r\n" + body[:at] + bytes([body[at] + 1]) + body[at + 1 :]


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], ...]] = {
    "line ends LF": (lf,),
    "list footer": (footer,),
    "banner": (banner,),
    "subject tag": (tag,),
    "From rewritten, original kept": (new_from,),
    ">From in the body": (mbox,),
    "dots doubled": (dots,),
    "sent on in base64": (as_base64,),
    "sent on in quoted-printable": (as_quoted,),
    "byte order mark": (mark,),
    "subject tag + list footer": (tag, footer),
    "subject tag + footer + LF": (tag, footer, lf),
    "From rewritten + tag + footer": (new_from, tag, footer),
    "banner + subject tag": (banner, tag),
    "control: one letter of a word": (letter,),
}


def made(messages: dict[str, bytes], keys: SuppliedKeys) -> Iterator[tuple[str, str, float]]:
    """Kind of damage, what became of each damaged signature, and CPU seconds of its search."""
    for raw in messages.values():
        whole = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        before = verify_prepared(SignedMessage(read(whole)), keys, MOMENTS)
        good = [check.domain for check in before if check.result.value == "pass"]
        if not good:
            continue
        for name, steps in DAMAGE.items():
            data = whole
            for step in steps:
                data = step(data)
            if data == whole:
                yield name, "nothing to damage", 0.0
                continue
            prepared = SignedMessage(read(data))
            for check in verify_prepared(prepared, keys, MOMENTS):
                if check.domain not in good:
                    continue
                began = time.process_time()
                if check.result.value == "pass":
                    yield name, "fits all the same", 0.0
                elif is_wanted(check):
                    found = search(prepared, check, Budget.of(prepared))
                    yield name, found.outcome.value, time.process_time() - began


def main() -> int:
    """Search and count."""
    beside = Path(__file__).resolve().parents[2].parent / "shared/corpus/lore-sample"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=beside)
    args = parser.parse_args()
    messages = {path.name: path.read_bytes() for path in sorted(args.folder.glob("*.eml"))}
    keys = SuppliedKeys(read_keys_file(args.folder / "dkim-keys.tsv"))
    print("natural failures")
    for line, count in sorted(Counter(natural(messages, keys)).items()):
        print(f"  {count:4} {line}")
    rows: dict[str, Counter[str]] = {}
    spent: dict[str, list[float]] = {}
    for name, outcome, seconds in made(messages, keys):
        rows.setdefault(name, Counter())[outcome] += 1
        if seconds:
            spent.setdefault(name, []).append(seconds)
    kinds = ["fits all the same", *(one.value for one in RepairOutcome), "nothing to damage"]
    print("| damage | " + " | ".join(kinds) + " | CPU ms, median |")
    for name, counted in rows.items():
        took = statistics.median(spent[name]) * 1e3 if name in spent else 0
        print(f"| {name} | " + " | ".join(str(counted[k]) for k in kinds) + f" | {took:.0f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
