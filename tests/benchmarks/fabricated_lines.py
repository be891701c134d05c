"""Measures how many fabricated or altered lines the rules find; prints Markdown tables.

Run: ``python tests/benchmarks/fabricated_lines.py [CORPUS_FOLDER]``. Genuine messages of the two
corpora (not part of the repository) and of ``sample_messages`` are altered by seeded functions,
one manipulation at a time; a manipulation is found by a rule if the rule speaks more often than
on the untouched message. Nothing is written and no network is asked. Same corpus, same figures.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from provenance.authentication import OfflineResolver, check
from provenance.basics import Instant, known
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.reasoning.claims import cap
from provenance.reasoning.rules.engine import evaluate
from provenance.reasoning.rules.facts import fact_base
from provenance.reasoning.rules.load import load_rules
from provenance.trace import Hop, Trace, Witness, trace_message

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT.parent / "shared" / "corpus"
FOLDERS = ("phishing_pot-sample", "lore-sample")
FAKE_NAMES = ("mail.contoso-post.example", "relay7.example.net", "mx2.example.org")
FAKE_ADDRESSES = ("192.0.2.77", "198.51.100.40", "203.0.113.9")
INSIDE_ADDRESSES = ("10.20.30.40", "192.168.7.9", "172.16.4.4")
BOGON_ADDRESSES = ("240.1.2.3", "0.12.13.14", "224.0.3.4", "198.18.4.4")


@dataclass(frozen=True)
class Original:
    """One genuine message, its header section in chunks (a field each), and its trace."""

    name: str
    chunks: tuple[bytes, ...]
    tail: bytes
    trace: Trace

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Hops, oldest first."""
        return self.trace.route.hops

    @property
    def boundary(self) -> Hop | None:
        """The hop at the trust boundary."""
        position = known(self.trace.route.boundary.position)
        return self.hops[position - 1] if position else None

    def line(self, hop: Hop) -> str:
        """One Received field as text, folded as it is."""
        return self.chunks[hop.trace.field].decode("utf-8", "surrogateescape")

    def with_line(self, hop: Hop, text: str) -> list[bytes]:
        """The chunks with another text for one field."""
        chunks = list(self.chunks)
        chunks[hop.trace.field] = text.encode("utf-8", "surrogateescape")
        return chunks

    def inserted(self, field: int, text: str) -> list[bytes]:
        """The chunks with one more field before the field of that index."""
        chunks = list(self.chunks)
        chunks.insert(field, (text + "\r\n").encode())
        return chunks


Change = Callable[[Original, random.Random], "list[bytes] | None"]


def _utc(hop: Hop) -> datetime:
    time = hop.trace.time
    return time.utc if isinstance(time, Instant) else datetime(2024, 5, 1, 12, tzinfo=UTC)


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC))


def _below(original: Original) -> list[Hop]:
    return [hop for hop in original.hops if hop.witness is not Witness.RECEIVER]


def _exchange(original: Original) -> list[Hop]:
    return [
        hop
        for hop in original.hops
        if hop.trace.dialect.startswith("exchange")
        and re.search(r"\.prod\.outlook\.com$", known(hop.trace.by) or "", re.I)
    ]


def _pick(hops: list[Hop], rng: random.Random) -> Hop | None:
    return rng.choice(hops) if hops else None


def _postfix(helo: str, ip: str, by: str, moment: datetime, rng: random.Random) -> str:
    queue = "".join(rng.choice("0123456789ABCDEF") for _ in range(10))
    return (
        f"Received: from {helo} ({helo} [{ip}])\r\n\tby {by} (Postfix) with ESMTPS id {queue};\r\n"
        f"\t{_date(moment)}"
    )


def foreign_in_run(original: Original, rng: random.Random) -> list[bytes] | None:
    """A Postfix line under the receiving host's own name, above the boundary line."""
    hop = original.boundary
    by = (known(hop.trace.by) or "") if hop else ""
    if hop is None or not by:
        return None
    line = _postfix(
        rng.choice(FAKE_NAMES),
        rng.choice(FAKE_ADDRESSES),
        by,
        _utc(hop) + timedelta(seconds=1),
        rng,
    )
    return original.inserted(hop.trace.field, line)


