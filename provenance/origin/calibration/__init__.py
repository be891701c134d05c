"""What a mailbox normally writes, learnt from undisputed messages, and a message beside it."""

from __future__ import annotations

from provenance.origin.calibration.compare import compare, disputed_keys, rule_of_three
from provenance.origin.calibration.learn import countable, learn
from provenance.origin.calibration.observe import Seen, known_message, observe
from provenance.origin.calibration.points import POINTS, POINTS_BY_ID, Point
from provenance.origin.calibration.profile_file import (
    MAX_SIZE,
    SCHEMA,
    is_profile,
    read_profile,
    write_profile,
)

__all__ = [
    "MAX_SIZE",
    "POINTS",
    "POINTS_BY_ID",
    "SCHEMA",
    "Point",
    "Seen",
    "compare",
    "countable",
    "disputed_keys",
    "is_profile",
    "known_message",
    "learn",
    "observe",
    "read_profile",
    "rule_of_three",
    "write_profile",
]
