"""Small helpers that all export writers share: moments, noise, tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.scenarios.making.cast import ADDRESSES, OTHERS, Somebody, number, shift
from tests.scenarios.making.messages import message_id
from tests.scenarios.making.world import Row, World

LONDON = "Europe/London"
SPAN_BEFORE, SPAN_AFTER = 10 * 86400, 2 * 86400


class File:
    """One export of a case: its name, its description, its world."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.spec: dict[str, Any] = world.files[name]
        self.kind: str = self.spec["kind"]
        self.label = f"{world.label} {name}"
        self.skew = timedelta(seconds=self.spec.get("skew", 0))

    @property
    def zone(self) -> str:
        """The zone that the case file states for the export, "" for none."""
        default = LONDON if self.kind in {"door", "windows-security-csv"} else ""
        stated: str = self.spec.get("timezone", default)
        return self.world.zones.get(self.name, stated)

    def rows(self) -> list[tuple[datetime, Row]]:
        """The told rows, with their moments as the clock of the source shows them."""
        return [(self.world.sent + shift(row["t"]) + self.skew, row) for row in self.spec["rows"]]

    def habit(self) -> list[tuple[datetime, Row]]:
        """The holder's ordinary days: a sign-in and two messages on every weekday before."""
        spec = self.spec.get("habit")
        if not spec:
            return []
        found: list[tuple[datetime, Row]] = []
        for day in range(1, spec["days"] + 1):
            morning = (self.world.sent - timedelta(days=day)).replace(hour=8, minute=0, second=0)
            if morning.weekday() > 4 or self.world.sent - morning < timedelta(hours=14):
                continue
            session = f"h{day}"
            base = {**spec, "ses": session, "t": f"-{day}d"}
            start = morning + timedelta(minutes=number(f"{self.world.label} habit {day}", 50))
            start += self._seconds(day, 0, 60)
            found.append((start + self.skew, {**base, "op": "UserLoggedIn"}))
            for index in (1, 2):
                moment = start + timedelta(minutes=70 * index) + self._seconds(day, index, 1800)
                row = {**base, "op": "Send", "mid": f"habit-{day}-{index}",
                       "subject": f"Note {number(session + str(index), 900)}"}  # fmt: skip
                found.append((moment + self.skew, row))
        return found

    def _seconds(self, day: int, index: int, below: int) -> timedelta:
        """So many seconds later, where the habit is told to have its own (``seconds: own``).

        The same in every export of the world: a sign-in in two of them is one.
        """
        if self.spec["habit"].get("seconds") != "own":
            return timedelta(0)
        return timedelta(seconds=number(f"{self.world.label} second {day} {index}", below))

    def noise(
        self, count: int | None = None, *, after: bool = False
    ) -> Iterator[tuple[datetime, str, str]]:
        """Moments, accounts and labels of other users' events, in no order.

        ``after``: all of them lie between two and forty hours after the sending.
        """
        for index in range(self.spec.get("noise", 0) if count is None else count):
            label = f"{self.label} noise {index}"
            if after:
                step = 7200 + number(label, 136_800)
            else:
                step = number(label, SPAN_BEFORE + SPAN_AFTER) - SPAN_BEFORE
            who = OTHERS[number(label + " who", len(OTHERS))]
            moment = self.world.sent.replace(microsecond=0) + timedelta(seconds=step)
            yield moment + self.skew, who, label

    def who(self, row: Row, key: str = "who") -> Somebody:
        """The person that a row names by part; the holder if it names none."""
        return self.world.cast[row.get(key, "account")]

    def ip(self, row: Row) -> str:
        """Address of a row by its name."""
        return ADDRESSES[row.get("ip", "office")]

    def mid(self, row: Row) -> str:
        """Message-ID of the message that a row is about."""
        return f"<{message_id(self.world, row['mid'])}>"

    def local(self, moment: datetime) -> datetime:
        """The moment on the wall clock of the export's zone; London if none is stated."""
        return moment.astimezone(ZoneInfo(self.zone or LONDON))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ","
) -> bytes:
    """A table with a header line, CRLF, quoted where needed."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
