"""Field by field: which texts the copies have, and whether a difference is usual."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from provenance.basics import State, Text, Value, text
from provenance.copies.classes import kind_of
from provenance.copies.records import Difference, DifferenceKind, Variant, Witnessing
from provenance.copies.view import View, bare_subject, body_text, texts_of
from provenance.message import Part
from provenance.trace import RouteMarkKind

LONGEST: Final = 400
"""Characters of a compared text that are shown."""
LEAD: Final = 80
"""Characters shown before the place where two long texts part."""
MAX_VARIANTS: Final = 50
MAX_LINKED: Final = 500_000
"""Characters of a text up to which rewritten links are looked for."""
_REWRITTEN: Final = re.compile(
    r"https://[a-z0-9]{1,20}\.safelinks\.protection\.outlook\.com/(?:ap/[a-z0-9-]{1,20}/)?"
    r"\?url=(?P<safe>[^&\s\"'<>]{1,4000})[^\s\"'<>]{0,4000}"
    r"|https://urldefense\.proofpoint\.com/v2/url\?u=(?P<second>[^&\s\"'<>]{1,4000})"
    r"[^\s\"'<>]{0,4000}"
    r"|https://urldefense\.com/v3/__(?P<third>[^\s\"'<>*]{1,1000}?)__;[^\s\"'<>]{0,4000}"
)
"""Links as Microsoft Safe Links and Proofpoint URL Defense (v2, v3) write them for a recipient."""

_USUAL: Final = frozenset(
    (
        *(DifferenceKind.DELIVERY, DifferenceKind.SERVICE, DifferenceKind.LIST),
        *(DifferenceKind.RECIPIENT, DifferenceKind.SIGNATURE, DifferenceKind.STORAGE),
        DifferenceKind.FORM,
    )
)
_LIST_REWRITES: Final = frozenset(("sender", "reply-to", "from", "to", "cc", "subject"))


def field_differences(views: Mapping[str, View], found: Sequence[Witnessing]) -> list[Difference]:
    """One record for each header field whose texts are not the same in all copies."""
    names = dict.fromkeys(name for one in views.values() for name in one.fields)
    out: list[Difference] = []
    for name in sorted(names):
        texts = {member: one.fields.get(name, "") for member, one in views.items()}
        if len(set(texts.values())) > 1:
            out.append(_field(name, texts, views, found))
    return out


def body_differences(views: Mapping[str, View], found: Sequence[Witnessing]) -> list[Difference]:
    """One record for each body part that is not the same in all copies that have a body."""
    held = {m: one for m, one in views.items() if one.copy.message.body_available}
    paths = dict.fromkeys(path for one in held.values() for path in one.body)
    out: list[Difference] = []
    for path in sorted(paths):
        texts = {member: one.body.get(path, "") for member, one in held.items()}
        if len(set(texts.values())) > 1:
            out.append(_body(path, texts, held, found))
    return out


def _field(
    name: str, texts: Mapping[str, str], views: Mapping[str, View], found: Sequence[Witnessing]
) -> Difference:
    ordered, majority = variants_of(texts, found)
    texts_ = _around_difference(
        [_value(views[m[0]], name, sha) for sha, m in ordered[:MAX_VARIANTS]]
    )
    variants = tuple(
        Variant(
            value=value,
            sha256=sha,
            members=tuple(members),
            fields=tuple(f.index for f in views[members[0]].copy.message.named(name)[:20]),
        )
        for value, (sha, members) in zip(texts_, ordered, strict=False)
    )
    kind, reason = _judge(name, ordered, views, found)
    first = set(ordered[0][1])
    return Difference(
        field=_written(name, views),
        kind=kind,
        expected=kind in _USUAL,
        members=tuple(member for member in texts if member not in first),
        reason=reason,
        variants=variants,
        texts=len(ordered),
        together=_together(ordered, texts, found),
        majority=majority,
    )


def variants_of(
    texts: Mapping[str, str], found: Sequence[Witnessing]
) -> tuple[list[tuple[str, list[str]]], bool]:
    """Texts with their copies, the one with most witnesses first, and whether it is a majority.

    A text is a majority if two witnesses or more have it, half of all or more, and more than have
    any other: of a hundred letters with a name each, two that greet one name are none.
    """
    members: dict[str, list[str]] = {}
    for member, sha in texts.items():
        members.setdefault(sha, []).append(member)
    counts, asked = _deliveries(texts, found)
    order = list(members)  # in order of the first copy, which the sort keeps
    order.sort(key=lambda sha: (-counts[sha], -len(members[sha]), not sha))
    first = counts[order[0]]
    second = max((counts[sha] for sha in order[1:]), default=0)
    majority = first >= 2 and first > second and 2 * first >= asked
    return [(sha, members[sha]) for sha in order], majority


def _deliveries(
    texts: Mapping[str, str], found: Sequence[Witnessing]
) -> tuple[dict[str, int], int]:
    """How many witnesses show each text, and how many there are."""
    counts, asked = dict.fromkeys(texts.values(), 0), 0
    for witness in found:
        shown_ = {texts[member] for member in witness.members if member in texts}
        asked += bool(shown_)
        for sha in shown_:
            counts[sha] += 1
    return counts, asked


def _together(
    ordered: Sequence[tuple[str, list[str]]],
    texts: Mapping[str, str],
    found: Sequence[Witnessing],
) -> tuple[str, ...]:
    """Copies with a text that is not the first one, and that two deliveries or more show."""
    counts, _ = _deliveries(texts, found)
    return tuple(m for sha, members in ordered[1:] if counts[sha] > 1 for m in members)


def _value(one: View, name: str, sha: str) -> Value[str]:
    if not sha:
        return State.ABSENT
    return " | ".join(texts_of(one.copy.message, name))


def _around_difference(values: Sequence[Value[str]]) -> list[Value[str]]:
    """Shorten texts to the stretch in which the first two of them part."""
    written = [one for one in values if isinstance(one, str)]
    at = 0
    if len(written) > 1 and max(map(len, written)) > LONGEST:
        one, other = written[0], written[1]
        shorter = min(len(one), len(other))
        at = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    start = max(0, at - LEAD)
    return [one if isinstance(one, State) else _from(one, start) for one in values]


def _from(value: str, start: int) -> str:
    return ("…" if start else "") + shown(value[start:])


def shown(value: str) -> str:
    """A text shortened for a table; its digest is of the whole."""
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def _written(name: str, views: Mapping[str, View]) -> str:
    """The name as the first copy that has it writes it."""
    for one in views.values():
        for field in one.copy.message.named(name):
            return field.name
    return name


def _judge(
    name: str,
    ordered: Sequence[tuple[str, list[str]]],
    views: Mapping[str, View],
    found: Sequence[Witnessing],
) -> tuple[DifferenceKind, Text]:
    """Kind of a difference and why: by the field's name, then by what the copies show."""
    kind = kind_of(name)
    if kind is DifferenceKind.CONTENT:
        kind = _exception(name, ordered, views, found) or kind
    return kind, text(f"copies.kind.{kind.value}", field=name)


