"""Mail services, mailbox providers and bulk senders: one row each, its example beside it."""

from __future__ import annotations

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Facts
from provenance.trace.tokens import Split

_D = "; Mon, 1 Jan 2024 10:00:00 +0000"
_MEASURED = "measured lines"


def _coremail(facts: Facts, split: Split, remarks: list[str]) -> None:
    """Webmail of Coremail writes ``account$domain`` in the place of the client's name."""
    word = split.text("from")
    if "$" in word:
        facts["auth_user"] = word
        facts["helo"] = State.ABSENT
        remarks.append("webmail-account")


def _aol(facts: Facts, split: Split, remarks: list[str]) -> None:
    """AOL's own client: the account stands after ``from``."""
    word = split.text("from")
    if "@" in word:
        facts["auth_user"] = word
        remarks.append("provider-account")


def _placeholder(facts: Facts, split: Split, remarks: list[str]) -> None:
    """Strato's RZmta writes ``sender`` for a client that has authenticated."""
    if split.text("from") == "sender":
        facts["helo"] = State.ABSENT
        remarks.append("client-hidden")


def _alibaba(split: Split) -> str:
    for comment in split.comments_of("from"):
        if comment[:9] == "mailfrom:":
            return "from-comment mailfrom:"
    return ""


def _sendgrid(facts: Facts, split: Split, _remarks: list[str]) -> None:
    """With HTTP the word after ``from`` is the customer's number in base64, not a host."""
    if split.text("with").upper() == "HTTP":
        facts["helo"] = State.ABSENT
        if "ident" not in facts and split.text("from"):
            facts["ident"] = split.text("from")


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        id="yahoo",
        title="Yahoo",
        comments=("oath hermes",),
        hosts=("yahoo.com", "yahoo.co.jp", "aol.mail.yahoo.com"),
        submits=True,
        source="measured lines, SpamAssassin's examples",
        examples=(
            (
                (
                    "from 192.0.2.4 (EHLO a.example) by mta.mail.ne1.yahoo.com with SMTPs"
                    f" (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256){_D}"
                ),
                {
                    "dialect": "yahoo",
                    "helo": "a.example",
                    "ip": "192.0.2.4",
                    "rdns": State.ABSENT,
                    "tls.version": "TLS1_3",
                    "protocol.tls": True,
                },
            ),
            (
                "from a.example (joe@192.0.2.4 with login) by smtp111.mail.mud.yahoo.com with SMTP"
                + _D,
                {"helo": "a.example", "ip": "192.0.2.4", "auth_user": "joe"},
            ),
            (
                f"from [192.0.2.4] by nm1.bullet.mail.ne1.yahoo.com with NNFMP{_D}",
                {"dialect": "yahoo", "ip": "192.0.2.4", "helo": State.ABSENT},
            ),
            (
                "from sonic.gate.mail.ne1.yahoo.com by sonic312.consmr.mail.sg3.yahoo.com with HTTP"
                + _D,
                {"helo": State.ABSENT, "ip": State.ABSENT, "protocol.transport": "http"},
            ),
        ),
    ),
    Dialect(
        id="aol",
        title="AOL",
        comments=("imov", "mail_out"),
        hosts=("mx.aol.com", "mail.aol.com"),
        read=_aol,
        source="measured lines, SpamAssassin's examples",
        examples=(
            (
                f"from joe@aol.com by imo11.mx.aol.com (IMOv14.1) id QICDa02864{_D}",
                {"dialect": "aol", "helo": State.ABSENT, "auth_user": "joe@aol.com"},
            ),
        ),
    ),
    Dialect(
        id="ionos",
        title="IONOS, GMX, web.de",
        comments=("nemesis", "via http"),
        hosts=("gmx.net",),
        literal_behind=True,
        source="measured lines, SpamAssassin's tests",
        examples=(
            (
                f"from a.example (EHLO pc) [192.0.2.7] by mail.gmx.net (mp033) with SMTP{_D}",
                {"dialect": "ionos", "ip": "192.0.2.7", "helo": "pc", "rdns": "a.example"},
            ),
            (
                (
                    "from [192.0.2.5] ([192.0.2.6]) by mrelayeu.kundenserver.example (mreue009"
                    f" [192.0.2.103]) with ESMTPSA (Nemesis) id 1MrhLw-1qtFSs04JA-00nlL0{_D}"
                ),
                {"dialect": "ionos", "ip": "192.0.2.6", "by_ip": "192.0.2.103"},
            ),
        ),
    ),
    Dialect(
        id="strato",
        title="Strato (RZmta)",
        comments=("rzmta",),
        read=_placeholder,
        source=_MEASURED,
        examples=(
            (
                (
                    "from sender by smtp.strato.example (RZmta 51.2.11 AUTH) with ESMTPSA id Dd65"
                    " (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256 bits)) (Client did not"
                    f" present a certificate){_D}"
                ),
                {
                    "dialect": "strato",
                    "helo": State.ABSENT,
                    "tls.version": "TLSv1.3",
                    "tls.bits": 256,
                },
            ),
        ),
    ),
    Dialect(
        id="yandex",
        title="Yandex",
        comments=("yandex", "nwsmtp/yandex", "smtp/yandex"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (a.example [192.0.2.49]) by forward1h.mail.yandex.net (Yandex)"
                    " with"
                    f" ESMTP id 367D79E130D{_D}"
                ),
                {"dialect": "yandex", "ip": "192.0.2.49", "software": "Yandex"},
            ),
        ),
    ),
    Dialect(
        id="mailru",
        title="Mail.ru",
        comments=("mpop.",),
        hosts=("mail.ru", "smailru.net"),
        name_first=True,
        submits=True,
        source=_MEASURED,
        examples=(
            (
                "from [192.0.2.40] (port=58540 helo=a.example) by mx113.mail.ru with esmtp id X"
                + _D,
                {"dialect": "mailru", "ip": "192.0.2.40", "port": 58540, "helo": "a.example"},
            ),
        ),
    ),
    Dialect(
        id="sendgrid",
        title="SendGrid",
        comments=("sg", "ismtpd"),
        hosts=("sendgrid.net",),
        test=lambda split: (
            "by-host filterdrecv"
            if split.text("by")[:11] == "filterdrecv" or split.text("by")[:12] == "geopod-ismtp"
            else ""
        ),
        read=_sendgrid,
        source=_MEASURED,
        examples=(
            (
                (
                    "from MTMxNjc5NTQ (unknown) by geopod-ismtpd-0 (SG) with HTTP id X-Y Fri, 28"
                    " Jul"
                    " 2023 19:32:25.608 +0000 (UTC)"
                ),
                {
                    "dialect": "sendgrid",
                    "helo": State.ABSENT,
                    "ident": "MTMxNjc5NTQ",
                    "id": "X-Y",
                    "remarks": "no-semicolon",
                    "time.utc": "2023-07-28T19:32:25.608000+00:00",
                },
            ),
            (
                (
                    "by filterdrecv-6c with SMTP id filterdrecv-6c-1-64C417C9-BB 2023-07-28"
                    " 19:32:25.928333532 +0000 UTC m=+5.5"
                ),
                {
                    "dialect": "sendgrid",
                    "with_": "SMTP",
                    "time.utc": "2023-07-28T19:32:25.928333+00:00",
                },
            ),
        ),
    ),
    Dialect(
        id="mailgun",
        title="Mailgun",
        test=lambda split: (
            "id of an ObjectId's form, GMT"
            if len(split.text("id")) == 24
            and split.text("with").upper() in {"HTTP", "SMTP", "ESMTP"}
            and all(letter in "0123456789abcdef" for letter in split.text("id"))
            else ""
        ),
        source=_MEASURED,
        examples=(
            (
                (
                    "from <unknown> (<unknown> []) by 47a34c698db9 with HTTP id"
                    " 64c287db8eae254b7ee92baf; Thu, 27 Jul 2023 15:06:03 GMT"
                ),
                {"dialect": "mailgun", "helo": State.ABSENT, "ip": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="mandrill",
        title="Mandrill",
        hosts=("mandrillapp.com",),
        submits=True,
        source=_MEASURED,
        examples=(
            (
                f"from [192.0.2.51] by mandrillapp.com id ded5{_D}",
                {"dialect": "mandrill", "ip": "192.0.2.51", "helo": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="improvmx",
        title="ImprovMX",
        hosts=("improvmx.com",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (b.example. [192.0.2.8]) by mx1.improvmx.com with ESMTP"
                    " (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256/256) for"
                    f" <x@h.example>{_D}"
                ),
                {"dialect": "improvmx", "rdns": "b.example", "ip": "192.0.2.8", "tls.bits": 256},
            ),
        ),
    ),
    Dialect(
        id="zoho",
        title="Zoho",
        hosts=("zohomail.com", "zcsend.net", "zoho.com", "zoho.eu"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from [192.0.2.41] (192.0.2.41 [192.0.2.41]) by mx.zohomail.com with SMTPS id"
                    f" 1703175760003546.0006494947302{_D}"
                ),
                {"dialect": "zoho", "ip": "192.0.2.41", "rdns": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="zendesk",
        title="Zendesk",
        comments=("zendesk",),
        source=_MEASURED,
        examples=(
            (
                f"by mta-out15.pod25.a.example (Zendesk) with ESMTP id 42-uuid{_D}",
                {"dialect": "zendesk", "helo": State.ABSENT, "id": "42-uuid"},
            ),
        ),
    ),
    Dialect(
        id="mailchimp",
        title="Mailchimp",
        comments=("mailchimp",),
        source=_MEASURED,
        examples=(
            (
                f"from localhost (localhost ) by mail201.a.example (Mailchimp) with ESMTP id X{_D}",
                {"dialect": "mailchimp", "rdns": "localhost", "ip": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="coremail",
        title="Coremail (NetEase and others)",
        comments=("coremail",),
        read=_coremail,
        source=_MEASURED,
        examples=(
            (
                (
                    "from pc.lan (unknown [192.0.2.138]) by APP-03 (Coremail) with SMTP id"
                    f" rQCowAD3_8PIoS5iA8O+Ag--.25406S2{_D}"
                ),
                {"dialect": "coremail", "helo": "pc.lan", "ip": "192.0.2.138"},
            ),
            (
                f"from joe$a.example ( [192.0.2.138] ) by ajax-webmail-h (Coremail) {_D}",
                {"auth_user": "joe$a.example", "helo": State.ABSENT, "ip": "192.0.2.138"},
            ),
        ),
    ),
    Dialect(
        id="tencent",
        title="Tencent (QQ, Foxmail, Exmail)",
        comments=("newesmtp",),
        hosts=("qq.com", "exmail.qq.com"),
        source="measured lines",
        examples=(
            (
                (
                    "from a.example ([192.0.2.138]) by newxmesmtplogicsvrszc1.qq.com (NewEsmtp)"
                    " with"
                    f" SMTP id 8A1B2C3D{_D}"
                ),
                {"dialect": "tencent", "ip": "192.0.2.138", "id": "8A1B2C3D"},
            ),
            (
                f"from a.example ( [192.0.2.138]) by bizesmtp.qq.com (ESMTP) with id {_D}",
                {"dialect": "tencent", "ip": "192.0.2.138", "id": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="alibaba",
        title="Alibaba (Alimail, DirectMail)",
        test=_alibaba,
        source=_MEASURED,
        examples=(
            (
                (
                    "from srv01(mailfrom:y@a.example fp:SMTPD_-VHcBUOx-v5) by"
                    f" smtpdm.aliyun.example(127.0.0.1){_D}"
                ),
                {
                    "dialect": "alibaba",
                    "helo": "srv01",
                    "envelope_from": "y@a.example",
                    "by": "smtpdm.aliyun.example",
                    "by_ip": "127.0.0.1",
                },
            ),
        ),
    ),
    Dialect(
        id="apple",
        title="Apple (iCloud)",
        comments=("apple secure", "mailgateway", "mailnotify"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (a.example [192.0.2.4]) by mail-in2.apple.example (Apple Secure"
                    f" Mail Relay) with SMTP id AA{_D}"
                ),
                {"dialect": "apple", "ip": "192.0.2.4"},
            ),
        ),
    ),
    Dialect(
        id="hosted-farcaster",
        title="Amazon WorkMail (Farcaster)",
        comments=("farcaster",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from A.example [192.0.2.35:5180] by smtpin.example [192.0.2.174:2525] with"
                    " esmtp"
                    f" (Farcaster) id 72f21bb4{_D}"
                ),
                {"ip": "192.0.2.35", "port": 5180, "by": "smtpin.example", "by_ip": "192.0.2.174"},
            ),
        ),
    ),
)
