"""One DKIM-Signature field taken apart (RFC 6376 §3.5), and what is wrong with its form."""

from __future__ import annotations

import base64
import binascii

from provenance.authentication.dkim.tags import TagList, parse_tags, split_colons, without_space
from provenance.authentication.names import ascii_name, is_subdomain
from provenance.authentication.records import DkimReason
from provenance.basics.record import dataclass

MAX_SIGNATURE = 65536
MAX_NAMES = 1000
MAX_DIGITS = 20
ALGORITHMS = {
    "rsa-sha256": ("rsa", "sha256"),
    "rsa-sha1": ("rsa", "sha1"),
    "ed25519-sha256": ("ed25519", "sha256"),
}
REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
MODES = ("simple", "relaxed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The tags of a signature. ``reason`` is set where it cannot be verified as it stands.

    ``length`` is ``l=``; ``signed_at`` and ``expires_at`` are seconds since 1970; each is
    ``None`` if absent. ``detail`` is a machine name for a ``SYNTAX`` reason. ``names`` are the
    entries of ``h=`` in lower case.
    """

    tags: TagList
    algorithm: str = ""
    key_type: str = ""
    hash: str = ""
    canonicalization: str = ""
    header_mode: str = ""
    body_mode: str = ""
    domain: str = ""
    selector: str = ""
    identity: str = ""
    names: tuple[bytes, ...] = ()
    signature: bytes = b""
    body_hash: bytes = b""
    length: int | None = None
    signed_at: int | None = None
    expires_at: int | None = None
    reason: DkimReason | None = None
    detail: str = ""

    @property
    def key_name(self) -> str:
        """DNS name of the key, "" if it is none."""
        selector, domain = ascii_name(self.selector), ascii_name(self.domain)
        return ascii_name(f"{selector}._domainkey.{domain}") if selector and domain else ""

    @property
    def identity_domain(self) -> str:
        """Domain of ``i=``, by default that of ``d=``."""
        return self.identity.rpartition("@")[2] if self.identity else self.domain


def parse_signature(value: bytes) -> Signature:
    """Take the value of a signature field apart (bytes after the colon); never raises."""
    if len(value) > MAX_SIGNATURE:
        return Signature(
            tags=TagList(tags={}), reason=DkimReason.LIMIT_EXCEEDED, detail="signature-size"
        )
    text = value.decode("utf-8", "surrogateescape").replace("\r\n", "").replace("\n", "")
    tags = parse_tags(text)
    algorithm = "".join(tags.get("a").split()).lower()
    key_type, hash_ = ALGORITHMS.get(algorithm, ("", ""))
    canonicalization = without_space(tags.get("c", "simple/simple")).lower()
    header_mode, _, body_mode = canonicalization.partition("/")
    body_mode = body_mode or "simple"
    raw_names = split_colons(tags.get("h")) if tags.get("h") else ()
    names = tuple(n.lower().encode("utf-8", "surrogateescape") for n in raw_names[: MAX_NAMES + 1])
    signature, body_hash = _base64(tags.get("b")), _base64(tags.get("bh"))
    identity = _identity(tags.get("i"))
    numbers = {name: _number(tags.get(name)) for name in ("l", "t", "x") if name in tags}
    bad = "" if signature else "base64-b"
    bad = bad or ("" if body_hash else "base64-bh") or _bad_value(tags, identity, numbers)
    foreign = bool(identity) and not is_subdomain(identity.rpartition("@")[2], tags.get("d"))
    reason, detail = _judge_form(tags, key_type, (header_mode, body_mode), names, bad, foreign)
    return Signature(
        tags=tags,
        algorithm=algorithm,
        key_type=key_type,
        hash=hash_,
        canonicalization=canonicalization,
        header_mode=header_mode if header_mode in MODES else "",
        body_mode=body_mode if body_mode in MODES else "",
        domain=tags.get("d"),
        selector=tags.get("s"),
        identity=identity,
        names=names[:MAX_NAMES],
        signature=signature or b"",
        body_hash=body_hash or b"",
        length=numbers.get("l"),
        signed_at=numbers.get("t"),
        expires_at=numbers.get("x"),
        reason=reason,
        detail=detail,
    )


def _judge_form(
    tags: TagList,
    key_type: str,
    modes: tuple[str, str],
    names: tuple[bytes, ...],
    bad: str,
    foreign: bool,  # noqa: FBT001 - internal
) -> tuple[DkimReason | None, str]:
    """First reason why the form of a signature forbids a result (RFC 6376 §6.1.1).

    ``foreign`` says that ``i=`` lies outside ``d=`` (§3.5).
    """
    missing = next((name for name in REQUIRED if not tags.get(name)), "")
    judgements = (
        (bool(tags.problem), DkimReason.SYNTAX, f"tags-{tags.problem}"),
        ("v" in tags and tags.get("v") != "1", DkimReason.UNSUPPORTED_VERSION, "v"),
        (bool(missing), DkimReason.SYNTAX, f"missing-{missing}"),
        (not key_type, DkimReason.UNSUPPORTED_ALGORITHM, "a"),
        (
            not (modes[0] in MODES and modes[1] in MODES),
            DkimReason.UNSUPPORTED_CANONICALIZATION,
            "c",
        ),
        (len(names) > MAX_NAMES, DkimReason.LIMIT_EXCEEDED, "h-names"),
        (bool(bad), DkimReason.SYNTAX, bad),
        (b"from" not in names, DkimReason.FROM_NOT_SIGNED, "h"),
        (foreign, DkimReason.DOMAIN_MISMATCH, "i"),
    )
    for applies, reason, detail in judgements:
        if applies:
            return reason, detail
    return None, ""


def _bad_value(tags: TagList, identity: str, numbers: dict[str, int | None]) -> str:
    """Machine name of the first value that has not the form of its tag, "" if none."""
    for name, number in numbers.items():
        if number is None:
            return f"number-{name}"
    for name in ("d", "s"):
        written = tags.get(name)
        # RFC 6376 §3.5 takes a name without a final dot; DNS would ask the same name for both.
        if not ascii_name(written) or len(written.split()) != 1 or written.strip().endswith("."):
            return f"name-{name}"
    if "i" in tags and "@" not in identity:
        return "identity-i"
    methods = split_colons(tags.get("q").lower()) if "q" in tags else ("dns/txt",)
    if "dns/txt" not in methods:
        return "query-q"
    return ""


def _number(text: str) -> int | None:
    if not text or len(text) > 76 or not (text.isascii() and text.isdigit()):
        return None
    # More digits than any clock or body has; int() of a longer text would cost for nothing.
    return int(text) if len(text) <= MAX_DIGITS else 10**MAX_DIGITS


def _base64(text: str) -> bytes | None:
    compact = without_space(text)
    try:
        return base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return None


def _identity(text: str) -> str:
    """Undo the quoted-printable of ``i=`` (RFC 6376 §2.11); the octets are UTF-8 (RFC 8616 §4)."""
    if "=" not in text:
        return text
    out, at = bytearray(), 0
    while at < len(text):
        code = text[at + 1 : at + 3]
        if text[at] == "=" and len(code) == 2 and all(c in "0123456789ABCDEF" for c in code):
            out.append(int(code, 16))
            at += 3
        else:
            out += text[at].encode("utf-8", "surrogateescape")
            at += 1
    return out.decode("utf-8", "surrogateescape")
