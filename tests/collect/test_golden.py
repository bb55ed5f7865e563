"""Every folder of tests/data/readers is files as they come, and what is to be read from them."""

import json
import os
from pathlib import Path

import pytest

from detente.collect.load import load

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
    assert found == json.loads(golden.read_text("utf-8"))
