"""What a mailbox normally writes, learnt from undisputed messages, and a message beside it."""

from __future__ import annotations

from provenance.origin.calibration.compare import compare, rule_of_three
from provenance.origin.calibration.learn import countable, learn
from provenance.origin.calibration.observe import Seen, identity_of, known_message, observe
from provenance.origin.calibration.points import POINTS, POINTS_BY_ID, Point
from provenance.origin.calibration.profile_file import (
    MAX_SIZE,
    SCHEMA,
    read_profile,
    write_profile,
)
from provenance.origin.calibration.reading import compare_all, read_known

__all__ = [
    "MAX_SIZE",
    "POINTS",
    "POINTS_BY_ID",
    "SCHEMA",
    "Point",
    "Seen",
    "compare",
    "compare_all",
    "countable",
    "identity_of",
    "known_message",
    "learn",
    "observe",
    "read_known",
    "read_profile",
    "rule_of_three",
    "write_profile",
]
