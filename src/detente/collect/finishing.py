"""What is done over all articles of a corpus once they are read: furniture, copies, one table."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from detente import records
from detente.collect.article import Article
from detente.collect.ordered import Tables

Watched = Callable[[Iterable[pa.Table], str], Iterator[pa.Table]]
ROWS = 2**14
"""Articles in a row group of the table."""
_OF_COPIES = ("copy_group", "copy_kind", "is_origin")


def finish(articles: Tables, path: Path, watched: Watched) -> None:
    """Write the table of all articles, with their copies.

    Parameters
    ----------
    articles
        Gives the articles by their time, as often as it is called.
    watched
        Shows how far a stage is, by its name.
    """
    copies = _copies(watched(articles(), "finding copies"))
    with pq.ParquetWriter(path, records.schema(Article), compression="zstd") as writer:
        begin = 0
        for table in _even(watched(articles(), "writing")):
            of_these = copies.slice(begin, len(table))
            begin += len(table)
            for name in _OF_COPIES:
                place = table.schema.get_field_index(name)
                table = table.set_column(place, name, of_these[name])  # noqa: PLW2901 - a column at a time
            writer.write_table(table, row_group_size=ROWS)


def _copies(tables: Iterable[pa.Table]) -> pa.Table:
    """Copy group, copy kind and origin of each article, in the order given."""
    from detente.collect.copies import grouped

    found = grouped([Article(**row) for table in tables for row in table.to_pylist()])
    return records.table(Article, found).select(_OF_COPIES)


def _even(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables of as many rows each, so that the same articles always give the same bytes."""
    held = records.table(Article, [])
    for table in tables:
        held = pa.concat_tables([held, table])
        while len(held) >= ROWS:
            yield held.slice(0, ROWS).combine_chunks()
            held = held.slice(ROWS)
    yield held.combine_chunks()
