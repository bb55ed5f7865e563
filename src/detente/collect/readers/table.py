"""Tables: CSV, TSV, semicolon-separated and Parquet; columns known by their names."""

import csv
import io
from collections.abc import Iterator

from detente.collect.columns import draft_of, guessed
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "table"

_PARQUET = b"PAR1"
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 16 * 1024 * 1024


def recognises(file: RawFile) -> bool:
    """Parquet by its mark; else a first line that names a text column and one more field."""
    return file.data.startswith(_PARQUET) or _delimiter(file.text) is not None


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every row as an article, or as a refusal."""
    if file.data.startswith(_PARQUET):
        yield from _parquet(file.data)
        return
    csv.field_size_limit(_LONGEST_CELL)
    delimiter = _delimiter(file.text) or ","
    reader = csv.DictReader(io.StringIO(file.text, newline=""), delimiter=delimiter)
    fields = guessed(reader.fieldnames or ())
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            place = f"row {number}"
            if None in row:
                yield Refusal(place=place, reason="damaged", seen="more cells than columns")
            else:
                yield draft_of(row, place, fields=fields)
    except csv.Error as error:
        yield Refusal(place=f"row {number + 1}", reason="damaged", seen=str(error))


def columns(file: RawFile) -> dict[str, str]:
    """Columns that were guessed, for the user to see."""
    if file.data.startswith(_PARQUET):
        return {}
    first = csv.reader(io.StringIO(file.text[:10_000]), delimiter=_delimiter(file.text) or ",")
    return guessed(next(first, []))


def _parquet(data: bytes) -> Iterator[Draft | Refusal]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowInvalid, OSError) as error:
        yield Refusal(place="", reason="damaged", seen=str(error)[:120])
        return
    fields = guessed(table.column_names)
    for number, row in enumerate(table.to_pylist(), start=1):
        yield draft_of(row, f"row {number}", fields=fields)


def _delimiter(text: str) -> str | None:
    """Delimiter under which the first line names a text column and one more field."""
    first = text[:10_000].lstrip("\ufeff").split("\n", 1)[0]
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        fields = guessed(names)
        if "body" in fields.values() and len(fields) > 1:
            return delimiter
    return None
