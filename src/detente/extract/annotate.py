"""One pass over a corpus: all evidence of every article, then the events and the conflicts.

Articles are read in batches, in processes where there are many; each finished batch is kept, so
that a run that was stopped goes on, and only what is new or changed is read again.
"""

import warnings
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from typing import Any

import pyarrow as pa

from detente import files, records
from detente.collect.corpus import Corpus
from detente.errors import WorkerError
from detente.extract import upkeep
from detente.extract.batches import Annotation, Batches, Rows, merged
from detente.processes import cores, end_with_parent, without_main

SMALL = 200
"""Up to so many articles are read in this process: starting others takes longer."""
BATCH = 64
"""Articles in a batch: what a stopped run loses at most for each worker."""
_SEEN_BY_EXTRACTORS = (
    "publisher",
    "title",
    "body",
    "language",
    "country",
    "published",
    "published_precision",
)


def annotate(corpus: Corpus, *, workers: int | None = None, progress: bool = False) -> Corpus:
    """The corpus with its evidence tables, made or brought up to date.

    Nothing is done where nothing has changed; a new article is read alone. An extractor that
    fails on an article loses its rows there and no others: a warning names the article, and
    the table `annotated` holds the reason.

    Parameters
    ----------
    corpus
        A corpus; of a selection, the whole corpus is annotated.
    workers
        Processes; 1 for none beside this one. By default one for each core where there are
        many articles. The tables are the same for any number. In a script, call this under
        ``if __name__ == "__main__":``, as with everything that starts processes.
    progress
        Whether to show a bar where it takes more than two seconds.
    """
    whole = Corpus(corpus.folder)
    if not upkeep.is_up_to_date(corpus.folder):
        upkeep.begin(corpus.folder)
        _bring_up_to_date(whole, workers, progress=progress)
        upkeep.end(corpus.folder)
    _warn_of_failures(whole)
    _warn_of_review()
    return type(corpus)(corpus.folder, selected=corpus.selected)


def _bring_up_to_date(corpus: Corpus, workers: int | None, *, progress: bool) -> None:
    from detente.extract import happened
    from detente.extract.article_evidence import TABLES

    articles = corpus.arrow("articles")
    keys = _keys(articles)
    batches = Batches(corpus.folder, TABLES)
    parts = batches.usable(keys)
    done = {i.as_py() for part in parts for i in part["annotated"]["article_id"]}
    todo = [row for row in articles.to_pylist() if row["article_id"] not in done]
    for rows in _read(todo, keys, _workers(workers, len(todo)), progress=progress):
        batches.keep(rows)
        parts.append(rows)
    evidence = merged(parts, articles["article_id"].combine_chunks()) if parts else _nothing()
    corpus.write_tables(evidence | happened.tables(articles, evidence, _reader().reference))
    batches.clear()


def _keys(articles: pa.Table) -> dict[str, str]:
    """Key of each article by id."""
    import xxhash

    maker = upkeep.made_by()
    columns = articles.select(["article_id", *_SEEN_BY_EXTRACTORS]).to_pylist()
    return {
        row["article_id"]: xxhash.xxh3_128_hexdigest(
            "\0".join([maker, *(str(value) for value in row.values())]).encode()
        )
        for row in columns
    }


def _workers(asked: int | None, articles: int) -> int:
    if asked or articles <= SMALL:
        return asked or 1
    return cores()


def _read(
    todo: list[dict[str, Any]], keys: dict[str, str], workers: int, *, progress: bool
) -> Iterator[Rows]:
    from tqdm import tqdm

    batches = iter([todo[i : i + BATCH] for i in range(0, len(todo), BATCH)])
    with tqdm(total=len(todo), unit="article", delay=2, disable=not progress) as bar:
        results = (
            (_rows(b, keys) for b in batches) if workers == 1 else _spread(batches, keys, workers)
        )
        for rows in results:
            bar.update(rows["annotated"].num_rows)
            yield rows


def _spread(
    batches: Iterator[list[dict[str, Any]]], keys: dict[str, str], workers: int
) -> Iterator[Rows]:
    """Results of batches read in other processes, as they are finished."""
    from multiprocessing import get_context

    # spawn: a fork of a process in which Arrow has started threads can hang.
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=end_with_parent) as pool:

        def submit(batch: list[dict[str, Any]]) -> Future[Rows]:
            own = {row["article_id"]: keys[row["article_id"]] for row in batch}
            with without_main():
                return pool.submit(_rows, batch, own)

        waiting = {submit(batch) for batch in islice(batches, 2 * workers)}
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                waiting |= {submit(batch) for batch in islice(batches, len(finished))}
                yield from (future.result() for future in finished)
        except BrokenProcessPool as error:
            raise WorkerError(
                "a process that read articles was killed, most likely for want of memory. "
                "What was finished is kept: run again with workers=1 to go on."
            ) from error


def _rows(batch: list[dict[str, Any]], keys: dict[str, str]) -> Rows:
    """Tables of one batch."""
    from detente.extract.article_evidence import TABLES

    reader = _reader()
    rows: dict[str, list[Any]] = {name: [] for name in TABLES}
    annotated = []
    for article in batch:
        found, reason = reader.read(article)
        for name, part in found.items():
            rows[name] += part
        article_id = article["article_id"]
        annotated.append(Annotation(article_id=article_id, key=keys[article_id], reason=reason))
    tables = {name: records.table(TABLES[name], part) for name, part in rows.items()}
    return tables | {"annotated": records.table(Annotation, annotated)}


def _reader() -> Any:
    """The reader of this process; its automata cannot be sent, so each process builds its own."""
    from detente.extract.reference import Reference

    return _reader_of(Reference.load())


@lru_cache(maxsize=1)
def _reader_of(reference: Any) -> Any:
    from detente.extract.article_evidence import ArticleReader

    return ArticleReader(reference)


def _nothing() -> Rows:
    return _rows([], {})


def _warn_of_review() -> None:
    from detente.extract.reference import Reference

    stale = Reference.load().reviewed.stale
    if stale:
        warnings.warn(
            f"{len(stale)} rows of {files.review()} are not followed, because what they refer to "
            f"is not there: {'; '.join(stale[:5])}",
            stacklevel=3,
        )


def _warn_of_failures(corpus: Corpus) -> None:
    annotated = corpus.arrow("annotated").to_pylist()
    failed = [row for row in annotated if row["reason"]]
    if failed:
        first = failed[0]
        warnings.warn(
            f"{len(failed)} of {len(annotated)} articles lack some of their evidence; the table "
            f"'annotated' says why. The first: {first['article_id']}: {first['reason']}",
            stacklevel=3,
        )
