"""What is wrong with a rule file, with its place; all problems of a file at once."""

from __future__ import annotations

from provenance.basics import MisuseError
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProblem:
    """One problem. Lines and columns count from 1; 0 where the file as a whole is meant."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class RulesError(MisuseError):
    """Rules cannot be used as they are; ``problems`` lists everything that was found."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"{first.message}{more}",
            place=f"{first.path}:{first.line}:{first.column}",
            remedy="See `provenance rules check`.",
        )
        self.problems = problems
