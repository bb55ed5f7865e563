import shutil
import warnings
from pathlib import Path

import pytest

from detente import files
from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.errors import CorpusError
from detente.extract import annotate as module
from detente.extract.annotate import annotate

# Reading files is tested elsewhere; its libraries warn of proxies and of their own renamings.
pytestmark = [
    pytest.mark.filterwarnings("ignore:SOCKS support in urllib3"),
    pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning"),
]
ARTICLES = files.SAMPLE / "articles"
SPANS = ("mentions", "times", "quotes", "actions", "counts")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    """Nine articles of the sample in two languages, loaded and not annotated."""
    folder = tmp_path_factory.mktemp("loaded") / "corpus"
    load([ARTICLES / "northwire.jsonl", ARTICLES / "dnipro-ledger-ru.jsonl"], folder)
    return folder


@pytest.fixture
def corpus(loaded, tmp_path) -> Corpus:
    return Corpus.open(shutil.copytree(loaded, tmp_path / "corpus"))


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """Ids of the articles that are read, as they are read."""
    ids = []
    read = module.ArticleReader.read

    def counted(self, article):
        ids.append(article["article_id"])
        return read(self, article)

    monkeypatch.setattr(module.ArticleReader, "read", counted)
    return ids


def tables_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_every_span_of_every_table_is_its_surface(corpus):
    annotated = annotate(corpus)
    bodies = annotated.articles.set_index("article_id")["body"]

    for name in SPANS:
        rows = annotated.table(name)
        assert len(rows)
        assert all(bodies[r.article_id][r.start : r.end] == r.surface for r in rows.itertuples())


@pytest.mark.slow
def test_one_and_two_workers_write_the_same_bytes(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    twin = Corpus.open(shutil.copytree(corpus.folder, tmp_path / "twin"))
    annotate(corpus, workers=1)
    annotate(twin, workers=2)

    assert tables_of(corpus.folder) == tables_of(twin.folder)


def test_nothing_is_read_where_nothing_has_changed(corpus, reads):
    annotate(corpus)
    before = tables_of(corpus.folder)
    reads.clear()
    annotate(Corpus.open(corpus.folder))

    assert reads == []
    assert tables_of(corpus.folder) == before


def test_an_added_article_is_read_alone(corpus, reads):
    annotate(corpus)
    reads.clear()
    grown = load([ARTICLES / "text" / "lakeshore-courier" / "eleven.txt"], corpus.folder)
    annotated = annotate(grown)

    assert len(reads) == 1
    assert set(annotated.sentences["article_id"]) == set(annotated.articles["article_id"])


def test_an_article_that_is_gone_leaves_no_evidence(corpus):
    annotate(corpus)
    kept = corpus.arrow("articles").slice(0, 2)
    corpus.write_tables({"articles": kept})
    annotated = annotate(Corpus.open(corpus.folder))

    assert set(annotated.mentions["article_id"]) <= set(kept["article_id"].to_pylist())


def test_a_stopped_run_goes_on_from_its_finished_batches(corpus, tmp_path, monkeypatch, reads):
    monkeypatch.setattr(module, "BATCH", 2)
    whole = annotate(Corpus.open(shutil.copytree(corpus.folder, tmp_path / "whole")))
    read = module.ArticleReader.read

    def stopped(self, article):
        if len(reads) == 5:
            raise KeyboardInterrupt
        return read(self, article)

    reads.clear()
    with monkeypatch.context() as patch:
        patch.setattr(module.ArticleReader, "read", stopped)
        with pytest.raises(KeyboardInterrupt):
            annotate(corpus)
    reads.clear()
    annotated = annotate(corpus)

    assert len(reads) == len(whole.articles) - 4
    assert tables_of(annotated.folder) == tables_of(whole.folder)


def test_a_failing_extractor_costs_one_article_its_rows_and_is_reported(corpus, monkeypatch):
    victim = corpus.articles["article_id"][0]
    find = module.quotes.find

    def failing(reading, mentions, reference):
        if reading.article_id == victim:
            raise ValueError("no such mark")
        return find(reading, mentions, reference)

    monkeypatch.setattr(module.quotes, "find", failing)
    with pytest.warns(UserWarning, match=f"1 of .*{victim}: quotes: ValueError: no such mark"):
        annotated = annotate(corpus)

    assert victim not in set(annotated.quotes["article_id"])
    assert victim in set(annotated.mentions["article_id"])
    reasons = annotated.table("annotated").set_index("article_id")["reason"]
    assert reasons[victim] == "quotes: ValueError: no such mark"
    with pytest.warns(UserWarning, match="lack some of their evidence"):
        annotate(annotated)


def test_a_selection_stays_a_selection(corpus):
    annotated = annotate(corpus.search("Reykjavik"))

    assert 0 < len(annotated.articles) < len(Corpus.open(corpus.folder).articles)


def test_a_corpus_without_articles_gets_empty_tables(corpus):
    corpus.write_tables({"articles": corpus.arrow("articles").slice(0, 0)})
    with warnings.catch_warnings(action="error"):
        annotated = annotate(Corpus.open(corpus.folder))

    assert len(annotated.events) == len(annotated.mentions) == 0


def test_an_article_that_comes_while_others_are_annotated_is_annotated_next(
    corpus, tmp_path, monkeypatch
):
    read = module.ArticleReader.read
    later = load([ARTICLES / "northwire.jsonl"], tmp_path / "later")

    def read_and_lose(self, article):  # as where a lock does not hold, on some network drives
        shutil.copy(later.folder / "articles.parquet", corpus.folder)
        return read(self, article)

    (corpus.folder / "sums.json").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(module.ArticleReader, "read", read_and_lose)
        annotate(corpus)

    annotated = annotate(Corpus.open(corpus.folder))
    assert set(annotated.table("annotated")["article_id"]) == set(later.articles["article_id"])


def test_a_load_waits_for_the_annotation_of_its_corpus(corpus, monkeypatch):
    monkeypatch.setattr("detente.collect.corpus.WAIT", 0)
    read = module.ArticleReader.read
    refused = []

    def read_and_load(self, article):
        with pytest.raises(CorpusError, match="is in use by") as error:
            load([ARTICLES / "northwire.jsonl"], corpus.folder)
        refused.append(str(error.value))
        return read(self, article)

    monkeypatch.setattr(module.ArticleReader, "read", read_and_load)
    annotate(corpus)

    assert len(refused) == len(corpus.articles)
