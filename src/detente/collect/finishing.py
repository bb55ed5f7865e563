"""What is done over all articles of a corpus once they are read: furniture, copies, one table."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from detente import records
from detente.collect.article import Article
from detente.collect.copy_rules import CopyRules
from detente.collect.ordered import Tables

Watched = Callable[[Iterable[pa.Table], str], Iterator[pa.Table]]
ROWS = 2**14
"""Articles in a row group of the table."""
_SEEN = ["article_id", "publisher", "published", "byline", "body", "title", "language"]


def finish(articles: Tables, path: Path, rules: CopyRules, *, watched: Watched) -> None:
    """Write the table of all articles, with their copies.

    Parameters
    ----------
    articles
        Gives the articles by their time, as often as it is called.
    rules
        Thresholds of copies.
    watched
        Shows how far a stage is, by its name.
    """
    copies = _copies(watched(articles(), "finding copies"), rules)
    with pq.ParquetWriter(path, records.schema(Article), compression="zstd") as writer:
        begin = 0
        for table in _even(watched(articles(), "writing")):
            of_these = copies.slice(begin, len(table))
            begin += len(table)
            for name in copies.column_names:
                place = table.schema.get_field_index(name)
                table = table.set_column(place, name, of_these[name])  # noqa: PLW2901 - a column at a time
            writer.write_table(table, row_group_size=ROWS)


def _copies(tables: Iterable[pa.Table], rules: CopyRules) -> pa.Table:
    """What the copies of each article are, in the order given."""
    from detente.collect.copies import copy_columns

    return copy_columns(pa.concat_tables([_no_articles(), *tables]).select(_SEEN), rules)


def _even(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables of as many rows each, so that the same articles always give the same bytes."""
    held = _no_articles()
    for table in tables:
        held = pa.concat_tables([held, table])
        while len(held) >= ROWS:
            yield held.slice(0, ROWS).combine_chunks()
            held = held.slice(ROWS)
    yield held.combine_chunks()


def _no_articles() -> pa.Table:
    return records.table(Article, [])
