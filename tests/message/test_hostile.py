"""Input that once crashed or hung a parser of this room; each case is a regression."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.message import decode_text, parse_addresses
from provenance.message.encoded_words import codec_name
from provenance.message.mime_fields import MAX_NAME, content_type, disposition, file_name
from provenance.message.transfer import read_text
from tests.patience import must_end

LONE_HALVES = ("+2AA-", "+2AAAQQ-", "+3AA-", "+2D0-x", "+3IAt-")
"""UTF-7 of half a surrogate pair: Python decodes it to text that no output can hold."""


@pytest.mark.parametrize("coded", LONE_HALVES)
def test_half_a_surrogate_pair_never_comes_out(coded: str) -> None:
    text, wrong = read_text(coded.encode(), "utf-7")
    name = disposition(f"attachment; filename*=utf-7''{coded}")
    for made in (
        text,
        decode_text(f"=?utf-7?Q?{coded}?="),
        file_name(name, content_type("")),
        parse_addresses(f"=?utf-7?Q?{coded}?= <a@b.example>")[0].display,
    ):
        assert made.encode("utf-8")
    assert wrong == "undecodable"


@pytest.mark.parametrize(
    "label", ["zip", "bz2", "hex", "rot13", "base64", "uu", "quopri", "idna", "punycode",
              "unicode_escape", "raw_unicode_escape", "undefined", "../x", "a\0b", "x" * 500]
)  # fmt: skip
def test_a_charset_label_reaches_no_other_codec(label: str) -> None:
    assert not isinstance(codec_name(label), str)
    assert read_text(b"plain", label) == ("plain", "unknown-charset")


LINEAR: dict[str, tuple[Callable[[str], object], str]] = {
    "colons-after-an-address": (parse_addresses, "x " * 60_000 + "a@b" + ":" * 60_000),
    "open-comments": (parse_addresses, "(" * 200_000),
    "open-angles": (parse_addresses, "<a@" * 100_000),
    "separators": (content_type, "a/b" + "; " * 1_000_000),
    "separators-and-words": (content_type, "a/b" + "; x" * 300_000),
    "words-without-end": (decode_text, "=?a?q?" * 200_000),
    "joined-words": (decode_text, "=?utf-8?q?" + "=?= =?utf-8?q?".join(["a" * 300] * 5_000)),
}


@pytest.mark.parametrize("case", LINEAR)
def test_long_values_take_linear_time(case: str) -> None:
    """The first case took minutes; two seconds is far above what is needed."""
    read, value = LINEAR[case]
    with must_end():
        read(value)


def test_a_long_file_name_keeps_both_ends() -> None:
    name = "A" * 100_000 + ".exe"
    found = file_name(disposition(f'attachment; filename="{name}"'), content_type(""))
    assert len(found) == MAX_NAME
    assert found.startswith("AAAA")
    assert found.endswith(".exe")


def test_a_long_address_keeps_its_domain() -> None:
    (found,) = parse_addresses('"' + "N" * 5_000 + '" <' + "a" * 5_000 + "@b.example>")
    assert len(found.spec) == len(found.display) == 1_000
    assert found.domain == "b.example"
