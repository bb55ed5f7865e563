"""Parts: what was read so far, kept beside the corpus until all is read; a stopped load goes on.

A part is known by the hash of all that it is made from: the inputs, the publishers and the code.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from detente import files, tables
from detente.collect.article import Article, Draft, LedgerRow, Refusal
from detente.collect.columns import Asked
from detente.collect.copies import COLUMNS, copy_columns
from detente.collect.dates import settled
from detente.collect.furniture import Learnt, learnt
from detente.collect.inputs import Piece
from detente.collect.near import CopyRules

Tables = Callable[[], Iterator[pa.Table]]
_READ_BY = ("trafilatura", "resiliparse", "lxml", "htmldate", "py3langid", "feedparser", "pypdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Pieces that one worker reads into one part."""

    key: str
    """Hash of all that the part is made from."""
    folder: Path
    """Where it is kept."""
    table: Path | None
    """Publishers of the user's."""
    columns: Asked
    """(field, column) as the user named them."""
    pieces: tuple[Piece, ...]
    """What is to be read; nothing where an earlier load has read it."""
    ended: int
    """Inputs of which nothing is left to read after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRead:
    """What a part has of one piece of an input."""

    source: str
    """The input."""
    place: str
    """Place of the file in a container; a file in blocks is in several pieces."""
    records: int
    """Rows in the ledger."""
    articles: int
    """Articles among them."""
    month_first: bool | None
    """Order of numeric dates in it, where its values tell."""
    reader: str
    """Name of the reader."""
    columns: str
    """The columns that were guessed, in a sentence."""
    changed: bool
    """Whether it was written to while it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that were read, on disk."""

    key: str
    """Hash of all that it is made from."""
    folder: Path
    """Where it is kept."""
    sources: tuple[SourceRead, ...]
    """Its inputs, in order; one can have its records in several parts."""
    ended: int
    """Inputs of which nothing is left to read after it."""
    again: bool
    """Whether an earlier load had read it."""

    def ledger(self) -> pa.Table:
        """Its rows of the ledger."""
        return pq.read_table(self.folder / f"{self.key}.ledger")

    def articles(self, columns: list[str] | None = None) -> pa.Table:
        """Its articles, in the order of their rows in the ledger."""
        return pq.read_table(self.folder / f"{self.key}.articles", columns=columns)


def key_of(pieces: list[Piece], table: str) -> str:
    """Key of a part, with the hash of the publishers table and of the columns that were named."""
    hashed = xxhash.xxh3_128(f"{_made_by()}\0{table}".encode())
    for piece in pieces:
        seen = piece.content if isinstance(piece.content, Refusal) else ""
        fields = (piece.source, piece.named, piece.digest, piece.place, piece.before, piece.size)
        hashed.update(repr((*fields, piece.url, piece.retrieved, seen)).encode("utf-8", "replace"))
    return hashed.hexdigest()


def is_there(folder: Path, key: str) -> bool:
    """Whether a part was read by an earlier load."""
    return (folder / f"{key}.json").is_file()


def read_part(job: Job) -> Part:
    """The part of a job: read, or as an earlier load has read it."""
    if not job.pieces and is_there(job.folder, job.key):
        there = json.loads((job.folder / f"{job.key}.json").read_text("utf-8"))
        return _part(job, [SourceRead(**source) for source in there], again=True)
    from detente.collect.reading import read  # the packages that parse are slow to import

    rows, articles, sources = list[LedgerRow](), list[Article](), list[SourceRead]()
    for piece in job.pieces:
        made = read(piece, job.table, job.columns)
        rows += (row for row, _ in made.records)
        articles += (article for _, article in made.records if article)
        sources.append(
            SourceRead(
                source=piece.source,
                place=piece.place,
                records=len(made.records),
                articles=sum(article is not None for _, article in made.records),
                month_first=made.month_first,
                reader=made.reader,
                columns=made.columns,
                changed=made.changed,
            )
        )
    _keep(job, "articles", tables.table(Article, articles))
    _keep(job, "ledger", tables.table(LedgerRow, rows))
    tables.write_aside(job.folder / f"{job.key}.json", json.dumps([asdict(s) for s in sources]))
    return _part(job, sources, again=False)


def _part(job: Job, sources: list[SourceRead], *, again: bool) -> Part:
    found = tuple(sources)
    return Part(key=job.key, folder=job.folder, sources=found, ended=job.ended, again=again)


def _keep(job: Job, name: str, table: pa.Table) -> None:
    with tables.aside(job.folder / f"{job.key}.{name}") as part:
        pq.write_table(table, part, compression="zstd", compression_level=1)


@cache
def _made_by() -> str:
    """Hash of all that decides what is read besides the inputs."""
    code = [Path(__file__).parent, Path(tables.__file__), files.REFERENCE]
    return tables.key_of(code, *(f"{name} {version(name)}" for name in _READ_BY))


Watched = Callable[[Iterable[pa.Table], str], Iterator[pa.Table]]
ROWS = 2**14
"""Articles in a row group of the table."""
_SEEN = ["article_id", "publisher", "published", "byline", "body", "title", "language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a user can decide for a corpus."""

    copies: CopyRules
    """Thresholds of copies."""
    kept: tuple[tuple[str, str], ...]
    """Publisher and text of paragraphs that are no furniture, however often they are repeated."""


