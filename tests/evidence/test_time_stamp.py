"""Time stamps: a real authority on loopback, and answers that are slow, huge, wrong or no stamp."""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import MisuseError, State
from provenance.evidence.custody import CustodyLog, verify_log
from provenance.evidence.time_stamp import (
    check_token,
    named_tokens,
    read_certificates,
    ready,
    stamp,
)
from provenance.evidence.time_stamp_ask import AskError, ask, check_url
from provenance.evidence.time_stamp_order import in_order
from tests.evidence.authority import Answer, Authority, send, serving

client: Any = pytest.importorskip("rfc3161_client", reason="the extra `timestamp` is not installed")

REJECTED = bytes.fromhex("30053003020102")
"""A TimeStampResp with nothing but the status *rejection* (RFC 3161 §2.4.2)."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("other") / "tsa")


@pytest.fixture
def log() -> CustodyLog:
    made = CustodyLog(actor="a", tool="t")
    made.add("sealed", "one.eml", b"one")
    made.add("sealed", "two.eml", b"two")
    return made


def _request(data: bytes) -> Any:
    algorithm = client.HashAlgorithm.SHA256
    return client.TimestampRequestBuilder().data(data).hash_algorithm(algorithm).build()


@pytest.fixture
def token(authority: Authority, log: CustodyLog) -> bytes:
    return authority.reply(_request(log.last_line()).as_bytes())


def _trusted(authority: Authority) -> tuple[Any, ...]:
    return read_certificates(authority.root, place="ca.pem")


@pytest.mark.loopback
def test_a_stamp_is_asked_kept_logged_and_verifies(
    authority: Authority, log: CustodyLog, tmp_path: Path
) -> None:
    seen: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler, request: bytes) -> None:
        seen.append(request)
        send(handler, authority.reply(request))

    head, line = log.head(), log.last_line()
    with serving(answer) as url:
        stamped = stamp(log, url)
    assert stamped.problem is None
    (query, request), (name, token) = stamped.files
    assert (query, name, seen) == ("custody.tsq", "custody.tsr", [request])
    # What left the computer is a hash and a random number: 70 bytes, no text of the log.
    assert bytes.fromhex(head) in request
    assert len(request) < 80
    assert b"eml" not in request
    assert [one.event for one in log.events][-2:] == ["time-stamp-asked", "time-stamped"]
    assert verify_log(log.lines()).problems == ()
    assert list(named_tokens(log.lines())) == ["custody.tsr"]
    found = check_token(token, log.lines(), name=name, certificates=_trusted(authority))
    assert (found.fits, found.line, found.digest) == (True, 2, head)
    assert found.time is not None
    (tmp_path / name).write_bytes(token)
    assert authority.accepts(tmp_path / name, head)
    assert line in log.lines()


@pytest.mark.loopback
def test_a_second_stamp_has_a_name_of_its_own(authority: Authority, log: CustodyLog) -> None:
    with serving(lambda handler, request: send(handler, authority.reply(request))) as url:
        first, second = stamp(log, url), stamp(log, url)
    assert first.files[1][0] == "custody.tsr"
    assert second.files[1][0] == "custody-2.tsr"
    found = check_token(second.files[1][1], log.lines(), name="x", certificates=_trusted(authority))
    assert (found.fits, found.line) == (True, 4)


def _redirect(handler: BaseHTTPRequestHandler, request: bytes) -> None:
    send(handler, b"", 302, Location="http://127.0.0.1:9/elsewhere")


def _no_http(handler: BaseHTTPRequestHandler, request: bytes) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


HOSTILE: dict[str, Answer] = {
    "redirect": _redirect,
    "refused": lambda handler, _: send(handler, b"no", 503),
    "huge": lambda handler, _: send(handler, b"0" * 400_000),
    "empty": lambda handler, _: send(handler, b""),
    "garbage": lambda handler, _: send(handler, b"<html>welcome</html>"),
    "rejected": lambda handler, _: send(handler, REJECTED),
    "not-http": _no_http,
}


@pytest.mark.loopback
@pytest.mark.parametrize("why", HOSTILE)
def test_an_answer_that_is_no_stamp_is_named_and_not_kept(why: str, log: CustodyLog) -> None:
    with serving(HOSTILE[why]) as url:
        stamped = stamp(log, url)
    assert stamped.problem is not None
    assert stamped.problem.id == f"evidence.stamp.{why}"
    assert stamped.files == ()
    assert log.events[-1].event == "time-stamp-failed"
    assert why in log.events[-1].detail
    assert verify_log(log.lines()).problems == ()
    assert named_tokens(log.lines()) == {}


@pytest.mark.loopback
@pytest.mark.parametrize("why", ["wrong-nonce", "wrong-imprint"])
def test_the_stamp_of_another_request_is_named(
    why: str, authority: Authority, log: CustodyLog
) -> None:
    data = log.last_line() if why == "wrong-nonce" else b"something else"
    reply = authority.reply(_request(data).as_bytes())
    with serving(lambda handler, _: send(handler, reply)) as url:
        stamped = stamp(log, url)
    assert stamped.problem is not None
    assert stamped.problem.id == f"evidence.stamp.{why}"
    assert stamped.files == ()


@pytest.mark.loopback
def test_a_stamp_with_its_chain_verifies_and_stays_as_it_came(
    authority: Authority, log: CustodyLog, tmp_path: Path
) -> None:
    """The library reads no token of ``openssl ts`` with two certificates: they are not in order."""
    head = log.head()
    sent: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler, request: bytes) -> None:
        sent.append(authority.reply(request, chain=True))
        send(handler, sent[0])

    with serving(answer) as url:
        stamped = stamp(log, url)
    assert stamped.problem is None
    name, token = stamped.files[1]
    assert token == sent[0]
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        client.decode_timestamp_response(token)
    found = check_token(token, log.lines(), name=name, certificates=_trusted(authority))
    assert (found.fits, found.digest) == (True, head)
    (tmp_path / name).write_bytes(token)
    assert authority.accepts(tmp_path / name, head)


@pytest.mark.loopback
def test_a_stamp_that_the_library_cannot_read_is_kept_and_never_called_invalid(
    authority: Authority, log: CustodyLog, tmp_path: Path
) -> None:
    head = log.head()
    with serving(lambda handler, request: send(handler, authority.reply(request) + b"\0")) as url:
        stamped = stamp(log, url)
    assert stamped.problem is not None
    assert stamped.problem.id == "evidence.stamp.unreadable"
    name, token = stamped.files[1]
    found = check_token(token, log.lines(), name=name, certificates=_trusted(authority))
    assert (found.fits, found.digest) == (State.UNREADABLE, head)
    (tmp_path / name).write_bytes(token)
    assert authority.accepts(tmp_path / name, head)


def test_certificates_are_put_in_order_and_nothing_else_is_changed(authority: Authority) -> None:
    data = authority.reply(_request(b"any").as_bytes(), chain=True)
    ordered = in_order(data)
    assert ordered is not None
    assert (len(ordered), sorted(ordered)) == (len(data), sorted(data))
    assert ordered != data
    assert in_order(ordered) == ordered
    assert in_order(authority.reply(_request(b"any").as_bytes())) is None


@given(st.integers(0, 3000), st.binary(max_size=6))
def test_putting_in_order_never_raises(chain: bytes, at: int, put: bytes) -> None:
    where = at % len(chain)
    for data in (chain[:where] + put + chain[where + len(put) :], chain[:where], put):
        made = in_order(data)
        assert made is None or sorted(made) == sorted(data)


@pytest.fixture(scope="module")
def chain(authority: Authority) -> bytes:
    return authority.reply(_request(b"any").as_bytes(), chain=True)


def _sleeping(handler: BaseHTTPRequestHandler, request: bytes) -> None:
    time.sleep(2)


def _dripping(handler: BaseHTTPRequestHandler, request: bytes) -> None:
    for _ in range(100):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.02)


@pytest.mark.loopback
@pytest.mark.parametrize("answer", [_sleeping, _dripping])
def test_a_slow_authority_is_left_after_the_time_limit(answer: Answer) -> None:
    started = time.monotonic()
    with serving(answer) as url, pytest.raises(AskError) as caught:
        ask(url, b"request", seconds=0.3)
    assert caught.value.why == "slow"
    assert time.monotonic() - started < 4


@pytest.mark.loopback
def test_an_authority_that_is_not_there_is_named() -> None:
    with serving(lambda *_: None) as url:
        closed = url
    with pytest.raises(AskError) as caught:
        ask(closed, b"request", seconds=5)
    assert caught.value.why == "unreachable"


@pytest.mark.parametrize(
    "url",
    ["", "tsa.example", "ftp://tsa.example", "http://", "https://a:b@tsa.example/", "http://a b/",
     "http://tsa.example/\n", "http://tsa.example:99999/", "http://[::1", "http://tsä.example/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(MisuseError):
        check_url(url)


def test_without_the_extra_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, token: bytes, log: CustodyLog
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(MisuseError, match="not installed"):
        ready("https://tsa.example/")
    found = check_token(token, log.lines(), name="custody.tsr")
    assert found.fits is State.NOT_ATTEMPTED
    assert found.statement.id == "evidence.stamp-check.no-library"


def test_without_a_certificate_the_signature_is_not_tested(token: bytes, log: CustodyLog) -> None:
    found = check_token(token, log.lines(), name="custody.tsr")
    assert found.fits is State.NOT_ATTEMPTED
    assert found.line == 2


def test_a_token_of_another_log_does_not_verify(authority: Authority, token: bytes) -> None:
    foreign = CustodyLog()
    foreign.add("sealed", "three.eml", b"three")
    found = check_token(token, foreign.lines(), name="x", certificates=_trusted(authority))
    assert (found.fits, found.statement.id) == (False, "evidence.stamp-check.other-value")


def test_another_authority_does_not_verify_it(
    other: Authority, token: bytes, log: CustodyLog
) -> None:
    found = check_token(token, log.lines(), name="x", certificates=_trusted(other))
    assert (found.fits, found.statement.id) == (False, "evidence.stamp-check.not-signed")


def test_no_changed_byte_moves_what_a_stamp_says(
    authority: Authority, token: bytes, log: CustodyLog
) -> None:
    """Version numbers and the name of the algorithm are not signed (RFC 5652 §5.4): harmless."""
    trusted = _trusted(authority)
    whole = check_token(token, log.lines(), name="x", certificates=trusted)
    harmless = 0
    for at in (*range(250), *range(250, len(token), 7)):
        changed = bytearray(token)
        changed[at] ^= 0x40
        found = check_token(bytes(changed), log.lines(), name="x", certificates=trusted)
        if found.fits is True:
            harmless += 1
            assert found == whole
    assert whole.fits is True
    assert harmless < 12


@given(st.binary(max_size=300), st.integers(0, 2000), st.binary(max_size=4))
def test_no_bytes_make_it_raise(noise: bytes, at: int, put: bytes) -> None:
    log = CustodyLog()
    log.add("sealed", "x", noise)
    for data in (noise, REJECTED[: at % 8] + put + noise, REJECTED + noise):
        assert check_token(data, log.lines(), name="x").fits is not True


@given(st.integers(0, 1600), st.binary(min_size=1, max_size=6))
def test_no_changed_token_makes_it_raise(shape: bytes, at: int, put: bytes) -> None:
    data = shape[: at % len(shape)] + put + shape[at % len(shape) + len(put) :]
    assert check_token(data, b"", name="x").fits is not True


@pytest.fixture(scope="module")
def shape(authority: Authority) -> bytes:
    return authority.reply(_request(b"any").as_bytes())


def test_certificates_are_read_in_both_forms(authority: Authority) -> None:
    (pem,) = _trusted(authority)
    from cryptography.hazmat.primitives.serialization import Encoding

    assert read_certificates(pem.public_bytes(Encoding.DER), place="x") == (pem,)
    with pytest.raises(MisuseError, match="no certificate"):
        read_certificates(b"hello", place="x")


@given(st.binary(max_size=400))
def test_reading_names_out_of_a_log_never_raises(log: bytes) -> None:
    assert named_tokens(log + b'\n{"event":"time-stamped"}\n') == {}


def test_a_name_that_leads_elsewhere_is_no_token() -> None:
    log = CustodyLog()
    log.add("time-stamped", "../custody.tsr", b"x")
    log.add("time-stamped", "custody.tsr", b"x")
    assert list(named_tokens(log.lines())) == ["custody.tsr"]
