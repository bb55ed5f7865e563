"""Meetings of two persons told with another day, another place or other people than on record."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente.extract.clues import overlaps
from detente.extract.cues import Cue
from detente.extract.evidence import Check, TimeSpan
from detente.extract.facts import KnownEvent, read
from detente.extract.office_checks import in_words
from detente.extract.profiles import SERIAL, STAND_FOR_STATES, Profile
from detente.extract.reading import Reading
from detente.extract.reference import Reference, first_day, last_day
from detente.extract.told import Told

AROUND = timedelta(45)
"""How far from a meeting on record another day can still be a wrong day of it."""
What = Literal["date", "place", "who"]
DAY, VAGUE = timedelta(7), timedelta(62)
"""A day further from the meeting than this is another matter; a time longer than this is vague."""
BEFORE = 40
"""Characters before it in which the two can be named."""
REACH = 90
"""Characters between the word for the meeting and its time, at most."""
JUST = timedelta(3)
"""How soon after a meeting an article tells of it as news."""
_ANOTHER_CLAUSE = re.compile(
    r"[.;:!?\n—]|,\s(?!\d)|\b(?:said|says|told|announced|that|when|after|before|since|who|which"
    r"|and|while|as|что|когда|после|перед|до|который|которая|заявил\w*|сообщил\w*|и|а)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:maybe|about|around|some|roughly|perhaps|около|примерно|приблизительно)\s+\Z",
    re.IGNORECASE,
)
_HELD_TALKS = re.compile(
    r"(?:\s+[^\s.;:!?«»“”\"]+){0,9}?\s+(?:held|hold|have held|met|have met|conferred|talked"
    r"|have conversed|conversed|sat down|провели|встретились|поговорили|беседовали)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeClass:
    """A row of `office_classes.csv`: how several holders of offices of one sort are called."""

    office_class: str
    """The sort, in English."""
    words_en: tuple[str, ...]
    """Words for several of them: top spies."""
    words_ru: tuple[str, ...]
    """The same in Russian, nominative."""
    offices: tuple[str, ...]
    """The offices."""


def find(
    reading: Reading, told: Iterable[Told], main: Profile | None, *, printed: date | None
) -> Iterator[Check]:
    """What the sentences of an article say of meetings that the record says otherwise.

    `printed` is the day of publication: a meeting still to come is a plan, which can change and
    was not wrong.
    """
    for one in told:
        for profile in _of_two(one):
            if printed and printed < profile.days[0]:
                continue
            yield from _wrong_date(reading, one, profile)
            yield from _wrong_place(reading, one, profile)
        if main:
            yield from _wrong_people(reading, one, main)


def _of_two(told: Told) -> list[Profile]:
    """Meetings and calls on record of two persons whom a sentence names."""
    people = told.actors & told.book.people
    series = (rows for chief, rows in told.book.series.items() if chief <= people)
    return [p for rows in series for p in rows if p.kinds & told.kinds & SERIAL]


def _wrong_date(reading: Reading, told: Told, profile: Profile) -> Iterator[Check]:
    """The one time of a sentence, right after the word for the meeting, on another day."""
    if len(told.times) != 1:
        return
    (time,) = told.times
    days = _days(time)
    series = told.book.series[profile.chief]
    known = [p for p in told.book.rows if profile.chief <= p.participants] + series
    if not days or any(overlaps(time, p.days) for p in known) or not _belongs(time, told, profile):
        return
    away = max(profile.days[0] - days[1], days[0] - profile.days[1])
    nearest = min(series, key=lambda p: max(p.days[0] - days[1], days[0] - p.days[1]))
    if nearest is profile and away <= (DAY if days[0] == days[1] else AROUND):
        held = _in_words(profile.event)
        reason = f"{profile.event.name_en}: {held}"
        yield _check(reading, (time.start, time.end), "date", told=(held, reason, profile.event))


def _days(time: TimeSpan) -> tuple[date, date] | None:
    """First and last day of a time that is not vague and prints a day or a month."""
    if not time.begin or not time.until or time.precision == "year":
        return None
    days = first_day(time.begin), last_day(time.until)
    return days if days[1] - days[0] <= VAGUE and time.precision != "vague" else None


def _belongs(time: TimeSpan, told: Told, profile: Profile) -> bool:
    """Whether a time follows a word for such a meeting of the two in the same clause."""
    words = [cue for cue in _words_of(told, profile) if cue.end <= time.start]
    if not words or time.start - words[-1].end > REACH:
        return False
    near = [m for m in told.mentions if words[-1].start - BEFORE <= m.start < time.start]
    if {m.actor_id for m in near} & told.book.people != profile.chief:
        return False
    between = told.text[words[-1].end - told.start : time.start - told.start]
    rounded = re.search(r"\b(?:ago|назад)\b", time.surface)  # two weeks ago is rounded
    if rounded or _HEDGE.search(told.text, 0, time.start - told.start):
        return False
    between = re.sub(r"\b(?:and|и)\b", "", between, count=1)  # of Biden and Putin
    return not _ANOTHER_CLAUSE.search(between)


def _words_of(told: Told, profile: Profile) -> list[Cue]:
    kinds = profile.kinds & SERIAL
    return [cue for cue in told.cues if cue.what == "happening" and cue.name in kinds]


def _wrong_place(reading: Reading, told: Told, profile: Profile) -> Iterator[Check]:
    """The only town of a sentence that dates the meeting rightly, where it is another one."""
    towns = told.towns - STAND_FOR_STATES
    dated = len(told.times) == 1 and overlaps(told.times[0], profile.local_days)
    if "meeting" not in profile.kinds or not profile.town or not dated or len(towns) != 1:
        return
    others = [p for p in told.book.rows if p is not profile and p.town in towns]
    if towns == {profile.town} or told.times[0].precision != "day" or told.ahead:
        return
    if any(overlaps(told.times[0], other.days) for other in others):
        return
    where = next((p for p in told.places if told.book.towns[p.place_id] in towns), None)
    if where:
        town = told.book.reference.place(profile.town).name_en
        reason = f"{profile.event.name_en}: {town}, {_in_words(profile.event)}"
        span = (where.start, where.end)
        yield _check(reading, span, "place", told=(town, reason, profile.event))


def _wrong_people(reading: Reading, told: Told, main: Profile) -> Iterator[Check]:
    """Holders of offices who are said to have held the talks that the article is about.

    The article must be news of the talks of two persons, who hold other offices.
    """
    day = reading.day
    if not day or "meeting" not in main.kinds or main.chief not in told.book.series:
        return
    if not timedelta(0) <= day - main.days[0] <= JUST + (main.days[1] - main.days[0]):
        return
    reference = told.book.reference
    held = {actor: reference.offices_of(actor, day) for actor in main.event.participants[:2]}
    offices = {holding.office_id for holdings in held.values() for holding in holdings}
    for row in _classes(reference):
        words = row.words_en if reading.language == "en" else row.words_ru
        found = re.search("|".join(map(re.escape, words)), told.text, re.IGNORECASE)
        if not found or offices & set(row.offices) or not offices:
            continue
        if _HELD_TALKS.match(told.text, found.end()):
            span = (told.start + found.start(), told.start + found.end())
            who = " and ".join(
                f"{reference.name(actor)} ({', '.join(in_words(h.office_id) for h in holdings)})"
                for actor, holdings in held.items()
            )
            reason = f"{main.event.name_en}: between {who}"
            yield _check(reading, span, "who", told=(who, reason, main.event))


@cache
def _classes(reference: Reference) -> tuple[OfficeClass, ...]:
    return read(OfficeClass, reference.folder / "office_classes.csv")


def _in_words(event: KnownEvent) -> str:
    """The days of an event: 16 June 2021."""
    first, last = first_day(event.start), last_day(event.end)
    until = f"{last.day} {last:%B %Y}"
    return until if first == last else f"{first.day} {first:%B %Y} to {until}"


def _check(
    reading: Reading, span: tuple[int, int], attribute: What, *, told: tuple[str, str, KnownEvent]
) -> Check:
    record, reason, event = told
    surface = reading.body[slice(*span)]
    return Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(span[0]),
        start=span[0],
        end=span[1],
        surface=surface,
        attribute=attribute,
        printed=surface,
        record=record,
        reason=reason,
        source=event.source_urls[0] if event.source_urls else event.date_basis,
    )
