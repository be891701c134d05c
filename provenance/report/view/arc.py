"""The ARC chain as a table: set by set who sealed, when, what was recorded, and what holds."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.authentication import ArcCheck, ArcInstance, ArcReason, ArcSignature
from provenance.basics import State, Value, known
from provenance.reasoning import AnalysedMessage
from provenance.report.view.common import Places, ev, say, t, when


def arc_chain(analysed: AnalysedMessage, places: Places) -> dict[str, Any] | None:
    """Return the chain of one message, ``None`` where it has no ARC field."""
    arc = known(analysed.authentication.arc)
    if arc is None or not arc.fields:
        return None
    return {
        "result": _chip(arc.result.value),
        "notes": [say(note) for note in arc.notes],
        "rows": [_row(one, analysed, places) for one in arc.instances],
        "engines": _engines(arc),
    }


def _chip(value: str) -> dict[str, Any]:
    from provenance.report.view.authentication import status

    return status(value)


def _engines(arc: ArcCheck) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{one.name} {one.version}".strip(),
            "result": _chip(one.result) if one.result else None,
            "detail": ev(one.detail) if one.detail else None,
        }
        for one in arc.engines
    ]


def _row(one: ArcInstance, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    seal = known(one.seal)
    message = analysed.message
    fields = [known(one.results_field)]
    fields += [s.field for s in (known(one.message_signature), seal) if s is not None]
    return {
        "number": one.number,
        "places": [places.field_link(message, at) for at in fields if at is not None],
        "sealer": ev(seal.domain) if seal else ev(State.ABSENT),
        "selector": ev(seal.selector) if seal else None,
        "known_as": _known_as(one),
        "signed_at": when(seal.signed_at) if seal else None,
        "recorded": _recorded(one),
        "authserv": _authserv(one),
        "status": ev(one.chain_status),
        "seal": _answers(one.seal),
        "message": _answers(one.message_signature),
        "covered": _names(one.message_signature),
    }


def _known_as(one: ArcInstance) -> Markup:
    """Return what is known of the sealer: on the list, the author's own domain, or nothing."""
    if one.own_domain:
        return t("report.arc.own")
    sealer = known(one.sealer)
    if sealer is None:
        return t("report.arc.unlisted")
    return t("report.arc.listed", operator=sealer.operator, grade=sealer.grade)


def _authserv(one: ArcInstance) -> Markup | None:
    recorded = known(one.recorded)
    return ev(recorded.authserv_id) if recorded is not None else None


def _recorded(one: ArcInstance) -> list[dict[str, Any]]:
    recorded = known(one.recorded)
    if recorded is None:
        return []
    found: list[dict[str, Any]] = []
    for item in recorded.results[:20]:
        tone = _chip(item.result)
        if one.says_nothing:
            tone = {"word": tone["word"], "tone": "open"}
        names = [f"{p.ptype}.{p.name}={p.value}".lstrip(".") for p in item.properties[:6]]
        found.append(
            {
                "method": ev(item.method),
                "result": tone,
                "properties": ev(" ".join(names)) if names else Markup(""),
            }
        )
    return found


def _answers(checked: Value[ArcSignature]) -> list[dict[str, Any]]:
    """Return the answers to one signature: header fields, body where it covers one, its key."""
    if isinstance(checked, State):
        return [{"label": t("report.arc.field"), "value": {"word": ev(checked), "tone": "open"}}]
    made = [
        {
            "label": t("report.arc.fields"),
            "value": _chip(checked.header_signature.value),
        }
    ]
    if known(checked.body_total) is not None:
        made.append({"label": t("report.arc.body"), "value": _chip(checked.body_hash.value)})
    if checked.reason not in {ArcReason.VERIFIED, ArcReason.BODY_HASH_MISMATCH}:
        state = checked.key.state.value
        made.append(
            {
                "label": t("report.sig.key"),
                "value": {"word": t(f"report.key.state.{state}"), "tone": "open"},
            }
        )
    return made


def _names(checked: Value[ArcSignature]) -> Markup | None:
    one = known(checked)
    if one is None or not one.covered:
        return None
    return Markup(", ").join(ev(name) for name in one.covered)
