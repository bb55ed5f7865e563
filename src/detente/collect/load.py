"""A folder into a corpus: every file read, each of its records in the ledger, articles by time.

What is read is kept in parts beside the corpus, so that it need not be in memory, and that a load
that was stopped goes on where it was. When all is read, the articles that are new are put in
order, rid of what their publishers repeat, and grouped with their copies, each time from one file
to the next; the tables of the corpus are written at the end, all at once.
"""

import errno
import mmap
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xxhash
from tqdm import tqdm

from detente import limits, tables
from detente.collect import copies, furniture
from detente.collect.article import Article, LedgerRow
from detente.collect.columns import Asked, asked, folded
from detente.collect.corpus import Corpus, Manifest, held, manifest_of, write_manifest
from detente.collect.inputs import (
    CHANGED,
    UNREADABLE,
    Input,
    InputFile,
    Piece,
    PieceRead,
    digest_of,
    digest_of_input,
    found,
    gone,
    mark_of,
    pieces_of,
)
from detente.collect.parts import Job, Part, is_whole, key_of, orders_in, read_part, without
from detente.collect.publishers import Publishers
from detente.errors import DetenteError, DiskError, WorkerError
from detente.processes import cores, in_order
from detente.wording import counted

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FEW, _LITTLE = 100, 2**22  # files and bytes that are read faster here than a second one starts
_AT_ONCE = 2**20  # bytes of a job at first; of later ones more, so that a large load has fewer
_MOST_AT_ONCE = 2**23
_EACH = 2**13  # bytes that a piece counts at least
_HELD = 2**12  # articles that are in memory at once
_ROWS = 2**14  # articles in a row group of the table, so that the same ones give the same bytes
_SEEN = ["article_id", "publisher", "published", "byline", "body", "title", "language"]
"""Columns that copies are found by."""
Said = Callable[[str], None]
Mask = npt.NDArray[np.bool_]


