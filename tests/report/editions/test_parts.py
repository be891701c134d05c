"""The pieces that editions are made of: tokens, names, pseudonyms, bytes by original offsets."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.editions.collect import folders_in, mailboxes_in
from provenance.report.editions.names import (
    Hosts,
    Names,
    is_person,
    is_written_as_name,
    person_of_local,
    words_of,
)
from provenance.report.editions.plan import folded
from provenance.report.editions.pseudonyms import commitment, fingerprint, list_of, number
from provenance.report.editions.raw import EditedBytes
from provenance.report.editions.records import Category
from provenance.report.editions.tokens import normal, normal_address
from tests.patience import must_end
from tests.report.editions.leaks import encodings

ADDRESS = "mary.jones@friend.example"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Mary.Jones@Friend.Example ", ADDRESS),
        ("<mary.jones@friend.example.>", ADDRESS),
        ('"mary.jones"@friend.example', ADDRESS),
        ('"mary jones"@friend.example', "mary jones@friend.example"),
        ("m@b\u00fccher.example", "m@xn--bcher-kva.example"),
        ("m@XN--BCHER-KVA.example", "m@xn--bcher-kva.example"),
        ("mary.jones+x@friend.example", "mary.jones+x@friend.example"),
        ("maryjones@friend.example", "maryjones@friend.example"),
        ("no address", ""),
        ("@friend.example", ""),
        ("mary@", ""),
    ],
)
def test_the_form_in_which_mailboxes_are_compared(written: str, compared: str) -> None:
    assert normal_address(written) == compared


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to mary@friend.example.", {"mary@friend.example"}),
        ("smtp.mailfrom=mary@friend.example;", {"mary@friend.example"}),
        ("smtp.mailfrom=abby@friend.example;", {"abby@friend.example"}),
        ("mailto:mary@friend.example?x=1", {"mary@friend.example"}),
        (
            "<b+mary=friend.example@lists.example>",
            {"b+mary=friend.example@lists.example", "mary@friend.example"},
        ),
        (
            "SRS0=AbCd=XY=friend.example=mary@fwd.example",
            {"srs0=abcd=xy=friend.example=mary@fwd.example", "mary@friend.example"},
        ),
        ("prvs=0123=mary@friend.example", {"mary@friend.example"}),
        ("cid:image001.png@01DA1234.5678ABCD", set()),
        ("logo@2x.png", set()),
        ("at 5@home", set()),
        ("meet @ home.example", set()),
        ("a@b@c.example", {"b@c.example"}),
        ("u@[192.0.2.1]", {"u@[192.0.2.1]"}),
    ],
)
def test_what_looks_like_a_mailbox(text: str, found: set[str]) -> None:
    assert set(mailboxes_in(text)) == found


@pytest.mark.parametrize(("name", "written"), list(encodings(ADDRESS)))
def test_every_encoding_is_read(name: str, written: str) -> None:
    assert normal_address(ADDRESS) in set(mailboxes_in(f"x {written} y")), name


@given(st.text(max_size=300))
def test_no_text_stops_the_search(text: str) -> None:
    assert all(key.count("@") >= 1 for key in mailboxes_in(text))


@pytest.mark.parametrize(
    "piece", ["a", "a.", "=", "=41", "%41", '"', "a@", "a=b.c", "\\", "<a ", "&"]
)
def test_long_runs_come_to_an_end(piece: str) -> None:
    with must_end():
        list(mailboxes_in(piece * 1_000_000))


@pytest.mark.parametrize(
    "text",
    [
        "Dear Mary Jones,",
        "JONES, MARY wrote",
        "C:\\files\\mary.jones\\x",
        "mary_jones.eml",
        "Mary\r\n Jones",
        "Mary\u00a0Jones",
    ],
)
def test_a_name_is_found_however_its_words_are_joined(text: str) -> None:
    names = Names([(("mary", "jones"), "R-1"), (("jones", "mary"), "R-1")])
    assert [new for *_, new in names.find(text)] == ["R-1"]


@pytest.mark.parametrize(
    "text", ["Mary and Jones", "maryjones", "Mary. He said: Jones", "summary jones"]
)
def test_other_words_are_no_name(text: str) -> None:
    assert list(Names([(("mary", "jones"), "R-1")]).find(text)) == []


def test_an_initial_needs_its_dot_and_a_single_word_its_capital() -> None:
    names = Names([(("a", "field"), "N-1"), (("boris",), "N-2"), (("\u5f20\u4f1f",), "N-3")])
    assert [new for *_, new in names.find("A. Field saw a field, a. field too")] == ["N-1", "N-1"]
    assert [new for *_, new in names.find("Boris, boris")] == ["N-2"]
    assert [new for *_, new in names.find("\u8bf7\u5f20\u4f1f\u56de\u590d")] == ["N-3"]


@pytest.mark.parametrize(
    ("name", "person"),
    [("Mary Jones", True), ("May", False), ("E1", False), ("Support Team", False), ("Al", False)],
)
def test_names_that_are_replaced_everywhere(name: str, person: bool) -> None:
    assert is_person(words_of(name)) is person


@pytest.mark.parametrize(
    ("local", "words"),
    [
        ("mary.jones", ("mary", "jones")),
        ("mary.jones7", ("mary", "jones7")),
        ("no-reply", ()),
        ("mailer-daemon", ()),
        ("mary", ()),
        ("m.jones", ()),
        ("x-12-34", ()),
    ],
)
def test_local_parts_that_name_a_person(local: str, words: tuple[str, ...]) -> None:
    assert person_of_local(local) == words


def test_who_supplied_a_file_may_be_a_person_or_not() -> None:
    assert is_written_as_name("A. Field")
    assert not is_written_as_name("both sides agree")
    assert not is_written_as_name("Harbour & Vale Ltd")


def test_hosts_below_a_domain_keep_their_labels() -> None:
    hosts = Hosts({"friend.example": "domain-0001"})
    found = list(hosts.find("by mx.friend.example; notfriend.example friend.example.org"))
    assert [(start, new) for start, _, new in found] == [(6, "domain-0001")]


def test_folders_of_people() -> None:
    text = r"C:\Users\Mary J\x.pst /home/bob/mail \\srv\Users\Public\x"
    assert set(folders_in(text)) == {"mary j", "bob"}


def test_pseudonyms_follow_the_keyed_hash_and_not_the_name() -> None:
    values = [f"user{n}@x.example" for n in range(50)]
    key = b"k" * 32
    made = number(key, Category.MAILBOX, values)
    hashes = [hmac.digest(key, one.value.encode(), hashlib.sha256).hex() for one in made]
    assert hashes == sorted(hashes)
    assert [one.id for one in made] == [f"R-{n:04d}" for n in range(1, 51)]
    assert [one.tag for one in made] == [hash_[:12] for hash_ in hashes]
    assert [one.value for one in made] != sorted(values)
    other = number(b"l" * 32, Category.MAILBOX, values)
    assert [one.value for one in other] != [one.value for one in made]


def test_the_number_changes_with_the_others_and_the_tag_does_not() -> None:
    key = b"k" * 32
    few = {one.value: one.tag for one in number(key, Category.MAILBOX, ["a@x.example"])}
    many = number(key, Category.MAILBOX, [f"{c}@x.example" for c in "abcdef"])
    assert {one.value: one.tag for one in many}["a@x.example"] == few["a@x.example"]


def test_a_key_cannot_be_read_out_of_its_fingerprint_or_the_commitment() -> None:
    key = b"k" * 32
    listed = list_of(["b@x.example", "a@x.example"])
    assert listed == b"a@x.example\nb@x.example\n"
    assert fingerprint(key) != hashlib.sha256(key).hexdigest()
    assert commitment(key, listed) != hashlib.sha256(listed).hexdigest()
    assert commitment(key, listed) != commitment(b"l" * 32, listed)


def test_mailboxes_that_may_be_the_same() -> None:
    assert folded("m.ary+x@g.example") == folded("mary@g.example") == "mary@g.example"


def test_bytes_are_asked_for_by_the_offsets_of_the_original() -> None:
    raw = EditedBytes([(0, 10, b"From: R-1\n", True), (10, 20, b"0123456789", False)])
    assert raw[0:10] == b"From: R-1\n"
    assert raw[3:5] == b"From: R-1\n", "a changed piece is never cut"
    assert raw[12:15] == b"234"
    assert raw[5:12] == b"From: R-1\n01"
    assert raw[20:99] == b"", "what was not looked through is not there"
    with pytest.raises(TypeError):
        raw[0]


def test_normal_is_stable_under_itself() -> None:
    key = normal("Mary", "B\u00dcCHER.example")
    assert normal_address(key) == key
