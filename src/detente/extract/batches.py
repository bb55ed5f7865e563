"""Rows of articles that are annotated: kept through a stopped run, reused when unchanged."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente import records

Rows = dict[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What became of one article when it was annotated."""

    article_id: str
    """The article."""
    key: str
    """Hash of the article, the reference and the extractors: the same key, the same rows."""
    reason: str
    """Which extractors failed on it and how; empty where all of them worked."""


class Batches:
    """Finished work of one corpus folder: its tables, and the batches of a run that was stopped."""

    def __init__(self, folder: Path, tables: dict[str, type]) -> None:
        self.tables = tables | {"annotated": Annotation}
        self._corpus = folder
        self._folder = folder / "annotating"

    def usable(self, keys: dict[str, str]) -> list[Rows]:
        """Rows of the articles whose key has not changed, each article once."""
        found, seen = [], set[str]()
        for rows in self._sources():
            done = rows["annotated"].to_pydict()
            pairs = zip(done["article_id"], done["key"], strict=True)
            ids = {article for article, key in pairs if keys.get(article) == key} - seen
            if ids:
                seen |= ids
                found.append({name: _only(table, ids) for name, table in rows.items()})
        return found

    def keep(self, rows: Rows) -> None:
        """Put the rows of a finished batch on disk, aside first and then renamed."""
        self._folder.mkdir(exist_ok=True)
        first = rows["annotated"]["key"][0].as_py()
        aside = self._folder / f".{first}.{os.getpid()}"
        aside.mkdir(exist_ok=True)
        for name, table in rows.items():
            pq.write_table(table, aside / f"{name}.parquet")
        shutil.rmtree(self._folder / first, ignore_errors=True)
        aside.rename(self._folder / first)

    def clear(self) -> None:
        """Forget the batches: their rows are in the tables of the corpus now."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _sources(self) -> Iterator[Rows]:
        batches = sorted(self._folder.glob("[!.]*")) if self._folder.is_dir() else []
        for folder in (self._corpus, *batches):
            paths = {name: folder / f"{name}.parquet" for name in self.tables}
            if all(path.is_file() for path in paths.values()):
                yield {name: self._read(name, path) for name, path in paths.items()}

    def _read(self, name: str, path: Path) -> pa.Table:
        """A table as `records` makes it: Parquet gives the items of lists another name."""
        table = pq.read_table(path)
        schema = records.schema(self.tables[name])
        # Tables with other columns were made by other code: their keys are not asked for.
        return table.cast(schema) if table.column_names == schema.names else table


def merged(parts: list[Rows], order: pa.Array) -> Rows:
    """Rows of all parts by table, in the order of their articles."""
    return {name: _ordered([part[name] for part in parts], order) for name in parts[0]}


def _only(table: pa.Table, ids: set[str]) -> pa.Table:
    return table.filter(pc.is_in(table["article_id"], value_set=pa.array(sorted(ids))))


def _ordered(tables: list[pa.Table], order: pa.Array) -> pa.Table:
    table = pa.concat_tables(tables).combine_chunks()
    place = pc.index_in(table["article_id"], value_set=order)
    # Rows of one article come in order from one part, and the sort is stable.
    return table.take(pc.array_sort_indices(place.combine_chunks()))
