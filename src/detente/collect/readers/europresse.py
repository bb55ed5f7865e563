"""Europresse: many articles on a page, their fields in elements with classes of their own."""

import re
from collections.abc import Iterator

from detente.collect import layouts
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.readers import Reader
from detente.collect.text import one_line

_NUMBER = re.compile(r",\s*(?:no|n[°º]|vol)\b.*", re.IGNORECASE)  # of the issue, after the name


def _is_europresse(file: RawFile) -> bool:
    """The element that names the publication."""
    return "DocPublicationName" in file.text and "<article" in file.text.lower()


def _read_europresse(file: RawFile) -> Iterator[Draft | Refusal]:
    """Europresse exports: a page with an `article` for each document.

    The classes DocPublicationName, DocHeader (rubric, day, page), titreArticle, docAuthors and
    docOcurrContainer or DocText hold the fields. The layout is known from other importers, not
    from a description by the publisher: https://github.com/nalimilan/R.TeMiS
    (tm.plugin.europresse) and https://gitlab.iscpif.fr/gargantext.
    """
    text = layouts.flat(layouts.lines_of(file.text, layouts.codes("europresse")))
    parts = text.split(f"{layouts.BEGINS}\n")[1:]
    for number, part in enumerate((one for one in parts if "\t" in one), start=1):
        yield _article(part, f"article {number}")


def _article(part: str, place: str) -> Draft | Refusal:
    fields, cut = layouts.Fields(), list[str]()
    for line in part.split("\n"):
        name, _, said = line.partition("\t")
        if name in layouts.codes("europresse"):
            fields.setdefault(name, []).append(said)
        else:
            cut.append(line)
    one = {name: one_line(" ".join(dict.fromkeys(said))) for name, said in fields.items()}
    body = fields.get("body", [])
    one["publisher"] = _NUMBER.sub("", one.get("publisher", ""))
    section, one["date"] = layouts.day_in(one.get("info", ""))
    one["section"] = section.rstrip(" ,")
    return layouts.article_of(one, body, place, cut=[*cut, *fields.get("other", ())])


READER = Reader(name="europresse", rank=125, recognises=_is_europresse, read=_read_europresse)
