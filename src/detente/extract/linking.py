"""Sentences that speak of events on record, with what they agree in."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from detente.extract.acceptance import Case
from detente.extract.clues import Clue, Match, matched, overlaps
from detente.extract.cues import Cues
from detente.extract.evidence import EventEvidence
from detente.extract.profiles import STAND_FOR_STATES, Profile, Profiles
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.told import Evidence, Told, told_by

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
