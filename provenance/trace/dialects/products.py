"""Commercial mail servers: one row each, its example beside it."""

from __future__ import annotations

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Facts
from provenance.trace.tokens import Split

_D = "; Mon, 1 Jan 2024 10:00:00 +0000"
_MEASURED = "measured lines"


def _pickup(facts: Facts, split: Split, remarks: list[str]) -> None:
    """``from mail pickup service``: a file that a program of the machine laid down."""
    if split.text("from").lower() == "mail pickup service":
        facts["helo"] = State.ABSENT
        remarks.append("pickup-directory")


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        id="smtpsvc",
        title="Microsoft SMTP service (IIS, Exchange 2000 and 2003)",
        protocols=("microsoft smtpsvc",),
        read=_pickup,
        source=_MEASURED,
        examples=(
            (
                (
                    "from [192.0.2.60] ([192.0.2.60]) by h.example over TLS secured channel with"
                    f" Microsoft SMTPSVC(6.0.3790.4675){_D}"
                ),
                {
                    "dialect": "smtpsvc",
                    "ip": "192.0.2.60",
                    "by": "h.example",
                    "with_": "Microsoft SMTPSVC",
                },
            ),
            (
                f"from mail pickup service by h.example with Microsoft SMTPSVC{_D}",
                {"helo": State.ABSENT, "ip": State.ABSENT, "remarks": "pickup-directory"},
            ),
        ),
    ),
    Dialect(
        id="exchange-ims",
        title="Exchange Internet Mail Service (4.0 to 5.5)",
        comments=("microsoft exchange internet", "microsoft exchange server internet"),
        protocols=("internet mail service",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (b.example [192.0.2.30]) by h.example with SMTP (Microsoft"
                    " Exchange"
                    f" Internet Mail Service Version 5.5.2650.21) id LGJH8AYQ{_D}"
                ),
                {"dialect": "exchange-ims", "ip": "192.0.2.30", "rdns": "b.example"},
            ),
        ),
    ),
    Dialect(
        id="domino",
        title="IBM/HCL Domino",
        comments=("lotus domino", "ibm domino", "lotus smtp", "hcl domino", "lotus"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example ([192.0.2.8]) by h.example (Lotus Domino Release 7.0.1) with"
                    " ESMTP"
                    f" id 2012070800000000-000000 {_D}"
                ),
                {"dialect": "domino", "ip": "192.0.2.8", "id": "2012070800000000-000000"},
            ),
        ),
    ),
    Dialect(
        id="groupwise",
        title="GroupWise",
        protocols=("novell_groupwise",),
        comments=("groupwise",),
        source="SpamAssassin's examples",
        examples=(
            (
                f"from Delta County-MTA by h.example with Novell_GroupWise{_D}",
                {"dialect": "groupwise", "helo": State.UNPARSABLE, "ip": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="mdaemon",
        title="MDaemon, SecurityGateway",
        comments=("mdaemon", "securitygateway"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example by h.example (MDaemon PRO v15.0.0) with ESMTPA id md5020.msg"
                    " for"
                    f" <x@h.example>{_D}"
                ),
                {"dialect": "mdaemon", "helo": "a.example", "protocol.authenticated": True},
            ),
            (
                f"from a.example (192.0.2.10) by h.example (SecurityGateway 9.5.3) with ESMTP{_D}",
                {"helo": "a.example", "ip": "192.0.2.10", "rdns": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="mailenable",
        title="MailEnable",
        protocols=("mailenable",),
        source=_MEASURED,
        examples=(
            (
                f"from User ([192.0.2.66]) by h.example with MailEnable ESMTPA{_D}",
                {"dialect": "mailenable", "helo": "User", "ip": "192.0.2.66"},
            ),
        ),
    ),
    Dialect(
        id="communigate",
        title="CommuniGate Pro",
        comments=("communigate",),
        test=lambda split: next(
            ("from-comment verified" for c in split.comments_of("from") if c[-9:] == " verified"),
            "",
        ),
        source="documentation, measured lines",
        examples=(
            (
                (
                    "from [192.0.2.149] (account joe@a.example [192.0.2.149] verified) by h.example"
                    f" (CommuniGate Pro SMTP 5.4.6) with ESMTPA id 62599894{_D}"
                ),
                {"dialect": "communigate", "ip": "192.0.2.149", "auth_user": "joe@a.example"},
            ),
            (
                (
                    "from a.example ([192.0.2.149] verified) by h.example (CommuniGate Pro SMTP"
                    " 4.1)"
                    f" with ESMTP id 6{_D}"
                ),
                {"helo": "a.example", "ip": "192.0.2.149"},
            ),
        ),
    ),
    Dialect(
        id="icewarp",
        title="IceWarp, Merak",
        comments=("icewarp", "merak"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from ([192.0.2.115]) by h.test (IceWarp Merak Mail Server 9.4.2 (2009-05-21)"
                    " by"
                    f" SoftMail) with ASMTP id WBS77905{_D}"
                ),
                {"dialect": "icewarp", "helo": State.ABSENT, "ip": "192.0.2.115"},
            ),
        ),
    ),
    Dialect(
        id="axigen",
        title="Axigen",
        comments=("axigen",),
        source=_MEASURED,
        examples=(
            (
                f"from [192.0.2.1] (192.0.2.1) by h.example (Axigen) with ESMTP id 3D794A{_D}",
                {"dialect": "axigen", "ip": "192.0.2.1"},
            ),
        ),
    ),
    Dialect(
        id="oracle",
        title="Oracle/Sun Messaging Server, PMDF, iPlanet",
        comments=(
            *("oracle communications", "sun java", "sun internet", "iplanet", "pmdf", "sun one"),
            *("oracle beehive",),
        ),
        source=_MEASURED,
        examples=(
            (
                (
                    'from a.example ("port 34611"@b.example [192.0.2.33]) by h.test (Sun Internet'
                    f" Mail Server sims.4.0) with ESMTP id <0GZ100BMXH2CP5@h.example>{_D}"
                ),
                {
                    "dialect": "oracle",
                    "rdns": "b.example",
                    "ip": "192.0.2.33",
                    "port": 34611,
                    "id": "0GZ100BMXH2CP5@h.example",
                },
            ),
            (
                (
                    "from a.example (Oracle Communications Messaging Server 7.0.5.33.0 64bit (built"
                    " Aug"
                    f" 27 2014)) id <0NFC00E4P@a.example>{_D}"
                ),
                {"dialect": "oracle", "ip": State.ABSENT, "id": "0NFC00E4P@a.example"},
            ),
        ),
    ),
    Dialect(
        id="intermail",
        title="InterMail (Openwave)",
        comments=("intermail",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example ([192.0.2.103]) by h.example (InterMail vM.4.01.02.27"
                    f" 201-229-119-110) with ESMTP id <2000.X@a.example>{_D}"
                ),
                {"dialect": "intermail", "ip": "192.0.2.103", "by_ip": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="mirapoint",
        title="Mirapoint (MOS)",
        comments=("mos ", "mirapoint"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (HELO b.example) ([192.0.2.33]) by h.example (MOS 4.1.8-GA"
                    " FastPath"
                    f" queued) with SMTP id 00000000{_D}"
                ),
                {"dialect": "mirapoint", "helo": "b.example", "rdns": "a.example"},
            ),
        ),
    ),
    Dialect(
        id="postoffice",
        title="Post.Office",
        comments=("post.office",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example ([192.0.2.87]) by h.example (Post.Office MTA v3.1.2 release"
                    f" (PO203-101c) ID# 0-0) with SMTP id 0042{_D}"
                ),
                {"dialect": "postoffice", "id": "0042", "ip": "192.0.2.87"},
            ),
        ),
    ),
    Dialect(
        id="other-server",
        title="Further servers that name themselves",
        comments=(
            *("netscape mail", "netscape messaging", "eudora internet", "rockliffe", "smtpd32"),
            *("smtpd-", "surgemail", "kerio", "hmailserver", "scalix", "critical path", "argosoft"),
            *(
                "imail",
                "xams",
                "vpop3",
                "ideasmtpserver",
                "mercury",
                "mailsite",
                "nplex",
                "smarter",
            ),
            *("next-", "gordano", "ntmail", "worldmail", "visnetic", "magicmail"),
            *(
                "lsmtp",
                "listserv",
                "lyris",
                "emwac",
                "smail",
                "debian smail",
                "lmail",
                "ibm vm smtp",
            ),
            *(
                "webshield",
                "sonicwall",
                "assp ",
                "pgp universal",
                "mailrouter",
                "mopherd",
                "ecartis",
            ),
            *("jqueuemail", "tlb v", "inscribe", "ciphermail", "authentication milter"),
        ),
        protocols=("mercur mailserver", "ibm esmtp smtp gateway", "ecartis", "mailjet"),
        source="measured lines, SpamAssassin's examples, public list mail",
        examples=(
            (
                (
                    "from pc (192.0.2.24) by h.example with MERCUR Mailserver (v4.02.28 MTIx) for"
                    f" <x@h.example>{_D}"
                ),
                {"dialect": "other-server", "with_": "MERCUR Mailserver", "ip": "192.0.2.24"},
            ),
            (
                (
                    "from a.example (192.0.2.24) by h.example (192.0.2.9) with IBM ESMTP SMTP"
                    " Gateway: Authorized Use Only! Violators will be prosecuted; (version=TLSv1/"
                    "SSLv3 cipher=AES256-GCM-SHA384 bits=256/256) Mon, 1 Jan 2024 10:00:00 +0000"
                ),
                {"dialect": "other-server", "tls.bits": 256, "by_ip": "192.0.2.9"},
            ),
            (
                (
                    "from a.example (unverified [192.0.2.24]) by h.example (Rockliffe SMTPRA 4.5.6)"
                    " with"
                    f" ESMTP id <B0950073155@h.example>{_D}"
                ),
                {
                    "dialect": "other-server",
                    "helo": "a.example",
                    "rdns": State.ABSENT,
                    "ip": "192.0.2.24",
                },
            ),
        ),
    ),
)
