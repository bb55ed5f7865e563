"""The wording of many texts at once: hashes of their word triples, as the comparison needs them.

A word is a run of letters, digits and underscores in any script; case and ё do not count.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache

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

    @property
    def sizes(self) -> Counts:
        """How many different triples each text has."""
        return np.diff(self.bounds)


def wording(texts: pa.Array) -> Wording:
    """Hashes of the word triples of some texts; memory for one megabyte of them at a time."""
    parts = [_part(texts.slice(begin, size)) for begin, size in portions(texts, _AT_ONCE)]
    sizes = np.concatenate([np.zeros(1, np.int64), *(sizes for _, sizes in parts)])
    hashes = np.concatenate([np.zeros(0, np.uint32), *(found for found, _ in parts)])
    return Wording(hashes, np.cumsum(sizes))


def portions(texts: pa.Array, least: int) -> Iterator[tuple[int, int]]:
    """First text and number of texts of portions of so many bytes."""
    ends = np.cumsum(pc.binary_length(texts).to_numpy(zero_copy_only=False).astype(np.int64))
    begin = 0
    while begin < len(texts):
        reached = (ends[begin - 1] if begin else 0) + least
        until = max(int(np.searchsorted(ends, reached, side="right")), begin + 1)
        yield begin, until - begin
        begin = until


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


def once(keys: Wide) -> Wide:
    """Sorted, each once; faster than numpy's own."""
    keys = np.sort(keys)
    new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def triples(texts: pa.Array) -> Wide:
    """All word triples of a few texts, in order: above, the number of the text; below, the hash."""
    words, bounds = _words(_plain(texts))
    text = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(bounds))
    if len(words) < 3:  # noqa: PLR2004 - a triple
        return np.zeros(0, np.uint64)
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


_DAY = 24 * 60
_SAMPLED = 4  # one triple in so many is looked up
_LEAST = 30  # word triples; shorter texts agree by chance
_LEAST_SAME = 10  # the same, where two texts are the same to the word
_CROWD, _NEXT = 60, 6  # texts that share a triple; beyond, how many neighbours are compared


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
