"""Every sample is analysed as a user does it, and the report holds the expected facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

MADE = (
    "forwarded-as-attachment.eml",
    "mass-mailing-gmail.eml",
    "mass-mailing-outlook.msg",
    "mass-mailing-postfix.eml",
    "pasted-headers.txt",
    "spoof-outside.eml",
)


@pytest.fixture(scope="module", params=MADE)
def analysed(
    request: pytest.FixtureRequest,
    command_line: Any,
    samples: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Report and expected facts of one sample."""
    name: str = request.param
    out = tmp_path_factory.mktemp("expected") / "out"
    command_line(
        "analyze",
        "--edition",
        "full",
        samples / name,
        "--case",
        samples / "case.yaml",
        "--dns",
        samples / "dns.jsonl",
        "--as-of",
        "2026-06-03",
        "--out",
        out,
        cwd=out.parent,
    )
    report = json.loads((out / "report.json").read_bytes())
    expected = json.loads((samples / f"{name}.expected.json").read_bytes())
    return report, expected


def test_kind_and_number_of_messages(
    analysed: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    report, expected = analysed
    assert report["evidence"][0]["kind"] == expected["kind"]
    assert len(report["messages"]) == len(expected["messages"])
    kinds = {item["id"]: item["kind"] for item in report["evidence"]}
    for message, wanted in zip(report["messages"], expected["messages"], strict=True):
        if "kind" in wanted:
            assert kinds[message["evidence"]] == wanted["kind"]


def _address(value: Any) -> str:
    """Address of the contract's ``from``: a string, or an object or list that holds it."""
    if isinstance(value, list):
        return _address(value[0])
    if isinstance(value, dict):
        return str(value.get("address") or value.get("spec"))
    return str(value)


def test_what_the_message_says_of_itself(
    analysed: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    report, expected = analysed
    for message, wanted in zip(report["messages"], expected["messages"], strict=True):
        assert message["subject"] == wanted["subject"]
        assert _address(message["from"]) == wanted["from"]
        assert message["recipients"]["visible_unique"] == wanted["visible_unique"]
        if "message_id" in wanted:
            assert message["message_id"] == wanted["message_id"]
        if "date_utc" in wanted:
            assert message["date"]["utc"] == wanted["date_utc"]


def test_the_journey_and_where_trust_ends(
    analysed: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    report, expected = analysed
    for message, wanted in zip(report["messages"], expected["messages"], strict=True):
        assert len(message["hops"]) == wanted["hops"]
        assert [hop["position"] for hop in message["hops"]] == list(range(1, wanted["hops"] + 1))
        assert all(hop["dialect"] != "unknown" for hop in message["hops"])
        if "boundary" in wanted:
            assert message["trust_boundary"]["position"] == wanted["boundary"]["position"]
            hop = message["hops"][wanted["boundary"]["position"] - 1]
            assert hop["from"]["ip"] == wanted["boundary"]["ip"]


def test_what_was_verified_again(analysed: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, expected = analysed
    for message, wanted in zip(report["messages"], expected["messages"], strict=True):
        checks = message["authentication"]
        assert len(checks["dkim"]) == len(wanted["dkim"])
        for check, facts in zip(checks["dkim"], wanted["dkim"], strict=True):
            assert {name: check[name] for name in facts} == facts
        if "spf_mailfrom" in wanted:
            found = {check["identity"]: check["result"] for check in checks["spf"]}
            assert found["mailfrom"] == wanted["spf_mailfrom"]
        if "dmarc" in wanted:
            assert {check["result"] for check in checks["dmarc"]} == {wanted["dmarc"]}


def test_what_the_receiving_server_recorded(
    analysed: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    report, expected = analysed
    for message, wanted in zip(report["messages"], expected["messages"], strict=True):
        believed = {
            entry["method"]: entry["result"]
            for entry in message["authentication"]["reported"]
            if entry["believed"]
        }
        for method, result in wanted.get("recorded", {}).items():
            assert believed.get(method) == result, (method, message["authentication"]["reported"])


def test_origin_and_ladder(analysed: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, expected = analysed
    codes = {str(rung["rung"]): rung["code"] for rung in report["ladder"]}
    wanted = expected["messages"][0]
    assert {rung: codes[rung] for rung in wanted["ladder"]} == wanted["ladder"]
    assert len(codes) == 5
    for message, facts in zip(report["messages"], expected["messages"], strict=True):
        if "client_ip" in facts:
            assert message["origin"]["ip"]["address"] == facts["client_ip"]
        if "account" in facts:
            assert _account(message["origin"]["account"]) == facts["account"]


def _account(value: Any) -> Any:
    return value.get("value", value.get("address")) if isinstance(value, dict) else value
