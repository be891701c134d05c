"""Where the message was handed in, what the header leaves out, and who holds the answer."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Instant, Param, State, Text, Value, text
from provenance.origin import Mode, OriginFact
from provenance.reasoning import AnalysedMessage, Finding
from provenance.report.catalogue import sentence
from provenance.report.document.origin import resting_on
from provenance.report.view.common import Places, ev, finding_link, joined, say, t, when


def origin(
    analysed: AnalysedMessage, findings: tuple[Finding, ...], places: Places
) -> dict[str, Any]:
    """Return the facts about the origin as rows, and the limits of this kind of record."""
    found = analysed.origin
    told = tuple(one for one in findings if one.message == analysed.message.id)

    def row(label: str, fact: OriginFact, shown: Markup | None = None) -> dict[str, Any]:
        ids = resting_on(fact.fields, analysed, findings)
        value = shown if shown is not None else _answer(fact.value, told, label)
        return {
            "label": t(f"report.origin.{label}"),
            "value": value,
            "absent": isinstance(fact.value, State) and shown is None,
            "strength": fact.strength,
            "lines": joined([places.field_link(analysed.message, i) for i in fact.fields[:6]]),
            "findings": joined([finding_link(one) for one in ids[:6]]),
            "note": None if isinstance(fact.note, State) else say(fact.note),
            "ask": None if isinstance(fact.ask, State) else say(fact.ask),
        }

    rows = [
        row("account", found.account),
        row("mode", found.account, _mode(found.mode, told)),
        row("client", found.client_name),
        row("ip", found.ip, _address(analysed)),
        row("protocol", found.protocol, _protocol(found.protocol, found.provider)),
        row("server", found.server),
        row("time", found.server, _time(found.time, told)),
    ]
    rows[1]["absent"] = found.mode is Mode.UNKNOWN
    rows[6]["absent"] = isinstance(found.time, State)
    for repeated in (rows[1], rows[6]):
        repeated["note"] = repeated["ask"] = None
    return {
        "rows": rows,
        "provider": _provider(found.provider) if found.provider else None,
        "limits": [say(limit) for limit in found.limits],
        "known": _known(analysed, findings, places),
    }


_ROWS: Final = {
    "account": ("join.sent", "join.send-as", "join.send-on-behalf"),
    "mode": ("join.mode", "join.send-as", "join.send-on-behalf"),
    "client": ("join.client",),
    "ip": ("join.address.client", "join.address.inside"),
}
"""Findings on a row of an export that answer what the header leaves open; no server's address."""
_MOST_ROWS: Final = 3


def _answer(value: Value[str], told: tuple[Finding, ...], label: str) -> Markup:
    """A value; what is absent is absent from this header, and may stand in an export."""
    if not isinstance(value, State):
        return ev(value)
    words = text("report.origin.not-here")
    if value is not State.ABSENT:
        words = text(f"report.state.{value.value}")
    return Markup('<span class="none">{}</span>').format(_told_by(told, label, words))


def _time(value: Value[Instant], told: tuple[Finding, ...]) -> Markup:
    return _answer(value, told, "time") if isinstance(value, State) else when(value)


def _mode(mode: Mode, told: tuple[Finding, ...]) -> Markup:
    words = text(f"report.origin.mode.{mode.value}")
    return _told_by(told, "mode", words) if mode is Mode.UNKNOWN else say(words)


def _told_by(told: tuple[Finding, ...], label: str, words: Text) -> Markup:
    """Say beside the words for a missing value which row of an export names one instead."""
    rows: dict[tuple[Param, Param], str] = {}
    for one in told:
        named = dict(one.statement.params)
        unnamed = label == "account" and isinstance(named.get("account"), State)
        if one.name.startswith(_ROWS.get(label, ())) and "row" in named and not unnamed:
            rows.setdefault((named["exhibit"], named["row"]), one.id)
    if not rows:
        return say(words)
    links = [
        Markup("{} ({})").format(
            t("report.timeline.row", exhibit=exhibit, row=row), finding_link(id_)
        )
        for (exhibit, row), id_ in list(rows.items())[:_MOST_ROWS]
    ]
    return Markup("{} {}").format(t("report.origin.see", words=words), joined(links))


def _known(
    analysed: AnalysedMessage, findings: tuple[Finding, ...], places: Places
) -> dict[str, Any] | None:
    """The comparison with known messages, where any were given; most reports load nothing."""
    if isinstance(analysed.calibration, State):
        return None
    from provenance.report.view.calibration import calibration

    return calibration(analysed.message, analysed.calibration, findings, places)


_OWN_WORDS = frozenset({"httprest", "local", "mapi"})
_OVER_THE_WEB = frozenset({"http", "https"})
_AFTER_LOGIN = frozenset({"esmtpa", "esmtpsa", "utf8smtpa", "utf8smtpsa", "lmtpa", "lmtpsa"})


def _protocol(fact: OriginFact, provider: str) -> Markup | None:
    """Return the protocol with what it means, where a lay reader has no word for it.

    Microsoft's "with HTTPS" is the delivery into a mailbox, so it is left as it stands.
    """
    if isinstance(fact.value, State):
        return None
    word = fact.value.lower()
    meaning = word if word in _OWN_WORDS else ""
    if word in _AFTER_LOGIN:
        meaning = "login"
    elif word in _OVER_THE_WEB and provider != "exchange-online":
        meaning = "web"
    if not meaning:
        return None
    return Markup("{} ({})").format(t(f"report.origin.protocol.{meaning}"), ev(fact.value))


def _provider(name: str) -> Markup:
    id_ = f"report.provider.{name}"
    return t(id_) if sentence(id_) else ev(name)


def _address(analysed: AnalysedMessage) -> Markup | None:
    found = analysed.origin
    if isinstance(found.ip.value, State):
        return None
    role = found.ip_role if found.ip_role in {"client", "server", "proxy"} else "unknown"
    return Markup("{} ({})").format(ev(found.ip.value), t(f"report.origin.ip.{role}"))
