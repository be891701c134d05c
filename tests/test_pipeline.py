"""What the pipeline adds to the rooms: notes of the case file, second readings of Outlook items."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver, RecordedResolver, read_dns_file
from provenance.basics import Interest, State, text
from provenance.case import Case, EvidenceNote
from provenance.evidence import MsgCrossCheck, open_evidence
from provenance.origin.export_marks import CLAIMS, WAYS
from provenance.pipeline import Context, analyze
from provenance.report import Report, to_html
from provenance.report.catalogue import sentence
from provenance.report.document import to_dict
from provenance.report.lint import lint_html
from provenance.report.view.annexes import hash_rows

INNER = b"From: boss@b.example\r\nSubject: inner\r\nMessage-ID: <1@b.example>\r\n\r\nHello\r\n"
OUTER = (
    b"From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
    b'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="received.eml"'
    b"\r\n\r\n" + INNER + b"\r\n--B--\r\n"
)


def run(
    folder: Path, files: dict[str, bytes], *notes: EvidenceNote, both: bool | None = False
) -> Report:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    intake = open_evidence([folder / name for name in files])
    context = Context(
        intake=intake, resolver=OfflineResolver(), as_of=date(2026, 6, 1), cross_check=both
    )
    return analyze(Case(evidence=notes), context)


def test_a_note_is_about_a_file_and_never_about_what_is_in_it(tmp_path: Path) -> None:
    """An attachment can be called like an independent copy: it has the source of its parent."""
    independent = EvidenceNote(
        file="received.eml", supplied_by="the board", interest=Interest.INDEPENDENT
    )
    own = EvidenceNote(file="wrap.eml", supplied_by="me", interest=Interest.SUBMITTING)
    report = run(tmp_path, {"wrap.eml": OUTER}, independent, own)
    outer, inner = (exhibit.item for exhibit in report.exhibits)
    assert (inner.name, inner.parent) == ("received.eml", outer.id)
    assert (inner.interest, inner.supplied_by) == (outer.interest, outer.supplied_by)
    assert (inner.interest, inner.supplied_by) == ("submitting", "me")
    assert text("evidence.note-unmatched", file="received.eml") in report.warnings


def test_a_hash_goes_before_a_name(tmp_path: Path) -> None:
    digest = hashlib.sha256(INNER).hexdigest()
    by_name = EvidenceNote(file="a.eml", interest=Interest.OTHER)
    by_hash = EvidenceNote(file=digest.upper(), interest=Interest.INDEPENDENT)
    report = run(tmp_path, {"a.eml": INNER}, by_name, by_hash)
    assert report.exhibits[0].item.interest == "independent"
    assert not [w for w in report.warnings if w.id == "evidence.note-unmatched"]


def test_the_day_of_receipt_is_stated_wherever_its_note_is_found(tmp_path: Path) -> None:
    """By the last part of a path and by a hash in capitals; what lay inside came with it."""
    digest = hashlib.sha256(INNER).hexdigest()
    for note in ("wrap.eml", hashlib.sha256(OUTER).hexdigest().upper()):
        (tmp_path / "folder").mkdir(exist_ok=True)
        report = run(
            tmp_path,
            {"folder/wrap.eml": OUTER, "other.eml": INNER},
            EvidenceNote(file=note, received_on="2026-05-20"),
            EvidenceNote(file=digest[:-1]),
        )
        received = [one.item.received_on for one in report.exhibits]
        assert received.count("2026-05-20") == 2
        assert received.count(State.ABSENT) == 1
        rows = {str(row["id"]): row["received"].striptags() for row in hash_rows(report)}
        assert sorted(rows.values()) == ["20 May 2026", "20 May 2026", "not stated"]


def test_a_note_that_fits_nothing_is_told(tmp_path: Path) -> None:
    report = run(tmp_path, {"a.eml": INNER}, EvidenceNote(file="recieved.eml"))
    assert report.warnings == (text("evidence.note-unmatched", file="recieved.eml"),)


@pytest.mark.parametrize("name", ["notes.pdf"])
def test_a_note_about_an_unreadable_file_fits(tmp_path: Path, name: str) -> None:
    report = run(tmp_path, {"a.eml": INNER, name: b"%PDF-1.7"}, EvidenceNote(file=name))
    assert not [w for w in report.warnings if w.id == "evidence.note-unmatched"]


def test_outlook_items_are_read_by_a_second_engine(tmp_path: Path, samples: Path) -> None:
    content = next(iter(sorted(samples.glob("*.msg")))).read_bytes()
    report = run(tmp_path, {"a.msg": content, "b.eml": INNER}, both=True)
    msg, eml = report.exhibits
    assert isinstance(msg.second, MsgCrossCheck)
    assert eml.second is State.NOT_APPLICABLE
    written = to_dict(report)["evidence"]
    assert written[0]["second_reading"]["engine"] == "extract-msg"
    assert written[0]["second_reading"]["agrees"] is True
    assert written[1]["second_reading"] is None
    alone = run(tmp_path, {"a.msg": content})
    assert alone.exhibits[0].second is State.NOT_ATTEMPTED


def test_empty_groups_are_no_recipients(tmp_path: Path) -> None:
    raw = b"From: a@b.example\r\nTo: Recipients <>, list:;\r\nCc: c@d.example\r\n\r\nx\r\n"
    (message,) = to_dict(run(tmp_path, {"a.eml": raw}))["messages"]
    assert message["recipients"]["visible_unique"] == 1


def test_null_has_its_reason_beside_it(tmp_path: Path) -> None:
    """A time that cannot be read and a key that was not asked for are not simply absent."""
    raw = (
        b"Received: from x.example ([192.0.2.7]) by mx.d.example (Postfix) with ESMTPSA id 1;\r\n"
        b"\tsoon\r\n"
        b"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=AA==; b=AAAA\r\n"
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\n\r\nx\r\n"
    )
    (message,) = to_dict(run(tmp_path, {"a.eml": raw}))["messages"]
    submitted = message["origin"]["submitted"]
    assert submitted["time"] is None
    assert submitted["states"]["time"] in {"unparsable", "unreadable"}
    key = message["authentication"]["dkim"][0]["key"]
    assert key["source"] is None
    assert key["states"]["source"] == "not-attempted"


def test_how_a_copy_was_made_stands_in_every_output(tmp_path: Path, samples: Path) -> None:
    """An Outlook item that the case file calls a download from Gmail: told, and nobody accused."""
    content = next(iter(sorted(samples.glob("*.msg")))).read_bytes()
    note = EvidenceNote(file="a.msg", obtained="gmail-download-original")
    report = run(tmp_path, {"a.msg": content, "b.eml": OUTER}, note)
    written = {one["name"]: one["export_route"] for one in to_dict(report)["evidence"]}
    assert written["a.msg"]["name"] == "outlook-item"
    assert written["a.msg"]["agreement"] == "disagrees"
    assert {"check": "body-hash", "effect": "not-testable"}.items() <= (
        written["a.msg"]["found"][0]["voids"][0].items()
    )
    assert written["received.eml"]["name"] == "attached"
    names = {finding.name for finding in report.reasoning.findings}
    assert {"copy.export-route.outlook-item", "copy.obtained-differs"} <= names
    page = to_html(report).decode("utf-8")
    assert "How this copy was made" in page
    assert "saved from Outlook as an item" in page
    assert [str(problem) for problem in lint_html(page)] == []


def test_every_way_of_the_case_file_has_words() -> None:
    for claim in CLAIMS:
        assert sentence(f"report.exhibit.obtained.{claim}"), claim


@pytest.mark.parametrize("way", [way.name for way in WAYS])
def test_every_way_of_copying_has_its_sentences(way: str) -> None:
    one = next(one for one in WAYS if one.name == way)
    wanted = [f"origin.export.name.{way}", f"origin.export.lost.{way}"]
    wanted += [f"origin.export.{effect.value}.{check}" for check, effect in one.voids]
    wanted += [f"report.export.rivals.{way}"] if one.rivals else []
    assert [id_ for id_ in wanted if not sentence(id_)] == []


def test_a_seal_that_does_not_fit_is_explained_by_the_way_of_copying_first(
    tmp_path: Path, samples: Path
) -> None:
    raw = (samples / "mass-mailing-gmail.eml").read_bytes()
    changed = b"X-Mozilla-Status: 0001\r\n" + raw.replace(b"</html>", b"<p>more</p></html>", 1)
    assert changed.count(b"<p>more</p>") == 1
    (tmp_path / "a.eml").write_bytes(changed)
    resolver = RecordedResolver(read_dns_file(samples / "dns.jsonl"))
    context = Context(
        intake=open_evidence([tmp_path / "a.eml"]),
        resolver=resolver,
        as_of=date(2026, 6, 1),
        cross_check=False,
    )
    report = analyze(Case(), context)
    (signature,) = (
        one
        for one in to_dict(report)["messages"][0]["authentication"]["dkim"]
        if one["body_hash"] == "mismatch"
    )
    assert signature["expected_by_route"] == "thunderbird"
    cautions = [
        caution.id
        for finding in report.reasoning.findings
        if finding.name.startswith("dkim.")
        for caution in finding.cautions
    ]
    assert "reasoning.caution.route-changes-text" in cautions
    assert "store of Thunderbird" in to_dict(report)["ladder"][0]["answer"]
