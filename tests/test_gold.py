"""The embedded corpus beside its gold labels; the floors stand a little under what was measured."""

import runpy
from pathlib import Path

import pytest

from detente.embedded import open_corpus

BENCH = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "bench_quality.py"))
# Precision and recall, .01 to .02 under what `python benchmarks/bench_quality.py` prints.
FLOORS = {
    ("ledger status", "en"): (1.0, 1.0),
    ("article title", "en"): (0.99, 0.99),
    ("article publication time", "en"): (0.99, 0.99),
    ("article precision of time", "en"): (0.99, 0.99),
    ("article language", "en"): (1.0, 1.0),
    ("article publisher", "en"): (1.0, 1.0),
    ("mentions, name", "en"): (0.99, 0.98),
    ("mentions, role", "en"): (0.97, 0.92),
    ("mentions, metonym", "en"): (0.95, 0.99),
    ("mentions, demonym", "en"): (0.99, 0.97),
    ("mentions", "en"): (0.98, 0.97),
    ("quotes", "en"): (0.97, 0.99),
    ("quotes with speaker", "en"): (0.89, 0.91),
    ("quotes with speaker, direct", "en"): (0.99, 0.99),
    ("quotes with speaker, mixed", "en"): (0.87, 0.89),
    ("events of articles", "en"): (0.92, 0.8),
    ("main event of articles", "en"): (0.89, 0.89),
    ("ledger status", "ru"): (1.0, 1.0),
    ("article title", "ru"): (0.99, 0.99),
    ("article publication time", "ru"): (0.99, 0.99),
    ("article precision of time", "ru"): (0.99, 0.99),
    ("article language", "ru"): (1.0, 1.0),
    ("article publisher", "ru"): (1.0, 1.0),
    ("mentions, name", "ru"): (0.98, 0.97),
    ("mentions, role", "ru"): (0.98, 0.94),
    ("mentions, metonym", "ru"): (0.99, 0.99),
    ("mentions, demonym", "ru"): (0.99, 0.99),
    ("mentions", "ru"): (0.98, 0.97),
    ("quotes", "ru"): (0.99, 0.92),
    ("quotes with speaker", "ru"): (0.99, 0.92),
    ("quotes with speaker, direct", "ru"): (0.99, 0.87),
    ("quotes with speaker, mixed", "ru"): (0.99, 0.99),
    ("events of articles", "ru"): (0.98, 0.81),
    ("main event of articles", "ru"): (0.94, 0.94),
    ("pairs of copies", "all"): (1.0, 1.0),
    ("copies with origin and kind", "all"): (1.0, 1.0),
    ("contradictions", "all"): (1.0, 1.0),
    ("values that differ", "all"): (0.98, 0.83),
}


@pytest.fixture(scope="module")
def corpus():
    return open_corpus()


@pytest.fixture(scope="module")
def measures(corpus):
    return {(m.what, m.language): m for m in BENCH["measures"](corpus)}


def test_every_measure_has_a_floor(measures):
    assert set(measures) == set(FLOORS)


@pytest.mark.parametrize("name", FLOORS, ids=" ".join)
def test_the_sample_is_read_at_least_as_well_as_measured(measures, name):
    measure = measures[name]

    assert measure.precision >= FLOORS[name][0]
    assert measure.recall >= FLOORS[name][1]


def test_every_contradiction_of_the_sample_is_found_and_no_other(corpus):
    where = BENCH["locators"](corpus)
    rows = corpus.conflicts[corpus.conflicts["verdict"] == "conflict"]
    found = {(r.event_id, r.attribute, r.value, where[r.article_id]) for r in rows.itertuples()}
    gold = {
        (r["event_id"], r["attribute"], r["value"], r["locator"])
        for r in BENCH["rows"]("conflicts")
        if r["verdict"] == "conflict"
    }

    assert gold
    assert found == gold


@pytest.mark.parametrize("table", ["mentions", "times", "quotes", "actions"])
def test_every_row_of_evidence_is_what_is_printed_there(corpus, table):
    bodies = corpus.articles.set_index("article_id")["body"].to_dict()
    rows = list(corpus.table(table).itertuples())

    assert rows
    assert [r for r in rows if bodies[r.article_id][r.start : r.end] != r.surface] == []


def test_every_differing_value_is_the_words_labelled_with_it_or_a_part_of_them(corpus):
    bodies = corpus.articles.set_index("article_id")["body"].to_dict()
    where = BENCH["locators"](corpus)
    gold = {
        (r["event_id"], r["attribute"], r["value"], r["locator"]): r["surface"]
        for r in BENCH["rows"]("conflicts")
    }
    printed = [
        (bodies[r.article_id][r.start : r.end].lower(), gold[key].lower())
        for r in corpus.conflicts.itertuples()
        if (key := (r.event_id, r.attribute, r.value, where[r.article_id])) in gold
    ]

    assert printed
    assert [(a, b) for a, b in printed if not a or (a not in b and b not in a)] == []
