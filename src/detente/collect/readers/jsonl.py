"""JSON: one record a line, an array of records, or one record; keys known by their names.

That reads, by their documented keys, NewsAPI (https://newsapi.org/docs/endpoints/everything; its
text ends with "[+1234 chars]"), GDELT DOC 2.0 lists
(https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/; no text), story lists of Media Cloud,
news-please and CommonCrawl (https://github.com/fhamborg/news-please), Zyte
(https://docs.zyte.com/zyte-api/usage/reference.html), Fundus
(https://github.com/flairNLP/fundus), schema.org NewsArticle (https://schema.org/NewsArticle), JSON
Feed (https://www.jsonfeed.org/version/1.1/) and the search of the Guardian
(https://open-platform.theguardian.com/documentation/).
"""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal, Unit
from detente.collect.columns import Asked, draft_of, flat, guessed, is_text
from detente.collect.readers import Reader

_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = "\ufeff \n\r\t,]"

_SPACE = "\ufeff \n\r\t"
_LISTS = ("articles", "items", "documents", "docs", "results", "stories", "data", "@graph")
_FEED = "jsonfeed.org"


def recognises(file: RawFile) -> bool:
    """A file that begins with a bracket or brace."""
    return file.text.lstrip(_SPACE)[:1] in ("{", "[") and '"' in file.text[:2000]


def unit(file: RawFile) -> Unit:
    """Whether a large file has a record a line, so that it can be read in blocks."""
    lines = [line for line in file.text.lstrip(_SPACE).split("\n", 99) if line.strip()][:2]
    first = isinstance(_parsed(lines[0]), dict) if len(lines) > 1 else False
    return "line" if first and lines[1].lstrip().startswith("{") else ""


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every record as an article, or as a refusal."""
    text = file.text.lstrip(_SPACE)
    whole = _parsed(text)
    if whole is None and (text.startswith("[") or _is_sequence(text)):
        yield from _one_by_one(text, int(text.startswith("[")), file.columns)
        return
    feed = ""
    if isinstance(whole, dict):
        listed = _listed(whole)
        if listed is None:
            place = "" if "\n" in file.text.strip() else "line 1"
            yield _record(whole, place, file.columns)
            return
        feed = str(whole.get("title", "")) if _FEED in str(whole.get("version")) else ""
        whole = listed
    if isinstance(whole, list):
        for number, record in enumerate(whole, start=1):
            found = _record(record, f"item {number}", file.columns)
            if isinstance(found, Draft) and not found.publisher:
                found = dataclasses.replace(found, publisher=feed)
            yield found
        return
    for number, line in enumerate(file.text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            place, record = f"line {number}", _parsed(line)
            seen = line.strip()[:80]
            torn = Refusal(place=place, reason="damaged", seen=seen)
            yield torn if record is None else _record(record, place, file.columns)


def _listed(whole: dict[str, Any], depth: int = 2) -> list[Any] | None:
    """The list of records that an object holds, itself or in an object in it."""
    if "body" in guessed(flat(whole)).values():
        return None
    listed = [v for v in whole.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    known = [v for v in listed if "body" in guessed(flat(v[0])).values()]
    known += [whole[key] for key in _LISTS if isinstance(whole.get(key), list)]
    inner = [v for v in whole.values() if isinstance(v, dict)] if depth else []
    known += [found for v in inner if (found := _listed(v, depth - 1)) is not None]
    return next(iter(known), None)


def _is_sequence(text: str) -> bool:
    """Whether records follow one another, but not each on a line of its own."""
    try:
        _, end = _DECODER.raw_decode(text)
    except (json.JSONDecodeError, RecursionError):
        return False
    return "\n" in text[:end] or not text[end:].lstrip(" \r").startswith("\n")


def _one_by_one(text: str, at: int, asked: Asked) -> Iterator[Draft | Refusal]:
    """Records as far as they are whole; one that is not is refused, up to the next at a margin."""
    number = 1
    while text[at:].strip(_BETWEEN):
        at += len(text[at:]) - len(text[at:].lstrip(_BETWEEN))
        try:
            record, at = _DECODER.raw_decode(text, at)
            yield _record(record, f"item {number}", asked)
        except (json.JSONDecodeError, RecursionError):
            yield Refusal(place=f"item {number}", reason="damaged", seen=text[at : at + 80])
            if (at := text.find("\n{", at)) < 0:
                return
        number += 1


def _record(record: Any, place: str, asked: Asked) -> Draft | Refusal:
    if not isinstance(record, dict):
        return Refusal(place=place, reason="no text", seen=str(record)[:80])
    filled = {key: value for key, value in record.items() if value and not _is_whole(key, value)}
    fields = guessed(filled, asked)
    if "body" not in fields.values() or len(fields) < len(asked):
        filled = {k: v for k, v in flat(record).items() if v and not _is_whole(k, v)}
        fields = guessed(filled, asked)
    return draft_of(filled or record, place, fields=fields)


def _is_whole(key: str, value: Any) -> bool:
    """Whether a key that could hold the text holds an object with the whole article instead."""
    return isinstance(value, dict) and guessed([key]).get(key) == "body" and not is_text(value)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None


READER = Reader(name="jsonl", rank=330, recognises=recognises, read=read, unit=unit)
