"""Which column of a table, or key of a record, holds the title, the text, the date.

The names that are known are in `data/reference/columns.csv`.
"""

import csv
import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from detente import files
from detente.collect.draft import Draft, Refusal


def guessed(names: Iterable[str]) -> dict[str, str]:
    """Field of an article for each column that is known by its name.

    Where two columns could be one field, the name that the list has first is taken.
    """
    by_name = {_folded(name): name for name in names}
    fields = {by_name[known]: field for known, field in reversed(_known()) if known in by_name}
    chosen = {field: name for name, field in fields.items()}
    return {name: field for field, name in reversed(chosen.items())}


def draft_of(record: Mapping[str, Any], place: str, *, fields: dict[str, str]) -> Draft | Refusal:
    """The article in a record, or a refusal where it has no text."""
    values: dict[str, Any] = {f: _text(record.get(name)) for name, f in fields.items()}
    date = values.pop("published", "")
    if not values.get("body"):
        seen = values.get("title", "")[:80] or f"none under {', '.join(map(str, record))}"[:120]
        return Refusal(place=place, reason="no text", seen=seen)
    values["byline"] = re.sub(r"^by\s+", "", values.get("byline", ""), flags=re.IGNORECASE)
    dates = (("column", date),) if date else ()
    return dataclasses.replace(Draft(place=place, body="", dates=dates), **values)


def _text(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - a missing value of a table is not itself
        return ""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("title") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value).strip()


@cache
def _known() -> list[tuple[str, str]]:
    """Names and their fields, in the order of preference."""
    with (files.REFERENCE / "columns.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["name"], row["field"]) for row in csv.DictReader(lines)]


def _folded(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = re.sub(r"[\W_]+", " ", apart).strip().lower()
    return re.sub(r" (ru|en|uk)$", "", plain)  # title_ru, text_en
