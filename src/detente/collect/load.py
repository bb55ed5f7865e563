"""Loading: files → records → articles, each input with its row in the ledger."""

import dataclasses
import errno
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from detente import records
from detente.collect.article import Article
from detente.collect.copies import grouped
from detente.collect.corpus import Corpus
from detente.collect.inputs import (
    UNREADABLE,
    Input,
    InputFile,
    digest_of,
    digest_of_input,
    found,
    gone,
)
from detente.collect.ledger import LedgerRow
from detente.collect.manifest import Manifest, manifest_of, write_manifest
from detente.collect.record import FileRead, read
from detente.errors import WorkerError

_FEW = 200  # files that are read faster in this process than a second one starts
Said = Callable[[str], None]


def load(
    paths: Sequence[str | Path],
    corpus: str | Path,
    *,
    publishers: str | Path | None = None,
    workers: int | None = None,
    progress: bool = False,
    said: Said = lambda _line: None,
) -> Corpus:
    """A corpus with every article of some files and folders; what is in it already stays.

    Every input record has one row in the ledger: read, repaired or refused. A file that was
    loaded before and has not changed is passed over; one that has changed takes the place of
    what it was.

    Parameters
    ----------
    publishers
        CSV of your own publishers (domain, name, country), asked before the reference.
    workers
        Processes that read files; as many as there are processors, and one for few files. In a
        script, call this under ``if __name__ == "__main__":``.
    said
        Is told, in sentences, what was passed over and which columns were guessed.
    """
    folder = Path(corpus)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "file exists", str(folder))
    study = _Study(folder)
    table = Path(publishers) if publishers else None
    named = [Path(path) for path in paths]
    inputs = found(named, study.manifest.folders, folder)
    if lost := sum(map(gone(named, study.manifest.folders, folder), study.files)):
        said(f"{lost} files that were loaded before are gone; their articles stay.")
    new = study.new(inputs, digest_of(table) if table else "", said)
    if not new and study.files:
        return Corpus.open(folder)
    study.drop(new)
    for item, made in zip(new, _each(new, table, workers, progress=progress), strict=True):
        study.add(item, made)
        if made.columns:
            said(f"{item.source}: {made.columns}")
    study.write(folder)
    return Corpus.open(folder)


