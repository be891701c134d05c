"""Results that servers wrote down at the time, and which of them are believed (RFC 8601 §7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.basics import State, Text, Value, text
from provenance.message import HeaderField, Message
from provenance.trace.authentication_results import MethodResult, parse_authentication_results
from provenance.trace.contradiction import repeated_above, without_contradictions
from provenance.trace.domains import host_name, operator_of, same_domain, under
from provenance.trace.operators import Operator
from provenance.trace.received_spf import parse_received_spf
from provenance.trace.records import ReportedResult, Route, TrustBoundary

MOST_REPORTED = 2_000
"""Results of one message that are read; fields beyond them count as not read."""

_FIELDS = ("authentication-results", "arc-authentication-results", "received-spf")
# Another system's record that Exchange or a gateway moved aside or keeps under a name of its own.
_MOVED = (
    "authentication-results-original",
    "x-ms-exchange-authentication-results",
    "x-original-authentication-results",
)
_OPERATOR_BELOW = frozenset({"authentication-results", "received-spf"})
_RESULTS = frozenset({"authentication-results", "arc-authentication-results"})
_STAMPED_BELOW = frozenset(
    {*_FIELDS, "arc-seal", "arc-message-signature", "dkim-filter", "x-dkim", "x-spam-status"}
)


class Ground:
    """Where the receiving side's own lines stand in the header section of one message."""

    def __init__(self, message: Message, route: Route, receivers: tuple[str, ...]) -> None:
        self.boundary: TrustBoundary = route.boundary
        self.receivers = tuple(sorted({name for r in receivers if (name := host_name(r))}))
        self.operator: Operator | None = None
        self.last = -1
        self.server = ""
        position = route.boundary.position
        if not isinstance(position, State):
            line = route.hops[position - 1].trace
            self.last = line.field
            self.server = host_name(line.by) if isinstance(line.by, str) else ""
            self.operator = _operator(route)
        self.above = self._stamped_above(message)
        self.below = self._stamped_below(message)

    def _stamped_above(self, message: Message) -> frozenset[str]:
        """Names of the result fields that stand above the boundary line and name this side."""
        found: set[str] = set()
        for field in message.fields[: max(self.last, 0)]:
            if field.lname in _RESULTS and field.lname not in found:
                arc = field.lname.startswith("arc")
                parsed = parse_authentication_results(field.value, arc=arc)
                if self.names_us(parsed.authserv_id):
                    found.add(field.lname)
        return frozenset(found)

    def _stamped_below(self, message: Message) -> frozenset[int]:
        """Fields directly below the boundary line that this server may have stamped with it.

        Google, and Postfix with filters, write their results below their own Received line. An
        ARC set never stands there: it is stamped on top (RFC 8617 §5.1), Google's too.
        """
        if self.last < 0:
            return frozenset()
        found: list[int] = []
        seen: set[str] = set()
        for field in message.fields[self.last + 1 :]:
            if field.lname not in _STAMPED_BELOW:
                break
            if self.operator and field.lname not in _OPERATOR_BELOW:
                break
            if self.operator and self.operator.results_below and field.lname in seen:
                # The operator writes each of them once; a second one came with the message.
                break
            seen.add(field.lname)
            found.append(field.index)
        return frozenset(found)

    def believes(self, field: HeaderField, authserv_id: Value[str]) -> tuple[bool, Text]:
        """Whether a result of this field is the receiving side's, and why (not)."""
        if self.last < 0:
            return False, text("trace.reported.no-boundary")
        if field.index < self.last:
            return self._above(authserv_id)
        if not isinstance(authserv_id, str):
            return False, text("trace.reported.below-nameless")
        if field.index in self.below and not field.lname.startswith("arc-"):
            return self._below(authserv_id)
        return False, text("trace.reported.below", authserv=authserv_id)

    def _below(self, shown: str) -> tuple[bool, Text]:
        """A result directly below the boundary line, where some servers write theirs."""
        name = host_name(shown)
        if "authentication-results" in self.above:
            return False, text("trace.reported.below-of-above", authserv=shown)
        if (
            self.operator
            and self.operator.results_below
            and under(name, self.operator.authserv_ids)
        ):
            return True, text("trace.reported.below-operator", authserv=shown)
        if name and under(name, self.receivers) and self._is_server_of(name):
            return True, text("trace.reported.below-named", authserv=shown)
        if self.names_us(shown):
            return False, text("trace.reported.below-unnamed", authserv=shown)
        return False, text("trace.reported.below", authserv=shown)

    def _is_server_of(self, name: str) -> bool:
        """Whether the boundary line was written by the system that the case file names.

        Results directly below the line of another host (a mailbox service behind the gateway
        that is named) came with the message, or are that gateway's own statement.
        """
        return under(self.server, self.receivers) or same_domain(self.server, name)

    def _above(self, authserv_id: Value[str]) -> tuple[bool, Text]:
        """A result in the receiving side's own part."""
        ours = self.names_us(authserv_id)
        if not isinstance(authserv_id, str):
            return ours, text(
                "trace.reported.above-nameless" if ours else "trace.reported.other-nameless"
            )
        return ours, text(
            "trace.reported.above" if ours else "trace.reported.other-name", authserv=authserv_id
        )

    def names_us(self, authserv_id: Value[str]) -> bool:
        """Whether a name in recorded results is one of the receiving side's."""
        if not isinstance(authserv_id, str):
            return bool(self.operator and self.operator.nameless_results)
        name = host_name(authserv_id)
        if not name:
            return False
        if under(name, self.receivers) or name in self.boundary.names:
            return True
        if self.operator:
            return under(name, (*self.operator.hosts, *self.operator.authserv_ids))
        return any(same_domain(name, own) for own in self.boundary.names)


