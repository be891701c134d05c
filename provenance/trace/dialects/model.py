"""What a dialect is: marks that a server leaves in its lines, and how its from-clause reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from provenance.basics import Instant, Value
from provenance.basics.record import dataclass
from provenance.trace.records import Protocol, TlsInfo
from provenance.trace.tokens import Split


class Facts(TypedDict, total=False):
    """Values of a ``TraceField`` that were found; what is left out stays absent."""

    helo: Value[str]
    rdns: Value[str]
    ip: Value[str]
    port: Value[int]
    ident: Value[str]
    by: Value[str]
    by_ip: Value[str]
    via: Value[str]
    with_: Value[str]
    protocol: Protocol
    id: Value[str]
    for_: Value[str]
    envelope_from: Value[str]
    tls: TlsInfo
    auth_user: Value[str]
    software: Value[str]
    time: Value[Instant]
    remarks: tuple[str, ...]


Example = tuple[str, dict[str, Any]]
"""A line and the values expected of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One server product or service, as its Received lines show it.

    Marks, in lower case; one is enough:
    ``comments``: beginnings of a comment behind the by-host, protocol or id (three letters or
    fewer: the whole comment). The writing server alone fills these places.
    ``leading``: beginnings of a comment before all clauses. ``protocols``: beginnings of the
    with-clause. ``hosts``: domains of the by-host. ``test``: names the mark, "" if it is missing,
    for what is none of these. ``holds``: asked where a mark was found; "" says that the rest of
    the line is not of this product.

    How its from-clause reads, where that differs from ``HELO (NAME [ADDRESS])``:
    ``name_first``: the word after ``from`` is the reverse name. ``one_comment``: it writes exactly
    one comment there. ``submits``: an address after ``from`` is the client's own, not a HELO.
    ``read``: sets further values. ``name``: a narrower name for a line.

    ``source`` says where the form is known from: documentation, public source, or measured lines.
    """

    id: str
    title: str
    comments: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    test: Callable[[Split], str] | None = None
    holds: Callable[[Split], bool] | None = None
    name_first: bool = False
    one_comment: bool = False
    literal_behind: bool = False
    submits: bool = False
    read: Callable[[Facts, Split, list[str]], None] | None = None
    name: Callable[[Split], str] | None = None
    source: str = ""
    examples: tuple[Example, ...] = ()
