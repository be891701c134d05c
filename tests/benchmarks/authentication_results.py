"""How many recorded results of real mail are read: a table for ``docs/measurements.md``.

Usage: ``python tests/benchmarks/authentication_results.py [CORPUS]`` (default ``../shared/corpus``
beside the repository). Counts every Authentication-Results, ARC-Authentication-Results,
Authentication-Results-Original, X-MS-Exchange-Authentication-Results and Received-SPF field.

A field is *read* where it gives a result or an explicit ``none``. *Whole* counts the fields of
which every word is found again in what was read. ``authres`` (a reader of conforming fields) is
run over the same values, where it is installed. Counts only: same output on every machine.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import (
    AuthenticationResults,
    MethodResult,
    parse_authentication_results,
    parse_received_spf,
)

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = (
    "authentication-results",
    "arc-authentication-results",
    "authentication-results-original",
    "x-original-authentication-results",
    "x-ms-exchange-authentication-results",
)
SPF = "received-spf"
NO_MAIL = frozenset((".msg", ".tnef", ".json", ".jsonl", ".tsv", ".yml", ".md", ".zip", ".gz"))
WORD = re.compile(r"[\w@.]{2,}")


def said(result: MethodResult) -> list[str]:
    """All texts of one result."""
    reason = "" if isinstance(result.reason, State) else f"reason {result.reason}"
    names = [f"{p.ptype}.{p.name}={p.value}" for p in result.properties]
    return [result.method, result.result, reason, *names, *result.comments]


def texts(read: AuthenticationResults) -> list[str]:
    """All texts of one field."""
    found = [t for t in (read.authserv_id, read.version) if not isinstance(t, State)]
    found += ["none"] if read.explicit_none else []
    found += [text for result in read.results for text in said(result)]
    return [*found, *read.comments, *read.remainder]


def authres_reads(value: str) -> bool | None:
    """Whether ``authres`` takes the value; ``None`` where it is not installed."""
    try:
        import authres  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    try:
        authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except Exception:
        return False
    return True


def main(folder: Path) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    unread: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in NO_MAIL:
            continue
        stream = MessageStream(name="file", data=path.read_bytes(), body=True)
        for field in read_message(stream, id="M1", evidence="E1").fields:
            name = field.lname
            if name not in RESULTS and name != SPF:
                continue
            counted[name, "fields"] += 1
            if name == SPF:
                single = parse_received_spf(field.value)
                read, words = int(single is not None), said(single) if single else []
            else:
                arc = name.startswith("arc")
                parsed = parse_authentication_results(field.value, arc=arc)
                read = int(bool(parsed.results) or parsed.explicit_none)
                words = texts(parsed)
                value = re.sub(r"^\s*i=\d+;", "", field.value) if arc else field.value
                counted[name, "authres"] += bool(authres_reads(value))
            counted[name, "read"] += read
            held = " ".join(words).lower()
            counted[name, "whole"] += all(
                word.lower().strip(".") in held for word in WORD.findall(field.value)
            )
            if not read:
                unread.append(f"{path.relative_to(folder)}: {name}: {field.value[:60]!r}")
    print("| field | fields | read | every word kept | authres |")
    print("|---|---|---|---|---|")
    for name in (*RESULTS, SPF):
        n, read, whole, other = (
            counted[name, key] for key in ("fields", "read", "whole", "authres")
        )
        print(f"| {name} | {n} | {read} | {whole} | {other if name != SPF else '-'} |")
    total = Counter[str]()
    for (_, key), number in counted.items():
        total[key] += number
    print(f"| all | {total['fields']} | {total['read']} | {total['whole']} | {total['authres']} |")
    print("\nNot read:", *unread, sep="\n- ")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus")
