"""Workbooks: XLSX, XLS, XLSB and ODS by calamine, every sheet; columns known by their names.

The names of the columns can stand below a title: the first row is taken that names two columns of
an article. So are read the lists of Medialogia and of other monitoring services, as far as their
columns have names that are in `data/reference/columns.csv`; no layout of theirs is documented in
public.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import columns_of, draft_of, guessed
from detente.collect.readers import Reader

_TRIED = 50  # rows that tell the columns
_HEAD = 20  # rows among which are the names of the columns


def recognises(file: RawFile) -> bool:
    """A workbook that was told by its parts."""
    return file.kind == "workbook"


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every row of every sheet as an article, or as a refusal."""
    for sheet, start, names, rows in _sheets(file):
        records = [dict(zip(names, row, strict=False)) for row in rows]
        fields = columns_of(records[:_TRIED], file.columns)
        if not {"body", "title", "url"} & set(fields.values()):
            seen = f"no column holds the text: {', '.join(map(repr, names))}"
            yield Refusal(place=sheet, reason="no text", seen=seen[:120])
            continue
        for number, record in enumerate(records, start=start):
            if any(record.values()):
                place = f"{sheet} row {number}".strip()
                yield draft_of(record, place, fields=fields)


def columns(file: RawFile) -> dict[str, str]:
    """Field of each column that was named or guessed, for the user to see."""
    found: dict[str, str] = {}
    for _, _, names, rows in _sheets(file):
        records = [dict(zip(names, row, strict=False)) for row in rows[:_TRIED]]
        found |= columns_of(records, file.columns)
    return found


def _sheets(file: RawFile) -> Iterator[tuple[str, int, list[str], list[list[str]]]]:
    """Name (empty for the only one), number of the first row, names of columns, rows."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    filled = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets]
    filled = [(name, rows) for name, rows in filled if any(any(row) for row in rows)]
    for name, values in filled:
        rows = [[_printed(cell) for cell in row] for row in values]
        known = [len(guessed([cell for cell in row if cell])) for row in rows[:_HEAD]]
        head = next((n for n, count in enumerate(known) if count > 1), 0)
        names = _apart(rows[head])
        yield (name if len(filled) > 1 else ""), head + 2, names, rows[head + 1 :]


def _printed(cell: Any) -> str:
    """A cell as it would be printed: dates in ISO form, whole numbers without a point."""
    if isinstance(cell, datetime):
        return (
            cell.isoformat(sep=" ") if cell.time().isoformat() != "00:00:00" else str(cell.date())
        )
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _apart(names: list[str]) -> list[str]:
    """Names of columns, those without one by their number, a second one of a name too."""
    out: list[str] = []
    for number, name in enumerate(names, start=1):
        out.append(name if name and name not in out else f"{name or 'column'} {number}")
    return out


READER = Reader(name="workbook", rank=210, recognises=recognises, read=read, columns=columns)
