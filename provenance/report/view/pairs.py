"""The list of pairs: what is favoured over what, each step once, names only where a record tells.

Explanations that end at the same step over the same others share a row. A person whom no record
tells from everybody else with access has no row: the row without a name says as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Text
from provenance.reasoning import Comparison, Finding, Mark
from provenance.reasoning.claims import RECORD
from provenance.reasoning.compare.candidates import HOLDER, OF_THE_COPY, SOMEBODY
from provenance.reasoning.compare.carrying import pair_of
from provenance.reasoning.compare.exclusion import FROM_STEP
from provenance.reasoning.compare.told_apart import not_told_apart
from provenance.report.catalogue import joint
from provenance.report.records import Report
from provenance.report.view.assumptions import in_order
from provenance.report.view.common import finding_links, joined, say, t
from provenance.trace import AttestationClass

Key = tuple[str, str]
Why = tuple[Text, ...]
Row = tuple[tuple[Key, ...], list[Key], int, Why, Why]
"""Who is favoured, over what, the step, why it is no higher, and what excludes."""
_ROWS: Final = 40
_LINKS: Final = 8


def pairs(
    report: Report, one: Comparison, letters: dict[Key, str], numbers: dict[Text, int]
) -> dict[str, Any]:
    """All pairs with a step in words, what keeps each step down, and who has no row."""
    names = {each.key: say(each.statement) for each in report.reasoning.explanations}
    hidden = not_told_apart(one, letters)
    out = {each.over for each in one.leanings if each.excluded_if and each.over not in hidden}
    rows = _shown_rows(one, letters, hidden, out)
    users = frozenset(key for key in letters if key[0] not in OF_THE_COPY)

    def named(key: Key) -> Markup:
        return Markup("<b>{}</b> {}").format(letters[key], names[key])

    shown = [
        {
            "favoured": _favoured(favoured, over, users, hidden, letters, named),
            "over": [named(key) for key in over],
            "step": step,
            "excluded": in_order(excluded, numbers),
            "why": [say(cap) for cap in caps],
            "not_x": [] if excluded else _not_x(report, one, set(favoured) - hidden, over, step),
            "rests": _rests(report, one, set(favoured) - hidden, over, letters),
        }
        for favoured, over, step, caps, excluded in rows[:_ROWS]
    ]
    return {
        "pairs": shown,
        "pairs_more": max(0, len(rows) - _ROWS),
        "rule": _rule(one),
        "hidden": _hidden(hidden, letters),
        "out": _left_out(one, out, hidden, letters),
    }


def _rule(one: Comparison) -> Markup | None:
    """Why the result is held against the one that it names, where it follows that rule."""
    pair = pair_of(one)
    if pair is None:
        return None
    follows = pair[1][0] == HOLDER or (pair[0][0] == HOLDER and pair[1] == (SOMEBODY, ""))
    return t("report.compare.pairs.rule") if follows else None


def _not_x(
    report: Report, one: Comparison, favoured: set[Key], over: list[Key], step: int
) -> list[Markup]:
    """Why findings of a row that are marked as excluding lead to no step X there."""
    items = {
        id_
        for each in one.leanings
        if each.favoured in favoured and each.over in over
        for id_ in each.items
    }
    marked = {
        mark.finding
        for each in report.reasoning.explanations
        if each.key in over
        for mark in each.marks
        if mark.mark is Mark.EXCLUDED
    }
    found: dict[str, list[str]] = {}
    for finding in report.reasoning.findings:
        if finding.id in items & marked:
            found.setdefault(_limit(finding, step), []).append(finding.id)
    return [
        t(
            f"report.compare.pairs.x.{why}",
            findings=finding_links(_once(report, tuple(ids)), _LINKS),
        )
        for why, ids in found.items()
    ]


def _limit(finding: Finding, step: int) -> str:
    """What keeps a mark of exclusion from being step X: the finding, the pair, or a second source.

    A seal stays at one step because the key is an assumption that nobody tested.
    """
    if finding.strength < RECORD:
        return "seal" if finding.attested_by is AttestationClass.SIGNED else "slight"
    return "further" if step > FROM_STEP else "limited"


def _hidden(hidden: set[Key], letters: dict[Key, str]) -> Markup | None:
    """Who has no row; that the holder is one of them is said, as the rest then does not hold."""
    if not hidden:
        return None
    words = "report.compare.pairs.hidden"
    if any(key[0] == HOLDER for key in hidden):
        words = "report.compare.pairs.hidden.holder"
    return t(words, letters=_lettered(letters, hidden))


def _left_out(
    one: Comparison, out: set[Key], hidden: set[Key], letters: dict[Key, str]
) -> Markup | None:
    """Explanations that step X rules out, and that a pair without step X would favour."""
    told: dict[tuple[Key, int], list[Key]] = {}
    for each in one.leanings:
        users = each.over in letters and each.over[0] not in OF_THE_COPY
        if each.step and each.favoured in out and users and each.over not in hidden:
            told.setdefault((each.favoured, each.step), []).append(each.over)
    if not told:
        return None
    pairs = [
        t(
            "report.compare.pairs.out.pair",
            favoured=letters[favoured], over=_lettered(letters, over), step=step,
        )
        for (favoured, step), over in told.items()
    ]  # fmt: skip
    return t("report.compare.pairs.out", pairs=joined(pairs))


def _shown_rows(
    one: Comparison, letters: dict[Key, str], hidden: set[Key], out: set[Key]
) -> list[Row]:
    """The rows without whoever has none, and without pairs that are no rivals of each other.

    What step X rules out is favoured over nothing: beside the exclusion it would read as both.

    That a message was made outside and that a copy was changed later answer two questions.
    """
    found = []
    for every, over, step, caps, conditions in _rows(one, letters):
        others = [key for key in over if key not in hidden]
        for favoured, part in _without_excluded(every, others, out):
            for own, rest in _of_one_question(favoured, part):
                if rest and not set(own) <= hidden:
                    found.append((own, rest, step, caps, conditions))
    return found


def _without_excluded(
    favoured: tuple[Key, ...], over: list[Key], out: set[Key]
) -> list[tuple[tuple[Key, ...], list[Key]]]:
    """A row in parts: over users of the account without whom step X rules out.

    That the message came from inside the system holds whoever used the account.
    """
    if not out & set(favoured):
        return [(favoured, over)]
    text = [key for key in over if key[0] in OF_THE_COPY]
    users = [key for key in over if key not in text]
    return [(favoured, text), (tuple(key for key in favoured if key not in out), users)]


def _of_one_question(
    favoured: tuple[Key, ...], over: list[Key]
) -> list[tuple[tuple[Key, ...], list[Key]]]:
    """A row in parts, so that no two explanations of the text alone stand in one pair."""
    text = [key for key in over if key[0] in OF_THE_COPY]
    users = tuple(key for key in favoured if key[0] not in OF_THE_COPY)
    if not text or users == favoured:
        return [(favoured, over)]
    rest = [key for key in over if key not in text]
    return [pair for pair in ((favoured, rest), (users, text)) if pair[0] and pair[1]]


def _rests(
    report: Report,
    one: Comparison,
    favoured: set[Key],
    over: list[Key],
    letters: dict[Key, str],
) -> list[Markup]:
    """What a row rests on; where its pairs differ in that, for each of them."""
    by_items: dict[tuple[str, ...], list[tuple[Key, Key]]] = {}
    for each in one.leanings:
        if each.favoured in favoured and each.over in over:
            ids = _once(report, each.items)
            by_items.setdefault(ids, []).append((each.favoured, each.over))
    told = {ids: pairs for ids, pairs in by_items.items() if ids}
    if len(told) == 1 == len(by_items):
        return [
            t("report.compare.pairs.rests", findings=finding_links(ids, _LINKS)) for ids in told
        ]
    return [
        t(
            "report.compare.pairs.rests.of",
            favoured=_lettered(letters, (key for key, _ in pairs)),
            over=_lettered(letters, (key for _, key in pairs)),
            findings=finding_links(ids, _LINKS),
        )
        for ids, pairs in _by_over(told)
    ]


def _by_over(
    told: dict[tuple[str, ...], list[tuple[Key, Key]]],
) -> list[tuple[tuple[str, ...], list[tuple[Key, Key]]]]:
    """Pairs with the same findings, apart where naming both sides in one would name more pairs."""
    found = []
    for ids, pairs in told.items():
        by_over: dict[Key, list[tuple[Key, Key]]] = {}
        for pair in pairs:
            by_over.setdefault(pair[1], []).append(pair)
        groups: dict[tuple[Key, ...], list[tuple[Key, Key]]] = {}
        for group in by_over.values():
            groups.setdefault(tuple(key for key, _ in group), []).extend(group)
        found += [(ids, group) for group in groups.values()]
    return found


def _lettered(letters: dict[Key, str], keys: Iterable[Key]) -> str:
    wanted = set(keys)
    return joint().join(letter for key, letter in letters.items() if key in wanted)


def _once(report: Report, items: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of findings, of those that say the same the first."""
    wanted = set(items)
    told: dict[Text, str] = {}
    for finding in report.reasoning.findings:
        if finding.id in wanted:
            told.setdefault(finding.statement, finding.id)
    return tuple(told.values())


