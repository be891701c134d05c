"""What the tests of the outline read of a page: its words, its chapters, its cover."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import provenance
from provenance.case import Access, Person
from provenance.selftest import Failure, Group, Installed, SelfTest
from provenance.selftest.annex import to_json as selftest_json

SAMPLES = Path(__file__).parents[3] / "sample_messages"
ANNEXES = "ABCDEFGHI"
VENDOR_NAMES = {"AuditData", "HighCompleteness", "MessageTraceDetail"}
"""Names of fields and options of vendors, quoted in requests for records."""
COUNTRIES = {"EU", "UK"}
STATED_OF_THE_EXPORT = """\
audit:
  - file: audit-log.csv
    supplied_by: IT
    known_errors: KE
    accuracy: AC
    protection: PR
    route: RO
    outside_audit: OA
"""
PLAIN = re.compile(r"<[^>]*>")
Analyse = Callable[..., tuple[str, dict[str, object]]]


def asked(role: str) -> str:
    """The sample case with who asked, who answers for it, and what was left out."""
    case = SAMPLES.joinpath("case.yaml").read_text("utf-8")
    more = "  asked_by: Rowan & Pike LLP\n  asked_role: solicitors of M. Carrow\n"
    more += '  responsible: J. Doe\n  left_out: "one voicemail"\n'
    return case.replace("  role: party\n", f"  role: {role}\n{more}")


def words(html: str) -> str:
    return " ".join(PLAIN.sub(" ", html.replace("<wbr>", "")).split())


def chapter(page: str, id_: str) -> str:
    """A chapter from its opening tag to the next chapter."""
    start = page.index(f'id="{id_}" class="chapter')
    end = re.search(r'<section id="[\w-]+" class="chapter|<section class="chapter', page[start:])
    return page[start : start + end.start()] if end else page[start:]


def cover(page: str) -> str:
    return page[: page.index("<main")]


def recorded(rules: str, **changes: object) -> bytes:
    """A self-test as the command writes it, with one vector that came out otherwise."""
    bad = Failure(vector="rfc8463-a", expected="pass", found="<script>")
    test = SelfTest(
        version=provenance.__version__, program="1" * 64, program_files=9, rules=rules,
        python="3.11.7", platform="Linux", installed=(Installed(name="typer", version="1"),),
        groups=(
            Group(id="dkim", vectors=2, failures=(bad,), source="RFC 8463"),
            Group(id="<b>", vectors=3, failures=(), source=""),
        ),
    )  # fmt: skip
    written = json.loads(selftest_json(test, made="2026-06-04T10:00:00Z"))
    return json.dumps(written | changes).encode()


def body_of(page: str) -> str:
    body = page[page.index("<main") : page.index('<section id="hashes"')]
    return re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)


def access(start: str, end: str = "", source: str = "") -> Person:
    way = Access(account="a@x.example", how="admin", start=start, end=end, source=source)
    return Person(id="p", name="P. Q.", access_to=(way,))
