"""Which events on record a sentence speaks of: what they agree in, weighed, then asked.

A sentence is laid beside each event that it could mean. What they agree in are clues, each with a
weight of `event_weights.csv`; their score is the chance that not all of them mislead. A sentence
with a good score is evidence if it says who, what and which.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from typing import Literal, NamedTuple

from detente import files
from detente.extract import context
from detente.extract.cues import Cues
from detente.extract.evidence import EventEvidence, TimeSpan
from detente.extract.profiles import STAND_FOR_STATES, Days, Profile, Profiles
from detente.extract.reading import Reading
from detente.extract.reference import Reference, first_day, last_day
from detente.extract.told import Evidence, Told, told_by
from detente.tables import read

What = Literal[
    "actor", "actor before", "article", "side", "words", "action", "keyword", "phrase",
    "place", "place before", "date", "date before", "near", "latest", "next", "goes on about",
]  # fmt: skip
"""Sorts of clues; "before" means in the sentences before, "article" elsewhere in the article,
"near" that the article was printed soon after (or not long before) the event, "latest" and "next"
that it is the last or the coming one of the meetings or calls of two persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWeight:
    """A row of `event_weights.csv`: how much one clue tells, a factor, or a number of days.

    All were chosen on the embedded corpus (tests/test_gold.py) before they were measured.
    """

    name: str
    """What it is called."""
    value: float
    """How much."""
    meaning: str
    """What of."""


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

    @cached_property
    def own(self) -> frozenset[str]:
        """What the sentence says of the event by names, words and dates of its own."""
        return self.names("actor", "place", "keyword", "phrase", "date") | self.kinds


Scored = tuple[float, Match]
TO_COME = "told as to come"
"""Basis of a sentence after the event that tells it as planned: they had agreed to meet."""


@cache
def weights() -> dict[str, float]:
    """The weights of `event_weights.csv` by name."""
    rows = read(EventWeight, files.REFERENCE / "event_weights.csv")
    return {row.name: row.value for row in rows}


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
            if _is_possible(profile, told):
                match = matched(profile, told)
                score = _score(match, told)
                if score >= weights()["accepted"] and Case(match, told).accepted():
                    yield score, match

    def _candidates(self, told: Told) -> list[Profile]:
        """Events of which the sentence has a word, the place or two participants."""
        words = told.kinds | told.keywords | told.towns | {a.event_type for a in told.actions}
        found = {profile for word in words for profile in self.book.by_word.get(word, ())}
        found |= {self.book.firms[actor] for actor in told.actors & self.book.firms.keys()}
        shared: Counter[Profile] = Counter()
        for actor in told.actors:
            shared.update(self.book.by_actor.get(actor, ()))
        found |= {profile for profile, count in shared.items() if count > 1}
        return sorted(found, key=lambda profile: profile.event.event_id)


def _is_possible(profile: Profile, told: Told) -> bool:
    """Whether a sentence could be accepted as evidence; it spares most of the work.

    Somebody of the event, its side or its keyword must be named; the article must not be too
    early; and a sentence about another time tells of it only by its place or its firm.
    """
    if told.day and profile.days[0] - timedelta(weights()["ahead days"]) > told.day:
        return False
    somebody = not profile.participants.isdisjoint(told.named_in_article)
    if not somebody and profile.sides.isdisjoint(told.sides):
        return not profile.keywords.isdisjoint(told.keywords)
    if profile.town in told.towns or profile.host in told.actors:
        return True
    ends = [time for time in told.times if time.until]
    return not ends or any(overlaps(time, profile.days) for time in ends)


def _score(match: Match, told: Told) -> float:
    profile, score = match.profile, 1 - math.prod(1 - clue.weight for clue in match.clues)
    if "date" not in match.said and any(time.until for time in told.times):
        firm = profile.host in told.book.firms and profile.host in told.actors
        # A day near the event can be the event, wrongly dated.
        margin = timedelta(weights()["days off"])
        wide = (profile.days[0] - margin, profile.days[1] + margin)
        near = any(overlaps(time, wide) for time in told.times if time.precision == "day")
        wrongly_dated = firm or ("place" in match.said and near)
        score *= weights()["another day" if wrongly_dated else "another time"]
    told_where = match.said & {"place", "place before", "keyword", "phrase"}
    elsewhere = profile.town and told.towns - STAND_FOR_STATES and not told_where
    return score * weights()["elsewhere"] if elsewhere and "meeting" in profile.kinds else score


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
    return match.profile.is_confusable(better.profile) and match.own <= better.own