def _exception(
    name: str,
    ordered: Sequence[tuple[str, list[str]]],
    views: Mapping[str, View],
    found: Sequence[Witnessing],
) -> DifferenceKind | None:
    if name in _LIST_REWRITES and _only_lists_differ(name, ordered, views):
        return DifferenceKind.LIST
    if name in {"to", "cc"} and _one_recipient_each(name, ordered, views, found):
        return DifferenceKind.RECIPIENT
    if name == "subject" and _same(ordered, views, lambda one: bare_subject(_plain(one, name))):
        return DifferenceKind.SERVICE
    if name == "content-type" and _same(ordered, views, _structure):
        return DifferenceKind.FORM
    return None


def _plain(one: View, name: str) -> str:
    return " | ".join(texts_of(one.copy.message, name))


def _structure(one: View) -> str:
    """Content type of the whole with its parameters in order, without quotes and case."""
    value = _plain(one, "content-type").lower().replace('"', "").replace("'", "")
    pieces = [piece.strip() for piece in value.split(";") if piece.strip()]
    return ";".join([*pieces[:1], *sorted(pieces[1:])])


def _same(
    ordered: Sequence[tuple[str, list[str]]], views: Mapping[str, View], read: Callable[[View], str]
) -> bool:
    return len({read(views[members[0]]) for _, members in ordered[:MAX_VARIANTS]}) == 1


def _only_lists_differ(
    name: str, ordered: Sequence[tuple[str, list[str]]], views: Mapping[str, View]
) -> bool:
    """Does every copy with another text than the first name a mailing list that it came through?

    A list writes itself into Sender and Reply-To, and a tag into the subject. Recipients are its
    matter only if the list is among what was added: that is not judged here.
    """
    if name in {"to", "cc"}:
        return False
    return all(_has_list(views[member]) for _, members in ordered for member in members) or all(
        _has_list(views[member]) for _, members in ordered[1:] for member in members
    )


def _has_list(one: View) -> bool:
    marks = {mark.kind for mark in one.copy.trace.route.marks}
    return RouteMarkKind.LIST in marks or bool(one.copy.message.named("list-id"))


