"""Findings beside known messages: what they say, what they carry, what they never say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver
from provenance.basics import State
from provenance.case import Case
from provenance.evidence import open_evidence, open_known
from provenance.origin.calibration import countable, learn, write_profile
from provenance.pipeline import Context, analyze
from provenance.reasoning import Finding
from provenance.report import Report
from provenance.report.catalogue import render
from tests.origin.mailbox import FIRST_DAY, known, mail

DISPUTED = FIRST_DAY + timedelta(days=4)


def report(tmp_path: Path, disputed: bytes, beside: list[bytes], *, ending: str = "eml") -> Report:
    (tmp_path / "known").mkdir()
    (tmp_path / "disputed.eml").write_bytes(disputed)
    for number, raw in enumerate(beside):
        (tmp_path / "known" / f"{number:02}.{ending}").write_bytes(raw)
    return analyze(
        Case(),
        Context(
            intake=open_evidence([tmp_path / "disputed.eml"]),
            resolver=OfflineResolver(),
            as_of=date(2026, 6, 1),
            known=open_known([tmp_path / "known"]) if beside else open_known([]),
        ),
    )


def found(of: Report) -> dict[str, Finding]:
    return {one.name: one for one in of.reasoning.findings if one.name.startswith("calibration.")}


def test_without_known_messages_nothing_is_said(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED), [])
    assert found(made) == {}
    assert made.messages[0].calibration is State.NOT_ATTEMPTED


def test_consistent(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED), [mail(n) for n in range(10)])
    tag = found(made)["calibration.mailbox-tag"]
    words = render(tag.statement)
    assert "consistent with known messages" in words
    assert "fits 10 of 10 known messages of msc@harbourvale.example" in words
    assert (tag.rung, tag.strength, tag.observed) == (3, 1, True)
    assert [place.evidence for place in tag.where] == ["E1", "E2"]
    cautions = " ".join(render(one) for one in tag.cautions)
    assert "two people with the same login look alike" in cautions
    assert "128 values" in cautions


def test_not_consistent_begins_with_innocent_causes(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED, tag="91"), [mail(n) for n in range(40)])
    tag = found(made)["calibration.mailbox-tag"]
    words = render(tag.statement)
    assert words.startswith("A migration of the mailbox")
    assert "fits none of 40 known messages" in words
    assert "up to 3 in 40 ordinary days" in words
    # Whoever holds a file could have written all of it: step 1, whatever the point could carry.
    assert tag.strength == 1
    cautions = " ".join(render(one) for one in tag.cautions)
    assert "A difference names nobody" in cautions
    assert "profile" not in cautions
    assert "decided what counts as normal" in cautions


def test_what_comes_from_a_profile_says_so(tmp_path: Path) -> None:
    kept, left = countable(known(mail(n), f"{n}.eml") for n in range(40))
    profile = write_profile(learn(kept), left, version="0")
    made = report(tmp_path, mail(400, day=DISPUTED, tag="91"), [profile], ending="json")
    tag = found(made)["calibration.mailbox-tag"]
    assert tag.strength == 1
    assert "were not read in this run" in " ".join(render(one) for one in tag.cautions)


def test_nothing_can_be_said_carries_nothing(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED, tag="91"), [mail(3), mail(5)])
    tag = found(made)["calibration.mailbox-tag"]
    assert tag.strength == 0
    assert "nothing can be said" in render(tag.statement)
    assert "on 2 different days; at least 5 are needed" in render(tag.statement)


def test_known_mail_of_another_address(tmp_path: Path) -> None:
    others = [mail(n, address="b@harbourvale.example") for n in range(10)]
    made = report(tmp_path, mail(400, day=DISPUTED), others)
    (only,) = found(made).values()
    assert (only.name, only.strength) == ("calibration.none", 0)
    assert "not compared" in render(only.statement)


@pytest.mark.parametrize("tag", ["C4", "91"])
def test_no_strength_above_one_and_no_person(tmp_path: Path, tag: str) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED, tag=tag), [mail(n) for n in range(40)])
    for one in found(made).values():
        assert one.strength <= 1
        assert one.rung in {3, 4}
    person = next(rung for rung in made.reasoning.ladder if rung.rung == 5)
    assert person.findings == ()


def test_points_of_one_program_are_one_group(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED), [mail(n) for n in range(10)])
    groups = {name: one.group for name, one in found(made).items()}
    assert groups["calibration.header-order"] == groups["calibration.utc-offset"]
    assert groups["calibration.mailbox-tag"] == groups["calibration.mailbox-server"]
    assert groups["calibration.mailbox-tag"] != groups["calibration.submission-domain"]


def test_known_messages_are_no_messages_of_the_case(tmp_path: Path) -> None:
    made = report(tmp_path, mail(400, day=DISPUTED), [mail(n) for n in range(3)])
    assert [one.message.evidence for one in made.messages] == ["E1"]
    assert [one.item.kind.value for one in made.exhibits] == ["eml", "known", "known", "known"]


def test_the_disputed_message_among_the_known_does_not_count(tmp_path: Path) -> None:
    raw = mail(400, day=DISPUTED, tag="91")
    made = report(tmp_path, raw, [*(mail(n) for n in range(10)), raw])
    calibration = made.messages[0].calibration
    assert not isinstance(calibration, State)
    assert calibration.messages == 10
    assert [one.reason for one in calibration.left_out] == ["under-examination"]
