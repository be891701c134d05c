"""What the templates show: records made ready for the page, chapter by chapter.

Functions here return dictionaries of plain values and :class:`markupsafe.Markup`; every word of
ours comes from the catalogue, every value of the evidence through ``evidence_html``.
"""

from __future__ import annotations
