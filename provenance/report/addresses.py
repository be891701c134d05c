"""How many people's addresses a report shows: the reader is warned before passing it on."""

from __future__ import annotations

from provenance.basics import Address
from provenance.report.records import Report


def shown_addresses(report: Report) -> int:
    """Count the different addresses of authors and recipients, in fields and recipient tables."""
    found: set[str] = set()
    for analysed in report.messages:
        one = analysed.trace.identity
        single = [who for who in (one.sender,) if isinstance(who, Address)]
        for who in (*one.from_, *single, *one.reply_to, *one.to, *one.cc):
            if "@" in who.spec:
                found.add(who.spec.casefold())
    for exhibit in report.exhibits:
        for row in exhibit.outlook.recipients if exhibit.outlook else ():
            address = row.mail_address
            if isinstance(address, str) and "@" in address:
                found.add(address.casefold())
    return len(found)
