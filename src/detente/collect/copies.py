"""Copy groups: articles that print one text, in whole or in large part, and which came first.

Candidates come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman & Ullman,
*Mining of Massive Datasets*, ch. 3); each is then verified on the real sets of word triples.
Paraphrases and translations share too few of them to be seen here.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xxhash

from detente.collect.article import Article, CopyKind

WINDOW = timedelta(days=14)
"""Articles printed further apart than this are not compared; undated ones always are."""
CONTAINED = 0.5
"""Share of the shorter text's word triples that the other must have, to be a near copy."""
SAME = 0.97
"""The same share of both texts, from which a copy is exact."""
_LEAST = 30  # word triples; shorter texts agree by chance
_BANDS, _ROWS = 42, 3
_WORD = re.compile(r"\w+")

Shingles = npt.NDArray[np.uint64]


def grouped(articles: Sequence[Article]) -> list[Article]:
    """The articles with their copy group, copy kind and origin set, in the order given."""
    shingles = [_shingles(article.body) for article in articles]
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(_joined(len(articles), _verified(articles, shingles))):
        members[group].append(index)
    out = list(articles)
    for indices in members.values():
        origin = min(indices, key=_precedence([articles[i] for i in indices], articles))
        for index in indices:
            out[index] = dataclasses.replace(
                articles[index],
                copy_group=articles[origin].article_id,
                copy_kind=_kind(shingles[index], shingles[origin], alone=len(indices) == 1)
                if index != origin or len(indices) == 1
                else "origin",
                is_origin=index == origin,
            )
    return out


def _shingles(body: str) -> Shingles:
    """Hashes of a text's word triples, sorted, each once."""
    words = [xxhash.xxh3_64_intdigest(w.encode()) for w in _WORD.findall(body.lower())]
    if len(words) < 3:  # noqa: PLR2004 - a triple
        return np.empty(0, np.uint64)
    codes = np.array(words, np.uint64)
    mixed = codes[:-2] * np.uint64(0x9E3779B97F4A7C15) + codes[1:-1]
    return np.unique(mixed * np.uint64(0xC2B2AE3D27D4EB4F) + codes[2:])


def _verified(articles: Sequence[Article], shingles: list[Shingles]) -> Iterator[tuple[int, int]]:
    """Pairs of near copies."""
    for a, b in sorted(_candidates(shingles)):
        if not _near_in_time(articles[a].published, articles[b].published):
            continue
        if _shared(shingles[a], shingles[b]) >= CONTAINED * min(len(shingles[a]), len(shingles[b])):
            yield a, b


def _shared(one: Shingles, other: Shingles) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def _candidates(shingles: list[Shingles]) -> set[tuple[int, int]]:
    """Pairs that agree in a band of their signatures."""
    random = np.random.default_rng(20210519)
    size = _BANDS * _ROWS
    factors = random.integers(1, 2**63, size, np.uint64) | np.uint64(1)
    offsets = random.integers(0, 2**63, size, np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for index, found in enumerate(shingles):
        if len(found) < _LEAST:
            continue
        mixed = found[:, None] * factors + offsets
        signature = (mixed ^ (mixed >> np.uint64(29))).min(axis=0).reshape(_BANDS, _ROWS)
        for band in range(_BANDS):
            buckets[band, signature[band].tobytes()].append(index)
    return {pair for bucket in buckets.values() for pair in combinations(bucket, 2)}


def _near_in_time(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= WINDOW


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Group of each article: the lowest index that pairs connect it with."""
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return [root(index) for index in range(count)]


def _precedence(
    group: Sequence[Article], articles: Sequence[Article]
) -> Callable[[int], tuple[int, bool, float, str]]:
    """Order in a group: whom most of the others credit, then who printed first."""

    def key(index: int) -> tuple[int, bool, float, str]:
        article = articles[index]
        credited = sum(
            article.publisher in f"{other.byline} {other.body}"
            for other in group
            if other.publisher != article.publisher
        )
        time = article.published.timestamp() if article.published else 0.0
        return -credited, article.published is None, time, article.article_id

    return key


def _kind(text: Shingles, origin: Shingles, *, alone: bool) -> CopyKind:
    if alone:
        return "single"
    shared = _shared(text, origin)
    return "exact" if shared >= SAME * max(len(text), len(origin)) else "near"
