"""Time, memory and report size of one run over each of some hostile messages.

Not a test: takes about a minute. ``python tests/benchmarks/hostile.py [NAME...]`` prints one line
a message; each runs in a process of its own with 4 GB of address space at most.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

MIB = 1 << 20
TRACE = (
    b"Received: from a.example by b.example with ESMTPS id 1; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
)
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <1@b.example>\r\n" + TRACE
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
INSIDE = HEAD + b"Content-Type: message/rfc822\r\n\r\n"
SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=AAAA\r\n"
RESULTS = b"Authentication-Results: b.example; " + b"dkim=pass header.d=a.example; " * 150 + b"\r\n"
DIGEST = (
    b"Content-Type: multipart/digest; boundary=y\r\n\r\n" + b"--y\r\n\r\nA: b\r\n\r\nx\r\n" * 1_900
)
CHILD = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
sys.argv = ["provenance", *sys.argv[1:]]
from provenance.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{time.process_time():.1f} {used.ru_maxrss // 1024}", file=sys.stderr)
"""


def nested(depth: int) -> bytes:
    """Base64-coded messages within messages, until 30 MiB are reached."""
    data = HEAD + b"\r\nx\r\n"
    head = HEAD + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    while depth and len(data) < 30 * MIB:
        data, depth = head + base64.encodebytes(data), depth - 1
    return data


CASES: dict[str, Callable[[], bytes]] = {
    "text-60": lambda: HEAD + b"\r\n" + b"lorem ipsum dolor sit amet\r\n" * (60 * MIB // 28),
    "nul-60": lambda: HEAD + b"\r\n" + b"\0" * (60 * MIB),
    "line-60": lambda: HEAD + b"X-A: " + b"a" * (60 * MIB) + b"\r\n\r\nx",
    "subject-60": lambda: b"Subject: " + b"a " * (30 * MIB) + b"\r\n" + HEAD + b"\r\nx",
    "fields": lambda: HEAD + b"".join(b"X-%d: v\r\n" % i for i in range(100_000)) + b"\r\nx",
    "received": lambda: TRACE * 5_000 + HEAD + b"\r\nx",
    "comments": lambda: b"Received: from a by b " + b"(x " * (MIB // 4) + b"\r\n" + HEAD + b"\r\nx",
    "signatures": lambda: HEAD + SIGNATURE * 9_000 + b"\r\nx",
    "results": lambda: HEAD + RESULTS * 3_000 + b"\r\nx",
    "parts": lambda: MIXED + b"--x\r\n\r\nx\r\n" * 10_000,
    "nul-header": lambda: HEAD + (b"X-A: " + b"\0" * 3_990 + b"\r\n") * 4_900 + b"\r\nx",
    "attached": lambda: INSIDE * 1_000 + HEAD + b"\r\nx",
    "attached-coded": lambda: nested(1_000),
    "attached-60": lambda: INSIDE * 10 + HEAD + b"\r\n" + b"lorem ipsum\r\n" * (60 * MIB // 13),
    "fan-out": lambda: (
        MIXED + (b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + HEAD + DIGEST) * 600
    ),
    "boundary": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=" + b"x" * (10 * MIB),
}


def run(name: str, folder: Path) -> str:
    """Analyse one case; return its line."""
    path = folder / f"{name}.eml"
    path.write_bytes(CASES[name]())
    size, out = path.stat().st_size, folder / name
    command = [sys.executable, "-c", CHILD, "analyze", str(path), "--offline", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, check=False)
    used = done.stderr.decode("utf-8", "replace").splitlines()[-1:]
    seconds, memory = [*used[0].split(), "?", "?"][:2] if used else ("?", "?")
    sizes = [f"{p.name} {p.stat().st_size / 1e6:.1f} MB" for p in sorted(out.glob("report.*"))]
    path.unlink()
    return (
        f"{name:15} {size / 1e6:6.1f} MB  exit {done.returncode}  {seconds:>6} s CPU  "
        f"{memory:>5} MiB  {', '.join(sizes)}"
    )


def main() -> None:
    """Run the cases that are named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or CASES:
            print(run(name, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
