"""Which copies are copies of one message, which files are one witness, what is one mailing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from provenance.basics import State
from provenance.copies.records import Sameness, Witnessing
from provenance.copies.view import View

_SHORTEST_ID = 6
"""Characters of the id in a Received line under which equal ids may be chance."""


class _Sets:
    """Disjoint sets over positions; the smallest position stands for a set."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def join(self, keys: Iterable[Iterable[Hashable]]) -> None:
        """Join positions that have a key in common."""
        seen: dict[Hashable, int] = {}
        for at, own in enumerate(keys):
            for key in own:
                one, other = self.find(seen.setdefault(key, at)), self.find(at)
                self.parent[max(one, other)] = min(one, other)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for at in range(len(self.parent)):
            found.setdefault(self.find(at), []).append(at)
        return [found[key] for key in sorted(found)]


def group(views: Sequence[View]) -> list[list[View]]:
    """Put copies of one message together, in the order of their first copy.

    Copies belong together that name one Message-ID, hold the same bytes, or carry a Received line
    that one server wrote once (host, id and all it says). A changed Message-ID thus does not
    take a copy out of its group, and a borrowed one shows as a copy that differs.
    """
    sets = _Sets(len(views))
    sets.join(_keys(one) for one in views)
    return [[views[at] for at in members] for members in sets.groups()]


def _keys(one: View) -> Iterable[Hashable]:
    if one.message_id:
        yield "id", one.message_id
    if one.copy.sha256:
        yield "bytes", one.copy.sha256
    for hop in one.hops:
        if len(hop.transaction) >= _SHORTEST_ID:
            yield "hop", hop.content


def witnesses(views: Sequence[View]) -> tuple[Witnessing, ...]:
    """Files that show one delivery are one witness, however often it was saved.

    The same bytes, or the same lines of the whole journey with the same delivery address. Copies
    of several people that one system took over in one transaction, without a line for each, also
    count as one: they show no more than that one transaction.
    """
    sets = _Sets(len(views))
    sets.join(
        [("bytes", one.copy.sha256 or one.copy.id), ("delivery", one.delivery or one.copy.id)]
        for one in views
    )
    found: list[Witnessing] = []
    for members in sets.groups():
        own = [views[at] for at in members]
        bytes_ = {one.copy.sha256 for one in own}
        same = Sameness.SAME_BYTES if len(bytes_) == 1 else Sameness.SAME_DELIVERY
        found.append(
            Witnessing(
                members=tuple(one.copy.id for one in own),
                operator=next((one.operator for one in own if one.operator), ""),
                suppliers=tuple(sorted({o.copy.supplier for o in own if o.copy.supplier})),
                sameness=same if len(own) > 1 else State.NOT_APPLICABLE,
            )
        )
    return tuple(found)


def mailings(groups: Sequence[tuple[str, Sequence[View]]]) -> tuple[tuple[str, ...], ...]:
    """Groups (id, copies) with one author, subject and text are batches of one mailing."""
    by_content: dict[str, list[str]] = {}
    for id_, views in groups:
        counted: dict[str, int] = {}
        for one in views:
            if one.content:
                counted[one.content] = counted.get(one.content, 0) + 1
        if counted:
            usual = max(sorted(counted), key=lambda key: counted[key])
            by_content.setdefault(usual, []).append(id_)
    return tuple(tuple(ids) for ids in by_content.values() if len(ids) > 1)
