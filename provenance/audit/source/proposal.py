"""Proposes a column map out of a header row: for its user to correct, never used by itself.

Names are those that door systems, VPN gateways and consoles of mail providers write, in English,
German and Chinese; a column that none of them fits is left out.
"""

from __future__ import annotations

import json

from provenance.audit.readers.base import Export

_NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        "time", "timestamp", "date/time", "datetime", "date time", "date and time", "event time",
        "timestamp (local)", "time (local)", "time (utc)", "login time", "logon time", "start time",
        "zeit", "zeitpunkt", "zeitstempel", "datum/zeit", "datum/uhrzeit", "datum und uhrzeit",
        "anmeldezeit", "beginn", "buchungszeit",
        "时间", "日期时间", "登录时间", "操作时间", "发送时间",
        "发信时间", "开始时间", "刷卡时间", "時間", "登入時間",
    ),
    "date": ("date", "event date", "datum", "buchungsdatum", "日期"),
    "end": (
        "end time", "logout time", "disconnect time", "ende", "abmeldezeit", "结束时间", "退出时间",
    ),
    "account": (
        "account", "user", "username", "user name", "userid", "user id", "login", "benutzer",
        "benutzername", "konto", "anmeldename", "账号", "帐号", "帳號",
        "用户", "用户名", "邮箱", "邮箱账号",
        "登录账号", "操作账号",
    ),
    "person": (
        "person", "cardholder", "card holder", "name", "full name", "employee", "employee name",
        "karteninhaber", "mitarbeiter", "inhaber", "姓名", "员工", "员工姓名", "持卡人",
    ),
    "card": (
        "card", "card number", "card no", "badge", "badge id", "kartennummer", "ausweis",
        "ausweisnummer", "transponder", "卡号", "卡號",
    ),
    "place": (
        "place", "reader", "door", "door name", "location", "zone", "access point", "tür", "tuer",
        "leser", "ort", "standort", "zutrittspunkt", "门", "门禁点", "地点", "登录地点", "位置",
    ),
    "direction": ("direction", "in/out", "richtung", "kommen/gehen", "方向", "进出", "进/出"),
    "result": (
        "result", "status", "outcome", "access", "ergebnis", "zutritt", "结果", "状态", "登录状态",
        "登录结果", "投递状态",
    ),
    "action": (
        "action", "event", "event type", "operation", "aktion", "ereignis", "vorgang", "操作",
        "操作类型", "事件", "登录方式", "行为",
    ),
    "ip": (
        "ip", "ip address", "client ip", "source ip", "src ip", "remote ip", "remip", "public ip",
        "ip-adresse", "quell-ip", "ip地址", "登录ip", "客户端ip", "源ip", "ip位址",
    ),
    "ip_inside": (
        "assigned ip", "tunnel ip", "tunnelip", "virtual ip", "vpn ip", "zugewiesene ip", "虚拟ip",
    ),
    "user_agent": ("user agent", "useragent", "user-agent"),
    "client": (
        "client", "client type", "protocol", "programm", "protokoll", "客户端", "协议", "登录类型",
    ),
    "device": ("device", "device id", "device name", "gerät", "gerätename", "设备", "设备名称"),
    "host": ("host", "hostname", "computer", "workstation", "rechner", "主机", "主机名"),
    "session": ("session", "session id", "sitzung", "sitzungs-id", "会话", "会话id"),
    "id": ("id", "event id", "record id", "transaction id", "ereignis-id", "编号", "流水号"),
    "subject": ("subject", "betreff", "主题", "邮件主题", "主題"),
    "sender": ("sender", "from", "absender", "von", "发件人", "寄件人"),
    "recipients": ("recipient", "recipients", "to", "empfänger", "an", "收件人", "收件者"),
    "message_id": ("message id", "message-id", "nachrichten-id", "邮件id"),
}  # fmt: skip
_DOOR, _MAIL, _LOGIN = {"place", "direction", "card"}, {"subject", "recipients"}, {"ip", "account"}


def propose_map(export: Export) -> str:
    """Give a first map as YAML out of the header row, "" where no column holds a time."""
    if not export.delimiter:
        return ""
    found: dict[str, str] = {}
    for written, plain in zip(export.columns, export.names(), strict=True):
        name = next(
            (name for name, aliases in _NAMES.items() if plain.lstrip("\ufeff") in aliases), ""
        )
        if name and name not in found and written.strip():
            found[name] = written.strip()
    if not {"time", "date"}.intersection(found):
        return ""
    lines = [f"kind: {_kind(set(found))}"]
    lines += [f"{name}: {json.dumps(column, ensure_ascii=False)}" for name, column in found.items()]
    return "\n".join(lines) + "\n"


def _kind(names: set[str]) -> str:
    if len(names & _DOOR) >= 2 or ("place" in names and not names & {"ip", *_MAIL}):
        return "door"
    if "ip_inside" in names:
        return "vpn"
    if names & _MAIL:
        return "mail"
    return "login" if names >= _LOGIN else "other"
