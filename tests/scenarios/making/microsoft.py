"""Exports of Microsoft's systems: unified audit log, directory, Exchange servers, Windows."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from tests.scenarios.making import identifiers as ids
from tests.scenarios.making.cast import (
    ADDRESSES,
    AGENTS,
    DOMAIN,
    SUBJECT,
    chance,
    guid,
    number,
    stamp,
)
from tests.scenarios.making.messages import sent_size
from tests.scenarios.making.tables import File, table
from tests.scenarios.making.world import Row

_UAL = (
    "RunspaceId", "RecordType", "CreationDate", "UserIds", "Operations", "AuditData",
    "ResultIndex", "ResultCount", "Identity", "IsValid", "ObjectState",
)  # fmt: skip
_ITEM_TYPE = 2
_KINDS = {
    "UserLoggedIn": 15,
    "SoftDelete": 3,
    "MailItemsAccessed": 50,
    "New-InboxRule": 1,
    "Add-RecipientPermission": 1,
    "Reset user password.": 8,
}


def unified_audit_log(file: File) -> bytes:
    """``Search-UnifiedAuditLog | Export-Csv``: newest first, one record written twice."""
    told = [*file.rows(), *file.habit()]
    records = [(moment, _record(file, moment, row)) for moment, row in told]
    records += [(moment, _other(moment, who, label)) for moment, who, label in file.noise()]
    if file.spec.get("silent"):
        records = [one for one in records if one[1]["Operation"] != "Send"]
    cap = file.world.caps.get(file.name, 0)
    if cap:
        records += [(m, _other(m, w, label)) for m, w, label in file.noise(cap, after=True)]
    records.sort(key=lambda one: (one[0], one[1]["Id"]), reverse=True)
    if cap:
        records = records[:cap]
    elif len(records) > 20:
        records.insert(12, records[9])
    rows = []
    for index, (moment, record) in enumerate(records, 1):
        hour = moment.hour
        shown = f"{moment.month}/{moment.day}/{moment.year} {hour % 12 or 12}:{moment:%M:%S} "
        rows.append([
            guid(f"{file.label} runspace"), record["RecordType"],
            shown + ("PM" if hour > 11 else "AM"), record["UserId"], record["Operation"],
            json.dumps(record, separators=(",", ":")), index, len(records), record["Id"], "True",
            "Unchanged",
        ])  # fmt: skip
    return table(_UAL, rows)


def _base(moment: datetime, operation: str, user: str, label: str) -> dict[str, Any]:
    kind = _KINDS.get(operation, _ITEM_TYPE)
    return {
        "CreationTime": stamp(moment),
        "Id": guid(label),
        "Operation": operation,
        "OrganizationId": guid("tenant"),
        "RecordType": kind,
        "ResultStatus": "Succeeded",
        "UserKey": f"10032{number(user, 10**11):011d}",
        "UserType": 0,
        "Version": 1,
        "Workload": "AzureActiveDirectory" if kind in {8, 15} else "Exchange",
        "UserId": user,
    }


def _record(file: File, moment: datetime, row: Row) -> dict[str, Any]:
    operation = row["op"]
    who = file.who(row)
    label = f"{file.label} {row['t']} {operation} {row.get('mid', '')}"
    made = _base(moment, operation, who.address, label)
    named = row.get("ses", "")
    session = guid(f"{file.world.label} session {named}") if named not in {"", "none"} else ""
    info, agent = AGENTS[row.get("agent", "")]
    address = file.ip(row)
    if operation == "UserLoggedIn":
        port = 50000 + number(label, 9000)
        device = [{"Name": "OS", "Value": "Windows 10"}, {"Name": "SessionId", "Value": session}]
        if row.get("dev"):
            device += [{"Name": "Id", "Value": row["dev"]},
                       {"Name": "DisplayName", "Value": row["dev"]}]  # fmt: skip
        named_values = [{"Name": "UserAgent", "Value": agent}]
        return {**made, "ClientIP": f"{address}:{port}", "ExtendedProperties": named_values,
                "DeviceProperties": device}  # fmt: skip
    if operation == "Reset user password.":
        target = [{"ID": file.who(row, "for").address, "Type": 5}]
        return {**made, "ObjectId": file.who(row, "for").address, "Target": target}
    if operation in {"New-InboxRule", "Add-RecipientPermission"}:
        more = {"ClientIP": f"{address}:50100", **({"SessionId": session} if session else {})}
        return {**made, **_administration(file, row), **more}
    made |= {
        "ClientIP": address,
        "ClientIPAddress": address,
        "ClientInfoString": f"{info}{agent}" if info.startswith("Client=OWA") else info,
        "ExternalAccess": False,
        "InternalLogonType": 0,
        "LogonType": row.get("logon", 0),
        "MailboxGuid": guid(f"mailbox {file.who(row, 'box').address}"),
        "MailboxOwnerUPN": file.who(row, "box").address,
    }
    if session:
        made["SessionId"] = session
    if row.get("app", "none") != "none":
        made |= {"AppId": guid(f"app {row['app']}"), "ClientAppId": guid(f"app {row['app']}")}
    if operation == "MailItemsAccessed":
        return {
            **made,
            "OperationProperties": [
                {"Name": "MailAccessType", "Value": row["access"]},
                {"Name": "IsThrottled", "Value": "False"},
            ],
        }
    item = _item(file, row)
    return {**made, **({"AffectedItems": [item]} if operation == "SoftDelete" else {"Item": item})}


def _administration(file: File, row: Row) -> dict[str, Any]:
    if row["op"] == "New-InboxRule":
        pairs = {"Name": row["rule"], "From": "", "MoveToFolder": "RSS Feeds", "MarkAsRead": "True"}
        owner = file.who(row).address
        target = f"{owner}\\{row['rule']}"
    else:
        owner = file.who(row, "for").address
        trustee = file.who(row, "to").address
        pairs = {"Identity": owner, "Trustee": trustee, "AccessRights": row["right"]}
        target = owner
    values = [{"Name": name, "Value": value} for name, value in pairs.items()]
    return {"Parameters": values, "ObjectId": target, "MailboxOwnerUPN": owner}


def _item(file: File, row: Row) -> dict[str, Any]:
    if row.get("recall"):
        return {
            "InternetMessageId": file.mid({**row, "mid": "recall"}),
            "ItemClass": "IPM.Outlook.Recall",
            "Subject": f"Recall: {SUBJECT}",
        }
    return {
        "InternetMessageId": file.mid(row),
        "ParentFolder": {"Path": "\\Drafts"},
        "SizeInBytes": 71212 if row["mid"] == "dispute" else 4000 + number(str(row["mid"]), 900),
        "Subject": row.get("subject", SUBJECT),
    }


def _other(moment: datetime, who: str, label: str) -> dict[str, Any]:
    """An event of somebody who has nothing to do with the case, behind the same office address."""
    operation = ("Send", "Create", "MailItemsAccessed", "UserLoggedIn", "SoftDelete")[
        number(label + " op", 5)
    ]
    made = _base(moment, operation, f"{who}@{DOMAIN}", label)
    session = guid(f"session {who} {moment:%Y%m%d}")
    if operation == "UserLoggedIn":
        device = [{"Name": "SessionId", "Value": session}]
        return {**made, "ClientIP": f"{ADDRESSES['office']}:51000", "DeviceProperties": device}
    made |= {
        "ClientIP": ADDRESSES["office"],
        "ClientIPAddress": ADDRESSES["office"],
        "ClientInfoString": "Client=MSExchangeRPC",
        "InternalLogonType": 0,
        "LogonType": 0,
        "MailboxGuid": guid(f"mailbox {who}@{DOMAIN}"),
        "MailboxOwnerUPN": f"{who}@{DOMAIN}",
        "SessionId": session,
    }
    if operation == "MailItemsAccessed":
        return {**made, "OperationProperties": [{"Name": "MailAccessType", "Value": "Sync"}]}
    item = {
        "InternetMessageId": f"<{ids.exchange_online(moment, label, tag=0x11)}>",
        "Subject": f"Note {number(label, 900)}",
        "SizeInBytes": 3000 + number(label, 5000),
        "ParentFolder": {"Path": "\\Drafts"},
    }
    key = "AffectedItems" if operation == "SoftDelete" else "Item"
    return {**made, key: [item] if key == "AffectedItems" else item}


_BROWSERS = (("Edg/", "Edge 124.0.0"), ("Firefox/", "Firefox 125.0"))
_SIGN_IN = (
    "Date (UTC)", "Request ID", "Correlation ID", "User", "Username", "User ID", "User type",
    "Application", "Application ID", "Resource", "IP address", "Location", "Status",
    "Sign-in error code", "Failure reason", "Client app", "Device ID", "Browser",
    "Operating System", "Compliant", "Managed", "Join Type", "Authentication requirement",
    "User agent", "Session ID", "Unique token identifier",
)  # fmt: skip


def sign_ins(file: File) -> bytes:
    """Interactive sign-ins of the portal as CSV."""
    rows = []
    days = [(moment, row) for moment, row in file.habit() if row["op"] == "UserLoggedIn"]
    for moment, row in [*file.rows(), *days]:
        # A habit of the same day is another record: one id with two contents is a mark of editing.
        own = f"{row['t']} habit" if "op" in row else f"{row['t']}"
        session = guid(f"{file.world.label} session {row['ses']}") if row["ses"] != "none" else ""
        device = "" if row.get("dev", "none") == "none" else row["dev"]
        rows.append(_sign_in(file, moment, file.who(row).address, file.ip(row), own,
                             agent=AGENTS[row.get("agent", "")][1], device=device,
                             session=session, error=row.get("fail", 0),
                             place=row.get("country", "GB"), words=row))  # fmt: skip
    for moment, who, label in file.noise():
        rows.append(_sign_in(file, moment, f"{who}@{DOMAIN}", ADDRESSES["office"], label,
                             agent=AGENTS[""][1], device=f"PC-{number(who, 60) + 20}",
                             session=guid(f"session {who} {moment:%Y%m%d}"), error=0,
                             place="GB", words={}))  # fmt: skip
    return table(_SIGN_IN, sorted(rows, reverse=True))


def _client_words(agent: str) -> tuple[str, str, str, str]:
    """Application, client app, browser and system that belong to a user agent.

    The values of "Client app" are those of the sign-in logs (Microsoft Learn, signIn resource type:
    Browser, modern clients, and legacy ones as Exchange ActiveSync).
    """
    if "iPhone" in agent:
        return "Office 365 Exchange Online", "Exchange ActiveSync", "", "Ios"
    if agent.startswith("Microsoft Office"):
        return "Microsoft Office", "Mobile Apps and Desktop clients", "", "Windows 10"
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    return "Outlook web", "Browser", browser, "Windows 10"


def _sign_in(
    file: File, moment: datetime, user: str, address: str, label: str, *,
    agent: str, device: str, session: str, error: int, place: str, words: Row,
) -> list[object]:  # fmt: skip
    full = f"{file.label} {label}"
    app, client, browser, system = _client_words(agent)
    # A world may name words of its own: a row that speaks of two machines is a doubt to be found.
    app, system = words.get("app", app), words.get("os", system)
    return [
        f"{stamp(moment)}Z", guid(full), guid(full + " c"), user.partition("@")[0], user,
        guid(user), "Member", app, guid(f"app {app.lower()}"), "Office 365 Exchange Online",
        address, f"-, -, {place}", "Failure" if error else "Success", str(error),
        "Invalid username or password." if error else "Other.",
        client, device, browser, system,
        "true" if device else "false", "true" if device else "false",
        "Azure AD joined" if device else "", "Single-factor authentication", agent, session,
        guid(full + " token"),
    ]  # fmt: skip


_DIRECTORY = (
    "Date (UTC)", "CorrelationId", "Service", "Category", "Activity", "Result", "ResultReason",
    "ActorType", "ActorDisplayName", "ActorObjectId", "ActorUserPrincipalName", "IPAddress",
    "Target1Type", "Target1DisplayName", "Target1ObjectId", "Target1UserPrincipalName",
)  # fmt: skip


def directory(file: File) -> bytes:
    """Directory audit of the portal as CSV."""
    rows = []
    for moment, row in file.rows():
        actor = file.who(row)
        person = file.world.cast.get(row["for"])
        target = person.address if person else ""
        rows.append([
            f"{stamp(moment)}Z", guid(f"{file.label} {row['t']}"), "Core Directory",
            "UserManagement", row["op"], "success", "", "User", actor.name, guid(actor.address),
            actor.address, file.ip(row), "User" if person else "ServicePrincipal",
            person.name if person else row["for"], guid(target or row["for"]), target,
        ])  # fmt: skip
    for moment, who, label in file.noise():
        user = f"{who}@{DOMAIN}"
        rows.append([
            f"{stamp(moment)}Z", guid(label), "Core Directory", "UserManagement",
            "Update user", "success", "", "Application", "Directory sync", guid("sync"), "", "",
            "User", who, guid(user), user,
        ])  # fmt: skip
    return table(_DIRECTORY, sorted(rows, reverse=True))


def permissions(file: File) -> bytes:
    """``Get-RecipientPermission | Export-Csv``."""
    rows = [
        [file.who(row, "box").address, file.who(row, "to").address, "Allow", row["right"], "False"]
        for row in file.spec["rows"]
    ]
    names = ("Identity", "Trustee", "AccessControlType", "AccessRights", "Inherited")
    return table(names, rows)


def mailbox_audit(file: File) -> bytes:
    """``New-MailboxAuditLogSearch``: XML, in the server's own time."""
    events = []
    for moment, row in file.rows():
        who, owner = file.who(row), file.who(row, "box")
        events.append(
            (
                moment,
                _audited(
                    file,
                    moment,
                    row["op"],
                    row["logon"],
                    who.name,
                    owner.name,
                    row.get("subject", SUBJECT),
                    file.ip(row),
                ),
            )
        )
    for moment, other, label in file.noise():
        events.append((moment, _audited(file, moment, "FolderBind", "Delegate", other,
                                        "Front office", f"Note {number(label, 99)}",
                                        "10.20.0.90")))  # fmt: skip
    body = "".join(text for _, text in sorted(events))
    head = '<?xml version="1.0" encoding="utf-8"?>\n<SearchResults>\n'
    return f"{head}{body}</SearchResults>\n".encode()


