"""What in the exhibits bears on an assumption: for it, against it, or to be read with it.

A table of the names of findings, one row for each assumption, laid down for every case alike. A
finding stands *for* an assumption only where most of its rows are others than those that need the
assumption: a row bears itself out nowhere. A row of a login says where the login was used. On where
its owner was it bears only if the owner used it, which is the very question; so it stands apart.
None of it weighs; it tells a reader where to look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.basics import Text
from provenance.basics.record import dataclass
from provenance.reasoning.compare.carrying import carried_exhibits
from provenance.reasoning.doubted import CLEAN, Place, example_addresses, place_of, raises_doubt
from provenance.reasoning.records import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """Ids of findings that bear on one assumption, each in one place only.

    ``supports_if_used`` and ``against_if_used`` bear on it only if the person used the login that
    they name. ``same`` fit it and rest on rows of what needs it, for half of theirs or more, those
    of ``same_if_used`` only if the person used the login; ``either`` can be read both ways.
    """

    supports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    supports_if_used: tuple[str, ...] = ()
    against_if_used: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    same_if_used: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything bears on the assumption at all."""
        return any(getattr(self, name) for name in KINDS)


KINDS: Final = tuple(Bearing.__dataclass_fields__)
"""Names of the fields of :class:`Bearing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Names of findings; ``x*`` begins a name, ``x|.y`` asks for the end of the sentence's id.

    ``of_person`` tells that the assumption is about where a person was, or about a person's hand.
    """

    supports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    of_person: bool = False


_OF_LOGINS: Final = ("usage.stay.*", "presence.machine", "usage.device.open-login")
"""Records that name a login, and nobody who used it."""


_AFAR: Final = (
    "presence.tunnel", "presence.remote-session", "presence.remote-network",
    "usage.network.remote",
)  # fmt: skip
_ELSEWHERE: Final = (
    "presence.record-*", "usage.stay.elsewhere*", "usage.stay.abroad*", "presence.machine",
    "usage.device.open-login",
)  # fmt: skip
_AWAY: Final = _Row(
    supports=("presence.stay-record", "usage.stay.there*"),
    against=_ELSEWHERE,
    # Whoever may write in a calendar makes its entries.
    either=("presence.calendar*", "presence.badge", "usage.doors.*", "usage.crossed.door-days"),
    of_person=True,
)  # fmt: skip
_THERE: Final = _Row(
    supports=_AWAY.supports, against=(*_ELSEWHERE, *_AFAR),
    either=(*_AWAY.either, "presence.tunnel-over", "usage.crossed.log-ons"), of_person=True,
)  # fmt: skip
_LINE: Final = _Row(against=_AFAR, either=("presence.tunnel-over", "usage.crossed.log-ons"))
_MACHINE: Final = _Row(
    supports=("usage.crossed.device", "usage.device.usual", "usage.device.listed",
              "usage.device.open-login", "presence.machine", "join.session.sign-in"),
    against=("usage.crossed.device|.lacking", "usage.device.new"),
)  # fmt: skip
_ROOMS: Final = _Row(
    supports=("usage.crossed.doors", "usage.network.organisation"),
    against=("usage.crossed.doors|.lacking", *_AFAR),
    either=("usage.crossed.door-days",),
)
_KEY: Final = _Row(supports=("recorded.dkim.pass",), against=("recorded.dkim.fail",))
_TABLE: Final = {
    "rule.explanations.access.if.not-passed-on": _Row(either=("access.*",)),
    "rule.explanations.authentication.if.key-right": _KEY,
    "rule.explanations.presence.if.away": _AWAY,
    "rule.explanations.presence.if.clocks": _Row(
        against=("clock.*", "join.differs.*|.time", "timestamp.*"),
        either=("join.sent", "origin.submission", "join.session.sign-in", "outlook.submit-whole"),
    ),
    "rule.explanations.presence.if.here": _ROOMS,
    "rule.explanations.presence.if.keyboard": _Row(
        supports=("presence.machine", "usage.device.open-login"),
        against=("presence.remote-session",), either=("presence.tunnel",),
    ),
    "rule.explanations.presence.if.no-line": _LINE,
    "rule.explanations.presence.if.no-return": _AWAY,
    "rule.explanations.presence.if.not-taken-over": _Row(
        supports=("usage.crossed.log-ons-none",),
        against=("usage.crossed.log-ons|.near", "presence.remote-session", "presence.tunnel"),
        either=("usage.crossed.log-ons", "presence.tunnel-over"),
    ),
    # That somebody was at work in the session before or after tells nothing of a timer.
    "rule.explanations.presence.if.not-timed": _Row(
        against=("manner.*",),
        either=("join.session.*", "join.client", "chain.session", "join.item-deleted"),
    ),
    "rule.explanations.presence.if.nowhere-else": _THERE,
    "rule.explanations.presence.if.own-hand": _Row(
        supports=("usage.stay.there*",), against=("usage.stay.elsewhere*", "usage.stay.abroad*"),
        either=("presence.stay-session", "presence.together*"), of_person=True,
    ),
    "rule.explanations.presence.if.own-login": _Row(
        supports=_MACHINE.supports, against=("usage.crossed.device|.lacking",),
        either=("usage.crossed.log-ons", "access.*"),
    ),
    "rule.explanations.presence.if.there": _THERE,
    "rule.explanations.presence.if.this-machine": _MACHINE,
    "rule.explanations.sending.if.mode-right": _Row(either=("chain.other-account.*", "access.*")),
    "rule.explanations.sending.if.one-message": _Row(
        supports=("recorded.dkim.pass",), against=("join.differs.*", "join.other-message"),
        either=("origin.submission",),
    ),
    "reasoning.presence.assumes.network": _ROOMS,
    "reasoning.presence.assumes.stay-network": _Row(either=("usage.stay.there*",)),
    "reasoning.presence.assumes": _AWAY,
    "reasoning.rule-assumes.usage.device.listed": _MACHINE,
    "reasoning.rule-assumes.usage.network.organisation": _ROOMS,
    "reasoning.rule-assumes.usage.stay": _AWAY,
}  # fmt: skip
"""By the sentence of an assumption; of two that fit the longer one counts."""
ROWS_KEPT: Final = "reasoning.assumed.rows-kept"
"""That the rows of the findings behind a result are genuine, also where no step X needs it."""
PLACE: Final = "reasoning.assumed.place"
"""That the place is right which a log writes for an address."""
ROWS_KEPT_OTHERS: Final = "reasoning.assumed.rows-kept.others"
"""The same of the other findings, where an exclusion needs it of its own rows already."""
OF_ROWS: Final = frozenset(
    {
        ROWS_KEPT,
        ROWS_KEPT_OTHERS,
        "rule.explanations.presence.if.rows-kept",
        "rule.explanations.sending.if.row-kept",
    }
)
"""Assumptions about the logs themselves: every doubt about these exhibits bears on them."""
OF_NETWORKS: Final = (
    "reasoning.presence.assumes.network",
    "reasoning.presence.assumes.stay-network",
    "reasoning.rule-assumes.usage.network.organisation",
)
"""Assumptions that a range of addresses is somebody's network."""


