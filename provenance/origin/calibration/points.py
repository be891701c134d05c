"""The points that are compared, each declared once: who chooses the value, what it may carry.

Which points may say *not consistent* was decided by measuring (docs/measurements.md,
"Mailbox calibration"): a value that ordinary mail of one mailbox often changes only describes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from provenance.basics.record import dataclass

Fits = Callable[[str, str], "bool | None"]

LEAST_COMMON: Final = 4
"""Header fields that two messages must have in common before their order says anything."""


def same(known: str, own: str) -> bool | None:
    """Whether two values are equal."""
    return known == own


def same_order(known: str, own: str) -> bool | None:
    """Whether the names that both lists have stand in the same order; ``None`` for too few."""
    left, right = known.split(), own.split()
    common = set(left) & set(right)
    if len(common) < LEAST_COMMON:
        return None
    return [name for name in left if name in common] == [name for name in right if name in common]


def same_spelling(known: str, own: str) -> bool | None:
    """Whether the names that both lists have are spelled alike; ``None`` for too few."""
    left = {name.lower(): name for name in known.split()}
    common = [name for name in own.split() if name.lower() in left]
    if len(common) < LEAST_COMMON:
        return None
    return all(left[name.lower()] == name for name in common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point. ``chosen_by``: ``program`` (of the sender, who can set or type it) or ``server``.

    ``group`` names the program or server that writes it: points of one group are one witness.
    ``judges``: whether an unseen value may be called not consistent. ``strength`` is the most
    that one comparison may carry, before the cap by who vouches for the line. ``rung`` is the
    question that it bears on, ``kind`` the kind of its finding.
    """

    id: str
    chosen_by: str
    group: str
    rung: int
    kind: str
    strength: int = 1
    judges: bool = False
    fits: Fits = same


POINTS: Final = (
    Point(
        id="mailbox-tag",
        chosen_by="server",
        group="mailbox-server",
        rung=3,
        kind="origin",
        strength=2,
        judges=True,
    ),
    Point(
        id="representing-type",
        chosen_by="server",
        group="exchange-stamps",
        rung=3,
        kind="origin",
        strength=2,
        judges=True,
    ),
    Point(
        id="submission-domain",
        chosen_by="server",
        group="submission-line",
        rung=3,
        kind="origin",
        strength=2,
        judges=True,
    ),
    Point(
        id="submission-protocol",
        chosen_by="server",
        group="submission-line",
        rung=3,
        kind="origin",
        strength=2,
        judges=True,
    ),
    Point(
        id="dkim-domain",
        chosen_by="server",
        group="signing-server",
        rung=3,
        kind="origin",
        strength=2,
        judges=True,
    ),
    Point(
        id="message-id-form",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
    ),
    Point(
        id="message-id-host",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
    ),
    Point(
        id="client-program",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
    ),
    Point(
        id="boundary-form",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
    ),
    Point(
        id="header-order",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
        fits=same_order,
    ),
    Point(
        id="header-spelling",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
        fits=same_spelling,
    ),
    Point(
        id="thread-index-layout",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
    ),
    Point(
        id="language",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="client",
        judges=True,
    ),
    Point(
        id="utc-offset",
        chosen_by="program",
        group="composing-program",
        rung=4,
        kind="clock",
        judges=True,
    ),
    Point(id="mailbox-server", chosen_by="server", group="mailbox-server", rung=3, kind="origin"),
    Point(
        id="submission-server", chosen_by="server", group="submission-line", rung=3, kind="origin"
    ),
    Point(
        id="submission-network", chosen_by="server", group="submission-line", rung=4, kind="origin"
    ),
    Point(
        id="authenticating-server",
        chosen_by="server",
        group="exchange-stamps",
        rung=3,
        kind="origin",
    ),
    Point(id="dkim-selector", chosen_by="server", group="signing-server", rung=3, kind="origin"),
    Point(
        id="client-version", chosen_by="program", group="composing-program", rung=4, kind="client"
    ),
    Point(
        id="text-encoding", chosen_by="program", group="composing-program", rung=4, kind="client"
    ),
    Point(id="sending-delay", chosen_by="server", group="submission-line", rung=4, kind="clock"),
)
"""All points, those that may say *not consistent* first; reports keep this order."""

POINTS_BY_ID: Final = {point.id: point for point in POINTS}
