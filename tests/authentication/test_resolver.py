"""Resolvers: what was not asked stays apart from what does not exist."""

from __future__ import annotations

from provenance.authentication import (
    ChainResolver,
    DnsAnswer,
    DnsSource,
    OfflineResolver,
    RecordedResolver,
    Recorder,
    SuppliedKeys,
)
from provenance.authentication.resolver import ask_all, ask_macro
from provenance.basics import State, Value

FOUND = DnsAnswer(name="a.example", type="TXT", rcode="NOERROR", data=("one",))
GONE = DnsAnswer(name="b.example", type="TXT", rcode="NXDOMAIN")
SUPPLIED = DnsAnswer(
    name="a.example", type="TXT", rcode="NOERROR", data=("two",), source=DnsSource.SUPPLIED
)


class Macros:
    """Answers names made from macros apart from others."""

    def ask(self, _name: str, _type: str) -> Value[DnsAnswer]:
        return FOUND

    def ask_macro(self, _name: str, _type: str) -> Value[DnsAnswer]:
        return State.NOT_ATTEMPTED


def test_offline_asks_nothing() -> None:
    assert OfflineResolver().ask("a.example", "TXT") is State.NOT_ATTEMPTED


def test_names_compare_without_case_and_final_dot() -> None:
    resolver = RecordedResolver([FOUND, GONE])
    assert resolver.ask("A.Example.", "txt") == FOUND
    assert resolver.ask("b.example", "TXT") == GONE
    assert resolver.ask("a.example", "MX") is State.NOT_ATTEMPTED
    assert resolver.ask("c.example", "TXT") is State.NOT_ATTEMPTED


def test_u_labels_and_a_labels_are_one_name() -> None:
    answer = DnsAnswer(name="xn--bcher-kva.example", type="TXT", rcode="NOERROR", data=("x",))
    assert RecordedResolver([answer]).ask("Bücher.example", "TXT") == answer


def test_recorded_aliases_are_followed_and_loops_end() -> None:
    alias = DnsAnswer(name="c.example", type="CNAME", rcode="NOERROR", data=("A.example.",))
    loop = DnsAnswer(name="d.example", type="CNAME", rcode="NOERROR", data=("d.example",))
    resolver = RecordedResolver([FOUND, alias, loop])
    assert resolver.ask("c.example", "TXT") == FOUND
    assert resolver.ask("d.example", "TXT") is State.NOT_ATTEMPTED


def test_data_comes_before_no_data() -> None:
    empty = DnsAnswer(name="a.example", type="TXT", rcode="NXDOMAIN", asked_at="2020")
    failed = DnsAnswer(name="a.example", type="TXT", rcode="SERVFAIL", asked_at="2019")
    assert RecordedResolver([failed, empty, FOUND]).ask("a.example", "TXT") == FOUND
    assert RecordedResolver([failed, empty]).ask("a.example", "TXT") == empty


def test_chain_takes_the_first_with_data_and_keeps_all() -> None:
    chain = ChainResolver([OfflineResolver(), RecordedResolver([GONE]), RecordedResolver([FOUND])])
    assert chain.ask("a.example", "TXT") == FOUND
    assert chain.ask("b.example", "TXT") == GONE
    assert chain.ask("c.example", "TXT") is State.NOT_ATTEMPTED
    both = ChainResolver([SuppliedKeys([SUPPLIED, FOUND]), RecordedResolver([FOUND])])
    assert ask_all(both, "a.example", "TXT") == (SUPPLIED, FOUND)


def test_macro_names_stay_apart_through_wrappers() -> None:
    wrapped = Recorder(ChainResolver([Macros()]))
    assert ask_macro(wrapped, "a.example", "TXT") is State.NOT_ATTEMPTED
    assert wrapped.answers == ()
    assert wrapped.ask("a.example", "TXT") == FOUND
    assert ask_macro(RecordedResolver([FOUND]), "a.example", "TXT") == FOUND


def test_recorder_keeps_each_answer_once_in_order() -> None:
    recorder = Recorder(ChainResolver([SuppliedKeys([SUPPLIED]), RecordedResolver([GONE, FOUND])]))
    recorder.ask("b.example", "TXT")
    recorder.ask_all("a.example", "TXT")
    recorder.ask("a.example", "TXT")
    recorder.ask("c.example", "TXT")
    assert recorder.answers == (FOUND, SUPPLIED, GONE)
