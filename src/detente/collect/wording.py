"""The wording of many texts at once: hashes of their word triples, as the comparison needs them.

A word is a run of letters, digits and underscores in any script; case and ё do not count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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
