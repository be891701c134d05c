"""The from-clause in the forms that servers are known to write, by form and not by product."""

from __future__ import annotations

import pytest

from provenance.basics import State, known
from provenance.trace import parse_received
from provenance.trace.dialects.exchange_builds import LINES, product_of
from provenance.trace.dialects.peer import is_host

END = " by h.example with ESMTP id 1; Mon, 1 Jan 2024 10:00:00 +0000"


@pytest.mark.parametrize(
    ("clause", "helo", "rdns", "ip"),
    [
        ("a.example (b.example [192.0.2.1])", "a.example", "b.example", "192.0.2.1"),
        ("a.example (b.example. [192.0.2.1])", "a.example", "b.example", "192.0.2.1"),
        ("a.example (unknown [192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("a.example (192.0.2.1 [192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("a.example (RDNS failed [192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("a.example (unverified [192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("a.example (b.example[192.0.2.1])", "a.example", "b.example", "192.0.2.1"),
        ("a.example ([192.0.2.1] b.example)", "a.example", "b.example", "192.0.2.1"),
        ("a.example ([192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("a.example ( [192.0.2.1] )", "a.example", None, "192.0.2.1"),
        ("a.example (192.0.2.1)", "a.example", None, "192.0.2.1"),
        ("a.example (/192.0.2.1)", "a.example", None, "192.0.2.1"),
        ("a.example (192.0.2.1:4711)", "a.example", None, "192.0.2.1"),
        ("a.example [192.0.2.1]", "a.example", None, "192.0.2.1"),
        ("unknown [192.0.2.1]", None, None, "192.0.2.1"),
        ("(b.example [192.0.2.1])", None, "b.example", "192.0.2.1"),
        ("b.example (HELO a.example) (192.0.2.1)", "a.example", "b.example", "192.0.2.1"),
        ("b.example (EHLO a.example) ([192.0.2.1])", "a.example", "b.example", "192.0.2.1"),
        ("b.example (HELO a.example) (joe@192.0.2.1)", "a.example", "b.example", "192.0.2.1"),
        (
            "b.example (HELO a.example) (joe@192.0.2.1 with plain)",
            "a.example",
            "b.example",
            "192.0.2.1",
        ),
        ("a.example (really [192.0.2.1])", "a.example", None, "192.0.2.1"),
        ("b.example(192.0.2.1)", "b.example", None, "192.0.2.1"),
        ("a.example ([192.0.2.1] unverified)", "a.example", None, "192.0.2.1"),
        ("unknown (HELO ) (192.0.2.1)", None, None, "192.0.2.1"),
        ("192.0.2.1 (EHLO a.example)", "a.example", None, "192.0.2.1"),
        ("127.0.0.1 (EHLO a.example) (192.0.2.1)", "a.example", None, "192.0.2.1"),
        (
            "b.example (EHLO [198.51.100.2]) ([192.0.2.1])",
            "[198.51.100.2]",
            "b.example",
            "192.0.2.1",
        ),
        ("[192.0.2.1] (helo=a.example)", "a.example", None, "192.0.2.1"),
        ("192.0.2.1(helo=a.example)", "a.example", None, "192.0.2.1"),
        ("[192.0.2.1] (port=4711 helo=[10.0.0.1])", "[10.0.0.1]", None, "192.0.2.1"),
        ("b.example ([192.0.2.1]:4711 helo=a.example)", "a.example", "b.example", "192.0.2.1"),
        ("[192.0.2.1] ([192.0.2.1]:4711 helo=a.example)", "a.example", None, "192.0.2.1"),
        ("a.example (b.example)", "a.example", "b.example", None),
        ("a.example (joe@b.example [192.0.2.1])", "a.example", "b.example", "192.0.2.1"),
        ("[2001:db8::1] ([2001:db8::1])", "[2001:db8::1]", None, "2001:db8::1"),
        ("a.example (b.example [IPv6:2001:DB8::1])", "a.example", "b.example", "2001:db8::1"),
        ("a.example ([fe80::1%3])", "a.example", None, "fe80::1"),
        ("?x? ([::ffff:192.0.2.1])", "?x?", None, "192.0.2.1"),
        ("a.example ([Fri, 12 Apr 2024 12:02:41 +0200])", "a.example", None, None),
        ("a.example (Server 192.0.2.1 of the year)", "a.example", None, None),
    ],
)
def test_forms(clause: str, helo: str | None, rdns: str | None, ip: str | None) -> None:
    field = parse_received("from " + clause + END)
    assert (known(field.helo), known(field.rdns), known(field.ip)) == (helo, rdns, ip)


@pytest.mark.parametrize(
    ("comment", "user"),
    [
        ("(b.example [192.0.2.1]) (Authenticated sender: joe@a.example)", "joe@a.example"),
        ("(192.0.2.1) (authenticated as joe)", "joe"),
        ("(b.example [192.0.2.1]) (user=joe mech=LOGIN bits=0)", "joe"),
        ("([192.0.2.1]) (account joe@a.example)", "joe@a.example"),
        ("(b.example [192.0.2.1]) (smtp-auth username joe, mechanism login)", "joe"),
        ("(HELO b.example) (joe@192.0.2.1 with plain)", "joe"),
        ("(b.example [192.0.2.1]) (authenticated (0 bits))", None),
        ("(b.example [192.0.2.1]) (authenticated bits=0)", None),
        ("(b.example [192.0.2.1]) (authenticated)", None),
        ("(joe@b.example [192.0.2.1])", None),
    ],
)
def test_logins(comment: str, user: str | None) -> None:
    assert known(parse_received("from a.example " + comment + END).auth_user) == user


@pytest.mark.parametrize(
    ("comment", "version", "cipher", "bits"),
    [
        ("using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)", "TLSv1.3", 384, 256),
        ("version=TLS1_2, cipher=TLS_X_SHA384", "TLS1_2", 384, None),
        ("version=TLSv1 cipher=X-SHA384 bits=128/128", "TLSv1", 384, 128),
        ("TLS1.3:TLS_AES_256_GCM_SHA384:256", "TLS1.3", 384, 256),
        ("TLSv1.2:X-SHA384:256:NO", "TLSv1.2", 384, 256),
        ("Cipher TLSv1:DES-CBC3-SHA384:168", "TLSv1", 384, 168),
        ("TLS-1.0:DHE_RSA_SHA384:32", "TLS-1.0", 384, 32),
        ("TLSv1.2 cipher X-SHA384 256/256", "TLSv1.2", 384, 256),
        ("TLS: TLSv1/SSLv3,168bits,X-SHA384", "TLSv1/SSLv3", 384, 168),
        ("cipher=AES-256-SHA384", None, 384, None),
        ("TLS", None, None, None),
        ("authenticated bits=0", None, None, None),
    ],
)
def test_tls(comment: str, version: str | None, cipher: int | None, bits: int | None) -> None:
    tls = parse_received(f"from a by b with ESMTPS ({comment}) id 1; 1 Jan 2024 10:00:00 +0000").tls
    assert (known(tls.version), known(tls.bits)) == (version, bits)
    assert (cipher is None) == isinstance(tls.cipher, State)
    assert cipher is None or str(known(tls.cipher)).endswith(str(cipher))


def test_local_user_is_no_helo_and_no_login() -> None:
    field = parse_received("from www by h.example with local; Mon, 1 Jan 2024 10:00:00 +0000")
    assert (field.helo, field.ident, field.auth_user) == (State.ABSENT, "www", State.ABSENT)


@pytest.mark.parametrize("word", ["a.example", "localhost", "a-b.c", "1.2.3.a", "ä.example"])
def test_host_names(word: str) -> None:
    assert is_host(word)


@pytest.mark.parametrize("word", ["a", "192.0.2.1", "1.2.3", "a..b", "a@b.c", "", ".", "a.b:25"])
def test_no_host_names(word: str) -> None:
    assert not is_host(word)


def test_builds_name_their_product_line() -> None:
    assert product_of("14.3.301.0") == "Exchange Server 2010 SP3"
    assert product_of("14.03.0123.003") == "Exchange Server 2010 SP3"
    assert product_of("15.20.1943.015") == "Exchange Online"
    assert product_of("99.1.2.3") == ""
    assert all(since == "" or len(since) == 10 for _, since in LINES.values())


def test_a_name_beside_two_addresses_is_not_taken_for_a_reverse_name() -> None:
    """A client may type a comment into its HELO: then neither address nor name is the server's."""
    field = parse_received("from x (pc.a.example [192.0.2.7]) (unknown [203.0.113.9])" + END)
    assert field.ip is State.UNPARSABLE
    assert field.rdns is State.UNPARSABLE
