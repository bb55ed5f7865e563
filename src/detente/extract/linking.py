"""Sentences that speak of events on record, with what they agree in."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from detente.extract.cues import Cues
from detente.extract.evidence import EventEvidence, TimeSpan
from detente.extract.profiles import (
    DEEDS,
    RARE,
    STAND_FOR_STATES,
    TALKS,
    WARS,
    Days,
    Evidence,
    Profile,
    Profiles,
    Told,
    told_by,
)
from detente.extract.reading import Reading
from detente.extract.reference import Reference, first_day, last_day

What = Literal[
    "actor", "actor before", "article", "side", "words", "action", "keyword", "phrase",
    "place", "place before", "date", "date before", "near", "latest", "next", "goes on about",
]  # fmt: skip
"""Sorts of clues; "before" means in the sentences before, "article" elsewhere in the article,
"near" that the article was printed soon after (or not long before) the event, "latest" and "next"
that it is the last or the coming one of the meetings or calls of two persons."""


class Clue(NamedTuple):
    """One thing in which a sentence agrees with an event."""

    weight: float
    """How much it tells, 0 to 1."""
    what: What
    """Its sort."""
    name: str
    """The actor, the day …"""


@dataclass(frozen=True, eq=False)
class Match:
    """A sentence beside an event."""

    profile: Profile
    """The event."""
    clues: tuple[Clue, ...]
    """In what they agree."""

    def names(self, *what: What) -> frozenset[str]:
        """Names of the clues of some sorts."""
        return frozenset(clue.name for clue in self.clues if clue.what in what)

    def weight(self, *what: What) -> float:
        """Weight of the strongest clue of some sorts, 0 for none."""
        return max((clue.weight for clue in self.clues if clue.what in what), default=0)

    @cached_property
    def said(self) -> frozenset[What]:
        """Sorts of clues that there are."""
        return frozenset(clue.what for clue in self.clues)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of happenings that the sentence has words of."""
        return frozenset(kind for kinds in self.names("words") for kind in kinds.split("/"))


ACCEPTED = 0.72
"""Least score of evidence, chosen on the embedded corpus (tests/test_gold.py)."""
ELSEWHERE, ANOTHER_TIME, ANOTHER_DAY, AHEAD, GOES_ON = 0.5, 0.35, 0.85, 0.9, 0.6
"""Factors: a sentence set in another town; about another time; that names the place and a day
near the event; printed before the event; that only goes on about an event named before."""
TO_COME = "told as to come"
"""Basis of a sentence after the event that tells it as planned: they had agreed to meet."""
DAYS_OFF = 10
"""A day further from the event than this is about something else, not a wrong date."""
AHEAD_DAYS = 45
"""How long before an event articles can speak of it."""
GOES_ON_FOR = 8
"""How many sentences after an event was named "the talks" still means it."""
_DEFINITE = re.compile(
    r"\b(?:the|their|this|these|those) (?:\w+ )?"
    r"(?:talks|meeting|summit|call|conversation|discussion)\b"
    r"|\b(?:встреч|переговор|бесед|саммит|разговор)",
    re.IGNORECASE,
)
Scored = tuple[float, Match]


