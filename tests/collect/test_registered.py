"""A reader registers itself by being in the folder of readers."""

import sys

import pytest

from detente.collect import readers as package
from detente.collect.readers import readers

DROPPED = '''"""Texts of a wire that begins each of its files with its own name."""

from detente.collect.article import Draft
from detente.collect.readers import Reader


def recognises(file):
    return file.text.startswith("WIRE 7")


def read(file):
    yield Draft(place="", body=file.text.partition("\\n")[2])


READER = Reader(name="wire", rank={rank}, recognises=recognises, read=read)
'''


@pytest.fixture
def dropped(tmp_path, monkeypatch):
    """Puts a reader beside the others, with a rank."""

    def make(rank):
        (tmp_path / "dropped").mkdir()
        (tmp_path / "dropped" / "wire.py").write_text(DROPPED.format(rank=rank), "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / "dropped")])
        readers.cache_clear()

    yield make
    sys.modules.pop(f"{package.__name__}.wire", None)
    vars(package).pop("wire", None)
    monkeypatch.undo()
    readers.cache_clear()


def test_a_reader_reads_its_files_as_soon_as_it_is_in_the_folder(dropped, one, english):
    dropped(rank=150)

    article = one(f"WIRE 7\n{english}")

    assert (article.reader, article.body) == ("wire", english)


def test_a_reader_that_ranks_below_plain_text_is_never_asked(dropped, one, english):
    dropped(rank=950)

    assert one(f"WIRE 7\n\n{english}").reader == "text"


def test_no_two_readers_have_one_rank():
    ranks = [reader.rank for reader in readers()]

    assert len(set(ranks)) == len(ranks)


def test_readers_are_asked_in_the_order_of_their_ranks_and_plain_text_last():
    asked = [reader.name for reader in readers()]

    assert asked == [
        *("nexis", "factiva", "proquest", "europresse", "references", "integrum", "labelled"),
        *("document", "workbook", "mail", "markdown", "gdelt", "addresses", "newsml"),
        *("table", "feed", "html", "jsonl", "text"),
    ]
