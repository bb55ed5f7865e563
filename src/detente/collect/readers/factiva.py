"""Factiva: many articles in a file, their fields under codes or in set places."""

import re
from collections.abc import Iterator

from detente.collect import layouts
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.elements import tree
from detente.collect.readers import Reader
from detente.collect.text import one_line

_CODE = re.compile(r"[ \t|]*([A-Z]{2,3})(?:[ \t|]+(.*?))?[ \t|]*\Z")
_SURE = re.compile(r"([A-Z]{2,3})(?:\t(.*))?\Z")  # a code of a page, in a cell of its own
_END = layouts.LINE.replace("(?:{})", r"(?:AN[ \t|]+)?(?:{})")
_BEFORE_TEXT = ("SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY")
_TEXT = ("LP", "TD")
_OWNER = ("CY", "PUB", "copyright")
_HEAD = 20_000  # characters in which a layout is told
_NAME = 60  # characters of a name; a longer line is a headline or a sentence
_MOST_WORDS = 6  # of a name or two
_NOTICE = 10  # lines below the day, among which is the copyright line
_CODES = 6  # lines below the publication that can be a code, a page, a language


def _is_factiva(file: RawFile) -> bool:
    """Two-letter fields or "Document CODE" after "650 words"; the elements of a page and XML."""
    if "<ppsarticle" in file.text[:_HEAD].lower():
        return True
    text = layouts.text_of(file, "factiva")
    if not layouts.is_prose(file) and layouts.mark("factiva", "element").search(file.text):
        return bool(text)
    if not layouts.mark("factiva", "end", _END).search(text):
        return False
    words = layouts.mark("any", "words", layouts.LINE)
    return layouts.has(text, "factiva", "coded", "text") or bool(words.search(text[:_HEAD]))


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
        of_xml = enumerate(_of_xml(file.text), start=1)
        yield from (_article(one, f"article {n}") for n, one in of_xml)
        return
    text = layouts.text_of(file, "factiva")
    code = _CODE if layouts.is_prose(file) else _SURE
    parts, rest = _parts(text)
    coded = [layouts.has(part, "factiva", "coded", "dated") for part in parts]
    fields = [_coded(p, code) if is_ else _placed(p) for p, is_ in zip(parts, coded, strict=True)]
    found = [_article(one, f"article {n}") for n, one in enumerate(fields, start=1)]
    said = layouts.mark("factiva", "results").search(text)
    yield from layouts.counted(found, int(re.sub(r"\D", "", said[1])) if said else None)
    if not said and any(_own_lines(rest)):
        yield layouts.cut_off(rest, len(parts))


def _parts(text: str) -> tuple[list[str], str]:
    """The articles of a file, and what is left of one that is cut off.

    Those of a page are told by where they begin, too: above the first and below the last of them
    stand the page's own lines.
    """
    end = layouts.mark("factiva", "end", _END)
    begun = [part for part in text.split(f"{layouts.BEGINS}\n")[1:] if part.strip()]
    if not begun:
        parts, rest = layouts.ended(text, end)
        return parts, layouts.mark("factiva", "summary").split(rest)[0]
    whole = [part[: found.end()] if (found := end.search(part)) else part for part in begun]
    cut = end.search(text) and not end.search(begun[-1])
    return (whole[:-1], begun[-1]) if cut else (whole, "")


def _article(codes: layouts.Fields, place: str) -> Draft | Refusal:
    """An article from what stands under its codes."""
    one, body, cut = dict[str, str](), list[str](), list[str]()
    for code, lines in codes.items():
        field = layouts.labels("factiva").get(code.lower(), "other")
        line = one_line(" ".join(lines))
        if field == "body":
            body += lines
        elif field == "other":
            cut += [f"{code} {line}"] if line else []
        else:
            one[field] = line
    if one.get("date"):
        day = layouts.day_of(one["date"])
        one["date"] = f"{day[0] if day else one['date']} {one.get('clock', '')}".strip()
    notice = " ".join(line for name in _OWNER for line in codes.get(name, ()))
    if body and _is_owner(body[-1], notice):
        cut.append(f"PUB {body.pop()}")
    return layouts.article_of(one, body, place, cut=cut)


def _is_owner(line: str, notice: str) -> bool:
    """Whether the last line above "Document CODE" only names the owner, as the notice does, too."""
    words, known = line.lower().split(), set(re.findall(r"\w+", notice.lower()))
    named = sum(word.strip(".,&") in known for word in words)
    is_name = named * 2 >= len(words) > 0 or layouts.is_one(line, "factiva", "owner")
    return len(line) < _NAME and line[-1:] not in tuple('?!…”"') and is_name


