"""What one article prints that the record says otherwise.

It is read once, sentence by sentence: weekdays of whole dates, offices of persons, when they took
them, and where, when and between whom meetings were. A check speaks only where the record is
plain: a single holder of the office on the day, a weekday of a whole date, a meeting of two
persons whose meetings are on record. What is unsure stays out. An article without a date is held
to the day of the event that it is about.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, zip_longest
from typing import Literal, NamedTuple

from detente.extract import context, times, timewords
from detente.extract.cues import Cue
from detente.extract.evidence import Check, Subject, TimeSpan
from detente.extract.facts import KnownEvent, Tenure
from detente.extract.linking import overlaps
from detente.extract.profiles import STAND_FOR_STATES, Days, Profile, Profiles
from detente.extract.reading import Reading
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.scan import Hit, scan
from detente.extract.told import Evidence, Told, told_by
from detente.tables import read


class Wrong(NamedTuple):
    """A span that the record says otherwise."""

    start: int
    end: int
    attribute: Literal["office", "name", "weekday", "date", "place", "who"]
    record: str
    reason: str
    source: str
    printed: str | None = None
    """What the span says, where that is not just its words."""


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


SURE = 0.6
"""Least share of its main event from which an article without a date is taken to be of its day."""
NEAR = 2
"""By so many letters a name may differ and still be taken for a misspelling."""
LONG = 5
"""A surname shorter than this is too like others."""
AROUND = timedelta(45)
"""How far from a meeting on record another month can still be a wrong one of it."""
DAY, VAGUE = timedelta(7), timedelta(62)
"""A day further from the meeting than this is another matter; a time longer than this is vague."""
BEFORE = 40
"""Characters before it in which the two can be named."""
REACH = 90
"""Characters between the word for the meeting and its time, at most."""
JUST = timedelta(3)
"""How soon after a meeting an article tells of it as news."""
INAUGURATION = "inauguration"
"""Kind of happening that begins a term of office."""
TENURE_REACH = 60
"""Characters between a person, the word for taking office and the time, at most."""
TOLERANCE = timedelta(1)
"""By how much the day on which somebody took office may differ."""
RECENT = timedelta(200)
"""A date without a year is of the year of publication where it is no further from it."""


def find(
    reading: Reading, evidence: Evidence, subjects: list[Subject], *, book: Profiles
) -> list[Check]:
    """What one article prints against the record, in order of place."""
    printed_on = reading.day
    main = book.by_id[subjects[0].event_id] if subjects else None
    if main and not printed_on and subjects[0].share >= SURE:
        reading = replace(reading, day=main.local_days[1] + timedelta(1))
        evidence = replace(evidence, times=list(times.find(reading)))
    found = [*_weekdays(reading, evidence.times), *_offices(reading, book.reference)]
    for told in told_by(reading, evidence, book):
        found += [*_tenures(told), *_who_met(reading.language, told, main)]
        # A meeting still to come is a plan, which can change and was not wrong.
        held = (p for p in _of_two(told) if not printed_on or printed_on >= p.days[0])
        found += chain.from_iterable((*_day_met(told, p), *_town_met(told, p)) for p in held)
    rows = {_check(reading, wrong) for wrong in found}
    return sorted(rows, key=lambda row: (row.start, row.attribute))


def _check(reading: Reading, wrong: Wrong) -> Check:
    surface = reading.body[wrong.start : wrong.end]
    return Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(wrong.start),
        start=wrong.start,
        end=wrong.end,
        surface=surface,
        attribute=wrong.attribute,
        printed=wrong.printed or surface,
        record=wrong.record,
        reason=wrong.reason,
        source=wrong.source,
    )


_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\d{4}")


def _weekdays(reading: Reading, spans: list[TimeSpan]) -> Iterator[Wrong]:
    """Dates whose printed weekday is another than the calendar's."""
    known = timewords.lexicon()
    for span in spans:
        words = _WORD.findall(span.surface)
        found = (known.get(word, known.get(word.lower(), ("", ""))) for word in words)
        printed = [int(value) for kind, value in found if kind.startswith("weekday")]
        day = _whole_date(span, reading.day)
        if day and len(printed) == 1 and printed[0] != day.weekday():
            right, wrong = calendar.day_name[day.weekday()], calendar.day_name[printed[0]]
            reason = f"{_in_words(day)} was a {right}, not a {wrong}"
            yield Wrong(span.start, span.end, "weekday", right, reason, "calendar", wrong)


