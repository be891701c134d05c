"""All readers, in the order in which they are asked what a file is.

A reader stands here by the name of its module; it is imported when a file is recognised. The most
particular marks come first; tables that any program could have written come last.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from provenance.audit.readers.base import Export, Reader
from provenance.audit.records import Layout
from provenance.basics.record import dataclass

MODULES = (
    "exchange_tracking",
    "exchange_audit",
    "exchange_requests",
    "exchange_protocol",
    "iis_w3c",
    "m365_ual",
    "exo_message_trace",
    "exchange_tracking_csv",
    "permissions",
    "mailbox_settings",
    "entra_signin",
    "entra_audit",
    "google_workspace",
    "google_tables",
    "dmarc_aggregate",
    "mailbox_audit",
    "mailbox_audit_csv",
    "windows_events",
    "calendar_ics",
    "nps_radius",
    "dhcp_windows",
    "vpn_pulse",
    "vpn_lines",
    "mta_maillog",
    "csv_map",
)

BINARY = {"evtx": ("windows_evtx",), "gzip": ("dmarc_packed",), "zip": ("dmarc_packed",)}
"""Readers of files that are no text, by kind; text readers never see such a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The reader that fits an export, and how it says the export is written."""

    reader: Reader
    layout: Layout


def readers(binary: str = "") -> tuple[Reader, ...]:
    """All readers of text, or those of one kind of binary file, loaded."""
    names = BINARY.get(binary, ()) if binary else MODULES
    return tuple(
        cast("Reader", import_module(f"provenance.audit.readers.{name}").READER) for name in names
    )


def recognise(export: Export) -> Recognised | None:
    """Say which reader fits, by the content alone; ``None`` if none does.

    Raises:
        MisuseError: a column map was given for a table, and names columns that it has not.
    """
    for reader in readers(export.binary):
        layout = reader.sniff(export)
        if layout is not None:
            return Recognised(reader=reader, layout=layout)
    return None
