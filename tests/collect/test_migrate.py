"""Corpora in `tests/data/corpora/format-N`, as the versions that had this format wrote them."""

import json
import shutil
from pathlib import Path

import pytest

from detente.collect.corpus import FORMAT, Corpus
from detente.collect.load import load
from detente.collect.migrate import migrate
from detente.errors import CorpusError
from detente.extract.annotate import annotate

OLD = sorted((Path(__file__).parents[1] / "data" / "corpora").iterdir())


@pytest.fixture(params=OLD, ids=lambda path: path.name)
def old(request, tmp_path):
    return Path(shutil.copytree(request.param, tmp_path / "corpus"))


def test_there_is_a_corpus_of_each_format_that_was_ever_written():
    formats = [json.loads((path / "corpus.json").read_text())["format"] for path in OLD]

    assert formats == list(range(1, len(OLD) + 1))
    assert FORMAT in (len(OLD), len(OLD) + 1)


def test_a_migrated_corpus_has_its_articles_and_its_ledger(old):
    migrate(old)
    corpus = Corpus.open(old)

    assert list(corpus.articles["title"]) == [
        "Delegations meet in Reykjavik",
        "Talks end without a statement",
    ]
    assert list(corpus.ledger["status"]) == ["read", "refused", "read"]
    assert sorted(corpus.ledger["article_id"].dropna()) == sorted(corpus.articles["article_id"])


def test_a_migrated_corpus_has_the_day_in_the_publishers_place_as_it_was_printed(old):
    migrate(old)
    told = Corpus.open(old).articles[["published_local", "published_offset"]]

    assert [(f"{local:%d %H:%M}", offset) for local, offset in told.itertuples(index=False)] == [
        ("19 21:30", "+00:00"),
        ("20 08:00", "+03:00"),
    ]


def test_a_migrated_corpus_is_annotated_like_one_of_today(old):
    migrate(old)

    assert "sergey-lavrov" in set(annotate(Corpus.open(old)).mentions["actor_id"])


def test_files_that_a_migrated_corpus_has_are_not_loaded_twice(old, folder):
    migrate(old)
    story = {
        "title": "Talks end without a statement",
        "text": "The Russian Foreign Ministry said on Thursday that the talks in Reykjavik were "
        "useful. No joint statement followed.",
        "date": "2021-05-20T08:00:00+03:00",
        "publisher": "Volga Monitor",
    }

    corpus = load([folder({"again.jsonl": json.dumps(story)})], old)

    assert next(iter(corpus.ledger["reason"])) == "same article again"
    assert len(corpus.articles) == 2


def test_a_migration_that_was_stopped_is_gone_on_with(old):
    about = (old / "corpus.json").read_text()
    migrate(old)
    (old / "corpus.json").write_text(about)  # the tables were written, and the manifest was not

    migrate(old)

    assert len(Corpus.open(old).articles) == 2


def test_migrating_a_corpus_of_today_changes_nothing(old):
    migrate(old)
    before = {path.name: path.read_bytes() for path in old.iterdir()}

    assert migrate(old) == FORMAT
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before


def test_a_corpus_of_a_later_version_is_refused_with_what_to_do(old):
    (old / "corpus.json").write_text('{"format": 99}')

    with pytest.raises(CorpusError, match=r"format 99.*Bring détente up to date"):
        migrate(old)


def test_a_corpus_of_an_older_format_says_the_command_that_migrates_it(old):
    about = json.loads((old / "corpus.json").read_text())
    (old / "corpus.json").write_text(json.dumps(about | {"format": 1}))

    with pytest.raises(CorpusError, match=f"detente migrate {old}"):
        Corpus.open(old)
