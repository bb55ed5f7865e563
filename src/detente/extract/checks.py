"""One article against the record: what it prints that cannot be true.

A check speaks only where the record is plain: a single holder of the office on the day, a weekday
of a whole date, a meeting of two persons whose meetings are on record. What is unsure stays out.
An article without a date is held to the day of the event that it is about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente.extract import times, timewords
from detente.extract.cues import Cue
from detente.extract.evidence import Check, Subject, TimeSpan
from detente.extract.facts import KnownEvent, Tenure
from detente.extract.linking import overlaps
from detente.extract.profiles import (
    SERIAL,
    STAND_FOR_STATES,
    Evidence,
    Profile,
    Profiles,
    Told,
    told_by,
)
from detente.extract.reading import Reading
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.roles import FORMER
from detente.extract.scan import Hit, scan
from detente.tables import read

SURE = 0.6
"""Least share of its main event from which an article without a date is taken to be of its day."""


def find(
    reading: Reading, evidence: Evidence, subjects: list[Subject], *, book: Profiles
) -> list[Check]:
    """What one article prints against the record, in order of place."""
    dated = _dated(reading, subjects, book)
    if dated is not reading:
        again = list(times.find(dated, book.reference))
        evidence = replace(evidence, times=again)
    told = told_by(dated, evidence, book)
    main = book.by_id.get(subjects[0].event_id) if subjects else None
    rows = [
        *check_weekdays(dated, evidence.times),
        *check_offices(dated, book.reference),
        *check_tenures(dated, told),
        *check_meetings(dated, told, main, printed=reading.day),
    ]
    return sorted(set(rows), key=lambda row: (row.start, row.attribute))


def _dated(reading: Reading, subjects: list[Subject], book: Profiles) -> Reading:
    """The article as of a day; one without a date as of the day after its main event."""
    if reading.day or not subjects or subjects[0].share < SURE:
        return reading
    day = book.by_id[subjects[0].event_id].local_days[1] + timedelta(1)
    return replace(reading, day=day)


NEAR = 2
"""By so many letters a name may differ and still be taken for a misspelling."""
LONG = 5
"""A surname shorter than this is too like others."""
_CAPITALS = frozenset(
    {"us", "uk", "un", "eu", "nato", "cia", "fbi", "svr", "fsb", "mfa", "nsc", "osce", "ussr"}
)
_ADJECTIVES = {"russia": "Russian", "ukraine": "Ukrainian", "germany": "German", "china": "Chinese"}
_ADJECTIVES |= {"france": "French", "poland": "Polish", "turkey": "Turkish", "japan": "Japanese"}
_BESIDE = re.compile(r"\s+\Z")
_BEFORE = re.compile(
    r"\b(?:acting|deputy|vice|assistant|under|then|future|incoming|outgoing|would-be|shadow|next"
    r"|designate|nominee|candidate|first|former|old|new|и\.\s?о\.|врио|заместител\w*|зам|помощник\w*"
    r"|тогдашн\w*|будущ\w*|исполняющ\w*|кандидат\w*|жен\w*|wife|husband|son|daughter|spouse|вице)"
    r"[\s-]+(?:of\s+|to\s+)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"\s+([A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ]?[a-zа-яё]+)?)\s+([A-ZА-ЯЁ][a-zа-яё]+)\b")


def check_offices(reading: Reading, reference: Reference) -> Iterator[Check]:
    """Titles with a name right after that do not go together, in order."""
    if not reading.day:
        return
    hits = scan(reference, reading.language, reading.body)
    for index, hit in enumerate(hits):
        office = _office(hit, reading)
        if not office:
            continue
        holder = _holder(reference, office, reading.day)
        after = hits[index + 1] if index + 1 < len(hits) else None
        if after and after.known.person and _BESIDE.match(reading.body[hit.end : after.start]):
            yield from _of_person(reading, (hit, after), reference, held=(office, holder))
        elif holder:
            yield from _misspelt(reading, hit, reference, holder=holder)


def in_words(office_id: str) -> str:
    """An office as it is read: us-secretary-of-state is US secretary of state."""
    words = [w.upper() if w in _CAPITALS else w for w in office_id.split("-")]
    return " ".join([_ADJECTIVES.get(words[0], words[0]), *words[1:]])


def _office(hit: Hit, reading: Reading) -> str | None:
    """The one office that a title means whatever the context; None after "former", "deputy"."""
    title = hit.known.title
    if not title or title.needs_context or len(title.office_ids) != 1:
        return None
    lead = reading.body[max(hit.start - 30, 0) : hit.start]
    return None if FORMER.search(lead) or _BEFORE.search(lead) else title.office_ids[0]


def _holder(reference: Reference, office: str, day: date) -> Holding | None:
    """The one who certainly held an office on a day."""
    found = reference.holders(office, day)
    return found[0] if len(found) == 1 and found[0].certain else None


def _of_person(
    reading: Reading,
    hits: tuple[Hit, Hit],
    reference: Reference,
    *,
    held: tuple[str, Holding | None],
) -> Iterator[Check]:
    _, name = hits
    office, holder = held
    ids = name.known.form.actor_ids if name.known.form else ()
    tenures = [t for t in reference.tenures if t.actor_id in ids]
    theirs = [t for t in tenures if t.office_id == office]
    if len(ids) != 1 or not tenures or not reading.day:
        return
    person = reference.name(ids[0])
    if theirs and all(_begins_after(t, reading.day) for t in theirs):
        begun = min(theirs, key=lambda t: t.start or "")
        reason = f"{person} was {in_words(office)} from {begun.start}, not yet on {reading.day}"
        yield _check(reading, hits, (f"from {begun.start}", reason, begun.source))
    elif not theirs and holder and holder.actor_id not in ids:
        own, right = _own_office(tenures, reading.day), reference.name(holder.actor_id)
        reason = f"on {reading.day} {right} was {in_words(office)}"
        reason += f", {person} was {own}" if own else f"; {person} never was"
        yield _check(reading, hits, (right, reason, _source(reference, holder)))


def _source(reference: Reference, holder: Holding) -> str:
    held = (holder.office_id, holder.actor_id, holder.start)
    return next(t.source for t in reference.tenures if (t.office_id, t.actor_id, t.start) == held)


def _begins_after(tenure: Tenure, day: date) -> bool:
    return tenure.start is not None and first_day(tenure.start) > day


def _own_office(tenures: list[Tenure], day: date) -> str:
    now = [t for t in tenures if not _begins_after(t, day) and (not t.end or t.end >= str(day))]
    return in_words(now[-1].office_id) if now else ""


def _misspelt(
    reading: Reading, title: Hit, reference: Reference, *, holder: Holding
) -> Iterator[Check]:
    """A name after a title that is nearly the holder's and nobody else's."""
    found = _NAME.match(reading.body, title.end)
    if not found or reading.language not in ("en", "ru"):
        return
    forms = _names(reference, holder.actor_id, reading.language)
    printed = (found[1], found[2])
    firsts, lasts = {first for first, _ in forms}, {last for _, last in forms}
    wrong_first = printed[1] in lasts and not any(_is_short_of(printed[0], f) for f in firsts)
    near = min((_distance(printed[1], last) for last in lasts), default=NEAR + 1)
    wrong_last = printed[0] in firsts and len(printed[1]) >= LONG and 0 < near <= NEAR
    if not (wrong_first or wrong_last):
        return
    name = reference.name(holder.actor_id)
    yield Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(found.start(1)),
        start=found.start(1),
        end=found.end(2),
        surface=reading.body[found.start(1) : found.end(2)],
        attribute="name",
        printed=" ".join(printed),
        record=reference.name(holder.actor_id, reading.language),
        reason=f"on {reading.day} {name} was {in_words(holder.office_id)}",
        source=_source(reference, holder),
    )


def _is_short_of(one: str, other: str) -> bool:
    """Whether one first name may be a short or another form of the other: Tony, Antony, Anton."""
    same = one[0] == other[0]
    return same or one.lower() in other.lower() or other.lower() in one.lower()


def _names(reference: Reference, actor_id: str, language: str) -> set[tuple[str, str]]:
    """First name and surname of a person in every spelling and case on record."""
    split = (
        form.surface.split()
        for form in reference.forms()
        if form.actor_ids == (actor_id,) and form.language == language and form.kind == "name"
    )
    return {(words[0], words[-1]) for words in split if len(words) > 1}


def _distance(one: str, other: str) -> int:
    """Letters to change, add or leave out between two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def _check(reading: Reading, hits: tuple[Hit, Hit], told: tuple[str, str, str]) -> Check:
    start, end = hits[0].start, hits[1].end
    record, reason, source = told
    return Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(start),
        start=start,
        end=end,
        surface=reading.body[start:end],
        attribute="office",
        printed=reading.body[start:end],
        record=record,
        reason=reason,
        source=source,
    )


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