def finish(articles: Tables, path: Path, rules: Rules, *, watched: Watched) -> Learnt:
    """Write the table of all articles, without furniture and with their copies.

    Parameters
    ----------
    articles
        Gives the articles by their time, as often as it is called.
    path
        The table; what is put aside on the way stands beside it.
    watched
        Shows how far a stage is, by its name.
    """
    found = learnt(lambda: watched(articles(), "learning furniture"), rules.kept)

    def clean(stage: str) -> Iterator[pa.Table]:
        return map(found.cut, watched(articles(), stage))

    seen = _on_disk(clean("cutting furniture"), path.with_suffix(".seen"))
    copies = copy_columns(seen, rules.copies)
    with pq.ParquetWriter(path, tables.schema(Article), compression="zstd") as writer:
        begin = 0
        for table in _even(clean("writing")):
            of_these = copies.slice(begin, len(table))
            begin += len(table)
            writer.write_table(_with(table, of_these), row_group_size=ROWS)
    return found


def _on_disk(parts: Iterable[pa.Table], path: Path) -> pa.Table:
    """What copies are found by, in a file that the system reads as it is needed."""
    schema = pa.schema([tables.schema(Article).field(name) for name in _SEEN])
    with pa.ipc.new_file(str(path), schema) as writer:
        for table in parts:
            writer.write_table(table.select(_SEEN).cast(schema))
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _with(table: pa.Table, copies: pa.Table) -> pa.Table:
    for name in COLUMNS:
        table = table.set_column(table.schema.get_field_index(name), name, copies[name])
    return table


