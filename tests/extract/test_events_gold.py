"""How well events and conflicts are found on the embedded corpus, beside its gold labels."""

import csv
from collections import defaultdict

import pytest

from detente import embedded, files

# Reading files is tested elsewhere; its libraries warn of proxies and of their own renamings.
pytestmark = [
    pytest.mark.filterwarnings("ignore:SOCKS support in urllib3"),
    pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning"),
]
GOLD = files.SAMPLE.parents[1] / "tests" / "data" / "gold"
FOUND_LATER = 0.3
"""How much less a sentence counts towards the main event, for each sentence before it."""


def gold_rows(language, name):
    with (GOLD / language / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def corpus():
    return embedded.open_corpus()


@pytest.fixture(scope="module")
def linked(corpus):
    """Weight of each event on record in each article, by locator."""
    locators = corpus.articles.set_index("article_id")["locator"]
    weights = defaultdict(lambda: defaultdict(float))
    for row in corpus.event_evidence.itertuples():
        if not row.event_id.startswith("found-"):
            weight = row.score / (1 + FOUND_LATER * row.sentence)
            weights[locators[row.article_id]][row.event_id] += weight
    return weights


def labelled(language):
    rows = gold_rows(language, "articles")
    return {row["locator"]: row["events"].split("|") for row in rows if row["events"]}


@pytest.mark.parametrize(
    ("language", "precision", "recall"), [("en", 0.90, 0.80), ("ru", 0.95, 0.80)]
)
def test_articles_are_linked_to_the_events_that_they_report(linked, language, precision, recall):
    pairs = {(where, event) for where, events in labelled(language).items() for event in events}
    found = {(where, event) for where in labelled(language) for event in linked[where]}
    right = len(pairs & found)

    assert right / len(found) >= precision
    assert right / len(pairs) >= recall


@pytest.mark.parametrize(("language", "floor"), [("en", 0.72), ("ru", 0.90)])
def test_the_main_event_of_an_article_has_the_most_weight(linked, language, floor):
    gold = labelled(language)
    right = [max(linked[w], key=linked[w].get, default=None) == gold[w][0] for w in gold]

    assert sum(right) / len(right) >= floor


def test_every_contradiction_of_the_sample_is_found_and_no_other(corpus):
    locators = corpus.articles.set_index("article_id")["locator"]
    rows = corpus.conflicts[corpus.conflicts["verdict"] == "conflict"]
    found = {(r.event_id, r.attribute, locators[r.article_id]) for r in rows.itertuples()}
    gold = {
        (r["event_id"], r["attribute"], r["locator"])
        for language in ("en", "ru")
        for r in gold_rows(language, "conflicts")
        if r["verdict"] == "conflict"
    }

    assert found == gold


def test_values_beside_the_contradictions_are_listed_where_they_are_printed(corpus):
    locators = corpus.articles.set_index("article_id")["locator"]
    found = {
        (r.event_id, r.attribute, locators[r.article_id], r.verdict)
        for r in corpus.conflicts.itertuples()
    }
    gold = {
        (r["event_id"], r["attribute"], r["locator"], r["verdict"])
        for language in ("en", "ru")
        for r in gold_rows(language, "conflicts")
    }

    assert len(found & gold) / len(found) >= 0.95
    assert len(found & gold) / len(gold) >= 0.70
