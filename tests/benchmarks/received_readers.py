"""Readers of Received fields for the score: ours and the peers that are installed, as adapters.

A reader takes all texts and gives one `Reading` per text. Its ``values`` hold the labels that it
gives on its own; a label not in ``gives`` counts as "the line does not say it". Where a peer hands
over a whole clause (``clause``), the score tells how often the right value stands inside it.
The adapters are generous: comments are cut off a peer's values, dates that it leaves as text are
read by the standard library, and version, cipher and bits are looked up in its TLS text.

mailauth is looked for where node finds packages (set NODE_PATH for another folder), SpamAssassin
where perl does (PERL5LIB).
"""

from __future__ import annotations

import email.utils
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from tests.benchmarks.received_truth import KEYS, Scalar


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one reader makes of one text. ``lost`` counts characters in no segment or in two."""

    values: dict[str, Scalar] = field(default_factory=dict)
    clause: str = ""
    lost: int | None = None
    raised: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A parser with its version, the labels it gives, and how to run it over texts."""

    name: str
    version: str
    gives: frozenset[str]
    read: Callable[[Sequence[str]], list[Reading]]


def readers() -> list[Reader]:
    """Give all readers that are installed here, ours first."""
    found = [_ours(), _mail_parser(), _mailauth(), _spamassassin()]
    return [reader for reader in found if reader is not None]


# ------------------------------------------------------------------- ours


def _ours() -> Reader:
    import provenance

    return Reader(
        name="provenance",
        version=provenance.__version__,
        gives=frozenset(KEYS),
        read=lambda texts: [_attempt(read_ours, text) for text in texts],
    )


def _attempt(read: Callable[[str], Reading], text: str) -> Reading:
    """Read one text; an exception is a result of its own, not the end of the score."""
    try:
        return read(text)
    except Exception as error:
        return Reading(raised=type(error).__name__)


def read_ours(text: str) -> Reading:
    """Read a text with the product's parser."""
    from provenance.basics import known
    from provenance.trace import parse_received

    found = parse_received(text)
    time = known(found.time)
    values: dict[str, Scalar] = {
        "helo": known(found.helo),
        "rdns": known(found.rdns),
        "ip": known(found.ip),
        "port": known(found.port),
        "by": known(found.by),
        "by_ip": known(found.by_ip),
        "via": known(found.via),
        "with": known(found.with_),
        "id": known(found.id),
        "for": known(found.for_),
        "envelope_from": known(found.envelope_from),
        "tls_version": known(found.tls.version),
        "cipher": known(found.tls.cipher),
        "tls_bits": known(found.tls.bits),
        "auth_user": known(found.auth_user),
        "time_utc": utc_text(time.utc) if time else None,
        "offset_minutes": known(time.offset_minutes) if time else None,
    }
    spans = [(segment.start, segment.end) for segment in found.segments]
    return Reading(values=values, lost=uncovered(spans, len(text)))


def uncovered(spans: Sequence[tuple[int, int]], length: int) -> int:
    """Count the characters of a text that no span holds, or more than one, or that are not there.

    >>> uncovered([(0, 3), (2, 5)], 6)
    2
    """
    held = [0] * max([length, *(end for _, end in spans)])
    for start, end in spans:
        for place in range(start, end):
            held[place] += 1
    return sum(count != 1 if place < length else count > 0 for place, count in enumerate(held))


