"""What was read so far: parts, kept beside the corpus until all is read, so that a load goes on.

A part is a file of ledger rows, each with its article. It is known by the hash of all that it is
made from: the inputs, the publishers and the code.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from detente import files, tables
from detente.collect.article import Article, Draft, LedgerRow, Refusal
from detente.collect.columns import Asked
from detente.collect.dates import settled
from detente.collect.inputs import Piece, PieceRead
from detente.limits import MEBIBYTE, begun

_READ_BY = ("trafilatura", "resiliparse", "lxml", "htmldate", "py3langid", "feedparser", "pypdf")
_PIECES = b"pieces"  # name of what a part says of its pieces
_DATES = (
    *("published", "published_local", "published_offset", "published_local_basis"),
    *("published_precision", "published_basis"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Pieces that one worker reads into one part."""

    path: Path
    """File of the part, which is there when an earlier load has read it."""
    table: Path | None
    """Publishers of the user's."""
    columns: Asked
    """(field, column) as the user named them."""
    pieces: tuple[Piece, ...]
    """What is to be read."""
    as_text: bool = False
    """Whether each is to be taken as one text, whatever it looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that were read, on disk."""

    path: Path
    """Its file."""
    pieces: tuple[PieceRead, ...]
    """Its pieces, in order; an input can have pieces in several parts."""
    again: bool
    """Whether an earlier load had read it."""

    def ledger(self) -> pa.Table:
        """Its rows of the ledger."""
        return pq.read_table(self.path, columns=tables.schema(LedgerRow).names)

    def articles(self, orders: "Orders") -> pa.Table:
        """The article of each of its rows, empty for one that was refused.

        Dates of a block that did not tell their order are read in the order of its file.
        """
        whole = pq.read_table(self.path, columns=tables.schema(Article).names)
        begin, found = 0, [whole.slice(0, 0)]
        for piece in self.pieces:
            rows = whole.slice(begin, piece.records)
            begin += piece.records
            order = orders.get((piece.source, piece.place), piece.month_first)
            if order is not None and order != piece.month_first:
                redated = [_redated(row, month_first=order) for row in rows.to_pylist()]
                rows = pa.Table.from_pylist(redated, schema=rows.schema)
            found.append(rows)
        return pa.concat_tables(found).cast(tables.schema(Article))


def key_of(pieces: list[Piece], table: str) -> str:
    """Key of a part, with the hash of the publishers table and of the columns that were named."""
    hashed = xxhash.xxh3_128(f"{_made_by()}\0{table}".encode())
    for piece in pieces:
        seen = piece.content if isinstance(piece.content, Refusal) else ""
        fields = (piece.source, piece.named, piece.digest, piece.place, piece.before, piece.size)
        hashed.update(repr((*fields, piece.url, piece.retrieved, seen)).encode("utf-8", "replace"))
    return hashed.hexdigest()


def is_whole(path: Path) -> bool:
    """Whether a part is there and as it was written; one that was damaged is taken away."""
    try:
        pq.read_table(path, page_checksum_verification=True)
    except FileNotFoundError:
        return False
    except (pa.ArrowException, OSError):
        path.unlink()
        return False
    return True


def read_part(job: Job) -> Part:
    """The part of a job: read, or as an earlier load has read it."""
    again = job.path.is_file()
    if not again:
        with tables.aside(job.path) as file:
            pq.write_table(_read(job), file, **tables.PARQUET, compression_level=1)
    said = json.loads(pq.read_schema(job.path).metadata[_PIECES])
    pieces = tuple(PieceRead(**of_piece) for of_piece in said)
    return Part(path=job.path, pieces=pieces, again=again)


def without(job: Job, number: int) -> Job:
    """A job with one of its pieces refused: the process that read it was ended."""
    said = "the process that read it was ended, for want of memory or as it took too long"
    lost = replace(job.pieces[number], content=Refusal(place="", reason="too much", seen=said))
    return replace(job, pieces=(*job.pieces[:number], lost, *job.pieces[number + 1 :]))


def _read(job: Job) -> pa.Table:
    """Rows of the ledger, each beside its article, and what is to be said of the pieces."""
    from detente.collect.reading import read  # the packages that parse are slow to import

    made = []
    for number, piece in enumerate(job.pieces):
        begun(number, 1 + piece.size / MEBIBYTE)
        made.append(read(piece, job.table, job.columns, as_text=job.as_text))
    rows = [
        (asdict(article) if article else {}) | asdict(row)
        for records, _ in made
        for row, article in records
    ]
    schema = pa.unify_schemas([tables.schema(Article), tables.schema(LedgerRow)])
    said = json.dumps([asdict(piece) for _, piece in made])
    return pa.Table.from_pylist(rows, schema=schema.with_metadata({_PIECES: said}))


@cache
def _made_by() -> str:
    """Hash of all that decides what is read besides the inputs."""
    code = [Path(__file__).parent, Path(tables.__file__), files.REFERENCE]
    return tables.key_of(code, *(f"{name} {version(name)}" for name in _READ_BY))


Orders = dict[tuple[str, str], bool]
"""Whether numeric dates are month first, by the source and place of a file."""


def orders_in(parts: Sequence[Part]) -> Orders:
    """The order of numeric dates in each file, where one of its blocks tells."""
    found: Orders = {}
    for piece in (piece for part in parts for piece in part.pieces):
        if piece.month_first is not None:
            file = (piece.source, piece.place)
            found[file] = found.get(file, False) or piece.month_first
    return found


def _redated(row: dict[str, Any], *, month_first: bool) -> dict[str, Any]:
    if row["article_id"] is None:
        return row
    basis = row["published_basis"].partition(",")[0].partition(";")[0]
    draft = Draft(place="", body="", dates=((basis, row["published_raw"] or ""),))
    found = settled(draft, None, country=row["country"], zone=row["zone"], month_first=month_first)
    return row | {name: found[name] for name in _DATES} if found["published"] else row
