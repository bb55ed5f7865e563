"""Pairs of texts that may share their wording: an index of sampled word triples.

A fixed quarter of all triples, chosen by their hash, is looked up (Broder 1997, *On the
resemblance and containment of documents*): unlike MinHash it sees a short text in a long one.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from detente.collect.wording import Counts, Hashes, once, portions, triples

UNDATED = np.iinfo(np.int64).max // 2
"""Stands for the time of an article without a date: after all others."""
_DAY = 24 * 60
_SAMPLED = 4  # one triple in so many is looked up
_LEAST = 30  # word triples; shorter texts agree by chance
_LEAST_SAME = 10  # the same, where two texts are the same to the word
_CROWD, _NEXT = 60, 6  # texts that share a triple; beyond, how many neighbours are compared
_AT_ONCE = 1 << 20  # bytes of text whose triples are made at a time
_PAIRS = 1 << 22  # shared triples that are counted at a time
_HALF = np.uint64(32)  # bits of a key that hold one of its two numbers
_LOW = np.uint64(0xFFFFFFFF)

_Wide = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.uint32]
_Chosen = npt.NDArray[np.bool_]


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


class Candidates:
    """Pairs of texts, by their place in order of time, that are worth comparing.

    Parameters
    ----------
    texts
        All texts.
    window
        Days that two of them may lie apart.
    near
        Share of a text's triples that the other of a pair should have.
    """

    def __init__(self, texts: Texts, *, window: int, near: float) -> None:
        self._times = texts.times
        self._window = window * _DAY
        self._near = near
        sketches = _sketches(texts)
        self.sizes = sketches.sizes
        """How many triples each text has, repeated ones counted."""
        self._sampled = sketches.sampled
        self._counts = sketches.counts
        self._wholes = sketches.wholes
        self._alone = sketches.sizes >= _LEAST

    def same(self) -> Iterator[tuple[int, int]]:
        """Each text with the last before it that is the same; to be taken before the others.

        One text a day then stands for all that are the same, so that one that is printed very
        often costs no more than another.
        """
        last: dict[tuple[int, int], tuple[int, int]] = {}
        times = self._times.tolist()
        for place, key in enumerate(zip(self._wholes.tolist(), self.sizes.tolist(), strict=True)):
            if key[1] < _LEAST_SAME:
                continue
            before, standing = last.get(key, (place, place))
            near = times[place] == UNDATED or times[place] - times[before] <= self._window
            stands = near and times[standing] in range(times[place] - _DAY, times[place] + 1)
            if near and before != place:
                yield before, place
                self._alone[place] &= not stands
            last[key] = place, standing if stands else place

    def others(self) -> Iterator[Counts]:
        """Pairs that share enough sampled triples, as rows of two, a portion at a time."""
        counts = np.where(self._alone, self._counts, 0)
        hashes = self._sampled[np.repeat(self._alone, self._counts)]
        # Half of what is looked for will do, as a sample of a short text is small.
        look = Lookup(window=self._window, share=self._near / 2, crowd=_CROWD, following=_NEXT)
        yield from sharing(hashes, counts, self._times, look=look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Which texts are looked up by what they share."""

    window: int
    """Minutes that two texts may lie apart."""
    share: float
    """Share of what the text with less has that the other must have too."""
    crowd: int
    """With so many others that have the same, a text is compared with all."""
    following: int
    """With more, with so many of the next."""


def sharing(hashes: Hashes, counts: Counts, times: Counts, *, look: Lookup) -> Iterator[Counts]:
    """Pairs of texts that share enough hashes, as rows of two places, a portion at a time.

    Parameters
    ----------
    hashes
        What each text has, text by text in order of time, each hash once a text.
    counts
        How many hashes each text has.
    times
        Minutes, or UNDATED.
    look
        How much, how near in time, and how many.
    """
    index = _index(hashes, counts)
    if not len(index.places):
        return
    runs = _runs(index, times, look)
    open_ = counts - np.bincount(index.places[runs.crowded], minlength=len(counts))
    order = np.argsort(index.places, kind="stable")
    cost = (runs.within + runs.undated)[order]
    for begin, until in _portions(index.places[order], cost):
        yield _frequent(_keys(index, runs, order[begin:until]), open_, look.share)


@dataclass(frozen=True, slots=True)
class _Sketches:
    """What is kept of every text, in order of time."""

    sampled: Hashes
    """Sampled triples, text by text."""
    counts: Counts
    """How many of them each text has."""
    sizes: Counts
    """How many triples each text has in all, repeated ones counted."""
    wholes: _Wide
    """One hash of all triples of a text."""


def _sketches(texts: Texts) -> _Sketches:
    """Sketches of all texts; two portions at a time are worked on."""
    parts = (
        chunk.slice(begin, size)
        for chunk in texts.bodies.chunks
        for begin, size in portions(chunk, _AT_ONCE)
    )
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(_sketched, parts)) or [_sketched(pa.array([], pa.string()))]
    sampled, counts, sizes, wholes = map(np.concatenate, zip(*made, strict=True))
    begins = (np.cumsum(counts) - counts)[texts.rows]
    counts = counts[texts.rows]
    order = np.repeat(begins, counts) + _within(counts)
    return _Sketches(sampled[order], counts, sizes[texts.rows], wholes[texts.rows])