def _operator(route: Route) -> Operator | None:
    """Operator of the receiving side, by the newest line."""
    for hop in reversed(route.hops):
        if isinstance(hop.trace.by, str):
            if hop.trace.dialect == "google":
                return operator_of("mx.google.com")
            return operator_of(hop.trace.by)
    return None


def read_reported(
    fields: Mapping[str, Sequence[HeaderField]], ground: Ground
) -> tuple[ReportedResult, ...]:
    """All recorded results in the order of the message, repetition kept.

    Args:
        fields: the header fields by their name in lower case.
        ground: where the receiving side's own lines stand.
    """
    found: list[ReportedResult] = []
    chosen = [
        (field.index, name, field) for name in (*_FIELDS, *_MOVED) for field in fields.get(name, ())
    ]
    for _, name, field in sorted(chosen, key=_index):
        if len(found) >= MOST_REPORTED:
            break
        if name == "received-spf":
            single = parse_received_spf(field.value)
            if single:
                found.append(_spf(field, single, ground))
            continue
        parsed = parse_authentication_results(field.value, arc=name.startswith("arc"))
        believed, why = ground.believes(field, parsed.authserv_id)
        if name in _MOVED:
            believed, why = False, text("trace.reported.moved-aside", header=field.name)
        found.extend(
            _result(field, item, parsed.authserv_id, believed=believed, why=why)
            for item in parsed.results
        )
    if "arc-authentication-results" in ground.above:
        found = repeated_above(found, ground.last)
    return without_contradictions(found)


def _index(item: tuple[int, str, HeaderField]) -> int:
    return item[0]


def _spf(field: HeaderField, single: MethodResult, ground: Ground) -> ReportedResult:
    """Received-SPF names its writer in ``receiver=`` or at the start of the comment."""
    server: Value[str] = State.ABSENT
    for item in single.properties:
        if item.name == "receiver" and item.value:
            server = item.value
            break
    if server is State.ABSENT and single.comments:
        head = single.comments[0].partition(":")[0].strip()
        server = host_name(head) or State.ABSENT
    if ground.operator and ground.operator.id == "google" and server == "google.com":
        server = "mx.google.com"
    believed, why = ground.believes(field, server)
    if server is State.ABSENT:
        believed, why = False, text("trace.reported.no-server")
    return _result(field, single, server, believed=believed, why=why)


def _result(
    field: HeaderField,
    item: MethodResult,
    authserv_id: Value[str],
    *,
    believed: bool,
    why: Text,
) -> ReportedResult:
    return ReportedResult(
        field=field.index,
        header=field.name,
        authserv_id=authserv_id,
        method=item.method,
        result=item.result,
        reason=item.reason,
        properties=item.properties,
        comments=item.comments,
        believed=believed,
        why=why,
    )
