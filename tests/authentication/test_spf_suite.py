"""The public SPF suites (RFC 7208 and RFC 4408), through our own query class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from provenance.authentication import DnsAnswer
from provenance.authentication.spf import run_query
from provenance.authentication.spf_query import make_query
from provenance.basics import Value

SUITES = {
    "spf-suite/rfc7208-tests.yml": 203,
    "spf-suite/rfc4408-tests.yml": 191,
    "dkim-mailauth/spf/rfc7208-tests-2014-05.yml": 193,
}


class Zone:
    """Zone data in the form of the suites."""

    def __init__(self, data: dict[str, list[Any]]) -> None:
        self.data = {name.lower(): entries for name, entries in data.items()}

    def ask(self, name: str, type_: str) -> Value[DnsAnswer]:
        at = name.lower()
        for _ in range(12):
            if at not in self.data:
                return DnsAnswer(name=name, type=type_, rcode="NXDOMAIN")
            rows, alias, dead = self.rows(at, type_)
            if dead and not rows:
                return DnsAnswer(name=name, type=type_, rcode="TIMEOUT")
            if rows or not alias:
                return DnsAnswer(name=name, type=type_, rcode="NOERROR", data=tuple(rows))
            at = alias.lower().rstrip(".")
        return DnsAnswer(name=name, type=type_, rcode="NOERROR")

    def rows(self, name: str, type_: str) -> tuple[list[str], str, bool]:
        entries = self.data[name]
        has_txt = any(isinstance(e, dict) and "TXT" in e for e in entries)
        found: list[str] = []
        alias, dead = "", False
        for entry in entries:
            if entry == "TIMEOUT":
                dead = True
                continue
            ((kind, value),) = entry.items()
            if kind == "CNAME":
                alias = value
            # The suites write SPF once for both types; a TXT entry replaces it.
            wanted = kind == type_ or (type_ == "TXT" and kind == "SPF" and not has_txt)
            if not wanted or value == "NONE":
                continue
            if value == "TIMEOUT":
                dead = True
            elif kind in {"TXT", "SPF"}:
                found.append(value if isinstance(value, str) else "".join(value))
            else:
                found.append(f"{value[0]} {value[1]}" if kind == "MX" else str(value))
        return found, alias, dead


@pytest.mark.corpus
@pytest.mark.parametrize("suite", sorted(SUITES))
def test_suite(suite: str, shared: Path) -> None:
    wrong, count = [], 0
    text = (shared / "corpus" / suite).read_text(encoding="utf-8")
    for scenario in filter(None, yaml.safe_load_all(text)):
        zone = Zone(scenario["zonedata"])
        for name, test in scenario["tests"].items():
            query = make_query(test["host"], test.get("mailfrom") or "", test["helo"], zone)
            expected = test["result"]
            count += 1
            found = run_query(query).result
            if found not in (expected if isinstance(expected, list) else [expected]):
                wrong.append((name, found, expected))
    assert wrong == []
    assert count == SUITES[suite]
