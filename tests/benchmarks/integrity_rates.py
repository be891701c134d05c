"""Which marks of editing and cutting genuine exports show: ``../shared/audit-samples``.

``python tests/benchmarks/integrity_rates.py [DIR]`` prints one line for each file that is
recognised and shows a mark, and the sums by mark: files with it, files that it could be tested on.
A mark on a genuine file is a false alarm unless the file itself is a part or a re-export of one.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from pathlib import Path

from provenance.audit import open_export, recognise
from provenance.audit.integrity import IntegrityWatch

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the marks of every file, and the sums."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/audit-samples"
    files: Counter[str] = Counter()
    tested: Counter[str] = Counter()
    read = rows = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".md", ".yml"}:
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        export = open_export(
            content, source="E1", sha256=digest, timezone="UTC", name=path.name, year=2020
        )
        found = recognise(export)
        if found is None:
            continue
        watch = IntegrityWatch(export, found.layout, content)
        for item in found.reader.read(export, found.layout):
            watch.see(item)
        result = watch.result()
        read, rows = read + 1, rows + result.examined
        tested.update(one.name for one in result.tests if one.result != "not-tested")
        for sign in result.signs:
            files[sign.name] += 1
            print(f"{path.name}\t{found.layout.kind}\t{sign.name}\t{sign.count}/{sign.of}")
    print(f"files {read}, rows {rows}, files with a mark by name: {dict(sorted(files.items()))}")
    print(f"files tested by name: {dict(sorted(tested.items()))}")


if __name__ == "__main__":
    main()