def check_meetings(
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
        yield _meeting_check(
            reading, (time.start, time.end), "date", told=(held, reason, profile.event)
        )


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
        yield _meeting_check(reading, span, "place", told=(town, reason, profile.event))


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
            yield _meeting_check(reading, span, "who", told=(who, reason, main.event))


@cache
def _classes(reference: Reference) -> tuple[OfficeClass, ...]:
    return read(OfficeClass, reference.folder / "office_classes.csv")


def _in_words(event: KnownEvent) -> str:
    """The days of an event: 16 June 2021."""
    first, last = first_day(event.start), last_day(event.end)
    until = f"{last.day} {last:%B %Y}"
    return until if first == last else f"{first.day} {first:%B %Y} to {until}"


def _meeting_check(
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


KIND = "inauguration"
_COUNTED = re.compile(r"\b(?:ago|назад)\b", re.IGNORECASE)
TENURE_REACH = 60
"""Characters between a person, the word for taking office and the time, at most."""
TOLERANCE = timedelta(1)


def check_tenures(reading: Reading, told: Iterable[Told]) -> Iterator[Check]:
    """Sentences that have one person take office at one time, at which he did not."""
    for one in told:
        actor = _who(one)
        if not actor or len(one.times) != 1 or KIND in one.ahead or _COUNTED.search(one.text):
            continue
        time = one.times[0]
        tenures = [t for t in one.book.reference.tenures if t.actor_id == actor and t.start]
        if tenures and time.until and not any(_begins_in(t, time) for t in tenures):
            nearest = min(tenures, key=lambda t: abs(_tenure_days(t.start or "")[0] - _first(time)))
            yield _tenure_check(reading, time, nearest, name=one.book.reference.name(actor))


def _who(told: Told) -> str | None:
    """The person named last before the words for taking office, with the time right after."""
    cues = [cue for cue in told.cues if cue.name == KIND]
    if len(cues) != 1 or not told.times:
        return None
    (cue,) = cues
    before = [m for m in told.mentions if m.end <= cue.start and cue.start - m.end <= TENURE_REACH]
    after = 0 <= told.times[0].start - cue.end <= TENURE_REACH
    actor = before[-1].actor_id if before and after else None
    return actor if actor in told.book.people else None


def _begins_in(tenure: Tenure, time: TimeSpan) -> bool:
    first, last = _tenure_days(tenure.start or "")
    return _first(time) - TOLERANCE <= last and first <= last_day(time.until or "") + TOLERANCE


def _first(time: TimeSpan) -> date:
    return first_day(time.begin or "")


def _tenure_days(printed: str) -> tuple[date, date]:
    return first_day(printed), last_day(printed)


def _tenure_check(reading: Reading, time: TimeSpan, tenure: Tenure, *, name: str) -> Check:
    office = in_words(tenure.office_id)
    return Check(
        article_id=reading.article_id,
        sentence=time.sentence,
        start=time.start,
        end=time.end,
        surface=time.surface,
        attribute="office",
        printed=f"in office from {time.value}",
        record=f"{office} from {tenure.start}",
        reason=f"{name} was {office} from {tenure.start}, and took no office then",
        source=tenure.source,
    )


NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\d{4}")
_LETTERS = (timewords.LETTERS["weekday"], timewords.LETTERS["weekday after a preposition"])
_RECENT = timedelta(200)


def check_weekdays(reading: Reading, spans: list[TimeSpan]) -> Iterator[Check]:
    """Dates of an article whose printed weekday is another than the calendar's."""
    for span in spans:
        day = _whole_date(span, reading)
        printed = _weekdays(span.surface)
        if day and len(printed) == 1 and printed[0] != day.weekday():
            right = NAMES[day.weekday()]
            yield Check(
                article_id=reading.article_id,
                sentence=span.sentence,
                start=span.start,
                end=span.end,
                surface=span.surface,
                attribute="weekday",
                printed=NAMES[printed[0]],
                record=right,
                reason=f"{day.day} {day:%B %Y} was a {right}, not a {NAMES[printed[0]]}",
                source="calendar",
            )


def _whole_date(span: TimeSpan, reading: Reading) -> date | None:
    """The day of a span that prints one, with its year or close to the day of publication."""
    if not span.begin or span.begin != span.until or not re.search(r"\d", span.surface):
        return None
    day = date.fromisoformat(span.begin)
    near = reading.day is not None and abs(reading.day - day) < _RECENT
    return day if near or _YEAR.search(span.surface) else None


def _weekdays(surface: str) -> list[int]:
    """Weekdays named in a surface, Monday is 0."""
    known = timewords.lexicon()
    words = (word[0] for word in _WORD.finditer(surface))
    found = (known.get(word, known.get(word.lower(), ("", ""))) for word in words)
    return [int(value) for letter, value in found if letter in _LETTERS]
