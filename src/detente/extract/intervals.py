"""Intervals of time: their first and their last day, and their value.

Values are those of TIMEX3 (Pustejovsky et al. 2003; ISO-TimeML), which are ISO 8601 with some
additions: 2021-SU for a summer, 2021-05-19TEV for an evening, PXD for some days, PAST_REF.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Precision = Literal[
    "minute",
    "day",
    "week",
    "month",
    "quarter",
    "season",
    "year",
    "decade",
    "century",
    "duration",
    "repeated",
    "vague",
]
Part = Literal["early", "middle", "late"]
"""Thirds of a month, a year or a decade."""
_SEASONS = {1: (3, 5), 2: (6, 8), 3: (9, 11), 4: (12, 2)}
_THIRDS_OF_MONTH = {"early": (1, 10), "middle": (11, 20), "late": (21, 31)}
_THIRDS_OF_YEAR = {"early": (1, 4), "middle": (5, 8), "late": (9, 12)}
_SEASON_NAMES = {1: "SP", 2: "SU", 3: "FA", 4: "WI"}
_THIRDS_OF_DECADE = {"early": (0, 3), "middle": (4, 6), "late": (7, 9)}
_WINTER = 4
_WEEKEND = 5
_OF_UNIT: dict[str, Precision] = {"D": "day", "W": "week", "M": "month", "Y": "year", "E": "decade"}


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of days, or a duration."""

    value: str
    """ISO 8601 with the extensions of TIMEX3."""
    begin: date | None
    """First day; None where the text gives none."""
    until: date | None
    """Last day, inclusive; None where the text gives none, or an open end."""
    precision: Precision
    """The unit that was printed."""


def day(when: date) -> Interval:
    """One day."""
    return Interval(when.isoformat(), when, when, "day")


def through(first: Interval, last: Interval) -> Interval:
    """All days from the first of one interval to the last of another; a ValueError for none."""
    if first.begin and last.until and last.until < first.begin:
        raise ValueError(f"{last.value} is before {first.value}")
    return Interval(f"{first.value}/{last.value}", first.begin, last.until, first.precision)


def week(when: date) -> Interval:
    """The ISO week of a day, Monday to Sunday."""
    monday = when - timedelta(when.weekday())
    year, number, _ = when.isocalendar()
    return Interval(f"{year}-W{number:02}", monday, monday + timedelta(6), "week")


def weekend(when: date) -> Interval:
    """Saturday and Sunday of the ISO week of a day."""
    saturday = when + timedelta(_WEEKEND - when.weekday())
    return Interval(f"{week(when).value}-WE", saturday, saturday + timedelta(1), "day")


def month(year: int, number: int, part: Part | None = None) -> Interval:
    """A month, or a third of it; the value is that of the month."""
    last = calendar.monthrange(year, number)[1]
    low, high = _THIRDS_OF_MONTH[part] if part else (1, last)
    begin, until = date(year, number, low), date(year, number, min(high, last))
    return Interval(f"{year}-{number:02}", begin, until, "month")


def half_of_month(year: int, number: int, half: int) -> Interval:
    """The days of a month to the 15th, or those after it; the value is that of the month."""
    whole = month(year, number)
    low, high = (1, 15) if half == 1 else (16, calendar.monthrange(year, number)[1])
    return replace(whole, begin=date(year, number, low), until=date(year, number, high))


def week_of_month(year: int, number: int, which: int) -> Interval:
    """Seven days of a month: 1 the first ones, 2 the next, -1 the last."""
    last = calendar.monthrange(year, number)[1]
    low = last - 6 if which < 0 else 7 * which - 6
    begin, until = date(year, number, low), date(year, number, min(low + 6, last))
    return Interval(f"{year}-{number:02}", begin, until, "week")


def year(number: int, part: Part | None = None) -> Interval:
    """A year, or a third of it; the value is that of the year."""
    low, high = _THIRDS_OF_YEAR[part] if part else (1, 12)
    begin = date(number, low, 1)
    until = date(number, high, calendar.monthrange(number, high)[1])
    return Interval(f"{number}", begin, until, "year")


