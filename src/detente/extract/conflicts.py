"""Reports of one event that cannot both be right, and those that only seem to differ.

Every value that is printed for an attribute is listed, also the right ones, so that they can be
shown side by side; `verdict` and `reason` say what to make of each.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from detente.extract import context
from detente.extract.cues import Cue, Cues
from detente.extract.evidence import Conflict
from detente.extract.facts import KnownEvent
from detente.extract.intervals import in_hours, minutes
from detente.extract.linking import weights
from detente.extract.profiles import days_of
from detente.extract.reading import Key, Readings
from detente.extract.reference import Reference, first_day, last_day

Attribute = Literal["date", "duration", "number"]
Hedge = Literal["", "about", "under", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One value as one article prints it."""

    attribute: Attribute
    """What it is a value of."""
    value: str
    """The value, normalised: 2021-05-19, PT1H45M, 10 diplomats."""
    hedge: Hedge
    """How it is qualified: about, under (almost, less than), over (more than)."""
    article_id: str
    """The article."""
    start: int
    """Offset in the body."""
    end: int
    """Offset after it."""
    withdrawn: bool
    """Whether a correction names it as the mistake."""

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What one article prints once, wherever it repeats it."""
        return self.article_id, self.attribute, self.value, self.withdrawn


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
            facts = printing.facts[event_id, attribute]
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


GOES_ON_FOR = 2
"""For how many sentences after it was named reports say how long it took."""
WHOSE = 25
"""Characters after a number in which stands whose they are: ten staff of the Russian mission."""
REACH = 130
"""Characters between a value and the word that it belongs to, at most."""
_HEDGES: tuple[tuple[Hedge, str], ...] = (
    ("under", "almost"),
    ("over", "more than"),
    ("about", "about"),
)
"""What the rules of `context_words.csv` make of a value."""
_DATELINE = re.compile(r"\A[A-ZА-ЯЁ .,-]+\Z")


class Printing:
    """Finder of the values that a corpus prints for its events."""

    def __init__(self, read: Readings, reference: Reference, cues: Cues) -> None:
        self.read = read
        self.reference = reference
        self.cues = cues
        self.facts: defaultdict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
        for fact in reference.event_facts:
            self.facts[fact.event_id, fact.attribute] += (fact.value,)
        self._events: defaultdict[Key, set[str]] = defaultdict(set)  # of each sentence
        self._told: defaultdict[str, set[str]] = defaultdict(set)  # of each article
        for event_id, rows in read.evidence.items():
            for row in rows:
                self._events[row["article_id"], row["sentence"]].add(event_id)
                self._told[row["article_id"]].add(event_id)
        self._counted: defaultdict[str, list[Key]] = defaultdict(list)  # sentences with numbers
        for key in read.counts:
            self._counted[key[0]].append(key)

    def of(self, event_id: str) -> list[Printed]:
        """Values printed for an event on record, in order of articles."""
        kinds = self.cues.kinds(self.reference.event(event_id))
        found: list[Printed] = []
        for row in self.read.evidence[event_id]:
            key = (row["article_id"], row["sentence"])
            after = (key[0], key[1] + 1)
            if row["score"] >= weights()["accepted"] * weights()["ahead"]:
                found += self._dates(key, event_id, kinds)
                found += self._dates(after, event_id, kinds, goes_on=True)
            found += self._durations(key, kinds)
            for step in range(1, GOES_ON_FOR + 1):
                found += self._durations((key[0], key[1] + step), kinds, goes_on=True)
            found += self._numbers(key, event_id, kinds)
        # Numbers on record count anywhere in the articles that report it.
        for article in dict.fromkeys(row["article_id"] for row in self.read.evidence[event_id]):
            for key in self._counted[article]:
                found += self._numbers(key, event_id, kinds, goes_on=True)
        once = {p.key: p for p in reversed(found)}
        return list(dict.fromkeys(once[p.key] for p in found))

    def _dates(
        self, key: Key, event_id: str, kinds: frozenset[str], *, goes_on: bool = False
    ) -> Iterator[Printed]:
        if key not in self.read.sentences or (
            goes_on and not _says("says what day", self.read.text(key))
        ):
            return
        times = [t for t in self.read.times.get(key, ()) if self._can_date(t, key, event_id)]
        first, last = days_of(self.reference.event(event_id))
        right = [t for t in times if first <= first_day(t["begin"]) <= last]
        told = any(cue.name in kinds for cue in self._cues_of(key))
        for time in right if goes_on else right or times:
            # Without a word of the kind, the day itself made the sentence evidence.
            if goes_on or (time in right and not told) or self._belongs(time, key, kinds):
                yield self._printed("date", time["begin"], time)

    def _can_date(self, time: dict[str, Any], key: Key, event_id: str) -> bool:
        """Whether it is one printed day near the event, and not the day of another event there."""
        if time["precision"] != "day" or time["begin"] != time["until"]:
            return False
        if not any(char.isdigit() for char in time["surface"]):
            return False
        day, event = first_day(time["begin"]), self.reference.event(event_id)
        linked = (self.reference.event(e) for e in self._events[key] - {event_id})
        # What goes on in one town at one time is dated together: the talks and the session.
        others = [e for e in linked if event.place is None or e.place != event.place]
        for dated in (lambda e: (first_day(e.start), last_day(e.end)), days_of):
            if dated(event)[0] <= day <= dated(event)[1]:
                return True
            if any(dated(other)[0] <= day <= dated(other)[1] for other in others):
                return False
        return abs((day - first_day(event.start)).days) <= weights()["days off"]

    def _durations(
        self, key: Key, kinds: frozenset[str], *, goes_on: bool = False
    ) -> Iterator[Printed]:
        if not kinds & self.cues.sorts["series"] or key not in self.read.sentences:
            return
        text = self.read.text(key)
        lasting, planned = _says("says how long", text), _says("set aside", text)
        for time in self.read.times.get(key, ()):
            if time["precision"] != "duration" or not minutes(time["value"]):
                continue
            body, span = self.read.articles[key[0]]["body"], (time["start"], time["end"])
            if planned or context.find("part of an hour", body, span):
                continue
            if lasting or (not goes_on and self._belongs(time, key, kinds)):
                yield self._printed("duration", in_hours(time["value"]), time)

    def _numbers(
        self, key: Key, event_id: str, kinds: frozenset[str], *, goes_on: bool = False
    ) -> Iterator[Printed]:
        """Numbers of what is counted of such an event; in other sentences, those on record."""
        words = {cue.name for cue in self._cues_of(key)} if key in self.read.sentences else set()
        known = set(self.facts[event_id, "number"])
        for count in self.read.counts.get(key, ()):
            told = set(self.cues.nouns[count["noun"]].kinds) & kinds & words
            value = f"{count['number']} {count['noun']}"
            if goes_on:
                told = {value} & known
            if told and self._owner(count, key) == event_id:
                yield self._printed("number", value, count)

    def _owner(self, count: dict[str, Any], key: Key) -> str | None:
        """The event that a number belongs to where a sentence speaks of several.

        The expelled are not of the country that expels; else a number on record decides.
        """
        kinds = set(self.cues.nouns[count["noun"]].kinds)
        value = f"{count['number']} {count['noun']}"
        counting = {e for e in self._told[key[0]] if value in self.facts[e, "number"]}
        theirs = self._whose(count, key, 0) or self._whose(count, key, WHOSE)
        can = [
            other
            for other in sorted(self._events[key] | counting)
            if kinds & self.cues.kinds(self.reference.event(other))
            and self._doer(other) not in theirs
        ]
        on_record = [other for other in can if value in self.facts[other, "number"]]
        left = on_record or can
        return left[0] if len(left) == 1 else None

    def _whose(self, count: dict[str, Any], key: Key, reach: int) -> set[str | None]:
        """Countries of those named in a counted phrase, or a few characters after it."""
        return {
            self.reference.country(mention["actor_id"])
            for mention in self.read.mentions.get(key, ())
            if count["start"] <= mention["start"] < count["end"] + reach
        }

    def _doer(self, event_id: str) -> str | None:
        """Country of the chief participant."""
        participants = self.reference.event(event_id).participants
        return self.reference.country(participants[0]) if participants else None

    def _belongs(self, time: dict[str, Any], key: Key, kinds: frozenset[str]) -> bool:
        """Whether the word of a happening nearest to a time is of the kinds of the event."""
        body = self.read.articles[key[0]]["body"]
        if time["start"] < REACH and _DATELINE.match(body[: time["start"]]):
            return False
        near = sorted(
            (max(cue.start - time["end"], time["start"] - cue.end, 0), cue.name)
            for cue in self._cues_of(key)
        )
        if not near:
            return True
        least = [name for gap, name in near if gap == near[0][0]]
        return near[0][0] <= REACH and bool(kinds.intersection(least))

    def _cues_of(self, key: Key) -> list[Cue]:
        low = self.read.sentences[key]["start"]
        cues = self.cues.find(self.read.text(key))
        return [
            cue._replace(start=cue.start + low, end=cue.end + low)
            for cue in cues
            if cue.what == "happening"
        ]

    def _printed(self, attribute: Attribute, value: str, span: dict[str, Any]) -> Printed:
        key = (span["article_id"], span["sentence"])
        body, low = self.read.articles[key[0]]["body"], self.read.sentences[key]["start"]
        before = body[low : span["start"]]
        first = re.match(r"\W*\w+", self.read.text(key))
        corrects = first is not None and _says("a correction", first[0])
        return Printed(
            attribute=attribute,
            value=value,
            hedge=_hedge(before, span["surface"]),
            article_id=key[0],
            start=span["start"],
            end=span["end"],
            withdrawn=corrects and _says("earlier version", before),
        )


def _says(rule: str, text: str) -> bool:
    """Whether a text has words of a rule of `context_words.csv`."""
    return any(context.everywhere(rule, text))


def _hedge(before: str, surface: str) -> Hedge:
    """How a value is qualified, right before it or at its start."""
    text, at = before + surface, len(before)
    for hedge, rule in _HEDGES:
        for found in context.everywhere(rule, text):
            if found.start() <= at and not re.search(r"\w", text[found.end() : at]):
                return hedge
    return ""
