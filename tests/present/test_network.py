import json
import random

import networkx as nx
import pandas as pd
import pytest

from detente.errors import ParameterError
from detente.present.changes import snapshot_of
from detente.present.network import disparity, measures, network
from detente.present.plan import Planned, jobs_of

PAIR = ["antony-blinken", "sergey-lavrov"]


def random_edges(seed=1, size=40, ties=120):
    rng = random.Random(seed)
    pairs = sorted({tuple(sorted(rng.sample(range(size), 2))) for _ in range(ties)})
    rows = [(f"a{a:02}", f"a{b:02}", rng.randint(1, 9)) for a, b in pairs]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def test_a_copy_adds_an_article_to_a_tie_but_no_weight_and_no_report(corpus):
    edge = network(corpus).edges.iloc[0]

    assert [edge["source"], edge["target"]] == PAIR
    assert (edge["weight"], edge["independent"], edge["articles"]) == (4, 4, 5)


def test_russian_diplomats_are_no_mention_of_russia(corpus):
    found = network(corpus, min_weight=1)
    russia = found.nodes.set_index("actor_id").loc["russia"]

    assert russia["mentions"] == 6
    assert "2 demonyms" in found.left_out


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_first_page_plan_and_network_name_an_actor_in_as_many_reports(corpus, tmp_path, least):
    nodes = network(corpus.once(), min_weight=1).nodes
    in_network = dict(zip(nodes["actor_id"], nodes["articles"], strict=True))
    plan = Planned(notebook="06_actor", for_each="actor", least=least, most=99)

    first_page = snapshot_of(corpus).actors
    enough = {job.parameters["actor"] for job in jobs_of([plan], corpus.folder, tmp_path)}

    assert first_page.items() >= in_network.items()
    assert in_network["russia"] == 5
    assert enough == {actor for actor, reports in first_page.items() if reports >= least}


def test_undecided_mentions_are_not_counted_but_said(corpus):
    assert "1 undecided mention" in network(corpus).chart().caption


def test_people_alone_can_be_drawn(corpus):
    kinds = network(corpus, level="people", min_weight=1).nodes["kind"]

    assert set(kinds) == {"person"}


def test_an_action_runs_from_actor_to_recipient_and_has_a_sign(corpus):
    found = network(corpus, kind="action", min_weight=1)
    signs = found.edges.set_index(["source", "target"])["sign"]

    assert found.graph.is_directed()
    assert signs["united-states", "russia"] == pytest.approx((-0.5 - 0.5 - 0.6) / 3, abs=1e-3)
    assert signs["antony-blinken", "iceland"] == 0.3


def test_a_planned_meeting_is_no_tie_and_is_counted(corpus):
    found = network(corpus, kind="action", min_weight=1)

    assert "1 action planned, demanded, denied or supposed" in found.left_out
    assert (
        found.edges.set_index(["source", "target"])["articles"]["joe-biden", "vladimir-putin"] == 1
    )


def test_a_quote_runs_from_the_speaker_to_whom_it_speaks_of(corpus):
    edges = network(corpus, kind="quote", min_weight=1).edges

    assert list(zip(edges["source"], edges["target"], strict=True)) == [
        ("antony-blinken", "russia"),
        ("sergey-lavrov", "russia"),
    ]


def test_a_network_of_nothing_is_drawn_empty(corpus):
    chart = network(corpus, min_weight=1000).chart()

    assert "0 actors and 0 ties" in chart.caption


def test_a_kind_that_is_not_one_is_refused_with_the_kinds_there_are(corpus):
    with pytest.raises(ParameterError, match="co-mention, action, quote"):
        network(corpus, kind="comention")


def test_betweenness_is_that_of_networkx():
    edges = random_edges()
    graph = nx.from_pandas_edgelist(edges, edge_attr="weight")
    ids = sorted(graph)
    expected = nx.betweenness_centrality(graph)

    actual = measures(ids, edges, directed=False)["betweenness"]

    assert list(actual) == pytest.approx([expected[node] for node in ids], abs=1e-6)


def test_pagerank_of_all_actors_is_one_and_follows_the_weights():
    edges = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "weight": [9, 1]})
    rank = measures(["a", "b", "c"], edges, directed=False)["pagerank"]

    assert sum(rank) == pytest.approx(1, abs=1e-5)
    assert rank[0] > rank[1] > rank[2]


def test_two_cliques_with_one_bridge_are_two_communities():
    cliques = [(a + i, a + j, 3) for a in (0, 5) for i in range(5) for j in range(i)]
    rows = [(f"n{a}", f"n{b}", w) for a, b, w in [*cliques, (0, 5, 1)]]
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"])

    found = measures([f"n{i}" for i in range(10)], edges, directed=False)["community"]

    assert list(found) == [1] * 5 + [2] * 5


def test_the_disparity_of_a_tie_is_the_formula_of_the_paper():
    star = pd.DataFrame({"source": ["hub"] * 3, "target": list("abc"), "weight": [8, 1, 1]})
    actual = disparity(star, directed=False)

    assert list(actual) == pytest.approx([(1 - 0.8) ** 2, (1 - 0.1) ** 2, (1 - 0.1) ** 2])


def test_two_actors_with_one_tie_say_nothing_about_chance():
    lone = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [50]})

    assert list(disparity(lone, directed=False)) == [1.0]


def test_the_backbone_says_how_many_ties_it_left_out(corpus):
    whole = network(corpus, min_weight=1)
    spine = whole.backbone(alpha=0.5)

    assert f"{len(whole.edges) - len(spine.edges)} ties not in the backbone" in spine.left_out[-1]
    assert set(spine.nodes["actor_id"]) == set(spine.edges["source"]) | set(spine.edges["target"])


def test_actors_and_ties_all_open_sentences(corpus):
    chart = network(corpus, min_weight=1).chart()
    keys = {data[0] for trace in chart.figure.data for data in trace.customdata or () if data}

    assert "edge:antony-blinken|sergey-lavrov" in keys
    assert "node:ukraine" in keys
    assert keys == set(chart.evidence)


def test_the_same_network_is_drawn_in_the_same_places(corpus):
    one, other = (json.dumps(network(corpus).chart()._repr_mimebundle_()) for _ in range(2))

    assert one == other


def test_a_network_without_ties_has_an_empty_backbone_and_a_chart(corpus):
    lonely = network(corpus, min_weight=1000)

    assert lonely.backbone().edges.empty
    assert lonely.backbone().chart().caption
