"""The closed lists of the rule language: operators, strengths, lists of evidence, fact paths.

A rule that uses a name outside these lists fails at load, not silently at work. The records
behind the fact paths are filled in :mod:`provenance.reasoning.rules.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Type(StrEnum):
    """What a value is; a comparison has to fit it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


FORMAT: Final = 1
STATUSES: Final = ("experimental", "test", "stable", "deprecated")
STRENGTHS: Final = MappingProxyType(
    {"conclusive": 4, "strong": 3, "moderate": 2, "weak": 1, "informative": 0}
)
GROUPS: Final = ("audit", "authentication", "client", "outlook", "route", "tamper", "timestamp")
OCCURRENCES: Final = ("only", "first", "last")
EXPECTATIONS: Final = ("match", "no_match", "not_applicable")
HYPOTHESES: Final = (
    "account-holder",
    "person-with-access",
    "delegate",
    "administrator",
    "automation",
    "outside-compromise",
    "outside-system",
    "copy-altered",
)
"""Ids of the competing explanations (architecture §4)."""

ASSUMPTIONS: Final = (
    "both-clocks",
    "copy-kept",
    "decoded-right",
    "forms-known",
    "item-from-store",
    "key-right",
    "known-form",
    "named-writer",
    "no-rewriting",
    "one-clock",
    "one-program",
    "one-telling",
    "read-right",
    "receiver-clock",
    "result-kept",
    "standards",
    "table-complete",
)
"""What an inference may take for granted; each has words ``reasoning.assumption.<name>``."""

VALUE_OPERATORS: Final = ("same_as", "same_mailbox_as", "same_msg_id_as")
"""Operators that compare with another value; between two lists they run as a hash join."""

OPERATORS: Final = (
    "equals",
    "one_of",
    "matches",
    "contains",
    "exists",
    *VALUE_OPERATORS,
    "later_than",
    "in_network",
)

