"""A day so many days from another one, where the calendar has it."""

from __future__ import annotations

from datetime import date, timedelta


def moved(day: date, days: int) -> date | None:
    """The day so many ``days`` later (earlier below zero); ``None`` outside the years 1 to 9999.

    A header may claim either end of the calendar. No day stands for one that does not exist:
    whoever asks says that there is none, or that nothing limits.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
