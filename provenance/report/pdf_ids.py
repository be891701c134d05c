"""Names of the elements of a PDF that a browser printed, counted anew.

Chromium names the cells of tables by the number of their node (``node00000356``), which its header
cells are found by (ISO 32000-1 §14.7.2, §14.8.5.7). Now and then it counts one node more before the
page begins. Counted from one in their own order, equal pages have equal names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pikepdf

_NAME: Final = re.compile(r"node\d{8}")


def count_anew(pdf: pikepdf.Pdf) -> None:
    """Give the named elements of a PDF the numbers from one, in the order of their old ones."""
    places = list(_places(pdf))
    old = sorted({str(holder[key]) for holder, key in places})
    new = {name: f"node{number:08d}" for number, name in enumerate(old, 1)}
    import pikepdf

    for holder, key in places:
        holder[key] = pikepdf.String(new[str(holder[key])])


def _places(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, int | str]]:
    """Where such a name stands: the container and the key or index in it."""
    import pikepdf

    waiting: list[pikepdf.Object] = list(pdf.objects)
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, pikepdf.Array):
            pairs: list[tuple[int | str, pikepdf.Object]] = list(enumerate(holder))
        elif isinstance(holder, pikepdf.Dictionary):
            pairs = list(holder.items())
        else:
            continue
        for key, value in pairs:
            if isinstance(value, pikepdf.String):
                if _NAME.fullmatch(str(value)):
                    yield holder, key
            elif isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
                waiting.append(value)
