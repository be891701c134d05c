"""What happens to honest copies on their ways makes none of them stand alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from provenance.authentication import Authentication, DkimResult, SignatureCheck
from provenance.basics import State
from provenance.copies import Copy, CopyComparison, CopyGroup, compare_copies
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import trace_message

AUTHOR = (
    "From: M. Carrow <msc@harbourvale.example>",
    "To: a@one.example, b@two.example, c@three.example",
    "Subject: {subject}",
    "Date: Thu, 14 May 2026 14:02:10 +0000",
    "Message-ID: <A1@mbx1.harbourvale.example>",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
)
TEXT = (
    "Please find the dates below.\r\n\r\nhttps://www.harbourvale.example/dates\r\n\r\nRegards\r\n"
)
OUT = (
    "Received: from pc.harbourvale.example (192.0.2.5) by mail1.harbourvale.example"
    " (Postfix) with ESMTPS id 4TRUNK00AA; Thu, 14 May 2026 14:02:11 +0000"
)


def postfix(system: str, number: int, second: int = 20) -> str:
    return (
        "Received: from mail1.harbourvale.example (mail1.harbourvale.example [203.0.113.25])"
        f" by mx.{system}.example (Postfix) with ESMTPS id 4EDGE{number:05d}"
        f" for <{number}@{system}.example>; Thu, 14 May 2026 14:02:{second:02d} +0000"
    )


def exchange(system: str, second: int) -> tuple[str, ...]:
    """Lines of Exchange: the identifier is its version, no transaction."""
    return (
        (
            f"Received: from edge.{system}.example (192.0.2.81) by mbx.{system}.example"
            " with Microsoft SMTP Server id 15.2.1544.4;"
            f" Thu, 14 May 2026 14:02:{second + 1:02d} +0000"
        ),
        (
            f"Received: from mail1.harbourvale.example (203.0.113.25) by edge.{system}.example"
            " (192.0.2.81) with Microsoft SMTP Server id 15.2.1544.4;"
            f" Thu, 14 May 2026 14:02:{second:02d} +0000"
        ),
    )


def message(
    *top: str, more: tuple[str, ...] = (), subject: str = "Dates", text: str = TEXT
) -> bytes:
    fields = [*top, OUT, *(line.format(subject=subject) for line in AUTHOR), *more]
    return ("\r\n".join(fields) + "\r\n\r\n" + text).encode()


def compared(
    *files: bytes,
    suppliers: tuple[str, ...] = (),
    passing: dict[int, tuple[str, ...]] | None = None,
) -> CopyComparison:
    copies = []
    for number, data in enumerate(files, 1):
        stream = MessageStream(name="file", data=data, body=True)
        one = read_message(stream, id=f"M{number}", evidence=f"E{number}")
        authentication = Authentication()
        names = (passing or {}).get(number)
        if names is not None:
            check = SimpleNamespace(
                result=DkimResult.PASS,
                key=SimpleNamespace(published_private=False),
                domain="harbourvale.example",
                covered_fields=tuple(f.index for f in one.fields if f.lname in names),
                body_signed=State.ABSENT,
                body_total=State.ABSENT,
            )
            authentication = replace(authentication, dkim=(cast("SignatureCheck", check),))
        copies.append(
            Copy(
                message=one,
                trace=trace_message(one),
                authentication=authentication,
                sha256=hashlib.sha256(data).hexdigest(),
                supplier=suppliers[number - 1] if suppliers else "",
            )
        )
    return compare_copies(copies)


def group(*files: bytes, **options: Any) -> CopyGroup:
    found = compared(*files, **options).groups
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("seconds", [(20, 20, 21), (20, 20, 20, 20, 20, 22), (20, 21, 22, 22)])
def test_colleagues_behind_one_exchange_system(seconds: tuple[int, ...]) -> None:
    files = [message(*exchange("one", second)) for second in seconds]
    # The mailbox of each recipient makes the bytes differ, as Delivered-To does elsewhere.
    files = [b"X-Row: %d\r\n" % n + data for n, data in enumerate(files)]
    assert group(*files).odd == ()


def test_colleagues_and_one_person_outside() -> None:
    files = [message(*exchange("one", 20 + n // 3)) for n in range(5)]
    files = [b"X-Row: %d\r\n" % n + data for n, data in enumerate(files)]
    assert group(*files, message(postfix("friend", 9))).odd == ()


def test_a_changed_time_of_a_line_that_two_systems_show_is_named() -> None:
    line = (
        "Received: from mbx1.harbourvale.example (192.0.2.21) by hub1.harbourvale.example"
        " (192.0.2.22) with Microsoft SMTP Server id 15.2.1544.4;"
        " Thu, 14 May 2026 14:02:%02d +0000"
    )
    files = [
        message(postfix(system, n), more=(line % (40 if n == 2 else 10),))
        for n, system in enumerate(("one", "two", "three", "four"))
    ]
    assert [(one.member, one.fields) for one in group(*files).odd] == [("M3", ("Received",))]


@pytest.mark.parametrize("present", [(1,), (1, 2), (3,)])
def test_a_field_that_is_not_known_here(present: tuple[int, ...]) -> None:
    """Receiving systems have gateways with fields of their own, which nobody can list."""
    files = [
        message(
            *(("X-Acme-Gateway: checked",) if number in present else ()),
            postfix(system, number),
        )
        for number, system in enumerate(("one", "two", "three"), 1)
    ]
    assert group(*files).odd == ()


@pytest.mark.parametrize(
    "subject",
    [
        "[EXTERNAL] Dates",
        "*****SPAM***** Dates",
        "{Spam?} Dates",
        "EXTERNAL: Dates",
        "[EXT] [SPAM] Dates",
        "***EXTERNAL*** Dates",
        "(EXTERN) Dates",
    ],
)
def test_a_tag_that_a_filter_puts_before_the_subject(subject: str) -> None:
    files = [message(postfix(system, n)) for n, system in enumerate(("one", "two"))]
    assert group(*files, message(postfix("three", 3), subject=subject)).odd == ()


@pytest.mark.parametrize(
    "subject", ["Re: Dates", "No Dates", "Dates 2", "(not) Dates", "*no* Dates"]
)
def test_another_subject_is_named(subject: str) -> None:
    files = [message(postfix(system, n)) for n, system in enumerate(("one", "two"))]
    found = group(*files, message(postfix("three", 3), subject=subject)).odd
    assert [(one.member, one.fields) for one in found] == [("M3", ("Subject",))]


SAFE = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.harbourvale.example%2Fdates&data=05"
DEFENCE = "https://urldefense.com/v3/__https://www.harbourvale.example/dates__;!!abc$"


@pytest.mark.parametrize("link", [SAFE, DEFENCE])
def test_links_that_a_filter_rewrites(link: str) -> None:
    files = [message(postfix(system, n)) for n, system in enumerate(("one", "two"))]
    text = TEXT.replace("https://www.harbourvale.example/dates", link)
    found = group(*files, message(postfix("three", 3), text=text))
    assert found.odd == ()
    assert [d.reason.id for d in found.differences if d.field == "body 1"] == ["copies.body.links"]


@pytest.mark.parametrize("link", ["https://evil.example/", SAFE.replace("dates", "other")])
def test_another_link_is_named(link: str) -> None:
    files = [message(postfix(system, n)) for n, system in enumerate(("one", "two"))]
    text = TEXT.replace("https://www.harbourvale.example/dates", link)
    assert [one.member for one in group(*files, message(postfix("three", 3), text=text)).odd] == [
        "M3"
    ]


def test_a_copy_with_a_verified_signature_is_not_the_odd_one() -> None:
    """Three copies of one holder, changed alike, do not outvote the one that is sealed."""
    changed = TEXT.replace("below", "above")
    files = [message(postfix("one", n), text=changed) for n in range(3)]
    sealed = ("from", "to", "subject", "date", "message-id")
    found = group(message(postfix("two", 9)), *files, passing={1: sealed})
    assert found.odd == ()
    (body,) = [d for d in found.differences if d.field == "body 1"]
    assert not body.majority
    assert {one.member for one in found.vouched} == {"M2", "M3", "M4"}


def test_a_signature_that_covers_something_else_protects_nothing() -> None:
    files = [message(postfix("one", n)) for n in range(3)]
    other = message(postfix("two", 9), subject="Other")
    found = group(other, *files, passing={1: ("from", "date")})
    assert [one.member for one in found.odd] == ["M1"]


@pytest.mark.parametrize(
    ("names", "independent"),
    [
        (("Ms Brown", "ms brown", "Ms  Brown."), 1),
        (("Ms Brown", "\uff2d\uff53 Brown", "MS BROWN"), 1),
        (("Ms Brown", "Mr Green", "Ms White"), 3),
        (("", "", ""), 0),
    ],
)
def test_a_supplier_counts_once_however_the_name_is_spelt(
    names: tuple[str, ...], independent: int
) -> None:
    files = [message(postfix(system, n)) for n, system in enumerate(("one", "two", "three"))]
    found = group(*files, suppliers=names)
    assert {one.independent for one in found.agreements} == {independent}


def test_a_mail_merge_with_one_copy_saved_twice() -> None:
    files = [
        message(postfix(system, n)).replace(
            AUTHOR[1].encode(), b"To: x@%s.example" % system.encode()
        )
        for n, system in enumerate(("one", "two", "three"))
    ]
    files.append(b"X-Mozilla-Status: 0001\r\n" + files[0])
    found = group(*files)
    assert found.odd == ()
    assert [d.kind.value for d in found.differences if d.field == "To"] == ["recipient"]


def test_letters_with_a_name_each_accuse_nobody() -> None:
    """Two readers of one name are no majority of sixty."""
    names = ["Anna", "Anna", *(f"Reader {n}" for n in range(58))]
    files = [message(postfix("one", n), text=f"Dear {name}\r\n") for n, name in enumerate(names)]
    found = group(*files)
    assert found.odd == ()
    (body,) = [d for d in found.differences if d.field == "body 1"]
    assert (body.texts, body.majority) == (59, False)


def test_copies_that_share_another_text_do_not_stand_alone() -> None:
    files = [message(postfix("one", n)) for n in range(4)]
    files += [message(postfix("two", n), text="Banner\r\n" + TEXT) for n in range(3)]
    files.append(message(postfix("three", 1), text="Other\r\n"))
    found = group(*files)
    assert [one.member for one in found.odd] == ["M8"]
    (body,) = [d for d in found.differences if d.field == "body 1"]
    assert body.together == ("M5", "M6", "M7")


def test_lines_are_weighed_by_deliveries_and_not_by_files() -> None:
    line = (
        "Received: from pc (192.0.2.9) by relay.example with SMTP id 4INSERTED0;"
        " Thu, 14 May 2026 14:02:10 +0000"
    )
    odd = message(postfix("three", 3)).replace(OUT.encode(), f"{OUT}\r\n{line}".encode())
    saved = [b"X-Mozilla-Status: 000%d\r\n" % n + odd for n in range(4)]
    found = group(message(postfix("one", 1)), message(postfix("two", 2)), *saved)
    assert found.of == 3
    (lines,) = [d for d in found.differences if d.field == "Received" and not d.expected]
    assert lines.members == ("M3", "M4", "M5", "M6")
    assert lines.majority