def _audited(
    file: File, moment: datetime, operation: str, logon: str, who: str, owner: str, subject: str,
    address: str,
) -> str:  # fmt: skip
    shown = file.local(moment).replace(tzinfo=None).isoformat(timespec="microseconds")
    if file.zone:
        offset = file.local(moment).strftime("%z")
        shown += f"{offset[:3]}:{offset[3:]}"
    given = {
        "MailboxGuid": guid(f"mailbox {owner}"), "Owner": owner, "LastAccessed": shown,
        "Operation": operation, "OperationResult": "Succeeded", "LogonType": logon,
        "ClientInfoString": "Client=OWA", "ClientIPAddress": address,
        "LogonUserDisplayName": who,
    }  # fmt: skip
    words = " ".join(f"{name}={quoteattr(value)}" for name, value in given.items())
    return (
        f"  <Event {words}>\n    <SourceItems><Item Id={quoteattr(chance(shown + who, 6).hex())}"
        f' Subject={quoteattr(subject)} FolderPathName="\\Drafts"/></SourceItems>\n  </Event>\n'
    )


_TRACKING = (
    "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,"
    "source,event-id,internal-message-id,message-id,network-message-id,recipient-address,"
    "recipient-status,total-bytes,recipient-count,related-recipient-address,reference,"
    "message-subject,sender-address,return-path,message-info,directionality,tenant-id,"
    "original-client-ip,original-server-ip,custom-data"
)


