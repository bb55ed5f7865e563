"""Measures, backbone and layout of made-up networks of 200 to 5,000 actors, against networkx.

    .venv/bin/python benchmarks/bench_network.py

Ties are drawn by preferential attachment, as in networks of names in news; weights are
heavy-tailed. All with a seed, so everybody measures the same networks.
"""

import random
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import pandas as pd

from detente.present.layout import places
from detente.present.network import disparity, measures

SIZES = (200, 1_000, 5_000)
SLOW = 1_000  # actors above which networkx is not asked for betweenness
DRAWN = 150
SAME = 1e-6


def main() -> None:
    print("actors   ties  measures s  networkx s  backbone s  layout of 150 s")
    for size in SIZES:
        edges = made_up(size)
        ids = sorted(set(edges["source"]) | set(edges["target"]))
        ours, table = timed(lambda: measures(ids, edges, directed=False))  # noqa: B023
        graph = nx.from_pandas_edgelist(edges, edge_attr="weight")
        theirs = "-"
        if size <= SLOW:
            seconds, expected = timed(lambda: nx.betweenness_centrality(graph))  # noqa: B023
            theirs = f"{seconds:.2f}"
            found = dict(zip(ids, table["betweenness"], strict=True))
            assert all(abs(found[i] - expected[i]) < SAME for i in ids)
        spine, _ = timed(lambda: disparity(edges, directed=False))  # noqa: B023
        drawing, _ = timed(lambda: places(*strongest(edges), seed=1))  # noqa: B023
        print(f"{size:6} {len(edges):6} {ours:11.2f} {theirs:>11} {spine:11.3f} {drawing:11.2f}")


def made_up(size: int) -> pd.DataFrame:
    """Edge table of a network of so many actors."""
    rng = random.Random(7)
    graph = nx.barabasi_albert_graph(size, 6, seed=7)
    rows = [(f"a{a:05}", f"a{b:05}", int(rng.paretovariate(1.1))) for a, b in graph.edges]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def strongest(edges: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The actors that would be drawn, and the ties among them."""
    both = pd.concat([edges["source"], edges["target"]]).value_counts()
    held = set(both.index[:DRAWN])
    inside = edges[edges["source"].isin(held) & edges["target"].isin(held)]
    return pd.DataFrame({"actor_id": sorted(held)}), inside


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
