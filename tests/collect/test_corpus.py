import json

import pytest

from detente.errors import CorpusError
from detente.extract import evidence as tables

STORIES = [
    {
        "title": "Talks in Iceland",
        "text": "They met in Reykjavik. " * 9,
        "publisher": "CNN",
        "date": "2021-05-19T22:00:00Z",
    },
    {
        "title": "Переговоры",
        "text": "Они встретились в Рейкьявике. " * 9,
        "publisher": "TASS",
        "date": "2021-05-20T01:00:00Z",
    },
    {
        "title": "Geneva",
        "text": "They met in Geneva. " * 9,
        "publisher": "CNN",
        "date": "2021-06-16T12:00:00Z",
    },
]


@pytest.fixture
def corpus(loaded):
    return loaded({"export.jsonl": "\n".join(map(json.dumps, STORIES))})


def titles(selection):
    return sorted(selection.articles["title"])


def test_articles_between_two_days_include_both_days(corpus):
    assert titles(corpus.between("2021-05-19", "2021-05-20")) == ["Talks in Iceland", "Переговоры"]


def test_days_are_those_of_the_publishers_place(loaded):
    late = {**STORIES[0], "date": "2021-05-20T01:30:00Z"}  # half past nine in New York
    corpus = loaded({"export.jsonl": json.dumps(late)})

    assert titles(corpus.between("2021-05-19", "2021-05-19")) == ["Talks in Iceland"]
    assert titles(corpus.between("2021-05-20", "2021-05-20")) == []


def test_a_selection_of_a_selection_has_only_what_both_hold(corpus):
    assert titles(corpus.between("2021-05-01", "2021-05-31").by_publisher("CNN")) == [
        "Talks in Iceland"
    ]


def test_articles_are_selected_by_the_country_of_their_publisher(corpus):
    assert titles(corpus.by_country("RU")) == ["Переговоры"]


def test_a_search_finds_words_in_any_case_and_alphabet(corpus):
    assert titles(corpus.search("РЕЙКЬЯВИК")) == ["Переговоры"]
    assert titles(corpus.search("(")) == []


def test_sql_sees_the_selection_and_every_table(corpus):
    counted = corpus.by_publisher("CNN").sql(
        "select count(*) as n from articles join ledger using (article_id)"
    )

    assert counted["n"].tolist() == [2]


def test_events_of_a_selection_are_counted_anew(corpus):
    ids = corpus.articles.set_index("title")["article_id"]
    event = tables.Event(
        event_id="e", known=None, label="Talks", begin="2021-05-19", until="2021-05-19", precision="day", place=None,
        actors=(), event_types=(), articles=2, independent=2, publishers=2, countries=("RU", "US"),
    )  # fmt: skip
    evidence = [
        tables.EventEvidence(event_id="e", article_id=ids[title], sentence=0, score=1.0, basis="")
        for title in ("Talks in Iceland", "Переговоры")
    ]
    corpus.write("events", tables.Event, [event])
    corpus.write("event_evidence", tables.EventEvidence, evidence)

    (row,) = corpus.by_country("RU").events.itertuples()
    assert (row.articles, row.independent, row.publishers, row.countries) == (1, 1, 1, ("RU",))
    assert corpus.between("2021-06-01", "2021-06-30").events.empty


def test_a_table_that_is_not_made_yet_says_how_to_make_it(corpus):
    with pytest.raises(CorpusError, match="detente annotate"):
        corpus.table("mentions")


def test_a_corpus_of_another_version_is_refused_with_what_to_do(corpus):
    about = json.loads((corpus.folder / "corpus.json").read_text())
    (corpus.folder / "corpus.json").write_text(json.dumps(about | {"format": 99}))

    with pytest.raises(CorpusError, match=r"format 99.*detente migrate"):
        type(corpus).open(corpus.folder)
