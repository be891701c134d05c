"""The interview behind ``provenance init``: plain questions whose answers make a case file.

Every question may be left open: an empty answer means *do not know*, and the file then says what
is worth adding. Answers are statements of whoever gives them (class W) and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from provenance.basics import Interest, Text, text
from provenance.basics.record import dataclass
from provenance.case.reader import HOWS, ROLES
from provenance.case.records import DISCLOSURE_CATEGORIES

MAX_ENTRIES: Final = 50
"""So many people, networks or stays are asked for; more are written into the file by hand."""
SIDES: Final = ("employee", "employer", "other")
OBTAINED: Final = (
    "gmail-download-original",
    "outlook-drag",
    "owa-download",
    "thunderbird-save",
    "apple-mail-save",
    "forwarded-as-attachment",
    "pasted-headers",
    "from-server",
    "other",
)
YES: Final = frozenset(("y", "yes"))
NO: Final = frozenset(("n", "no", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. ``choices`` are the words that answer it, empty for free text."""

    id: str
    words: Text
    choices: tuple[str, ...] = ()


Ask = Callable[[Question], str]
"""Puts a question and gives the answer as typed; "" for *do not know*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Where a person is said to have been."""

    person: str
    start: str
    end: str
    place: str
    attested_by: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A person with a way into the account."""

    id: str
    name: str
    account: str
    how: str
    start: str
    end: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """What is known of one file beside the case file."""

    name: str
    is_log: bool
    supplied_by: str
    obtained: str
    interest: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers, "" or empty where nobody knows. ``worth`` says what would help, in order."""

    question: str
    timezone: str
    prepared_by: str
    role: str
    side: str
    organisation: str
    domains: tuple[str, ...]
    networks: tuple[tuple[str, str], ...]
    account: str
    holder: str
    devices: tuple[str, ...]
    ways: tuple[Way, ...]
    stays: tuple[Stay, ...]
    files: tuple[FileAnswer, ...]
    category: str
    asked_by: str
    left_out: str
    worth: tuple[Text, ...]


def interview(ask: Ask, *, messages: Sequence[str], logs: Sequence[str]) -> Answers:
    """Ask everything once; ``messages`` and ``logs`` are the names of files in the folder."""
    talk = _Talk(ask)
    question, role = talk.free("question"), talk.choice("role", ROLES)
    side = talk.choice("side", SIDES)
    prepared, zone = talk.free("prepared-by"), talk.zone("timezone")
    name, domains = talk.free("organisation"), talk.several("domains")
    networks = talk.networks()
    account, holder = talk.free("account"), talk.free("holder")
    devices = talk.several("devices")
    ways = talk.ways(account)
    people = ("account-holder", *(way.id for way in ways))
    stays = talk.stays(people)
    files = tuple(talk.file(one, is_log=False) for one in messages) + tuple(
        talk.file(one, is_log=True) for one in logs
    )
    category = talk.choice("category", DISCLOSURE_CATEGORIES)
    asked, left_out = talk.free("asked-by"), talk.free("left-out")
    made = Answers(
        question=question,
        timezone=zone,
        prepared_by=prepared,
        role=role,
        side=side,
        organisation=name,
        domains=domains,
        networks=networks,
        account=account,
        holder=holder,
        devices=devices,
        ways=ways,
        stays=stays,
        files=files,
        category=category,
        asked_by=asked,
        left_out=left_out,
        worth=(),
    )
    from dataclasses import replace

    return replace(made, worth=worth_adding(made))


