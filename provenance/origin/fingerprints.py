"""What names the sending program: signs out of the whole message, and whether they agree.

What the sender's machine wrote is one witness, however many fields it filled: name, identifier,
boundary and habits come from the same hand. A line that a server wrote when it took the message in
is another one. Nothing here is proof: below the trust boundary all of it could have been typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from provenance.basics import State, Value, known
from provenance.message import HeaderField, Message, Part
from provenance.message.transfer import decode_transfer
from provenance.origin.client import client_fields
from provenance.origin.client_table import Product, SignRow, SignTable, sign_table
from provenance.origin.records import (
    ClientReading,
    ClientSign,
    ClockReading,
    ClockTable,
)
from provenance.trace import Hop, Trace

MOST: Final = 60
"""Signs of one message that are kept; a real one has fewer than ten."""

_VERSION: Final = r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,5}"
_START: Final = 60
"""Characters of a Thread-Index that are looked at: its header has thirty."""
_LIST_FIELDS: Final = ("list-id", "list-post", "x-mailman-version")
_HTML_READ: Final = 65_536
"""Bytes of an HTML section that are looked at: programs write their habits at the beginning."""
_QUOTED: Final = (
    "divRplyFwdMsg|<blockquote|gmail_quote|moz-cite-prefix|mail-editor-reference-message"
    "|yahoo_quoted|border-top:solid"
)
# Mailman makes its own boundary with Python's library when it adds a footer.
_OF_LISTS: Final = frozenset(("boundary.python",))


def read_client(message: Message, trace: Trace, clocks: ClockTable) -> ClientReading:
    """Collect the signs of one message and hold them against each other. Never raises."""
    table = sign_table()
    found: list[ClientSign] = []
    cut = False
    for sign in _signs(message, trace, clocks, table):
        if len(found) == MOST:
            cut = True
            break
        found.append(sign)
    reading = _concluded(tuple(found), table, cut=cut)
    named = next((s for s in reading.signs if s.place == "named" and s.about == "program"), None)
    product = table.products[named.products[0]] if named else None
    if product is None or not product.own_ids:
        return reading
    fits = _id_form_known(message, reading, product)
    return replace(reading, id_form_known=fits, gives_ids=True)


def _signs(
    message: Message, trace: Trace, clocks: ClockTable, table: SignTable
) -> Iterator[ClientSign]:
    yield from _named(message, table)
    hidden = {
        (one.source, known(one.field), one.path): one for one in clocks.readings if one.hidden
    }
    yield from _of_ids(message, hidden, table)
    yield from _of_boundary(message, hidden, table)
    yield from _of_fields(message, hidden, table)
    yield from _of_lines(trace, table)
    yield from _of_order(message, table)
    yield from _of_text(message, table)


_Hidden = dict[tuple[str, int | None, str], ClockReading]


def _named(message: Message, table: SignTable) -> Iterator[ClientSign]:
    for field in client_fields(message):
        product = table.named(field.value)
        if product is None:
            continue
        service = product.kind == "gateway"
        version = re.search(_VERSION, field.value[:200])
        yield ClientSign(
            id=f"named.{product.id}",
            place="named",
            field=field.index,
            products=(product.id,),
            name=product.name,
            kind=product.kind,
            about="service" if service else "program",
            written_by="service" if service else "typed",
            alone=True,
            version=version.group() if version else State.ABSENT,
        )


def _of_ids(message: Message, hidden: _Hidden, table: SignTable) -> Iterator[ClientSign]:
    """Every form that an identifier has; one of a single program puts the wide ones out."""
    for field in message.named("message-id"):
        rows = [row for row in table.at("message-id") if _id_fits(row, field, hidden)]
        narrow = [row for row in rows if row.alone or row.about == "service"]
        for row in narrow or rows:
            decoded = hidden.get((row.decoder, field.index, ""))
            exact = decoded is None or not decoded.reason
            yield replace(_sign(row, table, field.index), exact=exact)


def _id_fits(row: SignRow, field: HeaderField, hidden: _Hidden) -> bool:
    if row.decoder:
        decoded = hidden.get((row.decoder, field.index, ""))
        return decoded is not None and decoded.reason in row.reasons
    local, _, domain = field.value.strip().strip("<> \t").rpartition("@")
    return row.fits(local=local, domain=domain.lower())


def _of_boundary(message: Message, hidden: _Hidden, table: SignTable) -> Iterator[ClientSign]:
    """The boundary of the whole message; those of inner parts may be of a quoted message."""
    boundary = next((known(part.boundary) for part in message.parts if part.path == "1"), None)
    declared = message.named("content-type")
    if not boundary or not declared:
        return
    listed = any(message.named(name) for name in _LIST_FIELDS)
    for row in table.at("boundary"):
        if row.decoder:
            decoded = hidden.get((row.decoder, declared[0].index, "1"))
            fits = decoded is not None and decoded.reason in row.reasons
        else:
            fits = row.fits(text=boundary)
        if fits and not (listed and row.id in _OF_LISTS):
            yield _sign(row, table, declared[0].index)


def _of_fields(message: Message, hidden: _Hidden, table: SignTable) -> Iterator[ClientSign]:
    for row in table.at("field"):
        for field in message.named(row.field)[:1]:
            if row.fits(text=" ".join(field.value.split())):
                yield _sign(row, table, field.index)
    for row in table.at("thread-index"):
        for field in message.named("thread-index")[:1]:
            start = "".join(field.value[:_START].split())
            seen = (row.decoder, field.index, "") in hidden if row.decoder else row.fits(text=start)
            if seen:
                yield _sign(row, table, field.index)


def _of_lines(trace: Trace, table: SignTable) -> Iterator[ClientSign]:
    """The oldest line: it alone is of the server that took the message in."""
    for hop in trace.route.hops[:1]:
        for row in table.at("line"):
            if _line_fits(row, hop):
                yield _sign(row, table, hop.trace.field)


def _line_fits(row: SignRow, hop: Hop) -> bool:
    line = hop.trace
    if row.dialect and line.dialect != row.dialect:
        return False
    if row.protocol and (known(line.with_) or "").lower() != row.protocol:
        return False
    return row.fits(
        host=(known(line.by) or "").lower(),
        helo=(known(line.helo) or "").lower(),
        comment=next((one for one in line.comments if "authenticated" in one), ""),
    )


def _of_order(message: Message, table: SignTable) -> Iterator[ClientSign]:
    """The order of the program's own fields, at the place of the first of them."""
    first: dict[str, HeaderField] = {}
    for field in message.fields:
        first.setdefault(field.lname, field)
    for row in table.at("order"):
        places = [first[name].index for name in row.order if name in first]
        if len(places) == len(row.order) and places == sorted(places):
            yield _sign(row, table, places[0])


