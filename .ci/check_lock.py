"""Check that the lock files satisfy pyproject.toml and pin everything with hashes."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def name(requirement: str) -> str:
    """Normalised distribution name (PEP 503) of a requirement."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else ""


def locked(path: Path) -> dict[str, str]:
    """Pinned versions by name; every entry must carry at least one hash."""
    out: dict[str, str] = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8")):
        pin = re.match(r"([A-Za-z0-9._-]+)==([^ \\;]+)", entry)
        if pin:
            if "--hash=sha256:" not in entry:
                sys.exit(f"{path.name}: {pin.group(1)} has no hash")
            out[name(pin.group(1))] = pin.group(2)
    return out


def main() -> None:
    """Compare names; the versions are the resolver's business."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = {name(item) for item in project["project"]["dependencies"]}
    dev = {name(item) for item in project["dependency-groups"]["dev"]}
    for file, wanted in (("requirements.lock", runtime), ("requirements-dev.lock", runtime | dev)):
        found = locked(ROOT / file)
        missing = sorted(wanted - set(found))
        if missing:
            sys.exit(f"{file} lacks {', '.join(missing)}; run .ci/lock")
        print(f"{file}: {len(found)} distributions, all with hashes")


if __name__ == "__main__":
    main()
