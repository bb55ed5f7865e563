"""Expressions of time with the interval that each stands for, in English and Russian.

One grammar reads both languages: it runs over the class letters of `timewords`, in which
`19 May 2021` and `19 мая 2021` are the same letters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from detente.extract import intervals
from detente.extract.evidence import TimeSpan
from detente.extract.intervals import Interval
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.timewords import Word, words

Resolved = tuple[Interval, str]
"""An interval and the basis on which it was found."""


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


def numeric_date(m: re.Match[str], scene: Scene) -> Resolved | None:
    """19.05.2021, 2021-05-19, 5/19/2021."""
    text = scene.words[m.start()].value
    if "-" in text:
        return intervals.day(date.fromisoformat(text)), "full date"
    first, second, year = (int(part) for part in re.split("[./]", text))
    century = 2000 if year < _CENTURY else 0
    swapped = "/" in text and (scene.month_first or second > 12)  # noqa: PLR2004 - months
    day, month = (second, first) if swapped else (first, second)
    return intervals.day(date(century + year, month, day)), "full date"


def day_of_month(m: re.Match[str], scene: Scene) -> Resolved | None:
    """19 May, May 19, 19 мая, with or without a year; and 16–17 June, May 31 to June 4."""
    got = m.groupdict()
    day, month = scene.whole(m, "d"), int(scene.word(m, "m").value)
    last_day = scene.whole(m, "e") if got.get("e") else day
    last_month = int(scene.word(m, "n").value) if got.get("n") else month

    def in_year(year: int) -> Interval:
        first, last = date(year, month, day), date(year, last_month, last_day)
        return intervals.day(first) if first == last else intervals.days(first, last)

    printed = _printed_year(m, scene)
    if printed:
        return in_year(printed), "full date"
    return _in_nearest_year(in_year, m, scene)


def month(m: re.Match[str], scene: Scene) -> Resolved | None:
    """June 2021, early June, last March, in May, в начале июня."""
    got, number = m.groupdict(), int(scene.word(m, "m").value)
    part: Any = got.get("part")

    def in_year(year: int) -> Interval:
        return intervals.month(year, number, part)

    printed = _printed_year(m, scene)
    if printed:
        return in_year(printed), "month and year"
    if got.get("rel") and scene.published:
        day = scene.published
        steps = {"L": -int(number >= day.month), "X": int(number <= day.month), "T": 0}
        return in_year(day.year + steps[got["rel"]]), "month counted from publication"
    return None if _is_a_name(m, scene) else _in_nearest_year(in_year, m, scene)


def months(m: re.Match[str], scene: Scene) -> Resolved | None:
    """May to July 2021, с мая по июль, в мае — июне."""
    first, last = int(scene.word(m, "m").value), int(scene.word(m, "n").value)
    over = int(first > last)

    def ending_in(year: int) -> Interval:
        return intervals.months((year - over, first), (year, last))

    printed = _printed_year(m, scene)
    if printed:
        return ending_in(printed), "months and year"
    return _in_nearest_year(ending_in, m, scene)


def half_of_month(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The first half of June, во второй половине июня."""
    half, number = scene.whole(m, "h"), int(scene.word(m, "m").value)
    return _of_month(lambda year: intervals.half_of_month(year, number, half), m, scene)


