"""What a time rule may look at: the words around a match and the times found before it."""

import re
from dataclasses import dataclass
from datetime import date

from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.extract.timewords import Word

Resolved = tuple[Interval, str]
"""An interval and the basis on which it was found."""

_LOOK_BACK, _LOOK_ON = 10, 6
# The last verb before: will, scheduled (!), a past form (<); "plans to" (+V) looks ahead.
_LAST_VERB = re.compile(r"(?:!<?|<|\+V)[^!<+]*\Z")
_HANDFUL = 3


@dataclass(slots=True)
class Scene:
    """One article while its times are read from left to right."""

    body: str
    words: list[Word]
    letters: str
    published: date | None
    month_first: bool
    """Whether 5/19/2021 is printed month first, as in the United States."""
    last_day: date | None = None
    """The last single day that was resolved before this place in the text."""
    last_year: int | None = None
    """The last year that was printed before this place in the text."""

    def looks_ahead(self, m: re.Match[str]) -> bool:
        """Whether the verb nearest to a match is about the future."""
        before = self.letters[max(m.start() - _LOOK_BACK, 0) : m.start()].rpartition("|")[2]
        verb = _LAST_VERB.search(before)
        if verb:
            return verb[0][0] != "<"
        after = self.letters[m.end() : m.end() + _LOOK_ON].partition("|")[0]
        following = re.search("[!<]", after)
        return following is not None and following[0] == "!"

    def word(self, m: re.Match[str], group: str) -> Word:
        """First word of a group of a match."""
        return self.words[m.start(group)]

    def surface(self, m: re.Match[str], group: str) -> str:
        """Words of a group of a match, as printed."""
        first, last = self.words[m.start(group)], self.words[m.end(group) - 1]
        return self.body[first.start : last.end]

    def number(self, m: re.Match[str], group: str) -> float:
        """Sum of the numerals of a group: twenty-five, 45; 1 where the group is not there."""
        if not m.groupdict().get(group):
            return 1
        return sum(float(self.words[i].value) for i in range(*m.span(group)) if m.string[i] != "-")

    def whole(self, m: re.Match[str], group: str) -> int:
        """`number` as an integer."""
        return int(self.number(m, group))

    def from_publication(self, unit: str, count: int) -> Resolved | None:
        """The day, week, month or year `count` units from publication."""
        if not self.published:
            return None
        return intervals.shifted(self.published, unit, count), "counted from publication"

    def from_text(self, unit: str, count: int) -> Resolved | None:
        """The day, week, month or year `count` units from the last day in the text."""
        if not self.last_day:
            return self.from_publication(unit, count) if count < 0 else None
        return intervals.shifted(self.last_day, unit, count), f"counted from {self.last_day}"
