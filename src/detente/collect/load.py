"""Loading: files → records → articles, each input with its row in the ledger.

What is read is kept in parts beside the corpus, so that it need not be in memory, and that a load
that was stopped goes on where it was; the tables of the corpus are written at the end, at once.
"""

import errno
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xxhash
from tqdm import tqdm

from detente import tables
from detente.collect import furniture
from detente.collect.article import Article, LedgerRow
from detente.collect.columns import Asked, asked
from detente.collect.corpus import Corpus, Manifest, manifest_of, write_manifest
from detente.collect.furniture import restored
from detente.collect.inputs import (
    CHANGED,
    UNREADABLE,
    Input,
    InputFile,
    Piece,
    digest_of,
    digest_of_input,
    found,
    gone,
    mark_of,
    pieces_of,
)
from detente.collect.parts import (
    Job,
    Part,
    Rules,
    by_time,
    finish,
    is_there,
    key_of,
    orders_in,
    read_part,
    redated,
)
from detente.collect.publishers import Publishers
from detente.errors import DetenteError, DiskError, WorkerError
from detente.processes import cores, in_order
from detente.tables import locked

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
    with locked(folder, LOCK, _BUSY), _told_of_full_disks(folder):
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


LOCK = ".loading.lock"
"""Held in a corpus folder by the load that writes there."""
_BUSY = "is being loaded into by another process. Wait for it to end, or load into another folder."


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
        self._kept = furniture.kept(folder)
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
        furniture.write(self._folder, learnt, self._kept)
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


def _hash(kept: furniture.Kept) -> str:
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


Mask = npt.NDArray[np.bool_]
_ROWS_AT_ONCE = 4096  # articles of the old table


