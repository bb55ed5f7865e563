"""Tables: CSV, TSV, semicolon-separated and Parquet; columns known by their names.

The text is in the column that is named for it, or else in the one with the longest texts.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from detente.collect.columns import draft_of, guessed
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "table"

_PARQUET = b"PAR1"
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 16 * 1024 * 1024
_LONG = 200  # characters on average in a column that can be the text
_TRIED = 50  # rows


def recognises(file: RawFile) -> bool:
    """Parquet by its mark; else a first line that names two columns of an article."""
    return file.data.startswith(_PARQUET) or _delimiter(file.text) is not None


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every row as an article, or as a refusal."""
    fields = columns(file)
    if "body" not in fields.values():
        names = ", ".join(repr(name) for name in next(_rows(file), {}))
        yield Refusal(place="", reason="no text", seen=f"no column holds the text: {names}"[:120])
        return
    number = 0
    try:
        for number, row in enumerate(_rows(file), start=1):
            place = f"row {number}"
            if None in row:
                yield Refusal(place=place, reason="damaged", seen="more cells than columns")
            else:
                yield draft_of(row, place, fields=fields)
    except csv.Error as error:
        yield Refusal(place=f"row {number + 1}", reason="damaged", seen=str(error))


def columns(file: RawFile) -> dict[str, str]:
    """Field of each column that was guessed, for the user to see."""
    rows = list(islice(_rows(file), _TRIED))
    names = [name for name in (rows[0] if rows else ()) if name is not None]
    fields = guessed(names)
    if "body" in fields.values():
        return fields
    mean = {n: sum(len(str(row.get(n) or "")) for row in rows) / len(rows) for n in names}
    others = [name for name in names if name not in fields and mean[name] > _LONG]
    return fields | {max(others, key=mean.__getitem__): "body"} if others else fields


def _rows(file: RawFile) -> Iterator[dict[Any, Any]]:
    """Rows by column name; cells that have no column are under None."""
    if file.data.startswith(_PARQUET):
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(io.BytesIO(file.data)).iter_batches(_TRIED * 20):
            yield from batch.to_pylist()
        return
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.StringIO(file.text.lstrip("\ufeff"), newline="")
    yield from csv.DictReader(lines, delimiter=_delimiter(file.text) or ",")


def _delimiter(text: str) -> str | None:
    """Delimiter under which the first line names two columns of an article."""
    first = text[:10_000].lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(guessed(names)) > 1:
            return delimiter
    return None
