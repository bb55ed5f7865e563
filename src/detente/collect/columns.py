"""Column names of tables and keys of records, guessed: which one holds the title, the text …

The names that are known are in `data/reference/columns.csv`.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from detente import files
from detente.collect.draft import Draft, Refusal


def guessed(names: Iterable[str]) -> dict[str, str]:
    """Field of an article for each column that is known by its name; the first of two wins."""
    fields: dict[str, str] = {}
    for name in names:
        field = _known().get(_folded(name))
        if field and field not in fields.values():
            fields[name] = field
    return fields


def draft_of(record: Mapping[str, Any], place: str, *, fields: dict[str, str]) -> Draft | Refusal:
    """The article in a record, or a refusal where it has no text."""
    values = {field: _text(record.get(name)) for name, field in fields.items()}
    date = values.pop("published", "")
    if not values.get("body"):
        return Refusal(place=place, reason="no text", seen=values.get("title", "")[:80])
    values["byline"] = re.sub(r"^by\s+", "", values.get("byline", ""), flags=re.IGNORECASE)
    dates = (("column", date),) if date else ()
    return Draft(place=place, dates=dates, **values)


def _text(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - a missing value of a table is not itself
        return ""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("title") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value).strip()


@cache
def _known() -> dict[str, str]:
    with (files.REFERENCE / "columns.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["field"] for row in csv.DictReader(lines)}


def _folded(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = re.sub(r"[\W_]+", " ", apart).strip().lower()
    return re.sub(r" (ru|en|uk)$", "", plain)  # title_ru, text_en
