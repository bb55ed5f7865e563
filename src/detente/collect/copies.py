"""Copy groups: articles that print one text, in whole or in large part, and which came first.

Near copies are joined first, as long as they share a third with the first of their group; then each
partial copy with one earlier text, if it shares as much with all other parts of it, so that a
round-up is no bridge between the stories in it; then the groups of which one tells the other again.
The origin is the article of the publisher that most others credit, else the earliest.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from detente import tables
from detente.collect.article import CopyKind
from detente.collect.corpus import Corpus, held, manifest_of, write_manifest
from detente.collect.near import CopyRules, Pair, Texts, compared, in_order, near_pairs
from detente.collect.retold import retold_pairs

COLUMNS = ("copy_group", "copy_kind", "copy_shared", "is_origin")
"""The fields of an article that say whose text it is."""
_HALF = 0.5  # share of both texts, from which a copy is near; of one of them, it is partial
_READ = 500  # articles of a group, the earliest, whose credits are read
_PARTS = 20  # parts of one text that another part is held against


def copy_columns(
    articles: pa.Table,
    rules: CopyRules | None = None,
    let_go: Callable[[], None] = lambda: None,
) -> pa.Table:
    """Copy group, kind, share and origin of each article, in the order given.

    Parameters
    ----------
    articles
        Columns article_id, publisher, published, byline, body, language.
    rules
        Thresholds; the project's own where none are given.
    let_go
        Is called where what was read of the articles need not stay in memory.
    """
    rules = rules or CopyRules()
    texts = in_order(articles, let_go)
    groups = Groups(texts, rules)
    for pair in near_pairs(texts, rules, groups.are_joined):
        groups.add(pair)
    groups.attach()
    texts.let_go()
    alone = set(groups.wordings) - {places[0] for places in groups.members()}
    firsts = [*alone, *(origin for origin, _ in _origins(articles, groups))]
    for told in list(retold_pairs(texts, sorted(firsts), rules)):
        groups.tell(told)
    ids, rows = articles["article_id"].to_pylist(), texts.rows.tolist()
    group = list(ids)
    shares: list[float | None] = [None] * len(ids)
    kinds: list[CopyKind] = ["single"] * len(ids)
    for place, first, kind, share in _copies(articles, groups, rules):
        row, origin = rows[place], rows[first]
        kinds[row], kinds[origin] = kind, "origin"
        group[row], shares[row] = ids[origin], round(share, 3)
    columns = (
        pa.array(group, pa.string()),
        pa.array(kinds, pa.string()),
        pa.array(shares, pa.float64()),
        pa.array([kind in {"single", "origin"} for kind in kinds], pa.bool_()),
    )
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))


class Groups:
    """Articles, by their place in order of time, joined by pairs."""

    def __init__(self, texts: Texts, rules: CopyRules) -> None:
        self.texts = texts
        self._rules = rules
        self.best: dict[int, Pair] = {}
        """The pair through which an article shares most of its wording."""
        self.wordings = list(range(len(texts.rows)))
        """First article of the group of one wording, before those told again are joined."""
        self._parent = list(range(len(texts.rows)))
        self._partial: dict[int, Pair] = {}
        self._parts: dict[int, list[int]] = defaultdict(list)
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._told: dict[int, float] = {}

    def first(self, place: int) -> int:
        """The place that stands for a group: its earliest."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def are_joined(self, one: int, other: int) -> bool:
        """Whether two articles are in one group already."""
        return self.first(one) == self.first(other)

    def add(self, pair: Pair) -> None:
        """Join two near copies; of partial ones keep in mind what a text has most of."""
        if pair.least >= _HALF:
            if pair.share == pair.other_share == 1 or self._agrees(pair, []):
                self._worded(pair)
            return
        before = self._partial.get(pair.other)
        if before is None or (pair.other_share, pair.share) > (before.other_share, before.share):
            self._partial[pair.other] = pair

    def attach(self) -> None:
        """Join each partial copy with one earlier text, so that a round-up is no bridge."""
        for place, pair in sorted(self._partial.items()):
            parts = self._parts[self.first(pair.one)]
            if not self.are_joined(pair.one, place) and self._agrees(pair, parts[:_PARTS]):
                self._worded(pair)
                self._parts[self.first(place)] = [*parts, place]
        self.wordings = [self.first(place) for place in range(len(self._parent))]

    def tell(self, pair: Pair) -> None:
        """Join the groups of two articles of which one tells the other again."""
        for place in (pair.one, pair.other):
            wording = self.wordings[place]
            self._told[wording] = max(pair.share, self._told.get(wording, 0.0))
        self._join(pair.one, pair.other)

    def joined_by(self, one: int, other: int) -> Pair | None:
        """The pair of one wording by which two articles were joined, if it was theirs."""
        if pair := self._pairs.get((one, other)):
            return pair
        if pair := self._pairs.get((other, one)):
            return Pair(one, other, pair.other_share, pair.share)
        return None

    def told_share(self, one: int, other: int) -> float:
        """Share of the sentences that two groups of one wording tell alike."""
        found = self._told.get(self.wordings[one])
        return self._told[self.wordings[other]] if found is None else found

    def members(self) -> list[list[int]]:
        """Groups of two or more."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._parent)):
            found[self.first(place)].append(place)
        return [places for places in found.values() if len(places) > 1]

    def _agrees(self, pair: Pair, parts: Sequence[int]) -> bool:
        """Whether the first of two groups share enough, and the later and other parts as well."""
        first, later = self.first(pair.one), self.first(pair.other)
        ends = {(first, later), *((part, pair.other) for part in parts)} - {(pair.one, pair.other)}
        pairs = (compared(self.texts, *sorted(end)) for end in sorted(ends))
        return all(p.most >= self._rules.part and p.same >= self._rules.near for p in pairs)

    def _worded(self, pair: Pair) -> None:
        self._join(pair.one, pair.other)
        self._pairs[pair.one, pair.other] = pair
        for place in (pair.one, pair.other):
            if place not in self.best or pair.least > self.best[place].least:
                self.best[place] = pair

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._parent[high] = low


def _origins(articles: pa.Table, groups: Groups) -> Iterator[tuple[int, list[int]]]:
    """Origin of each group of two or more, and the others."""
    rows = groups.texts.rows
    for places in groups.members():
        some = rows[places[:_READ]].tolist()
        read = [
            {name: articles[name][row].as_py() for name in ("publisher", "byline", "body")}
            for row in some
        ]
        origin = places[_origin_of(read)]
        yield origin, [place for place in places if place != origin]


def _copies(
    articles: pa.Table, groups: Groups, rules: CopyRules
) -> Iterator[tuple[int, int, CopyKind, float]]:
    """Each article that has another's text, its origin (both by place), its kind and its share."""
    pairs = [(p, origin) for origin, places in _origins(articles, groups) for p in places]
    worded = [(a, b) for a, b in pairs if groups.wordings[a] == groups.wordings[b]]
    known = {pair: groups.joined_by(*pair) or compared(groups.texts, *pair) for pair in worded}
    languages = groups.texts.languages
    for place, origin in pairs:
        if pair := known.get((place, origin)):
            # Where a chain of copies leads to the origin, the next in the chain counts.
            least = (groups.best[place] if pair.most < _HALF else pair).least
            kind: CopyKind = "near" if least >= _HALF else "partial"
            yield place, origin, "exact" if least >= rules.exact else kind, pair.share
        else:
            foreign = languages[place] != languages[origin]
            share = groups.told_share(place, origin)
            yield place, origin, "translated" if foreign else "paraphrased", share


