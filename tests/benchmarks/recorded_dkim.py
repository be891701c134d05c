"""Recorded ``dkim=pass`` beside ours, signature by signature: a table for ``docs/measurements.md``.

Usage: ``python tests/benchmarks/recorded_dkim.py [FOLDER]`` (default ``shared/corpus/lore-sample``
beside the repository: public list mail with a key table ``dkim-keys.tsv``). Offline; nothing is
written. Counts only: the output is the same on every machine that has the same material.

*Believed* are records that the receiving side is shown to have written. The others are counted
apart, since they are results of real servers as well. A record is counted for a signature where
the beginning of ``b=`` names it, or else domain and selector or domain do.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path

from provenance.authentication import (
    BodyHash,
    HeaderSignature,
    KeyState,
    SuppliedKeys,
    check,
    read_keys_file,
)
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parent.parent.parent
AS_OF = date(2026, 11, 26)
RECEIVERS = ("mail.lfdr.de",)
"""The system that took the copies of the sample over, as a case file would name it."""


def main(folder: Path) -> None:
    keys = SuppliedKeys(read_keys_file(folder / "dkim-keys.tsv"))
    counted: Counter[tuple[str, str, str]] = Counter()
    cases: Counter[str] = Counter()
    odd: list[str] = []
    for path in sorted(folder.glob("*.eml")):
        stream = MessageStream(name="file", data=path.read_bytes(), body=True)
        message = read_message(stream, id="M1", evidence="E1")
        trace = trace_message(message, receivers=RECEIVERS)
        found = check(message, trace, keys, as_of=AS_OF, cross_check=False)
        ours = {one.field: one for one in found.dkim}
        for one in found.compared:
            if one.method != "dkim" or one.recorded != "pass":
                continue
            who = "believed" if one.believed else "others"
            one_check = ours.get(one.signature) if isinstance(one.signature, int) else None
            if one_check is None:
                counted[who, one.by, "no such signature here"] += 1
                continue
            if one_check.key.state is KeyState.NOT_ATTEMPTED:
                fits = one_check.body_hash is BodyHash.MATCH
                counted[who, one.by, "no key; body hash " + ("fits" if fits else "differs")] += 1
                continue
            good = (
                one_check.header_signature is HeaderSignature.VALID
                and one_check.body_hash is BodyHash.MATCH
            )
            counted[who, one.by, "key held: " + ("verifies" if good else "differs")] += 1
            if not good:
                odd.append(f"{path.name}: {one.header}, {one_check.domain}: {one.case}")
        cases.update(one.case for one in found.compared if one.believed)
    print("| records of dkim=pass | signature found by | here | n |\n|---|---|---|---|")
    for (who, by, what), number in sorted(counted.items()):
        print(f"| {who} | {by or '-'} | {what} | {number} |")
    print("\nCases of all believed records:", dict(sorted(cases.items())))
    print("Not verified although recorded as pass:", *odd, sep="\n- ")


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    main(given or ROOT.parent / "shared" / "corpus" / "lore-sample")
