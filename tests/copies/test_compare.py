"""Several copies of one mailing: every planted oddity is named, and nothing else is accused."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import Authentication, OfflineResolver, SuppliedKeys, read_keys_file
from provenance.case import Case, parse_case
from provenance.copies import Copy, CopyComparison, DifferenceKind, Sameness, compare_copies
from provenance.evidence import MessageStream, open_evidence
from provenance.message import read_message
from provenance.pipeline import Context, analyze
from provenance.report import Report
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parents[2]


@cache
def generator() -> Any:
    path = ROOT / "tests" / "benchmarks" / "mass_mailing.py"
    spec = importlib.util.spec_from_file_location("mass_mailing", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mass_mailing"] = module
    spec.loader.exec_module(module)
    return module


def copies_of(files: dict[str, bytes], suppliers: dict[str, str] | None = None) -> list[Copy]:
    made = []
    for number, (name, data) in enumerate(sorted(files.items()), 1):
        stream = MessageStream(name="file", data=data, body=True)
        message = read_message(stream, id=f"M{number}", evidence=f"E{number}")
        made.append(
            Copy(
                message=message,
                trace=trace_message(message),
                authentication=Authentication(),
                sha256=hashlib.sha256(data).hexdigest(),
                supplier=(suppliers or {}).get(name, ""),
            )
        )
    return made


def names_of(files: dict[str, bytes]) -> dict[str, str]:
    return {f"M{number}": name for number, name in enumerate(sorted(files), 1)}


@pytest.fixture(scope="module")
def mailing() -> tuple[dict[str, bytes], dict[str, Any]]:
    files, truth = generator().make(copies=90, recipients=60)
    return files, truth


@pytest.fixture(scope="module")
def compared(mailing: tuple[dict[str, bytes], dict[str, Any]]) -> CopyComparison:
    return compare_copies(copies_of(mailing[0]))


def test_groups_are_the_messages(
    mailing: tuple[dict[str, bytes], dict[str, Any]], compared: CopyComparison
) -> None:
    files, truth = mailing
    names = names_of(files)
    groups = [sorted(names[m] for m in group.members) for group in compared.groups]
    assert groups == [truth["first"], [truth["other"]], [truth["recall"]], truth["second"]]
    assert len(compared.mailings) == 1
    assert compared.mailings[0] == (compared.groups[0].id, compared.groups[3].id)


def test_every_plant_is_named_and_nobody_else(
    mailing: tuple[dict[str, bytes], dict[str, Any]], compared: CopyComparison
) -> None:
    files, truth = mailing
    names = names_of(files)
    found = {names[odd.member]: odd.fields for group in compared.groups for odd in group.odd}
    plants = truth["plants"]
    assert found == {
        plants["body"]: ("body 1.1", "body 1.2"),
        plants["to"]: ("To",),
        plants["date"]: ("Date",),
        plants["received"]: ("Received",),
    }
    unusual = {
        names[member]
        for group in compared.groups
        for one in group.differences
        if not one.expected
        for member in one.members
    }
    assert unusual == set(plants.values())


def test_one_delivery_is_one_witness(
    mailing: tuple[dict[str, bytes], dict[str, Any]], compared: CopyComparison
) -> None:
    files, truth = mailing
    names = names_of(files)
    same = {
        witness.sameness: sorted(names[m] for m in witness.members)
        for group in compared.groups
        for witness in group.witnesses
        if len(witness.members) > 1
    }
    assert same == {
        Sameness.SAME_BYTES: truth["same_bytes"],
        Sameness.SAME_DELIVERY: truth["re_export"],
    }


def test_explanations_begin_with_saving_and_end_with_a_change(compared: CopyComparison) -> None:
    for odd in compared.groups[0].odd:
        assert odd.explanations[0].id == "copies.why.saving"
        assert odd.explanations[-1].id == "copies.why.change"


def test_two_copies_that_differ_have_no_odd_one() -> None:
    files, _ = generator().make(copies=90, recipients=60)
    pair = {name: files[name] for name in ("copy-0004.eml", "copy-0005.eml")}
    group = compare_copies(copies_of(pair)).groups[0]
    assert group.odd == ()
    assert [one.field for one in group.differences if not one.expected] == ["body 1.1", "body 1.2"]
    assert not any(one.majority for one in group.differences)


def test_independence_needs_two_systems_and_two_suppliers() -> None:
    files, _ = generator().make(copies=90, recipients=60)
    three = {name: files[name] for name in ("copy-0003.eml", "copy-0004.eml", "copy-0007.eml")}
    one = compare_copies(copies_of(three, dict.fromkeys(three, "the employee"))).groups[0]
    assert {a.independent for a in one.agreements} == {1}
    many = {name: f"reader {at}" for at, name in enumerate(three)}
    several = compare_copies(copies_of(three, many)).groups[0]
    assert {a.independent for a in several.agreements} == {3}
    unknown = compare_copies(copies_of(three)).groups[0]
    assert {a.independent for a in unknown.agreements} == {0}


def test_a_build_number_is_no_transaction() -> None:
    """Exchange writes its version as id: two messages of one second are not one message."""
    line = (
        "Received: from a.example (192.0.2.1) by b.example (192.0.2.2) with Microsoft SMTP Server"
        " id 15.2.1544.10; Thu, 14 May 2026 14:02:10 +0000\r\n"
    )
    files = {
        f"{n}.eml": f"{line}Message-ID: <{n}@a.example>\r\n\r\n{n}\r\n".encode() for n in (1, 2)
    }
    assert [len(group.members) for group in compare_copies(copies_of(files)).groups] == [1, 1]


def test_a_changed_message_id_does_not_leave_the_group() -> None:
    files, _ = generator().make(copies=90, recipients=60)
    names = ("copy-0003.eml", "copy-0004.eml", "copy-0006.eml")
    three = {name: files[name] for name in names}
    three["copy-0003.eml"] = three["copy-0003.eml"].replace(b"AM9PR08MB6120A1", b"AM9PR08MB6120ZZ")
    # The shared lines of this mailing carry versions for ids; a line with a transaction id ties.
    tie = (
        b"Received: by relay.harbourvale.example (Postfix) id 4VfKq12abcz;"
        b" Thu, 14 May 2026 14:02:11 +0000"
    )
    three = {
        name: data.replace(b"From: ", tie + (b"\r\n" if b"\r\n" in data else b"\n") + b"From: ", 1)
        for name, data in three.items()
    }
    group = compare_copies(copies_of(three)).groups[0]
    assert len(group.members) == 3
    assert [odd.fields for odd in group.odd] == [("Message-ID",)]


def test_nothing_and_one_message() -> None:
    assert compare_copies([]).groups == ()
    files = {"a.eml": b"From: a@a.example\r\n\r\nhello\r\n"}
    group = compare_copies(copies_of(files)).groups[0]
    assert group.members == ("M1",)
    assert group.differences == ()


@cache
def _report(folder: Path, case: Case, *, keys: bool) -> Report:
    resolver = SuppliedKeys(read_keys_file(folder.parent / "keys.tsv")) if keys else None
    return analyze(
        case,
        Context(
            intake=open_evidence([folder]),
            resolver=resolver or OfflineResolver(),
            as_of=date(2026, 11, 26),
            cross_check=False,
        ),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mailing") / "copies"
    generator().write(place, copies=60, recipients=40)
    return place


def test_report_names_the_odd_copies_as_alteration(folder: Path) -> None:
    report = _report(folder, Case(), keys=False)
    odd = [one for one in report.reasoning.findings if one.name == "copies.odd"]
    assert len(odd) == 4
    assert {one.kind.value for one in odd} == {"alteration"}
    # Nobody says who supplied them: one holder could have written all that agree.
    assert {one.strength for one in odd} == {1}
    assert all(one.where for one in odd)


def test_a_verified_copy_vouches_for_the_others(folder: Path) -> None:
    report = _report(folder, Case(), keys=True)
    found = [one for one in report.reasoning.findings if one.name == "copies.vouched"]
    other = {
        value
        for one in found
        for name, value in one.statement.params
        if name == "other" and isinstance(value, tuple)
    }
    # The copies with another text, recipient list or date are vouched for in part alone.
    assert {("to",), ("date",)} <= other


def test_batches_are_counted_once_each(folder: Path) -> None:
    shown = _report(folder, Case(), keys=False).disclosure
    assert [batch.visible for batch in shown.batches] == [40, 20]
    assert shown.visible_unique == 60
    # The recall is no message in dispute; the letter of somebody else is, with other content.
    assert len(shown.not_counted) == 1
    assert shown.receipts.recalls == 1


def test_grade_needs_a_declaration(folder: Path) -> None:
    assert _report(folder, Case(), keys=False).disclosure.grade != "high"
    case = parse_case(b"disclosure: {category: health}\n")
    assert _report(folder, case, keys=False).disclosure.grade == "high"


def test_kinds_of_usual_differences(compared: CopyComparison) -> None:
    kinds = {one.field.lower(): one.kind for one in compared.groups[0].differences if one.expected}
    assert kinds["delivered-to"] is DifferenceKind.DELIVERY
    assert kinds["x-mozilla-status"] is DifferenceKind.STORAGE
    assert kinds["x-ms-exchange-organization-network-message-id"] is DifferenceKind.SERVICE


def test_an_inner_server_named_by_its_address_is_of_the_system_before(
    compared: CopyComparison,
) -> None:
    operators = {witness.operator for witness in compared.groups[0].witnesses}
    assert "Google (Gmail, Workspace)" in operators
    assert not any(":" in name for name in operators)
