"""Nexis and LexisNexis: many articles in a file, their fields above and below the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.collect import layouts
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.readers import Reader
from detente.collect.text import one_line

_LABEL = re.compile(r"([^\W\d_][^:\n\t]{0,29}?)\s*:(?:\s+(.*))?\Z", re.DOTALL)
_LEAST_LABEL = 3  # letters in capitals before a colon: no initials
_SHORT = 60  # characters of a name, an edition, a place: no sentence
_HEADLINE = 300  # characters
_WIDTH = 80  # characters of a line of the text layout, in whose middle heads are set
_INDENTED = 15  # spaces before what is set in the middle, whatever its length
_FULL = 75  # characters of a line that fills the width, as the first of several that are centred
_TOP_PART = 1000  # characters in which the head of a document is
_TOP = 10  # blocks among which the day stands
_MOST_LINES = 4  # of a block that has a day
_LONG = 40  # words of a paragraph that is text
_FEW_WORDS = 4  # of a line below the headline that is no deck
_TABS = "\t\t\t"
_BELOW = ("below", "ends", "")


def _is_nexis(file: RawFile) -> bool:
    """The number of a document, or the marks around the text and after an article."""
    text = layouts.text_of(file, "nexis")
    numbers = _numbers(text)
    worded = any(one["word"] for one in numbers)
    if worded or (numbers and layouts.has(text, "nexis", "old")):
        return True
    apart = ("body", "end"), ("body", "loaded"), ("cover",)
    return any(layouts.has(text, "nexis", *marks) for marks in apart)


def _numbers(text: str) -> list[re.Match[str]]:
    """The numbers above the documents of the old layout; one at the margin has a day below it."""
    found = [*layouts.mark("nexis", "number", rf"{layouts.LINE}(?=\n[ \t]*\n|\Z)").finditer(text)]
    worded = [one for one in found if one["word"]] or found
    if not any(one[0][:1].isspace() for one in worded):
        return worded
    tops = ((one, text[one.end() :][:_TOP_PART]) for one in worded)
    return [
        one
        for one, top in tops
        if one[0][:1].isspace() or any(block.day for block in _blocks(top)[:_MOST_LINES])
    ]


def _read_nexis(file: RawFile) -> Iterator[Draft | Refusal]:
    """Nexis and LexisNexis exports: many articles in one DOCX, RTF, PDF, TXT or HTML.

    Three layouts. Nexis Uni (DOCX, RTF, PDF): headline, publication, date, copyright, labels such
    as "Length:", the word "Body", the text, "Classification" with more labels, "End of Document";
    since 2024 some exports lack "End of Document", and an article ends with its "Load-Date:". The
    old TXT and HTML: "1 of 500 DOCUMENTS", publication, date, edition, headline, labels in
    capitals, the text, more labels; the surface can be in other languages. The layouts are known
    from real files and other importers, not from a description by the publisher:
    https://github.com/JBGruber/LexisNexisTools (issues 7, 11, 21, 31),
    https://github.com/nalimilan/R.TeMiS (tm.plugin.lexisnexis) and https://github.com/amcat/amcat.
    """
    text = layouts.text_of(file, "nexis")
    if numbers := _numbers(text):
        places = [int(one["at"]) for one in numbers]
        parts = [below for _, below in layouts.begun(text, numbers)]
        found = [_old(part, f"article {at}") for part, at in zip(parts, places, strict=True)]
        found = layouts.unfinished(found, parts, layouts.mark("nexis", "last"))
        one_set = len({one["of"] for one in numbers}) == 1
        yield from layouts.counted(found, int(numbers[0]["of"]) if one_set else None, places)
        return
    end = layouts.mark("nexis", "end")
    parts, rest = layouts.ended(text, end if end.search(text) else layouts.mark("nexis", "loaded"))
    holds = layouts.mark("nexis", "holds").search(text)
    found = [_new(part, f"article {at}") for at, part in enumerate(parts, 1)]
    if not found and layouts.has(text, "nexis", "cover"):
        seen = "a download page of Nexis, and no document behind it that could be told"
        yield Refusal(place="", reason="no text", seen=seen)
        return
    yield from layouts.counted(found, int(holds[1]) if holds else None)
    if rest.strip():
        yield layouts.cut_off(rest, len(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A paragraph of an export."""

    text: str
    """Its lines."""
    centred: bool
    """Whether it is set in the middle."""
    label: str
    """What stands before its colon, in small letters; empty where nothing does."""
    rest: str
    """What stands after it."""
    field: str
    """Field of a label that is known; empty for another."""

    @property
    def lines(self) -> list[str]:
        return [line for raw in self.text.split("\n") if (line := raw.strip())]

    @property
    def is_head(self) -> bool:
        """Whether it is set in the middle, or a copyright notice."""
        return self.centred or layouts.is_rights(self.text)

    @property
    def capitals(self) -> bool:
        """Whether it begins as labels in capitals do, known or not."""
        return len(self.label) >= _LEAST_LABEL and self.text.partition(":")[0].isupper()

    @property
    def day(self) -> tuple[str, str, list[str]] | None:
        """A day that one of its lines begins with, what follows it there, and the other lines."""
        for n, line in enumerate(self.lines if len(self.lines) <= _MOST_LINES else ()):
            if len(line) <= 2 * _SHORT and (found := layouts.day_of(line)):
                return *found, [*self.lines[:n], *self.lines[n + 1 :]]
        return None

    @property
    def month(self) -> tuple[str, str, list[str]] | None:
        """A month or a season that is its last line, in the middle, as `day`: Spring, 2008."""
        *others, last = self.lines
        return (last, "", others) if self.centred and layouts.is_one(last, "any", "month") else None


