"""Layouts of press databases: a page as lines, labels before fields, what a file says it holds.

The labels are rows of `data/reference/press_labels.csv`; the marks by which articles and their
parts are told, and the forms of dates, are rows of `data/reference/press_marks.csv`.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Any, Literal, TypeVar

from detente import files, tables
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.dates import published
from detente.collect.text import one_line

Line = TypeVar("Line")
Layout = Literal["any", "europresse", "factiva", "integrum", "nexis", "proquest"]
Language = Literal["da", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "sv"]
Field = Literal[
    "title", "byline", "section", "summary", "publisher", "date", "clock", "url", "body",
    "abstract", "head", "updated", "info", "other", "below", "ends",
]  # fmt: skip
Fields = dict[str, list[str]]
"""Paragraphs of each field of an article."""
Codes = Mapping[str, re.Pattern[str]]
"""What stands before each line of the elements of a page that have a pattern."""

SPACE = "\ufeff \r\n\t"
LABEL = re.compile(r"\s*([^\W\d_][^:\n]{0,40}?)\s*:(?:\s+(.*)|\Z)", re.DOTALL)
"""A block that begins with a label: the label, and the rest."""
_RETURNS = re.compile(r"(?<!\r)\r*\n|\r|\u2028|\u2029")
_MOST = 0.8  # share of the records
_FEWEST = 2  # records that tell which labels come back
_LONGEST_NOTICE = 300  # characters of a copyright notice
_MOST_RUNS = 6  # that are named of those that are missing
_BLANK = re.compile(r"\n[ \t]*\n|\f")
_WEEKDAY = r"(?P<weekday>(?:[^\W\d_-]{1,15}[.,]{0,3}\s)?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label before a field, as a row of press_labels.csv."""

    layout: Layout
    """Whose label."""
    language: Language | None
    """Its language; blank where it has none, as codes and the classes of a page."""
    label: str
    """As printed, in small letters; the codes of Factiva in capitals."""
    field: Field
    """What stands after it; `other` is kept with its label. Of Nexis, `head` stands above the text,
    `ends` below it however it is written, `below` in capitals only."""


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


@cache
def labels(layout: Layout) -> dict[str, str]:
    """Field of each label of a layout, in small letters."""
    rows = tables.read(Label, files.REFERENCE / "press_labels.csv")
    return {row.label.lower(): row.field for row in rows if row.layout == layout}


@cache
def patterns(layout: Layout, name: str, around: str = "{}") -> tuple[re.Pattern[str], ...]:
    """The patterns of a mark, each in a frame that has it at `{}`."""
    rows = tables.read(Mark, files.REFERENCE / "press_marks.csv")
    own = (row.pattern.pattern for row in rows if (row.layout, row.mark) == (layout, name))
    return tuple(re.compile(around.replace("{}", one), re.MULTILINE) for one in own)


@cache
def mark(layout: Layout, name: str, around: str = "{}") -> re.Pattern[str]:
    """The patterns of a mark as alternatives, in a frame that has them at `{}`."""
    found = "|".join(one.pattern for one in patterns(layout, name))
    return re.compile(around.replace("{}", found or "(?!)"), re.MULTILINE)


def has(text: str, layout: Layout, *names: str) -> bool:
    """Whether a text has all of some marks."""
    # One by one: a pattern that begins with its letters is found many times as fast alone.
    return all(any(one.search(text) for one in patterns(layout, name)) for name in names)


def is_one(text: str, layout: Layout, *names: str) -> bool:
    """Whether a text is one of some marks, whole."""
    return any(mark(layout, name).fullmatch(text) for name in names)


def until(lines: Sequence[Line], test: Callable[[Line], object]) -> int:
    """How many lines, or other parts, stand before the first that passes a test."""
    return next((n for n, line in enumerate(lines) if test(line)), len(lines))


def is_prose(file: RawFile) -> bool:
    """Whether a file is text, and neither markup nor JSON."""
    return file.text[:100].lstrip(SPACE)[:1] not in ("", "<", "{", "[")


