"""``provenance verify``: one flipped byte is named, and the analysis comes out the same."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.selftest.installed import program_hash

RUN = CliRunner()
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_messages"


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("verify") / "report"
    command = ["analyze", str(SAMPLES / "spoof-outside.eml")]
    command += ["--case", str(SAMPLES / "case.yaml"), "--dns", str(SAMPLES / "dns.jsonl")]
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *command, "--out", str(out)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def folder(analysed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "report"
    copy.mkdir()
    for path in analysed.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def test_a_whole_report_fits_and_is_repeated(folder: Path) -> None:
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(SAMPLES)])
    assert result.exit_code == 0, result.output
    assert "same bytes of report.json" in result.output
    assert "same bytes of report.html" in result.output


def test_another_state_of_the_program_is_named(folder: Path) -> None:
    """The version number may be the same; the hash of the program's files is not."""
    own, _ = program_hash()
    run = (folder / "run.json").read_bytes()
    assert own.encode() in run
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(SAMPLES)])
    assert "other files than this one" not in result.output
    _rewrite(folder, "run.json", run.replace(own.encode(), b"0" * 64))
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(SAMPLES)])
    assert "other files than this one" in result.output
    assert own in result.output.replace("\n", "")


def test_without_the_evidence_it_says_that_nothing_was_repeated(folder: Path) -> None:
    result = RUN.invoke(app, ["verify", str(folder)])
    assert result.exit_code == 0
    assert "not repeated" in result.output


def test_missing_evidence_is_named(folder: Path, tmp_path: Path) -> None:
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(tmp_path)])
    assert result.exit_code == 0
    assert "spoof-outside.eml" in result.output


def test_a_flipped_bit_of_an_exhibit_is_named_with_the_folder_that_holds_it(
    folder: Path, tmp_path: Path
) -> None:
    """A file that is not there and one that changed are two answers."""
    kept = tmp_path / "kept"
    kept.mkdir()
    data = bytearray((SAMPLES / "spoof-outside.eml").read_bytes())
    (kept / "case.yaml").write_bytes((SAMPLES / "case.yaml").read_bytes())
    data[200] ^= 1
    (kept / "spoof-outside.eml").write_bytes(bytes(data))
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(kept)])
    assert result.exit_code == 1
    assert "NO spoof-outside.eml lies there, but with other bytes" in result.output
    assert "NO case.yaml" not in result.output


@pytest.mark.parametrize(
    "name",
    ["report.html", "report.json", "dns.jsonl", "run.json", "custody.jsonl", "SHA256SUMS"],
)
@pytest.mark.parametrize("part", [0.0, 0.37, 0.81])
def test_one_flipped_bit_is_named(folder: Path, name: str, part: float) -> None:
    path = folder / name
    data = bytearray(path.read_bytes())
    data[int(part * (len(data) - 1))] ^= 1
    path.write_bytes(bytes(data))
    result = RUN.invoke(app, ["verify", str(folder)])
    assert result.exit_code == 1, result.output
    # A changed line of SHA256SUMS accuses the file of that line: both stand in the output.
    assert name in result.output or name == "SHA256SUMS"
    assert "NO " in result.output


def test_a_lost_file_is_named(folder: Path) -> None:
    (folder / "custody.jsonl").unlink()
    result = RUN.invoke(app, ["verify", str(folder)])
    assert "custody.jsonl is missing" in result.output