LISTS: Final[Mapping[str, Mapping[str, Type]]] = MappingProxyType(
    {
        "alternatives": {
            "path": Type.TEXT,
            "shared": Type.NUMBER,
            "nearly_same": Type.BOOLEAN,
            "values_differ": Type.BOOLEAN,
            "apart": Type.BOOLEAN,
            "plain_only": Type.TEXT,
            "html_only": Type.TEXT,
            "words_differ": Type.BOOLEAN,
            "plain_words": Type.TEXT,
            "html_words": Type.TEXT,
        },
        "client_signs": {
            "place": Type.TEXT,
            "says": Type.TEXT,
            "written_by": Type.TEXT,
            "grade": Type.TEXT,
            "fits": Type.BOOLEAN,
            "against": Type.TEXT,
            "against_place": Type.TEXT,
        },
        "contradictions": {
            "kind": Type.TEXT,
            "decoder": Type.TEXT,
            "product": Type.TEXT,
            "draft_based": Type.BOOLEAN,
            "time": Type.TIME,
            "other": Type.TEXT,
            "other_time": Type.TIME,
            "seconds": Type.NUMBER,
            "tolerance": Type.NUMBER,
        },
        "dkim": {
            "domain": Type.TEXT,
            "selector": Type.TEXT,
            "result": Type.TEXT,
            "reason": Type.TEXT,
            "header_signature": Type.TEXT,
            "body_hash": Type.TEXT,
            "key_state": Type.TEXT,
            "body_limited": Type.BOOLEAN,
            "recorded_pass": Type.BOOLEAN,
            "text_covered_elsewhere": Type.BOOLEAN,
            "fits_when_repaired": Type.BOOLEAN,
        },
        "encodings": {
            "path": Type.TEXT,
            "encoding": Type.TEXT,
            "width": Type.NUMBER,
            "longest": Type.NUMBER,
            "odd_places": Type.NUMBER,
            "even": Type.BOOLEAN,
        },
        "fields": {
            "name": Type.TEXT,
            "count": Type.NUMBER,
            "repeated": Type.BOOLEAN,
            "values_differ": Type.BOOLEAN,
            "attested_by": Type.TEXT,
        },
        "hops": {
            "position": Type.NUMBER,
            "by": Type.TEXT,
            "ip": Type.TEXT,
            "with": Type.TEXT,
            "witness": Type.TEXT,
            "time": Type.TIME,
            "older_time": Type.TIME,
            "older_by": Type.TEXT,
            "source": Type.TEXT,
            "source_is_older": Type.BOOLEAN,
            "dialect": Type.TEXT,
            "dialect_fits": Type.BOOLEAN,
            "ip_class": Type.TEXT,
            "network_fits": Type.BOOLEAN,
            "edge_address_fits": Type.BOOLEAN,
            "peer_is_older": Type.BOOLEAN,
            "name_fits": Type.BOOLEAN,
            "build": Type.TEXT,
            "build_since": Type.TIME,
            "tls": Type.TEXT,
            "tls_since": Type.TIME,
            "cipher": Type.TEXT,
            "cipher_fits": Type.BOOLEAN,
            "zone_exists": Type.BOOLEAN,
            "zone_name": Type.TEXT,
            "zone_name_fits": Type.BOOLEAN,
            "summer_in_winter": Type.BOOLEAN,
            "weekday_fits": Type.BOOLEAN,
            "below_author": Type.BOOLEAN,
            "client_side": Type.BOOLEAN,
            "region_agrees": Type.BOOLEAN,
            "regions": Type.TEXT,
        },
        "identifiers": {
            "decoder": Type.TEXT,
            "product": Type.TEXT,
            "place": Type.TEXT,
            "written_by": Type.TEXT,
            "draft_based": Type.BOOLEAN,
            "grade": Type.TEXT,
            "time": Type.TIME,
            "line_time": Type.TIME,
            "plausible": Type.BOOLEAN,
            "reason": Type.TEXT,
            "says": Type.TIME,
        },
        "lines": {
            "name": Type.TEXT,
            "by": Type.TEXT,
            "by_address": Type.TEXT,
            "id_address": Type.TEXT,
            "witness": Type.TEXT,
        },
        "look_alikes": {
            "field": Type.TEXT,
            "part": Type.TEXT,
            "kind": Type.TEXT,
            "word": Type.TEXT,
            "scripts": Type.TEXT,
        },
        "own_results": {
            "method": Type.TEXT,
            "host": Type.TEXT,
            "apart": Type.BOOLEAN,
        },
        "seals": {
            "name": Type.TEXT,
            "domain": Type.TEXT,
            "header_fits": Type.BOOLEAN,
            "text_fits": Type.BOOLEAN,
            "text_covered_elsewhere": Type.BOOLEAN,
            "repaired": Type.BOOLEAN,
            "rebuilt": Type.BOOLEAN,
            "recorded_pass": Type.BOOLEAN,
            "fields_missing": Type.NUMBER,
            "open_bytes": Type.NUMBER,
            "open_end": Type.BOOLEAN,
            "signed_at": Type.TIME,
            "arrival": Type.TIME,
            "date": Type.TIME,
            "repeated": Type.BOOLEAN,
            "repeated_names": Type.TEXT,
            "expires_at": Type.TIME,
            "expired_at_arrival": Type.BOOLEAN,
        },
        "sizes": {
            "name": Type.TEXT,
            "stated": Type.NUMBER,
            "actual": Type.NUMBER,
            "fits": Type.BOOLEAN,
        },
        "stamps": {
            "name": Type.TEXT,
            "time": Type.TIME,
            "line_time": Type.TIME,
            "by": Type.TEXT,
            "fits": Type.BOOLEAN,
        },
        "reported": {
            "method": Type.TEXT,
            "result": Type.TEXT,
            "domain": Type.TEXT,
            "believed": Type.BOOLEAN,
            "attested_by": Type.TEXT,
            "seal_present": Type.BOOLEAN,
        },
    }
)
"""Lists that ``each`` may run over, and the facts of one element."""

