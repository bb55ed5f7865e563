"""Networks of actors: who is named with whom, who did what to whom, who speaks of whom."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import networkx as nx
import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError
from detente.extract.reference import Reference
from detente.present.centrality import disparity, measures
from detente.present.chart import Chart, counted, with_own

Kind = Literal["co-mention", "action", "quote"]
Level = Literal["all", "people", "states"]

NAMED = ("name", "role", "metonym")
"""Kinds of mention that count: not demonyms ("Russian diplomats" is no word of Russia's)."""

SCALE = 10
"""Ends of the scale of actions, from conflict to cooperation: see `plover_types.csv`."""

_KIND_OF = {"people": "person", "states": "state"}
_EDGE = ["source", "target", "weight", "independent", "articles", "sign"]
_NO_EDGE = {"source": str, "target": str, "weight": int, "independent": int, "articles": int}
_NODE = [
    "actor_id", "label", "kind", "country", "mentions", "articles", "degree", "strength",
    "betweenness", "pagerank", "community",
]  # fmt: skip


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
        from detente.present.netchart import draw

        return with_own(draw(self.with_copies(), seed=seed), lambda: draw(self, seed=seed))

    def with_copies(self) -> "Network":
        """The same ties with the sentences of every article counted, copies too."""
        ends = ["source", "target"]
        rows = self.evidence.drop_duplicates([*ends, "article_id", "sentence"])
        counts = rows.groupby(ends).size().rename("weight").reset_index()
        bare = self.edges.drop(columns="weight").merge(counts, on=ends, how="left")
        edges = bare.sort_values(["weight", *ends], ascending=[False, True, True])
        return replace(self, edges=edges[list(self.edges.columns)].reset_index(drop=True))


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
    """
    reference = Reference.load()
    named = _named(corpus, reference, level)
    ties, left_out = _ties(corpus, kind, level)
    edges = _edges(ties.merge(corpus.articles[["article_id", "copy_group"]], on="article_id"))
    weak = int((edges["weight"] < min_weight).sum())
    edges = edges[edges["weight"] >= min_weight].reset_index(drop=True)
    undecided = int(corpus.table("mentions")["actor_id"].isna().sum())
    counts = {
        counted(undecided, "undecided mention"): undecided,
        f"{counted(weak, 'tie')} of fewer than {min_weight} sentences": weak,
    }
    return Network(
        kind=kind,
        nodes=_nodes(edges, named, reference, directed=kind != "co-mention"),
        edges=edges,
        evidence=ties,
        corpus=corpus,
        top=top,
        left_out=(*left_out, *(words for words, number in counts.items() if number)),
    )


def edges_of(corpus: Corpus, kind: Kind) -> pd.DataFrame:
    """Every tie of a kind, however weak, as an edge table; without measures of the actors."""
    ties, _ = _ties(corpus, kind, "all")
    return _edges(ties.merge(corpus.articles[["article_id", "copy_group"]], on="article_id"))


def _ties(corpus: Corpus, kind: Kind, level: Level) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Sentences of the ties between actors of a level, and what was left out."""
    if kind not in _TIES:
        raise ParameterError(f"Kinds are {', '.join(_TIES)}.", parameter="kind")
    reference = Reference.load()
    ties, left_out = _TIES[kind](corpus, _named(corpus, reference, level))
    held = [_held(ties[end], reference, level) for end in ("source", "target")]
    return ties[held[0] & held[1] & (ties["source"] != ties["target"])], left_out


def _named(corpus: Corpus, reference: Reference, level: Level) -> pd.DataFrame:
    mentions = corpus.table("mentions")
    mentions = mentions[mentions["actor_id"].notna() & mentions["kind"].isin(NAMED)]
    return mentions[_held(mentions["actor_id"], reference, level)]


def _held(actors: pd.Series, reference: Reference, level: Level) -> pd.Series:
    if level == "all":
        return actors.notna()
    if level not in _KIND_OF:
        raise ParameterError(f"Levels are all, {', '.join(_KIND_OF)}.", parameter="level")
    kinds = {row.actor_id: row.kind for row in reference.actor_rows.values()}
    return actors.map(kinds) == _KIND_OF[level]


def _co_mentions(corpus: Corpus, named: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    once = named[["article_id", "sentence", "actor_id"]].drop_duplicates()
    pairs = once.merge(once, on=["article_id", "sentence"])
    pairs = pairs[pairs["actor_id_x"] < pairs["actor_id_y"]]
    names = {"actor_id_x": "source", "actor_id_y": "target"}
    demonyms = int((corpus.table("mentions")["kind"] == "demonym").sum())
    words = (counted(demonyms, "demonym"),) if demonyms else ()
    return pairs.rename(columns=names).assign(sign=math.nan), words


def _actions(corpus: Corpus, named: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:  # noqa: ARG001 - one signature for the three
    actions = corpus.table("actions")
    known = actions[actions["actor_id"].notna() & actions["recipient_id"].notna()]
    done = known[known["modality"] == "happened"]
    names = {"actor_id": "source", "recipient_id": "target"}
    ties = done.rename(columns=names).assign(sign=done["scale"] / SCALE)
    unknown, undone = len(actions) - len(known), len(known) - len(done)
    counts = {
        f"{counted(unknown, 'action')} with an end that is no known actor": unknown,
        f"{counted(undone, 'action')} planned, demanded, denied or supposed": undone,
    }
    columns = ["article_id", "sentence", "source", "target", "sign"]
    return ties[columns], tuple(words for words, number in counts.items() if number)


def _quotes(corpus: Corpus, named: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:  # noqa: ARG001
    quotes = corpus.table("quotes")
    spoken = quotes[quotes["speaker_id"].notna()]
    ties = spoken.explode("about").dropna(subset=["about"])
    ties = ties.rename(columns={"speaker_id": "source", "about": "target"}).assign(sign=math.nan)
    lost = len(quotes) - len(spoken)
    words = (f"{counted(lost, 'quote')} with no known speaker",) if lost else ()
    return ties[["article_id", "sentence", "source", "target", "sign"]], words


_TIES: dict[str, Any] = {"co-mention": _co_mentions, "action": _actions, "quote": _quotes}


def _edges(ties: pd.DataFrame) -> pd.DataFrame:
    if ties.empty:
        return pd.DataFrame({name: [] for name in _EDGE}).astype(_NO_EDGE)
    ends = ["source", "target"]
    once = ties.drop_duplicates([*ends, "article_id", "sentence"])
    of_article = once.groupby([*ends, "copy_group", "article_id"]).size()
    # Of a copy group the article with most sentences counts: copies are often cut.
    weight = of_article.groupby([*ends, "copy_group"]).max().groupby(ends).sum()
    groups = ties.groupby(ends)
    out = pd.DataFrame(
        {
            "weight": weight,
            "independent": groups["copy_group"].nunique(),
            "articles": groups["article_id"].nunique(),
            "sign": groups["sign"].mean().round(3),
        }
    ).reset_index()
    return out.sort_values(["weight", *ends], ascending=[False, True, True], ignore_index=True)


def _nodes(
    edges: pd.DataFrame, named: pd.DataFrame, reference: Reference, *, directed: bool
) -> pd.DataFrame:
    ids = sorted(set(edges["source"]) | set(edges["target"]))
    if not ids:
        return pd.DataFrame({name: [] for name in _NODE}).astype(dict.fromkeys(_NODE[:4], str))
    groups = named.groupby("actor_id")["article_id"]
    rows = [reference.actor(actor_id) for actor_id in ids]
    out = pd.DataFrame({"actor_id": ids, "label": [row.name_en for row in rows]})
    out["kind"] = [row.kind for row in rows]
    out["country"] = [row.country or "" for row in rows]
    out["mentions"] = out["actor_id"].map(groups.size()).fillna(0).astype(int)
    out["articles"] = out["actor_id"].map(groups.nunique()).fillna(0).astype(int)
    out = out.join(measures(ids, edges, directed=directed))
    order = ["strength", "degree", "actor_id"]
    return out.sort_values(order, ascending=[False, False, True], ignore_index=True)[_NODE]
