"""Articles that tell another's text again, in other words or in another language.

Pairs that print the same names and numbers, in the text and sentence by sentence, are compared by
what their sentences say. Two reports of one event share names as well, and a few sentences, but
not most of them in one order.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter

import numpy as np

from detente.collect.candidates import Texts
from detente.collect.copy_rules import CopyRules
from detente.collect.near import measured, names_shared
from detente.collect.printed_names import name_hashes, printed_names
from detente.collect.senses import alike, in_one_order, matches, sentences_of
from detente.collect.sharing import Lookup, sharing
from detente.collect.wording import Hashes

_LEAST = 5  # sentences; fewer agree by chance
_NAMES = 0.4  # share of a text's names by weight, from which its sentences are looked at
_NAMED = 0.5  # share of its sentences with names that go with the other's, to read them all
_ALIKE_NAMES = 0.25  # share of the names of two sentences, from which they may go together
_LENGTHS = 0.5  # of the longer text, that the shorter is long
_FORM = 0.2  # share of word triples, from which the names must agree as those of near copies
_BEGINNING = 2000  # characters of a text whose names are looked up
_CROWD = 30  # texts in the window with a name, from which it tells nothing
_LOOKED_UP = 0.3  # share of the other names, to compare all
_EACH = 3  # texts that one is compared with
_MOSTLY = 0.5  # share of word triples, from which a text is not told in other words
_PAIRS, _ONE_IN = 2000, 10  # pairs that are looked at in all, and one more for so many texts
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Retold:
    """Two articles, by their place in order of time, of which one tells the other's text again."""

    one: int
    """Place of the earlier."""
    other: int
    """Place of the later."""
    share: float
    """Share of the sentences, in the text with fewer, that have their like in the other."""


def retold_pairs(texts: Texts, places: Sequence[int], rules: CopyRules) -> Iterator[Retold]:
    """Pairs within the window of which the later tells the earlier again, each later one once.

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
            if foreign or _is_no_form(texts, (one, other), rules):
                share = told_share(texts.of(one), texts.of(other))
                found += [Retold(one, other, share)] if share >= limit else []
        if found:
            yield max(found, key=lambda pair: pair.share)


def told_share(one: str, other: str) -> float:
    """Share of the sentences, in the text with fewer, that have their like in the other, in order.

    0 for texts of very different length, or whose sentences do not name the same.
    """
    shorter, longer = sorted((one, other), key=len)
    fewer = min(len(sentences_of(one)), len(sentences_of(other)))
    if len(shorter) < _LENGTHS * len(longer) or fewer < _LEAST:
        return 0.0
    if _names_share(one, other) < _NAMED:
        return 0.0
    return len(alike(one, other)) / fewer


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


def _is_no_form(texts: Texts, pair: tuple[int, int], rules: CopyRules) -> bool:
    """Whether two texts of one language have their own words, or some the same and all names.

    Those that share most words and were not taken for copies are not taken now.
    """
    (shared,) = measured(texts, [pair])
    most = max(shared.share, shared.other_share)
    if most < _FORM or most >= min(rules.near, _MOSTLY):
        return most < _FORM
    return names_shared(texts.of(pair[0]), texts.of(pair[1])) >= rules.named


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
