"""What a container or a way of copying cannot preserve, as sentences."""

from __future__ import annotations

from provenance.basics import Text, text
from provenance.evidence.records import LineEnds


def of_line_ends(ends: LineEnds) -> tuple[Text, ...]:
    """Mail travels with CRLF (RFC 5321 §2.3.8): other line ends were made by the copy."""
    if ends.lf and not ends.crlf:
        return (text("evidence.loss.lf-only", lines=ends.lf),)
    if ends.lf and ends.crlf:
        return (text("evidence.loss.mixed-line-ends", crlf=ends.crlf, lf=ends.lf),)
    if ends.cr and not ends.crlf:
        return (text("evidence.loss.cr-only", lines=ends.cr),)
    return ()


def of_paste() -> tuple[Text, ...]:
    """Header text that was copied and pasted."""
    return (text("evidence.loss.pasted-weak"), text("evidence.loss.pasted-body"))


def of_attachment() -> tuple[Text, ...]:
    """A message that came attached to another one."""
    return (text("evidence.loss.attached"),)