def _whole_date(span: TimeSpan, printed_on: date | None) -> date | None:
    """The day of a span that prints one, with its year or close to the day of publication."""
    if not span.begin or span.begin != span.until or not re.search(r"\d", span.surface):
        return None
    day = date.fromisoformat(span.begin)
    near = printed_on is not None and abs(printed_on - day) < RECENT
    return day if near or _YEAR.search(span.surface) else None


_NAME = re.compile(r"\s+([A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ]?[a-zа-яё]+)?)\s+([A-ZА-ЯЁ][a-zа-яё]+)\b")


def _offices(reading: Reading, reference: Reference) -> Iterator[Wrong]:
    """Titles with a name right after that do not go together, in order."""
    if not reading.day:
        return
    hits = scan(reference, reading.language, reading.body)
    for hit, after in zip_longest(hits, hits[1:]):
        office = _office(hit, reading.body)
        if not office:
            continue
        held = reference.holders(office, reading.day)
        holder = held[0] if len(held) == 1 and held[0].certain else None
        if after and after.known.person and reading.body[hit.end : after.start].isspace():
            ids = after.known.form.actor_ids if after.known.form else ()
            told = _not_held(reference, ids, office=office, holder=holder, day=reading.day)
            if told:
                yield Wrong(hit.start, after.end, "office", *told)
        elif holder:
            yield from _misspelt(reading, hit, holder=holder, reference=reference)


def _office(hit: Hit, body: str) -> str | None:
    """The one office that a title means whatever the context; None after "former", "deputy"."""
    title = hit.known.title
    if not title or title.needs_context or len(title.office_ids) != 1:
        return None
    place = (hit.start, hit.end)
    lesser = context.find("former", body, place) or context.find("not this office", body, place)
    return None if lesser else title.office_ids[0]


def _not_held(
    reference: Reference, ids: tuple[str, ...], *, office: str, holder: Holding | None, day: date
) -> tuple[str, str, str] | None:
    """Record, reason and source where the one person named did not hold an office up to a day."""
    tenures = [t for t in reference.tenures if ids == (t.actor_id,)]
    theirs = [t for t in tenures if t.office_id == office]
    if not tenures:
        return None
    person, title = reference.name(ids[0]), in_words(office, reference)
    if theirs and all(_begins_after(t, day) for t in theirs):
        begun = min(theirs, key=lambda t: t.start or "")
        reason = f"{person} was {title} from {begun.start}, not yet on {day}"
        return f"from {begun.start}", reason, begun.source
    if theirs or not holder or holder.actor_id in ids:
        return None
    now = [t for t in tenures if not _begins_after(t, day) and (not t.end or t.end >= str(day))]
    right = reference.name(holder.actor_id)
    own = f", {person} was {in_words(now[-1].office_id, reference)}" if now else ""
    reason = f"on {day} {right} was {title}{own or f'; {person} never was'}"
    return right, reason, _source(reference, holder)


def _begins_after(tenure: Tenure, day: date) -> bool:
    return tenure.start is not None and first_day(tenure.start) > day


def _source(reference: Reference, holder: Holding) -> str:
    held = (holder.office_id, holder.actor_id, holder.start)
    return next(t.source for t in reference.tenures if (t.office_id, t.actor_id, t.start) == held)


def in_words(office_id: str, reference: Reference) -> str:
    """An office as it is read: us-secretary-of-state is US secretary of state."""
    first, *rest = office_id.split("-")
    capitals = _acronyms(reference)
    words = (capitals.get(word, word) for word in rest)
    adjective = (d.form for d in reference.demonyms if d.actor_id == first and d.language == "en")
    return " ".join([capitals.get(first) or next(adjective, first), *words])


@cache
def _acronyms(reference: Reference) -> dict[str, str]:
    """Names in capitals alone, by what they are in lower case."""
    return {f.surface.lower(): f.surface for f in reference.forms() if f.surface.isupper()}


def _misspelt(
    reading: Reading, title: Hit, *, holder: Holding, reference: Reference
) -> Iterator[Wrong]:
    """A name after a title that is nearly the holder's and nobody else's."""
    found = _NAME.match(reading.body, title.end)
    if not found or reading.language not in ("en", "ru"):
        return
    first, last = found.groups()
    forms = _names(reference, holder.actor_id, reading.language)
    firsts, lasts = {name for name, _ in forms}, {name for _, name in forms}
    wrong_first = last in lasts and not any(_is_short_of(first, name) for name in firsts)
    near = min((_distance(last, name) for name in lasts), default=NEAR + 1)
    if wrong_first or (first in firsts and len(last) >= LONG and 0 < near <= NEAR):
        name = reference.name(holder.actor_id)
        yield Wrong(
            *(found.start(1), found.end(2), "name"),
            record=reference.name(holder.actor_id, reading.language),
            reason=f"on {reading.day} {name} was {in_words(holder.office_id, reference)}",
            source=_source(reference, holder),
            printed=f"{first} {last}",
        )


