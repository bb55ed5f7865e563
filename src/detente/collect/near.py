"""Pairs of articles that share their wording, aligned, and weighed by what differs inside of it.

One word triple in four is looked up, with the texts in the window that have it too; pairs that
share enough of them are aligned word by word. What stands around the shared passages, as captions
and lines on subscriptions do, tells nothing; names and numbers that stand for others between them
tell of a form, filled in anew. Texts that are the same to the word are paired first, one text a day
for all, so that what is printed very often costs no more.
"""

import dataclasses
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente import files
from detente.collect.shingles import (
    HALF,
    LOW,
    UNDATED,
    Counts,
    Hashes,
    Lookup,
    Wide,
    once,
    portions_of,
    sharing,
    triples,
)
from detente.collect.spellings import stem
from detente.errors import ParameterError, UnknownNameError
from detente.limits import attempted
from detente.tables import read


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """Thresholds of the copy groups; all shares are from 0 to 1.

    The share of a text is the part of its words that stand in passages of the other text too, in
    the same order; of a text told again, the part of its sentences that have their like there.
    """

    window: int = 14
    """Days: articles printed further apart are not compared; undated ones are with all."""
    exact: float = 0.97
    """Share of both texts, from which a copy is exact."""
    near: float = 0.5
    """Chance that two texts are one, in whole or in part, from which they are copies."""
    part: float = 0.33
    """Share that the shorter of two texts of a group must have of the other: a chain falls apart
    where its ends share less, and a round-up joins no two stories."""
    paraphrased: float = 0.55
    """Share of the sentences told again, in the text with fewer, from which it is a paraphrase."""
    translated: float = 0.55
    """The same for two languages."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            most = 3650 if field.name == "window" else 1
            if not 0 < value <= most:
                sentence = f"{field.name} is above 0 and at most {most}, not {value!r}."
                raise ParameterError(sentence, parameter=field.name)

    def with_(self, **thresholds: float) -> "CopyRules":
        """The same with other values of some thresholds; UnknownNameError for one there is not."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in thresholds:
            if name not in known:
                raise UnknownNameError("threshold of copies", name, known)
        return dataclasses.replace(self, **thresholds)  # type: ignore[arg-type]  # window takes a float as well


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, by their place in order of time, that share their wording or their sense."""

    one: int
    """Place of the earlier."""
    other: int
    """Place of the later."""
    share: float
    """Share of the earlier text that the later has."""
    other_share: float
    """Share of the later text."""
    chance: float = 1.0
    """Chance that one is a copy of the other, in whole or in part."""
    same: float = 1.0
    """The same, were what they share all of a text: small for a form that is filled in twice."""

    @property
    def least(self) -> float:
        """The smaller of the two shares."""
        return min(self.share, self.other_share)

    @property
    def most(self) -> float:
        """The larger: the share of the shorter text."""
        return max(self.share, self.other_share)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in order of time, read from the column that holds them when they are needed."""

    bodies: pa.ChunkedArray
    """The texts, in any order."""
    rows: Counts
    """Row of each text, in the order of time."""
    times: Counts
    """Minutes, in that order; UNDATED at the end."""
    languages: list[str]
    """Language of each text, in that order."""
    publishers: list[str]
    """Publisher of each text, likewise."""
    let_go: Callable[[], None]
    """Is called where the texts were read through, so that they need not stay in memory."""

    def of(self, place: int) -> str:
        """One text."""
        return self.bodies[int(self.rows[place])].as_py()


