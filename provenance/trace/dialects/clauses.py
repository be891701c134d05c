"""The clauses behind ``from``: hosts, protocol, id, recipient, envelope sender, TLS, login."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from provenance.basics import State, Value
from provenance.trace.addresses import read_address
from provenance.trace.dialects.model import Facts
from provenance.trace.dialects.peer import is_host
from provenance.trace.dialects.protocol import protocol_of
from provenance.trace.records import TlsInfo
from provenance.trace.tokens import Clause, Split

LONGEST = 1_000
"""Characters of a comment that are looked at."""

_VERSION = re.compile(r"version=([^\s,()]{1,40})", re.IGNORECASE)
_CIPHER = re.compile(r"cipher=([^\s,()]{1,100})", re.IGNORECASE)
_BITS = re.compile(r"(?<![\w-])bits=(\d{1,5})", re.IGNORECASE)
_USING = re.compile(
    r"using (\S{1,40}) with cipher (\S{1,100})(?: \((\d{1,5})(?:/\d{1,5})? bits\))?"
)
# Exim, OpenSMTPD: version, and often cipher and bits behind colons.
_COLONS = re.compile(
    r"\s*(?:Cipher )?((?:TLS|SSL)[_-]?v?\d(?:[._]\d)?(?:/SSLv3)?)"
    r"(?::([\w+-]{3,100}))?(?::(\d{2,4}))?(?::\w{1,20})?\s*\Z",
    re.IGNORECASE,
)
# Exim with OpenSSL where the version has no name for it.
_UNNAMED = re.compile(r"\s*unknown:([A-Z0-9][A-Z0-9_-]{4,100}):(\d{2,4})\s*\Z", re.IGNORECASE)
# Courier: (AUTH: LOGIN user, TLS: TLSv1.2,256bits,ECDHE-RSA-AES256-GCM-SHA384)
_COURIER = re.compile(r"(?:TLS|SSL): ?([\w./]{3,20}),(\d{2,4})bits,([\w-]{3,100})")
_SPACED = re.compile(r"((?:TLS|SSL)v[\d.]{1,5}) cipher ([\w-]{3,100})(?: (\d{2,4})/\d{2,4})?")
_ENCRYPTED = re.compile(r"(?:\b((?:TLS|SSL)v[\d.]{1,5}):)?\b([A-Z0-9][A-Z0-9_-]{5,80}) encrypted\b")
_IN_PROTOCOL = re.compile(r"\bE?SMTPS?A?/TLS/([\w-]{3,100})", re.IGNORECASE)
_SUITE = re.compile(r"[A-Z0-9]+(?:[_-][A-Za-z0-9]+)+\Z")

_ENVELOPE = re.compile(
    r"\s*(?:envelope-(?:from|sender)|return-path):?\s*<*([^\s<>,]*)>*(?:,.*)?\Z", re.I | re.S
)
_MAILFROM = re.compile(r"\bmailfrom:<?([^\s<>]*)>?")
_LOGIN = re.compile(
    r"(?:\bAuthenticated[ -]?(?:sender|user|id)?\s*:\s*|\bauthenticated (?:as|user|id|sender)[ =]"
    r"|\bsmtp-auth username |\bAUTH: \w{1,20} |\AAUTH "
    r"|\bauth(?:enticated)?_?(?:id|user)=|\A\s*user="
    # Exim's authenticator, by its own name, and the login it took.
    r"|\A\w{0,30}(?:login|plain|cram|ntlm|gssapi)\w{0,10}:)"
    r"<?([^\s,<>()]{1,320})",
    re.IGNORECASE,
)
_FIRST_PATH = re.compile(r"<([^<>]*)>")
_KUMO = re.compile(r"KumoMTA (\S+)\Z")
_NO_HOST = re.compile(r"(?:uid|userid) \d+\Z|TLS\Z|UID \d+\Z")


def clause_value(split: Split, keyword: str) -> Value[str]:
    """Value of a clause; ``REPEATED`` if the keyword stands twice with different values."""
    clause = split.clauses.get(keyword)
    if clause is None:
        return State.ABSENT
    for other in split.repeated:
        if (
            other.keyword == keyword
            and other.value != clause.value
            and not (keyword == "by" and _NO_HOST.match(other.value))
        ):
            return State.REPEATED
    return clause.value.rstrip(",") or State.ABSENT


def read_clauses(facts: Facts, split: Split) -> None:
    """Set all that needs no dialect, but for the from-clause."""
    for keyword, clause in split.clauses.items():
        read = _READERS.get(keyword)
        if read:
            read(facts, split, clause)
    facts["time"] = split.time
    for comment in split.comments:
        # Most comments are too short to tell anything of this: (PST), (Postfix), (8.14.4).
        if len(comment) > 7 or "TLS" in comment:
            _comment(facts, split, comment[:LONGEST])
    for clause in split.repeated:
        if clause.keyword == "from" and clause.value.startswith("<"):
            facts.setdefault("envelope_from", _unbracketed(clause.value, empty=""))


def _with(facts: Facts, split: Split, clause: Clause) -> None:
    value = clause_value(split, "with")
    facts["with_"] = value.partition(" [")[0] if isinstance(value, str) else value
    facts["protocol"] = protocol_of(clause.value)
    if "/" in clause.value or "encrypted" in clause.value:
        _cipher_of_protocol(facts, clause.value)


def _id(facts: Facts, split: Split, _clause: Clause) -> None:
    value = clause_value(split, "id")
    facts["id"] = value if isinstance(value, State) else _unbracketed(value)


def _for(facts: Facts, split: Split, _clause: Clause) -> None:
    value = clause_value(split, "for")
    facts["for_"] = value if isinstance(value, State) else _recipient(value)


def _via(facts: Facts, split: Split, _clause: Clause) -> None:
    facts["via"] = clause_value(split, "via")


def _envelope(facts: Facts, _split: Split, clause: Clause) -> None:
    facts["envelope_from"] = _unbracketed(clause.value, empty="")


# ------------------------------------------------------------------- hosts, paths


def _by(facts: Facts, split: Split, clause: Clause) -> None:
    """The by-host and its address: in brackets, in the comment behind it, or the word itself."""
    words = clause.words
    host = clause_value(split, "by")
    if isinstance(host, str):
        own = None
        if len(words) == 1:
            own = read_address(host)
        elif words[-1][0] == "[" and (own := read_address(words[-1])):
            host = " ".join(words[:-1])
        elif is_host(words[0]):
            # ``by host - SurfControl E-mail Filter``, ``by host pod-id NONE``, ``by host at DATE``.
            host = words[0]
        elif len(words) == 2 and words[0] == "host" and is_host(words[1]):
            host = words[1]
        if own is None and clause.comments:
            text = clause.comments[0].strip()
            kumo = _KUMO.match(text)
            text = kumo.group(1) if kumo else text[max(0, text.rfind("[")) :]
            own = read_address(text) if len(text) < 80 else None
        if own:
            facts["by_ip"] = own[0]
    facts["by"] = host or State.ABSENT


def _unbracketed(value: str, *, empty: str | None = None) -> Value[str]:
    if value[:1] == "<" and value[-1:] == ">":
        value = value[1:-1]
    if value:
        return value
    return State.ABSENT if empty is None else empty


def _recipient(value: str) -> Value[str]:
    """First path of a for-clause. ``<multiple recipients>`` names none."""
    if " " in value or ">," in value:
        if value == "<multiple recipients>":
            return State.ABSENT
        paths = [path for path in _FIRST_PATH.findall(value) if "@" in path]
        return paths[0] if paths else value
    return _unbracketed(value)


# ------------------------------------------------------------------- comments


def _comment(facts: Facts, split: Split, comment: str) -> None:
    """Envelope sender, login and TLS, wherever a server puts them."""
    low = comment.lower()
    if "envelope-" in low or low.startswith("return-path "):
        found = _ENVELOPE.match(comment)
        if found:
            facts["envelope_from"] = found.group(1)
        return
    if "mailfrom:" in low:
        found = _MAILFROM.search(comment)
        if found:
            facts["envelope_from"] = found.group(1)
    if "auth" in low or "user=" in low or _names_login(low):
        found = _LOGIN.search(comment)
        if found and "bits=" not in found.group(1):
            facts["auth_user"] = found.group(1)
    if (
        "tls" in low
        or "cipher" in low
        or "ssl" in low
        or "encrypted" in low
        or low.startswith("unknown:")
    ):
        tls = tls_of(split, comment)
        if tls:
            facts["tls"] = tls


def _names_login(low: str) -> bool:
    """Whether a comment may begin with the name of an authenticator of Exim."""
    return ":" in low and " " not in low and ("login" in low or "plain" in low or "cram" in low)


def tls_of(split: Split, comment: str) -> TlsInfo | None:
    """TLS as servers write it; ``None`` if the comment does not tell it."""
    return _tls_of(comment, split.text("tls"))


# The same few pairs of version and cipher come back in all mail.
@lru_cache(maxsize=1_024)
def _tls_of(comment: str, named: str) -> TlsInfo | None:
    if "with cipher" in comment and (using := _USING.search(comment)):
        return _tls(using.group(1), using.group(2), using.group(3))
    version, cipher = _VERSION.search(comment), _CIPHER.search(comment)
    if cipher or (version and _COLONS.match(version.group(1))):
        size = _BITS.search(comment)
        return _tls(
            version.group(1) if version else "",
            cipher.group(1) if cipher else "",
            size.group(1) if size else "",
        )
    if colons := _COLONS.match(comment):
        return _tls(colons.group(1), colons.group(2) or named, colons.group(3))
    if spaced := _SPACED.search(comment):
        return _tls(spaced.group(1), spaced.group(2), spaced.group(3))
    if courier := _COURIER.search(comment):
        return _tls(courier.group(1), courier.group(3), courier.group(2))
    if encrypted := _ENCRYPTED.search(comment):
        return _tls(encrypted.group(1), encrypted.group(2), "")
    if unnamed := _UNNAMED.match(comment):
        return _tls("", unnamed.group(1), unnamed.group(2))
    return None


def _tls(version: str | None, cipher: str | None, bits: str | None) -> TlsInfo:
    return TlsInfo(
        # ``using TLS with cipher``: no version is told.
        version=version if version and version.upper() != "TLS" else State.ABSENT,
        cipher=cipher or State.ABSENT,
        bits=int(bits) if bits else State.ABSENT,
    )


def _cipher_of_protocol(facts: Facts, words: str) -> None:
    """``ESMTP/TLS/CIPHER`` of IronPort, ``CIPHER encrypted SMTP`` of qmail with TLS."""
    found = _IN_PROTOCOL.search(words) or _ENCRYPTED.search(words)
    suite = found[found.re.groups] if found else ""
    if _SUITE.match(suite):
        facts["tls"] = _tls("", suite, "")


def _cipher_clause(facts: Facts, _split: Split, clause: Clause) -> None:
    """``tls CIPHER`` (RFC 8314 §4.3) alone; a comment that tells the version as well follows it."""
    if _SUITE.match(clause.value):
        facts["tls"] = _tls("", clause.value, "")


_READERS: dict[str, Callable[[Facts, Split, Clause], None]] = {
    "by": _by,
    "with": _with,
    "id": _id,
    "for": _for,
    "via": _via,
    "tls": _cipher_clause,
    "envelope-from": _envelope,
    "envelope-sender": _envelope,
}
