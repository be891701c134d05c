"""Every row of the table has its words, a holder and a source; its days agree with the audit's."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from provenance.audit.retention import kept
from provenance.basics import text
from provenance.reasoning.requests.table import (
    ALIBABA,
    ALWAYS,
    COREMAIL,
    EXCHANGE_ONLINE,
    EXCHANGE_SERVER,
    GOOGLE,
    KEY,
    MAIL_SERVER,
    NETEASE,
    OWN,
    TENCENT,
    Wanted,
    every_record,
)
from provenance.report.catalogue import render, sentence, sentences

RECORDS = every_record()
EXPLANATIONS = {
    "account-holder",
    "person-with-access",
    "delegate",
    "administrator",
    "automation",
    "outside-compromise",
    "outside-system",
    "copy-altered",
}
PREMIUM = {
    "m365-audit": "m365-ual",
    "m365-sign-in": "entra-signin",
    "m365-directory": "entra-audit",
}
SAME = {
    "m365-trace": "exo-message-trace",
    "exchange-tracking": "exchange-tracking",
    "exchange-mailbox-audit": "mailbox-audit",
    "exchange-admin-audit": "exchange-audit",
}
NAMES = {"message", "address", "key", "copy", "account", "device", "people", "stay", "nothing"}


@pytest.mark.parametrize("wanted", RECORDS, ids=[f"{one.id}-{one.holder}" for one in RECORDS])
def test_every_record_has_words_a_holder_and_a_source(wanted: Wanted) -> None:
    for part in ("what", "wording", "export", "limit"):
        assert sentence(f"reasoning.request.{wanted.id}.{part}"), part
    assert sentence(f"reasoning.holder.{wanted.holder}")
    assert sentence(f"reasoning.request.source.{wanted.source}")
    assert wanted.rung in range(1, 6)
    assert wanted.rung not in wanted.also
    assert wanted.separates
    assert {name for pair in wanted.separates for name in pair} <= EXPLANATIONS
    assert all(first != second for first, second in wanted.separates)
    assert len({frozenset(pair) for pair in wanted.separates}) == len(wanted.separates)
    assert wanted.names in NAMES


@pytest.mark.parametrize("wanted", RECORDS, ids=[f"{one.id}-{one.holder}" for one in RECORDS])
def test_days_stand_only_beside_a_source_that_names_them(wanted: Wanted) -> None:
    assert bool(wanted.days) is (wanted.source != "none")
    words = render(text(f"reasoning.request.source.{wanted.source}"))
    for days in filter(None, (wanted.days, wanted.longer)):
        named = {"365": "one year"}.get(str(days), str(days))
        assert re.search(rf"\b{named}\b", words), (days, words)
    assert not wanted.longer or wanted.longer > wanted.days


@pytest.mark.parametrize(("record", "kind"), [*PREMIUM.items(), *SAME.items()])
def test_days_agree_with_those_of_the_exports(record: str, kind: str) -> None:
    wanted = next(one for one in RECORDS if one.id == record)
    documented = kept(kind)
    assert documented is not None
    assert (wanted.days, wanted.longer or wanted.days) == (documented.short, documented.long)


def pairs(*tables: tuple[Wanted, ...]) -> set[frozenset[str]]:
    return {frozenset(pair) for table in tables for one in table for pair in one.separates}


@pytest.mark.parametrize("system", [EXCHANGE_ONLINE, EXCHANGE_SERVER, GOOGLE])
def test_every_pair_of_explanations_has_a_record(system: tuple[Wanted, ...]) -> None:
    wanted = {frozenset(pair) for pair in combinations(sorted(EXPLANATIONS), 2)}
    left = wanted - pairs(system, ALWAYS, (OWN, KEY))
    inside = {"administrator", "delegate", "automation"}
    assert all(len(pair & inside) == 2 for pair in left), left
    assert not left or system is not EXCHANGE_ONLINE


@pytest.mark.parametrize("system", [MAIL_SERVER, ALIBABA, NETEASE, TENCENT, COREMAIL])
def test_the_account_holder_is_set_apart_everywhere(system: tuple[Wanted, ...]) -> None:
    found = pairs(system, ALWAYS, (OWN,))
    for other in EXPLANATIONS - {"account-holder"}:
        assert frozenset(("account-holder", other)) in found


def test_no_sentence_calls_a_record_expired() -> None:
    said = [
        words
        for room in ("reasoning", "report")
        for id_, words in sentences(room).items()
        if id_.startswith(("reasoning.request.", "report.letter.", "report.request."))
    ]
    assert len(said) > 150
    for words in said:
        assert not re.search(r"expired|too late|no longer (?:exist|kept)|gone\b", words), words
