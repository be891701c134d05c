"""The DMARC policy as servers wrote it down at the time: the policy *then*.

Receivers put it where they like: Google and OpenDMARC into a comment (``p=REJECT sp=NONE
dis=NONE``), Microsoft into ``action=``, others into ``policy.dmarc`` or ``policy.p``. Only what
stands there is repeated; that ``action=none`` follows from a pass is not the domain's policy.
"""

from __future__ import annotations

import re

from provenance.authentication.records import RecordedPolicy
from provenance.basics import State, Value
from provenance.trace import ReportedResult

MAX_POLICIES = 50
_PAIR = re.compile(r"(?<![\w.])(p|sp|dis)\s*[=:]\s*([A-Za-z.-]{1,40})", re.IGNORECASE)


def recorded_policies(reported: tuple[ReportedResult, ...]) -> tuple[RecordedPolicy, ...]:
    """Return what the recorded DMARC results say of a policy, in the order of the message."""
    found = []
    for one in reported:
        if one.method.lower() != "dmarc":
            continue
        words = _words(one)
        policy = _first(words.get("p"), one, (("policy", "dmarc"), ("policy", "p"), ("", "p")))
        subdomains = _first(words.get("sp"), one, (("policy", "sp"), ("", "sp")))
        dis = (("", "action"), ("", "dis"), ("policy", "dis"))
        disposition = _first(words.get("dis"), one, dis)
        if policy is State.ABSENT and subdomains is State.ABSENT and disposition is State.ABSENT:
            continue
        found.append(
            RecordedPolicy(
                field=one.field,
                authserv_id=one.authserv_id,
                domain=one.get("header", "from"),
                policy=policy,
                subdomains=subdomains,
                disposition=disposition,
                believed=one.believed,
            )
        )
    return tuple(found[:MAX_POLICIES])


def _words(one: ReportedResult) -> dict[str, str]:
    """Pairs out of the comments, first of each name."""
    found: dict[str, str] = {}
    for comment in one.comments:
        for name, value in _PAIR.findall(comment[:500]):
            found.setdefault(name.lower(), value.lower())
    return found


def _first(
    said: str | None, one: ReportedResult, places: tuple[tuple[str, str], ...]
) -> Value[str]:
    if said is not None:
        return said
    for ptype, name in places:
        value = one.get(ptype, name)
        if isinstance(value, str) and value.strip():
            return value.strip().lower()[:40]
    return State.ABSENT
