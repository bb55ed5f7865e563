"""Tables: CSV, TSV, semicolon-separated and Parquet, and workbooks; columns known by their names.

The text is in the column that is named for it, or else in the one with the longest texts.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
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
_TRIED = 50  # rows that tell the columns
_HEAD = 100_000  # characters in which the first rows are
_NAMED = 20  # rows of a sheet among which are the names of the columns
_TABLE = re.compile(r"\.(csv|tsv|tab)(\.gz)?$", re.IGNORECASE)
_OTHER = ("<", "{", "[")  # begin another format, whatever the name of the file says
_DATED = ("published", "updated", "retrieved")
_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d+)?")  # a day from 1954 to 2091
_NEEDED = {"body", "title", "url"}  # without one of these columns a table lists no articles


def _is_table(file: RawFile) -> bool:
    """Parquet by its mark; else a first line that names two columns of an article."""
    return file.data.startswith(_PARQUET) or _delimiter(file) is not None


def _unit(file: RawFile) -> Unit:
    """Whether a large file has a row a record, so that it can be read in blocks."""
    return "" if file.data.startswith(_PARQUET) else "row"


def _read_table(file: RawFile) -> Iterator[Draft | Refusal]:
    """Tables: CSV, TSV, semicolon-separated and Parquet; columns known by their names.

    The text is in the column that is named for it, or else in the one with the longest texts.
    Where a quotation mark never closes, the lines that have a cell for each column are rows.
    """
    fields = _columns_of_table(file)
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


def _columns_of_table(file: RawFile) -> dict[str, str]:
    return columns_of([row for row, _ in islice(_rows(file), _TRIED)], file.columns)


def _without_text(found: Draft | Refusal, fields: dict[str, str]) -> Draft | Refusal:
    """A refusal that says, where no column holds the text, which ones there are."""
    if isinstance(found, Draft) or "body" in fields.values():
        return found
    return dataclasses.replace(found, seen=f"{found.seen}; {_no_text(fields)}"[:200])


def _no_text(names: Iterable[str]) -> str:
    told = ", ".join(map(repr, names))
    return f"no column holds the text (if one does: --column body=NAME): {told}"


def _unusable(file: RawFile, fields: dict[str, str]) -> str:
    """Why a table cannot be read, with the columns that were seen; empty where it can."""
    first, _ = next(_rows(file), ({}, False))
    seen = [str(name) for name in first if name is not None]
    dated = any(len(name) > _LONG or published(name) for name in seen)
    if dated and not guessed(seen, file.columns):
        return f"the first row names no columns: {', '.join(map(repr, seen))}"
    if not seen:
        return "a table without rows"
    return _no_text(seen) if _NEEDED.isdisjoint(fields.values()) else ""


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
        torn = len(taken) > 1 and not _cells(taken, delimiter, strict=True)
        apart = _cells(taken, delimiter, quoting=csv.QUOTE_NONE) if torn else []
        names = rows.fieldnames or ()
        if apart and all(len(cells) == len(names) for cells in apart):
            for cells in apart:
                bare = (cell.strip('"').replace('""', '"') for cell in cells)
                yield dict(zip(names, bare, strict=True)), False
        else:
            yield row, torn
        taken.clear()


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _delimiter(file: RawFile) -> str | None:
    """Delimiter under which the first line names two columns of an article.

    Or else, in a file that is named as a table, one under which its rows have as many cells each.
    """
    head = _without_mark(file.text[:_HEAD])
    if head.startswith("<"):
        return None
    first = head.split("\n", 1)[0].rstrip("\r")
    for delimiter in _DELIMITERS:
        if len(guessed((_cells([first], delimiter) or [[]])[0], file.columns)) > 1:
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


def _cells(lines: Iterable[str], delimiter: str, **how: Any) -> list[list[str]]:
    """Cells of some lines; none where their quotation marks do not match."""
    try:
        return list(csv.reader(lines, delimiter=delimiter, **how))
    except csv.Error:
        return []


def _without_mark(text: str) -> str:
    """Text without a byte-order mark and the line by which Excel is told the delimiter."""
    return re.sub(r"^\ufeff?(sep=.\r?\n)?", "", text)


def _is_workbook(file: RawFile) -> bool:
    """A workbook that was told by its parts."""
    return file.kind == "workbook"


def _read_workbook(file: RawFile) -> Iterator[Draft | Refusal]:
    """Workbooks: XLSX, XLS, XLSB and ODS by calamine, every sheet; columns known by their names.

    The names of the columns can stand below a title and other headings: the row is taken that names
    most columns of an article. So are read the lists of Medialogia and of other monitoring
    services, as far as their columns have names that are in `data/reference/columns.csv`; no layout
    of theirs is documented in public.
    """
    for sheet, start, names, records in sheets(file):
        fields = columns_of(records[:_TRIED], file.columns)
        if _NEEDED.isdisjoint(fields.values()):
            yield Refusal(place=sheet, reason="no text", seen=_no_text(names)[:120])
            continue
        for number, record in enumerate(records, start=start):
            if any(record.values()):
                dated = record | {n: _day(record[n]) for n, f in fields.items() if f in _DATED}
                yield draft_of(dated, f"{sheet} row {number}".strip(), fields=fields)


def _columns_of_workbook(file: RawFile) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, _, _, records in sheets(file):
        found |= columns_of(records[:_TRIED], file.columns)
    return found


def sheets(file: RawFile) -> Iterator[tuple[str, int, list[str], list[dict[str, str]]]]:
    """Name (empty for the only one), number of the first row, names of columns, records."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    sheets = {
        n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names
    }
    filled = {name: values for name, values in sheets.items() if any(map(any, values))}
    for name, values in filled.items():
        rows = [list(map(_printed, row)) for row in values]
        known = [len(guessed(filter(None, row), file.columns)) for row in rows[:_NAMED]]
        head = known.index(max(known)) if max(known) > 1 else 0
        names = _apart(rows[head])
        records = [dict(zip(names, row, strict=False)) for row in rows[head + 1 :]]
        yield (name if len(filled) > 1 else ""), head + 2, names, records


def _printed(cell: Any) -> str:
    """A cell as it would be printed: dates in ISO form, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(cell: str) -> str:
    """A number in a column of dates as the day that it is in a spreadsheet: days since 1900."""
    if not _NUMBER.fullmatch(cell):
        return cell
    when = datetime(1899, 12, 30) + timedelta(days=float(cell))  # noqa: DTZ001 - as printed, without a zone
    return _printed(when.replace(microsecond=0))


def _apart(names: list[str]) -> list[str]:
    """Names of columns, those without one by their number, a second one of a name too."""
    out: list[str] = []
    for number, name in enumerate(names, start=1):
        out.append(name if name and name not in out else f"{name or 'column'} {number}")
    return out


TABLE = Reader(
    name="table",
    rank=300,
    recognises=_is_table,
    read=_read_table,
    unit=_unit,
    columns=_columns_of_table,
)
WORKBOOK = Reader(
    name="workbook",
    rank=210,
    recognises=_is_workbook,
    read=_read_workbook,
    columns=_columns_of_workbook,
)
