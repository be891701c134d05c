"""A related message of the same address as a second sample: the same machine, network, account?

Points are compared one by one and never added up. That they agree does not show one person, and
that they differ does not name another one: people move, systems have many servers.
"""

from __future__ import annotations

from provenance.basics import State, Value, known
from provenance.correlation.related_records import Sameness, SamplePoint
from provenance.origin import Origin
from provenance.trace import Trace


def second_sample(
    trace: Trace, origin: Origin, other: Trace, other_origin: Origin
) -> tuple[SamplePoint, ...]:
    """Compare client, oldest host, address, account and identifier's host, point by point."""
    pairs: tuple[tuple[str, Value[str], Value[str]], ...] = (
        ("client", origin.client_name.value, other_origin.client_name.value),
        ("oldest-host", _oldest(trace), _oldest(other)),
        ("address", origin.ip.value, other_origin.ip.value),
        ("account", _account(trace, origin), _account(other, other_origin)),
        ("sender", _sender(trace), _sender(other)),
        ("identifier-host", _id_host(trace), _id_host(other)),
    )
    return tuple(
        SamplePoint(point=name, disputed=one, related=two, agreement=_agreement(one, two))
        for name, one, two in pairs
        if known(one) or known(two)
    )


def _agreement(one: Value[str], other: Value[str]) -> Sameness:
    if isinstance(one, State) or isinstance(other, State):
        return Sameness.CANNOT_SAY
    return Sameness.SAME if one.casefold() == other.casefold() else Sameness.DIFFERENT


def _oldest(trace: Trace) -> Value[str]:
    hops = trace.route.hops
    return hops[0].trace.by if hops else State.ABSENT


def _account(trace: Trace, origin: Origin) -> Value[str]:
    found = known(origin.account.value)
    if found:
        return found
    login = next((known(hop.trace.auth_user) for hop in trace.route.hops), None)
    return login or State.ABSENT


def _sender(trace: Trace) -> Value[str]:
    sender = known(trace.identity.sender)
    return sender.spec if sender is not None else State.ABSENT


def _id_host(trace: Trace) -> Value[str]:
    found = known(trace.identity.message_id) or ""
    host = "".join(found.split()).strip("<>").rpartition("@")[2]
    # A mailbox server's name counts, without the domain that other forms leave out.
    return host.partition(".")[0].lower() or State.ABSENT
