"""A network as a drawing: strongest actors, heaviest ties, labels where there is room."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from detente.present import style
from detente.present.chart import Chart, counted, each, left_out, listed
from detente.present.evidence import Evidence, gather
from detente.present.layout import Places, labelled, places
from detente.present.network import NAMED, Network

_MOST_NODES, _MOST_EDGES = 150, 160
_PHONE_NODES, _PHONE_EDGES = 24, 48
_WIDTHS = (0.8, 1.6, 3.0, 5.0)
_SYMBOL = {"person": "circle", "state": "square"}
_WHAT = {
    "co-mention": "two actors in one sentence",
    "action": "actor to recipient, blue for cooperation, orange for conflict",
    "quote": "speaker to the actor spoken of",
}


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """Measures of one drawing, in pixels."""

    width: int
    height: int
    font: float
    labels: int
    largest: float
    """Diameter of the strongest actor."""


_WIDE = _Sheet(width=style.WIDE, height=620, font=12, labels=_MOST_NODES, largest=26)
_PHONE = _Sheet(width=style.PHONE, height=470, font=11, labels=24, largest=20)


def draw(network: Network, *, seed: int = 1) -> Chart:
    """Drawing of a network; every actor and every tie opens its sentences."""
    shown = _drawable(network, min(network.top, _MOST_NODES), _MOST_EDGES)
    phone = _drawable(network, _PHONE_NODES, _PHONE_EDGES)
    return Chart(
        figure=_figure(shown, _WIDE, seed),
        phone=_figure(phone, _PHONE, seed),
        evidence=_evidence(shown),
        caption=_caption(shown),
        alt=_alt(shown),
        table=shown.edges,
    )


def _drawable(network: Network, most_nodes: int, most_edges: int) -> Network:
    """The strongest actors with the heaviest ties, and at least each actor's heaviest one."""
    shown = network.backbone() if len(network.nodes) > _MOST_NODES else network
    strong = set(shown.nodes["actor_id"].head(most_nodes))
    edges = shown.edges
    edges = edges[edges["source"].isin(strong) & edges["target"].isin(strong)]
    first = ~edges["source"].duplicated() | ~edges["target"].duplicated()
    kept = edges[first | (edges.reset_index().index < most_edges)]
    held = len(set(kept["source"]) | set(kept["target"]))
    lost = {
        counted(len(shown.nodes) - held, "weaker actor"): len(shown.nodes) - held,
        counted(len(shown.edges) - len(kept), "weaker tie"): len(shown.edges) - len(kept),
    }
    why = " and ".join(words for words, number in lost.items() if number)
    return shown.cut(kept, why) if why else shown


def _figure(network: Network, sheet: _Sheet, seed: int) -> go.Figure:
    pad = sheet.largest + 8
    wide, high = sheet.width - 2 * pad, sheet.height - 2 * pad
    spots = places(network.nodes, network.edges, seed=seed)
    at = {actor: (pad + x * wide, pad + y * high) for actor, (x, y) in spots.items()}
    hidden = {"visible": False, "fixedrange": True}
    return style.figure(
        [*_lines(network, at), _middles(network, at), _dots(network, at, sheet)],
        height=sheet.height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        hoverdistance=16,
        xaxis=hidden | {"range": [0, sheet.width]},
        yaxis=hidden | {"range": [0, sheet.height]},
    )


def _lines(network: Network, at: Places) -> list[go.Scatter]:
    """Ties, one trace for each width and colour."""
    edges = network.edges
    most = max(edges["weight"].max() if len(edges) else 1, 1)
    groups: dict[tuple[float, str], list[Any]] = {}
    for edge in each(edges):
        width = _WIDTHS[min(int(len(_WIDTHS) * (edge.weight / most) ** 0.5), len(_WIDTHS) - 1)]
        groups.setdefault((width, _colour(edge.sign)), []).append(edge)
    return [
        go.Scatter(
            x=[x for e in group for x in (at[e.source][0], at[e.target][0], None)],
            y=[y for e in group for y in (at[e.source][1], at[e.target][1], None)],
            mode="lines",
            line={"width": width, "color": colour},
            opacity=0.45,
            hoverinfo="skip",
        )
        for (width, colour), group in sorted(groups.items())
    ]


def _colour(sign: float) -> str:
    if pd.isna(sign) or sign == 0:
        return style.GREY
    return style.COOPERATION if sign > 0 else style.CONFLICT


def _middles(network: Network, at: Places) -> go.Scatter:
    """A place to click on each tie; an arrow where ties have a direction."""
    share = 0.62 if network.directed else 0.5
    x, y, keys, hover = [], [], [], []
    names = dict(zip(network.nodes["actor_id"], network.nodes["label"], strict=True))
    for edge in each(network.edges):
        (x0, y0), (x1, y1) = at[edge.source], at[edge.target]
        # The arrow takes its angle from the point before it, which is not drawn.
        x += [None, round(x0, 1), round(x0 + share * (x1 - x0), 1)]
        y += [None, round(y0, 1), round(y0 + share * (y1 - y0), 1)]
        keys += [None, None, [_edge_key(edge)]]
        hover += ["", "", _edge_hover(edge, names, network)]
    arrows = network.directed
    colours = [colour for edge in each(network.edges) for colour in [_colour(edge.sign)] * 3]
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        customdata=keys,
        hoverinfo="text",
        hovertext=hover,
        marker={
            "size": [0, 0, 11 if arrows else 14] * len(network.edges),
            "symbol": "arrow" if arrows else "circle",
            "angleref": "previous" if arrows else "up",
            "color": colours,
            "opacity": 0.85 if arrows else 0,
            "line": {"width": 0},
        },
    )


