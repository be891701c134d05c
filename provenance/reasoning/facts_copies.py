"""Findings about several copies together: one message, how many witnesses, what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from provenance.basics import Interest, Text, Where, text
from provenance.copies import (
    Agreement,
    CopyComparison,
    CopyGroup,
    Difference,
    DifferenceKind,
    OddCopy,
    Vouched,
    Witnessing,
)
from provenance.message import Message
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.where import where_body, where_fields, where_header
from provenance.trace import AttestationClass

MAX_ODD: Final = 200
MAX_PLACES: Final = 8
_LISTED: Final = 12


def copies_findings(comparison: CopyComparison, messages: Mapping[str, Message]) -> list[Finding]:
    """Findings of every group with more than one copy, then those on mailings."""
    found: list[Finding] = []
    for group in comparison.groups:
        if len(group.members) > 1:
            found += _Group(group, messages).findings()
    found += [_mailing(ids, comparison, messages) for ids in comparison.mailings]
    return found


def _counts(difference: Difference) -> bool:
    """Is it a difference that should not be, in a field known here, from a usual text?"""
    known_field = difference.kind is not DifferenceKind.UNKNOWN_FIELD
    return difference.majority and known_field and not difference.expected


class _Group:
    """Findings about one group of copies."""

    def __init__(self, group: CopyGroup, messages: Mapping[str, Message]) -> None:
        self.group = group
        self.messages = messages

    def findings(self) -> list[Finding]:
        group = self.group
        return [
            self._one_message(),
            *(self._same(witness) for witness in group.witnesses if len(witness.members) > 1),
            *([self._agreement(group.agreements)] if group.of > 1 else []),
            *(self._open(one) for one in group.differences if not (one.expected or one.majority)),
            *(self._together(one) for one in group.differences if _counts(one) and one.together),
            *(self._odd(one) for one in group.odd[:MAX_ODD]),
            *self._vouched(),
        ]

    def _make(
        self,
        name: str,
        kind: FindingKind,
        statement: Text,
        members: Sequence[str],
        *,
        where: tuple[Where, ...] = (),
        strength: int = 0,
        message: str = "",
        defeaters: tuple[Text, ...] = (),
        cautions: tuple[Text, ...] = (),
        assumptions: tuple[Text, ...] = (),
    ) -> Finding:
        first = [self.messages[one] for one in members[:MAX_PLACES]]
        return Finding(
            id="",
            name=name,
            kind=kind,
            rung=1,
            statement=statement,
            attested_by=AttestationClass.CLIENT,
            where=where or tuple(where_header(one) for one in first),
            strength=strength,
            group=f"copies:{self.group.id}",
            message=message,
            interest=Interest.UNKNOWN,
            observed=True,
            defeaters=defeaters,
            cautions=cautions,
            assumptions=assumptions,
        )

    def _one_message(self) -> Finding:
        group = self.group
        return self._make(
            "copies.group",
            FindingKind.COPY,
            text(
                "reasoning.copies.group",
                group=group.id,
                count=len(group.members),
                witnesses=group.of,
                message_id=group.message_id,
            ),
            group.members,
            cautions=(text("reasoning.copies.caution.witness"),),
        )

    def _same(self, witness: Witnessing) -> Finding:
        return self._make(
            "copies.same",
            FindingKind.COPY,
            text(
                f"reasoning.copies.{getattr(witness.sameness, 'value', 'same-delivery')}",
                members=tuple(witness.members),
                count=len(witness.members),
            ),
            witness.members,
        )

    def _agreement(self, agreements: Sequence[Agreement]) -> Finding:
        """What witnesses agree on, and how many of them share nobody.

        The lines that agree were written by the sending side: class E, which carries one step in
        any comparison, however many copies agree. A part that some copy does not keep, as its
        text, is not one in which all agree: it is counted by itself. Of all numbers the smallest
        is said, so that it holds for every part named.
        """
        whole = [one for one in agreements if one.n == one.of == self.group.of]
        parts = [one for one in agreements if one not in whole]
        independent = min((one.independent for one in whole), default=0)
        cautions = [text("reasoning.copies.caution.true")]
        if independent < 2:
            cautions.append(text("reasoning.copies.caution.dependent"))
        cautions += [
            text(
                "reasoning.copies.agree-part"
                if one.of == self.group.of
                else "reasoning.copies.agree-checked",
                claim=text(f"copies.claim.{one.claim}"),
                n=one.n,
                of=one.of,
                **({} if one.of == self.group.of else {"all": self.group.of}),
            )
            for one in parts
        ]
        return self._make(
            "copies.agreement",
            FindingKind.COPY,
            text(
                "reasoning.copies.agreement",
                group=self.group.id,
                of=self.group.of,
                fields=tuple(one.claim for one in whole),
                independent=independent,
                systems=min((one.operators for one in whole), default=0),
                suppliers=min((one.suppliers for one in whole), default=0),
            ),
            self.group.members,
            strength=1,
            cautions=tuple(cautions),
            assumptions=(text("reasoning.copies.assumes.hands"),),
        )

    def _open(self, difference: Difference) -> Finding:
        """A difference that is not usual, and no text that two witnesses share against others."""
        sealed = {"sealed": difference.sealed} if difference.sealed else {}
        return self._make(
            "copies.differ",
            FindingKind.COPY,
            text(
                f"reasoning.copies.differ{'-sealed' if sealed else ''}",
                field=difference.field,
                count=difference.texts,
                group=self.group.id,
                **sealed,
            ),
            self.group.members,
            where=self._places(difference, ()),
            strength=1,
            cautions=(difference.reason, text("reasoning.copies.caution.which")),
        )

    def _together(self, difference: Difference) -> Finding:
        """Several deliveries with one other text: a system that they passed may have made it."""
        members = difference.together
        return self._make(
            "copies.together",
            FindingKind.COPY,
            text(
                "reasoning.copies.together",
                field=difference.field,
                count=len(members),
                group=self.group.id,
                members=tuple(members),
            ),
            members,
            where=self._places(difference, members),
            strength=1,
            cautions=(
                difference.reason,
                text("reasoning.copies.caution.together"),
                text("reasoning.copies.caution.odd"),
            ),
        )

    def _odd(self, odd: OddCopy) -> Finding:
        """One copy against the others; the strength grows only with independent witnesses."""
        differences = [
            one
            for one in self.group.differences
            if _counts(one) and odd.member in one.members and odd.member not in one.together
        ]
        agreeing = min((self._holders(one) for one in differences), default=0)
        independent = min((one.independent for one in differences), default=0)
        return self._make(
            "copies.odd",
            FindingKind.ALTERATION,
            text(
                "reasoning.copies.odd",
                message=odd.member,
                fields=odd.fields[:_LISTED],
                agreeing=agreeing,
                of=self.group.of,
            ),
            (odd.member,),
            where=tuple(place for one in differences for place in self._places(one, (odd.member,)))[
                :MAX_PLACES
            ],
            strength=2 if independent >= 2 else 1,
            message=odd.member,
            defeaters=odd.explanations,
            cautions=(text("reasoning.copies.caution.odd"),),
        )

    def _holders(self, difference: Difference) -> int:
        """Witnesses that have the first text."""
        usual = set(difference.variants[0].members)
        return sum(1 for one in self.group.witnesses if usual.issuperset(one.members))

    def _places(self, difference: Difference, members: Sequence[str]) -> tuple[Where, ...]:
        """Where the texts stand: in the first copy of each, or in the copies named."""
        found: list[Where] = []
        for variant in difference.variants:
            own = [m for m in variant.members if not members or m in members][:1]
            for member in own:
                message = self.messages[member]
                if difference.field.startswith("body"):
                    found.append(where_body(message))
                elif variant.fields and member == variant.members[0]:
                    found += where_fields(message, variant.fields)
                else:
                    indexes = tuple(f.index for f in message.named(difference.field)[:4])
                    found += where_fields(message, indexes) or (where_header(message),)
        return tuple(found[:MAX_PLACES])

    def _vouched(self) -> list[Finding]:
        """One finding for all copies that a signature of another copy vouches for."""
        groups: dict[tuple[str, ...], list[Vouched]] = {}
        for one in self.group.vouched:
            groups.setdefault((one.by, *one.other), []).append(one)
        found: list[Finding] = []
        for (by, *other), members in groups.items():
            words = "reasoning.copies.vouched-part" if other else "reasoning.copies.vouched"
            ids = tuple(one.member for one in members)
            found.append(
                self._make(
                    "copies.vouched",
                    FindingKind.COPY,
                    text(
                        words,
                        by=by,
                        domain=members[0].domain,
                        members=ids,
                        count=len(ids),
                        same=members[0].same,
                        **({"other": tuple(other)} if other else {}),
                    ),
                    [by, *ids],
                    strength=1,
                    cautions=(text("reasoning.copies.caution.vouched"),),
                )
            )
        return found


def _mailing(
    ids: Sequence[str], comparison: CopyComparison, messages: Mapping[str, Message]
) -> Finding:
    groups = [one for one in comparison.groups if one.id in ids]
    places = [messages[one.members[0]] for one in groups[:MAX_PLACES]]
    return Finding(
        id="",
        name="copies.mailing",
        kind=FindingKind.COPY,
        rung=1,
        statement=text("reasoning.copies.mailing", groups=tuple(ids), count=len(ids)),
        attested_by=AttestationClass.CLIENT,
        where=tuple(where_header(one) for one in places),
        strength=1,
        group="copies:mailing",
        observed=True,
        cautions=(text("reasoning.copies.caution.mailing"),),
    )
