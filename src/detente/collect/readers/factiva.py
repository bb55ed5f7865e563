"""Factiva exports: many articles in one RTF, TXT, DOCX, PDF, HTML or XML.

Text comes in two layouts: with indexing, where two or three capitals begin each field (HD, BY, WC,
PD, ET, SN, LP, TD …, AN), and without, where the lines above "650 words" are the headline and
those below it the date, the publication and the rest, down to "Document CODE". HTML and XML hold
the same fields as elements. The layouts are known from other importers, not from a description by
the publisher: https://github.com/nalimilan/R.TeMiS (tm.plugin.factiva) and
https://github.com/chennesy/factiva_parser.
"""

import re
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.dates import is_date_line
from detente.collect.press import counted, is_prose, is_rights
from detente.collect.readers import Reader
from detente.collect.text import one_line

_CODES = (
    "SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|ART|CT|RF|CLM|CO|IN|NS|RE|IPC|IPD|PUB|AN|CX"
)
_FIELD = re.compile(rf"({_CODES})(?:[ \t]+(.*))?", re.DOTALL)
_CODED = re.compile(r"^[ \t]*HD(?:[ \t]|\n)", re.MULTILINE)
_DOCUMENT = re.compile(r"^[ \t]*(?:AN[ \t]+)?Document ([A-Z][A-Za-z0-9]{9,})[ \t]*$", re.MULTILINE)
_WORDS = re.compile(r"[ \t]*([\d,. ]+) (?:words|слов\w*|palabras|mots|Wörter)[ \t]*", re.IGNORECASE)
_FOUND = re.compile(r"^[ \t]*Results Found[ \t:]+([\d,]+)", re.MULTILINE)
_SUMMARY = re.compile(r"^[ \t]*Search Summary[ \t]*$", re.MULTILINE)
_PAGE = re.compile(r"Page \d+ of \d+.*|© \d{4} Factiva.*", re.IGNORECASE)
_PERSON = re.compile(r"(?:by\s+.*|[A-ZА-ЯЁ][\w'’.-]+(?: [A-ZА-ЯЁ][\w'’.-]+){1,3})", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_ELEMENT = re.compile(
    r"class=[\"'](?:article \w+Article|enHeadline|articleParagraph)", re.IGNORECASE
)
_TEXT = ("LP", "TD")


def recognises(file: RawFile) -> bool:
    """Two-letter fields or "Document CODE" after "650 words"; the elements of HTML and XML."""
    head = file.text[:20_000]
    if head.lstrip("\ufeff \r\n").startswith("<"):
        return bool(_ELEMENT.search(head)) or "<ppsarticle" in head.lower()
    if not is_prose(file):
        return False
    return bool(
        _DOCUMENT.search(file.text)
        and (
            (_CODED.search(file.text) and re.search(r"^[ \t]*(?:LP|TD)\b", file.text, re.MULTILINE))
            or any(map(_WORDS.fullmatch, head.split("\n")))
        )
    )


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every article, and a refusal for each that the file says it holds and that is not there."""
    text = file.text.replace("\r\n", "\n").replace("\xa0", " ")
    if text.lstrip("\ufeff \n").startswith("<"):
        fields = list(_of_xml(file.data) if "<ppsarticle" in text.lower() else _of_html(text))
        yield from (_draft(one, f"article {n}") for n, one in enumerate(fields, start=1))
        return
    marks = list(_DOCUMENT.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    parts = [text[a : mark.end()] for a, mark in zip(starts, marks, strict=False)]
    coded = bool(_CODED.search(text))
    found = [
        _draft(_coded(part) if coded else _plain(part), f"article {n}")
        for n, part in enumerate(parts, start=1)
    ]
    said = _FOUND.search(text)
    yield from counted(found, int(said[1].replace(",", "")) if said else None)
    summary = _SUMMARY.search(text, starts[-1])
    rest = text[starts[-1] : summary.start() if summary else len(text)]
    if not said and _has_words(rest):
        seen = f"cut off before its end: {one_line(rest)[:80]}"
        yield Refusal(place=f"after article {len(parts)}", reason="damaged", seen=seen)


Fields = dict[str, list[str]]


def _has_words(text: str) -> bool:
    return any(not _PAGE.fullmatch(line.strip()) for line in text.split("\n") if line.strip())


def _draft(fields: Fields, place: str) -> Draft | Refusal:
    one = {code: one_line(" ".join(lines)) for code, lines in fields.items()}
    body = [line for code in _TEXT for line in fields.get(code, ())]
    if not body:
        return Refusal(place=place, reason="no text", seen=one.get("HD", "")[:120])
    clock = one.get("ET", "")
    date = one.get("PD", "")
    kept = ("HD", "BY", "SE", "SN", "PD", "ET", *_TEXT)
    return Draft(
        place=place,
        title=one.get("HD", ""),
        byline=one.get("BY", ""),
        section=one.get("SE", ""),
        publisher=one.get("SN", ""),
        body="\n\n".join(body),
        dates=(("header", f"{date} {clock}".strip()),) if date else (),
        furniture=tuple(f"database field: {c} {t}" for c, t in one.items() if c not in kept and t),
    )


def _coded(part: str) -> Fields:
    """Fields of the layout with indexing; a line without a code goes on with the field before."""
    fields: Fields = {}
    current: list[str] = []
    for line in (line.strip() for line in part.split("\n")):
        found = _FIELD.fullmatch(line)
        if found:
            current = fields.setdefault(found[1], [])
            line = (found[2] or "").strip()  # noqa: PLW2901 - the code is cut off
        if line and not _PAGE.fullmatch(line) and not _DOCUMENT.fullmatch(line):
            current.append(line)
    return fields


def _plain(part: str) -> Fields:
    """Fields of the layout without indexing, by their places above and below "650 words"."""
    lines = [line.strip() for line in part.split("\n")]
    lines = [ln for ln in lines if ln and not _PAGE.fullmatch(ln) and not _DOCUMENT.fullmatch(ln)]
    words = next((n for n, line in enumerate(lines) if _WORDS.fullmatch(line)), None)
    if words is None:
        return {"TD": lines[1:], "HD": lines[:1]}
    above, below = lines[:words], lines[words + 1 :]
    fields: Fields = {"WC": [lines[words]]}
    if len(above) > 1 and _PERSON.fullmatch(above[-1]) and len(above[-1].split()) < 6:  # noqa: PLR2004 - a name or two
        fields["BY"] = [above.pop()]
    fields["HD"] = above[-1:]
    fields["SE"] = above[:-1]
    dated = next((n for n, line in enumerate(below[:3]) if is_date_line(line)), None)
    if dated is None:
        return fields | {"TD": below}
    fields["PD"], below = [below[dated]], below[dated + 1 :]
    if below and _CLOCK.fullmatch(below[0]):
        fields["ET"], below = below[:1], below[1:]
    fields["SN"] = below[:1]
    rights = next((n for n, line in enumerate(below[:10]) if is_rights(line)), None)
    start = rights + 1 if rights is not None else _code_lines(below)
    return fields | {"CY": below[1:start], "TD": below[start:]}


def _code_lines(below: list[str]) -> int:
    """How many lines stand between the publication and a text without a copyright line."""
    start = 1
    while start < min(len(below), 6) and len(below[start].split()) <= 2:  # noqa: PLR2004 - a code, a page, a language
        start += 1
    return start


def _of_html(text: str) -> Iterator[Fields]:
    """Fields of each article of a page: rows of its table, or its paragraphs by their places."""
    import lxml.html

    for article in lxml.html.fromstring(text).xpath("//div[starts-with(@class, 'article')]"):
        rows = [row for row in article.iter("tr") if len(row.findall("td")) > 1]
        fields: Fields = {}
        for row in rows:
            cells = row.findall("td")
            code = one_line(str(cells[0].text_content()))
            if _FIELD.fullmatch(code):
                fields[code] = _paragraphs(cells[1])
        if not fields:
            lines = _paragraphs(article)
            fields = _plain("\n".join(lines))
        yield fields


def _paragraphs(element: Any) -> list[str]:
    inner = [p for p in element.iter("p", "div", "span") if p.tag == "p" or not p.findall(".//p")]
    blocks = [p for p in inner if p is not element] or [element]
    outer = [b for b in blocks if not any(a in blocks for a in b.iterancestors())]
    return [line for b in outer if (line := one_line(str(b.text_content())))]


def _of_xml(data: bytes) -> Iterator[Fields]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    names = {
        "HD": "headline", "BY": "byline", "SE": "sectionName", "SN": "sourceName",
        "PD": "publicationDate", "LP": "leadParagraph", "TD": "tailParagraphs", "CY": "copyright",
        "LA": "baseLanguage", "AN": "accessionNo", "WC": "wordCount",
    }  # fmt: skip
    for article in etree.fromstring(data, parser).iter("{*}article"):
        yield {code: _lines(article.find(f"{{*}}{tag}")) for code, tag in names.items()}


def _lines(element: Any) -> list[str]:
    """Paragraphs of an element, or its own text."""
    if element is None:
        return []
    inner = list(element.iter("{*}paragraph")) or [element]
    return [line for one in inner if (line := one_line("".join(one.itertext())))]


READER = Reader(name="factiva", rank=110, recognises=recognises, read=read)
