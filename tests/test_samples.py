"""The sample messages: made again byte for byte, really signed, only reserved names."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SIGNED = (
    "mass-mailing-gmail.eml",
    "mass-mailing-postfix.eml",
    "forwarded-as-attachment.eml",
)
MADE = (*SIGNED, "mass-mailing-outlook.msg", "pasted-headers.txt", "spoof-outside.eml")
COLUMNS = "name type rcode data ttl asked_at server source dnssec rrsig"
DOCUMENTATION = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
# Google writes its machines' internal addresses in this form; they are nobody's Internet address.
INTERNAL = (
    *map(ipaddress.ip_network, ("10.0.0.0/8", "192.168.0.0/16", "fe80::/10", "2002:a00::/24")),
)


@pytest.fixture(scope="module")
def made(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the script once into a fresh folder."""
    out = tmp_path_factory.mktemp("made")
    subprocess.run(
        [sys.executable, str(samples / "make_samples.py"), "--out", str(out)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return out


@pytest.fixture(scope="module")
def txt(samples: Path) -> Callable[..., bytes | None]:
    """Answer TXT questions out of dns.jsonl, in the form that dkimpy asks them."""
    lines = (samples / "dns.jsonl").read_text("ascii").splitlines()
    data = {record["name"]: record["data"] for record in map(json.loads, lines)}

    def answer(name: bytes, timeout: int = 5) -> bytes | None:
        found = data.get(name.decode("ascii").rstrip("."))
        return found[0].encode("ascii") if found else None

    return answer


def test_making_them_again_gives_the_same_bytes(samples: Path, made: Path) -> None:
    names = sorted(path.name for path in made.iterdir())
    assert set(MADE) < set(names)
    different = [n for n in names if (made / n).read_bytes() != (samples / n).read_bytes()]
    assert different == []


def test_sources_name_every_sample_with_its_hash(samples: Path) -> None:
    entries = tomllib.loads((samples / "SOURCES.toml").read_text("ascii"))["file"]
    assert sorted(entry["name"] for entry in entries) == sorted((*MADE, "audit-log.csv"))
    for entry in entries:
        data = (samples / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["size"] == len(data)
        assert entry["licence"]
        assert entry["origin"]
        assert entry["how"]


@pytest.mark.parametrize("name", SIGNED)
def test_signatures_verify_with_another_implementation(
    samples: Path, txt: Callable[..., bytes | None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import dkim

    # dkimpy judges x= by the clock of today; the samples were sent in May 2026.
    monkeypatch.setattr("dkim.time.time", lambda: 1779300000.0)
    assert dkim.verify((samples / name).read_bytes(), dnsfunc=txt) is True


@pytest.mark.parametrize("name", SIGNED)
def test_one_changed_byte_of_the_body_is_noticed(
    samples: Path, txt: Callable[..., bytes | None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import dkim

    monkeypatch.setattr("dkim.time.time", lambda: 1779300000.0)
    data = (samples / name).read_bytes()
    head, empty, body = data.partition(b"\r\n\r\n")
    assert b"--" in body
    assert dkim.verify(head + empty + body.replace(b"a", b"e", 1), dnsfunc=txt) is False


def test_the_forwarded_copy_holds_the_first_copy_unchanged(samples: Path) -> None:
    inner = (samples / "mass-mailing-gmail.eml").read_bytes()
    outer = (samples / "forwarded-as-attachment.eml").read_bytes()
    assert outer.count(inner) == 1


def test_the_copies_share_what_the_sender_sealed(samples: Path) -> None:
    seal = re.compile(rb"DKIM-Signature: .*?\r\n b=[^\r]+\r\n", re.DOTALL)
    found = []
    for name in ("mass-mailing-gmail.eml", "mass-mailing-postfix.eml"):
        data = (samples / name).read_bytes()
        match = seal.search(data)
        assert match
        found.append(data[match.start() :])
    assert found[0] == found[1]
    assert found[0].count(b"@") >= 1500


def test_the_paste_lost_tabs_and_line_ends_only(samples: Path) -> None:
    paste = (samples / "pasted-headers.txt").read_bytes()
    assert b"\r" not in paste
    head = (samples / "mass-mailing-postfix.eml").read_bytes().partition(b"\r\n\r\n")[0]
    assert paste.split() == head.split()
    assert b"\n\t" in head
    assert b"\n\t" not in paste
    assert re.search(rb"\n [^ ]", paste)


def test_the_outlook_item_opens_in_olefile(samples: Path) -> None:
    import olefile

    with olefile.OleFileIO(str(samples / "mass-mailing-outlook.msg")) as item:
        assert item.parsing_issues == []

        def words(tag: str) -> str:
            stream: bytes = item.openstream(f"__substg1.0_{tag}001F").read()
            return stream.decode("utf-16-le")

        assert words("001A") == "IPM.Note"
        assert words("0037") == "Summer briefing"
        assert words("0C1F") == words("0065") == "msc@harbourvale.example"
        headers = words("007D")
        assert headers.endswith("\r\n\r\n")
        assert words("1035") in headers
        table = item.openstream("__properties_version1.0").read()
        assert (len(table) - 32) % 16 == 0
        storages = {path[0] for path in item.listdir() if path[0].startswith("__recip")}
        assert len(storages) == 1500
        assert not item.exists("__attach_version1.0_#00000000")


def test_the_outlook_item_opens_in_extract_msg(samples: Path) -> None:
    import extract_msg

    # The return type of openMsg is the base class; what we read belongs to its messages.
    item: Any = extract_msg.openMsg(
        str(samples / "mass-mailing-outlook.msg"), delayAttachments=True
    )
    with item:
        assert item.classType == "IPM.Note"
        assert item.subject == "Summer briefing"
        assert "msc@harbourvale.example" in item.sender
        assert item.headerText.startswith("Received: from ")
        assert item.date.isoformat() == "2026-05-14T14:02:10+00:00"
        assert "9 June 2026" in item.body
        assert item.props["0E060040"].value.isoformat().startswith("2026-05-14T14:02:16")


def test_every_internet_address_is_a_documentation_address(samples: Path) -> None:
    candidate = re.compile(rb"[\[(]([0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}|\d+\.\d+\.\d+\.\d+)")
    seen = set()
    for name in MADE:
        data = (samples / name).read_bytes()
        if name.endswith(".msg"):
            data = data.replace(b"\0", b"")
        for text in candidate.findall(data) + re.findall(
            rb"(?:is|client-ip=) ?(\d+(?:\.\d+){3})", data
        ):
            seen.add(ipaddress.ip_address(text.decode("ascii")))
    assert len(seen) >= 10
    foreign = [
        str(ip)
        for ip in sorted(seen, key=lambda ip: (ip.version, int(ip)))
        if not any(ip in net for net in (*DOCUMENTATION, *INTERNAL))
    ]
    assert foreign == []


def test_every_mailbox_is_at_a_reserved_name(samples: Path) -> None:
    for name in MADE:
        if name.endswith(".msg"):  # Streams stand side by side there; the test below opens them.
            continue
        data = (samples / name).read_bytes()
        found = set(re.findall(rb"@([A-Za-z0-9.-]+\.[A-Za-z]+)", data))
        assert found, name
        # Message-IDs end in the host name of the provider's form.
        others = {
            domain
            for domain in found
            if not domain.lower().endswith((b".example", b".outlook.com", b"mail.gmail.com"))
        }
        assert others == set(), name


def _check_message(message: dict[str, Any]) -> None:
    assert message["from"]
    assert message["visible_unique"] >= 1
    assert message["hops"] >= 2
    assert message["ladder"]["5"] == "ND"
    for entry in message["dkim"]:
        assert entry["header_signature"] in {"valid", "invalid", "not-testable"}


@pytest.mark.parametrize("name", MADE)
def test_expected_facts_are_complete(samples: Path, name: str) -> None:
    expected = json.loads((samples / f"{name}.expected.json").read_text("ascii"))
    assert expected["kind"] in {"eml", "msg", "pasted-headers"}
    assert expected["messages"]
    for message in expected["messages"]:
        _check_message(message)


def test_recorded_dns_has_the_form_of_the_contract(samples: Path) -> None:
    lines = (samples / "dns.jsonl").read_text("ascii").splitlines()
    names = []
    for record in map(json.loads, lines):
        assert " ".join(record) == COLUMNS
        assert record["rcode"] in {"NOERROR", "NXDOMAIN"}
        assert record["rcode"] == "NOERROR" or not record["data"]
        assert not record["name"].endswith(".")
        names.append((record["name"], record["type"]))
    assert names == sorted(set(names))
