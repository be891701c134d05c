"""The page of rules: what each says, its sources, and how often it matched on public material."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


def page() -> str:
    """Return the page in Markdown."""
    counts = json.loads((ROOT / "rules" / "STATISTICS.json").read_text("utf-8"))
    rules = [
        yaml.safe_load(path.read_text("utf-8"))
        for path in sorted((ROOT / "rules").glob("*/*.yaml"))
        if path.parent.name not in {"explanations", "schema"}
    ]
    parts = [
        "# Rules",
        "",
        f"The {len(rules)} rules of this version. Each is one file in `rules/`, data only.",
        "Figures: messages that the rule could judge, and how many of them it matched, by",
        "folder of public material. The folders are of very different worth; a rate on unwanted",
        "mail is not one on honest mail.",
        "",
        "| folder | messages | what |",
        "|---|---:|---|",
        *(
            f"| {name} | {one['messages']} | {one['what']} |"
            for name, one in counts["corpora"].items()
        ),
        "",
    ]
    group = ""
    for rule in rules:
        if rule["id"].partition(".")[0] != group:
            group = rule["id"].partition(".")[0]
            parts += [f"## {group}", ""]
        parts += _rule(rule, counts["rules"].get(rule["id"], {}))
    return "\n".join(parts)


def _rule(rule: dict[str, Any], counts: dict[str, Any]) -> list[str]:
    lines = [f"### {rule['id']}", "", f"**{rule['title']}.** {_safe(rule['explanation'])}", ""]
    lines += [f"*Caution.* {_safe(rule['caution'])}", ""]
    lines += [
        f"Strength: {rule['strength']}. Question of the ladder: {rule['indicates']['rung']}.",
        "",
    ]
    lines += [f"Assumes: {', '.join(rule['assumptions'])}.", ""]
    lines += ["Innocent causes:", "", *(f"- {_safe(one)}" for one in rule["false_positives"]), ""]
    lines += ["Sources:", ""]
    lines += [f"- <{one['url']}> ({one['grade']}): {_safe(one['says'])}" for one in rule["sources"]]
    seen = [
        f"{name} {hits} of {asked}"
        for name, (asked, hits) in counts.get("applies_matches", {}).items()
        if asked
    ]
    lines += [
        "",
        f"Matched: {', '.join(seen) or 'no message of the public material could be judged'}.",
    ]
    return [*lines, ""]


def _safe(words: str) -> str:
    return " ".join(str(words).split()).replace("{", "&#123;").replace("<", "&lt;")
