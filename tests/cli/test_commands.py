from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from provenance.evidence import verify_log


def said(done: Any) -> str:
    words: str = done.stderr.decode("utf-8")
    return words


def test_a_report_is_written_where_the_summary_says(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """Without --out the results go below ``reports/``, named after the first file."""
    done = command_line("analyze", samples / "spoof-outside.eml", cwd=tmp_path)
    folder = tmp_path / "reports" / "spoof-outside"
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "custody.jsonl",
        "dns.jsonl",
        "report.html",
        "report.json",
        "run.json",
    ]
    assert str(Path("reports") / "spoof-outside" / "report.html") in said(done)
    assert len(said(done).splitlines()) <= 25
    run = json.loads((folder / "run.json").read_bytes())
    check = verify_log((folder / "custody.jsonl").read_bytes())
    assert check.problems == ()
    assert check.head == run["custody_head"]


def test_json_on_standard_output_is_the_file(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """``--json`` prints exactly ``report.json``; words for people stay on standard error."""
    done = command_line("analyze", samples / "spoof-outside.eml", "--json", cwd=tmp_path)
    written = tmp_path / "reports" / "spoof-outside" / "report.json"
    assert done.stdout == written.read_bytes()


def test_standard_input_is_evidence(samples: Path, tmp_path: Path) -> None:
    """``-`` reads one message from standard input."""
    data = (samples / "spoof-outside.eml").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "analyze", "-", "--offline", "--json"],
        input=data,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    (exhibit,) = json.loads(done.stdout)["evidence"]
    assert exhibit["size"] == len(data)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Download original"),
        ("shot.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "original"),
        ("letter.docx", b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "original"),
        ("empty.eml", b"", "empty"),
    ],
)
def test_what_is_no_message_is_refused_with_a_way_out(
    command_line: Any, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """Alone, such a file is misuse: nothing was analysed, and the remedy is said."""
    (tmp_path / name).write_bytes(content)
    done = command_line("analyze", name, cwd=tmp_path, ok=False)
    assert done.returncode == 2
    assert name in said(done)
    assert words in said(done)
    assert not (tmp_path / "reports").exists()


def test_one_unreadable_file_does_not_stop_the_others(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """Exit code 1: analysed, but some input could not be read, and it is named."""
    (tmp_path / "print.pdf").write_bytes(b"%PDF-1.7\n")
    done = command_line(
        "analyze", samples / "spoof-outside.eml", "print.pdf", cwd=tmp_path, ok=False
    )
    assert done.returncode == 1
    assert "print.pdf" in said(done)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("analyze", "none.eml"), "no such file"),
        (("analyze", "m.eml", "--as-of", "20.5.2026"), "not a date"),
        (("analyze", "m.eml", "--dns", "none.jsonl"), "none.jsonl"),
        (("analyze", "m.eml", "--case", "none.yaml"), "none.yaml"),
        (("analyze", "m.eml", "--format", "docx"), "--format"),
        (("analyze", "m.eml", "--live-all", "--offline"), "--live-all"),
        (("analyze", "m.eml", "--out", "m.eml"), "a file"),
        (("analyze",), "Missing argument"),
        (("rules", "show", "no.such-rule"), "no such rule"),
        (("seal", "none.eml"), "none.eml"),
    ],
)
def test_misuse_names_place_and_remedy(
    command_line: Any, samples: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Exit code 2 for a wrong file, option or case file, in one readable message."""
    (tmp_path / "m.eml").write_bytes((samples / "spoof-outside.eml").read_bytes())
    done = command_line(*arguments, cwd=tmp_path, ok=False)
    assert done.returncode == 2
    assert words in said(done)
    assert "Traceback" not in said(done)


def test_a_report_of_other_evidence_is_not_overwritten(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """The same evidence may be analysed again into the same folder, other evidence may not."""
    first, other = samples / "spoof-outside.eml", samples / "mass-mailing-postfix.eml"
    command_line("analyze", first, "--out", "case", cwd=tmp_path)
    command_line("analyze", first, "--out", "case", cwd=tmp_path)
    before = (tmp_path / "case" / "report.html").read_bytes()
    done = command_line("analyze", other, "--out", "case", cwd=tmp_path, ok=False)
    assert done.returncode == 2
    assert "--force" in said(done)
    assert (tmp_path / "case" / "report.html").read_bytes() == before
    command_line("analyze", other, "--out", "case", "--force", cwd=tmp_path)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--case", "other.yaml"], "case, key or DNS file"),
        (["--keys", "keys.tsv"], "case, key or DNS file"),
        (["--dns", "dns.jsonl"], "source of DNS answers"),
        (["--as-of", "2026-01-01"], "options"),
        (["--no-cross-check"], "options"),
    ],
)
def test_a_report_of_other_inputs_is_not_overwritten(
    command_line: Any, samples: Path, tmp_path: Path, changed: list[str], words: str
) -> None:
    """Case file, keys, DNS and options decide what a report says, like the evidence does."""
    (tmp_path / "one.yaml").write_text("case: {title: One}\n")
    (tmp_path / "other.yaml").write_text("case: {title: Other}\n")
    (tmp_path / "keys.tsv").write_text("name\ttxt\ns._domainkey.a.example\tv=DKIM1; p=\n")
    (tmp_path / "dns.jsonl").write_bytes(b"")
    first = ["analyze", samples / "spoof-outside.eml", "--out", "out"]
    case = [] if "--case" in changed else ["--case", "one.yaml"]
    command_line(*first, "--case", "one.yaml", cwd=tmp_path)
    command_line(*first, "--case", "one.yaml", cwd=tmp_path)
    before = (tmp_path / "out" / "report.json").read_bytes()
    done = command_line(*first, *case, *changed, cwd=tmp_path, ok=False)
    assert done.returncode == 2
    assert words in said(done)
    assert (tmp_path / "out" / "report.json").read_bytes() == before
    command_line(*first, *case, *changed, "--force", cwd=tmp_path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_the_custody_log_names_everything_that_was_opened(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """Case, key and DNS files and what could not be read are in it, at the time of opening."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.eml").write_bytes((samples / "spoof-outside.eml").read_bytes())
    (folder / "print.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "case.yaml").write_text("case: {prepared_by: Ms Ada Lee}\n")
    (tmp_path / "dns.jsonl").write_bytes(b"")
    command = ("analyze", "in", "--case", "case.yaml", "--dns", "dns.jsonl", "--out", "out")
    command_line(*command, cwd=tmp_path, ok=False)
    path = tmp_path / "out" / "custody.jsonl"
    first = path.read_bytes()
    opened = [e["object"] for e in lines(path) if e["event"] == "opened-read-only"]
    assert opened == ["case.yaml", "dns.jsonl", "a.eml", "print.pdf"]
    assert all(len(e["sha512"]) == 128 for e in lines(path))
    assert {e["actor"] for e in lines(path)} == {"Ms Ada Lee"}
    run = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert lines(path)[0]["at_utc"][:19] <= run["started_at"][:19]

    command_line(*command, "--actor", "Mr Bo Ray", cwd=tmp_path, ok=False)
    again = path.read_bytes()
    assert again.startswith(first)
    assert verify_log(again).problems == ()
    assert lines(path)[-1]["actor"] == "Mr Bo Ray"


def test_a_broken_custody_log_is_kept_aside(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """A log that is not whole is never gone on with, and never thrown away."""
    command = ("analyze", samples / "spoof-outside.eml", "--out", "out")
    command_line(*command, cwd=tmp_path)
    path = tmp_path / "out" / "custody.jsonl"
    broken = path.read_bytes().replace(b"rendered", b"Rendered", 1)
    path.write_bytes(broken)
    done = command_line(*command, cwd=tmp_path)
    assert "custody.broken-1.jsonl" in said(done)
    assert (tmp_path / "out" / "custody.broken-1.jsonl").read_bytes() == broken
    assert verify_log(path.read_bytes()).problems == ()


def test_evidence_is_not_touched(command_line: Any, samples: Path, tmp_path: Path) -> None:
    """Bytes and modification time of the evidence are the same after an analysis."""
    copy = tmp_path / "received.eml"
    copy.write_bytes((samples / "spoof-outside.eml").read_bytes())
    copy.chmod(0o444)
    before = copy.stat()
    command_line("analyze", copy, cwd=tmp_path)
    after = copy.stat()
    assert copy.read_bytes() == (samples / "spoof-outside.eml").read_bytes()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_a_folder_leaves_out_the_files_with_a_part_of_their_own(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """Case file and recorded DNS in the folder are not called unreadable evidence."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name in ("spoof-outside.eml", "dns.jsonl", "case.yaml"):
        (folder / name).write_bytes((samples / name).read_bytes())
    command_line(
        "analyze",
        folder,
        "--dns",
        folder / "dns.jsonl",
        "--case",
        folder / "case.yaml",
        cwd=tmp_path,
    )


def test_seal_prints_the_head_value_and_leaves_the_source(
    command_line: Any, samples: Path, tmp_path: Path
) -> None:
    """Standard output is exactly the head value, to be copied to somebody else."""
    done = command_line("seal", samples / "spoof-outside.eml", "--out", "bag", cwd=tmp_path)
    log = (tmp_path / "bag" / "custody.jsonl").read_bytes()
    assert done.stdout.decode().strip() == verify_log(log).head
    assert "sha512sum -c manifest-sha512.txt" in said(done)
    assert "Get-FileHash" in said(done)
    again = command_line(
        "seal", samples / "spoof-outside.eml", "--out", "bag", cwd=tmp_path, ok=False
    )
    assert again.returncode == 2


def test_rules_can_be_listed_shown_and_checked(command_line: Any, tmp_path: Path) -> None:
    """The rules behind findings are open to everybody who has the program."""
    listed = command_line("rules", "list", cwd=tmp_path).stdout.decode()
    ids = [line.split()[0] for line in listed.splitlines()]
    assert ids == sorted(ids)
    assert len(ids) >= 3
    shown = command_line("rules", "show", ids[0], cwd=tmp_path).stdout.decode()
    assert f"id: {ids[0]}" in shown
    assert "0 problems" in command_line("rules", "check", cwd=tmp_path).stdout.decode()


def test_help_reads_like_a_good_tool(command_line: Any, tmp_path: Path) -> None:
    """Every command is listed with a whole line, and each option of the contract is explained."""
    top = command_line("--help", cwd=tmp_path).stdout.decode()
    for name in ("analyze", "seal", "dns", "rules"):
        assert f"\n  {name} " in top
    assert "..." not in top.split("Commands:")[1].split("Start with")[0]
    options = command_line("analyze", "--help", cwd=tmp_path).stdout.decode()
    for name in ("--case", "--dns", "--keys", "--offline", "--live-all", "--as-of", "--out"):
        assert name in options
    for name in ("--no-cross-check", "--format", "--lang", "--edition", "--json", "--force"):
        assert name in options
