"""Runs the known answers of this installed version, offline, and says what is installed."""

from __future__ import annotations

from provenance.selftest.records import Failure, Group, Installed, SelfTest
from provenance.selftest.run import run_selftest

__all__ = ["Failure", "Group", "Installed", "SelfTest", "run_selftest"]
