"""Factiva: many articles in a file, their fields under codes or in set places."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import (
    BEGINS,
    LINE,
    Codes,
    Fields,
    article_of,
    counted,
    cut_off,
    day_of,
    ended,
    has,
    is_prose,
    is_rights,
    labels,
    mark,
    text_of,
    tree_of,
)
from detente.collect.readers import Reader
from detente.collect.text import one_line

_CODE = re.compile(r"[ \t|]*([A-Z]{2,3})(?:[ \t|]+(.*?))?[ \t|]*\Z")
_SURE = re.compile(r"([A-Z]{2,3})(?:\t(.*))?\Z")  # a code of a page, in a cell of its own
_END = LINE.replace("(?:{})", r"(?:AN[ \t|]+)?(?:{})")
_BEFORE_TEXT = ("SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY")
_TEXT = ("LP", "TD")
_HEAD = 20_000  # characters in which a layout is told
_NAME = 60  # characters of a name; a longer line is a headline or a sentence
_MOST_WORDS = 6  # of a name or two
_NOTICE = 10  # lines below the day, among which is the copyright line
_CODES = 6  # lines below the publication that can be a code, a page, a language


def _is_factiva(file: RawFile) -> bool:
    """Two-letter fields or "Document CODE" after "650 words"; the elements of a page and XML."""
    if "<ppsarticle" in file.text[:_HEAD].lower():
        return True
    text = text_of(file, "factiva", _codes())
    if not is_prose(file) and mark("factiva", "element").search(file.text):
        return bool(text)
    if not mark("factiva", "end", _END).search(text):
        return False
    words = mark("any", "words", LINE)
    return has(text, "factiva", "coded", "text") or bool(words.search(text[:_HEAD]))


@cache
def _codes() -> Codes:
    """Codes of the elements of a page, by their classes."""
    names = {"HD": "headline", "BY": "author", "TD": "paragraph", BEGINS: "article"}
    return {code: mark("factiva", name) for code, name in names.items()}


def _read_factiva(file: RawFile) -> Iterator[Draft | Refusal]:
    """Factiva exports: many articles in one RTF, TXT, DOCX, PDF, HTML or XML.

    Two layouts. With indexing, two or three capitals begin each field (HD, BY, WC, PD, ET, SN, LP,
    TD …, AN); without, the lines above "650 words" are the headline and those below it the date,
    the publication and the rest, down to "Document CODE". HTML sets the same in rows or lines, in
    any language of the surface; XML has elements. The layouts are known from real files and other
    importers, not from a description by the publisher: https://github.com/nalimilan/R.TeMiS
    (tm.plugin.factiva) and https://github.com/chennesy/factiva_parser.
    """
    if "<ppsarticle" in file.text[:_HEAD].lower():
        of_xml = enumerate(_of_xml(file.data), start=1)
        yield from (_article(one, f"article {n}") for n, one in of_xml)
        return
    text = text_of(file, "factiva", _codes())
    code = _CODE if is_prose(file) else _SURE
    parts, rest = _parts(text)
    coded = [has(part, "factiva", "coded", "dated") for part in parts]
    fields = [_coded(p, code) if is_ else _placed(p) for p, is_ in zip(parts, coded, strict=True)]
    found = [_article(one, f"article {n}") for n, one in enumerate(fields, start=1)]
    said = mark("factiva", "results").search(text)
    yield from counted(found, int(re.sub(r"\D", "", said[1])) if said else None)
    if not said and any(_own_lines(rest)):
        yield cut_off(rest, len(parts))


def _parts(text: str) -> tuple[list[str], str]:
    """The articles of a file, and what is left of one that is cut off.

    Those of a page are told by where they begin, too: above the first and below the last of them
    stand the page's own lines.
    """
    end = mark("factiva", "end", _END)
    begun = [part for part in text.split(f"{BEGINS}\n")[1:] if part.strip()]
    if not begun:
        parts, rest = ended(text, end)
        return parts, mark("factiva", "summary").split(rest)[0]
    whole = [part[: found.end()] if (found := end.search(part)) else part for part in begun]
    cut = end.search(text) and not end.search(begun[-1])
    return (whole[:-1], begun[-1]) if cut else (whole, "")


def _article(codes: Fields, place: str) -> Draft | Refusal:
    """An article from what stands under its codes."""
    one, body, cut = dict[str, str](), list[str](), list[str]()
    for code, lines in codes.items():
        field, line = labels("factiva").get(code.lower(), "other"), one_line(" ".join(lines))
        if field == "body":
            body += lines
        elif field == "other":
            cut += [f"{code} {line}"] if line else []
        else:
            one[field] = line
    if one.get("date"):
        day = day_of(one["date"])
        one["date"] = f"{day[0] if day else one['date']} {one.get('clock', '')}".strip()
    if body and _is_owner(body[-1], " ".join((*codes.get("CY", ()), *codes.get("PUB", ())))):
        cut.append(f"PUB {body.pop()}")
    return article_of(one, body, place, cut=cut, seen=one.get("title", ""))


def _is_owner(line: str, notice: str) -> bool:
    """Whether the last line above "Document CODE" only names the owner, as the notice does."""
    words, known = line.lower().split(), set(re.findall(r"\w+", notice.lower()))
    named = sum(word.strip(".,&") in known for word in words)
    return len(line) < _NAME and line[-1:] not in tuple('?!…”"') and named * 2 >= len(words) > 0


def _own_lines(text: str) -> list[str]:
    """Lines that are neither empty nor the service's own."""
    own = (mark("factiva", "page"), mark("factiva", "end", _END))
    lines = [line.strip().removesuffix("|") for line in text.split("\n")]
    return [ln for ln in lines if ln and not any(mark.fullmatch(ln) for mark in own)]


