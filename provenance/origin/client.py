"""The sending program as the message names it: freely typed, a claim and never more."""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value
from provenance.message import HeaderField, Message

_CLIENT_FIELDS: Final = ("x-mailer", "user-agent")
_LONGEST: Final = 500

# First fitting entry counts: Outlook's other names come before the word that they contain.
_FAMILIES: Final = (
    ("outlook express", "windows-mail"),
    ("macoutlook", "outlook-mac"),
    ("outlook", "outlook"),
    ("windows mail", "windows-mail"),
    ("windows live mail", "windows-mail"),
    ("thunderbird", "thunderbird"),
    ("apple mail", "apple-mail"),
    ("iphone mail", "apple-mail"),
    ("ipad mail", "apple-mail"),
    ("roundcube", "roundcube"),
    ("squirrelmail", "squirrelmail"),
    ("horde", "horde"),
    ("internet messaging program", "horde"),
    ("coremail", "coremail"),
    ("foxmail", "foxmail"),
    ("qqmail", "qqmail"),
    ("netease", "netease"),
    ("yahoo", "yahoo"),
    ("phpmailer", "php-script"),
    ("php/", "php-script"),
    ("swiftmailer", "php-script"),
    ("git-send-email", "git"),
    ("mutt", "mutt"),
    ("evolution", "evolution"),
    ("kmail", "kmail"),
    ("gnus", "gnus"),
    ("alpine", "alpine"),
    ("mailchimp", "bulk"),
    ("sendgrid", "bulk"),
    ("mailgun", "bulk"),
    ("mandrill", "bulk"),
    ("mailjet", "bulk"),
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
    start = name[:_LONGEST].lower()
    return next((family for words, family in _FAMILIES if words in start), State.ABSENT)
