"""A friend forwards her copy as attachment: outer message sealed by her own domain."""

from __future__ import annotations

import base64
from datetime import timedelta

from making import receivers, sign, stamps, story
from making.exchange import assemble, plain

SENT = story.SENT + timedelta(days=5, hours=18, minutes=21, seconds=9)
PEER = "203.0.113.50"
NAMES = (
    "to subject message-id date from mime-version from to cc subject date message-id reply-to"
).split()


def forwarded_as_attachment() -> bytes:
    """The Gmail copy as ``message/rfc822`` part; its bytes stand in the file unchanged."""
    made = SENT + timedelta(milliseconds=724)
    mark = stamps.google_boundary(made)
    inner = receivers.mass_mailing_gmail()
    note = (
        "Hi Marian,\r\n\r\nhere is the message as I got it, as an attachment.\r\n\r\nRowan\r\n"
    )
    body = (
        f'--{mark}\r\nContent-Type: text/plain; charset="UTF-8"\r\n\r\n{note}\r\n--{mark}\r\n'
        f'Content-Type: message/rfc822; name="{story.SUBJECT}.eml"\r\n'
        f'Content-Disposition: attachment; filename="{story.SUBJECT}.eml"\r\n'
        "Content-ID: <19e3a2b7c4d1f0a2b3>\r\nX-Attachment-Id: 19e3a2b7c4d1f0a2b3\r\n\r\n"
    ).encode("ascii")
    body += inner + f"\r\n--{mark}--\r\n".encode("ascii")
    token = base64.urlsafe_b64encode(story.chance("gmail id", 36)).decode("ascii")
    fields = (
        plain("MIME-Version", "1.0"),
        plain("From", f"{story.GMAIL_READER[0]} <{story.GMAIL_READER[1]}>"),
        plain("Date", stamps.date(SENT, 60)),
        plain("Message-ID", f"<CA{token}@mail.gmail.com>"),
        plain("Subject", f"Fwd: {story.SUBJECT}"),
        plain("To", f"{story.PRIVATE_MAILBOX[0]} <{story.PRIVATE_MAILBOX[1]}>"),
        plain("Content-Type", f'multipart/mixed; boundary="{mark}"'),
    )
    seconds = stamps.unix_seconds(SENT) + 2
    seal = sign.signature(
        fields,
        body,
        key=sign.load_key("larkmail-google"),
        template=(
            " v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n        d=larkmail.example; s=google; "
            f"t={seconds}; x={seconds + 604800}; darn=home.example;\r\n        "
            f"h={':'.join(NAMES[:7])}\r\n         :{':'.join(NAMES[7:])};\r\n"
            "        bh={bh};\r\n        b="
        ),
        names=NAMES,
        wrap=72,
    )
    tag = seal.rpartition("b=")[2][:8]
    received = SENT + timedelta(seconds=4, microseconds=55120)
    reader = story.PRIVATE_MAILBOX[1]
    host = "mail-lj1-f50.google.com"
    return assemble(
        (
            plain("Return-Path", f"<{story.GMAIL_READER[1]}>"),
            plain("X-Original-To", reader),
            plain("Delivered-To", reader),
            (
                "Received",
                f" from {host} ({host} [{PEER}])\r\n"
                "\t(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256 (128/128 bits))\r\n"
                "\t(No client certificate requested)\r\n"
                f"\tby mx.home.example (Postfix) with ESMTPS id "
                f"{stamps.postfix_queue_id(received, 786512)}\r\n"
                f"\tfor <{reader}>; {stamps.date(received, 60, 'BST')}",
            ),
            (
                "Authentication-Results",
                " mx.home.example;\r\n\tdkim=pass (2048-bit key) header.d=larkmail.example"
                f' header.i=@larkmail.example header.b="{tag}";\r\n'
                f"\tspf=pass smtp.mailfrom={story.GMAIL_READER[1]};\r\n"
                "\tdmarc=pass (p=none) header.from=larkmail.example",
            ),
            (
                "Received",
                f" by {host} with SMTP id "
                f"{receivers.google_id('forward', 'so', '1').replace('f8f.', 'e87.')}\r\n"
                f"        for <{reader}>; {stamps.date(SENT + timedelta(seconds=2), -420, 'PDT')}",
            ),
            ("DKIM-Signature", seal),
            plain(
                "X-Gm-Message-State",
                base64.b64encode(story.chance("state", 42)).decode("ascii"),
            ),
            (
                "X-Received",
                " by 2002:a05:651c:19a1:b0:32a:7c2f:11d8 with SMTP id "
                + receivers.google_id(
                    "forward x",
                    "mr",
                    f"14.{stamps.unix_milliseconds(SENT + timedelta(seconds=2))}",
                ).replace("f8f.", "e87.")
                + f";\r\n        {stamps.date(SENT + timedelta(seconds=2), -420, 'PDT')}",
            ),
            *fields,
        ),
        body,
    )
