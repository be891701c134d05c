"""How often the comparison with known messages is wrong on ordinary mail, and how often it sees.

Needs the list mail beside the repository (``../shared/corpus/lore-sample``). Three runs over every
sender with at least six different messages:

- *own*: each message against what the same sender sent on other days. Whatever is called not
  consistent here is a false alarm (unless the sender's account itself was used by others).
- *other*: each message of every other sender as if it were this sender's.
- *moved*: the same, with the time moved into the middle of this sender's messages.

Senders are halved by the hash of their address. Points and thresholds were chosen on the first
half; the second is held out.

    python tests/benchmarks/calibration.py
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from provenance.authentication import Authentication
from provenance.basics import Instant, State, Value
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import Calibration, Consistency, KnownMessage, find_origin, read_clocks
from provenance.origin.calibration import (
    POINTS_BY_ID,
    Seen,
    compare,
    countable,
    known_message,
    learn,
)
from provenance.trace import trace_message

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "lore-sample"
LEAST = 6
HALVES = ("tuning", "held-out")
RUNS = ("own", "other", "moved")
Pair = tuple[KnownMessage, Seen]


class Tally:
    """What was counted, by run and half."""

    def __init__(self) -> None:
        self.total: Counter[tuple[str, str]] = Counter()
        self.flagged: Counter[tuple[str, str, str]] = Counter()
        self.verdicts: Counter[tuple[str, str, str, str]] = Counter()
        self.reasons: Counter[tuple[str, str, str]] = Counter()

    def add(self, run: str, half: str, result: Calibration) -> None:
        """Count one comparison."""
        self.total[run, half] += 1
        for point in result.points:
            self.verdicts[run, half, point.point, point.verdict.value] += 1
            self.reasons[run, half, point.reason] += 1
        differs = [one for one in result.points if one.verdict is Consistency.NOT_CONSISTENT]
        strong = any(POINTS_BY_ID[one.point].strength == 2 for one in differs)
        judged = any(
            one.verdict is not Consistency.CANNOT_SAY and POINTS_BY_ID[one.point].judges
            for one in result.points
        )
        self.flagged[run, half, "at least one point not consistent"] += bool(differs)
        self.flagged[run, half, "at least one point of strength 2"] += strong
        self.flagged[run, half, "at least two witnesses"] += len({o.group for o in differs}) > 1
        self.flagged[run, half, "at least one point judged"] += judged


def read(path: Path) -> Pair:
    """Read one message of the corpus."""
    data = path.read_bytes()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    origin = find_origin(message, trace, Authentication())
    seen = Seen(message, trace, origin, read_clocks(message, trace))
    return known_message(seen, file=path.name, sha256=hashlib.sha256(data).hexdigest()), seen


def half_of(address: str) -> str:
    """Which half a sender belongs to."""
    return HALVES[1 - hashlib.sha256(address.encode()).digest()[0] % 2]


def against(known: Iterable[KnownMessage], one: KnownMessage, seen: Seen) -> Calibration:
    """Compare with what was sent on other days: a series of one day is one habit."""
    others = [known_ for known_ in known if known_.utc[:10] != one.utc[:10]]
    kept, _ = countable(others, disputed={one.identity, one.sha256})
    return compare(seen, tuple(replace(each, address=one.address) for each in learn(kept)))


def on_day(pair: Pair, when: Instant) -> Pair:
    """The same message as if it had been sent at another time, with the zone that it writes."""
    known, seen = pair
    date = seen.trace.identity.date
    zone: Value[int] = date.offset_minutes if isinstance(date, Instant) else State.ABSENT
    identity = replace(seen.trace.identity, date=replace(when, offset_minutes=zone))
    utc = when.utc.replace(tzinfo=None).isoformat() + "Z"
    moved = seen._replace(
        trace=replace(seen.trace, identity=identity),
        clocks=replace(seen.clocks, arrival=State.ABSENT),
    )
    return replace(known, utc=utc), moved


def middle_of(pairs: list[Pair]) -> Instant:
    """The Date of the middle one of a sender's messages."""
    seen = sorted(pairs, key=lambda pair: pair[0].utc)[len(pairs) // 2][1]
    date = seen.trace.identity.date
    assert isinstance(date, Instant)
    return date


def measure(by_sender: dict[str, list[Pair]], senders: list[str]) -> Tally:
    """Run all three comparisons."""
    tally = Tally()
    for sender in senders:
        own = [known for known, _ in by_sender[sender]]
        half, middle = half_of(sender), middle_of(by_sender[sender])
        for pair in by_sender[sender]:
            tally.add("own", half, against(own, *pair))
        for other, pairs in sorted(by_sender.items()):
            for pair in pairs if other != sender else ():
                tally.add("other", half, against(own, *pair))
                tally.add("moved", half, against(own, *on_day(pair, middle)))
    return tally


def delegates(by_sender: dict[str, list[Pair]]) -> None:
    """Two mailboxes under one address: Exchange marks mail on behalf with type 2 (ground truth)."""
    for sender, pairs in sorted(by_sender.items()):
        halves: dict[bool, list[Pair]] = {True: [], False: []}
        for pair in pairs:
            shown = {one.point: one.value for one in pair[0].observations}
            halves[shown.get("representing-type") == "2"].append(pair)
        if min(map(len, halves.values())) < LEAST:
            continue
        for on_behalf, words in ((True, "on behalf"), (False, "own mailbox")):
            known = [one for one, _ in halves[not on_behalf]]
            tally = Tally()
            for pair in halves[on_behalf]:
                tally.add("own", "tuning", against(known, *pair))
            print(
                f"\ndomain {sender.rpartition('@')[2]}: {len(halves[on_behalf])} messages "
                f"({words}) against {len(known)} of the other kind"
            )
            for (_, _, name), count in sorted(tally.flagged.items()):
                print(f"   {name:40} {count}")
            print("   reasons:", {name: n for (_, _, name), n in sorted(tally.reasons.items())})


def one_program(by_sender: dict[str, list[Pair]], senders: list[str]) -> None:
    """What a one-sided choice does: only mail of the commonest program is known, all else compared.

    All of it is the sender's own ordinary mail: whatever is called not consistent is a false alarm.
    """
    tally = Tally()
    for sender in senders:
        kinds: dict[str, list[Pair]] = defaultdict(list)
        for pair in by_sender[sender]:
            shown = {one.point: one.value for one in pair[0].observations}
            kinds[shown.get("message-id-form", "")].append(pair)
        largest = max(sorted(kinds), key=lambda name: len(kinds[name]))
        known = [one for one, _ in kinds[largest]]
        for pair in by_sender[sender]:
            if pair not in kinds[largest]:
                tally.add("own", half_of(sender), against(known, *pair))
    for half in HALVES:
        print(f"\nknown mail of one program only, {half}: {tally.total['own', half]} messages")
        for (_, half_, name), count in sorted(tally.flagged.items()):
            if half_ == half:
                print(f"   {name:40} {count}")


def main() -> int:
    """Measure and print."""
    if not CORPUS.is_dir():
        print("the corpus is not here; nothing is measured")
        return 1
    first: dict[str, Pair] = {}
    for path in sorted(CORPUS.glob("*.eml")):
        known, seen = read(path)
        if known.address and known.utc:
            first.setdefault(known.identity, (known, seen))
    by_sender: dict[str, list[Pair]] = defaultdict(list)
    for known, seen in first.values():
        by_sender[known.address].append((known, seen))
    senders = sorted(name for name, pairs in by_sender.items() if len(pairs) >= LEAST)
    print(f"{len(first)} messages of {len(by_sender)} senders; {len(senders)} have {LEAST} or more")
    for sender in senders:
        pairs = by_sender[sender]
        days = len({known.utc[:10] for known, _ in pairs})
        print(
            f"  {half_of(sender):9} {len(pairs):3} messages on {days:3} days, "
            f"domain {sender.rpartition('@')[2]}"
        )
    _print(measure(by_sender, senders))
    delegates(by_sender)
    one_program(by_sender, senders)
    return 0


def _print(tally: Tally) -> None:
    for run in RUNS:
        for half in HALVES:
            total = tally.total[run, half]
            print(f"\n{run}, {half}: {total} messages")
            for (run_, half_, name), count in sorted(tally.flagged.items()):
                if (run_, half_) == (run, half):
                    print(f"   {name:40} {count}")
            reasons = [
                f"{name} {count}"
                for (run_, half_, name), count in sorted(tally.reasons.items())
                if (run_, half_) == (run, half)
            ]
            print("   reasons:", ", ".join(reasons))
    print("\npoint: not consistent/consistent/cannot say; own tuning, own held-out, moved ...")
    for point in POINTS_BY_ID:
        cells = [
            "/".join(str(tally.verdicts[run, half, point, one.value]) for one in _ORDER)
            for run in ("own", "moved")
            for half in HALVES
        ]
        print(f"{point:24} " + " ".join(f"{cell:>14}" for cell in cells))


_ORDER = (Consistency.NOT_CONSISTENT, Consistency.CONSISTENT, Consistency.CANNOT_SAY)


if __name__ == "__main__":
    sys.exit(main())
