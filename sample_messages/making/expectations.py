"""What a careful reader finds in each sample: the facts that the program has to agree with.

Names follow the report's JSON. A file says only what the making of the sample decides.
"""

from __future__ import annotations

from typing import Any

from making import exchange, forward, receivers, stamps, story

_HARBOURVALE = {"domain": "harbourvale.example", "selector": "selector1"}
_VERIFIED = {"header_signature": "valid", "body_hash": "match", "result": "pass"}


def _mass_mailing() -> dict[str, Any]:
    return {
        "subject": story.SUBJECT,
        "from": story.SENDER,
        "date_utc": f"{story.SENT:%Y-%m-%dT%H:%M:%SZ}",
        "message_id": exchange.message_id(),
        "visible_unique": story.VISIBLE_RECIPIENTS,
        "dkim": [{**_HARBOURVALE, **_VERIFIED}],
        "spf_mailfrom": "pass",
        "dmarc": "pass",
        "recorded": {"dkim": "pass", "spf": "pass", "dmarc": "pass"},
        "account": None,
        "client_ip": None,
        "ladder": {"1": "answered", "2": "answered", "5": "ND"},
    }


def expectations() -> dict[str, dict[str, Any]]:
    """Return the expected facts for each sample by its file name."""
    gmail = {
        "kind": "eml",
        "messages": [
            {**_mass_mailing(), "hops": 4, "boundary": {"position": 3, "ip": receivers.GMAIL_PEER}}
        ],
    }
    postfix = {
        "kind": "eml",
        "messages": [
            {
                **_mass_mailing(),
                "hops": 3,
                "boundary": {"position": 3, "ip": receivers.POSTFIX_PEER},
            }
        ],
    }
    no_body = {"header_signature": "valid", "body_hash": "not-testable"}
    outlook = {
        "kind": "msg",
        "messages": [
            {
                **_mass_mailing(),
                "hops": 6,
                "boundary": {"position": 3, "ip": receivers.OUTLOOK_PEER},
                "dkim": [{**_HARBOURVALE, **no_body}],
                "ladder": {"5": "ND"},
            }
        ],
    }
    pasted = {
        "kind": "pasted-headers",
        "messages": [
            {
                **_mass_mailing(),
                "hops": 3,
                "boundary": {"position": 3, "ip": receivers.POSTFIX_PEER},
                "dkim": [{**_HARBOURVALE, **no_body}],
                "ladder": {"5": "ND"},
            }
        ],
    }
    spoof = {
        "kind": "eml",
        "messages": [
            {
                "subject": f"Re: {story.SUBJECT}",
                "from": story.SENDER,
                "message_id": f"<{stamps.guid('spoof')}@harbourvale.example>",
                "visible_unique": 1,
                "hops": 2,
                "boundary": {"position": 2, "ip": "203.0.113.77"},
                "dkim": [],
                "spf_mailfrom": "fail",
                "dmarc": "fail",
                "recorded": {"dkim": "none", "spf": "fail", "dmarc": "fail"},
                "ladder": {"5": "ND"},
            }
        ],
    }
    forwarded = {
        "kind": "eml",
        "messages": [
            {
                "subject": f"Fwd: {story.SUBJECT}",
                "from": story.GMAIL_READER[1],
                "visible_unique": 1,
                "hops": 2,
                "boundary": {"position": 2, "ip": forward.PEER},
                "dkim": [{"domain": "larkmail.example", "selector": "google", **_VERIFIED}],
                "spf_mailfrom": "pass",
                "dmarc": "pass",
                "recorded": {"dkim": "pass", "spf": "pass", "dmarc": "pass"},
                "ladder": {"5": "ND"},
            },
            # Nobody vouches for the recorded results of the inner message: its holder could
            # have written them. The seal vouches for itself.
            {
                "kind": "attached-message",
                "subject": story.SUBJECT,
                "from": story.SENDER,
                "message_id": exchange.message_id(),
                "visible_unique": story.VISIBLE_RECIPIENTS,
                "hops": 4,
                "dkim": [{**_HARBOURVALE, **_VERIFIED}],
                "ladder": {"5": "ND"},
            },
        ],
    }
    return {
        "mass-mailing-gmail.eml": gmail,
        "mass-mailing-postfix.eml": postfix,
        "mass-mailing-outlook.msg": outlook,
        "pasted-headers.txt": pasted,
        "spoof-outside.eml": spoof,
        "forwarded-as-attachment.eml": forwarded,
    }
