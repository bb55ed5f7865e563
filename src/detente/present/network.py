"""Networks of actors: who is named with whom, who did what to whom, who speaks of whom.

Ties are counted from sentences, those of a copy group once; then measured; then drawn, with
labels that cover neither dots nor each other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import networkx as nx
import pandas as pd
import plotly.graph_objects as go
import rustworkx as rx

from detente.collect.corpus import Corpus
from detente.errors import ParameterError
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import Chart, each, left_out, listed, missing, opening, with_own
from detente.present.evidence import Evidence, gather, named
from detente.present.layout import Places, labelled, places
from detente.wording import counted

Kind = Literal["co-mention", "action", "quote"]
Level = Literal["all", "people", "states"]
SCALE = 10
"""Ends of the scale of actions, from conflict to cooperation: see `plover_types.csv`."""
_KIND_OF = {"people": "person", "states": "state"}
_ENDS = ["source", "target"]
_TIE = ["article_id", "sentence", *_ENDS, "sign"]
_EDGE = [*_ENDS, "weight", "independent", "articles", "sign"]
_NO_EDGE = {"source": str, "target": str, "weight": int, "independent": int, "articles": int}
_NODE = [
    "actor_id", "label", "kind", "country", "mentions", "articles", "degree", "strength",
    "betweenness", "pagerank", "community",
]  # fmt: skip
_MOST_NODES, _MOST_EDGES = 150, 160
_PHONE_NODES, _PHONE_EDGES = 24, 48
_WIDTHS = (0.8, 1.6, 3.0, 5.0)
_SYMBOL = {"person": "circle", "state": "square"}
_WHAT = {
    "co-mention": "two actors in one sentence",
    "action": "actor to recipient, blue for cooperation, orange for conflict",
    "quote": "speaker to the actor spoken of",
}
Ties = tuple[pd.DataFrame, tuple[str, ...]]
"""Rows article_id, sentence, source, target, sign; and what was left out, in words."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """Actors and the ties between them.

    `nodes` has, for each actor, mentions and articles; `degree` (number of ties) and `strength`
    (sum of their weights); `betweenness` (the share of shortest paths between two others that
    run through it: Freeman 1977, counted in steps, so that a heavy tie is not a long one);
    `pagerank` (how likely one is to be there when walking at random along ties, more often
    along heavy ones, and starting anew in 15 of 100 steps: Brin & Page 1998, an eigenvector
    measure that also holds in networks of several parts); and `community`, a number from 1 for
    the largest (groups with more weight inside than chance would give: modularity, found with
    the Louvain method of Blondel et al. 2008, with a fixed seed; another seed may move actors
    that stand between two groups).

    `edges` has source, target, `weight` (sentences, those of a copy group counted once),
    `independent` (copy groups), `articles` (with copies) and, for actions, `sign` (mean of
    the scale of its actions as a share, from -1 for armed attacks to 1).
    """

    kind: Kind
    """What a tie is."""
    nodes: pd.DataFrame
    """Actors, the strongest first."""
    edges: pd.DataFrame
    """Ties, the heaviest first: an edge table as networkx and Gephi read it."""
    evidence: pd.DataFrame
    """Sentences of the ties: source, target, article_id, sentence."""
    corpus: Corpus
    """Where the sentences are."""
    top: int
    """Most actors that are drawn."""
    left_out: tuple[str, ...]
    """What is not here, in words."""

    @property
    def directed(self) -> bool:
        """Whether a tie runs from source to target."""
        return self.kind != "co-mention"

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each actor, the strongest first."""
        return dict(zip(self.nodes["actor_id"], self.nodes["label"], strict=True))

    @cached_property
    def graph(self) -> Any:
        """The network in networkx (Graph, or DiGraph where ties have a direction)."""
        made = nx.DiGraph() if self.directed else nx.Graph()
        for node in self.nodes.to_dict("records"):
            facts = {str(k): v for k, v in node.items() if k != "actor_id"}
            made.add_node(node["actor_id"], **facts)
        for edge in self.edges.to_dict("records"):
            facts = {str(k): v for k, v in edge.items() if k not in ("source", "target")}
            made.add_edge(edge["source"], edge["target"], **facts)
        return made

    def backbone(self, alpha: float = 0.05) -> "Network":
        """The ties that are heavier than chance would make them for one of their two ends.

        The disparity filter of Serrano, Boguñá & Vespignani (PNAS 106, 2009): were the strength
        s of an actor spread at random over its k ties, one as heavy as w or heavier would come
        up with probability (1 - w/s)^(k - 1). A tie stays where this is below alpha for either
        end; an end with a single tie has nothing to say. Measures stay those of the network.
        """
        kept = self.edges[disparity(self.edges, directed=self.directed) < alpha]
        lost = len(self.edges) - len(kept)
        return self.cut(kept, f"{counted(lost, 'tie')} not in the backbone (alpha {alpha:g})")

    def cut(self, edges: pd.DataFrame, why: str) -> "Network":
        """The network with these ties alone, and the actors that they hold."""
        held = set(edges["source"]) | set(edges["target"])
        nodes = self.nodes[self.nodes["actor_id"].isin(held)]
        return replace(
            self,
            edges=edges.reset_index(drop=True),
            nodes=nodes.reset_index(drop=True),
            left_out=(*self.left_out, why),
        )

    def chart(self, *, seed: int = 1) -> Chart:
        """Node-link drawing of the `top` strongest actors (at most 150), with evidence."""
        return with_own(draw(self.with_copies(), seed=seed), lambda: draw(self, seed=seed))

    def with_copies(self) -> "Network":
        """The same ties with the sentences of every article counted, copies too."""
        rows = self.evidence.drop_duplicates([*_ENDS, "article_id", "sentence"])
        counts = rows.groupby(_ENDS).size().rename("weight").reset_index()
        edges = self.edges.drop(columns="weight").merge(counts, on=_ENDS, how="left")
        return replace(self, edges=_heaviest_first(edges)[list(self.edges.columns)])


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


