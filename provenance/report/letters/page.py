"""A letter as one page of HTML: no script, nothing loaded from outside, made to be printed."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from provenance.report.catalogue import LANGUAGE
from provenance.report.letters.records import Letter
from provenance.report.templating import environment
from provenance.report.typeset import typeset
from provenance.report.view.common import plain, say, t

_STYLE = Path(__file__).parents[1] / "templates/letter.css"


def letter_html(letter: Letter) -> str:
    """Return the whole page; every value of the evidence is escaped and marked as such."""
    page = str(
        environment()
        .get_template("letter.html.j2")
        .render(
            t=t,
            plain=plain,
            say=say,
            letter=letter,
            style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - our own style sheet
        )
    )
    return typeset(page, (LANGUAGE.get(),))
