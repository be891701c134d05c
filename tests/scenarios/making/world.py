"""Reads a world and applies the changes of one of its cases."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.scenarios.making.cast import Somebody, roles

FOLDER = Path(__file__).resolve().parents[1] / "worlds"
Row = dict[str, Any]


class World:
    """One world with the changes of one case: plain data, filled by :func:`load`."""

    def __init__(self, name: str, case: str, data: dict[str, Any]) -> None:
        self.name = name
        self.case = case
        self.title: str = data["title"]
        self.stack: str = data["stack"]
        sent = data["sent"]
        self.sent: datetime = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        self.side: str = data["side"]
        self.account: str = data.get("account", "")
        self.people: dict[str, dict[str, Any]] = data["people"] or {}
        self.presence: list[Row] = data["presence"]
        self.message: dict[str, Any] = data.get("message") or {}
        self.files: dict[str, dict[str, Any]] = data["files"] or {}
        self.devices: dict[str, list[str]] = data.get("devices") or {"account-holder": ["PC-07"]}
        self.truth: dict[str, Any] = data["truth"]
        self.swapped = False
        self.networks: list[dict[str, str]] = []
        self.auditing: list[Row] = []
        self.zones: dict[str, str] = {}
        self.caps: dict[str, int] = {}
        self.twice: list[str] = []

    @property
    def cast(self) -> dict[str, Somebody]:
        """Who plays which part in this case."""
        return roles(swapped=self.swapped, account=self.account)

    @property
    def label(self) -> str:
        """What every chance of this world hangs on: not the case, so that cases differ little."""
        return self.name


def names() -> tuple[str, ...]:
    """Names of all worlds, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def cases(name: str) -> tuple[str, ...]:
    """Names of the cases of a world, in its order."""
    return tuple(_read(name)["cases"])


def _read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def load(name: str, case: str = "base") -> World:
    """Read a world and apply the changes of the case."""
    data = _read(name)
    given = data["cases"][case] or {}
    world = World(name, case, data)
    world.truth = {**world.truth, **given.get("truth", {})}
    for change in given.get("change", []):
        ((kind, value),) = change.items()
        _CHANGES[kind](world, copy.deepcopy(value))
    return world


def _hits(row: Row, wanted: Row) -> bool:
    return all(
        key in row if value == "any" else row.get(key) == value for key, value in wanted.items()
    )


def _drop(world: World, value: Any) -> None:
    file = world.files[value["file"]]
    file["rows"] = [row for row in file["rows"] if not _hits(row, value["rows"])]
    if value["rows"] == {"op": "Send"}:
        # Not recorded at all: neither the holder's other days nor other people's sendings.
        file["silent"] = True


def _set(world: World, value: Any) -> None:
    found = [row for row in world.files[value["file"]]["rows"] if _hits(row, value["rows"])]
    assert found, value
    for row in found:
        row.update(value["to"])


def _add(world: World, value: Any) -> None:
    file = world.files.setdefault(value["file"], {**value, "rows": []})
    file["rows"] = [*file["rows"], *value["rows"]]


def _withhold(world: World, value: Any) -> None:
    for name in value:
        del world.files[name]


def _skew(world: World, value: Any) -> None:
    world.files[value["file"]]["skew"] = value["seconds"]


def _case(world: World, value: Any) -> None:
    for key, patch in value.items():
        if key == "timezone_of":
            world.zones.update(patch)
        else:
            assert key in {"presence", "side", "networks", "auditing"}, key
            setattr(world, key, patch)


def _unsource(world: World, value: Any) -> None:
    del value
    for one in world.presence:
        for key in ("source", "by"):
            one.pop(key, None)


def _swap(world: World, value: Any) -> None:
    world.swapped = bool(value)
    world.side = "employer" if world.side == "employee" else "employee"


def _cap(world: World, value: Any) -> None:
    world.caps[value["file"]] = value["rows"]


_CHANGES: dict[str, Callable[[World, Any], None]] = {
    "drop": _drop,
    "set": _set,
    "add": _add,
    "withhold": _withhold,
    "skew": _skew,
    "case": _case,
    "unsource": _unsource,
    "swap": _swap,
    "cap": _cap,
    "twice": lambda world, value: world.twice.append(value),
    "message": lambda world, value: world.message.update(value),
}
