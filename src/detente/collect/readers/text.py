"""Plain text: a headline, perhaps a date, a byline and a deck, then paragraphs.

The layout is that of texts copied or saved from news pages; there is no standard for it.
"""

import re
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.dates import is_date_line
from detente.collect.markup import plain
from detente.collect.readers import Reader

_BYLINE = re.compile(r"(?:by|автор:?)\s+(.{3,80})", re.IGNORECASE)
_PERSON = re.compile(r"[A-ZА-ЯЁ][\w'’-]+(?: [A-ZА-ЯЁ]\.)?(?: [A-ZА-ЯЁ][\w'’-]+){1,2}")
_HEADER_LINE = 150  # characters; a longer block is text
_HEADER_BLOCKS = 6
_DECK = 260
_MARKS = "{}<>;=\\"
_LEAST_LETTERS = 0.2  # share of the characters
_MOST_MARKS = 0.04  # share of the characters; programmes, style sheets and XML have more


def recognises(file: RawFile) -> bool:
    """Whatever no other reader takes."""
    return bool(file.text) or not file.data


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole file as one article."""
    if not file.text.strip():
        yield Refusal(place="", reason="no text" if not file.data.strip() else "not text")
        return
    words = file.text.split()
    if sum(map(str.isalpha, file.text)) < max(len(words), _LEAST_LETTERS * sum(map(len, words))):
        yield Refusal(place="", reason="no text", seen="hardly a letter in it")
        return
    text = file.text.replace("\r\n", "\n").lstrip("\ufeff\n ")
    if text.startswith("<?xml") or sum(map(plain(text).count, _MARKS)) > _MOST_MARKS * len(text):
        yield Refusal(place="", reason="not text", seen=f"XML or a programme: {text[:60]}")
        return
    header, rest = _split(text)
    lines = [line.strip() for block in header for line in block.split("\n") if line.strip()]
    dates = [line for line in lines if is_date_line(line)]
    dates = dates if len(dates) < len(lines) else dates[1:]  # the only line is the headline
    bylines = [line for line in lines if _BYLINE.fullmatch(line)]
    people = [ln for ln in lines[1:] if _PERSON.fullmatch(ln) and ln not in dates] if dates else []
    others = [ln for ln in lines if ln not in (*dates, *bylines, *people)]
    section, title, deck, left = _headline(others)
    left += [*dates[1:], *bylines[1:], *people[1:]]
    yield Draft(
        place="",
        title=title,
        summary=deck,
        byline=(_BYLINE.fullmatch(bylines[0]) or [""] * 2)[1] if bylines else "".join(people[:1]),
        section=section,
        body="\n\n".join([*filter(_ends_as_sentence, left), rest]),
        dates=tuple(("text", line) for line in dates[:1]),
        furniture=tuple(f"header: {line}" for line in left if not _ends_as_sentence(line)),
    )


def _split(text: str) -> tuple[list[str], str]:
    """Blocks before the text proper, and the text."""
    parts = re.split(r"(\n[ \t]*\n\s*)", text)
    blocks = parts[::2]
    count = 0
    for block in blocks[:_HEADER_BLOCKS]:
        if any(len(line) > _HEADER_LINE for line in block.split("\n")):
            break
        if count and _ends_as_sentence(block) and not _set_apart(parts, count):
            break
        count += 1
    if count == len(blocks):  # nothing but short lines: the first is the headline
        count = min(1, len(blocks) - 1)
    return blocks[:count], "".join(parts[2 * count :])


def _set_apart(parts: list[str], block: int) -> bool:
    """Whether more blank lines stand before a block than elsewhere: a deck, in copied pages."""
    gaps = [gap.count("\n") for gap in parts[1::2]]
    return gaps[block - 1] > min(gaps)


def _ends_as_sentence(block: str) -> bool:
    last = block.strip().split("\n")[-1]
    return bool(re.search(r"[.!?…][\"”»’)]?$", last)) and not is_date_line(last)


def _headline(lines: list[str]) -> tuple[str, str, str, list[str]]:
    """Section, title and deck among the lines of the header, and the lines that are none."""
    if not lines:
        return "", "", "", []
    deck = (
        lines.pop()
        if len(lines) > 1 and _ends_as_sentence(lines[-1]) and len(lines[-1]) <= _DECK
        else ""
    )
    title = max(lines[:3], key=len)
    section = next((line for line in lines[: lines.index(title)]), "")
    left = [line for line in lines if line not in (title, section)]
    headline, bar, rubric = title.rpartition(" | ")
    if bar and len(rubric.split()) <= 3:  # noqa: PLR2004 - a rubric is a word or three
        title, section = headline, section or rubric
    return section, title, deck, left


READER = Reader(name="text", rank=900, recognises=recognises, read=read)
