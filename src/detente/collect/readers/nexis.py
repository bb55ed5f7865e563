"""Nexis and LexisNexis exports: many articles in one DOCX, RTF, PDF or TXT.

Three layouts. Nexis Uni (DOCX, RTF, PDF): headline, publication, date, copyright, labels such as
"Length:", the word "Body", the text, "Classification" with more labels, "End of Document"; since
2024 some exports lack "End of Document", and an article ends with its "Load-Date:". The old TXT:
"1 of 500 DOCUMENTS", publication, date, headline, labels in capitals, the text, more labels; also
with German and French labels. The layouts are known from other importers and their issues, not
from a description by the publisher: https://github.com/JBGruber/LexisNexisTools (issues 7, 11, 21,
31) and https://github.com/nalimilan/R.TeMiS (tm.plugin.lexisnexis). Nexis Uni is to be set to
English before the export.
"""

import re
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.dates import is_date_line
from detente.collect.press import (
    blocks_of,
    counted,
    is_edition,
    is_prose,
    is_rights,
    labelled,
    without_weekday,
)
from detente.collect.readers import Reader

_NUMBERED = re.compile(
    r"^[ \t]*(?:Document |Dokument )?(\d+) (?:of|von|de) (\d+)(?: DOCUMENTS?)?[ \t]*$", re.MULTILINE
)
_OLD = re.compile(
    r"^\s*(?:LENGTH|LÄNGE|LONGUEUR|LOAD-DATE|LANGUAGE|SPRACHE|LANGUE): ", re.MULTILINE
)
_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_LOADED = re.compile(r"^[ \t]*Load-Date:[^\n]*$", re.MULTILINE)
_HEADED = re.compile(r"^[ \t]*(?:Body[ \t]*$|Length:\s)", re.MULTILINE)
_HOLDS = re.compile(r"^[ \t]*Documents \((\d+)\)[ \t]*$", re.MULTILINE)
_LISTED = re.compile(r"\d+\. (.+)", re.DOTALL)
_LINK = re.compile(r"Link to (?:PDF|Image)|View the original .*|Page \d+ of \d+", re.IGNORECASE)
_ABOVE = {
    "byline": "byline", "autor": "byline", "auteur": "byline",
    "section": "section", "rubrik": "section", "rubrique": "section",
    "headline": "title", "highlight": "summary", "dateline": "dateline",
    "length": "length", "länge": "length", "longueur": "length",
}  # fmt: skip
"""Labels above the text."""
_BELOW = frozenset(
    re.findall(
        r"\S+",
        """load-date update language sprache langue graphic grafik graphique publication-type
        document-type journal-code acc-no subject company ticker industry person geographic city
        state country organization correction correction-date series notes type""",
    )
)
"""Labels below the text; they are taken for such in capitals only, or where no sentence can be."""
_SURE = frozenset(("load-date", "publication-type", "document-type", "journal-code", "acc-no"))
_MARKS = frozenset(("classification", "graphic", "correction", "correction appended"))
"""Lines of one word that end the text."""


