"""From a record class to its table: one declaration gives columns, types and documentation."""

import ast
import dataclasses
import inspect
import textwrap
import types
import typing
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

if TYPE_CHECKING:  # it takes half a second, and those that read files do without
    import pandas as pd


@cache
def schema(record: type) -> pa.Schema:
    """Arrow schema of a record class: a column a field, in the order they are declared."""
    hints = get_type_hints(record)
    return pa.schema([(f.name, _arrow(hints[f.name])) for f in dataclasses.fields(record)])


def table(record: type, rows: Iterable[Any]) -> pa.Table:
    """Arrow table of some records, with the schema of their class (also when there are none)."""
    rows = list(rows)
    columns = {f.name: [getattr(row, f.name) for row in rows] for f in dataclasses.fields(record)}
    return pa.table(columns, schema=schema(record))


def frame(record: type, rows: Iterable[Any]) -> "pd.DataFrame":
    """Frame of some records: strings as `str`, times as UTC, closed sets as plain strings."""
    return to_pandas(table(record, rows))


def to_pandas(arrow: pa.Table) -> "pd.DataFrame":
    """Frame of an Arrow table; integers with gaps stay integers, lists become tuples."""
    out = arrow.to_pandas(integer_object_nulls=False)
    for field in arrow.schema:
        if pa.types.is_list(field.type):
            out[field.name] = [() if v is None else tuple(v) for v in out[field.name]]
    return out


@cache
def field_docs(record: type) -> dict[str, str]:
    """The sentence written under each field of a record class, by field name."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    body = typing.cast("ast.ClassDef", definition).body
    docs = {}
    for statement, after in pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(after, ast.Expr):
            name = typing.cast("ast.Name", statement.target).id
            docs[name] = inspect.cleandoc(str(typing.cast("ast.Constant", after.value).value))
    return docs


def _arrow(hint: Any) -> pa.DataType:
    plain = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", tz="UTC"),
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
