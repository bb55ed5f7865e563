"""The text that two articles share, as pairs of spans to mark in both."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from detente import records
from detente.collect.senses import alike, sentences_of

_RUN = 3  # words; fewer agree by chance
_THIRD = 3  # a part of a body is one in so many
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

    def touches(self, other: "SharedSpan") -> bool:
        """Whether this span touches another in one of the bodies."""
        here = self.start < other.end and other.start < self.end
        return here or (self.other_start < other.other_end and other.other_start < self.other_end)


def side_by_side(one: str, other: str) -> pd.DataFrame:
    """Spans that two bodies share, in the order of the one: SharedSpan's fields as columns.

    Runs of three words and more that are the same, whatever their case and the signs between.
    Where these are less than a third of the shorter body, also sentences that say the same.
    """
    spans = list(_same_words(one, other))
    if sum(span.end - span.start for span in spans) * _THIRD < min(len(one), len(other)):
        told = list(_same_sense(one, other))
        spans = [span for span in spans if not any(map(span.touches, told))] + told
    return records.frame(SharedSpan, sorted(spans, key=lambda span: (span.start, span.end)))


def _same_sense(one: str, other: str) -> Iterator[SharedSpan]:
    sentences, others = sentences_of(one), sentences_of(other)
    for match in alike(one, other):
        here, there = sentences[match.one], others[match.other]
        yield SharedSpan(
            start=here.start,
            end=here.end,
            other_start=there.start,
            other_end=there.end,
            likeness=match.likeness,
        )


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
