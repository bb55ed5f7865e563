"""JSON: one record a line, an array of records, or one record; keys known by their names."""

import json
from collections.abc import Iterator
from typing import Any

from detente.collect.columns import draft_of, guessed
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "jsonl"

_SPACE = "\ufeff \n\r\t"
_LISTS = ("articles", "items", "documents", "docs", "results", "stories", "data")


def recognises(file: RawFile) -> bool:
    """A file that begins with a bracket or brace."""
    return file.text.lstrip(_SPACE)[:1] in ("{", "[") and '"' in file.text[:2000]


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every record as an article, or as a refusal."""
    whole = _parsed(file.text)
    if whole is None and file.text.lstrip(_SPACE).startswith("["):
        yield from _cut_off(file.text.lstrip(_SPACE))
        return
    if isinstance(whole, dict):
        listed = next((whole[k] for k in _LISTS if isinstance(whole.get(k), list)), None)
        if listed is None:
            yield _record(whole, "" if "\n" in file.text.strip() else "line 1")
            return
        whole = listed
    if isinstance(whole, list):
        for number, record in enumerate(whole, start=1):
            yield _record(record, f"item {number}")
        return
    for number, line in enumerate(file.text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            yield _line(line, f"line {number}")


def _cut_off(text: str) -> Iterator[Draft | Refusal]:
    """Records of an array as far as they are whole, and what comes after them as a refusal."""
    decoder = json.JSONDecoder(strict=False)
    at, number = 1, 1
    while rest := text[at:].lstrip(f"{_SPACE},"):
        at = len(text) - len(rest)
        try:
            record, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            yield Refusal(place=f"item {number}", reason="damaged", seen=rest[:80])
            return
        yield _record(record, f"item {number}")
        number += 1


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
        return json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None
