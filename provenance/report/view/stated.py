"""What the case file states: statements of a person, shown as stated and not examined here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from provenance.basics import Instant, Param
from provenance.case import Access, Case, Person, Presence
from provenance.report.catalogue import sentence, whole_day
from provenance.report.records import Report
from provenance.report.view.common import ev, joined, t, worded


def is_stated(case: Case) -> bool:
    """Tell whether the case file makes statements that no answer rests on."""
    access = any(one.access_to or one.accounts or one.devices for one in case.people)
    return bool(access or case.presence)


def stated(report: Report) -> dict[str, Any] | None:
    """Return the statements of the case file as tables, ``None`` if it makes none."""
    case = report.case
    used = _used(case)
    tables = {
        "access": _access(case.people),
        "devices": [
            {"person": _person(one), "devices": _list(one.devices)}
            for one in case.people
            if one.devices
        ],
        "presence": [_presence(one, report) for one in case.presence],
        "networks": [
            {"name": _or_none(one.name), "range": address_range(one.cidr)}
            for one in case.organisation.networks
        ],
        "auditing": [
            {
                "system": ev(one.system),
                "operations": _list(one.operations),
                "period": period_words(one.on_from, one.on_to),
                "source": _or_none(one.source),
            }
            for one in case.auditing
        ],
        "audit": [
            {
                "file": ev(one.file),
                "kind": worded(f"audit.kind.{one.kind}", one.kind) if one.kind else _or_none(""),
                "supplied": _or_none(one.supplied_by),
            }
            for one in case.audit
        ],
    }
    if not used and not any(tables.values()):
        return None
    by = case.prepared_by
    return {
        **tables,
        "used": used,
        "by": t("report.stated.by", name=by) if by else t("report.stated.by-nobody"),
    }


def _used(case: Case) -> list[tuple[Markup, Markup]]:
    """Return what the analysis took from the case file as given."""
    organisation = case.organisation
    rows = (
        ("report.stated.organisation", (organisation.name,) if organisation.name else ()),
        ("report.stated.domains", organisation.domains),
        ("report.stated.account", (case.account,) if case.account else ()),
    )
    found = [(t(label), _list(values)) for label, values in rows if values]
    if case.receivers:
        note = Markup("{}<br><small>{}</small>").format(
            _list(case.receivers), t("report.stated.receivers.note")
        )
        found.append((t("report.stated.receivers"), note))
    return found


def _list(values: tuple[str, ...]) -> Markup:
    return joined([ev(one) for one in values]) if values else t("report.stated.none")


def _or_none(value: str) -> Markup:
    return ev(value) if value else t("report.stated.none")


def _person(person: Person) -> Markup:
    return ev(person.name or person.id)


def _named(id_: str, case: Case) -> Markup:
    return next((_person(one) for one in case.people if one.id == id_), ev(id_))


def _access(people: tuple[Person, ...]) -> list[dict[str, Markup]]:
    rows: list[dict[str, Markup]] = []
    for person in people:
        rows += [
            {
                "person": _person(person),
                "account": ev(account),
                "how": t("report.stated.access.own"),
                "period": t("report.exhibit.not-stated"),
                "source": t("report.stated.none"),
            }
            for account in person.accounts
        ]
        rows += [_access_row(person, one) for one in person.access_to]
    return rows


def _access_row(person: Person, access: Access) -> dict[str, Markup]:
    how = f"report.stated.how.{access.how}"
    return {
        "person": _person(person),
        "account": ev(access.account),
        "how": t(how) if sentence(how) else ev(access.how),
        "period": period_words(access.start, access.end),
        "source": _or_none(access.source),
    }


def place_words(stay: Presence) -> Markup | None:
    """The place of a stay with its country in brackets, so that it never reads as two places."""
    if stay.place and stay.country:
        return Markup("{} ({})").format(ev(stay.place), ev(stay.country))
    return ev(stay.place or stay.country) if stay.place or stay.country else None


def _presence(presence: Presence, report: Report) -> dict[str, Any]:
    return {
        "person": _named(presence.person, report.case),
        "place": place_words(presence) or t("report.stated.none"),
        "networks": joined([address_range(one) for one in presence.networks]) or None,
        "period": period_words(presence.start, presence.end),
        "attested": attested(presence, report),
        "source": _or_none(presence.source),
        "independent": t("report.stated.presence.independent") if presence.independent else None,
    }


def address_range(written: str) -> Markup:
    """Return a range with its first and last address; what is no range stays as it is written."""
    from ipaddress import ip_network

    try:
        network = ip_network(written.strip(), strict=False)
    except ValueError:
        return ev(written)
    if network.num_addresses == 1:
        return ev(written)
    return t(
        "report.stated.range", first=str(network[0]), last=str(network[-1]), range=written.strip()
    )


def attested(presence: Presence, report: Report) -> Markup:
    """Return who is said to attest a stay, and that nothing from there was supplied, if so."""
    if not presence.attested_by:
        return t("report.stated.none")
    names = {name for one in report.exhibits for name in (one.item.id, one.item.name)}
    if presence.source.rpartition("/")[2] in {one.rpartition("/")[2] for one in names}:
        return ev(presence.attested_by)
    return t("report.stated.attested-unsupplied", name=presence.attested_by)


def period_words(start: str, end: str) -> Markup:
    """Return a period that the case file gives, in words."""
    if start and end:
        return t("report.stated.from-to", start=_moment(start), end=_moment(end))
    if start:
        return t("report.stated.from", start=_moment(start))
    return t("report.stated.until", end=_moment(end)) if end else t("report.exhibit.not-stated")


def _moment(written: str) -> Param:
    """Return a day or a moment that the case file gives, to be printed in words.

    A time without an offset stays as it was written: which time zone it means is not stated.
    """
    if len(written) <= len("2026-05-14"):
        return whole_day(written)
    try:
        read = datetime.fromisoformat(written)
        offset = read.utcoffset()
        if offset is None:
            return written
        utc = read.astimezone(UTC)
    except (ValueError, OverflowError):
        return written
    minutes = int(offset.total_seconds() // 60)
    exact = 1.0 if read.second else 60.0
    return Instant(text=written, utc=utc, offset_minutes=minutes, precision_seconds=exact)
