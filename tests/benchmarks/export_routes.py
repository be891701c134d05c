"""Which ways of copying show in messages whose origin is known, and how often a header is quoted.

Usage: ``python tests/benchmarks/export_routes.py [CORPUS]`` (default ``../shared/corpus`` beside
the repository). Counts only. Two marks are also held against who received the message: fields of
an Exchange organisation against a receiving side of Microsoft, and the reverse.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from provenance.evidence import MessageStream, open_evidence
from provenance.message import read_message
from provenance.message.quoted_header import quoted_header
from provenance.origin import find_export_route
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (
    "lore-sample",
    "phishing_pot-sample",
    "bounces-sisimai",
    "spamassassin-tdata",
    "mime-mime4j",
    "msg-poi",
)
MICROSOFT = "Microsoft (Exchange Online, Outlook.com)"


def count(folder: Path) -> Counter[str]:
    """Ways found, quoted headers, and the comparison of the two marks."""
    found: Counter[str] = Counter()
    exhibits = open_evidence([folder]).exhibits
    items = {one.item.id: one.item for one in exhibits}
    for exhibit in exhibits:
        if not isinstance(exhibit.stream, MessageStream):
            continue
        message = read_message(exhibit.stream, id="M1", evidence=exhibit.item.id)
        trace = trace_message(message)
        parent = items.get(exhibit.item.parent or "")
        route = find_export_route(exhibit.item, parent=parent, message=message, trace=trace)
        names = {one.name for one in route.found}
        found["messages"] += 1
        found.update(names)
        found["no mark"] += not names
        quoted = quoted_header(message) if message.parts else None
        found["header quoted"] += quoted is not None
        ours, theirs = "exchange-mailbox" in names, trace.route.boundary.operator == MICROSOFT
        found["Exchange fields and Microsoft received it"] += ours and theirs
        found["Exchange fields, another received it"] += ours and not theirs
        found["Microsoft received it, no Exchange fields"] += theirs and not ours
    return found


def main() -> None:
    """Print one row a way, one column a folder."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    counts = {name: count(corpus / name) for name in FOLDERS}
    rows = sorted({key for one in counts.values() for key in one if one[key]} - {"messages"})
    heads = " | ".join(f"{name} ({counts[name]['messages']})" for name in FOLDERS)
    print(f"| way, mark | {heads} |")
    print(f"|---|{'---:|' * len(FOLDERS)}")
    for row in rows:
        print(f"| {row} | {' | '.join(str(counts[name][row]) for name in FOLDERS)} |")


if __name__ == "__main__":
    main()
