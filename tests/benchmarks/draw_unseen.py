"""Draw Received fields that the first truth set never showed: other files, other shapes.

Usage: ``python tests/benchmarks/draw_unseen.py {2,3} [CORPUS] [--out FILE]``. The second drawing
leaves out every file and every shape (`draw_received.shape`) of the first, the third those of the
first and the second. Both also read the transport headers that Outlook messages (.msg) keep
(property 0x007D, [MS-OXPROPS] PidTagTransportMessageHeaders). A seed of its own each; everything
else is the drawing of `draw_received`.

How alike the lines still are is for the reader to judge: the corpora are the same, so the commonest
servers come again with other shapes, and what is rare there has a greater part in each drawing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# As a script this file has only its own folder on the path, the repository is added above.
from tests.benchmarks.draw_received import Drawn, collect, draw, json_lines, received_of, shape

SIZES = {2: 150, 3: 60}
TRANSPORT_HEADERS = "__SUBSTG1.0_007D"


def outlook_fields(corpus: Path) -> list[Drawn]:
    """Received fields of the transport headers in .msg files, in the order of their paths."""
    import olefile

    found: list[Drawn] = []
    for path in sorted(p for p in corpus.rglob("*") if p.is_file()):
        if not olefile.isOleFile(str(path)):
            continue
        source = path.relative_to(corpus).as_posix()
        with olefile.OleFileIO(str(path)) as container:
            for entry in sorted(container.listdir()):
                name = entry[-1].upper()
                if not name.startswith(TRANSPORT_HEADERS):
                    continue
                raw = container.openstream(entry).read()
                text = raw.decode("utf-16-le" if name.endswith("1F") else "latin-1", "replace")
                lines = received_of(text.encode("utf-8", "replace"))
                found += [Drawn(source, index, line) for index, line in enumerate(lines)]
    return found


def draw_unseen(corpus: Path, number: int) -> list[Drawn]:
    """Give the second or third drawing."""
    everything = {
        field.text: field for field in reversed([*collect(corpus), *outlook_fields(corpus)])
    }
    fields = [field for field in reversed(everything.values()) if field.text]
    seen = draw(collect(corpus))
    drawn: Sequence[Drawn] = seen
    for turn in range(2, number + 1):
        sources = {field.source for field in seen}
        shapes = {shape(field.text) for field in seen}
        rest = [f for f in fields if f.source not in sources and shape(f.text) not in shapes]
        drawn = draw(rest, SIZES[turn], seed=f"received-truth-{turn}")
        seen = [*seen, *drawn]
    return list(drawn)


def main() -> int:
    """Draw and write."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("number", type=int, choices=sorted(SIZES))
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--out", type=Path, help="file to write instead of the standard output")
    args = parser.parse_args()
    written = json_lines(draw_unseen(args.corpus, args.number))
    if args.out:
        args.out.write_text(written, encoding="ascii", newline="\n")
    else:
        sys.stdout.write(written)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
