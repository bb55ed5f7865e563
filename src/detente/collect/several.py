"""Is a text one article, or many documents in one? What comes back before its stretches of prose.

An export prints each document in one form: a rule, a number or labels, a headline, a date, and
then prose. So the heads are looked at, the lines between stretches of prose: how many of them, and
how regularly, have a day, an address, the same line, the same two labels? Who speaks in a
transcript comes back too, but before prose as well.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from typing import Literal

from detente.collect.markup import from_html
from detente.collect.text import cleaned

LONG = 20_000
"""Words; a longer text is read with a warning: no newspaper prints such an article."""
Clue = Literal["day", "line", "labels", "address"]
"""A day in the head or a dateline after it, the same line, the same two labels, an address."""
_HEAD_LINE = 150  # characters; a longer line is prose
_SENTENCE = 8  # words of a shorter line that is prose if it ends as a sentence
_FEW = 3  # heads; two that are alike are chance
_MANY = 2.5  # heads with a clue, times their share: measured by benchmarks/bench_several.py --dev
_BODY = 25  # words of prose that make a document of the head before it
_SENT = re.compile(r"[.!?…:][\"”»’)\]]*\Z")
_DAY = re.compile(
    r"(?<![\d/])(?:\d\d?(?:[./-]\d\d?[./-]|\.? \w{3,12}\.?,? )|\w{3,12}\.? \d\d?, )(?:19|20)\d\d"
    r"(?!\d)|(?<![\d/])(?:19|20)\d\d[./-]\d\d"
)
"""A day of any language: 3 May 2021, May 3, 2021, 03.05.2021, 2021-05-03."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w")
_ADDRESS = ("http://", "https://", "www.")
_LABEL = re.compile(r"[^\W\d_][\w .()/-]{0,30}?[ \t]?[:>|=\t]")
_DATELINE = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ .'’-]{2,30}, [^—–.\n]{0,40}(?:[—–.]|--? )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What comes back in the heads of a text, and how often."""

    stretches: int
    """Stretches of prose."""
    heads: dict[Clue, list[str]]
    """The line with each clue, of every head that has it."""


def documents_in(text: str, *, apart: bool = False) -> str:
    """What a text of many documents looks like, and what to do; empty for one article.

    Parameters
    ----------
    apart
        Whether it was cut from an export by the export's own marks: a line or a dateline that
        comes back in it, as in briefs and transcripts, is no document then.
    """
    if text.count("\n") < _FEW:
        return ""
    found = clues_of(text, datelines=not apart)
    told = ("day", "labels") if apart else tuple(found.heads)
    lines = max((found.heads[clue] for clue in told), key=len)
    if len(lines) < _FEW or len(lines) ** 2 < _MANY * found.stretches:
        return ""
    return (
        f"looks like about {len(lines)} documents in one: before so many stretches of prose stands "
        f"a line like “{lines[0][:60]}”. Export it in another format or each document alone; "
        "--as text takes it as one article"
    )


def clues_of(text: str, *, datelines: bool = True) -> Clues:
    """The clues of a text, which may be HTML."""
    marked = "</" in text or "<!--" in text
    stretches = _stretches(cleaned(from_html(text) if marked else text))
    spoken = {mark[0] for _, prose in stretches for line in prose if (mark := _LABEL.match(line))}
    heads: dict[Clue, list[str]] = {"day": [], "line": [], "labels": [], "address": []}
    lines, labels = defaultdict[str, list[str]](list), defaultdict[str, dict[int, str]](dict)
    for number, (head, prose) in enumerate(stretches):
        days = [line for line in head if _is_dated(line)]
        if datelines:
            days += [line for line in prose[:1] if _DATELINE.match(line)]
        heads["day"] += days[:1]
        heads["address"] += [line for line in head if line.startswith(_ADDRESS)][:1]
        for form, line in {_DIGITS.sub("0", line): line for line in _marks(head)}.items():
            lines[form].append(line)
        for line in head:
            if (label := _LABEL.match(line)) and label[0] not in {line, *spoken}:
                labels[label[0]].setdefault(number, line)
    heads["line"] = max(lines.values(), key=len, default=[])
    one, other = nlargest(2, [*labels.values(), {}, {}], key=len)
    heads["labels"] = [one[number] for number in one if number in other]
    return Clues(stretches=len(stretches), heads=heads)


def _is_dated(line: str) -> bool:
    """Whether a line has a day in it and no address."""
    return "://" not in line and bool(_DAY.search(line))


def _marks(head: list[str]) -> Iterator[str]:
    """Lines that can be a mark of a document: no sentence, no label, no rule right above prose."""
    for line, after in pairwise([*head, ""]):
        if not _SENT.search(line) and not _LABEL.match(line) and (after or _WORD.search(line)):
            yield line


def _stretches(text: str) -> list[tuple[list[str], list[str]]]:
    """Stretches of prose, each with the lines before it; one too short belongs to the next head."""
    found, head, prose = list[tuple[list[str], list[str]]](), list[str](), list[str]()
    for line in [*filter(None, text.split("\n")), ""]:
        long = len(line) > _HEAD_LINE
        if long or (line.count(" ") >= _SENTENCE and _SENT.search(line)):
            prose.append(line)
            continue
        if sum(line.count(" ") + 1 for line in prose) >= _BODY:
            found.append((head, prose))
            head, prose = [], []
        head, prose = [*head, *prose, line], []
    return found
