"""Intervals of time: their ISO 8601 or EDTF value, their first and their last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["minute", "day", "week", "month", "quarter", "season", "year", "duration"]
Part = Literal["E", "K", "Z"]
"""Early, middle, late: thirds of a month or a year."""

_SEASONS = {1: (3, 5), 2: (6, 8), 3: (9, 11), 4: (12, 2)}
_THIRDS_OF_MONTH = {"E": (1, 10), "K": (11, 20), "Z": (21, 31)}
_THIRDS_OF_YEAR = {"E": (1, 4), "K": (5, 8), "Z": (9, 12)}
_WINTER = 4
_EDTF_SEASON = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of days, or a duration."""

    value: str
    """ISO 8601 or EDTF."""
    begin: date | None
    """First day; None for a duration."""
    until: date | None
    """Last day, inclusive; None for a duration or an open end."""
    precision: Precision
    """The unit that was printed."""


def day(when: date) -> Interval:
    """One day."""
    return Interval(when.isoformat(), when, when, "day")


def days(first: date, last: date) -> Interval:
    """Days from first to last; an end before the beginning is a ValueError."""
    if last < first:
        raise ValueError(f"{last} is before {first}")
    return Interval(f"{first}/{last}", first, last, "day")


def week(when: date) -> Interval:
    """The ISO week of a day, Monday to Sunday."""
    monday = when - timedelta(when.weekday())
    year, number, _ = when.isocalendar()
    return Interval(f"{year}-W{number:02}", monday, monday + timedelta(6), "week")


def month(year: int, number: int, part: Part | None = None) -> Interval:
    """A month, or a third of it; the value is that of the month."""
    last = calendar.monthrange(year, number)[1]
    low, high = _THIRDS_OF_MONTH[part] if part else (1, last)
    begin, until = date(year, number, low), date(year, number, min(high, last))
    return Interval(f"{year}-{number:02}", begin, until, "month")


def year(number: int, part: Part | None = None) -> Interval:
    """A year, or a third of it; the value is that of the year."""
    low, high = _THIRDS_OF_YEAR[part] if part else (1, 12)
    begin = date(number, low, 1)
    until = date(number, high, calendar.monthrange(number, high)[1])
    return Interval(f"{number}", begin, until, "year")


def years(first: int, last: int) -> Interval:
    """Years from first to last."""
    if last < first:
        raise ValueError(f"{last} is before {first}")
    return Interval(f"{first}/{last}", date(first, 1, 1), date(last, 12, 31), "year")


def quarter(year: int, number: int) -> Interval:
    """A quarter of a year."""
    begin, until = month(year, 3 * number - 2).begin, month(year, 3 * number).until
    return Interval(f"{year}-Q{number}", begin, until, "quarter")


def season(year: int, number: int) -> Interval:
    """A season: 1 spring to 4 winter; a winter begins in December of its year."""
    first, last = _SEASONS[number]
    begin = month(year, first).begin
    until = month(year + (number == _WINTER), last).until
    return Interval(f"{year}-{number + _EDTF_SEASON}", begin, until, "season")


def duration(value: str) -> Interval:
    """A length of time, from its ISO value: PT1H45M, P3D."""
    return Interval(value, None, None, "duration")


def shifted(when: date, unit: str, count: int) -> Interval:
    """The day, week, month or year that lies `count` units (D, W, M, Y) from a day."""
    if unit == "D":
        return day(when + timedelta(count))
    if unit == "W":
        return week(when + timedelta(weeks=count))
    if unit == "M":
        number = when.year * 12 + when.month - 1 + count
        return month(number // 12, number % 12 + 1)
    return year(when.year + count)
