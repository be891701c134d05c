"""How often the comparison with known messages is wrong on ordinary mail, and how often it sees.

Needs the list mail beside the repository (``../shared/corpus/lore-sample``). For every sender with
at least six different messages: each message is left out in turn and compared with the others
(*false* not-consistent), and messages of other senders are compared as if they were this sender's
(*impostor*: From exchanged, all else as it is). Senders are halved by the hash of their address;
thresholds and points were chosen on the first half, the second is held out.

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
from provenance.origin import find_origin, read_clocks
from provenance.origin.calibration import POINTS_BY_ID, Seen, compare, countable, known_message, learn
from provenance.origin.records import Calibration, Consistency, KnownMessage
from provenance.trace import trace_message

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "lore-sample"
LEAST = 6


def read(path: Path) -> tuple[KnownMessage, Seen]:
    data = path.read_bytes()
    stream = MessageStream(name="file", data=data)
    message = read_message(stream, id="M1", evidence="E1")
    trace = trace_message(message)
    origin = find_origin(message, trace, Authentication())
    seen = Seen(message, trace, origin, read_clocks(message, trace))
    return known_message(seen, file=path.name, sha256=hashlib.sha256(data).hexdigest()), seen


def half(address: str) -> str:
    return "tuning" if hashlib.sha256(address.encode()).digest()[0] % 2 else "held-out"


def against(known: Iterable[KnownMessage], one: KnownMessage, seen: Seen, address: str) -> Calibration:
    """Compare with all that the sender sent on other days: a series of one day is one habit."""
    kept, _ = countable(
        (k for k in known if k.utc[:10] != one.utc[:10]), disputed={one.identity, one.sha256}
    )
    profiles = tuple(replace(p, address=one.address) for p in learn(kept) if p.address == address)
    return compare(seen, profiles)


def on_day(seen: Seen, when: Instant) -> Seen:
    """The same message as if it had been sent at another time, its own hidden clocks aside."""
    identity = replace(seen.trace.identity, date=replace(when, offset_minutes=_offset(seen)))
    return seen._replace(
        trace=replace(seen.trace, identity=identity),
        clocks=replace(seen.clocks, arrival=State.ABSENT),
    )


def _offset(seen: Seen) -> Value[int]:
    date = seen.trace.identity.date
    return date.offset_minutes if isinstance(date, Instant) else State.ABSENT


def main() -> int:
    if not CORPUS.is_dir():
        print("the corpus is not here; nothing is measured")
        return 1
    everything = [read(path) for path in sorted(CORPUS.glob("*.eml"))]
    first: dict[str, tuple[KnownMessage, Seen]] = {}
    for known, seen in everything:
        if known.address and known.utc:
            first.setdefault(known.identity, (known, seen))
    by_sender: dict[str, list[tuple[KnownMessage, Seen]]] = defaultdict(list)
    for known, seen in first.values():
        by_sender[known.address].append((known, seen))
    senders = sorted(a for a, m in by_sender.items() if len(m) >= LEAST)
    print(f"{len(first)} messages of {len(by_sender)} senders; {len(senders)} with {LEAST} or more")
    verdicts: Counter[tuple[str, str, str, str]] = Counter()
    reasons: Counter[tuple[str, str, str]] = Counter()
    flagged: Counter[tuple[str, str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for sender in senders:
        own = [known for known, _ in by_sender[sender]]
        part = half(sender)
        middle = _middle(by_sender[sender])
        for known, seen in by_sender[sender]:
            _count("own", part, against(own, known, seen, sender), verdicts, reasons, flagged, total)
        for other, pairs in sorted(by_sender.items()):
            if other == sender:
                continue
            for known, seen in pairs:
                _count("other", part, against(own, known, seen, sender), verdicts, reasons, flagged, total)
                moved = on_day(seen, middle)
                there = replace(known, utc=_utc(middle))
                _count("moved", part, against(own, there, moved, sender), verdicts, reasons, flagged, total)
        days = len({one.utc[:10] for one in own})
        print(f"  {part:9} {len(own):3} messages {days:3} days  domain {sender.rpartition('@')[2]}")
    _print(verdicts, reasons, flagged, total)
    return 0


def _middle(pairs: list[tuple[KnownMessage, Seen]]) -> Instant:
    """The Date of the middle one of a sender's messages."""
    seen = sorted(pairs, key=lambda pair: pair[0].utc)[len(pairs) // 2][1]
    date = seen.trace.identity.date
    assert isinstance(date, Instant)
    return date


def _utc(when: Instant) -> str:
    return when.utc.replace(tzinfo=None).isoformat() + "Z"


def _count(kind, part, result, verdicts, reasons, flagged, total):  # type: ignore[no-untyped-def]
    total[kind, part] += 1
    differs = [p for p in result.points if p.verdict is Consistency.NOT_CONSISTENT]
    for point in result.points:
        verdicts[kind, part, point.point, point.verdict.value] += 1
        reasons[kind, part, point.reason] += 1
    flagged[kind, part, "any"] += bool(differs)
    flagged[kind, part, "server points"] += any(
        POINTS_BY_ID[p.point].strength == 2 for p in differs
    )
    flagged[kind, part, "two witnesses"] += len({p.group for p in differs}) > 1
    judged = [p for p in result.points if p.reason in {"seen", "never-seen"} and POINTS_BY_ID[p.point].judges]
    flagged[kind, part, "judged at all"] += bool(judged)


def _print(verdicts, reasons, flagged, total):  # type: ignore[no-untyped-def]
    for kind in ("own", "other", "moved"):
        for part in ("tuning", "held-out"):
            print(f"\n{kind} {part}: {total[kind, part]} messages")
            for name in ("any", "server points", "two witnesses", "judged at all"):
                print(f"   {name:20} {flagged[kind, part, name]} of {total[kind, part]}")
            for (k, p, reason), n in sorted(reasons.items()):
                if (k, p) == (kind, part):
                    print(f"     {reason:18} {n}")
    print(f"\n{'point':24} own: not consistent / consistent / cannot say (tuning; held-out) | moved: the same")
    for point in POINTS_BY_ID:
        row = []
        for kind in ("own", "other", "moved"):
            for part in ("tuning", "held-out"):
                row.append("/".join(str(verdicts[kind, part, point, v]) for v in ("not-consistent", "consistent", "cannot-say")))
        print(f"{point:24} {row[0]:>12} {row[1]:>12} | {row[4]:>14} {row[5]:>14}")


if __name__ == "__main__":
    sys.exit(main())