def network(
    corpus: Corpus,
    *,
    kind: Kind = "co-mention",
    level: Level = "all",
    min_weight: int = 2,
    top: int = 60,
) -> Network:
    """Actors and ties of a corpus.

    A co-mention is two actors in one sentence, by name, role or metonym; an action runs from
    actor to recipient where the sentence says that it happened; a quote runs from the speaker
    to each actor of whom the quoted words speak.

    Parameters
    ----------
    level
        All actors, people only, or states only (a state by its own name or metonym).
    min_weight
        Least sentences of a tie, copies counted once.
    top
        Most actors to draw; measures are of the whole network.

    >>> detente.network(corpus, level="people").edges["source"].iloc[0]
    'joe-biden'
    """
    ties, lost = _ties(corpus, kind, level)
    edges = _edges(corpus, ties)
    weak = int((edges["weight"] < min_weight).sum())
    edges = edges[edges["weight"] >= min_weight].reset_index(drop=True)
    undecided = int(corpus.table("mentions")["actor_id"].isna().sum())
    few = f"of fewer than {min_weight} sentences"
    return Network(
        kind=kind,
        nodes=_nodes(edges, named(corpus), directed=kind != "co-mention"),
        edges=edges,
        evidence=ties,
        corpus=corpus,
        top=top,
        left_out=(*lost, *missing((undecided, "undecided mention", ""), (weak, "tie", few))),
    )


def edges_of(corpus: Corpus, kind: Kind) -> pd.DataFrame:
    """Every tie of a kind, however weak, as an edge table; without measures of the actors."""
    ties, _ = _ties(corpus, kind, "all")
    return _edges(corpus, ties)


def _ties(corpus: Corpus, kind: Kind, level: Level) -> Ties:
    """Sentences of the ties between actors of a level, and what was left out."""
    if kind not in _TIES:
        raise ParameterError(f"Kinds are {', '.join(_TIES)}.", parameter="kind")
    ties, lost = _TIES[kind](corpus)
    held = _held(ties["source"], level) & _held(ties["target"], level)
    return ties[held & (ties["source"] != ties["target"])], lost


def _held(actors: pd.Series, level: Level) -> pd.Series:
    if level == "all":
        return actors.notna()
    if level not in _KIND_OF:
        raise ParameterError(f"Levels are all, {', '.join(_KIND_OF)}.", parameter="level")
    kinds = {row.actor_id: row.kind for row in Reference.load().actor_rows.values()}
    return actors.map(kinds) == _KIND_OF[level]


def _co_mentions(corpus: Corpus) -> Ties:
    once = named(corpus)[["article_id", "sentence", "actor_id"]].drop_duplicates()
    pairs = once.merge(once, on=["article_id", "sentence"])
    pairs = pairs[pairs["actor_id_x"] < pairs["actor_id_y"]]
    names = {"actor_id_x": "source", "actor_id_y": "target"}
    demonyms = int((corpus.table("mentions")["kind"] == "demonym").sum())
    return pairs.rename(columns=names).assign(sign=math.nan), missing((demonyms, "demonym", ""))


def _actions(corpus: Corpus) -> Ties:
    actions = corpus.table("actions")
    known = actions[actions["actor_id"].notna() & actions["recipient_id"].notna()]
    done = known[known["modality"] == "happened"]
    names = {"actor_id": "source", "recipient_id": "target"}
    ties = done.rename(columns=names).assign(sign=done["scale"] / SCALE)
    lost = missing(
        (len(actions) - len(known), "action", "with an end that is no known actor"),
        (len(known) - len(done), "action", "planned, demanded, denied or supposed"),
    )
    return ties[_TIE], lost


