"""The conditions of ``tamper_kinds.yaml``, decided from the two messages, not from a rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from provenance.authentication import ArcCheck, BodyHash, HeaderSignature
from provenance.authentication.arc.records import ArcSignature
from provenance.authentication.records import SignatureCheck
from provenance.basics import Instant, State, known
from provenance.message import DefectKind
from provenance.origin import ClockReading, client_form
from provenance.reasoning import AnalysedMessage
from provenance.reasoning.rules.noted import noted_address
from provenance.reasoning.rules.vocabulary import FIELD_NAMES_COUNTED
from provenance.trace import Hop, handover_address_fits
from tests.benchmarks.tampering.original import EXCHANGE, GOOGLE, Original, is_exchange

OTHER_MACHINE, SAME_MACHINE, LONG = 300.0, 60.0, 3600.0
_NETWORK_ID = "field.network-message-id"
_ARRIVAL = "field.exchange-arrival"


class Difference:
    """A genuine message beside the changed one, and what differs in their bytes."""

    def __init__(self, original: Original, after: AnalysedMessage) -> None:
        self.original, self.after = original, after
        self.before = original.analysed
        old, new = self._fields(self.before), self._fields(after)
        kept, left = Counter(new.values()), Counter(old.values())
        self.touched: list[int] = []
        """Fields of the original that are no longer there as they were."""
        for index, raw in old.items():
            if kept[raw] > 0:
                kept[raw] -= 1
            else:
                self.touched.append(index)
        self.new: list[int] = []
        """Fields of the changed message that were not there in this form."""
        for index, raw in new.items():
            if left[raw] > 0:
                left[raw] -= 1
            else:
                self.new.append(index)
        self.body_at = self._first_difference()
        """Offset of the first changed byte in the text; ``None`` if the text is the same."""

    @property
    def sealed(self) -> AnalysedMessage:
        """The message whose seals count: of a header from elsewhere, that other message."""
        for other in self.original.others:
            if self.after.message.raw.startswith(other.header):
                return other.analysed
        return self.before

    @staticmethod
    def _fields(one: AnalysedMessage) -> dict[int, bytes]:
        return {
            field.index: one.message.raw[field.span.start : field.span.end]
            for field in one.message.fields
        }

    def _first_difference(self) -> int | None:
        old, new = _body(self.before), _body(self.after)
        if old == new:
            return None
        shorter = min(len(old), len(new))
        return next((at for at in range(shorter) if old[at] != new[at]), shorter)

    @property
    def added(self) -> Counter[str]:
        """Names of fields that the changed message has more of."""
        new = Counter(self.after.message.fields[at].lname for at in self.new)
        return new - Counter(self.before.message.fields[at].lname for at in self.touched)

    @property
    def new_lines(self) -> list[Hop]:
        """Received lines of the changed message that were not there in this form."""
        return [hop for hop in self.after.trace.route.hops if hop.trace.field in self.new]


def _body(one: AnalysedMessage) -> bytes:
    span = one.message.body
    return one.message.raw[span.start : span.end]


def _date(one: AnalysedMessage) -> datetime | None:
    date = one.trace.identity.date
    return date.utc if isinstance(date, Instant) else None


def _arrival(one: AnalysedMessage) -> datetime | None:
    time = one.clocks.arrival
    return time.utc if isinstance(time, Instant) else None


def seals(one: AnalysedMessage) -> Iterator[SignatureCheck | ArcSignature]:
    """DKIM signatures and the newest message signature of ARC whose header part fits."""
    found: list[SignatureCheck | ArcSignature] = list(one.authentication.dkim)
    arc = one.authentication.arc
    if isinstance(arc, ArcCheck) and arc.instances:
        newest = max(arc.instances, key=lambda instance: instance.number).message_signature
        if not isinstance(newest, State):
            found.append(newest)
    for check in found:
        if check.header_signature is HeaderSignature.VALID and not check.key.published_private:
            yield check


def _named(one: AnalysedMessage, check: SignatureCheck | ArcSignature) -> Counter[str]:
    """How often each name stands in ``h=``."""
    value = one.message.fields[check.field].value
    found = re.search(r"(?:^|;)\s*h\s*=([^;]*)", value)
    return Counter(name.strip().lower() for name in (found.group(1) if found else "").split(":"))


def seal_on_field(diff: Difference) -> bool:
    stood = Counter(field.lname for field in diff.before.message.fields)
    for check in seals(diff.before):
        if set(check.covered_fields) & set(diff.touched):
            return True
        named = _named(diff.before, check)
        if any(named[name] > stood[name] for name in diff.added):
            return True
    return False


def seal_on_body(diff: Difference) -> bool:
    if diff.sealed is not diff.before:
        return any(check.body_hash is BodyHash.MATCH for check in seals(diff.sealed))
    if diff.body_at is None:
        return False
    for check in seals(diff.sealed):
        signed, total = known(check.body_signed), known(check.body_total)
        whole = signed is None or total is None or signed >= total or diff.body_at < signed
        if check.body_hash is BodyHash.MATCH and whole:
            return True
    return False


def _inversions(one: AnalysedMessage) -> int:
    delays = (known(hop.delay_seconds) for hop in one.trace.route.hops)
    return sum(delay is not None and delay < -OTHER_MACHINE for delay in delays)


def time_order(diff: Difference) -> bool:
    return _inversions(diff.after) > _inversions(diff.before)


def _apart(first: ClockReading, second: datetime) -> float:
    return (first.time.utc - second).total_seconds() if isinstance(first.time, Instant) else 0.0


def own_clock(diff: Difference) -> bool:
    fields = {hop.trace.field for hop in diff.new_lines}
    for one in diff.after.clocks.readings:
        if known(one.field) in fields and one.hidden and isinstance(one.line_time, Instant):
            apart = _apart(one, one.line_time.utc)
            if one.zone_written and (apart > SAME_MACHINE or apart < -LONG):
                return True
    return False


def _stamps_apart(one: AnalysedMessage) -> int:
    odd = sum(item.role == "stamped" and item.agrees is False for item in one.trace.evidence)
    ids = [r for r in one.clocks.readings if r.source == _NETWORK_ID]
    stamps = [
        r.time.utc
        for r in one.clocks.readings
        if r.source == _ARRIVAL and isinstance(r.time, Instant)
    ]
    return odd + sum(abs(_apart(r, s)) > OTHER_MACHINE for r in ids for s in stamps)


def stamp_beside(diff: Difference) -> bool:
    return _stamps_apart(diff.after) > _stamps_apart(diff.before)


def _date_late(one: AnalysedMessage) -> bool:
    date, arrival = _date(one), _arrival(one)
    return date is not None and arrival is not None and date - arrival > timedelta(seconds=60)


def date_after_arrival(diff: Difference) -> bool:
    return _date_late(diff.after) and not _date_late(diff.before)


def _ids_after(one: AnalysedMessage) -> int:
    date, count = _date(one), 0
    if date is None:
        return 0
    for reading in one.clocks.readings:
        if not (reading.hidden and reading.zone_written and reading.relation in {"draft", "same"}):
            continue
        if reading.source == "message-id.exchange-online":
            count += isinstance(reading.time, Instant) and reading.time.utc.date() > date.date()
        else:
            count += _apart(reading, date) > OTHER_MACHINE
    return count


def id_after_date(diff: Difference) -> bool:
    return _ids_after(diff.after) > _ids_after(diff.before)


def _ids_apart(one: AnalysedMessage) -> int:
    date = _date(one)
    return sum(
        date is not None
        and reading.hidden
        and reading.zone_written
        and reading.relation == "same"
        and _apart(reading, date) < -OTHER_MACHINE
        for reading in one.clocks.readings
    )


def id_apart_from_date(diff: Difference) -> bool:
    return _ids_apart(diff.after) > _ids_apart(diff.before)


def _seal_times(one: AnalysedMessage) -> list[datetime]:
    return [
        check.signed_at.utc
        for check in one.authentication.dkim
        if isinstance(check.signed_at, Instant)
    ]


def _sealed_before_date(one: AnalysedMessage) -> bool:
    date = _date(one)
    limit = timedelta(seconds=OTHER_MACHINE)
    return date is not None and any(date - time > limit for time in _seal_times(one))


def seal_time_before_date(diff: Difference) -> bool:
    return _sealed_before_date(diff.after) and not _sealed_before_date(diff.before)


def _sealed_after_arrival(one: AnalysedMessage) -> bool:
    arrival = _arrival(one)
    limit = timedelta(seconds=OTHER_MACHINE)
    return arrival is not None and any(time - arrival > limit for time in _seal_times(one))


def seal_time_after_arrival(diff: Difference) -> bool:
    return _sealed_after_arrival(diff.after) and not _sealed_after_arrival(diff.before)


def operator_form(diff: Difference) -> bool:
    return any(
        EXCHANGE.search(known(hop.trace.by) or "") or GOOGLE.search(known(hop.trace.by) or "")
        for hop in diff.new_lines
    )


def _broken_steps(one: AnalysedMessage) -> int:
    """Steps inside Exchange Online whose two lines name different servers."""
    count = 0
    for older, newer in zip(one.trace.route.hops, one.trace.route.hops[1:], strict=False):
        source = known(newer.trace.rdns) or known(newer.trace.helo) or ""
        by = known(older.trace.by) or ""
        # Servers at the edge have two names: what counts is the first label.
        from_mailbox = (known(newer.trace.with_) or "").lower() == "mapi"
        inner = is_exchange(newer) and EXCHANGE.search(source) and "outbound" not in source
        inner = inner and not from_mailbox
        count += bool(inner and source.lower().split(".")[0] != by.lower().split(".")[0])
    return count


def operator_chain(diff: Difference) -> bool:
    return _broken_steps(diff.after) > _broken_steps(diff.before)


def operator_greeting(diff: Difference) -> bool:
    return handover_address_fits(diff.before.trace.route.boundary) is True


def noted(diff: Difference) -> bool:
    address = known(noted_address(diff.before.trace)[0])
    return address is not None and known(diff.before.trace.route.boundary.ip) is not None


def boundary_holds_id(diff: Difference) -> bool:
    return any(one.source == "boundary.exchange" for one in diff.before.clocks.readings)


def exchange_day(diff: Difference) -> bool:
    return any(
        one.source == "message-id.exchange-online" and one.reason == "no-day-near"
        for one in diff.after.clocks.readings
    )


def network_ids(diff: Difference) -> bool:
    whole = [
        one
        for one in diff.before.clocks.readings
        if one.source == _NETWORK_ID and isinstance(one.time, Instant)
    ]
    return len(whole) > 1


def client_differs(diff: Difference) -> bool:
    before = client_form(diff.before.message, diff.before.clocks).fits
    after = client_form(diff.after.message, diff.after.clocks).fits
    return after is False and before is not False


def recorded_seal(diff: Difference) -> bool:
    before = {check.domain.lower() for check in diff.before.authentication.dkim}
    lost = before - {check.domain.lower() for check in diff.after.authentication.dkim}
    return any(
        result.believed
        and result.method == "dkim"
        and result.result == "pass"
        and any(domain in str(result.properties).lower() for domain in lost)
        for result in diff.before.trace.reported
    )


def own_results_above(diff: Difference) -> bool:
    hop = diff.original.boundary
    by = (known(hop.trace.by) or "").lower() if hop else ""
    return hop is not None and any(
        one.header.lower() == "authentication-results"
        and (known(one.authserv_id) or "").lower() == by
        and one.field < hop.trace.field
        for one in diff.before.trace.reported
    )


def arc_sealed(diff: Difference) -> bool:
    arc = diff.before.authentication.arc
    if not isinstance(arc, ArcCheck):
        return False
    return any(
        not isinstance(one.seal, State)
        and one.verified
        and set(one.seal.covered_fields) & set(diff.touched)
        for one in arc.instances
    )


def once_only(diff: Difference) -> bool:
    counts = Counter(field.lname for field in diff.after.message.fields)
    return any(counts[name.lower()] > 1 for name in FIELD_NAMES_COUNTED)


def structure_broken(diff: Difference) -> bool:
    kinds = [defect.kind for defect in diff.after.message.defects]
    return DefectKind.MIME_NO_BOUNDARY in kinds or any(
        part.content_type.lower().startswith("multipart/") and not part.children
        for part in diff.after.message.parts[:1]
    )


def date_form(diff: Difference) -> bool:
    dates = [known(hop.trace.time) for hop in diff.new_lines] + [
        known(diff.after.trace.identity.date)
    ]
    return any(date is not None and "weekday-mismatch" in date.remarks for date in dates)


def other_form_property(diff: Difference) -> bool:
    """Both forms are there: decided by the change itself, which keeps the other one."""
    return True


CONDITIONS: dict[str, Callable[[Difference], bool]] = {
    "seal-on-field": seal_on_field,
    "seal-on-body": seal_on_body,
    "time-order": time_order,
    "own-clock": own_clock,
    "stamp-beside": stamp_beside,
    "date-after-arrival": date_after_arrival,
    "id-after-date": id_after_date,
    "id-apart-from-date": id_apart_from_date,
    "seal-time-before-date": seal_time_before_date,
    "seal-time-after-arrival": seal_time_after_arrival,
    "operator-form": operator_form,
    "operator-chain": operator_chain,
    "operator-greeting": operator_greeting,
    "noted-address": noted,
    "boundary-holds-id": boundary_holds_id,
    "exchange-day": exchange_day,
    "network-ids": network_ids,
    "client-form": client_differs,
    "recorded-seal": recorded_seal,
    "own-results-above": own_results_above,
    "arc-inner": arc_sealed,
    "once-only": once_only,
    "structure-broken": structure_broken,
    "date-form": date_form,
    "other-form-property": other_form_property,
}
