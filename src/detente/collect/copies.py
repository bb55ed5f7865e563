"""Copy groups: articles that print one text, in whole or in large part, and which came first."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from detente import records
from detente.collect.article import Article, CopyKind
from detente.collect.candidates import in_order
from detente.collect.copy_rules import CopyRules
from detente.collect.groups import Groups
from detente.collect.near import Pair, measured, near_pairs
from detente.collect.origin import CREDITS, origin_of
from detente.collect.told_again import retold_pairs

COLUMNS = ("copy_group", "copy_kind", "copy_shared", "is_origin")
"""The fields of an article that say whose text it is."""
_READ = 500  # articles of a group, the earliest, whose credits are read


def copy_columns(articles: pa.Table, rules: CopyRules | None = None) -> pa.Table:
    """Copy group, kind, share and origin of each article, in the order given.

    Parameters
    ----------
    articles
        Columns article_id, publisher, published, byline, body, language.
    rules
        Thresholds; the project's own where none are given.
    """
    rules = rules or CopyRules()
    texts = in_order(articles)
    groups = Groups(texts)
    for pair in near_pairs(texts, rules, groups.are_joined):
        groups.add(pair, rules)
    groups.attach()
    alone = set(groups.wordings) - {places[0] for places in groups.members()}
    firsts = [*alone, *(origin for origin, _ in _origins(articles, groups))]
    for told in list(retold_pairs(texts, sorted(firsts), rules)):
        groups.tell(told)
    copies = list(_copies(articles, groups, rules))
    return _columns(articles["article_id"].to_pylist(), copies, texts.rows.tolist())


def grouped(articles: Sequence[Article], rules: CopyRules | None = None) -> list[Article]:
    """The articles with their copy group, kind, share and origin set, in the order given."""
    columns = copy_columns(records.table(Article, articles), rules).to_pylist()
    pairs = zip(articles, columns, strict=True)
    return [dataclasses.replace(article, **values) for article, values in pairs]


@dataclass(frozen=True, slots=True)
class _Copy:
    """An article that has another's text, both by their place in order of time."""

    place: int
    origin: int
    kind: CopyKind
    shared: float


def _origins(articles: pa.Table, groups: Groups) -> Iterator[tuple[int, list[int]]]:
    """Origin of each group of two or more, and the others."""
    rows = groups.texts.rows
    for places in groups.members():
        some = rows[places[:_READ]].tolist()
        read = [{name: articles[name][row].as_py() for name in CREDITS} for row in some]
        origin = places[origin_of(read)]
        yield origin, [place for place in places if place != origin]


def _copies(articles: pa.Table, groups: Groups, rules: CopyRules) -> Iterator[_Copy]:
    """How each article of a group agrees with the origin."""
    pairs = [(p, origin) for origin, places in _origins(articles, groups) for p in places]
    worded = [(a, b) for a, b in pairs if groups.wordings[a] == groups.wordings[b]]
    known = {pair: found for pair in worded if (found := groups.joined_by(*pair))}
    rest = [pair for pair in worded if pair not in known]
    known.update(zip(rest, measured(groups.texts, rest), strict=True))
    languages = groups.texts.languages
    for place, origin in pairs:
        if pair := known.get((place, origin)):
            # Where a chain of copies leads to the origin, the next in the chain counts.
            apart = max(pair.share, pair.other_share) < rules.near
            kind = _worded(groups.best[place] if apart else pair, rules)
            yield _Copy(place, origin, kind, pair.share)
        else:
            foreign = languages[place] != languages[origin]
            share = groups.told_share(place, origin)
            yield _Copy(place, origin, "translated" if foreign else "paraphrased", share)


def _worded(pair: Pair, rules: CopyRules) -> CopyKind:
    if pair.least >= rules.exact:
        return "exact"
    return "near" if pair.least >= rules.near else "partial"


def _columns(ids: list[str], copies: list[_Copy], rows: list[int]) -> pa.Table:
    """The columns of all articles, from their ids and the copies among them."""
    group = list(ids)
    kinds: list[CopyKind] = ["single"] * len(ids)
    shares: list[float | None] = [None] * len(ids)
    for copy in copies:
        row, origin = rows[copy.place], rows[copy.origin]
        kinds[row], kinds[origin] = copy.kind, "origin"
        group[row], shares[row] = ids[origin], round(copy.shared, 3)
    columns = (
        pa.array(group, pa.string()),
        pa.array(kinds, pa.string()),
        pa.array(shares, pa.float64()),
        pa.array([kind in {"single", "origin"} for kind in kinds], pa.bool_()),
    )
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))