def _names(reference: Reference, actor_id: str, language: str) -> set[tuple[str, str]]:
    """First name and surname of a person in every spelling and case on record."""
    split = (
        form.surface.split()
        for form in reference.forms()
        if form.actor_ids == (actor_id,) and form.language == language and form.kind == "name"
    )
    return {(words[0], words[-1]) for words in split if len(words) > 1}


def _is_short_of(one: str, other: str) -> bool:
    """Whether one first name may be a short or another form of the other: Tony, Antony, Anton."""
    same = one[0] == other[0]
    return same or one.lower() in other.lower() or other.lower() in one.lower()


def _distance(one: str, other: str) -> int:
    """Letters to change, add or leave out between two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def _tenures(told: Told) -> Iterator[Wrong]:
    """A sentence that has one person take office at one time, at which he did not."""
    cues = [cue for cue in told.cues if cue.name == INAUGURATION]
    if len(cues) != 1 or len(told.times) != 1 or told.ahead & {INAUGURATION}:
        return
    cue, time, reference = cues[0], told.times[0], told.book.reference
    before = [m for m in told.mentions if m.end <= cue.start and cue.start - m.end <= TENURE_REACH]
    actor = before[-1].actor_id if before else None
    follows = 0 <= time.start - cue.end <= TENURE_REACH and time.until is not None
    if (
        actor not in told.book.people
        or not follows
        or any(context.everywhere("rounded", told.text))
    ):
        return
    days = first_day(time.begin or ""), last_day(time.until or "")
    tenures = [(t, t.start) for t in reference.tenures if t.actor_id == actor and t.start]
    if tenures and not any(_away(days, _whole(start)) <= TOLERANCE for _, start in tenures):
        tenure, start = min(tenures, key=lambda t: abs(first_day(t[1]) - days[0]))
        office = in_words(tenure.office_id, reference)
        reason = f"{reference.name(actor)} was {office} from {start}, and took no office then"
        record, printed = f"{office} from {start}", f"in office from {time.value}"
        yield Wrong(time.start, time.end, "office", record, reason, tenure.source, printed)


def _whole(printed: str) -> Days:
    return first_day(printed), last_day(printed)


def _away(days: Days, others: Days) -> timedelta:
    """How far some days are from others, at the nearest; less than nothing where they overlap."""
    return max(others[0] - days[1], days[0] - others[1])


_STOP = re.compile(r"[.;:!?\n—]|,\s(?!\d)")
"""Where a clause ends, whatever follows; 19 May, 2021 is one."""
_GOES_ON = re.compile(r"(?=\s)[^.;:!?«»“”\"]+")
"""What follows in a clause, up to a quotation."""
WORDS = 9
"""So many words at most stand between those who met and the word for it."""


def _of_two(told: Told) -> list[Profile]:
    """Meetings and calls on record of two persons whom a sentence names."""
    series = (rows for chief, rows in told.book.series.items() if chief <= told.people)
    return [
        p for rows in series for p in rows if p.kinds & told.kinds & told.book.cues.sorts["series"]
    ]


def _day_met(told: Told, profile: Profile) -> Iterator[Wrong]:
    """The one time of a sentence, right after the word for the meeting, on another day."""
    days = _days(told.times[0]) if len(told.times) == 1 else None
    series = told.book.series[profile.chief]
    known = [p for p in told.book.rows if profile.chief <= p.participants] + series
    if not days or any(_away(days, p.days) <= timedelta(0) for p in known):
        return
    far = _away(days, profile.days) > (DAY if days[0] == days[1] else AROUND)
    nearest = min(series, key=lambda p: _away(days, p.days)) is profile
    if nearest and not far and _is_of_the_meeting(told.times[0], told, profile):
        yield _wrong(
            profile.event, (told.times[0].start, told.times[0].end), "date", _held(profile.event)
        )


def _days(time: TimeSpan) -> Days | None:
    """First and last day of a time that is not vague and prints a day or a month."""
    if not time.begin or not time.until or time.precision in ("year", "vague"):
        return None
    days = first_day(time.begin), last_day(time.until)
    return days if days[1] - days[0] <= VAGUE else None


def _is_of_the_meeting(time: TimeSpan, told: Told, profile: Profile) -> bool:
    """Whether a time follows a word for such a meeting of the two in the same clause."""
    kinds = profile.kinds & told.book.cues.sorts["series"]
    words = [cue for cue in told.cues if cue.what == "happening" and cue.name in kinds]
    ends = [cue for cue in words if cue.end <= time.start]
    if (
        not ends
        or time.start - ends[-1].end > REACH
        or any(context.everywhere("rounded", time.surface))
    ):
        return False
    near = [m for m in told.mentions if ends[-1].start - BEFORE <= m.start < time.start]
    if {m.actor_id for m in near} & told.book.people != profile.chief:
        return False
    at = time.start - told.start
    return not context.find("a guess", told.text, (at, at)) and _is_one_clause(told, ends[-1], time)


def _is_one_clause(told: Told, word: Cue, time: TimeSpan) -> bool:
    """Whether nothing between a word and a time opens another clause; of Biden and Putin does not.

    What joins two who are named is a list of them.
    """
    named = [(m.start, m.end) for m in told.mentions if word.end <= m.start < time.start]
    edges = [word.end, *chain.from_iterable(named), time.start]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    gaps = [told.text[start - told.start : end - told.start] for start, end in pairs]
    between = [gap for gap in gaps if gap.strip() not in ("and", "и")]
    return not any(_STOP.search(g) or any(context.everywhere("another clause", g)) for g in between)


def _town_met(told: Told, profile: Profile) -> Iterator[Wrong]:
    """The only town of a sentence that dates the meeting rightly, where it is another one."""
    towns, book = told.towns - STAND_FOR_STATES, told.book
    if "meeting" not in profile.kinds or not profile.town or len(towns) != 1 or told.ahead:
        return
    if [t.precision for t in told.times] != ["day"] or towns == {profile.town}:
        return
    others = [p for p in book.rows if p is not profile and p.town in towns]
    there = any(overlaps(told.times[0], other.days) for other in others)
    if overlaps(told.times[0], profile.local_days) and not there:
        where = next(p for p in told.places if book.towns[p.place_id] in towns)
        town = book.reference.place(profile.town).name_en
        yield _wrong(
            profile.event,
            (where.start, where.end),
            "place",
            town,
            f"{town}, {_held(profile.event)}",
        )


def _who_met(language: str, told: Told, main: Profile | None) -> Iterator[Wrong]:
    """Holders of offices who are said to have held the talks that the article is about.

    The article must be news of the talks of two persons, who hold other offices.
    """
    if (
        not main
        or not told.day
        or "meeting" not in main.kinds
        or main.chief not in told.book.series
    ):
        return
    if not timedelta(0) <= told.day - main.days[0] <= JUST + (main.days[1] - main.days[0]):
        return
    reference = told.book.reference
    held = {actor: reference.offices_of(actor, told.day) for actor in main.event.participants[:2]}
    offices = {holding.office_id for holdings in held.values() for holding in holdings}
    for row in _classes(reference):
        words = row.words_en if language == "en" else row.words_ru
        found = re.search("|".join(map(re.escape, words)), told.text, re.IGNORECASE)
        if not found or offices & set(row.offices) or not offices:
            continue
        after = _GOES_ON.match(told.text, found.end())
        verbs = context.everywhere("held talks", after[0] if after else "")
        if any(len(verb.string[: verb.start()].split()) <= WORDS for verb in verbs):
            span = (told.start + found.start(), told.start + found.end())
            who = " and ".join(
                f"{reference.name(actor)} ({', '.join(_titles(holdings, reference))})"
                for actor, holdings in held.items()
            )
            yield _wrong(main.event, span, "who", who, f"between {who}")


@cache
def _classes(reference: Reference) -> tuple[OfficeClass, ...]:
    return read(OfficeClass, reference.folder / "office_classes.csv")


def _titles(holdings: Iterable[Holding], reference: Reference) -> Iterator[str]:
    return (in_words(holding.office_id, reference) for holding in holdings)


def _wrong(
    event: KnownEvent,
    span: tuple[int, int],
    attribute: Literal["date", "place", "who"],
    *record: str,
) -> Wrong:
    """A span that is wrong of a meeting, with what is on record, alone and in the reason."""
    source = event.source_urls[0] if event.source_urls else event.date_basis
    return Wrong(*span, attribute, record[0], f"{event.name_en}: {record[-1]}", source)


def _held(event: KnownEvent) -> str:
    """The days of an event: 16 June 2021."""
    first, last = first_day(event.start), last_day(event.end)
    return _in_words(last) if first == last else f"{first.day} {first:%B %Y} to {_in_words(last)}"


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
