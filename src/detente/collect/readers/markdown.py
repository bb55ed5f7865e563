"""Markdown with front matter: notes of web clippers, of Obsidian, and of site generators.

The front matter is YAML between two lines of `---`, as Jekyll describes it
(https://jekyllrb.com/docs/front-matter/); its keys are known by `data/reference/columns.csv`.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import draft_of, guessed
from detente.collect.readers import Reader

_FRONT = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[\w\"'][\w \"'-]*:(?:\s|$)", re.MULTILINE)
_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t#]*(?:\n|\Z)")
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_LARGEST = 100_000  # characters of front matter
_BODY = "\0body"


def recognises(file: RawFile) -> bool:
    """Front matter at the top with a key."""
    found = _FRONT.match(file.text[:_LARGEST])
    return bool(found and _KEY.search(found[1]))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole note as one article."""
    import yaml  # type: ignore[import-untyped]

    found = _FRONT.match(file.text[:_LARGEST])
    if found is None:
        return
    body = _QUOTED.sub("", file.text[found.end() :].replace("\r\n", "\n"))
    try:
        front = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError):
        front = {}
    record: dict[str, Any] = front if isinstance(front, dict) else {}
    record = {str(key): value for key, value in record.items() if key}
    fields = {name: field for name, field in guessed(record).items() if field != "body"}
    draft = draft_of(record | {_BODY: body}, "", fields=fields | {_BODY: "body"})
    yield _with_heading(_with_address(draft)) if isinstance(draft, Draft) else draft


def _with_address(draft: Draft) -> Draft:
    """An address that stands as the source, as web clippers have it, is the address."""
    if draft.publisher.startswith("http"):
        return dataclasses.replace(draft, url=draft.url or draft.publisher, publisher="")
    return draft


def _with_heading(draft: Draft) -> Draft:
    """The first heading is the title, where the front matter has none."""
    heading = _HEADING.match(draft.body)
    if heading and (not draft.title or draft.title == heading[1]):
        return dataclasses.replace(draft, title=heading[1], body=draft.body[heading.end() :])
    return draft


READER = Reader(name="markdown", rank=230, recognises=recognises, read=read)
