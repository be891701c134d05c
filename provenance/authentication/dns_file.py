"""Recorded DNS answers: one JSON object a line, the same bytes for the same answers.

A report keeps only the answers that it used. Such an extract begins with a line that names the file
it was taken from, ``{"extract_of": "<SHA-256>"}``, so that a reader can ask for that file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from provenance.authentication.names import question_name
from provenance.authentication.records import DnsAnswer, DnsSource
from provenance.authentication.resolver import answer_key
from provenance.basics import MisuseError
from provenance.basics.files import read_regular

RCODES = ("NOERROR", "NXDOMAIN", "SERVFAIL", "TIMEOUT")
DNSSEC = ("secure", "insecure", "bogus", "unknown")
MAX_FILE = 256 * 1024 * 1024
_ORIGIN = re.compile(rb'\{"extract_of": "([0-9a-f]{64})"\}')
SHAPE = 'Write one JSON object a line: {"name": ..., "type": "TXT", "rcode": "NOERROR", ...}.'


def read_dns_file(path: Path) -> tuple[DnsAnswer, ...]:
    """Read ``dns.jsonl``; unknown keys are ignored, empty lines skipped.

    Raises:
        MisuseError: the file cannot be read, or a line is not such an object; ``place`` is
            ``path:line``.
    """
    try:
        content = read_regular(path, MAX_FILE)
        if len(content) > MAX_FILE:
            raise MisuseError(
                "the file of DNS answers is larger than 256 MB.",
                place=str(path),
                remedy="Give the dns.jsonl of this case only.",
            )
    except OSError as error:
        raise MisuseError(
            f"the file of DNS answers cannot be read ({error.strerror}).",
            place=str(path),
            remedy="Give a dns.jsonl that an earlier run wrote.",
        ) from error
    answers = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        stripped = line.strip(b" \t\r\xef\xbb\xbf")
        if stripped and not (number == 1 and _ORIGIN.fullmatch(stripped)):
            answers.append(_parse_line(stripped, f"{path}:{number}"))
    return tuple(sorted(answers, key=answer_key))


def extract_of(path: Path) -> str:
    """SHA-256 of the file that a file of answers says it was taken from, "" if it names none."""
    with path.open("rb") as file:
        first = file.readline(200).strip()
    found = _ORIGIN.fullmatch(first)
    return found[1].decode("ascii") if found else ""


def _parse_line(line: bytes, place: str) -> DnsAnswer:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MisuseError("this line is not JSON.", place=place, remedy=SHAPE) from error
    if not isinstance(row, dict):
        raise MisuseError("this line is not a JSON object.", place=place, remedy=SHAPE)
    name = question_name(_string(row, "name", place))
    if not name:
        raise MisuseError("'name' is not a DNS name.", place=place, remedy=SHAPE)
    return DnsAnswer(
        name=name,
        type=_string(row, "type", place, default="TXT").upper(),
        rcode=_choice(row, "rcode", RCODES, place, default="NOERROR"),
        data=_strings(row, "data", place),
        ttl=_number(row, "ttl", place),
        asked_at=_string(row, "asked_at", place, default=""),
        server=_string(row, "server", place, default=""),
        source=DnsSource(
            _choice(row, "source", tuple(DnsSource), place, default=DnsSource.RECORDED)
        ),
        dnssec=_choice(row, "dnssec", DNSSEC, place, default="unknown"),
        rrsig=_strings(row, "rrsig", place),
        grade=_string(row, "grade", place, default=""),
        canonical=_string(row, "canonical", place, default=""),
        rdata=_strings(row, "rdata", place),
        authority=_strings(row, "authority", place),
    )


def _string(row: dict[str, object], key: str, place: str, *, default: str | None = None) -> str:
    value = row.get(key, default)
    if not isinstance(value, str):
        raise MisuseError(f"'{key}' is missing or not a text.", place=place, remedy=SHAPE)
    return value


def _choice(
    row: dict[str, object], key: str, allowed: tuple[str, ...], place: str, *, default: str
) -> str:
    value = _string(row, key, place, default=default)
    if value not in allowed:
        raise MisuseError(
            f"'{key}' is not one of {', '.join(allowed)}.", place=place, remedy="Correct the line."
        )
    return value


def _strings(row: dict[str, object], key: str, place: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MisuseError(f"'{key}' is not a list of texts.", place=place, remedy=SHAPE)
    return tuple(value)


def _number(row: dict[str, object], key: str, place: str) -> int:
    value = row.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**32:
        raise MisuseError(f"'{key}' is not a number of seconds.", place=place, remedy=SHAPE)
    return value


def write_dns_lines(answers: Iterable[DnsAnswer], *, taken_from: str = "") -> bytes:
    """Return ``dns.jsonl`` for these answers: sorted, one line each, ASCII, LF line ends.

    ``taken_from`` is the SHA-256 of a file of which they are an extract, "" for none. Reading the
    result and writing it again gives the same bytes, so a replay is repeatable.
    """
    unique = {answer_key(answer): answer for answer in answers}
    lines = (json.dumps(_row(unique[key]), ensure_ascii=True) for key in sorted(unique))
    head = (json.dumps({"extract_of": taken_from}),) if taken_from else ()
    return "".join(line + "\n" for line in (*head, *lines)).encode("ascii")


def _row(answer: DnsAnswer) -> dict[str, object]:
    row: dict[str, object] = {
        "name": answer.name,
        "type": answer.type,
        "rcode": answer.rcode,
        "data": list(answer.data),
        "ttl": answer.ttl,
        "asked_at": answer.asked_at,
        "server": answer.server,
        "source": answer.source.value,
        "dnssec": answer.dnssec,
        "rrsig": list(answer.rrsig),
    }
    more: dict[str, object] = {
        "grade": answer.grade,
        "canonical": answer.canonical,
        "rdata": list(answer.rdata),
        "authority": list(answer.authority),
    }
    return row | {key: value for key, value in more.items() if value}
