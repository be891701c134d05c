"""The one pipeline: runs the stages for one case, and alone knows their order.

``analyze`` is a pure function of its inputs: the same evidence, case, DNS answers, rules,
version and ``as_of`` give an equal :class:`~provenance.report.Report` (architecture §7).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from provenance import __version__
from provenance.authentication import Recorder, Resolver, check, questions
from provenance.basics import Interest, State, Text, text
from provenance.basics.record import dataclass
from provenance.case import Case, EvidenceNote
from provenance.evidence import EvidenceItem, Exhibit, Intake, attached_exhibit
from provenance.message import Message, is_message, part_bytes, read_message
from provenance.origin import find_origin
from provenance.reasoning import AnalysedMessage, holder_interest, reason
from provenance.report import Report
from provenance.trace import read_service_fields, second_readings, trace_message

MAX_ATTACHED_DEPTH = 8
MAX_ATTACHED = 500
CROSS_CHECK_MESSAGES = 20
CROSS_CHECK_SIZE = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an analysis needs beside the case.

    ``resolver`` answers DNS questions. ``as_of`` is the day that whatever counts days counts
    to. ``cross_check`` is ``None`` for the default: second engines run for up to 20 messages,
    each under 10 MB. ``repeat`` is the command that gives the same bytes again. ``progress`` is
    told how many messages of how many are done; it must not change anything.
    """

    intake: Intake
    resolver: Resolver
    as_of: date
    cross_check: bool | None = None
    repeat: tuple[str, ...] = ()
    progress: Callable[[int, int], None] = lambda _done, _total: None


def analyze(case: Case, context: Context) -> Report:
    """Analyse all exhibits of a case and give the one record that every output shows."""
    recorder = Recorder(context.resolver)
    exhibits, messages, warnings = _read(case, context.intake)
    analysed: list[AnalysedMessage] = []
    held = {exhibit.item.id: exhibit for exhibit in exhibits}
    for message in messages:
        interest = holder_interest(held[message.evidence], held)
        analysed.append(_analyse_one(case, context, message, recorder, len(messages), interest))
        context.progress(len(analysed), len(messages))
    verified = tuple(analysed)
    return Report(
        tool_version=__version__,
        as_of=context.as_of.isoformat(),
        case=case,
        exhibits=exhibits,
        unreadable=context.intake.unreadable,
        messages=verified,
        reasoning=reason(verified, exhibits, case, as_of=context.as_of),
        dns=recorder.answers,
        dns_mode="answers" if recorder.answers else "none",
        warnings=warnings,
        repeat=context.repeat,
    )


def dns_questions(
    intake: Intake, *, receivers: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    """List the DNS questions (name, type) of all messages, so that they can be asked at once."""
    _, messages, _ = _read(Case(), intake)
    asked: set[tuple[str, str]] = set()
    for message in messages:
        asked.update(questions(message, trace_message(message, receivers=receivers)))
    return tuple(sorted(asked))


def repeat_command(
    intake: Intake,
    *,
    as_of: date,
    case: Path | None = None,
    keys: Path | None = None,
    cross_check: bool | None = None,
) -> tuple[str, ...]:
    """Give the command that repeats an analysis from its own ``dns.jsonl``, by file name."""
    command = ["provenance", "analyze", *(exhibit.item.name for exhibit in intake.exhibits)]
    if case is not None:
        command += ["--case", case.name]
    if keys is not None:
        command += ["--keys", keys.name]
    if cross_check is not None:
        command.append("--cross-check" if cross_check else "--no-cross-check")
    return (*command, "--dns", "dns.jsonl", "--as-of", as_of.isoformat())


def _analyse_one(
    case: Case,
    context: Context,
    message: Message,
    resolver: Resolver,
    total: int,
    interest: Interest,
) -> AnalysedMessage:
    both = _cross_check(message, context, total)
    trace = trace_message(message, receivers=case.receivers, interest=interest)
    authentication = check(message, trace, resolver, as_of=context.as_of, cross_check=both)
    return AnalysedMessage(
        message=message,
        trace=trace,
        authentication=authentication,
        origin=find_origin(message, trace, authentication),
        second_readings=second_readings(message, trace.route) if both else (),
        service_fields=read_service_fields(message),
    )


def _cross_check(message: Message, context: Context, total: int) -> bool:
    """Second engines cost more than the analysis: by default only for a handful of messages."""
    if context.cross_check is not None:
        return context.cross_check
    return total <= CROSS_CHECK_MESSAGES and len(message.raw) < CROSS_CHECK_SIZE


def _read(
    case: Case, intake: Intake
) -> tuple[tuple[Exhibit, ...], tuple[Message, ...], tuple[Text, ...]]:
    """Read every exhibit's message, then the messages attached to them, level by level.

    An attached message becomes an exhibit of its own. Exhibits and messages come out in the
    order of their numbers: the files that were handed in first, then what they contained.
    """
    exhibits: list[Exhibit] = []
    messages: list[Message] = []
    warnings: list[Text] = []
    queue = deque((exhibit, 0) for exhibit in intake.exhibits)
    numbered = len(queue)
    while queue:
        given, depth = queue.popleft()
        exhibit = replace(given, item=_annotate(given.item, case.evidence))
        exhibits.append(exhibit)
        warnings.extend(exhibit.warnings)
        if isinstance(exhibit.stream, State):
            warnings.append(text("evidence.nothing-to-verify", exhibit=exhibit.item.id))
            continue
        message = read_message(exhibit.stream, id=f"M{len(messages) + 1}", evidence=exhibit.item.id)
        messages.append(message)
        for path, name, data in _attached(message):
            if depth >= MAX_ATTACHED_DEPTH or numbered >= len(intake.exhibits) + MAX_ATTACHED:
                warnings.append(text("evidence.attached-limit", exhibit=exhibit.item.id, part=path))
                continue
            numbered += 1
            child = attached_exhibit(exhibit.item, data, id=f"E{numbered}", name=name, locator=path)
            queue.append((child, depth + 1))
    return tuple(exhibits), tuple(messages), tuple(warnings)


def _attached(message: Message) -> Iterator[tuple[str, str, bytes]]:
    """Attached messages of a message: MIME path, a name, and the bytes as they stand inside."""
    for part in message.parts:
        if is_message(part):
            name = part.filename if not isinstance(part.filename, State) else part.content_type
            yield part.path, name, part_bytes(message, part)


def _annotate(item: EvidenceItem, notes: tuple[EvidenceNote, ...]) -> EvidenceItem:
    """Add what the case file says about how this exhibit was obtained."""
    for note in notes:
        if note.file in {item.name, item.name.rpartition("/")[2], item.sha256}:
            return replace(
                item,
                obtained=note.obtained or State.ABSENT,
                supplied_by=note.supplied_by or State.ABSENT,
                interest=note.interest.value,
            )
    return item