def half_of_year(number: int, half: int) -> Interval:
    """Six months of a year."""
    first, last = (1, 6) if half == 1 else (7, 12)
    begin, until = month(number, first).begin, month(number, last).until
    return Interval(f"{number}-H{half}", begin, until, "quarter")


def decade(tens: int, part: Part | None = None) -> Interval:
    """A decade or a third of it, by its first three digits: 199 is 1990 to 1999."""
    low, high = _THIRDS_OF_DECADE[part] if part else (0, 9)
    begin, until = date(10 * tens + low, 1, 1), date(10 * tens + high, 12, 31)
    return Interval(f"{tens}", begin, until, "decade")


def century(number: int) -> Interval:
    """A century by its number; as it is spoken of, the 20th is 1900 to 1999."""
    begin, until = date(100 * (number - 1) or 1, 1, 1), date(100 * number - 1, 12, 31)
    return Interval(f"{number - 1:02}", begin, until, "century")


def quarter(year: int, number: int) -> Interval:
    """A quarter of a year."""
    begin, until = month(year, 3 * number - 2).begin, month(year, 3 * number).until
    return Interval(f"{year}-Q{number}", begin, until, "quarter")


def season(year: int, number: int) -> Interval:
    """A season: 1 spring to 4 winter; a winter begins in December of its year."""
    first, last = _SEASONS[number]
    begin = month(year, first).begin
    until = month(year + (number == _WINTER), last).until
    return Interval(f"{year}-{_SEASON_NAMES[number]}", begin, until, "season")


def duration(value: str) -> Interval:
    """A length of time, from its ISO value: PT1H45M, P3D."""
    return Interval(value, None, None, "duration")


def stretch(when: date, unit: str, count: int) -> Interval:
    """The units (D, W, M, Y, E) before a day (a count below 0) or after it, with that day."""
    number, unit_ = (abs(count) * 10, "Y") if unit == "E" else (abs(count), unit)
    far = _moved(when, unit_, number if count > 0 else -number)
    return Interval(f"P{number}{unit_}", min(when, far), max(when, far), _OF_UNIT[unit])


def vague(value: str, begin: date | None = None, until: date | None = None) -> Interval:
    """A time without a length: PAST_REF, PXD (some days); open on one side, or on both."""
    return Interval(value, begin, until, "vague")


def repeated(value: str) -> Interval:
    """What comes again and again: P1Y every year, XXXX-WXX-1 on Mondays."""
    return Interval(value, None, None, "repeated")


def shifted(when: date, unit: str, count: int) -> Interval:
    """The day, week, month or year that lies `count` units (D, W, M, Y) from a day."""
    if unit == "D":
        return day(when + timedelta(count))
    if unit == "W":
        return week(when + timedelta(weeks=count))
    if unit == "M":
        number = when.year * 12 + when.month - 1 + count
        return month(number // 12, number % 12 + 1)
    if unit == "E":
        return decade(when.year // 10 + count)
    return year(when.year + count)


def _moved(when: date, unit: str, count: int) -> date:
    if unit in "DW":
        return when + timedelta(count * (7 if unit == "W" else 1))
    number = when.year * 12 + when.month - 1 + count * (12 if unit == "Y" else 1)
    last = calendar.monthrange(number // 12, number % 12 + 1)[1]
    return date(number // 12, number % 12 + 1, min(when.day, last))


_HOURS = re.compile(r"PT(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?\Z")


def minutes(value: str) -> float:
    """Minutes of a duration in hours and minutes, 0 for any other."""
    match = _HOURS.match(value)
    if not match:
        return 0
    return 60 * float(match["h"] or 0) + float(match["m"] or 0)


def in_hours(value: str) -> str:
    """A duration with the hours in it: PT90M is PT1H30M."""
    hours, rest = divmod(minutes(value), 60)
    return "PT" + f"{hours:.0f}H" * bool(hours) + f"{rest:g}M" * bool(rest)