class _Study:
    """A corpus while files are loaded into it, and the promise of its ledger."""

    def __init__(self, folder: Path) -> None:
        there = (folder / "articles.parquet").is_file()
        old = Corpus.open(folder) if there else None
        self.manifest = manifest_of(folder) if there else Manifest()
        self.ledger: list[LedgerRow] = _back(LedgerRow, old.ledger) if old else []
        self.files: dict[str, InputFile] = {}
        self._digests: dict[str, tuple[str, str]] = {}
        self.files = {f.source: f for f in _back(InputFile, old.files)} if old else {}
        self.articles: dict[str, Article] = {}
        if old:
            named = {row.article_id for row in self.ledger}
            rows = old.articles[old.articles["article_id"].isin(named)]
            self.articles = {a.article_id: a for a in _back(Article, rows)}

    def new(self, inputs: list[Input], table: str, said: Said) -> list[Input]:
        """Inputs that are new, or have changed, or are to be read with other publishers."""
        self._digests = {item.source: (digest_of_input(item), table) for item in inputs}
        differ = [item for item in inputs if self._differs(item.source)]
        new = [item for item in differ if not self._is_closed(item.source)]
        changed = sum(item.source in self.files for item in new)
        if len(differ) < len(inputs):
            said(f"{len(inputs) - len(differ)} files were loaded before and have not changed.")
        if len(new) < len(differ):
            said(f"{len(differ) - len(new)} files no longer open; what was read of them stays.")
        if changed:
            said(f"{changed} files have changed, or their publishers, and are read again.")
        return new

    def drop(self, new: list[Input]) -> None:
        """Forget what stood in files that are read again.

        An article that another file printed too stays, as that file's.
        """
        sources = {item.source for item in new}
        self.ledger = [row for row in self.ledger if row.source not in sources]
        others = {row.article_id: row for row in reversed(self.ledger)}
        for article in [a for a in self.articles.values() if a.source in sources]:
            if row := others.get(article.article_id):
                self.articles[article.article_id] = dataclasses.replace(
                    article, source=row.source, locator=row.locator
                )
            else:
                del self.articles[article.article_id]

    def add(self, item: Input, made: FileRead) -> None:
        """Take in the records of a file; a text that the publisher printed before gives its id."""
        for row, article in made.records:
            again = article is not None and article.article_id in self.articles
            if article is not None and not again:
                self.articles[article.article_id] = article
            self.ledger.append(
                dataclasses.replace(row, reason="same article again") if again else row
            )
        digest, table = self._digests[item.source]
        self.files[item.source] = InputFile(
            source=item.source,
            digest=digest,
            publishers=table,
            reader=made.reader,
            records=len(made.records),
            columns=made.columns,
        )

    def write(self, folder: Path) -> None:
        """Put everything on disk; the ledger is checked first."""
        self._check()
        articles = grouped(sorted(self.articles.values(), key=_order))
        ledger = sorted(self.ledger, key=lambda row: _natural(row.locator))
        files = [self.files[source] for source in sorted(self.files)]
        folder.mkdir(parents=True, exist_ok=True)
        write_manifest(folder, self.manifest)
        Corpus(folder).write_tables(
            {
                "articles": records.table(Article, articles),
                "ledger": records.table(LedgerRow, ledger),
                "files": records.table(InputFile, files),
            }
        )

    def _check(self) -> None:
        """Inputs are as many as were read, repaired and refused, and every article is there."""
        inputs = sum(file.records for file in self.files.values())
        places = {row.locator for row in self.ledger}
        named = {row.article_id for row in self.ledger if row.status != "refused"}
        assert inputs == len(self.ledger) == len(places), "an input is not in the ledger once"  # noqa: S101 - the promise of the ledger
        assert named == self.articles.keys(), "the ledger and the articles differ"  # noqa: S101 - the same

    def _is_closed(self, source: str) -> bool:
        """Whether a file was loaded before and cannot be opened now."""
        return source in self.files and self._digests[source][0] == UNREADABLE

    def _differs(self, source: str) -> bool:
        before, (digest, table) = self.files.get(source), self._digests[source]
        return before is None or before.digest != digest or table not in ("", before.publishers)


def _back(record: type, frame: pd.DataFrame) -> list[Any]:
    """Records of a frame, gaps as None."""
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]  # columns are named by strings
    for row in rows:
        for name, value in row.items():
            if isinstance(value, pd.Timestamp):
                row[name] = value.to_pydatetime()
    return [record(**row) for row in rows]


def _each(
    inputs: list[Input], table: Path | None, workers: int | None, *, progress: bool
) -> Iterator[FileRead]:
    """The records of each file, in order, read in as many processes as are worth starting."""
    count = workers or (1 if len(inputs) < _FEW else min(cpu_count() or 1, 8))
    jobs = [(item, table) for item in inputs]
    bar = tqdm(
        total=len(jobs), desc="reading", unit=" files", delay=2, leave=False, disable=not progress
    )
    with bar:
        for made in map(read, jobs) if count == 1 else _in_processes(jobs, count):
            bar.update()
            yield made


def _in_processes(jobs: list[tuple[Input, Path | None]], count: int) -> Iterator[FileRead]:
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        yield from pool.map(read, jobs, chunksize=8)
    except BrokenProcessPool:
        raise WorkerError(
            "A process that read files was killed, most often for want of memory. Nothing was "
            "changed in the corpus. Load again with one worker, or fewer files at a time."
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _order(article: Article) -> tuple[bool, float, str]:
    time = article.published.timestamp() if article.published else 0.0
    return article.published is None, time, article.article_id


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which row 10 comes after row 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