def _coded(part: str, code: re.Pattern[str]) -> Fields:
    """Fields of the layout with indexing; a line without a code goes on with the field before.

    Below the text no code comes that stands above it, and none that is only a word in capitals.
    """
    known, fields, current = labels("factiva"), Fields(), ""
    for line in _own_lines(part):
        found = code.match(line)
        name = found[1] if found and (code is _SURE or found[1].lower() in known) else ""
        below = not fields.keys().isdisjoint(_TEXT)
        if name and below and (name in _BEFORE_TEXT or mark("factiva", "sentence").match(line)):
            name = ""
        current = name or current
        text = (found[2] or "") if found and name else line
        fields.setdefault(current, []).extend([text] if text else [])
    fields.pop("", None)  # a heading of the page above the first article
    return fields


def _placed(part: str) -> Fields:
    """Fields of the layout without indexing, by their places above and below "650 words"."""
    sure, lines, head, told = Fields(), list[str](), 0, 0
    for line in _own_lines(part):
        found = _SURE.match(line)
        if found and found[2] and found[1] in ("HD", "BY", "TD"):
            if text := sure.get("TD"):  # with what stands between its paragraphs, as tables do
                text += lines[told:]
                del lines[told:]
            sure.setdefault(found[1], []).append(found[2])
            head, told = len(lines) if found[1] == "HD" else head, len(lines)
        else:
            lines.append(line)
    words = _words_line(lines)
    day = next((n for n, line in enumerate(lines[:_NOTICE]) if day_of(line)), None)
    if words is None and day is None:
        return {"HD": lines[:1], "TD": lines[1:]} | sure
    start, end = (day or 0, day or 0) if words is None else (words, words + 1)
    above, below = lines[:start], lines[end:]
    codes: Fields = {"WC": lines[start:end]}
    if "HD" in sure:
        codes |= {"SE": above[:head], "BY": above[head:]}
    else:
        person = len(above) > 1 and mark("any", "person").fullmatch(above[-1])
        if person and len(above[-1].split()) < _MOST_WORDS:
            codes["BY"] = [above.pop()]
        at = len(above) - 1
        while at > 0 and above[at][:1].islower():  # a headline of two lines
            at -= 1
        codes |= {"HD": above[max(at, 0) :], "SE": above[: max(at, 0)]}
    dated = next((n for n, line in enumerate(below[:3]) if day_of(line)), None)
    if dated is None:
        return codes | {"TD": below} | sure
    codes["PD"], below = [below[dated]], below[dated + 1 :]
    if below and mark("factiva", "clock").fullmatch(below[0]):
        codes["ET"], below = below[:1], below[1:]
    start = len(below) if "TD" in sure else _text_line(below)
    return codes | {"SN": below[:1], "CY": below[1:start], "TD": below[start:]} | sure


def _words_line(lines: list[str]) -> int | None:
    """Place of the line that says how long an article is: a day stands below it."""
    told = [n for n, line in enumerate(lines) if mark("any", "words").fullmatch(line)]
    dated = (n for n in told if n + 1 < len(lines) and day_of(lines[n + 1]))
    return next(dated, told[0] if told else None)


def _text_line(below: list[str]) -> int:
    """Where the text begins: below the copyright line, or below lines of a word or two."""
    rights = next((n for n, line in enumerate(below[:_NOTICE]) if is_rights(line)), None)
    start = 1 if rights is None else rights + 1
    while rights is None and start < min(len(below), _CODES) and len(below[start].split()) <= 2:  # noqa: PLR2004 - a code, a page, a language
        start += 1
    return start


_ELEMENTS = {
    "HD": "headline", "BY": "byline", "SE": "sectionName", "SN": "sourceName",
    "PD": "publicationDate", "LP": "leadParagraph", "TD": "tailParagraphs", "CY": "copyright",
    "LA": "baseLanguage", "AN": "accessionNo", "WC": "wordCount",
}  # fmt: skip
"""Elements of the XML of Factiva that hold what a code does."""


def _of_xml(data: bytes) -> Iterator[Fields]:
    for article in tree_of(data).iter("{*}article"):
        found = {code: article.find(f"{{*}}{tag}") for code, tag in _ELEMENTS.items()}
        yield {code: _of_element(one) for code, one in found.items() if one is not None}


def _of_element(element: Any) -> list[str]:
    """Paragraphs of an element, or its own text."""
    inner = list(element.iter("{*}paragraph")) or [element]
    return [line for one in inner if (line := one_line("".join(one.itertext())))]


READER = Reader(name="factiva", rank=110, recognises=_is_factiva, read=_read_factiva)
