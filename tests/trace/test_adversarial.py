"""Header sections made to deceive, and odd ones that are genuine: boundary, classes, results."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenance.basics import State
from provenance.message import Message
from provenance.trace import Trace, Witness

Make = Callable[..., Trace]
TABLE = Path(__file__).parent.parent / "data" / "trace" / "adversarial.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["case"]
LETTERS = {
    Witness.RECEIVER: "R",
    Witness.INTERMEDIARY: "I",
    Witness.SENDER_SIDE: "S",
    Witness.CLAIM: "C",
}


def actual(
    case: dict[str, Any], made: Trace, message: Message
) -> dict[str, str | list[str] | dict[str, str]]:
    """What the program says, in the words of the table."""
    ip = made.route.boundary.ip
    classes: dict[str, str] = {}
    for name in case.get("classes", {}):
        classes[name] = "".join(
            made.attestations[field.index].cls.value for field in message.named(name)
        )
    return {
        "boundary": ip.value if isinstance(ip, State) else ip,
        "witnesses": "".join(LETTERS[hop.witness] for hop in reversed(made.route.hops)),
        "believed": [f"{one.method}={one.result}" for one in made.reported if one.believed],
        "classes": classes,
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_what_is_believed(
    case: dict[str, Any], trace: Make, message: Callable[[str], Message]
) -> None:
    made = trace(case["header"], *case.get("receivers", ()))
    expected = {name: case[name] for name in ("boundary", "witnesses", "believed")}
    expected["classes"] = case.get("classes", {})
    assert actual(case, made, message(case["header"])) == expected


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_trust_once_lost_never_returns_and_every_hop_gives_its_reason(
    case: dict[str, Any], trace: Make
) -> None:
    order = "RISC"
    made = trace(case["header"], *case.get("receivers", ()))
    ranks = [order.index(LETTERS[hop.witness]) for hop in reversed(made.route.hops)]
    assert ranks == sorted(ranks)
    assert all(hop.reason.id.startswith("trace.hop.") for hop in made.route.hops)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_nothing_typed_below_everything_else_moves_the_boundary(
    case: dict[str, Any], trace: Make
) -> None:
    """A line added at the oldest end changes neither boundary nor believed results."""
    receivers = case.get("receivers", ())
    made = trace(case["header"], *receivers)
    if isinstance(made.route.boundary.position, State):
        return
    ends = made.route.hops[0].witness is Witness.RECEIVER
    if ends and made.route.boundary.reason.id == "trace.boundary.oldest-line":
        return
    typed = (
        "Received: from pc.bank.example (pc.bank.example [198.51.100.77]) by mx.friend.example"
        " (Postfix) with ESMTPS id Z; Thu, 14 May 2026 14:00:00 +0000\n"
        "Authentication-Results: mx.friend.example; arc=pass\n"
    )
    header = case["header"].replace("From: ", typed + "From: ", 1)
    more = trace(header, *receivers)
    assert more.route.boundary.ip == made.route.boundary.ip
    assert [one.result for one in more.reported if one.believed] == [
        one.result for one in made.reported if one.believed
    ]
