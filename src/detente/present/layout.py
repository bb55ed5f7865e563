"""Where the actors of a network stand in a drawing, and where their labels find room."""

from typing import Any

import networkx as nx
import pandas as pd

from detente.present import style
from detente.present.chart import each

Places = dict[str, tuple[float, float]]
Box = tuple[float, float, float, float]
Label = tuple[str, str]
_EVEN = 0.6  # share of ranks in places
_LONGEST = 230  # pixels of a label; the whole name is in the box that opens
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
}


def places(nodes: pd.DataFrame, edges: pd.DataFrame, *, seed: int) -> Places:
    """Places between 0 and 1: the largest connected part, and the others in a strip below."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(nodes["actor_id"]))
    for edge in each(edges):
        graph.add_edge(edge.source, edge.target, pull=edge.weight**0.5)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    if not parts:
        return {}
    others = len(graph) - len(parts[0])
    floor = min(max(others / len(graph), 0.12), 0.45) if others else 0.0
    found = _settled(graph.subgraph(parts[0]), (0.0, floor * 1.2, 1.0, 1.0), seed)
    x = 0.0
    for part in parts[1:]:
        wide = len(part) / others
        box = (x + wide * 0.1, 0.0, x + wide * 0.75, floor * 0.8)
        found |= _settled(graph.subgraph(part), box, seed)
        x += wide
    return found


def _settled(part: Any, box: Box, seed: int) -> Places:
    """A connected part in its box: force-directed (Fruchterman & Reingold 1991), with a seed."""
    inside = nx.Graph()
    inside.add_nodes_from(sorted(part))
    inside.add_edges_from(sorted(part.edges(data=True), key=lambda e: e[:2]))
    found = nx.spring_layout(
        inside, k=2.2 / len(part) ** 0.5, weight="pull", iterations=300, seed=seed, method="force"
    )
    out = pd.DataFrame.from_dict(found, orient="index", columns=["x", "y"])
    # Places mixed with ranks: a crowded middle opens up, and nobody stands far off.
    spread = (out - out.min()) / (out.max() - out.min()).replace(0, 1)
    even = (out.rank() - 1) / max(len(out) - 1, 1)
    mixed = spread * (1 - _EVEN) + even * _EVEN
    left, low, right, high = box
    return {
        str(actor): (round(left + x * (right - left), 4), round(low + y * (high - low), 4))
        for actor, x, y in mixed.itertuples()
    }


def labelled(boxes: list[Box], names: list[str], *, size: float, page: Box) -> list[Label]:
    """Label and side of each dot, in the order given; empty where all four sides are taken.

    Parameters
    ----------
    boxes
        What the dots cover, in pixels; names are the labels, in the same order.
    size
        Pixels of the font.
    page
        What no label may leave.
    """
    taken = list(boxes)
    labels = []
    for dot, name in zip(boxes, names, strict=True):
        label = style.shortened(name, size, _LONGEST)
        room = style.text_width(label, size), size * 1.25
        beside = {side: _beside(dot, room, way) for side, way in _SIDES.items()}
        free = [(side, box) for side, box in beside.items() if _free(box, taken, page)]
        labels.append((style.shown(label), free[0][0]) if free and name else ("", "top center"))
        taken += [free[0][1]] if free and name else []
    return labels


def _beside(dot: Box, room: tuple[float, float], way: tuple[int, int]) -> Box:
    left, low, right, high = dot
    wide, tall = room
    x = (left + right) / 2 + way[0] * ((right - left) / 2 + wide / 2 + 4)
    y = (low + high) / 2 + way[1] * ((high - low) / 2 + tall / 2 + 1)
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _free(box: Box, taken: list[Box], page: Box) -> bool:
    left, low, right, high = box
    if left < page[0] or low < page[1] or right > page[2] or high > page[3]:
        return False
    return not any(left < r and right > x and low < t and high > b for x, b, r, t in taken)
