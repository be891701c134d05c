"""A real Chromium for tests, over its own pipe: no port is opened and no library is needed.

Chrome DevTools Protocol, ``--remote-debugging-pipe``: JSON messages that end with a NUL, read
by the browser from file descriptor 3 and written to 4.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60.0
"""Seconds to wait for one answer; a page that takes longer has hung."""
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-default-apps", "--mute-audio", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip


def chromium_path() -> str:
    """The browser on this machine; skips the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine; `.ci/run` installs one where it can")


class Chromium:
    """One browser; ``events`` holds what it reported since it was last emptied."""

    def __init__(self, program: str, profile: Path) -> None:
        here_read, there_write = os.pipe()
        there_read, here_write = os.pipe()

        # The browser expects exactly 3 (in) and 4 (out); bash moves the two ends there.
        wiring = f'exec "$@" 3<&{there_read} 4>&{there_write}'
        self._process = subprocess.Popen(
            ["bash", "-c", wiring, "-", program, *_FLAGS, f"--user-data-dir={profile}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(there_read, there_write),
        )
        os.close(there_read)
        os.close(there_write)
        self._read, self._write = here_read, here_write
        self._buffer = b""
        self._count = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and return its result.

        Raises:
            RuntimeError: the browser answers with an error, or not at all.
        """
        self._count += 1
        sent: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if self._session:
            sent["sessionId"] = self._session
        os.write(self._write, json.dumps(sent).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            got = self._next(until)
            if got.get("id") == self._count:
                if "error" in got:
                    raise RuntimeError(f"{method}: {got['error']}")
                return dict(got["result"])
            self._note(got)

    def open(self, path: Path) -> None:
        """Open a file and wait until it is loaded; a dialog of a script is noted and closed."""
        self.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        self._wait("Page.loadEventFired")

    def value(self, expression: str) -> Any:
        """Return what an expression gives in the page; the page's own policy does not hinder it."""
        got = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in got:
            raise RuntimeError(str(got["exceptionDetails"])[:500])
        return got["result"].get("value")

    def size(self, width: int, height: int = 900, *, mobile: bool = False) -> None:
        """Give the window a size in CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=mobile)  # fmt: skip

    def picture(self, path: Path) -> None:
        """Write what the window shows as PNG."""
        shot = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """End the browser."""
        self._process.kill()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def _wait(self, method: str) -> None:
        until = time.monotonic() + PATIENCE
        while not any(event["method"] == method for event in self.events):
            self._note(self._next(until))

    def _note(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event.get("method") == "Page.javascriptDialogOpening":
            self._count += 1
            command = {"id": self._count, "method": "Page.handleJavaScriptDialog",
                       "params": {"accept": False}, "sessionId": self._session}  # fmt: skip
            os.write(self._write, json.dumps(command).encode() + b"\0")

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise RuntimeError("Chromium does not answer")
            more = os.read(self._read, 1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\0")
        got = json.loads(line)
        return {"method": "", **got}


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """Start a browser with an empty profile, and end it."""
    browser = Chromium(chromium_path(), profile)
    try:
        yield browser
    finally:
        browser.close()