def flat(text: str) -> str:
    """Text with one sign for the end of a line, whatever its system, and plain spaces."""
    return _RETURNS.sub("\n", text.lstrip("\ufeff")).replace("\xa0", " ")


@cache
def codes(layout: Layout) -> Codes:
    """What stands before the lines of the elements of a page, by the marks of their classes."""
    rows = tables.read(Mark, files.REFERENCE / "press_marks.csv")
    names = [row.mark for row in rows if row.layout == layout and row.mark.startswith(_CLASS)]
    return {name.removeprefix(_CLASS): mark(layout, name) for name in names}


def text_of(file: RawFile, layout: Layout) -> str:
    """The text of an export, that of a page by its lines; empty where nothing hints at a layout."""
    if is_prose(file):
        return flat(file.text)
    is_page = file.text[:100].lstrip(SPACE)[:1] == "<" and has(file.text, layout, "hint")
    return flat(lines_of(file.text, codes(layout))) if is_page else ""


def blocks_of(text: str) -> list[str]:
    """Paragraphs of a text, where a blank line ends one."""
    return [part.strip() for part in _BLANK.split(flat(text)) if part.strip()]


# What a page sets apart -------------------------------------------------------------------------

_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "article", "section"}
_APART |= {"ul", "ol", "pre", "header", "footer", "aside", "hr"}
_LINES = {"div", "tr", "br", "li", "dt", "dd", "center", "body", "form"}
_NO_TEXT = ("script", "style", "title", "noscript", "select", "button", "template", "svg")
_MIDDLE = re.compile(r"\.([\w-]{1,40})\s?\{[^{}]*text-align:\s?center")
_BOLD = re.compile(r"\.([\w-]{1,40})\s?\{[^{}]*font-weight:\s?bold")
_FRAMES = re.compile(r"</?(?:html|head|body)\b[^<>]*>", re.IGNORECASE)  # a page can stand in a page
_LONGEST_LABEL = 50
_CLASS = "class "
INDENT = " " * 24
"""Before each line that a page sets in the middle."""
LINE = r"^[ \t]*+(?:{})[ \t|]*$"
"""Frame of a mark that stands on a line alone."""
BEGINS = "_" * 24
"""The line before an element that begins an article, whose code is `begins`."""


def lines_of(page: str, codes: Codes) -> str:
    """The text of a page: a line a block, a blank line around a paragraph, a tab between cells.

    What is set in the middle is indented. A label in bold that ends with a colon gets a tab.

    Parameters
    ----------
    codes
        What stands, with a tab, before each line of an element whose tag, class, name or id has
        a pattern; before an element of the code `begins` stands the line `BEGINS`.
    """
    import lxml.html
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    whole = f"<div>{_FRAMES.sub('', page)}</div>"
    tree = lxml.html.document_fromstring(whole.encode("utf-8", "replace"), parser=parser)
    etree.strip_elements(tree, *_NO_TEXT, etree.ProcessingInstruction, with_tail=False)
    sheet = _Sheet(codes, set(_MIDDLE.findall(page)), set(_BOLD.findall(page)))
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            sheet.open(element)
            sheet.write(element.text)
        else:
            sheet.close(element)
            sheet.write(element.tail)
    return "\n".join(sheet.lines)


