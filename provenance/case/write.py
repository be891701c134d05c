"""Writes the answers of the interview as a commented case.yaml that the reader accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from provenance.basics import Text
from provenance.case.interview import Answers, FileAnswer

Words = Callable[[str], str]
"""Gives the words of a catalogue entry; this room holds no sentences."""


def to_yaml(answers: Answers, words: Words, render: Callable[[Text], str]) -> str:
    """Return the case file: what was answered, and as comments what was not.

    Every value is a quoted string, so that nothing that somebody types is taken for YAML.
    """
    out = _Lines(words)
    out.note("head")
    out.open("case")
    out.value("question", answers.question, "question")
    out.value("timezone", answers.timezone, "timezone")
    out.value("prepared_by", answers.prepared_by, "prepared-by")
    out.value("role", answers.role, "role")
    out.value("side", answers.side, "side")
    out.value("asked_by", answers.asked_by, "asked-by")
    out.value("left_out", answers.left_out, "left-out")
    _organisation(out, answers)
    out.top("account", answers.account, "account")
    _people(out, answers)
    _presence(out, answers)
    _files(out, "evidence", [one for one in answers.files if not one.is_log])
    _files(out, "audit", [one for one in answers.files if one.is_log])
    if answers.category:
        out.lines.append(f"disclosure: {{category: {_quoted(answers.category)}}}")
    if answers.worth:
        out.note("worth")
        out.lines += [f"# - {_comment(render(one))}" for one in answers.worth]
    return "\n".join(out.lines) + "\n"


class _Lines:
    """The lines of the file, and how a value or its absence is written."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lines: list[str] = []
        self.empty = True

    def note(self, id_: str) -> None:
        self.lines.append(f"# {_comment(self.words(f'case.comment.{id_}'))}")

    def open(self, name: str) -> None:
        """Begin a mapping; YAML reads one without members as nothing, which the reader takes."""
        self.lines.append(f"{name}:")

    def value(self, name: str, value: str, note: str) -> None:
        if value:
            self.lines.append(f"  {name}: {_quoted(value)}")
        else:
            self.lines.append(f"  # {name}: {_comment(self.words(f'case.comment.{note}'))}")

    def top(self, name: str, value: str, note: str) -> None:
        if value:
            self.lines.append(f"{name}: {_quoted(value)}")
        else:
            self.lines.append(f"# {name}: {_comment(self.words(f'case.comment.{note}'))}")


def _quoted(value: str) -> str:
    """A YAML double-quoted string: JSON strings are a subset of them (YAML 1.2 §5.7)."""
    return json.dumps(value, ensure_ascii=True)


def _listed(values: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(value) for value in values) + "]"


def _comment(value: str) -> str:
    """One line: a line end in a file name must not begin a line of YAML."""
    return " ".join(value.split())


def _pairs(**values: str) -> str:
    names = {name.rstrip("_"): value for name, value in values.items()}
    return "{" + ", ".join(f"{name}: {_quoted(v)}" for name, v in names.items() if v) + "}"


def _organisation(out: _Lines, answers: Answers) -> None:
    out.open("organisation")
    out.value("name", answers.organisation, "organisation")
    if answers.domains:
        out.lines.append(f"  domains: {_listed(answers.domains)}")
    else:
        out.value("domains", "", "domains")
    if answers.networks:
        out.lines.append("  networks:")
        out.lines += [f"    - {_pairs(name=name, cidr=cidr)}" for name, cidr in answers.networks]
    else:
        out.value("networks", "", "networks")


def _people(out: _Lines, answers: Answers) -> None:
    out.note("people")
    out.lines += ["people:", '  - id: "account-holder"']
    if answers.holder:
        out.lines.append(f"    name: {_quoted(answers.holder)}")
    if answers.account:
        out.lines.append(f"    accounts: {_listed([answers.account])}")
    if answers.devices:
        out.lines.append(f"    devices: {_listed(answers.devices)}")
    for way in answers.ways:
        out.lines.append(f"  - id: {_quoted(way.id)}")
        if way.name:
            out.lines.append(f"    name: {_quoted(way.name)}")
        if way.account:
            out.lines.append(f"    accounts: {_listed([way.account])}")
        if way.how:
            pairs = _pairs(
                account=answers.account,
                how=way.how,
                from_=way.start,
                to=way.end,
                source=way.source,
            )
            out.lines += ["    access_to:", f"      - {pairs}"]


def _presence(out: _Lines, answers: Answers) -> None:
    if not answers.stays:
        out.top("presence", "", "presence")
        return
    out.note("presence")
    out.lines.append("presence:")
    for stay in answers.stays:
        pairs = _pairs(
            person=stay.person,
            from_=stay.start,
            to=stay.end,
            place=stay.place,
            attested_by=stay.attested_by,
            source=stay.source,
        )
        out.lines.append(f"  - {pairs}")


def _files(out: _Lines, name: str, files: Sequence[FileAnswer]) -> None:
    if not files:
        out.top(name, "", name)
        return
    out.note(name)
    out.lines.append(f"{name}:")
    for one in files:
        pairs = _pairs(
            file=one.name,
            supplied_by=one.supplied_by,
            obtained=one.obtained,
            interest=one.interest,
            timezone=one.timezone,
        )
        out.lines.append(f"  - {pairs}")