class _Talk:
    """Puts questions again until the answer can be used, at most three times."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def _put(self, id_: str, usable: Callable[[str], bool], choices: tuple[str, ...] = ()) -> str:
        words = text(f"case.question.{id_}")
        for _ in range(3):
            answer = " ".join(self._ask(Question(id=id_, words=words, choices=choices)).split())
            if not answer or usable(answer):
                return answer
            words = text(f"case.again.{id_}")
        return ""

    def free(self, id_: str) -> str:
        return self._put(id_, lambda _: True)

    def choice(self, id_: str, choices: Sequence[str]) -> str:
        return self._put(id_, lambda answer: answer in choices, tuple(choices))

    def zone(self, id_: str) -> str:
        return self._put(id_, _is_zone)

    def several(self, id_: str) -> tuple[str, ...]:
        return tuple(one.strip() for one in self.free(id_).split(",") if one.strip())

    def more(self, id_: str) -> bool:
        answer = self._put(id_, lambda given: given.lower() in YES | NO, ("yes", "no"))
        return answer.lower() in YES

    def networks(self) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        while len(found) < MAX_ENTRIES and (cidr := self._put("network", _is_network)):
            found.append((self.free("network-name") or cidr, cidr))
        return tuple(found)

    def ways(self, account: str) -> tuple[Way, ...]:
        found: list[Way] = []
        while len(found) < MAX_ENTRIES and self.more("another-person"):
            found.append(
                Way(
                    id=f"person-{_letters(len(found))}",
                    name=self.free("person-name"),
                    account=self.free("person-account"),
                    how=self.choice("how", HOWS) if account else "",
                    start=self._put("access-from", _is_time),
                    end=self._put("access-to", _is_time),
                    source=self.free("access-source"),
                )
            )
        return tuple(found)

    def stays(self, people: tuple[str, ...]) -> tuple[Stay, ...]:
        found: list[Stay] = []
        while len(found) < MAX_ENTRIES and self.more("another-stay"):
            found.append(
                Stay(
                    person=self.choice("stay-person", people) or people[0],
                    start=self._put("stay-from", _is_time),
                    end=self._put("stay-to", _is_time),
                    place=self.free("stay-place"),
                    attested_by=self.free("stay-attested"),
                    source=self.free("stay-source"),
                )
            )
        return tuple(found)

    def file(self, name: str, *, is_log: bool) -> FileAnswer:
        kind = "log" if is_log else "copy"
        words = text(f"case.question.{kind}-by", file=name)
        by = " ".join(self._ask(Question(id=f"{kind}-by", words=words)).split())
        return FileAnswer(
            name=name,
            is_log=is_log,
            supplied_by=by,
            obtained="" if is_log else self.choice("obtained", OBTAINED),
            interest=self.choice("interest", tuple(one.value for one in Interest)),
            timezone=self.zone("log-zone") if is_log else "",
        )


def _letters(number: int) -> str:
    """b, c, ... z, then b2 ...: the account holder stands for a."""
    letter = "bcdefghijklmnopqrstuvwxyz"[number % 25]
    return letter if number < 25 else f"{letter}{number // 25 + 1}"


def _is_zone(answer: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(answer)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _is_network(answer: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_network(answer, strict=False)
    except ValueError:
        return False
    return True


def _is_time(answer: str) -> bool:
    from datetime import datetime

    try:
        datetime.fromisoformat(answer)
    except ValueError:
        return False
    return True


def worth_adding(answers: Answers) -> tuple[Text, ...]:
    """Name what would help and was left open, the most telling first."""
    open_: list[str] = []
    if not any(one.is_log for one in answers.files):
        open_.append("logs")
    if not answers.account:
        open_.append("account")
    if not answers.domains:
        open_.append("domains")
    if answers.ways and not all(way.source for way in answers.ways):
        open_.append("access-source")
    if not answers.ways:
        open_.append("people")
    if not answers.stays:
        open_.append("presence")
    elif not all(stay.source for stay in answers.stays):
        open_.append("presence-source")
    copies = [one for one in answers.files if not one.is_log]
    if len({one.supplied_by for one in copies if one.supplied_by}) < 2:
        open_.append("second-copy")
    if not answers.networks:
        open_.append("networks")
    if not answers.devices:
        open_.append("devices")
    return tuple(text(f"case.worth.{name}") for name in open_)