_CREDIT = (
    r"(?:[(/]|\b(?i:by|via|from|according to|source:|reported by|агентств\w*|сообщ\w+|перед\w+|"
    r"по данным|со ссылкой на|источник:))\s*[«“\"]?{name}(?!\w)"
    r"|(?<!\w){name}[»”\"]?\s+(?i:reports|reported|said|сообщ\w+|передаёт|передает)"
)


def _origin_of(group: Sequence[dict[str, Any]]) -> int:
    """Number of the origin among articles (publisher, byline, body) in order of time."""
    publishers = [article["publisher"] for article in group]
    credits_ = [f"by {a['byline']}\n{a['body']}" if a["byline"] else a["body"] for a in group]
    times = dict[str, int]()
    for name in set(publishers):
        credited = re.compile(_CREDIT.format(name=re.escape(name)))
        times[name] = sum(
            publisher != name and name in printed and bool(credited.search(printed))
            for publisher, printed in zip(publishers, credits_, strict=True)
        )
    return min(range(len(group)), key=lambda number: (-times[publishers[number]], number))


_BELOW, _LIKELY = 0.6, 0.2  # of a threshold: how far below it pairs are looked at
_SAME_WORDS = ("exact", "near", "partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderlinePair:
    """Two articles near a threshold."""

    threshold: str
    """Name of the threshold in CopyRules: near, paraphrased, translated."""
    limit: float
    """Its value."""
    value: float
    """What was measured on the pair."""
    copies: bool
    """Whether the pair alone would be taken for copies."""
    title: str
    """Headline of the earlier article."""
    publisher: str
    """Its publisher."""
    other_title: str
    """Headline of the later."""
    other_publisher: str
    """Its publisher."""
    article_id: str
    """Id of the earlier."""
    other_id: str
    """Id of the later."""


def borderline(corpus: Corpus, n: int = 20) -> pd.DataFrame:
    """Up to n pairs around each threshold, half of them above: BorderlinePair's fields as columns.

    Sorted by threshold, then from the most alike to the least. The texts of a pair are shown
    with `side_by_side(one, other)`, thresholds are set with `regroup(corpus, near=.6)`.

    >>> list(detente.borderline(corpus, 4)["threshold"].unique())
    ['near', 'paraphrased', 'translated']
    """
    rules = manifest_of(corpus.folder).copies
    articles = corpus.arrow("articles")
    if corpus.selected is not None:
        chosen = pa.array(sorted(corpus.selected), pa.string())
        articles = articles.filter(pc.is_in(articles["article_id"], chosen))
    found = sorted(_found(articles, rules), key=lambda pair: abs(pair.value - pair.limit))
    shown: list[BorderlinePair] = []
    for name in sorted({pair.threshold for pair in found}):
        above = [p for p in found if p.threshold == name and p.value >= p.limit]
        below = [p for p in found if p.threshold == name and p.value < p.limit]
        both = above[: n - n // 2] + below[: n // 2]
        shown += sorted(both, key=lambda pair: -pair.value)
    return tables.frame(BorderlinePair, shown)


def regroup(corpus: Corpus, **thresholds: float) -> Corpus:
    """The corpus with its articles grouped by other thresholds, which it keeps.

    `CopyRules` has their names; those not given stay as they are. Counts in the tables that
    `annotate` makes stay old until it is run again.

    >>> len(detente.regroup(detente.load([exports], new), near=0.9).articles)
    1
    """
    with held(corpus.folder):
        manifest = manifest_of(corpus.folder)
        rules = manifest.copies.with_(**thresholds)
        articles = corpus.arrow("articles")
        columns = copy_columns(articles, rules)
        for name in columns.column_names:
            place = articles.schema.get_field_index(name)
            articles = articles.set_column(place, articles.schema.field(place), columns[name])
        Corpus(corpus.folder).write_tables({"articles": articles})
        write_manifest(corpus.folder, dataclasses.replace(manifest, copies=rules))
    return Corpus.open(corpus.folder)


def _found(articles: pa.Table, rules: CopyRules) -> Iterator[BorderlinePair]:
    """Pairs that are copies, and those that lower thresholds would make copies."""
    names = ("paraphrased", "translated")
    loose = rules.with_(**{name: getattr(rules, name) * _BELOW for name in names})
    loose = loose.with_(near=rules.near * _LIKELY)
    texts = in_order(articles)
    rows = texts.rows.tolist()
    titles, publishers, ids = (
        articles[name].to_pylist() for name in ("title", "publisher", "article_id")
    )

    def near(pair: Pair, name: str, value: float, *, copies: bool) -> BorderlinePair:
        one, other = rows[pair.one], rows[pair.other]
        return BorderlinePair(
            threshold=name,
            limit=getattr(rules, name),
            value=round(value, 3),
            copies=copies,
            title=titles[one],
            publisher=publishers[one],
            other_title=titles[other],
            other_publisher=publishers[other],
            article_id=ids[one],
            other_id=ids[other],
        )

    for pair in near_pairs(texts, loose, lambda *_: False):
        if pair.least < 1:
            yield near(pair, "near", pair.chance, copies=pair.chance >= rules.near)
    kinds = articles["copy_kind"].to_pylist()
    apart = [place for place, row in enumerate(rows) if kinds[row] not in _SAME_WORDS]
    for told in retold_pairs(texts, apart, loose):
        foreign = texts.languages[told.one] != texts.languages[told.other]
        name = "translated" if foreign else "paraphrased"
        yield near(told, name, told.share, copies=told.share >= getattr(rules, name))
