"""What the properties of an Outlook item say, and what they may show on which kind of copy.

A .msg file is what its holder saved: every property could have been written by whoever held it.
On a received copy sender and represented were set by the transport or the store from the header;
creator and last modifier are then those of the receiving side, never the author.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.basics import Address, Param, State, Text, Where, known, text
from provenance.evidence import Exhibit, Kind, MapiProperty, OutlookItem
from provenance.evidence.property_places import PropertyPlaces
from provenance.origin import CopyKind, CopyReading
from provenance.origin.outlook_item import (
    CREATION_TIME,
    FLAGS,
    MODIFICATION_TIME,
    SUBMIT_TIME,
    VERB_TIME,
    copy_kind,
    moment,
    number,
    value,
)
from provenance.origin.outlook_people import REPRESENTED, SENDER, Party, party, same_party
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_FLAGS: Final = (
    (0x1, "read"),
    (0x2, "unmodified"),
    (0x4, "submitted"),
    (0x8, "unsent"),
    (0x10, "attachment"),
    (0x20, "from-me"),
    (0x80, "resend"),
    (0x100, "read-report-due"),
    (0x200, "non-read-report-due"),
    (0x2000, "from-internet"),
)
_VERBS: Final = {
    102: "reply",
    103: "reply-all",
    104: "forward",
    0x105: "reply",
    0x106: "forward",
    0x10C: "recall-success",
    0x10D: "recall-failure",
    0x11C: "recall",
}
_REPORTS: Final = {
    "IPNRN": "read-report",
    "IPNNRN": "not-read-report",
    "DR": "delivery-report",
    "NDR": "non-delivery-report",
}
_COMMON: Final = "00062008-0000-0000-C000-000000000046"
_INTERNET: Final = "00020386-0000-0000-C000-000000000046"
_MESSAGING: Final = "41F28F13-83F4-4114-A584-EEDB5A6B0BFF"
_NAMED: Final = (
    (_INTERNET, "x-originating-ip", "originating-ip", FindingKind.ORIGIN),
    (
        _INTERNET,
        "x-ms-exchange-organization-originalclientipaddress",
        "client-ip",
        FindingKind.ORIGIN,
    ),
    (_INTERNET, "x-mailer", "mailer", FindingKind.CLIENT),
    (_MESSAGING, "ClientInfo", "client-info", FindingKind.CLIENT),
    (_COMMON, "0x8554", "program-version", FindingKind.CLIENT),
    (_COMMON, "0x8580", "account-name", FindingKind.CLIENT),
)
_LOCALES: Final = {
    1028: "zh-TW",
    1031: "de-DE",
    1033: "en-US",
    1036: "fr-FR",
    1040: "it-IT",
    1041: "ja-JP",
    1042: "ko-KR",
    1043: "nl-NL",
    1045: "pl-PL",
    1046: "pt-BR",
    1049: "ru-RU",
    2052: "zh-CN",
    2057: "en-GB",
    2070: "pt-PT",
    3076: "zh-HK",
    3079: "de-AT",
    3082: "es-ES",
}


def mapi_findings(subject: Subject) -> list[Finding]:
    """The item that the exhibit is, if it is one; then every winmail.dat in the message."""
    found: list[Finding] = []
    item = subject.exhibit.item
    if item.kind is Kind.TNEF and item.parent is None:
        from provenance.reasoning.facts_winmail import winmail_alone

        return winmail_alone(subject)
    if subject.exhibit.outlook is not None:
        found += ItemFindings(subject, subject.exhibit, subject.exhibit.outlook, subject.file).all()
    if subject.beside:
        from provenance.reasoning.facts_winmail import winmail_findings

        found += winmail_findings(subject)
    return found


class ItemFindings:
    """Findings of one item; ``side`` is ``item`` for a .msg file, ``winmail`` for a winmail.dat."""

    side = "item"

    def __init__(self, subject: Subject, exhibit: Exhibit, item: OutlookItem, file: bytes) -> None:
        self.subject = subject
        self.exhibit = exhibit
        self.item = item
        self.places = PropertyPlaces(exhibit, file)
        self.copy: CopyReading = copy_kind(item, len(subject.analysed.trace.route.hops))

    def all(self) -> list[Finding]:
        """Every finding, in a fixed order."""
        return [
            *self.kind(),
            *self.saved_anew(),
            *self.message_class(),
            *self.people(),
            *self.history(),
            *self.flags(),
            *self.last_verb(),
            *self.named(),
            *self.language(),
            *self.submit_fraction(),
        ]

    @property
    def cls(self) -> AttestationClass:
        """Who vouches: the receiving side on a received copy, else whoever held the file."""
        received = self.copy.kind is CopyKind.RECEIVED
        return AttestationClass.RECEIVER if received else AttestationClass.CLIENT

    def finding(
        self,
        name: str,
        kind: FindingKind,
        rung: int,
        statement: Text,
        tags: tuple[MapiProperty | None, ...],
        *,
        strength: int = 0,
        cautions: tuple[Text, ...] = (),
        cls: AttestationClass | None = None,
    ) -> Finding:
        """One finding with the places of the properties that it rests on."""
        where: tuple[Where, ...] = tuple(self.places.where(one) for one in tags if one is not None)
        return self.subject.finding(
            f"outlook.{name}" if self.side == "item" else f"winmail.{name}",
            kind,
            rung,
            statement,
            where=where or (self.whole(),),
            cls=cls or self.cls,
            strength=strength,
            group=f"outlook:{self.exhibit.item.id}",
            observed=True,
            cautions=cautions,
        )

    def whole(self) -> Where:
        """The whole exhibit, where a finding rests on what is not there."""
        from provenance.reasoning.where import where_file

        return where_file(self.exhibit)

    def say(self, case: str, **params: Param) -> Text:
        """A sentence about this exhibit."""
        return text(f"reasoning.outlook.{case}", exhibit=self.exhibit.item.id, **params)

    def kind(self) -> Iterator[Finding]:
        """Received, sent, draft, or open; with the reasons."""
        reasons = tuple(text(f"reasoning.outlook.reason.{one}") for one in self.copy.reasons)
        yield self.finding(
            "kind",
            FindingKind.COPY,
            1,
            self.say(f"kind.{self.copy.kind.value}"),
            (self.item.find(FLAGS),),
            cautions=(*reasons, text("reasoning.outlook.caution.kind")),
        )

    def saved_anew(self) -> Iterator[Finding]:
        """Creation and last modification at one moment after sending."""
        created = known(moment(self.item, CREATION_TIME))
        if self.copy.saved_anew is not True or created is None:
            return
        yield self.finding(
            "saved-anew",
            FindingKind.COPY,
            1,
            self.say("saved-anew", time=created),
            (self.item.find(CREATION_TIME), self.item.find(MODIFICATION_TIME)),
            cautions=(text("reasoning.outlook.caution.saved-anew"),),
            cls=AttestationClass.CLIENT,
        )

    def message_class(self) -> Iterator[Finding]:
        """Only a class that is not that of an ordinary mail."""
        class_ = known(self.item.message_class)
        if class_ is None:
            return
        case = class_case(class_)
        if case == "note":
            return
        recall = case.startswith("recall")
        yield self.finding(
            f"class.{case}",
            FindingKind.RECALL if recall else FindingKind.COPY,
            0 if recall else 1,
            self.say(f"class.{case}", name=class_),
            (self.item.find("001A"),),
            cautions=(text("reasoning.outlook.caution.class"),),
        )

    def people(self) -> Iterator[Finding]:
        """Sender beside represented: two names of one act, or an act on behalf of somebody."""
        sender, represented = party(self.item, SENDER), party(self.item, REPRESENTED)
        first, second = known(sender.shown), known(represented.shown)
        if first is None or second is None:
            return
        same = same_party(sender, represented)
        case = "not-comparable" if isinstance(same, State) else "same" if same else "on-behalf"
        yield self.finding(
            f"sender.{case}",
            FindingKind.ORIGIN,
            3,
            self.say(f"sender.{case}", sender=first, represented=second),
            (*sender.properties, *represented.properties),
            strength=1 if case == "on-behalf" else 0,
            cautions=(
                text(f"reasoning.outlook.caution.sender-{self.wrote()}"),
                *self.directory(sender, represented),
            ),
        )

    def wrote(self) -> str:
        """Whose hand set sender and represented, as far as the kind of the copy shows."""
        return "received" if self.copy.kind is CopyKind.RECEIVED else "held"

    @staticmethod
    def directory(*parties: Party) -> tuple[Text, ...]:
        """Said where a name is one of Exchange's directory and no mail address."""
        if any(isinstance(one.directory, str) for one in parties):
            return (text("reasoning.outlook.caution.directory"),)
        return ()

    def history(self) -> Iterator[Finding]:
        """Creator and last modifier; never the author of a received or saved copy."""
        for tag, name, strength in (("3FF8", "creator", 1), ("3FFA", "modifier", 0)):
            person = known(value(self.item, tag))
            if person is None:
                continue
            own = self.copy.kind is CopyKind.SENT and self.copy.saved_anew is False
            represented = known(value(self.item, REPRESENTED[0]))
            case = "received"
            if own:
                same = represented is not None and represented.lower() == person.lower()
                case = "own" if same or represented is None else "own-other"
            elif self.copy.kind is not CopyKind.RECEIVED:
                case = "unknown"
            params: dict[str, Param] = {"person": Address(spec="", display=person)}
            if case == "own-other":
                params["represented"] = Address(spec="", display=represented or "")
            yield self.finding(
                f"{name}.{case}",
                FindingKind.ORIGIN if case == "own-other" else FindingKind.COPY,
                3 if case == "own-other" else 1,
                self.say(f"{name}.{case}", **params),
                (self.item.find(tag),),
                strength=strength if case == "own-other" else 0,
                cautions=(text(f"reasoning.outlook.caution.{name}"),),
                cls=AttestationClass.CLIENT,
            )

    def flags(self) -> Iterator[Finding]:
        """The flags that have a documented meaning (MS-OXCMSG §2.2.1.6)."""
        flags = known(number(self.item, FLAGS))
        if flags is None:
            return
        said = tuple(text(f"reasoning.outlook.flag.{name}") for bit, name in _FLAGS if flags & bit)
        yield self.finding(
            "flags",
            FindingKind.COPY,
            1,
            self.say("flags", value=f"0x{flags & 0xFFFFFFFF:08X}"),
            (self.item.find(FLAGS),),
            cautions=said,
        )

    def last_verb(self) -> Iterator[Finding]:
        """What was done with the item last, in the mailbox that it lay in."""
        verb = known(number(self.item, "1081"))
        if verb is None:
            return
        time = known(moment(self.item, VERB_TIME))
        name = _VERBS.get(verb, "other")
        params: dict[str, Param] = {"number": verb} if name == "other" else {}
        if time is not None:
            params["time"] = time
        yield self.finding(
            f"last-verb.{name}",
            FindingKind.COPY,
            1,
            self.say(f"verb.{name}" + ("-at" if time is not None else ""), **params),
            (self.item.find("1081"), self.item.find(VERB_TIME)),
            cautions=(text("reasoning.outlook.caution.verb"),),
            cls=AttestationClass.CLIENT,
        )

    def named(self) -> Iterator[Finding]:
        """Named properties, looked up by set and name: their numbers differ in every file."""
        for guid, wanted, name, kind in _NAMED:
            one = self.item.find_named(guid, wanted)
            shown = None if one is None else known(one.value)
            if one is None or not shown:
                continue
            yield self.finding(
                f"named.{name}",
                kind,
                4,
                self.say(f"named.{name}", value=shown),
                (one,),
                strength=1 if kind is FindingKind.ORIGIN or self.side == "winmail" else 0,
                cautions=(self.caution(name),),
            )

    def caution(self, name: str) -> Text:
        """What a named property may not be read as, on this kind of copy."""
        return text(f"reasoning.outlook.caution.{name}")

    def language(self) -> Iterator[Finding]:
        """Locale and code page: the language that the writing program was set to."""
        locale, page = known(number(self.item, "3FF1")), known(number(self.item, "3FDE"))
        if locale is None and page is None:
            return
        case = "both" if locale and page else "locale" if locale else "page"
        params: dict[str, Param] = {}
        if locale:
            params["locale"] = (
                f"{locale} ({_LOCALES[locale]})" if locale in _LOCALES else str(locale)
            )
        if page or case == "page":
            params["page"] = str(page)
        yield self.finding(
            "language",
            FindingKind.CLIENT,
            4,
            self.say(f"language.{case}", **params),
            (self.item.find("3FF1"), self.item.find("3FDE")),
            cautions=(self.caution("language"),),
        )

    def submit_fraction(self) -> Iterator[Finding]:
        """Whole seconds fit an item that was made of an Internet message (MS-OXCMAIL §2.2.3.2)."""
        time = known(moment(self.item, SUBMIT_TIME))
        if time is None:
            return
        case = "submit-fine" if "." in time.text else "submit-whole"
        yield self.finding(
            case,
            FindingKind.CLOCK,
            1,
            self.say(case, time=time),
            (self.item.find(SUBMIT_TIME),),
            cautions=(text("reasoning.outlook.caution.submit-fraction"),),
        )


def class_case(name: str) -> str:
    """What a message class means: the last part of a report's class, or the class itself."""
    upper = name.upper()
    if upper == "IPM.OUTLOOK.RECALL" or upper.startswith("IPM.OUTLOOK.RECALL."):
        return "recall"
    for ending in ("SUCCESS", "FAILURE"):
        if upper == f"IPM.RECALL.REPORT.{ending}":
            return f"recall-report-{ending.lower()}"
    if upper == "IPM.RECALL.REPORT" or upper.startswith("IPM.RECALL.REPORT."):
        return "recall-report"
    if upper.startswith("REPORT."):
        return _REPORTS.get(upper.rpartition(".")[2], "report")
    return "note" if upper in {"IPM.NOTE", "IPM"} else "other"
