"""Lists of references with full text: RIS (EBSCO, Zotero, EndNote) and BibTeX.

RIS as described at https://en.wikipedia.org/wiki/RIS_(file_format), read by rispy; BibTeX by
bibtexparser. An abstract is not the article: it is taken for the text only from 200 words on, as
EBSCO and others put the whole text there; a shorter one is refused with its title.
"""

import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import given_name_first
from detente.collect.readers import Reader
from detente.collect.text import one_line

_RIS = re.compile(r"\s*TY {1,2}- ?\w*[ \t]*\r?$", re.MULTILINE)
_BIBTEX = re.compile(r"\s*(?:%[^\n]*\n\s*)*@\w+\s*\{\s*[^\s,{}]*,", re.MULTILINE)
_OTHER = re.compile(r"\s*(?:%0 [A-Z]|PMID- *\d)")
_LEAST = 200  # words of an abstract that is the text
_TEXTS = ("fulltext", "full_text", "full-text", "text", "body", "notes", "note", "annote")
_TITLES = ("title", "primary_title", "headline")
_PUBLISHERS = (
    "journal_name", "journal", "journaltitle", "secondary_title", "alternate_title3",
    "alternate_title2", "newspaper", "publication", "publisher",
)  # fmt: skip
_DATES = ("date", "publication_date", "year", "publication_year", "access_date")


def recognises(file: RawFile) -> bool:
    """A first line that begins a reference."""
    head = file.text[:5000].lstrip("\ufeff")
    return bool(_RIS.match(head) or _BIBTEX.match(head) or _OTHER.match(head))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every reference."""
    import rispy
    from bibtexparser.entrypoint import parse_string

    text = file.text.lstrip("\ufeff")
    if _OTHER.match(text):
        seen = "a list of references for EndNote or PubMed; export it as RIS"
        yield Refusal(place="", reason="no records", seen=seen)
        return
    entries: list[dict[str, Any]]
    if _RIS.match(text):
        entries = list(rispy.loads(text))
    else:
        library = parse_string(text)
        entries = [{f.key.lower(): f.value for f in entry.fields} for entry in library.entries]
    for number, entry in enumerate(entries, start=1):
        yield _draft(entry, f"reference {number}")


def _draft(entry: dict[str, Any], place: str) -> Draft | Refusal:
    title = _first(entry, _TITLES)
    body = _text(entry)
    if not body:
        is_abstract = entry.get("abstract") or entry.get("notes_abstract")
        only = "only an abstract" if is_abstract else "no text in it"
        return Refusal(place=place, reason="no text", seen=f"{only}: {title}"[:120])
    authors = entry.get("authors") or entry.get("first_authors") or entry.get("author") or ""
    names = authors if isinstance(authors, list) else str(authors).split(" and ")
    date = _first(entry, _DATES).strip("/").replace("/", "-")
    if re.fullmatch(r"\d{4}-\d{1,2}(-\d{1,2})?", date):
        date = "-".join(part.zfill(2) for part in date.split("-"))
    urls = entry.get("urls") or [entry.get("url", "")]
    return Draft(
        place=place,
        title=title,
        byline=given_name_first(names),
        section=_first(entry, ("section",)),
        url=str(urls[0]),
        publisher=_first(entry, _PUBLISHERS),
        body=body,
        dates=(("header", date),) if date else (),
    )


def _text(entry: dict[str, Any]) -> str:
    """The longest field that can hold the text."""
    fields = [_joined(entry.get(name)) for name in _TEXTS]
    fields.append(_joined(entry.get("abstract") or entry.get("notes_abstract")))
    longest = max(fields, key=len)
    return longest if len(longest.split()) >= _LEAST or _joined(entry.get("fulltext")) else ""


def _joined(value: Any) -> str:
    return "\n\n".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _first(entry: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((one_line(str(entry[name])) for name in names if entry.get(name)), "")


READER = Reader(name="references", rank=130, recognises=recognises, read=read)
