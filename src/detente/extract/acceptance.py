"""When a sentence that agrees with an event on record is evidence of it.

It must say who (a participant; of talks both parties, of deeds the one who did them), what (a
word or an action of that kind) and which: one thing that singles the event out among those of
its kind, such as its day, its place, its name, or its chief participants just after it happened.
Two names alone are never evidence.
"""

from datetime import timedelta

from detente.extract.clues import BEFORE, DATE_WEIGHT, NEAR_WEIGHT, Match
from detente.extract.profiles import RARE, STAND_FOR_STATES, TALKS
from detente.extract.told import Told

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
