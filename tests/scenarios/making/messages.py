"""The message in dispute: as its sending system made and sealed it, and as copies were saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from tests.scenarios.making import identifiers as ids
from tests.scenarios.making import seal
from tests.scenarios.making.cast import ADDRESSES, DOMAIN, SUBJECT, chance, guid
from tests.scenarios.making.seal import Field
from tests.scenarios.making.world import World

TEXT = (
    "Dear all,\r\n\r\nour summer briefing takes place on Tuesday 9 June 2026 at 18:00 in the Long"
    " Room.\r\nDoors open at 17:30. Please let me know whether you will join us.\r\n\r\n"
    "Kind regards,\r\n{name}\r\nHarbour & Vale Ltd\r\n"
)
CHANGED = ("at 18:00", "at 08:00")
_SIGNED = ("From", "Sender", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
_TLS = "version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384"
READER = "anna.field@friend.example"
SECOND_READER = "rowan.lark@larkmail.example"
_CHINA = timezone(timedelta(hours=8))


def message_id(world: World, name: str) -> str:
    """Message-ID of the message that a row calls ``name``; ``dispute`` is the one in question."""
    label = f"{world.label} {name}"
    kind = world.stack
    made = world.sent
    if kind == "fabricated":
        made -= timedelta(days=3)
    if kind in {"m365", "fabricated"}:
        tag = 0x9C if world.message.get("tag") is None else int(world.message["tag"])
        return ids.exchange_online(made, label, tag=tag)
    if kind == "google":
        return ids.google_mail(label)
    if kind == "coremail":
        clock = f"{ids.milliseconds(made):011x}"
        return f"{chance(label, 4).hex()}.{chance(label, 2).hex()}.{clock}.Coremail.info@{DOMAIN}"
    if kind == "postfix" and world.message.get("client") == "roundcube":
        return f"{chance(label).hex()}@{DOMAIN}"
    if kind in {"onprem", "hybrid"}:
        return f"{chance(label).hex()}@mbx1.{DOMAIN}"
    return f"{guid(label)}@{DOMAIN}"


def copies(world: World) -> dict[str, bytes]:
    """File name and bytes of every copy of the case."""
    wanted: Sequence[str] = world.message.get("copies") or ["first"]
    out: dict[str, bytes] = {}
    for index, kind in enumerate(wanted, 1):
        out[f"copy-{index}-{kind}.eml"] = _copy(world, kind)
    return out


def sent_size(world: World) -> int:
    """Octets of the message as it left the sending side."""
    return len(_assemble(*_STACKS[world.stack](world)))


def _copy(world: World, kind: str) -> bytes:
    fields, body = _STACKS[world.stack](world)
    if kind == "footer":
        return _assemble((*_list_lines(world), *_received_by_postfix(world, fields), *fields), body
                         + b"-- \r\nMembers list of the Long Room\r\n")  # fmt: skip
    if kind == "altered":
        body = body.replace(CHANGED[0].encode(), CHANGED[1].encode())
    edge = _received_by_google if kind == "second" else _received_by_postfix
    return _assemble((*edge(world, fields), *fields), body)


def _assemble(fields: Sequence[Field], body: bytes) -> bytes:
    head = "".join(f"{name}:{value}\r\n" for name, value in fields)
    return head.encode("utf-8") + b"\r\n" + body


# -- what the sending side writes --------------------------------------------------------------


def _content(world: World, *, kind: str = "") -> tuple[tuple[Field, ...], bytes]:
    """Fields from ``From`` down, and a plain body."""
    who = world.cast["account"]
    text = TEXT.format(name=who.name).encode("ascii")
    fields: list[Field] = [("From", f' "{who.name}" <{who.address}>')]
    if world.message.get("sender"):
        sender = world.cast[world.message["sender"]]
        fields.append(("Sender", f' "{sender.name}" <{sender.address}>'))
    people = ", ".join(f"Reader {n:02d} <reader.{n:02d}@friend.example>" for n in range(1, 13))
    fields += [
        ("To", f" {people.replace(', ', f',{chr(13)}{chr(10)}{chr(9)}')}"),
        ("Subject", f" {SUBJECT}"),
        ("Date", f" {format_datetime(world.sent)}"),
        ("Message-ID", f" <{message_id(world, 'dispute')}>"),
    ]
    if kind == "exchange":
        drafted = world.sent - timedelta(minutes=6)
        fields += [
            ("Thread-Topic", f" {SUBJECT}"),
            ("Thread-Index", f" {ids.thread_index(drafted, world.label)}"),
            ("Accept-Language", " en-GB, en-US"),
            ("Content-Language", " en-GB"),
            ("X-MS-Has-Attach", ""),
        ]
    if world.message.get("deferred"):
        fields.append(("Deferred-Delivery", f" {format_datetime(world.sent)}"))
    fields += [
        ("Content-Type", ' text/plain; charset="us-ascii"'),
        ("MIME-Version", " 1.0"),
    ]
    return tuple(fields), text


def _build(world: World) -> str:
    """A build of Exchange Online that was in use on the day."""
    day = f"{world.sent:%Y-%m}"
    return "15.20.9478" if day < "2026-03" else "15.20.9700" if day < "2026-05" else "15.20.9870"


def _at(moment: datetime) -> str:
    return format_datetime(moment)


def _m365(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world, kind="exchange")
    host, hub = (f"{name}.{ids.FOREST}" for name in (ids.MAILBOX_SERVER, ids.HUB_SERVER))
    arrived = world.sent + timedelta(milliseconds=600)
    network = ids.network_id(arrived, world.label)
    stamped: tuple[Field, ...] = (
        *fields,
        ("X-OriginatorOrg", f" {DOMAIN}"),
        ("X-MS-Exchange-CrossTenant-AuthAs", " Internal"),
        ("X-MS-Exchange-CrossTenant-AuthSource", f" {host}"),
        ("X-MS-Exchange-CrossTenant-Network-Message-Id", f" {network}"),
        (
            "X-MS-Exchange-CrossTenant-OriginalArrivalTime",
            f" {world.sent:%d %b %Y %H:%M:%S}.4021 (UTC)",
        ),
        ("X-MS-Exchange-CrossTenant-FromEntityHeader", " Hosted"),
        ("X-MS-Exchange-CrossTenant-id", f" {guid('tenant')}"),
    )
    lines: tuple[Field, ...] = (
        (
            "Received",
            (
                f" from {host} (2001:db8:4265:1a0::9) by\r\n {hub} (2001:db8:4265:11c::14) with"
                f" Microsoft\r\n SMTP Server ({_TLS}) id\r\n {_build(world)}.19;"
                f" {_at(world.sent + timedelta(seconds=1))}"
            ),
        ),
        (
            "Received",
            (
                f" from {host} ([fe80::8d1a:5be:41c7:9e02])\r\n by {host}"
                f"\r\n ([fe80::8d1a:5be:41c7:9e02%6]) with mapi id {_build(world)}.017;"
                f" {_at(world.sent)}"
            ),
        ),
    )
    sealed = seal.signature(stamped, body, domain=DOMAIN, selector="selector1", names=_SIGNED)
    return (sealed, *lines, *stamped), body


def _onprem(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world, kind="exchange")
    lines: tuple[Field, ...] = (
        (
            "Received",
            (
                f" from mbx1.{DOMAIN} (10.20.0.11) by hub1.{DOMAIN}\r\n (10.20.0.12) with"
                " Microsoft SMTP Server (version=TLS1_2,\r\n"
                " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1544.11;"
                f" {_at(world.sent + timedelta(seconds=1))}"
            ),
        ),
        (
            "Received",
            (
                f" from mbx1.{DOMAIN} ([10.20.0.11]) by mbx1.{DOMAIN}\r\n ([10.20.0.11]) with"
                f" mapi id 15.02.1544.011; {_at(world.sent)}"
            ),
        ),
    )
    sealed = seal.signature(fields, body, domain=DOMAIN, selector="selector1", names=_SIGNED)
    return (sealed, *lines, *fields), body


def _google(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world)
    line: Field = (
        "Received",
        (
            " by mail-lj1-f50.google.com with SMTP id"
            f" {chance(world.label, 12).hex()[:22]}.1\r\n        for <{READER}>;"
            f" {_at(world.sent + timedelta(seconds=1))}"
        ),
    )
    sealed = seal.signature(fields, body, domain=DOMAIN, selector="google", names=_SIGNED)
    gm: Field = ("X-Gm-Message-State", f" AOJu0Y{chance(world.label, 24).hex()}")
    return (line, sealed, gm, *fields), body


def _postfix(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world)
    who = world.cast["account"]
    address = ADDRESSES[world.message.get("from_ip", "office")]
    script = world.message.get("client") == "script"
    program: Field = (
        ("X-Mailer", " PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)")
        if script
        else ("User-Agent", " Roundcube Webmail/1.6.6")
    )
    peer = f"[{address}]" if script else "webmail.harbourvale.example"
    line: Field = (
        "Received",
        (
            f" from {peer} (unknown [{address if script else ADDRESSES['server']}])\r\n"
            f"\t(Authenticated sender: {who.address})\r\n\tby mail1.{DOMAIN} (Postfix) with ESMTPSA"
            f" id {queue_id(world, 'dispute')};\r\n\t{_at(world.sent)}"
        ),
    )
    whole = (*fields, program)
    sealed = seal.signature(whole, body, domain=DOMAIN, selector="mail2026", names=_SIGNED)
    return (sealed, line, *whole), body


def queue_id(world: World, name: str, moment: datetime | None = None) -> str:
    """Queue id at the organisation's own Postfix, the same in the header and in the log."""
    return ids.queue_id(moment or world.sent.replace(microsecond=318207), f"{world.label} {name}")


