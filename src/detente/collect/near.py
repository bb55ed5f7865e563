"""Pairs of articles that share their wording, verified on all of it and on the names they print.

One word triple in four is looked up, with the texts in the window that have it too; pairs that
share enough of them are compared by all of their triples. Texts that are the same to the word are
paired first, one text a day for all, so that what is printed very often costs no more.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.collect.shingles import (
    HALF,
    LOW,
    UNDATED,
    Counts,
    Hashes,
    Lookup,
    Wide,
    once,
    portions,
    portions_of,
    shared,
    sharing,
    triples,
    wording,
)
from detente.collect.spellings import NAME
from detente.errors import ParameterError, UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """Thresholds of the copy groups; all shares are from 0 to 1.

    The share of a text is the part of its word triples that the other text has too; of a text
    told again, the part of its sentences that have their like in the other.
    """

    window: int = 14
    """Days: articles printed further apart are not compared; undated ones are with all."""
    exact: float = 0.97
    """Share of both texts, from which a copy is exact."""
    near: float = 0.5
    """Share of both texts, from which a copy is near; of one of them, from which it is partial."""
    part: float = 0.2
    """Share that another's text must have in a longer, later one for that to be a partial copy."""
    named: float = 0.88
    """Share of the names and numbers of the text with fewer that the other must have as well: two
    proclamations in one form share their words, but not those."""
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
    """Two articles, by their place in order of time, that share their wording."""

    one: int
    """Place of the earlier."""
    other: int
    """Place of the later."""
    share: float
    """Share of the earlier text's word triples that the later has."""
    other_share: float
    """Share of the later text's."""
    named: float = 1.0
    """Share of the names and numbers of the text with fewer that the other has too."""

    @property
    def least(self) -> float:
        """The smaller of the two shares."""
        return min(self.share, self.other_share)

    def agrees(self, rules: CopyRules) -> bool:
        """Whether half of the later is shared, or of the earlier and a good part of the later."""
        if self.named < rules.named:
            return False
        if self.other_share >= rules.near:
            return True
        return self.share >= rules.near and self.other_share >= rules.part


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

    def of(self, place: int) -> str:
        """One text."""
        return self.bodies[int(self.rows[place])].as_py()


def in_order(articles: pa.Table) -> Texts:
    """Texts of articles in order of time, and of their ids within one second."""
    seconds = pc.cast(articles["published"], pa.timestamp("s", tz="UTC"), safe=False)
    times = pc.fill_null(seconds.cast(pa.int64()), UNDATED).to_numpy()
    rows = np.lexsort((articles["article_id"].to_numpy().astype(str), times))
    times = times[rows]
    minutes = np.where(times == UNDATED, times, times // 60)
    languages = articles["language"].take(pa.array(rows)).to_pylist()
    return Texts(articles["body"], rows, minutes, languages)


_DAY = 24 * 60
_SAMPLED = 4  # one triple in so many is looked up
_LEAST = 30  # word triples; shorter texts agree by chance
_LEAST_SAME = 10  # the same, where two texts are the same to the word
_CROWD, _NEXT = 60, 6  # texts that share a triple; beyond, how many neighbours are compared
_FORMULAIC = 7000  # characters; no longer text is a form
_AT_ONCE = 1 << 18  # triples of the candidates that are verified at a time
_MEASURED = 500  # pairs


def near_pairs(
    texts: Texts, rules: CopyRules, joined: Callable[[int, int], bool]
) -> Iterator[Pair]:
    """Pairs within the window that share enough wording, texts that are the same first.

    Pairs that are `joined` already are passed over.
    """
    sketches = _sketches(texts)
    sizes = sketches.sizes
    alone = sizes >= _LEAST
    for one, other, stands in _same(texts, sketches, rules.window * _DAY):
        alone[other] &= not stands
        yield Pair(one, other, 1.0, 1.0)
    hashes = sketches.sampled[np.repeat(alone, sketches.counts)]
    counts = np.where(alone, sketches.counts, 0)
    del sketches  # it is large
    look = Lookup(
        times=texts.times,
        window=rules.window * _DAY,
        share=rules.near / 2,  # half will do, as a sample of a short text is small
        crowd=_CROWD,
        following=_NEXT,
    )
    for pairs in sharing(hashes, counts, look):
        for begin, end in portions(sizes[pairs].max(axis=1), _AT_ONCE):
            for pair in _compared(texts, pairs[begin:end].tolist(), joined):
                if found := _copies(texts, pair, rules):
                    yield found


def measured(texts: Texts, pairs: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """What the texts of some pairs share of their wording, in the order given."""
    for begin in range(0, len(pairs), _MEASURED):
        yield from _compared(texts, pairs[begin : begin + _MEASURED], lambda *_: False)


def names_shared(one: str, other: str) -> float:
    """Share of the names and numbers of the text with fewer that the other has too.

    Two texts in one form, filled in with other names, share their words, but not those.
    """
    names, others = _names(one), _names(other)
    fewer = min(len(names), len(others))
    return len(names & others) / fewer if fewer else 1.0


@lru_cache(4096)
def _names(body: str) -> frozenset[str]:
    return frozenset(NAME.findall(body))


def _compared(
    texts: Texts, pairs: Sequence[Sequence[int]], joined: Callable[[int, int], bool]
) -> Iterator[Pair]:
    """What the texts of pairs that are not joined share of their wording."""
    left = [(one, other) for one, other in pairs if not joined(one, other)]
    places = sorted({place for pair in left for place in pair})
    number = {place: n for n, place in enumerate(places)}
    words = wording(pa.array(map(texts.of, places), pa.string()))
    for one, other in left:
        if not joined(one, other):
            here, there = words.of(number[one]), words.of(number[other])
            common = shared(here, there)  # of a text of two words there is no wording to share
            yield Pair(one, other, common / max(len(here), 1), common / max(len(there), 1))


def _copies(texts: Texts, pair: Pair, rules: CopyRules) -> Pair | None:
    """A pair, if its texts are copies; in short ones the names are held against each other."""
    if not pair.agrees(rules):
        return None
    one, other = texts.of(pair.one), texts.of(pair.other)
    if min(len(one), len(other)) <= _FORMULAIC:
        pair = dataclasses.replace(pair, named=names_shared(one, other))
    return pair if pair.agrees(rules) else None


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
