"""The sending program as the message names it: freely typed, a claim and never more."""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import State, Value
from provenance.message import HeaderField, Message

_CLIENT_FIELDS: Final = ("x-mailer", "user-agent")
_LONGEST: Final = 500

# First fitting entry counts: Outlook's own names come before the words they contain.
_FAMILIES: Final = (
    (re.compile(r"microsoft[ -]?outlook|microsoft office outlook", re.I), "outlook"),
    (re.compile(r"outlook express|windows (?:live )?mail", re.I), "windows-mail"),
    (re.compile(r"macoutlook|microsoft-macoutlook", re.I), "outlook-mac"),
    (re.compile(r"thunderbird", re.I), "thunderbird"),
    (re.compile(r"apple mail|iphone mail|ipad mail", re.I), "apple-mail"),
    (re.compile(r"roundcube", re.I), "roundcube"),
    (re.compile(r"squirrelmail", re.I), "squirrelmail"),
    (re.compile(r"horde|internet messaging program", re.I), "horde"),
    (re.compile(r"coremail", re.I), "coremail"),
    (re.compile(r"foxmail", re.I), "foxmail"),
    (re.compile(r"qqmail|tencent", re.I), "qqmail"),
    (re.compile(r"netease", re.I), "netease"),
    (re.compile(r"yahoomail|yahoo", re.I), "yahoo"),
    (re.compile(r"phpmailer|php/|swiftmailer|symfony", re.I), "php-script"),
    (re.compile(r"git-send-email", re.I), "git"),
    (re.compile(r"\bmutt\b|neomutt", re.I), "mutt"),
    (re.compile(r"evolution", re.I), "evolution"),
    (re.compile(r"kmail", re.I), "kmail"),
    (re.compile(r"gnus", re.I), "gnus"),
    (re.compile(r"\balpine\b|\bpine\b", re.I), "alpine"),
    (re.compile(r"mailchimp|sendgrid|mailgun|mandrill|mailjet|sendinblue|brevo", re.I), "bulk"),
)


def client_field(message: Message) -> HeaderField | None:
    """The field that names the sending program: X-Mailer, else User-Agent; the first of several."""
    for name in _CLIENT_FIELDS:
        for field in message.named(name):
            if field.value:
                return field
    return None


def client_family(name: str) -> Value[str]:
    """Family of a program name, ``ABSENT`` if the name is not in the table."""
    start = name[:_LONGEST]
    for pattern, family in _FAMILIES:
        if pattern.search(start):
            return family
    return State.ABSENT
