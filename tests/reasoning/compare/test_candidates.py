"""Who gets an explanation of their own where the case file names more people than there is room."""

from __future__ import annotations

from provenance.case import Access, Case, Person
from provenance.reasoning.compare.candidates import MAX_PEOPLE, candidates, left_out

ACCOUNT = "msc@harbourvale.example"
HOLDER = Person(id="holder", name="Ms C", accounts=(ACCOUNT,))
CROWD = tuple(Person(id=f"x{number}", name=f"X. {number}") for number in range(MAX_PEOPLE))
WAY = Person(
    id="b", name="Mr V", access_to=(Access(account=ACCOUNT, how="knows-password", start=""),)
)
SEEN = Person(id="c", name="Dr R")


def people(*given: Person, recorded: frozenset[str] = frozenset()) -> list[str]:
    made = candidates(Case(account=ACCOUNT, people=given), recorded)
    return [str(one.person) for one in made if one.person and one.key[1]]


def test_people_of_whom_nothing_is_said_push_nobody_with_access_out() -> None:
    found = people(HOLDER, *CROWD, WAY, SEEN, recorded=frozenset({"c"}))
    assert {"b", "c"} <= set(found)
    assert len(set(found) - {"holder"}) == MAX_PEOPLE
    assert left_out(Case(account=ACCOUNT, people=(HOLDER, *CROWD, WAY, SEEN))) == 2


def test_whoever_has_an_explanation_stands_in_the_order_of_the_case_file() -> None:
    found = people(HOLDER, WAY, SEEN)
    assert found == people(HOLDER, WAY, SEEN, recorded=frozenset({"c"}))
    assert list(dict.fromkeys(found)) == ["holder", "b", "c"]


def test_whoever_has_no_stated_way_to_the_login_is_told_so() -> None:
    admin = Person(id="d", access_to=(Access(account=ACCOUNT, how="admin", start=""),))
    made = candidates(Case(account=ACCOUNT, people=(HOLDER, WAY, SEEN, admin)), frozenset({"c"}))
    best = {(one.id, one.person): {words.id for words in one.best} for one in made}
    way = "reasoning.explanation.way"
    assert f"{way}.none" in best["person-with-access", "c"]
    assert f"{way}.no-password" in best["person-with-access", "d"]
    assert f"{way}.stated" in best["administrator", "d"]
    told = {f"{way}.none", f"{way}.no-password"}
    assert not told & (best["person-with-access", "b"] | best["administrator", "d"])