def in_order(articles: pa.Table, let_go: Callable[[], None] = lambda: None) -> Texts:
    """Texts of articles in order of time, and of their ids within one second."""
    seconds = pc.cast(articles["published"], pa.timestamp("s", tz="UTC"), safe=False)
    times = pc.fill_null(seconds.cast(pa.int64()), UNDATED).to_numpy()
    rows = np.lexsort((articles["article_id"].to_numpy().astype(str), times))
    times = times[rows]
    minutes = np.where(times == UNDATED, times, times // 60)
    languages, publishers = (
        articles[name].take(pa.array(rows)).to_pylist() for name in ("language", "publisher")
    )
    return Texts(articles["body"], rows, minutes, languages, publishers, let_go)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWeight:
    """A row of `copy_weights.csv`, fitted by `benchmarks/bench_copies.py`."""

    name: str
    """What is weighed."""
    value: float
    """How much it adds to the logarithm of the odds."""
    meaning: str
    """What it is, in words."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that two texts have alike, one after the other."""

    here: int
    """Number of the first in the one text."""
    there: int
    """Its number in the other."""
    length: int
    """How many they are."""


_DAY = 24 * 60
_SAMPLED = 4  # one triple in so many is looked up
_LEAST = 30  # word triples; shorter texts agree by chance
_LEAST_SAME = 10  # the same, where two texts are the same to the word
_WORTH = 0.2  # share of the sampled triples of the shorter text, from which two are aligned
_CROWD, _NEXT = 60, 6  # texts that share a triple; beyond, how many neighbours are compared
_LONGEST = 200_000  # characters of a text that are aligned
_RUN = 3  # words; fewer agree by chance
_TRIED = 50  # places of one triple that are tried
_BACK = 200  # runs that are looked back upon
_GAP = 40  # words; what stands between two passages and is longer replaces nothing
_FEW = 150  # words, so that one name in a short text does not weigh more than it tells
_LONGER = 2.0  # logarithm of the ratio of lengths, beyond which it tells no more
_WORD = re.compile(r"\w+(?:[.,:]\d+)*")


def near_pairs(
    texts: Texts, rules: CopyRules, joined: Callable[[int, int], bool]
) -> Iterator[Pair]:
    """Pairs within the window that are likely copies, texts that are the same first.

    Pairs that are `joined` already are passed over.
    """
    sketches = _sketches(texts)
    alone = sketches.sizes >= _LEAST
    for one, other, stands in _same(texts, sketches, rules.window * _DAY):
        alone[other] &= not stands
        yield Pair(one, other, 1.0, 1.0)
    counts = np.where(alone, sketches.counts, 0)
    look = Lookup(
        times=texts.times, window=rules.window * _DAY, share=_WORTH, crowd=_CROWD, following=_NEXT
    )
    found = sharing(sketches.sampled[np.repeat(alone, sketches.counts)], counts, look)
    del sketches  # it is large
    texts.let_go()
    for pairs in found:
        for one, other in pairs.tolist():
            if not joined(one, other):
                pair = attempted("comparing two articles", compared, texts, one, other)
                if pair and pair.chance >= rules.near:
                    yield pair


def compared(texts: Texts, one: int, other: int) -> Pair:
    """What two texts share of their wording, and the chance that they are one."""
    clues = measured(texts, one, other)
    odds = sum(weights()[name] * value for name, value in clues.items())
    whole = odds + weights()["shared"] * (1 - clues["shared"])
    lengths = [max(len(_said(texts.of(place)).plain), 1) for place in (one, other)]
    shares = (clues["shared"] * min(lengths) / length for length in lengths)
    return Pair(one, other, *shares, *(1 / (1 + math.exp(-value)) for value in (odds, whole)))


def measured(texts: Texts, one: int, other: int) -> dict[str, float]:
    """What is weighed of two texts, by the names in `copy_weights.csv`."""
    both = sorted((_said(texts.of(place)) for place in (one, other)), key=lambda s: len(s.plain))
    shorter, longer = both
    found = passages(shorter.plain, longer.plain)
    common = sum(run.length for run in found)
    least, most = (max(len(said.plain), 1) for said in both)
    return {
        "constant": 1.0,
        "shared": common / least,
        "replaced": 100 * _replaced(found, shorter, longer) / (common + _FEW),
        "longer": min(math.log(most / least), _LONGER),
        "days": math.log1p(_days(texts, one, other)),
    }


@cache
def weights() -> dict[str, float]:
    """The weights of `copy_weights.csv` by name."""
    return {row.name: row.value for row in read(CopyWeight, files.REFERENCE / "copy_weights.csv")}


def passages(words: Sequence[str], others: Sequence[str]) -> list[Run]:
    """The runs of three words and more that two texts share in the same order, longest in all."""
    found = list(runs(words, others))
    best: list[tuple[int, int]] = []  # words up to each run, and the run before it
    for number, run in enumerate(found):
        before = (
            (best[n][0], n)
            for n in range(max(0, number - _BACK), number)
            if found[n].there + found[n].length <= run.there
        )
        words_before, last = max(before, default=(0, -1))
        best.append((words_before + run.length, last))
    chosen = []
    number = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while number >= 0:
        chosen.append(found[number])
        number = best[number][1]
    return chosen[::-1]


def runs(words: Sequence[str], others: Sequence[str]) -> Iterator[Run]:
    """Runs of three words and more that stand in another text too, one after the other."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(others) - _RUN + 1):
        places[tuple(others[place : place + _RUN])].append(place)
    here = 0
    while here <= len(words) - _RUN:
        found = places.get(tuple(words[here : here + _RUN]), ())[:_TRIED]
        if found:
            length, negative = max((_alike(words, others, (here, p)), -p) for p in found)
            yield Run(here, -negative, length)
            here += length
        else:
            here += 1


def plain(words: Sequence[str]) -> list[str]:
    """Words in small letters; ё is е."""
    return [word.lower().replace("ё", "е") for word in words]


def _alike(words: Sequence[str], others: Sequence[str], places: tuple[int, int]) -> int:
    """How many words two texts have alike from two places on, where three are known to be."""
    here, there = places
    most = min(len(words) - here, len(others) - there)
    return next((n for n in range(_RUN, most) if words[here + n] != others[there + n]), most)


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a text."""

    printed: list[str]
    """As they are printed."""
    plain: list[str]
    """As they are compared."""
    small: frozenset[str]
    """Those that are printed in small letters."""
    names: frozenset[str]
    """Stems of those with a capital, and numbers."""


@lru_cache(32)
def _said(text: str) -> _Said:
    printed = _WORD.findall(text[:_LONGEST])
    small = frozenset(word for word in printed if word[0].islower())
    names = frozenset(stem(word) for word in printed if _is_name(word))
    return _Said(printed, plain(printed), small, names)


def _is_name(word: str) -> bool:
    """Whether a word begins with a capital or is a number."""
    return word[0].isupper() or word[0].isdigit()


def _replaced(found: Sequence[Run], one: _Said, other: _Said) -> int:
    """How often, between passages that two texts share, a name stands for another.

    Neither of the two is anywhere in the other text.
    """
    small = one.small | other.small

    def own(words: Sequence[str], names: frozenset[str]) -> bool:
        return any(
            _is_name(word) and word.lower() not in small and stem(word) not in names
            for word in words
        )

    gaps = (
        (
            one.printed[run.here + run.length : after.here],
            other.printed[run.there + run.length : after.there],
        )
        for run, after in pairwise(found)
    )
    return sum(
        len(here) <= _GAP
        and len(there) <= _GAP
        and own(here, other.names)
        and own(there, one.names)
        for here, there in gaps
    )


def _days(texts: Texts, one: int, other: int) -> float:
    """Days between two articles of one publisher, which tell of an update; 0 for two publishers."""
    times = texts.times[[one, other]]
    if texts.publishers[one] != texts.publishers[other] or UNDATED in times:
        return 0.0
    return abs(int(times[1]) - int(times[0])) / _DAY


def _same(texts: Texts, sketches: "_Sketches", window: int) -> Iterator[tuple[int, int, bool]]:
    """Each text with the last before it that is the same, and whether one of the day stands for it.

    Only those for which none stands are compared with others.
    """
    last: dict[tuple[int, int], tuple[int, int]] = {}
    times = texts.times.tolist()
    keys = zip(sketches.wholes.tolist(), sketches.sizes.tolist(), strict=True)
    for place, key in enumerate(keys):
        if key[1] < _LEAST_SAME:
            continue
        before, standing = last.get(key, (place, place))
        near = times[place] == UNDATED or times[place] - times[before] <= window
        stands = near and times[standing] in range(times[place] - _DAY, times[place] + 1)
        if near and before != place:
            yield before, place, stands
        last[key] = place, standing if stands else place


@dataclass(frozen=True, slots=True)
class _Sketches:
    """What is kept of every text, in order of time."""

    sampled: Hashes
    """Sampled triples, text by text."""
    counts: Counts
    """How many of them each text has."""
    sizes: Counts
    """How many triples each text has in all, repeated ones counted."""
    wholes: Wide
    """One hash of all triples of a text."""


def _sketches(texts: Texts) -> _Sketches:
    """Sketches of all texts; two portions at a time are worked on."""
    parts = (
        chunk.slice(begin, end - begin)
        for chunk in texts.bodies.chunks
        for begin, end in portions_of(chunk)
    )
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(_sketched, parts)) or [_sketched(pa.array([], pa.string()))]
    sampled, counts, sizes, wholes = map(np.concatenate, zip(*made, strict=True))
    del made  # it is large
    pa.default_memory_pool().release_unused()
    begins = (np.cumsum(counts) - counts)[texts.rows].tolist()
    counts = counts[texts.rows]
    if np.any(np.diff(texts.rows) < 0):
        of_each = zip(begins, counts.tolist(), strict=True)
        sampled = np.concatenate([sampled[begin : begin + n] for begin, n in of_each])
    return _Sketches(sampled, counts, sizes[texts.rows], wholes[texts.rows])


def _sketched(part: pa.Array) -> tuple[Hashes, Counts, Counts, Wide]:
    """The fields of sketches for a few texts."""
    found = triples(part)
    text = (found >> HALF).astype(np.int64)
    sizes = np.bincount(text, minlength=len(part))
    spread = (found & LOW) * np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(31))) * np.uint64(0xD6E8FEB86659FD93)
    sums = np.append(np.uint64(0), np.cumsum(spread))
    wholes = np.diff(sums[np.append(0, np.cumsum(sizes))])
    sampled = once(found[found % np.uint64(_SAMPLED) == 0])
    counts = np.bincount((sampled >> HALF).astype(np.int64), minlength=len(part))
    return sampled.astype(np.uint32), counts, sizes, wholes
