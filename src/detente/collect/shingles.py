"""The wording of many texts at once: hashes of their word triples, and which texts share hashes.

A word is a run of letters, digits and underscores in any script; case and ё do not count. What two
texts share is counted where both stand in the index of a hash, so that most pairs are never seen.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Wide = npt.NDArray[np.uint64]
LONGEST = 1 << 20
"""Bytes of a text that are compared; of a longer one, its beginning."""
_AT_ONCE = 1 << 19  # bytes; so much stays in the processor's cache
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_SIGNS = {  # how the characters begin in UTF-8 that are no letters, and how many bytes they have
    (0xC2, 0x80, 0xBF): 2,  # «, », no-break space
    (0xE2, 0x80, 0xAF): 3,  # dashes, quotation marks, arrows
    (0xE3, 0x80, 0x80): 3,
    (0xF0, 0x9F, 0x9F): 4,  # pictures
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The word triples of some texts: their hashes, text by text, sorted, each once."""

    hashes: Hashes
    """Hashes of all texts, one text after the other."""
    bounds: Counts
    """Where each text begins in `hashes`, and where the last ends."""

    def of(self, text: int) -> Hashes:
        """Hashes of one text."""
        return self.hashes[self.bounds[text] : self.bounds[text + 1]]


def wording(texts: pa.Array) -> Wording:
    """Hashes of the word triples of some texts; memory for one megabyte of them at a time."""
    parts = [_part(texts.slice(begin, end - begin)) for begin, end in portions_of(texts)]
    sizes = np.concatenate([np.zeros(1, np.int64), *(sizes for _, sizes in parts)])
    hashes = np.concatenate([np.zeros(0, np.uint32), *(found for found, _ in parts)])
    return Wording(hashes, np.cumsum(sizes))


def portions(costs: Counts, most: int) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) of some things in portions that cost so much, or of one thing."""
    spent = np.cumsum(costs)
    begin = 0
    while begin < len(spent):
        reached = (int(spent[begin - 1]) if begin else 0) + most
        end = max(int(np.searchsorted(spent, reached, side="right")), begin + 1)
        yield begin, end
        begin = end


def shared(one: Hashes, other: Hashes) -> int:
    """How many values two sorted sets have in common."""
    if len(one) > len(other):
        one, other = other, one
    place = np.searchsorted(other, one)
    place[place == len(other)] = 0
    return int(np.count_nonzero(other[place] == one)) if len(other) else 0


def _part(texts: pa.Array) -> tuple[Hashes, Counts]:
    """Hashes of the triples of a few texts, each once, and how many each text has."""
    keys = once(triples(texts))
    sizes = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(texts))
    return keys.astype(np.uint32), sizes


def portions_of(texts: pa.Array) -> Iterator[tuple[int, int]]:
    """Portions of texts of so many bytes as are worked on at once."""
    sizes = pc.binary_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
    return portions(sizes, _AT_ONCE)


def once(keys: Wide) -> Wide:
    """Sorted, each once; faster than numpy's own."""
    keys = np.sort(keys)
    return keys[_is_new(keys)]


