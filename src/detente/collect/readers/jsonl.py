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
import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal, Unit
from detente.collect.columns import Asked, draft_of, flat, folded, guessed, is_text
from detente.collect.readers import Reader

_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = "\ufeff \n\r\t,]"

_BEGINS = re.compile(r"\{\s*[\"'}]|\[\s*[\[{\"\]]")
_KEY = re.compile(r'"([^"\\]{1,100})"\s*:')
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*+[}\]])', re.DOTALL)
_SPACE = "\ufeff \n\r\t"
_LISTS = ("articles", "items", "documents", "docs", "results", "stories", "data", "@graph")
_FEED = "jsonfeed.org"


def recognises(file: RawFile) -> bool:
    """A file that begins with a brace or bracket, and then with what can stand in one."""
    return bool(_BEGINS.match(file.text[:2000].lstrip(_SPACE)))


def unit(file: RawFile) -> Unit:
    """Whether a large file has a record a line, so that it can be read in blocks."""
    lines = [line for line in file.text.lstrip(_SPACE).split("\n", 99) if line.strip()][:2]
    first = isinstance(_parsed(lines[0]), dict) if len(lines) > 1 else False
    return "line" if first and lines[1].lstrip().startswith("{") else ""


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every record as an article, or as a refusal."""
    text = file.text.lstrip(_SPACE)
    is_lines = _loaded(text.partition("\n")[0]) is not None
    whole = _loaded(text) if is_lines else _parsed(text)
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
            seen = f"not valid JSON: {line.strip()[:80]}"
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
    except (ValueError, RecursionError):  # of a number with thousands of digits, too
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
        except (ValueError, RecursionError):
            seen = f"not valid JSON: {text[at : at + 80]}"
            yield Refusal(place=f"item {number}", reason="damaged", seen=seen)
            if (at := text.find("\n{", at)) < 0:
                return
        number += 1


def _record(record: Any, place: str, asked: Asked) -> Draft | Refusal:
    if not isinstance(record, dict):
        seen = f"no record with keys: {json.dumps(record, ensure_ascii=False)}"
        return Refusal(place=place, reason="no text", seen=seen[:80])
    kept = [name for _, name in asked]
    filled = _filled(record, kept)
    fields = guessed(filled, asked)
    if "body" not in fields.values() or not {field for field, _ in asked} <= {*fields.values()}:
        filled = _filled(flat(record), kept)
        fields = guessed(filled, asked)
    return draft_of(filled or record, place, fields=fields)


def _filled(record: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    """What of a record holds something; a key that the user named is kept without."""
    return {k: v for k, v in record.items() if k in kept or (v and not _is_whole(k, v))}


def _columns(file: RawFile) -> dict[str, str]:
    """The keys that the user named, those that the file has."""
    keys = set(map(folded, _KEY.findall(file.text))) if file.columns else set[str]()
    return {name: field for field, name in file.columns if folded(name.rpartition(".")[2]) in keys}


def _is_whole(key: str, value: Any) -> bool:
    """Whether a key that could hold the text holds an object with the whole article instead."""
    return isinstance(value, dict) and guessed([key]).get(key) == "body" and not is_text(value)


def _parsed(text: str) -> Any:
    """What a text holds, a comma behind the last part of a list or object passed over."""
    found = _loaded(text)
    return _loaded(_COMMA.sub(r"\1", text)) if found is None else found


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


READER = Reader(
    name="jsonl", rank=330, recognises=recognises, read=read, unit=unit, columns=_columns
)
