"""Texts: plain ones, notes with front matter, documents; a headline above paragraphs.

There is no standard for the layout of plain text: it is that of texts copied or saved from pages.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import draft_of, guessed
from detente.collect.dates import is_date_line
from detente.collect.elements import root
from detente.collect.markup import plain
from detente.collect.readers import Reader
from detente.collect.text import one_line

_BYLINE = re.compile(r"(?:by|автор:?)\s+(.{3,80})", re.IGNORECASE)
_PERSON = re.compile(r"[A-ZА-ЯЁ][\w'’-]+(?: [A-ZА-ЯЁ]\.)?(?: [A-ZА-ЯЁ][\w'’-]+){1,2}")
_HEADER_LINE = 150  # characters; a longer block is text
_HEADER_BLOCKS = 6
_DECK = 260
_HASH = re.compile(r"\A#{1,6} ++")  # before a heading of Markdown
_ROBOTS = re.compile(r"(?:\s*+#[^\n]*\n)*+\s*+user-agent:", re.IGNORECASE)
_SERVER = re.compile(r"/(?:robots|(?:app-)?ads|humans|security|llms)\.txt$|/\.well-known/")
_NEARLY_JSON = re.compile(
    r"\s*+(?://|/\*|(?:\w+ )?+[\w.$]++ *[=(]\s*+[{\[]|[\w.-]++\s*+\Z|\"[^\"]*+\"\s*+\Z)"
)
_MARKS = "{}<>;=\\"
_LEAST_LETTERS = 0.2  # share of the characters
_MOST_MARKS = 0.04  # share of the characters; programmes, style sheets and XML have more


def _is_anything(file: RawFile) -> bool:
    """Whatever no other reader takes."""
    return bool(file.text) or not file.data


def _read_text(file: RawFile) -> Iterator[Draft | Refusal]:
    """Plain text: a headline, perhaps a date, a byline and a deck, then paragraphs.

    The layout is that of texts copied or saved from news pages; there is no standard for it.
    """
    if not file.text.strip():
        yield Refusal(place="", reason="no text" if not file.data.strip() else "not text")
        return
    if other := _other(file):
        yield Refusal(place="", reason="not text", seen=other)
        return
    words = file.text.split()
    if sum(map(str.isalpha, file.text)) < max(len(words), _LEAST_LETTERS * sum(map(len, words))):
        yield Refusal(place="", reason="no text", seen="hardly a letter in it")
        return
    text = file.text.replace("\r\n", "\n").lstrip("\ufeff\n ")
    if text.startswith("<?xml") or sum(map(plain(text).count, _MARKS)) > _MOST_MARKS * len(text):
        name = root(text) if text.startswith("<?xml") else ""
        known = f"XML of a kind that is not known: {name}; save it as HTML or text"
        seen = known if name else f"XML or a programme: {text[:60]}"
        yield Refusal(place="", reason="not text", seen=seen)
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


def _other(file: RawFile) -> str:
    """What a file is that holds no article but looks like a text; empty where it is none such."""
    if _SERVER.search(file.url) or _ROBOTS.match(file.text):
        return "a note for robots or on the site, no article"
    if re.search(r"\.jsonl?\b", file.source) and _NEARLY_JSON.match(file.text):
        return "JSON with comments, a call around it, or a lone value; save it as plain JSON"
    return ""


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
    title = _HASH.sub("", title)
    headline, bar, rubric = title.rpartition(" | ")
    if bar and len(rubric.split()) <= 3:  # noqa: PLR2004 - a rubric is a word or three
        title, section = headline, section or rubric
    return section, title, deck, left


_FRONT = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[\w\"'][\w \"'-]*:(?:\s|$)", re.MULTILINE)
_HEADING = re.compile(r"\s*#[ \t]++(.*[^ \t#\n])[ \t#]*(?:\n|\Z)")
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_LARGEST = 100_000  # characters of front matter
_BODY = "\0body"


def _is_markdown(file: RawFile) -> bool:
    """Front matter at the top with a key."""
    found = _FRONT.match(file.text[:_LARGEST])
    return bool(found and _KEY.search(found[1]))


def _read_markdown(file: RawFile) -> Iterator[Draft | Refusal]:
    """Markdown with front matter: notes of web clippers, of Obsidian, and of site generators.

    The front matter is YAML between two lines of `---`, as Jekyll describes it
    (https://jekyllrb.com/docs/front-matter/); its keys are known by `data/reference/columns.csv`.
    An address that stands as the source, as web clippers have it, is the address; the first
    heading is the title, where the front matter has none.
    """
    import yaml  # type: ignore[import-untyped]

    found = _FRONT.match(file.text[:_LARGEST])
    if found is None:
        return
    body = _QUOTED.sub("", file.text[found.end() :].replace("\r\n", "\n"))
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(found[1])):
            yield Refusal(place="", reason="damaged", seen="front matter with aliases")
            return  # a few lines of them unfold into gigabytes
        front = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError):
        front = {}
    record: dict[str, Any] = front if isinstance(front, dict) else {}
    record = {str(key): value for key, value in record.items() if key}
    fields = {name: field for name, field in guessed(record).items() if field != "body"}
    draft = draft_of(record | {_BODY: body}, "", fields=fields | {_BODY: "body"})
    if isinstance(draft, Draft) and draft.publisher.startswith("http"):
        draft = dataclasses.replace(draft, url=draft.url or draft.publisher, publisher="")
    heading = _HEADING.match(draft.body) if isinstance(draft, Draft) else None
    if isinstance(draft, Draft) and heading and draft.title in ("", heading[1]):
        draft = dataclasses.replace(draft, title=heading[1], body=draft.body[heading.end() :])
    yield draft


def _is_document(file: RawFile) -> bool:
    """A document that was opened."""
    return file.kind in ("docx", "rtf", "pdf", "odt")


def _read_document(file: RawFile) -> Iterator[Draft | Refusal]:
    """Documents that hold one article: DOCX, RTF, PDF, ODT (see `detente.collect.documents`).

    The headline is the first heading of the document, else what stands above the text. The date on
    which the file was made, and its author, are those of whoever saved it: neither is taken.
    """
    heading = one_line(dict(file.properties).get("heading", ""))
    cut = tuple(value for name, value in file.properties if name == "furniture")
    flat = dataclasses.replace(file, text=file.text.replace("\f", "\n\n"))
    for draft in _read_text(flat):
        if isinstance(draft, Draft):
            title = heading or draft.title
            yield dataclasses.replace(draft, title=title, furniture=(*cut, *draft.furniture))
        else:
            yield draft


TEXT = Reader(name="text", rank=900, recognises=_is_anything, read=_read_text)
MARKDOWN = Reader(name="markdown", rank=230, recognises=_is_markdown, read=_read_markdown)
DOCUMENT = Reader(name="document", rank=200, recognises=_is_document, read=_read_document)