def _dots(network: Network, at: Places, sheet: _Sheet) -> go.Scatter:
    nodes = network.nodes
    most = max(nodes["strength"].max() if len(nodes) else 1, 1)
    sizes = [7 + (sheet.largest - 7) * (value / most) ** 0.5 for value in nodes["strength"]]
    middles = [at[actor] for actor in nodes["actor_id"]]
    boxes = [
        (x - s / 2, y - s / 2, x + s / 2, y + s / 2)
        for (x, y), s in zip(middles, sizes, strict=True)
    ]
    names = [name if place < sheet.labels else "" for place, name in enumerate(nodes["label"])]
    page = (0.0, 0.0, float(sheet.width), float(sheet.height))
    labels = labelled(boxes, names, size=sheet.font, page=page)
    signed = network.kind == "action"
    colours = [
        style.GREY if signed else style.COLOURS[min(c, len(style.COLOURS)) - 1]
        for c in nodes["community"]
    ]
    return go.Scatter(
        x=[round(x, 1) for x, _ in middles],
        y=[round(y, 1) for _, y in middles],
        mode="markers+text",
        text=[label for label, _ in labels],
        textposition=[side for _, side in labels],
        textfont={"size": sheet.font},
        cliponaxis=False,
        customdata=[[f"node:{actor}"] for actor in nodes["actor_id"]],
        hoverinfo="text",
        hovertext=[
            f"<b>{style.shown(n.label)}</b><br>{counted(n.degree, 'tie')}, strength {n.strength:,}"
            f"<br>betweenness {n.betweenness:.3f}, pagerank {n.pagerank:.3f}, "
            f"community {n.community}<br>{counted(n.mentions, 'mention')} "
            f"in {counted(n.articles, 'article')}"
            for n in each(nodes)
        ],
        marker={
            "size": [round(size, 1) for size in sizes],
            "color": colours,
            "symbol": [_SYMBOL.get(kind, "diamond") for kind in nodes["kind"]],
            "line": {"width": 1, "color": style.GUIDE},
            "opacity": 1,
        },
    )


def _edge_key(edge: Any) -> str:
    return f"edge:{edge.source}|{edge.target}"


def _edge_label(edge: Any, names: dict[str, str], network: Network) -> str:
    return f"{names[edge.source]} {'→' if network.directed else '–'} {names[edge.target]}"


def _edge_hover(edge: Any, names: dict[str, str], network: Network) -> str:
    sign = "" if pd.isna(edge.sign) else f"<br>conflict to cooperation {edge.sign:+.2f}"
    return (
        f"<b>{style.shown(_edge_label(edge, names, network))}</b><br>"
        f"{counted(edge.weight, 'sentence')} in {counted(edge.independent, 'independent report')} "
        f"({counted(edge.articles, 'article')}){sign}"
    )


def _evidence(network: Network) -> Evidence:
    names = dict(zip(network.nodes["actor_id"], network.nodes["label"], strict=True))
    ties = network.evidence.merge(network.edges[["source", "target"]])
    ties = ties.assign(key="edge:" + ties["source"] + "|" + ties["target"])
    ends = [ties.assign(key="node:" + ties[side]) for side in ("source", "target")]
    labels = {_edge_key(e): _edge_label(e, names, network) for e in each(network.edges)}
    labels |= {f"node:{actor}": name for actor, name in names.items()}
    mentions = network.corpus.table("mentions")
    drawn = mentions[mentions["actor_id"].isin(names) & mentions["kind"].isin(NAMED)]
    return gather(network.corpus, pd.concat([ties, *ends]), spans=drawn, labels=labels)


def _caption(network: Network) -> str:
    nodes, edges = len(network.nodes), len(network.edges)
    colours = "" if network.kind == "action" else "; colours communities"
    return (
        f"{counted(nodes, 'actor')} and {counted(edges, 'tie')} ({_WHAT[network.kind]}): wider "
        f"with more sentences, larger with more ties; circles are people, squares states, "
        f"diamonds bodies and alliances{colours}. "
        f"{left_out(dict.fromkeys(network.left_out, 1))}"
    )


def _alt(network: Network) -> str:
    names = dict(zip(network.nodes["actor_id"], network.nodes["label"], strict=True))
    ties = [
        f"{_edge_label(edge, names, network)} ({edge.weight})"
        for edge in each(network.edges.head(5))
    ]
    return (
        f"Network of {counted(len(names), 'actor')}, strongest {listed(list(names.values()))}. "
        f"Heaviest ties: {'; '.join(ties)}."
    )
