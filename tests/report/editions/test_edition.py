"""Editions of whole reports: what is not shown is nowhere, and everything else is the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.report import Report, to_html, to_json
from provenance.report.editions import EditionName, edition_of
from tests.report.editions.build import mail, report_of
from tests.report.editions.leaks import encodings, leaked, leaked_words

REDACTED = [EditionName.TRIBUNAL, EditionName.PUBLIC]
ANNA = "anna.field@friend.example"
TO = f"Anna Field <{ANNA}>, Boris Lark <boris.lark@larkmail.example>, c.stone@friend.example"

PLACES = {
    "subject": {"subject": "about %s"},
    "cc": {"fields": "Cc: %s\r\n"},
    "reply-to": {"fields": "Reply-To: <%s>\r\n"},
    "unknown-field": {"fields": "X-Custom-Trace: a;b=%s;c\r\n"},
    "results": {"fields": "Authentication-Results: mx.google.com; spf=pass smtp.rcptto=%s\r\n"},
    "list": {"fields": "List-Unsubscribe: <https://l.example/u?m=%s>\r\n"},
    "autocrypt": {"fields": "Autocrypt: addr=%s; keydata=AAAA\r\n"},
    "received": {"fields": "Received: from a.example by b.example for <%s>; Thu, 14 May 2026\r\n"},
    "comment": {"fields": "Received: from a.example (envelope-from %s) by b.example\r\n"},
    "resent": {"fields": "Resent-To: %s\r\n"},
    "body": {"body": "Hello,\r\n> On Monday %s wrote:\r\n"},
    "page": {
        "fields": "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n",
        "body": '<p>See <a href="mailto:%s">here</a></p>\r\n',
    },
    "attachment": {
        "fields": "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
        "body": "--b\r\n\r\nHi\r\n--b\r\nContent-Type: text/calendar\r\nContent-Disposition: "
        'attachment; filename="%s.ics"\r\n\r\nATTENDEE:mailto:x\r\n--b--\r\n',
    },
}
LOCALS = st.from_regex(r"[a-z]{3,9}([._-][a-z]{2,8}){0,2}[0-9]{0,2}", fullmatch=True)
DOMAINS = st.sampled_from(
    ["planted.example", "mail.planted.example", "b\u00fccher.example", "gmail.com", "x-1.example"]
)
FORMS = [name for name, _ in encodings("a.b@c.example")]


def outputs(report: Report) -> bytes:
    return to_json(report) + to_html(report)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("copies")
    second = mail(to=TO, recipient="boris.lark@larkmail.example", fields=f"Cc: <{ANNA}>\r\n")
    return report_of(folder, mail(to=TO, body="Dear Boris Lark,\r\nregards M. Carrow\r\n"), second)


@settings(max_examples=80)
@given(
    local=LOCALS, domain=DOMAINS, place=st.sampled_from(sorted(PLACES)), form=st.sampled_from(FORMS)
)
def test_an_address_planted_anywhere_in_any_encoding_is_nowhere(
    tmp_path_factory: pytest.TempPathFactory, local: str, domain: str, place: str, form: str
) -> None:
    address = f"{local}@{domain}"
    written = dict(encodings(address))[form]
    given_ = {name: value.replace("%s", written) for name, value in PLACES[place].items()}
    report = report_of(tmp_path_factory.mktemp("planted"), mail(**given_))
    shown = outputs(edition_of(report, EditionName.TRIBUNAL))
    assert leaked(shown, [address, ANNA]) == []


@settings(max_examples=40)
@given(place=st.sampled_from(sorted(PLACES)), form=st.sampled_from(FORMS))
def test_a_recipient_is_found_again_in_every_encoding(
    tmp_path_factory: pytest.TempPathFactory, place: str, form: str
) -> None:
    """As above, of an address that is known from the To line, in both redacted editions."""
    written = dict(encodings(ANNA))[form]
    given_ = {name: value.replace("%s", written) for name, value in PLACES[place].items()}
    report = report_of(tmp_path_factory.mktemp("planted"), mail(**given_))
    for name in REDACTED:
        shown = outputs(edition_of(report, name))
        assert leaked(shown, [ANNA]) == []
        assert leaked_words(shown, ["Anna Field"]) == []


@pytest.mark.parametrize("name", REDACTED)
def test_identifiers_that_hold_a_mailbox(tmp_path: Path, name: EditionName) -> None:
    fields = (
        f"References: <77.{ANNA}> <{ANNA}> <8f@harbourvale.example>\r\n"
        "In-Reply-To: <tom.stone@elsewhere.example>\r\n"
    )
    shown = outputs(edition_of(report_of(tmp_path, mail(fields=fields)), name))
    assert leaked(shown, [ANNA, "tom.stone@elsewhere.example"]) == []


def test_a_message_id_is_no_mailbox(report: Report) -> None:
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    assert shown["messages"][0]["message_id"] == "<8f2d41b0c7@harbourvale.example>"


def test_a_message_id_that_reads_as_a_name_is_replaced_and_not_counted(tmp_path: Path) -> None:
    fields = "References: <weekly@friend.example>\r\n"
    made = edition_of(report_of(tmp_path, mail(fields=fields)), EditionName.TRIBUNAL)
    assert leaked(outputs(made), ["weekly@friend.example"]) == []
    assert made.edition.third_parties == 1
    found = {one.category.value: one.different for one in made.edition.rows}
    assert (found["mailbox"], found["identifier"]) == (1, 1)
    assert [one.id for one in made.edition.pseudonyms if one.id.startswith("Q")] == ["Q-0001"]


@pytest.mark.parametrize(
    ("to", "body", "hidden"),
    [
        ("i.holt@friend.example", "Ines Holt will speak about it.", "Ines Holt"),
        ("i.holt@friend.example", "Thank you,\nInes  Holt", "Ines  Holt"),
        ("i.holt@friend.example", "Peter Holt will speak about it.", ""),
        ("i.holt@friend.example", "It is in holt, in Holt or In-Holt.", ""),
        ("holt@friend.example", "Ines Holt will speak about it.", ""),
    ],
)
def test_a_full_name_of_whom_a_mailbox_has_the_initial(
    tmp_path: Path, to: str, body: str, hidden: str
) -> None:
    written = mail(to=to, body=f"Dear all\r\n\r\n{body}\r\n")
    made = edition_of(report_of(tmp_path, written), EditionName.TRIBUNAL)
    (text,) = [part.text for part in made.messages[0].message.parts if isinstance(part.text, str)]
    assert (body in text) == (not hidden)
    if hidden:
        assert hidden not in text
        assert "R-000" in text


def test_that_running_text_can_hold_names_is_said(report: Report) -> None:
    made = edition_of(report, EditionName.TRIBUNAL)
    assert "report.edition.note.running-text" in [one.id for one in made.edition.notes]
    assert "Running text may still hold names" in to_html(made).decode()


def test_parties_are_named_before_a_tribunal_and_by_role_in_public(report: Report) -> None:
    tribunal = outputs(edition_of(report, EditionName.TRIBUNAL)).decode()
    assert "M. Carrow" in tribunal
    assert "msc@harbourvale.example" in tribunal
    assert "Vera Harbour" in tribunal
    public = outputs(edition_of(report, EditionName.PUBLIC)).decode()
    for word in ("carrow", "msc@", "vera harbour", "harbour &", "harbour &amp;", "harbourvale"):
        assert word not in public.lower(), word
    assert "the account holder" in public
    assert "Person B" in public
    assert "organisation.invalid" in public
    assert "regards" in tribunal
    assert "regards" not in public


def test_the_supplier_of_a_copy_is_named_before_a_tribunal(tmp_path: Path) -> None:
    """The name, and not the mailbox; in public the exhibit stands for it."""
    case = "evidence:\n  - {file: copy-1.eml, supplied_by: Nora Quill, interest: independent}\n"
    report = report_of(tmp_path, mail(to="nora.quill@friend.example"), case=case)
    shown = outputs(edition_of(report, EditionName.TRIBUNAL))
    assert b"Nora Quill" in shown
    assert b"nora.quill@" not in shown
    public = outputs(edition_of(report, EditionName.PUBLIC))
    assert leaked_words(public, ["Nora Quill"]) == []
    assert b"the supplier of E1" in public


def test_a_name_of_a_party_before_another_mailbox_is_kept(tmp_path: Path) -> None:
    """It may be why the message was believed: it is shown, the mailbox is not."""
    fields = 'Reply-To: "M. Carrow" <m.carrow77@evil.example>\r\n'
    shown = edition_of(report_of(tmp_path, mail(fields=fields)), EditionName.TRIBUNAL)
    written = json.loads(to_json(shown))["messages"][0]["reply_to"]
    assert written[0]["display"] == "M. Carrow"
    assert re.fullmatch(r"R-\d{4}", written[0]["address"])


def _place(field: dict[str, Any]) -> tuple[int, ...]:
    return field["start"], field["end"], field["line_first"], field["line_last"]


def test_one_numbering(report: Report) -> None:
    """Findings, exhibits, lines, offsets and paragraphs have the same numbers everywhere."""
    whole = json.loads(to_json(edition_of(report, EditionName.FULL)))
    page = to_html(edition_of(report, EditionName.FULL)).decode()
    paragraphs = re.findall(r'<p class="np[^"]*"><a class="pn" id="p(\d+)"', page)
    for name in REDACTED:
        shown_report = edition_of(report, name)
        shown = json.loads(to_json(shown_report))
        for of in ("findings", "evidence", "requests", "explanations", "ladder"):
            ids = [one.get("id", one.get("rung")) for one in whole[of]]
            assert [one.get("id", one.get("rung")) for one in shown[of]] == ids
        for one, other in zip(whole["findings"], shown["findings"], strict=True):
            places = [{**place, "quote_sha256": ""} for place in one["where"]]
            assert [{**place, "quote_sha256": ""} for place in other["where"]] == places
        for one, other in zip(whole["messages"], shown["messages"], strict=True):
            spans = [(f["start"], f["end"], f["line_first"], f["line_last"]) for f in one["fields"]]
            assert spans == [
                (f["start"], f["end"], f["line_first"], f["line_last"]) for f in other["fields"]
            ]
        assert [one["sha256"] for one in shown["evidence"]] == [
            one["sha256"] for one in whole["evidence"]
        ]
        redacted = to_html(shown_report).decode()
        assert re.findall(r'<p class="np[^"]*"><a class="pn" id="p(\d+)"', redacted) == paragraphs
        lines = re.compile(r'<div class="ln" id="([^"]+)"')
        assert lines.findall(redacted) == lines.findall(page)


def test_one_pseudonym_over_copies_and_editions(report: Report) -> None:
    whole = json.loads(to_json(edition_of(report, EditionName.FULL)))
    anna = next(one for one in whole["redaction"]["pseudonyms"] if one["value"] == ANNA)
    for name in REDACTED:
        shown = json.loads(to_json(edition_of(report, name)))
        first, second = shown["messages"]
        assert first["recipients"]["to"][0]["address"] == anna["id"]
        assert second["recipients"]["cc"][0]["address"] == anna["id"]
        assert first["delivered_to"] == [anna["id"]]
        assert anna["id"] in json.dumps(first["hops"])
        listed = {one["id"]: one["tag"] for one in shown["redaction"]["pseudonyms"]}
        assert listed[anna["id"]] == anna["tag"]
        assert all("value" not in one for one in shown["redaction"]["pseudonyms"])
        assert shown["redaction"]["list_sha256"] is None
        assert shown["redaction"]["commitment"] == whole["redaction"]["commitment"]
        assert shown["redaction"]["third_parties"] == 3


def test_counts_are_the_same(report: Report) -> None:
    counts = []
    for name in EditionName:
        shown = json.loads(to_json(edition_of(report, name)))
        one = shown["disclosure"]
        counts.append(
            (
                one["visible_unique"],
                one["by_domain_class"],
                [m["recipients"]["visible_unique"] for m in shown["messages"]],
            )
        )
    assert counts[0] == counts[1] == counts[2]


def test_domains_of_few_people_are_folded(report: Report) -> None:
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    domains = [one["domain"] for one in shown["disclosure"]["largest_domains"]]
    assert domains == ["other domains"]
    assert b"larkmail.example" not in outputs(edition_of(report, EditionName.TRIBUNAL))


def test_a_domain_of_five_people_stays(tmp_path: Path) -> None:
    to = ", ".join(f"p{n}@big.example" for n in range(5))
    report = report_of(tmp_path, mail(to=to, recipient="p1@big.example"))
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    assert shown["disclosure"]["largest_domains"] == [{"domain": "big.example", "addresses": 5}]


def test_servers_of_the_route_stay(report: Report) -> None:
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    assert shown["messages"][0]["hops"][0]["by"] == "mx.google.com"
    assert shown["messages"][0]["hops"][0]["from"]["ip"] == "192.0.2.71"


def test_an_edition_is_a_pure_function(report: Report) -> None:
    before = to_json(report)
    for name in EditionName:
        assert outputs(edition_of(report, name)) == outputs(edition_of(report, name))
    assert to_json(report) == before


def test_the_key_decides_the_pseudonyms(report: Report) -> None:
    one, two = b"a" * 32, b"b" * 32
    assert outputs(edition_of(report, EditionName.TRIBUNAL, one)) != outputs(
        edition_of(report, EditionName.TRIBUNAL, two)
    )
    made = edition_of(report, EditionName.TRIBUNAL, one)
    assert made.edition.key_source == "file"
    assert one.hex() not in outputs(made).decode()


def test_the_key_of_the_evidence_is_in_no_output(report: Report) -> None:
    from provenance.report.editions.pseudonyms import key_of_evidence

    key = key_of_evidence(report)
    for name in EditionName:
        assert key.hex().encode() not in outputs(edition_of(report, name))


def test_the_schedule_says_what_why_and_who(report: Report) -> None:
    page = to_html(edition_of(report, EditionName.TRIBUNAL)).decode()
    for words in ("Redaction schedule", "Mailboxes of third parties", "HMAC-SHA-256", "M. Carrow"):
        assert words in page
    assert "anonymised" not in page.lower()
    assert "Tribunal edition" in page
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    rows = {one["category"]: one for one in shown["redaction"]["schedule"]}
    assert rows["mailbox"]["different"] == 3
    assert rows["mailbox"]["places"] > 3
    assert all(one["reason"] for one in rows.values())


def test_mailboxes_that_may_be_the_same_are_listed_and_not_folded(tmp_path: Path) -> None:
    to = "eva.lang@gmail.com, evalang+news@gmail.com, msc+x@harbourvale.example"
    report = report_of(tmp_path, mail(to=to, recipient="eva.lang@gmail.com"))
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    same = sorted(one.get("possibly_same", []) for one in shown["redaction"]["pseudonyms"])
    assert len(same) == 3
    assert ["the account holder"] in same
    assert sum(one[0].startswith("R-") for one in same if one) == 2


def test_a_hostile_name_changes_no_word_of_ours(tmp_path: Path) -> None:
    names = ["pass", "dkim", "E1", "M1", "route", "Received", "sha256", "true", "full", "file"]
    to = ", ".join(f'"{name}" <u{n}@x.example>' for n, name in enumerate(names))
    report = report_of(tmp_path, mail(to=to))
    whole = json.loads(to_json(edition_of(report, EditionName.FULL)))
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    assert to_html(edition_of(report, EditionName.TRIBUNAL))
    assert [one["text_id"] for one in shown["findings"]] == [
        one["text_id"] for one in whole["findings"]
    ]
    assert shown["messages"][0]["id"] == "M1"
    assert shown["evidence"][0]["id"] == "E1"
    assert shown["messages"][0]["stream"] == "file"


@pytest.mark.parametrize("name", list(EditionName))
def test_every_edition_has_the_shape_of_the_schema(report: Report, name: EditionName) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    root = Path(__file__).resolve().parents[3]
    schema = json.loads((root / "provenance/report/schema/report-1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(to_json(edition_of(report, name))))


def test_no_plain_hash_of_what_can_be_guessed(tmp_path: Path) -> None:
    """A reader who guesses the address could otherwise test it against the hash of the line."""
    import hashlib

    other = "nora.quill@friend.example"
    report = report_of(tmp_path, mail(), mail(recipient=other))
    lines = [f"Delivered-To: {one}\r\n".encode() for one in (ANNA, other)]
    guesses = [hashlib.sha256(line).hexdigest() for line in lines]
    guesses += [hashlib.sha256(one.encode()).hexdigest() for one in (ANNA, other)]
    guesses += [hashlib.sha256(f" {one}".encode()).hexdigest() for one in (ANNA, other)]
    for name in REDACTED:
        shown = outputs(edition_of(report, name)).decode()
        assert [guess for guess in guesses if guess in shown] == []


def test_hashes_of_other_quotations_stay(report: Report) -> None:
    whole = json.loads(to_json(edition_of(report, EditionName.FULL)))
    shown = json.loads(to_json(edition_of(report, EditionName.TRIBUNAL)))
    kept = 0
    for one, other in zip(whole["findings"], shown["findings"], strict=True):
        for place, redacted in zip(one["where"], other["where"], strict=True):
            if redacted["quote_sha256"]:
                assert redacted["quote_sha256"] == place["quote_sha256"]
                kept += place["locator"] in {"From", "Message-ID", "Subject", "Date"}
    assert kept
