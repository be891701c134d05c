"""A time stamp authority on loopback, made of ``openssl ts``, and servers that answer badly."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

CONFIG = """
[tsa]
default_tsa = t
[t]
dir = .
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
"""
EXTENSIONS = """
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:FALSE
keyUsage = digitalSignature
"""
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


class Authority:
    """Root, stamping certificate and key in a folder; ``reply`` answers a request."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("no openssl on this computer to act as time stamp authority")
        self.folder = folder
        folder.mkdir()
        name = "/O=A synthetic authority of these tests, with a long name/CN=stamps.example"
        (folder / "extensions").write_text(EXTENSIONS, encoding="utf-8")
        (folder / "one.cnf").write_text(CONFIG, encoding="utf-8")
        (folder / "chain.cnf").write_text(CONFIG + "certs = ./ca.pem\n", encoding="utf-8")
        (folder / "serial").write_text("01\n", encoding="utf-8")
        self._run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj", "/CN=root")
        self._run("req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj", name)
        self._run(
            "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -extfile",
            "extensions",
        )

    @property
    def root(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def reply(self, request: bytes, *, chain: bool = False) -> bytes:
        (self.folder / "query").write_bytes(request)
        config = "chain.cnf" if chain else "one.cnf"
        self._run(f"ts -reply -section t -queryfile query -out reply -config {config}")
        return (self.folder / "reply").read_bytes()

    def accepts(self, token: Path, digest: str) -> bool:
        """Whether OpenSSL itself verifies the token: the second way that the program prints."""
        command = ["openssl", "ts", "-verify", "-digest", digest, "-in", str(token)]
        done = subprocess.run(
            [*command, "-CAfile", str(self.folder / "ca.pem")], capture_output=True, check=False
        )
        return done.returncode == 0 and b"Verification: OK" in done.stdout

    def _run(self, line: str, *more: str) -> None:
        command = ["openssl", *line.split(), *more]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Answer every POST on loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            try:
                answer(self, self.rfile.read(size))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - its own form
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    worker = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        worker.join()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