class _Sheet:
    """Lines of a page while its elements are walked through."""

    def __init__(self, codes: Codes, middle: set[str], bold: set[str]) -> None:
        self.lines: list[str] = []
        self._codes, self._middle, self._bold = codes, middle, bold
        self._line = self._before = ""
        self._within: list[tuple[str, bool, bool]] = [("", False, False)]
        """Of each open element: its code, whether it is set in the middle, and as it is typed."""

    def open(self, element: Any) -> None:
        self._break(element.tag)
        kind = " ".join(filter(None, (element.tag, *map(element.get, ("class", "name", "id")))))
        code, middle, typed = self._within[-1]
        code = next((c for c, one in self._codes.items() if one.search(kind)), code)
        if code == "begins":
            self._end(blank=True)
            self.lines += [BEGINS, ""]
            code = ""
        middle = middle or element.tag == "center" or element.get("align") == "center"
        middle = middle or _has_style(element, "text-align:center", self._middle)
        self._within.append((code, middle, typed or element.tag == "pre"))

    def close(self, element: Any) -> None:
        tagged, label = element.tag in ("strong", "b"), self._line.strip()
        bold = tagged or _has_style(element, "font-weight:bold", self._bold)
        if bold and label.endswith(":") and len(label) < _LONGEST_LABEL:
            self._line = f"{label}\t"
        self._break(element.tag)
        self._within.pop()

    def write(self, text: str | None) -> None:
        if not text:
            return
        code, middle, typed = self._within[-1]
        if not self._line.strip():
            self._before = f"{code}\t" if code else INDENT if middle else ""
        spaced = not typed and self._line[-1:] in ("", " ", "\t")
        first, *others = flat(text).split("\n") if typed else [re.sub(r"\s+", " ", text)]
        self._line += first.lstrip() if spaced else first
        for line in others:
            self._end()
            self._line = line

    def _break(self, tag: str) -> None:
        if tag in ("td", "th") and self._line:
            self._line = f"{self._line.rstrip()}\t"
        elif tag in _APART or tag in _LINES:
            self._end(blank=tag in _APART)

    def _end(self, *, blank: bool = False) -> None:
        if self._line.strip():
            self.lines.append(self._before + self._line.rstrip())
        elif self._within[-1][2] or (blank and self.lines and self.lines[-1]):
            self.lines.append("")
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")
        self._line = ""


def _has_style(element: Any, style: str, classes: set[str]) -> bool:
    """Whether an element has a style of its own or by one of its classes."""
    own = style in element.get("style", "").replace(" ", "").lower()
    return own or not classes.isdisjoint(element.get("class", "").split())


# What an article holds --------------------------------------------------------------------------


