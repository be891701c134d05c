"""The packages of the release: the list beside the page is that of the lock file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from provenance.report.packages import FILE, differing, locked, made_from


def test_the_list_is_that_of_the_lock_file(
    repository: Path, golden: Callable[[Path, bytes], None]
) -> None:
    """Made again after ``.ci/lock`` with ``--update-golden``."""
    golden(FILE, made_from((repository / "requirements.lock").read_bytes()))


def test_only_other_versions_differ() -> None:
    """A package of the release, one of another version, and one that is not there."""
    held = dict(locked().versions)
    assert len(held) > 20
    same = held["dkimpy"][0]
    assert differing({"dkimpy": same, "jinja2": "0.1"}) == {"jinja2": "0.1"}


def test_versions_that_depend_on_python_both_count() -> None:
    """One name twice in the lock file is one package with two versions."""
    lock = b"a==1 ; python_version < '3.12' \\\n    --hash=sha256:00\na==2\nb==3 \\\n"
    assert b'"1",\n      "2"' in made_from(lock)
