"""The counts that annex F prints of each form are those that the script gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from provenance.decoders.identifiers.registry import decoders
from provenance.decoders.identifiers.repeated import FILE, SAMPLES, messages_of, repeated

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"


def test_every_count_is_of_a_form_of_the_list() -> None:
    for name, sample in json.loads(FILE.read_text("utf-8"))["samples"].items():
        assert set(sample["forms"]) <= set(decoders()), name
    assert [messages_of(one) for one in SAMPLES] == [300, 340]


def test_no_count_is_larger_than_what_it_is_a_part_of() -> None:
    for sample in SAMPLES:
        for form in decoders():
            one = repeated(sample, form)
            if one is None:
                continue
            assert one.dated <= one.forms, form
            assert sum(held.compared for held in one.held) <= one.dated, form
            for held in one.held:
                near = [count for _, count in held.within]
                assert near == sorted(near), form
                assert max([*near, held.earlier + held.later, held.same_day]) <= held.compared, form


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_script_gives_these_counts_again(tmp_path: Path) -> None:
    script = ROOT / "tests" / "benchmarks" / "decoder_rates.py"
    target = tmp_path / "repeated.json"
    code = (
        "import pathlib, runpy, sys; import provenance.decoders.identifiers.repeated as r; "
        "r.FILE = pathlib.Path(sys.argv[2]); script = sys.argv[1]; "
        "sys.argv = [script, sys.argv[3], '--write']; runpy.run_path(script, run_name='__main__')"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(script), str(target), str(CORPUS)],
        check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    assert target.read_bytes() == FILE.read_bytes()
