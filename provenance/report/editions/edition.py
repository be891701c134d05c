"""Makes an edition of a report: redacted as a record, before any view or document sees it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from provenance.authentication import (
    DnsAnswer,
    SignatureCheck,
    UnsignedTail,
    write_dns_lines,
)
from provenance.basics import Address, State, Text, Where, text
from provenance.copies import Difference, Variant
from provenance.correlation import Disclosure
from provenance.evidence import Exhibit, MapiProperty, MapiRecipient, MessageStream, OutlookItem
from provenance.message import HeaderField, Message, Part
from provenance.reasoning import AnalysedMessage
from provenance.report.editions.cards import Cards
from provenance.report.editions.collect import mailboxes_in
from provenance.report.editions.lists import equal_lists
from provenance.report.editions.names import words_of
from provenance.report.editions.plan import Plan, plan
from provenance.report.editions.pseudonyms import commitment, fingerprint, key_of_evidence, list_of
from provenance.report.editions.quotes import Quotes
from provenance.report.editions.raw import EditedBytes
from provenance.report.editions.records import Category, Edition, EditionName
from provenance.report.editions.redact import Redactor
from provenance.report.editions.schedule import notes_of, rows_of
from provenance.report.editions.together import together_of
from provenance.report.editions.tokens import normal_address
from provenance.report.editions.walk import Rebuild
from provenance.report.records import Report
from provenance.report.selection import shown_ids
from provenance.trace import TraceField

EXCERPT = 1_000
"""Octets of an unsigned tail that are kept to be shown; views show fewer."""


@dataclass(frozen=True)
class Made:
    """An edition of a report, and what redacts all else that is written beside it.

    ``words`` gives a text of ours (a file name, an argument) as the edition shows it; ``dns`` gives
    the answers as ``dns.jsonl`` keeps them, ``dns_sha256`` the hash of that file before anything
    was replaced in it, "" where nothing was.
    """

    report: Report
    words: Callable[[str], str]
    dns: tuple[DnsAnswer, ...]
    dns_sha256: str = ""


def make_edition(report: Report, name: EditionName, key: bytes | None = None) -> Made:
    """Make an edition, and what redacts the files beside the report; a pure function."""
    secret = key if key is not None else key_of_evidence(report)
    made = plan(report, name, secret)
    listed = list_of(made.found.mailboxes)
    said = Edition(
        name=name,
        third_parties=len(made.found.mailboxes),
        commitment=commitment(secret, listed),
        key_source="evidence" if key is None else "file",
        key_fingerprint="" if key is None else fingerprint(key),
        pseudonyms=made.pseudonyms,
        together=together_of(report, made.pseudonyms, Redactor(made.known), made.cards),
    )
    if name is EditionName.FULL:
        whole = replace(said, list_sha256=hashlib.sha256(listed).hexdigest())
        return _made(replace(report, edition=whole), str, report.dns)
    redactor = Redactor(made.known)
    shown = _redacted(report, made, redactor, public=name is EditionName.PUBLIC)
    said = replace(
        said,
        pseudonyms=tuple(replace(one, value="") for one in made.pseudonyms),
        rows=rows_of(made, redactor.places, name),
        notes=notes_of(made, report, shown, said),
    )
    dns = shown.dns if name is EditionName.PUBLIC else _dns(report.dns, redactor)
    unredacted = "" if dns == report.dns else _file_hash(report, report.dns)
    return _made(replace(shown, edition=said), redactor.text, dns, unredacted)


def _made(
    report: Report, words: Callable[[str], str], dns: tuple[DnsAnswer, ...], unredacted: str = ""
) -> Made:
    """Put it together; the report names the file of DNS answers that lies beside it."""
    report = replace(report, dns_written=_file_hash(report, dns))
    return Made(report, words, dns, unredacted)


def _file_hash(report: Report, dns: tuple[DnsAnswer, ...]) -> str:
    return hashlib.sha256(write_dns_lines(dns, taken_from=report.dns_read)).hexdigest()


def _redacted(report: Report, made: Plan, redactor: Redactor, *, public: bool) -> Report:
    whole = set(shown_ids(report))
    special: dict[type, Callable[[Any, Rebuild], Any]] = {
        Text: lambda one, again: again.text_record(one),
        Address: lambda one, _: _address(one, made, redactor),
        AnalysedMessage: lambda one, again: _analysed(
            one, again, whole=one.message.id in whole, tails=not public
        ),
        Exhibit: lambda one, again: replace(again.record(one), content=b""),
        MessageStream: lambda one, again: replace(one, name=again(one.name), data=b""),
        OutlookItem: lambda one, again: replace(again.record(one), manifest=one.manifest),
        MapiRecipient: lambda one, again: _row(one, again, redactor),
        TraceField: lambda one, again: again.record(replace(one, segments=())),
        Disclosure: lambda one, again: again.record(_few_folded(one, made)),
        Where: Quotes(report, redactor).where,
        Variant: _variant,
        **Cards(made.cards, redactor).special(),
    }
    if public:
        special[Part] = _part_without_text
        special[Difference] = _difference_without_text
        redactor.places[Category.BODY] = sum(
            isinstance(part.text, str) for one in report.messages for part in one.message.parts
        )
    shown: Report = Rebuild(redactor.text, special, equal_lists(report)).record(report)
    return shown


def _address(one: Address, made: Plan, redactor: Redactor) -> Address:
    """A mailbox: of a third party the pseudonym alone, without the name that was typed before it.

    A name of a party before another mailbox stays: it may be why the message was believed.
    """
    key = normal_address(one.spec)
    found = redactor.mailbox(key)
    if found is None:
        return Address(spec=redactor.text(one.spec), display=redactor.text(one.display))
    redactor.places[found[1]] += 1
    party = words_of(one.display) in {words for words, _ in made.parties.names}
    return Address(spec=found[0], display=redactor.text(one.display) if party else "")


def _analysed(one: AnalysedMessage, again: Rebuild, *, whole: bool, tails: bool) -> AnalysedMessage:
    """A message with its analysis; ``tails`` keeps what a seal leaves open of the text.

    Of a message that the page does not show ``whole`` nothing shows the bytes: they are left out.
    """
    open_ = [tail for check in one.authentication.dkim if (tail := _tail(check)) and tails]
    message = _message(one.message, again, open_, whole=whole)
    rest: AnalysedMessage = again.record(replace(one, message=replace(message, raw=b"", fields=())))
    return replace(rest, message=message)


def _tail(check: SignatureCheck) -> tuple[int, int] | None:
    tail = check.tail
    if not isinstance(tail, UnsignedTail):
        return None
    return tail.start, min(tail.end, tail.start + EXCERPT)


def _message(one: Message, again: Rebuild, tails: list[tuple[int, int]], *, whole: bool) -> Message:
    """A message: each field made new for itself, of the body only the tails that are shown."""
    shown = one.fields if whole else ()
    chunks = [_chunk(one.raw, f.span.start, f.span.end, again) for f in shown]
    last = chunks[-1][1] if chunks else 0
    for start, end in sorted(tails) if whole else ():
        if start >= last:
            chunks.append(_chunk(one.raw, start, end, again))
            last = end
    fields = tuple(_field(each, again) for each in one.fields)
    made: Message = again.record(replace(one, raw=b"", fields=()))
    return replace(made, raw=EditedBytes(chunks), fields=fields)


def _chunk(raw: bytes, start: int, end: int, again: Rebuild) -> tuple[int, int, bytes, bool]:
    data = raw[start:end]
    written = data.decode("utf-8", "surrogateescape")
    shown = again.text(written)
    if shown is written or shown == written:
        return start, end, data, False
    return start, end, shown.encode("utf-8", "surrogateescape"), True


def _field(one: HeaderField, again: Rebuild) -> HeaderField:
    name, value = again.text(one.name), again.text(one.value)
    return one if (name, value) == (one.name, one.value) else replace(one, name=name, value=value)


def _variant(one: Variant, again: Rebuild) -> Variant:
    """A text that copies have: of one that is not shown whole no hash, which could be guessed."""
    made: Variant = again.record(one)
    return made if made.value == one.value else replace(made, sha256="")


def _difference_without_text(one: Difference, again: Rebuild) -> Difference:
    made: Difference = again.record(one)
    if not one.field.startswith("body"):
        return made
    withheld = _withheld()
    return replace(
        made,
        variants=tuple(
            replace(each, value=withheld) if isinstance(each.value, str) else each
            for each in made.variants
        ),
    )


def _withheld() -> str:
    from provenance.report.catalogue import render

    return render(text("report.edition.body-withheld"))


def _part_without_text(part: Part, again: Rebuild) -> Part:
    made: Part = again.record(replace(part, text=State.NOT_APPLICABLE))
    return replace(made, text=_withheld()) if isinstance(part.text, str) else made


def _row(one: MapiRecipient, again: Rebuild, redactor: Redactor) -> MapiRecipient:
    """A row of a recipient table: of a third party no name, no directory name, no raw value."""
    address = one.mail_address
    found = redactor.mailbox(normal_address(address)) if isinstance(address, str) else None
    if found is None:
        made: MapiRecipient = again.record(one)
        return made
    redactor.places[found[1]] += 1
    new = found[0]
    held = {each for each in (one.display_name, one.address, one.smtp_address) if each}
    return replace(
        one,
        display_name=_or_state(one.display_name, new),
        address=_or_state(one.address, new),
        smtp_address=_or_state(one.smtp_address, new),
        properties=tuple(_property(each, new, held, again) for each in one.properties),
    )


def _or_state(value: Any, new: str) -> Any:
    return new if isinstance(value, str) else value


def _property(one: MapiProperty, new: str, held: set[Any], again: Rebuild) -> MapiProperty:
    made: MapiProperty = again.record(one)
    return replace(made, value=new) if one.value in held else made


def _few_folded(one: Disclosure, made: Plan) -> Disclosure:
    """Domains of few people become one line: one person's own domain is a name."""
    kept: list[tuple[str, int]] = []
    people = Counter(each.rpartition("@")[2] for each in made.found.mailboxes)
    own = {domain for domain, _ in made.parties.domains}
    rest = 0
    for domain, count in one.largest_domains:
        few = domain in made.few or (domain not in own and people[domain] < 5)
        rest += count if few else 0
        if not few:
            kept.append((domain, count))
    if rest:
        from provenance.report.catalogue import render

        kept.append((render(text("report.edition.other-domains")), rest))
    return replace(one, largest_domains=tuple(kept))


def _dns(answers: tuple[DnsAnswer, ...], redactor: Redactor) -> tuple[DnsAnswer, ...]:
    """Answers as the file keeps them: names that were asked stay, or nothing could be repeated.

    Only an answer in which a third party's mailbox stands is made new.
    """
    made = []
    for answer in answers:
        held = any(
            redactor.mailbox(key)
            for piece in (answer.name, *answer.data, *answer.rdata)
            for key in mailboxes_in(piece)
        )
        made.append(Rebuild(redactor.text, {}).record(answer) if held else answer)
    return tuple(made)
