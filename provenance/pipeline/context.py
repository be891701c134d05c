"""What an analysis needs beside the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from provenance.authentication import Resolver
from provenance.basics.record import dataclass
from provenance.evidence import ExportFile, Intake, KnownFiles

if TYPE_CHECKING:
    from provenance.audit import ColumnMap
    from provenance.correlation.records import PlaceTable
    from provenance.pipeline.reading import Read
    from provenance.report.former import Former
    from provenance.report.validation import Validation


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
    countries of networks. ``read`` is what was read of the same case and files already (for the DNS
    questions), so that nothing is read twice. ``jurisdictions`` are those whose empty forms the
    report gets, ``supersedes`` the former report that it replaces, ``validation`` a
    recorded self-test that its annex prints. ``beside`` has name and SHA-256 of each file that is
    no exhibit: case file, keys, column maps and what else decides what the report says.
    ``dns_file`` is the SHA-256 of the file of DNS answers, "" for none.
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
    read: Read | None = None
    jurisdictions: tuple[str, ...] = ()
    supersedes: Former | None = None
    validation: Validation | None = None
    beside: tuple[tuple[str, str], ...] = ()
    dns_file: str = ""
    progress: Callable[[int, int], None] = lambda _done, _total: None
    reading: Callable[[int, int], None] = lambda _done, _total: None
