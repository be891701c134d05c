"""Facts about the form of a copy and about its content, for rules.

What is computed here is only that something is so; whether it means anything, a rule says. The
form of a file is made by whoever saved it, so none of these facts has a voucher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.basics import Span, State, Value
from provenance.message import Message
from provenance.message.charset_form import charset_form
from provenance.message.encoded_words import shortened, whole
from provenance.message.folding import read_folding
from provenance.message.line_form import LineForm, line_form
from provenance.origin import ClockTable
from provenance.origin.field_order import field_order
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord
from provenance.reasoning.rules.vocabulary import RECORDS
from provenance.trace import AttestationClass, Trace

if TYPE_CHECKING:
    from provenance.message.alternatives import Alternative
    from provenance.message.transfer_form import TransferForm

NEARLY_SAME: Final = 90
"""Percent of shared words from which plain text and HTML count as one text."""
FEW_APART: Final = 3
"""In a short text so many different words on either side still make one text."""
APART: Final = 50
"""Percent of shared words below which they tell different things."""
FEW_WORDS: Final = 20
"""A telling of fewer different words is a note such as "see the HTML" and not compared."""
MANY_BLANK: Final = 3
"""Empty lines at the end from which a writer of mailbox files alone no longer explains them."""
SEVERAL: Final = 2
"""Pairs of characters from which text counts as encoded twice; one may be chance."""
_LONGEST: Final = 200
_CLIENT: Final = AttestationClass.CLIENT
_ADDRESSES: Final = frozenset(("from", "sender", "reply-to", "to", "cc"))


def with_content(base: FactBase, message: Message, trace: Trace, table: ClockTable) -> FactBase:
    """The same facts with those of form and content beside them."""
    del table  # the identifiers in the content are facts of the clocks
    lists = dict(base.lists)
    lists["alternatives"] = _alternatives(message)
    lists["encodings"] = _encodings(message)
    lists["look_alikes"] = _look_alikes(message, base)
    lists["sizes"] = _sizes(message, base)
    records = dict(base.records)
    records["charsets"] = _charsets(message)
    records["folding"] = _folding(message)
    records["form"] = _form(message)
    records["inline"] = _inline(message)
    records["order"] = _order(message, trace)
    records["thread"] = _thread(message, base)
    return FactBase(lists=lists, records=records, fields=base.fields, classes=base.classes)


def _shown(words: str) -> str:
    return whole(shortened(words, _LONGEST))


# What most messages do not have is loaded when a message has it: start-up time counts.


def _alternatives(message: Message) -> tuple[FactRecord, ...]:
    if all(part.content_type != "multipart/alternative" for part in message.parts):
        return ()
    from provenance.message.alternatives import alternatives

    return tuple(_alternative(message, one) for one in alternatives(message))


def _encodings(message: Message) -> tuple[FactRecord, ...]:
    if all(part.encoding not in {"base64", "quoted-printable"} for part in message.parts):
        return ()
    from provenance.message.transfer_form import transfer_forms

    return tuple(_encoding(message, one) for one in transfer_forms(message))


def _alternative(message: Message, one: Alternative) -> FactRecord:
    plain: list[str] = []
    rich: list[str] = []
    differ = False
    for kind in ("numbers", "addresses"):
        left, right = one.only(kind)
        differ = differ or bool(left and right)
        plain += left
        rich += right
    left, right = one.only("words")
    few = max(len(left), len(right)) <= FEW_APART
    size = min(len(one.plain.words), len(one.html.words))
    facts: dict[str, Value[Fact]] = {
        "path": one.path,
        "shared": one.shared,
        "nearly_same": one.shared >= NEARLY_SAME or _few_apart(one),
        "values_differ": differ,
        "apart": one.shared < APART and size >= FEW_WORDS,
        "plain_only": _shown(", ".join(plain)),
        "html_only": _shown(", ".join(rich)),
        "words_differ": bool(left and right) and few,
        "plain_words": _shown(", ".join(left)) if few else State.NOT_APPLICABLE,
        "html_words": _shown(", ".join(right)) if few else State.NOT_APPLICABLE,
    }
    return FactRecord(
        facts=facts,
        cls=_CLIENT,
        group=f"{message.id}:content:alternatives:{one.path}",
        spans=dict.fromkeys(("values_differ", "words_differ", "apart"), one.places),
    )


def _few_apart(one: Alternative) -> bool:
    plain, rich = one.only("words")
    return max(len(plain), len(rich)) <= FEW_APART and one.shared >= APART


def _encoding(message: Message, one: TransferForm) -> FactRecord:
    from provenance.message.transfer_form import QP_LIMIT

    long = one.encoding == "quoted-printable" and one.longest > QP_LIMIT + 1
    return FactRecord(
        facts={
            "path": one.path,
            "encoding": one.encoding,
            "width": one.width,
            "longest": one.longest,
            "odd_places": one.uneven + one.odd + long,
            "even": not (one.uneven or one.odd or long),
        },
        cls=_CLIENT,
        group=f"{message.id}:content:encoding:{one.path}",
        spans={"even": one.places},
    )


def _look_alikes(message: Message, base: FactBase) -> tuple[FactRecord, ...]:
    if not any(
        field.lname in _ADDRESSES
        and not (field.value.isascii() and "=?" not in field.value and "xn--" not in field.value)
        for field in message.fields
    ):
        return ()
    from provenance.message.look_alikes import look_alikes

    return tuple(
        FactRecord(
            facts={
                "field": message.fields[one.field].name,
                "part": one.part,
                "kind": one.kind,
                "word": _shown(one.word),
                "scripts": ", ".join(name.capitalize() for name in one.scripts) or State.ABSENT,
            },
            fields=(one.field,),
            cls=base.cls_of(one.field),
            group=f"{message.id}:line:{one.field}",
        )
        for one in look_alikes(message)
    )


def _sizes(message: Message, base: FactBase) -> tuple[FactRecord, ...]:
    stated = message.named("Content-Length") or message.named("Lines")
    if not stated and all(isinstance(part.disposition, State) for part in message.parts):
        return ()
    from provenance.origin.stated_sizes import stated_sizes

    return tuple(
        FactRecord(
            facts={
                "name": one.name,
                "stated": one.stated,
                "actual": one.actual_crlf,
                "fits": one.fits,
            },
            fields=one.field,
            cls=max((base.cls_of(index) for index in one.field), default=_CLIENT),
            group=f"{message.id}:content:size:{one.name}:{number}",
            spans={"fits": one.span} if one.span else {},
        )
        for number, one in enumerate(stated_sizes(message))
    )


def _charsets(message: Message) -> FactRecord:
    seen = charset_form(message)
    wrong = seen.wrong_parts + seen.eight_parts
    return FactRecord(
        facts={
            "encoded_twice": seen.pairs >= SEVERAL,
            "pairs": seen.pairs,
            "example": seen.example,
            "bytes_fit": not wrong,
            "raw_fields": len(seen.raw),
            "raw_readable": not seen.raw_other,
        },
        cls=_CLIENT,
        group=f"{message.id}:content:charsets",
        places={
            "encoded_twice": seen.twice_fields,
            "raw_fields": seen.raw,
            "raw_readable": seen.raw_other,
        },
        spans={"encoded_twice": seen.twice_parts, "bytes_fit": wrong},
    )


def _folding(message: Message) -> FactRecord:
    seen = read_folding(message)
    return FactRecord(
        facts={"inside_token": bool(seen.inside_token), "too_long": bool(seen.too_long)},
        cls=_CLIENT,
        group=f"{message.id}:content:folding",
        places={"inside_token": seen.inside_token, "too_long": seen.too_long},
    )


def _form(message: Message) -> FactRecord:
    """Facts of the file; of a header that was pasted or taken out of an item there are none."""
    if not message.body_available or message.repaired:
        none: dict[str, Value[Fact]] = dict.fromkeys(RECORDS["form"], State.NOT_APPLICABLE)
        return FactRecord(facts=none, group=f"{message.id}:content:form")
    seen = line_form(message)
    spans: dict[str, tuple[Span, ...]] = {
        "line_ends": seen.rarer,
        "has_bare_cr": seen.bare,
        "byte_order_mark": seen.mark,
        "has_escapes": seen.escaped,
        "open_end": seen.open_end,
        "many_blank_lines": seen.blank_end if seen.blank_lines >= MANY_BLANK else (),
    }
    return FactRecord(
        facts={
            "line_ends": _line_ends(seen),
            "rarer": min(seen.crlf, seen.lf),
            "blocks": seen.blocks,
            "bare_cr": seen.bare_cr,
            "has_bare_cr": seen.bare_cr > 0,
            "byte_order_mark": bool(seen.mark),
            "escapes": seen.escapes,
            "has_escapes": seen.escapes > 0,
            "open_end": bool(seen.open_end),
            "blank_lines": seen.blank_lines,
            "many_blank_lines": seen.blank_lines >= MANY_BLANK,
        },
        cls=_CLIENT,
        group=f"{message.id}:content:form",
        spans=spans,
    )


def _line_ends(seen: LineForm) -> Value[Fact]:
    if seen.crlf and seen.lf:
        return "mixed"
    if seen.crlf or seen.lf:
        return "crlf" if seen.crlf else "lf"
    return State.ABSENT


def _inline(message: Message) -> FactRecord:
    from provenance.message.inline_parts import inline_parts

    seen = inline_parts(message)
    return FactRecord(
        facts={
            "complete": not seen.missing if seen.asked else State.NOT_APPLICABLE,
            "missing": len(seen.missing),
            "first": _shown(seen.missing[0]) if seen.missing else "",
        },
        cls=_CLIENT,
        group=f"{message.id}:content:inline",
        spans={"complete": seen.referring[:_LONGEST]},
    )


def _order(message: Message, trace: Trace) -> FactRecord:
    seen = field_order(message, trace)
    above = tuple(dict.fromkeys(message.fields[index].name for index in seen.above))
    line = seen.line
    hop = next((hop for hop in trace.route.hops if hop.trace.field == line), None)
    state = State.NOT_APPLICABLE
    places = (*seen.above, *((line,) if isinstance(line, int) else ()))
    return FactRecord(
        facts={
            "author_above": bool(seen.above) if seen.judged else state,
            "names_above": ", ".join(above) if seen.judged else state,
            "server": State.ABSENT if hop is None else hop.trace.by,
            "resorted": seen.resorted if seen.judged else state,
        },
        cls=_CLIENT,
        group=f"{message.id}:content:order",
        places={"author_above": places, "resorted": places},
    )


def _thread(message: Message, base: FactBase) -> FactRecord:
    from provenance.origin.thread_links import thread_links

    seen = thread_links(message)
    return FactRecord(
        facts={
            "is_reply": seen.is_reply,
            "parent_listed": seen.parent_listed,
            "index_replies": seen.index_replies,
            "index_fits": seen.index_fits,
            "places_agree": _all_of(seen.parent_listed, seen.index_fits),
        },
        fields=seen.fields,
        cls=max((base.cls_of(index) for index in seen.fields), default=_CLIENT),
        group=f"{message.id}:content:thread",
    )


def _all_of(*answers: Value[bool]) -> Value[bool]:
    """False if one comparison fails; a state if none could be made."""
    made = [one for one in answers if not isinstance(one, State)]
    return all(made) if made else State.NOT_APPLICABLE