class Linker:
    """Finder of the sentences that speak of the events of a reference."""

    def __init__(self, reference: Reference, cues: Cues) -> None:
        self.book = Profiles(reference, cues)

    def link(self, reading: Reading, evidence: Evidence) -> list[EventEvidence]:
        """Evidence of one article, in order of sentences, best first."""
        rows: list[EventEvidence] = []
        last: dict[str, tuple[int, Scored]] = {}
        for told in told_by(reading, evidence, self.book):
            best = _without_rivals(list(self._found(told)))
            for scored in best:
                last |= dict.fromkeys(scored[1].profile.kinds, (told.sentence, scored))
            for score, match in best or _going_on(told, last):
                rows.append(_row(reading.article_id, told, (score, match)))
        return rows

    def _found(self, told: Told) -> Iterator[Scored]:
        for profile in self._candidates(told):
            if not _is_possible(profile, told):
                continue
            match = matched(profile, told)
            score = _score(match, told)
            if score >= ACCEPTED and Case(match, told).accepted():
                yield score, match

    def _candidates(self, told: Told) -> list[Profile]:
        """Events of which the sentence has a word, the place or two participants."""
        types = {action.event_type for action in told.actions}
        words = told.kinds | told.keywords | told.towns | types
        near = {p.event.event_id: p for w in words for p in self.book.by_word.get(w, ())}
        firms = (self.book.firms[actor] for actor in told.actors & self.book.firms.keys())
        near |= {profile.event.event_id: profile for profile in firms}
        shared: Counter[Profile] = Counter()
        for actor in told.actors:
            shared.update(self.book.by_actor.get(actor, ()))
        near |= {p.event.event_id: p for p, count in shared.items() if count > 1}
        return [near[event_id] for event_id in sorted(near)]


def _is_possible(profile: Profile, told: Told) -> bool:
    """Whether a sentence could be accepted as evidence; it spares most of the work.

    Somebody of the event, its side or its keyword must be named; the article must not be too
    early; and a sentence about another time tells of it only by its place or its firm.
    """
    if told.day and profile.days[0] - timedelta(AHEAD_DAYS) > told.day:
        return False
    somebody = not profile.participants.isdisjoint(told.named_in_article)
    if not somebody and profile.sides.isdisjoint(told.sides):
        return not profile.keywords.isdisjoint(told.keywords)
    if profile.town in told.towns or profile.host in told.actors:
        return True
    ends = [time for time in told.times if time.until]
    return not ends or any(overlaps(time, profile.days) for time in ends)


def _score(match: Match, told: Told) -> float:
    score = 1 - math.prod(1 - clue.weight for clue in match.clues)
    if "date" not in match.said and any(time.until for time in told.times):
        firm = match.profile.host in told.book.firms and match.profile.host in told.actors
        wrongly_dated = firm or ("place" in match.said and _is_near(match.profile, told))
        score *= ANOTHER_DAY if wrongly_dated else ANOTHER_TIME
    told_where = match.said & {"place", "place before", "keyword", "phrase"}
    elsewhere = match.profile.town and told.towns - STAND_FOR_STATES and not told_where
    return score * ELSEWHERE if elsewhere and "meeting" in match.profile.kinds else score


def _is_near(profile: Profile, told: Told) -> bool:
    """Whether a day in the sentence is near the event: then it can be the event, wrongly dated."""
    margin = timedelta(DAYS_OFF)
    wide = (profile.days[0] - margin, profile.days[1] + margin)
    return any(overlaps(time, wide) for time in told.times if time.precision == "day")


def _without_rivals(found: list[Scored]) -> list[Scored]:
    """Matches that say something of their own beside the better ones, best first."""
    kept: list[Scored] = []
    for score, match in sorted(found, key=lambda s: (-s[0], s[1].profile.event.event_id)):
        if not any(_is_within(match, other) for _, other in kept):
            kept.append((score, match))
    return kept


def _is_within(match: Match, better: Match) -> bool:
    """Whether a sentence says nothing of one event that it does not say of a better one."""
    wordless = not match.said & {"words", "action", "keyword", "phrase"}
    if wordless and match.names("date") & better.names("date"):
        return True
    return _are_rivals(match.profile, better.profile) and _own(match) <= _own(better)


def _own(match: Match) -> frozenset[str]:
    return match.names("actor", "place", "keyword", "phrase", "date") | match.kinds


def _are_rivals(one: Profile, other: Profile) -> bool:
    """Whether one sentence can hardly mean both: listed as confusable, or of one kind.

    Deeds of two sides are not rivals: Washington expelled ten and Moscow answered in kind.
    """
    if one.doer and other.doer and one.doer != other.doer:
        return False
    listed = one.event.event_id in other.event.confusable_with
    listed = listed or other.event.event_id in one.event.confusable_with
    return listed or bool(one.kinds & other.kinds)