def tracking(file: File) -> bytes:
    """Message tracking of an Exchange server."""
    lines = []
    for moment, row in file.rows():
        who = file.who(row)
        store = row["op"] == "SUBMIT"
        lines.append(_tracked(moment, "STOREDRIVER" if store else "SMTP", row["op"],
                              file.mid(row), SUBJECT, who.address,
                              file.ip(row) if store else "", size=sent_size(file.world),
                              people=12))  # fmt: skip
    for moment, other, label in file.noise():
        mid = f"<{chance(label).hex()}@mbx1.{DOMAIN}>"
        lines.append(_tracked(moment, "SMTP", "SEND", mid, f"Note {number(label, 900)}",
                              f"{other}@{DOMAIN}", ""))  # fmt: skip
    head = (
        "#Software: Microsoft Exchange Server\r\n#Version: 15.02.1544.011\r\n"
        f"#Log-type: Message Tracking Log\r\n#Date: {stamp(file.world.sent)}.000Z\r\n"
        f"#Fields: {_TRACKING}\r\n"
    )
    return (head + "".join(line + "\r\n" for line in sorted(lines))).encode()


def _tracked(
    moment: datetime, source: str, event: str, mid: str, subject: str, sender: str, client: str,
    *, size: int = 5120, people: int = 1,
) -> str:  # fmt: skip
    readers = ";".join(f"reader.{n:02d}@friend.example" for n in range(1, people + 1))
    shown = f"{stamp(moment)}.{number(mid + event, 1000):03d}Z"
    return ",".join((
        shown, "10.20.0.11", "mbx1", "10.20.0.12", "hub1", "", "", source, event,
        str(number(mid, 10**9)), mid, guid(mid), readers, "", str(size), str(people), "",
        "", subject, sender, sender, "", "Originating", "", client, "", "",
    ))  # fmt: skip


