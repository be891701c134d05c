"""The page of report.json: its JSON Schema as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).resolve().parents[2] / "provenance/report/schema/report-1.schema.json"


def page() -> str:
    """Return the page in Markdown."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    parts = [
        "# report.json",
        "",
        schema["description"],
        "",
        "The file `provenance/report/schema/report-1.schema.json` is the schema itself. Lines",
        "are counted from 1, byte offsets from 0, ranges are half open. Names stay;",
        "new ones may be added.",
        "",
    ]
    parts += _object("report.json", schema, schema)
    for name, body in sorted(schema.get("$defs", {}).items()):
        parts += _object(name, body, schema)
    return "\n".join(parts)


def _object(name: str, body: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    members = body.get("properties")
    if not members:
        return [f"## {name}", "", f"`{_kind(body)}` {_words(body)}", ""]
    lines = [f"## {name}", "", _words(body), "", "| name | kind | |", "|---|---|---|"]
    inner: list[str] = []
    for key, value in members.items():
        lines.append(f"| `{key}` | {_kind(value)} | {_words(value)} |")
        nested = value.get("items", value) if value.get("type") == "array" else value
        if nested.get("properties") and nested is not body:
            inner += _object(f"{name} / {key}", nested, schema)
    return [*lines, "", *inner]


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        target = value["$ref"].rpartition("/")[2]
        return f"[{target}](#{target.lower()})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " \\| ".join(f"`{one}`" for one in value["enum"])
    for word in ("anyOf", "oneOf"):
        if word in value:
            return " or ".join(_kind(one) for one in value[word])
    if value.get("type") == "array":
        return f"list of {_kind(value.get('items', {}))}"
    kind = value.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _words(value: dict[str, Any]) -> str:
    return str(value.get("description", "")).replace("|", "\\|")
