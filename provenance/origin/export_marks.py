"""Ways of copying as data: their marks, what they do not keep, and the checks that they void.

A mark is only here with a source that somebody can open. Ways without one (the order of fields in
a download from Outlook on the web, a drag out of Outlook for Mac, print-outs) are not recognised;
they are listed in ``docs/open-facts.md``.
"""

from __future__ import annotations

from typing import Final

from provenance.basics.record import dataclass
from provenance.origin.records import (
    Effect,
)

NOT_TESTABLE: Final = Effect.NOT_TESTABLE
EXPECTED: Final = Effect.CHANGE_EXPECTED

CHECKS: Final = ("body-hash", "delivery", "header-seal", "item-times", "line-form", "route")
"""Checks that a way of copying can void.

``body-hash`` and ``header-seal``: the two halves of DKIM. ``line-form``: line ends, folding, order
and encodings. ``route``: the lines of servers. ``delivery``: what the receiving side wrote.
``item-times``: creator and times of an Outlook item.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of copying.

    ``fields`` are names of header fields, or beginnings of names, in lower case, that it leaves;
    ``rivals`` other ways that leave the same marks.
    """

    name: str
    grade: str
    source: str
    fields: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    voids: tuple[tuple[str, Effect], ...] = ()


_LINES: Final = (("line-form", EXPECTED),)
_STORED: Final = (("body-hash", EXPECTED), ("line-form", EXPECTED))

WAYS: Final = (
    Way(
        name="pasted-header",
        grade="documented",
        source="https://www.rfc-editor.org/rfc/rfc5322#section-2.1",
        voids=(
            ("body-hash", NOT_TESTABLE),
            ("header-seal", EXPECTED),
            ("line-form", NOT_TESTABLE),
        ),
    ),
    Way(
        name="outlook-item",
        grade="documented",
        source="https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxmsg",
        rivals=("converter",),
        voids=(
            ("body-hash", NOT_TESTABLE),
            ("item-times", EXPECTED),
            ("line-form", NOT_TESTABLE),
        ),
    ),
    Way(
        name="apple-emlx",
        grade="source-code",
        source="https://github.com/mikez/emlx",
        voids=_LINES,
    ),
    Way(
        name="pst-converter",
        grade="source-code",
        source="https://github.com/pst-format/libpst (readpst.c)",
        voids=(("body-hash", EXPECTED), ("header-seal", EXPECTED), ("line-form", EXPECTED)),
    ),
    Way(
        name="google-takeout",
        grade="source-code",
        source="https://github.com/GAM-team/got-your-back (gyb.py)",
        fields=("x-gm-thrid", "x-gmail-labels"),
        rivals=("converter",),
        voids=_STORED,
    ),
    Way(
        name="thunderbird",
        grade="source-code",
        source="https://github.com/mozilla/mozilla-central (nsMsgLocalFolderHdrs.h)",
        fields=("x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys"),
        rivals=("mailbox-file",),
        voids=_STORED,
    ),
    Way(
        name="unsent-draft",
        grade="documented",
        source="https://learn.microsoft.com/archive/blogs/stephen_griffin/did-i-send-that",
        fields=("x-unsent",),
        rivals=("converter",),
        voids=(("delivery", NOT_TESTABLE), ("route", NOT_TESTABLE)),
    ),
    Way(
        name="attached",
        grade="documented",
        source="https://www.rfc-editor.org/rfc/rfc2046#section-5.2.1",
        rivals=("report-of-a-server",),
        voids=(("body-hash", EXPECTED), ("header-seal", EXPECTED), ("line-form", EXPECTED)),
    ),
    Way(
        name="mailbox-file",
        grade="documented",
        source="https://www.rfc-editor.org/rfc/rfc4155",
        rivals=("google-takeout", "thunderbird", "converter"),
        voids=_STORED,
    ),
    Way(
        name="unix-mailbox",
        grade="documented",
        source="https://doc.dovecot.org/admin_manual/mailbox_formats/mbox/",
        fields=("x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase"),
        rivals=("mailbox-file",),
        voids=_STORED,
    ),
    Way(
        name="exchange-mailbox",
        grade="documented",
        source="https://learn.microsoft.com/exchange/header-firewall-exchange-2013-help",
        fields=("x-ms-exchange-organization-",),
        rivals=("outlook-web-download", "compliance-export", "imap-program"),
        voids=(("body-hash", EXPECTED), ("line-form", EXPECTED)),
    ),
    Way(
        name="gmail-mailbox",
        grade="measured",
        source="https://github.com/rf-peixoto/phishing_pot",
        rivals=("download-original", "imap-program"),
    ),
    Way(
        name="inline-forward",
        grade="measured",
        source="https://github.com/sisimai/set-of-emails",
        rivals=("inline-answer",),
    ),
    Way(
        name="no-delivery",
        grade="documented",
        source="https://www.rfc-editor.org/rfc/rfc5321#section-4.4",
        rivals=("sent-folder", "draft", "converter"),
        voids=(("delivery", NOT_TESTABLE), ("route", NOT_TESTABLE)),
    ),
)
"""In order of telling: what made the file itself comes before where the message lay."""

DECISIVE: Final = frozenset(
    (
        "apple-emlx", "attached", "google-takeout", "outlook-item", "pasted-header",
        "pst-converter", "thunderbird", "unsent-draft",
    )
)  # fmt: skip
"""Ways that make a file of their own: a claim of another way does not fit it."""

CLAIMS: Final = {
    "apple-mail": ("apple-emlx",),
    "apple-mail-save": ("apple-emlx",),
    "converter": ("pst-converter",),
    "ediscovery": ("exchange-mailbox",),
    "emlx": ("apple-emlx",),
    "forward-as-attachment": ("attached",),
    "forwarded-as-attachment": ("attached",),
    "gmail-download-original": ("gmail-mailbox",),
    "gmail-show-original-paste": ("pasted-header",),
    "google-takeout": ("google-takeout",),
    "inline-forward": ("inline-forward",),
    "mbox-export": ("mailbox-file", "google-takeout", "thunderbird", "unix-mailbox"),
    "new-outlook": ("exchange-mailbox",),
    "outlook-drag": ("outlook-item",),
    "outlook-msg": ("outlook-item",),
    "outlook-save-as": ("outlook-item",),
    "owa-download": ("exchange-mailbox",),
    "pasted": ("pasted-header",),
    "pasted-headers": ("pasted-header",),
    "sent-items": ("no-delivery", "outlook-item", "exchange-mailbox"),
    "takeout": ("google-takeout",),
    "thunderbird": ("thunderbird",),
    "thunderbird-save": ("thunderbird",),
}
"""Ways that each word of the case file (``evidence[].obtained``) goes with."""
