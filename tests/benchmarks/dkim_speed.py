"""DKIM verification: messages per CPU second beside dkimpy, mailauth and Mail::DKIM, in one run.

Usage: ``python tests/benchmarks/dkim_speed.py [FOLDER] [--rounds N] [--mailauth NODE_MODULES]``.

500 messages of about 42 kB are signed anew with one RSA-2048 key, relaxed/relaxed. Without FOLDER
their text is made up from a seed (quoted-printable HTML with indentation, plain text, base64
parts in turn); with FOLDER its ``.eml`` files are padded or cut to that size. Every program runs in
one process of its own, keys from a local file; they take turns, start-up and reading of the files
left out. Ratios are of the smallest CPU times, which other work on the machine disturbs least.
The limit is SHA-256 of all bytes and one RSA
verification a message with ``cryptography``. Every program must say "pass" to all 500 and to none
of 50 broken copies.

mailauth and Mail::DKIM are measured where they are installed (``npm install mailauth``,
``apt-get install libmail-dkim-perl``).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

COUNT, SIZE, BROKEN = 500, 42_000, 50
DOMAIN, SELECTOR = "harbourvale.example", "s1"
NAME = f"{SELECTOR}._domainkey.{DOMAIN}"
WORDS = [
    "the",
    "report",
    "of",
    "last",
    "week",
    "was",
    "sent",
    "to",
    "all",
    "members,",
    "please",
    "let",
    "us",
    "know",
    "by",
    "Friday",
]


def plain(rng: random.Random, size: int) -> bytes:
    """Lines of words, some with a second blank or one at their end, some empty."""
    lines, length = [], 0
    while length < size:
        line = " ".join(rng.choices(WORDS, k=rng.randrange(4, 16)))
        kind = rng.random()
        line = "" if kind < 0.1 else line.replace(". ", ".  ") + " " * (kind > 0.9)
        lines.append(line)
        length += len(line) + 2
    return "\r\n".join(lines).encode() + b"\r\n"


def html(rng: random.Random, size: int) -> bytes:
    """Indented HTML in quoted-printable lines, as newsletters are."""
    lines, length = [], 0
    while length < size:
        depth = rng.randrange(0, 12)
        text = " ".join(rng.choices(WORDS, k=6))
        line = "  " * depth + f'<td style=3D"width:{rng.randrange(600)}px">{text}</td>'
        lines.append(line[:72] + ("=" if len(line) > 72 else ""))
        length += len(lines[-1]) + 2
    return "\r\n".join(lines).encode() + b"\r\n"


def binary(rng: random.Random, size: int) -> bytes:
    """Base64 lines of 76 characters."""
    encoded = base64.b64encode(rng.randbytes(size * 3 // 4))
    return b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76)) + b"\r\n"


def made_up() -> list[bytes]:
    """500 unsigned messages from a seed."""
    rng, out = random.Random(20260514), []  # noqa: S311 - repeatable text, no secret
    for number in range(COUNT):
        body = (plain, html, binary)[number % 3](rng, SIZE - 1_500)
        hops = b"".join(
            b"Received: from mta%d.harbourvale.example ([192.0.2.%d])\r\n"
            b"\tby mx%d.friend.example with ESMTPS id %x;\r\n"
            b"\tThu, 14 May 2026 14:02:%02d +0000\r\n" % (k, k + 1, k, rng.getrandbits(48), k)
            for k in range(5)
        )
        head = (
            b"From: Ms C <msc@harbourvale.example>\r\nTo: all@friend.example\r\n"
            b"Subject: %s\r\nDate: Thu, 14 May 2026 14:02:08 +0000\r\n"
            b"Message-ID: <%d@harbourvale.example>\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            % (" ".join(rng.choices(WORDS, k=8)).encode(), number)
        )
        out.append(hops + head + b"\r\n" + body)
    return out


def of_folder(folder: Path) -> list[bytes]:
    """500 unsigned messages out of real ones: bodies joined or cut to the size."""
    found = [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    found = [d.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for d in found]
    heads, bodies = [], []
    for data in found:
        head, _, body = data.partition(b"\r\n\r\n")
        fields = head.lstrip().split(b"\r\n")
        if body and all(b":" in f or f[:1] in b" \t" for f in fields) and b"\nFrom:" in head:
            heads.append(head.lstrip())
            bodies.append(body)
    out = []
    for number in range(COUNT):
        body, at = b"", number
        while len(body) < SIZE:
            body += bodies[at % len(bodies)].rstrip() + b"\r\n"
            at += 1
        out.append(heads[number % len(heads)] + b"\r\n\r\n" + body[:SIZE] + b"\r\n")
    return out


def sign(messages: list[bytes]) -> tuple[list[bytes], str]:
    """Sign with dkimpy (not with code of ours); return messages and the key record."""
    import dkim
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL, s.NoEncryption())
    public = key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    names = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type"]
    signed = []
    for data in messages:
        has = {
            line.partition(b":")[0].lower()
            for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")
        }
        chosen = [name for name in names if name in has]
        field = dkim.sign(
            data,
            SELECTOR.encode(),
            DOMAIN.encode(),
            pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=chosen,
        )
        signed.append(field + data)
    return signed, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def ours(keys: Path) -> Callable[[bytes], bool]:
    """Our own path: header section, canonical forms, hash, RSA, notes."""
    from provenance.authentication import SuppliedKeys, read_keys_file
    from provenance.authentication.dkim.verify import Moments, verify_bytes

    resolver = SuppliedKeys(read_keys_file(keys))
    moments = Moments(delivered=None, as_of=date(2026, 11, 22))

    def verify(data: bytes) -> bool:
        checks = verify_bytes(data, resolver, moments)
        return checks[0].result.value == "pass"

    return verify


def with_parts(keys: Path) -> Callable[[bytes], bool]:
    """The same after the whole reading of the message, MIME parts and their hashes included."""
    from provenance.authentication import SuppliedKeys, read_keys_file
    from provenance.authentication.dkim.verify import Moments, verify_signatures
    from provenance.evidence import MessageStream
    from provenance.message import read_message

    resolver = SuppliedKeys(read_keys_file(keys))
    moments = Moments(delivered=None, as_of=date(2026, 11, 22))

    def verify(data: bytes) -> bool:
        stream = MessageStream(name="file", data=data, body=True)
        checks = verify_signatures(read_message(stream, id="M1", evidence="E1"), resolver, moments)
        return checks[0].result.value == "pass"

    return verify


def dkimpy(keys: Path) -> Callable[[bytes], bool]:
    """The package dkimpy with its own interface; a body that differs is an exception there."""
    import dkim

    record = keys.read_text().splitlines()[1].split("\t")[1].encode()

    def verify(data: bytes) -> bool:
        try:
            return bool(dkim.DKIM(data).verify(dnsfunc=lambda _name, **_kw: record))
        except dkim.DKIMException:
            return False

    return verify


def limit(keys: Path) -> Callable[[bytes], bool]:
    """SHA-256 of the bytes and one RSA verification; no reading, no canonical form."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    record = keys.read_text().splitlines()[1].split("\t")[1]
    public = serialization.load_der_public_key(base64.b64decode(record.partition("p=")[2]))
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    seal = other.sign(b"x", padding.PKCS1v15(), hashes.SHA256())
    own = other.public_key()
    assert isinstance(public, rsa.RSAPublicKey)

    def verify(data: bytes) -> bool:
        hashlib.sha256(data).digest()
        own.verify(seal, b"x", padding.PKCS1v15(), hashes.SHA256())
        return True

    return verify