RECORDS: Final[Mapping[str, Mapping[str, Type]]] = MappingProxyType(
    {
        "boundary": {
            "by": Type.TEXT,
            "helo": Type.TEXT,
            "ip": Type.TEXT,
            "noted_ip": Type.TEXT,
            "noted_fits": Type.BOOLEAN,
            "handover_seen": Type.BOOLEAN,
            "network_fits": Type.BOOLEAN,
            "position": Type.NUMBER,
            "time": Type.TIME,
        },
        "chain": {
            "sets": Type.NUMBER,
            "complete": Type.BOOLEAN,
            "missing": Type.NUMBER,
            "newest": Type.NUMBER,
        },
        "charsets": {
            "encoded_twice": Type.BOOLEAN,
            "pairs": Type.NUMBER,
            "example": Type.TEXT,
            "bytes_fit": Type.BOOLEAN,
            "raw_fields": Type.NUMBER,
            "raw_readable": Type.BOOLEAN,
        },
        "client": {
            "named": Type.TEXT,
            "form": Type.TEXT,
            "form_fits": Type.BOOLEAN,
            "identifier_fits": Type.BOOLEAN,
            "identifier_added": Type.BOOLEAN,
            "generation_fits": Type.BOOLEAN,
            "thread_start_fits": Type.BOOLEAN,
            "google_seen": Type.BOOLEAN,
        },
        "clocks": {
            "boundary_id_fits": Type.BOOLEAN,
            "date_readable": Type.BOOLEAN,
            "network_ids": Type.NUMBER,
            "weekday_fits": Type.BOOLEAN,
        },
        "date_zone": {
            "zone_exists": Type.BOOLEAN,
            "zone_name": Type.TEXT,
            "zone_name_fits": Type.BOOLEAN,
            "summer_in_winter": Type.BOOLEAN,
        },
        "folding": {
            "inside_token": Type.BOOLEAN,
            "too_long": Type.BOOLEAN,
        },
        "form": {
            "line_ends": Type.TEXT,
            "rarer": Type.NUMBER,
            "blocks": Type.NUMBER,
            "bare_cr": Type.NUMBER,
            "has_bare_cr": Type.BOOLEAN,
            "byte_order_mark": Type.BOOLEAN,
            "escapes": Type.NUMBER,
            "has_escapes": Type.BOOLEAN,
            "open_end": Type.BOOLEAN,
            "blank_lines": Type.NUMBER,
            "many_blank_lines": Type.BOOLEAN,
        },
        "handover_notes": {
            "agree": Type.BOOLEAN,
            "first": Type.TEXT,
            "other": Type.TEXT,
        },
        "inline": {
            "complete": Type.BOOLEAN,
            "missing": Type.NUMBER,
            "first": Type.TEXT,
        },
        "message": {
            "body_available": Type.BOOLEAN,
            "date": Type.TIME,
            "from_domain": Type.TEXT,
            "message_id": Type.TEXT,
            "repaired": Type.BOOLEAN,
        },
        "order": {
            "author_above": Type.BOOLEAN,
            "names_above": Type.TEXT,
            "server": Type.TEXT,
            "resorted": Type.BOOLEAN,
        },
        "outlook": {
            "arrived": Type.TIME,
            "attached": Type.TEXT,
            "attached_time": Type.TIME,
            "attachments_fit": Type.BOOLEAN,
            "bodies_fit": Type.BOOLEAN,
            "changed": Type.BOOLEAN,
            "conversation": Type.TIME,
            "conversation_fits": Type.BOOLEAN,
            "created": Type.TIME,
            "creation_fits": Type.BOOLEAN,
            "date_fits": Type.BOOLEAN,
            "delivered": Type.TIME,
            "delivery_fits": Type.BOOLEAN,
            "delivery_order_fits": Type.BOOLEAN,
            "flags_fit": Type.BOOLEAN,
            "from": Type.TEXT,
            "from_fits": Type.BOOLEAN,
            "header_from": Type.TEXT,
            "header_message_id": Type.TEXT,
            "header_recipients": Type.NUMBER,
            "header_sender": Type.TEXT,
            "header_subject": Type.TEXT,
            "kind": Type.TEXT,
            "message_class": Type.TEXT,
            "message_id": Type.TEXT,
            "message_id_fits": Type.BOOLEAN,
            "modified": Type.TIME,
            "recipients": Type.NUMBER,
            "recipients_fit": Type.BOOLEAN,
            "saved_anew": Type.BOOLEAN,
            "search_key": Type.TEXT,
            "search_key_address": Type.TEXT,
            "search_key_fits": Type.BOOLEAN,
            "sender": Type.TEXT,
            "sender_fits": Type.BOOLEAN,
            "subject": Type.TEXT,
            "subject_fits": Type.BOOLEAN,
            "submitted": Type.TIME,
        },
        "structure": {
            "delimiter_found": Type.BOOLEAN,
            "outside": Type.NUMBER,
            "text_outside": Type.BOOLEAN,
        },
        "thread": {
            "is_reply": Type.BOOLEAN,
            "parent_listed": Type.BOOLEAN,
            "index_replies": Type.NUMBER,
            "index_fits": Type.BOOLEAN,
            "places_agree": Type.BOOLEAN,
        },
        "winmail": {
            "correlator": Type.TEXT,
            "correlator_fits": Type.BOOLEAN,
            "date_fits": Type.BOOLEAN,
            "header_correlator": Type.TEXT,
            "submitted": Type.TIME,
        },
    }
)
"""Records of which a message has exactly one, and their facts."""

DECODERS: Final[Mapping[str, Type]] = MappingProxyType({"date_time": Type.TIME})
"""Decoders that a rule may name, and what the value becomes."""

FIELD_NAMES_COUNTED: Final = (
    "Bcc",
    "Cc",
    "Content-Transfer-Encoding",
    "Content-Type",
    "Date",
    "From",
    "In-Reply-To",
    "MIME-Version",
    "Message-ID",
    "References",
    "Reply-To",
    "Sender",
    "Subject",
    "To",
)
"""Fields that a message may carry at most once (RFC 5322 §3.6, RFC 2045 §3)."""
