"""Opens bytes as an export, the way the room does, and reads them to the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from provenance.audit import (
    AuditEvent,
    ColumnMap,
    Coverage,
    Reconciler,
    RowProblem,
    open_export,
    recognise,
)
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAll:
    """Everything that came out of one export."""

    kind: str
    wrapper: str
    events: tuple[AuditEvent, ...]
    problems: tuple[RowProblem, ...]
    coverage: Coverage


Read = Callable[..., ReadAll]


@pytest.fixture
def read() -> Read:
    def call(
        content: bytes,
        *,
        timezone: str = "",
        name: str = "",
        year: int = 0,
        column_map: ColumnMap | None = None,
    ) -> ReadAll:
        export = open_export(
            content,
            source="E1",
            sha256=hashlib.sha256(content).hexdigest(),
            timezone=timezone,
            name=name,
            year=year,
            column_map=column_map,
        )
        found = recognise(export)
        assert found is not None
        sums = Reconciler("E1", found.layout)
        events = tuple(sums.unique(found.reader.read(export, found.layout)))
        coverage = sums.coverage()
        assert coverage.rows == coverage.events + coverage.duplicates + coverage.problems
        return ReadAll(
            kind=found.layout.kind,
            wrapper=found.layout.wrapper,
            events=events,
            problems=tuple(sums.problems),
            coverage=coverage,
        )

    return call