NODE = """
const fs = require('fs'), path = require('path');
const { dkimVerify } = require(path.join(process.argv[3], 'mailauth/lib/dkim/verify'));
const dir = process.argv[2];
const record = fs.readFileSync(path.join(dir, 'keys.tsv'), 'utf8').split('\\n')[1].split('\\t')[1];
const resolver = async () => [[record]];
const load = k => fs.readdirSync(dir).filter(f => f.startsWith(k)).sort()
  .map(f => fs.readFileSync(path.join(dir, f)));
const run = async list => { let n = 0; for (const b of list) {
  const r = await dkimVerify(b, { resolver });
  if (r.results[0].status.result === 'pass') n++; } return n; };
(async () => { const good = load('m'), bad = load('b');
  const s = process.cpuUsage(); const n = await run(good); const e = process.cpuUsage(s);
  const refused = bad.length - await run(bad);
  console.log(JSON.stringify({ cpu: (e.user + e.system) / 1e6, passed: n, refused }));
})();
"""
PERL = """
use strict; use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS;
my $dir = $ARGV[0]; open my $k, '<', "$dir/keys.tsv" or die; <$k>;
my $record = (split /\\t/, <$k>)[1];
package Fixed; sub new { bless {}, shift } sub errorstring { '' }
sub AUTOLOAD { our $AUTOLOAD; return if $AUTOLOAD =~ /DESTROY/; my ($s, $name) = @_;
  my $p = Net::DNS::Packet->new($name, 'TXT');
  $p->push(answer => Net::DNS::RR->new(name => $name, type => 'TXT', ttl => 60,
    txtdata => [unpack('(a200)*', $record)])); $p->header->ancount; return $p; }
sub query; sub send;
package main; Mail::DKIM::DNS::resolver(Fixed->new);
sub load { my $p = shift; map { local $/; open my $f, '<:raw', $_ or die; <$f> }
  sort glob "$dir/$p*" }
sub run { my $n = 0; for my $m (@_) { my $d = Mail::DKIM::Verifier->new;
  $d->PRINT($m); $d->CLOSE; $n++ if $d->result eq 'pass'; } $n }
my @good = load('m'); my @bad = load('b');
my @s = times; my $n = run(@good); my @e = times;
my $refused = @bad - run(@bad);
printf qq({"cpu": %f, "passed": %d, "refused": %d}\\n), $e[0]+$e[1]-$s[0]-$s[1], $n, $refused;
"""
INSIDE: dict[str, Callable[[Path], Callable[[bytes], bool]]] = {
    "provenance": ours,
    "provenance, message read whole": with_parts,
    "dkimpy": dkimpy,
    "limit: SHA-256 + RSA": limit,
}


