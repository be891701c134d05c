"""Reads transport headers with extract-msg, beside our own reading.

Only its ``headerText`` is compared: where an item has none, that library makes up a header
section from other properties, and what is made up is no evidence.
"""

from __future__ import annotations

import logging

from provenance.basics import State, Value
from provenance.evidence.outlook_msg import read_outlook_item
from provenance.evidence.records import MessageStream, MsgCrossCheck

ENGINE = "extract-msg"


def cross_check_msg(content: bytes, stream: Value[MessageStream] | None = None) -> MsgCrossCheck:
    """Compare the transport header text of an Outlook item with extract-msg's; never raises.

    ``stream`` is what we read in it, where that was done already.
    """
    from importlib.metadata import version

    installed = version(ENGINE)
    if stream is None:
        stream = read_outlook_item(content).stream
    ours = None if isinstance(stream, State) else stream.data
    try:
        theirs = _header_text(content)
    except Exception as error:  # the library raises many kinds on damaged files; each is recorded
        return MsgCrossCheck(
            engine=ENGINE, version=installed, agrees=State.UNREADABLE, detail=type(error).__name__
        )
    if ours is None and theirs is None:
        return MsgCrossCheck(engine=ENGINE, version=installed, agrees=State.ABSENT)
    if ours is None or theirs is None:
        detail = "only-second" if ours is None else "only-first"
        return MsgCrossCheck(engine=ENGINE, version=installed, agrees=False, detail=detail)
    agrees = _plain(ours) == _plain(theirs)
    return MsgCrossCheck(
        engine=ENGINE, version=installed, agrees=agrees, detail="" if agrees else "text-differs"
    )


def _header_text(content: bytes) -> bytes | None:
    import extract_msg

    logger = logging.getLogger("extract_msg")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with extract_msg.openMsg(content, delayAttachments=True, strict=False) as item:
            found = getattr(item, "headerText", None)
    finally:
        logger.setLevel(before)
    return found.encode("utf-8", "surrogatepass") if isinstance(found, str) and found else None


def _plain(data: bytes) -> bytes:
    """Text without line ends and zeros: the reading is compared, not how lines end."""
    text = data.decode("utf-8", "replace").replace("\0", "")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip().encode()
