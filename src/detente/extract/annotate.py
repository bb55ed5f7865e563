"""One pass over a corpus: all evidence of every article, then the events and the conflicts.

Articles are read in batches, in processes where there are many; each finished batch is kept, so
that a run that was stopped goes on, and only what is new or changed is read again.
"""

import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from xxhash import xxh3_128_hexdigest

from detente import files, tables
from detente.collect.corpus import Corpus, held
from detente.errors import CorpusError, WorkerError
from detente.extract import (
    actions,
    checks,
    conflicts,
    cues,
    events,
    mentions,
    pronouns,
    quotes,
    reading,
    sentences,
    times,
)
from detente.extract.cues import Count, Cues
from detente.extract.evidence import (
    Action,
    Check,
    Conflict,
    Event,
    EventEvidence,
    Mention,
    Quote,
    Sentence,
    Subject,
    TimeSpan,
)
from detente.extract.linking import Linker
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.told import Evidence, Told, told_by
from detente.extract.upkeep import MARK, is_up_to_date, key_of_evidence, made_by
from detente.limits import FAULTS, begun, bounded, in_words
from detente.processes import cores, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What became of one article when it was annotated."""

    article_id: str
    """The article."""
    key: str
    """Hash of the article, the reference and the extractors: the same key, the same rows."""
    reason: str
    """Which extractors failed on it and how; empty where all of them worked."""


Rows = dict[str, pa.Table]
TABLES: dict[str, type] = {
    "sentences": Sentence,
    "mentions": Mention,
    "times": TimeSpan,
    "quotes": Quote,
    "actions": Action,
    "counts": Count,
    "event_evidence": EventEvidence,
    "subjects": Subject,
    "checks": Check,
    "annotated": Annotation,
}
"""The tables that one article gives rows to, with their record classes."""
_DAY_OR_BETTER = frozenset({"day", "minute", "second"})
SMALL = 200
"""Up to so many articles are read in this process: starting others takes longer."""
BATCH = 64
"""Articles in a batch: what a stopped run loses at most for each worker."""
_ENDED = "the process that read it was ended, for want of memory or as it took too long"
_SEEN_BY_EXTRACTORS = (
    "publisher",
    "title",
    "body",
    "language",
    "country",
    "published_local",
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

    >>> len(detente.annotate(corpus).events)
    61
    """
    whole = Corpus(corpus.folder)
    if not is_up_to_date(corpus.folder):
        with held(corpus.folder):
            if not is_up_to_date(corpus.folder):  # another process may have done it meanwhile
                read = key_of_evidence(corpus.folder)
                (corpus.folder / MARK).unlink(missing_ok=True)
                _bring_up_to_date(whole, workers, progress=progress)
                tables.write_aside(corpus.folder / MARK, read)
    _warn_of_failures(whole)
    _warn_of_review()
    return type(corpus)(corpus.folder, selected=corpus.selected)


def _bring_up_to_date(corpus: Corpus, workers: int | None, *, progress: bool) -> None:
    articles = corpus.arrow("articles")
    keys = _keys(articles)
    batches = Batches(corpus.folder)
    parts = batches.usable(keys)
    done = {i.as_py() for part in parts for i in part["annotated"]["article_id"]}
    todo = [row for row in articles.to_pylist() if row["article_id"] not in done]
    for rows in _read(todo, keys, workers, progress=progress):
        batches.keep(rows)
        parts.append(rows)
    evidence = merged(parts or [_rows([])], articles["article_id"].combine_chunks())
    corpus.write_tables(evidence | corpus_tables(articles, evidence, _reader().reference))
    batches.clear()


def _keys(articles: pa.Table) -> dict[str, str]:
    """Key of each article by id."""
    maker = made_by()
    columns = articles.select(["article_id", *_SEEN_BY_EXTRACTORS]).to_pylist()
    return {
        row["article_id"]: xxh3_128_hexdigest("\0".join([maker, *map(str, row.values())]).encode())
        for row in columns
    }


