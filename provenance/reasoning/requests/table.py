"""Records worth asking for, as data: who holds them, what they bear on, how long they are kept.

Days stand here only where a document was read (grade D); a time that is merely common is left out,
and the request then says to ask at once. Where documents name a shorter and a longer time
(licences differ), the shorter one counts: asking in time for it is in time for both.
"""

from __future__ import annotations

from typing import Final

from provenance.basics.record import dataclass

HOLDER, ACCESS = "account-holder", "person-with-access"
DELEGATE, ADMIN = "delegate", "administrator"
RULE, INTRUDER = "automation", "outside-compromise"
OUTSIDE, ALTERED = "outside-system", "copy-altered"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One kind of record.

    ``id`` names its sentences, ``holder`` who has it, ``rung`` the question that it bears on most,
    ``also`` further ones. ``separates`` are pairs of explanations under which it would read
    differently. ``days`` it is kept, 0 where no document was at hand, ``longer`` with a further
    licence; ``source`` names the sentence about that document. ``kinds`` are exports that answer
    it, if they have the column ``column``. ``names`` is what the request tells the holder:
    ``message``, ``address`` (a network address and a time), ``key`` (names in DNS), ``copy`` (the
    message and whose copy), ``account``, ``device``, ``people``, ``stay`` or ``nothing``.
    ``period``: whether it is about days at all, ``before`` and ``after`` the message.
    """

    id: str
    holder: str
    rung: int
    also: tuple[int, ...] = ()
    separates: Pairs = ()
    days: int = 0
    longer: int = 0
    source: str = "none"
    kinds: tuple[str, ...] = ()
    column: str = ""
    names: str = "message"
    period: bool = True
    before: int = 1
    after: int = 1


_ALL: Final = (HOLDER, ACCESS, DELEGATE, ADMIN, RULE, INTRUDER, OUTSIDE, ALTERED)


def _against_all(one: str, *others: str) -> Pairs:
    """One explanation beside each of the others, or of all."""
    return tuple((other, one) for other in others or _ALL if other != one)


_PEOPLE: Final[Pairs] = ((HOLDER, ACCESS), *_against_all(INTRUDER, HOLDER, ACCESS))
_RULES: Final[Pairs] = _against_all(RULE, HOLDER, ACCESS, INTRUDER)
_RIGHTS: Final[Pairs] = (
    *_against_all(DELEGATE, HOLDER, ACCESS, INTRUDER),
    *_against_all(ADMIN, HOLDER, ACCESS, DELEGATE, INTRUDER),
)
_MODES: Final[Pairs] = (*_RIGHTS, *_against_all(RULE, HOLDER, ACCESS, DELEGATE, ADMIN, INTRUDER))
_SYSTEM: Final[Pairs] = _against_all(OUTSIDE)  # the last is ALTERED
_COPY: Final[Pairs] = _against_all(ALTERED)
_PLACE: Final[Pairs] = tuple((HOLDER, other) for other in (ACCESS, DELEGATE, ADMIN, INTRUDER))

_WINDOWS: Final = tuple(f"windows-security-{form}" for form in ("evtx", "xml", "csv", "json"))
_VPN: Final = ("vpn-openvpn", "vpn-cisco-asa", "vpn-fortinet")

# Microsoft pages read in November 2026: message trace (90 days, the client's address 10), data
# retention of sign-in and directory logs (7 days without a paid plan, 30 with one), audit
# retention (180 days, one year with a premium licence of the account that acted).
EXCHANGE_ONLINE: Final = (
    Wanted(
        id="m365-trace-address", holder="m365-admin", rung=4, also=(2,), days=10,
        separates=(*_SYSTEM, (HOLDER, INTRUDER)), source="m365-trace",
        kinds=("exo-message-trace",), column="original_client_ip",
    ),
    Wanted(
        id="m365-sign-in", holder="m365-admin", rung=4, also=(5,), days=7, longer=30,
        separates=(*_PEOPLE, (HOLDER, ADMIN)), source="entra", kinds=("entra-signin",),
        before=14, after=7,
    ),
    Wanted(
        id="m365-directory", holder="m365-admin", rung=5, also=(3,), days=7, longer=30,
        separates=((HOLDER, ADMIN), (ACCESS, ADMIN), (HOLDER, INTRUDER)), source="entra",
        kinds=("entra-audit",),
        before=14, after=7,
    ),
    Wanted(
        id="m365-audit", holder="m365-admin", rung=3, also=(4, 5), days=180, longer=365,
        separates=(*_MODES, *_PEOPLE), source="purview", kinds=("m365-ual",), before=14, after=7,
    ),
    Wanted(
        id="m365-trace", holder="m365-admin", rung=2, days=90, separates=_SYSTEM,
        source="m365-trace", kinds=("exo-message-trace",),
    ),
    Wanted(
        id="m365-rights", holder="m365-admin", rung=3, also=(5,), separates=_RIGHTS,
        kinds=("permissions",), names="nothing", period=False,
    ),
    Wanted(id="mailbox-item", holder="m365-admin", rung=1, also=(3,), separates=_COPY),
)  # fmt: skip
GOOGLE: Final = (
    Wanted(
        id="google-email-log", holder="google-admin", rung=3, also=(2, 4),
        separates=(*_SYSTEM, *_RULES, (HOLDER, DELEGATE), (ACCESS, DELEGATE)),
        kinds=("google-els", "google-gmail"),
    ),
    Wanted(
        id="google-login", holder="google-admin", rung=4, also=(5,), separates=_PEOPLE,
        kinds=("google-login", "google-reports"), before=14, after=7,
    ),
    Wanted(
        id="google-admin-log", holder="google-admin", rung=5, also=(3,), separates=_RIGHTS,
        kinds=("google-admin", "google-reports"), names="nothing", before=14, after=7,
    ),
    Wanted(id="mailbox-item", holder="google-admin", rung=1, also=(3,), separates=_COPY),
)  # fmt: skip
# Microsoft pages on Exchange Server: tracking log 30 days or less, protocol logs 30 days, audit
# of mailboxes and of administrators 90 days.
EXCHANGE_SERVER: Final = (
    Wanted(
        id="exchange-tracking", holder="exchange-admin", rung=3, also=(2, 4), days=30,
        separates=(*_SYSTEM, *_RULES), source="exchange-tracking",
        kinds=("exchange-tracking", "exchange-tracking-powershell"), before=2, after=2,
    ),
    Wanted(
        id="exchange-web", holder="exchange-admin", rung=4, also=(3,), separates=_PEOPLE,
        kinds=("exchange-httpproxy", "iis-w3c"), before=2, after=2,
    ),
    Wanted(
        id="exchange-sessions", holder="exchange-admin", rung=4, days=30, separates=_SYSTEM,
        source="exchange-protocol", kinds=("smtp-protocol",), before=2, after=2,
    ),
    Wanted(
        id="exchange-mailbox-audit", holder="exchange-admin", rung=3, also=(5,), days=90,
        separates=_RIGHTS, source="exchange-audit", kinds=("mailbox-audit",), before=14, after=7,
    ),
    Wanted(
        id="exchange-admin-audit", holder="exchange-admin", rung=5, also=(3,), days=90,
        separates=_RIGHTS, source="exchange-audit", kinds=("exchange-audit", "exchange-cmdlet"),
        names="nothing", before=14, after=7,
    ),
    Wanted(
        id="exchange-rights", holder="exchange-admin", rung=3, also=(5,), separates=_RIGHTS,
        kinds=("permissions",), names="nothing", period=False,
    ),
    Wanted(id="mailbox-item", holder="exchange-admin", rung=1, also=(3,), separates=_COPY),
)  # fmt: skip
MAIL_SERVER: Final = (
    Wanted(
        id="mail-log", holder="mail-admin", rung=3, also=(2, 4), separates=(*_SYSTEM, *_RULES),
        kinds=("postfix-maillog", "exim-mainlog"),
    ),
    Wanted(
        id="web-mail-log", holder="mail-admin", rung=4, also=(3,), separates=_PEOPLE,
        kinds=("roundcube-userlogins", "dovecot"), before=7, after=2,
    ),
)  # fmt: skip
# Alibaba: 180 days by one page, 30 by another, no matter of licence; NetEase: 180 days for mail,
# the last 7 days for administrators; Tencent and Coremail: no time found.
ALIBABA: Final = (
    Wanted(
        id="alibaba-log", holder="postmaster", rung=3, also=(2, 4), days=30,
        separates=(*_PEOPLE, *_SYSTEM, *_RULES), source="alibaba", before=7, after=7,
    ),
)  # fmt: skip
NETEASE: Final = (
    Wanted(
        id="netease-log", holder="postmaster", rung=3, also=(2, 4), days=180,
        separates=(*_PEOPLE, *_SYSTEM, *_RULES), source="netease", before=7, after=7,
    ),
    Wanted(
        id="netease-admin-log", holder="postmaster", rung=5, days=7, separates=_RIGHTS,
        source="netease-admin", names="nothing", before=7, after=7,
    ),
)  # fmt: skip
TENCENT: Final = (
    Wanted(
        id="tencent-log", holder="postmaster", rung=3, also=(2, 4),
        separates=(*_PEOPLE, *_SYSTEM, *_RULES), before=7, after=7,
    ),
)  # fmt: skip
COREMAIL: Final = (
    Wanted(
        id="coremail-log", holder="mail-admin", rung=3, also=(2, 4),
        separates=(*_PEOPLE, *_SYSTEM, *_RULES), before=7, after=7,
    ),
)  # fmt: skip
BY_PROVIDER: Final = {
    "exchange-online": EXCHANGE_ONLINE,
    "google": GOOGLE,
    "exchange-server": EXCHANGE_SERVER,
}
BY_HOST: Final = (
    ("163.com", NETEASE),
    ("126.com", NETEASE),
    ("yeah.net", NETEASE),
    ("qq.com", TENCENT),
    ("aliyun-inc.com", ALIBABA),
    ("aliyun.com", ALIBABA),
    ("mxhichina.com", ALIBABA),
    ("alimail.com", ALIBABA),
)
"""Services told by the host that took the message in (artefact reference, Chinese providers)."""

WHOLE_COPY: Final = Wanted(
    id="whole-copy", holder="recipient", rung=1, separates=_COPY, names="copy", period=False
)
PROVIDER_COPY: Final = Wanted(
    id="provider-copy", holder="recipient", rung=1, separates=_COPY, names="copy", period=False
)
"""Asked for where a result rests on nobody having had all copies in hand."""
PASSWORD: Final = Wanted(
    id="password", holder="it-department", rung=5, separates=_PEOPLE, names="account", period=False
)
"""Asked for where a result rests on a password that was not passed on."""
STAY: Final = Wanted(id="stay", holder="stay-keepers", rung=5, separates=_PLACE, names="stay")
"""Asked for where the case file states a stay at the time of the message."""
KEY: Final = Wanted(
    id="key",
    holder="key-keepers",
    rung=1,
    separates=(*_COPY, *_SYSTEM[:-1]),
    names="key",
)
ON_DEMAND: Final = (WHOLE_COPY, PROVIDER_COPY, KEY, PASSWORD)
"""Asked for only where this message or the result needs them."""
OUTGOING: Final = Wanted(id="outgoing", holder="organisation", rung=2, separates=_SYSTEM)
OWN: Final = Wanted(
    id="own-sign-ins", holder="account-holder", rung=4, also=(5,), separates=_PEOPLE,
    kinds=("google-takeout",), names="account",
)  # fmt: skip
RECALL: Final = Wanted(
    id="recall", holder="organisation", rung=3, also=(4, 5), separates=(*_MODES, *_PEOPLE)
)
ADDRESS: Final = Wanted(
    id="network-address", holder="network-operator", rung=4, also=(5,), separates=_PLACE,
    names="address", before=0, after=0,
)  # fmt: skip
ALWAYS: Final = (
    Wanted(id="other-copy", holder="other-recipients", rung=1, separates=_COPY, period=False),
    Wanted(id="returned", holder="organisation", rung=1, also=(2,), separates=_COPY, after=7),
    Wanted(
        id="presence", holder="presence-keepers", rung=5, separates=_PLACE,
        kinds=("door",), names="people",
    ),
    Wanted(
        id="workstation", holder="it-department", rung=5, also=(4,), separates=_PEOPLE,
        kinds=_WINDOWS, names="device",
    ),
    Wanted(
        id="remote-access", holder="it-department", rung=4, also=(5,), separates=_PEOPLE,
        kinds=_VPN, names="device",
    ),
)  # fmt: skip


def every_record() -> tuple[Wanted, ...]:
    """All rows of the tables once, in order; for tests and lists."""
    systems = (
        *EXCHANGE_ONLINE, *GOOGLE, *EXCHANGE_SERVER, *MAIL_SERVER, *ALIBABA, *NETEASE, *TENCENT,
        *COREMAIL,
    )  # fmt: skip
    return tuple(
        dict.fromkeys((*systems, *ON_DEMAND, OUTGOING, OWN, RECALL, ADDRESS, *ALWAYS, STAY))
    )
