"""Writes worlds of the scenario suite into folders, ready for ``provenance analyze``.

Usage: ``python -m tests.scenarios.make FOLDER [WORLD[/CASE] ...]``, or ``--samples`` for the two
worlds in ``sample_messages``. Everything is invented and synthetic. The same world gives the same
bytes. Each folder gets ``command.txt`` with the arguments.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import cases, load, names

SAMPLES = Path(__file__).resolve().parents[2] / "sample_messages"
SAMPLE_WORLDS = {
    "holder-absent": "w01-own-workstation-holder-absent",
    "against-its-user": "w16-holder-phone-abroad",
}
"""Folders in ``sample_messages`` and the worlds in them, with a quarter of the noise."""
PREFACE = (
    "# Where every file comes from. Written by tests/scenarios/make.py; do not edit by hand.\n"
    "# Everything is invented and synthetic: persons, firm, logs. Names end in .example,\n"
    "# addresses are documentation addresses. The seal is a real one, made with the published\n"
    "# test key.\n"
)


def sample(world_name: str) -> dict[str, bytes]:
    """Files of one sample by name, with a ``SOURCES.toml`` that lists them."""
    world = load(world_name)
    for spec in world.files.values():
        spec["noise"] = spec.get("noise", 0) // 4
    found = Made(world).files()
    sources = PREFACE
    for name in sorted(found):
        sources += (
            f'\n[[file]]\nname = "{name}"\norigin = "made by tests/scenarios/make.py"\n'
            f'licence = "GPL-3.0-or-later"\nhow = "world {world_name}, synthetic"\n'
            f'sha256 = "{hashlib.sha256(found[name]).hexdigest()}"\nsize = {len(found[name])}\n'
        )
    return {**found, "SOURCES.toml": sources.encode("ascii")}


def write_samples(folder: Path = SAMPLES) -> None:
    """Write the samples, each into a folder of its own."""
    for name, world_name in SAMPLE_WORLDS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, content in sample(world_name).items():
            (folder / name / file).write_bytes(content)


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
    if arguments == ["--samples"]:
        write_samples()
        return
    folder = Path(arguments[0])
    for name, case in chosen(arguments[1:]):
        place = folder / name / case
        command = Made(load(name, case)).write(place)
        (place / "command.txt").write_text(" ".join(command) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
