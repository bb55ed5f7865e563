"""Pairs of texts that share enough of what they have, hashes of words or of names.

An index of the hashes is read in order of time, so that each text meets those within the window,
the undated ones, and of a crowd only a few.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from detente.collect.wording import Counts, Hashes, Wide

UNDATED = np.iinfo(np.int64).max // 2
"""Stands for the time of an article without a date: after all others."""
_PAIRS = 1 << 19  # shared hashes that are counted at a time
_HALF = np.uint64(32)  # bits of a key that hold one of its two numbers
_LOW = np.uint64(0xFFFFFFFF)
_Places = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Which texts are looked up by what they share."""

    times: Counts
    """Minutes of each text, or UNDATED; in order."""
    window: int
    """Minutes that two texts may lie apart."""
    share: float
    """Share of what the text with less has that the other must have too."""
    crowd: int
    """With so many others that have the same, a text is compared with all."""
    following: int
    """With more, with so many of the next."""


def sharing(hashes: Hashes, counts: Counts, look: Lookup) -> Iterator[Counts]:
    """Pairs of texts that share enough hashes, as rows of two places, a portion at a time.

    Parameters
    ----------
    hashes
        What each text has, text by text in order of time, each hash once a text.
    counts
        How many hashes each text has.
    look
        How near in time, how much, and how many.
    """
    index = _index(hashes, counts, look)
    open_ = counts - np.bincount(index.places[index.crowded], minlength=len(counts))
    order = np.argsort(index.places, kind="stable").astype(np.uint32)
    cost = index.within[order] + index.undated[order]
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(
            lambda portion: _frequent(_keys(index, order[slice(*portion)]), open_, look.share),
            _portions(index.places[order], cost),
        )


@dataclass(frozen=True, slots=True)
class _Index:
    """Entries sorted by hash, then by place; only hashes that two texts have."""

    places: _Places
    """Place of the text that has the hash."""
    within: npt.NDArray[np.uint8]
    """With how many of the next entries, which are within the window, it is compared."""
    undated: npt.NDArray[np.uint8]
    """With how many of the undated texts that have the hash, where it is dated."""
    first_undated: _Places
    """How far off the first of those is."""
    crowded: npt.NDArray[np.bool_]
    """Whether there are so many that only the next few are taken."""


def _index(hashes: Hashes, counts: Counts, look: Lookup) -> _Index:
    """The index, made in parts by the first bits of the hashes, which takes less memory."""
    places = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    parts = (hashes >> np.uint32(28)).astype(np.uint8)

    def part(number: int) -> _Index:
        chosen = parts == number
        return _entries(hashes[chosen], places[chosen], look)

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(part, range(16)))
    return _Index(*(np.concatenate([getattr(m, f.name) for m in made]) for f in fields(_Index)))


def _entries(hashes: Hashes, places: _Places, look: Lookup) -> _Index:
    """Places are in order of time, so within one hash the entries in the window are a run."""
    keys = hashes.astype(np.uint64) << _HALF | places
    keys.sort()
    found = keys >> _HALF
    again = np.zeros(len(keys) + 1, bool)
    again[1:-1] = found[1:] == found[:-1]
    keys = keys[again[1:] | again[:-1]]
    places = (keys & _LOW).astype(np.uint32)
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] >> _HALF != keys[:-1] >> _HALF
    posting = np.cumsum(new) - 1
    ends = np.append(np.flatnonzero(new)[1:], len(new))[posting]
    when = look.times[places]
    dated = when != UNDATED
    low, high = (int(when[dated].min()), int(when[dated].max())) if dated.any() else (0, 0)
    last = high - low + look.window + 1  # where undated ones stand on the line of a hash
    line = posting * (last + 1) + np.where(dated, when - low, last)
    first = np.searchsorted(line, posting * (last + 1) + last)
    reach = np.searchsorted(line, line + np.where(dated, look.window, 0), side="right")
    entry = np.arange(len(keys))
    after, loose = reach - entry - 1, np.where(dated, ends - first, 0)
    crowded = after + loose > look.crowd
    most = np.where(crowded, look.following, look.crowd)
    within, undated = (np.minimum(n, most).astype(np.uint8) for n in (after, loose))
    off = np.where(undated > 0, first - entry, 0).astype(np.uint32)
    return _Index(places, within, undated, off, crowded)


def _portions(places: _Places, cost: npt.NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Entries in portions of about `_PAIRS` pairs, each of whole texts."""
    if not len(places):
        return
    ends = np.append(np.flatnonzero(places[1:] != places[:-1]) + 1, len(places))
    spent = np.cumsum(cost, dtype=np.int64)[ends - 1]
    text, begin, before = 0, 0, 0
    while text < len(ends):
        reached = int(np.searchsorted(spent, before + _PAIRS, side="right"))
        text = max(reached, text + 1)
        yield begin, int(ends[text - 1])
        begin, before = int(ends[text - 1]), int(spent[text - 1])


def _keys(index: _Index, entries: _Places) -> Wide:
    """A key of two places for each hash that two texts share, sorted."""
    parts = []
    for first, counts in (
        (entries + 1, index.within[entries]),
        (entries + index.first_undated[entries], index.undated[entries]),
    ):
        count = counts.astype(np.int64)
        other = index.places[np.repeat(first.astype(np.int64), count) + _within(count)].astype(
            np.uint64
        )
        one = np.repeat(index.places[entries], count).astype(np.uint64)
        parts.append(one << _HALF | other)
    keys = np.concatenate(parts)
    keys.sort()
    return keys


def _frequent(keys: Wide, counts: Counts, share: float) -> Counts:
    """Pairs whose keys come as often as a share of what the text with fewer hashes has."""
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    firsts = np.flatnonzero(new)
    times = np.diff(np.append(firsts, len(keys)))
    pairs = np.stack([keys[firsts] >> _HALF, keys[firsts] & _LOW], 1)
    pairs = pairs.astype(np.int64)
    return pairs[times >= np.maximum(2, counts[pairs].min(axis=1) * share)]


def _within(counts: Counts) -> Counts:
    """0, 1, 2 … for each count, one after the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
