"""Messages of the samples and messages made by hand, analysed without a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    Authentication,
    OfflineResolver,
    RecordedResolver,
    Resolver,
    read_dns_file,
)
from provenance.authentication import check as check_authentication
from provenance.basics import State
from provenance.case import Case
from provenance.evidence import EvidenceItem, Exhibit, Kind, MessageStream
from provenance.message import read_message
from provenance.origin import find_origin
from provenance.reasoning import AnalysedMessage, Reasoning, reason
from provenance.reasoning.subject import Subject, make_subjects
from provenance.trace import trace_message
from tests.reasoning.audited import runner

AS_OF = date(2026, 6, 3)

Analyse = Callable[..., tuple[AnalysedMessage, Exhibit]]
Conclude = Callable[..., Reasoning]


def analysed_bytes(
    data: bytes,
    *,
    resolver: Resolver | None = None,
    number: int = 1,
    interest: str = "unknown",
    supplied_by: str = "",
    receivers: tuple[str, ...] = (),
    authentication: Authentication | None = None,
    body: bool = True,
    repaired: bool = False,
) -> tuple[AnalysedMessage, Exhibit]:
    """Analyse the bytes of one message as exhibit ``E<number>``."""
    import hashlib

    stream = MessageStream(name="file", data=data, body=body, repaired=repaired)
    item = EvidenceItem(
        id=f"E{number}",
        name=f"{number}.eml",
        kind=Kind.EML,
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        size=len(data),
        interest=interest,
        supplied_by=supplied_by or State.ABSENT,
    )
    message = read_message(stream, id=f"M{number}", evidence=item.id)
    trace = trace_message(message, receivers=receivers)
    checks = authentication or check_authentication(
        message, trace, resolver or OfflineResolver(), as_of=AS_OF, cross_check=False
    )
    analysed = AnalysedMessage(
        message=message,
        trace=trace,
        authentication=checks,
        origin=find_origin(message, trace, checks),
    )
    return analysed, Exhibit(item=item, content=data, stream=stream)


@pytest.fixture(scope="session")
def analyse() -> Analyse:
    return analysed_bytes


@pytest.fixture(scope="session")
def recorded(samples: Path) -> Resolver:
    return RecordedResolver(read_dns_file(samples / "dns.jsonl"))


def concluded(
    *pairs: tuple[AnalysedMessage, Exhibit], case: Case | None = None, as_of: date = AS_OF
) -> Reasoning:
    """Reason about analysed messages."""
    messages = tuple(analysed for analysed, _ in pairs)
    exhibits = tuple(exhibit for _, exhibit in pairs)
    return reason(messages, exhibits, case or Case(), as_of=as_of)


@pytest.fixture(scope="session")
def conclude() -> Conclude:
    return concluded


@pytest.fixture(scope="session")
def subject_of() -> Callable[..., Subject]:
    def make(pair: tuple[AnalysedMessage, Exhibit], case: Case | None = None) -> Subject:
        return make_subjects((pair[0],), (pair[1],), case or Case())[0]

    return make


@pytest.fixture(scope="session")
def sample_pairs(samples: Path, recorded: Resolver) -> dict[str, tuple[AnalysedMessage, Exhibit]]:
    """The .eml samples by name, checked with the recorded DNS."""
    names = ("mass-mailing-gmail", "mass-mailing-postfix", "spoof-outside")
    return {
        name: analysed_bytes(
            (samples / f"{name}.eml").read_bytes(), resolver=recorded, number=number
        )
        for number, name in enumerate(names, 1)
    }


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Analyse the sample copy beside exports, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return runner(tmp_path)
