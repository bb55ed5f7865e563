import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from detente.collect import shingles
from detente.collect.copies import COLUMNS, copy_columns
from detente.collect.near import CopyRules

WORDS = [f"word{n}" for n in range(3000)]
SCHEMA = pa.schema(
    {
        "article_id": pa.string(),
        "publisher": pa.string(),
        "published": pa.timestamp("us", tz="UTC"),
        "byline": pa.string(),
        "body": pa.string(),
        "language": pa.string(),
    }
)


def table(rows):
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def row(number, body, *, day=0.0):
    published = None if day is None else datetime(2021, 5, 1, tzinfo=UTC) + timedelta(days=day)
    return {
        "article_id": f"a{number:04}",
        "publisher": f"Paper {number}",
        "published": published,
        "body": body,
        "language": "en",
    }


@pytest.fixture
def rows():
    """Sixty stories, each of which a second paper prints with a few words changed."""
    chance = random.Random(1)
    out = []
    for number in range(60):
        words = chance.choices(WORDS, k=150)
        edited = list(words)
        edited[chance.randrange(150)] = "another"
        day = None if number % 7 == 0 else number / 3
        out += [
            row(2 * number, " ".join(words), day=number / 3),
            row(2 * number + 1, " ".join(edited), day=day),
        ]
    return out


def groups(articles, rules=None):
    found = copy_columns(articles, rules)["copy_group"].to_pylist()
    return dict(zip(articles["article_id"].to_pylist(), found, strict=True))


def test_no_articles_have_no_copies():
    assert copy_columns(table([])).num_rows == 0
    assert tuple(copy_columns(table([])).column_names) == COLUMNS


def test_every_edited_copy_is_with_its_origin(rows):
    found = groups(table(rows))

    assert [found[f"a{n:04}"] for n in range(0, 120, 2)] == [
        found[f"a{n:04}"] for n in range(1, 120, 2)
    ]
    assert len(set(found.values())) == 60


def test_groups_do_not_depend_on_the_order_of_rows_or_on_their_chunks(rows):
    mixed = random.Random(2).sample(rows, len(rows))
    chunks = pa.concat_tables([table(mixed[:50]), table([]), table(mixed[50:])])

    assert groups(chunks) == groups(table(rows))


def test_groups_do_not_depend_on_how_much_is_read_at_once(rows, monkeypatch):
    whole = groups(table(rows))
    monkeypatch.setattr(shingles, "_AT_ONCE", 3000)
    monkeypatch.setattr(shingles, "_PAIRS", 50)

    assert groups(table(rows)) == whole


def test_articles_beyond_the_window_are_not_compared(rows):
    first = rows[2]["body"]
    apart = table([row(1, first, day=0), row(2, first, day=5)])

    assert groups(apart)["a0002"] == "a0001"
    assert groups(apart, CopyRules(window=4))["a0002"] == "a0002"


def test_one_text_printed_on_many_days_and_at_once_is_one_group(rows):
    body = rows[0]["body"]
    many = [row(n, body, day=n / 40) for n in range(400)]

    assert set(groups(table(many)).values()) == {"a0000"}


def test_articles_of_the_year_one_and_of_the_year_9999_are_read():
    body = " ".join(random.Random(1).choices(WORDS, k=100))
    old, late = row(1, body), row(2, body)
    old["published"] = datetime(1, 1, 1, tzinfo=UTC)
    late["published"] = datetime(9999, 12, 31, tzinfo=UTC)

    assert groups(table([late, old, row(3, body)])) == {
        "a0001": "a0001",
        "a0002": "a0002",
        "a0003": "a0003",
    }
