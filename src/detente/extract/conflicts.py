"""Reports of one event that cannot both be right, and those that only seem to differ.

Every value that is printed for an attribute is listed, also the right ones, so that they can be
shown side by side; `verdict` and `reason` say what to make of each.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from detente.extract.cues import Cues
from detente.extract.evidence import Conflict
from detente.extract.facts import KnownEvent
from detente.extract.lengths import minutes
from detente.extract.printed import Attribute, Printed, Printing
from detente.extract.profiles import days_of
from detente.extract.readings import Readings
from detente.extract.reference import Reference, first_day, last_day

ABOUT, UNDER = 0.25, 0.25
"""Tolerance of "about" either way, and of "almost" downwards: almost two hours is 90 to 120
minutes, about two hours 90 to 150."""


class Verdict(NamedTuple):
    """What to make of one printed value."""

    fits: bool
    reason: str


class Group(NamedTuple):
    """Values that can be compared."""

    attribute: Attribute
    printed: list[Printed]
    record: tuple[str, ...]

    @property
    def standing(self) -> list[Printed]:
        """Those that no correction has withdrawn."""
        return [p for p in self.printed if not p.withdrawn]

    @property
    def values(self) -> list[str]:
        """The different ones that stand, in order."""
        return sorted({p.value for p in self.standing})


def find(read: Readings, reference: Reference, cues: Cues) -> list[Conflict]:
    """Values on which reports of events on record differ, by event, attribute and value."""
    printing = Printing(read, reference, cues)
    rows: list[Conflict] = []
    for event_id in sorted(read.evidence):
        event = reference.event(event_id)
        groups = []
        for (attribute, noun), printed in sorted(_comparable(printing.of(event_id)).items()):
            facts = printing.facts.get((event_id, attribute), ())
            record = _days(event) if attribute == "date" else _of_noun(facts, noun)
            groups.append(Group(attribute, printed, record))
        differing = {group.attribute for group in groups if _differ(event, group)}
        for group in groups:
            if group.attribute in differing and _is_shown(event, group, groups):
                rows += _compared(event, group, read)
    return rows


def _comparable(printed: Iterable[Printed]) -> dict[tuple[Attribute, str], list[Printed]]:
    """Values that can be compared: numbers only with numbers of the same noun."""
    groups: dict[tuple[Attribute, str], list[Printed]] = {}
    for value in printed:
        noun = value.value.partition(" ")[2]
        groups.setdefault((value.attribute, noun), []).append(value)
    return groups


def _days(event: KnownEvent) -> tuple[str, ...]:
    """The days on record; none for what is known by month or year."""
    return tuple(dict.fromkeys((event.start, event.end))) if event.date_precision == "day" else ()


def _of_noun(facts: tuple[str, ...], noun: str) -> tuple[str, ...]:
    """Values on record; for numbers, those of one noun."""
    return tuple(fact for fact in facts if fact.partition(" ")[2] == noun)


def _compared(event: KnownEvent, group: Group, read: Readings) -> Iterator[Conflict]:
    withdrawn = {(_publisher(p, read), p.value) for p in group.printed if p.withdrawn}
    printed, values, record = group.standing, group.values, group.record
    right = record or _most_printed(printed, read)
    for one in sorted(printed, key=lambda p: (p.value, p.article_id, p.start)):
        verdict = _verdict(event, one, right, on_record=bool(record))
        against = [*record, *(v for v in values if v not in record)]
        reason = verdict.reason
        if not verdict.fits and (_publisher(one, read), one.value) in withdrawn:
            reason += "; the publisher has withdrawn it in a correction"
        yield Conflict(
            event_id=event.event_id,
            attribute=one.attribute,
            value=one.value,
            article_id=one.article_id,
            start=one.start,
            end=one.end,
            independent=_independent(one.value, printed, read),
            against=";".join(v for v in against if v != one.value),
            verdict="compatible" if verdict.fits else "conflict",
            reason=reason,
        )


def _differ(event: KnownEvent, group: Group) -> bool:
    """Whether values differ from each other or the record; days inside an event do not."""
    if group.attribute == "date":
        return not all(event.start <= value <= event.end for value in group.values)
    return len(group.values) > 1 or bool(
        group.record and not set(group.values) <= set(group.record)
    )


def _is_shown(event: KnownEvent, group: Group, groups: list[Group]) -> bool:
    """Whether values differ, or count on record a part of what others count: ships and bodies."""
    if _differ(event, group):
        return True
    things = set(group.values[0].split()[1:]) if group.record and group.values else set[str]()
    others = (other.values for other in groups if other is not group)
    return any(things & set(value.split()[1:]) for values in others for value in values)


def _most_printed(printed: list[Printed], read: Readings) -> tuple[str, ...]:
    """The value that most copy groups print; without a record it is what the others are held to."""
    counts = {p.value: _independent(p.value, printed, read) for p in printed}
    return (min(counts, key=lambda value: (-counts[value], value)),)


def _independent(value: str, printed: list[Printed], read: Readings) -> int:
    return len({read.articles[p.article_id]["copy_group"] for p in printed if p.value == value})


def _publisher(printed: Printed, read: Readings) -> str:
    return read.articles[printed.article_id]["publisher"]


def _verdict(
    event: KnownEvent, one: Printed, right: tuple[str, ...], *, on_record: bool
) -> Verdict:
    if one.attribute == "date":
        return _of_date(event, one.value)
    if one.value in right and one.hedge in ("", "about"):
        return Verdict(True, "as on record" if on_record else "the value that most reports print")
    if one.attribute == "duration":
        return max((_of_duration(one, value) for value in right), key=lambda verdict: verdict.fits)
    number = int(one.value.partition(" ")[0])
    known = [int(value.partition(" ")[0]) for value in right]
    fits = any(_within(number, value, one.hedge) for value in known)
    return Verdict(fits, f"{'agrees with' if fits else 'not'} {' or '.join(right)}")


def _of_date(event: KnownEvent, value: str) -> Verdict:
    day, (early, late) = first_day(value), days_of(event)
    first, last = first_day(event.start), last_day(event.end)
    if first <= day <= last:
        return Verdict(True, "as on record")
    if early <= day <= late:
        where, local = ("Moscow", last) if day > last else ("Washington", first)
        town = event.local_timezone.rpartition("/")[2].replace("_", " ")
        return Verdict(True, f"{local.day} {local:%B} in {town} is {day.day} {day:%B} in {where}")
    held = event.start if event.start == event.end else f"{event.start} to {event.end}"
    return Verdict(False, f"not {held}, in no time zone between Washington and Moscow")


def _of_duration(one: Printed, value: str) -> Verdict:
    printed, known = minutes(one.value), minutes(value)
    said = {"": "", "about": "about ", "under": "almost ", "over": "more than "}[one.hedge]
    if _within(printed, known, one.hedge):
        why = "at a tolerance of a quarter" if one.hedge in ("about", "under") else "agrees"
        return Verdict(True, f"{said}{one.value} is {value} {why}")
    if not one.hedge and not printed % 60 and math.floor(known / 60 + 0.5) * 60 == printed:
        return Verdict(True, f"{one.value} is {value} rounded to hours")
    return Verdict(False, f"{said}{one.value} is not {value}")


def _within(printed: float, known: float, hedge: str) -> bool:
    if hedge == "under":
        return printed * (1 - UNDER) <= known <= printed
    if hedge == "over":
        return printed <= known <= 2 * printed
    if hedge == "about":
        return abs(known - printed) <= ABOUT * printed
    return printed == known
