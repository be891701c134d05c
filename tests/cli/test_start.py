"""What a plain analysis does not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "sample_messages/forwarded-as-attachment.eml"


def test_an_analysis_without_a_log_loads_nothing_of_the_audit_room(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from provenance.cli.app import app\n"
        f"app(['analyze', {str(SAMPLE)!r}, '--offline', '--out', {str(tmp_path / 'out')!r}],\n"
        "    standalone_mode=False)\n"
        "print(sorted(m for m in sys.modules if m.startswith('provenance.audit')))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert run.stdout.splitlines()[-1] == "[]"
