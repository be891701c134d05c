"""Facts about who else stands with an address, and about sign-ins of everybody else.

They carry no step. A general sentence (an office can share an address; two logs agree) is set
beside what the exports themselves show, whichever side that helps.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Address, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.facts_log_marks import file_where
from provenance.reasoning.facts_usage import params_of
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

ADDRESS: Final = "users."
SECONDS: Final = "seconds.same"
OTHERS: Final = "pairs.others"
MAX_USERS: Final = 4
"""Other accounts with the same address that are named, the first by name; their number has all."""


def user_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Which accounts each export has with the address of the sending, in the own network."""
    mine = Exports(side, subject.analysed.message.id)
    return [
        log_finding(
            subject, mine, f"usage.{one.kind}", FindingKind.JOIN, 4, _words(one),
            tuple(mine.events[id_] for id_ in one.events), strength=0,
            counted=int(str(dict(one.values)["count"])), cautions=(
                text(f"reasoning.caution.usage.{one.kind}"),
                text("reasoning.caution.log-account"),
            ),
        )
        for one in side.usage
        if one.message == mine.message and one.kind.startswith(ADDRESS)
    ]  # fmt: skip


def _words(one: Circumstance) -> Text:
    values = params_of(one.values)
    devices, users = (str(values.pop(name)) for name in ("devices", "users"))
    values["account"] = Address(spec=str(values["account"]))
    if users:
        named = users.split("\n")
        values["users"] = tuple(named[:MAX_USERS])
        values["number"] = len(named)
    words = text(f"reasoning.usage.{one.kind}", **values)
    if devices:
        words = text(
            "reasoning.usage.stay.devices", words=words, devices=tuple(devices.split("\n"))
        )
    return words


def other_sign_in_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """How two exports of one system agree for the accounts that are not in dispute."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        if one.message == mine.message and one.kind == OTHERS:
            values = params_of(one.values)
            files = [mine.sources[str(values[name])] for name in ("exhibit", "other")]
            found.append(
                log_finding(
                    subject, mine, f"usage.{OTHERS}", FindingKind.COVERAGE, 0,
                    text(f"reasoning.usage.{OTHERS}", **values), (), strength=0, group="pairs",
                    cautions=(text(f"reasoning.caution.{OTHERS}"),),
                    more=tuple(file_where(source) for source in files),
                )
            )  # fmt: skip
    return found


def same_second_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Rows of each export at the minute and second of the sending: an observation, and no more."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        if one.message == mine.message and one.kind == SECONDS:
            events = tuple(mine.events[id_] for id_ in one.events)
            found.append(
                log_finding(
                    subject, mine, f"usage.{SECONDS}", FindingKind.COVERAGE, 0,
                    text(f"reasoning.usage.{SECONDS}", **params_of(one.values),
                         rows=mine.rows(*events)),
                    events, strength=0, counted=int(str(dict(one.values)["moments"])),
                    cautions=(text(f"reasoning.caution.{SECONDS}"),),
                )
            )  # fmt: skip
    return found


def beside_pair(side: AuditSide, message: str, exhibits: frozenset[str]) -> tuple[Text, ...]:
    """The same counts, as a caution of what two exports agree on for the disputed account."""
    return tuple(
        text(f"reasoning.usage.{OTHERS}", **params_of(one.values))
        for one in side.usage
        if (one.message, one.kind) == (message, OTHERS)
        and {str(dict(one.values)[name]) for name in ("exhibit", "other")} == exhibits
    )


def beside_address(side: AuditSide, message: str, address: str) -> tuple[Text, ...]:
    """That the exports themselves show who stands with an address: no general sentence alone."""
    return tuple(
        text(f"reasoning.caution.network.{one.kind}", exhibit=values["exhibit"])
        for one in side.usage
        if one.message == message and one.kind.startswith(ADDRESS)
        if (values := params_of(one.values))["ip"] == address
    )
