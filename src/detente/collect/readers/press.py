"""Exports of press databases: many articles in a file, whose fields have labels or set places.

The labels are rows of `data/reference/press_labels.csv`, the marks by which articles and their
parts are told are rows of `data/reference/press_marks.csv`. One engine reads both: a file is cut
into its articles, an article into its fields, and what the file says it holds is counted. No
service describes its layouts in public: each reader below says from where its own are known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from detente import files, tables
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import draft_of, guessed
from detente.collect.dates import is_date_line
from detente.collect.markup import plain
from detente.collect.readers import Reader
from detente.collect.text import one_line

Layout = Literal["any", "factiva", "nexis", "proquest"]
Language = Literal["de", "en", "es", "fr", "ru"]
Field = Literal[
    "title", "byline", "section", "summary", "publisher", "date", "clock", "url", "body",
    "abstract", "dateline", "length", "updated", "info", "other", "below", "ends",
]  # fmt: skip
Fields = dict[str, list[str]]
"""Paragraphs of each field of an article."""

_LABEL = re.compile(r"\s*([^\W\d_][^:\n]{0,40}?)\s*:\s*(.*)", re.DOTALL)
_LINE_LABEL = re.compile(r"^[ \t]*([^\W\d_][^:\n]{0,30}?)[ \t]*:(?:[ \t]+|$)", re.MULTILINE)
_CODE = re.compile(r"\s*([A-Z]{2,3})(?:[ \t]+(.*))?\s*\Z")  # a field of Factiva
_WORDS = r"(?i)[ \t]*[\d,. ]+ (?:{})[ \t]*"  # the line that says how long an article is
_LEAST = 3  # different labels that an article has, where any labels will do
_HEAD = 20_000  # characters in which a layout is told
_SPACE = "\ufeff \r\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label before a field, as a row of press_labels.csv."""

    layout: Layout
    """Whose label."""
    language: Language
    """Its language."""
    label: str
    """As printed, in small letters; the codes of Factiva in capitals."""
    field: Field
    """What stands after it; `other` is kept with its label. Of Nexis, `ends` is below the text
    however it is written, `below` in capitals only, or where no sentence can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A pattern by which the parts of a file are told, as a row of press_marks.csv."""

    layout: Layout
    """Whose mark; `any` has those of all."""
    mark: str
    """What it marks; several rows are alternatives."""
    language: Language | None
    """Its language; blank where it has none."""
    pattern: re.Pattern[str]
    """A regular expression."""
    example: str
    """What it finds."""


def is_prose(file: RawFile) -> bool:
    """Whether a file is text, and neither markup nor JSON."""
    return file.text[:100].lstrip(_SPACE)[:1] not in ("", "<", "{", "[")


def labelled(
    blocks: Iterable[str], labels: Mapping[str, str], label: re.Pattern[str] = _LABEL
) -> tuple[list[str], Fields]:
    """Blocks before the first label, and those of each field, without their labels.

    Parameters
    ----------
    blocks
        Paragraphs of a record.
    labels
        Name of the field of each label, in small letters; a block with a label of the field
        `other` ends the field before it and is kept as it is.
    label
        What begins a block with a label: the label and the rest, as groups.
    """
    head: list[str] = []
    fields: Fields = {}
    current = head
    for block in blocks:
        found = label.match(block)
        name = labels.get(found[1].lower()) if found else None
        if found and name:
            current = fields.setdefault(name, [])
        text = found[2] or "" if found and name and name != "other" else block
        if text.strip():
            current.append(text.strip())
    return head, fields


