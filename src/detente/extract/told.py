"""What each sentence of an article tells: who, where, when, and what happened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from detente.extract import context
from detente.extract.cues import Cue
from detente.extract.evidence import Action, Mention, TimeSpan
from detente.extract.mentions import PlaceSpan
from detente.extract.profiles import Profiles
from detente.extract.reading import Reading

REACH, NOT_REACH = 60, 20
"""Characters between a word of planning or doubt, or a negation, and what it is said of."""
LOOK_BACK = 2
"""Sentences before, in other paragraphs, whose actors he or they can mean."""
_LABEL = re.compile(r":\s")
"""After a name: in a transcript it says who speaks, and is not part of what is said."""


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
    def people(self) -> frozenset[str]:
        """Persons and firms among them."""
        return self.actors & self.book.people

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
            if cue.what == "happening" and not self.says_before("to come", cue.start)
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

    def says_before(self, rule: str, offset: int, *, ends: str = ".;:", reach: int = REACH) -> bool:
        """Whether words of a rule of `context_words.csv` stand before an offset in its clause.

        Parameters
        ----------
        ends
            Marks that end a clause.
        reach
            How many characters may stand between the words and the offset.
        """
        at = offset - self.start
        clause = self.text[max(self.text.rfind(mark, 0, at) for mark in ends) + 1 : at]
        words = context.everywhere(rule, clause)
        return any(len(clause) - word.end() <= reach for word in words)

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
        told = found[number]
        if cue.what != "happening" or _happened(cue, told):
            told.cues.append(cue)


def _happened(cue: Cue, told: Told) -> bool:
    """Whether a word tells of a happening: not negated, not asked for, not only a time.

    A time: since he took office. Talks are reported also where they are asked for.
    """
    if told.says_before("not told", cue.start, ends=".,;:", reach=NOT_REACH):
        return False
    if cue.name in told.book.cues.sorts["talks"]:
        return True
    return not (told.says_before("since it", cue.start) or told.says_before("asked for", cue.start))


def _paragraphs(reading: Reading, found: list[Told]) -> Iterator[list[Told]]:
    """Sentences by paragraph: a blank line in the body ends one."""
    group: list[Told] = []
    for told in found:
        if group and "\n\n" in reading.body[group[-1].start + len(group[-1].text) : told.start]:
            yield group
            group = []
        group.append(told)
    if group:
        yield group
