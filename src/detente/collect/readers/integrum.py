"""Integrum: many articles in a workbook or on a page, their fields in columns or behind signs."""

import re
from collections.abc import Iterator

from detente.collect import layouts
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.columns import guessed
from detente.collect.readers import Reader
from detente.collect.readers.table import sheets
from detente.collect.text import one_line

_SIGN = re.compile(r"\^([^\W\d_]{2}):[ \t]*(.*)")
_FIELDS = re.compile(r"(?:^\^[^\W\d_]{2}:[^\n]*\n?)+", re.MULTILINE)
_NO_CLOCK = "00:00"  # what stands where the hour is not known


def _is_integrum(file: RawFile) -> bool:
    """Fields behind signs (^КА: …), or a workbook whose «Анонс» is the only column for a text."""
    if file.kind == "workbook":
        return any(_is_sheet(names) for _, _, names, _ in sheets(file))
    return bool(layouts.mark("integrum", "fields").search(layouts.text_of(file, "integrum")))


def _read_integrum(file: RawFile) -> Iterator[Draft | Refusal]:
    """Integrum exports: many articles in one XLSX, or on a page or in a text.

    On a page stands a list of headlines, then each article under its fields: two letters behind
    "^" begin one, such as ^СТ: the day. Which letters do differs with the base, so a field is told
    by what is in it, too. In a workbook «Анонс» holds the whole text, which begins with headline
    and day. The layouts are known from real files; no description of them is public.
    """
    if file.kind == "workbook":
        for sheet, start, _, records in sheets(file):
            rows = ((f"{sheet} row {n}".strip(), row) for n, row in enumerate(records, start=start))
            yield from (_of_row(row, place) for place, row in rows if any(row.values()))
        return
    text = layouts.text_of(file, "integrum")
    runs = layouts.begun(text, [*_FIELDS.finditer(text)])
    parts = [(run[0], layouts.blocks_of(below)) for run, below in runs]
    found = [_article(*part, f"document {at}") for at, part in enumerate(parts, start=1)]
    listed = layouts.mark("integrum", "listed").findall(text[: runs[0][0].start()])
    yield from layouts.counted(found, int(listed[-1]) if listed else None)


def _article(fields: str, below: list[str], place: str) -> Draft | Refusal:
    """The article of a block of fields and the paragraphs below it."""
    signs = [_SIGN.match(line.strip()) for line in fields.split("\n")]
    held = [(found[1].lower(), found[2].strip()) for found in signs if found]
    heading = one_line(below[0]) if below else ""
    one, cut = dict[str, str](), list[str]()
    for place_in, (name, value) in enumerate(held):
        field = layouts.labels("integrum").get(name, "")
        if value == heading:
            field = "title"
        elif (day := layouts.day_of(value)) and not day[1]:
            field, value = "date", day[0]  # noqa: PLW2901 - without the day of the week
        elif not field and place_in == 0:
            field = "publisher"
        elif not field and _are_persons(value.strip(" ,")):
            field, value = "byline", value.strip(" ,")  # noqa: PLW2901 - a name
        if field and field not in one:
            one[field] = value
        else:
            cut.append(f"{name.upper()}: {value}")
    named = [n for n, line in enumerate(cut) if re.search(r"[^\W\d_]{3}", line)]
    if "title" not in one and named:  # no heading repeats it; it stands last
        one["title"] = cut.pop(named[-1]).partition(": ")[2]
    body = below[1:] if heading == one.get("title") else below
    text = [part for block in body for part in re.split(r"\n(?=[ \t]{2,}\S)", block)]
    return layouts.article_of(one, list(map(one_line, text)), place, cut=cut)


def _are_persons(value: str) -> bool:
    return all(layouts.is_one(one, "any", "person") for one in re.split(r"[,;]\s*", value))


def _is_sheet(names: list[str]) -> bool:
    known = {layouts.labels("integrum").get(name.lower()) for name in names}
    return {"title", "publisher", "body"} <= known and "body" not in guessed(names).values()


def _of_row(record: dict[str, str], place: str) -> Draft | Refusal:
    fields = {name: layouts.labels("integrum").get(name.lower(), "other") for name in record}
    one = {field: record[name] for name, field in fields.items() if field != "other"}
    cut = [f"{n}: {record[n]}" for n, field in fields.items() if field == "other" and record[n]]
    body = layouts.blocks_of(one.pop("body", ""))
    if body and one_line(body[0]) == one_line(one.get("title", "")):
        body = body[1:]
    if body and (day := layouts.day_of(body[0])) and not day[1]:
        one["date"], body = day[0], body[1:]
    if (clock := one.pop("clock", _NO_CLOCK)) != _NO_CLOCK:
        one["date"] = f"{one.get('date', '')} {clock}".strip()
    return layouts.article_of(one, body, place, cut=cut)


READER = Reader(name="integrum", rank=135, recognises=_is_integrum, read=_read_integrum)