def blocks_of(text: str) -> list[str]:
    """Paragraphs of a text, where a blank line ends one."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\f", "\n\n"))
    return [part.strip() for part in parts if part.strip()]


def without_weekday(date: str) -> str:
    """A printed date without the day of the week, which databases put on either side of it."""
    weekday = _mark("any", "weekday", r"(?i),?\s*\b(?:{})\b,?")
    return _spaced(weekday.sub(" ", _spaced(date)))


def given_name_first(names: Iterable[str]) -> str:
    """Names as they are said, where a database prints "Sund, Anna"."""
    return ", ".join(" ".join(reversed(name.split(", ", 1))) for name in names if name)


def counted(
    found: Sequence[Draft | Refusal], said: int | None, numbers: Sequence[int] = ()
) -> Iterator[Draft | Refusal]:
    """The records, and a refusal for each that the file says it holds and that is not in it.

    Parameters
    ----------
    said
        How many the file says it holds; None where it does not say.
    numbers
        The number that the file gives each record, where it numbers them.
    """
    yield from found
    if said is None:
        return
    there = set(numbers) or set(range(1, len(found) + 1))
    last = max(there, default=0)
    for number in sorted(set(range(min(there, default=1), last)) - there):
        seen = f"the file says {said} documents, number {number} is not in it"
        yield Refusal(place=f"article {number}", reason="damaged", seen=seen)
    if last < said:
        seen = f"the file says {said} documents and ends with number {last}"
        yield Refusal(place=f"after article {last}", reason="damaged", seen=seen)


def _is_nexis(file: RawFile) -> bool:
    """The number of a document, or the marks around the text and after an article."""
    ways = (("number", "old"), ("body", "end"), ("body", "loaded"))
    return is_prose(file) and any(_has(file.text, "nexis", *marks) for marks in ways)


def _read_nexis(file: RawFile) -> Iterator[Draft | Refusal]:
    """Nexis and LexisNexis exports: many articles in one DOCX, RTF, PDF or TXT.

    Three layouts. Nexis Uni (DOCX, RTF, PDF): headline, publication, date, copyright, labels such
    as "Length:", the word "Body", the text, "Classification" with more labels, "End of Document";
    since 2024 some exports lack "End of Document", and an article ends with its "Load-Date:". The
    old TXT: "1 of 500 DOCUMENTS", publication, date, headline, labels in capitals, the text, more
    labels; also with German and French labels. The layouts are known from other importers and
    their issues, not from a description by the publisher:
    https://github.com/JBGruber/LexisNexisTools (issues 7, 11, 21, 31) and
    https://github.com/nalimilan/R.TeMiS (tm.plugin.lexisnexis). Nexis Uni is to be set to English
    before the export.
    """
    text = file.text.replace("\r\n", "\n").replace("\xa0", " ")
    numbers = list(_mark("nexis", "number").finditer(text))
    if numbers and _mark("nexis", "old").search(text):
        places = [int(number[1]) for number in numbers]
        ends = [number.start() for number in numbers[1:]] + [len(text)]
        parts = [text[n.end() : end] for n, end in zip(numbers, ends, strict=True)]
        found = [
            _nexis(part, f"article {at}", headline_first=False)
            for part, at in zip(parts, places, strict=True)
        ]
        yield from counted(found, int(numbers[0][2]), places)
        return
    end = _mark("nexis", "end")
    parts, rest = _ended(text, end if end.search(text) else _mark("nexis", "loaded"))
    holds = _mark("nexis", "holds").search(text)
    found = [_nexis(p, f"article {at}", headline_first=True) for at, p in enumerate(parts, 1)]
    yield from counted(found, int(holds[1]) if holds else None)
    if rest.strip():
        yield _cut_off(rest, len(parts))


def _nexis(part: str, place: str, *, headline_first: bool) -> Draft | Refusal:
    """An article of Nexis Uni, which prints the headline first, or of the old layout."""
    blocks, words = blocks_of(part), list[int]()
    if headline_first:
        beside = (_mark("nexis", "link"), _mark("nexis", "end"))
        blocks = [b for b in blocks if not any(mark.fullmatch(b) for mark in beside)]
        blocks = _without_cover(blocks)
        words = [n for n, block in enumerate(blocks) if block.lower() == "body"][:1]
    start = words[0] if words else _above(blocks)
    known = {k: v for k, v in _labels("nexis").items() if v not in ("below", "ends")}
    head, fields = labelled(blocks[:start], known)
    title, publisher, date, left = _head(head, headline_first=headline_first)
    one = {"title": title, "publisher": publisher, "date": without_weekday(date)}
    one |= {name: _spaced(" ".join(lines)) for name, lines in fields.items() if lines}
    body = blocks[start + len(words) :]
    end = next((n for n, block in enumerate(body) if _is_below(block, n)), len(body))
    seen = one["title"] or (body or ["an empty article"])[0]
    cut = map(_spaced, [*left, *body[end:]])
    return _draft(one, body[:end], place, cut=cut, seen=_spaced(seen))


def _above(blocks: list[str]) -> int:
    """How many blocks stand above the text: up to the last label, else up to the headline."""
    below = ("below", "ends", None)
    labels = [n for n, block in enumerate(blocks) if _nexis_field(block) not in below]
    dated = next((n for n, block in enumerate(blocks) if _is_date(block)), 1)
    return labels[-1] + 1 if labels else min(dated + 2, len(blocks))


def _head(lines: list[str], *, headline_first: bool) -> tuple[str, str, str, list[str]]:
    """Headline, publication and date of the lines without label, and those that are none."""
    lines = [line for block in lines for line in _lines(block)]
    rights = [line for line in lines if _is_rights(line)]
    kept = [line for line in lines if line not in rights]
    dated = next((n for n, line in enumerate(kept) if _is_date(line)), None)
    if dated is None:
        first, second = (*kept, "", "")[:2]
        title, publisher = (first, second) if headline_first else (second, first)
        return title, publisher, "", [*rights, *kept[2:]]
    before, after = kept[:dated], kept[dated + 1 :]
    editions = [line for line in after if _is_edition(line)]
    others = [line for line in after if line not in editions]
    title = " ".join(before[:-1] if headline_first else others)
    left = others if headline_first else before[:-1]
    return title, _spaced((before or [""])[-1]), kept[dated], [*rights, *editions, *left]


def _lines(block: str) -> list[str]:
    """Lines of a block that sets a date or a notice beside others; a headline is one."""
    lines = [line.strip() for line in block.split("\n")]
    apart = any(_is_date(line) or _is_rights(line) or _is_edition(line) for line in lines)
    return lines if apart else [" ".join(lines)]


def _is_date(block: str) -> bool:
    return len(block) < 80 and is_date_line(without_weekday(block))  # noqa: PLR2004 - no sentence


def _is_rights(line: str) -> bool:
    """Whether a line is a copyright notice."""
    return bool(_mark("any", "rights", r"(?i)\s*(?:{})").match(line))


def _is_edition(line: str) -> bool:
    """Whether a line names an edition: Late Edition - Final."""
    named = _mark("any", "edition", r"(?i)\b(?:{})\b").search(line)
    return bool(named) and len(line) < 60  # noqa: PLR2004 - a line, not a sentence


def _nexis_field(block: str) -> str | None:
    """What the label before a block tells; None without one that is known."""
    label, colon, _ = block.partition(":")
    return _labels("nexis").get(label.strip().lower()) if colon else None


def _is_below(block: str, place: int) -> bool:
    """Whether a block is the first below the text."""
    if _mark("nexis", "closing").fullmatch(block) or (place and _is_rights(block)):
        return True
    capitals = block.partition(":")[0].isupper()
    return _nexis_field(block) == "ends" or (_nexis_field(block) == "below" and capitals)


def _without_cover(blocks: list[str]) -> list[str]:
    """Blocks from the headline that the cover page lists first; all where there is no cover."""
    if not any(map(_mark("nexis", "holds").fullmatch, blocks)):
        return blocks
    listed = [
        _spaced(found[1]) for found in map(_mark("nexis", "listed").fullmatch, blocks) if found
    ]
    lines = list(map(_spaced, blocks))
    start = lines.index(listed[0]) if listed and listed[0] in lines else 0
    return blocks[start:]


def _is_factiva(file: RawFile) -> bool:
    """Two-letter fields or "Document CODE" after "650 words"; the elements of HTML and XML."""
    head = file.text[:_HEAD]
    if head.lstrip(_SPACE).startswith("<"):
        return bool(_mark("factiva", "element").search(head)) or "<ppsarticle" in head.lower()
    if not is_prose(file) or not _mark("factiva", "end").search(file.text):
        return False
    coded = _has(file.text, "factiva", "coded", "text")
    return coded or any(map(_mark("factiva", "words", _WORDS).fullmatch, head.split("\n")))


def _read_factiva(file: RawFile) -> Iterator[Draft | Refusal]:
    """Factiva exports: many articles in one RTF, TXT, DOCX, PDF, HTML or XML.

    Text comes in two layouts: with indexing, where two or three capitals begin each field (HD, BY,
    WC, PD, ET, SN, LP, TD …, AN), and without, where the lines above "650 words" are the headline
    and those below it the date, the publication and the rest, down to "Document CODE". HTML and
    XML hold the same fields as elements. The layouts are known from other importers, not from a
    description by the publisher: https://github.com/nalimilan/R.TeMiS (tm.plugin.factiva) and
    https://github.com/chennesy/factiva_parser.
    """
    text = file.text.replace("\r\n", "\n").replace("\xa0", " ")
    if text.lstrip("\ufeff \n").startswith("<"):
        of_markup = _of_xml(file.data) if "<ppsarticle" in text.lower() else _of_html(text)
        yield from (_factiva(codes, f"article {n}") for n, codes in enumerate(of_markup, start=1))
        return
    parts, rest = _ended(text, _mark("factiva", "end"))
    coded = bool(_mark("factiva", "coded").search(text))
    found = [
        _factiva(_coded(part) if coded else _placed(part), f"article {n}")
        for n, part in enumerate(parts, start=1)
    ]
    said = _mark("factiva", "results").search(text)
    yield from counted(found, int(said[1].replace(",", "")) if said else None)
    rest = _mark("factiva", "summary").split(rest)[0]
    if not said and any(_own_lines(rest)):
        yield _cut_off(rest, len(parts))


def _factiva(codes: Fields, place: str) -> Draft | Refusal:
    """An article from what stands under its codes."""
    one, body, cut = dict[str, str](), list[str](), list[str]()
    for code, lines in codes.items():
        field, line = _labels("factiva")[code.lower()], one_line(" ".join(lines))
        if field == "body":
            body += lines
        elif field == "other":
            cut += [f"{code} {line}"] if line else []
        else:
            one[field] = line
    if "date" in one:
        one["date"] = f"{one['date']} {one.get('clock', '')}".strip() if one["date"] else ""
    return _draft(one, body, place, cut=cut, seen=one.get("title", ""))


def _own_lines(text: str) -> list[str]:
    """Lines that are neither empty nor the service's own."""
    own = (_mark("factiva", "page"), _mark("factiva", "end"))
    lines = [line.strip() for line in text.split("\n")]
    return [ln for ln in lines if ln and not any(mark.fullmatch(ln) for mark in own)]


