"""What each rule of time makes of the words that it fits: an interval and on what basis.

The rules are rows of `data/reference/time_rules.csv`, each a pattern over kinds of words, in which
`19 May 2021` and `19 мая 2021` are the same, with an example; `rule` names the function of this
module that resolves it. A function gives None where the words are no time; what needs the day of
publication is not resolved without one, nor is a day that no calendar has.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente import files
from detente.errors import FactError
from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.extract.timewords import STEPS, Passage, Resolved, Telling, Word, pattern
from detente.tables import read

NIGHT = "TNI"

_WEEK = 7
_CENTURY = 100
_SHORT_DECADES, _LAST_CENTURY = 20, 22
_SURE_YEARS, _YEARS = range(1980, 2036), range(1000, 2101)
_BEFORE_A_MONTH = {"in", "since", "until", "of", "this", "the", "early", "middle", "late"}
_BEFORE_A_YEAR = {*_BEFORE_A_MONTH, "between", "and", "lasting", "behind", "dash"}
_BEFORE_A_DECADE = ("the", "other", "of", "in", "dash")
_REFERENCES = {"last": "PAST_REF", "final": "PAST_REF", "next": "FUTURE_REF"}
_PAST_AND_FUTURE = {"past": "PAST_REF", "прошлом": "PAST_REF", "будущем": "FUTURE_REF"}
_NOON, _MORNING = 12, 6
_HOUR_AND_MINUTE = ("number in digits", "year in digits")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?\s?([ap])?", re.IGNORECASE)


Resolver = Callable[[Passage], Resolved | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule:
    """A row of `time_rules.csv`."""

    rule: str
    """Function of this module that resolves it."""
    pattern: str
    """Kinds of words that it fits, as `timewords.pattern` reads them."""
    language: Literal["en", "ru"]
    """Language of the example; the pattern is of both."""
    example: str
    """What it is needed for, as printed on Thursday 20 May 2021."""
    expected: str
    """Value of the time that it finds there."""
    begin: str | None
    """First day of that time; blank where the text gives none."""
    until: str | None
    """Last day of that time; blank where the text gives none."""


@cache
def rules() -> tuple[tuple[Resolver, re.Pattern[str]], ...]:
    """Resolver and pattern of each rule, in the order of the table."""
    found = []
    for number, row in enumerate(read(TimeRule, files.REFERENCE / "time_rules.csv"), start=1):
        try:
            found.append((_RESOLVERS[row.rule], pattern(row.pattern)))
        except (KeyError, ValueError, re.error) as error:
            raise FactError(f"no such rule: {error}", table="time_rules.csv", row=number) from None
    return tuple(found)


def _numeric_date(at: Passage) -> Resolved:
    """19.05.2021, 2021-05-19, 5/19/2021."""
    text = at.first.value
    if "-" in text:
        return intervals.day(date.fromisoformat(text)), "full date"
    first, second, year = (int(part) for part in re.split("[./]", text))
    century = 2000 if year < _CENTURY else 0
    swapped = "/" in text and (at.told.month_first or second > 12)  # noqa: PLR2004 - months
    day, month = (second, first) if swapped else (first, second)
    return intervals.day(date(century + year, month, day)), "full date"


def _day_of_month(at: Passage) -> Resolved | None:
    """19 May, May 19, 19 мая, with or without a year; and 16–17 June, May 31 to June 4."""
    day, month = at.whole("day"), int(at.word("month").value)
    last_day = at.whole("last_day") if at.has("last_day") else day
    last_month = int(at.word("last_month").value) if at.has("last_month") else month

    def of_year(year: int) -> Interval:
        first = intervals.day(date(year, month, day))
        last = intervals.day(date(year, last_month, last_day))
        return first if first == last else intervals.through(first, last)

    return at.in_year(of_year, "full date")


def _month(at: Passage) -> Resolved | None:
    """June 2021, early June, last March, in May, в начале июня."""
    number = int(at.word("month").value)

    def of_year(year: int) -> Interval:
        return intervals.month(year, number, at.kind("part"))

    printed, day = at.printed_year(), at.told.published
    if printed:
        return of_year(printed), "month and year"
    if at.has("near") and day:
        steps = {"last": -int(number >= day.month), "next": int(number <= day.month), "this": 0}
        return of_year(day.year + steps[at.kind("near")]), "month counted from publication"
    return None if _is_a_name(at) else at.in_nearest_year(of_year)


def _is_a_name(at: Passage) -> bool:
    """Whether a month without a cue stands before a capital, as in June Smith."""
    if (
        at.before.kind in {*_BEFORE_A_MONTH, "last", "next"}
        or not at.after
        or at.after.kind != "other"
    ):
        return False
    return at.told.body[at.after.start].isupper()


def _months(at: Passage) -> Resolved | None:
    """May to July 2021, с мая по июль, в мае — июне."""
    first, last = int(at.word("month").value), int(at.word("last_month").value)
    over = int(first > last)

    def of_year(year: int) -> Interval:
        begin = intervals.month(year - over, first)
        return intervals.through(begin, intervals.month(year, last))

    return at.in_year(of_year, "months and year")


def _half_of_month(at: Passage) -> Resolved | None:
    """The first half of June, во второй половине июня."""
    half, number = at.whole("half"), int(at.word("month").value)
    return at.in_year(lambda year: intervals.half_of_month(year, number, half), "part of a month")


def _week_of_month(at: Passage) -> Resolved | None:
    """The last week of May, в первую неделю июня, the last day of May."""
    number, unit = int(at.word("month").value), at.word("unit").value
    count = at.whole("which") if at.kind("which") in ("ordinal", "day in words") else -1

    def of_year(year: int) -> Interval:
        if unit == "W":
            return intervals.week_of_month(year, number, count)
        last = intervals.month(year, number).until
        return intervals.day(date(year, number, count) if count > 0 or not last else last)

    return at.in_year(of_year, "part of a month") if unit in ("W", "D") else None


def _half_of_year(at: Passage) -> Resolved:
    """The second half of 2021, в первом полугодии."""
    if at.has("year"):
        return intervals.half_of_year(at.whole("year"), at.whole("half")), "half of a year"
    found = intervals.half_of_year(at.told.day.year, at.whole("half"))
    return found, "half of a year, year from publication"


def _decade(at: Passage) -> Resolved | None:
    """The 1990s, the late '80s, в начале 2000-х, в 90-е годы."""
    digits = at.word("decade").value
    if len(digits) < 4:  # noqa: PLR2004 - digits of a year
        if at.told.words[at.match.start("decade") - 1].kind not in _BEFORE_A_DECADE:
            return None
        digits = ("20" if int(digits) < _SHORT_DECADES else "19") + digits
    return intervals.decade(int(digits) // 10, at.kind("part")), "decade"


def _century(at: Passage) -> Resolved | None:
    """The 20th century, в XX веке."""
    number = at.whole("century")
    return (intervals.century(number), "century") if number <= _LAST_CENTURY else None


def _year(at: Passage) -> Resolved | None:
    """2014, mid-2021, в конце 2014 года."""
    number, before = at.whole("year"), at.before.kind
    if number not in _YEARS or before == "money":
        return None
    cued = before in _BEFORE_A_YEAR or at.has("part") or at.last.kind == "year word"
    likely = number in _SURE_YEARS and number % _CENTURY
    return (intervals.year(number, at.kind("part")), "year") if cued or likely else None


def _years(at: Passage) -> Resolved:
    """2014–2016, between 2014 and 2016."""
    first, last = intervals.year(at.whole("year")), intervals.year(at.whole("last_year"))
    return intervals.through(first, last), "years"


def _quarter(at: Passage) -> Resolved:
    """The first quarter of 2021, во втором квартале."""
    number = at.whole("quarter")
    if at.has("year"):
        return intervals.quarter(at.whole("year"), number), "quarter and year"
    year = at.told.day.year + STEPS[at.kind("near")]
    return intervals.quarter(year, number), "quarter, year from publication"


def _season(at: Passage) -> Resolved:
    """The fall of 2020, last summer, летом."""
    number = int(at.word("season").value)
    printed = at.printed_year()
    if printed:
        return intervals.season(printed, number), "season and year"
    day = at.told.day
    this_year = intervals.season(day.year, number)
    over = this_year.until is not None and this_year.until < day
    begun = this_year.begin is not None and this_year.begin <= day
    near = at.kind("near") or ("next" if at.looks_ahead() else "")
    steps = {"last": 0 if over else -1, "next": int(begun), "this": 0, "": 0 if begun else -1}
    found = intervals.season(day.year + steps[near], number)
    return found, "season, year from publication"


def _weekday(at: Passage) -> Resolved:
    """On Wednesday, late Wednesday, last Monday, в следующую среду.

    On the eve of a Thursday one says of the day that will be so, and of none six days ago.
    """
    day, near = at.told.day, at.kind("near")
    behind = (day.weekday() - int(at.word("weekday").value)) % _WEEK
    is_tomorrow = behind == _WEEK - 1 and not at.looks_behind()
    if near == "next" or (near != "last" and (at.looks_ahead() or is_tomorrow)):
        return intervals.day(day + timedelta(_WEEK - behind)), "weekday after publication"
    when = day - timedelta(behind or (_WEEK if near == "last" else 0))
    return intervals.day(when), "weekday before publication"


def _weekdays(at: Passage) -> Resolved | None:
    """From Monday to Wednesday, с понедельника по среду."""
    (first, basis) = _weekday(at)
    if not first.begin:
        return None
    days = (int(at.word("last_weekday").value) - first.begin.weekday()) % 7
    return intervals.through(first, intervals.day(first.begin + timedelta(days))), basis


def _weekend(at: Passage) -> Resolved:
    """Over the weekend, last weekend, в эти выходные."""
    day, near = at.told.day, at.kind("near")
    begin = intervals.weekend(day).begin or day
    if near == "next" or (near != "last" and at.looks_ahead()):
        weeks = int(near == "next" and begin <= day)
    else:
        weeks = -int(near == "last" or begin > day)
    return intervals.weekend(day + timedelta(weeks=weeks)), "weekend from publication"


def _deictic(at: Passage) -> Resolved | None:
    """Today, yesterday, накануне, завтра."""
    word = at.word("day")
    if at.told.body[word.start].isupper() and at.before.kind == "other":  # USA Today
        return None
    days, _, part = word.value.partition(" ")
    found, basis = at.told.from_publication("D", int(days))
    return replace(found, value=found.value + part), basis


def _eve(at: Passage) -> Resolved:
    """On the eve."""
    return at.told.from_publication("D", -1)


def _day_beside(at: Passage) -> Resolved | None:
    """The day before, the day before yesterday, the day after tomorrow, за день до этого."""
    if at.word("unit").value != "D":
        return None
    step = 1 if at.kind("side") == "after" else -1
    if at.has("day"):
        days = int(at.word("day").value.partition(" ")[0])
        return at.told.from_publication("D", step + days)
    return at.told.from_text("D", step) if at.told.last_day else None


def _same_unit(at: Passage) -> Resolved | None:
    """The same day, that week, в тот же день, в том году."""
    return at.told.from_text(at.word("unit").value, 0)


def _day_part(at: Passage) -> Resolved:
    """Last night, this morning."""
    return at.told.from_publication("D", STEPS[at.kind("near")])


def _unit_near(at: Passage) -> Resolved | None:
    """Last week, this year, next month, в прошлом году, на следующий день."""
    near, unit = at.word("near"), at.word("unit").value
    if near.value == "many":
        return _some_units(at)
    if unit == "E" and near.kind != "this":
        return _stretch(at)
    if unit != "D":
        return at.told.from_publication(unit, STEPS[near.kind])
    if near.value != "text" and not (at.first.kind == "the" and near.kind == "next"):
        return None
    return at.told.from_text(unit, STEPS[near.kind])


def _stretch(at: Passage) -> Resolved:
    """The past nine days, over the next four years, за последние пять лет."""
    unit, ahead, count = at.word("unit"), at.kind("near") == "next", at.whole("count")
    basis = "counted on from publication" if ahead else "counted back from publication"
    sign = 1 if ahead else -1
    if _is_of_clock(unit):
        days = -(-count // {"H": 24, "M": 24 * 60, "S": 24 * 3600}[unit.value])
        found = intervals.stretch(at.told.day, "D", sign * days)
        return replace(found, value=f"PT{count}{unit.value}", precision="minute"), basis
    return intervals.stretch(at.told.day, unit.value, sign * count), basis


def _from_now(at: Passage) -> Resolved:
    """A week from now, two months from now."""
    return at.told.from_publication(at.word("unit").value, at.whole("count"))


def _half_year_ago(at: Passage) -> Resolved:
    """Half a year ago, полгода назад."""
    return at.told.from_publication("M", -6)


def _part_of_unit(at: Passage) -> Resolved | None:
    """The end of the year, late last year, в начале месяца."""
    unit = at.word("unit").value
    if unit not in ("M", "Y"):
        return None
    (found, basis) = at.told.from_publication(unit, STEPS[at.kind("near")])
    when = found.begin or at.told.day
    if unit == "Y":
        return intervals.year(when.year, at.kind("part")), basis
    return intervals.month(when.year, when.month, at.kind("part")), basis


def _ago(at: Passage) -> Resolved | None:
    """Two days ago, a week earlier, два года назад, двумя днями ранее."""
    if not _is_counted(at):
        return None
    unit, count = at.word("unit").value, -at.whole("count")
    if at.word("way").value == "now":
        return at.told.from_publication(unit, count)
    return at.told.from_text(unit, count)


def _later(at: Passage) -> Resolved | None:
    """Two days later, спустя неделю, через два дня."""
    if not _is_counted(at):
        return None
    unit, count = at.word("unit").value, at.whole("count")
    if at.first.kind == "through" and at.looks_ahead():
        return at.told.from_publication(unit, count)
    return at.told.from_text(unit, count)


def _is_counted(at: Passage) -> bool:
    """No for "years ago", and for hours and minutes, which stay in their day."""
    unit = at.word("unit")
    return not _is_of_clock(unit) and (unit.kind != "calendar units" or at.has("count"))


def _length(at: Passage) -> Resolved:
    """Almost two hours, one hour and 45 minutes, полтора часа, пять лет."""
    count = at.number("count") + (0.5 if at.has("half") else 0)
    unit, before = at.word("unit"), at.before
    within = at.told.body[before.start : before.end].lower() == "in"
    if within and unit.kind in ("calendar unit", "calendar units") and at.looks_ahead():
        return at.told.from_publication(unit.value, int(count))
    value = _in_units(count, unit)
    if at.has("unit_2"):
        value += f"{at.number('count_2'):g}{at.word('unit_2').value}"
    return _lasting(value, at)


def _hours_and_quarters(at: Passage) -> Resolved | None:
    """An hour and three quarters, two hours and a quarter."""
    minutes = 15 * at.number("count_2")
    one = at.word("unit").value == "H"
    return _lasting(f"PT{at.number('count'):g}H{minutes:g}M", at) if one else None


def _half_hour(at: Passage) -> Resolved:
    """Half an hour, полчаса."""
    return _lasting("PT30M", at)


def _quarters(at: Passage) -> Resolved:
    """Two consecutive quarters."""
    return intervals.duration(f"P{at.whole('count')}Q"), "duration"


def _half_year(_: Passage) -> Resolved:
    """Half a year, полгода."""
    return intervals.duration("P6M"), "duration"


def _period(at: Passage) -> Resolved:
    """A month-long, трёхдневный, 45-минутный."""
    if at.last.kind == "period":
        return intervals.duration(at.last.value), "duration"
    if at.last.kind == "period ending":
        return intervals.duration(at.last.value.replace("%", at.word("count").value)), "duration"
    unit = at.word("unit")
    if unit.kind.endswith("units") and not at.has("count"):
        return _some(unit), "duration, vague"
    return intervals.duration(_in_units(at.number("count"), unit)), "duration"


def _lasting(value: str, at: Passage) -> Resolved:
    about = at.first.kind == "about"
    return intervals.duration(value), "duration, about" if about else "duration"


def _is_of_clock(unit: Word) -> bool:
    return unit.kind.startswith("clock")


def _in_units(count: float, unit: Word) -> str:
    if unit.value == "E":
        return f"P{10 * count:g}Y"
    return f"{'PT' if _is_of_clock(unit) else 'P'}{count:g}{unit.value}"


def _some(unit: Word) -> Interval:
    """A length of some units: PXD, PTXH."""
    return intervals.duration(f"P{'T' if _is_of_clock(unit) else ''}X{unit.value}")


def _some_units(at: Passage) -> Resolved:
    """Recent weeks, the past few days, in the coming months, последние годы."""
    value, day = _some(at.word("unit")).value, at.told.published
    if not day:
        return intervals.vague(value), "vague"
    if at.kind("near") == "next":
        return intervals.vague(value, day, None), "vague, after publication"
    return intervals.vague(value, None, day), "vague, before publication"


def _some_ago(at: Passage) -> Resolved:
    """Years ago, a few days ago, несколько дней назад."""
    value = _some(at.word("unit")).value
    return intervals.vague(value, None, at.told.published), "vague, before publication"


def _some_long(at: Passage) -> Resolved:
    """Several hours, a few weeks, несколько лет."""
    return _some(at.word("unit")), "duration, vague"


def _reference(at: Passage) -> Resolved:
    """Now, recently, in the future, сейчас, недавно, в ближайшее время."""
    vague = at.first.kind == "vague"
    return _referring(
        at.first.value if vague else _REFERENCES.get(at.first.kind, "PRESENT_REF"), at.told
    )


def _past_or_future(at: Passage) -> Resolved | None:
    """In the past, in the near future, в будущем, в прошлом."""
    printed = at.told.body[at.last.start : at.last.end].lower()
    value = at.last.value if at.last.kind == "future" else _PAST_AND_FUTURE.get(printed)
    return _referring(value, at.told) if value else None


def _one_of_these_days(at: Passage) -> Resolved:
    """На днях, which is behind or ahead as the verb says."""
    return _referring("FUTURE_REF" if at.looks_ahead() else "PAST_REF", at.told)


def _referring(value: str, told: Telling) -> Resolved:
    begin = told.published if value == "FUTURE_REF" else None
    until = told.published if value == "PAST_REF" else None
    return intervals.vague(value, begin, until), "vague"


def _repeated(at: Passage) -> Resolved:
    """Every year, each Monday, twice a week, ежегодно."""
    if at.last.kind == "repeated":
        value = at.last.value
    elif at.has("weekday"):
        value = f"XXXX-WXX-{int(at.word('weekday').value) + 1}"
    elif at.has("part"):
        value = f"XXXX-XX-XX{at.last.value}"
    else:
        unit = at.word("unit")
        value = f"P{'T' if _is_of_clock(unit) else ''}{at.whole('count')}{unit.value}"
    return intervals.repeated(value), "repeated"


def _clock(at: Passage) -> Resolved | None:
    """20:15 local time, 9 p.m. EDT, 18:00 GMT, 0800 UTC, в 9 часов вечера."""
    word = at.word("clock")
    parts = _CLOCK.match(f"{word.value:0>4}" if word.kind in _HOUR_AND_MINUTE else word.value)
    if not parts:
        return None
    hour, minute = int(parts[1]), int(parts[2] or 0)
    part = at.word("part").value if at.has("part") else ""
    late = part in ("TAF", "TEV") or (part == NIGHT and hour > _MORNING)
    late = late or (parts[3] or "").lower() == "p"
    if (parts[3] or late) and hour <= _NOON:
        hour = hour % _NOON + _NOON * late
    if hour >= 24 or minute >= 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
        return None
    offset = at.word("zone").value if at.kind("zone") == "zone" else ""
    zone = f", {at.told.surface(*at.match.span('zone'))}" if at.has("zone") else ""
    value = f"T{hour:02}:{minute:02}{offset.replace('+00:00', 'Z')}"
    return Interval(value, None, None, "minute"), f"clock{zone}"


def _part_of_day(at: Passage) -> Resolved:
    """Evening, before or after the day that it belongs to."""
    return Interval(at.last.value, None, None, "minute"), f"part of a day {at.last.value}"


_RESOLVERS: dict[str, Resolver] = {
    resolve.__name__.lstrip("_").replace("_", " "): resolve
    for resolve in (
        *(_numeric_date, _day_of_month, _month, _months, _half_of_month, _week_of_month),
        *(_half_of_year, _decade, _century, _year, _years, _quarter, _season, _weekday),
        *(_weekdays, _weekend, _deictic, _eve, _day_beside, _same_unit, _day_part, _unit_near),
        *(_stretch, _from_now, _half_year_ago, _part_of_unit, _ago, _later, _length),
        *(_hours_and_quarters, _half_hour, _quarters, _half_year, _period, _some_units),
        *(_some_ago, _some_long, _reference, _past_or_future, _one_of_these_days, _repeated),
        *(_clock, _part_of_day),
    )
}
