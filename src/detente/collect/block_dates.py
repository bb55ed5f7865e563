"""Dates of a file that is read in blocks: the order that one block tells holds for all."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from detente.collect.date_choice import settled
from detente.collect.draft import Draft
from detente.collect.parts import Part

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
