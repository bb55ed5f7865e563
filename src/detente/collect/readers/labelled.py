"""Articles with labelled fields, one after another, as Russian press databases print them.

«Заголовок: …», «Источник: …», «Дата: …», «Текст: …», or the same in English. No layout of
Integrum, Medialogia or East View is documented in public; what is read is any text in which at
least three known labels come back for each article. The labels are the names of columns in
`data/reference/columns.csv`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import draft_of, guessed
from detente.collect.press import blocks_of, is_prose
from detente.collect.readers import Reader

_LABEL = re.compile(r"^[ \t]*([^\W\d_][^:\n]{0,30}?)[ \t]*:(?:[ \t]+|$)", re.MULTILINE)
_LEAST = 3  # different labels that an article has
_HEAD = 20_000


def recognises(file: RawFile) -> bool:
    """At the top of the text, labels for a text and two more fields."""
    if not is_prose(file):
        return False
    fields = _fields(file.text[:_HEAD])
    lines = file.text[:_HEAD].lstrip("\ufeff \r\n").split("\n", 1)[0]
    starts = _LABEL.match(lines)
    known = bool(starts) and starts[1].lower() in fields if starts else False
    return known and len(set(fields.values())) >= _LEAST and "body" in fields.values()


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every article: the label that comes first in the file begins one."""
    text = file.text.replace("\r\n", "\n").lstrip("\ufeff")
    fields = _fields(text)
    marks = [m for m in _LABEL.finditer(text) if m[1].lower() in fields]
    first = marks[0][1].lower()
    begins = [m.start() for m in marks if m[1].lower() == first] + [len(text)]
    for number, (start, end) in enumerate(pairwise(begins), start=1):
        inside = [m for m in marks if start <= m.start() < end]
        ends = [m.start() for m in inside[1:]] + [end]
        record = {
            m[1].lower(): "\n\n".join(blocks_of(text[m.end() : stop]))
            for m, stop in zip(inside, ends, strict=True)
        }
        yield draft_of(record, f"article {number}", fields=fields)


def _fields(text: str) -> dict[str, str]:
    """Field of each label that is the name of a column."""
    return guessed(dict.fromkeys(m[1].lower() for m in _LABEL.finditer(text)))


READER = Reader(name="labelled", rank=140, recognises=recognises, read=read)