def _coded(part: str) -> Fields:
    """Fields of the layout with indexing; a line without a code goes on with the field before."""
    known = {code: code.upper() for code in _labels("factiva")}
    _, codes = labelled(part.split("\n"), known, _CODE)
    return {code: _own_lines("\n".join(lines)) for code, lines in codes.items()}


def _placed(part: str) -> Fields:
    """Fields of the layout without indexing, by their places above and below "650 words"."""
    lines, counts = _own_lines(part), _mark("factiva", "words", _WORDS)
    words = next((n for n, line in enumerate(lines) if counts.fullmatch(line)), None)
    if words is None:
        return {"TD": lines[1:], "HD": lines[:1]}
    above, below = lines[:words], lines[words + 1 :]
    codes: Fields = {"WC": [lines[words]]}
    is_person = len(above) > 1 and _mark("factiva", "person").fullmatch(above[-1])
    if is_person and len(above[-1].split()) < 6:  # noqa: PLR2004 - a name or two
        codes["BY"] = [above.pop()]
    codes |= {"HD": above[-1:], "SE": above[:-1]}
    dated = next((n for n, line in enumerate(below[:3]) if is_date_line(line)), None)
    if dated is None:
        return codes | {"TD": below}
    codes["PD"], below = [below[dated]], below[dated + 1 :]
    if below and _mark("factiva", "clock").fullmatch(below[0]):
        codes["ET"], below = below[:1], below[1:]
    rights = next((n for n, line in enumerate(below[:10]) if _is_rights(line)), None)
    start = rights + 1 if rights is not None else _code_lines(below)
    return codes | {"SN": below[:1], "CY": below[1:start], "TD": below[start:]}


