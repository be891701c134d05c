"""Reads exhibits and the messages inside them; what the case file says of each is added."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from provenance.basics import State, Text, text
from provenance.case import Case, EvidenceNote, names_file
from provenance.evidence import EvidenceItem, Exhibit, Intake, Kind, KnownFiles, attached_exhibit
from provenance.message import Message, is_message, is_tnef, part_bytes, read_message

MAX_ATTACHED_DEPTH = 8
MAX_ATTACHED = 500
MAX_ATTACHED_PARTS = 20_000


Read = tuple[tuple[Exhibit, ...], tuple[Message, ...], tuple[Text, ...]]
"""Exhibits, their messages, and warnings, in the order of their numbers."""


def read_messages(
    case: Case,
    intake: Intake,
    known: KnownFiles = KnownFiles(),  # noqa: B008 - frozen
) -> Read:
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
        exhibit = replace(given, item=annotate(given.item, case, given_items))
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


def annotate(item: EvidenceItem, case: Case, read: Mapping[str, EvidenceItem]) -> EvidenceItem:
    """Add what the case file says about how this exhibit was obtained.

    A note is about a file that was handed in or lay in an archive: by its SHA-256, else by its
    name. A message inside another one came with it, whatever its own name is: it has the source of
    its parent (``read`` holds the exhibits read so far by their ids).
    """
    parent = None if item.parent is None else read.get(item.parent)
    # An archive holds files of several people: a note may speak of one of them.
    apart = item.parent is None or (parent is not None and parent.kind is Kind.ZIP)
    note = case.evidence_note(item.name, item.sha256) if apart else None
    if note is None:
        if parent is None:
            return item
        return replace(
            item,
            supplied_by=parent.supplied_by,
            received_on=parent.received_on,
            interest=parent.interest,
        )
    return replace(
        item,
        obtained=note.obtained or State.ABSENT,
        supplied_by=note.supplied_by or State.ABSENT,
        received_on=note.received_on or State.ABSENT,
        interest=note.interest.value,
    )


def _unmatched(notes: tuple[EvidenceNote, ...], intake: Intake, known: KnownFiles) -> list[Text]:
    """A warning for each note that fits no file: a typing error would lose it in silence."""
    read = [one.item for one in (*intake.exhibits, *known.messages, *known.profiles)]
    held = [(one.name, one.sha256) for one in read]
    held += [(one.name, one.sha256) for one in (*intake.unreadable, *known.unreadable)]
    missing = dict.fromkeys(
        note.file for note in notes if not any(names_file(note, *one) for one in held)
    )
    return [text("evidence.note-unmatched", file=file) for file in missing]
