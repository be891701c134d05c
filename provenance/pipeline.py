"""The one pipeline: runs the stages for one case, and alone knows their order.

``analyze`` is a pure function of its inputs: the same evidence, case, DNS answers, rules,
version and ``as_of`` give an equal :class:`~provenance.report.Report` (architecture §7).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import __version__
from provenance.authentication import (
    DnsAnswer,
    LiveResolver,
    Recorder,
    Resolver,
    annotated,
    check,
    domains_of,
    gather,
    more_questions,
    questions,
)
from provenance.basics import Interest, State, Text, known, text
from provenance.basics.record import dataclass
from provenance.case import AuditNote, Case, EvidenceNote
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide, Disclosure, HostOffset, RelatedMessage
from provenance.evidence import (
    STDIN_NAME,
    EvidenceItem,
    Exhibit,
    ExportFile,
    Intake,
    Kind,
    KnownFiles,
    attached_exhibit,
    item_file,
    winmail_of,
)
from provenance.message import Message, is_message, is_tnef, part_bytes, read_message
from provenance.origin import (
    ExportRoute,
    find_export_route,
    find_origin,
    read_client,
    read_clocks,
)
from provenance.reasoning import AnalysedMessage, Reasoning, holder_interest, reason
from provenance.report import Report
from provenance.trace import read_service_fields, second_readings, trace_message

if TYPE_CHECKING:
    from provenance.audit import ColumnMap
    from provenance.correlation.records import PlaceTable

MAX_ATTACHED_DEPTH = 8
MAX_ATTACHED = 500
MAX_ATTACHED_PARTS = 20_000
CROSS_CHECK_MESSAGES = 20
CROSS_CHECK_SIZE = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an analysis needs beside the case.

    ``resolver`` answers DNS questions. ``as_of`` is the day that whatever counts days counts
    to. ``cross_check`` is ``None`` for the default: second engines run for up to 20 messages,
    each under 10 MB. ``repeat`` is the command that gives the same bytes again. ``progress`` is
    told how many messages of how many are done, ``reading`` how many octets of exports; they must
    not change anything. ``exports`` are logs that somebody supplied, joined to the messages;
    ``maps`` has the column maps of unknown tables among them, by the SHA-256 of the table.
    ``known`` are undisputed messages that the others are compared with. ``related`` are the
    SHA-256 of exhibits that were handed in as messages around the disputed one. ``places`` has
    countries of networks.
    """

    intake: Intake
    resolver: Resolver
    as_of: date
    cross_check: bool | None = None
    repeat: tuple[str, ...] = ()
    exports: tuple[ExportFile, ...] = ()
    maps: tuple[tuple[str, ColumnMap], ...] = ()
    known: KnownFiles = KnownFiles()
    related: frozenset[str] = frozenset()
    places: PlaceTable | None = None
    progress: Callable[[int, int], None] = lambda _done, _total: None
    reading: Callable[[int, int], None] = lambda _done, _total: None


