"""A strict reading of YAML: no surprise types, no hidden characters, no repeated key.

PyYAML's own loader turns ``no`` into false and ``2026-01-05`` into a date, and lets the second
of two equal keys win. Here only ``true`` and ``false`` are boolean, only digits are a number,
everything else is text, and every value keeps its line and column.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Union

from provenance.basics.record import dataclass, field
from provenance.reasoning.rules.problems import RuleProblem

if TYPE_CHECKING:
    from yaml import Mark
    from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Plain = Union[None, bool, int, str, list["Plain"], dict[str, "Plain"]]
Path = tuple[Union[str, int], ...]

MAX_BYTES: Final = 64 * 1024
MAX_LINE: Final = 2000
MAX_BRACKETS: Final = 500
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})\Z")
_STANDARD_TAG: Final = "tag:yaml.org,2002:"
# What PyYAML gives to values that carry no tag of their own.
_PLAIN_TAGS: Final = frozenset(
    ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
)
# Cf: zero-width and bidirectional marks; Cc: control characters; Co, Cs: private, surrogates.
_HIDDEN: Final = frozenset(("Cf", "Cc", "Co", "Cs"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML file as plain values; ``places`` maps a path of keys to (line, column) from 1."""

    path: str
    value: Plain
    places: dict[Path, tuple[int, int]] = field(repr=False)
    problems: tuple[RuleProblem, ...] = ()

    def place(self, path: Path) -> tuple[int, int]:
        """Place of a value, or of the nearest thing around it that has one."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read_document(data: bytes, path: str) -> Document:
    """Read one file. Never raises: whatever is wrong is in ``problems``, with its place."""
    try:
        words = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused(path, line, 1, "the file is not UTF-8.")
    problem = _unsuitable(words)
    if problem is not None:
        return _refused(path, *problem)
    return _compose(words, path)


def _refused(path: str, line: int, column: int, message: str) -> Document:
    problem = RuleProblem(path=path, line=line, column=column, message=message)
    return Document(path=path, value=None, places={}, problems=(problem,))


def _unsuitable(words: str) -> tuple[int, int, str] | None:
    """Refuse what would make reading slow or deceive a human reader."""
    if len(words) > MAX_BYTES:
        return 1, 1, f"the file has more than {MAX_BYTES} characters."
    if words.count("[") + words.count("{") > MAX_BRACKETS:
        return 1, 1, f"the file has more than {MAX_BRACKETS} opening brackets."
    for number, line in enumerate(words.split("\n"), 1):
        if len(line) > MAX_LINE:
            return number, MAX_LINE, f"the line has more than {MAX_LINE} characters."
        if line.isascii() and line.isprintable():
            continue
        for column, character in enumerate(line, 1):
            if unicodedata.category(character) in _HIDDEN:
                return number, column, f"invisible character U+{ord(character):04X}."
    return None


def _compose(words: str, path: str) -> Document:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(words, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark)
        return _refused(path, line, column, f"not YAML: {error.problem or error.context}.")
    except (yaml.YAMLError, RecursionError):
        return _refused(path, 1, 1, "not YAML, or nested too deep.")
    if node is None:
        return _refused(path, 1, 1, "the file is empty.")
    builder = _Builder(path)
    value = builder.build(node, ())
    return Document(path=path, value=value, places=builder.places, problems=tuple(builder.problems))


def _place(mark: Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


class _Builder:
    """Turns the node tree into plain values and remembers where each stood."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: dict[Path, tuple[int, int]] = {}
        self.problems: list[RuleProblem] = []
        self.seen: set[int] = set()

    def problem(self, node: Node, message: str) -> None:
        line, column = _place(node.start_mark)
        self.problems.append(RuleProblem(path=self.path, line=line, column=column, message=message))

    def build(self, node: Node, at: Path) -> Plain:
        from yaml.nodes import MappingNode, ScalarNode, SequenceNode

        self.places[at] = _place(node.start_mark)
        if node.tag.removeprefix(_STANDARD_TAG) not in _PLAIN_TAGS:
            self.problem(node, f"the tag {node.tag} is not allowed.")
            return None
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if id(node) in self.seen:  # an alias of a list or mapping could grow without bound
            self.problem(node, "an alias may only stand for a text.")
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, at)
        assert isinstance(node, SequenceNode)  # noqa: S101 - the third and last kind of node
        return self._sequence(node, at)

    def _sequence(self, node: SequenceNode, at: Path) -> Plain:
        return [self.build(item, (*at, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, at: Path) -> Plain:
        result: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node) if hasattr(key_node, "style") else None
            if not isinstance(key, str):
                self.problem(key_node, "a key has to be a text.")
                continue
            if key in result:
                self.problem(key_node, f"the key {key} is given twice.")
                continue
            result[key] = self.build(value_node, (*at, key))
            self.places[(*at, key)] = _place(key_node.start_mark)
        return result


def _scalar(node: ScalarNode) -> Plain:
    value = str(node.value)
    if node.style:  # quoted or a block: always text; PyYAML's two parsers differ on plain ones
        return value
    if value in {"true", "false"}:
        return value == "true"
    if value in {"", "~", "null"}:
        return None
    return int(value) if _INTEGER.match(value) else value
