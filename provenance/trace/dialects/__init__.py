"""Received dialects: how servers write their trace lines, as data with examples beside it.

A dialect is a row of :class:`~provenance.trace.dialects.model.Dialect` in one of the tables here,
or a small module of its own with a ``DIALECT``. Adding one touches one table (or one module and
the list below). The from-clause and the other clauses are read by one grammar for all of them.
"""

from __future__ import annotations

from provenance.trace.dialects import (
    exchange,
    exim,
    gateways,
    google,
    postfix,
    products,
    programs,
    rfc5321,
    servers,
    services,
)
from provenance.trace.dialects.index import Index
from provenance.trace.dialects.model import Dialect, Facts

FALLBACK: Dialect = rfc5321.DIALECT
"""Reads the lines that no dialect recognises; without its form they are ``unknown``."""

DIALECTS: tuple[Dialect, ...] = (
    exchange.DIALECT,
    google.DIALECT,
    postfix.DIALECT,
    exim.DIALECT,
    *servers.DIALECTS,
    *programs.DIALECTS,
    *products.DIALECTS,
    *services.DIALECTS,
    *gateways.DIALECTS,
)
"""All but the fallback; where two have marks in one line, the clause of the mark decides."""

INDEX = Index(DIALECTS, FALLBACK)

__all__ = ["DIALECTS", "FALLBACK", "INDEX", "Dialect", "Facts", "Index"]
