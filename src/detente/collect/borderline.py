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

_BELOW = 0.6  # of a threshold: how far below it pairs are looked at


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
    shown: list[BorderlinePair] = []
    for name in sorted({pair.threshold for pair in found}):
        above = [p for p in found if p.threshold == name and p.value >= p.limit]
        below = [p for p in found if p.threshold == name and p.value < p.limit]
        both = above[: n - n // 2] + below[: n // 2]
        shown += sorted(both, key=lambda p: (-p.value, p.article_id, p.other_id))
    return records.frame(BorderlinePair, shown)


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


def _found(articles: pa.Table, rules: CopyRules) -> Iterator[BorderlinePair]:
    """Pairs that are copies, and those that lower thresholds would make copies."""
    loose = {name: getattr(rules, name) * _BELOW for name in ("near", "part", "named")}
    texts = in_order(articles)
    for pair in near_pairs(texts, dataclasses.replace(rules, **loose), lambda *_: False):
        if pair.named < 1 or pair.least < 1:
            rows = int(texts.rows[pair.one]), int(texts.rows[pair.other])
            yield _borderline(pair, rules, articles.take(pa.array(rows)))


def _borderline(pair: Pair, rules: CopyRules, articles: pa.Table) -> BorderlinePair:
    name, value = _deciding(pair, rules)
    one, other = articles.select(["title", "publisher", "article_id"]).to_pylist()
    return BorderlinePair(
        threshold=name,
        limit=getattr(rules, name),
        value=round(value, 3),
        copies=pair.agrees(rules),
        title=one["title"],
        publisher=one["publisher"],
        other_title=other["title"],
        other_publisher=other["publisher"],
        article_id=one["article_id"],
        other_id=other["article_id"],
    )


def _deciding(pair: Pair, rules: CopyRules) -> tuple[str, float]:
    """The threshold that a pair is nearest to, and its value there."""
    most = max(pair.share, pair.other_share)
    if pair.named < rules.named:
        return "named", pair.named
    if pair.share > pair.other_share and most >= rules.near and pair.other_share < rules.near:
        return "part", pair.other_share
    return "near", most
