"""The report as one PDF: the page itself, printed by a browser of the Chromium family.

The page holds no script and forbids one, and everything outside itself (its content security
policy); the browser is started without network all the same. What the browser writes has tags,
bookmarks, links and embedded fonts; only its clock is in it. ``pikepdf`` (extra ``pdf``) takes
that away, so that the same page, browser and fonts give the same bytes, and halves the size.
Routes and figures: docs/decisions/0025-pdf.md.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from provenance.basics import MisuseError
from provenance.report.pdf_contents import stamp, targets_of
from provenance.report.pdf_ids import count_anew

TIMEOUT: Final = 600.0
"""Seconds after which the browser is stopped; 120 sheets take it about ten."""
PAPERS: Final = {"a4": "A4", "letter": "letter"}
NAMED_BY: Final = "PROVENANCE_BROWSER"
_COMMANDS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
)
_PLACES: Final = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ),
}
_FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--lang=en-US",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)


def find_browser(environ: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """Find a browser that can print; the environment variable ``PROVENANCE_BROWSER`` decides.

    Returns:
        Its path, or None. A name in the variable that is no file is None, not another browser.
    """
    named = environ.get(NAMED_BY)
    if named:
        return Path(named) if Path(named).is_file() else None
    search = environ.get("PATH")
    for command in _COMMANDS:
        found = shutil.which(command, path=search)
        if found:
            return Path(found)
    return next((Path(one) for one in _PLACES.get(system, ()) if Path(one).is_file()), None)


def ready(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the browser, before an analysis is made for nothing.

    Raises:
        MisuseError: there is no browser, or the extra is not installed.
    """
    from importlib.util import find_spec

    if find_spec("pikepdf") is None:
        raise MisuseError(
            "a PDF needs the library pikepdf.",
            place="--format pdf",
            remedy='Install the extra with `pip install "mail-provenance[pdf]"`, or use '
            "html,json and print the page from a browser.",
        )
    browser = find_browser(environ)
    if browser is None:
        named = environ.get(NAMED_BY)
        raise MisuseError(
            f"{NAMED_BY} names no file: {named}."
            if named
            else "a PDF needs Chromium, Chrome or Edge, and none was found.",
            place="--format pdf",
            remedy=f"Install one, or name its program in {NAMED_BY}; "
            "or use html,json and print the page from any browser.",
        )
    return browser


def to_pdf(
    page: bytes, *, work: Path, browser: Path, paper: str = "a4", timeout: float = TIMEOUT
) -> bytes:
    """Return ``report.pdf`` made of the bytes of ``report.html``.

    ``work`` is an empty folder for the time of printing, no hidden one: a packaged browser may not
    read those. ``paper`` is a key of ``PAPERS``, ``timeout`` is in seconds.

    Raises:
        MisuseError: the browser did not print it, or not in time.
    """
    source, target = work.resolve() / "page.html", work.resolve() / "page.pdf"
    size = f"<style>@page{{size:{PAPERS[paper]}}}</style></head>".encode()
    source.write_bytes(page.replace(b"</head>", size, 1))
    command = [
        str(browser),
        *_FLAGS,
        *_unconfined(),
        f"--user-data-dir={work.resolve() / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    try:
        _run(command, timeout, _environment(work.resolve()))
        printed = target.read_bytes()
    except subprocess.TimeoutExpired:
        raise _failed(browser, f"did not print the page within {timeout:g} seconds") from None
    except OSError:
        raise _failed(browser, "did not print the page") from None
    return settle(printed, targets_of(page))


def settle(printed: bytes, contents: Sequence[str] = ()) -> bytes:
    """Take the clock and the machine out of a PDF, compress it, open it at 100 % with bookmarks.

    ``contents`` are the places that its table of contents names; each gets the number of its page.

    Raises:
        MisuseError: what the browser wrote is no PDF.
    """
    import pikepdf

    from provenance import __version__

    made = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(printed)) as pdf:
            for name in ("/CreationDate", "/ModDate"):
                if name in pdf.docinfo:
                    del pdf.docinfo[name]
            pdf.docinfo["/Creator"] = pikepdf.String(f"provenance {__version__}")
            pdf.Root.PageMode = pikepdf.Name.UseOutlines
            first = pdf.pages[0].obj
            pdf.Root.OpenAction = pikepdf.Array([first, pikepdf.Name.XYZ, None, None, 1])
            stamp(pdf, contents)
            count_anew(pdf)
            pdf.save(
                made,
                deterministic_id=True,
                compress_streams=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
    except (pikepdf.PdfError, IndexError):
        raise _failed(None, "wrote something that is no PDF") from None
    return made.getvalue()


def _environment(work: Path) -> dict[str, str]:
    """The browser leaves its settings and caches in the working folder, not with the user."""
    settings = {name: str(work / "settings") for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return {**os.environ, **settings}


def _unconfined() -> tuple[str, ...]:
    """The browser keeps its sandbox, except for root, for whom it does not start with one."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ("--no-sandbox",) if root else ()


def _run(command: list[str], timeout: float, environ: Mapping[str, str]) -> None:
    """Run the browser; stop it and its children when the time is over."""
    group = os.name == "posix"
    with subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=group,
    ) as running:
        try:
            running.wait(timeout)
        except BaseException:
            with suppress(ProcessLookupError):
                if group:
                    os.killpg(running.pid, signal.SIGKILL)
                else:
                    running.kill()
            raise


def _failed(browser: Path | None, what: str) -> MisuseError:
    return MisuseError(
        f"the browser {what}.",
        place=str(browser) if browser is not None else "--format pdf",
        remedy=f"Name another one in {NAMED_BY}, or use html,json and print the page yourself.",
    )
