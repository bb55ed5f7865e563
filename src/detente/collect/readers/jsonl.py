"""JSON: one record a line, an array of records, or one record; keys known by their names."""

import json
from collections.abc import Iterator
from typing import Any

from detente.collect.columns import draft_of, guessed
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "jsonl"

_LISTS = ("articles", "items", "documents", "docs", "results", "stories", "data")


def recognises(file: RawFile) -> bool:
    """A file that begins with a bracket or brace."""
    return file.text.lstrip("\ufeff \n\r\t")[:1] in ("{", "[") and '"' in file.text[:2000]


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every record as an article, or as a refusal."""
    whole = _parsed(file.text)
    if isinstance(whole, dict):
        listed = next((whole[k] for k in _LISTS if isinstance(whole.get(k), list)), None)
        if listed is None:
            yield _record(whole, "")
            return
        whole = listed
    if isinstance(whole, list):
        for number, record in enumerate(whole, start=1):
            yield _record(record, f"item {number}")
        return
    for number, line in enumerate(file.text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            yield _line(line, f"line {number}")


def _line(line: str, place: str) -> Draft | Refusal:
    record = _parsed(line)
    if record is None:
        return Refusal(place=place, reason="damaged", seen=line.strip()[:80])
    return _record(record, place)


def _record(record: Any, place: str) -> Draft | Refusal:
    if not isinstance(record, dict):
        return Refusal(place=place, reason="no text", seen=str(record)[:80])
    return draft_of(record, place, fields=guessed(record))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None
