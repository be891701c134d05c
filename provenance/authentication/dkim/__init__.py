"""DKIM verified again, by a path of our own and by a second implementation."""

from __future__ import annotations
