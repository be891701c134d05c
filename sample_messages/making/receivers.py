"""What the systems of the recipients added on top."""

from __future__ import annotations

from datetime import timedelta

from making import exchange, stamps, story
from making.exchange import assemble, fold, plain
from making.sign import Field

GMAIL_PEER = "198.51.100.94"
POSTFIX_PEER = "198.51.100.101"
OUTLOOK_PEER = "198.51.100.117"


def google_id(label: str, kind: str, moment_tail: str) -> str:
    """Google SMTP id in today's form: opaque halves, direction, pool, and a clock as tail."""
    digits = story.chance(f"google {label}", 16).hex()
    number = 1000000 + int(digits[22:27], 16)
    return f"ffacd0b85a97d-{digits[:10]}{kind}{number}f8f.{moment_tail}"


def mass_mailing_gmail() -> bytes:
    """The copy of a reader whose domain is served by Google, downloaded as original."""
    at = story.SENT + timedelta(seconds=3)
    later = story.SENT + timedelta(seconds=4, milliseconds=212)
    pacific = stamps.date(at, -420, "PDT")
    peer = "mail-uksouthazon11021094.outbound.protection.outlook.com"
    reader = story.GMAIL_READER[1]
    permitted = (
        f"google.com: domain of {story.SENDER} designates {GMAIL_PEER} as permitted sender"
    )
    internal = google_id("internal", "mr", f"3.{stamps.unix_milliseconds(later)}")
    spool = google_id("spool", "csp", "0").rpartition("f8f")[0]
    return assemble(
        (
            plain("Delivered-To", reader),
            (
                "Received",
                f" by 2002:a05:6022:8b0c:b0:7f3:1d2e:9a41 with SMTP id {spool};\r\n"
                f"        {stamps.date(later, -420, 'PDT')}",
            ),
            (
                "X-Received",
                f" by 2002:a05:6000:2c0d:b0:3a4:eb92:3a1c with SMTP id {internal};\r\n"
                f"        {stamps.date(later, -420, 'PDT')}",
            ),
            plain("Return-Path", f"<{story.SENDER}>"),
            (
                "Received",
                f" from LO2P265CU024.outbound.protection.outlook.com ({peer}. [{GMAIL_PEER}])\r\n"
                "        by mx.google.com with ESMTPS id "
                f"{google_id('mx', 'si', '123.' + stamps.google_local(at))}\r\n"
                f"        for <{reader}>\r\n"
                "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n"
                f"        {pacific}",
            ),
            plain("Received-SPF", f"pass ({permitted}) client-ip={GMAIL_PEER};"),
            (
                "Authentication-Results",
                " mx.google.com;\r\n"
                "       dkim=pass header.i=@harbourvale.example header.s=selector1"
                f" header.b={exchange.seal_tag()};\r\n"
                f"       spf=pass ({permitted}) smtp.mailfrom={story.SENDER};\r\n"
                "       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE)"
                " header.from=harbourvale.example",
            ),
            *exchange.sealed(),
        ),
        exchange.body(),
    )


def mass_mailing_postfix() -> bytes:
    """The copy of a reader with a mail server of her own (Postfix)."""
    at = story.SENT + timedelta(seconds=4, microseconds=318207)
    reader = story.POSTFIX_READER[1]
    peer = "mail-ukwestazon11020101.outbound.protection.outlook.com"
    return assemble(
        (
            plain("Return-Path", f"<{story.SENDER}>"),
            plain("X-Original-To", reader),
            plain("Delivered-To", reader),
            (
                "Received",
                f" from CWXP265CU008.outbound.protection.outlook.com ({peer} [{POSTFIX_PEER}])\r\n"
                "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
                "\t key-exchange X25519 server-signature RSA-PSS (2048 bits)"
                " server-digest SHA256)\r\n"
                "\t(No client certificate requested)\r\n"
                "\tby mx.friend.example (Postfix) with ESMTPS id "
                f"{stamps.postfix_queue_id(at, 1311783)}\r\n"
                f"\tfor <{reader}>; {stamps.date(at, 60, 'BST')}",
            ),
            *_noted("mx.friend.example", dkim=True, spf="pass", dmarc="pass"),
            *exchange.sealed(),
        ),
        exchange.body(),
    )


def _noted(server: str, *, dkim: bool, spf: str, dmarc: str) -> tuple[Field, ...]:
    """Results of common filters beside Postfix, one field for each filter (RFC 8601)."""
    dkim_result = (
        "\tdkim=pass (2048-bit key) header.d=harbourvale.example"
        f' header.i=@harbourvale.example header.b="{exchange.seal_tag()}"'
        if dkim
        else "\tdkim=none"
    )
    disposition = "none" if dmarc == "pass" else "quarantine"
    return (
        (
            "Authentication-Results",
            f" {server};\r\n\tdmarc={dmarc} (p=quarantine dis={disposition})"
            " header.from=harbourvale.example",
        ),
        (
            "Authentication-Results",
            f" {server};\r\n\tspf={spf} smtp.mailfrom={story.SENDER}",
        ),
        ("Authentication-Results", f" {server};\r\n{dkim_result}"),
    )


