"""Sentences that speak of events on record.

A sentence is evidence of an event when it says who (a participant), what (a word or an action of
that kind) and one thing that singles the event out: its date, its place, its keyword, a rare
participant, or two participants shortly before the article was published. Two names alone are
never evidence.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from detente.extract.cues import Cues
from detente.extract.evidence import EventEvidence, TimeSpan
from detente.extract.facts import KnownEvent
from detente.extract.reading import Reading
from detente.extract.reference import Reference, first_day, last_day
from detente.extract.told import Evidence, Told, told_by

DATE_WEIGHT = {"local": 0.78, "day": 0.7, "minute": 0.7, "week": 0.5, "month": 0.45, "year": 0.2}
"""How much a time that agrees tells, by its precision; other precisions tell 0.3. A day tells
more when it is the local one than when it is the one in Moscow or Washington."""
PLACE_WEIGHT, KEYWORD_WEIGHT, ACTOR_WEIGHT = 0.75, 0.75, 0.55
"""How much they tell when they belong to one event alone; less, the more events share them."""
PHRASE = 0.5
"""Factor for keywords in common words (third country), which do not name anything."""
KIND_WEIGHT, RARE_KIND_WEIGHT = 0.25, 0.35
"""How much a word of the kind tells, and how much more when few events are of that kind."""
SIDE_WEIGHT, NEAR_WEIGHT, ARTICLE_WEIGHT = 0.15, 0.4, 0.15
INHERITED, ELSEWHERE, ANOTHER_TIME, DAYS_OFF_FACTOR, AHEAD, GOES_ON = 0.6, 0.5, 0.35, 0.85, 0.9, 0.6
"""Factors: a time from the sentence before; a sentence set in another town; about another time;
that names the place and a day near the event; printed before the event; that only goes on about
an event named before."""
DAYS_OFF = 10
"""A day further from the event than this is about something else, not a wrong date."""
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
ACCEPTED = 0.72
"""Least score of evidence, chosen on the embedded corpus (tests/extract/test_events_gold.py)."""
RARE = 0.5
"""Weight from which a single name or place singles an event out."""
NEAR_DAYS, AHEAD_DAYS = 30, 45
"""How long after and before an event an article speaks of it without saying when."""
GOES_ON_FOR = 8
"""How many sentences after an event was named "the talks" still means it."""
_DEFINITE = re.compile(
    r"\b(?:the|their|this|these|those) (?:\w+ )?(?:talks|meeting|summit|call|conversation|discussion)\b"
    r"|\b(?:встреч|переговор|бесед|саммит|разговор)",
    re.IGNORECASE,
)
STAND_FOR_STATES = frozenset({"moscow", "washington-dc"})
"""Towns that a sentence often names without being set there."""
WASHINGTON, MOSCOW = ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")


class Profile(NamedTuple):
    """What an event on record looks like in a sentence."""

    event: KnownEvent
    days: tuple[date, date]
    """First and last day on which it can be dated anywhere between Washington and Moscow."""
    kinds: frozenset[str]
    keywords: frozenset[str]
    town: str | None
    sides: frozenset[str]
    host: str | None
    """The organisation or firm that it is about: a sentence must name it."""
    doer: str | None
    """Country of the chief participant, of deeds."""


class Clue(NamedTuple):
    """One thing in which a sentence agrees with an event."""

    weight: float
    what: str
    """actor, side, date, place, keyword, words, near, article."""
    name: str
    """The actor, the day …"""


class Match(NamedTuple):
    """How well a sentence agrees with an event."""

    score: float
    profile: Profile
    clues: tuple[Clue, ...]

    def names(self, *what: str) -> frozenset[str]:
        """Names of the clues of some sorts."""
        return frozenset(clue.name for clue in self.clues if clue.what in what)


class Linker:
    """Finder of the sentences that speak of the events of a reference."""

    def __init__(self, reference: Reference, cues: Cues) -> None:
        self.reference = reference
        self.cues = cues

    def link(self, reading: Reading, evidence: Evidence) -> list[EventEvidence]:
        """Evidence of one article, in order of sentences, best first."""
        found = told_by(reading, evidence)
        article = frozenset(m.actor_id for m in evidence.mentions if m.actor_id)
        rows: list[EventEvidence] = []
        last: dict[str, tuple[int, Match]] = {}
        for told in found:
            matches = list(self._matches(told, reading.day, article))
            best = _without_rivals(matches)
            for match in best:
                last.update(dict.fromkeys(match.profile.kinds, (told.sentence, match)))
            text = reading.body[slice(*told.span)]
            for match in best or self._going_on(told, text, last):
                rows.append(_row(reading, told, match))
        return rows

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """Profiles of the events on record."""
        return tuple(self._profile(event) for event in self.reference.event_rows.values())

    @cached_property
    def weights(self) -> dict[str, float]:
        """Rarity of each actor, town and keyword: 1 where it belongs to one event alone."""
        counts: Counter[str] = Counter()
        for profile in self.profiles:
            named = {*profile.event.participants, *profile.keywords, profile.town or ""}
            counts.update(named | {f"kind {kind}" for kind in profile.kinds})
        most = math.log(len(self.profiles))
        return {name: 1 - math.log(count) / most for name, count in counts.items()}

    @cached_property
    def towns(self) -> dict[str, str]:
        """Town of each place: a landmark has the coordinates of its town."""
        rows = self.reference.place_rows.values()
        cities = {(p.lat, p.lon): p.place_id for p in reversed(list(rows)) if p.kind == "city"}
        return {p.place_id: cities.get((p.lat, p.lon), p.place_id) for p in rows}

    def _profile(self, event: KnownEvent) -> Profile:
        sides = {self.reference.country(actor) for actor in event.participants}
        chief = self.reference.actor(event.participants[0]) if event.participants else None
        kinds = self.cues.kinds(event)
        hosted = chief and chief.kind in ("organisation", "alliance", "company")
        return Profile(
            event=event,
            days=days_of(event),
            kinds=kinds,
            keywords=self.cues.keywords(event),
            town=self.towns[event.place] if event.place else None,
            sides=frozenset(side for side in sides if side),
            host=chief.actor_id if chief and hosted else None,
            doer=chief.country if chief and kinds & DEEDS else None,
        )

    @cached_property
    def _by_word(self) -> dict[str, list[Profile]]:
        index: dict[str, list[Profile]] = {}
        for profile in self.profiles:
            event = profile.event
            words = {*profile.kinds, *profile.keywords, event.event_type or "", profile.town or ""}
            words |= set(event.participants)
            for word in sorted(words - {""}):
                index.setdefault(word, []).append(profile)
        return index

    def _matches(self, told: Told, day: date | None, article: frozenset[str]) -> Iterator[Match]:
        towns = frozenset(self.towns[place] for place in told.places)
        types = frozenset(action.event_type for action in told.actions)
        words = told.kinds | told.keywords | types | towns | told.actors
        near = {p.event.event_id: p for word in sorted(words) for p in self._by_word.get(word, ())}
        for profile in near.values():
            if day and profile.days[0] - timedelta(AHEAD_DAYS) > day:
                continue
            clues = [*self._who(profile, told, article), *self._what(profile, told, towns, types)]
            clues += _when(profile, told, day)
            match = Match(_score(clues, profile, told, towns), profile, tuple(clues))
            if match.score >= ACCEPTED and self._singled_out(match, told, day):
                yield match

    def _who(self, profile: Profile, told: Told, article: frozenset[str]) -> Iterator[Clue]:
        covered = set()
        for actor in profile.event.participants:
            if actor in told.actors:
                covered.add(self.reference.country(actor))
                yield Clue(ACTOR_WEIGHT * self.weights[actor], "actor", actor)
            elif actor in told.named_before:
                weight = ACTOR_WEIGHT * INHERITED * self.weights[actor]
                yield Clue(weight, "actor before", actor)
            elif actor in article:
                yield Clue(ARTICLE_WEIGHT * self.weights[actor], "article", actor)
        named = {self.reference.country(m.actor_id) for m in told.mentions if m.actor_id}
        for side in sorted((profile.sides & named) - covered):
            yield Clue(SIDE_WEIGHT, "side", side)

    def _what(
        self, profile: Profile, told: Told, towns: frozenset[str], types: frozenset[str]
    ) -> Iterator[Clue]:
        done = told.kinds
        if profile.doer:
            countries = {m.start: self._country(m.actor_id) for m in told.mentions}
            done = (done - DEEDS) | told.kinds_by(countries, profile.doer)
        kinds = profile.kinds & done
        if kinds:
            rarest = max(self.weights[f"kind {kind}"] for kind in kinds)
            weight = KIND_WEIGHT + RARE_KIND_WEIGHT * rarest
            yield Clue(weight, "words", "/".join(sorted(kinds)))
        if profile.event.event_type in types and _did(profile.event, told):
            yield Clue(KIND_WEIGHT, "action", profile.event.event_type or "")
        for keyword in sorted(profile.keywords & told.keywords):
            factor, what = (1, "keyword") if keyword != keyword.lower() else (PHRASE, "phrase")
            yield Clue(KEYWORD_WEIGHT * self.weights[keyword] * factor, what, keyword)
        if profile.town and profile.town in towns:
            factor = INHERITED if profile.town in STAND_FOR_STATES else 1
            yield Clue(PLACE_WEIGHT * self.weights[profile.town] * factor, "place", profile.town)
        elif profile.town in {self.towns[place] for place in told.placed_before}:
            weight = PLACE_WEIGHT * INHERITED * self.weights[profile.town or ""]
            yield Clue(weight, "place before", profile.town or "")

    def _singled_out(self, match: Match, told: Told, day: date | None) -> bool:
        """Whether a sentence says who and what, and which of the events of that kind."""
        said = {clue.what for clue in match.clues}
        people = frozenset(a for a in match.names("actor") if self._is_person_or_firm(a))
        dated = _is_dated(match.clues, DATE_WEIGHT["month"] * INHERITED)
        on_the_day = _is_dated(match.clues, DATE_WEIGHT["day"])
        near = dated or "near" in said
        placed = any(self._is_rare(clue) for clue in match.clues if clue.what == "place")
        keyed = any(self._is_rare(clue) for clue in match.clues if clue.what == "keyword")
        alone = any(self.weights[name] == 1 for name in match.names("keyword"))
        phrased = any(self.weights[name] == 1 for name in match.names("phrase"))
        timely = near or (day is None and alone)
        known = said & {"actor", "actor before", "article"}
        spoken_of = "words" in said and self._names_the_parties(match, keyed=keyed)
        if on_the_day and ((placed and known) or spoken_of):
            return self._names_the_chief(match.profile, told)
        which = dated or (placed and (near or people)) or self._only_one(match, people, near=near)
        which = which or (keyed and (timely or bool(people)))
        which = which or (phrased and near)
        what = said & {"words", "action", "phrase"} or (keyed and dated) or (alone and timely)
        there = placed or (dated and "place before" in said)
        what = what or ((there or on_the_day) and len(people) > 1)
        what = what or (placed and match.profile.host in match.names("actor"))
        who = self._names_the_parties(match, keyed=keyed and timely)
        return bool(who and what and which and self._names_the_chief(match.profile, told))

    def _names_the_parties(self, match: Match, *, keyed: bool) -> bool:
        """Whether it says who took part: for a meeting or a call, both parties or the place."""
        actors, sides = match.names("actor", "actor before"), match.names("side")
        if match.profile.kinds & {"meeting", "call", "announcement"}:
            return len(actors) + len(sides) > 1 or keyed or bool(actors and match.names("place"))
        event = match.profile.event
        if any(word[0].isupper() and word in event.name_en for word in match.profile.keywords):
            return keyed or any(self._is_person_or_firm(actor) for actor in match.names("actor"))
        personal = all(self._is_person_or_firm(actor) for actor in event.participants)
        all_sides = len(sides) > 1 or sides == match.profile.sides
        return bool(actors) or keyed or (all_sides and not personal)

    def _only_one(self, match: Match, people: frozenset[str], *, near: bool) -> bool:
        """Whether no other event of the kind has the same people, or two of them met just now."""
        same = [p for kind in _kinds(match) for p in self._by_word.get(kind, ())]
        others = (p for p in same if p is not match.profile)
        alone = not any(people <= set(p.event.participants) for p in others)
        rare = any(self.weights[actor] >= RARE for actor in people)
        rare_kind = any(self.weights[f"kind {kind}"] >= RARE for kind in _kinds(match))
        chief = set(match.profile.event.participants[:2])
        two = (len(people) > 1 and chief <= people) or (
            rare_kind and len(match.names("actor")) > 1
        )
        soon = any(c.weight >= NEAR_WEIGHT / 2 for c in match.clues if c.what == "near")
        return (alone and rare and (near or rare_kind)) or ((soon or _is_dated(match.clues, 0)) and two)

    def _is_rare(self, clue: Clue) -> bool:
        return self.weights[clue.name] >= RARE and clue.name not in STAND_FOR_STATES

    def _is_person_or_firm(self, actor: str) -> bool:
        return self.reference.actor(actor).kind in ("person", "company")

    def _country(self, actor: str | None) -> str | None:
        return self.reference.country(actor) if actor else None

    def _names_the_chief(self, profile: Profile, told: Told) -> bool:
        if profile.keywords & told.keywords:
            return True
        if profile.host:
            before = told.named_before if "meeting" not in profile.kinds else frozenset()
            return profile.host in told.actors | before
        named = {m.actor_id for m in told.mentions} | told.named_before
        return profile.doer is None or profile.doer in map(self._country, named)

    def _going_on(self, told: Told, text: str, last: dict[str, tuple[int, Match]]) -> list[Match]:
        """The event spoken of just before, where a sentence goes on about "the talks"."""
        if told.times or told.places or not _DEFINITE.search(text):
            return []
        for kind in sorted(told.kinds & last.keys()):
            sentence, match = last[kind]
            near = told.sentence - sentence <= GOES_ON_FOR
            if near and told.actors & set(match.profile.event.participants):
                event_id = match.profile.event.event_id
                clues = (Clue(0, "words", kind), Clue(0, "goes on about", event_id))
                return [Match(match.score * GOES_ON, match.profile, clues)]
        return []


def days_of(event: KnownEvent) -> tuple[date, date]:
    """First and last day of an event as dated locally, in Washington or in Moscow."""
    first, last = first_day(event.start), last_day(event.end)
    local = ZoneInfo(event.local_timezone)
    late = _offset(last, local) < _offset(last, MOSCOW)
    early = _offset(first, local) > _offset(first, WASHINGTON)
    return first - timedelta(int(early)), last + timedelta(int(late))


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.utcoffset() or timedelta(0)


def span_of(time: TimeSpan) -> tuple[date, date] | None:
    """Days of a time that has an end."""
    if not time.begin or not time.until:
        return None
    return first_day(time.begin), last_day(time.until)


def _overlaps(time: TimeSpan, days: tuple[date, date]) -> bool:
    span = span_of(time)
    return span is not None and span[0] <= days[1] and span[1] >= days[0]


def _when(profile: Profile, told: Told, day: date | None) -> Iterator[Clue]:
    for what, times, factor in (("date", told.times, 1.0), ("date before", told.before, INHERITED)):
        agreeing = [t for t in times if _overlaps(t, profile.days)]
        if agreeing:
            weight, value = max((_date_weight(t, profile.event), t.value) for t in agreeing)
            yield Clue(weight * factor, what, value)
    if day and not told.times:
        since = max((day - profile.days[1]).days, (profile.days[0] - day).days * 2, 0)
        if since < NEAR_DAYS:
            yield Clue(NEAR_WEIGHT * (1 - since / NEAR_DAYS), "near", str(day))


def _did(event: KnownEvent, told: Told) -> bool:
    """Whether an action of that type is by a participant; a consultation, by two."""
    taking_part = frozenset(event.participants)
    for action in told.actions:
        parties = {action.actor_id, action.recipient_id} & taking_part
        if action.event_type == event.event_type and len(parties) > (event.event_type == "CONSULT"):
            return True
    return False


def _date_weight(time: TimeSpan, event: KnownEvent) -> float:
    local = _overlaps(time, (first_day(event.start), last_day(event.end)))
    precision = "local" if local and time.precision in ("day", "minute") else time.precision
    return DATE_WEIGHT.get(precision, 0.3)


def _is_dated(clues: tuple[Clue, ...], least: float) -> bool:
    """Whether a time that tells at least so much agrees."""
    return any(c.weight >= least for c in clues if c.what in ("date", "date before"))


def _score(clues: list[Clue], profile: Profile, told: Told, towns: frozenset[str]) -> float:
    score = 1 - math.prod(1 - clue.weight for clue in clues)
    said = {clue.what for clue in clues}
    if "date" not in said and any(span_of(time) for time in told.times):
        score *= DAYS_OFF_FACTOR if "place" in said and _is_near(profile, told) else ANOTHER_TIME
    elsewhere = (
        profile.town
        and towns - STAND_FOR_STATES
        and not said & {"place", "place before", "keyword", "phrase"}
    )
    if elsewhere and "meeting" in profile.kinds:
        score *= ELSEWHERE
    return score


def _is_near(profile: Profile, told: Told) -> bool:
    """Whether a day in the sentence is near the event: then it can be the event, wrongly dated."""
    margin = timedelta(DAYS_OFF)
    wide = (profile.days[0] - margin, profile.days[1] + margin)
    return any(_overlaps(time, wide) for time in told.times if time.precision == "day")


def _without_rivals(matches: list[Match]) -> list[Match]:
    """Matches that say something of their own beside the better ones."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (-m.score, m.profile.event.event_id)):
        if not any(_is_within(match, other) for other in kept):
            kept.append(match)
    return kept


