"""The case file as JSON: who made it, and what it states."""

from __future__ import annotations

from provenance.case import Case, Person
from provenance.report.document.values import Json, json_value


def _named(**members: object) -> dict[str, Json]:
    return {name.rstrip("_"): json_value(value) for name, value in members.items()}


def case_to_dict(case: Case) -> dict[str, Json]:
    """Return the case; ``stated`` are statements of whoever wrote it (class W).

    Of these only the account, the domains and the receivers were used. An empty string is a
    member that the case file leaves out.
    """
    return {
        **_named(
            id=case.id,
            title=case.title,
            question=case.question,
            timezone=case.timezone,
            prepared_by=case.prepared_by,
            role=case.role,
            asked_by=case.asked_by,
            asked_role=case.asked_role,
            responsible=case.responsible,
            left_out=case.left_out,
            fsr_code=case.fsr_code,
            sha256=case.sha256,
        ),
        "stated": {
            **_named(
                side=case.side,
                organisation=case.organisation.name,
                domains=case.organisation.domains,
                account=case.account,
                receivers=case.receivers,
            ),
            "disclosure_category": case.disclosure_category,
            "networks": [
                _named(name=one.name, cidr=one.cidr) for one in case.organisation.networks
            ],
            "people": [_person(one) for one in case.people],
            "presence": [
                _named(
                    person=one.person,
                    from_=one.start,
                    to=one.end,
                    place=one.place,
                    country=one.country,
                    networks=one.networks,
                    attested_by=one.attested_by,
                    source=one.source,
                    independent=one.independent,
                )
                for one in case.presence
            ],
            "auditing": [
                _named(
                    system=one.system,
                    operations=one.operations,
                    from_=one.on_from,
                    to=one.on_to,
                    source=one.source,
                )
                for one in case.auditing
            ],
            "audit": [
                _named(
                    file=one.file,
                    kind=one.kind,
                    supplied_by=one.supplied_by,
                    known_errors=one.known_errors,
                    accuracy=one.accuracy,
                    protection=one.protection,
                    route=one.route,
                    outside_audit=one.outside_audit,
                )
                for one in case.audit
            ],
        },
    }


def _person(person: Person) -> dict[str, Json]:
    return {
        **_named(
            id=person.id,
            name=person.name,
            position=person.position,
            accounts=person.accounts,
            devices=person.devices,
        ),
        "access_to": [
            _named(account=one.account, how=one.how, from_=one.start, to=one.end, source=one.source)
            for one in person.access_to
        ],
    }
