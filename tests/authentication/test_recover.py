"""A lost key recovered: with small exponents everywhere, with large numbers where gmpy2 is."""

from __future__ import annotations

import hashlib
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.authentication import (
    DkimReason,
    DkimResult,
    HeaderSignature,
    SuppliedKeys,
    read_keys_file,
)
from provenance.authentication.changed import changed
from provenance.authentication.dkim import modulus, recover
from provenance.authentication.dkim.key import parse_key
from provenance.authentication.dkim.modulus import Equation, common_factor, without_small_factors
from provenance.authentication.dkim.recovered import Part, key_rows, part_in, rsa_record
from provenance.authentication.dkim.verify import Moments, verify_signatures
from provenance.authentication.recovery import Search, recover_keys
from provenance.basics import MisuseError
from provenance.evidence import open_evidence
from tests.authentication.sealing import PrivateKey, make_key, message

NAME = "s1._domainkey.harbourvale.example"
SMALL = make_key("small exponent", 3)
OTHER = make_key("another key", 3)
SEVENTEEN = make_key("exponent 17", 17)
QUICK = Search(exponents=(3, 17))
"""The same search without the exponent that needs gmpy2 and seconds."""


def put(folder: Path, *files: tuple[str, bytes]) -> Any:
    """Write files and open them as evidence."""
    folder.mkdir(exist_ok=True)
    for name, data in files:
        (folder / name).write_bytes(data)
    return open_evidence([folder / name for name, _ in files]).exhibits


def signed(key: PrivateKey, count: int, **more: Any) -> list[tuple[str, bytes]]:
    return [(f"m{number}.eml", message(key, number, **more)) for number in range(1, count + 1)]


@pytest.mark.parametrize("key", [SMALL, SEVENTEEN], ids=["e=3", "e=17"])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_key_of_undisputed_messages(key: PrivateKey, count: int, tmp_path: Path) -> None:
    (found,) = recover_keys(put(tmp_path, *signed(key, count)), search=QUICK)
    assert (found.name, found.modulus, found.exponent) == (NAME, key.n, key.e)
    assert len(found.used) == 2
    assert len(found.confirming) == count - 2
    assert found.unfit == ()
    assert found.pairs == 1


def test_large_numbers(tmp_path: Path) -> None:
    """A larger exponent takes gmpy2. 65,537 itself takes half a minute: see the measurements."""
    pytest.importorskip("gmpy2", reason="the extra `recover` is not installed")
    key = make_key("a larger exponent", 4099)
    (found,) = recover_keys(put(tmp_path, *signed(key, 3)), search=Search(exponents=(3, 17, key.e)))
    assert (found.modulus, found.exponent, len(found.confirming)) == (key.n, key.e, 1)


def test_the_usual_exponent_is_tried() -> None:
    assert modulus.EXPONENTS[-1] == 65537


@pytest.mark.parametrize("bad", [1, 2, 3])
def test_one_altered_message_does_not_spoil_it(bad: int, tmp_path: Path) -> None:
    files = signed(SMALL, 3)
    name, data = files[bad - 1]
    files[bad - 1] = (name, data.replace(b"15:02:08", b"16:02:08"))
    (found,) = recover_keys(put(tmp_path, *files), search=QUICK)
    assert found.modulus == SMALL.n
    assert [seal.file for seal in found.unfit] == [name]
    assert found.pairs <= 3


def test_a_run_of_altered_messages_spoils_few_pairs(tmp_path: Path) -> None:
    files = signed(SMALL, 9)
    for at in range(6):
        name, data = files[at]
        files[at] = (name, data.replace(b"15:02", b"16:02"))
    (found,) = recover_keys(put(tmp_path, *files), search=QUICK)
    assert found.modulus == SMALL.n
    assert found.pairs == 4
    assert [seal.file for seal in found.unfit] == [name for name, _ in files[:6]]


def test_intact_bodies_go_first(tmp_path: Path) -> None:
    """An altered body hints at an altered message: such a pair is tried last."""
    files = signed(SMALL, 4)
    for at in (0, 1):
        name, data = files[at]
        files[at] = (name, data.replace(b"Text", b"Test").replace(b"15:02", b"16:02"))
    (found,) = recover_keys(put(tmp_path, *files), search=QUICK)
    assert [seal.file for seal in found.used] == ["m3.eml", "m4.eml"]
    assert found.pairs == 1


def test_a_selector_that_had_two_keys_gives_both(tmp_path: Path) -> None:
    files = signed(SMALL, 2) + [(f"o{n}.eml", message(OTHER, 10 + n)) for n in range(2)]
    stranger = make_key("a third key", 3)
    files.append(("stranger.eml", message(stranger, 99)))
    first, second = recover_keys(put(tmp_path, *files), search=QUICK)
    assert {first.modulus, second.modulus} == {SMALL.n, OTHER.n}
    assert [seal.file for seal in first.unfit + second.unfit] == ["stranger.eml"]


