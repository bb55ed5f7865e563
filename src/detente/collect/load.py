"""Loading: files → records → articles, each input with its row in the ledger."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from detente.collect.article import Article
from detente.collect.copies import grouped
from detente.collect.corpus import Corpus
from detente.collect.inputs import InputFile, digest_of, found
from detente.collect.ledger import LedgerRow
from detente.collect.record import Record, read

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
        Processes that read files; as many as there are processors, and one for few files.
    said
        Is told, in sentences, what was passed over and which columns were guessed.
    """
    target = Corpus(Path(corpus))
    before = _Before(target)
    table = Path(publishers) if publishers else None
    new, digests = _new(list(found([Path(p) for p in paths])), before, said)
    records: list[Record] = []
    for made, note in _each(new, table, workers=workers, progress=progress):
        records += made
        if note:
            said(note)
    replaced = set(digests)
    ledger = [row for row in before.ledger if row.source not in replaced]
    articles = [a for a in before.articles if a.source not in replaced]
    _add(records, ledger, articles)
    seen = before.digests | digests
    _check(ledger, articles)
    articles = sorted(grouped(articles), key=_order)
    target.write("articles", Article, articles)
    target.write("ledger", LedgerRow, sorted(ledger, key=lambda r: _natural(r.locator)))
    target.write(
        "files", InputFile, [InputFile(source=s, digest=d) for s, d in sorted(seen.items())]
    )
    return Corpus.open(corpus)


class _Before:
    """What a corpus holds before a load."""

    def __init__(self, corpus: Corpus) -> None:
        there = (corpus.folder / "articles.parquet").is_file()
        self.articles = _back(Article, corpus.table("articles")) if there else []
        self.ledger = _back(LedgerRow, corpus.table("ledger")) if there else []
        seen = _back(InputFile, corpus.table("files")) if there else []
        self.digests = {row.source: row.digest for row in seen}


def _back(record: type, frame: pd.DataFrame) -> list[Any]:
    """Records of a frame, gaps as None."""
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]  # columns are named by strings
    for row in rows:
        if isinstance(row.get("published"), pd.Timestamp):
            row["published"] = row["published"].to_pydatetime()
    return [record(**row) for row in rows]


def _new(
    inputs: list[tuple[str, Path]], before: _Before, said: Said
) -> tuple[list[tuple[str, Path]], dict[str, str]]:
    """Inputs that are new or have changed, and their digests."""
    digests = {source: digest_of(path) for source, path in inputs}
    new = [(s, p) for s, p in inputs if before.digests.get(s) != digests[s]]
    changed = sum(source in before.digests for source, _ in new)
    if len(new) < len(inputs):
        said(f"{len(inputs) - len(new)} files were loaded before and have not changed.")
    if changed:
        said(f"{changed} files have changed and are read again.")
    return new, {source: digests[source] for source, _ in new}


def _each(
    inputs: list[tuple[str, Path]], table: Path | None, *, workers: int | None, progress: bool
) -> Iterator[tuple[list[Record], str]]:
    """The records of each file, in order, read in as many processes as are worth starting."""
    count = workers or (1 if len(inputs) < _FEW else min(cpu_count() or 1, 8))
    jobs = [(source, path, table) for source, path in inputs]

    def shown(results: Iterator[tuple[list[Record], str]]) -> Iterator[tuple[list[Record], str]]:
        return tqdm(
            results,
            total=len(jobs),
            desc="reading",
            unit=" files",
            delay=2,
            leave=False,
            disable=not progress,
        )

    if count == 1:
        yield from shown(map(read, jobs))
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        yield from shown(pool.map(read, jobs, chunksize=8))


def _add(records: list[Record], ledger: list[LedgerRow], articles: list[Article]) -> None:
    """Put records into the ledger and the articles; one that is there already keeps its row."""
    known = {article.article_id for article in articles}
    for row, article in records:
        if article is None:
            ledger.append(row)
        elif article.article_id in known:
            ledger.append(dataclasses.replace(row, status="read", reason="same article again"))
        else:
            known.add(article.article_id)
            articles.append(article)
            ledger.append(row)


def _check(ledger: list[LedgerRow], articles: list[Article]) -> None:
    """Every input is in the ledger once, and every article is there."""
    assert len({r.locator for r in ledger}) == len(ledger), "an input has two rows in the ledger"  # noqa: S101 - the promise of the ledger
    read = {r.article_id for r in ledger if r.status != "refused"}
    assert read == {a.article_id for a in articles}, "an article is missing from the ledger"  # noqa: S101


def _order(article: Article) -> tuple[bool, float, str]:
    time = article.published.timestamp() if article.published else 0.0
    return article.published is None, time, article.article_id


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which row 10 comes after row 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