def test_a_sealed_folder(tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    assert (
        RUN.invoke(app, ["seal", str(SAMPLES / "spoof-outside.eml"), "--out", str(bag)]).exit_code
        == 0
    )
    assert RUN.invoke(app, ["verify", str(bag)]).exit_code == 0
    payload = next(path for path in (bag / "data").rglob("*") if path.is_file())
    payload.write_bytes(payload.read_bytes() + b" ")
    result = RUN.invoke(app, ["verify", str(bag)])
    assert result.exit_code == 1
    assert "spoof-outside.eml" in result.output


@pytest.mark.parametrize("name", ["custody.jsonl", "bag-info.txt", "manifest-sha256.txt"])
def test_a_flipped_bit_beside_the_payload(tmp_path: Path, name: str) -> None:
    bag = tmp_path / "bag"
    RUN.invoke(app, ["seal", str(SAMPLES / "spoof-outside.eml"), "--out", str(bag)])
    data = bytearray((bag / name).read_bytes())
    data[len(data) // 2] ^= 1
    (bag / name).write_bytes(bytes(data))
    assert RUN.invoke(app, ["verify", str(bag)]).exit_code == 1


def test_no_folder_of_ours(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["verify", str(tmp_path)]).exit_code == 2
    assert RUN.invoke(app, ["verify", str(tmp_path / "none")]).exit_code == 2


def test_a_report_may_not_lead_out_of_its_folder(folder: Path, tmp_path: Path) -> None:
    run = (folder / "run.json").read_text(encoding="utf-8")
    (folder / "run.json").write_text(
        run.replace('"spoof-outside.eml"', '"../../outside.eml"'), encoding="utf-8"
    )
    result = RUN.invoke(app, ["verify", str(folder), "--evidence", str(SAMPLES)])
    assert result.exit_code == 1
    assert not (tmp_path / "outside.eml").exists()


def _rewrite(folder: Path, name: str, data: bytes) -> None:
    """Change a file and every hash of it that whoever holds the folder can recompute."""
    old = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / name).write_bytes(data)
    new = hashlib.sha256(data).hexdigest()
    for path in folder.iterdir():
        if path.is_file() and path.name not in {name, "custody.jsonl"}:
            content = path.read_bytes()
            if old.encode() in content:
                _rewrite(folder, path.name, content.replace(old.encode(), new.encode()))


@pytest.mark.parametrize("name", ["report.html", "report.json", "dns.jsonl"])
def test_the_head_value_that_was_given_away_covers_the_files(folder: Path, name: str) -> None:
    _rewrite(folder, name, (folder / name).read_bytes() + b"\n")
    result = RUN.invoke(app, ["verify", str(folder)])
    assert result.exit_code == 1, result.output
    assert f"NO {name} is not the file whose hash stands in the custody log" in result.output
    assert "run.json names the head value" in result.output


def test_a_result_that_no_list_names(folder: Path) -> None:
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    left = "".join(line for line in sums if "report.html" not in line)
    (folder / "SHA256SUMS").write_text(left, encoding="utf-8")
    result = RUN.invoke(app, ["verify", str(folder)])
    assert result.exit_code == 1
    assert "SHA256SUMS does not name it" in result.output


@pytest.mark.parametrize("name", ["spoof-outside.eml", "planted.eml"])
def test_the_head_value_covers_a_sealed_payload(tmp_path: Path, name: str) -> None:
    bag = tmp_path / "bag"
    RUN.invoke(app, ["seal", str(SAMPLES / "spoof-outside.eml"), "--out", str(bag)])
    source = bag / "data" / "spoof-outside.eml"
    changed = source.read_bytes() + b" "
    (bag / "data" / name).write_bytes(changed)
    for algorithm in ("sha256", "sha512"):
        rows = [
            f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  data/{path.name}\n"
            for path in sorted((bag / "data").iterdir())
        ]
        (bag / f"manifest-{algorithm}.txt").write_text("".join(rows), encoding="utf-8")
        (bag / f"tagmanifest-{algorithm}.txt").unlink()
    result = RUN.invoke(app, ["verify", str(bag)])
    assert result.exit_code == 1
    assert f"data/{name} is not the file whose hash stands in the custody log" in result.output


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("run.json", b'{"files": [[1, "a"], ["b", "c"]], "custody_head": ""}'),
        ("run.json", b'{"files": {"a\\u0000b": "c", "..": "d"}, "custody_head": 7}'),
        ("run.json", b"[" * 100_000),
        ("SHA256SUMS", b"0" * 64 + b"  a\0b\n"),
        ("SHA256SUMS", b"\xff\xfe\n" * 1000),
        ("custody.jsonl", b'{"event": [], "object": {}, "sha256": null, "detail": 1}\n'),
        ("custody.jsonl", b"[1]\nnull\n"),
        ("report.json", b"{}"),
    ],
)
def test_files_of_another_shape(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    for more in ([], ["--evidence", str(SAMPLES)]):
        result = RUN.invoke(app, ["verify", str(folder), *more])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert result.exit_code == 1, result.output