def imitated_in_run(original: Original, rng: random.Random) -> list[bytes] | None:
    """A copy of a line of the receiving run with another peer, in the operator's own form."""
    own = [
        hop
        for hop in original.hops
        if hop.witness is Witness.RECEIVER and isinstance(hop.trace.helo, str)
    ]
    hop = _pick(own, rng)
    helo = known(hop.trace.helo) if hop else None
    if hop is None or not helo:
        return None
    text = original.line(hop).rstrip("\r\n").replace(helo, rng.choice(FAKE_NAMES))
    if ip := known(hop.trace.ip):
        text = text.replace(ip, rng.choice(FAKE_ADDRESSES))
    return original.inserted(hop.trace.field, text)


def typed_below(original: Original, rng: random.Random) -> list[bytes] | None:
    """A generic line below all others: an invented start of the journey."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    line = _postfix(
        rng.choice(FAKE_NAMES),
        rng.choice(FAKE_ADDRESSES),
        rng.choice(FAKE_NAMES),
        _utc(oldest) - timedelta(seconds=5),
        rng,
    )
    return original.inserted(oldest.trace.field + 1, line)


def linked_below(original: Original, rng: random.Random) -> list[bytes] | None:
    """The same, under the very name that the line above gives for its peer."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    name = known(oldest.trace.rdns) or known(oldest.trace.helo)
    if not name or "." not in name:
        return None
    moment = _utc(oldest) - timedelta(seconds=5)
    line = _postfix(rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), name, moment, rng)
    return original.inserted(oldest.trace.field + 1, line)


def foreign_form(original: Original, rng: random.Random) -> list[bytes] | None:
    """A Postfix line under the name of Exchange Online or Google, below all others."""
    if not original.hops:
        return None
    oldest = original.hops[0]
    by = rng.choice(("SA3PR19MB7370.namprd19.prod.outlook.com", "mail-qt1-f170.google.com"))
    moment = _utc(oldest) - timedelta(seconds=5)
    line = _postfix(rng.choice(FAKE_NAMES), rng.choice(FAKE_ADDRESSES), by, moment, rng)
    return original.inserted(oldest.trace.field + 1, line)


def google_machine(original: Original, rng: random.Random) -> list[bytes] | None:
    """One digit of the machine's address inside a Google id altered."""
    for index, chunk in enumerate(original.chunks):
        head = chunk[:12].lower()
        found = re.search(rb"-([0-9a-f]{32})(?=mr|sm|sor|si|ls|rs|sp)", chunk)
        if found and head.startswith((b"received:", b"x-received:")) and b"2002:" in chunk:
            digits = bytearray(found.group(1))
            place = rng.randrange(4, 32)
            digits[place] = ord("3") if digits[place] != ord("3") else ord("4")
            chunks = list(original.chunks)
            chunks[index] = chunk.replace(found.group(1), bytes(digits))
            return chunks
    return None


def newer_build(original: Original, rng: random.Random) -> list[bytes] | None:
    """The build of one Exchange Online line replaced by one of a year and more later."""
    hop = _pick([h for h in _exchange(original) if "15.20." in original.line(h)], rng)
    if hop is None or _utc(hop).year > 2024:
        return None
    return original.with_line(
        hop, re.sub(r"15\.20\.\d{4}\.\d+", "15.20.9769.24", original.line(hop))
    )


def no_region(original: Original, rng: random.Random) -> list[bytes] | None:
    """A server name of Exchange Online without its group."""
    hop = _pick(_exchange(original), rng)
    by = known(hop.trace.by) if hop else None
    if hop is None or not by or by.count(".") < 4:
        return None
    bare = f"{by.split('.')[0]}.prod.outlook.com"
    return original.with_line(hop, original.line(hop).replace(by, bare))


def other_number(original: Original, rng: random.Random) -> list[bytes] | None:
    """The number of the group altered in one line's own name."""
    hop = _pick(_exchange(original), rng)
    by = known(hop.trace.by) if hop else None
    if hop is None or not by:
        return None
    other = re.sub(r"(?i)\.([a-z]{3}p(?:rd)?)\d+", lambda m: f".{m.group(1)}77", by)
    return original.with_line(hop, original.line(hop).replace(by, other)) if other != by else None


def other_region(original: Original, rng: random.Random) -> list[bytes] | None:
    """The region of the group altered, the number kept."""
    hop = _pick(_exchange(original), rng)
    by = known(hop.trace.by) if hop else None
    if hop is None or not by:
        return None
    region = "eur" if ".nam" in by.lower() else "nam"
    other = re.sub(r"(?i)\.[a-z]{3}(p(?:rd)?\d+)\.", lambda m: f".{region}{m.group(1)}.", by)
    return original.with_line(hop, original.line(hop).replace(by, other)) if other != by else None


