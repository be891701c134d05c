"""The first page: which messages are meant, the short answer, what stays open, the main limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from provenance.authentication import Resolver
from provenance.basics import Text
from provenance.case import Case, Organisation
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, OrganisationMeant, Reasoning, conclusion
from provenance.reasoning.question import question_notes
from provenance.reasoning.subject import Subject, make_subjects
from provenance.report.catalogue import render, sentences
from provenance.report.lint import lint

Pair = tuple[AnalysedMessage, Exhibit]
Conclude = Callable[..., Reasoning]
Analyse = Callable[..., Pair]

DISPUTED = b"From: msc@harbourvale.example\r\nSubject: s\r\nMessage-ID: <1@h.example>\r\n\r\nx\r\n"
FRIEND = b"From: rowan@larkmail.example\r\nSubject: Fwd\r\n\r\nsee below\r\n"
HOME = Organisation(domains=("harbourvale.example",))


def inside(pair: Pair, parent: Pair) -> Pair:
    """The exhibit as one that was attached to another."""
    analysed, exhibit = pair
    return analysed, replace(exhibit, item=replace(exhibit.item, parent=parent[1].item.id))


def note_ids(reasoning: Reasoning) -> list[str]:
    return [note.id.removeprefix("reasoning.note.") for note in reasoning.notes]


def short_of(reasoning: Reasoning) -> str:
    """What the short answer says of the mail system; what it says of the person stands before."""
    system = dict(reasoning.short.params).get("more", reasoning.short)
    assert isinstance(system, Text)
    return system.id.removeprefix("reasoning.short.")


def test_a_covering_message_is_not_asked_about(analyse: Analyse, conclude: Conclude) -> None:
    cover = analyse(FRIEND, number=1)
    reasoning = conclude(cover, inside(analyse(DISPUTED, number=2), cover))
    assert reasoning.asked == ("M2",)
    assert reasoning.carriers == (("M1", ("M2",)),)
    assert render(reasoning.notes[0]) == (
        "M1 carries M2 as an attachment. "
        "It is taken as a covering message: the five answers are about M2."
    )
    assert reasoning.organisation == OrganisationMeant(
        domain="harbourvale.example", named_by_case=False
    )
    # No request is made about the friend's mail service, and every message has its findings.
    assert "larkmail" not in " ".join(render(r.holder) for r in reasoning.requests)
    assert {finding.message for finding in reasoning.findings} == {"M1", "M2"}


@pytest.mark.parametrize(
    ("case", "asked", "carriers"),
    [
        # Nothing is known of the case: the outer message is taken as the covering one.
        (Case(), ("M2",), ("M1",)),
        # The case names the organisation, and only the outer message comes from it.
        (Case(organisation=HOME), ("M1", "M2"), ()),
        (Case(account="MSC@harbourvale.example"), ("M1",), ()),
        (Case(account="rowan@larkmail.example"), ("M2",), ("M1",)),
        (Case(account="nobody@else.example"), ("M2",), ("M1",)),
    ],
)
def test_an_attachment_does_not_hide_the_message_in_dispute(
    analyse: Analyse, conclude: Conclude, case: Case, asked: tuple[str, ...], carriers: tuple[str]
) -> None:
    """Whoever attaches a sealed newsletter to a message must not get the newsletter examined."""
    outer = analyse(DISPUTED, number=1)
    reasoning = conclude(outer, inside(analyse(FRIEND, number=2), outer), case=case)
    assert reasoning.asked == asked
    assert tuple(carrier for carrier, _ in reasoning.carriers) == carriers
    assert ("no-account" in note_ids(reasoning)) is case.account.startswith("nobody")


def test_a_chain_of_carriers(analyse: Analyse, conclude: Conclude) -> None:
    first = analyse(FRIEND, number=1)
    second = inside(analyse(FRIEND, number=2), first)
    third = inside(analyse(DISPUTED, number=3), second)
    reasoning = conclude(first, second, third)
    assert reasoning.asked == ("M3",)
    assert reasoning.carriers == (("M1", ("M2",)), ("M2", ("M3",)))


def test_the_organisation_of_the_case_file_is_the_one_meant(
    analyse: Analyse, conclude: Conclude
) -> None:
    case = Case(organisation=Organisation(domains=("Other.example.", "second.example")))
    assert conclude(analyse(DISPUTED), case=case).organisation == OrganisationMeant(
        domain="other.example", others=("second.example",), named_by_case=True
    )
    assert conclude(analyse(b"Subject: s\r\n\r\n")).organisation is None
    assert conclude().organisation is None


def test_the_short_answer_follows_rung_two(
    samples: Path,
    sample_pairs: dict[str, Pair],
    analyse: Analyse,
    recorded: Resolver,
    conclude: Conclude,
) -> None:
    gmail = (samples / "mass-mailing-gmail.eml").read_bytes()
    sealed, header = sample_pairs["mass-mailing-gmail"], gmail[: gmail.index(b"\r\n\r\n") + 4]
    found = {
        "sealed": conclude(sealed),
        "not-shown": conclude(sample_pairs["spoof-outside"]),
        "some-sealed": conclude(sample_pairs["mass-mailing-gmail"], sample_pairs["spoof-outside"]),
        "sealed-parts": conclude(sealed, analyse(header, resolver=recorded, body=False, number=2)),
        "less-complete": conclude(sealed, analyse(gmail, number=2)),
        "recorded": conclude(analyse(gmail)),
        "no-domain": conclude(analyse(b"Subject: s\r\n\r\n")),
        "nothing-read": conclude(),
    }
    for name, reasoning in found.items():
        assert short_of(reasoning) == name
        words = render(reasoning.short)
        # Who sent it is the question: whether that is decided stands in front.
        assert words.startswith(
            "No message could be read" if name == "nothing-read" else "Which person sent it"
        )


def test_what_stays_open_is_said_for_both_sides(
    samples: Path, sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    def open_(reasoning: Reasoning) -> list[str]:
        return [one.id.removeprefix("reasoning.open.") for one in reasoning.open]

    # The key of the samples comes from a file, so whose key it is stays open as well.
    assert open_(conclude(sample_pairs["mass-mailing-gmail"])) == ["users", "key"]
    assert open_(conclude(sample_pairs["spoof-outside"])) == ["users", "outside", "copy"]
    assert open_(conclude()) == []
    words = render(conclude(sample_pairs["mass-mailing-gmail"]).open[0])
    for who in ("account holder", "another person", "delegate", "administrator", "outsider"):
        assert who in words


def limits(samples: Path, analyse: Analyse, recorded: Resolver) -> dict[str, Pair]:
    gmail = (samples / "mass-mailing-gmail.eml").read_bytes()
    changed = gmail.replace(b"summer", b"winter").replace(b"Summer", b"Winter")
    header = gmail[: gmail.index(b"\r\n\r\n") + 4]
    return {
        "key-file": analyse(gmail, resolver=recorded),
        "untested": analyse(gmail),
        "does-not-fit": analyse(changed, resolver=recorded),
        "msg": analyse(header, resolver=recorded, body=False),
        "pasted": analyse(header, resolver=recorded, body=False, repaired=True),
        "text-differs": analyse(gmail + b"footer\r\n", resolver=recorded),
        "unsealed": analyse(DISPUTED),
        "pasted-unsealed": analyse(DISPUTED, body=False, repaired=True),
    }


def test_the_main_limit_is_that_of_this_case(
    samples: Path, analyse: Analyse, recorded: Resolver, conclude: Conclude
) -> None:
    found = {
        name: conclude(pair).main_limit for name, pair in limits(samples, analyse, recorded).items()
    }
    # Of a copy with nothing worse than these, what limits most is that no record was supplied.
    for name in ("key-file", "msg"):
        parts = dict(found[name].params)
        assert parts["answer"] == Text(id="reasoning.limit.no-records")
        more = parts["more"]
        assert isinstance(more, Text)
        found[name] = more
    assert {name: limit.id.removeprefix("reasoning.limit.") for name, limit in found.items()} == {
        name: name for name in found
    }


def test_the_limit_of_the_weakest_copy_names_it(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    reasoning = conclude(sample_pairs["mass-mailing-gmail"], sample_pairs["spoof-outside"])
    assert render(reasoning.main_limit).startswith("M3: This copy carries no seal.")


def test_copies_that_share_an_identifier_are_named(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    pairs = (sample_pairs["mass-mailing-gmail"], sample_pairs["mass-mailing-postfix"])
    reasoning = conclude(*pairs)
    assert note_ids(reasoning) == ["same-id"]
    assert render(reasoning.notes[0]).startswith("M1, M2 carry the same identifier")
    assert conclude(pairs[0]).notes == ()


@pytest.mark.parametrize(
    ("question", "zone", "notes"),
    [
        ("", "UTC", []),
        ("Who sent it?", "UTC", []),
        ('Who sent "Summer  briefing" of 14 May 2026?', "UTC", []),
        ('Who sent "summer briefing" on 2026-05-14?', "Europe/London", ["other-day"]),
        ('Who sent "Winter briefing"?', "UTC", ["other-subject"]),
        ("Who sent “Summer briefing”?", "UTC", []),
        ("Who sent the message of 15 May 2026?", "UTC", ["other-day"]),
        # 23:30 UTC is the next day in London summer time.
        ("Who sent the message of 15 May 2026?", "Europe/London", []),
        ("Who sent it on 14th May, 2026 or 2026-05-15?", "UTC", []),
        ("Who sent it on 99 May 2026?", "UTC", []),
        ('"' * 500 + "[" * 5000, "UTC", []),
    ],
)
def test_the_question_is_compared_with_what_was_handed_in(
    analyse: Analyse, question: str, zone: str, notes: list[str]
) -> None:
    data = b"Subject: Summer briefing\r\nDate: Thu, 14 May 2026 23:30:00 +0000\r\n\r\n"
    analysed, exhibit = analyse(data)
    case = Case(question=question, timezone=zone)
    subjects: tuple[Subject, ...] = make_subjects((analysed,), (exhibit,), case)
    found = [note.id.removeprefix("reasoning.note.") for note in question_notes(subjects, case)]
    assert found == notes


def all_words(reasoning: Reasoning) -> list[str]:
    page = [reasoning.short, *reasoning.open, reasoning.main_limit, *reasoning.notes]
    asked = [text for one in reasoning.requests for text in (one.what, one.holder, one.wording)]
    return [render(text) for text in (*page, *asked, *(rung.answer for rung in reasoning.ladder))]


def test_what_is_printed_keeps_to_the_rules_of_words(
    samples: Path,
    analyse: Analyse,
    recorded: Resolver,
    sample_pairs: dict[str, Pair],
    conclude: Conclude,
) -> None:
    """Sentences put together at run time: none too long, no forbidden word."""
    every = limits(samples, analyse, recorded)
    runs = [conclude(pair) for pair in (*every.values(), *sample_pairs.values())]
    runs.append(conclude(*sample_pairs.values()))
    problems = {str(problem) for run in runs for words in all_words(run) for problem in lint(words)}
    assert problems == set()


def test_every_answer_has_a_short_one_and_every_limit_has_words() -> None:
    known = sentences("reasoning")
    rung_two = {id_.split(".")[2] for id_ in known if id_.startswith("reasoning.rung2.")}
    assert set(conclusion._SHORT) == rung_two
    for name in conclusion._LIMITS:
        assert f"reasoning.limit.{name}" in known
