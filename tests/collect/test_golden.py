"""Every folder of tests/data/readers is files as they come, and what is to be read from them."""

import json
import os
from pathlib import Path

import pytest

from detente.collect.load import load
from detente.collect.readers import readers

READERS = Path(__file__).parents[1] / "data" / "readers"
FIELDS = (
    "title",
    "summary",
    "byline",
    "section",
    "publisher",
    "url",
    "language",
    "published",
    "published_precision",
    "published_basis",
    "updated",
    "reader",
    "body",
)
WRITE = (
    "DETENTE_WRITE_GOLDEN=1 .venv/bin/python -m pytest tests/collect/test_golden.py -k {name}; read "
    "what it writes to tests/data/readers/{name}/expected.json before you commit it"
)


def records_of(corpus):
    """Ledger rows in order, each with the fields of its article that are not empty."""
    articles = corpus.articles.set_index("article_id")
    rows = []
    for row in corpus.ledger.itertuples():
        found = {"locator": row.locator, "status": row.status, "reason": row.reason}
        if row.status != "refused":
            article = articles.loc[row.article_id]
            found |= {f: str(article[f]) for f in FIELDS if article.notna()[f] and article[f] != ""}
        rows.append(found)
    return rows


@pytest.mark.parametrize("name", sorted(path.name for path in READERS.iterdir()))
def test_a_file_of_each_layout_is_read_as_its_golden_pair_says(name, tmp_path):
    golden = READERS / name / "expected.json"
    files = sorted(path for path in (READERS / name).iterdir() if path != golden)

    found = records_of(load(files, tmp_path / "corpus"))

    if "DETENTE_WRITE_GOLDEN" in os.environ:  # to be read by a person before it is committed
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert golden.is_file(), f"no {golden.name} for {name}: write it with {WRITE.format(name=name)}"
    assert found == json.loads(golden.read_text("utf-8"))


@pytest.mark.parametrize("name", [reader.name for reader in readers()])
def test_every_reader_has_a_golden_pair(name):
    read = {
        record.get("reader", golden.parent.name.partition("-")[0])
        for golden in READERS.glob("*/expected.json")
        for record in json.loads(golden.read_text("utf-8"))
    }

    assert name in read, (
        f"no golden pair is read by {name}: put files as they come into tests/data/readers/{name}/ "
        f"and run {WRITE.format(name=name)}"
    )
