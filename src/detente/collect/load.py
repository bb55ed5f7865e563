"""Loading: files → records → articles, each input with its row in the ledger.

What is read is kept in parts beside the corpus, so that it need not be in memory, and that a load
that was stopped goes on where it was; the tables of the corpus are written at the end, at once.
"""

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import xxhash
from tqdm import tqdm

from detente.collect import furniture_table
from detente.collect.columns import Asked, asked
from detente.collect.corpus import Corpus
from detente.collect.finishing import Rules, finish
from detente.collect.inputs import (
    UNREADABLE,
    Input,
    digest_of,
    digest_of_input,
    found,
    gone,
    mark_of,
)
from detente.collect.lock import locked
from detente.collect.ordered import by_time
from detente.collect.parts import Job, Part, is_there, key_of, read_part
from detente.collect.pieces import Piece, pieces_of
from detente.collect.publishers import Publishers
from detente.collect.study import Study
from detente.errors import DetenteError, DiskError, WorkerError
from detente.processes import cores, in_order

_FEW, _LITTLE = 100, 2**22  # files and bytes that are read faster here than a second one starts
_AT_ONCE = 2**20  # bytes of a job at first; of later ones more, so that a large load has fewer
_MOST_AT_ONCE = 2**23
_EACH = 2**13  # bytes that a piece counts at least
_ARTICLES = "articles.parquet"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
Said = Callable[[str], None]


def load(
    paths: Sequence[str | Path],
    corpus: str | Path,
    *,
    publishers: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: bool = False,
    said: Said = lambda _line: None,
) -> Corpus:
    """A corpus with every article of some files and folders; what is in it already stays.

    Every input record has one row in the ledger: read, repaired or refused. A file that was
    loaded before and has not changed is passed over; one that has changed takes the place of
    what it was. A load that was stopped goes on when it is started again.

    Parameters
    ----------
    publishers
        CSV of your own publishers (domain, name, country), asked before the reference.
    columns
        Column of your tables, or key of your JSON, for a field: ``{"body": "Volltext"}``. Fields
        are title, body, summary, byline, section, published, updated, retrieved, url, publisher;
        what is not named is guessed.
    workers
        Processes that read files; as many as there are processors, and one for few files.
    said
        Is told, in sentences, what was passed over, which columns were guessed, and how many
        records were repaired and refused.
    """
    folder = Path(corpus)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "file exists", str(folder))
    with locked(folder), _told_of_full_disks(folder):
        run = _Run(
            folder,
            publishers=publishers,
            columns=asked(columns or {}),
            workers=workers,
            progress=progress,
            said=said,
        )
        run.load([Path(path) for path in paths])
    return Corpus.open(folder)


