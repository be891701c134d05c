"""Composes the letters: one a holder, keeping before handing over, neutral in every sentence.

A letter names the message only where its holder needs that to find the record: whoever keeps
doors or workstations learns the days and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from provenance.basics import Param, State, Text, Where, known, text
from provenance.reasoning import AnalysedMessage, Request
from provenance.reasoning.requests import Identifier, addresses_of, identifiers_of, keys_of
from provenance.reasoning.requests.days import moved
from provenance.report.catalogue import joint, whole_day
from provenance.report.letters.law import law_of
from provenance.report.letters.records import Block, Letter, Row
from provenance.report.records import Report
from provenance.report.view.common import line_words, stream_name

MAX_MESSAGES = 10
MAX_ROWS = 40
_ADDRESS = {
    (False, False): "report.letter.address.value",
    (True, False): "report.letter.address.port.value",
    (False, True): "report.letter.address.time.value",
    (True, True): "report.letter.address.port.time.value",
}
"""The sentence about an address, by whether its port and its time are known."""
_RECIPIENTS = frozenset({"recipient", "other-recipients"})
_PRIVATE = _RECIPIENTS | {"account-holder"}
"""Holders who keep a mailbox of their own and no system: they get no list of technical wishes."""


def make_letters(report: Report, jurisdiction: str = "none") -> tuple[Letter, ...]:
    """Return one letter for each holder, the nearest day first; a pure function of its inputs."""
    groups: dict[tuple[str, Text], list[Request]] = {}
    for request in report.reasoning.requests:
        groups.setdefault((request.holder_kind, request.holder), []).append(request)
    return tuple(
        _letter(number, kind, holder, tuple(requests), report, jurisdiction)
        for number, ((kind, holder), requests) in enumerate(groups.items(), 1)
    )


def _letter(
    number: int,
    kind: str,
    holder: Text,
    requests: tuple[Request, ...],
    report: Report,
    jurisdiction: str,
) -> Letter:
    days = [day for request in requests if (day := known(request.ask_by))]
    private = kind in _PRIVATE
    blocks = [
        *_head(holder, report),
        *_purpose(requests),
        *_keep(),
        *_subject(requests, report, private=private),
        *_records(requests, report),
        *(() if private else _form()),
        *(() if kind in _RECIPIENTS else _law(jurisdiction)),
        *_end(report),
    ]
    return Letter(
        name=f"{number:02d}-{kind}",
        holder=holder,
        blocks=tuple(blocks),
        records=tuple(request.record for request in requests),
        ask_by=min(days, default=""),
    )


def _say(name: str, **params: Param) -> Block:
    return Block(text=text(name, **params))


def _title(name: str, level: int = 2) -> Block:
    return Block(text=text(name), level=level)


def _head(holder: Text, report: Report) -> Iterator[Block]:
    yield _title("report.letter.title", 1)
    rows = [
        Row(label=text("report.letter.to"), value=holder),
        Row(
            label=text("report.letter.day"),
            value=text("report.letter.value", value=whole_day(report.as_of)),
        ),
    ]
    if report.case.id.strip():
        value = text("report.letter.value", value=report.case.id.strip())
        rows.append(Row(label=text("report.letter.reference"), value=value))
    yield Block(text=text("report.letter.draft"), rows=tuple(rows))


def _purpose(requests: tuple[Request, ...]) -> Iterator[Block]:
    told = any(request.names in {"message", "copy"} for request in requests)
    yield _say("report.letter.purpose.message" if told else "report.letter.purpose.days")
    yield _say("report.letter.neutral")


def _keep() -> Iterator[Block]:
    yield _title("report.letter.keep.title")
    for sentence in ("as-they-are", "no-change", "anyway"):
        yield _say(f"report.letter.keep.{sentence}")


def _subject(requests: tuple[Request, ...], report: Report, *, private: bool) -> Iterator[Block]:
    """What the request is about: message, address and time, names of keys, or a line to fill in."""
    told = _messages(requests, report, "message", "copy")
    addressed = _messages(requests, report, "address")
    keyed = _messages(requests, report, "key")
    if told:
        yield _title("report.letter.about.title")
        for one in told[:MAX_MESSAGES]:
            yield _message(one, report)
        if len(told) > MAX_MESSAGES:
            yield _say("report.letter.about.more", count=len(told) - MAX_MESSAGES)
    if addressed:
        yield _title("report.letter.address.title")
        of_message = addresses_of(addressed, report.audit)
        rows = [_address(found) for each in of_message.values() for found in each]
        yield Block(text=text("report.letter.address.intro"), rows=_few(rows))
    if keyed:
        yield _title("report.letter.key.title")
        rows = [_row(found) for one in keyed for found in keys_of(one)]
        yield Block(text=text("report.letter.key.intro"), rows=_few(rows))
    concerned = any(request.concerns for request in requests)
    if not (told or addressed or keyed or concerned or private):
        yield Block(text=text("report.letter.fill-in"), blank=True)


def _few(rows: list[Row]) -> tuple[Row, ...]:
    """Different rows in their order, at most :data:`MAX_ROWS`."""
    return tuple(dict.fromkeys(rows))[:MAX_ROWS]


def _messages(
    requests: tuple[Request, ...], report: Report, *names: str
) -> tuple[AnalysedMessage, ...]:
    wanted = {id_ for request in requests if request.names in names for id_ in request.messages}
    return tuple(one for one in report.messages if one.message.id in wanted)


def _message(one: AnalysedMessage, report: Report) -> Block:
    item = next(e.item for e in report.exhibits if e.item.id == one.message.evidence)
    rows = [_row(identifier) for identifier in identifiers_of(one)]
    rows.append(
        Row(
            label=text("report.letter.id.file"),
            value=text("report.letter.file", name=item.name, sha256=item.sha256),
        )
    )
    return Block(text=text("report.letter.about.message", exhibit=item.id), rows=tuple(rows))


def _row(identifier: Identifier) -> Row:
    words = "report.letter.value-beside" if identifier.beside else "report.letter.value"
    params: dict[str, Param] = {"value": identifier.value}
    if identifier.beside:
        params["beside"] = identifier.beside
    return Row(
        label=text(f"report.letter.id.{identifier.kind}"),
        value=text(words, **params),
        place=_place(identifier.where),
    )


def _address(identifier: Identifier) -> Row:
    params: dict[str, Param] = {"address": identifier.value}
    if identifier.port:
        params["port"] = str(identifier.port)
    if identifier.beside:
        params["time"] = identifier.beside
    case = _ADDRESS[bool(identifier.port), bool(identifier.beside)]
    return Row(
        label=text("report.letter.id.address"),
        value=text(case, **params),
        place=_place(identifier.where),
    )


def _place(where: tuple[Where, ...]) -> str:
    """Exhibit and lines, which are our own names and numbers."""
    return joint().join(
        line_words(stream_name(one.evidence, one.stream), one.line_first, one.line_last)
        for one in dict.fromkeys(where)
    )


def _records(requests: tuple[Request, ...], report: Report) -> Iterator[Block]:
    yield _title("report.letter.records.title")
    for number, request in enumerate(requests, 1):
        yield Block(text=request.what, number=number, rows=tuple(_about(request, report)))


def _about(request: Request, report: Report) -> Iterator[Row]:
    def row(label: str, value: Text) -> Row:
        return Row(label=text(f"report.letter.record.{label}"), value=value)

    yield row(
        "please",
        text(f"reasoning.request.{request.record}.wording") if request.record else request.wording,
    )
    for concern in request.concerns:
        yield row("concerns", concern)
    if not isinstance(request.gap, State):
        yield row("gap", text("report.letter.gap", gap=request.gap))
    if not isinstance(request.first, State) and not isinstance(request.last, State):
        first, last = whole_day(request.first), whole_day(request.last)
        one_day = request.first == request.last
        case = "report.letter.period.day" if one_day else "report.letter.period"
        yield row("period", text(case, first=first, **({} if one_day else {"last": last})))
    yield row("export", request.export)
    yield row("until", deadline(request, report.as_of))
    if not isinstance(request.usually_kept_days, State):
        yield row("source", request.kept_source)
    yield row("limit", request.limit)


def deadline(request: Request, as_of: str) -> Text:
    """Return until when to look. After that day it asks to look all the same, always."""
    days, ask_by = known(request.usually_kept_days), known(request.ask_by)
    longer = known(request.longer_kept_days)
    if days is None:
        return text("report.letter.until.unknown")
    if ask_by is None:
        return text("report.letter.until.no-day", days=days)
    case = "late" if ask_by < as_of else "by"
    by = whole_day(ask_by)
    later = None if longer is None else moved(date.fromisoformat(ask_by), longer - days)
    if longer is None or later is None:  # a header may claim the last year that has days
        return text(f"report.letter.until.{case}", days=days, by=by)
    return text(
        f"report.letter.until.{case}-longer",
        days=days,
        by=by,
        longer=longer,
        later=whole_day(later.isoformat()),
    )


def _form() -> Iterator[Block]:
    yield _title("report.letter.form.title")
    for sentence in ("original", "spreadsheet", "state", "absence"):
        yield _say(f"report.letter.form.{sentence}")


def _law(jurisdiction: str) -> Iterator[Block]:
    found = law_of(jurisdiction)
    if found:
        yield _title("report.letter.law.title")
    for sentence in found:
        yield Block(text=sentence)


def _end(report: Report) -> Iterator[Block]:
    yield _say("report.letter.thanks")
    yield Block(text=text("report.letter.sign"), blank=True)
    yield _say("report.letter.made-by", version=report.tool_version, day=whole_day(report.as_of))