def _coremail(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world)
    line: Field = (
        "Received",
        (
            f" from info$harbourvale.example ( [{ADDRESSES['office']}] ) by\r\n"
            " ajax-webmail-front01 (Coremail) ;"
            f" {_at(world.sent.astimezone(_CHINA))} (GMT+08:00)"
        ),
    )
    whole = (
        *fields,
        ("X-Originating-IP", f" [{ADDRESSES['office']}]"),
        ("X-Priority", " 3"),
        ("X-Mailer", " Coremail Webmail Server Version XT5.0.14 build 20240304(1d1d1d1d)"),
        ("X-CM-TRANSID", f" {chance(world.label, 12).hex()}.1234W"),
    )
    sealed = seal.signature(whole, body, domain=DOMAIN, selector="mail2026", names=_SIGNED)
    return (sealed, line, *whole), body


def _spoof(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world)
    if world.message.get("through") == "relay":
        line = (
            f" from [10.20.0.77] (unknown [10.20.0.77])\r\n\tby mail1.{DOMAIN} (Postfix) with ESMTP"
            f" id {queue_id(world, 'dispute')};\r\n\t{_at(world.sent)}"
        )
    else:
        line = (
            " from [192.168.1.23] (unknown [198.51.100.180])\r\n"
            "\t(Authenticated sender: web18@parcelpost-hosting.example)\r\n"
            "\tby smtp4.parcelpost-hosting.example (Postfix) with ESMTPSA id"
            f" {ids.queue_id(world.sent, 'elsewhere')};\r\n\t{_at(world.sent)}"
        )
    mailer: Field = ("X-Mailer", " PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)")
    return (("Received", line), *fields, mailer), body


