"""What frames the report, as JSON: its place in a chain of reports, people, wanted forms."""

from __future__ import annotations

from provenance.report.document.values import Json, json_value, utc
from provenance.report.former import difference, version_of
from provenance.report.people import Candidate, People, people_of
from provenance.report.records import Report
from provenance.report.validation import Validation


def outline_to_dict(report: Report) -> dict[str, Json]:
    """Return version, former report, candidates, jurisdictions and files that are no exhibits."""
    return {
        "beside": [{"name": json_value(name), "sha256": digest} for name, digest in report.beside],
        "dns_file": {"read_sha256": report.dns_read, "written_sha256": report.dns_written},
        "version": version_of(report),
        "supersedes": _supersedes(report),
        "validation": _validation(report.validation),
        "people": _people(people_of(report)),
        "jurisdictions": list(report.jurisdictions),
    }


def _supersedes(report: Report) -> Json:
    former, found = report.supersedes, difference(report)
    if former is None or found is None:
        return None
    return {
        "file": json_value(former.file),
        "sha256": former.sha256,
        "report_id": json_value(former.report_id),
        "version": former.version,
        "as_of": json_value(former.as_of),
        "findings_gone": [
            {"id": json_value(one.id), "text": json_value(one.words)} for one in found.gone
        ],
        "findings_new": list(found.fresh),
        "findings_kept": found.kept,
        "answers_changed": [
            {"rung": rung, "former": json_value(words)} for rung, words in found.answers
        ],
        "step_changed": list(found.steps),
        "exhibits_gone": found.exhibits_gone,
        "exhibits_new": found.exhibits_new,
    }


def _validation(found: Validation | None) -> Json:
    if found is None:
        return None
    return {
        "file": json_value(found.file),
        "sha256": found.sha256,
        "made_at": json_value(found.made_at),
        "version": json_value(found.version),
        "program": json_value(found.program),
        "rules": json_value(found.rules),
        "vectors": found.vectors,
        "failed": found.failed,
        "broken": json_value(found.broken),
    }


def _people(people: People) -> Json:
    return {
        "moment": None if people.moment is None else utc(people.moment),
        "basis": people.basis,
        "with_means": people.with_means,
        "placed": people.placed,
        "logins": people.logins,
        "candidates": [_candidate(one) for one in people.candidates],
        "ways": list(people.ways),
    }


def _candidate(one: Candidate) -> Json:
    return {
        "person": json_value(one.person),
        "name": json_value(one.name),
        "had_means": one.had_means,
        "placed": one.placed,
        "login": one.login,
        "means": [
            {
                "account": json_value(way.account),
                "how": json_value(way.how),
                "from": json_value(way.start),
                "to": json_value(way.end),
                "source": json_value(way.source),
                "at_the_time": way.at_the_time,
            }
            for way in one.means
        ],
        "stays": [
            {
                "place": json_value(stay.place),
                "country": json_value(stay.country),
                "attested_by": json_value(stay.attested_by),
                "source": json_value(stay.source),
                "independent": stay.independent,
            }
            for stay in one.stays
        ],
        "findings": list(one.findings),
    }
