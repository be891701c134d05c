"""Measures the Outlook reader: its cost beside extract-msg's opening, its counts beside theirs.

Run: ``python tests/benchmarks/msg_reader.py``. The synthetic item has 1,321 recipients in To; the
counts are of every .msg of ``../shared/corpus``.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from provenance.basics import State  # noqa: E402
from provenance.evidence.outlook_msg import OutlookReading, read_outlook_item  # noqa: E402

MAGIC = b"\xd0\xcf\x11\xe0"
RECIPIENTS = 1_321
ROUNDS = 5
COLUMNS = ("files", "opened", "recovery", "headers", "recipients", "attachments", "embedded")


def many_recipients() -> bytes:
    """An item of the shape of the source story: everybody stands in To."""
    from tests.evidence import compound_file as cfb

    rows = [cfb.recipient(f"Person {n}", f"person{n}@r{n % 90}.example") for n in range(RECIPIENTS)]
    received = "Received: from a.example by b.example; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
    to = ",\r\n ".join(f"Person {n} <person{n}@r{n % 90}.example>" for n in range(RECIPIENTS))
    headers = f"{received}From: a@a.example\r\nTo: {to}\r\n\r\n"
    note = {(0x1A, 0x1F): "IPM.Note", (0x7D, 0x1F): headers, (0x1000, 0x1F): "Hello.\r\n"}
    made = cfb.outlook_file(cfb.Item(properties=note, recipients=rows))
    assert isinstance(made, bytes)
    return made


def cost(run: Callable[[], object]) -> float:
    """The least CPU seconds of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return best


def compare_cost(name: str, content: bytes) -> None:
    """Print our whole reading and extract-msg's opening of the same bytes."""
    import extract_msg

    def opening() -> None:
        extract_msg.openMsg(content, delayAttachments=True, strict=False).close()

    def recipients() -> int:
        with extract_msg.openMsg(content, delayAttachments=True, strict=False) as item:
            return len(getattr(item, "recipients", ()))

    ours, theirs, touched = (
        cost(run) for run in (lambda: read_outlook_item(content), opening, recipients)
    )
    print(
        f"{name}: {len(content)} bytes; ours whole {ours:.3f} CPU s, extract-msg opening"
        f" {theirs:.3f}, with its recipients {touched:.3f}; ours / opening {ours / theirs:.2f}"
    )


def ours(content: bytes) -> tuple[Counter[str], OutlookReading]:
    """Count what we read, embedded items by one level only, as the peer does."""
    found = read_outlook_item(content)
    counts = Counter(files=1, opened=bool(found.item.properties), recovery=found.item.recovered)
    counts["headers"] = not isinstance(found.stream, State)
    counts["recipients"] = len(found.item.recipients)
    counts["attachments"] = len(found.item.attachments)
    counts["embedded"] = sum(one.item is not None for one in found.item.attachments)
    return counts, found


def theirs(content: bytes) -> Counter[str]:
    """Count what extract-msg reads; nothing where it refuses the file."""
    import extract_msg
    from extract_msg.enums import AttachmentType

    counts = Counter(files=1)
    try:
        with extract_msg.openMsg(content, delayAttachments=True, strict=False) as item:
            text = getattr(item, "headerText", None)
            rows = list(getattr(item, "recipients", ()))
            counts.update(opened=1, headers=bool(text), recipients=len(rows))
    except Exception:
        return counts
    try:
        with extract_msg.openMsg(content, strict=False) as item:
            attached = list(getattr(item, "attachments", ()))
            counts["attachments"] = len(attached)
            counts["embedded"] = sum(one.type is AttachmentType.MSG for one in attached)
    except Exception:
        counts["attachments refused"] = 1
    return counts


def main() -> None:
    """Print costs, then counts by folder, then every file where the two differ."""
    logging.disable(logging.CRITICAL)
    compare_cost("synthetic, 1,321 recipients", many_recipients())
    corpus = ROOT.parent / "shared" / "corpus"
    real = corpus / "msg-poi" / "hsmf" / "lots-of-recipients.msg"
    if real.exists():
        compare_cost(real.name, real.read_bytes())
    totals: dict[str, list[Counter[str]]] = {}
    differ: list[str] = []
    warned: list[str] = []
    for path in sorted(corpus.rglob("*.msg")):
        content = path.read_bytes()
        if not content.startswith(MAGIC):
            continue
        (one, found), other = ours(content), theirs(content)
        for name in (path.relative_to(corpus).parts[0], "all"):
            both = totals.setdefault(name, [Counter(), Counter()])
            both[0].update(one)
            both[1].update(other)
        apart = [f"{n} {one[n]}/{other[n]}" for n in COLUMNS[3:] if one[n] != other[n]]
        if (apart and other["opened"]) or other["attachments refused"]:
            differ.append(f"{path.name}: {', '.join(apart)}")
        if found.warnings:
            ids = [warning.id.rpartition(".")[2] for warning in found.warnings]
            warned.append(f"{path.name}: {', '.join(ids)}")
    print(f"{'folder':32} " + " ".join(f"{name:>12}" for name in COLUMNS) + "   (ours/extract-msg)")
    for name, (first, second) in totals.items():
        print(f"{name:32} " + " ".join(f"{f'{first[c]}/{second[c]}':>12}" for c in COLUMNS))
    print("different, of files that extract-msg opens:", *differ, sep="\n  ")
    print("with warnings:", *warned, sep="\n  ")


if __name__ == "__main__":
    main()
