"""Exchange builds: the product line that a version number names, and since when it exists.

The first two numbers tell product and service pack. Source [D]: Microsoft's own list of builds
(github.com/microsoft/Get-ExchangeBuildNumber, ExchangeBuildNumbers.csv), which gives for each line
its first released build and day. A server runs a build for as long as it likes, so a line only
gives the earliest day. 15.20 is Exchange Online by its own lines [M]; it has no public list.
"""

from __future__ import annotations

LINES = {
    "8.0": ("Exchange Server 2007", "2007-03-08"),
    "8.1": ("Exchange Server 2007 SP1", "2007-11-29"),
    "8.2": ("Exchange Server 2007 SP2", "2009-08-24"),
    "8.3": ("Exchange Server 2007 SP3", "2010-06-07"),
    "14.0": ("Exchange Server 2010", "2009-11-09"),
    "14.1": ("Exchange Server 2010 SP1", "2010-08-23"),
    "14.2": ("Exchange Server 2010 SP2", "2011-12-04"),
    "14.3": ("Exchange Server 2010 SP3", "2013-02-12"),
    "15.0": ("Exchange Server 2013", "2012-12-03"),
    "15.1": ("Exchange Server 2016", "2015-07-22"),
    "15.2": ("Exchange Server 2019", ""),
    "15.20": ("Exchange Online", ""),
}
"""Line to product and first day of release (ISO 8601, "" where it is not taken over)."""


def product_of(build: str) -> str:
    """Product of a build such as ``15.1.1713.5``, "" if the numbers name none."""
    numbers = build.split(".")
    if len(numbers) < 2 or not (numbers[0].isdecimal() and numbers[1].isdecimal()):
        return ""
    # 14.03 and 14.3 are one line: older servers fill up with zeros.
    line = LINES.get(f"{numbers[0]}.{int(numbers[1][:6])}")
    return line[0] if line else ""