def labelled(
    blocks: Iterable[str], known: Mapping[str, str], label: re.Pattern[str] = LABEL
) -> tuple[list[str], Fields]:
    """Blocks before the first label, and those of each field, without their labels.

    Parameters
    ----------
    blocks
        Paragraphs of a record.
    known
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
        name = known.get(found[1].lower()) if found else None
        if found and name:
            current = fields.setdefault(name, [])
        text = found[2] or "" if found and name and name != "other" else block
        if text.strip():
            current.append(text.strip())
    return head, fields


def recurring(records: Sequence[Iterable[str]], label: re.Pattern[str] = LABEL) -> set[str]:
    """Labels that begin one block of most records: fields, whatever they are called.

    Parameters
    ----------
    records
        Blocks of each; of a single record none is told.
    """
    found = Counter[str]()
    for blocks in records:
        own = Counter(one[1].lower() for one in map(label.match, blocks) if one)
        found.update(name for name, count in own.items() if count == 1)
    many = max(len(records) * _MOST, _FEWEST)
    return {name for name, count in found.items() if count >= many}


def day_of(line: str) -> tuple[str, str] | None:
    """The day that a line begins with, a weekday before it or not, and what comes after it.

    The day is as printed, with its clock where the zone is known, or in an order that is known.
    """
    text = one_line(line)
    for form in patterns("any", "date", _WEEKDAY + "(?:{})"):
        if not (found := form.match(text)):
            continue
        part, after = found.groupdict(), text[found.end() :]
        printed = text[found.end("weekday") : found.end()]
        if published(printed) is None:
            printed = f"{part['day']} {part['month']} {part['year']}"
        clock = mark("any", "clock").search(after)
        timed = clock and published(f"{printed} {clock[0]}")
        if clock and timed and not (clock["zone"] and timed.offset is None):
            printed = f"{printed} {clock[0]}"
        return printed, after
    return None


def day_in(line: str) -> tuple[str, str]:
    """What stands before the first day in a line, and that day; both empty where there is none."""
    starts = [word.start() for word in re.finditer(r"\b\w", line)]
    days = ((line[:start], found[0]) for start in starts if (found := day_of(line[start:])))
    return next(days, ("", ""))


def is_rights(line: str) -> bool:
    """Whether a line is a copyright notice."""
    return len(line) < _LONGEST_NOTICE and bool(mark("any", "rights", r"(?i)\s*(?:{})").match(line))


def given_name_first(names: Iterable[str]) -> str:
    """Names as they are said, where a database prints "Sund, Anna"."""
    whole = (re.sub(r"(?<=\w{3})\.$", "", name) for name in names if name)
    return ", ".join(" ".join(reversed(name.split(", ", 1))) for name in whole)


def article_of(
    one: Mapping[str, str],
    body: Sequence[str],
    place: str,
    *,
    cut: Iterable[str] = (),
    seen: str = "",
) -> Draft | Refusal:
    """The article, or its refusal with what was seen, or its title, where it has no text."""
    text = "\n\n".join(body)
    if not text.strip():
        seen = seen or one.get("title", "")
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
        furniture=tuple(f"database field: {line}" for line in cut if line.strip()),
    )


# What a file says that it holds -----------------------------------------------------------------


def counted(
    found: Sequence[Draft | Refusal], said: int | None, numbers: Sequence[int] = ()
) -> Iterator[Draft | Refusal]:
    """The records, and one refusal where the file says it holds others, or more or fewer.

    Numbers that do not run, or begin within a larger set, promise nothing beyond themselves.

    Parameters
    ----------
    said
        How many the file says it holds; None where it does not say.
    numbers
        The number that the file gives each record, where it numbers them.
    """
    yield from found
    there = numbers or range(1, len(found) + 1)
    if said is None or not there or any(b <= a for a, b in pairwise(there)):
        return
    last = said if there[0] == 1 else there[-1]
    lost = sorted(set(range(there[0], last + 1)) - set(there))
    chosen = sum(number < there[-1] for number in lost) >= len(there)  # by hand, of a larger set
    if len(there) > said:
        beside = f"{len(there) - said} more than that"
    elif lost and not chosen:
        beside = f"not in it: {_runs(lost)}"
    else:
        return
    seen = f"the file says {said} documents, {len(there)} are in it, {beside}"
    yield Refusal(place="", reason="damaged", seen=seen)


def _runs(numbers: Sequence[int]) -> str:
    """Numbers as they are printed in an index: 3, 7–9."""
    groups = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in group] for _, group in groups]
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(shown if len(shown) <= _MOST_RUNS else [*shown[:_MOST_RUNS], "…"])


def begun(text: str, marks: Sequence[re.Match[str]]) -> list[tuple[re.Match[str], str]]:
    """Each mark with what stands below it, up to the next."""
    ends = [*(one.start() for one in marks[1:]), len(text)]
    return [(one, text[one.end() : end]) for one, end in zip(marks, ends, strict=True)]


def ended(text: str, end: re.Pattern[str]) -> tuple[list[str], str]:
    """Articles that each end with a mark, and what comes after the last of them."""
    ends = [0, *(mark.end() for mark in end.finditer(text))]
    return [text[a:b] for a, b in pairwise(ends)], text[ends[-1] :]


def cut_off(rest: str, last: int) -> Refusal:
    """What is said of an article that does not end."""
    what = "cut off before its end" if last else "no article whole, perhaps a list of headlines"
    place = f"after article {last}" if last else ""
    return Refusal(place=place, reason="damaged", seen=f"{what}: {one_line(rest)[:80]}")


def unfinished(
    found: list[Draft | Refusal], parts: Sequence[str], last: re.Pattern[str]
) -> list[Draft | Refusal]:
    """The records; the last is a beginning where it alone lacks what each ends with."""
    *others, whole = [bool(last.search(part)) for part in parts] or [True]
    end = found[-1] if found else None
    if not others or not all(others) or whole or not isinstance(end, Draft):
        return found
    if end.body.rstrip()[-1:] in tuple('.?!…"”»)'):  # it can have ended there
        return found
    return [*found[:-1], dataclasses.replace(end, partial="the file ends before it does")]