def _going_on(told: Told, last: dict[str, tuple[int, Scored]]) -> list[Scored]:
    """The event spoken of just before, where a sentence goes on about "the talks"."""
    if told.towns or not _DEFINITE.search(told.text):
        return []
    for kind in sorted(told.kinds & last.keys()):
        sentence, (score, match) = last[kind]
        near = told.sentence - sentence <= GOES_ON_FOR
        dated = any(overlaps(time, match.profile.days) for time in told.times)
        if near and (dated or (told.actors & match.profile.participants and not told.times)):
            event_id = match.profile.event.event_id
            clues = (Clue(0, "words", kind), Clue(0, "goes on about", event_id))
            return [(score * (1 if dated else GOES_ON), Match(match.profile, clues))]
    return []


def _row(article_id: str, told: Told, scored: Scored) -> EventEvidence:
    score, match = scored
    ahead = told.day is not None and told.day < match.profile.days[0]
    basis = [f"{c.what} {c.name}" for c in match.clues if c.what not in ("near", "article")]
    if ahead:
        basis.append("printed before it")
    elif match.kinds and match.kinds <= told.ahead:
        basis.append(TO_COME)
    elif "near" in match.said:
        basis.append("printed soon after")
    if told.day is None:
        basis.append("article without a date")
    return EventEvidence(
        event_id=match.profile.event.event_id,
        article_id=article_id,
        sentence=told.sentence,
        score=round(score * (AHEAD if ahead else 1), 3),
        basis="; ".join(basis),
    )


_THE_ONE = re.compile(
    r"\b(?:the|his|her|their|this|that|your) (?:\w+ ){0,2}"
    r"(?:meeting|summit|call|conversation|talks)"
    r"|\b(?:этот|этой|эта|том|той|их|его|её) (?:\w+ ){0,2}"
    r"(?:встреч|саммит|разговор|бесед|переговор)",
    re.IGNORECASE,
)
DATE_WEIGHT = {"local": 0.78, "day": 0.7, "minute": 0.7, "week": 0.5, "month": 0.45, "year": 0.2}
"""How much a time that agrees tells, by its precision; other precisions tell 0.3. A day tells
more when it is the local one than when it is the one in Moscow or Washington."""
OTHER_DATE_WEIGHT = 0.3
PLACE_WEIGHT, KEYWORD_WEIGHT, ACTOR_WEIGHT = 0.75, 0.75, 0.55
"""How much they tell when they belong to one event alone; less, the more events share them."""
PHRASE = 0.5
"""Factor for keywords in common words (third country), which do not name anything."""
KIND_WEIGHT, RARE_KIND_WEIGHT = 0.25, 0.35
"""How much a word of the kind tells, and how much more when few events are of that kind."""
ACTION_WEIGHT, SIDE_WEIGHT, NEAR_WEIGHT, ARTICLE_WEIGHT = 0.3, 0.15, 0.4, 0.15
SERIES_WEIGHT = 0.46
"""How much it tells that no other meeting of the two, or call, is nearer on record."""
LATEST_DAYS = {"meeting": 120, "call": 45, "war": 800}
"""For how long the last one of the two is meant where no other is named."""
CLOSE_DAYS = 10
"""How near it must be where the other of the two is only named elsewhere in the article."""
NEXT_DAYS = 22
"""How long before the coming one is meant."""
BEFORE = 0.6
"""Factor for what the sentences before say."""
NEAR_DAYS = 30
"""How long after an event, and half as long before, an article speaks of it without a date."""


def matched(profile: Profile, told: Told) -> Match:
    """A sentence beside an event."""
    clues = (
        *_who(profile, told),
        *_what(profile, told),
        *_where(profile, told),
        *_when(profile, told),
        *_in_series(profile, told),
    )
    return Match(profile, clues)


