#!/usr/bin/env python3
"""Make the sample messages again: ``python sample_messages/make_samples.py [--out DIR]``.

Same script, same bytes: nothing depends on a clock, on chance or on the machine. The signatures
are real ones, made with the published test keys in ``keys/``; ``dns.jsonl`` holds the public
halves, so that they verify offline.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making import audit_log, expectations, forward, outlook_item, receivers, zone  # noqa: E402

HOW = {
    "mass-mailing-gmail.eml": "the mass mailing as a reader whose domain is served by Google saved it",
    "mass-mailing-postfix.eml": "the same mailing as a reader with a Postfix server received it",
    "mass-mailing-outlook.msg": "the same mailing as a reader in another tenant saved it from Outlook",
    "pasted-headers.txt": "header section of mass-mailing-postfix.eml, pasted: tabs at line starts lost",
    "spoof-outside.eml": "a message with the same From, sent through a server outside the organisation",
    "forwarded-as-attachment.eml": "mass-mailing-gmail.eml forwarded as attachment by its reader",
}

PREFACE = """\
# Where every sample comes from. Written by make_samples.py; do not edit by hand.
#
# Everything is invented: persons, firm, texts. Names end in .example (RFC 2606), addresses are
# documentation addresses (RFC 5737, RFC 3849), link-local or private ones. Host names of two
# large providers give the header lines a believable form; the addresses beside them are invented.
# What real mail would have and these samples have not: ARC sets, which only the providers could
# sign. What real mail would not have: by default Exchange Online takes at most 1,000 recipients
# a message; the story puts its 1,500 into one.
"""


def files() -> dict[str, bytes]:
    """Return every file that this script makes, by name."""
    made = {
        "mass-mailing-gmail.eml": receivers.mass_mailing_gmail(),
        "mass-mailing-postfix.eml": receivers.mass_mailing_postfix(),
        "mass-mailing-outlook.msg": outlook_item.mass_mailing_outlook(),
        "pasted-headers.txt": receivers.pasted_headers(),
        "spoof-outside.eml": receivers.spoof_outside(),
        "forwarded-as-attachment.eml": forward.forwarded_as_attachment(),
    }
    out = dict(made)
    sources = PREFACE
    for name in sorted(made):
        expected = json.dumps(expectations.expectations()[name], indent=2, ensure_ascii=True)
        out[f"{name}.expected.json"] = expected.encode("ascii") + b"\n"
        sources += (
            f'\n[[file]]\nname = "{name}"\norigin = "made by make_samples.py"\n'
            f'licence = "GPL-3.0-or-later"\nhow = "{HOW[name]}"\n'
            f'sha256 = "{hashlib.sha256(made[name]).hexdigest()}"\nsize = {len(made[name])}\n'
        )
    out["audit-log.csv"] = audit_log.audit_log()
    sources += (
        '\n[[file]]\nname = "audit-log.csv"\norigin = "made by make_samples.py"\n'
        'licence = "GPL-3.0-or-later"\nhow = "synthetic export of the unified audit log"\n'
        f'sha256 = "{hashlib.sha256(out["audit-log.csv"]).hexdigest()}"\n'
        f'size = {len(out["audit-log.csv"])}\n'
    )
    out["SOURCES.toml"] = sources.encode("ascii")
    out["dns.jsonl"] = zone.dns_lines()
    return out


def main() -> None:
    """Write all files and print their names and SHA-256."""
    parser = argparse.ArgumentParser(description="Make the sample messages again.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in sorted(files().items()):
        (folder / name).write_bytes(data)
        print(f"{hashlib.sha256(data).hexdigest()}  {name}")


if __name__ == "__main__":
    main()
