"""DomainKeys signatures are named, never counted as DKIM."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from provenance.authentication import OfflineResolver, check
from provenance.authentication.historic import historic_signatures
from provenance.trace import trace_message

FIELD = b"DomainKey-Signature: a=rsa-sha1; q=dns; c=simple; s=s1; d=harbourvale.example; b=AA==\r\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_they_are_named_and_not_verified(count: int, signing: Any) -> None:
    message = signing.read(FIELD * count + signing.MESSAGE)
    told = historic_signatures(message)
    assert [dict(one.params) for one in told] == ([{"count": count}] if count else [])
    result = check(
        message,
        trace_message(message, receivers=()),
        OfflineResolver(),
        as_of=date(2026, 11, 22),
        cross_check=False,
    )
    assert result.dkim == ()
    assert [one for one in result.explanations if one in told] == list(told)
