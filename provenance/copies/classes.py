"""Which header fields differ between copies as a rule, and why.

A copy is one delivery: the receiving side adds its own lines, a mailing list its own, a mailbox
program its own. Such differences are expected. What the author's side wrote has to be the same.
Sources: RFC 5322 §3.6 (author's fields), §3.6.7 (trace), RFC 8601, RFC 8617, RFC 2369, RFC 2919;
storage marks as named by the programs; service fields by :mod:`provenance.decoders`.
"""

from __future__ import annotations

from typing import Final

from provenance.copies.records import DifferenceKind
from provenance.decoders.header_dictionary import entry_for

AUTHOR: Final = frozenset(
    (
        *("bcc", "cc", "comments", "content-type", "date", "disposition-notification-to"),
        *("expires", "from", "importance", "in-reply-to", "keywords", "message-id"),
        *("mime-version", "organization", "priority", "references", "reply-to", "sender"),
        *("sensitivity", "subject", "thread-index", "thread-topic", "to", "user-agent"),
        *("x-mailer", "x-mimeole", "x-msmail-priority", "x-originating-ip", "x-priority"),
        "x-ms-exchange-messagesentrepresentingtype",
    )
)
"""Fields that stand before the message leaves; the last ones the submitting server writes."""

_DELIVERY: Final = frozenset(
    (
        *("apparently-to", "authentication-results", "authentication-results-original"),
        *("delivered-to", "envelope-to", "received", "received-spf", "return-path"),
        *("x-delivered-to", "x-envelope-from", "x-envelope-to", "x-forwarded-encrypted"),
        *("x-forwarded-for", "x-forwarded-to", "x-gm-message-state", "x-google-smtp-source"),
        *("x-original-to", "x-originalto", "x-rcpt-to", "x-real-to", "x-received", "x-return-path"),
        *("x-resolved-to", "x-gm-gg", "x-gm-features"),
    )
)
_DELIVERY_STARTS: Final = ("arc-", "resent-")
_LIST: Final = frozenset(
    (
        *("errors-to", "mailing-list", "precedence", "x-beenthere", "x-list", "x-listname"),
        *("x-loop", "x-mailing-list", "x-mailman-version", "x-ml-name", "x-sequence"),
        "x-list-administrivia",
    )
)
_STORAGE: Final = frozenset(
    (
        *("content-length", "lines", "status", "x-account-key", "x-folder", "x-gm-thrid"),
        *("x-gmail-fetch-info", "x-gmail-labels", "x-imapbase", "x-keywords", "x-status"),
        *("x-uid", "x-uidl", "x-uniform-type-identifier", "x-universally-unique-identifier"),
        "x-unsent",
    )
)
_STORAGE_STARTS: Final = ("x-mozilla-", "x-apple-", "x-evolution-", "x-kmail-", "x-claws-")
_SIGNATURES: Final = frozenset(("dkim-signature", "domainkey-signature", "x-google-dkim-signature"))
_SPAM: Final = ("x-spam", "x-virus", "x-bogosity", "x-amavis", "x-antivirus", "x-scanned")
_SERVICES: Final = ("x-ms-exchange-", "x-microsoft-", "x-forefront-", "x-eop", "x-ms-office365-")
_FORM: Final = frozenset(("content-transfer-encoding", "content-disposition", "content-language"))


def kind_of(name: str) -> DifferenceKind:
    """What a difference in this field (name in lower case) is put down to, by the name alone."""
    if name in AUTHOR:
        return DifferenceKind.CONTENT
    if name in _DELIVERY or name.startswith(_DELIVERY_STARTS):
        return DifferenceKind.DELIVERY
    if name in _LIST or name.startswith("list-"):
        return DifferenceKind.LIST
    if name in _STORAGE or name.startswith(_STORAGE_STARTS):
        return DifferenceKind.STORAGE
    if name in _SIGNATURES:
        return DifferenceKind.SIGNATURE
    if name in _FORM:
        return DifferenceKind.FORM
    if name.startswith((*_SPAM, *_SERVICES)) or entry_for(name) is not None:
        return DifferenceKind.SERVICE
    return DifferenceKind.UNKNOWN_FIELD