def _going_on(told: Told, last: dict[str, tuple[int, Scored]]) -> list[Scored]:
    """The event spoken of just before, where a sentence goes on about "the talks"."""
    if told.towns or not any(context.everywhere("the talks", told.text)):
        return []
    for kind in sorted(told.kinds & last.keys()):
        sentence, (score, match) = last[kind]
        near = told.sentence - sentence <= weights()["goes on sentences"]
        dated = any(overlaps(time, match.profile.days) for time in told.times)
        if near and (dated or (told.actors & match.profile.participants and not told.times)):
            event_id = match.profile.event.event_id
            clues = (Clue(0, "words", kind), Clue(0, "goes on about", event_id))
            return [(score if dated else score * weights()["goes on"], Match(match.profile, clues))]
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
        score=round(score * weights()["ahead"] if ahead else score, 3),
        basis="; ".join(basis),
    )


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
    book, weight = told.book, weights()
    for actor in profile.event.participants:
        rarity = book.weights[actor]
        if actor in told.actors:
            sort = weight["keyword" if actor in book.firms else "actor"]
            yield Clue(sort * rarity, "actor", actor)
        elif actor in told.named_before:
            yield Clue(weight["actor"] * weight["before"] * rarity, "actor before", actor)
        elif actor in told.named_in_article:
            yield Clue(weight["article"] * rarity, "article", actor)
    covered = {book.countries[actor] for actor in profile.participants & told.actors}
    for side in sorted((profile.sides & told.sides) - covered):
        yield Clue(weight["side"], "side", side)


def _what(profile: Profile, told: Told) -> Iterator[Clue]:
    book, weight = told.book, weights()
    kinds = profile.kinds & told.kinds
    if profile.doer:
        theirs = {kind for kind, doers in told.doers.items() if profile.doer in doers}
        kinds = (kinds - book.cues.sorts["deed"]) | (kinds & theirs)
    if kinds:
        rarest = max(book.weights[f"kind {kind}"] for kind in kinds)
        words = weight["kind"] + weight["rare kind"] * rarest
        yield Clue(words, "words", "/".join(sorted(kinds)))
    if _did(profile, told):
        yield Clue(weight["action"], "action", profile.event.event_type or "")
    for keyword in sorted(profile.keywords & told.keywords):
        told_by_it = weight["keyword"] * book.weights[keyword]
        if keyword == keyword.lower():
            yield Clue(told_by_it * weight["phrase"], "phrase", keyword)
        else:
            yield Clue(told_by_it, "keyword", keyword)


def _did(profile: Profile, told: Told) -> bool:
    """Whether an action of the event's type is by a participant; a consultation, by two."""
    for action in told.actions:
        if action.event_type == profile.event.event_type:
            parties = {action.actor_id, action.recipient_id} & profile.participants
            return len(parties) > (action.event_type == "CONSULT")
    return False


def _where(profile: Profile, told: Told) -> Iterator[Clue]:
    town, weight = profile.town, weights()
    if town and town in told.towns:
        factor = weight["before"] if town in STAND_FOR_STATES else 1
        yield Clue(weight["place"] * told.book.weights[town] * factor, "place", town)
    elif town and town in told.towns_before:
        before = weight["place"] * weight["before"] * told.book.weights[town]
        yield Clue(before, "place before", town)


def _when(profile: Profile, told: Told) -> Iterator[Clue]:
    day, weight = told.day, weights()
    pairs: tuple[tuple[What, list[TimeSpan], float], ...] = (
        ("date", told.times, 1),
        ("date before", told.times_before, weight["before"]),
    )
    for what, times, factor in pairs:
        agreeing = [(_date_weight(t, profile), t.value) for t in times if overlaps(t, profile.days)]
        if agreeing:
            most, value = max(agreeing)
            yield Clue(most * factor, what, value)
    if day and not told.times:
        away = max((day - profile.days[1]).days, (profile.days[0] - day).days * 2, 0)
        if away < weight["near days"]:
            near = weight["near"] * (1 - away / weight["near days"])
            yield Clue(near, "near", day.isoformat())


