"""Tables: CSV, TSV, semicolon-separated and Parquet; columns known by their names.

The text is in the column that is named for it, or else in the one with the longest texts.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal, Unit
from detente.collect.columns import columns_of, draft_of, guessed
from detente.collect.dates import published
from detente.collect.readers import Reader

_PARQUET = b"PAR1"
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 16 * 1024 * 1024
_LONG = 200  # characters; no name of a column is as long
_TRIED = 50  # rows
_HEAD = 100_000  # characters in which the first rows are
_TABLE = re.compile(r"\.(csv|tsv|tab)(\.gz)?$", re.IGNORECASE)
_OTHER = ("<", "{", "[")  # begin another format, whatever the name of the file says


def recognises(file: RawFile) -> bool:
    """Parquet by its mark; else a first line that names two columns of an article."""
    return file.data.startswith(_PARQUET) or _delimiter(file) is not None


def unit(file: RawFile) -> Unit:
    """Whether a large file has a row a record, so that it can be read in blocks."""
    return "" if file.data.startswith(_PARQUET) else "row"


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every row as an article, or as a refusal."""
    fields = columns(file)
    if why := _unusable(file, fields):
        yield Refusal(place="", reason="no text", seen=why[:120])
        return
    number = 0
    try:
        for number, (row, torn) in enumerate(_rows(file), start=1):
            place = f"row {number}"
            if None in row:
                yield Refusal(place=place, reason="damaged", seen="more cells than columns")
            else:
                yield _without_text(draft_of(row, place, fields=fields), fields)
            if torn:
                seen = "quotation marks do not match, rows may be missing"
                yield Refusal(place=f"after {place}", reason="damaged", seen=seen)
    except csv.Error as error:
        yield Refusal(place=f"row {number + 1}", reason="damaged", seen=str(error))


def columns(file: RawFile) -> dict[str, str]:
    """Field of each column that was named or guessed, for the user to see."""
    return columns_of([row for row, _ in islice(_rows(file), _TRIED)], file.columns)


def _without_text(found: Draft | Refusal, fields: dict[str, str]) -> Draft | Refusal:
    """A refusal that says, where no column holds the text, which ones there are."""
    if isinstance(found, Draft) or "body" in fields.values():
        return found
    seen = f"{found.seen}; no column holds the text: {', '.join(map(repr, fields))}"
    return dataclasses.replace(found, seen=seen[:160])


def _unusable(file: RawFile, fields: dict[str, str]) -> str:
    """Why a table cannot be read, with the columns that were seen; empty where it can."""
    first, _ = next(_rows(file), ({}, False))
    seen = [str(name) for name in first if name is not None]
    names = ", ".join(map(repr, seen))
    dated = any(len(name) > _LONG or published(name, country=None) for name in seen)
    if dated and not guessed(seen):
        return f"the first row names no columns: {names}"
    listed = {"body", "title", "url"} & set(fields.values())
    return "" if listed else f"no column holds the text: {names}"


def _rows(file: RawFile) -> Iterator[tuple[dict[Any, Any], bool]]:
    """Rows by column name; and whether one spans lines and its quotation marks do not match.

    Cells that have no column are under None.
    """
    if file.data.startswith(_PARQUET):
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(io.BytesIO(file.data)).iter_batches(_TRIED * 20):
            yield from ((row, False) for row in batch.to_pylist())
        return
    csv.field_size_limit(_LONGEST_CELL)
    delimiter, taken = _delimiter(file) or ",", list[str]()
    lines = io.StringIO(_without_mark(file.text), newline="")
    rows = csv.DictReader(_noted(lines, taken), delimiter=delimiter)
    _ = rows.fieldnames  # read the header, which is no row
    taken.clear()
    for row in rows:
        yield row, len(taken) > 1 and not _matches(taken, delimiter)
        taken.clear()


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _matches(lines: list[str], delimiter: str) -> bool:
    """Whether the quotation marks in some lines match."""
    try:
        return bool(list(csv.reader(lines, delimiter=delimiter, strict=True)))
    except csv.Error:
        return False


def _delimiter(file: RawFile) -> str | None:
    """Delimiter under which the first line names two columns of an article.

    Or else, in a file that is named as a table, one under which its rows have as many cells each.
    """
    head = _without_mark(file.text[:_HEAD])
    if head.startswith("<"):
        return None
    first = head.split("\n", 1)[0].rstrip("\r")
    for delimiter in _DELIMITERS:
        if len(guessed((_cells([first], delimiter) or [[]])[0])) > 1:
            return delimiter
    if head.startswith(_OTHER) or not _TABLE.search(file.source):
        return None
    even = [d for d in _DELIMITERS if _is_even(head, d)]
    return max(even, key=first.count, default=None)


def _is_even(head: str, delimiter: str) -> bool:
    """Whether the first rows have as many cells each, and more than one."""
    rows = _cells(io.StringIO(head, newline=""), delimiter)
    whole = rows[:-1] if len(head) >= _HEAD - 10 else rows
    widths = {len(row) for row in whole[:_TRIED] if row}
    return len(whole) > 1 and len(widths) == 1 and widths != {1}


def _cells(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _without_mark(text: str) -> str:
    """Text without a byte-order mark and the line by which Excel is told the delimiter."""
    return re.sub(r"^\ufeff?(sep=.\r?\n)?", "", text)


READER = Reader(
    name="table", rank=300, recognises=recognises, read=read, unit=unit, columns=columns
)
