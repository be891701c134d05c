"""Score parsers of Received fields against the settled truth set, label by label.

Usage: ``python tests/benchmarks/score_received.py [CORPUS] [--set SET] [--out FILE]``. CORPUS is
the folder of the test corpora (default: ``../shared/corpus`` beside the repository), SET ``1``
(default), ``2``, ``3``, ``forms``, ``forms-2`` or ``forms-3``. The texts are drawn again
(`draw_received`, `draw_unseen`), their SHA-256 compared with the labels, and each installed
parser reads all of them; the sets of forms hold their texts themselves. The result is Markdown;
the same corpora and versions give the same bytes.

- exact: lines whose answer is right, "the line does not say it" among the answers.
- precision: of the values given, those that are right (the settled value or an accepted one).
- recall: of the lines that must be read as saying it (null is not accepted), those with a right
  value. "-" where there is nothing to divide by.
- text: for a parser that keeps the whole from-clause together, the share of those lines in which a
  right value stands somewhere in that clause; it is not counted as given.
- wrong IP: lines for which an address is given that is not right. Missed: none is given.
- lost characters: characters of the text that are in no segment of the result, or in two.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# As a script this file has only its own folder on the path, the repository is added above.
from tests.benchmarks.draw_received import collect, draw
from tests.benchmarks.draw_unseen import draw_unseen
from tests.benchmarks.received_readers import Reader, Reading, readers
from tests.benchmarks.received_truth import (
    KEYS,
    LAST_FORMS,
    LATER_FORMS,
    PUBLIC_FORMS,
    TRUTH,
    UNSEEN,
    Truth,
    read_truth,
)

FORMS = {"forms": PUBLIC_FORMS, "forms-2": LATER_FORMS, "forms-3": LAST_FORMS}
PIECES = re.compile(r'[\s()<>\[\]{},;="@]+')
CLAUSE_KEYS = ("helo", "rdns", "ip")


@dataclass(slots=True)
class Tally:
    """Counts of one label for one reader; ``wrong`` and ``missed`` hold line numbers."""

    lines: int = 0
    exact: int = 0
    given: int = 0
    given_right: int = 0
    said: int = 0
    said_right: int = 0
    in_text: int = 0
    wrong: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)

    def add(self, truth: Truth, key: str, reading: Reading) -> bool:
        """Count one line and tell whether its answer is right."""
        value = reading.values.get(key)
        right, says = truth.right(key, value), truth.says(key)
        self.lines += 1
        self.exact += right
        self.given += value is not None
        self.given_right += right and value is not None
        self.said += says
        self.said_right += right and says
        if value is not None and not right:
            self.wrong.append(truth.n)
        if value is None and says:
            self.missed.append(truth.n)
        pieces = PIECES.split(reading.clause) if says else []
        self.in_text += any(truth.right(key, piece) for piece in pieces if piece)
        return right


@dataclass(slots=True)
class Score:
    """All counts of one reader over the truth set."""

    reader: Reader
    tallies: dict[str, Tally]
    all_right: int = 0
    raised: list[int] = field(default_factory=list)
    lost: int | None = None


def score(reader: Reader, truths: Sequence[Truth], texts: Sequence[str]) -> Score:
    """Run a reader over the texts and count."""
    result = Score(reader, {key: Tally() for key in KEYS})
    for truth, reading in zip(truths, reader.read(texts), strict=True):
        right = [result.tallies[key].add(truth, key, reading) for key in KEYS]
        result.all_right += all(right)
        if reading.raised:
            result.raised.append(truth.n)
        if reading.lost is not None:
            result.lost = (result.lost or 0) + reading.lost
    return result


# ------------------------------------------------------------------- Markdown


def percent(part: int, whole: int) -> str:
    """Write a share with one decimal, cut and not rounded, so that 100.0 means all."""
    return f"{part * 1000 // whole / 10:.1f}" if whole else "-"


def numbers(lines: Sequence[int]) -> str:
    """List line numbers, "none" for an empty list."""
    return ", ".join(str(n) for n in lines) or "none"


def overview(scores: Sequence[Score]) -> list[str]:
    """Make the table of whole lines: one row for each reader."""
    rows = [
        "| parser | version | all 17 right | wrong IP | missed IP | lost characters | raised |",
        "|---|---|---|---|---|---|---|",
    ]
    for item in scores:
        ip, gives_ip = item.tallies["ip"], "ip" in item.reader.gives
        cells = (
            item.reader.name,
            item.reader.version,
            f"{item.all_right} / {ip.lines}",
            str(len(ip.wrong)) if gives_ip else "-",
            str(len(ip.missed)) if gives_ip else "-",
            "-" if item.lost is None else str(item.lost),
            str(len(item.raised)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def by_label(scores: Sequence[Score]) -> list[str]:
    """Make the table of labels: exact / precision / recall in percent for each reader."""
    names = " | ".join(item.reader.name for item in scores)
    rows = [f"| label (said in) | {names} |", "|---|" + "---|" * len(scores)]
    for key in KEYS:
        cells = [_cell(item, key) for item in scores]
        rows.append(f"| {key} ({scores[0].tallies[key].said}) | {' | '.join(cells)} |")
    return rows


def _cell(item: Score, key: str) -> str:
    tally = item.tallies[key]
    if key in item.reader.gives:
        shares = (
            percent(tally.exact, tally.lines),
            percent(tally.given_right, tally.given),
            percent(tally.said_right, tally.said),
        )
        return " / ".join(shares)
    if key in CLAUSE_KEYS and tally.in_text:
        return f"text {percent(tally.in_text, tally.said)}"
    return "-"


def lines_of(item: Score) -> list[str]:
    """List the lines in which a reader is wrong, by label."""
    rows = [f"### {item.reader.name}: lines that are not right", ""]
    rows += ["| label | wrong | missed |", "|---|---|---|"]
    for key in KEYS:
        tally = item.tallies[key]
        if key in item.reader.gives and (tally.wrong or tally.missed):
            rows.append(f"| {key} | {numbers(tally.wrong)} | {numbers(tally.missed)} |")
    if item.raised:
        rows += ["", f"An exception in: {numbers(item.raised)}."]
    return [*rows, ""]


def markdown(scores: Sequence[Score], count: int) -> str:
    """Write the whole result."""
    title = ["# Received fields against the truth set", "", f"{count} fields, {len(KEYS)} labels."]
    head = [
        "",
        "exact / precision / recall in %; the terms are explained in score_received.py.",
        "",
    ]
    details = [row for item in scores for row in lines_of(item)]
    rows = [*title, "", *overview(scores), *head, *by_label(scores), "", *details]
    return "\n".join(rows).rstrip() + "\n"


# ------------------------------------------------------------------- texts


def texts_of(corpus: Path, truths: Sequence[Truth], number: int = 1) -> list[str]:
    """Draw the texts again; exit where they are not the labelled ones."""
    if not corpus.is_dir():
        sys.exit(f"no corpora at {corpus}")
    drawn = draw(collect(corpus)) if number == 1 else draw_unseen(corpus, number)
    if [item.sha256 for item in drawn] != [truth.sha256 for truth in truths]:
        sys.exit(f"the fields drawn from {corpus} are not those that were labelled")
    return [item.text for item in drawn]


def main() -> int:
    """Draw, read, count, write."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument(
        "--set", choices=("1", "2", "3", "forms", "forms-2", "forms-3"), default="1"
    )
    parser.add_argument("--out", type=Path, help="file to write instead of the standard output")
    args = parser.parse_args()
    if args.set in FORMS:
        truths = read_truth(FORMS[args.set])
        texts = [truth.text for truth in truths]
    else:
        number = int(args.set)
        truths = read_truth(TRUTH if number == 1 else UNSEEN[number])
        texts = texts_of(args.corpus, truths, number)
    result = markdown([score(reader, truths, texts) for reader in readers()], len(texts))
    if args.out:
        args.out.write_text(result, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(result)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