def _address(original: Original, rng: random.Random, new: tuple[str, ...]) -> list[bytes] | None:
    hop = original.boundary
    ip = known(hop.trace.ip) if hop else None
    if hop is None or not ip or ":" in ip:
        return None
    return original.with_line(hop, original.line(hop).replace(ip, rng.choice(new)))


def inside_address(original: Original, rng: random.Random) -> list[bytes] | None:
    """The address in the boundary line replaced by a private one."""
    return _address(original, rng, INSIDE_ADDRESSES)


def bogon_address(original: Original, rng: random.Random) -> list[bytes] | None:
    """The address in the boundary line replaced by one that nobody can have."""
    return _address(original, rng, BOGON_ADDRESSES)


def other_address(original: Original, rng: random.Random) -> list[bytes] | None:
    """The address in the boundary line replaced by another public one."""
    return _address(original, rng, FAKE_ADDRESSES)


def shift(minutes: int, *, boundary: bool) -> Change:
    """The time of one line moved: of the boundary line, or of any line below it."""

    def change(original: Original, rng: random.Random) -> list[bytes] | None:
        hop = original.boundary if boundary else _pick(_below(original), rng)
        if hop is None or not isinstance(hop.trace.time, Instant) or len(original.hops) < 2:
            return None
        text = original.line(hop)
        head, semicolon, _ = text.rpartition(";")
        if not semicolon:
            return None
        return original.with_line(
            hop, f"{head};\r\n\t{_date(_utc(hop) + timedelta(minutes=minutes))}\r\n"
        )

    change.__doc__ = f"One time moved by {minutes} minutes."
    return change


def removed(*, receiver: bool) -> Change:
    """One line that is neither the newest nor the oldest taken out."""

    def change(original: Original, rng: random.Random) -> list[bytes] | None:
        middle = [
            hop
            for hop in original.hops[1:-1]
            if (hop.witness is Witness.RECEIVER) is receiver and hop is not original.hops[0]
        ]
        hop = _pick(middle, rng)
        if hop is None:
            return None
        chunks = list(original.chunks)
        del chunks[hop.trace.field]
        return chunks

    return change


def reordered(*, receiver: bool) -> Change:
    """Two neighbouring lines of one party exchanged."""

    def change(original: Original, rng: random.Random) -> list[bytes] | None:
        pairs = [
            (older, newer)
            for older, newer in zip(original.hops, original.hops[1:], strict=False)
            if (older.witness is Witness.RECEIVER) is receiver
            and (newer.witness is Witness.RECEIVER) is receiver
        ]
        if not pairs:
            return None
        older, newer = rng.choice(pairs)
        chunks = list(original.chunks)
        one, other = older.trace.field, newer.trace.field
        chunks[one], chunks[other] = chunks[other], chunks[one]
        return chunks

    return change


def duplicated(original: Original, rng: random.Random) -> list[bytes] | None:
    """A second From, Date, Subject, To or Message-ID field with other words."""
    name = rng.choice(("From", "Date", "Subject", "To", "Message-ID"))
    for index, chunk in enumerate(original.chunks):
        if chunk.lower().startswith(name.lower().encode() + b":"):
            value = {
                "From": "Other <other@example.org>",
                "To": "other@example.org",
                "Date": "Thu, 14 May 2026 14:02:10 +0000",
                "Subject": "another subject",
                "Message-ID": "<other@example.org>",
            }[name]
            return original.inserted(index, f"{name}: {value}")
    return None