def _fabricated(world: World) -> tuple[tuple[Field, ...], bytes]:
    """Lines typed by hand, with the identifier of an older message and no seal."""
    fields, body = _content(world, kind="exchange")
    host = f"{ids.MAILBOX_SERVER}.{ids.FOREST}"
    line: Field = (
        "Received",
        (
            f" from {host} ([fe80::8d1a:5be:41c7:9e02])\r\n by {host}"
            "\r\n ([fe80::8d1a:5be:41c7:9e02%6]) with mapi id 15.20.9891.017;"
            f" {_at(world.sent)}"
        ),
    )
    return (line, *fields), body


def _service(world: World) -> tuple[tuple[Field, ...], bytes]:
    fields, body = _content(world)
    whole = (
        *fields,
        ("List-Unsubscribe", " <https://u.parcelpost-mailer.example/u/1>"),
        ("Feedback-ID", " 4411:harbourvale:parcelpost"),
        ("X-Mailer", " Parcelpost Mailer 4.2"),
        ("Precedence", " bulk"),
    )
    line: Field = (
        "Received",
        (
            " from app3.parcelpost-mailer.example (app3.parcelpost-mailer.example [203.0.113.141])"
            "\r\n\tby smtp9.parcelpost-mailer.example (Postfix) with ESMTP id"
            f" {ids.queue_id(world.sent, 'service')};\r\n\t{_at(world.sent)}"
        ),
    )
    seals = []
    for who in world.message.get("seals") or ["organisation", "service"]:
        domain = DOMAIN if who == "organisation" else "parcelpost-mailer.example"
        seals.append(seal.signature(whole, body, domain=domain, selector="pp1", names=_SIGNED))
    return (*seals, line, *whole), body


def _hybrid(world: World) -> tuple[tuple[Field, ...], bytes]:
    """A mailbox on premises; the provider takes the message in and seals it."""
    fields, body = _onprem(world)
    unsealed = [one for one in fields if one[0] != "DKIM-Signature"]
    hub = f"{ids.HUB_SERVER}.{ids.FOREST}"
    line: Field = (
        "Received",
        (
            f" from mail1.{DOMAIN} (203.0.113.25) by\r\n {hub} (2001:db8:4265:11c::14) with"
            f" Microsoft\r\n SMTP Server ({_TLS}) id\r\n {_build(world)}.19 via Frontend Transport;"
            f" {_at(world.sent + timedelta(seconds=2))}"
        ),
    )
    whole = (line, *unsealed, ("X-OriginatorOrg", f" {DOMAIN}"))
    sealed = seal.signature(whole, body, domain=DOMAIN, selector="selector1", names=_SIGNED)
    return (sealed, *whole), body


# -- what the receiving side writes ------------------------------------------------------------

_Peer = tuple[str, str, str]


