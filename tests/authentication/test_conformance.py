"""Public suites of DKIM signatures: every one decided, every difference explained beside it.

The messages are other people's and stay in the folder beside the repository; the vectors, with
what each suite expects and why we differ, are data here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import DnsAnswer, RecordedResolver
from provenance.authentication.dkim.verify import verify_signatures
from tests.authentication.test_verify import MOMENTS

DATA = Path(__file__).parent.parent / "data" / "authentication" / "conformance"
SUITES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))
}
RCODES = {"NXDOMAIN": "NXDOMAIN", "~~Query timed out~~": "TIMEOUT", "~~SERVFAIL~~": "SERVFAIL"}
ANSWERS = ("result", "reason", "header_signature", "body_hash")
EXPECTED = {"pass", "fail", "ignored", "not stated"}


def record(line: str) -> DnsAnswer:
    """A record as the suites write it: name, blanks, then the text or what went wrong."""
    name, _, written = line.partition(" ")
    written = written.strip()
    rcode = RCODES.get(written, "NOERROR")
    data = (written.strip('"'),) if rcode == "NOERROR" else ()
    return DnsAnswer(name=name, type="TXT", rcode=rcode, data=data)


def answers(suite: dict[str, Any], folder: Path) -> list[DnsAnswer]:
    """The key records of a suite: a table of its own, or the rows of the data file."""
    records = suite.get("records", [])
    if isinstance(records, str):
        if records == "inline":
            return []
        lines = (folder / records).read_text(encoding="utf-8").splitlines()
        return [record(line) for line in lines if line.strip() and not line.startswith("#")]
    return [
        DnsAnswer(
            name=row["name"],
            type="TXT",
            rcode=row.get("rcode", "NOERROR"),
            data=(row["txt"],) if "txt" in row else (),
        )
        for row in records
    ]


@pytest.mark.corpus
@pytest.mark.parametrize("name", SUITES)
def test_every_signature_is_decided(name: str, shared: Path, signing: Any) -> None:
    suite = SUITES[name]
    folder = shared / "corpus" / suite["folder"]
    held = answers(suite, folder)
    expected: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for vector in suite["vectors"]:
        expected[vector["file"]].append(vector)
    for file, vectors in expected.items():
        data = (folder / file).read_bytes()
        known = held
        if suite.get("records") == "inline":
            head, _, data = data.replace(b"\r\n", b"\n").partition(b"\n\n")
            known = [record(line) for line in head.decode().splitlines()]
        message = signing.read(data)
        found = []
        for header in suite["headers"]:
            checks = verify_signatures(message, RecordedResolver(known), MOMENTS, header=header)
            for at, check in enumerate(checks):
                told = {answer: getattr(check, answer).value for answer in ANSWERS}
                found.append({"file": file, "signature": at, "header": header} | told)
        wanted = [{key: vector[key] for key in found[0]} for vector in vectors]
        assert found == wanted, file


@pytest.mark.corpus
@pytest.mark.parametrize("name", SUITES)
def test_no_message_of_a_suite_is_left_out(name: str, shared: Path, signing: Any) -> None:
    """A file with a signature has vectors; one without is listed with its DomainKeys fields."""
    suite = SUITES[name]
    folder = shared / "corpus" / suite["folder"]
    with_vectors = {vector["file"] for vector in suite["vectors"]}
    unsigned = {row["file"]: row["historic"] for row in suite["unsigned"]}
    assert not with_vectors & set(unsigned)
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(folder).as_posix()
        if not path.is_file() or file in with_vectors or suite.get("records") == "inline":
            continue
        message = signing.read(path.read_bytes())
        assert not any(message.named(header) for header in suite["headers"]), file
        if file in unsigned:
            assert len(message.named("DomainKey-Signature")) == unsigned[file]


@pytest.mark.parametrize("name", SUITES)
def test_every_difference_is_explained(name: str) -> None:
    suite = SUITES[name]
    assert suite["source"]
    assert suite["licence"]
    seen = set()
    for vector in suite["vectors"]:
        where = (vector["file"], vector["header"], vector["signature"])
        assert where not in seen
        seen.add(where)
        assert vector["theirs"] in EXPECTED, where
        differs = vector["theirs"] == "pass" and vector["result"] != "pass"
        differs |= vector["theirs"] in {"fail", "ignored"} and vector["result"] == "pass"
        if differs:
            assert vector["why"], where
        assert bool(vector.get("why")) == bool(vector.get("rfc")), where


def test_nothing_passes_that_a_suite_wants_to_fail() -> None:
    for suite in SUITES.values():
        for vector in suite["vectors"]:
            assert not (vector["theirs"] == "fail" and vector["result"] == "pass"), vector


def test_the_suites_are_there() -> None:
    counts = {name: len(suite["vectors"]) for name, suite in SUITES.items()}
    assert counts == {
        "mail-dkim": 68,
        "mailauth": 17,
        "rspamd": 36,
        "spamassassin": 48,
        "stalwart": 12,
    }
