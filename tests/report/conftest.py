"""A realistic report, built by hand: the rooms below are real, what was concluded is written here.

The story: a mass mailing that a Gmail recipient got from an Exchange Online sender. Names and
addresses are reserved ones (RFC 2606, RFC 5737).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from provenance.authentication import (
    Authentication,
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    DnsAnswer,
    DnsSource,
    EngineVerdict,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.basics import Interest, State, Where, text
from provenance.case import Case
from provenance.evidence import EvidenceItem, Exhibit, Kind, LineEnds, MessageStream, Unreadable
from provenance.message import Message, read_message
from provenance.origin import Mode, Origin, OriginFact
from provenance.reasoning import (
    AnalysedMessage,
    Badge,
    Code,
    Finding,
    FindingKind,
    Reasoning,
    Request,
    RuleSet,
    Rung,
)
from provenance.report import Report
from provenance.trace import AttestationClass, Trace, trace_message

RECIPIENTS = [f"reader{n:04d}@customers.example" for n in range(1, 121)]
TO = ",\r\n ".join(RECIPIENTS)
RAW = f"""\
Delivered-To: friend@recipients.example
Received: by 2002:a05:6402:1f0a:b0:5f3:9e1d:77aa with SMTP id dv10csp1234567edb;
        Thu, 14 May 2026 07:02:19 -0700 (PDT)
X-Received: by 2002:a17:907:d1a:b0:ad5:2b6c:31f2 with SMTP id gn26mr1234567ejc.12.1778767339012;
        Thu, 14 May 2026 07:02:19 -0700 (PDT)
Return-Path: <msc@harbourvale.example>
Received: from EUR05-DB8-obe.outbound.protection.outlook.com (mail-db8eur05on2071.outbound.\
protection.outlook.com. [192.0.2.71])
        by mx.google.com with ESMTPS id a640c23a62f3a-ad52b1si1234567866b.9.2026.05.14.07.02.18
        for <friend@recipients.example>
        (version=TLS1_2 cipher=ECDHE-ECDSA-AES128-GCM-SHA256 bits=128/128);
        Thu, 14 May 2026 07:02:18 -0700 (PDT)
Received-SPF: pass (google.com: domain of msc@harbourvale.example designates 192.0.2.71 as \
permitted sender) client-ip=192.0.2.71;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@harbourvale.example header.s=selector1 header.b=AbCdEfGh;
       spf=pass smtp.mailfrom=msc@harbourvale.example;
       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from=harbourvale.example
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=harbourvale.example; s=selector1;
 h=From:Date:Subject:Message-ID:Content-Type:MIME-Version:X-MS-Exchange-SenderADCheck;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789
