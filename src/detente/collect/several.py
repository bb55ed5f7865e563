"""Is a text one article, or many documents in one? What comes back before its stretches of prose.

An export prints each document in one form: a rule, a number or labels, a headline, a date, and
then prose. So the heads are looked at, the lines between stretches of prose: how many of them, and
how regularly, have a day, an address, the same line, or two of these and of labels at once? Who
speaks in a transcript comes back too, but before prose as well; days that run in order, each alone,
are a chronicle; what is the same to the letter is put between paragraphs. Headlines alone can be
those of the parts of one article: that is said, and the text is read.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from detente.collect.dates import published
from detente.collect.markup import from_html
from detente.collect.text import cleaned

LONG = 20_000
"""Words; a longer text is read with a warning: no newspaper prints such an article."""
Stretch = tuple[list[str], list[str]]
"""Lines of a head, and of the prose after it."""
Clue = Literal["day", "line", "label", "address"]
"""A day in the head or a dateline after it, a line that comes back, a label, an address. A label
alone tells nothing; two clues at once in the same heads tell twice as much."""
_HEAD_LINE = 150  # characters; a longer line is prose
_SENTENCE = 8  # words of a shorter line that is prose if it ends as a sentence
_FEW = 3  # heads; two that are alike are chance
_MANY = 2.5  # heads with a clue, times their share: measured by benchmarks/bench_several.py --dev
_BODY = 25  # words of prose that make a document of the head before it
_NO_PARAGRAPH = 1500  # words; the longest paragraph of 1,770 single texts has 1,100
_TITLES = 7  # parts below lines like headlines: 1 article in 70 has so many, of news none in 446
_NEARLY = 0.9  # of the stretches of prose
_SENT = re.compile(r"[.!?…:][\"”»’)\]]*\Z")
_DAY = re.compile(
    r"(?<![\d/])(?:\d\d?(?:[./-]\d\d?[./-]|\.? \w{3,12}\.?,? )|\w{3,12}\.? \d\d?, )(?:19|20)\d\d"
    r"(?!\d)|(?<![\d/])(?:19|20)\d\d[./-]\d\d"
)
"""A day of any language: 3 May 2021, May 3, 2021, 03.05.2021, 2021-05-03."""
_END = 4  # characters that a sentence ends with
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w")
_ADDRESS = ("http://", "https://", "www.")
_LABEL = re.compile(r"[^\W\d_][\w .()/-]{0,30}?[ \t]?[:>|=\t]")
_CLOCK = re.compile(r"\d\d?[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: \w{2,4})?\Z")
_BYLINE = re.compile(r"By [A-Z][\w.'’-]+ ")
_DATELINE = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ .'’-]{2,30}, [^—–.\n]{0,40}(?:[—–.]|--? )")


def documents_in(text: str, *, apart: bool = False) -> str:
    """What a text of many documents looks like, and what to do; empty for one article.

    Parameters
    ----------
    text
        May be HTML.
    apart
        Whether it was cut from an export by the export's own marks: a line or a dateline that
        comes back in it, as in briefs and transcripts, is no document then.
    """
    text = from_html(text) if "</" in text or "<!--" in text else text
    if sum(0 < len(line) <= _HEAD_LINE for line in text.split("\n")) < _FEW:
        return ""
    stretches = _stretches(cleaned(text))
    back = _coming_back(stretches, apart=apart)
    often = [lines for lines in back.values() if len(lines) >= _FEW]
    at_once = [len({lines[n] for lines in often if n in lines}) for n in range(len(stretches))]
    most = max(often, key=len, default={})
    heads = min(sum(lines > 1 for lines in at_once), len(most))
    alone = [lines for (clue, _), lines in back.items() if clue in ("line", "address")]
    line = max([*alone, _days(stretches, back["day", ""])], key=len)
    together = 2 * heads**2 > len(line) ** 2
    count, told = (heads, most) if together else (len(line), line)
    if count < _FEW or (1 + together) * count**2 < _MANY * len(stretches):
        return ""
    shown = next(iter(told.values()))[:60]
    return (
        f"looks like about {count} documents in one: before so many stretches of prose stands "
        f"a line like “{shown}”. Export it in another format or each document alone; "
        "--as text takes it as one article"
    )


def doubt_in(text: str) -> str:
    """Why a clean text that is not told to be many documents can be some all the same; or empty."""
    longest = max((line.count(" ") for line in text.split("\n")), default=0)
    if longest > _NO_PARAGRAPH:
        return f"{longest:,} words without a paragraph"
    stretches = _stretches(text) if text.count("\n") > _TITLES else []
    count = 1 + sum(_is_title(head[-1]) for head, _ in stretches[1:] if head)
    if count < max(_TITLES, _NEARLY * len(stretches)):
        return ""
    return f"before each of {count} stretches of prose stands a line like a headline"


def _coming_back(
    stretches: list[Stretch], *, apart: bool
) -> dict[tuple[Clue, str], dict[int, str]]:
    """Of each clue, the stretches that have it, with the line; who speaks is no label."""
    back = defaultdict[tuple[Clue, str], dict[int, str]](dict)
    spoken = {mark[0] for _, prose in stretches for line in prose if (mark := _LABEL.match(line))}
    same = Counter(line for head, _ in stretches for line in set(head))
    for number, (head, prose) in enumerate(stretches):
        for line in head:
            if _is_dated(line):
                back["day", ""].setdefault(number, line)
            if (label := _LABEL.match(line)) and label[0] not in {line, *spoken}:
                back["label", label[0]].setdefault(number, line)
            if not apart and line.startswith(_ADDRESS):
                back["address", ""].setdefault(number, line)
        inserted = all(same[line] >= _FEW for line in head)  # as advertising between paragraphs
        for line in () if apart or inserted else _marks(head):
            form = "By" if _BYLINE.match(line) else _DIGITS.sub("0", line)
            back["line", form].setdefault(number, line)
        if not apart and _DATELINE.match(prose[0]):
            back["day", ""].setdefault(number, prose[0])
    return back


def _days(stretches: list[Stretch], days: dict[int, str]) -> dict[int, str]:
    """The days that can be those of documents: not the article's own, and not of a chronicle.

    In a chronicle they run in order, each alone above its stretch.
    """
    found = [published(day[0]) for line in days.values() if (day := _DAY.match(line))]
    times = [moment.when for moment in found if moment]
    in_order = len(times) == len(days) and times in (sorted(times), sorted(times)[::-1])
    if in_order and all(len(stretches[at][0]) == 1 for at in days if at):
        return {}
    return {at: days[at] for at in days if at or len(days) == len(stretches)}


def _is_title(line: str) -> bool:
    """Whether a line above prose has words enough for a headline."""
    return line.count(" ") >= _FEW - 1 and not _SENT.search(line)


def _is_dated(line: str) -> bool:
    """Whether a line has a day in it, no address, and does not say whose post stands above it."""
    return "://" not in line and line[0] not in "—–-" and bool(_DAY.search(line))


def _ends(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_SENT.search(line[-_END:]))


def _marks(head: list[str]) -> Iterator[str]:
    """Lines that can be a mark: no sentence, day, clock or label, no rule right above prose."""
    for line, after in pairwise([*head, ""]):
        other = _ends(line) or _LABEL.match(line) or _is_dated(line) or _CLOCK.match(line)
        if not other and (after or _WORD.search(line)):
            yield line


def _stretches(text: str) -> list[Stretch]:
    """Stretches of prose and the lines before each; one too short belongs to the next head."""
    found, head, prose = list[Stretch](), list[str](), list[str]()
    for line in [*filter(None, text.split("\n")), ""]:
        long = len(line) > _HEAD_LINE
        if long or (line.count(" ") >= _SENTENCE and _ends(line)):
            prose.append(line)
            continue
        if sum(line.count(" ") + 1 for line in prose) >= _BODY:
            found.append((head, prose))
            head, prose = [], []
        head += [*prose, line]
        prose = []
    return found