def _is_new(keys: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether each of some sorted keys is the first of its value."""
    new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return new


def triples(texts: pa.Array) -> Wide:
    """All word triples of a few texts, in order: above, the number of the text; below, the hash."""
    words, bounds = _words(_plain(texts))
    text = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(bounds))
    mixed = (words[:-2] * np.uint64(_BASE) + words[1:-1]) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed + words[2:]) * np.uint64(0xD6E8FEB86659FD93)
    hashes = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x94D049BB133111EB) >> np.uint64(32)
    return (hashes | text[:-2] << np.uint64(32))[text[:-2] == text[2:]]


def _plain(texts: pa.Array) -> pa.Array:
    """Texts in small letters, no longer than is compared, each with a line's end."""
    plain = pc.utf8_lower(texts).cast(pa.large_string())
    if pc.sum(pc.utf8_length(plain)).as_py() != pc.sum(pc.binary_length(plain)).as_py():
        plain = pc.replace_substring(plain, "ё", "е")
    plain = plain.cast(pa.large_binary())
    if int(pc.max(pc.binary_length(plain)).as_py() or 0) > LONGEST:
        plain = pc.binary_slice(plain, 0, LONGEST)
    end, nothing = (pa.scalar(sign, pa.large_binary()) for sign in (b"\n", b""))
    return pc.binary_join_element_wise(plain, end, nothing)


def _words(plain: pa.Array) -> tuple[Wide, Counts]:
    """Hashes of the words of some texts, in order, and where each text begins among them.

    A word's hash is the value of a polynomial of its bytes, read off the running sum of all.
    """
    _, offsets, data = plain.buffers()
    edges = np.frombuffer(offsets, np.int64)[plain.offset : plain.offset + len(plain) + 1]
    if len(plain) == 0:
        return np.zeros(0, np.uint64), np.zeros(1, np.int64)
    signs = np.frombuffer(data, np.uint8)[edges[0] : edges[-1]]
    inside = np.append(False, _inside(signs))
    ends = np.flatnonzero(inside[1:] != inside[:-1])
    begin, end = ends[::2], ends[1::2]
    powers, inverse = _powers()
    sums = np.zeros(len(signs) + 1, np.uint64)
    np.cumsum(signs * powers[: len(signs)], out=sums[1:])
    return (sums[end] - sums[begin]) * inverse[begin], np.searchsorted(begin, edges - edges[0])


def _inside(signs: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which bytes belong to words."""
    inside = np.take(_letters(), signs)
    if int(signs.max()) < 0x80:  # noqa: PLR2004 - ASCII ends there
        return inside
    for (lead, least, most), size in _SIGNS.items():
        found = np.flatnonzero(signs[:-1] == lead)
        found = found[(signs[found + 1] >= least) & (signs[found + 1] <= most)]
        for step in range(size):
            inside[found[found + step < len(signs)] + step] = False
    return inside


@cache
def _letters() -> npt.NDArray[np.bool_]:
    """Whether a byte can stand in a word; those of other scripts all can."""
    return np.array([chr(byte).isalnum() or byte in b"_" or byte > 0x7F for byte in range(256)])  # noqa: PLR2004 - ASCII ends there


@cache
def _powers() -> tuple[Wide, Wide]:
    """Powers of the base, and of its inverse, for every place of a portion."""
    size = LONGEST + _AT_ONCE
    out = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        powers = np.full(size, base, np.uint64)
        powers[0] = 1
        out.append(np.cumprod(powers))
    return out[0], out[1]


UNDATED = np.iinfo(np.int64).max // 2
"""Stands for the time of an article without a date: after all others."""
_PAIRS = 1 << 19  # shared hashes that are counted at a time
HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
"""Bits of a key that hold one of its two numbers, and the mask of the lower."""
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
    del hashes  # it is large
    open_ = counts - np.bincount(index.places[index.crowded], minlength=len(counts))
    cost = np.bincount(index.places, index.within + index.undated, len(counts)).astype(np.int64)
    ends = np.append(0, np.cumsum(np.bincount(index.places, minlength=len(counts))))
    order = np.argsort(index.places, kind="stable").astype(np.uint32)

    def pairs(portion: tuple[int, int]) -> Counts:
        begin, end = ends[list(portion)]
        return _frequent(_keys(index, order[begin:end]), open_, look.share)

    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(pairs, portions(cost, _PAIRS))


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
    parts = (hashes >> np.uint32(26)).astype(np.uint8)

    def part(number: int) -> tuple[npt.NDArray[Any], ...]:
        chosen = parts == number
        return _entries(hashes[chosen], places[chosen], look)

    with ThreadPoolExecutor(2) as pool:
        columns = [list(column) for column in zip(*pool.map(part, range(64)), strict=True)]
    return _Index(*(np.concatenate(columns.pop(0)) for _ in fields(_Index)))


def _entries(hashes: Hashes, places: _Places, look: Lookup) -> tuple[npt.NDArray[Any], ...]:
    """The fields of a part of the index.

    Places are in order of time, so within one hash the entries in the window are a run.
    """
    keys = hashes.astype(np.uint64) << HALF | places
    keys.sort()
    again = np.append(~_is_new(keys >> HALF), False)
    keys = keys[again[1:] | again[:-1]]
    places = (keys & LOW).astype(np.uint32)
    new = _is_new(keys >> HALF)
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
    return places, within, undated, off, crowded


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
        parts.append(one << HALF | other)
    keys = np.concatenate(parts)
    keys.sort()
    return keys


def _frequent(keys: Wide, counts: Counts, share: float) -> Counts:
    """Pairs whose keys come as often as a share of what the text with fewer hashes has."""
    firsts = np.flatnonzero(_is_new(keys))
    times = np.diff(np.append(firsts, len(keys)))
    pairs = np.stack([keys[firsts] >> HALF, keys[firsts] & LOW], 1)
    pairs = pairs.astype(np.int64)
    return pairs[times >= np.maximum(2, counts[pairs].min(axis=1) * share)]


def _within(counts: Counts) -> Counts:
    """0, 1, 2 … for each count, one after the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
