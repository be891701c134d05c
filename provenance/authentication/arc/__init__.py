"""Authenticated Received Chain (RFC 8617) validated again, instance by instance."""

from __future__ import annotations