def _block(text: str) -> _Block:
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    short = [line for line in lines if line[:1].isspace() or len(line) <= _FULL]
    label = _LABEL.match(text.strip())
    name = label[1].lower() if label else ""
    return _Block(
        text=text.strip(),
        centred=bool(short) and all(map(_is_middle, short)),
        label=name,
        rest=one_line(label[2] or "") if label else "",
        field=layouts.labels("nexis").get(name, ""),
    )


def _is_middle(line: str) -> bool:
    """Whether a line has as much space before it as it lacks to the width."""
    before = len(line) - len(line.lstrip())
    odd = abs(_WIDTH - before - len(line))
    return before >= _INDENTED or line.startswith(_TABS) or (before > 0 and odd <= 2)  # noqa: PLR2004 - lengths are odd or even


def _blocks(part: str) -> list[_Block]:
    """Paragraphs of a document; below a label that is known, each line with another is one."""
    known = rf"[ \t]*(?:{'|'.join(map(re.escape, layouts.labels('nexis')))})[ \t]*:"
    begins, again = re.compile(known, re.IGNORECASE), re.compile(rf"\n(?={known})", re.IGNORECASE)
    texts = [one.strip("\n") for one in re.split(r"\n[ \t]*\n|\f", part) if one.strip()]
    lined = (again.split(one) if begins.match(one) else [one] for one in texts)
    found = [_block(one) for lines in lined for one in lines]
    return [one for one in found if not layouts.is_one(one.text, "nexis", "link", "end")]


