"""Finds the custody logs of sealed folders that are analysed, so that a report goes on behind one.

The log of a report that was made from a sealed folder begins with the lines of that folder's log.
The sealed folder itself is not changed. Two chains cannot be joined to one: of several sealed
folders the first whole log is gone on with, and the others are tied in by their hashes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from provenance.basics import Text, text
from provenance.basics.files import read_regular
from provenance.evidence.bag_reading import is_bag
from provenance.evidence.custody import CustodyLog, verify_log

LOG: Final = "custody.jsonl"
MAX_LOG: Final = 64 * 1024 * 1024


def read_bag_logs(paths: Sequence[Path], log: CustodyLog) -> bytes:
    """Read the custody log of every sealed folder among ``paths``, and write that into ``log``.

    Returns:
        The first log that is whole, empty if there is none: the one to go on behind.
    """
    first = b""
    for path in paths:
        data = _log_of(path)
        if data is None:
            continue
        checked = verify_log(data)
        whole = bool(data) and not checked.problems
        detail = f"{checked.events} lines, head {checked.head}" if whole else "not whole"
        log.add(
            "custody-log-read", f"{path.name or path.resolve().name}/{LOG}", data, detail=detail
        )
        if whole and not first:
            first = data
    return first


def broken_log(bag: Path) -> tuple[Text, ...]:
    """A warning where the custody log of a sealed folder is not whole; none where it has no log."""
    data = _log_of(bag)
    if data is None or (data and not verify_log(data).problems):
        return ()
    return (text("evidence.bag.log-broken", name=os.fspath(bag.name or bag.resolve().name)),)


def _log_of(path: Path) -> bytes | None:
    """The custody log of a sealed folder, ``None`` if this is none or has no log of this size."""
    try:
        # A name that is too long raises here; whoever reads the evidence says so.
        if str(path) == "-" or not is_bag(path):
            return None
        data = read_regular(path / LOG, MAX_LOG)
    except OSError:
        return None
    return data if len(data) <= MAX_LOG else b""
