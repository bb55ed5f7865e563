"""The embedded corpus beside its gold labels; the floors stand a little under what was measured."""

import runpy
from pathlib import Path

import pytest

from detente.embedded import open_corpus

BENCH = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "bench_quality.py"))
# Precision and recall; docs/benchmarks.md has the figures.
FLOORS = {
    "en ledger": (1.0, 1.0),
    "en article title": (0.97, 0.97),
    "en article publication time": (0.97, 0.97),
    "en article precision": (0.97, 0.97),
    "en article language": (1.0, 1.0),
    "en article publisher": (1.0, 1.0),
    "en mentions, name": (0.98, 0.97),
    "en mentions, role": (0.96, 0.91),
    "en mentions, metonym": (0.93, 0.96),
    "en mentions, demonym": (0.97, 0.95),
    "en mentions": (0.98, 0.96),
    "en quotes": (0.96, 0.97),
    "en quotes with speaker": (0.89, 0.90),
    "en events of articles": (0.90, 0.79),
    "en main event of articles": (0.70, 0.70),
    "ru ledger": (1.0, 1.0),
    "ru article title": (0.95, 0.95),
    "ru article publication time": (0.95, 0.95),
    "ru article precision": (0.95, 0.95),
    "ru article language": (1.0, 1.0),
    "ru article publisher": (1.0, 1.0),
    "ru mentions, name": (0.97, 0.97),
    "ru mentions, role": (0.96, 0.93),
    "ru mentions, metonym": (0.95, 0.95),
    "ru mentions, demonym": (0.95, 0.95),
    "ru mentions": (0.97, 0.96),
    "ru quotes": (0.95, 0.90),
    "ru quotes with speaker": (0.95, 0.90),
    "ru events of articles": (0.95, 0.80),
    "ru main event of articles": (0.90, 0.90),
    "copies with origin and kind": (1.0, 1.0),
    "contradictions": (1.0, 1.0),
    "values that differ": (0.95, 0.74),
}


@pytest.fixture(scope="module")
def corpus():
    return open_corpus()


@pytest.fixture(scope="module")
def measures(corpus):
    return BENCH["measures"](corpus)


def test_every_measure_has_a_floor(measures):
    assert set(measures) == set(FLOORS)


@pytest.mark.parametrize("name", FLOORS)
def test_the_sample_is_read_at_least_as_well_as_measured(measures, name):
    _labelled, precision, recall = measures[name]

    assert precision >= FLOORS[name][0]
    assert recall >= FLOORS[name][1]


@pytest.mark.parametrize("table", ["mentions", "times", "quotes", "actions"])
def test_every_row_of_evidence_is_what_is_printed_there(corpus, table):
    bodies = corpus.articles.set_index("article_id")["body"].to_dict()
    rows = list(corpus.table(table).itertuples())

    assert rows
    assert [r for r in rows if bodies[r.article_id][r.start : r.end] != r.surface] == []
