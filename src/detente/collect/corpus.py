"""A corpus: the articles of one study and the evidence found in them, as Parquet in one folder."""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from detente.collect.near import CopyRules
from detente.errors import CorpusError, InputError, UnknownNameError
from detente.tables import (
    LOCK,
    MEND,
    PARQUET,
    SUMS,
    WAIT,
    aside,
    locked,
    sum_of,
    sums_of,
    to_pandas,
    write_aside,
    write_sums,
)
from detente.tables import table as table_of

_FOUND_BY_MODELS = ("candidates", "candidate_mentions")
_SCOPE = re.compile(r"#(event|actor)=([^/\\#]*)$")
_INPUTS = ("ledger", "files", *_FOUND_BY_MODELS)
_FOLDED = str.maketrans({"ё": "е", "’": "'", "‘": "'", "“": '"', "”": '"'})


class Corpus:
    """A folder of Parquet tables, or a selection of its articles.

    Every table is a frame, read when it is first used; a selection (`between`,
    `by_publisher`, `by_country`, `search`) gives the same tables cut to its articles.

    >>> len(corpus.articles)
    64
    """

    articles: pd.DataFrame
    ledger: pd.DataFrame
    files: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    times: pd.DataFrame
    quotes: pd.DataFrame
    actions: pd.DataFrame
    events: pd.DataFrame
    event_evidence: pd.DataFrame
    subjects: pd.DataFrame
    checks: pd.DataFrame
    conflicts: pd.DataFrame
    counts: pd.DataFrame
    annotated: pd.DataFrame
    candidates: pd.DataFrame
    candidate_mentions: pd.DataFrame

    def __init__(self, folder: Path, *, selected: frozenset[str] | None = None) -> None:
        self.folder = folder
        self.selected = selected
        self._frames: dict[str, pd.DataFrame] = {}
        self._sums: dict[str, list[str]] = {}

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The corpus in a folder; CorpusError where there is none, or one of another version.

        `folder#event=ID` and `folder#actor=ID` open the articles on one event or actor.
        """
        scope = None if Path(folder).is_dir() else _SCOPE.search(str(folder))
        path = Path(str(folder)[: scope.start()] if scope else folder)
        manifest_of(path)
        opened = cls(path)
        return opened.about(**{scope[1]: scope[2]}) if scope else opened

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.table(name)
        raise AttributeError(f"a corpus has no {name!r}")

    def table(self, name: str) -> pd.DataFrame:
        """One table by name, cut to the selection; see docs/fields.md for its columns."""
        if name not in self._frames:
            frame = to_pandas(self.arrow(name))
            if self.selected is not None:
                frame = self._cut(name, frame)
            self._frames[name] = frame
        return self._frames[name]

    def arrow(self, name: str) -> pa.Table:
        """One whole table as Arrow, without the selection."""
        with self.opened(name) as file:
            try:
                return pq.read_table(file, page_checksum_verification=True)
            except (pa.ArrowException, OSError, ValueError, TypeError) as error:
                raise self._damaged(name) from error

    @contextmanager
    def opened(self, name: str) -> Iterator[BufferedReader]:
        """The file of a table; CorpusError where it is not there, or not as it was written."""
        if name not in TABLES:
            raise UnknownNameError("table", name, list(TABLES))
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            command = "names" if name.startswith("candidate") else "annotate"
            raise CorpusError(
                f"has no table {name!r} yet. Make it: detente {command} --corpus {self.folder}",
                folder=self.folder,
            )
        self._keep_to(sums := sums_of(self.folder))
        with path.open("rb") as file:
            if name in sums and sum_of(file) not in sums[name]:
                self._keep_to(sums_of(self.folder))
                raise self._damaged(name)
            file.seek(0)
            yield file

    def _keep_to(self, sums: dict[str, list[str]]) -> None:
        """CorpusError where the tables are others than when the first of them was read."""
        self._sums = self._sums or sums
        if any(self._sums[n] != sums.get(n) for n in self._sums if n not in _FOUND_BY_MODELS):
            raise CorpusError(
                "was changed by another command while it was read. Open it, or run this, again.",
                folder=self.folder,
            )

    def _damaged(self, name: str) -> CorpusError:
        return CorpusError(
            f"{name}.parquet is damaged: it is not as it was written. {MEND}", folder=self.folder
        )

    def write(self, name: str, record: type, rows: Iterable[Any]) -> None:
        """Write a table of records in place of the old one."""
        self.write_tables({name: table_of(record, rows)})

    def write_tables(self, tables: Mapping[str, pa.Table | Path]) -> None:
        """Write tables aside, then rename all of them: a stopped run leaves the old ones whole.

        A table that is written already, on the same disk, is given by its path.
        """
        with locked(self.folder, f".{SUMS}.lock"):
            sums, new = sums_of(self.folder), dict[str, list[str]]()
            with ExitStack() as renamed:
                for name, table in reversed(list(tables.items())):  # the last in is renamed first
                    written = table if isinstance(table, Path) else None
                    path = renamed.enter_context(aside(self.folder / f"{name}.parquet", at=written))
                    if not isinstance(table, Path):
                        pq.write_table(table, path, **PARQUET)
                    with path.open("rb") as file:
                        new[name] = [sum_of(file)]
                # If this is stopped before all is renamed, each table has its old sum or its new.
                write_sums(self.folder, sums | {n: new[n] + sums.get(n, []) for n in new})
            write_sums(self.folder, sums | new)
        self._sums = self._sums and self._sums | new
        for name in tables:
            self._frames.pop(name, None)
        if not (self.folder / "corpus.json").is_file():
            write_manifest(self.folder, Manifest())

    def __len__(self) -> int:
        return len(self.articles)

    def between(self, begin: str | date, until: str | date) -> Self:
        """The articles published from one day to another, both included (YYYY-MM-DD).

        Days are those of the publisher's place.
        """
        first, last = _day(begin), _day(until)
        days = self.articles["published_local"].dt.strftime("%Y-%m-%d")
        return self._select(days.between(first, last))

    def by_publisher(self, *names: str) -> Self:
        """The articles of some publishers; UnknownNameError for one that has none."""
        known = sorted(self.articles["publisher"].unique())
        for name in names:
            if name not in known:
                raise UnknownNameError("publisher in this corpus", name, known)
        return self._select(self.articles["publisher"].isin(names))

    def by_country(self, *codes: str) -> Self:
        """The articles of publishers in some countries (two letters)."""
        return self._select(self.articles["country"].isin([code.upper() for code in codes]))

    def about(self, *, event: str = "", actor: str = "") -> Self:
        """The articles that report an event, or that name an actor (by its id)."""
        table, column, name = (
            ("event_evidence", "event_id", event) if event else ("mentions", "actor_id", actor)
        )
        rows = self.table(table)
        on_it = rows.loc[rows[column] == name, "article_id"]
        return self._select(self.articles["article_id"].isin(on_it))

    def content_key(self) -> str:
        """Hash of all rows, cut to the selection; inputs and what models found aside."""
        digest = hashlib.sha256()
        for name in TABLES:
            if name in _INPUTS or not (self.folder / f"{name}.parquet").is_file():
                continue
            rows = self.table(name).astype(str)
            digest.update(f"{name}{list(rows.columns)}".encode())
            digest.update(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())
        return digest.hexdigest()[:32]

    def once(self) -> Self:
        """Of each text one article, the origin where it is here: independent reports."""
        order = self.articles.sort_values("is_origin", ascending=False, kind="stable")
        first = ~order["copy_group"].duplicated()
        return self._select(first.reindex(self.articles.index))

    def search(self, text: str) -> Self:
        """The articles with some words in headline or body, in any case, with е for ё."""
        whole = self.articles["title"] + "\n" + self.articles["body"]
        wanted = _fold(text)
        return self._select(whole.map(lambda printed: wanted in _fold(printed)).astype(bool))

    def sql(self, query: str) -> pd.DataFrame:
        """The answer of DuckDB to a query; every table is there under its name, cut like them."""
        import duckdb

        with duckdb.connect() as connection:
            for name in TABLES:
                if (self.folder / f"{name}.parquet").is_file():
                    connection.register(name, self.table(name))
            return connection.sql(query).df()

    def __repr__(self) -> str:
        *counts, (_, dates) = self._figures()
        said = [f"{value} {name.removesuffix('s' * (value == '1'))}" for name, value in counts]
        return ", ".join([*said, dates] if dates else said)

    def _repr_html_(self) -> str:
        cells = (
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in self._figures()
            if value
        )
        return f"<table>{''.join(cells)}</table>"

    def _figures(self) -> list[tuple[str, str]]:
        days = self.articles["published_local"].dropna()
        return [
            ("articles", str(len(self))),
            ("independent", str(self.articles["copy_group"].nunique())),
            ("publishers", str(self.articles["publisher"].nunique())),
            ("dates", f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""),
        ]

    def _cut(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A table of the whole corpus, cut to the selection."""
        if name == "events":
            return self._recounted(frame)
        if "article_id" not in frame:
            return frame
        cut = frame[frame["article_id"].isin(self.selected or ())].reset_index(drop=True)
        return self._own_reports(cut) if name == "conflicts" else cut

    def _select(self, mask: pd.Series) -> Self:
        chosen = frozenset(self.articles.loc[mask, "article_id"])
        return type(self)(self.folder, selected=chosen)

    def _own_reports(self, conflicts: pd.DataFrame) -> pd.DataFrame:
        """Conflicts with the independent reports of each value in the selection alone."""
        group = conflicts[["article_id"]].merge(self.articles[["article_id", "copy_group"]])
        value = [conflicts[column] for column in ("event_id", "attribute", "value")]
        counts = group["copy_group"].groupby(value).transform("nunique")
        return conflicts.assign(independent=counts.astype(conflicts["independent"].dtype))

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


