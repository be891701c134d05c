"""Times, machines and accounts inside identifiers: one named decoder for each known form.

A family of forms is one module with rows of a declaration (:class:`~provenance.decoders.Decoder`)
and a pure function; :mod:`~provenance.decoders.identifiers.registry` puts them in order.
"""

from __future__ import annotations