def _own_lines(text: str) -> list[str]:
    """Lines that are neither empty nor the service's own."""
    lines = [line.strip().removesuffix("|") for line in text.split("\n")]
    kept = [line for line in lines if line and not layouts.is_one(line, "factiva", "page")]
    return [line for line in kept if not layouts.mark("factiva", "end", _END).fullmatch(line)]


def _coded(part: str, code: re.Pattern[str]) -> layouts.Fields:
    """Fields of the layout with indexing; a line without a code goes on with the field before.

    Below the text no code comes that stands above it, and none that is only a word in capitals.
    """
    known, fields, current = layouts.labels("factiva"), layouts.Fields(), ""
    for line in _own_lines(part):
        found = code.match(line)
        name = found[1] if found and (code is _SURE or found[1].lower() in known) else ""
        below = not fields.keys().isdisjoint(_TEXT)
        if below and (name in _BEFORE_TEXT or layouts.mark("factiva", "sentence").match(line)):
            name = ""
        current = name or current
        text = (found[2] or "") if found and name else line
        fields.setdefault(current, []).extend([text] if text else [])
    fields.pop("", None)  # a heading of the page above the first article
    return fields


def _placed(part: str) -> layouts.Fields:
    """Fields of the layout without indexing, by their places above and below "650 words"."""
    sure, lines, head, since = layouts.Fields(), list[str](), 0, 0
    for line in _own_lines(part):
        found = _SURE.match(line)
        if found and found[2] and found[1] in ("HD", "BY", "TD"):
            if text := sure.get("TD"):  # with what stands between its paragraphs, as tables do
                text += lines[since:]
                del lines[since:]
            sure.setdefault(found[1], []).append(found[2])
            head, since = len(lines) if found[1] == "HD" else head, len(lines)
        else:
            lines.append(line)
    told = [n for n, line in enumerate(lines) if layouts.is_one(line, "any", "words")]
    above_day = [n for n in told if n + 1 < len(lines) and layouts.day_of(lines[n + 1])]
    start = next(iter(above_day + told), layouts.until(lines[:_NOTICE], layouts.day_of))
    if not told and start == len(lines[:_NOTICE]):
        return {"HD": lines[:1], "TD": lines[1:]} | sure
    end = start + bool(told)
    above, below = lines[:start], lines[end:]
    codes: layouts.Fields = {"WC": lines[start:end]}
    if "HD" in sure:
        codes |= {"SE": above[:head], "BY": above[head:]}
    else:
        person = len(above) > 1 and layouts.is_one(above[-1], "any", "person")
        if person and len(above[-1].split()) < _MOST_WORDS:
            codes["BY"] = [above.pop()]
        # A line in small letters goes on with the headline.
        at = max((n for n, line in enumerate(above) if not line[:1].islower()), default=0)
        codes |= {"HD": above[at:], "SE": above[:at]}
    dated = layouts.until(below[:3], layouts.day_of)
    if dated == len(below[:3]):
        return codes | {"TD": below} | sure
    codes["PD"], below = [below[dated]], below[dated + 1 :]
    if below and layouts.is_one(below[0], "factiva", "clock"):
        codes["ET"], below = below[:1], below[1:]
    start = len(below) if "TD" in sure else _text_line(below)
    return codes | {"SN": below[:1], "CY": below[1:start], "TD": below[start:]} | sure


def _text_line(below: list[str]) -> int:
    """Where the text begins: below the copyright line, or below lines of a word or two."""
    start = layouts.until(below[:_NOTICE], layouts.is_rights) + 1
    if start <= len(below[:_NOTICE]):
        return start
    return 1 + layouts.until(below[1:_CODES], lambda line: len(line.split()) > 2)  # noqa: PLR2004 - a code, a page, a language


def _of_xml(text: str) -> Iterator[layouts.Fields]:
    """Paragraphs of each element of an article that holds what a code does, or its own text."""
    for article in tree(text).iter("article"):
        known = [one for one in article if str(one.tag).lower() in layouts.labels("factiva")]
        inner = ((one.tag, list(one.iter("paragraph")) or [one]) for one in known)
        lines = ((tag, [one_line("".join(p.itertext())) for p in those]) for tag, those in inner)
        yield {tag: list(filter(None, said)) for tag, said in lines}


READER = Reader(name="factiva", rank=110, recognises=_is_factiva, read=_read_factiva)
