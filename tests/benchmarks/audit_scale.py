"""Time and memory of the two passes over one large audit log, beside DuckDB and csv + json.

``python tests/benchmarks/audit_scale.py LOG.csv [--duckdb PYTHON] [--rounds N] [--only NAME...]``
with a log of ``generate_ual.py``; PYTHON is an interpreter that has duckdb. Every method runs in
a process of its own, in turn, so that a busy machine hits them alike; a row gives the median wall
time, processor time, peak memory, and the wall time as a multiple of DuckDB's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

COMMON = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[2])
from generate_ual import MAILBOX, MESSAGE_ID, SUBJECT
path = sys.argv[1]
ID = MESSAGE_ID[1:-1]
def opened():
    import mmap
    from provenance.audit import open_export, recognise, row_reader
    with open(path, "rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    export = open_export(content, source="E1", sha256="0" * 64)
    found = recognise(export)
    return export, found, row_reader(export, found)
begun = time.perf_counter()
"""
ENDED = """
took = time.perf_counter() - begun
own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
print(json.dumps([result, took, cpu, own.ru_maxrss / 1024, others.ru_maxrss / 1024]))
"""
SEARCH = """
from provenance.audit import Needles, Search
export, found, reader = opened()
search = Search(Needles(exact=(ID,), accounts=(MAILBOX,)))
result = sum(1 for _ in search.first(export, reader))
"""
JOINS = """
from datetime import UTC, datetime
from provenance.audit import Search
from provenance.correlation.joins import join_all, needles_of, neighbour_needles, neighbours
from provenance.correlation.keys import MessageKeys
export, found, reader = opened()
keys = [MessageKeys(
    message="M1", message_id=ID, network_ids=frozenset(), hops=(), accounts=frozenset({MAILBOX}),
    subject=SUBJECT.casefold(), date=datetime(2026, 2, 24, tzinfo=UTC), first_hop=None,
    recipients=frozenset(), client_ips=frozenset())]
search = Search(needles_of(keys))
joined = join_all(search.first(export, reader), keys)
more = list(neighbours(search.again(export, reader, neighbour_needles(joined)), joined))
result = [len(joined.joins), len(more)]
"""
RECONCILE = """
from provenance.audit.large import totals
export, found, reader = opened()
sums = totals(export, found, reader).coverage
result = [sums.rows, sums.events, sums.duplicates, sums.problems, len(sums.gaps)]
"""
PROCESSES = """
from pathlib import Path
from provenance.audit.workers import pool, totals_by
export, found, reader = opened()
with pool(1 << 40) as executor:
    sums = totals_by(executor, Path(path), export, found, reader).coverage
result = [sums.rows, sums.events, sums.duplicates, sums.problems, len(sums.gaps)]
"""
DUCKDB = """
import duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
result = connection.execute(
    "select count(*) from read_csv(?, header=true, all_varchar=true, quote='\\"', escape='\\"', "
    "max_line_size=20000000, ignore_errors=true) "
    "where contains(AuditData, ?) or contains(lower(AuditData), ?)",
    [path, ID, MAILBOX],
).fetchone()[0]
"""
CSV_JSON = """
import csv
result = [0, 0]
with open(path, newline="", encoding="utf-8") as file:
    table = csv.reader(file)
    at = next(table).index("AuditData")
    for row in table:
        try:
            found = json.loads(row[at])
        except ValueError:
            result[1] += 1
            continue
        if ID in row[at] or found["UserId"].lower() == MAILBOX:
            result[0] += 1
"""
METHODS = {
    "search": SEARCH,
    "duckdb": DUCKDB,
    "joins": JOINS,
    "reconcile": RECONCILE,
    "reconcile, processes": PROCESSES,
    "csv + json": CSV_JSON,
}
NOTES = {
    "search": "rows of one message and one mailbox, as events",
    "joins": "the same, then the sessions and accounts of what was joined",
    "reconcile": "rows, duplicates, coverage, holes, caps; one process",
    "reconcile, processes": "the same over the executor, one process a core",
    "duckdb": "read_csv with the filter of `search`",
    "csv + json": "every row, the filter of `search`",
}


def main() -> None:
    """Run every method in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--duckdb", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(METHODS))
    given = parser.parse_args()
    names = [name for name in METHODS if name in given.only and (name != "duckdb" or given.duckdb)]
    runs: dict[str, list[list[float]]] = {name: [] for name in names}
    results: dict[str, object] = {}
    for _ in range(given.rounds):
        for name in names:
            results[name], *figures = _run(name, given.log, given.duckdb)
            runs[name].append(figures)
            print(name, results[name], [round(one, 1) for one in figures], file=sys.stderr)
    base = statistics.median(run[0] for run in runs["duckdb"]) if "duckdb" in runs else None
    print("| method | wall s | CPU s | peak MB | x duckdb | found |")
    print("|---|---:|---:|---:|---:|---|")
    for name in names:
        columns = list(zip(*runs[name], strict=True))
        wall, cpu, own, others = map(statistics.median, columns)
        spread = f"{min(columns[0]):.1f}-{max(columns[0]):.1f}"
        memory = f"{own:.0f}" + (f" + {others:.0f} a process" if "processes" in name else "")
        ratio = f"{wall / base:.2f}" if base else ""
        print(
            f"| {name} ({NOTES[name]}) | {wall:.1f} ({spread}) | {cpu:.1f} | {memory} | {ratio} "
            f"| {results[name]} |"
        )


def _run(name: str, log: Path, duckdb: str) -> list[float]:
    here = str(Path(__file__).resolve().parent)
    python = duckdb if name == "duckdb" else sys.executable
    code = COMMON + METHODS[name] + ENDED
    done = subprocess.run(
        [python, "-c", code, str(log), here], stdout=subprocess.PIPE, text=True, check=True
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