def _date_weight(time: TimeSpan, profile: Profile) -> float:
    local = time.precision in ("day", "minute") and overlaps(time, profile.local_days)
    precision = "local" if local else time.precision
    return weights().get(f"date {precision}", weights()["date other"])


def overlaps(time: TimeSpan, days: Days) -> bool:
    """Whether a time that has an end shares a day with some days."""
    if not time.begin or not time.until:
        return False
    return first_day(time.begin) <= days[1] and last_day(time.until) >= days[0]


def _in_series(profile: Profile, told: Told) -> Iterator[Clue]:
    """Whether it is the last meeting or call of the two before publication, or the coming one."""
    book, day, weight = told.book, told.day, weights()
    kinds = profile.kinds & told.kinds & (book.cues.sorts["series"] | book.cues.sorts["war"])
    if not day or not kinds or told.times or not _tells_of_two(profile, told):
        return
    series = [p for p in book.series.get(profile.chief, ()) if p.kinds & told.kinds]
    past = [one for one in series if one.days[0] <= day]
    coming = [one for one in series if one.days[0] > day]
    if (kinds <= told.ahead or not past) and not kinds <= book.cues.sorts["war"]:
        if coming[:1] == [profile] and (profile.days[0] - day).days <= weight["next days"]:
            yield Clue(weight["series"], "next", profile.event.start)
        return
    lately = timedelta(max(weight[f"latest {kind} days"] for kind in kinds))
    known = any(context.everywhere("the one there was", told.text))
    asked = told.text.endswith("?") and not known  # whether there was one
    done = not kinds <= told.ahead and not asked
    if past[-1:] == [profile] and profile.days[1] >= day - lately and done:
        yield Clue(weight["series"], "latest", profile.event.start)


def _tells_of_two(profile: Profile, told: Told) -> bool:
    """Whether a sentence names one of two chief persons, the other there or before, no third."""
    named = told.actors | told.named_before
    if told.day and abs((told.day - profile.days[0]).days) <= weights()["close days"]:
        named |= told.named_in_article
    if not profile.chief <= named:
        return False
    if profile.kinds & told.book.cues.sorts["war"]:
        return bool(profile.chief & told.actors)
    return bool(told.people) and told.people <= profile.participants and told.sides <= profile.sides