def _sketched(part: pa.Array) -> tuple[Hashes, Counts, Counts, _Wide]:
    """The fields of sketches for a few texts."""
    found = triples(part)
    text = (found >> _HALF).astype(np.int64)
    sizes = np.bincount(text, minlength=len(part))
    spread = (found & _LOW) * np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(31))) * np.uint64(0xD6E8FEB86659FD93)
    sums = np.append(np.uint64(0), np.cumsum(spread))
    wholes = np.diff(sums[np.append(0, np.cumsum(sizes))])
    sampled = once(found[found % np.uint64(_SAMPLED) == 0])
    counts = np.bincount((sampled >> _HALF).astype(np.int64), minlength=len(part))
    return sampled.astype(np.uint32), counts, sizes, wholes


def _within(counts: Counts) -> Counts:
    """0, 1, 2 … for each count, one after the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass(frozen=True, slots=True)
class _Index:
    """Entries sorted by hash, then by place; only hashes that two texts have."""

    hashes: Hashes
    """Hash of each entry."""
    places: _Places
    """Place of the text that has it."""


def _index(hashes: Hashes, counts: Counts) -> _Index:
    keys = hashes.astype(np.uint64) << _HALF
    keys |= np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    keys.sort()
    found = (keys >> _HALF).astype(np.uint32)
    again = np.zeros(len(keys) + 1, bool)
    again[1:-1] = found[1:] == found[:-1]
    keys = keys[again[1:] | again[:-1]]
    return _Index((keys >> _HALF).astype(np.uint32), keys.astype(np.uint32))


@dataclass(frozen=True, slots=True)
class _Runs:
    """With which entries after it each entry of an index is compared."""

    within: Counts
    """How many of the next, which are within the window."""
    first_undated: Counts
    """First of the undated ones that have the hash."""
    undated: Counts
    """How many of those, for a dated one."""
    crowded: _Chosen
    """Whether there are so many that only the next few are taken."""


def _runs(index: _Index, times: Counts, look: Lookup) -> _Runs:
    """Places are in order of time, so within one hash the entries in the window are a run."""
    new = np.concatenate([[True], index.hashes[1:] != index.hashes[:-1]])
    posting = np.cumsum(new) - 1
    ends = np.append(np.flatnonzero(new)[1:], len(new))[posting]
    when = times[index.places]
    dated = when != UNDATED
    low, high = (int(when[dated].min()), int(when[dated].max())) if dated.any() else (0, 0)
    last = high - low + look.window + 1  # where undated ones stand on the line of a hash
    line = posting * (last + 1) + np.where(dated, when - low, last)
    first_undated = np.searchsorted(line, posting * (last + 1) + last)
    reach = np.searchsorted(line, line + np.where(dated, look.window, 0), side="right")
    within = reach - np.arange(len(new)) - 1
    undated = np.where(dated, ends - first_undated, 0)
    crowded = within + undated > look.crowd
    within[crowded] = np.minimum(within[crowded], look.following)
    undated[crowded] = np.minimum(undated[crowded], look.following)
    return _Runs(within, first_undated, undated, crowded)


def _portions(places: _Places, cost: Counts) -> Iterator[tuple[int, int]]:
    """Entries in portions of about `_PAIRS` pairs, each of whole texts."""
    ends = np.append(np.flatnonzero(places[1:] != places[:-1]) + 1, len(places))
    spent = np.cumsum(cost)[ends - 1]
    text, begin, before = 0, 0, 0
    while text < len(ends):
        reached = int(np.searchsorted(spent, before + _PAIRS, side="right"))
        text = max(reached, text + 1)
        yield begin, int(ends[text - 1])
        begin, before = int(ends[text - 1]), int(spent[text - 1])


def _keys(index: _Index, runs: _Runs, entries: Counts) -> _Wide:
    """A key of two places for each hash that two texts share, sorted."""
    parts = []
    for first, count in (
        (entries + 1, runs.within[entries]),
        (runs.first_undated[entries], runs.undated[entries]),
    ):
        other = index.places[np.repeat(first, count) + _within(count)].astype(np.uint64)
        one = np.repeat(index.places[entries], count).astype(np.uint64)
        parts.append(one << _HALF | other)
    keys = np.concatenate(parts)
    keys.sort()
    return keys


def _frequent(keys: _Wide, counts: Counts, share: float) -> Counts:
    """Pairs whose keys come as often as a share of what the text with fewer hashes has."""
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    firsts = np.flatnonzero(new)
    times = np.diff(np.append(firsts, len(keys)))
    pairs = np.stack([keys[firsts] >> _HALF, keys[firsts] & _LOW], 1)
    pairs = pairs.astype(np.int64)
    return pairs[times >= np.maximum(2, counts[pairs].min(axis=1) * share)]