def week_of_month(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The last week of May, в первую неделю июня, the last day of May."""
    which, number = m["which"], int(scene.word(m, "m").value)
    count = scene.whole(m, "which") if which in "rd" else -1
    if scene.word(m, "u").value == "W":
        return _of_month(lambda year: intervals.week_of_month(year, number, count), m, scene)
    if scene.word(m, "u").value != "D":
        return None
    return _of_month(lambda year: _day_of_month(year, number, count), m, scene)


def half_of_year(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The second half of 2021, в первом полугодии."""
    half = scene.whole(m, "h")
    number = scene.whole(m, "y") if m.groupdict().get("y") else None
    if not number and not scene.published:
        return None
    basis = "half of a year" if number else "half of a year, year from publication"
    return intervals.half_of_year(number or scene.published.year, half), basis  # type: ignore[union-attr]


def decade(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The 1990s, the late '80s, в начале 2000-х, в 90-е годы."""
    digits = scene.word(m, "y").value
    if len(digits) < 4:  # noqa: PLR2004 - digits of a year
        before = scene.letters[: m.start("y")][-1:]
        if before not in ("t", "_", "O", "P", "-"):
            return None
        digits = ("20" if int(digits) < _SHORT_DECADES else "19") + digits
    part: Any = m.groupdict().get("part")
    return intervals.decade(int(digits) // 10, part), "decade"


def century(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The 20th century, в XX веке."""
    number = scene.whole(m, "n")
    return (intervals.century(number), "century") if number <= _LAST_CENTURY else None


def year(m: re.Match[str], scene: Scene) -> Resolved | None:
    """2014, mid-2021, 2014–2016, в конце 2014 года."""
    got, number = m.groupdict(), scene.whole(m, "y")
    if got.get("z"):
        return intervals.years(number, scene.whole(m, "z")), "years"
    part: Any = got.get("part")
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    before = scene.letters[m.start() - 1]
    cued = before in _CUES or part or m[0].endswith("g")
    likely = number in _SURELY_YEARS and number % _CENTURY
    if before == "$" or not (cued or likely):
        return None
    return intervals.year(number, part), "year"


def quarter(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The first quarter of 2021, во втором квартале."""
    got, number = m.groupdict(), scene.whole(m, "q")
    if got.get("y"):
        return intervals.quarter(scene.whole(m, "y"), number), "quarter and year"
    if not scene.published:
        return None
    step = {"L": -1, "X": 1}.get(got.get("rel") or "", 0)
    return intervals.quarter(scene.published.year + step, number), "quarter, year from publication"


def season(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The fall of 2020, last summer, летом."""
    got, number = m.groupdict(), int(scene.word(m, "s").value)
    printed = _printed_year(m, scene)
    if printed:
        return intervals.season(printed, number), "season and year"
    if not scene.published:
        return None
    this_year = intervals.season(scene.published.year, number)
    over = this_year.until is not None and this_year.until < scene.published
    begun = this_year.begin is not None and this_year.begin <= scene.published
    relation = got.get("rel") or ("X" if scene.looks_ahead(m) else "")
    steps = {"L": 0 if over else -1, "X": int(begun), "T": 0, "": 0 if begun else -1}
    found = intervals.season(scene.published.year + steps[relation], number)
    return found, "season, year from publication"


def weekday(m: re.Match[str], scene: Scene) -> Resolved | None:
    """On Wednesday, late Wednesday, last Monday, в следующую среду."""
    if not scene.published:
        return None
    behind = (scene.published.weekday() - int(scene.word(m, "w").value)) % 7
    relation = m.groupdict().get("rel")
    if relation == "X" or (relation != "L" and scene.looks_ahead(m)):
        return intervals.day(scene.published + timedelta(7 - behind)), "weekday after publication"
    when = scene.published - timedelta(behind or (7 if relation == "L" else 0))
    return intervals.day(when), "weekday before publication"


def weekdays(m: re.Match[str], scene: Scene) -> Resolved | None:
    """From Monday to Wednesday, с понедельника по среду."""
    found = weekday(m, scene)
    if not found or not found[0].begin:
        return None
    days = (int(scene.word(m, "x").value) - found[0].begin.weekday()) % 7
    return intervals.days(found[0].begin, found[0].begin + timedelta(days)), found[1]


def weekend(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Over the weekend, last weekend, в эти выходные."""
    if not scene.published:
        return None
    relation = m.groupdict().get("rel") or ""
    this = intervals.weekend(scene.published)
    behind = relation == "L" or (this.begin or scene.published) > scene.published
    if relation == "X" or (scene.looks_ahead(m) and relation != "L"):
        weeks = int(relation == "X" and this.begin is not None and this.begin <= scene.published)
    else:
        weeks = -int(behind)
    return intervals.weekend(scene.published + timedelta(weeks=weeks)), "weekend from publication"


def deictic(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Today, yesterday, накануне, завтра."""
    word = scene.word(m, "j")
    in_a_name = scene.body[word.start].isupper() and scene.letters[m.start() - 1] == "_"
    if in_a_name:
        return None
    days, _, part = word.value.partition(" ")
    found = scene.from_publication("D", int(days))
    return found and (replace(found[0], value=found[0].value + part), found[1])


def eve(_m: re.Match[str], scene: Scene) -> Resolved | None:
    """On the eve."""
    return scene.from_publication("D", -1)


def day_beside(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The day before, the day before yesterday, the day after tomorrow, за день до этого."""
    if scene.word(m, "u").value != "D":
        return None
    step = 1 if "7" in m[0] else -1
    if m.groupdict().get("j"):
        return scene.from_publication("D", step + int(scene.word(m, "j").value.partition(" ")[0]))
    return scene.from_text("D", step) if scene.last_day else None


def same_unit(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The same day, that week, в тот же день, в том году."""
    return scene.from_text(scene.word(m, "u").value, 0) if scene.last_day else None


def day_part(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last night, this morning."""
    return scene.from_publication("D", _STEPS[m["rel"]])


def unit_near(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last week, this year, next month, в прошлом году, на следующий день."""
    relation, unit = scene.word(m, "rel"), scene.word(m, "u").value
    if relation.value == "many":
        return some_units(m, scene)
    if unit == "E" and relation.letter != "T":
        return stretch(m, scene)
    if unit != "D":
        return scene.from_publication(unit, _STEPS[relation.letter])
    if relation.value != "text" and not (m[0][0] == "t" and relation.letter == "X"):
        return None
    return scene.from_text(unit, _STEPS[relation.letter])


def stretch(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The past nine days, over the next four years, за последние пять лет."""
    unit, ahead = scene.word(m, "u"), m["rel"] == "X"
    if not scene.published:
        return None
    basis = "counted on from publication" if ahead else "counted back from publication"
    count, sign = scene.whole(m, "n1"), 1 if ahead else -1
    if unit.letter in "hH":
        days = -(-count // {"H": 24, "M": 24 * 60, "S": 24 * 3600}[unit.value])
        found = intervals.stretch(scene.published, "D", sign * days)
        return replace(found, value=f"PT{count}{unit.value}", precision="minute"), basis
    return intervals.stretch(scene.published, unit.value, sign * count), basis


def from_now(m: re.Match[str], scene: Scene) -> Resolved | None:
    """A week from now, two months from now."""
    return scene.from_publication(scene.word(m, "u").value, scene.whole(m, "n1"))


def half_year_ago(_m: re.Match[str], scene: Scene) -> Resolved | None:
    """Half a year ago, полгода назад."""
    return scene.from_publication("M", -6)


def part_of_unit(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The end of the year, late last year, в начале месяца."""
    unit, relation = scene.word(m, "u").value, m.groupdict().get("rel") or "T"
    if not scene.published or unit not in ("M", "Y"):
        return None
    when = intervals.shifted(scene.published, unit, _STEPS[relation]).begin or scene.published
    part: Any = m["part"]
    if unit == "Y":
        return intervals.year(when.year, part), "counted from publication"
    return intervals.month(when.year, when.month, part), "counted from publication"


def ago(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two days ago, a week earlier, два года назад, двумя днями ранее."""
    count = _count(m, scene)
    if count is None:
        return None
    unit = scene.word(m, "u").value
    if scene.word(m, "a").value == "now":
        return scene.from_publication(unit, -count)
    return scene.from_text(unit, -count)


def later(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two days later, спустя неделю, через два дня."""
    count, unit = _count(m, scene), scene.word(m, "u").value
    if count is None:
        return None
    if m[0][0] == "I" and scene.looks_ahead(m):
        return scene.from_publication(unit, count)
    return scene.from_text(unit, count)


def length(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Almost two hours, one hour and 45 minutes, полтора часа, пять лет."""
    got = m.groupdict()
    count = scene.number(m, "n1") + (0.5 if got.get("b1") else 0)
    first = scene.word(m, "u1")
    before = scene.words[m.start() - 1]
    within = scene.body[before.start : before.end].lower() == "in" and first.letter in "uU"
    if within and scene.looks_ahead(m):
        return scene.from_publication(first.value, int(count))
    value = _length(count, first)
    if got.get("u2"):
        value += f"{scene.number(m, 'n2'):g}{scene.word(m, 'u2').value}"
    return intervals.duration(value), _duration_basis(m)


def quarters(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two consecutive quarters."""
    return intervals.duration(f"P{scene.whole(m, 'n1')}Q"), "duration"


def half_year(_m: re.Match[str], _scene: Scene) -> Resolved | None:
    """Half a year, полгода."""
    return intervals.duration("P6M"), "duration"


def period(m: re.Match[str], scene: Scene) -> Resolved | None:
    """A month-long, трёхдневный, 45-минутный."""
    word = scene.words[m.end() - 1]
    if word.letter == ">":
        return intervals.duration(word.value), "duration"
    if word.letter == "/":
        return intervals.duration(word.value.replace("%", scene.word(m, "n1").value)), "duration"
    unit = scene.word(m, "u1")
    if unit.letter in "UH" and not m["n1"]:
        return some(unit), "duration, vague"
    return intervals.duration(_length(scene.number(m, "n1"), unit)), "duration"


def hours_and_quarters(m: re.Match[str], scene: Scene) -> Resolved | None:
    """An hour and three quarters, two hours and a quarter."""
    if scene.word(m, "u1").value != "H":
        return None
    quarters = 1 if m["n2"] == "a" else scene.number(m, "n2")
    return intervals.duration(f"PT{scene.number(m, 'n1'):g}H{15 * quarters:g}M"), _duration_basis(m)


def half_hour(m: re.Match[str], _scene: Scene) -> Resolved | None:
    """Half an hour, полчаса."""
    return intervals.duration("PT30M"), _duration_basis(m)


def reference(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Now, recently, in the future, сейчас, недавно, в ближайшее время."""
    word = scene.words[m.start()]
    if word.letter == "v":
        return _referring(word.value, scene)
    return _referring(_REFERENCES.get(m[0][0], "PRESENT_REF"), scene)


def past_or_future(m: re.Match[str], scene: Scene) -> Resolved | None:
    """In the past, in the near future, в будущем, в прошлом."""
    word = scene.words[m.end() - 1]
    value = word.value if word.letter == "G" else _BY_WORD.get(_printed(word, scene))
    return _referring(value, scene) if value else None


def one_of_these_days(m: re.Match[str], scene: Scene) -> Resolved | None:
    """На днях, which is behind or ahead as the verb says."""
    return _referring("FUTURE_REF" if scene.looks_ahead(m) else "PAST_REF", scene)


def some_units(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Recent weeks, the past few days, in the coming months, последние годы."""
    ahead = m["rel"] == "X"
    value = f"{some(scene.word(m, 'u')).value}"
    if not scene.published:
        return intervals.vague(value), "vague"
    if ahead:
        return intervals.vague(value, scene.published, None), "vague, after publication"
    return intervals.vague(value, None, scene.published), "vague, before publication"


def some_ago(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Years ago, a few days ago, несколько дней назад."""
    until: date | None = scene.published
    return intervals.vague(some(scene.word(m, "u")).value, None, until), "vague, before publication"


def some_long(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Several hours, a few weeks, несколько лет."""
    return intervals.duration(some(scene.word(m, "u")).value), "duration, vague"


def repeated(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Every year, each Monday, twice a week, ежегодно."""
    got, last = m.groupdict(), scene.words[m.end() - 1]
    if last.letter == "Q":
        return intervals.repeated(last.value), "repeated"
    if got.get("w"):
        return intervals.repeated(f"XXXX-WXX-{int(scene.word(m, 'w').value) + 1}"), "repeated"
    if got.get("p"):
        return intervals.repeated(f"XXXX-XX-XX{last.value}"), "repeated"
    unit, count = scene.word(m, "u"), scene.whole(m, "n1") if got.get("n1") else 1
    clock = "T" if unit.letter in "hH" else ""
    return intervals.repeated(f"P{clock}{count}{unit.value}"), "repeated"


def clock(m: re.Match[str], scene: Scene) -> Resolved | None:
    """20:15 local time, 9 p.m. EDT, 18:00 GMT, 0800 UTC, в 9 часов вечера."""
    got = m.groupdict()
    word = scene.word(m, "c")
    parts = _CLOCK.match(f"{word.value:0>4}" if word.letter in "NY" else word.value)
    if not parts:
        return None
    hour, minute = int(parts[1]), int(parts[2] or 0)
    late = (parts[3] or "").lower() == "p" or _is_late(m, hour, scene)
    if (parts[3] or late) and hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + _HALF_DAY * late
    if hour >= 24 or minute >= 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
        return None
    zone = scene.word(m, "z") if got.get("z") else None
    offset = (zone.value if zone and zone.letter == "z" else "").replace("+00:00", "Z")
    basis = f"clock, {scene.surface(m, 'z')}" if zone else "clock"
    return Interval(f"T{hour:02}:{minute:02}{offset}", None, None, "minute"), basis


def part_of_day(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Evening, before or after the day that it belongs to."""
    word = scene.words[m.end() - 1]
    return Interval(word.value, None, None, "minute"), f"part of a day {word.value}"


@dataclass(frozen=True, slots=True)
class Found:
    """A time and the words that it is made of."""

    first: int
    """Number of the first word."""
    end: int
    """Number after the last word."""
    interval: Interval
    """What it stands for; without a first day while the day is not known."""
    basis: str
    """The rule that found it."""


_NUMBER = "(?:[DN']|n-?n?)"
_HALF = "(?:&ab|&b|Fb)"
_WEEKDAY = "(?:[Ww],?)?"
_MONTH = "(?P<m>[Mm])"
_ZONE = "(?P<z>z|_i|Vz?_?j)?"
_YEAR = "(?:,?(?P<y>Y)g?|O?(?P<yrel>[LXT])(?P<yu>[ug]))?"


def _in_nearest_year(
    in_year: Callable[[int], Interval], m: re.Match[str], scene: Scene
) -> Resolved | None:
    if not scene.published:
        if scene.last_year is None:
            return None
        return in_year(scene.last_year), "year from the text"
    day = scene.published
    found = [_or_none(in_year, day.year + step) for step in (-1, 0, 1)]
    dated = [(i, i.begin) for i in found if i and i.begin]
    if scene.looks_ahead(m):
        ahead = [i for i, begin in dated if (i.until or begin) >= day]
        return (ahead[0], "next after publication") if ahead else None
    near = [(abs((begin - day).days), i) for i, begin in dated if _near(begin, day)]
    return (min(near, key=lambda n: n[0])[1], "year from publication") if near else None


def _or_none(in_year: Callable[[int], Interval], year: int) -> Interval | None:
    try:
        return in_year(year)
    except ValueError:  # 29 February of a common year
        return None


_CUES = "PFVOBEKZ&T^t<-"
_CENTURY = 100
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_SURELY_YEARS = range(1980, 2036)


def _near(begin: date, day: date) -> bool:
    return (begin.year - day.year) * 12 + begin.month - day.month <= _MONTHS_AHEAD


_MONTHS_AHEAD = 4


def _printed_year(m: re.Match[str], scene: Scene) -> int | None:
    """The year beside a day, month or season: 2021, or that of "last year"."""
    got = m.groupdict()
    if got.get("y"):
        return scene.whole(m, "y")
    if not got.get("yrel") or scene.word(m, "yu").value != "Y" or not scene.published:
        return None
    return scene.published.year + {"L": -1, "T": 0, "X": 1}[got["yrel"]]


def _is_a_name(m: re.Match[str], scene: Scene) -> bool:
    """Whether a month without a cue stands before a capital, as in June Smith."""
    if scene.letters[m.start() - 1] in "PFVOLXTEKZt" or scene.letters[m.end() : m.end() + 1] != "_":
        return False
    return scene.body[scene.words[m.end()].start].isupper()


_SHORT_DECADES, _LAST_CENTURY = 20, 22


def _of_month(
    in_year: Callable[[int], Interval], m: re.Match[str], scene: Scene
) -> Resolved | None:
    printed = _printed_year(m, scene)
    if printed:
        return in_year(printed), "part of a month"
    return _in_nearest_year(in_year, m, scene)


def _day_of_month(year: int, number: int, count: int) -> Interval:
    last = intervals.month(year, number).until
    return (
        intervals.day(date(year, number, count)) if count > 0 or not last else intervals.day(last)
    )


_STEPS = {"L": -1, "T": 0, "X": 1}


def some(unit: Word) -> Interval:
    """A length of some units: PXD, PTXH."""
    return intervals.duration(f"P{'T' if unit.letter in 'hH' else ''}X{unit.value}")


def _count(m: re.Match[str], scene: Scene) -> int | None:
    """How many units, None for "years ago" and for hours and minutes, which stay in their day."""
    unit = scene.word(m, "u").letter
    return None if unit in "hH" or (unit == "U" and not m["n1"]) else scene.whole(m, "n1")


def _duration_basis(m: re.Match[str]) -> str:
    return "duration, about" if "~" in m[0] else "duration"


def _length(count: float, unit: Word) -> str:
    if unit.value == "E":
        return f"P{10 * count:g}Y"
    return f"{'PT' if unit.letter in 'hH' else 'P'}{count:g}{unit.value}"


def _referring(value: str, scene: Scene) -> Resolved:
    day = scene.published
    begin, until = (day, None) if value == "FUTURE_REF" else (None, day)
    if value == "PRESENT_REF":
        begin = until = None
    return intervals.vague(value, begin, until), "vague"


_REFERENCES = {"L": "PAST_REF", "0": "PAST_REF", "9": "PAST_REF", "X": "FUTURE_REF"}


def _printed(word: Word, scene: Scene) -> str:
    return scene.body[word.start : word.end].lower()


_BY_WORD = {"past": "PAST_REF", "прошлом": "PAST_REF", "будущем": "FUTURE_REF"}
_HALF_DAY, _MORNING = 12, 6
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?\s?([ap])?", re.IGNORECASE)


def _is_late(m: re.Match[str], hour: int, scene: Scene) -> bool:
    """Whether the part of the day behind the hour says that it is after noon."""
    part: Word | None = scene.word(m, "p") if m.groupdict().get("p") else None
    if not part:
        return False
    return part.value in ("TAF", "TEV") or (part.value == _NIGHT and hour > _MORNING)


_NIGHT = "TNI"
_GRAMMAR: tuple[tuple[Callable[[re.Match[str], Scene], Resolved | None], str], ...] = (
    (numeric_date, "C"),
    (day_of_month, f"{_WEEKDAY}(?P<d>[Dd]|nd)O?{_MONTH}{_YEAR}"),
    (day_of_month, f"{_WEEKDAY}{_MONTH};?(?P<d>D){_YEAR}"),
    (day_of_month, f"(?P<d>D)[-V&](?P<e>D)O?{_MONTH}{_YEAR}"),
    (day_of_month, f"{_MONTH};?(?P<d>D)[-V&](?P<e>D)(?!-?[_hUu]){_YEAR}"),
    (day_of_month, f"(?P<d>D){_MONTH}[-V](?P<e>D)(?P<n>[Mm]){_YEAR}"),
    (day_of_month, f"{_MONTH};?(?P<d>D)[-V](?P<n>[Mm]);?(?P<e>D){_YEAR}"),
    (month, f"t?(?P<part>[EKZ])-?O?t?{_MONTH}O?{_YEAR}"),
    (month, f"{_MONTH}O?,?(?P<y>Y)g?"),
    (month, f"{_MONTH}O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (month, f"(?P<rel>[LXT]){_MONTH}"),
    (month, "(?P<m>M)"),
    (month, "(?<=[PFVO])(?P<m>m)"),
    (year, "t?(?P<part>[EKZ])-?O?t?(?P<y>Y)g?"),
    (year, "(?P<y>Y)[-V](?P<z>Y)[gU]?"),
    (year, "(?P<y>')g"),
    (year, "(?<=B)(?P<y>Y)&(?P<z>Y)g?"),
    (year, "(?P<y>Y)g?"),
    (months, f"(?P<m>[Mm])[-V](?P<n>M){_YEAR}"),
    (half_of_month, f"t?(?P<h>r)-?bO?(?P<m>[Mm]){_YEAR}"),
    (half_of_year, "t?(?P<h>r)-?bO?(?P<y>Y)g?"),
    (half_of_year, "(?P<h>r)1(?:O?(?P<y>Y)g?)?"),
    (week_of_month, f"t?(?P<which>[L0rd])-?(?P<u>u)(?:O(?P<m>[Mm])){_YEAR}"),
    (week_of_month, f"(?P<which>[L0rd])(?P<u>u)(?P<m>M){_YEAR}"),
    (decade, "t?(?:(?P<part>[EKZ])-?O?t?_?)?(?P<y>y)U?"),
    (century, "t?(?P<n>[rdDN])-?x"),
    (quarter, "#(?P<q>D)(?:,?(?P<y>Y))?"),
    (quarter, "t?(?P<q>[rdD])-?q(?:O?(?:(?P<y>Y)g?|(?P<rel>[LXT])[ug]))?"),
    (season, "t?(?P<s>[sS])O?,?(?P<y>Y)g?"),
    (season, "(?P<s>[sS])O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (season, "(?P<rel>[LXT])(?P<s>[sS])"),
    (season, "(?P<s>S)"),
    (season, "(?:(?<=P)|(?<=Pt))(?P<s>s)(?!O)"),
    (weekdays, "(?P<w>[Ww])[-V](?P<x>[Ww])"),
    (weekday, "[EKZ]?(?P<w>W)p?"),
    (weekday, "(?P<rel>[LXT])(?P<w>[Ww])p?"),
    (weekday, "(?<=[PFVI])(?P<w>w)p?"),
    (eve, "t2(?!O)"),
    (weekend, "t?(?P<rel>[LXT])?e"),
    (day_beside, "t?(?P<u>u)[67](?P<j>J)"),
    (day_beside, "t?(?P<u>u)[67](?=[,;|<]|\\Z)"),
    (day_beside, "(?P<u>u)VT(?![ugUMmWwspj])"),
    (same_unit, "t?5?4(?P<u>[ug])(?!a)"),
    (same_unit, "5(?P<u>[ug])(?!-)"),
    (from_now, f"(?P<n1>{_NUMBER}|a)(?P<u>[uU])Fv"),
    (half_year_ago, "(?:1|bau|ab-?u)A"),
    (deictic, "[AR]?(?P<j>J)p?"),
    (day_part, "(?P<rel>[LT])p"),
    (unit_near, "t?[AR]?(?P<rel>[LXT])(?P<u>[ug])"),
    (part_of_unit, "t?(?P<part>[EKZ])-?(?:Ot?)?(?P<rel>[LXT])?(?P<u>[ug])"),
    (stretch, f"t?(?P<rel>[LX])(?P<n1>{_NUMBER})@?-?(?P<u>[uUghH])"),
    (some_units, "t?(?P<rel>[LX9])8?(?P<u>[UH])"),
    (some_units, "t?(?P<rel>[LX])8(?P<u>[uh])"),
    (some_ago, "a?8(?P<u>[uUhH])A"),
    (some_ago, "(?<![DNn8Y])(?P<u>[UH])A"),
    (some_long, "~*a?8O?(?P<u>[UHh])"),
    (some_long, "(?<=\\^)(?P<u>[UH])"),
    (reference, "v(?![-7])|(?<=P)tl(?!O)|[LX0k][jl]"),
    (past_or_future, "(?<=P)t_?G|(?<=P)tL(?=[,;|]|\\Z)|(?<=P)[LX](?=[,;|<]|\\Z)"),
    (one_of_these_days, 'P"'),
    (repeated, "Q"),
    (repeated, f"%(?P<n1>{_NUMBER}|r)?(?P<u>[ugUhH])"),
    (repeated, "%(?P<w>[Ww])"),
    (repeated, "%(?P<p>p)"),
    (repeated, f"(?:{_NUMBER})?3(?:a|P)(?P<u>u)"),
    (ago, f"~*(?P<n1>{_NUMBER}|a)?-?(?P<u>[uUghH])(?P<a>A)"),
    (later, f"~*(?P<n1>{_NUMBER}|a)-?(?P<u>[uUghH])R"),
    (later, "(?P<u>u)R"),
    (later, f"[RI](?P<n1>{_NUMBER})?(?P<u>[uUghH])"),
    (
        length,
        f"~*(?P<n1>{_NUMBER})-?(?P<b1>{_HALF})?-?(?P<u1>[hH])(?:;?,?&?(?P<n2>{_NUMBER})-?(?P<u2>[hH]))?",
    ),
    (
        hours_and_quarters,
        f"~*(?:a|(?P<n1>{_NUMBER})-?)(?P<u1>[hH])&(?P<n2>{_NUMBER}|a)-?q",
    ),
    (length, f"~*a?(?P<u1>h)&?(?P<n2>{_NUMBER})(?P<u2>[hH])"),
    (length, "(?:~+|(?<=[\\^P&]))a?(?P<u1>h)"),
    (length, "(?<![DNYn])~*a(?P<u1>h)(?P<b1>&ab)?"),
    (length, f"~*(?P<n1>{_NUMBER})@?-?(?P<b1>{_HALF})?-?(?P<u1>[uUg])(?!-?o)"),
    (length, "~+a(?P<u1>[ug])"),
    (length, "a(?P<u1>u)(?=[67])"),
    (quarters, f"~*(?P<n1>{_NUMBER})(?:@-?q|-?q(?!O))"),
    (half_year, "~*(?:1|bau|ab-?u)"),
    (period, f"(?P<n1>{_NUMBER}|a)?-?(?P<u1>[uUhH])-="),
    (period, ">|(?P<n1>[DN])-/"),
    (clock, f"(?:pP)?(?P<c>c)(?P<p>p)?{_ZONE}"),
    (clock, "(?P<c>[NY])(?P<z>z)"),
    (clock, "(?:pP)?(?P<c>N)(?P<z>V_j)"),
    (clock, f"(?<=P)(?P<c>D)h?(?P<p>p){_ZONE}"),
    (part_of_day, "t?p"),
    (half_hour, "~*(?:f|ba-?h|ab-?h|b-?h)"),
)
_RULES = tuple((resolve, re.compile(pattern)) for resolve, pattern in _GRAMMAR)


def find(reading: Reading, reference: Reference) -> list[TimeSpan]:
    """Times of an article, in order; what cannot be resolved without a guess is left out."""
    del reference
    return list(_found(reading))


@lru_cache(maxsize=2)
def _found(reading: Reading) -> tuple[TimeSpan, ...]:
    """Times of an article; roles ask for them too, so the last ones are kept."""
    found, letters = words(reading.body, reading.sentences)
    scene = Scene(reading.body, found, letters, reading.day, reading.country == "US")
    resolved = []
    for resolve, match in _longest(letters):
        time = _resolved(resolve, match, scene)
        if time:
            _remember(time[0], scene)
            resolved.append(Found(match.start(), match.end(), *time))
    return tuple(_span(time, scene, reading) for time in joined(resolved, scene))


def _longest(letters: str) -> Iterable[tuple[Callable[..., Resolved | None], re.Match[str]]]:
    """Matches of all rules, the longest where several overlap, from left to right."""
    matches = [(resolve, m) for resolve, rule in _RULES for m in rule.finditer(letters)]
    matches.sort(key=lambda found: found[1].start() - found[1].end())
    taken = bytearray(len(letters))
    kept = []
    for resolve, match in matches:
        if not any(taken[match.start() : match.end()]):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            kept.append((resolve, match))
    return sorted(kept, key=lambda found: found[1].start())


def _resolved(
    resolve: Callable[[re.Match[str], Scene], Resolved | None], match: re.Match[str], scene: Scene
) -> Resolved | None:
    try:
        found = resolve(match, scene)
    except (ValueError, OverflowError):  # 31 June, 13/13/2021, 9999 years ago
        return None
    if found and _has_no_end(match, scene) and found[0].until:
        return replace(found[0], until=None), f"since, {found[1]}"
    return found and with_part(found, match, scene)


def _has_no_end(match: re.Match[str], scene: Scene) -> bool:
    """Whether "since" stands before a match, and no "until" after it."""
    before = scene.words[match.start() - 1]
    until = scene.letters[match.end() : match.end() + 1] == "V" or re.search("[-V]", match[0])
    return before.letter == "F" and before.value == "open" and not until


def _remember(interval: Interval, scene: Scene) -> None:
    if interval.begin:
        scene.last_year = interval.begin.year
        if interval.precision == "day" and interval.begin == interval.until:
            scene.last_day = interval.begin


def _span(time: Found, scene: Scene, reading: Reading) -> TimeSpan:
    start, end = scene.words[time.first].start, scene.words[time.end - 1].end
    interval = time.interval
    return TimeSpan(
        article_id=reading.article_id,
        sentence=reading.sentence_at(start),
        start=start,
        end=end,
        surface=reading.body[start:end],
        value=interval.value,
        begin=interval.begin.isoformat() if interval.begin else None,
        until=interval.until.isoformat() if interval.until else None,
        precision=interval.precision,
        basis=time.basis,
    )


_LOOK_BACK, _LOOK_ON = 10, 6
# The last verb before: will, scheduled (!), a past form (<); "plans to" (+V) looks ahead.
_LAST_VERB = re.compile(r"(?:!<?|<|\+V)[^!<+]*\Z")
_HANDFUL = 3
_BETWEEN = re.compile(r",?[PO]?t?\Z")


def with_part(found: Resolved, m: re.Match[str], scene: Scene) -> Resolved:
    """A day with the part of it that is printed behind: Wednesday night."""
    last = scene.words[m.end() - 1]
    interval, basis = found
    if last.letter != "p" or interval.precision != "day" or "T" in interval.value:
        return found
    return replace(interval, value=interval.value + last.value), basis


def joined(found: Sequence[Found], scene: Scene) -> list[Found]:
    """Times in which a clock time or part of a day is one with the day beside it.

    A clock time without a day beside it is of the last day named in its sentence, or of the day of
    publication; a part of a day alone is left out.
    """
    whole: list[Found] = []
    for one in found:
        beside = _one_with(whole[-1], one, scene) if whole else None
        if beside:
            whole[-1] = beside
        else:
            whole.append(one)
    return [f for f in (_dated(f, whole, scene) for f in whole) if f]


def _one_with(first: Found, second: Found, scene: Scene) -> Found | None:
    between = scene.letters[first.end : second.first]
    if not _BETWEEN.match(between) or (first.interval.begin is None) == (
        second.interval.begin is None
    ):
        return None
    clock_, day = (first, second) if first.interval.begin is None else (second, first)
    value = clock_.interval.value
    if not value.startswith("T") or day.interval.precision != "day" or "T" in day.interval.value:
        return None
    if day.interval.begin != day.interval.until or not day.interval.begin:
        return None
    if value == _NIGHT and _onto(first, second, scene):
        return replace(second, first=first.first, interval=_night_to(day.interval.begin))
    whole = replace(day.interval, value=f"{day.interval.value}{value}")
    if ":" in value:
        whole = replace(whole, precision="minute")
    return Found(first.first, second.end, whole, f"{day.basis}; {clock_.basis}")


def _onto(night: Found, day: Found, scene: Scene) -> bool:
    """Whether it is the night that leads to a day: в ночь на четверг."""
    onto = scene.words[night.end] if day.first == night.end + 1 else None
    return onto is not None and scene.body[onto.start : onto.end].lower() == "на"


def _night_to(day: date) -> Interval:
    before = day - timedelta(1)
    return Interval(f"{before}{_NIGHT}", before, day, "day")


def _dated(one: Found, found: Sequence[Found], scene: Scene) -> Found | None:
    value = one.interval.value
    if one.interval.begin or not value.startswith("T"):
        return one
    if ":" not in value or one.basis.startswith("part of a day"):
        return None
    same = [
        f.interval.begin
        for f in found
        if f.interval.precision in ("day", "minute")
        and f.interval.begin == f.interval.until
        and "|" not in scene.letters[min(f.first, one.first) : max(f.first, one.first)]
    ]
    day = next((d for d in same if d), scene.published)
    if not day:
        return None
    named = "day of the sentence" if any(same) else "day of publication"
    whole = replace(intervals.day(day), value=f"{day}{value}", precision="minute")
    return replace(one, interval=whole, basis=f"{one.basis}, {named}")
