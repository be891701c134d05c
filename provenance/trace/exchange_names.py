"""How servers of Exchange Online are called, and whether the parts of a name fit together.

``SA3PR19MB7370.namprd19.prod.outlook.com``, ``SY0P300MB0801.AUSP300.PROD.OUTLOOK.COM``: the first
letters are the site, the digits after P or PR name the group of servers, and so does the second
label, which begins with the region. Microsoft publishes no rule; all of it is measured on the
phishing_pot and lore samples (2019 to 2026).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provenance.basics import State, Value
from provenance.trace.domains import under

_HOMES: Final = ("prod.outlook.com", "prod.exchangelabs.com")

# Of both shapes together 1,908 of 1,908 names agree in their digits.
_SERVER: Final = (
    r"([a-z0-9]{2})[a-z0-9]{1,2}?p[rs]?(\d{2,4})(?:mb|ca)\d{3,6}"
    r"\.([a-z]{3})p(?:rd)?(\d{2,3})\.prod\.(?:outlook|exchangelabs)\.com\Z"
)
# AM7EUR03FT054.eop-eur03.prod.protection.outlook.com
_FRONT: Final = (
    r"[a-z0-9]{3}([a-z]{3}\d\d)ft\d{3,4}\.eop-([a-z]{3}\d\d)\.prod\.protection\.outlook\.com\Z"
)
_REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("am", "as", "db", "du", "vi"), "eur"),
        **dict.fromkeys(("bl", "bn", "by", "ch", "co", "cy", "dm", "ds", "ia", "lv"), "nam"),
        **dict.fromkeys(("mn", "mw", "ph", "sa", "sj", "sn"), "nam"),
    }
)
"""Sites that were seen ten times or more, always in one region; no other site is judged."""


def server_parts(host: str) -> tuple[str, str, str] | None:
    """Site (three characters), group and region of a server's name, given in lower case."""
    server = re.match(_SERVER, host)
    return (host[:3], server.group(4), server.group(3)) if server else None


def name_fits(host: str) -> Value[bool]:
    """Whether site, group and digits of a name fit together.

    Args:
        host: host name in lower case.

    Returns:
        ``False`` also for a server of the mailbox side whose name lacks the group;
        ``NOT_APPLICABLE`` for every other name.
    """
    if server := re.match(_SERVER, host):
        site, inner, region, group = server.groups()
        same = group in (inner, inner[:2])
        return same and _REGIONS.get(site, region) == region
    if front := re.match(_FRONT, host):
        return front.group(1) == front.group(2)
    if under(host, _HOMES[:1]) and host.count(".") < 4:
        # Of 1,945 names under this domain none lacks the label of the group.
        return False
    return State.NOT_APPLICABLE
