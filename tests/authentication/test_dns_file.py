"""dns.jsonl: the same answers give the same bytes; a wrong line is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    DnsAnswer,
    DnsSource,
    extract_of,
    read_dns_file,
    write_dns_lines,
)
from provenance.basics import MisuseError

LINE = (
    b'{"name": "s1._domainkey.harbourvale.example", "type": "TXT", "rcode": "NOERROR", '
    b'"data": ["v=DKIM1; p=AA"], "ttl": 3600, "asked_at": "2026-05-20T10:00:00Z", '
    b'"server": "192.0.2.53", "source": "live", "dnssec": "unknown", "rrsig": []}\n'
)


def test_a_line_is_as_the_contract_words_it(tmp_path: Path) -> None:
    path = tmp_path / "dns.jsonl"
    path.write_bytes(LINE)
    (answer,) = read_dns_file(path)
    assert answer.source is DnsSource.LIVE
    assert answer.data == ("v=DKIM1; p=AA",)
    assert write_dns_lines([answer]) == LINE


def test_an_extract_names_the_file_that_it_was_taken_from(tmp_path: Path) -> None:
    path, digest = tmp_path / "dns.jsonl", "a" * 64
    path.write_bytes(LINE)
    assert extract_of(path) == ""
    answers = read_dns_file(path)
    written = write_dns_lines(answers, taken_from=digest)
    assert written == b'{"extract_of": "' + digest.encode() + b'"}\n' + LINE
    path.write_bytes(written)
    assert extract_of(path) == digest
    assert read_dns_file(path) == answers
    path.write_bytes(LINE + written)
    with pytest.raises(MisuseError, match="'name' is missing"):
        read_dns_file(path)


def test_unknown_keys_and_other_order_are_read(tmp_path: Path) -> None:
    path = tmp_path / "dns.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"new": 1, "rcode": "NXDOMAIN", "name": "B.Example.", "type": "txt"}\r\n\r\n'
    )
    (answer,) = read_dns_file(path)
    assert (answer.name, answer.type, answer.rcode, answer.data) == (
        "b.example",
        "TXT",
        "NXDOMAIN",
        (),
    )


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"[1]",
        b'{"type": "TXT"}',
        b'{"name": "a..b"}',
        b'{"name": "a.example", "rcode": "REFUSED"}',
        b'{"name": "a.example", "data": "text"}',
        b'{"name": "a.example", "ttl": "1"}',
        b'{"name": "a.example", "ttl": true}',
        b'{"name": "a.example", "source": "guess"}',
        b"[" * 100_000,
    ],
)
def test_a_wrong_line_is_named(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "dns.jsonl"
    path.write_bytes(LINE + line + b"\n")
    with pytest.raises(MisuseError) as caught:
        read_dns_file(path)
    assert caught.value.place == f"{path}:2"
    assert caught.value.remedy


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError):
        read_dns_file(tmp_path / "none.jsonl")


def answers() -> st.SearchStrategy[list[DnsAnswer]]:
    plain = st.text(max_size=20)
    one = st.builds(
        DnsAnswer,
        name=st.sampled_from(["a.example", "b.example", "_dmarc.a.example"]),
        type=st.sampled_from(["TXT", "MX"]),
        rcode=st.sampled_from(["NOERROR", "NXDOMAIN", "SERVFAIL", "TIMEOUT"]),
        data=st.lists(plain, max_size=3).map(tuple),
        ttl=st.integers(0, 2**31),
        asked_at=plain,
        server=plain,
        source=st.sampled_from(DnsSource),
        dnssec=st.sampled_from(["secure", "insecure", "bogus", "unknown"]),
        rrsig=st.lists(plain, max_size=2).map(tuple),
        grade=plain,
    )
    return st.lists(one, max_size=6)


@given(answers())
def test_replay_gives_the_same_bytes(given_answers: list[DnsAnswer]) -> None:
    import tempfile

    written = write_dns_lines(given_answers)
    assert write_dns_lines(reversed(given_answers)) == written
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dns.jsonl"
        path.write_bytes(written)
        again = read_dns_file(path)
    assert write_dns_lines(again) == written
    assert set(again) == set(given_answers)
