"""Keys with chosen exponent and signatures by plain integers, for tests of key recovery."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def next_prime(start: int) -> int:
    """First probable prime from ``start`` on (Fermat test to several bases)."""
    number = start | 1
    while any(pow(base, number - 1, number) != 1 for base in (2, 3, 5, 7, 11, 13)):
        number += 2
    return number


@dataclass(frozen=True)
class PrivateKey:
    """Modulus, public and secret exponent."""

    n: int
    e: int
    d: int

    def seal(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 of ``data``."""
        size = (self.n.bit_length() + 7) // 8
        info = INFO + hashlib.sha256(data).digest()
        block = b"\x00\x01" + b"\xff" * (size - 3 - len(info)) + b"\x00" + info
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(size, "big")


def make_key(seed: str, e: int, bits: int = 512) -> PrivateKey:
    """A key from a seed: the same in every run."""
    primes: list[int] = []
    half = bits // 2
    counter = 0
    while len(primes) < 2:
        counter += 1
        digest = hashlib.shake_256(f"{seed}{counter}".encode()).digest(half // 8)
        # The two highest bits are set, so that the product has its full length.
        prime = next_prime(int.from_bytes(digest, "big") | (3 << (half - 2)))
        if (prime - 1) % e:
            primes.append(prime)
    p, q = primes
    return PrivateKey(n=p * q, e=e, d=pow(e, -1, (p - 1) * (q - 1)))


def message(
    key: PrivateKey, number: int, *, selector: str = "s1", extra: str = " t=1778767328;"
) -> bytes:
    """A signed message (relaxed/relaxed, three fields); ``number`` makes it another one."""
    body = f"Text number {number}.\r\n".encode()
    hashed = base64.b64encode(hashlib.sha256(body).digest()).decode()
    fields = (
        ("From", "a@harbourvale.example"),
        ("Date", "Thu, 14 May 2026 15:02:08 +0100"),
        ("Message-ID", f"<{number}@harbourvale.example>"),
    )
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=harbourvale.example; s={selector};{extra}"
        f" h=from:date:message-id; bh={hashed}; b="
    )
    signed = "".join(f"{name.lower()}:{text}\r\n" for name, text in fields)
    sealed = base64.b64encode(key.seal((signed + f"dkim-signature:{value}").encode())).decode()
    head = f"DKIM-Signature: {value}{sealed}\r\n"
    head += "".join(f"{name}: {text}\r\n" for name, text in fields)
    return head.encode() + b"\r\n" + body