def _of_text(message: Message, table: SignTable) -> Iterator[ClientSign]:
    """Habits of the first HTML section, above what it quotes of other messages."""
    declared = message.named("content-type")
    part = next((one for one in message.parts if _is_html(one)), None)
    if part is None or not declared or not message.body_available:
        return
    start = part.body_span.start
    data = message.raw[start : min(start + _HTML_READ, part.body_span.end)]
    text = decode_transfer(data, part.encoding)[0].decode("latin-1")
    own = re.split(_QUOTED, text, maxsplit=1)[0]
    for row in table.at("body"):
        found = row.found_in(own)
        if found is not None:
            sign = _sign(row, table, declared[0].index)
            yield replace(sign, part=part.path, version=found or State.ABSENT)


def _is_html(part: Part) -> bool:
    return part.content_type.lower() == "text/html" and not part.is_attachment


def _sign(row: SignRow, table: SignTable, field: int) -> ClientSign:
    products = [table.products[id_] for id_ in row.products]
    kinds = {product.kind for product in products}
    return ClientSign(
        id=row.id,
        place=row.place,
        field=field,
        products=row.products,
        name=", ".join(product.name for product in products),
        kind=kinds.pop() if len(kinds) == 1 else State.ABSENT,
        about=row.about,
        written_by="service" if row.by == "stamped" else "program",
        alone=row.alone,
        grade=row.grade,
        source=row.source,
        says=row.says,
    )


def _is_named(sign: ClientSign) -> bool:
    return sign.place == "named"


def _is_own_line(sign: ClientSign) -> bool:
    return sign.alone and sign.place == "line"


def _is_alone(sign: ClientSign) -> bool:
    return sign.alone


def _is_of_text(sign: ClientSign) -> bool:
    return sign.place == "body"


def _concluded(signs: tuple[ClientSign, ...], table: SignTable, *, cut: bool) -> ClientReading:
    """Narrow to the products that the strongest sign allows, and judge every other sign by it.

    The name that the message gives itself is what the others are held against; without one, the
    first form that one program alone writes, a server's line before all others; at last a habit
    of the text.
    """
    of_program = [sign for sign in signs if sign.about == "program"]
    anchor = next(
        (
            sign
            for fits in (_is_named, _is_own_line, _is_alone, _is_of_text)
            for sign in of_program
            if fits(sign)
        ),
        None,
    )
    if anchor is None:
        return ClientReading(signs=signs, cut=cut)
    candidates = set(anchor.products)
    judged: list[tuple[ClientSign, Value[bool]]] = []
    for sign in signs:
        fits: Value[bool] = True if sign is anchor else State.NOT_APPLICABLE
        if sign.about == "program" and sign is not anchor:
            shared = _family(candidates, table) & _family(set(sign.products), table)
            if shared:
                fits = True
                candidates = candidates & set(sign.products) or candidates
            elif sign.alone:
                fits = False
        judged.append((sign, fits))
    product = _one(candidates, table)
    result = tuple(replace(sign, fits=fits, anchor=sign is anchor) for sign, fits in judged)
    return ClientReading(
        signs=result,
        product=product.id if product else State.ABSENT,
        name=product.name if product else State.ABSENT,
        kind=product.kind if product else State.ABSENT,
        family=product.family if product else State.ABSENT,
        agreement=_agreement(result),
        cut=cut,
    )


def _id_form_known(message: Message, reading: ClientReading, product: Product) -> Value[bool]:
    """Whether the identifier has a form of the program that the message names."""
    if len(message.named("message-id")) != 1 or message.named("x-microsoft-original-message-id"):
        return State.NOT_APPLICABLE
    of_id = [sign for sign in reading.signs if sign.place == "message-id"]
    if any(sign.about == "service" for sign in of_id):
        return State.NOT_APPLICABLE
    return any(product.id in sign.products for sign in of_id)


def _family(ids: set[str], table: SignTable) -> set[str]:
    """Programs of one family share code: they are not held against each other."""
    return {table.products[id_].family for id_ in ids}


def _one(ids: set[str], table: SignTable) -> Product | None:
    return table.products[next(iter(ids))] if len(ids) == 1 else None


def _agreement(signs: tuple[ClientSign, ...]) -> str:
    judged = [sign for sign in signs if not isinstance(sign.fits, State)]
    if any(sign.fits is False for sign in judged):
        return "disagreeing"
    fitting = [sign for sign in judged if sign.fits is True]
    if len({sign.group for sign in fitting}) > 1:
        return "independent"
    return "one-writer" if len(fitting) > 1 else "single"
