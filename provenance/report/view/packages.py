"""Annex E: the packages that the release was tested with."""

from __future__ import annotations

from typing import Any

from provenance.report.packages import locked
from provenance.report.view.common import ev


def packages() -> dict[str, Any]:
    """Return name and version of each package, and the hash of the list of their files."""
    held = locked()
    return {
        "sha256": held.sha256,
        "all": [ev(f"{name} {' / '.join(versions)}") for name, versions in held.versions],
    }
