"""The kinds of change: the data of ``tamper_kinds.yaml`` with the functions that make them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.tampering import bodies, fields, items, received
from tests.benchmarks.tampering.conditions import CONDITIONS, Difference
from tests.benchmarks.tampering.original import Change

FILE = Path(__file__).resolve().parent.parent / "tamper_kinds.yaml"
CHANGES: dict[str, Change] = {
    **received.CHANGES,
    **fields.CHANGES,
    **bodies.CHANGES,
    **items.CHANGES,
}


@dataclass(frozen=True)
class Kind:
    """One kind of change. ``trace`` is always, when or none; ``when`` names conditions."""

    id: str
    changes: str
    touches: tuple[str, ...]
    trace: str
    when: tuple[str, ...]
    why: str
    change: Change

    @property
    def of_items(self) -> bool:
        """Whether it changes Outlook items instead of messages."""
        return self.id.startswith("msg.")

    def reasons(self, diff: Difference) -> tuple[str, ...]:
        """The conditions under which this very change leaves a trace; empty if it leaves none."""
        if self.trace == "always":
            return ("always",)
        return tuple(name for name in self.when if CONDITIONS[name](diff))


def load_kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of the file.

    Raises:
        KeyError: a kind has no function, or names an unknown condition.
    """
    import yaml

    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    kinds = []
    for entry in data["kinds"]:
        when = tuple(entry.get("when", ()))
        for name in when:
            CONDITIONS[name], data["conditions"][name]
        kinds.append(
            Kind(
                id=entry["id"],
                changes=entry["changes"],
                touches=tuple(entry["touches"]),
                trace=entry["trace"],
                when=when,
                why=entry["why"],
                change=CHANGES[entry["id"]],
            )
        )
    return tuple(kinds)