def _quotes(corpus: Corpus) -> Ties:
    quotes = corpus.table("quotes")
    spoken = quotes[quotes["speaker_id"].notna()]
    ties = spoken.explode("about").dropna(subset=["about"])
    ties = ties.rename(columns={"speaker_id": "source", "about": "target"}).assign(sign=math.nan)
    return ties[_TIE], missing((len(quotes) - len(spoken), "quote", "with no known speaker"))


_TIES: dict[str, Callable[[Corpus], Ties]] = {
    "co-mention": _co_mentions,
    "action": _actions,
    "quote": _quotes,
}


def _edges(corpus: Corpus, ties: pd.DataFrame) -> pd.DataFrame:
    ties = ties.merge(corpus.articles[["article_id", "copy_group"]], on="article_id")
    if ties.empty:
        return pd.DataFrame({name: [] for name in _EDGE}).astype(_NO_EDGE)
    once = ties.drop_duplicates([*_ENDS, "article_id", "sentence"])
    of_article = once.groupby([*_ENDS, "copy_group", "article_id"]).size()
    # Of a copy group the article with most sentences counts: copies are often cut.
    weight = of_article.groupby([*_ENDS, "copy_group"]).max().groupby(_ENDS).sum()
    groups = ties.groupby(_ENDS)
    out = pd.DataFrame(
        {
            "weight": weight,
            "independent": groups["copy_group"].nunique(),
            "articles": groups["article_id"].nunique(),
            "sign": groups["sign"].mean().round(3),
        }
    ).reset_index()
    return _heaviest_first(out)


def _heaviest_first(edges: pd.DataFrame) -> pd.DataFrame:
    return edges.sort_values(["weight", *_ENDS], ascending=[False, True, True], ignore_index=True)


def _nodes(edges: pd.DataFrame, mentions: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    ids = sorted(set(edges["source"]) | set(edges["target"]))
    if not ids:
        return pd.DataFrame({name: [] for name in _NODE}).astype(dict.fromkeys(_NODE[:4], str))
    groups = mentions.groupby("actor_id")["article_id"]
    rows = [Reference.load().actor(actor_id) for actor_id in ids]
    out = pd.DataFrame({"actor_id": ids, "label": [row.name_en for row in rows]})
    out["kind"] = [row.kind for row in rows]
    out["country"] = [row.country or "" for row in rows]
    out["mentions"] = out["actor_id"].map(groups.size()).fillna(0).astype(int)
    out["articles"] = out["actor_id"].map(groups.nunique()).fillna(0).astype(int)
    out = out.join(measures(ids, edges, directed=directed))
    order = ["strength", "degree", "actor_id"]
    return out.sort_values(order, ascending=[False, False, True], ignore_index=True)[_NODE]


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
    lost = missing(
        (len(shown.nodes) - held, "weaker actor", ""),
        (len(shown.edges) - len(kept), "weaker tie", ""),
    )
    return shown.cut(kept, " and ".join(lost)) if lost else shown


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
    for edge in each(network.edges):
        (x0, y0), (x1, y1) = at[edge.source], at[edge.target]
        # The arrow takes its angle from the point before it, which is not drawn.
        x += [None, round(x0, 1), round(x0 + share * (x1 - x0), 1)]
        y += [None, round(y0, 1), round(y0 + share * (y1 - y0), 1)]
        keys += ["", "", _edge_key(edge)]
        hover += ["", "", _edge_hover(edge, network)]
    arrows = network.directed
    colours = [colour for edge in each(network.edges) for colour in [_colour(edge.sign)] * 3]
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        **opening(keys, hover),
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
        **opening("node:" + nodes["actor_id"], map(_node_hover, each(nodes))),
        marker={
            "size": [round(size, 1) for size in sizes],
            "color": colours,
            "symbol": [_SYMBOL.get(kind, "diamond") for kind in nodes["kind"]],
            "line": {"width": 1, "color": style.GUIDE},
            "opacity": 1,
        },
    )


def _node_hover(node: Any) -> str:
    return (
        f"<b>{style.shown(node.label)}</b><br>{counted(node.degree, 'tie')}, "
        f"strength {node.strength:,}<br>betweenness {node.betweenness:.3f}, "
        f"pagerank {node.pagerank:.3f}, community {node.community}<br>"
        f"{counted(node.mentions, 'mention')} in {counted(node.articles, 'article')}"
    )


def _edge_key(edge: Any) -> str:
    return f"edge:{edge.source}|{edge.target}"


def _edge_label(edge: Any, network: Network) -> str:
    arrow = "→" if network.directed else "–"
    return f"{network.names[edge.source]} {arrow} {network.names[edge.target]}"