def _old(part: str, place: str) -> Draft | Refusal:
    """An article of the old layout: publication, day, edition, headline, labels, text, labels."""
    blocks = [one if one.capitals else replace(one, field="") for one in _blocks(part)]
    head = blocks[: layouts.until(blocks[:_TOP], lambda one: one.field)]
    dated = [(n, found) for n, one in enumerate(head) if (found := one.day)]
    dated += [(n, found) for n, one in enumerate(head) if (found := one.month)]
    at, (day, after, beside) = dated[0] if dated else (1, ("", "", []))
    front, rest = blocks[:at], blocks[at + bool(dated) :]
    links = ["".join(one.text.split()) for one in front if one.text.startswith("http")]
    front = [one for one in front if not one.text.startswith("http")]
    above = [one for one in front[1:] if not one.is_head]
    apart = any(one.centred for one in blocks)  # then what is not set there is no edition
    editions = [] if apart else [one for one in rest if layouts.is_one(one.text, "any", "edition")]
    at = layouts.until(rest, lambda one: not one.is_head and one not in editions)
    below, rest = rest[:at], rest[at:]
    publisher = next(filter(None, map(_named, front)), next(iter(beside), ""))
    title = " ".join(one_line(one.text) for one in above)
    titled = title or any(one.field == "title" for one in rest)
    if not titled and rest and not rest[0].field and len(rest[0].text) < _HEADLINE:
        title, rest = one_line(rest[0].text), rest[1:]
    one = {"title": title, "publisher": publisher, "date": day, "url": "".join(links[:1])}
    cut = [one_line(block.text) for block in (*front, *below) if block not in above]
    cut = [line for line in (*cut, _edition(after), *beside) if line not in one.values()]
    return _article(one, rest, cut=cut, place=place)


def _edition(after: str) -> str:
    """What stands behind a day; empty where that is the day of the week alone."""
    after = after.strip(" ,")
    return after if " " in after else ""


def _named(block: _Block) -> str:
    """The publication that a block above the day names; empty where it names none."""
    lines = [line for line in block.lines if not layouts.is_rights(line)]
    return one_line("".join(lines[-1:] if layouts.is_rights(block.text) else lines[:1]))


def _new(part: str, place: str) -> Draft | Refusal:
    """An article of Nexis Uni, which prints the headline first."""
    blocks = _without_cover(_blocks(part))
    fields = [n for n, one in enumerate(blocks) if one.field not in _BELOW or _is_body(one)]
    start = fields[0] if fields else 0
    lines = [line for one in blocks[:start] for line in _lines(one)]
    kept = [line for line in lines if not layouts.is_rights(line)]
    short = [(n, line) for n, line in enumerate(kept) if n and len(line) < 2 * _SHORT]
    days = [n for n, line in short if layouts.day_of(line)]
    days += [n for n, line in short if layouts.is_one(line, "any", "month")]
    at = days[0] if days else 0
    before = kept[:at] if at else kept[:2]
    while len(before) > 2 and layouts.is_one(before[-1], "any", "edition"):  # noqa: PLR2004 - headline, publication
        before = before[:-1]
    day, after = layouts.day_of(kept[at]) or (kept[at] if at else "", "") if kept else ("", "")
    title = " ".join(before[:-1] or before)
    one = {"title": title, "publisher": "".join(before[1:][-1:]), "date": day}
    beside = [line for line in lines if line not in (*before, kept[at] if at else "")]
    return _article(one, blocks[start:], cut=[_edition(after), *beside], place=place)


def _lines(block: _Block) -> list[str]:
    """Lines of a block that sets a day or a notice beside others; a headline is one."""
    apart = any(layouts.day_of(line) or layouts.is_rights(line) for line in block.lines)
    return block.lines if apart else [one_line(block.text)]


def _is_body(block: _Block) -> bool:
    return block.field == "body" or layouts.is_one(block.text, "nexis", "begins")


def _without_cover(blocks: list[_Block]) -> list[_Block]:
    """Blocks from the headline that the cover page lists first, or else two above the day."""
    if not any(layouts.is_one(one.text, "nexis", "holds") for one in blocks):
        return blocks
    listed = (layouts.mark("nexis", "listed").fullmatch(one.text) for one in blocks)
    title = next((one_line(one[1]) for one in listed if one), "")
    at = layouts.until(blocks, lambda one: one_line(one.text) == title)
    day = layouts.until(blocks, lambda one: one.day)
    return blocks[at:] or blocks[max(day - 2, 0) :]


