"""Copy groups: articles that print one text, in whole or in large part, and which came first.

Candidates come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman & Ullman,
*Mining of Massive Datasets*, ch. 3); each is then verified on the real sets of word triples.
Paraphrases and translations share too few of them to be seen here.
"""

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xxhash

from detente.collect.article import Article, CopyKind

WINDOW = timedelta(days=14)
"""Articles printed further apart than this are not compared; undated ones always are."""
CONTAINED = 0.5
"""Share of the shorter text's word triples that the other must have, to be a near copy."""
NAMED = 0.88
"""Share of the names and numbers of the text with fewer that the other must have as well: two
proclamations in one form share their words, but not those."""
SAME = 0.97
"""The same share of both texts, from which a copy is exact."""
_CREDIT = (
    r"(?:[(/]|\b(?i:by|via|from|according to|source:|reported by|агентств\w*|сообщ\w+|перед\w+|"
    r"по данным|со ссылкой на|источник:))\s*[«“\"]?{name}(?!\w)"
    r"|(?<!\w){name}[»”\"]?\s+(?i:reports|reported|said|сообщ\w+|передаёт|передает)"
)
_AT_ONCE = 4096  # shingles hashed at once, so that a long text takes no more memory
_LEAST = 30  # word triples; shorter texts agree by chance
_BANDS, _ROWS = 42, 3
_CROWD, _NEXT = 60, 12  # texts that agree in a band; beyond, how many neighbours are compared
_FORMULAIC = 1000  # word triples; no longer text is a form
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b(?:[A-ZА-ЯЁ][\w’'-]*|\d[\d.,:]*)")

Shingles = npt.NDArray[np.uint64]


def grouped(articles: Sequence[Article]) -> list[Article]:
    """The articles with their copy group, copy kind and origin set, in the order given."""
    shingles = [_shingles(article.body) for article in articles]
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(_joined(articles, shingles)):
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
    words = _WORD.findall(body.lower())
    if len(words) < 3:  # noqa: PLR2004 - a triple
        return np.empty(0, np.uint64)
    hashes = (xxhash.xxh3_64_intdigest(word.encode()) for word in words)
    codes = np.fromiter(hashes, np.uint64, len(words))
    mixed = codes[:-2] * np.uint64(0x9E3779B97F4A7C15) + codes[1:-1]
    return np.unique(mixed * np.uint64(0xC2B2AE3D27D4EB4F) + codes[2:])


def _agree(one: Article, other: Article, *shingles: Shingles) -> bool:
    """Whether two texts are near copies."""
    least = min(len(found) for found in shingles)
    if _shared(*shingles) < CONTAINED * least:
        return False
    return least > _FORMULAIC or _names_agree(one.body, other.body)


def _names_agree(one: str, other: str) -> bool:
    """Whether two texts name the same, and not the same form filled in with other names."""
    names, others = set(_NAME.findall(one)), set(_NAME.findall(other))
    return len(names & others) >= NAMED * min(len(names), len(others))


def _shared(one: Shingles, other: Shingles) -> int:
    """How many values two sorted sets have in common."""
    if len(one) > len(other):
        one, other = other, one
    place = np.searchsorted(other, one)
    place[place == len(other)] = 0
    return int(np.count_nonzero(other[place] == one)) if len(other) else 0


def _candidates(articles: Sequence[Article], shingles: list[Shingles]) -> Iterator[tuple[int, int]]:
    """Pairs printed near in time whose signatures agree in a band, each once, in order."""
    indices = [i for i, found in enumerate(shingles) if len(found) >= _LEAST]
    signatures = np.array([_signature(shingles[i]) for i in indices], np.uint64)
    pairs: set[tuple[int, int]] = set()
    for band in signatures.reshape(len(indices), _BANDS).T if indices else ():
        order = np.argsort(band, kind="stable")
        edges = np.flatnonzero(np.diff(band[order])) + 1
        for run in np.split(order, edges):
            pairs.update(_pairs(run.tolist()))
    for one, other in sorted(pairs):
        a, b = indices[one], indices[other]
        if _near_in_time(articles[a].published, articles[b].published):
            yield a, b


def _pairs(run: list[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a few; of a crowd each one's pairs with those next to it.

    A crowd is one text printed very often, which such a chain holds together, or a phrase that
    very many texts share, where all pairs would cost too much.
    """
    if len(run) <= _CROWD:
        yield from combinations(run, 2)
        return
    for place in range(1, len(run)):
        yield from ((other, run[place]) for other in run[max(0, place - _NEXT) : place])


def _signature(shingles: Shingles) -> Shingles:
    """MinHash of a set, one value a band."""
    factors, offsets = _hashes()
    lowest = np.full(len(factors), np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(shingles), _AT_ONCE):
        mixed = shingles[start : start + _AT_ONCE, None] * factors + offsets
        lowest = np.minimum(lowest, (mixed ^ (mixed >> np.uint64(29))).min(axis=0))
    bands = lowest.reshape(_BANDS, _ROWS)
    weights = factors[:_ROWS]
    return (bands * weights).sum(axis=1, dtype=np.uint64)


@cache
def _hashes() -> tuple[Shingles, Shingles]:
    """Factors and offsets of the hash functions, the same in every run."""
    random = np.random.default_rng(20210519)
    size = _BANDS * _ROWS
    factors = random.integers(1, 2**63, size, np.uint64) | np.uint64(1)
    return factors, random.integers(0, 2**63, size, np.uint64)


def _near_in_time(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= WINDOW


def _joined(articles: Sequence[Article], shingles: list[Shingles]) -> list[int]:
    """Group of each article: the lowest index that a chain of near copies connects it with."""
    parent = list(range(len(articles)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for a, b in _candidates(articles, shingles):
        low, high = sorted((root(a), root(b)))
        if low != high and _agree(articles[a], articles[b], shingles[a], shingles[b]):
            parent[high] = low
    return [root(index) for index in range(len(articles))]


def _precedence(
    group: Sequence[Article], articles: Sequence[Article]
) -> Callable[[int], tuple[int, bool, float, str]]:
    """Order in a group: whom most of the others credit, then who printed first."""
    times: Counter[str] = Counter()
    for name in {article.publisher for article in group}:
        credited = re.compile(_CREDIT.format(name=re.escape(name)))
        times[name] = sum(
            article.publisher != name and bool(credited.search(_credits(article)))
            for article in group
        )

    def key(index: int) -> tuple[int, bool, float, str]:
        article = articles[index]
        time = article.published.timestamp() if article.published else 0.0
        return -times[article.publisher], article.published is None, time, article.article_id

    return key


def _credits(article: Article) -> str:
    """Where an article can name whom it has its text from."""
    return f"by {article.byline}\n{article.body}" if article.byline else article.body


def _kind(text: Shingles, origin: Shingles, *, alone: bool) -> CopyKind:
    if alone:
        return "single"
    shared = _shared(text, origin)
    return "exact" if shared >= SAME * max(len(text), len(origin)) else "near"
