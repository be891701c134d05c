"""What to ask for next, of whom, and until when; the wording helps either side alike."""

from __future__ import annotations

from provenance.reasoning.requests.identifiers import (
    Identifier,
    addresses_of,
    identifiers_of,
    keys_of,
)
from provenance.reasoning.requests.make import Made, make_requests, order_requests

__all__ = [
    "Identifier",
    "Made",
    "addresses_of",
    "identifiers_of",
    "keys_of",
    "make_requests",
    "order_requests",
]
