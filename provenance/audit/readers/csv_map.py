"""Any table, by a map of its columns that its user states: doors, VPN gateways, mail consoles.

Nothing of it is guessed: without a map the file stays unknown. Local times need a zone, stated by
the user or in the map. A card or a name in a door log is what the reader of the door saw; the
model has it as the account, flagged, and it is no person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.readers.named import Named
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    Device,
    EventKind,
    EventTime,
    IpRole,
    IpSeen,
    Layout,
    MessageRef,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.column_map import ColumnMap
from provenance.audit.source.table import TableRow, table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import MisuseError, State, Value

_LEARNED = 20_000
"""Rows that decide the order of day and month."""
_GOOD = frozenset({
    "success", "succeeded", "successful", "ok", "granted", "access granted", "allowed", "accepted",
    "passed", "true", "yes", "delivered", "erfolgreich", "erfolg", "gewährt", "erlaubt",
    "zugelassen", "成功", "登录成功", "允许", "通过", "已投递", "正常",
})  # fmt: skip
_BAD = frozenset({
    "failure", "failed", "fail", "error", "denied", "access denied", "rejected", "refused", "false",
    "no", "blocked", "fehlgeschlagen", "fehler", "verweigert", "abgelehnt", "gesperrt",
    "失败", "登录失败", "拒绝", "已拒绝", "投递失败", "退信", "无权限",
})  # fmt: skip
_KINDS = {
    "door": EventKind.BADGE,
    "vpn": EventKind.NETWORK_SESSION,
    "login": EventKind.SIGN_IN,
    "mail": EventKind.OTHER,
    "other": EventKind.OTHER,
}


class _Reader:
    kind = "csv"

    def sniff(self, export: Export) -> Layout | None:
        """Take a table for which the user gave a map.

        Raises:
            MisuseError: the map names a column that the table has not.
        """
        given = export.column_map
        if given is None or not export.delimiter:
            return None
        _positions(export, given)
        return Layout(
            kind="door" if given.kind == "door" else self.kind,
            wrapper=f"map {given.file}",
            encoding=export.text.encoding.name,
            delimiter=export.delimiter,
            columns=export.columns,
            reason="a column map was given",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        del layout
        given = export.column_map
        if given is None:
            return
        at = _positions(export, given)
        clock = _clock(export, given, at)
        for row in table_rows(export):
            yield row if isinstance(row, RowProblem) else _event(row, export, given, at, clock)


def _positions(export: Export, given: ColumnMap) -> dict[str, str]:
    """Comparable name of the column for each name of the map."""
    have = table_names(export)
    found = {}
    for name, column in given.columns:
        plain = " ".join(column.split()).lower()
        if plain not in have:
            raise MisuseError(
                f"the table has no column `{column}` for `{name}`.",
                place=f"{given.file}, {export.name}",
                remedy=f"Its columns are: {', '.join(' '.join(c.split()) for c in export.columns)}",
            )
        found[name] = plain
    return found


def _clock(export: Export, given: ColumnMap, at: dict[str, str]) -> Clock:
    zone = stated_zone(export.timezone or given.timezone)
    column = at.get("date") or at["time"]
    times = (
        row.cells[column]
        for row, _ in zip(table_rows(export), range(_LEARNED), strict=False)
        if not isinstance(row, RowProblem)
    )
    return Clock(
        zone=zone,
        basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED,
        order=learn_order(times),
    )


def _time(raw: str, given: ColumnMap, clock: Clock) -> Value[EventTime]:
    """Read a time by the format that the map states, or by its own form."""
    if not given.date_format or not raw.strip():
        return read_time(raw, clock)
    try:
        moment = datetime.strptime(raw.strip()[:100], given.date_format)  # noqa: DTZ007
    except (ValueError, OverflowError):
        return State.UNPARSABLE
    text = moment.isoformat(sep=" ", timespec="microseconds" if moment.microsecond else "seconds")
    found = read_time(text, clock)
    return found if isinstance(found, State) else replace(found, raw=raw)


def _event(
    row: TableRow, export: Export, given: ColumnMap, at: dict[str, str], clock: Clock
) -> AuditEvent:
    cells = Named(row.cells)

    def get(name: str) -> Value[str]:
        return cells.get(at[name]) if name in at else State.NOT_APPLICABLE

    def text(name: str) -> str:
        return cells.word(at[name]) if name in at else ""

    raw = " ".join(part for part in (text("date").strip(), text("time").strip()) if part)
    result = text("result").strip()
    outcome = _outcome(result)
    holder = next((n for n in ("account", "card", "person") if text(n).strip()), "")
    words = (text("action"), text("place"), text("direction"))
    told = tuple((n, text(n)) for n in ("person", "card", "place", "direction", "end") if text(n))
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=_kind(given.kind, outcome),
        operation=" ".join(word.strip() for word in words if word.strip()) or given.kind,
        time=_time(raw, given, clock),
        native_id=get("id"),
        actor=Actor(account=get(holder) if holder else get("account")),
        ips=_ips(text("ip"), text("ip_inside"), at),
        client=_client(text("client"), text("user_agent"), get("host")),
        device=Device(id=get("device")),
        sessions=(SessionId(kind="stated", value=text("session")),) if text("session") else (),
        messages=_messages(text, get),
        target=get("place"),
        params=told,
        outcome=outcome,
        outcome_native=get("result"),
        flags=tuple(sorted({*row.flags, *(("holder-named",) if holder in _HOLDERS else ())})),
        unmapped=cells.unused(),
    )


_HOLDERS = frozenset({"card", "person"})


def _outcome(result: str) -> Outcome:
    plain = result.lower()
    if plain in _GOOD:
        return Outcome.SUCCESS
    return Outcome.FAILURE if plain in _BAD else Outcome.UNKNOWN


def _kind(kind: str, outcome: Outcome) -> EventKind:
    if kind == "login" and outcome is Outcome.FAILURE:
        return EventKind.SIGN_IN_FAILED
    if kind == "vpn" and outcome is Outcome.FAILURE:
        return EventKind.SIGN_IN_FAILED
    return _KINDS[kind]


def _ips(outside: str, inside: str, at: dict[str, str]) -> tuple[IpSeen, ...]:
    found = []
    if outside.strip():
        found.append(read_ip(outside, at["ip"], IpRole.PEER))
    if inside.strip():
        found.append(read_ip(inside, at["ip_inside"], IpRole.ASSIGNED_INSIDE))
    return tuple(found)


def _client(info: str, agent: str, host: Value[str]) -> Client:
    if not info and not agent:
        return Client(host=host, family=ClientFamily.NOT_SAID)
    return replace(parse_client(info, user_agent=agent), host=host)


def _messages(
    text: Callable[[str], str], get: Callable[[str], Value[str]]
) -> tuple[MessageRef, ...]:
    names = ("subject", "sender", "recipients", "message_id")
    if not any(text(name).strip() for name in names):
        return ()
    raw = text("message_id")
    listed = text("recipients").replace(";", ",").split(",")
    return (
        MessageRef(
            id=comparable_id(raw) if raw.strip() else State.ABSENT,
            id_raw=get("message_id"),
            subject=get("subject"),
            sender=get("sender"),
            recipients=tuple(part.strip() for part in listed if part.strip()),
        ),
    )


READER = _Reader()