def _article(
    one: dict[str, str], rest: list[_Block], *, cut: list[str], place: str
) -> Draft | Refusal:
    """The article whose labels, text and labels below it are the rest."""
    at = layouts.until(rest, _is_body)
    again = at + 1 + layouts.until(rest[at + 1 : at + _MOST_LINES], _is_body)
    if again < min(at + _MOST_LINES, len(rest)) and rest[again] != rest[at]:
        at = again  # FULL TEXT, after an abstract
    head, body = (rest[:at], rest[at + 1 :]) if rest[at:] else _parted(rest)
    body = [_block(one.rest) for one in rest[at : at + 1] if one.rest] + body
    seen = {block.label for block in head}
    last = max((n for n, block in enumerate(body) if _is_prose(block)), default=0)
    below = (n for n, one in enumerate(body) if _ends(one) or (n > last and _is_below(one, seen)))
    end = next(below, len(body))
    while end and body[end - 1].field in ("below", "ends") and _is_short(body[end - 1]):
        end -= 1
    waiting = ""
    for block in [*head, *body[end:]]:
        field, text = block.field or waiting, block.rest if block.field else one_line(block.text)
        waiting = field if block.field and not text else ""
        person = not field and layouts.is_one(text, "any", "person")
        if field in ("title", "byline", "section", "summary", "url", "publisher") and text:
            one[field] = one.get(field) or text
        elif person and block in head and not one.get("byline"):
            one["byline"] = text
        elif block in head and not block.label and len(text.split()) > _FEW_WORDS:
            one["summary"] = one.get("summary") or text
        else:
            cut.append(one_line(block.text))
    seen_first = one["title"] or next((block.text for block in rest), "an empty article")
    printed = [block.text for block in body[:end]]
    if not printed:  # a page of pictures: what stands under them is its text
        printed = [one.rest for one in body[end:] if layouts.is_one(one.label, "nexis", "caption")]
    return layouts.article_of(one, printed, place, cut=cut, seen=one_line(seen_first))


def _parted(rest: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """What stands above the text, up to the last label that is known and short ones, and below."""
    text = layouts.until(rest, lambda one: one.field in ("below", "ends"))
    above, fed = 0, False
    for n, block in enumerate(rest[:text]):
        if block.field or fed or layouts.is_one(block.text, "any", "words"):
            above = n + 1
        elif not _is_short(block):
            break
        fed = bool(block.field) and not block.rest
    if text - above > 2 and layouts.is_one(rest[above].text, "any", "person"):  # noqa: PLR2004 - a name, a label, a text
        above += rest[above + 1].capitals and _is_short(rest[above + 1])
    while above < text - 1 and rest[above].capitals and _is_short(rest[above]):
        above += 1
    return rest[:above], rest[above:]


def _is_short(block: _Block) -> bool:
    """Whether a block is a name or a field, known or not, and no sentence."""
    longest = _SHORT * 3 if block.capitals else _SHORT
    return len(block.text) < longest and block.text[-1:] not in tuple('.?!:…"”’')


def _is_prose(block: _Block) -> bool:
    """Whether a block is so long that it is text, and no caption of a picture."""
    return not block.label and not block.centred and len(block.text.split()) > _LONG


def _ends(block: _Block) -> bool:
    """Whether a block is below the text, whatever comes after it."""
    closing = layouts.is_one(block.text, "nexis", "closing")
    return block.field == "ends" or layouts.is_rights(block.text) or closing


def _is_below(block: _Block, seen: set[str]) -> bool:
    """Whether a block is a field below the text, where no more of the text comes."""
    if not block.capitals or block.label in seen:
        return False
    told = layouts.has(block.rest, "nexis", "indexed") or layouts.day_of(block.rest) is not None
    return bool(block.field) or told or (bool(block.rest) and not re.search(r"\w", block.rest))


READER = Reader(name="nexis", rank=100, recognises=_is_nexis, read=_read_nexis)