def _one_recipient_each(
    name: str,
    ordered: Sequence[tuple[str, list[str]]],
    views: Mapping[str, View],
    found: Sequence[Witnessing],
) -> bool:
    """Mail merge: each delivery shows one recipient, each another one."""
    delivery = {member: at for at, witness in enumerate(found) for member in witness.members}
    if any(len({delivery.get(m, -1) for m in members}) > 1 for _, members in ordered):
        return False
    lists = [getattr(views[members[0]].copy.trace.identity, name) for _, members in ordered]
    return len(lists) > 1 and all(len(addresses) == 1 for addresses in lists)


def _body(
    path: str, texts: Mapping[str, str], views: Mapping[str, View], found: Sequence[Witnessing]
) -> Difference:
    ordered, majority = variants_of(texts, found)
    bodies = {
        sha: _part(views[members[0]], path) if sha else None
        for sha, members in ordered[:MAX_VARIANTS]
    }
    kind, reason = _judge_body([_text_of(part) for part in bodies.values()], ordered, views)
    first_text = _text_of(next(iter(bodies.values())))
    variants = tuple(
        Variant(
            value=_excerpt(bodies[sha], first_text, first=at == 0),
            sha256=sha,
            members=tuple(members),
        )
        for at, (sha, members) in enumerate(ordered[:MAX_VARIANTS])
    )
    first = set(ordered[0][1])
    return Difference(
        field=f"body {path}",
        kind=kind,
        expected=kind in _USUAL,
        members=tuple(member for member in texts if member not in first),
        reason=reason,
        variants=variants,
        texts=len(ordered),
        together=_together(ordered, texts, found),
        majority=majority,
    )


def _part(one: View, path: str) -> Part | None:
    return next((part for part in one.copy.message.parts if part.path == path), None)


def _text_of(part: Part | None) -> str | None:
    if part is None or not isinstance(part.text, str) or part.is_attachment:
        return None
    return body_text(part.text)


def _judge_body(
    texts: Sequence[str | None],
    ordered: Sequence[tuple[str, list[str]]],
    views: Mapping[str, View],
) -> tuple[DifferenceKind, Text]:
    if any(one is None for one in texts):
        return DifferenceKind.CONTENT, text("copies.body.other-part")
    known = [one for one in texts if one is not None]
    if len({" ".join(one.split()) for one in known}) == 1:
        return DifferenceKind.FORM, text("copies.body.white-space")
    if max(map(len, known)) <= MAX_LINKED and _same_but_links(known):
        return DifferenceKind.SERVICE, text("copies.body.links")
    shortest = min(known, key=len)
    if all(one.startswith(shortest) or shortest in one for one in known):
        others = [
            m
            for (_, members), one in zip(ordered, known, strict=False)
            if one != shortest
            for m in members
        ]
        if others and all(_has_list(views[member]) for member in others):
            return DifferenceKind.LIST, text("copies.body.list-text")
        return DifferenceKind.CONTENT, text("copies.body.text-more")
    return DifferenceKind.CONTENT, text("copies.body.differs")


def _same_but_links(texts: Sequence[str]) -> bool:
    return any(_REWRITTEN.search(one) for one in texts) and len(set(map(_plain_links, texts))) == 1


def _plain_links(one: str) -> str:
    """A text without line breaks, with every rewritten link as the link that it stands for."""
    return " ".join(_REWRITTEN.sub(_target, one).split())


def _target(found: re.Match[str]) -> str:
    from html import unescape
    from urllib.parse import unquote

    if found["safe"] is not None:
        return unquote(unescape(found["safe"]))
    if found["second"] is not None:
        return unquote(unescape(found["second"]).replace("-", "%").replace("_", "/"))
    return found["third"]


def _excerpt(part: Part | None, usual: str | None, *, first: bool) -> Value[str]:
    """The first line in which a text leaves the usual one, with what surrounds it."""
    if part is None:
        return State.ABSENT
    own = _text_of(part)
    if own is None:
        return f"{part.content_type}, {part.size} bytes, SHA-256 {part.sha256}"
    if usual is None or first:
        return shown(own)
    return shown(_from_first_difference(own, usual))


def _from_first_difference(own: str, usual: str) -> str:
    lines, other = own.split("\n"), usual.split("\n")
    at = next(
        (i for i, (a, b) in enumerate(zip(lines, other, strict=False)) if a != b),
        min(len(lines), len(other)),
    )
    return "\n".join(lines[max(0, at - 1) : at + 5])
