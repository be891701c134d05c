"""Signatures of the method before DKIM: named, and not verified."""

from __future__ import annotations

from provenance.basics import Text, text
from provenance.message import Message

FIELD = "DomainKey-Signature"


def historic_signatures(message: Message) -> tuple[Text, ...]:
    """Say that a message carries DomainKeys signatures (RFC 4870, historic since RFC 4871).

    They cover other octets than DKIM (no body hash of their own, all fields below or those of
    ``h=``), and no server has judged mail by them for years: a result would carry nothing.
    """
    found = message.named(FIELD)
    if not found:
        return ()
    return (text("authentication.domainkeys.historic", count=len(found)),)
