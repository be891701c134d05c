"""Tag=value lists of DKIM signatures, key records and DMARC records (RFC 6376 §3.2)."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics.record import dataclass

_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_WSP = " \t\r\n"
MAX_TAGS = 256


class TagProblem(StrEnum):
    """Why a text is no tag list."""

    NONE = ""
    NO_EQUALS = "no-equals"
    BAD_NAME = "bad-name"
    DUPLICATE = "duplicate"
    TOO_MANY = "too-many"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagList:
    """Tags in the order written; names are case-sensitive, values without outer white space.

    Even where ``problem`` is set, ``tags`` holds what could be read, the first of duplicates.
    """

    tags: dict[str, str]
    problem: TagProblem = TagProblem.NONE
    detail: str = ""

    def get(self, name: str, default: str = "") -> str:
        """Value of a tag, ``default`` if it is not there."""
        return self.tags.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.tags


def parse_tags(value: str) -> TagList:
    """Take a tag list apart; never raises.

    White space and folding around names and values is dropped, inside values it stays. One
    final semicolon is allowed. A repeated name makes the whole list invalid (RFC 6376 §3.2).
    """
    tags: dict[str, str] = {}
    problem, detail = TagProblem.NONE, ""
    specs = value.strip(_WSP).split(";", MAX_TAGS + 1)
    if specs and not specs[-1].strip(_WSP):
        specs.pop()
    if not specs:
        return TagList(tags=tags, problem=TagProblem.EMPTY)
    if len(specs) > MAX_TAGS:
        problem, specs = TagProblem.TOO_MANY, specs[:MAX_TAGS]
    for spec in specs:
        name, equals, content = spec.partition("=")
        name = name.strip(_WSP)
        found = TagProblem.NONE
        if not equals:
            found = TagProblem.NO_EQUALS
        elif not name or not _NAME.issuperset(name) or not name[0].isalpha():
            found = TagProblem.BAD_NAME
        elif name in tags:
            found = TagProblem.DUPLICATE
        else:
            tags[name] = content.strip(_WSP)
        if found and not problem:
            problem, detail = found, name[:64]
    return TagList(tags=tags, problem=problem, detail=detail)


def split_colons(value: str) -> tuple[str, ...]:
    """Items of a colon-separated list (``h=``, ``q=``, ``s=``, ``t=``), white space dropped."""
    return tuple(item.strip(_WSP) for item in value.split(":"))


def without_space(value: str) -> str:
    """Drop all white space of a value, as base64 tags allow it anywhere (RFC 6376 §3.5)."""
    for space in _WSP:
        if space in value:
            value = value.replace(space, "")
    return value
