"""The text that two articles share, as pairs of spans to mark in both."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from detente import records

_RUN = 3  # words; fewer agree by chance
_TRIED = 50  # places of one triple that are tried
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSpan:
    """A passage that stands in two articles."""

    start: int
    """Where it begins in the body of the one."""
    end: int
    """Where it ends there, exclusive."""
    other_start: int
    """Where it begins in the body of the other."""
    other_end: int
    """Where it ends there, exclusive."""
    likeness: float
    """1 where it is the same words; else how alike two sentences are that say it in others."""


def side_by_side(one: str, other: str) -> pd.DataFrame:
    """Spans that two bodies share, in the order of the one: SharedSpan's fields as columns.

    Runs of three words and more that are the same, whatever their case and the signs between.
    """
    return records.frame(SharedSpan, _same_words(one, other))


def _same_words(one: str, other: str) -> Iterator[SharedSpan]:
    words, others = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    said, said_there = _plain(words), _plain(others)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(said_there) - _RUN + 1):
        places[tuple(said_there[place : place + _RUN])].append(place)
    here = 0
    while here <= len(said) - _RUN:
        found = places.get(tuple(said[here : here + _RUN]), [])[:_TRIED]
        if not found:
            here += 1
            continue
        length, negative = max((_run(said[here:], said_there[p:]), -p) for p in found)
        there = -negative
        yield SharedSpan(
            start=words[here].start(),
            end=words[here + length - 1].end(),
            other_start=others[there].start(),
            other_end=others[there + length - 1].end(),
            likeness=1.0,
        )
        here += length


def _plain(words: list[re.Match[str]]) -> list[str]:
    return [word.group().lower().replace("ё", "е") for word in words]


def _run(one: list[str], other: list[str]) -> int:
    """How many words two lists begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
