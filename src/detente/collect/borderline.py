"""Pairs of articles that a threshold only just made copies, or only just did not."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from detente import records
from detente.collect.candidates import in_order
from detente.collect.copies import copy_columns
from detente.collect.copy_rules import CopyRules
from detente.collect.corpus import Corpus
from detente.collect.manifest import manifest_of, write_manifest
from detente.collect.near import Pair, near_pairs
from detente.collect.told_again import retold_pairs

_BELOW = 0.6  # of a threshold: how far below it pairs are looked at
_SAME_WORDS = ("exact", "near", "partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderlinePair:
    """Two articles near a threshold."""

    threshold: str
    """Name of the threshold in CopyRules: near, named, part, paraphrased, translated."""
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
    """
    rules = manifest_of(corpus.folder).copies
    articles = corpus.arrow("articles")
    if corpus.selected is not None:
        chosen = pa.array(sorted(corpus.selected), pa.string())
        articles = articles.filter(pc.is_in(articles["article_id"], chosen))
    found = sorted(_found(articles, rules), key=lambda pair: abs(pair.value - pair.limit))
    shown: list[_Near] = []
    for name in sorted({pair.threshold for pair in found}):
        above = [p for p in found if p.threshold == name and p.value >= p.limit]
        below = [p for p in found if p.threshold == name and p.value < p.limit]
        both = above[: n - n // 2] + below[: n // 2]
        shown += sorted(both, key=lambda pair: -pair.value)
    named = articles.select(["title", "publisher", "article_id"])
    return records.frame(BorderlinePair, [_shown(pair, named) for pair in shown])


def regroup(corpus: Corpus, **thresholds: float) -> Corpus:
    """The corpus with its articles grouped by other thresholds, which it keeps.

    `CopyRules` has their names; those not given stay as they are. Counts in the tables that
    `annotate` makes stay old until it is run again.
    """
    manifest = manifest_of(corpus.folder)
    rules = manifest.copies.with_(**thresholds)
    articles = corpus.arrow("articles")
    columns = copy_columns(articles, rules)
    for name in columns.column_names:
        place = articles.schema.get_field_index(name)
        articles = articles.set_column(place, articles.schema.field(place), columns[name])
    Corpus(corpus.folder).write_table("articles", articles)
    write_manifest(corpus.folder, dataclasses.replace(manifest, copies=rules))
    return Corpus.open(corpus.folder)


@dataclass(frozen=True, slots=True)
class _Near:
    """A pair of rows near a threshold."""

    rows: tuple[int, int]
    threshold: str
    limit: float
    value: float
    copies: bool


def _found(articles: pa.Table, rules: CopyRules) -> Iterator[_Near]:
    """Pairs that are copies, and those that lower thresholds would make copies."""
    names = ("near", "part", "named", "paraphrased", "translated")
    loose = rules.with_(**{name: getattr(rules, name) * _BELOW for name in names})
    texts = in_order(articles)
    rows = texts.rows.tolist()
    for pair in near_pairs(texts, loose, lambda *_: False):
        if pair.least < 1:
            name, value = _deciding(pair, rules)
            limit, both = getattr(rules, name), (rows[pair.one], rows[pair.other])
            yield _Near(both, name, limit, round(value, 3), pair.agrees(rules))
    kinds = articles["copy_kind"].to_pylist()
    apart = [place for place, row in enumerate(rows) if kinds[row] not in _SAME_WORDS]
    for told in retold_pairs(texts, apart, loose):
        foreign = texts.languages[told.one] != texts.languages[told.other]
        name = "translated" if foreign else "paraphrased"
        limit, both = getattr(rules, name), (rows[told.one], rows[told.other])
        yield _Near(both, name, limit, round(told.share, 3), told.share >= limit)


def _deciding(pair: Pair, rules: CopyRules) -> tuple[str, float]:
    """The threshold that a pair is nearest to, and its value there."""
    most = max(pair.share, pair.other_share)
    if pair.named < rules.named:
        return "named", pair.named
    if pair.share > pair.other_share and most >= rules.near and pair.other_share < rules.near:
        return "part", pair.other_share
    return "near", most


def _shown(pair: _Near, articles: pa.Table) -> BorderlinePair:
    one, other = (articles.slice(row, 1).to_pylist()[0] for row in pair.rows)
    return BorderlinePair(
        threshold=pair.threshold,
        limit=pair.limit,
        value=pair.value,
        copies=pair.copies,
        title=one["title"],
        publisher=one["publisher"],
        other_title=other["title"],
        other_publisher=other["publisher"],
        article_id=one["article_id"],
        other_id=other["article_id"],
    )
