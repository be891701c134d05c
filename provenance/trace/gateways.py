"""Gateways, filters and forwarding services as data: by which hosts and fields they are known."""

from __future__ import annotations

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """One product or service.

    ``hosts`` are domains of its servers, ``fields`` beginnings of the names of fields that it
    adds, ``grade`` how that is known (``measured`` on public corpora, ``source-code`` of a public
    header analyser, ``documented``, ``example``), ``source`` where.
    """

    name: str
    hosts: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    grade: str = "source-code"
    source: str = "github.com/mgeeky/decode-spam-headers, commit 7a3b958"


_POT = "github.com/rf-peixoto/phishing_pot, commit 8e207b5"
_LISTS = "public mailing-list archives (lore.kernel.org)"

GATEWAYS: tuple[Gateway, ...] = (
    Gateway(
        name="Mimecast",
        hosts=("mimecast.com",),
        fields=("x-mimecast-", "x-mc-unique"),
        grade="example",
        source=_LISTS,
    ),
    Gateway(
        name="Proofpoint",
        hosts=("pphosted.com",),
        fields=("x-proofpoint-",),
        grade="measured",
        source=_POT,
    ),
    Gateway(
        name="Barracuda",
        fields=("x-barracuda-", "x-asg-debug-id"),
        grade="example",
        source=_POT,
    ),
    Gateway(
        name="Cisco IronPort",
        hosts=("iphmx.com",),
        fields=("x-ironport-", "ironport-"),
        grade="example",
        source=_LISTS,
    ),
    Gateway(name="Sophos", fields=("x-sea-spam", "x-sophos-")),
    Gateway(name="Trend Micro", fields=("x-tm-as-", "x-tmase-", "x-imss-")),
    Gateway(
        name="Symantec MessageLabs",
        hosts=("messagelabs.com",),
        fields=("x-starscan-", "x-brightmail-tracker", "x-symc-"),
    ),
    Gateway(
        name="SpamExperts",
        hosts=("antispamcloud.com",),
        fields=("x-spamexperts-", "x-spampanel-"),
    ),
    Gateway(
        name="MailChannels",
        hosts=("mailchannels.net",),
        fields=("x-mailchannels-",),
        grade="example",
        source=_POT,
    ),
    Gateway(name="Vade Secure", fields=("x-vr-", "x-vade-")),
    Gateway(name="Cloudmark", fields=("x-cnfs-analysis", "x-cmae-")),
    Gateway(name="amavisd-new or ClamAV", fields=("x-virus-scanned",)),
    Gateway(name="SpamAssassin", fields=("x-spam-checker-version",)),
    Gateway(
        name="rspamd",
        fields=("x-rspamd-", "x-spamd-result"),
        grade="measured",
        source=_POT,
    ),
    Gateway(
        name="ImprovMX",
        hosts=("improvmx.com",),
        fields=("x-improvmx-", "x-forwarding-service"),
        grade="example",
        source=_POT,
    ),
    Gateway(name="Exclaimer", fields=("x-exclaimer-",), grade="example", source=_POT),
)
"""In order of asking. A product whose marks no source grades is not in the table."""
