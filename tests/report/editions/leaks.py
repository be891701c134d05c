"""Looks for mailboxes and names in files, in every encoding, with code that is not the program's.

What a test searches for is made here from the address itself; what a file holds is also read back
by the standard library. Nothing of ``provenance.report.editions`` is used.
"""

from __future__ import annotations

import base64
import html
import quopri
import re
from collections.abc import Iterable, Iterator
from email.header import Header
from pathlib import Path
from urllib.parse import quote, unquote


def plain_forms(address: str) -> set[str]:
    """The address in lower case as it can stand in a text, without transport encodings."""
    local, _, domain = address.lower().rpartition("@")
    found = {f"{local}@{domain}", f"{local}={domain}", f"{local}%40{domain}", f"{local}=40{domain}"}
    found |= {f"{local}&#64;{domain}", f"{local}&#x40;{domain}", f"{local}&commat;{domain}"}
    found |= {f"{local}\\u0040{domain}", f"{local}\uff20{domain}"}
    found.add("".join(f"%{byte:02x}" for byte in f"{local}@{domain}".encode()))
    found.add("".join(f"&#{ord(one)};" for one in f"{local}@{domain}"))
    found.add("".join(f"={byte:02x}" for byte in f"{local}@{domain}".encode()))
    try:
        puny = domain.encode("idna").decode("ascii")
        found.add(f"{local}@{puny}")
        found.add(f"{local}@{puny.encode('ascii').decode('idna')}")
    except UnicodeError:
        pass
    return {one.lower() for one in found}


def base64_forms(address: str) -> set[str]:
    """What of Base64 is the same wherever the address stands in the encoded text."""
    found = set()
    for text in {address, address.lower(), address.upper()}:
        for data in (text.encode(), text.encode("utf-16-le")):
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + data).decode()
                first = {0: 0, 1: 2, 2: 3}[shift]
                last = len(coded) - 4 if "=" in coded else len(coded)
                piece = coded[first:last]
                found |= {piece, piece.replace("+", "-").replace("/", "_")}
    return {one for one in found if len(one) >= 8}


def encodings(address: str) -> Iterator[tuple[str, str]]:
    """Ways of writing an address that a hostile or careless writer may use, with their names."""
    local, _, domain = address.rpartition("@")
    yield "plain", address
    yield "upper", address.upper()
    yield "angle", f"<{address}>"
    yield "percent", quote(address, safe="")
    yield "percent-all", "".join(f"%{byte:02X}" for byte in address.encode())
    yield "entity", address.replace("@", "&#64;")
    yield "entity-hex", address.replace("@", "&#x40;").replace(".", "&period;")
    yield "entity-all", "".join(f"&#{ord(one)};" for one in address)
    yield "quoted-printable", address.replace("@", "=40")
    yield "quoted-printable-all", "".join(f"={byte:02X}" for byte in address.encode())
    yield "soft-break", f"{address[:3]}=\r\n{address[3:]}"
    yield "word-q", Header(f"Zoë {address}", "utf-8").encode()
    yield "word-b", f"=?utf-8?B?{base64.b64encode(address.encode()).decode()}?="
    yield "base64", base64.b64encode(f"mail to {address} today".encode()).decode()
    yield "base64-shifted", base64.b64encode(f"x mail to {address} today".encode()).decode()
    yield "base64-url", base64.urlsafe_b64encode(f"?>?>{address}?>?>".encode()).decode()
    yield "base64-utf16", base64.b64encode(f"to {address}".encode("utf-16-le")).decode()
    yield "verp", f"bounce+{local}={domain}@lists.example"
    yield "srs", f"SRS0=AbCd=XY={domain}={local}@forward.example"
    yield "link", f"https://t.example/u?e={quote(address)}&x=1"
    yield "mailto", f"mailto:{address}?subject=x"
    yield "json", address.replace("@", "\\u0040")
    yield "soft-hyphen", address.replace("@", "\u00ad@\u00ad")
    yield "zero-width", f"{local}\u200b@{domain[:2]}\u200b{domain[2:]}"
    yield "wide-at", address.replace("@", "\uff20")
    yield "property", f"smtp.rcptto={address}"
    yield "quoted-local", f'"{local}"@{domain}'


_CODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_WORD = re.compile(r"=\?[^?]+\?[bBqQ]\?[^?]*\?=")


def readings(data: bytes) -> Iterator[str]:
    """The text of a file, and what the standard library reads in its encodings, in lower case."""
    text = data.decode("utf-8", "replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    once = html.unescape(text)
    bare = re.sub("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]", "", re.sub(r"<[^<>]*>", "", once))
    yield text.lower()
    yield once.lower()
    yield bare.lower()
    yield html.unescape(once).lower()
    yield unquote(once).lower()
    soft = re.sub(r"=(?:\r?\n|&#1[03];|\\r\\n|\\n)", "", once)
    yield quopri.decodestring(soft.encode("utf-8", "replace")).decode("latin-1").lower()


def leaked(data: bytes, addresses: Iterable[str]) -> list[str]:
    """Those of the addresses that can be read in the data in some way."""
    texts = list(dict.fromkeys(readings(data)))
    raw = data.decode("utf-8", "replace")
    found = []
    for address in addresses:
        forms = plain_forms(address)
        if any(form in text for form in forms for text in texts) or any(
            form in raw for form in base64_forms(address)
        ):
            found.append(address)
    return found


def leaked_words(data: bytes, names: Iterable[str]) -> list[str]:
    """Those of the names whose words stand one after the other, joined by blanks or dots."""
    text = html.unescape(data.decode("utf-8", "replace"))
    text = re.sub(r"[\s._,-]+", " ", text).lower()
    return [name for name in names if f" {name.lower()} " in f" {text} "]


def every_file(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their names, the names among the bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = str(path.relative_to(folder))
            found[name] = name.encode() + b"\n" + path.read_bytes()
    return found
