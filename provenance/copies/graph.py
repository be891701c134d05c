"""Routes of all copies as one directed graph, small enough to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from provenance.copies.records import Leg, RouteGraph, Stop
from provenance.copies.route import Trunk, key_of
from provenance.copies.view import View

if TYPE_CHECKING:
    import networkx

MAX_TERMINALS: Final = 14
"""So many receiving systems are drawn by name; the smaller ones stand together."""


def route_graph(views: Mapping[str, View], trunk: Trunk) -> RouteGraph:
    """Fold the routes: shared hosts one by one, what follows by operator, few copies together."""
    import networkx as nx

    graph: networkx.DiGraph[str] = nx.DiGraph()
    paths = {member: _path(one, trunk) for member, one in views.items()}
    ends: dict[str, int] = {}
    for path in paths.values():
        if path:
            ends[path[-1]] = ends.get(path[-1], 0) + 1
    drawn = set(sorted(ends, key=lambda end: (-ends[end], end))[:MAX_TERMINALS])
    for path in paths.values():
        shown = path if not path or path[-1] in drawn else [*path[:-1], "*"]
        for level, stop in enumerate(shown):
            _count(graph, stop, level)
        for one, other in pairwise(shown):
            if graph.has_edge(one, other):
                graph.edges[one, other]["copies"] += 1
            else:
                graph.add_edge(one, other, copies=1)
    levels = _levels(graph)
    stops = sorted(graph.nodes, key=lambda stop: (levels[stop], -graph.nodes[stop]["copies"], stop))
    return RouteGraph(
        stops=tuple(
            Stop(
                id=stop,
                label=stop.partition(":")[2] or stop,
                level=levels[stop],
                copies=graph.nodes[stop]["copies"],
            )
            for stop in stops
        ),
        legs=tuple(
            Leg(start=one, end=other, copies=graph.edges[one, other]["copies"])
            for one, other in sorted(graph.edges)
        ),
    )


def _count(graph: Any, stop: str, level: int) -> None:
    if stop in graph:
        graph.nodes[stop]["copies"] += 1
    else:
        graph.add_node(stop, copies=1, first=level)


def _levels(graph: Any) -> dict[str, int]:
    """Column of each stop: the longest way to it; where a way turns back, its first place."""
    import networkx as nx

    if not nx.is_directed_acyclic_graph(graph):
        return {stop: graph.nodes[stop]["first"] for stop in graph}
    levels: dict[str, int] = {}
    for stop in nx.lexicographical_topological_sort(graph):
        levels[stop] = max((levels[one] + 1 for one in graph.predecessors(stop)), default=0)
    return levels


def _path(one: View, trunk: Trunk) -> list[str]:
    """Stops of one copy: shared hosts, then one stop for each run of an operator's hosts."""
    shared = set(trunk.keys)
    last = max((at for at, hop in enumerate(one.hops) if key_of(hop) in shared), default=-1)
    path = [f"h:{hop.host}" for hop in one.hops[: last + 1] if hop.host and key_of(hop) in shared]
    for hop in one.hops[last + 1 :]:
        # A bare address names a machine inside the system before it, not a system of its own.
        stop = f"o:{hop.operator}" if hop.operator and ":" not in hop.operator else ""
        if stop and (not path or path[-1] != stop) and stop not in path:
            path.append(stop)
    return list(dict.fromkeys(path))
