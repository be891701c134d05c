"""Build hook: compiles rules and translations into JSON and the templates into Python modules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileData(BuildHookInterface[Any]):
    """What is slow to read becomes quick: YAML rules, gettext files, Jinja2 templates."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not (root / "rules").is_dir():
            return
        sys.path.insert(0, str(root))
        try:
            from provenance.reasoning.rules.compiler import compile_folder
            from provenance.report.catalogue.po import compile_languages
            from provenance.report.templating import compile_templates
        finally:
            sys.path.remove(str(root))
        target = root / "provenance" / "_compiled"
        target.mkdir(exist_ok=True)
        compile_templates(target / "pages")
        (target / "rules.json").write_bytes(compile_folder(root / "rules"))
        compile_languages(target / "catalogue")