def load(
    paths: Sequence[str | Path],
    corpus: str | Path,
    *,
    publishers: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    as_text: bool = False,
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
    as_text
        Take each file as one article, also one that looks like many documents in one.
    workers
        Processes that read files; as many as there are processors, and one for few files.
    said
        Is told, in sentences, what was passed over, which columns were guessed, and how many
        records were repaired and refused.

    >>> len(detente.load([exports], new).articles)
    1
    """
    folder = Path(corpus)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "file exists", str(folder))
    try:
        with held(folder):
            table = Path(publishers) if publishers else None
            how = {"as_text": as_text, "progress": progress}
            run = _Load(folder, table, asked(columns or {}), said=said, **how)
            run.load([Path(path) for path in paths], workers)
    except OSError as error:
        if error.errno in _FULL and not isinstance(error, DetenteError):
            raise DiskError(
                f"there is no room left on the disk of {folder}. The corpus is as it was, and "
                "what was read is kept: make room, and load again."
            ) from error
        raise
    return Corpus.open(folder)


def _blank(file: InputFile) -> str:
    """Which fields no column of a table holds; an address tells the publisher too."""
    told = file.columns.replace("url from", "publisher from")
    blank = [name for name in ("title", "published", "publisher") if f"{name} from" not in told]
    if not blank or file.reader not in ("table", "workbook"):
        return ""
    return f"; none for {', '.join(blank)} (if one is: --column {blank[0]}=NAME)"


class _Load:
    """One load into a corpus that no other load can touch."""

    def __init__(
        self,
        folder: Path,
        table: Path | None,
        columns: Asked,
        *,
        as_text: bool,
        progress: bool,
        said: Said,
    ) -> None:
        Publishers(table)  # so that an error in it comes first
        self._corpus = Corpus(folder)
        self._table = table
        self._columns = columns
        self._settings = (digest_of(table) if table else "") + "".join(
            f" {field}={name}" for field, name in (*columns, *((("as", "text"),) * as_text))
        )
        self._as_text = as_text
        self._progress = progress
        self._said = said
        self._parts = folder / "loading"
        self._old = folder / "articles.parquet"
        there = self._old.is_file()
        self._manifest = manifest_of(folder) if there else Manifest()
        self._ledger = self._corpus.arrow("ledger") if there else tables.table(LedgerRow, [])
        files = self._corpus.arrow("files").to_pylist() if there else []
        self._files = {row["source"]: InputFile(**row) for row in files}
        self._digests: dict[str, str] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        self._changed = set[str]()

    def load(self, named: list[Path], workers: int | None) -> None:
        """Read what is new of some files and folders, and write the corpus."""
        folder, folders = self._corpus.folder, self._manifest.folders
        inputs = found(named, folders, folder)
        if lost := sum(
            map(gone(named, folders, folder), self._files.keys() - {i.source for i in inputs})
        ):
            self._said(f"Gone since the last load: {counted(lost, 'file')}. What was read stays.")
        for item in self._bar("looking", " files", iterable=inputs):
            self._marks[item.source] = mark_of(item)
            self._digests[item.source] = digest_of_input(item)
        new = self._new()
        kept = furniture.kept(folder)
        hash_of_kept = xxhash.xxh3_128_hexdigest(repr(kept).encode()) if kept else ""
        decided = self._manifest.furniture_kept != hash_of_kept
        if decided and self._files:
            self._said("What is furniture was decided anew in furniture.csv.")
        if not new and self._files and not decided:
            return
        self._manifest.furniture_kept = hash_of_kept
        self._parts.mkdir(exist_ok=True)
        parts = list(self._read([item for item in inputs if item.source in new], workers))
        if again := sum(piece.records for part in parts if part.again for piece in part.pieces):
            self._said(f"Read already by a load that was stopped: {counted(again, 'record')}.")
        with limits.told(self._said):
            self._write(self._taken_in(parts), kept)
        shutil.rmtree(self._parts, ignore_errors=True)
        self._tell(new)

    def _new(self) -> set[str]:
        """Inputs that are new, or have changed, or are to be read with other publishers."""
        there = {source: file for source, file in self._files.items() if source in self._digests}
        same = {
            source
            for source, file in there.items()
            if file.digest == self._digests[source] and self._settings in ("", file.publishers)
        }
        closed = {source for source in there if self._digests[source] == UNREADABLE} - same
        if same:
            self._said(f"Loaded before and not changed: {counted(len(same), 'file')}.")
        if closed:
            self._said(
                f"Cannot be opened any more: {counted(len(closed), 'file')}. What was read stays."
            )
        if changed := there.keys() - same - closed:
            told = counted(len(changed), "file")
            self._said(f"Changed, or loaded with other settings, and read again: {told}.")
        return self._digests.keys() - same - closed

    def _read(self, new: list[Input], workers: int | None) -> Iterator[Part]:
        """What becomes of the inputs, in order, read in as many processes as are worth it."""
        size = sum(self._marks[item.source][0] for item in new)
        few = len(new) < _FEW and size < _LITTLE
        count = workers or (1 if few else min(cores(), 8))
        try:
            yield from in_order(read_part, self._jobs(new), count, without=without)
        except BrokenProcessPool:
            raise WorkerError(
                "A process that read files was killed, most often for want of memory. The "
                "corpus is as it was, and what was read is kept: load again, with one worker."
            ) from None
        except KeyboardInterrupt:
            self._said("Stopped. The corpus is as it was; load again to go on from here.")
            raise

    def _jobs(self, new: list[Input]) -> Iterator[Job]:
        """Pieces of all inputs, as many to a job as make it worth sending."""
        pieces, size, number = list[Piece](), 0, 0
        for item in self._bar("reading", " files", iterable=new):
            digest = self._digests[item.source]
            for piece in pieces_of(item, digest):
                pieces.append(piece)
                size += max(piece.size, _EACH)
                if size >= min(_AT_ONCE * (1 + number // 16), _MOST_AT_ONCE):
                    yield self._job(pieces)
                    pieces, size, number = [], 0, number + 1
            written_to = mark_of(item) != self._marks[item.source]
            if written_to and digest_of_input(item) not in (digest, UNREADABLE):
                self._changed.add(item.source)
        if pieces:
            yield self._job(pieces)

    def _job(self, pieces: list[Piece]) -> Job:
        path = self._parts / f"{key_of(pieces, self._settings)}.part"
        return Job(
            path=path,
            table=self._table,
            columns=self._columns,
            as_text=self._as_text,
            pieces=() if is_whole(path) else tuple(pieces),
        )

    def _taken_in(self, parts: Sequence[Part]) -> Iterator[pa.Table]:
        """Put what was read in the place of what its inputs held; gives the articles.

        Nothing is taken of an input that was written to while it was read.
        """
        pieces = [piece for part in parts for piece in part.pieces]
        read = {piece.source for piece in pieces}
        changed = read & (self._changed | {piece.source for piece in pieces if piece.changed})
        kept = self._ledger.filter(pc.invert(_among(self._ledger["source"], read)))
        fresh = pa.concat_tables([tables.table(LedgerRow, []), *(part.ledger() for part in parts)])
        live = _mask(pc.invert(_among(fresh["source"], changed)))
        old = tables.table(Article, [])
        if self._old.is_file():
            with self._corpus.opened("articles") as file:
                old = pq.read_table(file, columns=["article_id", "source"])
        stays = pc.is_in(old["article_id"], kept["article_id"].combine_chunks())
        new = _first(_ids(old["article_id"].filter(stays)), _ids(fresh["article_id"]), live)
        again = pa.array(live & ~new & _mask(fresh["article_id"].is_valid()))
        told = pc.if_else(again, pa.scalar("same article again"), fresh["reason"])
        fresh = fresh.set_column(fresh.schema.get_field_index("reason"), "reason", told)
        self._ledger = _by_source([kept, fresh.filter(pa.array(live)), _changed(changed)])
        self._note(pieces, changed)
        self._check(int(_mask(stays).sum() + new.sum()))
        moving = old.filter(pc.and_(stays, _among(old["source"], read)))["article_id"]
        moved = kept.filter(pc.is_in(kept["article_id"], moving.combine_chunks())).combine_chunks()
        return chain(self._staying(stays, moved), _taken(parts, new))

    def _note(self, pieces: list[PieceRead], changed: set[str]) -> None:
        """Remember each input that was read."""
        found = dict[str, list[PieceRead]]()
        for piece in pieces:
            found.setdefault(piece.source, []).append(piece)
        for source, of_input in found.items():
            self._files[source] = InputFile(
                source=source,
                digest=CHANGED if source in changed else self._digests[source],
                publishers=self._settings,
                reader=", ".join(dict.fromkeys(p.reader for p in of_input if p.reader)),
                records=1 if source in changed else sum(p.records for p in of_input),
                columns="; ".join(dict.fromkeys(p.columns for p in of_input if p.columns)),
            )

    def _check(self, articles: int) -> None:
        """Inputs are as many as were read, repaired and refused, and every article is there."""
        inputs = sum(file.records for file in self._files.values())
        places = pc.count_distinct(self._ledger["locator"]).as_py()
        named = pc.count_distinct(self._ledger["article_id"]).as_py()
        assert inputs == len(self._ledger) == places, "an input is not in the ledger once"  # noqa: S101 - the promise of the ledger
        assert named == articles, "the ledger and the articles differ"  # noqa: S101 - the same

    def _staying(self, stays: pa.ChunkedArray, moved: pa.Table) -> Iterator[pa.Table]:
        """Articles of the old table that stay, with their furniture.

        Parameters
        ----------
        moved
            Rows of the ledger of those that only another input than their own still has.
        """
        if not self._old.is_file():
            return
        begin = 0
        for batch in pq.ParquetFile(self._old).iter_batches(_HELD):
            table = pa.Table.from_batches([batch]).filter(stays.slice(begin, len(batch)))
            begin += len(batch)
            rows = moved.take(pc.index_in(table["article_id"], moved["article_id"]))
            for name in ("source", "locator"):
                value = pc.coalesce(rows[name], table[name])
                table = table.set_column(table.schema.get_field_index(name), name, value)
            yield furniture.restored(table)

    def _write(self, articles: Iterable[pa.Table], kept: furniture.Kept) -> None:
        """Put all articles in order, without furniture and with their copies; write all tables."""
        # What was read of a file counts as memory until it is let go of.
        arrived = _mapped(articles, self._parts / "arrived")[0]
        whole = _mapped(_by_time(arrived), self._parts / "whole")[0]
        del arrived
        learnt = furniture.learnt(partial(self._some, whole, "learning furniture"), kept)
        cut = map(learnt.cut, self._some(whole, "cutting furniture"))
        del whole
        clean, let_go = _mapped(cut, self._parts / "clean")
        del cut
        found = copies.copy_columns(clean.select(_SEEN), self._manifest.copies, let_go)
        let_go()
        for name in copies.COLUMNS:
            clean = clean.set_column(clean.schema.get_field_index(name), name, found[name])
        path = self._parts / "articles.parquet"
        with pq.ParquetWriter(path, clean.schema, **tables.PARQUET) as writer:
            for table in self._some(clean, "writing", _ROWS):
                writer.write_table(table, row_group_size=_ROWS)
                let_go()
        files = tables.table(InputFile, [self._files[source] for source in sorted(self._files)])
        self._corpus.write_tables({"articles": path, "ledger": self._ledger, "files": files})
        write_manifest(self._corpus.folder, self._manifest)
        furniture.write(self._corpus.folder, learnt, kept)

    def _tell(self, read: set[str]) -> None:
        """Say what was guessed, repaired, refused and not found in some inputs."""
        for file in (self._files[name] for name in sorted(read)):
            if file.columns:
                self._said(f"{file.source}: {file.columns}{_blank(file)}")
        rows = self._ledger.filter(_among(self._ledger["source"], read))
        for status in ("repaired", "refused"):
            reasons = rows.filter(pc.equal(rows["status"], status))["reason"].to_pylist()
            counts = Counter(reason.partition(":")[0] for reason in reasons)
            if counts:
                parts = ", ".join(f"{reason} ({count:,})" for reason, count in counts.most_common())
                self._said(f"{counted(len(reasons), 'record')} {status}: {parts}.")
        if abstracts := pc.sum(pc.match_substring(rows["reason"], "only an abstract: ")).as_py():
            what = counted(abstracts, "record")
            self._said(f"{what} with only an abstract, no text: export again with the full text.")
        for why in ("very long", "perhaps several"):
            unsure = rows.filter(pc.match_substring(rows["reason"], f"{why}: "))
            named = unsure["locator"].to_pylist()
            if named:
                shown = ", ".join(named[:5]) + " …" * (len(named) > 5)  # noqa: PLR2004 - a line or two
                self._said(f"Read, but {why} for one article; look into each: {shown}")
        of_files = "; ".join(file.columns for file in self._files.values())
        for field, name in self._columns:
            found = re.findall(rf"\b{field} from ['\"]([^'\"]*)", of_files)
            if folded(name) not in map(folded, found):
                self._said(f"No table or JSON has a column {name!r} for the field {field}.")

    def _some(self, articles: pa.Table, what: str, count: int = _HELD) -> Iterator[pa.Table]:
        """So many articles at a time, in memory, with a bar that moves by each."""
        with self._bar(what, " articles", total=len(articles)) as bar:
            for begin in range(0, len(articles), count):
                table = articles.slice(begin, count).combine_chunks()
                yield table
                bar.update(len(table))

    def _bar(self, what: str, unit: str, **options: Any) -> tqdm:
        hidden = not self._progress
        return tqdm(**options, desc=what, unit=unit, delay=2, leave=False, disable=hidden)


def _taken(parts: Sequence[Part], new: Mask) -> Iterator[pa.Table]:
    """Articles of the parts that are the first with their id."""
    begin, orders = 0, orders_in(parts)
    for part in parts:
        table = part.articles(orders)
        yield table.filter(pa.array(new[begin : begin + len(table)]))
        begin += len(table)


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


def _changed(sources: set[str]) -> pa.Table:
    """Rows of inputs that were written to while they were read."""
    row = partial(LedgerRow, status="refused", reason="changed", article_id=None)
    return tables.table(LedgerRow, [row(source=s, locator=s) for s in sorted(sources)])


def _by_source(ledgers: list[pa.Table]) -> pa.Table:
    """Rows of the ledger by the name of their input; in it, as they stand there."""
    ledger = pa.concat_tables(ledgers).combine_chunks()
    names = sorted(ledger["source"].unique().to_pylist(), key=_natural)
    place = pc.index_in(ledger["source"], pa.array(names, pa.string()))
    return ledger.take(pc.sort_indices(place))


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which file 10 comes after file 9."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)
    ]


def _mapped(articles: Iterable[pa.Table], path: Path) -> tuple[pa.Table, Callable[[], None]]:
    """Articles in a file, of which the system reads what is used, and what lets go of that."""
    with pa.ipc.new_file(str(path), tables.schema(Article)) as writer:
        for table in articles:
            writer.write_table(table.cast(tables.schema(Article)))
    with path.open("rb") as file:
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def let_go() -> None:
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            held.madvise(mmap.MADV_DONTNEED)

    return pa.ipc.open_file(pa.py_buffer(held)).read_all(), let_go


def _by_time(articles: pa.Table) -> Iterator[pa.Table]:
    """Articles by their time and id, undated ones last, some at a time."""
    undated = _mask(articles["published"].is_null())
    time = articles["published"].cast(pa.int64()).fill_null(0).to_numpy()
    order = np.lexsort((_ids(articles["article_id"]), time, undated))
    batches = articles.to_batches()
    begins = np.cumsum([0, *map(len, batches)])
    within = np.searchsorted(begins, order, side="right") - 1
    for begin in range(0, len(order), _HELD):
        places = zip(within[begin : begin + _HELD], order[begin : begin + _HELD], strict=True)
        rows = [batches[batch].slice(row - begins[batch], 1) for batch, row in places]
        yield pa.Table.from_batches(rows).combine_chunks()
