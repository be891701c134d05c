"""Measures the consistency facts of Outlook items on all .msg files below a folder.

    python tests/benchmarks/outlook_items.py ../shared/corpus

Prints, for each fact that compares, how often it fits, does not fit, and is not applicable, of all
items and of those with Received lines; then every file where one does not fit, with the values.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from provenance.basics import Instant, State
from provenance.evidence import (
    Exhibit,
    MessageStream,
    open_evidence,
)
from provenance.evidence.outlook_children import embedded_exhibit, inside
from provenance.message import Message, read_message
from provenance.origin.outlook_item import copy_kind
from provenance.reasoning.rules.facts import FactRecord
from provenance.reasoning.rules.mapi_facts import item_facts
from provenance.trace import Trace, trace_message


def items(folder: Path) -> list[tuple[str, Exhibit, bytes]]:
    """All Outlook items below a folder and inside one another, those of one hash once."""
    found: dict[str, tuple[str, Exhibit, bytes]] = {}
    for path in sorted(folder.rglob("*.msg")):
        name = path.relative_to(folder).as_posix()
        for exhibit in open_evidence([path]).exhibits:
            for one in with_embedded(exhibit, exhibit.content):
                found.setdefault(one.item.sha256, (name, one, exhibit.content))
    return list(found.values())


def with_embedded(exhibit: Exhibit, file: bytes) -> Iterator[Exhibit]:
    """An item and the items embedded in it."""
    if exhibit.outlook is None:
        return
    yield exhibit
    for one in inside(exhibit.outlook, file):
        if one.item is not None:
            yield from with_embedded(embedded_exhibit(exhibit.item, one, id="E2"), file)


def read(exhibit: Exhibit) -> tuple[Message, Trace]:
    """The message of the transport headers, an empty one where there are none."""
    stream = exhibit.stream
    if isinstance(stream, State):
        stream = MessageStream(name="none", data=b"\r\n", body=False)
    message = read_message(stream, id="M1", evidence=exhibit.item.id)
    return message, trace_message(message)


def main() -> None:
    """Count and list."""
    counts: dict[str, Counter[str]] = {}
    routed: dict[str, Counter[str]] = {}
    odd: list[str] = []
    kinds: Counter[str] = Counter()
    anew: Counter[str] = Counter()
    total = with_route = 0
    for name, exhibit, file in items(Path(sys.argv[1])):
        message, trace = read(exhibit)
        facts = item_facts(exhibit, file, message, trace)
        if facts is None or exhibit.outlook is None:
            continue
        total += 1
        route = len(trace.route.hops)
        with_route += bool(route)
        copy = copy_kind(exhibit.outlook, route)
        kinds[f"{copy.kind.value} ({', '.join(copy.reasons)})"] += 1
        anew[str(copy.saved_anew)] += 1
        for fact in facts.facts:
            if not fact.endswith("fits") and not fact.endswith("fit") and fact != "changed":
                continue
            answer = _word(facts, fact)
            counts.setdefault(fact, Counter())[answer] += 1
            if route:
                routed.setdefault(fact, Counter())[answer] += 1
            if answer == ("yes" if fact == "changed" else "no"):
                odd.append(f"{fact}\t{name}\t{_shown(facts, fact)}")
    print(f"items {total}, with Received lines {with_route}")
    print("kinds:", dict(kinds.most_common()))
    print("saved anew:", dict(anew.most_common()))
    for fact in sorted(counts):
        print(
            f"{fact:22} all {dict(sorted(counts[fact].items()))}"
            f"  with route {dict(sorted(routed.get(fact, Counter()).items()))}"
        )
    print("\n".join(sorted(odd)))


def _word(facts: FactRecord, fact: str) -> str:
    value = facts.facts[fact]
    if isinstance(value, State):
        return "n/a"
    return "yes" if value else "no"


_BESIDE = {
    "attachments_fit": ("attached", "attached_time", "submitted"),
    "bodies_fit": (),
    "changed": ("delivered", "modified"),
    "conversation_fits": ("conversation", "submitted"),
    "creation_fits": ("created", "delivered"),
    "delivery_fits": ("delivered", "arrived"),
    "delivery_order_fits": ("delivered", "submitted"),
    "flags_fit": ("message_class", "kind"),
    "from_fits": ("from", "header_from"),
    "message_id_fits": ("message_id", "header_message_id"),
    "recipients_fit": ("recipients", "header_recipients"),
    "search_key_fits": ("search_key", "search_key_address"),
    "sender_fits": ("sender", "header_sender"),
    "subject_fits": ("subject", "header_subject"),
}


def _shown(facts: FactRecord, fact: str) -> str:
    values = [facts.facts[name] for name in _BESIDE.get(fact, ())]
    return " | ".join(one.text if isinstance(one, Instant) else str(one) for one in values)


if __name__ == "__main__":
    main()
