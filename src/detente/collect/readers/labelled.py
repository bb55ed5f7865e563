"""Texts of many articles whose fields have plain labels, such as Headline, Date and Text."""

import dataclasses
import re
from collections.abc import Iterator
from itertools import pairwise

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import draft_of, guessed
from detente.collect.layouts import SPACE, begun, blocks_of, flat, is_prose, recurring
from detente.collect.readers import Reader
from detente.collect.text import one_line

_LABEL = re.compile(r"^[ \t]*([^\W\d_][^:\n]{0,30}?)[ \t]*:(?:[ \t]+|$)", re.MULTILINE)
_LEAST = 3  # different labels that an article has, where any labels will do
_HEAD = 20_000  # characters in which the labels are told


def _is_labelled(file: RawFile) -> bool:
    """At the top of the text, labels for a text and two more fields."""
    if not is_prose(file):
        return False
    head = flat(file.text[:_HEAD]).lstrip(SPACE)
    fields = _fields(head)
    first = _LABEL.match(head.split("\n", 1)[0])
    known = first is not None and first[1].lower() in fields
    return known and len(set(fields.values())) >= _LEAST and "body" in fields.values()


def _read_labelled(file: RawFile) -> Iterator[Draft | Refusal]:
    """Articles with labelled fields, one after another, as Russian press databases print them.

    «Заголовок: …», «Источник: …», «Дата: …», «Текст: …», or the same in English. No layout of
    Medialogia or East View is documented in public; what is read is any text in which at least
    three known labels come back for each article; the label that comes first in the file begins
    one. The labels are the names of columns in `data/reference/columns.csv`; one that is not known
    is a field of its own where it stands above the text, or comes back in most articles.
    """
    text = flat(file.text)
    fields = _fields(text)
    marks = list(_LABEL.finditer(text))
    first = next(mark[1].lower() for mark in marks if mark[1].lower() in fields)
    begins = [mark.start() for mark in marks if mark[1].lower() == first]
    parts = [text[a:b] for a, b in pairwise([*begins, len(text)])]
    back = recurring([part.split("\n") for part in parts], _LABEL)
    for number, part in enumerate(parts, start=1):
        record, others = _record(part, fields, back)
        found = draft_of(record, f"article {number}", fields=fields)
        cut = tuple(f"database field: {one_line(one)}" for one in others)
        yield dataclasses.replace(found, furniture=cut) if isinstance(found, Draft) else found


def _record(part: str, fields: dict[str, str], back: set[str]) -> tuple[dict[str, str], list[str]]:
    """What stands after each label that is known, and the fields whose labels are not."""
    record, others, in_text = dict[str, str](), list[str](), False
    kept = list[re.Match[str]]()
    for mark in _LABEL.finditer(part):
        name = mark[1].lower()
        if name in back or not in_text or (name in fields and not back):
            kept.append(mark)
            in_text = in_text or fields.get(name) == "body"
    for mark, below in begun(part, kept):
        name, value = mark[1].lower(), "\n\n".join(blocks_of(below))
        if name in fields:
            record[name] = value
        else:
            others.append(f"{mark[1]}: {value}")
    return record, others


def _fields(text: str) -> dict[str, str]:
    """Field of each label that is the name of a column."""
    return guessed(dict.fromkeys(found[1].lower() for found in _LABEL.finditer(text)))


READER = Reader(name="labelled", rank=140, recognises=_is_labelled, read=_read_labelled)
