"""Runs every group of known answers, one after the other; a group that breaks is a failure."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter

from provenance import __version__
from provenance.selftest.records import Failure, Group, SelfTest


def run_selftest(on_group: Callable[[Group], None] = lambda _group: None) -> SelfTest:
    """Test this installation; ``on_group`` is told of each group when it is done."""
    from provenance.reasoning.rules import load_rules
    from provenance.selftest.installed import dependencies, program_hash

    groups: list[Group] = []
    for name, test in _tests():
        began = perf_counter()
        group = replace(_run(name, test), seconds=round(perf_counter() - began, 2))
        on_group(group)
        groups.append(group)
    program, files = program_hash()
    return SelfTest(
        version=__version__,
        program=program,
        program_files=files,
        rules=load_rules().sha256,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        platform=f"{platform.system()} {platform.machine()}",
        groups=tuple(groups),
        installed=dependencies(),
    )


def _tests() -> Iterator[tuple[str, Callable[[], Group]]]:
    from provenance.selftest import reading, signatures, whole

    yield "dkim", signatures.dkim
    yield "dkim-own", signatures.dkim_own
    yield "canonical", signatures.canonical
    yield "spf", signatures.spf
    yield "received", reading.received
    yield "dates", reading.dates
    yield "identifiers", reading.identifiers
    yield "outlook", reading.outlook
    yield "audit", reading.audit
    yield "rules", whole.rules
    yield "whole-case", whole.whole_case


def _run(name: str, test: Callable[[], Group]) -> Group:
    """One group; what it raises (a library or a file of vectors is missing) is its failure."""
    try:
        return test()
    except Exception as error:
        found = Failure(vector=name, expected="", found=f"{type(error).__name__}: {error}"[:400])
        return Group(id=name, vectors=0, failures=(found,), source="")