def utc_text(moment: datetime) -> str:
    """Write a moment as the truth does: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(text: str) -> tuple[str | None, int | None]:
    """Read a date that a peer leaves as text with the standard library: UTC and offset."""
    parts = email.utils.parsedate_tz(text)
    if parts is None or parts[9] is None:
        return None, None
    try:
        moment = datetime.fromtimestamp(email.utils.mktime_tz(parts), UTC)
    except (ValueError, OverflowError, OSError):
        return None, None
    return utc_text(moment), parts[9] // 60


def bare(value: str | None) -> str | None:
    """Cut comments off a value, nested ones too; None if nothing is left.

    >>> bare("mx.example.org (Postfix (local)) x")
    'mx.example.org x'
    """
    depth, kept = 0, ""
    for char in value or "":
        depth += char == "("
        kept += char if depth == 0 else ""
        depth -= char == ")" and depth > 0
    return " ".join(kept.split()) or None


# ------------------------------------------------------------------- mail-parser


def _mail_parser() -> Reader | None:
    try:
        version = metadata.version("mail-parser")
    except metadata.PackageNotFoundError:
        return None
    gives = ("by", "via", "with", "id", "for", "envelope_from", "time_utc", "offset_minutes")
    return Reader(
        name="mail-parser",
        version=version,
        gives=frozenset(gives),
        read=lambda texts: [_attempt(read_mail_parser, text) for text in texts],
    )


def read_mail_parser(text: str) -> Reading:
    """Read a text with mail-parser; its ``from`` stays one string, the rest are clauses."""
    import mailparser

    mail = mailparser.parse_from_bytes(b"Received: " + text.encode() + b"\r\n\r\n\r\n")
    if not mail.received:
        return Reading()
    found: dict[str, Any] = mail.received[0]
    written = str(found.get("date_utc") or "")
    values: dict[str, Scalar] = {
        key: bare(found.get(key)) for key in ("by", "via", "with", "id", "for")
    }
    sender = found.get("envelope_from", found.get("envelope_sender"))
    values["envelope_from"] = None if sender is None else str(sender)
    values["time_utc"] = utc_text(datetime.fromisoformat(written)) if written else None
    values["offset_minutes"] = stamp(str(found.get("date", "")))[1]
    return Reading(values=values, clause=str(found.get("from", "")))


# ------------------------------------------------------------------- mailauth (node)

NODE = """
const { parseReceived } = require('mailauth/lib/parse-received');
const { version } = require('mailauth/package.json');
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(line => line);
const read = text => {
    try { return parseReceived('Received: ' + text) || {}; }
    catch (error) { return { raised: error.name }; }
};
console.log(JSON.stringify({ version, found: lines.map(line => read(JSON.parse(line))) }));
"""
TLS_VERSION = re.compile(r"\b(?:TLS|SSL)_?v?\d(?:[._]\d)*(?:/SSLv3)?", re.I)
TLS_CIPHER = re.compile(r"\bcipher[= ]\s*([\w-]+)", re.I)
TLS_BITS = re.compile(r"\bbits=(\d+)|\((\d+)/\d+ bits\)", re.I)


def _mailauth() -> Reader | None:
    node = shutil.which("node")
    first = _run([node, "-e", NODE], []) if node else None
    if first is None:
        return None
    gives = ("helo", "by", "with", "id", "for", "envelope_from", "tls_version", "cipher")
    return Reader(
        name="mailauth",
        version=str(first["version"]),
        gives=frozenset([*gives, "tls_bits", "time_utc", "offset_minutes"]),
        read=lambda texts: [_mailauth_reading(f) for f in _found([str(node), "-e", NODE], texts)],
    )


def _mailauth_reading(found: dict[str, Any]) -> Reading:
    """Turn mailauth's clauses into labels; its first word after ``from`` counts as the HELO."""

    def part(key: str, name: str = "value") -> str:
        clause = found.get(key)
        text = clause.get(name, "") if isinstance(clause, dict) else ""
        return " ".join(text) if isinstance(text, list) else str(text or "")

    tls = f"{part('tls')} {part('tls', 'comment')}"
    version, cipher, bits = (pattern.search(tls) for pattern in (TLS_VERSION, TLS_CIPHER, TLS_BITS))
    moment, offset = stamp(str(found.get("timestamp", "")))
    values: dict[str, Scalar] = {
        "helo": part("from") or None,
        **{key: bare(part(key)) for key in ("by", "with", "id", "for")},
        "envelope_from": part("envelope-from") or None,
        "tls_version": version[0] if version else None,
        "cipher": cipher[1] if cipher else None,
        "tls_bits": int(bits[1] or bits[2]) if bits else None,
        "time_utc": moment,
        "offset_minutes": offset,
    }
    clause = f"{part('from')} {part('from', 'comment')}"
    return Reading(values=values, clause=clause, raised=str(found.get("raised", "")))


# ------------------------------------------------------------------- SpamAssassin (perl)

PERL = """
use JSON::PP; use Mail::SpamAssassin; use Mail::SpamAssassin::Message::Metadata::Received;
my $self = bless {allow_mailfetch_markers => 1}, 'Mail::SpamAssassin::Message::Metadata';
my @found;
while (my $line = <STDIN>) {
    my $text = JSON::PP->new->allow_nonref->decode($line);
    my $relay = eval { $self->parse_received_line($text) };
    my %kept = ref $relay ? %$relay : ();
    push @found, {map { $_ => $kept{$_} } grep { defined $kept{$_} && !ref $kept{$_} } keys %kept};
    $found[-1]{raised} = 'died' if $@;
}
print JSON::PP->new->canonical->ascii->encode(
    {version => Mail::SpamAssassin::Version(), found => \\@found});
"""


def _spamassassin() -> Reader | None:
    perl = shutil.which("perl")
    first = _run([perl, "-e", PERL], []) if perl else None
    if first is None:
        return None
    names = {"helo": "helo", "rdns": "rdns", "ip": "ip", "by": "by", "id": "id"}
    names["envelope_from"] = "envfrom"

    def reading(found: dict[str, Any]) -> Reading:
        # SpamAssassin writes the brackets of a HELO literal as exclamation marks.
        values: dict[str, Scalar] = {
            key: str(found.get(name, "")).strip("!") or None for key, name in names.items()
        }
        return Reading(values=values, raised=str(found.get("raised", "")))

    return Reader(
        name="SpamAssassin",
        version=str(first["version"]),
        gives=frozenset(names),
        read=lambda texts: [reading(found) for found in _found([str(perl), "-e", PERL], texts)],
    )


# ------------------------------------------------------------------- other languages


def _run(command: Sequence[str], texts: Sequence[str]) -> dict[str, Any] | None:
    """Give texts to a program as JSON lines; None if it or its library is not there."""
    done = subprocess.run(
        command,
        input="".join(json.dumps(text) + "\n" for text in texts),
        capture_output=True,
        env=os.environ | {"PERL_HASH_SEED": "0"},
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _found(command: Sequence[str], texts: Sequence[str]) -> list[dict[str, Any]]:
    """Run a program over the texts; one answer for each, in their order."""
    answer = _run(command, texts)
    if answer is None or len(answer["found"]) != len(texts):
        raise RuntimeError(f"{command[0]} did not answer every text")
    return list(answer["found"])