def bearing_on(
    words: Text, needed: Iterable[Finding], findings: Iterable[Finding], items: set[str]
) -> Bearing:
    """What bears on an assumption that the findings ``needed`` rest on, one for each text.

    ``findings`` are all of the report, ``items`` those that the result itself rests on.
    """
    own = tuple(needed)
    if words.id in OF_ROWS:
        return _of_rows(own, findings, items)
    if words.id == PLACE:
        return Bearing(against=_by_example(own))
    row = _row(words.id)
    if row is None:
        return Bearing()
    people = {one.person for one in own if one.person}
    messages = {one.message for one in own}
    rows = _places(own)
    found: dict[Text, tuple[str, str]] = {}
    for one in _once(each for each in findings if each.message in messages):
        if one.id in items or (one.person and one.person not in people):
            continue
        case = _case(one, row)
        if case == "supports" and _shares(_places((one,)), rows):
            case = "same"
        if case not in {"", "either"} and row.of_person and _is_of(one, _OF_LOGINS):
            case = f"{case}_if_used"
        if case:
            found.setdefault(one.statement, (one.id, case))
    made = Bearing(
        **{name: tuple(id_ for id_, case in found.values() if case == name) for name in KINDS}
    )
    if not words.id.startswith(OF_NETWORKS):
        return made
    return replace(made, against=tuple(dict.fromkeys((*made.against, *_by_example(own)))))


def _by_example(own: tuple[Finding, ...]) -> tuple[str, ...]:
    """Findings with an address that nobody uses: it has no place, and is of no network."""
    named = example_addresses(own).values()
    return tuple(dict.fromkeys(id_ for ids in named for id_ in ids))


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The findings; what each of several copies of one message says alike, of the first alone."""
    first: dict[Text, str] = {}
    for one in findings:
        exhibits = {place.evidence for place in one.where}
        values = [(k, v) for k, v in one.statement.params if v not in exhibits]
        said = Text(id=one.statement.id, params=tuple(values))
        if first.setdefault(said, one.message) == one.message:
            yield one


def _row(id_: str) -> _Row | None:
    named = [name for name in _TABLE if id_ == name or id_.startswith(f"{name}.")]
    return _TABLE[max(named, key=len)] if named else None


def _case(finding: Finding, row: _Row) -> str:
    """Where a finding stands; what speaks against an assumption is looked for first."""
    for name in ("against", "supports", "either"):
        if _is_of(finding, getattr(row, name)):
            return name
    return ""


def _is_of(finding: Finding, patterns: tuple[str, ...]) -> bool:
    return any(_fits(finding, pattern) for pattern in patterns)


def _fits(finding: Finding, pattern: str) -> bool:
    name, _, says = pattern.partition("|")
    if says and not finding.statement.id.endswith(says):
        return False
    if name.endswith("*"):
        return finding.name.startswith(name[:-1])
    return finding.name == name


def _places(findings: Iterable[Finding]) -> frozenset[Place]:
    return frozenset(place_of(place) for one in findings for place in one.where)


def _shares(own: frozenset[Place], rows: frozenset[Place]) -> bool:
    """Whether half of the rows of a finding or more are among these."""
    return 2 * len(own & rows) >= len(own)


def _of_rows(needed: tuple[Finding, ...], findings: Iterable[Finding], items: set[str]) -> Bearing:
    """Doubts and tests of the exhibits that a finding needs, and example addresses in its rows.

    A test that found no mark speaks for nothing: who edits with care leaves none.
    """
    rows = _places(needed)
    named: dict[Text, Finding] = {}
    exhibits = set(carried_exhibits(needed))
    messages = {"", *(one.message for one in needed)}
    clean: dict[Text, str] = {}
    doubts: dict[Text, str] = {}
    for one in _once(each for each in findings if each.message in messages):
        if one.id in items and _places((one,)) & rows:
            named.setdefault(one.statement, one)
        if not exhibits & {place.evidence for place in one.where}:
            continue
        if raises_doubt(one):
            doubts.setdefault(one.statement, one.id)
        elif one.name in CLEAN:
            clean.setdefault(one.statement, one.id)
    ids = dict.fromkeys(doubts.values())
    ids |= dict.fromkeys(id_ for each in example_addresses(named.values()).values() for id_ in each)
    return Bearing(against=tuple(ids), either=tuple(clean.values()))
