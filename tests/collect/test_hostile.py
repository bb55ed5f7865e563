import runpy
from pathlib import Path

import pytest

from detente.collect.load import load

HOSTILE = runpy.run_path(str(Path(__file__).parents[1] / "data" / "hostile" / "hostile.py"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    HOSTILE["make"](folder / "inputs")
    return load([folder / "inputs"], folder / "corpus", workers=1)


def test_every_hostile_file_ends_in_one_row_with_its_reason(corpus):
    found = {row.locator: (row.status, row.reason) for row in corpus.ledger.itertuples()}
    differ = {
        locator: (found.get(locator), (status, reason))
        for locator, (status, reason) in HOSTILE["ROWS"].items()
        if found.get(locator, ("", ""))[0] != status or not found[locator][1].startswith(reason)
    }

    assert differ == {}
    assert len(corpus.ledger) == len(HOSTILE["ROWS"])


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("bidi.txt", "Talks in the harbour"),
        ("script.json", "<script>alert(1)</script>"),
        ("half-letters.json", "Talks \ufffd and \ufffd"),
        ("name\\nof two lines.txt", "Talks in two lines"),
    ],
)
def test_what_was_printed_is_kept_as_text(corpus, source, title):
    (article,) = corpus.articles[corpus.articles["source"] == source].itertuples()

    assert article.title == title


@pytest.mark.parametrize("source", ["year-0.json", "year-9999.json"])
def test_a_date_that_cannot_be_is_none(corpus, source):
    (article,) = corpus.articles[corpus.articles["source"] == source].itertuples()

    assert article.published_precision == "none"


def test_the_page_of_hostile_files_shows_every_record(corpus):
    page = Path(__file__).parents[2] / "docs" / "hostile.md"
    rows = page.read_text("utf-8").count("\n| ") - 1

    assert rows == len(corpus.ledger), "run .venv/bin/python docs/make_hostile.py"
