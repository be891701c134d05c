"""Common ground of all tests: no network, no user's home, repeatable chance, golden files.

Nothing here needs material from outside the repository: the fixture ``shared`` skips, with a
reason, where the folder beside the repository is missing.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

settings.register_profile(
    "dev", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


class SocketBlockedError(RuntimeError):
    """A test tried to reach the network. Sentences of a report must not depend on it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        default=False,
        help="remake expected files (tests/data, reports/) from what the program writes now",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep the user's home and settings out, also for subprocesses that tests start."""
    os.environ.pop("PROVENANCE_CONFIG", None)
    # Terminal width and colours change what rich prints; neither belongs into a test.
    os.environ["COLUMNS"] = "100"
    os.environ["NO_COLOR"] = "1"
    os.environ.pop("FORCE_COLOR", None)
    logging.getLogger("hypothesis").setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket; with the marker ``loopback`` only 127.0.0.1 and ::1 can be reached.

    Only this process is covered. Tests that start the command line pass ``--offline``.
    """
    loopback = request.node.get_closest_marker("loopback") is not None
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_sendto, real_bind = socket.socket.sendto, socket.socket.bind
    real_getaddrinfo = socket.getaddrinfo

    def check(address: Any) -> None:
        # A str or bytes address is a Unix socket (multiprocessing): it leaves no machine.
        if isinstance(address, (str, bytes)):
            return
        host = address[0] if isinstance(address, tuple) and address else address
        if not (loopback and host in LOOPBACK):
            raise SocketBlockedError(f"this test may not reach {address!r}")

    def connect(self: socket.socket, address: Any) -> None:
        check(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return real_connect_ex(self, address)

    def sendto(self: socket.socket, data: bytes, *rest: Any) -> int:
        check(rest[-1])
        return real_sendto(self, data, *rest)

    def bind(self: socket.socket, address: Any) -> None:
        check(address)
        real_bind(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        check((name,))
        return real_getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket.socket, "sendto", sendto)
    monkeypatch.setattr(socket.socket, "bind", bind)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(autouse=True)
def empty_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Give every test an empty home, so that no setting of the user can change a result."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home))
    yield home
    left = sorted(path.name for path in home.iterdir())
    if left:  # Only the test that wrote it is to fail, not all that follow.
        shutil.rmtree(home)
    assert not left, f"the home folder was written to: {left}"


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def samples(repository: Path) -> Path:
    """Folder of the sample messages that come with the program."""
    return repository / "sample_messages"


@pytest.fixture(scope="session")
def shared(repository: Path) -> Path:
    """Material outside the repository (corpora); a fresh clone has none, then the test skips."""
    folder = repository.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no corpus beside the repository ({folder.name}/ is missing)")
    return folder


class CommandLine:
    """Starts the command line as a user does: a process of its own, never asking a name server."""

    def __call__(
        self, *arguments: str | Path, cwd: Path, ok: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run ``provenance`` in a folder; ``ok=False`` accepts every exit code."""
        given = [str(argument) for argument in arguments]
        if given[:1] == ["analyze"] and not {"--dns", "--offline"} & set(given):
            given.append("--offline")
        done = subprocess.run(
            [sys.executable, "-m", "provenance", *given],
            check=False,
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        if ok and done.returncode != 0:
            pytest.fail(f"exit code {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
        return done


@pytest.fixture(scope="session")
def command_line() -> CommandLine:
    """The command line in a process of its own."""
    return CommandLine()


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether ``--update-golden`` was given: write the expected files instead of comparing."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Any:
    """Return ``compare(path, data)``: equal bytes, or remake the file with ``--update-golden``."""

    def compare(path: Path, data: bytes) -> None:
        if update_golden:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return
        assert path.is_file(), f"{path} is missing; remake it with --update-golden"
        expected = path.read_bytes()
        if data != expected:
            at = next(
                (i for i, (a, b) in enumerate(zip(data, expected, strict=False)) if a != b),
                min(len(data), len(expected)),
            )
            pytest.fail(
                f"{path.name}: {len(data)} bytes instead of {len(expected)}, first difference at "
                f"byte {at}: {data[max(0, at - 60) : at + 60]!r} "
                f"instead of {expected[max(0, at - 60) : at + 60]!r}"
            )

    return compare