def _code_lines(below: list[str]) -> int:
    """How many lines stand between the publication and a text without a copyright line."""
    start = 1
    while start < min(len(below), 6) and len(below[start].split()) <= 2:  # noqa: PLR2004 - a code, a page, a language
        start += 1
    return start


def _of_html(text: str) -> Iterator[Fields]:
    """Fields of each article of a page: rows of its table, or its paragraphs by their places."""
    import lxml.html

    known = {code.upper() for code in _labels("factiva")}
    for article in lxml.html.fromstring(text).xpath("//div[starts-with(@class, 'article')]"):
        cells = [row.findall("td") for row in article.iter("tr")]
        rows = [(one_line(str(row[0].text_content())), row[1]) for row in cells if len(row) > 1]
        codes = {code: _paragraphs(cell) for code, cell in rows if code in known}
        yield codes or _placed("\n".join(_paragraphs(article)))


def _paragraphs(element: Any) -> list[str]:
    inner = [p for p in element.iter("p", "div", "span") if p.tag == "p" or not p.findall(".//p")]
    blocks = [p for p in inner if p is not element] or [element]
    outer = [b for b in blocks if not any(a in blocks for a in b.iterancestors())]
    return [line for b in outer if (line := one_line(str(b.text_content())))]


_ELEMENTS = {
    "HD": "headline", "BY": "byline", "SE": "sectionName", "SN": "sourceName",
    "PD": "publicationDate", "LP": "leadParagraph", "TD": "tailParagraphs", "CY": "copyright",
    "LA": "baseLanguage", "AN": "accessionNo", "WC": "wordCount",
}  # fmt: skip
"""Elements of the XML of Factiva that hold what a code does."""


