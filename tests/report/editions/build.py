"""Reports of invented messages, analysed by the whole program, offline."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from provenance.authentication import OfflineResolver
from provenance.case import Case, parse_case
from provenance.cli.inputs import read_evidence
from provenance.evidence import open_exports
from provenance.pipeline import Context, analyze
from provenance.report import Report

HEAD = (
    "Delivered-To: {recipient}\r\n"
    "Return-Path: <msc@harbourvale.example>\r\n"
    "Received: from mail.harbourvale.example (mail.harbourvale.example. [192.0.2.71])\r\n"
    " by mx.google.com with ESMTPS id ab12csp34 for <{recipient}>;\r\n"
    " Thu, 14 May 2026 07:02:18 -0700 (PDT)\r\n"
    'From: "M. Carrow" <msc@harbourvale.example>\r\n'
    "To: {to}\r\n"
    "Subject: {subject}\r\n"
    "Date: Thu, 14 May 2026 14:02:10 +0000\r\n"
    "Message-ID: <8f2d41b0c7@harbourvale.example>\r\n"
)
CASE = """\
case: {id: HV-1, title: A matter, prepared_by: M. Carrow, role: party}
organisation: {name: Harbour & Vale Ltd, domains: [harbourvale.example]}
account: msc@harbourvale.example
people:
  - {id: account-holder, name: M. Carrow, accounts: [msc@harbourvale.example]}
  - {id: person-b, name: Vera Harbour, accounts: [vera.harbour@harbourvale.example]}
"""


def mail(
    *,
    to: str = "Anna Field <anna.field@friend.example>",
    recipient: str = "anna.field@friend.example",
    subject: str = "Summer briefing",
    fields: str = "",
    body: str = "Dear all\r\n",
) -> bytes:
    """One copy; ``fields`` are more header lines, each with its line end."""
    head = HEAD.format(to=to, recipient=recipient, subject=subject)
    written = f"{head}{fields}\r\n{body}"
    return written.encode("utf-8", "surrogateescape")


def report_of(
    folder: Path, *copies: bytes, case: str = CASE, exports: tuple[Path, ...] = ()
) -> Report:
    """Write the copies and analyse them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, data in enumerate(copies, 1):
        path = folder / f"copy-{number}.eml"
        path.write_bytes(data)
        paths.append(path)
    return analyze(
        parse_case(os.fsencode(case)) if case else Case(),
        Context(
            intake=read_evidence(paths),
            resolver=OfflineResolver(),
            as_of=date(2026, 6, 1),
            cross_check=False,
            exports=open_exports(exports),
        ),
    )
