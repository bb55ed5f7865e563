"""Measures of actors and ties in a network: what the columns of `Network` hold.

rustworkx counts paths and walks at every size: its figures are those of networkx (a test holds
that), and at 5,000 actors it needs seconds where networkx needs minutes.
"""

from typing import Any

import networkx as nx
import pandas as pd
import rustworkx as rx


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
