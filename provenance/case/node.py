"""A place in a case file: its value and the line that an error names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from provenance.basics import CaseFileError


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML node with the name of its file, so that every reading error has a place."""

    node: Any
    file: str

    @property
    def line(self) -> int:
        """The line of the node, counted from 1."""
        return int(self.node.start_mark.line) + 1 if self.node is not None else 1

    def fail(self, problem: str, remedy: str = "") -> CaseFileError:
        """An error with the place of this node."""
        return CaseFileError(problem, place=f"{self.file}:{self.line}", remedy=remedy)

    @property
    def empty(self) -> bool:
        """Whether nothing is written there."""
        return self.node is None or self.node.tag == "tag:yaml.org,2002:null"

    def mapping(self, allowed: Sequence[str]) -> dict[str, Node]:
        """Read a mapping; unknown and repeated keys are refused by name."""
        if self.empty:
            return {}
        if self.node.id != "mapping":
            raise self.fail("a list of `name: value` lines is expected here.")
        found: dict[str, Node] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value)
            place = Node(key_node, self.file)
            if key not in allowed:
                raise place.fail(f"`{key}` is not known here.", f"Known: {', '.join(allowed)}.")
            if key in found:
                raise place.fail(f"`{key}` is given twice.", "Keep one of them.")
            found[key] = Node(value_node, self.file)
        return found

    def items(self) -> tuple[Node, ...]:
        """Read a list; a missing one is empty."""
        if self.empty:
            return ()
        if self.node.id != "sequence":
            raise self.fail("a list is expected here.", "Start each entry with `- `.")
        return tuple(Node(child, self.file) for child in self.node.value)

    def scalar(self) -> str:
        """Read one value as the text that was written; dates stay text."""
        if self.empty:
            return ""
        if self.node.id != "scalar":
            raise self.fail("a single value is expected here.")
        return str(self.node.value)

    def boolean(self) -> bool:
        """Read ``true`` or ``false``; YAML's other spellings are refused."""
        value = self.scalar()
        if value not in {"", "true", "false"}:
            raise self.fail("`true` or `false` is expected here.")
        return value == "true"

    def one_of(self, allowed: Sequence[str]) -> str:
        """Read a value out of a closed list."""
        value = self.scalar()
        if value and value not in allowed:
            raise self.fail(f"`{value}` is not one of the known values.", _known(allowed))
        return value


def _known(allowed: Sequence[str]) -> str:
    return f"Known: {', '.join(allowed)}."
