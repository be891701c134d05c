"""The one result of an analysis. Every output only shows this record."""

from __future__ import annotations

from provenance.authentication import DnsAnswer
from provenance.basics import Text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide, Disclosure, HostOffset, RelatedMessage
from provenance.evidence import Exhibit, Unreadable
from provenance.origin import ExportRoute
from provenance.reasoning import AnalysedMessage, Reasoning
from provenance.report.editions.records import Edition
from provenance.report.former import Former
from provenance.report.validation import Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of ``pipeline.analyze``; a pure function of its inputs.

    ``as_of`` is an ISO date. ``dns`` are the answers that were used, in order of name and type;
    ``dns_mode`` is ``answers`` or ``none``: a replay of recorded answers has to give the same
    bytes as the run that recorded them. ``repeat`` is the command that gives the same bytes
    again (program name and arguments, relative names only). ``audit`` is what exports of logs say,
    ``copies`` what several copies say together,
    ``disclosure`` who could see whose address, ``related`` the messages around the disputed one,
    ``offsets`` the clocks of shared hosts by group of copies.
    ``export_routes`` are how the exhibits that hold a message were made, in their order.
    ``edition`` says whose names the report shows, and what stands for the others.
    ``validation`` is the recorded self-test that was handed over.
    ``jurisdictions`` are those whose empty forms are wanted (``forms.JURISDICTIONS``),
    ``supersedes`` is the former report that this one replaces. ``beside`` has name and SHA-256 of
    the files that are no exhibits and decide what the report says. ``dns_read`` is the SHA-256 of
    the file of DNS answers that was read, "" where it is the one beside the report or there was
    none; ``dns_written`` that of the file beside it.
    """

    tool_version: str
    as_of: str
    case: Case
    exhibits: tuple[Exhibit, ...]
    unreadable: tuple[Unreadable, ...]
    messages: tuple[AnalysedMessage, ...]
    reasoning: Reasoning
    dns: tuple[DnsAnswer, ...]
    dns_mode: str
    warnings: tuple[Text, ...] = ()
    repeat: tuple[str, ...] = ()
    audit: AuditSide = AuditSide()
    copies: CopyComparison = CopyComparison()
    disclosure: Disclosure = Disclosure()
    related: tuple[RelatedMessage, ...] = ()
    offsets: tuple[tuple[str, tuple[HostOffset, ...]], ...] = ()
    export_routes: tuple[ExportRoute, ...] = ()
    edition: Edition = Edition()
    jurisdictions: tuple[str, ...] = ()
    supersedes: Former | None = None
    validation: Validation | None = None
    beside: tuple[tuple[str, str], ...] = ()
    dns_read: str = ""
    dns_written: str = ""