class Study:
    """What a corpus holds, and what becomes of it when inputs are read."""

    def __init__(self, folder: Path) -> None:
        self._corpus = Corpus(folder)
        there = (folder / "articles.parquet").is_file()
        self.manifest = manifest_of(folder) if there else Manifest()
        self.ledger = self._corpus.arrow("ledger") if there else tables.table(LedgerRow, [])
        rows = self._corpus.arrow("files").to_pylist() if there else []
        self.files = {row["source"]: InputFile(**row) for row in rows}
        self._digests: dict[str, str] = {}
        self._table = ""

    def new(self, digests: dict[str, str], table: str, said: Said) -> list[str]:
        """Inputs that are new, or have changed, or are to be read with other publishers."""
        self._digests, self._table = digests, table
        differ = [source for source in digests if self._differs(source)]
        new = [source for source in differ if not self._is_closed(source)]
        changed = sum(source in self.files for source in new)
        if len(differ) < len(digests):
            said(f"{len(digests) - len(differ)} files were loaded before and have not changed.")
        if len(new) < len(differ):
            said(f"{len(differ) - len(new)} files no longer open; what was read of them stays.")
        if changed:
            said(f"{changed} files have changed, or their settings, and are read again.")
        return new

    def take_in(self, parts: Sequence[Part], changed: set[str]) -> Iterator[pa.Table]:
        """Put what was read in the place of what its inputs held; gives the articles.

        Parameters
        ----------
        changed
            Inputs that were written to while they were read: nothing of them is taken.
        """
        changed = changed | {s.source for part in parts for s in part.sources if s.changed}
        read = {source.source for part in parts for source in part.sources}
        kept = self.ledger.filter(pc.invert(_among(self.ledger["source"], read)))
        fresh = pa.concat_tables([_no_rows(), *(part.ledger() for part in parts)])
        live = pc.invert(_among(fresh["source"], changed))
        old = _old(self._corpus.folder, kept, read)
        new = _first(_ids(old.ids.filter(old.stays)), _ids(fresh["article_id"]), _mask(live))
        again = pc.and_(pc.and_(live, fresh["article_id"].is_valid()), pc.invert(pa.array(new)))
        told = pc.if_else(again, pa.scalar("same article again"), fresh["reason"])
        place = fresh.schema.get_field_index("reason")
        fresh = fresh.set_column(place, "reason", told)
        self.ledger = _by_source([kept, fresh.filter(live), _changed(changed & read)])
        self._note(parts, changed)
        named = np.unique(_ids(self.ledger["article_id"].drop_null()))
        count = int(_mask(old.stays).sum() + new.sum())
        self._check(articles=count, named=len(named))
        return _articles(old, parts, new[_mask(fresh["article_id"].is_valid())])

    def write(self, articles: Path) -> None:
        """Put everything on disk, with a table of the articles that is there already."""
        folder = self._corpus.folder
        files = [self.files[source] for source in sorted(self.files)]
        self._corpus.write_tables(
            {"articles": articles, "ledger": self.ledger, "files": tables.table(InputFile, files)}
        )
        write_manifest(folder, self.manifest)

    def told(self, sources: set[str]) -> list[str]:
        """Sentences on what was guessed, repaired and refused in some inputs."""
        said = [
            f"{name}: {self.files[name].columns}"
            for name in sorted(sources)
            if self.files[name].columns
        ]
        rows = self.ledger.filter(_among(self.ledger["source"], sources))
        for status in ("repaired", "refused"):
            reasons = rows.filter(pc.equal(rows["status"], status))["reason"].to_pylist()
            counts = Counter(reason.partition(":")[0] for reason in reasons)
            if counts:
                parts = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
                said.append(f"{len(reasons)} records were {status}: {parts}.")
        return said

    def without(self, columns: Asked, sources: set[str]) -> list[str]:
        """Sentences on columns that the user named and that none of some inputs has."""
        seen = " ".join(self.files[name].columns for name in sources)
        lacking = [name for field, name in columns if f"{field} from {name!r}" not in seen]
        return [f"No table or JSON that was read has a column {name!r}." for name in lacking]

    def _note(self, parts: Sequence[Part], changed: set[str]) -> None:
        """Remember each input that was read."""
        found: dict[str, list[Any]] = {}
        for of_part in (each for part in parts for each in part.sources):
            count, readers, columns = found.setdefault(of_part.source, [0, {}, {}])
            found[of_part.source][0] = count + of_part.records
            readers[of_part.reader] = columns[of_part.columns] = None
        for source, (count, readers, columns) in found.items():
            self.files[source] = InputFile(
                source=source,
                digest=CHANGED if source in changed else self._digests[source],
                publishers=self._table,
                reader=", ".join(filter(None, readers)),
                records=1 if source in changed else count,
                columns="; ".join(filter(None, columns)),
            )

    def _check(self, *, articles: int, named: int) -> None:
        """Inputs are as many as were read, repaired and refused, and every article is there."""
        inputs = sum(file.records for file in self.files.values())
        places = pc.count_distinct(self.ledger["locator"]).as_py()
        assert inputs == len(self.ledger) == places, "an input is not in the ledger once"  # noqa: S101 - the promise of the ledger
        assert named == articles, "the ledger and the articles differ"  # noqa: S101 - the same

    def _is_closed(self, source: str) -> bool:
        """Whether a file was loaded before and cannot be opened now."""
        return source in self.files and self._digests[source] == UNREADABLE

    def _differs(self, source: str) -> bool:
        before, digest = self.files.get(source), self._digests[source]
        if before is None or before.digest != digest:
            return True
        return self._table not in ("", before.publishers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Old:
    """Articles of the old table."""

    path: Path
    """The table."""
    ids: pa.ChunkedArray
    """Their ids."""
    stays: pa.ChunkedArray
    """Whether each stays: an input that is not read again has it."""
    moved: dict[str, tuple[str, str]]
    """Source and locator of each that only another input than its own still has."""


def _old(folder: Path, kept: pa.Table, read: set[str]) -> _Old:
    """Articles of the old table, by the rows of the ledger that are kept."""
    path = folder / "articles.parquet"
    if not path.is_file():
        none = pa.chunked_array([], pa.bool_())
        return _Old(path=path, ids=pa.chunked_array([], pa.string()), stays=none, moved={})
    table = pq.read_table(path, columns=["article_id", "source"])
    stays = pc.is_in(table["article_id"], kept["article_id"].combine_chunks())
    moved = table.filter(pc.and_(stays, _among(table["source"], read)))["article_id"]
    rows = kept.filter(pc.is_in(kept["article_id"], moved.combine_chunks())).to_pylist()
    places = {r["article_id"]: (r["source"], r["locator"]) for r in reversed(rows)}
    return _Old(path=path, ids=table["article_id"], stays=stays, moved=places)


def _articles(old: _Old, parts: Sequence[Part], new: Mask) -> Iterator[pa.Table]:
    """Articles that stay, and those of the parts that are the first with their id."""
    schema, begin = tables.schema(Article), 0
    if old.path.is_file():
        for batch in pq.ParquetFile(old.path).iter_batches(_ROWS_AT_ONCE):
            table = pa.Table.from_batches([batch]).cast(schema)
            table = table.filter(old.stays.slice(begin, len(table)))
            begin += len(batch)
            yield restored(_moved(table, old.moved))
    begin, orders = 0, orders_in(parts)
    for part in parts:
        table = redated(part.articles().cast(schema), part, orders)
        yield table.filter(pa.array(new[begin : begin + len(table)]))
        begin += len(table)


def _moved(table: pa.Table, places: dict[str, tuple[str, str]]) -> pa.Table:
    """Articles, some with another source and locator."""
    ids = table["article_id"].to_pylist() if places else []
    if not places.keys() & set(ids):
        return table
    for column, name in enumerate(("source", "locator")):
        before = table[name].to_pylist()
        values = [places[i][column] if i in places else b for i, b in zip(ids, before, strict=True)]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
    return table


def _first(old: npt.NDArray[Any], ids: npt.NDArray[Any], live: Mask) -> Mask:
    """Whether each row is the first with its id, among the old ones and the rows before it."""
    rows = np.flatnonzero(live & (ids != b""))
    _, places = np.unique(np.concatenate([old, ids[rows]]), return_index=True)
    new = np.zeros(len(ids), bool)
    new[rows[places[places >= len(old)] - len(old)]] = True
    return new


def _ids(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Ids in little memory; an empty one for none."""
    return column.fill_null("").to_numpy().astype("S16")


def _mask(column: pa.ChunkedArray) -> Mask:
    return np.asarray(column.to_numpy(), bool)


def _among(column: pa.ChunkedArray, values: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(values), pa.string()))


def _no_rows() -> pa.Table:
    return tables.table(LedgerRow, [])


def _changed(sources: set[str]) -> pa.Table:
    """Rows of inputs that were written to while they were read."""
    return tables.table(
        LedgerRow,
        [
            LedgerRow(source=s, locator=s, status="refused", reason="changed", article_id=None)
            for s in sorted(sources)
        ],
    )


def _by_source(tables: list[pa.Table]) -> pa.Table:
    """Rows of the ledger by the name of their input; in it, as they stand there."""
    ledger = pa.concat_tables(tables).combine_chunks()
    names = sorted(ledger["source"].unique().to_pylist(), key=_natural)
    place = pc.index_in(ledger["source"], pa.array(names, pa.string()))
    return ledger.take(pc.sort_indices(place))


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which file 10 comes after file 9."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)
    ]
