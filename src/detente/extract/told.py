"""What one sentence says: who, what, where and when, with what its paragraph had said before."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from detente.extract.cues import Cue
from detente.extract.evidence import Action, Mention, TimeSpan
from detente.extract.places import PlaceSpan
from detente.extract.reading import Reading

_NEGATED = re.compile(r"(?:\b(?:not|never|without|не|ни|без)|n['’]t)\b[^.,;:]{0,20}\Z", re.I)
_LABEL = re.compile(r":\s")
"""After a name: in a transcript it says who speaks, and is not part of what is said."""
_SINCE = re.compile(r"\b(?:since|с тех пор)\b[^.;:]{0,60}\Z", re.I)
_NEGATIVE_KINDS = frozenset({"exit", "waiver"})
LOOK_BACK = 2
"""Sentences before, in other paragraphs, whose actors he or they can mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the extractors found in one article."""

    mentions: tuple[Mention, ...] = ()
    """Actors."""
    times: tuple[TimeSpan, ...] = ()
    """Times."""
    places: tuple[PlaceSpan, ...] = ()
    """Places."""
    actions: tuple[Action, ...] = ()
    """Actions."""
    cues: tuple[Cue, ...] = ()
    """Words that tell what happened."""


@dataclass(slots=True, kw_only=True)
class Told:
    """One sentence."""

    sentence: int
    """Its number."""
    span: tuple[int, int]
    """Its offsets."""
    mentions: list[Mention] = field(default_factory=list)
    """Actors named in it."""
    times: list[TimeSpan] = field(default_factory=list)
    """Times that are not durations."""
    places: list[str] = field(default_factory=list)
    """place_ids."""
    actions: list[Action] = field(default_factory=list)
    """Actions reported in it."""
    cues: list[Cue] = field(default_factory=list)
    """Words that tell what happened."""
    before: list[TimeSpan] = field(default_factory=list)
    """Times of the last sentence of the paragraph that has some."""
    named_before: frozenset[str] = frozenset()
    """Actors named before, in the paragraph or in the last sentences: he, they, the two."""
    placed_before: tuple[str, ...] = ()
    """place_ids of the last sentence of the paragraph that has some: there."""

    @property
    def actors(self) -> frozenset[str]:
        """Actors named in the sentence; an adjective alone (Russian) names a side, not an actor."""
        return frozenset(m.actor_id for m in self.mentions if m.actor_id and m.kind != "demonym")

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of happenings that it has words of."""
        return frozenset(cue.name for cue in self.cues if cue.what == "happening")

    def kinds_by(self, countries: dict[int, str | None], country: str | None) -> frozenset[str]:
        """Kinds of what someone of a country does: who is named last before the word.

        An adjective counts only beside the word: "American sanctions", but not in "expelled
        ten Russian diplomats". Where nobody is named before, the only country named did it.
        """
        named = [m for m in self.mentions if countries[m.start]]
        anyone = {countries[m.start] for m in named if m.kind != "demonym"}
        kinds = set()
        for cue in self.cues:
            before = [m for m in named if m.end <= cue.start]
            before = [m for m in before if m.kind != "demonym" or cue.start - m.end <= 1]
            theirs = countries[before[-1].start] == country if before else anyone <= {country}
            if cue.what == "happening" and theirs:
                kinds.add(cue.name)
        return frozenset(kinds)

    @property
    def keywords(self) -> frozenset[str]:
        """Keywords of events on record."""
        return frozenset(cue.name for cue in self.cues if cue.what == "keyword")


def told_by(reading: Reading, evidence: Evidence) -> list[Told]:
    """The sentences of an article, in order."""
    found = [Told(sentence=n, span=span) for n, span in enumerate(reading.sentences)]
    for mention in evidence.mentions:
        if not _LABEL.match(reading.body, mention.end):
            found[mention.sentence].mentions.append(mention)
    for time in evidence.times:
        if time.begin:
            found[time.sentence].times.append(time)
    for place in evidence.places:
        found[place.sentence].places.append(place.place_id)
    for action in evidence.actions:
        found[action.sentence].actions.append(action)
    for cue in evidence.cues:
        told = found[reading.sentence_at(cue.start)]
        if not _is_denied(cue, reading.body[told.span[0] : cue.start]):
            told.cues.append(cue)
    for paragraph in paragraphs(reading, found):
        for earlier, told in pairwise(paragraph):
            told.before = [] if told.times else earlier.times or earlier.before
            told.placed_before = (
                () if told.places else tuple(earlier.places) or earlier.placed_before
            )
            told.named_before = (earlier.named_before | earlier.actors) - told.actors
    for n, told in enumerate(found):
        for earlier in found[max(n - LOOK_BACK, 0) : n]:
            told.named_before |= earlier.actors - told.actors
    return found


def _is_denied(cue: Cue, before: str) -> bool:
    """Whether a word is negated, or only gives a time: since he took office."""
    if cue.what != "happening":
        return False
    negated = cue.name not in _NEGATIVE_KINDS and _NEGATED.search(before)
    return bool(negated or _SINCE.search(before))


def paragraphs(reading: Reading, found: Iterable[Told]) -> Iterator[list[Told]]:
    """Sentences by paragraph: a blank line in the body ends one."""
    group: list[Told] = []
    for scene in found:
        if group and "\n\n" in reading.body[group[-1].span[1] : scene.span[0]]:
            yield group
            group = []
        group.append(scene)
    if group:
        yield group
