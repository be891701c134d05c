"""Logs of mail servers: Postfix, Exim, Sendmail, Dovecot, Roundcube; syslog, journal, own files.

Sources: Postfix ``smtpd(8)``, ``cleanup(8)``, ``qmgr(8)``; Exim specification, chapter "Log
files"; Sendmail operations guide, "Logging"; Dovecot documentation, "Logging". The link between
the lines of one message is the queue id: ids are used again after days and change at a content
filter, so an id joins lines of one host and one day only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.mta_programs import Said, program_of, said
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    Layout,
    Mailbox,
    RowProblem,
    SessionId,
)
from provenance.audit.source.syslog import LogLine, first_lines, log_lines
from provenance.basics import State

_KINDS = {
    "postfix": "postfix-maillog",
    "exim": "exim-mainlog",
    "sendmail": "postfix-maillog",
    "dovecot": "dovecot",
    "roundcube": "roundcube-userlogins",
}


class _Reader:
    kind = "postfix-maillog"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by lines of programs that are known; the first program names the kind."""
        for line in first_lines(export):
            program = program_of(line)
            if program:
                return self._layout(export, program)
        if '"MESSAGE"' in export.head and '"SYSLOG_IDENTIFIER"' in export.head:
            found = next((name for name in _KINDS if f'"{name}' in export.head), "")
            return self._layout(export, found) if found else None
        return None

    def _layout(self, export: Export, program: str) -> Layout:
        return Layout(
            kind=_KINDS[program],
            wrapper="log-lines",
            encoding=export.text.encoding.name,
            reason=f"lines of {program}",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each line; lines of other programs are events of kind ``other``."""
        del layout  # one file may hold lines of several programs
        for line in log_lines(export):
            yield line if isinstance(line, RowProblem) else _event(line, export)


def _event(line: LogLine, export: Export) -> AuditEvent:
    found: Said = said(line)
    # A queue id names one message of one host only: the host belongs to the session's name.
    sessions: tuple[SessionId, ...] = (
        (SessionId(kind="queue-id", value=f"{found.queue_id}@{line.host}"),)
        if found.queue_id
        else ()
    )
    if found.session:
        sessions += (SessionId(kind="login-session", value=found.session),)
    return AuditEvent(
        id=export.event_id(line.locator),
        source=export.source,
        locator=line.locator,
        kind=found.kind,
        operation=f"{line.program}: {found.operation}" if line.program else found.operation,
        time=line.time,
        record_hash=hashlib.sha256(line.text.encode("utf-8", "replace")).hexdigest()[:32],
        actor=Actor(account=found.account or State.ABSENT, auth=found.auth or State.ABSENT),
        mailbox=Mailbox(),
        ips=found.ips,
        client=Client(family=found.family, host=found.helo or State.ABSENT),
        sessions=sessions,
        messages=found.messages,
        outcome=found.outcome,
        outcome_native=found.status or State.ABSENT,
        flags=line.flags,
        unmapped=(("host", line.host), ("text", line.text)),
    )


READER = _Reader()
