"""Rung 3 out of two independent chains: the sealed fields of a copy, and a row that only fits it.

A row without a Message-ID names no message. Where it is the only one that fits, and the sealed
Sender and From say the same of the way of use, each bears the other out: the seal is the
system's, the row is the log's. The answer is as strong as the weaker of the two, a claim.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.basics import Address, known, text
from provenance.correlation.accounts import same_account
from provenance.reasoning.answer import Answer, Found, bare, followed, ids_of
from provenance.reasoning.records import Badge, Code, Finding
from provenance.reasoning.subject import Subject

_ROW: Final = ("exhibit", "row")


def with_fitting_row(subject: Subject, made: Answer, found: Found, *, sealed: bool) -> Answer:
    """Answer by both, or say that they differ; unchanged where there are not both.

    ``sealed`` tells that an undisputed seal of the organisation covers Sender and From.
    """
    acting = [one for one in found if one.name == "join.send-on-behalf"]
    fits = [one for one in acting if _is_only_one(one, found)]
    identity = subject.analysed.trace.identity
    sender = known(identity.sender)
    # The same export supplied twice has the same row twice.
    rows = {place.quote_sha256 for one in fits for place in one.where}
    if not sealed or len(rows) != 1 or sender is None or not identity.from_:
        return made
    values = dict(fits[0].statement.params)
    account = values.get("account")
    if not isinstance(account, Address):
        return made
    row = {name: values[name] for name in _ROW}
    ids = tuple(dict.fromkeys((*made.findings, *ids_of(found, "join.sent", "join.send"))))
    if not _same(account, sender):
        words = text(
            "reasoning.rung3.chains-differ", account=account, sender=bare(sender), **row
        )  # fmt: skip
        return replace(
            made, code=Code.CONFLICTING, badge=Badge.CONFLICTING, statement=words, findings=ids
        )
    words = text(
        "reasoning.rung3.two-chains",
        account=account, author=bare(identity.from_[0]), sender=bare(sender), **row,
    )  # fmt: skip
    return replace(
        made,
        case="two-chains",
        code=Code.ANSWERED,
        badge=Badge.IN_PART,
        statement=followed(words, text("reasoning.rung3.names-no-id")),
        findings=ids,
    )


def _is_only_one(acting: Finding, found: Found) -> bool:
    """Whether the row only fits, and no other sending of the exports fits as well."""
    rows = {place.quote_sha256 for place in acting.where}
    return any(
        one.name == "join.sent"
        and one.statement.id.endswith(".m")
        and rows & {place.quote_sha256 for place in one.where}
        and any(
            caution.id == "reasoning.caution.join-medium" and dict(caution.params)["rivals"] == 0
            for caution in one.cautions
        )
        for one in found
    )


def _same(account: Address, sender: Address) -> bool:
    """The account of the row is the address, or the display name: old exports have that alone."""
    logged = " ".join(account.spec.split()).casefold()
    display = " ".join(sender.display.split()).casefold()
    return same_account(account.spec, sender.spec) or logged == display != ""
