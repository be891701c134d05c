"""A former report that this one replaces: read as a stranger's file, and held against this one.

A corrected report names the one that it supersedes and says which findings differ (CPR PD 35 2.5:
a change of view is communicated). Findings are compared by name, message and words, since their
numbers move when one is added.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import MisuseError, State
from provenance.basics.files import read_regular
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.report.records import Report

MAX_SIZE: Final = 256 * 1024 * 1024
MOST: Final = 20_000
"""Findings of a former report that are read; a real one has some thousands at most."""
_LONGEST: Final = 2_000
_SCHEMA: Final = "provenance/report/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerFinding:
    """One finding of the former report: its number there, what it is compared by, its words."""

    id: str
    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A former ``report.json``. ``ladder`` has rung, code and answer; ``exhibits`` SHA-256."""

    file: str
    sha256: str
    report_id: str
    version: int
    as_of: str
    findings: tuple[FormerFinding, ...] = ()
    ladder: tuple[tuple[int, str, str], ...] = ()
    step: str = ""
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of the former report.

    ``gone`` are findings that this report has not, ``fresh`` ids of those that the former had not,
    ``kept`` counts the rest. ``answers`` are rungs whose answer has other words, with the former
    one. ``steps`` are former and present step of the comparison where they differ, else empty.
    ``exhibits_gone`` and ``exhibits_new`` count files by their SHA-256.
    """

    gone: tuple[FormerFinding, ...]
    fresh: tuple[str, ...]
    kept: int
    answers: tuple[tuple[int, str], ...]
    steps: tuple[str, ...]
    exhibits_gone: int
    exhibits_new: int


def read_former(path: Path) -> Former:
    """Read the ``report.json`` of the report that is replaced.

    Raises:
        MisuseError: it cannot be read, or is not a report of this program.
    """
    try:
        data = read_regular(path, MAX_SIZE)
    except OSError as error:
        raise _refused(path, f"the former report cannot be read ({error.strerror}).") from None
    try:
        return parse_former(data, path.name)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _refused(path, "this is not a report.json of this program.") from None


def _refused(path: Path, problem: str) -> MisuseError:
    return MisuseError(
        problem, place=str(path), remedy="Give the report.json of the report that is replaced."
    )


def parse_former(data: bytes, name: str) -> Former:
    """Parse the bytes of a former report.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: they are not such a report.
    """
    found = json.loads(data)
    if not str(found["schema"]).startswith(_SCHEMA):
        raise ValueError(found["schema"])
    version = found.get("version", 1)
    return Former(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        report_id=_text(found["report_id"], 64),
        version=version if isinstance(version, int) and 0 < version < 10_000 else 1,
        as_of=_text(found["as_of"], 32),
        findings=tuple(
            FormerFinding(id=_text(one["id"], 32), key=key_of(one), words=_text(one["text"]))
            for one in _list(found["findings"])
        ),
        ladder=tuple(
            (int(one["rung"]), _text(one["code"], 32), _text(one["answer"] or ""))
            for one in _list(found["ladder"])
        ),
        step=_text(found["comparison"].get("step") or "", 8),
        exhibits=tuple(_text(one["sha256"], 64) for one in _list(found["evidence"])),
    )


def _text(value: object, most: int = _LONGEST) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:most]


def _list(value: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value[:MOST]


def key_of(finding: Mapping[str, Any]) -> str:
    """What a finding of ``report.json`` is compared by: name, message, sentence and its values."""
    parts = [finding["name"], finding["message"], finding["text_id"], finding["params"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()


def version_of(report: Report) -> int:
    """The number of this report in its chain: one more than that of the report it replaces."""
    return report.supersedes.version + 1 if report.supersedes is not None else 1


def difference(report: Report) -> Difference | None:
    """What differs from the report that this one replaces; ``None`` if it replaces none."""
    from provenance.report.catalogue import render
    from provenance.report.document.reasoning import finding_to_dict

    former = report.supersedes
    if former is None:
        return None
    held = Counter(one.key for one in former.findings)
    fresh, kept = [], 0
    for finding in report.reasoning.findings:
        key = key_of(finding_to_dict(finding))
        if held[key] > 0:
            held[key] -= 1
            kept += 1
        else:
            fresh.append(finding.id)
    gone = []
    for one in former.findings:
        if held[one.key] > 0:
            held[one.key] -= 1
            gone.append(one)
    now = {rung.rung: render(rung.answer) for rung in report.reasoning.ladder}
    comparison = report.reasoning.comparison
    step = "" if isinstance(comparison, State) else comparison.step
    own = {exhibit.item.sha256 for exhibit in report.exhibits}
    return Difference(
        gone=tuple(gone),
        fresh=tuple(fresh),
        kept=kept,
        answers=tuple((n, words) for n, _, words in former.ladder if now.get(n, "") != words),
        steps=(former.step, step) if former.step != step else (),
        exhibits_gone=len(set(former.exhibits) - own),
        exhibits_new=len(own - set(former.exhibits)),
    )