def analyze(case: Case, context: Context) -> Report:
    """Analyse all exhibits of a case and give the one record that every output shows."""
    recorder = Recorder(context.resolver)
    exhibits, messages, warnings = _read(case, context.intake, context.known)
    exhibits = tuple(_second_reading(one, context, len(exhibits)) for one in exhibits)
    analysed: list[AnalysedMessage] = []
    held = {exhibit.item.id: exhibit for exhibit in exhibits}
    beside = winmail_of(exhibits)
    for message in messages:
        interest = holder_interest(held[message.evidence], held)
        items = tuple(
            (one, item_file(one, held))
            for one in (held[message.evidence], *beside.get(message.evidence, ()))
            if one.outlook is not None
        )
        analysed.append(
            _analyse_one(case, context, message, recorder, len(messages), interest, items)
        )
        context.progress(len(analysed), len(messages))
    routes = _export_routes(exhibits, analysed)
    by_exhibit = {route.exhibit: route for route in routes}
    verified = tuple(
        replace(one, export_route=by_exhibit[one.message.evidence]) for one in analysed
    )
    audit, of_exports, more = _read_exports(case, context, verified, len(exhibits))
    exhibits += of_exports
    warnings += more
    verified, of_known = _beside_known(case, context.known, verified, exhibits)
    exhibits += of_known
    copies = _compare(verified, held)
    related = _related(verified, held, context.related)
    reasoning = reason(
        verified,
        exhibits,
        case,
        as_of=context.as_of,
        audit=audit,
        copies=copies,
        aside=frozenset(one.message for one in related),
    )
    return Report(
        tool_version=__version__,
        as_of=context.as_of.isoformat(),
        case=case,
        exhibits=exhibits,
        unreadable=context.intake.unreadable + context.known.unreadable,
        messages=verified,
        reasoning=reasoning,
        dns=annotated(recorder.answers),
        dns_mode="answers" if recorder.answers else "none",
        warnings=warnings,
        repeat=context.repeat,
        audit=audit,
        export_routes=routes,
        copies=copies,
        disclosure=_disclose(case, verified, reasoning, copies, audit, related, held),
        related=related,
        offsets=_offsets(verified, copies),
    )


def _offsets(
    messages: tuple[AnalysedMessage, ...], copies: CopyComparison
) -> tuple[tuple[str, tuple[HostOffset, ...]], ...]:
    """Clocks of shared hosts by group, where several deliveries bound them."""
    groups = [group for group in copies.groups if group.of > 1]
    if not groups:
        return ()
    from provenance.correlation import host_offsets

    traces = {one.message.id: one.trace for one in messages}
    return tuple((group.id, host_offsets(group, traces)) for group in groups)


def _related(
    messages: tuple[AnalysedMessage, ...],
    held: Mapping[str, Exhibit],
    given: frozenset[str],
) -> tuple[RelatedMessage, ...]:
    """Recognise recalls, receipts and answers among several messages, and link them."""
    if len(messages) < 2:
        return ()
    from provenance.correlation import Around, find_related

    around = [
        Around(
            message=one.message,
            trace=one.trace,
            origin=one.origin,
            exhibit=held[one.message.evidence],
        )
        for one in messages
    ]
    ids = frozenset(one.message.id for one in around if one.exhibit.item.sha256 in given)
    return find_related(around, given=ids)


def _disclose(
    case: Case,
    messages: tuple[AnalysedMessage, ...],
    reasoning: Reasoning,
    copies: CopyComparison,
    audit: AuditSide,
    related: tuple[RelatedMessage, ...],
    held: Mapping[str, Exhibit],
) -> Disclosure:
    """Count whose address the messages in dispute show to whom."""
    asked = set(reasoning.asked)
    if not asked:
        return Disclosure()
    from provenance.correlation import Shown, disclose

    shown = [
        Shown(message=one.message, trace=one.trace, item=held[one.message.evidence].outlook)
        for one in messages
        if one.message.id in asked
    ]
    found = disclose(shown, copies, case, audit)
    if not related:
        return found
    from provenance.correlation import receipts

    return replace(found, receipts=receipts(related))


def _compare(messages: tuple[AnalysedMessage, ...], held: Mapping[str, Exhibit]) -> CopyComparison:
    """Compare the messages with each other, where there are several."""
    if len(messages) < 2:
        return CopyComparison()
    from provenance.copies import Copy, compare_copies

    return compare_copies(
        [
            Copy(
                message=one.message,
                trace=one.trace,
                authentication=one.authentication,
                sha256=held[one.message.evidence].item.sha256,
                supplier=known(held[one.message.evidence].item.supplied_by) or "",
            )
            for one in messages
        ]
    )


