"""Writes worlds of the scenario suite into folders, ready for ``provenance analyze``.

Usage: ``python -m tests.scenarios.make FOLDER [WORLD[/CASE] ...]``. Everything is invented and
synthetic. The same world gives the same bytes. Each folder gets ``command.txt`` with the arguments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import cases, load, names


def chosen(wanted: list[str]) -> list[tuple[str, str]]:
    """Pairs of world and case; a world's first letters are enough; none means all."""
    every = [(name, case) for name in names() for case in cases(name)]
    if not wanted:
        return every
    return [
        (name, case)
        for name, case in every
        if any(f"{name}/{case}".startswith(w) or (w in {f"{name[:3]}/{case}"}) for w in wanted)
    ]


def main(arguments: list[str]) -> None:
    """Write the chosen cases."""
    folder = Path(arguments[0])
    for name, case in chosen(arguments[1:]):
        place = folder / name / case
        command = Made(load(name, case)).write(place)
        (place / "command.txt").write_text(" ".join(command) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
