"""Editions of real mail: none fails, and no recipient that the standard library finds is shown."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import to_html, to_json
from provenance.report.editions import EditionName, edition_of
from tests.report.editions.leaks import leaked

EVERY = 40
_USUAL = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\Z")


def _addresses(message: Message, *names: str) -> set[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return {spec.lower() for _, spec in getaddresses(values) if _USUAL.match(spec.lower())}


@pytest.mark.corpus
def test_editions_of_real_mail(shared: Path) -> None:
    files = sorted(p for p in (shared / "corpus").rglob("*") if p.suffix in {".eml", ".msg"})
    seen = 0
    leaks: list[tuple[str, ...]] = []
    for path in files[::EVERY]:
        report = analyze(
            Case(),
            Context(
                intake=open_evidence([path]),
                resolver=OfflineResolver(),
                as_of=date(2026, 6, 3),
                cross_check=False,
            ),
        )
        message = message_from_bytes(path.read_bytes())
        wanted = _addresses(message, "To", "Cc", "Bcc", "Delivered-To", "X-Original-To")
        parties = {
            str(address.spec).strip().lower()
            for one in report.messages
            for address in (*one.trace.identity.from_, one.trace.identity.sender)
            if hasattr(address, "spec")
        }
        for name in (EditionName.TRIBUNAL, EditionName.PUBLIC):
            shown = edition_of(report, name)
            page = to_html(shown)
            found = leaked(to_json(shown) + page, sorted(wanted - parties)[:5])
            leaks += [(path.name, name.value, *found)] if found else []
        seen += len(wanted - parties) > 0
    assert leaks == []
    assert seen > 15
