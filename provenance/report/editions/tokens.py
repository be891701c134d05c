"""What looks like a mailbox in a text, and the one form in which mailboxes are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from provenance.authentication.names import ascii_name
from provenance.basics.record import dataclass

_ATEXT: Final = r"\w.!#$%&'*+/=?^`{|}~-"
_TOKEN: Final = re.compile(
    rf"(?:(?<![{_ATEXT}])(?P<local>[{_ATEXT}]++)|(?P<quoted>\"(?:[^\"\\\r\n]|\\.){{1,64}}\"))"
    r"(?P<space>\s{0,3}[@\uff20\ufe6b]\s{0,3})"
    r"(?=(?P<domain>[\w.\-]{1,255}|\[[0-9A-Fa-f:.]{3,50}\]))"
)
_JOINED: Final = re.compile(r"(?<![\w.+-])([\w.+-]++)=(?=([\w-]{1,63}(?:\.[\w-]{1,63}){1,10}))")
_BASIC: Final = re.compile(r"[\w.+-]+\Z")
_LAST_LABEL: Final = re.compile(r"(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{1,59})\Z", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+\Z")
_ENVELOPE: Final = re.compile(
    r"(?:\ASRS[01][=+-])|(?:=[\w-]{1,63}(?:\.[\w-]{1,63})+\Z)", re.IGNORECASE
)
_EMBEDDED: Final = re.compile(
    r"(?:\ASRS0[=+-][^=]+=[^=]+=(?P<host>[\w.-]+)=(?P<user>.+)\Z)"
    r"|(?:(?P<left>[^=]+)=(?P<right>[\w-]{1,63}(?:\.[\w-]{1,63})+)\Z)",
    re.IGNORECASE,
)
_APART: Final = re.compile(r"[/?&|!#*'{}`^~$%]")
_PROPERTY: Final = re.compile(
    r"(?:(?:smtp|header|policy|body|auth)\.[\w-]+|e|m|u|i|a|to|from|cc|bcc|mail|email|e-mail|addr"
    r"|address|user|login|rcpt|rcptto|mailfrom|recipient|recipients|sender|envelope-from"
    r"|envelope-to|original-rcpt|name|account|upn|id|client|contact|s|r|x|p|q)=",
    re.IGNORECASE,
)
"""What stands before an address as the name of a value, not as a part of a bounce address."""
_PICTURES: Final = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "css"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Something with an ``@`` in it: where it stands, its two halves, and blanks around the ``@``.

    ``joined`` is a ``user=domain`` without ``@``, as bounce addresses and links write it.
    """

    start: int
    end: int
    local: str
    domain: str
    spaced: bool = False
    joined: bool = False


def tokens(text: str, *, joined: bool = False) -> Iterator[Token]:
    """Everything that looks like a mailbox, from left to right; linear in the text."""
    if "@" in text or "\uff20" in text or "\ufe6b" in text:
        for hit in _TOKEN.finditer(text):
            local, domain = hit["local"] or hit["quoted"], hit["domain"]
            yield Token(
                start=hit.start(),
                end=hit.end() + len(domain),
                local=local,
                domain=domain,
                spaced=len(hit["space"]) > 1,
            )
    if joined and "=" in text:
        for hit in _JOINED.finditer(text):
            yield Token(
                start=hit.start(),
                end=hit.end() + len(hit[2]),
                local=hit[1],
                domain=hit[2],
                joined=True,
            )


@lru_cache(maxsize=1 << 16)
def normal(local: str, domain: str) -> str:
    """The form in which mailboxes are compared: blanks off, A-labels, all in lower case.

    A quoted local part is the same mailbox as a bare one. Dots and ``+`` tags are kept: only the
    provider knows whether they count.
    """
    left = local.strip()
    if len(left) > 2 and left[0] == left[-1] == '"':
        bare = re.sub(r"\\(.)", r"\1", left[1:-1])
        left = bare
    host = domain.strip().strip(".").lower()
    return f"{left.lower()}@{ascii_name(host) or host}"


def normal_address(spec: str) -> str:
    """An addr-spec in the form in which mailboxes are compared, "" for one without an ``@``."""
    local, at, domain = spec.strip().strip("<>").rpartition("@")
    return normal(local, domain) if at and local and domain else ""


def is_host(domain: str) -> bool:
    """Whether a text is a host name whose last label can be a top-level domain."""
    name = domain.strip(".-")
    last = name.rpartition(".")[2]
    if last.lower() in _PICTURES:
        return False
    return bool(_HOST.match(name) and _LAST_LABEL.match(last))


def is_envelope(token: Token) -> bool:
    """Whether a local part is a bounce address that carries another address (VERP, SRS)."""
    local = _APART.split(token.local)[-1]
    return bool(_ENVELOPE.search(local)) and not _PROPERTY.match(local)


def mailboxes(token: Token) -> Iterator[str]:
    """The mailboxes that an unknown token is taken for, in their compared form.

    A bounce address that carries another one (VERP, SRS) is a mailbox, and so is what it carries.
    """
    if token.spaced or token.joined:
        return
    if token.domain.startswith("["):
        if _BASIC.match(token.local):
            yield normal(token.local, token.domain)
        return
    domain = token.domain.rstrip(".-_")
    if not is_host(domain):
        return
    local = token.local
    if local.startswith('"'):
        yield normal(local, domain)
        return
    local = _APART.split(local)[-1]
    named = _PROPERTY.match(local)
    if named:
        local = local[named.end() :]
    if _ENVELOPE.search(local):
        yield normal(local, domain)
        held = _EMBEDDED.search(local)
        if held:
            user, host = held["user"] or held["left"], held["host"] or held["right"]
            user = user.rpartition("+")[2]
            if user and is_host(host):
                yield normal(user, host)
        return
    last = re.split(r"[^\w.+\-]", local)[-1].strip(".")
    if last and any(character.isalnum() for character in last):
        yield normal(last, domain)


def readings(token: Token) -> Iterator[tuple[int, int, str]]:
    """All mailboxes that may stand in a token, longest first: how much to cut left and right.

    ``a=mary.jones@x.example`` may mean that, ``mary.jones@x.example`` or ``jones@x.example``, and a
    word may follow the domain without a blank.
    """
    local, domain = token.local, token.domain
    starts = [0] if not local.startswith('"') else [0, 1]
    starts += [at for at in range(1, len(local)) if not local[at - 1].isalnum()][-40:]
    ends = [len(domain)]
    if not domain.startswith("["):
        cuts = [at for at in range(3, len(domain)) if not domain[at].isalnum()]
        ends += list(reversed(cuts[-12:]))
    for end in ends:
        for start in starts:
            piece = local[start:]
            if piece:
                yield start, len(domain) - end, normal(piece, domain[:end])