def inside(name: str, folder: Path) -> None:
    """Run one Python engine in this process and print its figures."""
    good = [p.read_bytes() for p in sorted(folder.glob("m*"))]
    bad = [p.read_bytes() for p in sorted(folder.glob("b*"))]
    verify = INSIDE[name](folder / "keys.tsv")
    verify(good[0])
    began = time.process_time()
    passed = sum(map(verify, good))
    spent = time.process_time() - began
    refused = sum(not verify(data) for data in bad)
    print(json.dumps({"cpu": spent, "passed": passed, "refused": refused}))


def commands(folder: Path, node_modules: str) -> dict[str, list[str]]:
    """How each program is started."""
    (folder / "run.js").write_text(NODE)
    (folder / "run.pl").write_text(PERL)
    out = {name: [sys.executable, __file__, "--inside", name, str(folder)] for name in INSIDE}
    if node_modules:
        out["mailauth"] = ["node", str(folder / "run.js"), str(folder), node_modules]
    out["Mail::DKIM"] = ["perl", str(folder / "run.pl"), str(folder)]
    return out


def measure(folder: Path, node_modules: str, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Run all in turns; a program that is not installed is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    starts = commands(folder, node_modules)
    for _ in range(rounds):
        for name, command in starts.items():
            try:
                done = subprocess.run(command, capture_output=True, text=True, check=True)
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"{name}: not measured ({getattr(error, 'stderr', error)})", file=sys.stderr)
                continue
            found.setdefault(name, []).append(json.loads(done.stdout))
    return found


def main() -> int:
    """Make the messages, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mailauth", default="", help="node_modules that hold mailauth")
    parser.add_argument("--inside", choices=sorted(INSIDE))
    args = parser.parse_args()
    if args.inside:
        inside(args.inside, args.folder)
        return 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        signed, record = sign(of_folder(args.folder) if args.folder else made_up())
        for number, data in enumerate(signed):
            (work / f"m{number:03}").write_bytes(data)
            if number < BROKEN:
                at = len(data) // 2
                flipped = bytes([data[at] ^ 1]) if data[at] not in b" \t\r\n" else b"\x01"
                (work / f"b{number:03}").write_bytes(data[:at] + flipped + data[at + 1 :])
        (work / "keys.tsv").write_text(f"name\ttxt\n{NAME}\t{record}\n")
        found = measure(work, args.mailauth, args.rounds)
    total = sum(map(len, signed))
    print(f"{COUNT} messages, {total / COUNT:.0f} bytes each, {args.rounds} rounds")
    print(
        "| program | CPU s, smallest (median, largest) | a CPU s | passed | broken refused "
        "| x dkimpy | % of the limit |"
    )
    least = {k: min(r["cpu"] for r in v) for k, v in found.items()}
    for key, value in sorted(least.items(), key=lambda item: item[1]):
        runs = [r["cpu"] for r in found[key]]
        print(
            f"| {key} | {value:.3f} ({statistics.median(runs):.3f}, {max(runs):.3f}) "
            f"| {COUNT / value:.0f} "
            f"| {found[key][0]['passed']} | {found[key][0]['refused']} "
            f"| {least['dkimpy'] / value:.1f} | {least['limit: SHA-256 + RSA'] / value:.1%} |"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
