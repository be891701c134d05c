"""What an act is called on the page: plain words of ours, and the row's own values as such."""

from __future__ import annotations

from markupsafe import Markup

from provenance.report.view.common import ev, joined, t


def operation_name(known_as: str, values: tuple[str, ...]) -> Markup:
    """The words for a coded operation with the row's own values below, or these alone."""
    written = operation_values(values)
    if not known_as:
        return written
    words = t(f"report.operation.{known_as}")
    return Markup("{}<br><small>{}</small>").format(words, written) if written else words


def operation_values(values: tuple[str, ...]) -> Markup:
    """The values of a row that name its act, each marked by itself as what the exhibit holds."""
    return joined([ev(value) for value in values])
