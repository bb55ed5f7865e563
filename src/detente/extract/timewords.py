"""The words of an article as the rules of time see them, and the passages that a rule fits.

Kinds are those of `data/reference/time_words.csv` and of numbers and marks. Every kind has a letter
of its own, so that a sentence is a string of letters, and a pattern over kinds is a regular
expression over it; the letters are seen in this module alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple

from detente import files
from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.tables import read

Resolved = tuple[Interval, str]
"""An interval and the basis on which it was found."""
STEPS = {"last": -1, "this": 0, "": 0, "next": 1}

_OF_MARKS = {
    ",": "comma",
    ".": "stop",
    **dict.fromkeys("-–—‑", "dash"),
    "&": "and",
    **dict.fromkeys("$€", "money"),
}
_TIMES = (
    *("month", "doubtful month", "weekday", "weekday after a preposition", "deictic"),
    *("calendar unit", "calendar units", "clock unit", "clock units", "year word", "eve"),
    *("half hour", "half year", "quarter word", "season", "season adverb", "day part"),
    *("date in digits", "clock time in digits", "decade in digits", "year in digits"),
    *("stretch", "moment", "vague", "future", "weekend", "century", "repeated", "period"),
    *("period ending", "last", "next", "on some days"),
)
"""Kinds without which a sentence is not looked at."""
KINDS = (
    *_TIMES,
    *("number", "number in digits", "number like a year", "day number", "ordinal", "day in words"),
    *("article", "the", "half", "quarter sign", "in a row", "about", "some", "long", "age"),
    *("early", "middle", "late", "this", "same", "that", "recent", "final", "stretch now"),
    *("in", "since", "of", "until", "between", "through", "lasting", "before", "after"),
    *("ago", "later", "every", "times", "clock time", "zone", "ahead", "plan", "behind"),
    *("and", "comma", "stop", "dash", "money", "sentence", "other"),
)
_LETTERS = {kind: chr(0x100 + number) for number, kind in enumerate(KINDS)}
_LOOK_BACK, _LOOK_ON = 10, 6
# The last verb before: will, scheduled; a past form behind none of them; "plans to" looks ahead.
_LAST_VERB = "(?:{ahead} {behind}? | {behind} | {plan} {until}) (?!.*{ahead|behind|plan|sentence})"
_MONTHS_AHEAD = 4
_PARTS = {
    "any month": "{month|doubtful month}",
    "any weekday": "{weekday|weekday after a preposition}",
    "unit of a date": "{calendar unit|year word}",
    "clock": "{clock unit|clock units}",
    "any unit": "{calendar unit|calendar units|year word|clock}",
    "a number": "(?:{day number|number in digits|number like a year} | {number} {dash}? {number}?)",
    "and a half": "(?:{and} {article}? {half} | {since} {half})",
    "two words of a day": "(?:{number} {day in words})",
    "half of a year": (
        "(?:{half year} | {half} {article} {calendar unit} |"
        " {article} {half} {dash}? {calendar unit})"
    ),
    "time of a place": "(?:{until} {other} {stretch})",
    "local time": "(?:{other} {clock time} | {until} {zone}? {other}? {stretch})",
    "which year": (
        "(?:{comma}? {year: year in digits} {year word}? |"
        " {of}? {year_near: last|next|this} {year_unit: unit of a date})"
    ),
}
"""Parts of patterns that have a name of their own."""
_NAMED = re.compile(r"\{(?:(\w+): )?([^{}]+)\}|\s+")
_TOKEN = re.compile(
    r"""(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))(?!\d)
    |(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?[apAP]\.?\s?[mM]\b\.?|\d{1,2}:\d\d)(?![\d:])
    |(?P<number>\d{1,3}(?:,\d{3})+(?![\d])|\d+[.,]\d{1,2}(?!\d)|\d+)(?P<suffix>(?:st|nd|rd|th|['’]?s|[-‑](?:го|му|ми|м|й|е|х|и))\b)?
    |(?P<word>[^\W\d_]+)
    |(?P<mark>[^\w\s])""",
    re.VERBOSE,
)
_PAST = re.compile(r"[a-z]{2,}ed|[а-яё]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)")
# Март can open a sentence or be a name; Prague Spring and Лета are names.
_WITH_CAPITAL = {"month": "doubtful month", "season": "other"}
_OF_DECADES = frozenset(("s", "'s", "’s", "-е", "-х", "-ми", "‑е", "‑х", "‑ми"))
_PERIOD = re.compile(
    r"([а-яё]+?)((?:дневн|суточн|недельн|месячн|летн|часов|минутн)[а-яё]{2,3})\Z", re.IGNORECASE
)
_DAYS, _YEARS, _OLD_YEARS = range(1, 32), range(1900, 2100), range(1000, 1900)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """A row of `time_words.csv`."""

    language: Literal["en", "ru"]
    """Language of the form."""
    kind: Annotated[str, KINDS]
    """What it is in a pattern of `time_rules.csv`."""
    form: str
    """The form, with a capital where it is only read with one."""
    value: str | None
    """Number, unit, part of a day, or what else the rules make of it."""


class Word(NamedTuple):
    """One word or mark of a body."""

    kind: str
    """Kind in `time_words.csv`, or of a number or mark; `other` for any other word."""
    value: str
    """Value in `time_words.csv`, or the word itself."""
    start: int
    """Offset in the body."""
    end: int
    """Offset after it."""


@dataclass(slots=True, kw_only=True)
class Telling:
    """One article while its times are read from left to right."""

    body: str
    words: list[Word]
    letters: str
    """A letter for each word, as patterns are matched with."""
    published: date | None
    month_first: bool
    """Whether 5/19/2021 is printed month first, as in the United States."""
    last_day: date | None = None
    """The last single day that was resolved before this place in the text."""
    last_year: int | None = None
    """The last year that was printed before this place in the text."""

    @property
    def day(self) -> date:
        """Day of publication; without one nothing is counted from it, and a ValueError says so."""
        if not self.published:
            raise ValueError("no day of publication")
        return self.published

    def surface(self, first: int, end: int) -> str:
        """Words from one number to before another, as printed."""
        return self.body[self.words[first].start : self.words[end - 1].end]

    def from_publication(self, unit: str, count: int) -> Resolved:
        """The day, week, month or year `count` units from publication."""
        return intervals.shifted(self.day, unit, count), "counted from publication"

    def from_text(self, unit: str, count: int) -> Resolved | None:
        """The day, week, month or year `count` units from the last day in the text."""
        if not self.last_day:
            return self.from_publication(unit, count) if count < 0 else None
        return intervals.shifted(self.last_day, unit, count), f"counted from {self.last_day}"


@dataclass(frozen=True, slots=True)
class Passage:
    """The words that a rule fits, in the article that tells them."""

    match: re.Match[str]
    told: Telling

    @property
    def first(self) -> Word:
        """The first word."""
        return self.told.words[self.match.start()]

    @property
    def last(self) -> Word:
        """The last word."""
        return self.told.words[self.match.end() - 1]

    @property
    def before(self) -> Word:
        """The word before them."""
        return self.told.words[self.match.start() - 1]

    @property
    def after(self) -> Word | None:
        """The word after them; None at the end of the article."""
        return next(iter(self.told.words[self.match.end() : self.match.end() + 1]), None)

    def has(self, group: str) -> bool:
        """Whether a group of the pattern is there."""
        return bool(self.match.groupdict().get(group))

    def word(self, group: str) -> Word:
        """First word of a group."""
        return self.told.words[self.match.start(group)]

    def kind(self, group: str) -> Any:  # one of a closed set of the caller's
        """Kind of the first word of a group; empty where the group is not there."""
        return self.word(group).kind if self.has(group) else ""

    def number(self, group: str) -> float:
        """Sum of the numerals of a group: twenty-five, 45; 1 where the group is not there."""
        if not self.has(group):
            return 1
        counted = self.told.words[slice(*self.match.span(group))]
        return sum(float(word.value) for word in counted if word.kind != "dash")

    def whole(self, group: str) -> int:
        """`number` as an integer."""
        return int(self.number(group))

    def looks_ahead(self) -> bool:
        """Whether the verb nearest to the words is about the future."""
        start, end = self.match.span()
        verb = pattern(_LAST_VERB).search(self.told.letters[max(start - _LOOK_BACK, 0) : start])
        if verb:
            return self.told.words[max(start - _LOOK_BACK, 0) + verb.start()].kind != "behind"
        for word in self.told.words[end : end + _LOOK_ON]:
            if word.kind in ("ahead", "behind", "sentence"):
                return word.kind == "ahead"
        return False

    def looks_behind(self) -> bool:
        """Whether a verb of the sentence is about the past."""
        letters, (start, end), mark = self.told.letters, self.match.span(), _LETTERS["sentence"]
        until = letters.find(mark, end)
        whole = letters[letters.rfind(mark, 0, start) + 1 : until if until > 0 else None]
        return _LETTERS["behind"] in whole

    def printed_year(self) -> int | None:
        """The year beside a day, month or season: 2021, or that of "last year"."""
        if self.has("year"):
            return self.whole("year")
        day = self.told.published
        if not self.has("year_near") or self.word("year_unit").value != "Y" or not day:
            return None
        return day.year + STEPS[self.kind("year_near")]

    def in_year(self, of_year: Callable[[int], Interval], basis: str) -> Resolved | None:
        """What has a place in every year, in the year that is printed, else in the nearest."""
        printed = self.printed_year()
        return (of_year(printed), basis) if printed else self.in_nearest_year(of_year)

    def in_nearest_year(self, of_year: Callable[[int], Interval]) -> Resolved | None:
        """The one in the nearest year to publication, or in the last year of the text."""
        day = self.told.published
        if not day:
            last = self.told.last_year
            return (of_year(last), "year from the text") if last is not None else None
        found = [_or_none(of_year, day.year + step) for step in (-1, 0, 1)]
        dated = [(one, one.begin) for one in found if one and one.begin]
        if self.looks_ahead():
            ahead = [one for one, begin in dated if (one.until or begin) >= day]
            return (ahead[0], "next after publication") if ahead else None
        near = [(abs((begin - day).days), one) for one, begin in dated if _is_near(begin, day)]
        return (min(near, key=lambda n: n[0])[1], "year from publication") if near else None


def words(body: str, sentences: tuple[tuple[int, int], ...]) -> list[Word]:
    """Words of the sentences that can hold a time, each after a word of kind `sentence`."""
    found: list[Word] = []
    for start, end in sentences:
        sentence = [_word(match) for match in _TOKEN.finditer(body, start, end)]
        if any(word.kind in _TIMES for word in sentence):
            found.append(Word("sentence", "", start, start))
            found += sentence
    return found


def letters(found: list[Word]) -> str:
    """A letter for the kind of each word: what a `pattern` is matched with."""
    return "".join([_LETTERS[word.kind] for word in found])


@cache
def pattern(in_words: str) -> re.Pattern[str]:
    """Regular expression over `letters`, from a pattern in words.

    `{month|year word}` is one word of either kind, or one of the named parts, `{day: day number}`
    the same under a name; spaces say nothing, and the rest are the signs of regular expressions.
    A kind that is none is a ValueError.
    """
    # A word that can come any number of times comes a few: else a long run of it costs its square.
    return re.compile(_expanded(in_words).replace(")*", "){0,4}").replace(")+", "){1,4}"))


def _expanded(in_words: str) -> str:
    def one(match: re.Match[str]) -> str:
        name, kinds = match.groups()
        either = "|".join(_of_kind(kind) for kind in (kinds or "").split("|"))
        return f"(?P<{name}>{either})" if name else f"(?:{either})"

    return _NAMED.sub(lambda match: one(match) if match[2] else "", in_words)


def _of_kind(kind: str) -> str:
    if kind in _PARTS:
        return _expanded(_PARTS[kind])
    if kind not in _LETTERS:
        raise ValueError(f"{kind!r} is no kind of word")
    return _LETTERS[kind]


@cache
def lexicon() -> dict[str, tuple[str, str]]:
    """Kind and value by form, as `data/reference/time_words.csv` spells it."""
    rows = read(TimeWord, files.REFERENCE / "time_words.csv")
    return {row.form: (row.kind, row.value or "") for row in rows}


def _word(match: re.Match[str]) -> Word:
    of, text = match.lastgroup, match[0]
    if of == "word":
        kind, value = _of_word(text)
    elif of == "mark":
        kind, value = _OF_MARKS.get(text, "other"), text
    elif of == "date":
        kind, value = "date in digits", text
    elif of == "clock":
        kind, value = "clock time in digits", text
    else:
        kind, value = _of_number(match["number"], match["suffix"])
    return Word(kind, value, match.start(), match.end())


@cache
def _of_word(text: str) -> tuple[str, str]:
    known = lexicon()
    if text in known:
        return known[text]
    if text.isupper() and text.capitalize() in known:
        return known[text.capitalize()]
    plain = text.lower()
    if plain in known:
        return _as_printed(text, *known[plain])
    period = _PERIOD.match(plain)
    if period and known.get(period[1], " ")[0] == "number":
        return "period", known[period[2]][1].replace("%", known[period[1]][1])
    return ("behind" if _PAST.fullmatch(text) else "other"), text


def _as_printed(text: str, kind: str, value: str) -> tuple[str, str]:
    if text.isupper() and kind == "vague":  # NOW, THEREFORE
        return "other", text
    return (_WITH_CAPITAL.get(kind, kind) if text[0].isupper() else kind), value


def _of_number(digits: str, suffix: str | None) -> tuple[str, str]:
    thousands = re.search(r",\d{3}\Z", digits)
    value = digits.replace(",", "" if thousands else ".")
    if suffix in _OF_DECADES and re.fullmatch("(?:1[89]|20)?[0-9]0", digits):
        return "decade in digits", digits
    if re.fullmatch(r"\d\d?", digits) and int(digits) in _DAYS:
        return "day number", value
    short = re.fullmatch(r"\d{1,4}", digits)
    if short and int(digits) in _YEARS and (suffix or "-").startswith("-"):
        return "year in digits", value
    old = short and int(digits) in _OLD_YEARS
    return ("number like a year" if old else "number in digits"), value


def _or_none(of_year: Callable[[int], Interval], year: int) -> Interval | None:
    try:
        return of_year(year)
    except ValueError:  # 29 February of a common year
        return None


def _is_near(begin: date, day: date) -> bool:
    return (begin.year - day.year) * 12 + begin.month - day.month <= _MONTHS_AHEAD
