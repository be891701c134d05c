"""When a log and a case file mean the same account."""

from __future__ import annotations


def same_account(logged: str, account: str) -> bool:
    r"""Whether a log means an account: the address itself, or its first part as a log-on name.

    Windows and VPN gateways write ``DOMAIN\name`` or the bare name; two organisations can have
    the same one.
    """
    one, other = logged.strip().lower(), account.strip().lower()
    if not one or not other:
        return False
    if one == other:
        return True
    if "@" in one:
        return False
    return one.rpartition("\\")[2] == other.partition("@")[0] != ""
