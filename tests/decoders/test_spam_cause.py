"""Vade's cipher: what is written under it is read back; everything else is refused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from provenance.decoders.spam_cause import spam_cause


def encipher(clear: str) -> str:
    """Write octets under the cipher, with the first upper letter that leaves a lower-case one."""
    pairs: list[str] = []
    for place, octet in enumerate(clear.encode()):
        upper, other = next(
            (letter, chr(rest))
            for letter in "cdefgh"
            if 97 <= (rest := octet + 120 - ord(letter) - 16 * (ord(letter) - 103)) <= 122
        )
        pairs.append(upper + other if place % 2 else other + upper)
    return "".join(pairs)


HEAD = "Vade Retro 01.423.271#109 AS+AV Profile: X,Y; Bailout: 150; Ip=192.0.2.7"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7A), max_size=80))
def test_what_is_written_is_read_back(words: str) -> None:
    words = words.replace(",", "").replace("=", "")
    found = spam_cause(encipher(f"{HEAD}; Param=inet=192.0.2.7,helo={words},rcptto=a@b.example"))
    assert found == (
        HEAD,
        (("inet", "192.0.2.7"), ("helo", words), ("rcptto", "a@b.example")),
    )


def test_folding_and_a_cut_end() -> None:
    written = encipher(f"{HEAD}; Param=inet=192.0.2.7")
    folded = " ".join(written[at : at + 60] for at in range(0, len(written), 60))
    assert spam_cause(folded) == (HEAD, (("inet", "192.0.2.7"),))
    assert spam_cause(written[:-3]) == (HEAD, (("inet", "192.0.2"),))


@given(st.text(max_size=200) | st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=200))
def test_no_text_raises(value: str) -> None:
    found = spam_cause(value)
    assert found is None or found[0].startswith("Vade")