def _of_xml(data: bytes) -> Iterator[Fields]:
    for article in _tree(data).iter("{*}article"):
        found = {code: article.find(f"{{*}}{tag}") for code, tag in _ELEMENTS.items()}
        yield {code: _of_element(one) for code, one in found.items() if one is not None}


def _of_element(element: Any) -> list[str]:
    """Paragraphs of an element, or its own text."""
    inner = list(element.iter("{*}paragraph")) or [element]
    return [line for one in inner if (line := one_line("".join(one.itertext())))]


def _is_proquest(file: RawFile) -> bool:
    """The labels of ProQuest, or the record of an XML."""
    if file.text.lstrip(_SPACE).startswith("<"):
        return "<RECORD>" in file.text[:5000] and "<GOID>" in file.text[:_HEAD]
    if not is_prose(file):
        return False
    apart = "\nFull text:" in file.text and _mark("proquest", "begins").search(file.text)
    return "ProQuest document ID:" in file.text or bool(apart)


def _read_proquest(file: RawFile) -> Iterator[Draft | Refusal]:
    """ProQuest exports: many articles in one TXT, RTF, DOCX or PDF, or one in an XML of TDM Studio.

    In text, a line of underscores stands between two documents, the title above labels such as
    "Publication date:", and "Full text:" before the text. In XML, RECORD holds the same. The
    layouts are known from other importers, not from a description by the publisher:
    https://github.com/chennesy/pq_parser and https://github.com/jaeyk/tidyethnicnews.
    """
    if file.text.lstrip(_SPACE).startswith("<"):
        yield _of_record(_tree(file.data))
        return
    number = _mark("proquest", "number")
    whole = file.text.replace("\r\n", "\n")
    parts = [part for part in _mark("proquest", "begins").split(whole) if _is_document(part)]
    numbers = [int(found[1]) for part in parts if (found := number.search(part))]
    said = number.search(whole)
    read = [_proquest(part, f"document {n}") for n, part in enumerate(parts, start=1)]
    yield from counted(read, int(said[2]) if said else None, numbers)


