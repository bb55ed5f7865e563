"""Plain text: a headline, perhaps a date, a byline and a deck, then paragraphs.

The layout is that of texts copied or saved from news pages; there is no standard for it.
"""

import re
from collections.abc import Iterator

from detente.collect.dates import is_date_line
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "text"

_BYLINE = re.compile(r"(?:by|автор:?)\s+(.{3,80})", re.IGNORECASE)
_PERSON = re.compile(r"[A-ZА-ЯЁ][\w'’-]+(?: [A-ZА-ЯЁ]\.)?(?: [A-ZА-ЯЁ][\w'’-]+){1,2}")
_HEADER_LINE = 150  # characters; a longer block is text
_HEADER_BLOCKS = 6
_DECK = 260


def recognises(file: RawFile) -> bool:
    """Whatever no other reader takes."""
    return bool(file.text) or not file.data


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole file as one article."""
    if not file.text.strip():
        yield Refusal(place="", reason="no text" if not file.data.strip() else "not text")
        return
    if sum(map(str.isalpha, file.text)) < len(file.text.split()):
        yield Refusal(place="", reason="no text", seen="hardly a letter in it")
        return
    text = file.text.replace("\r\n", "\n").lstrip("\ufeff\n ")
    header, rest = _split(text)
    lines = [line.strip() for block in header for line in block.split("\n") if line.strip()]
    dates = [line for line in lines if is_date_line(line)]
    dates = dates if len(dates) < len(lines) else dates[1:]  # the only line is the headline
    bylines = [line for line in lines if _BYLINE.fullmatch(line)]
    people = [ln for ln in lines[1:] if _PERSON.fullmatch(ln) and ln not in dates] if dates else []
    others = [ln for ln in lines if ln not in (*dates, *bylines, *people)]
    section, title, deck = _headline(others)
    yield Draft(
        place="",
        title=title,
        summary=deck,
        byline=(_BYLINE.fullmatch(bylines[0]) or [""] * 2)[1] if bylines else "".join(people[:1]),
        section=section,
        body=rest,
        dates=tuple(("text", line) for line in dates[:1]),
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
    """Whether more than one blank line stands before a block: a deck, where pages are copied."""
    return parts[2 * block - 1].count("\n") > 2  # noqa: PLR2004 - two newlines are one blank line


def _ends_as_sentence(block: str) -> bool:
    last = block.strip().split("\n")[-1]
    return bool(re.search(r"[.!?…][\"”»’)]?$", last)) and not is_date_line(last)


def _headline(lines: list[str]) -> tuple[str, str, str]:
    """Section, title and deck among the lines of the header."""
    if not lines:
        return "", "", ""
    deck = (
        lines.pop()
        if len(lines) > 1 and _ends_as_sentence(lines[-1]) and len(lines[-1]) <= _DECK
        else ""
    )
    title = max(lines[:3], key=len)
    section = next((line for line in lines[: lines.index(title)]), "")
    headline, bar, rubric = title.rpartition(" | ")
    if bar and len(rubric.split()) <= 3:  # noqa: PLR2004 - a rubric is a word or three
        title, section = headline, section or rubric
    return section, title, deck