def recognises(file: RawFile) -> bool:
    """The number of a document, or the marks around the text and after an article."""
    text = file.text
    if not is_prose(file):
        return False
    if _NUMBERED.search(text) and _OLD.search(text):
        return True
    return bool((_END.search(text) or _LOADED.search(text)) and _HEADED.search(text))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every article, and a refusal for each that the file says it holds and that is not there."""
    text = file.text.replace("\r\n", "\n").replace("\xa0", " ")
    numbers = list(_NUMBERED.finditer(text))
    if numbers and _OLD.search(text):
        places = [int(number[1]) for number in numbers]
        ends = [number.start() for number in numbers[1:]] + [len(text)]
        parts = [text[n.end() : end] for n, end in zip(numbers, ends, strict=True)]
        found = [_old(part, f"article {at}") for part, at in zip(parts, places, strict=True)]
        yield from counted(found, int(numbers[0][2]), places)
        return
    parts, rest = _parts(text)
    holds = _HOLDS.search(text)
    found = [_article(part, f"article {at}") for at, part in enumerate(parts, start=1)]
    yield from counted(found, int(holds[1]) if holds else None)
    if rest.strip():
        seen = f"cut off before its end: {' '.join(rest.split())[:80]}"
        yield Refusal(place=f"after article {len(parts)}", reason="damaged", seen=seen)


def _parts(text: str) -> tuple[list[str], str]:
    """Articles of a Nexis Uni export, and what comes after the last of them."""
    marks = list((_END if _END.search(text) else _LOADED).finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    return [text[a : m.end()] for a, m in zip(starts, marks, strict=False)], text[starts[-1] :]


def _article(part: str, place: str) -> Draft | Refusal:
    """An article of Nexis Uni."""
    blocks = [b for b in blocks_of(part) if not (_LINK.fullmatch(b) or _END.fullmatch(b))]
    blocks = _without_cover(blocks)
    start = next((n for n, block in enumerate(blocks) if block.lower() == "body"), None)
    if start is None:
        start = _above(blocks)
        return _draft(blocks[:start], blocks[start:], place, headline_first=True)
    return _draft(blocks[:start], blocks[start + 1 :], place, headline_first=True)


def _old(part: str, place: str) -> Draft | Refusal:
    """An article of the old layout."""
    blocks = blocks_of(part)
    start = _above(blocks)
    return _draft(blocks[:start], blocks[start:], place, headline_first=False)


def _above(blocks: list[str]) -> int:
    """How many blocks stand above the text: up to the last label, else up to the headline."""
    labels = [n for n, block in enumerate(blocks) if _label(block) in _ABOVE]
    dated = next((n for n, block in enumerate(blocks) if _is_date(block)), 1)
    return labels[-1] + 1 if labels else min(dated + 2, len(blocks))


def _draft(
    above: list[str], blocks: list[str], place: str, *, headline_first: bool
) -> Draft | Refusal:
    head, fields = labelled(above, _ABOVE)
    title, publisher, date, left = _head(head, headline_first=headline_first)
    one = {name: " ".join(" ".join(lines).split()) for name, lines in fields.items()}
    end = next((n for n, block in enumerate(blocks) if _is_below(block, n)), len(blocks))
    if not end:
        seen = one.get("title") or title or (blocks or ["an empty article"])[0]
        return Refusal(place=place, reason="no text", seen=" ".join(seen.split())[:120])
    return Draft(
        place=place,
        title=one.get("title") or title,
        summary=one.get("summary", ""),
        byline=one.get("byline", ""),
        section=one.get("section", ""),
        publisher=publisher,
        body="\n\n".join(blocks[:end]),
        dates=(("header", without_weekday(date)),) if date else (),
        furniture=tuple(f"database field: {' '.join(b.split())}" for b in [*left, *blocks[end:]]),
    )


def _head(lines: list[str], *, headline_first: bool) -> tuple[str, str, str, list[str]]:
    """Headline, publication and date of the lines without label, and those that are none."""
    lines = [line for block in lines for line in _lines(block)]
    rights = [line for line in lines if is_rights(line)]
    kept = [line for line in lines if line not in rights]
    dated = next((n for n, line in enumerate(kept) if _is_date(line)), None)
    if dated is None:
        first, second = (*kept, "", "")[:2]
        title, publisher = (first, second) if headline_first else (second, first)
        return title, publisher, "", [*rights, *kept[2:]]
    before, after = kept[:dated], kept[dated + 1 :]
    publisher = " ".join((before or [""])[-1].split())
    editions = [line for line in after if is_edition(line)]
    others = [line for line in after if line not in editions]
    title = " ".join(before[:-1] if headline_first else others)
    left = others if headline_first else before[:-1]
    return title, publisher, kept[dated], [*rights, *editions, *left]


def _lines(block: str) -> list[str]:
    """Lines of a block that sets a date or a notice beside others; a headline is one."""
    lines = [line.strip() for line in block.split("\n")]
    apart = any(_is_date(line) or is_rights(line) or is_edition(line) for line in lines)
    return lines if apart else [" ".join(lines)]


def _is_date(block: str) -> bool:
    return len(block) < 80 and is_date_line(without_weekday(block))  # noqa: PLR2004 - no sentence


def _label(block: str) -> str:
    return block.partition(":")[0].strip().lower() if ":" in block else ""


def _is_below(block: str, place: int) -> bool:
    """Whether a block is the first below the text."""
    if block.lower() in _MARKS or (place and is_rights(block)):
        return True
    capitals = block.partition(":")[0].isupper()
    return _label(block) in _SURE or (_label(block) in _BELOW and capitals)


def _without_cover(blocks: list[str]) -> list[str]:
    """Blocks from the headline that the cover page lists first; all where there is no cover."""
    if not any(_HOLDS.fullmatch(block) for block in blocks):
        return blocks
    listed = [" ".join(found[1].split()) for b in blocks if (found := _LISTED.fullmatch(b))]
    lines = [" ".join(block.split()) for block in blocks]
    start = lines.index(listed[0]) if listed and listed[0] in lines else 0
    return blocks[start:]


READER = Reader(name="nexis", rank=100, recognises=recognises, read=read)