def _read(
    todo: list[dict[str, Any]], keys: dict[str, str], workers: int | None, *, progress: bool
) -> Iterator[Rows]:
    """Tables of the articles, batch by batch, read in this process or in others."""
    from tqdm import tqdm

    keyed = [(row, keys[row["article_id"]]) for row in todo]
    batches = (keyed[i : i + BATCH] for i in range(0, len(todo), BATCH))
    count = workers or (1 if len(todo) <= SMALL else cores())
    with tqdm(total=len(todo), unit="article", delay=2, disable=not progress) as bar:
        try:
            for rows in in_order(_rows, batches, count, without=_without):
                bar.update(rows["annotated"].num_rows)
                yield rows
        except BrokenProcessPool as error:
            raise WorkerError(
                "a process that read articles was killed, most likely for want of memory. "
                "What was finished is kept: run again with workers=1 to go on."
            ) from error


Batch = list[tuple[dict[str, Any], str]]
"""Articles with their keys."""


def _without(batch: Batch, number: int) -> Batch:
    """A batch in which one article is not read: the process that read it was ended."""
    article, key = batch[number]
    return [*batch[:number], ({"article_id": article["article_id"]}, key), *batch[number + 1 :]]


def _rows(batch: Batch) -> Rows:
    """Tables of one batch of articles."""
    rows: dict[str, list[Any]] = {name: [] for name in TABLES}
    for number, (article, key) in enumerate(batch):
        begun(number)
        found, reason = _reader().read(article) if "body" in article else ({}, _ENDED)
        for name, part in found.items():
            rows[name] += part
        done = Annotation(article_id=article["article_id"], key=key, reason=reason)
        rows["annotated"].append(done)
    return {name: tables.table(record, rows[name]) for name, record in TABLES.items()}


def _reader() -> "ArticleReader":
    """The reader of this process; its automata cannot be sent, so each process builds its own."""
    return _reader_of(Reference.load())


@lru_cache(maxsize=1)
def _reader_of(reference: Reference) -> "ArticleReader":
    return ArticleReader(reference)


def _warn_of_review() -> None:
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


Found = TypeVar("Found")


class Attempt(Protocol):
    """Runs a step: what an extractor gives, or nothing where it fails, which is noted."""

    def __call__(
        self, step: str, extractor: Callable[..., Iterable[Found]], /, *given: Any, **named: Any
    ) -> list[Found]:
        """Rows of an extractor."""


