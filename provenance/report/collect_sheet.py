"""The sheet for a helpful recipient: how to save the original of a message, on one A4 page."""

from __future__ import annotations

from typing import Final

PROGRAMS: Final = (
    *("gmail", "outlook-web", "outlook-classic", "outlook-mac", "apple", "thunderbird"),
    *("yahoo", "icloud", "china", "phone"),
)
"""Mail programs in the order of the sheet; each has a name and its steps in the catalogue."""
STEPS: Final = ("check", "copy", "send", "keep")
DONTS: Final = ("forward", "picture", "edit", "delete", "others")
NOTES: Final = ("name", "day", "program", "address")


def collect_sheet(*, lang: str = "en") -> bytes:
    """Return the sheet as one self-contained HTML page, the same bytes every time.

    ``lang`` is a language that the catalogue has; the command line checks it.
    """
    from provenance.report.catalogue import speaking
    from provenance.report.templating import environment
    from provenance.report.typeset import typeset
    from provenance.report.view.common import t

    page = environment().get_template("collect.html.j2")
    with speaking(lang):
        words = page.render(t=t, programs=PROGRAMS, steps=STEPS, donts=DONTS, notes=NOTES)
    return typeset(words, (lang,)).encode("utf-8")
