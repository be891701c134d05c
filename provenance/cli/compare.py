"""``provenance compare``: several recipients' copies of one message."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from provenance.cli import analyze as analyze_command
from provenance.cli.failure import readable_errors

HELP = (
    "Compare several recipients' copies of one message: what they share, where they differ, which "
    "one stands alone, whose address could be seen. Takes the options of analyze."
)
_SINGLE = frozenset((".eml", ".msg", ".emlx", ".txt"))


@functools.wraps(analyze_command.analyze)
def compare(*args: Any, **options: Any) -> None:
    """Refuse a single file, then run the analysis; the report has the chapter on copies."""
    evidence: list[Path] = options.get("evidence") or list(args[:1])
    with readable_errors():
        _refuse_one(evidence)
    analyze_command.analyze(*args, **options)


def _refuse_one(evidence: list[Path]) -> None:
    from provenance.basics import MisuseError

    alone = len(evidence) == 1 and evidence[0].is_file()
    if alone and evidence[0].suffix.lower() in _SINGLE:
        raise MisuseError(
            "one copy cannot be compared.",
            place=str(evidence[0]),
            remedy="Give two or more files, a folder, a mailbox file or a .zip of copies.",
        )