def _rows(one: Comparison, letters: dict[Key, str]) -> list[Row]:
    """Rows in order of what they are over: who is favoured, over what, the step and its reason."""
    by_over: dict[Key, dict[tuple[int, Why, Why], list[Key]]] = {}
    for each in one.leanings:
        groups = by_over.setdefault(each.over, {})
        told = (each.step, each.caps, each.excluded_if)
        groups.setdefault(told, []).append(each.favoured)
    found: dict[tuple[tuple[Key, ...], int, Why, Why], list[Key]] = {}
    for over in letters:
        for (step, caps, out), favoured in by_over.get(over, {}).items():
            found.setdefault((tuple(favoured), step, caps, out), []).append(over)
    return [
        (favoured, over, step, caps, out) for (favoured, step, caps, out), over in found.items()
    ]


def _favoured(
    favoured: tuple[Key, ...],
    over: list[Key],
    users: frozenset[Key],
    hidden: set[Key],
    letters: dict[Key, str],
    named: Any,
) -> list[Markup]:
    """Whoever is favoured in words; several of one step as what they are to the records."""
    if users <= set(favoured) and {key[0] for key in over} <= OF_THE_COPY:
        # Whoever used the account: a list of some of them would point at somebody.
        rest = [named(key) for key in favoured if key not in users]
        return [t("report.compare.pairs.inside"), *rest]
    own = [key for key in favoured if key not in hidden]
    together = t("report.compare.pairs.together", letters=joint().join(letters[key] for key in own))
    shown = [named(key) for key in own]
    return [*shown, together] if len(own) > 1 else shown
