"""Which column of a table, or key of a record, holds the title, the text, the date.

The names that are known are in `data/reference/columns.csv`.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from detente import files
from detente.collect.article import Draft, Refusal
from detente.collect.markup import is_html, opened
from detente.errors import ParameterError, UnknownNameError
from detente.tables import read

FIELDS = (
    "title", "body", "summary", "byline", "section", "published", "updated", "retrieved", "url",
    "publisher",
)  # fmt: skip
"""Fields of an article that a column can hold."""
_LONG = 200  # characters on average in a column that can be the text
_CUT = re.compile(r"\[\+\d+ chars\]\s*\Z")
_PARTS = ("paragraphs", "sections", "text", "content", "value")
_DEPTH = 3  # objects in one another whose keys are looked at
Asked = tuple[tuple[str, str], ...]


def asked(columns: Mapping[str, str]) -> Asked:
    """The columns that a user named, by field; an unknown field is an error."""
    for field, name in columns.items():
        if field not in FIELDS:
            raise UnknownNameError("field of an article", field, list(FIELDS))
        if list(columns.values()).count(name) > 1:
            raise ParameterError(f"the column {name!r} is named for two fields", parameter=name)
    return tuple((field, columns[field]) for field in FIELDS if field in columns)


def guessed(names: Iterable[str], asked: Asked = ()) -> dict[str, str]:
    """Field of an article for each column that the user named, or that is known by its name.

    Where two columns could be one field, the name that the list has first is taken. Of a key in
    an object, as in `fields.bodyText`, the last part can tell as well.
    """
    names = list(names)
    by_name = {folded(name.rpartition(".")[2]): name for name in reversed(names) if "." in name}
    by_name |= {folded(name): name for name in names}
    chosen = _named(names, asked)
    for known, field in _known():
        name = by_name.get(known)
        if name is not None and field not in chosen and name not in chosen.values():
            chosen[field] = name
    return {name: field for field, name in chosen.items()}


def _named(names: list[str], asked: Asked) -> dict[str, str]:
    """Column of each field that the user named, spelt as there or nearly so, empty or not."""
    by_name = {folded(name.rpartition(".")[2]): name for name in reversed(names) if "." in name}
    by_name |= {folded(name): name for name in names} | {name: name for name in names}
    found = {field: by_name.get(name, by_name.get(folded(name))) for field, name in asked}
    return {field: name for field, name in found.items() if name is not None}


def columns_of(rows: list[dict[Any, Any]], asked: Asked = ()) -> dict[str, str]:
    """The same for a table, by its first rows: columns with something in them come first.

    Without a column that is named for the text, it is the one with the longest texts.
    """
    names = [name for name in (rows[0] if rows else ()) if name is not None]
    filled = [name for name in names if any(row.get(name) for row in rows)]
    fields = guessed([*filled, *_named(names, asked).values()], asked)
    fields |= {n: f for n, f in guessed(names, asked).items() if f not in fields.values()}
    if "body" in fields.values():
        return fields
    held = {n: [len(str(row[n])) for row in rows if row.get(n)] for n in names}
    mean = {n: sum(held[n]) / len(held[n]) if 2 * len(held[n]) >= len(rows) else 0 for n in names}
    others = [name for name in names if name not in fields and mean[name] > _LONG]
    return fields | {max(others, key=mean.__getitem__): "body"} if others else fields


def flat(record: Mapping[str, Any], depth: int = _DEPTH) -> dict[str, Any]:
    """A record with the keys of objects in it as `outer.inner` beside its own."""
    found = dict(record)
    for key, value in record.items():
        if isinstance(value, dict) and depth:
            found |= {f"{key}.{name}": inner for name, inner in flat(value, depth - 1).items()}
    return found


def is_text(value: dict[str, Any]) -> bool:
    """Whether an object holds a text in parts: paragraphs, or sections with headlines (Fundus)."""
    return not value.keys().isdisjoint(_PARTS)


def draft_of(record: Mapping[str, Any], place: str, *, fields: dict[str, str]) -> Draft | Refusal:
    """The article in a record, or a refusal where it has no text."""
    held = {field: record.get(name) for name, field in fields.items()}
    values: dict[str, Any] = {field: _text(value) for field, value in held.items()}
    values["body"] = _paragraphs(held.get("body"))
    date, updated = values.pop("published", ""), values.pop("updated", "")
    if not values["body"]:
        seen = values.get("title", "")[:80] or f"none in {', '.join(map(repr, record))}"[:120]
        return Refusal(place=place, reason="no text", seen=seen)
    if cut := _CUT.search(values["body"]):
        whole, before = values["body"], values["body"][: cut.start()].rstrip()
        values["body"] = before.removesuffix("…").removesuffix("...").rstrip()
        values["partial"] = whole[len(values["body"]) :].strip()
    if is_html(values["body"]):
        values["body"], values["furniture"] = opened(values["body"])
    return dataclasses.replace(
        Draft(
            place=place,
            body="",
            dates=(("column", date),) if date else (),
            updated=(("column", updated),) if updated else (),
        ),
        **values,
    )


def _paragraphs(value: Any) -> str:
    """Text of a body, which can be a list of paragraphs or an object that holds a text."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_paragraphs, value)))
    if isinstance(value, dict):
        parts = ("summary", "headline", *_PARTS)
        return "\n\n".join(filter(None, (_paragraphs(value.get(name)) for name in parts)))
    return _text(value)


def _text(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - a missing value of a table is not itself
        return ""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("title") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnName:
    """A row of `columns.csv`."""

    field: Annotated[str, FIELDS]
    """Field of an article."""
    name: str
    """What exports call it, in small letters."""


@cache
def _known() -> list[tuple[str, str]]:
    """Names and their fields, in the order of preference."""
    return [(row.name, row.field) for row in read(ColumnName, files.REFERENCE / "columns.csv")]


def folded(name: str) -> str:
    """Name of a column in small letters, without signs and the language of what it holds."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = re.sub(r"[\W_]+", " ", apart).strip().lower()
    return re.sub(r" (ru|en|uk)$", "", plain)  # title_ru, text_en