def _is_within(match: Match, better: Match) -> bool:
    """Whether a sentence says nothing of one event that it does not say of a better one."""
    told = match.names("words", "action", "keyword", "phrase")
    if not told and match.names("date") & better.names("date"):
        return True
    return _rivals(match, better) and _own(match) <= _own(better)


def _kinds(match: Match) -> frozenset[str]:
    return frozenset(kind for kinds in match.names("words") for kind in kinds.split("/"))


def _own(match: Match) -> frozenset[str]:
    return match.names("actor", "place", "keyword", "phrase", "date") | _kinds(match)


def _rivals(one: Match, other: Match) -> bool:
    """Whether one sentence can hardly mean both: listed as confusable, or of one kind.

    Deeds of two sides are not rivals: Washington expelled ten and Moscow answered in kind.
    """
    first, second = one.profile, other.profile
    if first.doer and second.doer and first.doer != second.doer:
        return False
    a, b = first.event, second.event
    listed = a.event_id in b.confusable_with or b.event_id in a.confusable_with
    return listed or bool(first.kinds & second.kinds)


def _row(reading: Reading, told: Told, match: Match) -> EventEvidence:
    ahead = reading.day is not None and reading.day < match.profile.days[0]
    said = [f"{c.what} {c.name}" for c in match.clues if c.what not in ("near", "article")]
    if any(clue.what == "near" for clue in match.clues):
        said.append("printed before it" if ahead else "printed soon after")
    elif ahead:
        said.append("printed before it")
    if reading.day is None:
        said.append("article without a date")
    return EventEvidence(
        event_id=match.profile.event.event_id,
        article_id=reading.article_id,
        sentence=told.sentence,
        score=round(match.score * (AHEAD if ahead else 1), 3),
        basis="; ".join(said),
    )
