"""Check that a wheel holds every file of the package, data files and compiled rules included."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "provenance/_compiled/rules.json",
    "provenance/_compiled/catalogue/zh/report.json",
    "provenance/py.typed",
)
FOLDERS = ("provenance/report/catalogue/en/", "provenance/report/catalogue/zh/")


def main() -> None:
    """Compare the names in the wheel with the files in the source tree."""
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        names = set(wheel.namelist())
        rules = json.loads(wheel.read(NEEDED[0])) if NEEDED[0] in names else None
    source = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "provenance").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "_compiled" not in path.parts
    }
    missing = sorted((source | set(NEEDED)) - names)
    missing += [folder for folder in FOLDERS if not any(n.startswith(folder) for n in names)]
    if missing or not rules:
        sys.exit(f"the wheel lacks {', '.join(missing) or 'rules'}")
    foreign = sorted(n for n in names if not n.startswith(("provenance/", "mail_provenance-")))
    if foreign:
        sys.exit(f"the wheel carries what does not belong there: {', '.join(foreign)}")
    print(f"{Path(sys.argv[1]).name}: {len(names)} files, nothing missing")


if __name__ == "__main__":
    main()