def _who(profile: Profile, told: Told) -> Iterator[Clue]:
    book = told.book
    covered = set()
    for actor in profile.event.participants:
        weight = book.weights[actor]
        if actor in told.actors:
            covered.add(book.countries[actor])
            sort = KEYWORD_WEIGHT if actor in book.firms else ACTOR_WEIGHT
            yield Clue(sort * weight, "actor", actor)
        elif actor in told.named_before:
            yield Clue(ACTOR_WEIGHT * BEFORE * weight, "actor before", actor)
        elif actor in told.named_in_article:
            yield Clue(ARTICLE_WEIGHT * weight, "article", actor)
    for side in sorted((profile.sides & told.sides) - covered):
        yield Clue(SIDE_WEIGHT, "side", side)


def _what(profile: Profile, told: Told) -> Iterator[Clue]:
    weights = told.book.weights
    kinds = profile.kinds & told.kinds
    if profile.doer:
        theirs = {kind for kind, doers in told.doers.items() if profile.doer in doers}
        kinds = (kinds - DEEDS) | (kinds & theirs)
    if kinds:
        rarest = max(weights[f"kind {kind}"] for kind in kinds)
        yield Clue(KIND_WEIGHT + RARE_KIND_WEIGHT * rarest, "words", "/".join(sorted(kinds)))
    if _did(profile, told):
        yield Clue(ACTION_WEIGHT, "action", profile.event.event_type or "")
    for keyword in sorted(profile.keywords & told.keywords):
        factor, what = (PHRASE, "phrase") if keyword == keyword.lower() else (1, "keyword")
        yield Clue(KEYWORD_WEIGHT * weights[keyword] * factor, what, keyword)  # type: ignore[arg-type]


def _where(profile: Profile, told: Told) -> Iterator[Clue]:
    town = profile.town
    if town and town in told.towns:
        factor = BEFORE if town in STAND_FOR_STATES else 1
        yield Clue(PLACE_WEIGHT * told.book.weights[town] * factor, "place", town)
    elif town and town in told.towns_before:
        yield Clue(PLACE_WEIGHT * BEFORE * told.book.weights[town], "place before", town)


def _when(profile: Profile, told: Told) -> Iterator[Clue]:
    day = told.day
    pairs: tuple[tuple[What, list[TimeSpan], float], ...] = (
        ("date", told.times, 1),
        ("date before", told.times_before, BEFORE),
    )
    for what, times, factor in pairs:
        agreeing = [(_date_weight(t, profile), t.value) for t in times if overlaps(t, profile.days)]
        if agreeing:
            weight, value = max(agreeing)
            yield Clue(weight * factor, what, value)
    if day and not told.times:
        away = max((day - profile.days[1]).days, (profile.days[0] - day).days * 2, 0)
        if away < NEAR_DAYS:
            yield Clue(NEAR_WEIGHT * (1 - away / NEAR_DAYS), "near", day.isoformat())


def _in_series(profile: Profile, told: Told) -> Iterator[Clue]:
    """Whether it is the last meeting or call of the two before publication, or the coming one."""
    day, kinds = told.day, profile.kinds & told.kinds & LATEST_DAYS.keys()
    if not day or not kinds or told.times or not _tells_of_two(profile, told):
        return
    series = [p for p in told.book.series.get(profile.chief, ()) if p.kinds & told.kinds]
    past = [one for one in series if one.days[0] <= day]
    coming = [one for one in series if one.days[0] > day]
    if (kinds <= told.ahead or not past) and not kinds <= WARS:
        if coming[:1] == [profile] and (profile.days[0] - day).days <= NEXT_DAYS:
            yield Clue(SERIES_WEIGHT, "next", profile.event.start)
        return
    long_ago = day - timedelta(max(LATEST_DAYS[kind] for kind in kinds))
    done = not kinds <= told.ahead and not _is_open(told)
    if past[-1:] == [profile] and profile.days[1] >= long_ago and done:
        yield Clue(SERIES_WEIGHT, "latest", profile.event.start)


