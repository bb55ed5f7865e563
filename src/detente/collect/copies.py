"""Copy groups: articles that print one text, in whole or in large part, and which came first."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from detente import records
from detente.collect.article import Article, CopyKind
from detente.collect.candidates import Texts, in_order
from detente.collect.copy_rules import CopyRules
from detente.collect.near import Pair, measured, near_pairs
from detente.collect.origin import origin_of

COLUMNS = ("copy_group", "copy_kind", "copy_shared", "is_origin")
"""The fields of an article that say whose text it is."""
_READ = 500  # articles of a group, the earliest, whose credits are read


def copy_columns(articles: pa.Table, rules: CopyRules | None = None) -> pa.Table:
    """Copy group, kind, share and origin of each article, in the order given.

    Parameters
    ----------
    articles
        Columns article_id, publisher, published, byline, body, title, language.
    rules
        Thresholds; the project's own where none are given.
    """
    rules = rules or CopyRules()
    texts = in_order(articles)
    groups = _Groups(texts)
    for pair in near_pairs(texts, rules, groups.are_joined):
        groups.add(pair, rules)
    groups.attach()
    return _columns(articles, groups, rules)


def grouped(articles: Sequence[Article], rules: CopyRules | None = None) -> list[Article]:
    """The articles with their copy group, kind, share and origin set, in the order given."""
    columns = copy_columns(records.table(Article, articles), rules).to_pylist()
    pairs = zip(articles, columns, strict=True)
    return [dataclasses.replace(article, **values) for article, values in pairs]


class _Groups:
    """Which articles, by their place in order of time, print one text."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._parent = list(range(len(texts.rows)))
        self._partial: dict[int, Pair] = {}
        self.best: dict[int, Pair] = {}

    def root(self, place: int) -> int:
        """The place that stands for a group: its earliest."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def are_joined(self, one: int, other: int) -> bool:
        """Whether two articles are in one group already."""
        return self.root(one) == self.root(other)

    def add(self, pair: Pair, rules: CopyRules) -> None:
        """Join two near copies; keep in mind the most that a longer text shares with a shorter."""
        if pair.least >= rules.near:
            self._join(pair)
            return
        longer = pair.one if pair.share < pair.other_share else pair.other
        before = self._partial.get(longer)
        if before is None or pair.least > before.least:
            self._partial[longer] = pair

    def attach(self) -> None:
        """Join partial copies, each longer text with one shorter, so that it is no bridge."""
        for _, pair in sorted(self._partial.items()):
            self._join(pair)

    def members(self) -> list[list[int]]:
        """Groups of two or more."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._parent)):
            found[self.root(place)].append(place)
        return [places for places in found.values() if len(places) > 1]

    def _join(self, pair: Pair) -> None:
        low, high = sorted((self.root(pair.one), self.root(pair.other)))
        self._parent[high] = low
        for place in (pair.one, pair.other):
            if place not in self.best or pair.least > self.best[place].least:
                self.best[place] = pair


def _columns(articles: pa.Table, groups: _Groups, rules: CopyRules) -> pa.Table:
    """The columns of all articles, from the groups of two and more."""
    rows = groups.texts.rows.tolist()
    group = articles["article_id"].to_pylist()
    kinds: list[CopyKind] = ["single"] * len(group)
    shares: list[float | None] = [None] * len(group)
    origins = np.ones(len(group), bool)
    pairs = [
        (place, origin)
        for places in groups.members()
        for origin in [places[origin_of(_rows(articles, [rows[p] for p in places[:_READ]]))]]
        for place in places
        if place != origin
    ]
    for pair in measured(groups.texts, pairs):
        row, origin = rows[pair.one], rows[pair.other]
        group[row], kinds[origin], origins[row] = group[origin], "origin", False
        kinds[row], shares[row] = _kind(pair, groups.best[pair.one], rules), round(pair.share, 3)
    columns = (
        pa.array(group, pa.string()),
        pa.array(kinds, pa.string()),
        pa.array(shares, pa.float64()),
        pa.array(origins),
    )
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))


def _rows(articles: pa.Table, rows: list[int]) -> list[dict[str, Any]]:
    """What of some articles can name their origin."""
    names = ("publisher", "byline", "body")
    return [{name: articles[name][row].as_py() for name in names} for row in rows]


def _kind(pair: Pair, best: Pair, rules: CopyRules) -> CopyKind:
    """How a text agrees with the origin, or where a chain of copies leads there, with the next."""
    if max(pair.share, pair.other_share) < rules.near:
        pair = best
    if pair.least >= rules.exact:
        return "exact"
    return "near" if pair.least >= rules.near else "partial"