KINDS: dict[str, Change] = {
    "line in another form inside the receiving run": foreign_in_run,
    "line in the run's own form with another peer": imitated_in_run,
    "invented start, unlinked": typed_below,
    "invented start, linked by name": linked_below,
    "line below in a form its host does not write": foreign_form,
    "Google: address in the id altered": google_machine,
    "Exchange Online: build newer than the date": newer_build,
    "Exchange Online: name without group": no_region,
    "Exchange Online: number of the group altered": other_number,
    "Exchange Online: region of the group altered": other_region,
    "handover address made private": inside_address,
    "handover address made impossible": bogon_address,
    "handover address made another public one": other_address,
    "boundary line 2 min later": shift(2, boundary=True),
    "boundary line 10 min later": shift(10, boundary=True),
    "boundary line 10 min earlier": shift(-10, boundary=True),
    "boundary line 1 day earlier": shift(-1440, boundary=True),
    "line below 10 min later": shift(10, boundary=False),
    "line below 10 min earlier": shift(-10, boundary=False),
    "line below 1 day earlier": shift(-1440, boundary=False),
    "line of the receiving run removed": removed(receiver=True),
    "line below removed": removed(receiver=False),
    "two lines of the receiving run exchanged": reordered(receiver=True),
    "two lines below exchanged": reordered(receiver=False),
    "second copy of a field that stands once": duplicated,
}


def originals(corpus: Path) -> Iterator[tuple[str, Original]]:
    """Every genuine message with its folder's name, in order of name."""
    folders = [(name, corpus / name) for name in FOLDERS if (corpus / name).is_dir()]
    for title, folder in [*folders, ("sample_messages", ROOT / "sample_messages")]:
        for path in sorted(folder.glob("*.eml")):
            data = path.read_bytes()
            message = _read(data)
            chunks = tuple(data[f.span.start : f.span.end] for f in message.fields)
            start = message.fields[0].span.start if message.fields else 0
            if data[start : start + sum(map(len, chunks))] != b"".join(chunks):
                continue
            tail = data[start + sum(map(len, chunks)) :]
            yield title, Original(path.name, chunks, tail, trace_message(message))


def _read(data: bytes) -> Message:
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def speaks(data: bytes) -> dict[str, tuple[int, int]]:
    """How often each rule speaks, and with which strength at most."""
    message = _read(data)
    trace = trace_message(message)
    checks = check(message, trace, OfflineResolver(), as_of=date(2026, 11, 22), cross_check=False)
    base = fact_base(message, trace, checks, trace.attestations)
    found = {}
    for rule in load_rules().rules:
        matches = evaluate(rule, base).matches
        if matches:
            strengths = [min([rule.strength, *map(cap, one.classes)]) for one in matches]
            found[rule.id] = (len(matches), max(strengths))
    return found


def main(corpus: Path) -> None:
    """Alter every message in every way and print who noticed."""
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    by_rule: Counter[tuple[str, str, int]] = Counter()
    untouched: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for folder, original in originals(corpus):
        total[folder] += 1
        before = speaks(b"".join(original.chunks) + original.tail)
        for rule in before:
            untouched[(rule, folder)] += 1
        for kind, change in KINDS.items():
            chunks = change(original, random.Random(f"{kind}:{original.name}"))  # noqa: S311 - test data
            if chunks is None:
                continue
            tried[kind] += 1
            after = speaks(b"".join(chunks) + original.tail)
            new = {
                rule: strength
                for rule, (count, strength) in after.items()
                if count > before.get(rule, (0, 0))[0]
            }
            found[kind] += bool(new)
            beyond[kind] += any(strength > 0 for strength in new.values())
            for rule, strength in new.items():
                by_rule[(kind, rule, strength)] += 1
    _print(tried, found, beyond, by_rule)
    _print_untouched(untouched, total)


def _print(
    tried: Counter[str],
    found: Counter[str],
    beyond: Counter[str],
    by_rule: Counter[tuple[str, str, int]],
) -> None:
    out = sys.stdout
    out.write("| manipulation | tried | found | as more than a note | rule @strength: count |\n")
    out.write("|---|---:|---:|---:|---|\n")
    for kind in KINDS:
        rules = [
            f"{rule} @{strength}: {count}"
            for (one, rule, strength), count in sorted(by_rule.items())
            if one == kind
        ]
        shown = "; ".join(rules) or "none"
        out.write(f"| {kind} | {tried[kind]} | {found[kind]} | {beyond[kind]} | {shown} |\n")


def _print_untouched(untouched: Counter[tuple[str, str]], total: Counter[str]) -> None:
    out = sys.stdout
    heads = " | ".join(f"{folder} ({count})" for folder, count in total.items())
    out.write(f"\n| rule on untouched messages | {heads} |\n|---|{'---:|' * len(total)}\n")
    for rule in load_rules().rules:
        cells = " | ".join(str(untouched[(rule.id, folder)]) for folder in total)
        out.write(f"| {rule.id} | {cells} |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