def _peer(world: World) -> _Peer:
    """HELO, name and address of whoever hands the message to the receivers."""
    if world.stack in {"m365", "hybrid", "fabricated"}:
        name = "CWXP265CU008.outbound.protection.outlook.com"
        return name, "mail-ukwestazon11020101.outbound.protection.outlook.com", "198.51.100.101"
    if world.stack == "google":
        return "mail-lj1-f50.google.com", "mail-lj1-f50.google.com", "198.51.100.50"
    if world.stack == "spoof" and world.message.get("through") != "relay":
        name = "smtp4.parcelpost-hosting.example"
        return name, name, "203.0.113.77"
    if world.stack == "service":
        name = "smtp9.parcelpost-mailer.example"
        return name, name, "203.0.113.140"
    return f"mail1.{DOMAIN}", f"mail1.{DOMAIN}", "203.0.113.25"


def _results(world: World, fields: Sequence[Field]) -> tuple[str, str, str, str]:
    """DKIM, SPF and DMARC as an honest receiver finds them, and the reverse-path."""
    sealed = [value for name, value in fields if name == "DKIM-Signature"]
    domains = [value.partition("d=")[2].partition(";")[0] for value in sealed]
    path = world.cast["account"].address
    spf = "pass"
    if world.stack == "spoof" and world.message.get("through") != "relay":
        spf = "fail"
    if world.stack == "service":
        path = "b-4411@bounce.parcelpost-mailer.example"
    dkim = "\r\n".join(
        f"\tdkim=pass (2048-bit key) header.d={one} header.i=@{one};" for one in domains
    )
    aligned = DOMAIN in domains or (spf == "pass" and world.stack != "service")
    return dkim or "\tdkim=none;", spf, "pass" if aligned else "fail", path


def _received_by_postfix(world: World, fields: Sequence[Field]) -> tuple[Field, ...]:
    helo, name, address = _peer(world)
    dkim, spf, dmarc, path = _results(world, fields)
    at = world.sent + timedelta(seconds=4)
    return (
        ("Return-Path", f" <{path}>"),
        ("X-Original-To", f" {READER}"),
        ("Delivered-To", f" {READER}"),
        (
            "Received",
            (
                f" from {helo} ({name} [{address}])\r\n"
                "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
                "\t(No client certificate requested)\r\n\tby mx.friend.example (Postfix) with"
                f" ESMTPS id {ids.queue_id(at, world.label + ' friend')}\r\n"
                f"\tfor <{READER}>; {_at(at)}"
            ),
        ),
        (
            "Authentication-Results",
            (
                f" mx.friend.example;\r\n{dkim}\r\n\tspf={spf} smtp.mailfrom={path};\r\n"
                f"\tdmarc={dmarc} (p=quarantine) header.from={DOMAIN}"
            ),
        ),
    )


def _received_by_google(world: World, fields: Sequence[Field]) -> tuple[Field, ...]:
    helo, name, address = _peer(world)
    dkim, spf, dmarc, path = _results(world, fields)
    at = world.sent + timedelta(seconds=3)
    return (
        ("Delivered-To", f" {SECOND_READER}"),
        ("Return-Path", f" <{path}>"),
        (
            "Received",
            (
                f" from {helo} ({name}. [{address}])\r\n        by mx.google.com with ESMTPS id"
                f" {chance(world.label + ' mx', 16).hex()[:24]}.123\r\n"
                f"        for <{SECOND_READER}>\r\n"
                "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n"
                f"        {_at(at)}"
            ),
        ),
        (
            "Authentication-Results",
            (
                f" mx.google.com;\r\n{dkim.replace(chr(9), '       ')}\r\n       spf={spf}"
                f" smtp.mailfrom={path};\r\n       dmarc={dmarc} (p=QUARANTINE) "
                f"header.from={DOMAIN}"
            ),
        ),
    )


def _list_lines(world: World) -> tuple[Field, ...]:
    """Lines of a mailing list that took the message in and sent it out with a footer."""
    at = world.sent + timedelta(seconds=40)
    return (
        ("Return-Path", " <members-bounces@lists.friend.example>"),
        (
            "Received",
            (
                " from lists.friend.example (lists.friend.example [203.0.113.60])\r\n"
                f"\tby mx.oakhall.example (Postfix) with ESMTPS id"
                f" {ids.queue_id(at, world.label + ' list')}\r\n"
                f"\tfor <member@oakhall.example>; {_at(at)}"
            ),
        ),
        ("List-Id", " <members.lists.friend.example>"),
        ("List-Post", " <mailto:members@lists.friend.example>"),
        ("Precedence", " list"),
    )


_STACKS: dict[str, Callable[[World], tuple[tuple[Field, ...], bytes]]] = {
    "m365": _m365,
    "hybrid": _hybrid,
    "onprem": _onprem,
    "google": _google,
    "postfix": _postfix,
    "coremail": _coremail,
    "spoof": _spoof,
    "fabricated": _fabricated,
    "service": _service,
}
