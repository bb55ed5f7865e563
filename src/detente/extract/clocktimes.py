"""Times of the clock and parts of a day, and the day that each belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.extract.timescene import Resolved, Scene
from detente.extract.timewords import Word

_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?\s?([ap])?", re.IGNORECASE)
_HALF_DAY, _MORNING = 12, 6
_BETWEEN = re.compile(r",?[PO]?t?\Z")
_NIGHT = "TNI"


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


def _is_late(m: re.Match[str], hour: int, scene: Scene) -> bool:
    """Whether the part of the day behind the hour says that it is after noon."""
    part: Word | None = scene.word(m, "p") if m.groupdict().get("p") else None
    if not part:
        return False
    return part.value in ("TAF", "TEV") or (part.value == _NIGHT and hour > _MORNING)
