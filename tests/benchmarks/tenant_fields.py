"""Whose tenant ``X-MS-Exchange-CrossTenant-Id`` names, by ``-AuthAs``: ``../shared/corpus``.

``python tests/benchmarks/tenant_fields.py [DIR]`` counts messages with both fields, told apart
into the consumer tenant of Outlook.com (the receiving one of those copies) and any other.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSUMER = b"84df9e7f"
HEAD = 200_000
_ID = re.compile(rb"(?im)^X-MS-Exchange-CrossTenant-Id:\s*(\S+)")
_AUTH = re.compile(rb"(?im)^X-MS-Exchange-CrossTenant-AuthAs:\s*(\S+)")


def main() -> None:
    """Print the counts."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/corpus"
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            head = file.read(HEAD)
        ids, modes = _ID.findall(head), _AUTH.findall(head)
        if ids and modes:
            tenant = "consumer" if ids[0].lower().startswith(CONSUMER) else "other"
            counts[modes[0].decode("latin-1").lower(), tenant] += 1
    for (mode, tenant), count in sorted(counts.items()):
        print(f"{mode}\t{tenant}\t{count}")


if __name__ == "__main__":
    main()