def _export_routes(
    exhibits: tuple[Exhibit, ...], analysed: Sequence[AnalysedMessage]
) -> tuple[ExportRoute, ...]:
    """How each exhibit was made that holds a message, also where its header cannot be read."""
    items = {exhibit.item.id: exhibit.item for exhibit in exhibits}
    read = {one.message.evidence: one for one in analysed}
    routes = []
    for exhibit in exhibits:
        if exhibit.stream is State.NOT_APPLICABLE:
            continue
        item = exhibit.item
        one = read.get(item.id)
        routes.append(
            find_export_route(
                item,
                parent=items.get(item.parent or ""),
                message=one.message if one else None,
                trace=one.trace if one else None,
            )
        )
    return tuple(routes)


def dns_questions(
    intake: Intake, *, receivers: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    """List the DNS questions (name, type) of all messages, so that they can be asked at once."""
    _, messages, _ = _read(Case(), intake)
    asked: set[tuple[str, str]] = set()
    for message in messages:
        asked.update(questions(message, trace_message(message, receivers=receivers)))
    return tuple(sorted(asked))


def _read_exports(
    case: Case, context: Context, messages: tuple[AnalysedMessage, ...], numbered: int
) -> tuple[AuditSide, tuple[Exhibit, ...], tuple[Text, ...]]:
    """Join the exports to the messages; each export is an exhibit behind all others."""
    if not context.exports:
        return AuditSide(), (), ()
    from provenance.audit import pool
    from provenance.correlation import GivenExport, examine_exports, keys_of, read_exports
    from provenance.evidence import export_exhibit

    given: list[GivenExport] = []
    exhibits: list[Exhibit] = []
    warnings: list[Text] = []
    for number, file in enumerate(context.exports, numbered + 1):
        note = next(
            (n for n in case.audit if n.file in {file.name, file.sha256}), AuditNote(file="")
        )
        exhibit = export_exhibit(file, f"E{number}")
        item = replace(
            exhibit.item,
            supplied_by=note.supplied_by or State.ABSENT,
            interest=note.interest.value,
        )
        exhibits.append(replace(exhibit, item=item))
        given.append(
            GivenExport(
                evidence=item.id,
                file=file,
                supplied_by=note.supplied_by,
                interest=note.interest,
                timezone=note.timezone,
                column_map=dict(context.maps).get(file.sha256),
            )
        )
    held = {file.name for file in context.exports} | {file.sha256 for file in context.exports}
    warnings += [
        text("evidence.note-unmatched", file=note.file)
        for note in case.audit
        if note.file not in held
    ]
    keys = [keys_of(one.message, one.trace, one.origin) for one in messages]
    with pool(sum(one.size for one in context.exports)) as executor:
        joined = read_exports(given, keys, executor=executor, progress=context.reading)
    side = examine_exports(given, case, keys, joined, table=context.places)
    return side, tuple(exhibits), tuple(warnings)


def _beside_known(
    case: Case,
    given: KnownFiles,
    messages: tuple[AnalysedMessage, ...],
    exhibits: tuple[Exhibit, ...],
) -> tuple[tuple[AnalysedMessage, ...], tuple[Exhibit, ...]]:
    """Compare every message with known ones of its address, exhibits behind all others."""
    if not (given.messages or given.profiles):
        return messages, ()
    from provenance.evidence import number_known
    from provenance.origin.calibration import Seen, compare_all

    known = number_known(given, len(exhibits))
    held: dict[str, EvidenceItem] = {}
    for one in (*known.messages, *known.profiles):
        held[one.item.id] = _annotate(one.item, case.evidence, held)
    seen = [Seen(one.message, one.trace, one.origin, one.clocks) for one in messages]
    found = compare_all(seen, exhibits, known)
    compared = zip(messages, found, strict=True)
    return (
        tuple(replace(message, calibration=one) for message, one in compared),
        tuple(replace(e, item=held[e.item.id]) for e in (*known.messages, *known.profiles)),
    )


def record_dns(intake: Intake, resolver: LiveResolver) -> tuple[DnsAnswer, ...]:
    """Ask all that a set of messages needs, now or later, and give every answer.

    After the questions that can be asked together, each message is verified once: whatever an
    analysis would ask is then among the answers, so a replay of them needs no other.
    """
    _, messages, _ = _read(Case(), intake)
    traced = [(message, trace_message(message)) for message in messages]
    asked: set[tuple[str, str]] = set()
    for message, trace in traced:
        asked.update(questions(message, trace), more_questions(message, trace))
    gather(resolver, tuple(sorted(asked)), whole=True)
    for message, trace in traced:
        if resolver.gave_up:
            break
        check(message, trace, resolver, as_of=date(1970, 1, 1), cross_check=False)
    return annotated(resolver.answers)


def mail_domains(intake: Intake) -> tuple[str, ...]:
    """List the author, envelope and HELO domains of all messages, sorted."""
    _, messages, _ = _read(Case(), intake)
    found: set[str] = set()
    for message in messages:
        found.update(domains_of(message, trace_message(message)))
    return tuple(sorted(found))


def repeat_command(
    intake: Intake,
    *,
    as_of: date,
    paths: Sequence[Path] = (),
    case: Path | None = None,
    keys: Path | None = None,
    cross_check: bool | None = None,
    exports: Sequence[ExportFile] = (),
    column_map: Path | None = None,
    known: Sequence[Path] = (),
    related: Sequence[str] = (),
    places: Path | None = None,
) -> tuple[str, ...]:
    """Give the command that repeats an analysis from its own ``dns.jsonl``, as arguments.

    Convention: it is run in the folder that holds the files, with the case file, the key file and
    the report's ``dns.jsonl`` beside them. Every file is named as the report names it, unreadable
    ones too; paths with ``/`` lead into subfolders and need ``--keep-folders``. Standard input is
    ``stdin.eml``: its bytes have to be saved under that name first. Where a folder counts as a
    whole (hidden files, links, a sealed folder) it is named itself: one folder alone as ``.``.
    A name that begins with ``-`` gets ``./`` in front; quoting for a shell is the printer's work.
    """
    if intake.whole_folders and paths:
        given = _as_given(paths)
    else:
        own = {exhibit.item.name for exhibit in intake.exhibits if exhibit.item.parent is None}
        given = sorted(own | {one.name for one in intake.unreadable if not one.container})
        given = [name for name in given if name not in related]
    command = ["provenance", "analyze", *map(_argument, given)]
    if any("/" in name for name in given) and not intake.whole_folders:
        command.append("--keep-folders")
    if case is not None:
        command += ["--case", _argument(case.name)]
    if keys is not None:
        command += ["--keys", _argument(keys.name)]
    for file in exports:
        command += ["--audit", _argument(file.name)]
    if column_map is not None:
        command += ["--map", _argument(column_map.name)]
    for name in sorted(related):
        command += ["--related", _argument(name)]
    for name in sorted({path.resolve().name for path in known}):
        command += ["--known", _argument(name)]
    if places is not None:
        command += ["--places", _argument(places.name)]
    if cross_check is not None:
        command.append("--cross-check" if cross_check else "--no-cross-check")
    return (*command, "--dns", "dns.jsonl", "--as-of", as_of.isoformat())


def _argument(name: str) -> str:
    """A file name that cannot be taken for an option."""
    return f"./{name}" if name.startswith("-") else name


def _as_given(paths: Sequence[Path]) -> list[str]:
    """The arguments themselves, relative to the deepest folder that holds them all."""
    places = [Path(os.path.abspath(path)) for path in paths if str(path) != "-"]  # noqa: PTH100
    stdin = [STDIN_NAME] if len(places) < len(paths) else []
    if len(places) == 1 and places[0].is_dir() and not stdin:
        return ["."]
    try:
        root = os.path.commonpath([place.parent for place in places])
    except ValueError:  # no place at all, or two drives of Windows
        return sorted({place.name for place in places} | set(stdin))
    return sorted({place.relative_to(root).as_posix() for place in places} | set(stdin))


def _second_reading(exhibit: Exhibit, context: Context, total: int) -> Exhibit:
    """Let a second engine read the transport headers of an Outlook item, where engines run."""
    embedded = exhibit.outlook is not None and exhibit.outlook.storage
    if embedded or (exhibit.item.kind is not Kind.MSG and not exhibit.mapi):
        return exhibit
    if context.cross_check is None:
        wanted = total <= CROSS_CHECK_MESSAGES and len(exhibit.content) < CROSS_CHECK_SIZE
    else:
        wanted = context.cross_check
    if not wanted:
        return replace(exhibit, second=State.NOT_ATTEMPTED)
    from provenance.evidence import cross_check_msg

    return replace(exhibit, second=cross_check_msg(exhibit.content, exhibit.stream))


def _analyse_one(
    case: Case,
    context: Context,
    message: Message,
    resolver: Resolver,
    total: int,
    interest: Interest,
    items: tuple[tuple[Exhibit, bytes], ...],
) -> AnalysedMessage:
    both = _cross_check(message, context, total)
    trace = trace_message(message, receivers=case.receivers, interest=interest)
    authentication = check(message, trace, resolver, as_of=context.as_of, cross_check=both)
    clocks = read_clocks(message, trace, items)
    return AnalysedMessage(
        message=message,
        trace=trace,
        authentication=authentication,
        origin=find_origin(message, trace, authentication),
        second_readings=second_readings(message, trace.route) if both else (),
        service_fields=read_service_fields(message),
        clocks=clocks,
        client=read_client(message, trace, clocks),
    )


def _cross_check(message: Message, context: Context, total: int) -> bool:
    """Second engines cost more than the analysis: by default only for a handful of messages."""
    if context.cross_check is not None:
        return context.cross_check
    return total <= CROSS_CHECK_MESSAGES and len(message.raw) < CROSS_CHECK_SIZE


def _read(
    case: Case,
    intake: Intake,
    known: KnownFiles = KnownFiles(),  # noqa: B008 - frozen
) -> tuple[tuple[Exhibit, ...], tuple[Message, ...], tuple[Text, ...]]:
    """Read every exhibit's message, then the messages attached to them, level by level.

    An attached message becomes an exhibit of its own. Exhibits and messages come out in the
    order of their numbers: the files that were handed in first, then what they contained.
    """
    exhibits: list[Exhibit] = []
    messages: list[Message] = []
    warnings = [*intake.warnings, *_unmatched(case.evidence, intake, known)]
    given_items: dict[str, EvidenceItem] = {}
    queue = deque((exhibit, 0, exhibit.content) for exhibit in intake.exhibits)
    numbered = len(queue)
    parts = 0
    ended: set[str] = set()

    def end_at(parent: str, part: str) -> None:
        """Warn once for each message: a thousand warnings more would say the same."""
        if parent not in ended:
            ended.add(parent)
            warnings.append(text("evidence.attached-limit", exhibit=parent, part=part))

    while queue:
        given, depth, file = queue.popleft()
        if given.item.parent is not None and parts >= MAX_ATTACHED_PARTS:
            end_at(given.item.parent, given.item.locator)
            continue
        exhibit = replace(given, item=_annotate(given.item, case.evidence, given_items))
        given_items[exhibit.item.id] = exhibit.item
        exhibits.append(exhibit)
        warnings.extend(exhibit.warnings)
        if exhibit.stream is State.NOT_APPLICABLE and exhibit.item.kind is not Kind.TNEF:
            continue  # a container: its pieces are exhibits
        pieces = _inside(exhibit, file)
        if not isinstance(exhibit.stream, State):
            id_ = f"M{len(messages) + 1}"
            message = read_message(exhibit.stream, id=id_, evidence=exhibit.item.id)
            messages.append(message)
            parts += len(message.parts) if depth else 0
            pieces = chain(pieces, _attached(exhibit.item, message))
        elif exhibit.stream is not State.NOT_APPLICABLE:
            warnings.append(text("evidence.nothing-to-verify", exhibit=exhibit.item.id))
        for locator, make, held in pieces:
            if depth >= MAX_ATTACHED_DEPTH or numbered >= len(intake.exhibits) + MAX_ATTACHED:
                end_at(exhibit.item.id, locator)
                break
            numbered += 1
            child = make(id=f"E{numbered}")
            queue.append((child, depth + 1, child.content if held is None else held))
    return tuple(exhibits), tuple(messages), tuple(warnings)


_Piece = tuple[str, Callable[..., Exhibit], bytes | None]
"""A message in another one: its place there, what makes the exhibit of it, and the file whose
streams it is made of, where it has no bytes of its own."""


def _attached(parent: EvidenceItem, message: Message) -> Iterator[_Piece]:
    """Messages attached to a message, and winmail.dat, with the bytes as they stand inside."""
    for part in message.parts:
        if not (is_message(part) or is_tnef(part)):
            continue
        name = part.content_type if isinstance(part.filename, State) else part.filename
        kind = Kind.ATTACHED_MESSAGE if is_message(part) else Kind.TNEF
        data = part_bytes(message, part)
        make = partial(attached_exhibit, parent, data, name=name, locator=part.path, kind=kind)
        yield part.path, make, None


def _inside(exhibit: Exhibit, file: bytes) -> Iterator[_Piece]:
    """Messages inside an Outlook item; ``file`` is the .msg file that holds its streams."""
    if exhibit.outlook is None or not exhibit.outlook.attachments:
        return iter(())
    from provenance.evidence import inside_item

    return inside_item(exhibit, file)


def _annotate(
    item: EvidenceItem, notes: tuple[EvidenceNote, ...], read: Mapping[str, EvidenceItem]
) -> EvidenceItem:
    """Add what the case file says about how this exhibit was obtained.

    A note is about a file that was handed in or lay in an archive: by its SHA-256, else by its
    name. A message inside another one came with it, whatever its own name is: it has the source of
    its parent (``read`` holds the exhibits read so far by their ids).
    """
    parent = None if item.parent is None else read.get(item.parent)
    # An archive holds files of several people: a note may speak of one of them.
    apart = item.parent is None or (parent is not None and parent.kind is Kind.ZIP)
    note = _note_of(item, notes) if apart else None
    if note is None:
        if parent is None:
            return item
        return replace(item, supplied_by=parent.supplied_by, interest=parent.interest)
    return replace(
        item,
        obtained=note.obtained or State.ABSENT,
        supplied_by=note.supplied_by or State.ABSENT,
        interest=note.interest.value,
    )


def _note_of(item: EvidenceItem, notes: tuple[EvidenceNote, ...]) -> EvidenceNote | None:
    """The first note with the hash of this file, else with its name, else with its last part."""
    for wanted in (item.sha256, item.name, item.name.rpartition("/")[2]):
        for note in notes:
            if note.file == wanted or note.file.lower() == item.sha256 == wanted:
                return note
    return None


def _unmatched(notes: tuple[EvidenceNote, ...], intake: Intake, known: KnownFiles) -> list[Text]:
    """A warning for each note that fits no file: a typing error would lose it in silence."""
    held: set[str] = set()
    for exhibit in (*intake.exhibits, *known.messages, *known.profiles):
        held.update((exhibit.item.name, exhibit.item.name.rpartition("/")[2], exhibit.item.sha256))
    for one in (*intake.unreadable, *known.unreadable):
        held.update((one.name, one.name.rpartition("/")[2], one.sha256))
    missing = dict.fromkeys(
        note.file for note in notes if note.file not in held and note.file.lower() not in held
    )
    return [text("evidence.note-unmatched", file=file) for file in missing]
