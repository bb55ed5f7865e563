"""ProQuest exports: many articles in one TXT, RTF, DOCX or PDF, or one in an XML of TDM Studio.

In text, a line of underscores stands between two documents, the title above labels such as
"Publication date:", and "Full text:" before the text. In XML, RECORD holds the same. The layouts
are known from other importers, not from a description by the publisher:
https://github.com/chennesy/pq_parser and https://github.com/jaeyk/tidyethnicnews.
"""

import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.markup import plain
from detente.collect.press import blocks_of, counted, given_name_first, is_prose, labelled
from detente.collect.readers import Reader
from detente.collect.text import one_line

_BETWEEN = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*Document (\d+) of (\d+)[ \t]*$", re.MULTILINE)
_LABELS = {
    "title": "title", "author": "byline", "author(s)": "byline",
    "full text": "body", "abstract": "abstract", "section": "section",
    "publication title": "publisher", "source": "publisher",
    "publication date": "date", "pub date": "date",
    "document url": "url", "last updated": "updated", "publication info": "info",
}  # fmt: skip
_OTHER = dict.fromkeys(
    (
        "links", "subject", "location", "people", "person", "company / organization",
        "identifier / keyword", "volume", "issue", "pages", "first page", "number of pages",
        "publication year", "year", "publisher", "place of publication",
        "country of publication", "publication subject", "issn", "source type",
        "language of publication", "document type", "document feature", "dateline",
        "proquest document id", "copyright", "database", "publication frequency",
        "credit", "business indexing term", "classification", "column", "edition",
    ),
    "",
)  # fmt: skip
_ABOUT = re.compile(r"Contact us at:|Database copyright|Terms and Conditions:", re.IGNORECASE)


def recognises(file: RawFile) -> bool:
    """The labels of ProQuest, or the record of an XML."""
    if file.text.lstrip("\ufeff \r\n").startswith("<"):
        return "<RECORD>" in file.text[:5000] and "<GOID>" in file.text[:20_000]
    if not is_prose(file):
        return False
    full = "\nFull text:" in file.text
    return "ProQuest document ID:" in file.text or (full and bool(_BETWEEN.search(file.text)))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every document, and a refusal for each that the file says it holds and that is not there."""
    if file.text.lstrip("\ufeff \r\n").startswith("<"):
        yield _of_xml(file.data)
        return
    text = file.text.replace("\r\n", "\n")
    parts = [part for part in _BETWEEN.split(text) if _is_document(part)]
    numbers = [int(number[1]) for part in parts if (number := _NUMBER.search(part))]
    said = _NUMBER.search(text)
    found = [_document(part, f"document {n}") for n, part in enumerate(parts, start=1)]
    yield from counted(found, int(said[2]) if said else None, numbers)


def _is_document(part: str) -> bool:
    head, fields = labelled(_blocks(part), _LABELS | _OTHER)
    return bool(fields) and bool(head or "title" in fields) and not _ABOUT.match(part.strip())


def _document(part: str, place: str) -> Draft | Refusal:
    head, fields = labelled(_blocks(part), _LABELS | _OTHER)
    one = {name: one_line(" ".join(dict.fromkeys(lines))) for name, lines in fields.items()}
    title = one.get("title") or next((line for line in head if not _NUMBER.match(line)), "")
    if not fields.get("body"):
        only = "only an abstract" if fields.get("abstract") else "no full text"
        return Refusal(place=place, reason="no text", seen=f"{only}: {one_line(title)}"[:120])
    info = one.get("info", "")
    return Draft(
        place=place,
        title=one_line(title),
        byline=given_name_first(one.get("byline", "").split("; ")),
        section=one.get("section", ""),
        url=one.get("url", ""),
        publisher=one.get("publisher") or re.split(r"[;:,]", info)[0],
        body="\n\n".join(fields["body"]),
        dates=(("header", one["date"]),) if "date" in one else (),
        furniture=tuple(f"database field: {one_line(line)}" for line in fields.get("", ())),
    )


def _blocks(part: str) -> list[str]:
    """Paragraphs; a line that begins with a label begins one."""
    known = "|".join(map(re.escape, (*_LABELS, *_OTHER)))
    label = re.compile(rf"\n(?=[ \t]*(?:{known})[ \t]*:)", re.IGNORECASE)
    return [one for block in blocks_of(part) for one in label.split(block)]


def _of_xml(data: bytes) -> Draft | Refusal:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    record = etree.fromstring(data, parser)
    body = plain(_text(record, ".//TextInfo//Text", ".//FullText", ".//Text"))
    title = one_line(_text(record, ".//TitleAtt/Title", ".//Title"))
    if not body.strip():
        return Refusal(place="", reason="no text", seen=f"no full text: {title}"[:120])
    date = _text(record, ".//NumericDate", ".//AlphaDate")
    return Draft(
        place="",
        title=title,
        byline=one_line(_text(record, ".//Contributor//OriginalForm")),
        publisher=one_line(_text(record, ".//PubFrosting/Title", ".//Publication/Title")),
        body=body,
        dates=(("header", date),) if date else (),
    )


def _text(record: Any, *paths: str) -> str:
    """Text of the first element that there is."""
    found = (record.find(path) for path in paths)
    return next(("".join(e.itertext()).strip() for e in found if e is not None), "")


READER = Reader(name="proquest", rank=120, recognises=recognises, read=read)