def _tells_of_two(profile: Profile, told: Told) -> bool:
    """Whether a sentence names one of two chief persons, the other there or before, no third."""
    here = told.actors & told.book.people
    named = told.actors | told.named_before
    if told.day and abs((told.day - profile.days[0]).days) <= CLOSE_DAYS:
        named |= told.named_in_article
    if profile.kinds & WARS:
        return bool(profile.chief & told.actors) and profile.chief <= named
    both = profile.chief <= named and here <= profile.participants
    return bool(here) and both and told.sides <= profile.sides


def _is_open(told: Told) -> bool:
    """Whether a sentence asks whether there was one, and not about the one there was."""
    return told.text.endswith("?") and not _THE_ONE.search(told.text)


def overlaps(time: TimeSpan, days: Days) -> bool:
    """Whether a time that has an end shares a day with some days."""
    if not time.begin or not time.until:
        return False
    return first_day(time.begin) <= days[1] and last_day(time.until) >= days[0]


def _date_weight(time: TimeSpan, profile: Profile) -> float:
    local = time.precision in ("day", "minute") and overlaps(time, profile.local_days)
    return DATE_WEIGHT.get("local" if local else time.precision, OTHER_DATE_WEIGHT)


def _did(profile: Profile, told: Told) -> bool:
    """Whether an action of the event's type is by a participant; a consultation, by two."""
    for action in told.actions:
        parties = {action.actor_id, action.recipient_id} & profile.participants
        if action.event_type == profile.event.event_type:
            return len(parties) > (action.event_type == "CONSULT")
    return False


FIRM_TIME = timedelta(240)
"""For how long the name of a firm stands for what happened to it."""
HOSTED = timedelta(45)
"""How long before and after a meeting its host and its town tell which it was."""
PAIR = 2
"""So many persons who took no part in talks meet somewhere else."""


