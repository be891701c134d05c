"""Since when a build of Exchange can write lines: the earliest day for a build number.

For Exchange Online no list is published; the days are measured: the first line with this build or
a newer one in the phishing_pot and lore samples (2019 to 2026), taken from lines of
the receiving side and of Microsoft's own staff. Real first days are somewhat earlier, so
:data:`MARGIN` days are taken off. Of 1,247 lines none lies before the day so computed.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Final

from provenance.basics import Instant, State, Value
from provenance.trace.dialects.exchange_builds import LINES

MARGIN: Final = 60
"""Days taken off a measured first day."""

_ONLINE: Final = "15.20."
_FIRST: Final[tuple[tuple[int, str], ...]] = (
    (1878, "2019-05-22"),
    (2157, "2019-07-31"),
    (2241, "2019-08-27"),
    (2347, "2019-10-25"),
    (2559, "2019-12-23"),
    (2686, "2020-01-21"),
    (2878, "2020-03-25"),
    (3195, "2020-07-21"),
    (3305, "2020-08-20"),
    (3825, "2021-01-26"),
    (3890, "2021-03-01"),
    (4042, "2021-04-09"),
    (4108, "2021-05-11"),
    (4242, "2021-06-18"),
    (4373, "2021-07-21"),
    (4436, "2021-08-16"),
    (4566, "2021-10-06"),
    (4713, "2021-12-09"),
    (4951, "2022-01-29"),
    (5017, "2022-02-27"),
    (5186, "2022-04-15"),
    (5353, "2022-06-11"),
    (5458, "2022-07-12"),
    (5566, "2022-08-31"),
    (5709, "2022-10-03"),
    (5813, "2022-11-09"),
    (5901, "2022-12-06"),
    (6002, "2023-01-11"),
    (6111, "2023-02-06"),
    (6178, "2023-03-03"),
    (6277, "2023-04-04"),
    (6363, "2023-05-01"),
    (6455, "2023-05-26"),
    (6565, "2023-07-12"),
    (6699, "2023-08-16"),
    (6792, "2023-09-10"),
    (6886, "2023-10-06"),
    (6977, "2023-11-07"),
    (7068, "2023-12-08"),
    (7181, "2024-01-20"),
    (7292, "2024-02-21"),
    (7409, "2024-03-25"),
    (7611, "2024-05-29"),
    (7719, "2024-06-30"),
    (7807, "2024-07-29"),
    (7897, "2024-08-27"),
    (8026, "2024-09-26"),
    (8093, "2024-10-26"),
    (8158, "2024-11-21"),
    (8314, "2025-01-06"),
    (8445, "2025-02-18"),
    (8534, "2025-03-19"),
    (8699, "2025-05-08"),
    (8813, "2025-06-03"),
    (8901, "2025-07-05"),
    (8989, "2025-07-30"),
    (9052, "2025-08-25"),
    (9137, "2025-09-23"),
    (9228, "2025-10-18"),
    (9343, "2025-11-16"),
    (9478, "2026-01-01"),
    (9587, "2026-02-02"),
    (9700, "2026-03-04"),
    (9769, "2026-04-01"),
    (9870, "2026-04-28"),
)
"""Third number of a build of Exchange Online, and the first day seen; both only grow."""

_NUMBERS: Final = tuple(number for number, _ in _FIRST)


def earliest_day(build: str) -> Value[Instant]:
    """The first day on which a build can have written a line.

    Args:
        build: the id of a line as Exchange writes it, ``15.20.6631.46`` or ``8.3.485.1``.

    Returns:
        That day at 00:00 UTC; ``ABSENT`` for builds that are older than the table, and for ids
        that are no build.
    """
    numbers = build.strip().split(".")
    if len(numbers) != 4 or not all(part.isascii() and part.isdigit() for part in numbers):
        return State.ABSENT
    if build.strip().startswith(_ONLINE):
        if len(numbers[2]) > 6:
            return State.ABSENT
        at = bisect_right(_NUMBERS, int(numbers[2])) - 1
        if at < 0:
            return State.ABSENT
        return _day(_FIRST[at][1], MARGIN)
    line = LINES.get(f"{numbers[0]}.{numbers[1]}")
    return _day(line[1], 0) if line and line[1] else State.ABSENT


def _day(day: str, margin: int) -> Instant:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=margin)
    return Instant(
        text=moment.date().isoformat(),
        utc=moment,
        offset_minutes=0,
        precision_seconds=86_400.0,
    )
