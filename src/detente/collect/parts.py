"""Parts: what was read so far, kept beside the corpus until all is read; a stopped load goes on.

A part is known by the hash of all that it is made from: the inputs, the publishers and the code.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from detente import content, files, records
from detente.collect.article import Article
from detente.collect.columns import Asked
from detente.collect.draft import Refusal
from detente.collect.ledger import LedgerRow
from detente.collect.pieces import Piece

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
    _keep(job, "articles", records.table(Article, articles))
    _keep(job, "ledger", records.table(LedgerRow, rows))
    content.write_aside(job.folder / f"{job.key}.json", json.dumps([asdict(s) for s in sources]))
    return _part(job, sources, again=False)


def _part(job: Job, sources: list[SourceRead], *, again: bool) -> Part:
    found = tuple(sources)
    return Part(key=job.key, folder=job.folder, sources=found, ended=job.ended, again=again)


def _keep(job: Job, name: str, table: pa.Table) -> None:
    aside = job.folder / f".{job.key}.{name}.{os.getpid()}"
    pq.write_table(table, aside, compression="zstd", compression_level=1)
    aside.replace(job.folder / f"{job.key}.{name}")


@cache
def _made_by() -> str:
    """Hash of all that decides what is read besides the inputs."""
    code = [Path(__file__).parent, Path(records.__file__), files.REFERENCE]
    return content.key_of(code, *(f"{name} {version(name)}" for name in _READ_BY))
