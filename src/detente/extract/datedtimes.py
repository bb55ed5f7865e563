"""Rules for times that name a day, month, quarter, season or year of the calendar."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.extract.timescene import Resolved, Scene

_CUES = "PFVOBEKZ&T^t<-"
_SURELY_YEARS = range(1980, 2036)
_MONTHS_AHEAD = 4
_CENTURY = 100
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_SHORT_DECADES, _LAST_CENTURY = 20, 22


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


def _printed_year(m: re.Match[str], scene: Scene) -> int | None:
    """The year beside a day, month or season: 2021, or that of "last year"."""
    got = m.groupdict()
    if got.get("y"):
        return scene.whole(m, "y")
    if not got.get("yrel") or scene.word(m, "yu").value != "Y" or not scene.published:
        return None
    return scene.published.year + {"L": -1, "T": 0, "X": 1}[got["yrel"]]


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


def _is_a_name(m: re.Match[str], scene: Scene) -> bool:
    """Whether a month without a cue stands before a capital, as in June Smith."""
    if scene.letters[m.start() - 1] in "PFVOLXTEKZt" or scene.letters[m.end() : m.end() + 1] != "_":
        return False
    return scene.body[scene.words[m.end()].start].isupper()


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


def _near(begin: date, day: date) -> bool:
    return (begin.year - day.year) * 12 + begin.month - day.month <= _MONTHS_AHEAD
