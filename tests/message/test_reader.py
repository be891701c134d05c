"""Reading a stream: pastes are marked, and heavy libraries stay unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import MessageStream, open_evidence
from provenance.message import DefectKind, read_message

SAMPLES = Path(__file__).parents[2] / "sample_messages"


def test_a_paste_says_what_was_read_around() -> None:
    data = b"Received: a\nby b\nMessage-ID: &lt;1@x.example&gt;\n"
    stream = MessageStream(name="file", data=data, body=False, repaired=True)
    message = read_message(stream, id="M2", evidence="E3")
    assert (message.id, message.evidence, message.stream) == ("M2", "E3", "file")
    assert message.repaired
    assert not message.body_available
    assert [note.id for note in message.notes] == [
        "message.note.repaired",
        "message.note.escaped-brackets",
    ]
    assert message.raw == data
    field = message.named("message-id")[0]
    assert field.value == "<1@x.example>"
    assert data[field.span.start : field.span.end] == b"Message-ID: &lt;1@x.example&gt;\n"
    assert [d.kind for d in message.defects] == [DefectKind.LOST_INDENTATION]


def test_a_pasted_block_reads_like_the_copy_it_was_made_from() -> None:
    """The sample paste has lost all indentation; its fields are those of the Postfix copy."""

    def fields(name: str) -> list[tuple[str, str]]:
        stream = open_evidence([SAMPLES / name]).exhibits[0].stream
        assert isinstance(stream, MessageStream)
        message = read_message(stream, id="M1", evidence="E1")
        return [(field.name, "".join(field.value.split())) for field in message.fields]

    original = fields("mass-mailing-postfix.eml")
    assert len(original) > 40
    assert fields("pasted-headers.txt") == original


@given(st.binary(max_size=200), st.booleans(), st.booleans())
def test_any_stream_is_read(data: bytes, body: bool, repaired: bool) -> None:
    stream = MessageStream(name="file", data=data, body=body, repaired=repaired)
    message = read_message(stream, id="M1", evidence="E1")
    assert message.header.start == 0
    assert message.header.end <= message.body.start <= message.body.end == len(data)
    assert message == read_message(stream, id="M1", evidence="E1")


def test_reading_loads_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from provenance.evidence import MessageStream\n"
        "from provenance.message import parse_addresses, read_message\n"
        "m = b'From: =?utf-8?Q?a?= <a@b.example>\\r\\nContent-Type: text/html\\r\\n\\r\\nx'\n"
        "read_message(MessageStream(name='file', data=m), id='M1', evidence='E1')\n"
        "heavy = {'email', 'olefile', 'extract_msg', 'rfc8785', 'logging', 'json', 'shutil'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert run.stdout.strip() == "[]"
