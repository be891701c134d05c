"""Whole-process CPU of our commands, beside the bare interpreter and the peers that are installed.

Run ``python tests/benchmarks/startup.py [--rounds N] [--message FILE]``. Commands take turns
(A B C A B C ...), so that a busy machine slows all of them; the table shows the median CPU time
(user + system) of a process, its range, and its ratio to ``python -c pass`` in the same rounds.
Nothing here touches the network.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "sample_messages" / "spoof-outside.eml"
# Without byte code on disk every run would compile all sources again, which no user sees.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
LARGE = ROOT / "sample_messages" / "mass-mailing-postfix.eml"


@dataclass
class Contender:
    """One command line, and the CPU seconds that its runs took."""

    name: str
    command: list[str]
    goal: float | None = None
    seconds: list[float] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        """Run once in an empty folder of its own and note the CPU time of the process."""
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        before = _children_cpu()
        done = subprocess.run(
            self.command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        spent = _children_cpu() - before
        if done.returncode != 0:
            sys.exit(f"{self.name} ended with {done.returncode}: {done.stderr.decode()[-600:]}")
        self.seconds.append(spent)


def _children_cpu() -> float:
    """CPU seconds of all finished child processes; finer where the system counts finer."""
    try:
        import resource
    except ImportError:  # Windows
        times = os.times()
        return times.children_user + times.children_system
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _script(name: str) -> str | None:
    """Console script of this environment, as a user calls it."""
    return shutil.which(name, path=sysconfig.get_path("scripts"))


def contenders(message: Path) -> list[Contender]:
    """Our commands, and every peer whose command is installed here."""
    python = sys.executable
    ours = _script("provenance")
    base = [ours] if ours else [python, "-m", "provenance"]
    out = [
        Contender("python -c pass", [python, "-c", "pass"]),
        Contender("provenance --help", [*base, "--help"], goal=9),
    ]
    for label, file in (("one.eml", message), (f"{LARGE.name}: 1,500 recipients", LARGE)):
        command = [*base, "analyze", str(file), "--offline", "--out", "out"]
        out.append(
            Contender(
                f"provenance analyze --no-cross-check ({label})",
                [*command, "--no-cross-check"],
                goal=25 if file == message else None,
            )
        )
    out.append(
        Contender(
            "provenance analyze (one.eml, second engines)",
            [*base, "analyze", str(message), "--offline", "--out", "out"],
        )
    )
    return out + _peers(message)


def _peers(message: Path) -> list[Contender]:
    out = []
    mail_parser = _script("mail-parser")
    if mail_parser:
        out.append(
            Contender(
                f"mail-parser {metadata.version('mail-parser')} -j (no report)",
                [mail_parser, "-f", str(message), "-j"],
            )
        )
    dkimverify = (
        "import sys, dkim; dkim.verify(open(sys.argv[1], 'rb').read(), dnsfunc=lambda *a: None)"
    )
    out.append(
        Contender(
            f"dkimpy {metadata.version('dkimpy')}: verify, no DNS (no report)",
            [sys.executable, "-c", dkimverify, str(message)],
        )
    )
    mailauth = shutil.which("mailauth")
    if mailauth:
        out.append(Contender("mailauth report (Node)", [mailauth, "report", str(message)]))
    return out


def main() -> None:
    """Measure and print one table in Markdown."""
    parser = argparse.ArgumentParser(description="CPU of whole processes, in turn.")
    parser.add_argument("--rounds", type=int, default=11, help="how often each command runs")
    parser.add_argument("--message", type=Path, default=SAMPLE, help="the one.eml to analyse")
    arguments = parser.parse_args()
    field_of_runners = contenders(arguments.message.resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for contender in field_of_runners:  # The first run warms caches and is not counted.
            contender.run(folder)
            contender.seconds.clear()
        for _ in range(arguments.rounds):
            for contender in field_of_runners:
                contender.run(folder)
    bare = statistics.median(field_of_runners[0].seconds)
    print(
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{arguments.rounds} rounds, {arguments.message.name}\n"
    )
    print("| command | CPU ms, median (range) | x `python -c pass` | goal |")
    print("|---|---:|---:|---:|")
    for contender in field_of_runners:
        middle = statistics.median(contender.seconds)
        low, high = min(contender.seconds), max(contender.seconds)
        goal = f"< {contender.goal:g}" if contender.goal else ""
        print(
            f"| {contender.name} | {middle * 1000:.0f} ({low * 1000:.0f}-{high * 1000:.0f}) "
            f"| {middle / bare:.1f} | {goal} |"
        )


if __name__ == "__main__":
    main()