def _is_document(part: str) -> bool:
    head, fields = _proquest_fields(part)
    named = bool(fields) and bool(head or "title" in fields)
    return named and not _mark("proquest", "about").match(part.strip())


def _proquest_fields(part: str) -> tuple[list[str], Fields]:
    """Blocks above the labels, and those of each field; a line with a label begins a block."""
    labels = _labels("proquest")
    known = "|".join(map(re.escape, labels))
    label = re.compile(rf"\n(?=[ \t]*(?:{known})[ \t]*:)", re.IGNORECASE)
    return labelled([one for block in blocks_of(part) for one in label.split(block)], labels)


def _proquest(part: str, place: str) -> Draft | Refusal:
    head, fields = _proquest_fields(part)
    one = {name: one_line(" ".join(dict.fromkeys(lines))) for name, lines in fields.items()}
    above = (line for line in head if not _mark("proquest", "number").match(line))
    one["title"] = one.get("title") or one_line(next(above, ""))
    one["byline"] = given_name_first(one.get("byline", "").split("; "))
    one["publisher"] = one.get("publisher") or re.split(r"[;:,]", one.get("info", ""))[0]
    only = "only an abstract" if fields.get("abstract") else "no full text"
    cut = map(one_line, fields.get("other", ()))
    body = fields.get("body", [])
    return _draft(one, body, place, cut=cut, seen=f"{only}: {one['title']}")


def _of_record(record: Any) -> Draft | Refusal:
    """An article of TDM Studio, each field in the first element that there is."""
    paths = {
        "body": (".//TextInfo//Text", ".//FullText", ".//Text"),
        "title": (".//TitleAtt/Title", ".//Title"),
        "date": (".//NumericDate", ".//AlphaDate"),
        "byline": (".//Contributor//OriginalForm",),
        "publisher": (".//PubFrosting/Title", ".//Publication/Title"),
    }
    one = dict[str, str]()
    for name, those in paths.items():
        found = [element for path in those if (element := record.find(path)) is not None]
        text = "".join(found[0].itertext()).strip() if found else ""
        one[name] = text if name in ("body", "date") else one_line(text)
    return _draft(one, [plain(one["body"])], "", seen=f"no full text: {one['title']}")


def _is_labelled(file: RawFile) -> bool:
    """At the top of the text, labels for a text and two more fields."""
    if not is_prose(file):
        return False
    head = file.text[:_HEAD].lstrip(_SPACE)
    fields = _columns(file.text[:_HEAD])
    first = _LINE_LABEL.match(head.split("\n", 1)[0])
    known = first is not None and first[1].lower() in fields
    return known and len(set(fields.values())) >= _LEAST and "body" in fields.values()


