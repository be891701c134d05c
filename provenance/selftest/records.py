"""What a self-test found: groups of known answers, and what is installed."""

from __future__ import annotations

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One vector that gave another answer than the known one, both as text."""

    vector: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The vectors of one kind: its id, how many ran, which failed, and where they come from."""

    id: str
    vectors: int
    failures: tuple[Failure, ...]
    source: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One distribution as it is installed here.

    ``record`` is the SHA-256 of its list of files (RECORD), "" if it has none. ``files`` are those
    with a hash in that list, ``changed`` the names of those that differ from it or are missing.
    ``needed`` tells a dependency from an extra that may be missing.
    """

    name: str
    version: str
    record: str = ""
    files: int = 0
    changed: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """The whole self-test of this installed version.

    ``program`` is the SHA-256 over all files of the program (name and SHA-256 of each, in order of
    name), ``rules`` that of the rules.
    """

    version: str
    program: str
    program_files: int
    rules: str
    python: str
    platform: str
    groups: tuple[Group, ...]
    installed: tuple[Installed, ...]

    @property
    def failed(self) -> bool:
        """Whether any vector failed, a file was changed, or a dependency is missing."""
        broken = any(one.changed or (one.needed and not one.version) for one in self.installed)
        return broken or any(one.failures for one in self.groups)