class Case:
    """One sentence beside one event, asked whether it is evidence."""

    def __init__(self, match: Match, told: Told) -> None:
        self.match, self.told, self.book, self.profile = match, told, told.book, match.profile
        weight, when = weights(), match.weight("date", "date before")
        self.dated = when >= weight["date month"] * weight["before"]
        self.on_the_day = when >= weight["date day"]
        self.near = self.dated or "near" in match.said
        self.soon = bool(when) or match.weight("near") >= weight["near"] / 2
        self.people = match.names("actor") & self.book.people
        self.placed = self._is_rare(match.names("place") - STAND_FOR_STATES)
        named = match.names("keyword") | (self.people & {self.profile.host})
        self.named = self._is_rare(named) and (self.near or bool(self.people))
        self.named_alone = self._is_rare(named, 1)
        self.called_so = self._is_rare(match.names("phrase"), 1) and self.near
        day, (first, last) = told.day, self.profile.days
        self.away = max(first - day, day - last, timedelta(0)) if day else timedelta(0)
        """How long before or after it the article was printed; without a date, not long."""
        self.over = day is not None and day > last
        self.early = day is not None and day < first

    def accepted(self) -> bool:
        """Whether the sentence is evidence of the event."""
        if not self._has_its_chief() or self._is_yet_to_come() or self._is_another_to_come():
            return False
        somebody = self.match.said & {"actor", "actor before", "article"}
        if self.on_the_day and self.placed and somebody:
            return True
        return self._says_who() and self._says_what() and self._says_which()

    def _has_its_chief(self) -> bool:
        """Whether the organisation it is about, or the side that did it, is named."""
        told, profile = self.told, self.profile
        if profile.keywords & told.keywords:
            return True
        if profile.host:
            another = "meeting" in profile.kinds or told.actors & self.book.hosts
            return profile.host in told.actors or (
                not another and profile.host in told.named_before
            )
        before = (self.book.countries[actor] for actor in told.named_before)
        return profile.doer is None or profile.doer in {*told.sides, *before}

    def _is_yet_to_come(self) -> bool:
        """Whether a deed was printed before it happened, without its day: then it is a guess."""
        return self.early and not self.profile.talks and "date" not in self.match.said

    def _is_another_to_come(self) -> bool:
        """Whether a sentence without date or place looks ahead after the event was over."""
        kinds = self.match.kinds & self.book.cues.sorts["talks"]
        told_which = self.match.said & {"date", "place", "place before", "keyword", "phrase"}
        return self.over and bool(kinds) and kinds <= self.told.ahead and not told_which

    def _says_who(self) -> bool:
        profile = self.profile
        actors, sides = self.match.names("actor", "actor before"), self.match.names("side")
        if (self.named and self.near) or (self.called_so and actors):
            return True
        if profile.talks:
            return self._are_both_there(actors, sides) or bool(actors and self.match.names("place"))
        if profile.thing:
            before = profile.keywords & self.told.keywords_before
            return self.named or bool(self.people) or bool(actors and (before or self.placed))
        all_sides = len(sides) > 1 or sides == profile.sides
        return bool(actors) or (all_sides and not profile.personal)

    def _are_both_there(self, actors: frozenset[str], sides: frozenset[str]) -> bool:
        """Whether both parties of talks are named, and not only persons who took no part."""
        profile, countries = self.profile, self.book.countries
        there = {countries[actor] for actor in actors} | sides
        both = len(actors) + len(sides) > 1 and there >= {countries[a] for a in profile.chief}
        leaders = (not profile.host and profile.chief & self.book.people) or profile.participants
        led = len(self.told.people) < weights()["pair"] or not leaders.isdisjoint(self.told.people)
        return both and led and (bool(actors) or not profile.personal)

    def _says_what(self) -> bool:
        if self.match.said & {"words", "action", "phrase"}:
            return True
        firm = self.profile.host in self.book.firms and self.profile.host in self.people
        if firm and self.told.day and not self.early:
            return self.away <= timedelta(weights()["firm days"])
        undated = self.told.day is None
        if self.named and (self.dated or (self.named_alone and (self.near or undated))):
            return True
        there = self.placed or (self.dated and "place before" in self.match.said)
        if (there or self.on_the_day) and len(self.people) > 1:
            return True
        return self.placed and self.profile.host in self.match.names("actor")

    def _says_which(self) -> bool:
        # The seat of an organisation has seen many of its meetings.
        then = not self.profile.host or self.away <= timedelta(weights()["hosted days"])
        there = self.placed and (self.near or (bool(self.people) and then))
        in_series = self.match.said & {"latest", "next"}
        if self.dated or self.named or in_series or there:
            return True
        if self.called_so or self._is_the_only_one():
            return True
        there_before = self._is_rare(self.match.names("place before"))
        return there_before and not self.profile.talks and len(self.match.names("actor")) > 1

    def _is_the_only_one(self) -> bool:
        """Whether no other event of the kind has these people, or the chief two met just now."""
        profile, kinds = self.profile, self.match.kinds
        rare_kind = self._is_rare(frozenset(f"kind {kind}" for kind in kinds))
        if self._is_rare(self.people) and (self.near or rare_kind) and not profile.talks:
            same = {p for kind in kinds for p in self.book.by_word[kind]} - {profile}
            if not any(self.people <= p.participants for p in same):
                return True
        chief_two = len(self.people) > 1 and self.people >= profile.chief
        return self.soon and (chief_two or (rare_kind and len(self.match.names("actor")) > 1))

    def _is_rare(self, names: frozenset[str], least: float | None = None) -> bool:
        """Whether one of some names, places or words singles an event out."""
        enough = weights()["rare"] if least is None else least
        return any(self.book.weights[name] >= enough for name in names)
