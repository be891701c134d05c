"""Exports of a case, read plainly, by the block, or in processes: the same joins and sums."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from provenance.basics import MisuseError
from provenance.correlation import AuditSide, GivenExport, JoinTier, MessageKeys, exports
from provenance.evidence import ExportFile, open_exports

GENERATOR = Path(__file__).resolve().parents[1] / "benchmarks/generate_ual.py"
ROWS = 4000


@pytest.fixture(scope="module")
def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_ual", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def keys(made: ModuleType) -> MessageKeys:
    return MessageKeys(
        message="M1",
        message_id=made.MESSAGE_ID[1:-1],
        network_ids=frozenset(),
        hops=(),
        accounts=frozenset({made.MAILBOX}),
        subject=made.SUBJECT.casefold(),
        date=datetime(2026, 2, 24, tzinfo=UTC),
        first_hop=None,
        recipients=frozenset(),
        client_ips=frozenset(),
    )


@pytest.fixture(scope="module")
def given(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[GivenExport, ...]:
    """A large log, a smaller one of the same system, and a file of no kind known."""
    folder = tmp_path_factory.mktemp("exports")
    made.write(folder / "a.csv", ROWS, seed=3, users=20)
    made.write(folder / "b.csv", 400, seed=4)
    (folder / "c.txt").write_bytes(b"nothing that is a log\n")
    files = open_exports(sorted(folder.iterdir()))
    return tuple(
        GivenExport(evidence=f"E{number}", file=file) for number, file in enumerate(files, 2)
    )


@pytest.fixture(scope="module")
def plain(given: tuple[GivenExport, ...], keys: MessageKeys) -> AuditSide:
    return exports.read_exports(given, [keys])


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(2) as executor:
        yield executor


def test_what_is_joined(plain: AuditSide) -> None:
    tiers = [join.tier for join in plain.joins]
    assert tiers.count(JoinTier.S1) + tiers.count(JoinTier.M) >= 12
    assert tiers.count(JoinTier.W) > 0
    assert tiers.count(JoinTier.L) == 2
    assert [source.coverage is None for source in plain.sources] == [False, False, True]


@pytest.mark.parametrize("large", [0, 1_000_000], ids=["all-by-block", "one-by-block"])
def test_by_the_block_nothing_changes(
    given: tuple[GivenExport, ...],
    keys: MessageKeys,
    plain: AuditSide,
    monkeypatch: pytest.MonkeyPatch,
    large: int,
) -> None:
    monkeypatch.setattr(exports, "LARGE", large)
    assert exports.read_exports(given, [keys]) == plain


@pytest.mark.parametrize("large", [1_000_000, 1 << 40], ids=["shared-out", "whole-files"])
def test_processes_change_nothing(
    given: tuple[GivenExport, ...],
    keys: MessageKeys,
    plain: AuditSide,
    pool: Executor,
    monkeypatch: pytest.MonkeyPatch,
    large: int,
) -> None:
    monkeypatch.setattr(exports, "LARGE", large)
    told: list[tuple[int, int]] = []
    side = exports.read_exports(
        given, [keys], executor=pool, progress=lambda done, whole: told.append((done, whole))
    )
    assert side == plain
    assert told == sorted(told)
    assert told[-1] == (2 * sum(one.file.size for one in given),) * 2


def test_a_key_that_cannot_be_searched_is_read_plainly(
    given: tuple[GivenExport, ...], keys: MessageKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    odd = replace(keys, message_id="名前@例")
    before = exports.read_exports(given, [odd])
    monkeypatch.setattr(exports, "LARGE", 0)
    assert exports.read_exports(given, [odd]) == before


def test_a_file_that_changed_is_refused(tmp_path: Path, keys: MessageKeys) -> None:
    path = tmp_path / "ual.csv"
    path.write_bytes(b"CreationDate,UserIds,Operations,AuditData\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    file = ExportFile(name="ual.csv", path=path, sha256=digest, sha512="", size=7)
    with pytest.raises(MisuseError, match="changed"):
        exports.read_exports([GivenExport(evidence="E2", file=file)], [keys])