def _read_labelled(file: RawFile) -> Iterator[Draft | Refusal]:
    """Articles with labelled fields, one after another, as Russian press databases print them.

    «Заголовок: …», «Источник: …», «Дата: …», «Текст: …», or the same in English. No layout of
    Integrum, Medialogia or East View is documented in public; what is read is any text in which at
    least three known labels come back for each article; the label that comes first in the file
    begins one. The labels are the names of columns in `data/reference/columns.csv`.
    """
    text = file.text.replace("\r\n", "\n").lstrip("\ufeff")
    fields = _columns(text)
    marks = [m for m in _LINE_LABEL.finditer(text) if m[1].lower() in fields]
    begins = [n for n, m in enumerate(marks) if m[1].lower() == marks[0][1].lower()]
    ends = [m.start() for m in marks[1:]] + [len(text)]
    texts = [text[m.end() : end] for m, end in zip(marks, ends, strict=True)]
    for number, (start, end) in enumerate(pairwise([*begins, len(marks)]), start=1):
        record = {marks[n][1].lower(): "\n\n".join(blocks_of(texts[n])) for n in range(start, end)}
        yield draft_of(record, f"article {number}", fields=fields)


def _columns(text: str) -> dict[str, str]:
    """Field of each label that is the name of a column."""
    return guessed(dict.fromkeys(m[1].lower() for m in _LINE_LABEL.finditer(text)))


def _draft(
    one: Mapping[str, str], body: list[str], place: str, *, cut: Iterable[str] = (), seen: str
) -> Draft | Refusal:
    """The article, or its refusal with what was seen where it has no text."""
    text = "\n\n".join(body)
    if not text.strip():
        return Refusal(place=place, reason="no text", seen=seen[:120])
    return Draft(
        place=place,
        title=one.get("title", ""),
        summary=one.get("summary", ""),
        byline=one.get("byline", ""),
        section=one.get("section", ""),
        url=one.get("url", ""),
        publisher=one.get("publisher", ""),
        body=text,
        dates=(("header", one["date"]),) if one.get("date") else (),
        furniture=tuple(f"database field: {line}" for line in cut),
    )


def _has(text: str, layout: Layout, *marks: str) -> bool:
    """Whether a text has all of some marks."""
    return all(_mark(layout, mark).search(text) for mark in marks)


def _ended(text: str, end: re.Pattern[str]) -> tuple[list[str], str]:
    """Articles that each end with a mark, and what comes after the last of them."""
    ends = [0, *(mark.end() for mark in end.finditer(text))]
    return [text[a:b] for a, b in pairwise(ends)], text[ends[-1] :]


def _cut_off(rest: str, last: int) -> Refusal:
    seen = f"cut off before its end: {_spaced(rest)[:80]}"
    return Refusal(place=f"after article {last}", reason="damaged", seen=seen)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _tree(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    return etree.fromstring(data, parser)


@cache
def _labels(layout: Layout) -> dict[str, str]:
    """Field of each label of a layout, in small letters."""
    rows = tables.read(Label, files.REFERENCE / "press_labels.csv")
    return {row.label.lower(): row.field for row in rows if row.layout == layout}


@cache
def _mark(layout: Layout, mark: str, around: str = "{}") -> re.Pattern[str]:
    """The patterns of a mark as alternatives, in a frame that has them at `{}`."""
    rows = tables.read(Mark, files.REFERENCE / "press_marks.csv")
    patterns = [row.pattern.pattern for row in rows if (row.layout, row.mark) == (layout, mark)]
    return re.compile(around.replace("{}", "|".join(patterns) or "(?!)"), re.MULTILINE)


NEXIS = Reader(name="nexis", rank=100, recognises=_is_nexis, read=_read_nexis)
FACTIVA = Reader(name="factiva", rank=110, recognises=_is_factiva, read=_read_factiva)
PROQUEST = Reader(name="proquest", rank=120, recognises=_is_proquest, read=_read_proquest)
LABELLED = Reader(name="labelled", rank=140, recognises=_is_labelled, read=_read_labelled)
