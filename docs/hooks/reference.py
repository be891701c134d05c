"""Makes the pages under ``reference/`` out of the program itself while the site is built.

MkDocs calls ``on_files`` and ``on_nav`` (mkdocs.org, User Guide, Hooks). Nothing generated is
kept in the repository, so a page cannot differ from the program that it describes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "hooks"))

import case_page  # noqa: E402 - MkDocs loads this file alone; its neighbours need the path above
import commands_page  # noqa: E402
import report_page  # noqa: E402
import rules_page  # noqa: E402
from mkdocs.structure.files import File  # noqa: E402

PAGES = {
    "reference/commands.md": commands_page.page,
    "reference/case-file.md": case_page.page,
    "reference/report-json.md": report_page.page,
    "reference/rules.md": rules_page.page,
}


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to the files of the site."""
    for name, make in PAGES.items():
        files.append(File.generated(config, name, content=make()))
    return files
