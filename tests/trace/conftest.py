from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.evidence.records import MessageStream
from provenance.message import Message, read_message
from provenance.trace import Trace, trace_message


def read(header: str) -> Message:
    """Make a message of a header section written with LF and no indentation to care about."""
    lines = [line for line in header.strip().splitlines() if line.strip()]
    data = ("\r\n".join(lines) + "\r\n\r\nbody\r\n").encode("utf-8", "surrogateescape")
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


@pytest.fixture
def message() -> Callable[[str], Message]:
    return read


@pytest.fixture
def trace() -> Callable[..., Trace]:
    def make(header: str, *receivers: str) -> Trace:
        return trace_message(read(header), receivers=receivers)

    return make
