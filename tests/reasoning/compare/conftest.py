"""The runner for the story of two people, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reasoning.compare.competing import runner


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Compare the explanations of copies and exports."""
    monkeypatch.chdir(tmp_path)
    return runner(tmp_path)
