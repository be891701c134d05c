"""The from-clause: what the client called itself, and what the receiving server saw of it.

The comment after ``from`` is written by the receiving server (TCP-info, RFC 5321 §4.4), the word
before it is the client's. Servers put name, address, port, ident answer (RFC 1413) and HELO there
in many orders; each piece is known by its form. An address counts only from such a place; where a
line leaves two readings open, the answer is ``UNPARSABLE``.
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.addresses import Read, read_address
from provenance.trace.dialects.model import Dialect, Facts
from provenance.trace.records import Protocol, Transport
from provenance.trace.tokens import Clause, Split

LONGEST = 600
"""Characters of a comment that are looked at."""
MOST_WORDS = 14

_TCP_INFO = re.compile(
    r"\s*+(?:([^\s\[\]()=@<>\",;]++)\s*+)?(\[[^\[\]\s]{1,64}\](?::\d{1,5})?)\s*+\Z"
)
_GLUED = re.compile(r"\s*+([^\s\[\]()=@<>\",;]++)(\[[^\[\]\s]{1,64}\])\s*+\Z")
_INNER = re.compile(r"\([^()]*\)")
_FORGED = re.compile(r"may be forged|unverified|rdns failed|no rdns", re.IGNORECASE)
# qmail-ldap; its words stand under underscores.
_LDAP = re.compile(r"Authenticated-user:_?(\S{1,320})@(\[[0-9A-Fa-f.:]{2,45}\])\Z")
_PORT_AT = re.compile(r'"port (\d{1,5})"@')
_BARE = re.compile(r"/?([0-9A-Fa-f.:]{2,45}(?:%\w{1,16})?)\Z")
# The last label of a host name is not all digits (RFC 3696 §2).
_HOST = re.compile(r"(?:[\w-]{1,63}\.)*+(?=\d*+[^\W\d])[\w-]{1,63}\.?\Z")
_NOTHING = Protocol()
_LITERAL = re.compile(r"\[[^\[\]\s]{1,64}\](?::\d{1,5})?\Z|\[[^\[\]\s]{1,64}:\d{1,5}\]\Z")
_HELO_WORDS = frozenset({"helo", "ehlo", "lhlo", '"ehlo', '"helo', "helo:", "ehlo:"})
_CLAIM = [",", "claiming", "to", "be"]
_NO_NAME = frozenset(
    {
        "unknown",
        "<unknown>",
        "unverified",
        "local",
        "failed",
        "rdns",
        "none",
        "really",
        "softdnserr",
        "unknown_domain",
    }
)
_KNOWN = _NO_NAME | {"verified", "with", "login", "plain", "cram-md5", "xymcookie"}
_NOT_PEER = (
    "authenticated",
    "Authenticated",
    "SquirrelMail",
    "using ",
    "Using ",
    "No client",
    "Client ",
    "version=",
    "Forwarded-For",
    "proxying for ",
)


class Peer:
    """What the clause says, piece by piece."""

    __slots__ = (
        "account",
        "addresses",
        "auth",
        "claimed",
        "helo",
        "ident",
        "name",
        "port",
        "remarks",
    )

    def __init__(self) -> None:
        self.helo: str | None = None
        self.name = ""
        self.addresses: list[str] = []
        self.claimed: list[str] = []
        self.port = ""
        self.ident = ""
        self.auth = ""
        self.account = ""
        self.remarks: list[str] = []


def is_host(word: str) -> bool:
    """Whether a word has the form of a host name with a dot, or is ``localhost``."""
    if "." not in word:
        return word.lower() == "localhost"
    return bool(_HOST.match(word)) and read_address(word) is None


def read_peer(
    facts: Facts, split: Split, dialect: Dialect, transport: Transport, remarks: list[str]
) -> None:
    """Set ``helo``, ``rdns``, ``ip``, ``port``, ``ident`` and what the clause says of a login."""
    clause = split.clauses["from"]
    peer = Peer()
    peer.remarks = remarks
    comments = clause.comments
    if dialect.one_comment and len(comments) > 1:
        facts["helo"] = facts["ip"] = State.UNPARSABLE
        remarks.append("ambiguous-address")
        return
    word = clause.value
    literal = ""
    words = clause.words
    if len(words) > 1:
        if len(words) == 2 and _LITERAL.match(words[1]):
            word, literal = words
        else:
            facts["helo"] = State.UNPARSABLE
    for index, comment in enumerate(comments):
        if comment[:14] == "Authenticated-" and (login := _LDAP.match(comment)):
            peer.auth = login.group(1)
            peer.addresses.append(login.group(2))
        elif len(comment) <= LONGEST and not comment.startswith(_NOT_PEER):
            _comment(peer, comment, first=not index and not literal, bare=dialect.name_first)
    if literal and not peer.addresses:
        peer.addresses.append(literal)
    if clause.after:
        _after(peer, clause.after, literal=dialect.literal_behind)
    _decide(facts, split, peer, dialect, transport, word)


def _after(peer: Peer, words: list[str], *, literal: bool) -> None:
    """Take words between and behind the comments of the clause.

    ``NAME(ADDRESS), claiming to be "HELO"``: Obtuse smtpd. ``literal``: the dialect writes
    ``NAME (EHLO name) [ADDRESS]``; elsewhere an address behind a comment is not taken, a HELO that
    closes the comment itself could have put it there.
    """
    if words[:4] == _CLAIM and len(words) > 4:
        peer.helo = "".join(words[4:]).strip('"')
        return
    after = [each for each in words if read_address(each)]
    if literal and len(after) == 1 and after[0][0] == "[" and not peer.addresses:
        peer.addresses.append(after[0])
    elif after:
        # Some servers write the address bare there. Not guessed.
        peer.addresses += [*after, ""]


# ------------------------------------------------------------------- one comment


def _comment(peer: Peer, comment: str, *, first: bool, bare: bool) -> None:
    """Read one comment of the from-clause; ``bare``: ``user@ADDRESS`` needs no brackets."""
    found = _TCP_INFO.match(comment)
    if found and (found.group(1) or "").lower() not in _HELO_WORDS:
        name, literal = found.groups()
        peer.addresses.append(literal)
        if name:
            _name(peer, name)
        return
    if _BARE.match(comment) and read_address(comment):
        peer.addresses.append(comment)
        return
    text = comment
    if _FORGED.search(text):
        peer.remarks.append("rdns-unconfirmed")
    if "(" in text:
        text = _INNER.sub(" ", text)
        if found := _GLUED.match(text):
            # ``NAME[ADDRESS](misconfigured sender)``: Comcast.
            text = " ".join(found.groups())
    if '"port ' in text:
        port = _PORT_AT.search(text)
        if port:
            peer.port = port.group(1)
            text = _PORT_AT.sub("@", text)
    words = text.split()
    if not words or len(words) > MOST_WORDS:
        return
    if len(words) == 1 and first and peer.helo is None and is_host(words[0].rpartition("@")[2]):
        # No address at all: the server knew the name of a local or trusted peer.
        ident, _, name = words[0].rpartition("@")
        peer.name, peer.ident = name, ident
        return
    _pieces(peer, words, bare=bare)


def _pieces(peer: Peer, words: list[str], *, bare: bool) -> None:
    """Sort the words of a comment by their form."""
    names: list[str] = []
    plain: list[str] = []
    odd = False
    before = len(peer.addresses)
    said = peer.helo
    rest = iter(words)
    login = words[-2:-1] == ["with"]
    for word in rest:
        low = word.lower()
        if low in _HELO_WORDS:
            peer.helo = next(rest, "").strip('"')
        elif low == "account":
            peer.auth = next(rest, "")
        elif (kind := _address(word)) is not None:
            if peer.helo != said:
                # Behind the HELO in one comment: the client may have written it.
                peer.claimed.append(word)
            else:
                (plain if kind else peer.addresses).append(word.removeprefix("/"))
        elif "@" in word and "=" not in word:
            names += _at(peer, word, login=login, bare=bare)
        elif "=" in word:
            key, _, value = word.partition("=")
            _pair(peer, key.lower(), value)
        elif is_host(word):
            names.append(word)
        else:
            odd = odd or low not in _KNOWN
    if not odd:
        # A version number looks like an address: it counts only among words that are understood.
        peer.addresses += plain
    if names and len(peer.addresses) > before and len(words) <= 3 and peer.helo is None:
        _name(peer, names[0])


def _address(word: str) -> bool | None:
    """Whether an address stands without brackets; ``None`` if the word is none."""
    if _LITERAL.match(word):
        return False
    return True if _BARE.match(word) and read_address(word.removeprefix("/")) else None


def _pair(peer: Peer, key: str, value: str) -> None:
    """``key=value`` as Exim, Momentum and others write it."""
    if key in {"helo", "ehlo"}:
        peer.helo = value
    elif key == "port":
        peer.port = value
    elif key == "ident":
        peer.ident = value
    elif key == "user":
        peer.auth = value


def _at(peer: Peer, word: str, *, login: bool, bare: bool) -> list[str]:
    """``user@address`` and ``ident@name``: qmail with AUTH, Yahoo, sendmail. Gives the name."""
    user, _, place = word.rpartition("@")
    address = read_address(place) is not None
    if address and not (bare or login or peer.helo is not None or "@" in user or place[0] == "["):
        return []
    if address:
        peer.addresses.append(place)
    elif ":" in user.removeprefix("IDENT:") or not is_host(place):
        return []
    elif peer.helo is not None:
        peer.account = word
        return []
    if login or "@" in user:
        peer.auth = user
    elif address or not peer.auth:
        peer.ident = user
    return [] if address else [place]


def _name(peer: Peer, name: str) -> None:
    if not peer.name:
        peer.name = name


# ------------------------------------------------------------------- the decision


def _decide(
    facts: Facts, split: Split, peer: Peer, dialect: Dialect, transport: Transport, word: str
) -> None:
    """Put the pieces into their places."""
    seen = read_address(word)
    if peer.helo is not None:
        # ``from NAME (HELO name)``, ``(ADDRESS helo=name)``: the word is the server's finding.
        helo = peer.helo
        if seen and (not peer.addresses or word[0] == "["):
            # Beside ``[ADDRESS] (HELO name)`` a further address came out of the HELO.
            peer.addresses.append(word)
        elif word and not seen:
            _name(peer, word)
    elif dialect.name_first and peer.addresses and not peer.name and word:
        helo = word if seen else ""
        if not seen:
            peer.name = word
    else:
        helo = _helo(facts, split, peer, dialect, transport, word)
    if "helo" not in facts:
        facts["helo"] = helo if helo and helo.lower() not in _NO_NAME else State.ABSENT
    if peer.name:
        _put_name(facts, peer)
    _put_address(facts, peer, word, seen)
    if peer.port.isdecimal() and int(peer.port[:6]) <= 65_535 and "port" not in facts:
        facts["port"] = int(peer.port[:6])
    if peer.ident and "ident" not in facts:
        facts["ident"] = peer.ident.removeprefix("IDENT:")
    if peer.account and facts.get("protocol", _NOTHING).authenticated is True:
        peer.auth = peer.account
    if peer.auth:
        facts["auth_user"] = peer.auth.rstrip(",")


def _helo(
    facts: Facts, split: Split, peer: Peer, dialect: Dialect, transport: Transport, word: str
) -> str:
    """The word after ``from`` where no comment names a HELO."""
    smtp = transport in {Transport.SMTP, Transport.LMTP, Transport.NOT_SAID}
    if "@" in word and not peer.addresses:
        return ""
    if peer.addresses:
        return word
    if read_address(word) and (dialect.submits or transport is Transport.HTTP):
        # No HELO in HTTP: the address is what the server saw.
        peer.addresses.append(word)
        return ""
    if "uid" in {comment[:3] for comment in split.comments_of("from")}:
        facts["ident"] = word
        return ""
    if not smtp:
        if transport is Transport.LOCAL and word:
            facts["ident"] = word
            peer.remarks.append("local-user")
        return ""
    return word


def _put_name(facts: Facts, peer: Peer) -> None:
    """Set ``rdns``; ``unknown`` says that the server found no confirmed name."""
    name = peer.name.removesuffix(".")
    if name.lower() in _NO_NAME:
        peer.remarks.append("rdns-unknown")
    elif read_address(name) is None:
        facts["rdns"] = name


def _put_address(facts: Facts, peer: Peer, word: str, seen: Read | None) -> None:
    """Set ``ip`` if exactly one address stands where the receiving server writes it."""
    texts = peer.addresses or ([*peer.claimed, ""] if peer.claimed else [])
    if len(texts) > 1 and "[unknown]" in texts:
        # ``([unknown] [ADDRESS])``, Sun: the name is unknown, not the address.
        texts = [text for text in texts if text != "[unknown]"]
    if not texts:
        if seen:
            # The HELO position: the client's own word under this grammar.
            facts["ip"] = State.UNPARSABLE
            peer.remarks.append("address-only-in-from-word")
        return
    reads = [read_address(text) for text in texts]
    found = reads[0]
    if len({read[0] if read else text for read, text in zip(reads, texts, strict=True)}) > 1:
        facts["ip"] = State.UNPARSABLE
        if "rdns" in facts:
            # The name belongs to one of the addresses; the client may have typed both.
            facts["rdns"] = State.UNPARSABLE
        peer.remarks.append("ambiguous-address")
    elif found is None:
        low = texts[0].lower()
        nothing = low in {"[unknown]", "[local]", "[]"}
        facts["ip"] = State.ABSENT if nothing else State.UNPARSABLE
        peer.remarks.append("address-unknown" if nothing else "address-unreadable")
    elif seen and "[" not in texts[0] and "[" not in word and found[0] != seen[0] and not peer.helo:
        # ``from ADDRESS (ADDRESS)`` without brackets: either could be the client's word.
        facts["ip"] = State.UNPARSABLE
        peer.remarks.append("ambiguous-address")
    else:
        facts["ip"] = found[0]
        if found[1] is not None:
            facts["port"] = found[1]
        peer.remarks.extend(found[2])


__all__ = ["Clause", "Peer", "is_host", "read_peer"]
