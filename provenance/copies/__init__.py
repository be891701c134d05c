"""Groups and aligns copies of one message."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.copies.records import (
    Agreement,
    Copy,
    CopyComparison,
    CopyGroup,
    Difference,
    DifferenceKind,
    Fork,
    Leg,
    OddCopy,
    RouteGraph,
    Sameness,
    Stop,
    Variant,
    Vouched,
    Witnessing,
)


def compare_copies(copies: Sequence[Copy]) -> CopyComparison:
    """Compare copies in the order in which they are given; ids must be unique.

    A group of one copy is a message of which there is no other copy: it has no differences.
    """
    from provenance.copies.compare import compare

    return compare(copies)


__all__ = [
    "Agreement",
    "Copy",
    "CopyComparison",
    "CopyGroup",
    "Difference",
    "DifferenceKind",
    "Fork",
    "Leg",
    "OddCopy",
    "RouteGraph",
    "Sameness",
    "Stop",
    "Variant",
    "Vouched",
    "Witnessing",
    "compare_copies",
]