def test_no_two_that_fit_give_no_key(tmp_path: Path) -> None:
    files = [("a.eml", message(SMALL, 1)), ("b.eml", message(OTHER, 2))]
    (found,) = recover_keys(put(tmp_path, *files), search=QUICK)
    assert found.modulus == 0
    assert {seal.file for seal in found.unfit} == {"a.eml", "b.eml"}


def test_the_work_is_bounded(tmp_path: Path) -> None:
    """Many messages that do not fit: no more common factors than the limit says."""
    files = [(f"m{n}.eml", message(make_key(f"own key {n}", 3), n)) for n in range(8)]
    calls: list[int] = []
    pytest.importorskip("gmpy2", reason="the extra `recover` is not installed")

    def counting(one: Equation, other: Equation, exponent: int) -> int:
        calls.append(exponent)
        return 1

    (found,) = recover_keys(put(tmp_path, *files), search=Search(factor=counting))
    assert found.pairs == recover.MAX_PAIRS
    assert len(calls) == recover.MAX_PAIRS * len(modulus.EXPONENTS)


def test_copies_of_one_message_count_once(tmp_path: Path) -> None:
    data = message(SMALL, 1)
    files = [("a.eml", data), ("b.eml", b"Received: from x by y\r\n" + data)]
    with pytest.raises(MisuseError, match="no two of these"):
        recover_keys(put(tmp_path, *files), search=QUICK)


def test_two_selectors_do_not_make_a_pair(tmp_path: Path) -> None:
    files = [("a.eml", message(SMALL, 1)), ("b.eml", message(SMALL, 2, selector="s2"))]
    with pytest.raises(MisuseError, match="same selector"):
        recover_keys(put(tmp_path, *files), search=QUICK)


def test_a_name_limits_it(tmp_path: Path) -> None:
    files = signed(SMALL, 2) + [(f"o{n}.eml", message(OTHER, n, selector="s2")) for n in (1, 2)]
    held = put(tmp_path, *files)
    assert [one.name for one in recover_keys(held, search=QUICK)] == [
        NAME,
        NAME.replace("s1", "s2"),
    ]
    (found,) = recover_keys(held, name="S2._domainkey.harbourvale.example.", search=QUICK)
    assert found.modulus == OTHER.n


DISPUTED = message(SMALL, 7)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (DISPUTED, "same SHA-256"),
        (b"Received: from x by y\r\n" + DISPUTED, "same Message-ID"),
        (DISPUTED.replace(b"<7@", b"<70@"), "very signature"),
        (message(OTHER, 7), "same Message-ID"),
    ],
    ids=["the file", "another copy", "another copy with another Message-ID", "sealed again"],
)
def test_the_disputed_message_is_refused(given: bytes, words: str, tmp_path: Path) -> None:
    held = put(tmp_path / "given", *signed(SMALL, 2), ("x.eml", given))
    disputed = put(tmp_path / "disputed", ("disputed.eml", DISPUTED))
    with pytest.raises(MisuseError) as caught:
        recover_keys(held, disputed, search=QUICK)
    assert words in caught.value.problem
    assert caught.value.place == "x.eml"
    assert recover_keys(held[:2], disputed, search=QUICK)[0].modulus == SMALL.n


def check_with(folder: Path, data: bytes, files: list[tuple[str, bytes]], signing: Any) -> Any:
    """Recover from ``files``, and verify ``data`` with the table that was written."""
    table = folder / "keys.tsv"
    table.write_bytes(key_rows(recover_keys(put(folder, *files), search=QUICK)))
    resolver = SuppliedKeys(read_keys_file(table))
    moments = Moments(delivered=None, as_of=date(2026, 11, 22))
    (check,) = verify_signatures(signing.read(data), resolver, moments)
    return check


def notes(check: Any) -> set[str]:
    return {note.id.removeprefix("authentication.dkim.") for note in check.notes}


def test_the_table_names_its_messages(tmp_path: Path, signing: Any) -> None:
    files = signed(SMALL, 3)
    check = check_with(tmp_path, DISPUTED, files, signing)
    key = check.key
    for name, data in files:
        assert f"{name} sha256:{hashlib.sha256(data).hexdigest()} header.b:" in key.server
    assert key.grade == "recovered"
    assert key.asked_at == "2026-05-14/2026-05-14 (t)"
    # 512 bits: the seal fits, and is too short to count; what the key shows is said all the same.
    assert check.header_signature is HeaderSignature.VALID
    assert check.reason is DkimReason.KEY_TOO_SHORT
    assert "note.key-recovered" in notes(check)


def test_days_of_both_kinds_make_one_range(tmp_path: Path, signing: Any) -> None:
    files = [
        ("a.eml", message(SMALL, 1, extra=" t=1600000000;")),
        ("b.eml", message(SMALL, 2, extra="")),
    ]
    check = check_with(tmp_path, DISPUTED, files, signing)
    assert check.key.asked_at == "2020-09-13/2026-05-14 (t, Date)"


