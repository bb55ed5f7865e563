import random
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from detente import embedded
from detente.collect.corpus import TABLES, Corpus
from detente.errors import CorpusError
from detente.extract.annotate import annotate
from detente.extract.wholeness import problems

FLIPS = 300


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    return Corpus.open(shutil.copytree(embedded.open_corpus().folder, tmp_path / "corpus"))


def test_the_embedded_corpus_is_whole(corpus):
    assert problems(corpus.folder) == []


def test_a_flipped_bit_in_any_place_of_any_table_is_told(corpus):
    lot = random.Random(10)
    tables = sorted(corpus.folder.glob("*.parquet"))
    for _ in range(FLIPS):
        path = lot.choice([path for path in tables if path.stem in TABLES])
        whole = path.read_bytes()
        place, bit = lot.randrange(len(whole)), lot.randrange(8)
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :],
        )

        with pytest.raises(CorpusError, match=f"{path.name} is damaged.*from a copy"):
            Corpus.open(corpus.folder).table(path.stem)
        path.write_bytes(whole)


def test_a_table_that_is_cut_off_and_has_no_sum_is_told(corpus):
    (corpus.folder / "sums.json").unlink()
    path = corpus.folder / "quotes.parquet"
    path.write_bytes(path.read_bytes()[:-100])

    (problem,) = problems(corpus.folder)

    assert "quotes.parquet is damaged" in problem


def test_evidence_that_was_deleted_is_made_anew(corpus):
    before = corpus.arrow("mentions")
    path = corpus.folder / "mentions.parquet"
    path.unlink()

    assert "no table 'mentions'" in problems(corpus.folder)[0]
    assert annotate(Corpus.open(corpus.folder)).arrow("mentions") == before


def test_a_damaged_table_of_evidence_is_not_taken_for_what_was_read(corpus):
    before = corpus.arrow("mentions")
    path = corpus.folder / "mentions.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"\0" + path.read_bytes()[-8:])
    (corpus.folder / "annotated-from").unlink()

    assert annotate(Corpus.open(corpus.folder)).arrow("mentions") == before


def test_sums_that_cannot_be_read_are_told(corpus):
    (corpus.folder / "sums.json").write_text("[" * 100_000)

    with pytest.raises(CorpusError, match=r"sums\.json that cannot be read"):
        problems(corpus.folder)


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("ledger", lambda rows: rows.slice(1), "rows, and the files had"),
        ("articles", lambda rows: rows.slice(1), "articles are in the ledger or in the articles"),
        ("articles", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]), "more than once"),
        (
            "quotes",
            lambda rows: rows.set_column(2, "start", pc.add(rows["start"], 1)),
            "rows are not where their article has them",
        ),
    ],
)
def test_rows_that_do_not_fit_each_other_are_told(corpus, table, change, said):
    (corpus.folder / "sums.json").unlink()
    pq.write_table(change(corpus.arrow(table)), corpus.folder / f"{table}.parquet")

    assert any(said in problem for problem in problems(corpus.folder))


def test_tables_that_changed_while_a_corpus_was_read_are_told(corpus):
    corpus.table("articles")
    Corpus(corpus.folder).write_tables({"quotes": corpus.arrow("quotes").slice(1)})

    with pytest.raises(CorpusError, match="was changed by another command while it was read"):
        corpus.table("mentions")
    assert len(Corpus.open(corpus.folder).table("mentions"))


def test_writing_that_was_stopped_between_two_tables_leaves_both_readable(corpus, monkeypatch):
    written = {name: corpus.arrow(name).slice(1) for name in ("quotes", "times")}
    rename = type(corpus.folder).replace

    def stopped(path, target):
        if target.name == "quotes.parquet":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(type(corpus.folder), "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        Corpus(corpus.folder).write_tables(written)

    assert problems(corpus.folder) == []
