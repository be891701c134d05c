"""The DMARC policy in recorded results, in every form that receivers write."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication.recorded_policy import recorded_policies
from provenance.basics import State, text
from provenance.trace import Property, ReportedResult, trace_message

CASES = [
    ("mx.friend.example; dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=a.example",
     ("reject", "none", "none")),
    ("mx.friend.example; dmarc=fail (p=quarantine dis=none) header.from=a.example",
     ("quarantine", None, "none")),
    ("spf=pass smtp.mailfrom=a.example; dmarc=fail action=oreject header.from=a.example",
     (None, None, "oreject")),
    ("mx.friend.example; dmarc=pass header.from=a.example policy.dmarc=reject",
     ("reject", None, None)),
    ("mx.friend.example; dmarc=pass (up=none sp2=x dispo=y) header.from=a.example", None),
    ("mx.friend.example; dkim=pass (p=REJECT) header.d=a.example", None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), CASES)
def test_every_form(value: str, expected: tuple[str | None, ...] | None, signing: Any) -> None:
    head = f"Authentication-Results: {value}\r\nFrom: x@a.example\r\n\r\n"
    found = recorded_policies(trace_message(signing.read(head.encode())).reported)
    if expected is None:
        assert found == ()
        return
    (one,) = found
    said = (one.policy, one.subdomains, one.disposition)
    assert tuple(None if isinstance(v, State) else v for v in said) == expected
    assert one.domain == "a.example"
    assert one.believed is False


@given(comment=st.text(max_size=300), value=st.text(max_size=80))
def test_nothing_raises(comment: str, value: str) -> None:
    one = ReportedResult(
        field=0,
        header="Authentication-Results",
        authserv_id="mx.example",
        method="dmarc",
        result="pass",
        properties=(Property(ptype="", name="action", value=value),),
        comments=(comment,),
        believed=False,
        why=text("t"),
    )
    assert len(recorded_policies((one,) * 3)) in {0, 3}
