"""The picture of the journey: runs inside one operator are folded, the table keeps them."""

from __future__ import annotations

import re
from pathlib import Path

import provenance.report
from provenance.copies import Leg, RouteGraph, Stop
from provenance.report.copies_map import copies_svg
from provenance.report.svg import journey_key, journey_svg
from provenance.trace import Route, parse_received
from provenance.trace.hops import build_route


def route(*hosts: str) -> Route:
    """Make a route whose newest line was written by the first host."""
    lines = []
    for number, (host, source) in enumerate(zip(hosts, (*hosts[1:], "a.example"), strict=True)):
        ip = "2603:10b6:806:31f::8" if "outlook.com" in source else "192.0.2.5"
        value = (
            f"from {source} ({ip}) by {host} ({ip}) with Microsoft SMTP Server id 15.20.6792.26;"
            f" Tue, 19 Sep 2023 18:36:{46 - number} +0000"
        )
        lines.append(parse_received(value, field=number))
    return build_route(tuple(lines))


INNER = tuple(f"SA3PR19MB737{number}.namprd19.prod.outlook.com" for number in range(6))


def test_inner_hops_of_one_operator_are_folded() -> None:
    made = route(*INNER)
    picture = str(journey_svg(made, id_="m"))
    assert len(made.hops) == 6
    assert "4 more handovers inside Microsoft" in picture
    assert INNER[0] in picture
    assert INNER[5] in picture
    assert INNER[2] not in picture


def test_a_short_run_and_other_hosts_stay_as_they_are() -> None:
    hosts = (*INNER[:3], "mx.a.example", "mx.b.example", "mx.c.example", "mx.d.example")
    picture = str(journey_svg(route(*hosts), id_="m"))
    assert "more steps" not in picture
    assert all(host in picture for host in hosts)


def test_the_boundary_is_never_folded() -> None:
    made = route(*INNER)
    position = made.boundary.position
    assert isinstance(position, int)
    writer = made.hops[position - 1].trace.by
    assert isinstance(writer, str)
    assert writer in str(journey_svg(made, id_="m"))


def test_dotted_links_are_explained_where_there_are_any() -> None:
    own = ("mx.b.example", "mx.c.example", "mx.d.example")
    for made in (route(*INNER), route(*own), route(own[0]), route(*own, *INNER), build_route(())):
        dotted = "rail weak" in str(journey_svg(made, id_="m"))
        assert ("report.map.key.weak" in {one.id for one in journey_key(made)}) is dotted


def test_words_of_a_picture_are_painted_once() -> None:
    """A seam around letters makes a browser print them twice: a PDF then holds them twice."""
    style = Path(provenance.report.__file__).parent / "templates" / "style.css"
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", style.read_text("utf-8"))
    seams = [name for name, body in rules if "text" in name and re.search(r"\bstroke\b", body)]
    assert seams == []


def test_words_below_a_stop_have_ground_of_their_own() -> None:
    stops = tuple(Stop(id=n, label=f"{n}.example", level=at, copies=2) for at, n in enumerate("ab"))
    graph = RouteGraph(stops=stops, legs=(Leg(start="a", end="b", copies=2),))
    picture = str(copies_svg(graph, id_="c"))
    assert picture.count('class="ground"') == picture.count("<text") == 4
    assert picture.index('class="leg"') < picture.index('class="ground"') < picture.index("<text")
