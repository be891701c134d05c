"""Rows added to the doors of the sample story, and the stay that they dispute, whosever it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

HERE = Path(__file__).resolve().parents[1] / "sample_messages"
HOLDER = ("account-holder", "M. Carrow", "005357", "msc")
DIRECTOR = ("person-b", "V. Harbour", "004826", "vh")
DOUBTED = (
    "Other records may name this person elsewhere at that time. "
    "So the stay carries one step at most."
)
Person = tuple[str, str, str, str]
Made = dict[str, Any]


def made(folder: Path, person: Person, *rows: str, edit: Callable[[str], str] = str) -> Made:
    """The report of the story in which this person is the one whose journey the airline has."""
    id_, name, _, _ = person
    lines = (HERE / "holder-absent" / "doors.csv").read_text().splitlines()
    away = {f"{day}/05/2026" for day in range(10, 18)}
    kept = [one for one in lines if not (one[:10] in away and f";{name};" in one)]
    inside = [*kept[1:], *rows]
    inside.sort(key=lambda one: (one[6:10], one[3:5], one[:2], one[11:19]))
    (folder / "holder-absent").mkdir()
    (folder / "holder-absent" / "doors.csv").write_text(edit("\n".join([kept[0], *inside]) + "\n"))
    airline = (HERE / "holder-absent" / "airline.csv").read_text().replace("M. Carrow", name)
    (folder / "holder-absent" / "airline.csv").write_text(airline)
    for one in (HERE / "holder-absent").glob("*.columns.yaml"):
        (folder / "holder-absent" / one.name).write_bytes(one.read_bytes())
    case = (HERE / "case-with-records.yaml").read_text()
    case = case.replace("presence:\n  - person: account-holder", f"presence:\n  - person: {id_}")
    (folder / "case.yaml").write_text(case)
    logs = (
        HERE / "audit-log.csv", folder / "holder-absent" / "doors.csv",
        folder / "holder-absent" / "airline.csv", HERE / "holder-absent" / "pc07.xml",
    )  # fmt: skip
    given = [
        "analyze", str(HERE / "mass-mailing-gmail.eml"), "--case", str(folder / "case.yaml"),
        "--dns", str(HERE / "dns.jsonl"), "--as-of", "2026-06-03", "--out", str(folder / "out"),
        *(part for one in logs for part in ("--audit", str(one))),
    ]  # fmt: skip
    done = CliRunner().invoke(app, given)
    assert done.exit_code in {0, 1}, done.output
    found = json.loads((folder / "out" / "report.json").read_bytes())
    return {one["name"]: one for one in reversed(found["findings"])} | {
        "all": found["findings"],
        "page": (folder / "out" / "report.html").read_text(),
    }


@pytest.mark.parametrize("person", [HOLDER, DIRECTOR])
def test_without_such_a_row_the_stay_is_disputed_by_none(tmp_path: Path, person: Person) -> None:
    found = made(tmp_path, person)
    assert DOUBTED not in found["presence.office"]["cautions"]
    assert not [one for one in found if one.startswith("presence.record-")]
    words = found["usage.crossed.doors"]["text"]
    assert any("What it is for: findings can take" in one
               for one in found["usage.crossed.doors"]["cautions"])  # fmt: skip
    own = "door rows that name or may name the account's person: 0."
    assert own in words


@pytest.mark.parametrize("person", [HOLDER, DIRECTOR])
@pytest.mark.parametrize("result", ["Granted", "Denied"])
def test_a_card_alone_may_name_whom_it_stands_beside(
    tmp_path: Path, person: Person, result: str
) -> None:
    _, name, card, _ = person
    more = f"04/05/2026 07:00:00;{name};{card};Main entrance;IN;Granted"
    found = made(tmp_path, person, f"14/05/2026 14:20:11;;{card};Main entrance;IN;{result}", more)
    one = found["presence.record-perhaps"]
    assert name in one["text"]
    assert f"card {card} without a name" in one["text"]
    assert ("passage refused" in one["text"]) is (result == "Denied")
    cautions = " ".join(one["cautions"])
    assert f"card {card} stands beside the name {name} and beside no other." in cautions
    assert "the first in E" in cautions
    assert "Cards are lent" in cautions
    # The rows with both are cited as well as the row itself.
    assert len({where["locator"] for where in one["where"]}) > 1
    assert DOUBTED in found["presence.office"]["cautions"]
    if person is HOLDER:
        assert "presence.machine-away" not in found
        assert "may name the account's person: 1." in found["usage.crossed.doors"]["text"]
        assert "a log-on name or a card: 1." in found["usage.crossed.door-days"]["text"]
    # The row by itself names nobody; the finding of doors says the card and beside whom it stands.
    badges = [one for one in found["all"] if one["name"] == "presence.badge"]
    (alone,) = {one["text"]: one for one in badges if f"the card {card} and no name" in one["text"]}
    assert name not in alone
    said = {words for one in badges if one["text"] == alone for words in one["cautions"]}
    assert any(f"card {card} stands beside the name {name}" in words for words in said)


@pytest.mark.parametrize("person", [HOLDER, DIRECTOR])
def test_a_card_beside_two_names_ties_to_nobody(tmp_path: Path, person: Person) -> None:
    _, name, card, _ = person
    found = made(
        tmp_path, person, f"14/05/2026 14:20:11;;{card};Main entrance;IN;Granted",
        f"04/05/2026 07:00:00;{name};{card};Main entrance;IN;Granted",
        f"05/05/2026 07:00:00;k.north;{card};Main entrance;IN;Granted",
    )  # fmt: skip
    assert "presence.record-perhaps" not in found
    assert DOUBTED not in found["presence.office"]["cautions"]


@pytest.mark.parametrize("person", [HOLDER, DIRECTOR])
def test_a_log_on_name_as_cardholder_may_name_its_person(tmp_path: Path, person: Person) -> None:
    _, name, _, login = person
    found = made(tmp_path, person, f"14/05/2026 14:20:11;{login};009999;Main entrance;IN;Granted")
    assert f"may name {name}" in found["presence.record-perhaps"]["text"]
    said = " ".join(found["usage.crossed.door-days"]["cautions"])
    assert f"may be of {name}, by another spelling" in said
    assert "Days with such a row: 1." in said
    assert DOUBTED in found["presence.office"]["cautions"]


@pytest.mark.parametrize("person", [HOLDER, DIRECTOR])
def test_a_refused_row_disputes_the_stay_like_another(tmp_path: Path, person: Person) -> None:
    _, name, card, _ = person
    found = made(tmp_path, person, f"14/05/2026 14:20:11;{name};{card};Main entrance;IN;Denied")
    against = found["presence.record-against"]["text"]
    assert f"marked “IN”, passage refused, card {card} in the name {name}" in against
    assert found["presence.office"]["strength"] == 0
    days = found["usage.crossed.door-days"]["text"]
    assert "those that do not say that passage was granted: 1." in days
    if person is HOLDER:
        assert "name M. Carrow, the person of the account: 1." in days
        assert "the number of its door rows is 9" in days
        assert "may name the account's person: 1." in found["usage.crossed.doors"]["text"]


def test_a_party_written_with_the_family_name_first_is_no_third_party(tmp_path: Path) -> None:
    found = made(
        tmp_path, HOLDER, "14/05/2026 14:20:11;M. Carrow;005357;Main entrance;IN;Granted",
        edit=lambda text: text.replace("M. Carrow", "Carrow, M."),
    )  # fmt: skip
    badge = found["presence.badge"]["text"]
    assert "in the name Carrow, M.: " in badge
    assert "card 005357 in the name Carrow, M." in badge
    assert "the case file gives to 005357" not in found["page"]
    assert "in the name N-" not in found["page"]


def test_other_peoples_cards_stand_nowhere_and_both_their_rows_of_the_day_do(
    tmp_path: Path,
) -> None:
    found = made(tmp_path, HOLDER)
    assert "004977" not in json.dumps(found)
    lines = (tmp_path / "holder-absent" / "doors.csv").read_text().splitlines()
    for card in ("004977", "005511"):
        rows = [
            number
            for number, line in enumerate(lines, 1)
            if line.startswith("14/05/2026") and f";{card};" in line
        ]
        cited = {where["locator"] for where in found["usage.crossed.door-days"]["where"]}
        assert {f"row {rows[0]}", f"row {rows[-1]}"} <= cited
