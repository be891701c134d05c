"""What comes out of a container."""

from __future__ import annotations

from provenance.basics import Text
from provenance.basics.record import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """One piece of a container, or why it could not be had.

    ``name`` is its name inside ("" where the container gives none), ``locator`` its place: the
    number of the message in a mailbox, the name in an archive. ``losses`` say what the container
    did to it. ``problem`` is "" or the machine name of a refusal
    (``evidence.refused.<problem>``); then ``data`` is empty.
    """

    name: str
    locator: str
    data: bytes = field(default=b"", repr=False)
    losses: tuple[Text, ...] = ()
    problem: str = ""
    size: int = 0
