"""The error tree.

Exceptions are only for what the user can repair, and say where and how.
Whatever is odd in the evidence is a record (defect, warning, state), never an
exception::

    ProvenanceError
    ├── MisuseError      unknown file, bad option, existing report   -> exit code 2
    └── CaseFileError    invalid case file: path, line, remedy       -> exit code 2
"""

from __future__ import annotations


class ProvenanceError(Exception):
    """Something the user can repair: ``place`` names it, ``remedy`` says how."""

    def __init__(self, problem: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.problem}{remedy}"


class MisuseError(ProvenanceError):
    """The command cannot run as given: a file, an option or a target is wrong."""


class CaseFileError(ProvenanceError):
    """The case file is invalid; ``place`` is ``path:line``."""