def iis(file: File) -> bytes:
    """IIS log of the web client's site."""
    lines = []
    for moment, row in file.rows():
        user = file.world.cast[row["user"]].local
        lines.append(_request(moment, row["uri"], f"HARBOURVALE\\{user}", file.ip(row)))
    for moment, who, _ in file.noise():
        lines.append(_request(moment, "/owa/", f"HARBOURVALE\\{who}", "10.20.0.90"))
    head = (
        "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
        f"#Date: {file.world.sent:%Y-%m-%d} 00:00:00\r\n#Fields: date time s-ip cs-method"
        " cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status"
        " sc-substatus sc-win32-status time-taken\r\n"
    )
    return (head + "".join(line + "\r\n" for line in sorted(lines))).encode()


def _request(moment: datetime, uri: str, user: str, address: str) -> str:
    return (
        f"{moment:%Y-%m-%d %H:%M:%S} 10.20.0.11 POST {uri} - 443 {user} {address}"
        " Mozilla/5.0+(Windows+NT+10.0) - 200 0 0 31"
    )


def _windows_events(file: File) -> list[tuple[datetime, str, dict[str, str]]]:
    """Moment, event id and named values, the machine's own traffic included."""
    found = []
    open_ids: dict[str, str] = {}
    for moment, row in sorted(file.rows(), key=lambda one: one[0]):
        user = file.world.cast[row["user"]].local
        if row["id"] == 4624 or user not in open_ids:
            # Each log-on has an id of its own, its log-off the same (Microsoft Learn, 4624).
            open_ids[user] = f"0x{number(f'{file.label}{user}{moment}', 1 << 24):x}"
        values = {"TargetUserName": user, "TargetDomainName": "HARBOURVALE",
                  "TargetLogonId": open_ids[user]}  # fmt: skip
        if "type" in row:
            values["LogonType"] = str(row["type"])
        found.append((moment, str(row["id"]), values))
    for moment, who, label in file.noise():
        service = number(label + " kind", 3) > 0
        values = {
            "TargetUserName": "SYSTEM" if service else who,
            "TargetDomainName": "NT AUTHORITY" if service else "HARBOURVALE",
            "TargetLogonId": "0x3e7" if service else f"0x{number(label, 1 << 24):x}",
            "LogonType": "5" if service else "3",
        }
        found.append((moment, "4624", values))
    return sorted(found, key=lambda one: (one[0], one[1], sorted(one[2].items())))


