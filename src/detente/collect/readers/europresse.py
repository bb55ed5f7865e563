"""Europresse: many articles on a page, their fields in elements with classes of their own."""

import re
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import (
    BEGINS,
    Codes,
    article_of,
    day_of,
    flat,
    labelled,
    labels,
    lines_of,
    mark,
    spaced,
)
from detente.collect.readers import Reader

_FIELD = re.compile(r"([^\t]+)\t(.*)\Z", re.DOTALL)
_NUMBER = re.compile(r",\s*(?:no|n[°º]|vol)\b.*", re.IGNORECASE)  # of the issue, after the name


def _is_europresse(file: RawFile) -> bool:
    """The element that names the publication."""
    return "DocPublicationName" in file.text and "<article" in file.text.lower()


def _codes() -> Codes:
    """The classes of the fields, and the element that an article is."""
    fields = {name: re.compile(rf"(?i)\b{name}") for name in labels("europresse")}
    return fields | {BEGINS: mark("europresse", "article")}


def _read_europresse(file: RawFile) -> Iterator[Draft | Refusal]:
    """Europresse exports: a page with an `article` for each document.

    The classes DocPublicationName, DocHeader (rubric, day, page), titreArticle, docAuthors and
    docOcurrContainer or DocText hold the fields. The layout is known from other importers, not
    from a description by the publisher: https://github.com/nalimilan/R.TeMiS
    (tm.plugin.europresse) and https://gitlab.iscpif.fr/gargantext.
    """
    parts = flat(lines_of(file.text, _codes())).split(f"{BEGINS}\n")[1:]
    for number, part in enumerate((one for one in parts if "\t" in one), start=1):
        yield _article(part, f"article {number}")


def _article(part: str, place: str) -> Draft | Refusal:
    lines = [line for line in part.split("\n") if line.strip()]
    marked = [line for line in lines if "\t" in line]
    _, fields = labelled(marked, labels("europresse"), _FIELD)
    one = {name: spaced(" ".join(dict.fromkeys(said))) for name, said in fields.items()}
    body = fields.get("body", [])
    one["publisher"] = _NUMBER.sub("", one.get("publisher", ""))
    header = one.pop("info", "").split(", ")
    days = [(n, day_of(", ".join(header[n:]))) for n in range(len(header))]
    at, day = next(((n, found) for n, found in days if found), (0, None))
    one |= {"date": day[0] if day else "", "section": ", ".join(header[:at])}
    cut = [*(line for line in lines if line not in marked), *fields.get("other", ())]
    return article_of(one, body, place, cut=cut, seen=one.get("title", ""))


READER = Reader(name="europresse", rank=125, recognises=_is_europresse, read=_read_europresse)
