"""Column maps: which column of an unknown table holds what, as its user states it.

A map names columns only; what they mean is never guessed. A first one can be proposed out of a
header row, for its user to read and correct: :mod:`provenance.audit.source.proposal`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from provenance.basics import MisuseError
from provenance.basics.files import read_regular
from provenance.basics.record import dataclass

MAX_SIZE = 64 * 1024
NAMES = (
    "time", "date", "end", "account", "person", "card", "place", "direction", "result", "action",
    "ip", "ip_inside", "user_agent", "client", "device", "host", "session", "id", "subject",
    "sender", "recipients", "message_id",
)  # fmt: skip
"""What a column may be mapped to."""
KINDS = ("door", "vpn", "login", "mail", "other")
"""What the rows of a table are about, as its user states it."""
_OPTIONS = ("date_format", "timezone", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Pairs (name, column as written); ``date_format`` is that of ``strptime``, "" for none.

    ``file`` is the name of the map, for errors. ``timezone`` is the zone that the map states.
    """

    columns: tuple[tuple[str, str], ...]
    date_format: str = ""
    timezone: str = ""
    kind: str = "other"
    file: str = "map"

    def column(self, name: str) -> str:
        """The column that holds ``name``, "" if the map does not say."""
        return dict(self.columns).get(name, "")


def read_map(path: Path) -> tuple[ColumnMap, bytes]:
    """Read a map file; give its bytes too, for the custody log.

    Raises:
        MisuseError: it cannot be read, or is no valid map.
    """
    try:
        data = read_regular(path, MAX_SIZE)
    except OSError as error:
        raise MisuseError(
            f"the column map cannot be opened ({error.strerror}).",
            place=str(path),
            remedy="Check the name after `map`.",
        ) from None
    return parse_map(data, name=path.name), data


def parse_map(data: bytes, *, name: str = "map") -> ColumnMap:
    """Read the bytes of a map.

    Raises:
        MisuseError: they are no valid map; with the place and what would mend it.
    """
    if len(data) > MAX_SIZE:
        raise MisuseError("the column map is larger than 64 KiB.", place=name)
    found = _load(data, name)
    known = (*NAMES, *_OPTIONS)
    texts: dict[str, str] = {}
    for key, value in found.items():
        if key not in known:
            raise MisuseError(
                f"`{key}` is nothing that a column map names.",
                place=name,
                remedy=f"It may name: {', '.join(known)}.",
            )
        if not isinstance(value, str) or not value.strip():
            raise MisuseError(
                f"`{key}` has to be a text.", place=name, remedy="Write it in quotes."
            )
        texts[str(key)] = value
    if not {"time", "date"}.intersection(texts):
        raise MisuseError(
            "a column map has to name the column of the `time`.",
            place=name,
            remedy="Add a line like  time: Timestamp",
        )
    kind = texts.get("kind", "other")
    if kind not in KINDS:
        raise MisuseError(
            f"`{kind}` is no kind of table.", place=name, remedy=f"Use one of: {', '.join(KINDS)}."
        )
    return ColumnMap(
        columns=tuple((key, value) for key, value in texts.items() if key in NAMES),
        date_format=texts.get("date_format", ""),
        timezone=texts.get("timezone", ""),
        kind=kind,
        file=name,
    )


def _load(data: bytes, name: str) -> dict[Any, Any]:
    import yaml

    try:
        text = data.decode("utf-8-sig")
        # An alias can blow a small file up to gigabytes; a flat map needs none.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise MisuseError("a column map may not hold aliases.", place=name)
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise MisuseError(
            "the column map is no valid YAML.",
            place=f"{name}{line}",
            remedy="Write one `name: column` on each line; put a column with a colon in quotes.",
        ) from None
    if not isinstance(found, dict):
        raise MisuseError(
            "the column map is no list of `name: column`.",
            place=name,
            remedy="Write one `name: column` on each line.",
        )
    return found
