"""Whether a recall could have acted, by class of recipient and kind of recall.

Classic recall: Outlook for Windows with Exchange, inside one organisation, message unread
(Microsoft support article 2544448). Cloud recall: Exchange Online since 2023, mailboxes of the
same tenant, read or not (learn.microsoft.com, cloud-based message recall). Neither reaches a
mailbox of another organisation. Whether a message was read, or a recall worked, is not said here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from provenance.basics import Instant, text
from provenance.correlation.disclosure_records import CouldAct, RecallTrace
from provenance.correlation.records import DomainClass

CLOUD_SINCE: Final = 2023


def recall_table(
    classes: Mapping[DomainClass, int], dates: Sequence[Instant | None]
) -> tuple[RecallTrace, ...]:
    """One row for each class with recipients and each kind of recall that existed on the day."""
    years = [date.utc.year for date in dates if date is not None]
    eras = ["classic"]
    if not years or max(years) >= CLOUD_SINCE:
        eras.append("cloud")
    return tuple(
        RecallTrace(
            recipient_class=one.value,
            era=era,
            recipients=classes[one],
            could_act=_could(one),
            why=text(f"correlation.recall.{era}.{one.value}"),
        )
        for era in eras
        for one in DomainClass
        if classes.get(one)
    )


def _could(one: DomainClass) -> CouldAct:
    if one is DomainClass.INSIDE:
        return CouldAct.PERHAPS
    return CouldAct.NOT_KNOWN if one is DomainClass.UNKNOWN else CouldAct.NO