TABLES = tuple(Corpus.__annotations__)
"""The tables of a corpus; docs/fields.md has their columns."""


def _day(day: str | date) -> str:
    try:
        return date.fromisoformat(str(day)[:10]).isoformat()
    except ValueError:
        raise InputError(f"{day!r} is no day. Write it as 2021-05-19.") from None


def _fold(text: str) -> str:
    return text.casefold().translate(_FOLDED)


FORMAT = 3
"""Version of the tables; a change of their columns raises it, with a step in `migrate.py`."""


def held(folder: Path) -> AbstractContextManager[None]:
    """Keep all others out of a corpus that is written."""
    return locked(folder, LOCK, wait=WAIT)


_NAME = "corpus.json"


@dataclass(slots=True, kw_only=True)
class Manifest:
    """Content of `corpus.json`."""

    format: int = FORMAT
    """Version of the tables."""
    folders: dict[str, str] = field(default_factory=dict)
    """Prefix of the source names of each folder that was loaded, by its path from the corpus."""
    copies: CopyRules = field(default_factory=CopyRules)
    """Thresholds that its articles were grouped by."""
    furniture_kept: str = ""
    """Hash of what the user kept of its furniture; empty for nothing."""


def manifest_of(folder: Path) -> Manifest:
    """Manifest of a corpus folder; CorpusError where this version cannot read the corpus."""
    said = said_of(folder)
    if said.get("format") != FORMAT:
        raise CorpusError(
            f"was written in format {said.get('format')}, and this version of détente reads format "
            f"{FORMAT}. Make it one of this format: detente migrate {folder}",
            folder=folder,
        )
    try:
        return Manifest(**{**said, "copies": CopyRules(**said.get("copies", {}))})
    except (TypeError, AttributeError) as error:
        raise _unreadable(folder, error) from None


def said_of(folder: Path) -> dict[str, Any]:
    """Content of `corpus.json`, of any format; CorpusError where it is none."""
    path = folder / _NAME
    if not path.is_file():
        raise CorpusError(
            "holds no corpus. Make one: detente load PATH… --corpus DIR", folder=folder
        )
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, RecursionError) as error:
        raise _unreadable(folder, error) from None


def _unreadable(folder: Path, error: Exception) -> CorpusError:
    return CorpusError(
        f"has a {_NAME} that cannot be read ({error}). Load the articles into a new folder.",
        folder=folder,
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `corpus.json` in place of the old one."""
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False)
    write_aside(folder / _NAME, f"{text}\n")