def windows_xml(file: File) -> bytes:
    """Security events of a workstation as event XML (UTC)."""
    host = f"{file.spec['host']}.{DOMAIN}"
    out = ['<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>']
    index = 2000
    for moment, event, values in _windows_events(file):
        # A log counts everything; an export of log-ons leaves most of its numbers out.
        index += 1 + number(f"{index} {event}", 900)
        ticks = number(f"{index} {event} ticks", 10_000_000)
        data = "".join(f'<Data Name="{name}">{value}</Data>' for name, value in values.items())
        out.append(
            '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
            '<Provider Name="Microsoft-Windows-Security-Auditing"/>'
            f'<EventID>{event}</EventID><TimeCreated SystemTime="{stamp(moment)}.{ticks:07d}Z"/>'
            f"<EventRecordID>{index}</EventRecordID><Channel>Security</Channel>"
            f"<Computer>{host}</Computer></System><EventData>{data}</EventData></Event>\n"
        )
    return "".join([*out, "</Events>\n"]).encode()


_TITLES = {
    "4624": "An account was successfully logged on.",
    "4634": "An account was logged off.",
    "4800": "The workstation was locked.",
    "4801": "The workstation was unlocked.",
}


def windows_table(file: File) -> bytes:
    """The Event Viewer's table, in the local time of the machine that exported."""
    rows = []
    for moment, event, values in reversed(_windows_events(file)):
        section = "New Logon" if event == "4624" else "Subject"
        prose = f"{_TITLES[event]}\r\n\r\n"
        if "LogonType" in values:
            prose += f"Logon Information:\r\n\tLogon Type:\t\t{values['LogonType']}\r\n\r\n"
        prose += (
            f"{section}:\r\n\tSecurity ID:\t\tS-1-5-21-1-2-3-1104\r\n"
            f"\tAccount Name:\t\t{values['TargetUserName']}\r\n"
            f"\tAccount Domain:\t\t{values['TargetDomainName']}\r\n"
            f"\tLogon ID:\t\t{values['TargetLogonId']}\r\n"
        )
        if event == "4624":
            prose += f"\r\nNetwork Information:\r\n\tWorkstation Name:\t{file.spec['host']}\r\n"
        shown = f"{file.local(moment):%d/%m/%Y %H:%M:%S}"
        rows.append(["Audit Success", shown, "Microsoft-Windows-Security-Auditing", event,
                     "Logon", prose])  # fmt: skip
    head = ("Keywords", "Date and Time", "Source", "Event ID", "Task Category")
    return table(head, rows)
