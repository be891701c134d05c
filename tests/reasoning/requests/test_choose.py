"""The system that took the message in decides what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from provenance.reasoning import Reasoning

HEAD = (
    "Received: from {by} ({by} [198.51.100.9])\r\n"
    "\tby mx.friend.example (Postfix) with ESMTP id 4AB12C3;\r\n"
    "\tThu, 14 May 2026 14:02:11 +0000\r\n"
    "{first}"
    "Message-ID: <1@a.example>\r\nFrom: msc@harbourvale.example\r\n\r\n"
)


@pytest.mark.parametrize(
    ("by", "first", "expected"),
    [
        (
            "smtp12.qiye.163.com",
            "from pc (unknown [203.0.113.7]) by smtp12.qiye.163.com (Coremail) with SMTP id x.1S2",
            {"netease-log", "netease-admin-log"},
        ),
        (
            "app-03.corp.example",
            "from pc (unknown [203.0.113.7]) by APP-03 (Coremail) with SMTP id x.1S2",
            {"coremail-log"},
        ),
        (
            "newxmesmtplogicsvr1.qq.com",
            "from pc ([203.0.113.7]) by newxmesmtplogicsvr1.qq.com (NewEsmtp) with SMTP id 8A1B2C",
            {"tencent-log"},
        ),
        (
            "smtp.aliyun-inc.com",
            "from pc(mailfrom:y@a.example fp:SMTPD_-VH) by smtp.aliyun-inc.com(127.0.0.1)",
            {"alibaba-log"},
        ),
        ("mail.example.org", "from pc by mail.example.org with ESMTPSA id 1", {"mail-log"}),
    ],
)
def test_each_service_has_its_own_log(
    analyse: Callable[..., Any],
    conclude: Callable[..., Reasoning],
    by: str,
    first: str,
    expected: set[str],
) -> None:
    received = f"Received: {first};\r\n\tThu, 14 May 2026 22:02:10 +0800\r\n"
    data = HEAD.format(by=by, first=received).encode()
    requests = conclude(analyse(data, receivers=("mx.friend.example",))).requests
    names = {one.record for one in requests}
    logs = {name for name in names if name.endswith("-log")} - {"web-mail-log"}
    assert logs == expected


def test_an_address_of_the_hand_in_is_asked_for_with_its_second(
    analyse: Callable[..., Any], conclude: Callable[..., Reasoning]
) -> None:
    line = (
        "Received: from [203.0.113.7] (pc.example [203.0.113.7]) (Authenticated sender: a)\r\n"
        "\tby mail.example.org (Postfix) with ESMTPSA id 4BB12C3;\r\n"
        "\tThu, 14 May 2026 14:02:10 +0000\r\n"
    )
    data = HEAD.format(by="mail.example.org", first=line).encode()
    requests = conclude(analyse(data, receivers=("mx.friend.example",))).requests
    assert "network-address" in {one.record for one in requests}
