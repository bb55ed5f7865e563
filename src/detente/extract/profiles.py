"""What each event on record looks like in a sentence, and how telling each part of it is."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from detente.extract.cues import Cue, Cues
from detente.extract.evidence import Action, Mention, TimeSpan
from detente.extract.facts import KnownEvent
from detente.extract.mentions import PlaceSpan
from detente.extract.reading import Reading
from detente.extract.reference import Reference, first_day, last_day

Days = tuple[date, date]
"""First and last day."""
DEEDS = frozenset(
    {
        "expulsion",
        "sanction",
        "recall",
        "departure",
        "return",
        "retaliation",
        "exit",
        "waiver",
        "list",
    }
)
"""Kinds of which it matters who did it: the country of the chief participant must be named."""
TALKS = frozenset({"meeting", "call", "announcement", "offer"})
"""Kinds that take two: a sentence must name both parties, or one and the place."""
SERIAL = frozenset({"meeting", "call"})
"""Kinds that two persons repeat: "their last meeting" is one of a series."""
WARS = frozenset({"war"})
"""Kinds that two states have one of at a time."""
RARE = 0.5
"""Weight from which a single name, place or word singles an event out."""
STAND_FOR_STATES = frozenset({"moscow", "washington-dc"})
"""Towns that a sentence often names without being set there."""
WASHINGTON, MOSCOW = ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")
_ORGANISATIONS = ("organisation", "alliance", "company")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """What an event on record looks like in a sentence."""

    event: KnownEvent
    """The event."""
    days: Days
    """The days on which it can be dated anywhere between Washington and Moscow."""
    local_days: Days
    """The days on which it was, there."""
    kinds: frozenset[str]
    """Kinds of happenings that it is."""
    keywords: frozenset[str]
    """Its keywords."""
    town: str | None
    """Its town."""
    participants: frozenset[str]
    """Who took part."""
    chief: frozenset[str]
    """The first two of them."""
    sides: frozenset[str]
    """Their countries."""
    host: str | None
    """The organisation or firm that it is about: a sentence must name it."""
    doer: str | None
    """Country of the chief participant, of deeds."""
    thing: bool
    """Whether it is named for a thing (New START, Open Skies): a state alone does not tell."""
    personal: bool
    """Whether only persons and firms took part: their states alone do not tell."""


class Profiles:
    """The profiles of a reference's events."""

    def __init__(self, reference: Reference, cues: Cues) -> None:
        self.reference = reference
        self.cues = cues

    @cached_property
    def rows(self) -> tuple[Profile, ...]:
        """All of them, in order of date."""
        return tuple(self._profile(event) for event in self.reference.event_rows.values())

    @cached_property
    def by_id(self) -> dict[str, Profile]:
        """The profiles by event."""
        return {profile.event.event_id: profile for profile in self.rows}

    @cached_property
    def weights(self) -> dict[str, float]:
        """Rarity of each actor, town, keyword and kind: 1 where it belongs to one event alone."""
        counts: Counter[str] = Counter()
        for profile in self.rows:
            named = profile.participants | profile.keywords | {profile.town or ""}
            counts.update(named | {f"kind {kind}" for kind in profile.kinds})
        most = math.log(len(self.rows))
        return {name: 1 - math.log(count) / most for name, count in counts.items()}

    @cached_property
    def towns(self) -> dict[str, str]:
        """Town of each place: a landmark has the coordinates of its town."""
        rows = self.reference.place_rows.values()
        cities = {(p.lat, p.lon): p.place_id for p in reversed(list(rows)) if p.kind == "city"}
        return {p.place_id: cities.get((p.lat, p.lon), p.place_id) for p in rows}

    @cached_property
    def countries(self) -> dict[str, str | None]:
        """Country of each actor."""
        return {actor: row.country for actor, row in self.reference.actor_rows.items()}

    @cached_property
    def series(self) -> dict[frozenset[str], list[Profile]]:
        """Meetings and calls of two persons and wars of two states, by the two, in order of date.

        Persons stand in the name of the event: a summit of forty leaders is no meeting of two.
        """
        groups: dict[frozenset[str], list[Profile]] = {}
        for profile in self.rows:
            names = [self.reference.actor(a).name_en.split()[-1] for a in profile.chief]
            of_two = profile.kinds & SERIAL and all(n in profile.event.name_en for n in names)
            if of_two or (profile.kinds & WARS and not profile.chief & self.people):
                groups.setdefault(profile.chief, []).append(profile)
        return {chief: group for chief, group in groups.items() if len(chief) > 1}

    @cached_property
    def firms(self) -> dict[str, Profile]:
        """Firms that are in the reference for one event: their name stands for it."""
        alone = (p for p in self.rows if p.host in self.people and self.weights[p.host or ""] == 1)
        return {profile.host or "": profile for profile in alone}

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Organisations and firms that events are about."""
        return frozenset(profile.host for profile in self.rows if profile.host)

    @cached_property
    def people(self) -> frozenset[str]:
        """Persons and firms."""
        rows = self.reference.actor_rows.values()
        return frozenset(row.actor_id for row in rows if row.kind in ("person", "company"))

    @cached_property
    def by_word(self) -> dict[str, list[Profile]]:
        """Profiles by kind, keyword, town and PLOVER type."""
        index: dict[str, list[Profile]] = {}
        for profile in self.rows:
            words = {profile.event.event_type or "", profile.town or ""} - {""}
            for word in sorted(words | profile.kinds | profile.keywords):
                index.setdefault(word, []).append(profile)
        return index

    @cached_property
    def by_actor(self) -> dict[str, list[Profile]]:
        """Profiles by participant."""
        index: dict[str, list[Profile]] = {}
        for profile in self.rows:
            for actor in profile.participants:
                index.setdefault(actor, []).append(profile)
        return index

    def _profile(self, event: KnownEvent) -> Profile:
        kinds, keywords = self.cues.kinds(event), self.cues.keywords(event)
        chief = self.reference.actor(event.participants[0]) if event.participants else None
        hosted = chief is not None and chief.kind in _ORGANISATIONS
        return Profile(
            event=event,
            days=days_of(event),
            local_days=(first_day(event.start), last_day(event.end)),
            kinds=kinds,
            keywords=keywords,
            town=self.towns[event.place] if event.place else None,
            participants=frozenset(event.participants),
            chief=frozenset(event.participants[:2]),
            sides=frozenset(c for a in event.participants if (c := self.countries[a])),
            host=chief.actor_id if chief and hosted else None,
            doer=chief.country if chief and kinds & DEEDS else None,
            thing=any(word[0].isupper() and word in event.name_en for word in keywords),
            personal=self.people.issuperset(event.participants),
        )


def days_of(event: KnownEvent) -> Days:
    """First and last day of an event as dated locally, in Washington or in Moscow."""
    first, last = first_day(event.start), last_day(event.end)
    local = ZoneInfo(event.local_timezone)
    late = _offset(last, local) < _offset(last, MOSCOW)
    early = _offset(first, local) > _offset(first, WASHINGTON)
    return first - timedelta(int(early)), last + timedelta(int(late))


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.utcoffset() or timedelta(0)


LOOK_BACK = 2
"""Sentences before, in other paragraphs, whose actors he or they can mean."""
_LABEL = re.compile(r":\s")
"""After a name: in a transcript it says who speaks, and is not part of what is said."""
_NOT = r"(?:\b(?:not|never|without|не|ни|без)|n['’]t)\b[^.,;:]{0,20}"
_SINCE = r"\b(?:since|с тех пор)\b[^.;:]{0,60}"
_ASKED_FOR = (
    r"\b(?:urge|urged|urges|call(?:ed|s)? (?:up)?on|call(?:ed|s)? for|demand(?:ed|s)?|призва\w*"
    r"|призыва\w*|потребова\w*|требу\w*)\b[^.;:]{0,60}"
)
_UNTOLD = re.compile(rf"(?:{_SINCE}|{_ASKED_FOR})\Z", re.IGNORECASE)
_DENIED = re.compile(rf"{_NOT}\Z", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|would|may|might|could|can|should|going to|about to|plan(?:s|ned|ning)?|schedul\w+"
    r"|propos\w+|possib\w+|potential|prospect|if|whether"
    r"|(?:ready|willing|open|able|likely) (?:to|for)|another"
    r"|hop(?:es?|ing)|wants?|intend\w*|expect\w*|anticipat\w*|predict\w*|any|perhaps|next|upcoming|future|accepted"
    r"|agree[ds]?|arrang\w+|prepar\w+|vow\w*|promis\w+|pledg\w+|threat\w+"
    r"|буд(?:ет|ут)|мо(?:жет|гут)|мог(?:ла|ли)? бы|готов\w*|план\w*"
    r"|собира\w+|намерен\w*|предсто\w+|возможн\w+|предлож\w+|если|ли|ожида\w+|будущ\w+"
    r"|следующ\w+|обеща\w+|пообеща\w+|пригроз\w+|договор\w+"
    r"|подготов\w+|состоится|организ\w+)\b[^.;:]{0,60}\Z",
    re.IGNORECASE,
)
_TALKED_OF = frozenset({"meeting", "call", "offer", "announcement"})
"""Kinds that are reported also where they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the extractors found in one article."""

    mentions: list[Mention]
    """Actors."""
    times: list[TimeSpan]
    """Times."""
    places: list[PlaceSpan]
    """Places."""
    actions: list[Action]
    """Actions."""
    cues: list[Cue]
    """Words that tell what happened."""


@dataclass(kw_only=True, eq=False)
class Told:
    """One sentence."""

    sentence: int
    """Its number."""
    start: int
    """Offset of its first character in the body."""
    text: str
    """As printed."""
    book: Profiles
    """Knows countries and towns."""
    day: date | None
    """Day on which the article was published."""
    mentions: list[Mention] = field(default_factory=list)
    """Actors named in it."""
    times: list[TimeSpan] = field(default_factory=list)
    """Times that are not durations."""
    places: list[PlaceSpan] = field(default_factory=list)
    """Places."""
    towns: set[str] = field(default_factory=set)
    """Towns that it names as places."""
    actions: list[Action] = field(default_factory=list)
    """Actions reported in it."""
    cues: list[Cue] = field(default_factory=list)
    """Words that tell what happened."""
    times_before: list[TimeSpan] = field(default_factory=list)
    """Times of the last sentence of the paragraph that has some, where this one has none."""
    towns_before: set[str] = field(default_factory=set)
    """Towns of the last sentence of the paragraph that has some: there."""
    named_before: frozenset[str] = frozenset()
    """Actors named before, in the paragraph or in the last sentences: he, they, the two."""
    keywords_before: frozenset[str] = frozenset()
    """Keywords named there."""
    named_in_article: frozenset[str] = frozenset()
    """Actors named anywhere in the article."""

    @cached_property
    def actors(self) -> frozenset[str]:
        """Actors named in the sentence; an adjective alone (Russian) names a side, not an actor."""
        return frozenset(m.actor_id for m in self.mentions if m.actor_id and m.kind != "demonym")

    @cached_property
    def sides(self) -> frozenset[str]:
        """Countries of all who are named."""
        return frozenset(c for m in self.mentions if (c := self._country(m)))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of happenings that it has words of."""
        return frozenset(cue.name for cue in self.cues if cue.what == "happening")

    @cached_property
    def ahead(self) -> frozenset[str]:
        """Kinds of which every word stands after one of planning or doubt: will meet, whether."""
        done = {
            cue.name
            for cue in self.cues
            if cue.what == "happening" and not _AHEAD.search(self.text, 0, cue.start - self.start)
        }
        return self.kinds - done

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Keywords of events on record."""
        return frozenset(cue.name for cue in self.cues if cue.what == "keyword")

    @cached_property
    def doers(self) -> dict[str, set[str]]:
        """Countries that can have done what the sentence tells, by kind of happening.

        It is who is named last before the word. An adjective counts only beside it: "American
        sanctions", but not in "expelled ten Russian diplomats". Where nobody is named before,
        the only country named did it.
        """
        named = [m for m in self.mentions if self._country(m)]
        countries = {self._country(m) or "" for m in named if m.kind != "demonym"}
        alone = (countries or self.sides) if len(countries) <= 1 else set[str]()
        found: dict[str, set[str]] = {}
        for cue in self.cues:
            before = [m for m in named if m.end <= cue.start]
            before = [m for m in before if m.kind != "demonym" or cue.start - m.end <= 1]
            doers = {self._country(before[-1]) or ""} if before else alone
            found.setdefault(cue.name, set()).update(doers)
        return found

    def _country(self, mention: Mention) -> str | None:
        return self.book.countries[mention.actor_id] if mention.actor_id else None


def told_by(reading: Reading, evidence: Evidence, book: Profiles) -> list[Told]:
    """The sentences of an article, in order."""
    everybody = frozenset(m.actor_id for m in evidence.mentions if m.actor_id)
    found = [
        Told(sentence=n, start=start, text=reading.body[start:end], book=book, day=reading.day)
        for n, (start, end) in enumerate(reading.sentences)
    ]
    _fill(found, reading, evidence)
    for paragraph in _paragraphs(reading, found):
        for earlier, told in pairwise(paragraph):
            told.times_before = [] if told.times else earlier.times or earlier.times_before
            told.towns_before = set() if told.towns else earlier.towns or earlier.towns_before
            told.named_before = (earlier.named_before | earlier.actors) - told.actors
            told.keywords_before = earlier.keywords_before | earlier.keywords
    for n, told in enumerate(found):
        told.named_in_article = everybody
        for earlier in found[max(n - LOOK_BACK, 0) : n]:
            told.named_before |= earlier.actors - told.actors
            told.keywords_before |= earlier.keywords
    return found


def _fill(found: list[Told], reading: Reading, evidence: Evidence) -> None:
    for mention in evidence.mentions:
        if not _LABEL.match(reading.body, mention.end):
            found[mention.sentence].mentions.append(mention)
    for time in evidence.times:
        if time.begin:
            found[time.sentence].times.append(time)
    for place in evidence.places:
        told = found[place.sentence]
        told.places.append(place)
        told.towns.add(told.book.towns[place.place_id])
    for action in evidence.actions:
        found[action.sentence].actions.append(action)
    for cue in evidence.cues:
        number = reading.sentence_at(cue.start)
        if _is_told(cue, reading.body[reading.sentences[number][0] : cue.start]):
            found[number].cues.append(cue)


def _is_told(cue: Cue, before: str) -> bool:
    """Whether a word tells of a happening: not negated, not asked for, not only a time.

    A time: since he took office.
    """
    if cue.what != "happening":
        return True
    if _DENIED.search(before):
        return False
    return cue.name in _TALKED_OF or not _UNTOLD.search(before)


def _paragraphs(reading: Reading, found: list[Told]) -> Iterator[list[Told]]:
    """Sentences by paragraph: a blank line in the body ends one."""
    group: list[Told] = []
    for told in found:
        start = reading.sentences[told.sentence][0]
        if group and "\n\n" in reading.body[reading.sentences[told.sentence - 1][1] : start]:
            yield group
            group = []
        group.append(told)
    if group:
        yield group
