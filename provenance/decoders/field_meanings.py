"""What codes inside service fields stand for, as ids of sentences.

Sources: Microsoft's page on anti-spam message headers (defender-docs, message-headers-eop-mdo) for
the filter report, its page on anti-spam stamps for SCL and AuthAs; public source code for the
authentication mechanism (two independent copies of one enumeration).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provenance.basics import State, Text, Value, text
from provenance.basics.networks import NO_HOST

_FOREFRONT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "sfv": frozenset(
            ("nspm", "spm", "skn", "ski", "ska", "skb", "sks", "skq", "sfe", "blk", "dms")
        ),
        "ipv": frozenset(("cal", "nli")),
        "dir": frozenset(("inb", "out", "int")),
        "cat": frozenset(
            ("none", "amp", "bimp", "bulk", "dimp", "ftbp", "gimp", "hphsh", "hphish", "hspm")
        )
        | frozenset(("intos", "malw", "ospm", "phsh", "sap", "spm", "spoof", "uimp")),
    }
)
_AUTH_AS: Final = frozenset(("anonymous", "internal", "external", "partner"))
_MECHANISMS: Final = frozenset(
    ["00", "01", "02", "03", "04", "05", "06", "07", "08", "0a", "0b", "0c", "0d", "10", "11", "12"]
)  # fmt: skip
_ENTITIES: Final = frozenset(("hosted", "hybridonprem", "internet"))
_DESTINATIONS: Final = frozenset(("i", "j", "c"))


def meaning(field: str, key: str, value: str) -> Value[Text]:
    """The sentence for a code, ``ABSENT`` where the source says nothing about it.

    Args:
        field: field name in lower case.
        key: key of the value inside the field, "" if the field is one value.
        value: the code as written.
    """
    name, code = key.lower(), value.strip().lower()
    if field.startswith("x-forefront-antispam-report"):
        found = _filter_report(name, code)
        if found is not State.ABSENT:
            return found
    if name == "scl" or field.endswith("-scl"):
        return _spam_level(code)
    if field.endswith("-mailbox-delivery"):
        return _delivery(name, code)
    return _whole_field(field, code)


def _filter_report(name: str, code: str) -> Value[Text]:
    if name == "cip" and code == NO_HOST:
        return text("decoders.forefront.cip.none")
    if code in _FOREFRONT.get(name, ()):
        return text(f"decoders.forefront.{name}.{code}")
    return State.ABSENT


def _whole_field(field: str, code: str) -> Value[Text]:
    """Fields whose whole value is one code."""
    if field.endswith("-authas") and code in _AUTH_AS:
        return text(f"decoders.auth-as.{code}")
    if field.endswith("-authmechanism") and code in _MECHANISMS:
        return text(f"decoders.auth-mechanism.{code}")
    if field.endswith("-fromentityheader") and code in _ENTITIES:
        return text(f"decoders.from-entity.{code}")
    if field == "x-ms-exchange-messagesentrepresentingtype" and code in {"1", "2"}:
        return text(f"decoders.representing.{code}")
    return State.ABSENT


def _spam_level(code: str) -> Value[Text]:
    if code == "-1":
        return text("decoders.scl.bypassed")
    if code in {"0", "1"}:
        return text("decoders.scl.no")
    if code in {"5", "6"}:
        return text("decoders.scl.spam")
    return text("decoders.scl.high") if code == "9" else State.ABSENT


def _delivery(name: str, code: str) -> Value[Text]:
    if name == "dest" and code in _DESTINATIONS:
        return text(f"decoders.delivery.dest.{code}")
    if name == "auth" and code in {"0", "1"}:
        return text(f"decoders.delivery.auth.{code}")
    return State.ABSENT


def all_meanings() -> tuple[str, ...]:
    """Ids of every sentence that :func:`meaning` can give, in order; for the catalogue's test."""
    ids = [
        f"decoders.forefront.{key}.{code}" for key, codes in _FOREFRONT.items() for code in codes
    ]
    ids += [f"decoders.auth-as.{code}" for code in _AUTH_AS]
    ids += [f"decoders.auth-mechanism.{code}" for code in _MECHANISMS]
    ids += [f"decoders.from-entity.{code}" for code in _ENTITIES]
    ids += [f"decoders.representing.{code}" for code in ("1", "2")]
    ids += [f"decoders.scl.{word}" for word in ("bypassed", "no", "spam", "high")]
    ids += [f"decoders.delivery.dest.{code}" for code in _DESTINATIONS]
    ids += [f"decoders.delivery.auth.{code}" for code in ("0", "1")]
    return tuple(sorted([*ids, "decoders.forefront.cip.none"]))
