"""The page of the case file: every key that the reader accepts, with what it means.

The keys are those that the reader really asks for, noted while it reads the complete
example; the words stand in ``case_keys.json``. A key without words, or words without a key,
stops the build.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from provenance.case import reader
from provenance.case.node import Node

HOOKS = Path(__file__).parent


def page() -> str:
    """Return the page in Markdown.

    Raises:
        ValueError: keys and words differ.
    """
    example = (HOOKS / "case_example.yaml").read_text("utf-8")
    words = json.loads((HOOKS / "case_keys.json").read_text("utf-8"))
    keys = accepted(example.encode("utf-8"))
    known = {f"{place}.{key}".strip(".") for place, names in keys.items() for key in names}
    if known != set(words):
        missing, stale = sorted(known - set(words)), sorted(set(words) - known)
        raise ValueError(f"case_keys.json: without words {missing}, without a key {stale}")
    parts = [
        "# Case file",
        "",
        "What you know besides, in a YAML file: `--case case.yaml`. Everything is optional.",
        "`provenance init` asks the questions and writes it. All of it is printed as *stated",
        "by you*; a statement without a record moves no step.",
        "",
        "```yaml",
        example.strip(),
        "```",
        "",
    ]
    for place, names in keys.items():
        parts += [f"## {place or 'Top level'}", "", "| key | what it says |", "|---|---|"]
        parts += [f"| `{key}` | {words[f'{place}.{key}'.strip('.')]} |" for key in names]
        parts.append("")
    return "\n".join(parts)


def accepted(example: bytes) -> dict[str, tuple[str, ...]]:
    """Return the keys that the reader accepts, by the place where it looks for them."""
    found: dict[str, tuple[str, ...]] = {}
    original = Node.mapping

    def noting(self: Any, allowed: Any) -> Any:
        place = _place(example, self.node)
        found.setdefault(place, tuple(allowed))
        return original(self, allowed)

    Node.mapping = noting  # type: ignore[method-assign]
    try:
        reader.parse_case(example)
    finally:
        Node.mapping = original  # type: ignore[method-assign]
    return dict(sorted(found.items()))


def _place(example: bytes, wanted: Any) -> str:
    """Return the dotted path of a node in the example; members of a list share one path."""
    start = getattr(wanted, "start_mark", None)
    if start is None:
        return ""

    def walk(node: Any, path: str) -> str | None:
        if node.id == wanted.id and node.start_mark.index == start.index:
            return path
        if node.id == "mapping":
            for key, value in node.value:
                hit = walk(value, f"{path}.{key.value}".strip("."))
                if hit is not None:
                    return hit
        if node.id == "sequence":
            for value in node.value:
                hit = walk(value, path)
                if hit is not None:
                    return hit
        return None

    return walk(yaml.compose(example.decode("utf-8"), yaml.SafeLoader), "") or ""
