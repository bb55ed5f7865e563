"""What is done over all articles of a corpus once they are read: furniture, copies, one table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from detente import records
from detente.collect.article import Article
from detente.collect.copies import COLUMNS, copy_columns
from detente.collect.copy_rules import CopyRules
from detente.collect.ordered import Tables
from detente.collect.repeated import Learnt, learnt

Watched = Callable[[Iterable[pa.Table], str], Iterator[pa.Table]]
ROWS = 2**14
"""Articles in a row group of the table."""
_SEEN = ["article_id", "publisher", "published", "byline", "body", "title", "language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a user can decide for a corpus."""

    copies: CopyRules
    """Thresholds of copies."""
    kept: tuple[tuple[str, str], ...]
    """Publisher and text of paragraphs that are no furniture, however often they are repeated."""


def finish(articles: Tables, path: Path, rules: Rules, *, watched: Watched) -> Learnt:
    """Write the table of all articles, without furniture and with their copies.

    Parameters
    ----------
    articles
        Gives the articles by their time, as often as it is called.
    path
        The table; what is put aside on the way stands beside it.
    watched
        Shows how far a stage is, by its name.
    """
    found = learnt(lambda: watched(articles(), "learning furniture"), rules.kept)

    def clean(stage: str) -> Iterator[pa.Table]:
        return map(found.cut, watched(articles(), stage))

    seen = _on_disk(clean("cutting furniture"), path.with_suffix(".seen"))
    copies = copy_columns(seen, rules.copies)
    with pq.ParquetWriter(path, records.schema(Article), compression="zstd") as writer:
        begin = 0
        for table in _even(clean("writing")):
            of_these = copies.slice(begin, len(table))
            begin += len(table)
            writer.write_table(_with(table, of_these), row_group_size=ROWS)
    return found


def _on_disk(tables: Iterable[pa.Table], path: Path) -> pa.Table:
    """What copies are found by, in a file that the system reads as it is needed."""
    schema = pa.schema([records.schema(Article).field(name) for name in _SEEN])
    with pa.ipc.new_file(str(path), schema) as writer:
        for table in tables:
            writer.write_table(table.select(_SEEN).cast(schema))
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _with(table: pa.Table, copies: pa.Table) -> pa.Table:
    for name in COLUMNS:
        table = table.set_column(table.schema.get_field_index(name), name, copies[name])
    return table


def _even(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables of as many rows each, so that the same articles always give the same bytes."""
    held = records.table(Article, [])
    for table in tables:
        held = pa.concat_tables([held, table])
        while len(held) >= ROWS:
            yield held.slice(0, ROWS).combine_chunks()
            held = held.slice(ROWS)
    yield held.combine_chunks()