class Case:
    """One sentence beside one event, asked whether it is evidence."""

    def __init__(self, match: Match, told: Told) -> None:
        self.match, self.told, self.book = match, told, told.book
        when = match.weight("date", "date before")
        self.dated = when >= DATE_WEIGHT["month"] * BEFORE
        self.on_the_day = when >= DATE_WEIGHT["day"]
        self.near = self.dated or "near" in match.said
        self.soon = bool(when) or match.weight("near") >= NEAR_WEIGHT / 2
        self.people = match.names("actor") & self.book.people
        self.placed = bool(self._rare(match.names("place") - STAND_FOR_STATES))
        named = match.names("keyword") | (self.people & {match.profile.host})
        self.named = bool(self._rare(named)) and (self.near or bool(self.people))
        self.named_alone = any(self.book.weights[name] == 1 for name in named)
        self.firm = match.profile.host in self.book.firms and match.profile.host in self.people
        phrases = match.names("phrase")
        self.called_so = any(self.book.weights[name] == 1 for name in phrases) and self.near
        self.undated = told.day is None
        self.in_series = bool(match.said & {"latest", "next"})

    def accepted(self) -> bool:
        """Whether the sentence is evidence of the event."""
        if not self._has_its_chief() or self._is_yet_to_come() or self._is_another_to_come():
            return False
        somebody = self.match.said & {"actor", "actor before", "article"}
        if self.on_the_day and self.placed and somebody:
            return True
        return self._says_who() and self._says_what() and self._says_which()

    def _says_who(self) -> bool:
        profile = self.match.profile
        actors, sides = self.match.names("actor", "actor before"), self.match.names("side")
        if (self.named and self.near) or (self.called_so and actors):
            return True
        if profile.kinds & TALKS:
            parties = {self.book.countries[actor] for actor in profile.chief}
            there = {self.book.countries[actor] for actor in actors} | sides
            both = len(actors) + len(sides) > 1 and parties <= there
            both = both and (bool(actors) or not profile.personal)
            persons = self.told.actors & self.book.people
            leaders = (not profile.host and profile.chief & self.book.people) or set(
                profile.participants
            )
            both = both and (len(persons) < PAIR or bool(persons & leaders))
            return both or bool(actors and self.match.names("place"))
        if profile.thing:
            before = actors and profile.keywords & self.told.keywords_before
            is_there = self.placed and bool(actors)
            return self.named or bool(self.people) or bool(before) or is_there
        all_sides = len(sides) > 1 or sides == profile.sides
        return bool(actors) or (all_sides and not profile.personal)

    def _says_what(self) -> bool:
        if self.match.said & {"words", "action", "phrase"}:
            return True
        if self.firm and self.told.day and self.told.day >= self.match.profile.days[0]:
            return self._away() <= FIRM_TIME
        if self.named and (self.dated or (self.named_alone and (self.near or self.undated))):
            return True
        there = self.placed or (self.dated and "place before" in self.match.said)
        if (there or self.on_the_day) and len(self.people) > 1:
            return True
        return self.placed and self.match.profile.host in self.match.names("actor")

    def _says_which(self) -> bool:
        # The seat of an organisation has seen many of its meetings.
        host_then = not self.match.profile.host or self._away() <= HOSTED
        there = self.placed and (self.near or (bool(self.people) and host_then))
        if self.dated or self.named or self.in_series or there:
            return True
        if self.called_so or self._is_the_only_one():
            return True
        there_before = bool(self._rare(self.match.names("place before")))
        deed = not self.match.profile.kinds & TALKS
        return there_before and deed and len(self.match.names("actor")) > 1

    def _away(self) -> timedelta:
        """How long before or after the event the article was printed; without a date, not long."""
        day, (first, last) = self.told.day, self.match.profile.days
        return max(first - day, day - last, timedelta(0)) if day else timedelta(0)

    def _is_the_only_one(self) -> bool:
        """Whether no other event of the kind has these people, or the chief two met just now."""
        profile = self.match.profile
        rare_kind = bool(self._rare(frozenset(f"kind {kind}" for kind in self.match.kinds)))
        if self._rare(self.people) and (self.near or rare_kind) and not profile.kinds & TALKS:
            same = {p for kind in self.match.kinds for p in self.book.by_word[kind]} - {profile}
            if not any(self.people <= p.participants for p in same):
                return True
        chief_two = len(self.people) > 1 and self.people >= profile.chief
        return self.soon and (chief_two or (rare_kind and len(self.match.names("actor")) > 1))

    def _is_yet_to_come(self) -> bool:
        """Whether a deed was printed before it happened, without its day: then it is a guess."""
        profile, day = self.match.profile, self.told.day
        ahead = day is not None and day < profile.days[0]
        return ahead and not profile.kinds & TALKS and "date" not in self.match.said

    def _is_another_to_come(self) -> bool:
        """Whether a sentence without date or place looks ahead after the event was over."""
        day, kinds = self.told.day, self.match.kinds & TALKS
        over = day is not None and day > self.match.profile.days[1]
        told_which = self.match.said & {"date", "place", "place before", "keyword", "phrase"}
        return over and bool(kinds) and kinds <= self.told.ahead and not told_which

    def _has_its_chief(self) -> bool:
        """Whether the organisation it is about, or the side that did it, is named."""
        profile = self.match.profile
        if profile.keywords & self.told.keywords:
            return True
        if profile.host:
            another = "meeting" in profile.kinds or self.told.actors & self.book.hosts
            before = frozenset() if another else self.told.named_before
            return profile.host in self.told.actors | before
        named = self.told.sides | {self.book.countries[a] for a in self.told.named_before}
        return profile.doer is None or profile.doer in named

    def _rare(self, names: frozenset[str]) -> frozenset[str]:
        return frozenset(name for name in names if self.book.weights[name] >= RARE)
