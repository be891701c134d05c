"""The page as a PDF, printed by a Chromium that is on this computer.

Chromium keeps headings, tables and links as tags (PDF/UA needs them), writes bookmarks, embeds its
fonts and prints the page as a browser shows it. Two printings of a page differ in nothing but two
dates, which are set to the day of the report: one page, browser and set of fonts give the same
bytes (decision 0025). The page is ours, escaped, without script; the browser gets no network.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from provenance.basics import MisuseError

BROWSER: Final = "PROVENANCE_BROWSER"
"""Environment variable that names the browser, where it is in no usual place."""
_NAMES: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("chrome", "msedge", "microsoft-edge"),
)
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-extensions"),
    *("--disable-breakpad", "--mute-audio"),
    # The page asks for nothing and its policy forbids scripts; beside that, no name resolves.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"),
    *("--no-pdf-header-footer", "--generate-pdf-document-outline"),
)
_PRINTING: Final = ".printing"
_PATIENCE: Final = 120
_PER_MEGABYTE: Final = 60
_DATE: Final = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([+-]\d\d'\d\d'\))")
_HEAD: Final = 4096
"""The dates stand in the first object of the file; nothing behind is touched."""


def to_pdf(page: bytes, *, day: str, work: Path) -> bytes:
    """Print a page of ours as PDF.

    ``day`` is the day of the report (ISO), the date of the document. ``work`` is a folder of the
    case: page and browser profile lie there, mode 700, until it is printed, since evidence does not
    belong into the system's temporary folder.

    Raises:
        MisuseError: there is no browser, or it fails or does not end.
    """
    browser = find_browser()
    with _own_folder(work) as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_bytes(page)
        _print(browser, source, target, patience=_PATIENCE + _PER_MEGABYTE * len(page) / 1e6)
        made = target.read_bytes() if target.is_file() else b""
    if not made.startswith(b"%PDF-") or b"%%EOF" not in made[-64:]:
        raise MisuseError("the browser printed no PDF.", place=browser, remedy=_REMEDY)
    return dated(made, day)


_REMEDY: Final = (
    "Leave pdf out of --format and print report.html from a browser; or name another Chromium in "
    f"the environment variable {BROWSER}."
)


@contextmanager
def _own_folder(work: Path) -> Iterator[Path]:
    """A folder for the time of printing; what a broken run left there goes first."""
    folder = work.resolve() / _PRINTING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_browser() -> str:
    """Return the path of a Chromium, Chrome or Edge.

    Raises:
        MisuseError: there is none, or the one that the environment names is not there.
    """
    named = os.environ.get(BROWSER, "")
    if named:
        if found := shutil.which(named):
            return found
        raise MisuseError("there is no such browser.", place=f"{BROWSER}={named}", remedy=_REMEDY)
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for place in _PLACES:
        if Path(place).is_file():
            return place
    raise MisuseError(
        "a PDF needs Chromium, Chrome or Edge on this computer, and none was found.",
        place="--format",
        remedy=_REMEDY,
    )


def dated(made: bytes, day: str) -> bytes:
    """Set both dates of the document to midnight (UTC) of a day; no byte moves.

    Dates of PDF: ``D:YYYYMMDDHHmmSS+00'00'`` (ISO 32000-1 §7.9.4).
    """
    stamp = day.replace("-", "").encode("ascii") + b"000000"
    head = _DATE.sub(rb"\g<1>" + stamp + rb"\g<2>", made[:_HEAD])
    return head + made[_HEAD:]


def _print(browser: str, source: Path, target: Path, *, patience: float) -> None:
    """Run the browser once; it is ended with all its children where it does not end by itself."""
    command = [
        browser,
        *_FLAGS,
        *_sandbox(),
        f"--user-data-dir={target.parent / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    process = subprocess.Popen(  # noqa: S603 - a browser of this computer, on a page of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=_environment(target.parent / "home"),
    )
    try:
        code = process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        _end(process)
        raise MisuseError(
            f"the browser did not print the page within {patience:.0f} seconds.",
            place=browser,
            remedy=_REMEDY,
        ) from None
    except BaseException:
        _end(process)
        raise
    if code != 0:
        raise MisuseError(f"the browser ended with code {code}.", place=browser, remedy=_REMEDY)


def _environment(home: Path) -> dict[str, str]:
    """The user's environment with a home of its own: a browser leaves caches where it runs."""
    own = {"TZ": "UTC", "LANGUAGE": "en"}
    if sys.platform != "win32":
        places = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
        own |= dict.fromkeys(places, str(home))
        home.mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, **own}


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _sandbox() -> tuple[str, ...]:
    """Chromium refuses to run for root with its sandbox; for everybody else it stays on."""
    root = sys.platform != "win32" and os.geteuid() == 0
    return ("--no-sandbox",) if root else ()