def test_without_t_the_signed_date_dates_it(tmp_path: Path, signing: Any) -> None:
    check = check_with(tmp_path, DISPUTED, signed(SMALL, 2, extra=""), signing)
    assert check.key.asked_at == "2026-05-14/2026-05-14 (Date)"
    assert "confirmed by no further message" in check.key.server


@pytest.mark.parametrize("copy", [b"", b"Received: from x by y\r\n"], ids=["itself", "a copy"])
def test_a_key_from_the_message_itself_tests_nothing(
    copy: bytes, tmp_path: Path, signing: Any
) -> None:
    files = [*signed(SMALL, 1), ("x.eml", DISPUTED)]
    check = check_with(tmp_path, copy + DISPUTED, files, signing)
    assert check.header_signature is HeaderSignature.VALID
    assert (check.result, check.reason) == (
        DkimResult.NOT_TESTED,
        DkimReason.KEY_FROM_THIS_MESSAGE,
    )
    assert "reason.key-from-this-message" in notes(check)
    assert "note.key-recovered" not in notes(check)


def test_a_message_that_only_confirmed_is_said(tmp_path: Path, signing: Any) -> None:
    """Its key was computed without it: it counts, and where it was used is said."""
    files = [*signed(SMALL, 2), ("x.eml", DISPUTED)]
    check = check_with(tmp_path, DISPUTED, files, signing)
    assert check.reason is DkimReason.KEY_TOO_SHORT
    assert {"note.key-recovered", "note.key-recovered-among"} <= notes(check)


def test_an_altered_message_still_fails_with_a_key_of_its_own(tmp_path: Path, signing: Any) -> None:
    files = [*signed(SMALL, 1), ("x.eml", DISPUTED)]
    altered = DISPUTED.replace(b"15:02", b"16:02")
    check = check_with(tmp_path, altered, files, signing)
    assert check.reason is DkimReason.HEADER_SIGNATURE_MISMATCH


def test_a_hostile_file_name_stays_one_cell(tmp_path: Path) -> None:
    (found,) = recover_keys(put(tmp_path, *signed(SMALL, 2)), search=QUICK)
    odd = changed(found.used[0], file="a\tb\nc;d\u202e.eml")
    table = key_rows([changed(found, used=(odd, *found.used[1:]))])
    header, row, end = table.decode().split("\n")
    assert end == ""
    assert len(row.split("\t")) == len(header.split("\t"))
    assert "a_b_c_d_.eml" in row


def test_a_cofactor_is_removed_or_narrowed_away(tmp_path: Path) -> None:
    """Chance leaves a factor: a small one is divided out, a large one needs a third signature."""
    held = put(tmp_path, *signed(SMALL, 3))
    large = (1 << 61) - 1

    def with_cofactor(one: Equation, other: Equation, exponent: int) -> int:
        return common_factor(one, other, exponent) * 7**3 * large

    (found,) = recover_keys(held, search=Search(factor=with_cofactor, exponents=(3,)))
    assert found.modulus == SMALL.n
    assert len(found.used) == 3
    (short,) = recover_keys(held[:2], search=Search(factor=with_cofactor, exponents=(3,)))
    assert short.modulus == 0


@given(st.integers(min_value=1, max_value=1 << 300), st.integers(min_value=1, max_value=40))
def test_no_small_factor_is_left(number: int, power: int) -> None:
    left = without_small_factors(number * 2**power)
    assert left >= 1
    assert number * 2**power % left == 0
    assert all(left % prime for prime in (2, 3, 5, 7, 65537) if left > prime)


@given(
    st.integers(min_value=(1 << 511) + 1, max_value=(1 << 2048) - 1), st.sampled_from([3, 65537])
)
def test_a_record_reads_back(number: int, exponent: int) -> None:
    number |= 1  # a modulus is odd (RFC 8017 §3.1)
    parsed = parse_key(rsa_record(number, exponent))
    assert parsed.public is not None
    assert (parsed.public.modulus, parsed.public.exponent) == (number, exponent)


@settings(max_examples=50)
@given(st.text(max_size=200), st.binary(max_size=50), st.binary(max_size=50))
def test_other_sources_are_never_its_own(source: str, data: bytes, signature: bytes) -> None:
    assert part_in(source, data, signature) is Part.NONE
    assert part_in(f"recovered from {source}", data, signature) is Part.NONE


def test_the_library_writes_the_same_record(signing: Any) -> None:
    number = signing.private_key("rsa2048").public_key().public_numbers()
    assert rsa_record(number.n, number.e) == signing.key_record("rsa2048")


def test_without_gmpy2_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gmpy2", None)
    with pytest.raises(MisuseError) as caught:
        recover_keys(put(tmp_path, *signed(SMALL, 2)))
    assert "pip install" in caught.value.remedy


def test_unreadable_signatures_are_no_input(tmp_path: Path, signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(key="ed25519", algorithm="ed25519-sha256"))
    broken = message(SMALL, 1).replace(b"; b=", b"; b=!")
    with pytest.raises(MisuseError, match="no two of these"):
        recover_keys(put(tmp_path, ("a.eml", data), ("b.eml", broken), ("c.eml", b"No: mail\r\n")))
