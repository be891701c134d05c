"""Which records would test an assumption that a result rests on.

One table for the summary, the comparison and the list of requests, so that all three ask for the
same records.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Text
from provenance.reasoning.requests.table import KEY, PASSWORD, PROVIDER_COPY, STAY, Wanted

SENDING, SIGN_INS = "sending", "sign-ins"
"""Stand for the record of the sending and of the sign-ins, which each mail system names itself."""
MACHINE, AFAR = "workstation", "remote-access"
"""The log of a machine with its locks and remote control; that of lines into the network."""
_BY_KIND: Final[dict[str, tuple[str, ...]]] = {
    "afar": (AFAR,),
    "copies": (PROVIDER_COPY.id,),
    "key": (KEY.id,),
    "keyboard": (MACHINE, AFAR),
    "machine": (MACHINE,),
    "passed-on": (PASSWORD.id,),
    "sending": (SENDING,),
    "session": (SIGN_INS,),
    "stay": (STAY.id,),
    "stay-afar": (STAY.id, AFAR),
}


def tests_of(
    conditions: tuple[tuple[Text, str], ...], system: tuple[Wanted, ...]
) -> dict[str, tuple[Text, ...]]:
    """By record the assumptions that it tests, in the order in which the result names them.

    ``conditions`` are assumptions with the kind of record that tests each, ``system`` the records
    of the mail system that took the message in.
    """
    found: dict[str, dict[Text, None]] = {}
    for condition, kind in conditions:
        for record in _BY_KIND.get(kind, ()):
            id_ = _own(record, system)
            if id_:
                found.setdefault(id_, {})[condition] = None
    return {id_: tuple(words) for id_, words in found.items()}


def _own(record: str, system: tuple[Wanted, ...]) -> str:
    """The record of this system that stands for the sending or for the sign-ins."""
    rungs = {SENDING: 3, SIGN_INS: 4}
    if record not in rungs:
        return record
    rung = rungs[record]
    signs = [one for one in system if "sign-in" in one.id or "login" in one.id]
    first = signs if record == SIGN_INS else []
    own = [one for one in system if one.rung == rung and one.period]
    also = [one for one in system if rung in one.also and one.period]
    return next((one.id for one in (*first, *own, *also)), "")
