"""A corpus: the articles of one study and the evidence found in them, as Parquet in one folder."""

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from detente import records
from detente.collect.article import Article
from detente.collect.ledger import LedgerRow
from detente.errors import CorpusError

_COLLECTED: dict[str, type] = {"ledger": LedgerRow, "articles": Article}


class Corpus:
    """A folder of Parquet tables, or a selection of its articles.

    Every table is a frame, read when it is first used; a selection (`between`,
    `by_publisher`, `by_country`, `search`) gives the same tables cut to its articles.
    """

    def __init__(self, folder: Path, *, selected: frozenset[str] | None = None) -> None:
        self.folder = folder
        self.selected = selected
        self._frames: dict[str, pd.DataFrame] = {}

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The corpus in a folder; CorpusError where there is none."""
        folder = Path(folder)
        if not (folder / "articles.parquet").is_file():
            raise CorpusError(
                "holds no corpus. Make one: detente load PATH… --corpus DIR", folder=folder
            )
        return cls(folder)

    def table(self, name: str) -> pd.DataFrame:
        """One table by name, cut to the selection; see docs/fields.md for its columns."""
        if name not in self._frames:
            frame = records.to_pandas(self.arrow(name))
            if self.selected is not None and "article_id" in frame:
                frame = frame[frame["article_id"].isin(self.selected)].reset_index(drop=True)
            self._frames[name] = frame
        return self._frames[name]

    def arrow(self, name: str) -> pa.Table:
        """One whole table as Arrow, without the selection."""
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise CorpusError(
                f"has no table {name!r} yet. Make it: detente annotate --corpus {self.folder}",
                folder=self.folder,
            )
        return pq.read_table(path)

    def write(self, name: str, record: type, rows: Iterable[Any]) -> None:
        """Write a table aside, then rename: a killed run leaves the old table whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f".{name}.{os.getpid()}.tmp"
        pq.write_table(records.table(record, rows), aside, compression="zstd")
        aside.replace(self.folder / f"{name}.parquet")
        self._frames.pop(name, None)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """Articles, one row each, in order of publication."""
        return self.table("articles")
