"""Shows a self-test: lines for the terminal, JSON, and the page of the validation annex."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import Text, text
from provenance.selftest.records import Group, Installed, SelfTest

if TYPE_CHECKING:
    from markupsafe import Markup

SCHEMA: Final = "provenance/selftest/1"
COMMAND: Final = "provenance selftest --annex"
_STYLE: Final = Path(__file__).parent.parent / "report" / "templates" / "style.css"
_MOST_NAMES: Final = 5


def group_lines(group: Group) -> Iterator[tuple[bool, Text]]:
    """A line for one group, and one for each vector that failed; the flag tells what fits."""
    name = text(f"report-selftest.group.{group.id}")
    if not group.failures:
        yield True, text("report-selftest.line.fits", name=name, vectors=group.vectors)
        return
    failed = len(group.failures)
    yield (
        False,
        text(
            "report-selftest.line.differs",
            name=name,
            vectors=max(group.vectors, failed),
            failed=failed,
        ),
    )
    for one in group.failures:
        words = {"vector": one.vector, "expected": one.expected, "found": one.found}
        yield False, text("report-selftest.line.failure", **words)


def installed_lines(test: SelfTest) -> Iterator[tuple[bool, Text]]:
    """A line for what is installed, and one for each package that is not as it was brought."""
    for one in test.installed:
        if one.changed:
            yield False, _changed("report-selftest.line.changed", one)
        elif not one.version and one.needed:
            yield False, text("report-selftest.line.missing", name=one.name)
    files = sum(one.files - len(one.changed) for one in test.installed)
    count = sum(bool(one.version) for one in test.installed)
    yield True, text("report-selftest.line.installed", count=count, files=files)
    yield True, text("report-selftest.line.program", version=test.version, hash=test.program)


def _changed(id_: str, one: Installed) -> Text:
    names = tuple(one.changed[:_MOST_NAMES])
    return text(id_, name=one.name, changed=len(one.changed), files=one.files, names=names)


def to_json(test: SelfTest, *, made: str = "") -> bytes:
    """The self-test as JSON; ``made`` is when it ran, "" to leave that out."""
    found: dict[str, Any] = {"schema": SCHEMA, "made_at": made, "failed": test.failed}
    return (json.dumps(found | asdict(test), indent=2, ensure_ascii=False) + "\n").encode()


def to_page(test: SelfTest, *, made: str = "") -> bytes:
    """The validation annex as one self-contained HTML page."""
    from markupsafe import Markup

    from provenance.report.catalogue import number
    from provenance.report.templating import environment
    from provenance.report.view.common import ev, t

    page = environment().get_template("selftest.html.j2")
    failures = [(group.id, one) for group in test.groups for one in group.failures]
    vectors = sum(max(one.vectors, len(one.failures)) for one in test.groups)
    return page.render(
        t=t,
        ev=ev,
        number=number,
        files=_files,
        test=test,
        made=made,
        failed=test.failed,
        failures=failures,
        wrong=len(failures),
        vectors=vectors,
        command=COMMAND,
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - our own style sheet
    ).encode("utf-8")


def _files(one: Installed) -> Markup:
    from provenance.report.view.common import say, t

    if not one.version:
        return t("report-selftest.files.missing")
    if not one.record:
        return t("report-selftest.files.absent")
    if one.changed:
        return say(_changed("report-selftest.files.differs", one))
    return t("report-selftest.files.fits", files=one.files)
