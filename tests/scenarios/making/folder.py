"""Writes a case as a folder: copies, exports, maps, DNS answers and the case file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.scenarios.making import microsoft, others, seal
from tests.scenarios.making.cast import DOMAIN, SUBJECT, shift, stamp
from tests.scenarios.making.messages import copies
from tests.scenarios.making.tables import LONDON, File
from tests.scenarios.making.world import Row, World

_WRITERS: dict[str, Callable[[File], bytes]] = {
    "boarding": others.boarding,
    "calendar": others.calendar,
    "door": others.doors,
    "entra-audit": microsoft.directory,
    "entra-signin": microsoft.sign_ins,
    "exchange-tracking": microsoft.tracking,
    "google-gmail": others.gmail_events,
    "google-login": others.google_login,
    "iis-w3c": microsoft.iis,
    "m365-ual": microsoft.unified_audit_log,
    "mailbox-audit": microsoft.mailbox_audit,
    "mapped-login": others.console,
    "permissions": microsoft.permissions,
    "postfix-maillog": others.mail_log,
    "roundcube-userlogins": others.user_logins,
    "vpn": others.tunnels,
    "windows-security-csv": microsoft.windows_table,
    "windows-security-xml": microsoft.windows_xml,
}
_MAPS = {
    "boarding": ("airline.columns.yaml", others.BOARDING_MAP),
    "door": ("doors.columns.yaml", others.DOOR_MAP),
    "mapped-login": ("console.columns.yaml", others.CONSOLE_MAP),
    "vpn": ("vpn.columns.yaml", others.VPN_MAP),
}
_KINDS = {"boarding": "door", "mapped-login": "csv", "vpn": "csv"}
AS_OF_DAYS = 18


class Made:
    """Files of one case by name, and in which order the command line names them."""

    def __init__(self, world: World) -> None:
        self.evidence = copies(world)
        self.audit: dict[str, bytes] = {}
        self.maps: dict[str, bytes] = {}
        self.as_of = f"{world.sent + timedelta(days=AS_OF_DAYS):%Y-%m-%d}"
        for name in world.files:
            file = File(world, name)
            self.audit[name] = _WRITERS[file.kind](file)
            if file.kind in _MAPS:
                key, content = _MAPS[file.kind]
                self.maps[key] = content
        for name in world.twice:
            self.audit[f"again-{name}"] = self.audit[name]
        self.dns = seal.dns_lines(f"{stamp(world.sent + timedelta(days=6))}Z")
        self.case = case_file(world, self).encode()

    def files(self) -> dict[str, bytes]:
        """Every file of the case by name."""
        return {**self.evidence, **self.audit, **self.maps, "dns.jsonl": self.dns,
                "case.yaml": self.case}  # fmt: skip

    def write(self, folder: Path) -> list[str]:
        """Write everything; give the arguments of ``provenance analyze`` for it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files().items():
            (folder / name).write_bytes(content)
        arguments = [str(folder / name) for name in self.evidence]
        for name in self.audit:
            arguments += ["--audit", str(folder / name)]
        return [*arguments, "--case", str(folder / "case.yaml"), "--dns",
                str(folder / "dns.jsonl"), "--as-of", self.as_of]  # fmt: skip


def case_file(world: World, made: Made) -> str:
    """The case file, as YAML whose values are JSON."""
    order = [*sorted(made.evidence), *sorted(made.audit)]
    exhibits = {name: f"E{n}" for n, name in enumerate(order, 1)}
    cast = world.cast
    data: dict[str, Any] = {
        "case": {
            "id": f"HV-{world.name[:3].upper()}",
            "title": f'The e-mail "{SUBJECT}" of {world.sent:%Y-%m-%d}',
            "question": f'Who sent the e-mail "{SUBJECT}" of {world.sent.day} {world.sent:%B %Y}?',
            "timezone": LONDON,
            "prepared_by": cast["owner"].name if world.side == "employee" else "Harbour & Vale Ltd",
            "role": "party",
            "side": world.side,
        },
        "organisation": {
            "name": "Harbour & Vale Ltd",
            "domains": [DOMAIN],
            "networks": [
                {"name": "Head office", "cidr": "192.0.2.0/28"},
                {"name": "Inside network", "cidr": "10.20.0.0/24"},
                {"name": "VPN", "cidr": "192.0.2.64/26"},
                *world.networks,
            ],
        },
        "account": cast["account"].address,
        "people": _people(world),
        "presence": [_presence(world, one, exhibits) for one in world.presence],
        "receivers": ["mx.friend.example", "mx.google.com"],
        "evidence": [
            {"file": name, "supplied_by": "A. Field" if "altered" not in name else cast["b"].name,
             "interest": "other" if "altered" in name else "independent"}
            for name in made.evidence
        ],
        "audit": [_export(world, made, name) for name in made.audit],
        "auditing": [_plain(one) for one in world.auditing],
    }  # fmt: skip
    lines = []
    for key, value in data.items():
        if value in ([], {}):
            continue
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {json.dumps(one)}" for one in value)]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"


def _plain(row: Row) -> Row:
    return {
        key: value if isinstance(value, list | str) or value is None else str(value)
        for key, value in row.items()
    }


def _people(world: World) -> list[Row]:
    cast = world.cast
    account = cast["account"].address
    holder = cast["account"] if world.account else cast["owner"]
    found: list[Row] = [{
        "id": "account-holder", "name": holder.name, "position": "adviser", "accounts": [account],
        "devices": world.devices.get("account-holder", []),
    }]  # fmt: skip
    for id_, spec in world.people.items():
        who = cast["b"] if id_ == "person-b" else cast["admin"]
        access = {"account": account, "how": spec["how"], "from": "2026-01-02", "to": None}
        post = "director" if id_ == "person-b" else "IT administrator"
        found.append({
            "id": id_, "name": who.name, "position": post, "accounts": [who.address],
            "devices": spec.get("devices", []), "access_to": [access],
        })  # fmt: skip
    return found


def _presence(world: World, one: Row, exhibits: dict[str, str]) -> Row:
    moments = {key: f"{stamp(world.sent + shift(one[key]))}+00:00" for key in ("from", "to")}
    made: Row = {"person": one["who"], **moments, "place": one["place"]}
    for key, name in (("country", "country"), ("networks", "networks"), ("by", "attested_by")):
        if key in one:
            made[name] = one[key]
    if "source" in one:
        made["source"] = exhibits[one["source"]]
        made["independent"] = True
    return made


def _export(world: World, made: Made, name: str) -> Row:
    told = name.removeprefix("again-")
    file = File(world, told)
    row: Row = {
        "file": name,
        "kind": _KINDS.get(file.kind, file.kind),
        "supplied_by": "Landlord" if file.kind == "door" else "Harbour & Vale Ltd",
        "interest": file.spec.get("interest", "other"),
    }
    if file.kind == "boarding":
        row["supplied_by"] = "Airline"
    if file.zone:
        row["timezone"] = file.zone
    if file.kind in _MAPS:
        row["map"] = _MAPS[file.kind][0]
    return row
