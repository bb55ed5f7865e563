"""A corpus: the articles of one study and the evidence found in them, as Parquet in one folder."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from detente import records
from detente.errors import CorpusError

TABLES = (
    "articles",
    "ledger",
    "files",
    "sentences",
    "mentions",
    "times",
    "quotes",
    "actions",
    "events",
    "event_evidence",
    "conflicts",
    "counts",
    "annotated",
)
"""The tables of a corpus; docs/fields.md has their columns."""


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
            if self.selected is not None:
                frame = self._cut(name, frame)
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
        """Write a table of records in place of the old one."""
        self.write_table(name, records.table(record, rows))

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a table aside, then rename: a killed run leaves the old table whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f".{name}.{os.getpid()}.tmp"
        pq.write_table(table, aside, compression="zstd")
        aside.replace(self.folder / f"{name}.parquet")
        self._frames.pop(name, None)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """`corpus.articles`, `corpus.events` …: the table of that name."""
        if name in TABLES:
            return self.table(name)
        raise AttributeError(f"a corpus has no {name!r}; its tables are {', '.join(TABLES)}")

    def __len__(self) -> int:
        return len(self.articles)

    def between(self, begin: str, until: str) -> Self:
        """The articles published from one day to another, both included (YYYY-MM-DD, UTC)."""
        days = self.articles["published"].dt.strftime("%Y-%m-%d")
        return self._select(days.between(begin, until))

    def by_publisher(self, *names: str) -> Self:
        """The articles of some publishers."""
        return self._select(self.articles["publisher"].isin(names))

    def by_country(self, *codes: str) -> Self:
        """The articles of publishers in some countries (two letters)."""
        return self._select(self.articles["country"].isin(codes))

    def search(self, text: str) -> Self:
        """The articles with some words in headline or body, in any case."""
        whole = self.articles["title"] + "\n" + self.articles["body"]
        return self._select(whole.str.contains(text, case=False, regex=False))

    def sql(self, query: str) -> pd.DataFrame:
        """The answer of DuckDB to a query; every table is there under its name."""
        import duckdb

        with duckdb.connect() as connection:
            for name in TABLES:
                if (self.folder / f"{name}.parquet").is_file():
                    connection.register(name, self.table(name))
            return connection.sql(query).df()

    def __repr__(self) -> str:
        days = self.articles["published"].dropna()
        dated = f", {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
        publishers = self.articles["publisher"].nunique()
        independent = int(self.articles["is_origin"].sum())
        return f"{len(self)} articles ({independent} independent), {publishers} publishers{dated}"

    def _cut(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A table of the whole corpus, cut to the selection."""
        if name == "events":
            return self._recounted(frame)
        if "article_id" in frame:
            return frame[frame["article_id"].isin(self.selected or ())].reset_index(drop=True)
        return frame

    def _select(self, mask: pd.Series) -> Self:
        chosen = frozenset(self.articles.loc[mask, "article_id"])
        return type(self)(self.folder, selected=chosen)

    def _recounted(self, events: pd.DataFrame) -> pd.DataFrame:
        """Events that the selection reports, with the counts of its own articles."""
        found = self.table("event_evidence")[["event_id", "article_id"]].drop_duplicates()
        by_event = found.merge(self.articles, on="article_id").groupby("event_id")
        counts = by_event.agg(
            articles=("article_id", "size"),
            independent=("copy_group", "nunique"),
            publishers=("publisher", "nunique"),
            countries=("country", lambda codes: tuple(sorted(codes.dropna().unique()))),
        )
        kept = events[events["event_id"].isin(counts.index)].set_index("event_id")
        return kept.assign(**counts.loc[kept.index]).reset_index()[list(events.columns)]