def _edge_hover(edge: Any, network: Network) -> str:
    sign = "" if pd.isna(edge.sign) else f"<br>conflict to cooperation {edge.sign:+.2f}"
    return (
        f"<b>{style.shown(_edge_label(edge, network))}</b><br>"
        f"{counted(edge.weight, 'sentence')} in {counted(edge.independent, 'independent report')} "
        f"({counted(edge.articles, 'article')}){sign}"
    )


def _evidence(network: Network) -> Evidence:
    ties = network.evidence.merge(network.edges[["source", "target"]])
    ties = ties.assign(key="edge:" + ties["source"] + "|" + ties["target"])
    ends = [ties.assign(key="node:" + ties[side]) for side in ("source", "target")]
    labels = {_edge_key(e): _edge_label(e, network) for e in each(network.edges)}
    labels |= {f"node:{actor}": name for actor, name in network.names.items()}
    mentions = named(network.corpus)
    drawn = mentions[mentions["actor_id"].isin(network.names)]
    return gather(network.corpus, pd.concat([ties, *ends]), spans=drawn, labels=labels)


def _caption(network: Network) -> str:
    nodes, edges = len(network.nodes), len(network.edges)
    colours = "" if network.kind == "action" else "; colours communities"
    return (
        f"{counted(nodes, 'actor')} and {counted(edges, 'tie')} ({_WHAT[network.kind]}): wider "
        f"with more sentences, larger with more ties; circles are people, squares states, "
        f"diamonds bodies and alliances{colours}. "
        f"{left_out(network.left_out)}"
    )


def _alt(network: Network) -> str:
    names, heaviest = list(network.names.values()), each(network.edges.head(5))
    ties = [f"{_edge_label(edge, network)} ({edge.weight})" for edge in heaviest]
    strongest = f"Network of {counted(len(names), 'actor')}, strongest {listed(names)}."
    return f"{strongest} Heaviest ties: {'; '.join(ties)}."


def measures(ids: list[str], edges: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Degree, strength, betweenness, pagerank and community, one row an actor, in order."""
    number = {actor_id: place for place, actor_id in enumerate(ids)}
    ends = zip(edges["source"].map(number), edges["target"].map(number), strict=True)
    weighted = [(a, b, float(w)) for (a, b), w in zip(ends, edges["weight"], strict=True)]
    graph: Any = rx.PyDiGraph() if directed else rx.PyGraph()
    graph.add_nodes_from(ids)
    graph.add_edges_from(weighted)
    walk = graph if directed else graph.to_directed()
    # One thread: sums taken in another order would differ in the last digit.
    between = rx.betweenness_centrality(graph, parallel_threshold=len(ids) + 1)
    rank = rx.pagerank(walk, weight_fn=float, tol=1e-10, max_iter=500)
    both = [*((a, w) for a, _, w in weighted), *((b, w) for _, b, w in weighted)]
    sums = pd.DataFrame(both, columns=["node", "weight"]).groupby("node")["weight"]
    return pd.DataFrame(
        {
            "degree": sums.size(),
            "strength": sums.sum().astype(int),
            "betweenness": [round(between[i], 6) for i in range(len(ids))],
            "pagerank": [round(rank[i], 6) for i in range(len(ids))],
            "community": _communities(len(ids), weighted),
        }
    )


def disparity(edges: pd.DataFrame, *, directed: bool) -> pd.Series:
    """The probability that chance makes a tie as heavy, from the end where it is less likely."""
    if edges.empty:
        return pd.Series(index=edges.index, dtype=float)
    if directed:
        ends = [edges.groupby(side)["weight"].agg(["sum", "size"]) for side in edges.columns[:2]]
    else:
        both = pd.concat([edges["source"], edges["target"]])
        weights = pd.concat([edges["weight"], edges["weight"]])
        ends = [weights.groupby(both.to_numpy()).agg(["sum", "size"])] * 2
    odds = []
    for side, totals in zip(("source", "target"), ends, strict=True):
        s, k = (edges[side].map(totals[column]) for column in ("sum", "size"))
        odds.append(((1 - edges["weight"] / s) ** (k - 1)).where(k > 1, 1.0))
    return pd.concat(odds, axis=1).min(axis=1)


def _communities(size: int, weighted: list[tuple[int, int, float]]) -> list[int]:
    """Number of each node's community, 1 for the largest; the direction of ties is ignored."""
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    for a, b, weight in weighted:
        graph.add_edge(a, b, weight=weight + graph.get_edge_data(a, b, {"weight": 0})["weight"])
    found = nx.community.louvain_communities(graph, weight="weight", seed=1)
    ordered = sorted(found, key=lambda group: (-len(group), min(group)))
    of = {node: place for place, group in enumerate(ordered, 1) for node in group}
    return [of[node] for node in range(size)]
