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
from detente.collect.dates import published
from detente.collect.markup import is_html, opened
from detente.errors import ParameterError, UnknownNameError
from detente.tables import read

FIELDS = (
    "title", "body", "summary", "byline", "section", "published", "updated", "retrieved", "url",
    "publisher",
)  # fmt: skip
"""Fields of an article that a column can hold."""
_LONG = 200  # characters on average in a column that can be the text
_SHORT = 100  # characters on average in a column of names or headlines
_DAY = range(8, 50)  # characters of a day, from 1.2.2021 on
_WORDS = 3  # on average in headlines
_SILENT = re.compile(
    r"(?:\w{0,2}|column|field|var|unnamed|spalte|столбец|колонка)\W{0,2}\d*\Z", re.IGNORECASE
)
_TOLD = ("body", "published", "title", "publisher", "byline", "url")  # by parts or values
_PARTED = re.compile(r"[()\[\]/|]")
_CUT = re.compile(r"\[\+\d+ chars\]\s*\Z")
_PARTS = ("paragraphs", "sections", "text", "content", "value")
_NOTHING = ("", "n a", "na", "nan", "none", "null", "нет")  # in the place of a text
_NAMES = ("name", "title", "main", "original")  # what of an object is its text
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

    A field that no name tells is the one column that a part of its name and its values tell. Else
    the text is the column with the longest texts, and a column whose name says nothing is that of
    days or headlines where it alone holds such.
    """
    names = [name for name in (rows[0] if rows else ()) if name is not None]
    filled = [name for name in names if any(row.get(name) for row in rows)]
    fields = guessed([*filled, *_named(names, asked).values()], asked)
    fields |= {n: f for n, f in guessed(names, asked).items() if f not in fields.values()}
    held = {n: [_text(row[n]) for row in rows if _text(row.get(n))] for n in names}
    held = {n: texts for n, texts in held.items() if texts}
    for tells in (_told_by_parts, _told_by_values):
        for field in [field for field in _TOLD if field not in fields.values()]:
            able = (n for n in held if n not in fields and tells(n, field))
            fitting = [n for n in able if _can_be(field, held[n], len(rows))]
            if fitting and (field == "body" or len(fitting) == 1):
                fields[max(fitting, key=lambda n: len("".join(held[n])))] = field
    return fields


def _told_by_parts(name: str, field: str) -> bool:
    """Whether a part of a name is known for a field: "Outlet / Country", "Story (full)"."""
    return any((folded(part), field) in _known() for part in _PARTED.split(name))


def _told_by_values(name: str, field: str) -> bool:
    """Whether the values may tell: long texts ever, days and headlines where the name is silent."""
    return field == "body" or (field in ("published", "title") and bool(_SILENT.match(name)))


def _can_be(field: str, texts: list[str], rows: int) -> bool:
    """Whether the values of a column can be what a field holds."""
    mean = sum(map(len, texts)) / len(texts)
    if field == "body":
        return mean > _LONG and 2 * len(texts) >= rows
    if field == "published":
        return all(len(text) in _DAY and published(text) for text in texts)
    if field == "url":
        return all(text.startswith(("http", "www.")) for text in texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    named = mean < _SHORT and not any(published(text) or text.isdigit() for text in texts)
    return named and (field != "title" or (words >= _WORDS and len({*texts}) > len(texts) / 2))


def told_of(fields: Mapping[str, str], asked: Asked) -> str:
    """The columns by field, and of which not the name told."""
    told = {n for n, f in fields.items() if f in guessed([n], asked).values()}
    told |= {name for name, field in fields.items() if _told_by_parts(name, field)}
    how = {name: "" if name in told else " (by its values)" for name in fields}
    return ", ".join(f"{field} from {name!r}{how[name]}" for name, field in fields.items())


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
    if folded(values["body"]) in _NOTHING:
        seen = values.get("title", "")[:80] or f"none in {', '.join(map(repr, record))}"[:120]
        seen = f"only an abstract: {seen}" if values.get("summary") else seen
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
        return _text(next(filter(None, map(value.get, _NAMES)), ""))
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
