"""In what one sentence agrees with one event on record: who, what, where, when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from detente.extract.evidence import TimeSpan
from detente.extract.profiles import DEEDS, STAND_FOR_STATES, WARS, Days, Profile
from detente.extract.reference import first_day, last_day
from detente.extract.told import Told

_THE_ONE = re.compile(
    r"\b(?:the|his|her|their|this|that|your) (?:\w+ ){0,2}"
    r"(?:meeting|summit|call|conversation|talks)"
    r"|\b(?:этот|этой|эта|том|той|их|его|её) (?:\w+ ){0,2}"
    r"(?:встреч|саммит|разговор|бесед|переговор)",
    re.IGNORECASE,
)
What = Literal[
    "actor", "actor before", "article", "side", "words", "action", "keyword", "phrase",
    "place", "place before", "date", "date before", "near", "latest", "next", "goes on about",
]  # fmt: skip
"""Sorts of clues; "before" means in the sentences before, "article" elsewhere in the article,
"near" that the article was printed soon after (or not long before) the event, "latest" and "next"
that it is the last or the coming one of the meetings or calls of two persons."""

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
