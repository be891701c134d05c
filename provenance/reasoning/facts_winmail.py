"""What a winmail.dat in a message says: written by a program of the sending side (MS-OXTNEF)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.basics import State, Text, known, text
from provenance.evidence import MapiProperty
from provenance.origin.outlook_item import SUBMIT_TIME, instant, moment
from provenance.reasoning.facts_mapi import ItemFindings
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_QUARTER: Final = 900
_WIDEST: Final = 14 * 3600
_SLACK: Final = 2


def winmail_findings(subject: Subject) -> list[Finding]:
    """Findings of every winmail.dat in the message."""
    return [
        finding
        for one in subject.beside
        if one.outlook is not None
        for finding in _Winmail(subject, one, one.outlook, one.content).all()
    ]


def winmail_alone(subject: Subject) -> list[Finding]:
    """Findings of a winmail.dat that was handed in by itself."""
    one = subject.exhibit
    return [] if one.outlook is None else _Winmail(subject, one, one.outlook, one.content).all()


class _Winmail(ItemFindings):
    """The same properties with other words: here all of them are of the sending side."""

    side = "winmail"

    def all(self) -> list[Finding]:
        """What is there, then what it says."""
        return [
            *self.present(),
            *self.message_class(),
            *self.people(),
            *self.named(),
            *self.language(),
            *self.zone(),
        ]

    @property
    def cls(self) -> AttestationClass:
        """The sending side's system or program; nobody on the way looks into it."""
        return AttestationClass.SENDER_SIDE

    def wrote(self) -> str:
        return "winmail"

    def caution(self, name: str) -> Text:
        """All of it is of the sending side, whatever the property."""
        del name
        return text("reasoning.outlook.caution.winmail-named")

    def present(self) -> Iterator[Finding]:
        yield self.finding(
            "present",
            FindingKind.CLIENT,
            4,
            self.say(
                "winmail.present",
                properties=len(self.item.properties),
                attachments=len(self.item.attachments),
            ),
            (),
            cautions=(text("reasoning.outlook.caution.winmail"),),
        )

    def zone(self) -> Iterator[Finding]:
        """The clock of the older attribute beside the UTC time of the property (MS-OXTNEF §3.1)."""
        old = self._old("attDateSent")
        minutes = zone_minutes(old, self.item.find(SUBMIT_TIME))
        time = known(moment(self.item, SUBMIT_TIME))
        if old is None or isinstance(old.value, State) or minutes is None or time is None:
            return
        sign = "-" if minutes < 0 else "+"
        offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        yield self.finding(
            "zone",
            FindingKind.CLOCK,
            4,
            self.say("winmail.zone", local=old.value, time=time, offset=offset),
            (old, self.item.find(SUBMIT_TIME)),
            strength=1,
            cautions=(text("reasoning.outlook.caution.zone"),),
        )

    def _old(self, name: str) -> MapiProperty | None:
        return next((p for p in self.item.properties if p.name == name and not p.type), None)


def zone_minutes(old: MapiProperty | None, new: MapiProperty | None) -> int | None:
    """Minutes that the clock without a zone is ahead of UTC; ``None`` where it is no zone.

    A zone is a whole number of quarters of an hour, up to fourteen hours.
    """
    if old is None or new is None or isinstance(old.value, State) or isinstance(new.value, State):
        return None
    local, utc = instant(f"{old.value}Z"), instant(new.value)
    if isinstance(local, State) or isinstance(utc, State):
        return None
    apart = (local.utc - utc.utc.replace(microsecond=0)).total_seconds()
    quarters = round(apart / _QUARTER)
    fits = abs(apart - quarters * _QUARTER) <= _SLACK and abs(apart) <= _WIDEST
    return quarters * _QUARTER // 60 if fits else None