class ArticleReader:
    """Runs the extractors over articles; it builds its automata once, on its first article."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    def read(self, article: dict[str, Any]) -> tuple[dict[str, list[Any]], str]:
        """Rows by table, and the reasons why some are missing (empty: none is).

        An extractor that fails gives no rows; those after it go on without them.
        """
        reasons: list[str] = []

        def attempt(
            step: str, extractor: Callable[..., Iterable[Found]], /, *given: Any, **named: Any
        ) -> list[Found]:
            try:
                with bounded():
                    return list(extractor(*given, **named))
            except FAULTS as fault:  # one article must not stop the corpus
                reasons.append(f"{step}: {in_words(fault)}")
                return []

        spans = attempt("sentences", sentences.split, article["body"], article["language"])
        reading = reading_of(article, tuple(spans) or ((0, len(article["body"])),))
        found = self._found(reading, attempt)
        book, who = self._linker.book, found.mentions
        linked = attempt("events", self._linker.link, reading, found)
        headline = next(iter(attempt("headline", self._headline, reading) if linked else ()), None)
        about = attempt("subjects", events.find_subjects, linked, headline, book)
        more = attempt("pronouns", pronouns.find, reading, self.reference, who)
        rows: dict[str, list[Any]] = {
            "sentences": _sentences(reading),
            "mentions": sorted(who + more, key=lambda mention: mention.start),
            "times": found.times,
            "quotes": attempt("quotes", quotes.find, reading, who, self.reference),
            "actions": found.actions,
            "counts": attempt("counts", cues.find, reading, found.cues, found.times),
            "event_evidence": linked,
            "subjects": about,
            "checks": attempt("checks", checks.find, reading, found, about, book=book),
        }
        return rows, "; ".join(reasons)

    def _found(self, reading: Reading, attempt: Attempt) -> Evidence:
        """What the extractors find in a text, of which others make more."""
        who = attempt("mentions", mentions.find, reading, self.reference)
        when = attempt("times", times.find, reading)
        where = attempt("places", mentions.find_places, reading, self.reference)
        return Evidence(
            mentions=who,
            times=when,
            places=where,
            actions=attempt(
                "actions", actions.find, reading, who, when, places=where, reference=self.reference
            ),
            cues=attempt("cues", self._cues.find, reading.body),
        )

    def _headline(self, reading: Reading) -> list[Told]:
        """What the headline says, read as a sentence; nothing where there is none."""
        if not reading.title:
            return []
        alone = replace(reading, title="", body=reading.title, sentences=((0, len(reading.title)),))
        found = self._found(alone, _plainly)
        return told_by(alone, found, self._linker.book)

    @cached_property
    def _cues(self) -> Cues:
        return cues.of(self.reference)

    @cached_property
    def _linker(self) -> Linker:
        return Linker(self.reference, self._cues)


def _plainly(
    _: str, extractor: Callable[..., Iterable[Found]], /, *given: Any, **named: Any
) -> list[Found]:
    return list(extractor(*given, **named))


def reading_of(article: dict[str, Any], spans: tuple[tuple[int, int], ...]) -> Reading:
    """An article as the extractors see it."""
    precise = (
        article["published_local"] is not None and article["published_precision"] in _DAY_OR_BETTER
    )
    same = ("article_id", "title", "body", "language", "country", "publisher")
    return Reading(
        **{name: article[name] for name in same},
        day=article["published_local"].date() if precise else None,
        sentences=spans,
    )


def _sentences(reading: Reading) -> list[Sentence]:
    return [
        Sentence(article_id=reading.article_id, sentence=n, start=start, end=end)
        for n, (start, end) in enumerate(reading.sentences)
    ]


def corpus_tables(articles: pa.Table, evidence: Rows, reference: Reference) -> Rows:
    """Tables `events`, `event_evidence` and `conflicts` of a corpus."""
    read = reading.readings(articles, evidence)
    happened, rows = events.find(read, reference)
    differing = conflicts.find(read, reference, cues.of(reference))
    return {
        "events": tables.table(Event, happened),
        "event_evidence": tables.table(EventEvidence, rows),
        "conflicts": tables.table(Conflict, differing),
    }


class Batches:
    """Finished work of one corpus folder: its tables, and the batches of a run that was stopped."""

    def __init__(self, folder: Path) -> None:
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
                mine = pc.field("article_id").isin(sorted(ids))
                found.append({name: table.filter(mine) for name, table in rows.items()})
        return found

    def keep(self, rows: Rows) -> None:
        """Put the rows of a finished batch on disk, aside first and then renamed."""
        self._folder.mkdir(exist_ok=True)
        first = rows["annotated"]["key"][0].as_py()
        with tables.aside(self._folder / first) as folder:
            folder.mkdir(exist_ok=True)
            for name, table in rows.items():
                pq.write_table(table, folder / f"{name}.parquet", **tables.PARQUET)

    def clear(self) -> None:
        """Forget the batches: their rows are in the tables of the corpus now."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _sources(self) -> Iterator[Rows]:
        """Tables of the corpus and of each batch, where all are there and as they were written."""
        batches = sorted(self._folder.glob("[!.]*")) if self._folder.is_dir() else []
        for folder in (self._corpus, *batches):
            with suppress(CorpusError):
                yield {name: _table(name, Corpus(folder)) for name in TABLES}


def _table(name: str, corpus: Corpus) -> pa.Table:
    """A table as its record makes it: Parquet gives the items of lists another name."""
    table = corpus.arrow(name)
    schema = tables.schema(TABLES[name])
    # Tables with other columns were made by other code: their keys are not asked for.
    return table.cast(schema) if table.column_names == schema.names else table


def merged(parts: list[Rows], order: pa.Array) -> Rows:
    """Rows of all parts by table, in the order of their articles."""
    joined = {name: pa.concat_tables([part[name] for part in parts]) for name in TABLES}
    return {name: _ordered(table.combine_chunks(), order) for name, table in joined.items()}


def _ordered(table: pa.Table, order: pa.Array) -> pa.Table:
    place = pc.index_in(table["article_id"], value_set=order)
    # Rows of one article come in order from one part, and the sort is stable.
    return table.take(pc.array_sort_indices(place.combine_chunks()))
