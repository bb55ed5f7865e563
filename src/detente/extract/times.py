"""Expressions of time with the interval that each stands for, in English and Russian.

The words of an article get kinds (`timewords`), the rules of `time_rules.csv` are matched with the
kinds, the longest match counts, and each is resolved from left to right (`timerules`). A clock time
or part of a day is then joined with the day beside it.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from detente.extract import intervals
from detente.extract.evidence import TimeSpan
from detente.extract.intervals import Interval
from detente.extract.reading import Reading
from detente.extract.timerules import NIGHT, Resolver, rules
from detente.extract.timewords import Passage, Resolved, Telling, letters, pattern, words


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time and the words that it is made of."""

    first: int
    """Number of the first word."""
    end: int
    """Number after the last word."""
    interval: Interval
    """What it stands for; without a first day while the day is not known."""
    basis: str
    """The rule that found it."""


@lru_cache(maxsize=2)
def find(reading: Reading) -> tuple[TimeSpan, ...]:
    """Times of an article, in order; what cannot be resolved without a guess is left out.

    Roles ask for them too, so the last ones are kept.
    """
    found = words(reading.body, reading.sentences)
    told = Telling(
        body=reading.body,
        words=found,
        letters=letters(found),
        published=reading.day,
        month_first=reading.country == "US",
    )
    resolved = []
    for resolve, at in _longest(told):
        time = _resolved(resolve, at)
        if time:
            _remember(time[0], told)
            resolved.append(FoundTime(*at.match.span(), *time))
    return tuple(_span(time, told, reading) for time in _joined(resolved, told))


def _longest(told: Telling) -> list[tuple[Resolver, Passage]]:
    """Matches of all rules, the longest where several overlap, from left to right."""
    matches = [(resolve, m) for resolve, rule in rules() for m in rule.finditer(told.letters)]
    matches.sort(key=lambda found: found[1].start() - found[1].end())
    taken = bytearray(len(told.letters))
    kept = []
    for resolve, match in matches:
        if not any(taken[match.start() : match.end()]):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            kept.append((resolve, Passage(match, told)))
    return sorted(kept, key=lambda found: found[1].match.start())


def _resolved(resolve: Resolver, at: Passage) -> Resolved | None:
    try:
        found = resolve(at)
    except (ValueError, OverflowError):  # 31 June, 13/13/2021, 9999 years ago
        return None
    if not found:
        return None
    interval, basis = found
    if interval.until and _has_no_end(at):
        return replace(interval, until=None), f"since, {basis}"
    if at.last.kind == "day part" and interval.precision == "day" and "T" not in interval.value:
        return replace(interval, value=interval.value + at.last.value), basis  # Wednesday night
    return found


def _has_no_end(at: Passage) -> bool:
    """Whether "since" stands before a match, and no "until" in or after it."""
    until = pattern("{dash|until}").search(at.match[0]) or (at.after and at.after.kind == "until")
    return at.before.kind == "since" and at.before.value == "open" and not until


def _remember(interval: Interval, told: Telling) -> None:
    if interval.begin:
        told.last_year = interval.begin.year
        if interval.precision == "day" and interval.begin == interval.until:
            told.last_day = interval.begin


def _span(time: FoundTime, told: Telling, reading: Reading) -> TimeSpan:
    start, end = told.words[time.first].start, told.words[time.end - 1].end
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


def _joined(found: Sequence[FoundTime], told: Telling) -> list[FoundTime]:
    """Times in which a clock time or part of a day is one with the day beside it.

    A clock time without a day beside it is of the last day named in its sentence, or of the day of
    publication; a part of a day alone is left out.
    """
    whole: list[FoundTime] = []
    for one in found:
        beside = _one_with(whole[-1], one, told) if whole else None
        if beside:
            whole[-1] = beside
        else:
            whole.append(one)
    begins = [number for number, word in enumerate(told.words) if word.kind == "sentence"]
    sentences = defaultdict[int, list[FoundTime]](list)
    for one in whole:
        sentences[bisect(begins, one.first)].append(one)
    return [f for same in sentences.values() for one in same if (f := _dated(one, same, told))]


def _one_with(first: FoundTime, second: FoundTime, told: Telling) -> FoundTime | None:
    clock, day = sorted((first, second), key=lambda one: one.interval.begin is not None)
    value, when = clock.interval.value, day.interval.begin
    if (
        clock.interval.begin
        or not value.startswith("T")
        or not when
        or when != day.interval.until
        or day.interval.precision != "day"
        or "T" in day.interval.value
        or not pattern("{comma}? {in|of}? {the}?").fullmatch(told.letters, first.end, second.first)
    ):
        return None
    if value == NIGHT and _onto(first, second, told):
        night = Interval(f"{when - timedelta(1)}{NIGHT}", when - timedelta(1), when, "day")
        return replace(second, first=first.first, interval=night)
    whole = replace(day.interval, value=f"{day.interval.value}{value}")
    if ":" in value:
        whole = replace(whole, precision="minute")
    return FoundTime(first.first, second.end, whole, f"{day.basis}; {clock.basis}")


def _onto(night: FoundTime, day: FoundTime, told: Telling) -> bool:
    """Whether it is the night that leads to a day: в ночь на четверг."""
    between = told.surface(night.end, day.first).lower() if day.first == night.end + 1 else ""
    return between == "на"


def _dated(one: FoundTime, found: Sequence[FoundTime], told: Telling) -> FoundTime | None:
    """A time with its day, where it is a clock time: one of those found in its sentence."""
    value = one.interval.value
    if one.interval.begin or not value.startswith("T"):
        return one
    if ":" not in value or one.basis.startswith("part of a day"):
        return None
    day = next(filter(None, map(_single_day, found)), None)
    named = "day of the sentence" if day else "day of publication"
    day = day or told.published
    if not day:
        return None
    whole = replace(intervals.day(day), value=f"{day}{value}", precision="minute")
    return replace(one, interval=whole, basis=f"{one.basis}, {named}")


def _single_day(time: FoundTime) -> date | None:
    """The single day that a time stands for."""
    single = time.interval.begin == time.interval.until
    return time.interval.begin if time.interval.precision in ("day", "minute") and single else None
