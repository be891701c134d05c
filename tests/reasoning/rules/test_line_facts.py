"""Facts of servers' lines: zones, TLS, places of lines and of results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import Authentication
from provenance.basics import State, known
from provenance.decoders import date_time
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.line_facts import tls_version, zone_facts
from provenance.reasoning.rules.load import load_rules
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS
from provenance.trace import trace_message

LINE = (
    "Received: from out.sender.example (out.sender.example [192.0.2.9])\r\n"
    "\t(using {tls} with cipher {cipher} (256/256 bits))\r\n"
    "\tby mx.friend.example (Postfix) with ESMTPS id 4Txyz;\r\n\t{time}"
)
TIME = "Thu, 14 May 2026 16:02:11 +0200 (CEST)"
AUTHOR = "From: c@sender.example"
DATE = "Date: Thu, 14 May 2026 14:02:10 +0000"


def line(
    tls: str = "TLSv1.2", cipher: str = "ECDHE-RSA-AES256-GCM-SHA384", time: str = TIME
) -> str:
    return LINE.format(tls=tls, cipher=cipher, time=time)


def facts(*lines: str) -> FactBase:
    data = "\r\n".join((*lines, "", "x", "")).encode("utf-8", "surrogateescape")
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message, receivers=("mx.friend.example",))
    clocks = read_clocks(message, trace)
    return fact_base(message, trace, Authentication(), trace.attestations, clocks)


def matches(rule_id: str, *lines: str) -> bool:
    rule = next(rule for rule in load_rules().rules if rule.id == rule_id)
    return evaluate(rule, facts(*lines)).outcome is Outcome.MATCH


def test_the_facts_are_those_of_the_vocabulary() -> None:
    own = "Authentication-Results: mx.friend.example; spf=pass smtp.mailfrom=sender.example"
    base = facts(own, line(), AUTHOR, DATE)
    assert all(set(one.facts) == set(LISTS["hops"]) for one in base.lists["hops"])
    assert all(set(one.facts) == set(LISTS["own_results"]) for one in base.lists["own_results"])
    assert base.lists["own_results"]
    for name in ("date_zone", "handover_notes", "structure"):
        assert set(base.records[name].facts) == set(RECORDS[name])


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("TLS1_2", "1.2"),
        ("TLSv1.3", "1.3"),
        ("TLS1.2", "1.2"),
        ("TLSv1", "1.0"),
        ("TLS1", "1.0"),
        ("SSLv3", ""),
        ("TLSv1/SSLv3", ""),
        ("", ""),
    ],
)
def test_versions_as_servers_write_them(written: str, version: str) -> None:
    assert tls_version(written) == version


def test_a_cipher_of_a_later_version() -> None:
    rule = "tamper.tls-cipher-of-later-version"
    assert matches(rule, line("TLSv1.2", "TLS_AES_256_GCM_SHA384"), AUTHOR)
    assert not matches(rule, line("TLSv1.3", "TLS_AES_256_GCM_SHA384"), AUTHOR)
    assert not matches(rule, line(), AUTHOR)
    # Some servers print a name of TLS 1.2 for a connection of TLS 1.3: 3 of 1,582 lines.
    assert not matches(rule, line("TLSv1.3", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), AUTHOR)


def test_a_version_before_its_time() -> None:
    rule = "tamper.tls-before-its-time"
    early = "Thu, 14 May 2015 16:02:11 +0200 (CEST)"
    assert matches(rule, line("TLSv1.3", "TLS_AES_256_GCM_SHA384", early), AUTHOR)
    assert not matches(rule, line("TLSv1.2", time=early), AUTHOR)


@pytest.mark.parametrize(
    ("text", "exists", "fits", "summer"),
    [
        ("Thu, 14 May 2026 16:02:11 +0200 (CEST)", True, True, False),
        ("Thu, 14 May 2026 16:02:11 +0100 (CEST)", True, False, False),
        ("Wed, 14 Jan 2026 16:02:11 +0200 (CEST)", True, True, True),
        ("Thu, 14 May 2026 16:02:11 +0800 (CST)", True, True, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 -0600 (CST)", True, True, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 +0545", True, State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 +0207", False, State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 -1300", False, State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 +1400", True, State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        ("Thu, 14 May 2026 16:02:11 -0000", *[State.NOT_APPLICABLE] * 3),
    ],
)
def test_zones(text: str, exists: object, fits: object, summer: object) -> None:
    found = zone_facts(known(date_time(text)))
    got = (found["zone_exists"], found["zone_name_fits"], found["summer_in_winter"])
    assert got == (exists, fits, summer)


def test_a_weekday_that_is_not_that_of_the_line() -> None:
    rule = "timestamp.line-weekday-differs"
    assert matches(rule, line(time="Fri, 14 May 2026 16:02:11 +0200 (CEST)"), AUTHOR)
    assert not matches(rule, line(), AUTHOR)
    assert not matches(rule, line(time="14 May 2026 16:02:11 +0200"), AUTHOR)


def test_a_line_below_the_author() -> None:
    rule = "route.line-below-author-fields"
    assert matches(rule, AUTHOR, line())
    assert not matches(rule, line(), AUTHOR)


def test_the_line_of_a_client_of_exchange_is_left_out() -> None:
    client = (
        "Received: from pc (198.51.100.9) by SA3PR19MB7370.namprd19.prod.outlook.com"
        " (2603:10b6::1) with Microsoft SMTP Server (version=TLS1_2,"
        " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7339.39 via Frontend"
        " Transport; Thu, 14 May 2026 14:02:10 +0000"
    )
    mark = "X-MS-Exchange-MessageSentRepresentingType: 1"
    rule = "route.line-below-author-fields"
    assert not matches(rule, line(), AUTHOR, mark, client)
    assert matches(rule, line(), AUTHOR, client)


def test_results_above_and_below_the_own_line() -> None:
    own = "Authentication-Results: mx.friend.example; spf=pass smtp.mailfrom=sender.example"
    rule = "tamper.results-stated-twice"
    assert matches(rule, own, line(), own, AUTHOR)
    assert not matches(rule, own, own, line(), AUTHOR)
    assert not matches(rule, line(), own, AUTHOR)
    other = own.replace("mx.friend", "mx.other")
    assert not matches(rule, own, line(), other, AUTHOR)


def test_two_regions_of_one_group() -> None:
    def step(region: str) -> str:
        return (
            "Received: from HK0P153MB0273.APCP153.PROD.OUTLOOK.COM (2603:1096::1) by"
            f" HK0P153MB0145.{region}P153.PROD.OUTLOOK.COM (2603:1096::2) with Microsoft SMTP"
            " Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id"
            " 15.20.2856.2; Thu, 14 May 2026 14:02:10 +0000"
        )

    assert matches("tamper.exchange-regions-differ", step("NAM"), AUTHOR)
    assert not matches("tamper.exchange-regions-differ", step("APC"), AUTHOR)


def test_a_delimiter_that_does_not_occur() -> None:
    kind = 'Content-Type: multipart/mixed; boundary="b"'
    assert facts(AUTHOR, kind).records["structure"].facts["delimiter_found"] is False
    found = facts(AUTHOR, kind, "", "--b", "Content-Type: text/plain", "", "x", "--b--")
    assert found.records["structure"].facts["delimiter_found"] is True
    assert facts(AUTHOR).records["structure"].facts["delimiter_found"] is State.NOT_APPLICABLE


@given(st.lists(st.binary(max_size=120), max_size=6))
def test_no_header_stops_the_facts(lines: list[bytes]) -> None:
    texts = [one.replace(b"\n", b"").replace(b"\r", b"").decode("latin-1") for one in lines]
    base = facts(*[f"Received: {one}" for one in texts], AUTHOR, DATE)
    assert len(base.lists["hops"]) <= len(lines)


def test_text_behind_the_end_of_all_sections() -> None:
    """The helper writes a line behind all others: inside an open section, or behind the end."""
    kind = 'Content-Type: multipart/mixed; boundary="b"'
    open_section = (AUTHOR, kind, "", "--b", "Content-Type: text/plain", "")
    rule = "tamper.text-outside-sections"
    assert not matches(rule, *open_section)
    assert matches(rule, *open_section, "x", "--b--")
    assert not matches(rule, AUTHOR)
