"""The two worlds in ``sample_messages``: made again byte for byte, and listed with their hashes."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from tests.scenarios.make import SAMPLE_WORLDS, SAMPLES, sample


@pytest.mark.parametrize("folder", sorted(SAMPLE_WORLDS))
def test_making_them_again_gives_the_same_bytes(folder: str) -> None:
    made = sample(SAMPLE_WORLDS[folder])
    there = {path.name: path.read_bytes() for path in (SAMPLES / folder).iterdir()}
    assert sorted(made) == sorted(there)
    assert [name for name in sorted(made) if made[name] != there[name]] == []


@pytest.mark.parametrize("folder", sorted(SAMPLE_WORLDS))
def test_sources_name_every_file_with_its_hash(folder: str) -> None:
    place: Path = SAMPLES / folder
    entries = tomllib.loads((place / "SOURCES.toml").read_text("ascii"))["file"]
    names = {path.name for path in place.iterdir()} - {"SOURCES.toml"}
    assert {entry["name"] for entry in entries} == names
    for entry in entries:
        content = (place / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["size"] == len(content)
        assert entry["licence"]