def outlook_headers() -> bytes:
    """Transport headers of the copy of a reader in another Exchange Online tenant."""
    server = "DU2PR08MB7312.eurprd08.prod.outlook.com"
    hub = "AM9PR08MB6120.eurprd08.prod.outlook.com"
    front = "AM0PR02CA0101.eurprd02.prod.outlook.com"
    edge = "AMS0EPF000001B1.eurprd05.prod.outlook.com"
    tls = "Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384)"
    peer = "LO2P265CU031.outbound.protection.outlook.com"

    def line(seconds: int, words: str) -> Field:
        moment = story.SENT + timedelta(seconds=seconds)
        return fold("Received", f"{words}; {stamps.date(moment)}")

    return assemble(
        (
            line(6, f"from {hub} (::1) by {server} with HTTPS"),
            line(
                5,
                f"from {front} (10.141.82.6) by {hub} (10.141.90.33) with {tls} "
                "id 15.20.9891.19",
            ),
            line(
                4,
                f"from {edge} (10.141.66.183) by AM0PR02CA0101.outlook.office365.com "
                f"(10.141.82.6) with {tls} id 15.20.9891.20 via Frontend Transport",
            ),
            fold(
                "Authentication-Results",
                f"spf=pass (sender IP is {OUTLOOK_PEER}) smtp.mailfrom=harbourvale.example; "
                "dkim=pass (signature was verified) header.d=harbourvale.example;dmarc=pass "
                "action=none header.from=harbourvale.example;compauth=pass reason=100",
            ),
            fold(
                "Received-SPF",
                "Pass (protection.outlook.com: domain of harbourvale.example designates "
                f"{OUTLOOK_PEER} as permitted sender) receiver=protection.outlook.com; "
                f"client-ip={OUTLOOK_PEER}; helo={peer}; pr=C",
            ),
            line(
                4,
                f"from {peer} ({OUTLOOK_PEER}) by AMS0EPF000001B1.mail.protection.outlook.com "
                f"(10.167.16.165) with {tls} id 15.20.9891.9 via Frontend Transport",
            ),
            *exchange.sealed(),
            plain("Return-Path", story.SENDER),
        ),
        b"",
    )


def spoof_outside() -> bytes:
    """A message that only claims to come from the account, sent through a foreign Postfix."""
    sent = story.SENT + timedelta(days=1, hours=5, minutes=12, seconds=40)
    relayed = sent + timedelta(seconds=2, microseconds=71533)
    received = sent + timedelta(seconds=6, microseconds=640218)
    reader = story.POSTFIX_READER[1]
    relay = "smtp4.parcelpost-hosting.example"
    words = (
        "Dear Anna,\r\n\r\nplease ignore my message of yesterday. The corrected list of guests is"
        "\r\nattached to our portal, please log in with your usual password.\r\n\r\nM. Carrow\r\n"
    )
    return assemble(
        (
            plain("Return-Path", f"<{story.SENDER}>"),
            plain("X-Original-To", reader),
            plain("Delivered-To", reader),
            (
                "Received",
                f" from {relay} ({relay} [203.0.113.77])\r\n"
                "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
                "\t(No client certificate requested)\r\n"
                "\tby mx.friend.example (Postfix) with ESMTPS id "
                f"{stamps.postfix_queue_id(received, 1311902)}\r\n"
                f"\tfor <{reader}>; {stamps.date(received, 60, 'BST')}",
            ),
            *_noted("mx.friend.example", dkim=False, spf="fail", dmarc="fail"),
            (
                "Received",
                " from [192.168.1.23] (unknown [203.0.113.180])\r\n"
                "\t(Authenticated sender: web18@parcelpost-hosting.example)\r\n"
                f"\tby {relay} (Postfix) with ESMTPSA id "
                f"{stamps.postfix_queue_id(relayed, 262711)}\r\n"
                f"\tfor <{reader}>; {stamps.date(relayed, 120, 'CEST')}",
            ),
            plain("From", f'"{story.SENDER_NAME}" <{story.SENDER}>'),
            plain("To", reader),
            plain("Subject", f"Re: {story.SUBJECT}"),
            plain("Date", stamps.date(sent, 120)),
            plain("Message-ID", f"<{stamps.guid('spoof')}@harbourvale.example>"),
            plain("X-Mailer", "PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)"),
            plain("MIME-Version", "1.0"),
            plain("Content-Type", "text/plain; charset=us-ascii"),
            plain("Content-Transfer-Encoding", "7bit"),
        ),
        words.encode("ascii"),
    )


def pasted_headers() -> bytes:
    """Header section of the Postfix copy, pasted: line ends and tabs at line starts are lost."""
    head = mass_mailing_postfix().partition(b"\r\n\r\n")[0]
    lines = [line.lstrip(b"\t") for line in head.split(b"\r\n")]
    return b"\n".join(lines) + b"\n"
