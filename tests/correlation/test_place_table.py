"""A table of countries that a user supplies."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import MisuseError
from provenance.correlation.place_table import country_of, parse_places

TABLE = (
    b"\xef\xbb\xbf# date: 2026-05-01\r\nNetwork,Country,ASN,Operator\r\n"
    b"192.0.2.0/24,gb,64500,Big\r\n"
    b"192.0.2.64/26,FR,,\r\n2001:db8::/32,PT,,\r\nnonsense,XX,,\r\n,,,\r\n"
)


def test_it_reads_networks_with_date_and_hash() -> None:
    table = parse_places(TABLE, "places.csv")
    assert (table.date, len(table.starts)) == ("2026-05-01", 3)
    assert table.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert table.operators[0] == "64500 Big"


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("192.0.2.7", "GB"),
        ("192.0.2.70", "FR"),
        ("192.0.2.200", "GB"),
        ("2001:db8::1", "PT"),
        ("198.51.100.1", ""),
        ("::ffff:192.0.2.7", "GB"),
        ("host.example", ""),
        ("", ""),
    ],
)
def test_the_narrowest_block_counts(address: str, country: str) -> None:
    assert country_of(parse_places(TABLE, "places.csv"), address) == country
    assert country_of(None, address) == ""


def test_ranges_and_a_column_of_dates() -> None:
    table = parse_places(b"start,end,country,date\n192.0.2.1,192.0.2.9,GB,2025-01-02\n", "x")
    assert country_of(table, "192.0.2.9") == "GB"
    assert country_of(table, "192.0.2.10") == ""
    assert table.date == "2025-01-02"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"network,country\nx,y\n", b"# date: 1\n"])
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(MisuseError):
        parse_places(content, "x.csv")


@given(st.binary(max_size=200))
def test_only_misuse_is_raised(noise: bytes) -> None:
    try:
        table = parse_places(b"network,country\n192.0.2.0/24,GB\n" + noise, "x")
    except MisuseError:
        return
    assert list(table.starts) == sorted(table.starts)
    country_of(table, "192.0.2.1")