def _even(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables of as many rows each, so that the same articles always give the same bytes."""
    held = tables.table(Article, [])
    for table in parts:
        held = pa.concat_tables([held, table])
        while len(held) >= ROWS:
            yield held.slice(0, ROWS).combine_chunks()
            held = held.slice(ROWS)
    yield held.combine_chunks()


IN_MEMORY = 2**26
"""Bytes of articles that are held at once, about."""
_PLACE = "place in the order"


def by_time(tables: Iterable[pa.Table], folder: Path) -> Tables:
    """Gives the articles of some tables by their time and id, undated ones last, ever again.

    Where they are too many they are put aside in a folder, in files of a stretch of time each.
    """
    runs, keys = list[pa.Table | Path](), list[pa.Table]()
    for run in gathered(tables):
        keys.append(run.select(["published", "article_id"]))
        if runs:
            runs[-1] = _aside(runs[-1], folder / f"run-{len(runs)}")
        runs.append(run)
    if not runs:
        return lambda: iter(())
    places = _places(pa.concat_tables(keys))
    if len(runs) == 1:
        whole = _loaded(runs[0]).take(pa.array(np.argsort(places)))
        return lambda: iter([whole])
    stretches = _stretches(runs, places, folder)
    return lambda: map(_in_place, stretches)


def gathered(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Small tables put together to large ones."""
    held, size = list[pa.Table](), 0
    for table in parts:
        held.append(table)
        size += table.nbytes
        if size > IN_MEMORY:
            yield pa.concat_tables(held).combine_chunks()
            held, size = [], 0
    if held:
        yield pa.concat_tables(held).combine_chunks()


def _places(keys: pa.Table) -> npt.NDArray[np.int64]:
    """Place of each row in the order."""
    ids = keys["article_id"].to_numpy().astype("S16")
    undated = keys["published"].is_null().to_numpy()
    time = keys["published"].cast(pa.int64()).fill_null(0).to_numpy()
    order = np.lexsort((ids, time, undated))
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places


def _stretches(
    runs: list[pa.Table | Path], places: npt.NDArray[np.int64], folder: Path
) -> list[Path]:
    """Files of a stretch of time each, as many as there are runs."""
    width = -(-len(places) // len(runs))
    paths = [folder / f"stretch-{number}" for number in range(len(runs))]
    schema = _loaded(runs[-1]).schema.append(pa.field(_PLACE, pa.int64()))
    writers = [pa.ipc.new_stream(str(path), schema) for path in paths]
    begin = 0
    for run in runs:
        table = _loaded(run)
        place = places[begin : begin + len(table)]
        begin += len(table)
        table = table.append_column(_PLACE, pa.array(place))
        for number, writer in enumerate(writers):
            writer.write_table(table.filter(pa.array(place // width == number)))
    for writer in writers:
        writer.close()
    return paths


def _in_place(path: Path) -> pa.Table:
    table = _loaded(path)
    return table.sort_by(_PLACE).drop_columns([_PLACE])


def _aside(run: pa.Table | Path, path: Path) -> Path:
    table = _loaded(run)
    with pa.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table)
    return path


def _loaded(run: pa.Table | Path) -> pa.Table:
    if isinstance(run, Path):
        with pa.OSFile(str(run)) as file, pa.ipc.open_stream(file) as reader:
            return reader.read_all()
    return run


Orders = dict[tuple[str, str], bool]
_FIELDS = ("published", "published_precision", "published_basis")


def orders_in(parts: Sequence[Part]) -> Orders:
    """Whether numeric dates are month first, by file, where one of its blocks tells."""
    found: Orders = {}
    for piece in (piece for part in parts for piece in part.sources):
        if piece.month_first is not None:
            file = (piece.source, piece.place)
            found[file] = found.get(file, False) or piece.month_first
    return found


def redated(table: pa.Table, part: Part, orders: Orders) -> pa.Table:
    """Articles of a part, dates of a block that did not tell their order read in the file's."""
    begin, tables = 0, list[pa.Table]()
    for piece in part.sources:
        of_piece = table.slice(begin, piece.articles)
        begin += piece.articles
        order = orders.get((piece.source, piece.place), piece.month_first)
        if order is not None and order != piece.month_first:
            rows = [_redated(row, month_first=order) for row in of_piece.to_pylist()]
            of_piece = pa.Table.from_pylist(rows, schema=table.schema)
        tables.append(of_piece)
    return pa.concat_tables(tables) if tables else table


def _redated(row: dict[str, Any], *, month_first: bool) -> dict[str, Any]:
    basis = row["published_basis"].partition(",")[0].partition(";")[0]
    draft = Draft(place="", body="", dates=((basis, row["published_raw"] or ""),))
    found = settled(draft, None, row["country"], month_first=month_first)
    return row | {name: found[name] for name in _FIELDS} if found["published"] else row
