"""How exact a written time is: never finer than what its digits show.

A value of a fine clock that ends in zeros was filled from a coarser one, or happens to end so: one
in ten ends in one zero, one in a thousand in three. Either way no more is claimed than the last
digit that is not zero. The whole second is the coarsest that this says.
"""

from __future__ import annotations


def exact_to(microsecond: int, unit: float) -> float:
    """Seconds that a time with this part of a second is exact to, at least ``unit``.

    ``microsecond`` counts within its second, 0 to 999,999. A ``unit`` of a second or more stays.
    """
    if unit >= 1:
        return unit
    if not microsecond:
        return 1.0
    zeros = 0
    while microsecond % 10 ** (zeros + 1) == 0:
        zeros += 1
    return max(unit, 10.0 ** (zeros - 6)) if zeros else unit
