"""Forensic analysis of a disputed e-mail: who sent it, and from where.

The public face of the library is :func:`provenance.pipeline.analyze`; the
command line and the report only show what it returns.
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
