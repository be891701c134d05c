"""DNS over HTTPS (RFC 8484) against a server on loopback with a certificate of its own."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from provenance.authentication import LiveResolver
from provenance.basics import State, known

pytestmark = pytest.mark.loopback
pytest.importorskip("httpx2", reason="DNS over HTTPS is an extra (dns)")
NOW = datetime(2026, 5, 20, 10, 0, 0, tzinfo=UTC)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "resolver.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, secret


class Handler(BaseHTTPRequestHandler):
    """Answers TXT with one text, the root with a name server, everything else with NXDOMAIN."""

    def do_GET(self) -> None:
        import base64

        query = self.path.partition("dns=")[2].partition("&")[0]
        self.answer(base64.urlsafe_b64decode(query + "=" * (-len(query) % 4)))

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, wire: bytes) -> None:
        import dns.message
        import dns.rcode
        import dns.rrset

        query = dns.message.from_wire(wire)
        reply = dns.message.make_response(query)
        question = query.question[0]
        if question.name.to_text() == ".":
            reply.answer.append(dns.rrset.from_text(".", 60, "IN", "NS", "a.root.example."))
        elif question.name.to_text() == "text.example.":
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", '"by" "https"'))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        body = reply.to_wire()
        self.send_response(200)
        self.send_header("Content-Type", "application/dns-message")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    cert, secret = certificate(tmp_path_factory.mktemp("doh"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, secret)
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"https://127.0.0.1:{httpd.server_address[1]}/dns-query", str(cert)
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_answers_come_over_https(server: tuple[str, str]) -> None:
    url, cert = server
    live = LiveResolver(doh=url, doh_trust=cert, clock=lambda: NOW)
    answer = known(live.ask("text.example", "TXT"))
    assert answer is not None
    assert (answer.rcode, answer.data) == ("NOERROR", ("byhttps",))
    assert answer.server == url
    gone = known(live.ask("gone.example", "TXT"))
    assert gone is not None
    assert gone.rcode == "NXDOMAIN"


def test_a_server_that_nobody_vouches_for_is_not_asked(server: tuple[str, str]) -> None:
    """An unknown certificate: no answer is taken from it, and none is made up."""
    url, _ = server
    live = LiveResolver(doh=url, query_time=1.0)
    assert live.ask("text.example", "TXT") is State.NOT_ATTEMPTED
    assert live.gave_up
    assert live.answers == ()