Received: from AS8PR07MB7001.eurprd07.prod.outlook.com (2001:db8:a:1::17)
 by AS8PR07MB7002.eurprd07.prod.outlook.com (2001:db8:a:1::18) with Microsoft SMTP Server
 (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.8745.22; Thu, 14 May
 2026 14:02:15 +0000
Received: from AS8PR07MB7001.eurprd07.prod.outlook.com
 ([fe80::a1b2:c3d4:e5f6:7081]) by AS8PR07MB7001.eurprd07.prod.outlook.com
 ([fe80::a1b2:c3d4:e5f6:7081%4]) with mapi id 15.20.8745.020; Thu, 14 May 2026
 14:02:12 +0000
From: "M. Carrow" <msc@harbourvale.example>
To: {TO}
Subject: Summer briefing
Date: Thu, 14 May 2026 14:02:10 +0000
Message-ID: <AS8PR07MB7001A1B2C3D4E5F60718293A4B5C@AS8PR07MB7001.eurprd07.prod.outlook.com>
Accept-Language: en-GB
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_sep"

--=_sep
Content-Type: text/plain; charset=utf-8

Dear all,

Please find our summer dates below. The office is closed from 3 to 14 August.

Kind regards
M. Carrow
--=_sep
Content-Type: application/pdf; name="dates.pdf"
Content-Disposition: attachment; filename="dates.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQKJSVFT0YK
--=_sep--
"""


def crlf(words: str) -> bytes:
    """Return the text with CRLF line ends, as a message is transported."""
    return words.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def exhibit_of(raw: bytes, name: str = "summer briefing.eml", id_: str = "E1") -> Exhibit:
    item = EvidenceItem(
        id=id_,
        name=name,
        kind=Kind.EML,
        sha256=hashlib.sha256(raw).hexdigest(),
        sha512=hashlib.sha512(raw).hexdigest(),
        size=len(raw),
        line_ends=LineEnds(crlf=raw.count(b"\r\n")),
        obtained="Gmail, Download original",
        supplied_by="A. Friend",
        interest="independent",
    )
    return Exhibit(item=item, content=raw, stream=MessageStream(name="file", data=raw))


def where_of(message: Message, name: str) -> tuple[Where, ...]:
    """Return the places of all fields of a name."""
    return tuple(
        Where(
            evidence=message.evidence,
            stream=message.stream,
            locator=field.name,
            line_first=field.line_first,
            line_last=field.line_last,
            start=field.span.start,
            end=field.span.end,
            quote_sha256=hashlib.sha256(message.raw[field.span.start : field.span.end]).hexdigest(),
        )
        for field in message.named(name)
    )


def authentication_of(message: Message) -> Authentication:
    fields = message.named("DKIM-Signature")
    if not fields:
        return Authentication()
    signature = SignatureCheck(
        field=fields[0].index,
        header="DKIM-Signature",
        domain="harbourvale.example",
        selector="selector1",
        identity="@harbourvale.example",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=DkimResult.PASS,
        reason=DkimReason.VERIFIED,
        header_signature=HeaderSignature.VALID,
        body_hash=BodyHash.MATCH,
        key=Key(
            state=KeyState.FOUND,
            name="selector1._domainkey.harbourvale.example",
            record="v=DKIM1; k=rsa; p=MIIB",
            type="rsa",
            bits=2048,
            source="recorded",
            server="192.0.2.53",
            asked_at="2026-05-20T10:00:00Z",
        ),
        covered=("From", "Date", "Subject", "Message-ID", "Content-Type", "MIME-Version"),
        missing=("X-MS-Exchange-SenderADCheck",),
        uncovered=("To",),
        body_signed=371,
        body_total=371,
        engines=(
            EngineVerdict(
                name="dkimpy",
                version="1.1.8",
                header_signature=HeaderSignature.VALID,
                body_hash=BodyHash.MATCH,
            ),
        ),
    )
    why = text("report.dkim.reason.verified")
    return Authentication(
        dkim=(signature,),
        spf=(
            SpfCheck(
                identity="mailfrom",
                ip="192.0.2.71",
                domain="harbourvale.example",
                result="pass",
                dns_source="recorded",
                explanation=why,
            ),
        ),
        dmarc=(
            DmarcCheck(
                rfc=7489,
                domain="harbourvale.example",
                organisational_domain="harbourvale.example",
                policy="quarantine",
                aligned_by=("dkim:harbourvale.example",),
                result="pass",
                explanation=why,
            ),
        ),
        explanations=(why,),
    )


def origin_of() -> Origin:
    return Origin(
        account=OriginFact(value="msc@harbourvale.example", fields=(5,), strength=1),
        mode=Mode.UNKNOWN,
        client_name=OriginFact(value=State.ABSENT),
        client_family=State.ABSENT,
        ip=OriginFact(
            value=State.ABSENT,
            note=text("report.limit.1"),
            ask=text("report.limit.1"),
        ),
        ip_role="unknown",
        ip_class="none",
        protocol=OriginFact(value="mapi", fields=(11,), strength=1),
        server=OriginFact(
            value="AS8PR07MB7001.eurprd07.prod.outlook.com", fields=(11,), strength=1
        ),
        time=State.ABSENT,
        provider="Exchange Online",
        limits=(text("report.limit.1"),),
    )


def findings_of(message: Message) -> tuple[Finding, ...]:
    return (
        Finding(
            id="F-1",
            name="dkim.verified",
            kind=FindingKind.AUTHENTICATION,
            rung=1,
            statement=text("report.dkim.reason.verified"),
            attested_by=AttestationClass.SIGNED,
            where=where_of(message, "DKIM-Signature"),
            strength=2,
            group="dkim:1",
            message=message.id,
            interest=Interest.INDEPENDENT,
            assumptions=(text("report.limit.5"),),
            cautions=(text("report.limit.3"),),
        ),
        Finding(
            id="F-2",
            name="origin.account",
            kind=FindingKind.ORIGIN,
            rung=3,
            statement=text("report.limit.1"),
            attested_by=AttestationClass.CLIENT,
            where=where_of(message, "From"),
            strength=1,
            group="field:from",
            message=message.id,
        ),
        Finding(
            id="I-1",
            name="rule",
            kind=FindingKind.CLOCK,
            rung=0,
            statement=text("report.limit.7"),
            attested_by=AttestationClass.RECEIVER,
            where=where_of(message, "Date") + where_of(message, "Received")[:1],
            strength=0,
            group="clock",
            rule="timestamp.date-after-arrival",
            defeaters=(text("report.limit.6"),),
            against_interest=True,
        ),
    )


def ladder_of() -> tuple[Rung, ...]:
    answers = (
        (Code.ANSWERED, Badge.ANSWERED, "report.dkim.reason.verified", ("F-1",)),
        (Code.ANSWERED, Badge.RECORDED, "report.glossary.dkim.words", ("F-1",)),
        (Code.NOT_AVAILABLE, Badge.CLAIMED, "report.glossary.send-as.words", ("F-2",)),
        (Code.NOT_TESTED, Badge.NOT_TESTED, "report.limit.6", ()),
        (Code.NOT_DETERMINABLE, Badge.NOT_DETERMINABLE, "report.limit.1", ()),
    )
    return tuple(
        Rung(
            rung=number,
            question=text("report.first.default-question"),
            answer=text(answer),
            code=code,
            badge=badge,
            findings=findings,
            resolves_by=() if code is Code.ANSWERED else (text("report.limit.6"),),
        )
        for number, (code, badge, answer, findings) in enumerate(answers, 1)
    )


def analysed_of(raw: bytes, *, id_: str = "M1", evidence: str = "E1") -> AnalysedMessage:
    message = read_message(MessageStream(name="file", data=raw), id=id_, evidence=evidence)
    trace: Trace = trace_message(message, receivers=("mx.google.com",))
    return AnalysedMessage(
        message=message,
        trace=trace,
        authentication=authentication_of(message),
        origin=origin_of(),
    )


def build_report(raw: bytes | None = None, name: str = "summer briefing.eml") -> Report:
    """Build the report by hand over one message."""
    raw = crlf(RAW) if raw is None else raw
    analysed = analysed_of(raw)
    return Report(
        tool_version="0.1.0",
        as_of="2026-06-03",
        case=Case(
            id="HV-2026-001",
            title="Harbour & Vale Ltd",
            question="Who used the account to write “Summer briefing”?",
            timezone="Europe/London",
            prepared_by="Ms C",
        ),
        exhibits=(exhibit_of(raw, name),),
        unreadable=(
            Unreadable(
                name="letter.pdf",
                reason=text("report.state.unreadable"),
                remedy=text("report.limit.2"),
            ),
        ),
        messages=(analysed,),
        reasoning=Reasoning(
            findings=findings_of(analysed.message),
            ladder=ladder_of(),
            rules=RuleSet(version="2026.1", sha256="ab" * 32, count=3),
            requests=(
                Request(
                    what=text("report.glossary.audit-record.term"),
                    holder=text("report.glossary.sending-side.term"),
                    decides_rung=4,
                    wording=text("report.limit.6"),
                    usually_kept_days=180,
                    ask_by="2026-11-10",
                ),
                Request(
                    what=text("report.glossary.copy.term"),
                    holder=text("report.glossary.receiving-side.term"),
                    decides_rung=1,
                    wording=text("report.limit.2"),
                ),
            ),
        ),
        dns=(
            DnsAnswer(
                name="selector1._domainkey.harbourvale.example",
                type="TXT",
                rcode="NOERROR",
                data=("v=DKIM1; k=rsa; p=MIIB",),
                ttl=3600,
                asked_at="2026-05-20T10:00:00Z",
                server="192.0.2.53",
                source=DnsSource.RECORDED,
            ),
        ),
        dns_mode="answers",
        warnings=(text("report.limit.4"),),
        repeat=("provenance", "analyze", "summer briefing.eml", "--dns", "dns.jsonl"),
    )


@pytest.fixture(name="report", scope="session")
def _report() -> Report:
    return build_report()


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """Return the builder, for reports over hostile messages."""
    return build_report
