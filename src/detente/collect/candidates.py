"""Pairs of texts that may share their wording: an index of sampled word triples.

A fixed quarter of all triples, chosen by their hash, is looked up (Broder 1997, *On the
resemblance and containment of documents*): unlike MinHash it sees a short text in a long one.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.collect.sharing import UNDATED, Lookup, sharing
from detente.collect.wording import Counts, Hashes, Wide, once, portions, triples

_DAY = 24 * 60
_SAMPLED = 4  # one triple in so many is looked up
_LEAST = 30  # word triples; shorter texts agree by chance
_LEAST_SAME = 10  # the same, where two texts are the same to the word
_CROWD, _NEXT = 60, 6  # texts that share a triple; beyond, how many neighbours are compared
_AT_ONCE = 1 << 19  # bytes of text whose triples are made at a time
_HALF = np.uint64(32)  # bits of a key that hold one of its two numbers
_LOW = np.uint64(0xFFFFFFFF)


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
        self._sampled = hashes[:0]  # read once; it is large
        # Half of what is looked for will do, as a sample of a short text is small.
        look = Lookup(
            times=self._times,
            window=self._window,
            share=self._near / 2,
            crowd=_CROWD,
            following=_NEXT,
        )
        yield from sharing(hashes, counts, look)


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
        chunk.slice(begin, size)
        for chunk in texts.bodies.chunks
        for begin, size in portions(chunk, _AT_ONCE)
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
    text = (found >> _HALF).astype(np.int64)
    sizes = np.bincount(text, minlength=len(part))
    spread = (found & _LOW) * np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(31))) * np.uint64(0xD6E8FEB86659FD93)
    sums = np.append(np.uint64(0), np.cumsum(spread))
    wholes = np.diff(sums[np.append(0, np.cumsum(sizes))])
    sampled = once(found[found % np.uint64(_SAMPLED) == 0])
    counts = np.bincount((sampled >> _HALF).astype(np.int64), minlength=len(part))
    return sampled.astype(np.uint32), counts, sizes, wholes
