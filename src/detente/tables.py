"""Tables and files: a record class as CSV, Arrow and pandas; files written whole, hashed, locked.

One declaration of a record gives the columns of its table, their types and their documentation.
"""

import ast
import csv
import dataclasses
import hashlib
import inspect
import json
import os
import re
import shutil
import sys
import textwrap
import time
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NewType,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import xxhash

from detente.errors import CorpusError, FactError

if TYPE_CHECKING:  # they take half a second, and those that read CSV or hash files do without
    import pandas as pd
    import pyarrow as pa

SUMS = "sums.json"
"""File beside tables with the sum of each, by which one that was damaged is told."""
PARQUET: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
"""How tables are written, here and everywhere."""
MEND = (
    "Take the folder from a copy. Without one: load the articles into a new folder; a table of "
    "evidence can be deleted, and detente annotate makes it anew."
)
"""What to do about a corpus that was damaged."""
LOCK = ".lock"
"""Held in the folder of a corpus, or of its reports, by what writes there; what makes reports of a
corpus shares its lock."""
WAIT = 10.0
"""Seconds that a command waits for another one in the same folder, before it says who that is."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet runs as a formula."""
_TICK = 0.1
Row = TypeVar("Row")
Parser = Callable[[str], Any]
LocalTime = NewType("LocalTime", datetime)
"""A day and a clock where something happened, without a zone."""
_PLAIN: dict[object, Parser] = {float: float, int: int, re.Pattern[str]: re.compile}
_SKIPPED = {"__pycache__", ".ipynb_checkpoints"}


def read(record: type[Row], path: Path, *, filled: Collection[str] = ()) -> tuple[Row, ...]:
    """Rows of a reference table; a row that does not fit raises FactError with its number.

    A cell is blank where its field can be None or is a tuple, save those of the `filled` columns.
    A field `Annotated[str, words]` holds one of some words that stand elsewhere.
    """
    hints = get_type_hints(record, include_extras=True)
    parsers = {name: _parser(hint) for name, hint in hints.items()}
    parsers |= {name: _never_blank(parsers[name]) for name in filled}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if list(reader.fieldnames or ()) != list(parsers):
            raise FactError(f"the columns must be {', '.join(parsers)}", table=path.name, row=0)
        return tuple(
            record(**_values(cells, parsers, (path.name, number)))
            for number, cells in enumerate(reader, start=1)
        )


@cache
def schema(record: type) -> "pa.Schema":
    """Arrow schema of a record class: a column a field, in the order they are declared."""
    import pyarrow as pa

    hints = get_type_hints(record)
    return pa.schema([(f.name, _arrow(hints[f.name])) for f in dataclasses.fields(record)])


def table(record: type, rows: Iterable[Any]) -> "pa.Table":
    """Arrow table of some records, with the schema of their class (also when there are none)."""
    import pyarrow as pa

    rows = list(rows)
    columns = {f.name: [getattr(row, f.name) for row in rows] for f in dataclasses.fields(record)}
    return pa.table(columns, schema=schema(record))


def frame(record: type, rows: Iterable[Any]) -> "pd.DataFrame":
    """Frame of some records: strings as `str`, times as UTC, closed sets as plain strings."""
    return to_pandas(table(record, rows))


def to_pandas(arrow: "pa.Table") -> "pd.DataFrame":
    """Frame of an Arrow table; integers with gaps stay integers, lists become tuples."""
    import pyarrow as pa

    out = arrow.to_pandas(integer_object_nulls=False)
    for field in arrow.schema:
        if pa.types.is_list(field.type):
            out[field.name] = [() if v is None else tuple(v) for v in out[field.name]]
    return out


@cache
def field_docs(record: type) -> dict[str, str]:
    """The sentence written under each field of a record class, by field name."""
    docs: dict[str, str] = {}
    for declared in reversed([c for c in record.__mro__ if dataclasses.is_dataclass(c)]):
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(declared))).body
        body = typing.cast("ast.ClassDef", definition).body
        for statement, after in pairwise(body):
            if isinstance(statement, ast.AnnAssign) and isinstance(after, ast.Expr):
                name = typing.cast("ast.Name", statement.target).id
                docs[name] = inspect.cleandoc(str(typing.cast("ast.Constant", after.value).value))
    return docs


@contextmanager
def aside(path: Path, *, at: Path | None = None) -> Iterator[Path]:
    """Where to write a file or folder; it is renamed to its place when it is whole, else removed.

    A reader never sees half of it. `at` is where it is written already, on the same disk.
    """
    at = at or path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield at
        if at.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        at.replace(path)
    finally:
        if at.is_dir():
            shutil.rmtree(at)
        at.unlink(missing_ok=True)


def write_aside(path: Path, text: str) -> None:
    """Write a file aside, then rename it to its place."""
    with aside(path) as file:
        file.write_text(text, "utf-8", newline="")