class _Run:
    """One load into a corpus that no other load can touch."""

    def __init__(
        self,
        folder: Path,
        *,
        publishers: str | Path | None,
        columns: Asked,
        workers: int | None,
        progress: bool,
        said: Said,
    ) -> None:
        self._folder = folder
        self._table = Path(publishers) if publishers else None
        self._columns = columns
        self._table_digest = digest_of(self._table) if self._table else ""
        self._table_digest += "".join(f" {field}={name}" for field, name in columns)
        self._workers = workers
        self._progress = progress
        self._said = said
        self._study = Study(folder)
        self._kept = furniture_table.kept(folder)
        self._digests: dict[str, str] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        self._changed = set[str]()

    def load(self, named: list[Path]) -> None:
        """Read what is new of some files and folders, and write the corpus."""
        Publishers(self._table)  # so that an error in it comes first
        folders, files = self._study.manifest.folders, self._study.files
        inputs = found(named, folders, self._folder)
        if lost := sum(map(gone(named, folders, self._folder), files)):
            self._said(f"{lost} files that were loaded before are gone; their articles stay.")
        for item in self._watched(inputs, "looking", " files"):
            self._marks[item.source] = mark_of(item)
            self._digests[item.source] = digest_of_input(item)
        new = set(self._study.new(self._digests, self._table_digest, self._said))
        decided = self._study.manifest.furniture_kept != _hash(self._kept)
        if decided and files:
            self._said("What is furniture was decided anew in furniture.csv.")
        if new or not files or decided:
            self._bring_in([item for item in inputs if item.source in new])

    def _bring_in(self, new: list[Input]) -> None:
        kept = self._folder / "loading"
        kept.mkdir(exist_ok=True)
        done = list(self._parts(new, kept))
        if again := sum(s.records for part in done if part.again for s in part.sources):
            self._said(f"{again} records had been read by a load that was stopped.")
        articles = by_time(self._study.take_in(done, self._changed), kept)
        watched = partial(self._watched, unit=" articles")
        rules = Rules(copies=self._study.manifest.copies, kept=self._kept)
        learnt = finish(articles, kept / _ARTICLES, rules, watched=watched)
        self._study.manifest.furniture_kept = _hash(self._kept)
        self._study.write(kept / _ARTICLES)
        furniture_table.write(self._folder, learnt, self._kept)
        shutil.rmtree(kept, ignore_errors=True)
        read = {item.source for item in new}
        for sentence in (*self._study.told(read), *self._study.without(self._columns, read)):
            self._said(sentence)

    def _parts(self, new: list[Input], kept: Path) -> Iterator[Part]:
        """What becomes of the inputs, in order, read in as many processes as are worth it."""
        size = sum(self._marks[item.source][0] for item in new)
        few = len(new) < _FEW and size < _LITTLE
        count = self._workers or (1 if few else min(cores(), 8))
        jobs = self._jobs(new, kept)
        read = map(read_part, jobs) if count == 1 else in_order(read_part, jobs, count)
        with self._bar("reading", " files", len(new)) as bar:
            try:
                for part in read:
                    bar.update(part.ended)
                    yield part
            except BrokenProcessPool:
                raise WorkerError(
                    "A process that read files was killed, most often for want of memory. The "
                    "corpus is as it was, and what was read is kept: load again, with one worker."
                ) from None
            except KeyboardInterrupt:
                self._said("Stopped. The corpus is as it was; load again to go on from here.")
                raise

    def _jobs(self, new: list[Input], kept: Path) -> Iterator[Job]:
        """Pieces of all inputs, as many to a job as make it worth sending."""
        pieces, size, ended, number = list[Piece](), 0, 0, 0
        for item in new:
            for piece in pieces_of(item, self._digests[item.source]):
                pieces.append(piece)
                size += max(piece.size, _EACH)
                if size >= min(_AT_ONCE * (1 + number // 16), _MOST_AT_ONCE):
                    yield self._job(pieces, kept, ended)
                    pieces, size, ended, number = [], 0, 0, number + 1
            ended += 1
            if mark_of(item) != self._marks[item.source]:
                self._look_again(item)
        if pieces:
            yield self._job(pieces, kept, ended)

    def _job(self, pieces: list[Piece], kept: Path, ended: int) -> Job:
        key = key_of(pieces, self._table_digest)
        todo = () if is_there(kept, key) else tuple(pieces)
        return Job(
            key=key,
            folder=kept,
            table=self._table,
            columns=self._columns,
            pieces=todo,
            ended=ended,
        )

    def _look_again(self, item: Input) -> None:
        """Note an input that was written to while it was read."""
        if digest_of_input(item) not in (self._digests[item.source], UNREADABLE):
            self._changed.add(item.source)

    def _watched(self, things: Iterable[Any], what: str, unit: str) -> Iterator[Any]:
        """The same things, with a bar that moves by each, or by the rows of each table."""
        with self._bar(what, unit, None) as bar:
            for thing in things:
                yield thing
                bar.update(len(thing) if isinstance(thing, pa.Table) else 1)

    def _bar(self, what: str, unit: str, total: int | None) -> tqdm:
        hidden = not self._progress
        return tqdm(total=total, desc=what, unit=unit, delay=2, leave=False, disable=hidden)


def _hash(kept: furniture_table.Kept) -> str:
    return xxhash.xxh3_128_hexdigest(repr(kept).encode()) if kept else ""


@contextmanager
def _told_of_full_disks(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL and not isinstance(error, DetenteError):
            raise DiskError(
                f"there is no room left on the disk of {folder}. The corpus is as it was, and "
                "what was read is kept: make room, and load again."
            ) from error
        raise