@contextmanager
def locked(folder: Path, name: str, *, wait: float = -1, shared: bool = False) -> Iterator[None]:
    """Keep other processes out of a folder, which is made, while its lock file is held.

    Where another has it, wait for it; after `wait` seconds CorpusError says who that is. Those
    that share it keep out only those that do not (on Windows, nobody: it has no such locks).
    The lock goes with the process that holds it, however that ends.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    if shared and not os.access(folder, os.W_OK):  # nobody can write there
        yield
        return
    lock, holder = (_Shared if shared else FileLock)(folder / name), folder / f"{name}.by"
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        who = holder.read_text("utf-8") if holder.is_file() else "another process"
        raise CorpusError(
            f"is in use by {who}. Wait for it to end, then run this again.", folder=folder
        ) from None
    try:
        command = " ".join([Path(sys.argv[0]).stem, *sys.argv[1:2]])
        write_aside(holder, f"{command} (process {os.getpid()})")
        yield
    finally:
        if not shared:
            holder.unlink(missing_ok=True)
        lock.release()


class _Shared:
    """A lock that many can hold at once."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def acquire(self, *, timeout: float) -> None:
        from filelock import Timeout

        until = time.monotonic() + timeout
        while not self._taken():
            if timeout >= 0 and time.monotonic() > until:
                raise Timeout(self._file.name)
            time.sleep(_TICK)

    def release(self) -> None:
        self._file.close()

    def _taken(self) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl

        try:
            fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def sums_of(folder: Path) -> dict[str, list[str]]:
    """Sums of the tables in a folder, by name; two where the writing of one was stopped."""
    try:
        said = json.loads((folder / SUMS).read_text("utf-8"))
        return {str(name): [str(one) for one in sums] for name, sums in said.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise CorpusError(f"has a {SUMS} that cannot be read. {MEND}", folder=folder) from None


def write_sums(folder: Path, sums: Mapping[str, list[str]]) -> None:
    """Keep the sums of tables beside them."""
    write_aside(folder / SUMS, json.dumps(sums, indent=1, sort_keys=True))


def sum_of(file: BufferedReader) -> str:
    """Sum of the bytes of a file: any change of any of them is another sum."""
    return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()


def hash_of(content: Path | str | bytes) -> str:
    """SHA-256 of a file, a text or bytes, in 64 hexadecimal digits."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def key_of(paths: Iterable[Path], *texts: str) -> str:
    """Hash of the contents of files and folders (with the names inside them) and of some texts."""
    digest = hashlib.sha256()
    for root in paths:
        for path in _files(root):
            digest.update(f"{path.relative_to(root.parent).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for text in texts:
        digest.update(f"\0{text}".encode())
    return digest.hexdigest()[:32]


def cell(text: str) -> str:
    """Text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _values(
    cells: dict[str, str | None], parsers: dict[str, Parser], where: tuple[str, int]
) -> dict[str, Any]:
    values, (table, row) = {}, where
    if None in cells or None in cells.values():
        raise FactError(f"the cells must be {len(parsers)}", table=table, row=row)
    for name, parse in parsers.items():
        try:
            values[name] = parse(cells[name] or "")
        except (ValueError, re.error) as error:
            raise FactError(f"{name}: {error}", table=table, row=row) from None
    return values


def _parser(hint: object) -> Parser:
    if hint is bool:
        return lambda cell: _one_of(cell, ("yes", "no")) == "yes"
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return lambda cell: tuple(cell.split("|")) if cell else ()
    if origin in (Literal, Annotated):
        return lambda cell: _one_of(cell, args if origin is Literal else args[1])
    if origin is types.UnionType or type(None) in args:
        (inner,) = [_parser(a) for a in args if a is not type(None)]
        return lambda cell: inner(cell) if cell else None
    return _never_blank(_PLAIN.get(hint, str))


def _never_blank(parse: Parser) -> Parser:
    return lambda cell: parse(_filled(cell))


def _one_of(cell: str, words: Collection[str]) -> str:
    if cell not in words:
        raise ValueError(f"{cell!r} is not one of {', '.join(words)}")
    return cell


def _filled(cell: str) -> str:
    if not cell:
        raise ValueError("must not be blank")
    return cell


def _arrow(hint: Any) -> "pa.DataType":
    import pyarrow as pa

    plain = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", tz="UTC"),
        LocalTime: pa.timestamp("us"),
    }
    if hint in plain:
        return plain[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return pa.string()
    if origin in (Union, types.UnionType):
        (inner,) = [a for a in args if a is not type(None)]
        return _arrow(inner)
    if origin is tuple:
        return pa.list_(_arrow(args[0]))
    raise TypeError(f"no column type for {hint!r}")


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(p for p in root.rglob("*") if p.is_file() and not _SKIPPED & set(p.parts))
