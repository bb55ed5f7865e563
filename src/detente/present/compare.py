"""Sides compared: whose articles tell of which events, name whom, and in what words.

Shares are of each side's own articles, mentions or actions. Words are set apart by log-odds with
a prior (Monroe, Colaresi & Quinn 2008), within one language. Every mark opens its sentences.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from detente import files
from detente.collect.corpus import Corpus
from detente.collect.publishers import Publisher
from detente.errors import ParameterError
from detente.extract.facts import Word
from detente.extract.inflection import morph
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import (
    Chart,
    bars,
    both_counts,
    dumbbell,
    each,
    labels_of,
    left_out,
    listed,
    missing,
)
from detente.present.evidence import gather, in_sentences, named, spans_of
from detente.present.prose import Prose, reading
from detente.tables import read
from detente.wording import counted

GROUPS: Mapping[str, list[str] | None] = {"US": ["US"], "Russia": ["RU"], "Other": None}
STATE = "state"
"""In place of the names of publishers: those that a state owns."""
PRIOR = 500.0
"""Words of prior, spread as all articles of the language use them. The more, the surer a rare
word must be before it counts."""
_SURE = 1.96
_FEWEST = 2  # independent articles that a word must stand in
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*")
"""`U.S.` is one word, and so are `Blinken's` and `пресс-секретарь`."""
_COLOURS = (style.COLOURS[0], style.COLOURS[4], style.COLOURS[5], *style.COLOURS)
_UNITS = {"event": "articles", "actor": "mentions"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Sides:
    """Articles of a corpus sorted into sides; each method gives one comparison as a chart."""

    corpus: Corpus
    """The corpus."""
    names: tuple[str, ...]
    """The sides, in the order of the legend."""
    of: pd.Series
    """Side of an article_id; an article of no side is not in it."""

    @property
    def articles(self) -> pd.DataFrame:
        """The articles with their `side`."""
        articles = self.corpus.articles
        return articles.assign(side=articles["article_id"].map(self.of))

    @property
    def counts(self) -> pd.DataFrame:
        """Articles, independent reports and languages of each side."""
        groups = self.articles.groupby("side")
        return pd.DataFrame(
            {
                "articles": groups.size(),
                "independent": groups["copy_group"].nunique(),
                "languages": groups["language"].agg(lambda x: ", ".join(sorted(set(x)))),
            }
        ).reindex(self.names)

    def once(self) -> "Sides":
        """The same with one article of each text."""
        corpus = self.corpus.once()
        held = self.of.index.isin(corpus.articles["article_id"])
        return replace(self, corpus=corpus, of=self.of[held])

    @both_counts
    def attention(self, top: int = 12) -> Chart:
        """Share of each side's articles that report an event."""
        events = self.corpus.table("events").set_index("event_id")
        events = events.sort_values(["independent", "begin"], ascending=[False, True])
        rows = self.corpus.table("event_evidence").rename(columns={"event_id": "value"})
        return self._shares(
            rows, dict(zip(events.index, events["label"], strict=True)), what="event", top=top
        )

    @both_counts
    def actors(self, top: int = 15) -> Chart:
        """Share of each side's mentions that name an actor."""
        rows, name = named(self.corpus), Reference.load().name
        labels = {actor: name(actor) for actor in rows["actor_id"].unique()}
        rows = rows.rename(columns={"actor_id": "value"})
        return self._shares(rows, labels, what="actor", top=top)

    @both_counts
    def event_types(self, top: int = 16) -> Chart:
        """Share of each side's reported actions that are of a PLOVER type."""
        rows = self.corpus.table("actions").rename(columns={"event_type": "value"})
        labels = {name: name.lower() for name in rows["value"].unique()}
        return self._shares(rows, labels, what="type of action", top=top)

    @both_counts
    def modality(self) -> Chart:
        """Share of each side's actions that it reports as done, planned, denied and so on."""
        rows = self.corpus.table("actions").rename(columns={"modality": "value"})
        labels = {name: name for name in rows["value"].unique()}
        return self._shares(rows, labels, what="modality", top=len(labels))

    def words(self, one: str, other: str, *, language: str | None = None, top: int = 12) -> Chart:
        """Words that set two sides apart, by log-odds with a prior, within one language.

        Copies are counted once. ParameterError where the sides share no language, or share
        several and `language` does not say which.
        """
        return _word_chart(self, one, other, language=self._language(one, other, language), top=top)

    def _language(self, one: str, other: str, language: str | None) -> str:
        articles, found = self.articles, {}
        for side in (one, other):
            if side not in self.names:
                raise ParameterError(f"Sides are {', '.join(self.names)}.", parameter="sides")
            found[side] = set(articles.loc[articles["side"] == side, "language"])
        if language is None and found[one] == found[other] and len(found[one]) == 1:
            return str(next(iter(found[one])))
        if language is None or not all(language in held for held in found.values()):
            printed = "; ".join(f"{s}: {', '.join(sorted(v)) or 'none'}" for s, v in found.items())
            raise ParameterError(
                f"Words of two languages cannot be compared ({printed}). Give the language that "
                f"both sides print, or sides within one language, such as state and independent "
                f"publishers.",
                parameter="language",
            )
        return language

    def _shares(self, rows: pd.DataFrame, labels: dict[str, str], *, what: str, top: int) -> Chart:
        """Chart of the shares of some values: events in the order of `labels`, others by size."""
        rows = rows.merge(self.articles[["article_id", "copy_group", "side"]], on="article_id")
        rows = rows.dropna(subset=["side"])
        sizes = rows["value"].value_counts()
        order = [value for value in labels if value in sizes]
        totals = self.of.value_counts()
        if what != "event":  # a share of its rows, not of articles
            order.sort(key=lambda value: (-sizes[value], value))
            totals = rows["side"].value_counts()
        groups = rows.groupby(["value", "side"])
        counts = groups.agg(
            number=("article_id", "nunique" if what == "event" else "size"),
            independent=("copy_group", "nunique"),
        )
        dots = pd.MultiIndex.from_product([order[:top], self.names], names=["value", "side"])
        cells = counts.reindex(dots, fill_value=0).reset_index()
        cells["total"] = cells["side"].map(totals).fillna(0).astype(int)
        cells["label"] = cells["value"].map(labels)
        return self._chart(rows, _marks(cells, what), what=what, rest=len(order[top:]))

    def _chart(self, rows: pd.DataFrame, marks: pd.DataFrame, *, what: str, rest: int) -> Chart:
        unit = _UNITS.get(what, "actions")
        colours = dict(zip(self.names, _COLOURS, strict=False))
        keyed = rows.assign(key=what + ":" + rows["value"] + "|" + rows["side"])
        keyed = keyed[keyed["key"].isin(marks["key"])]
        lost = missing((len(self.corpus.articles) - len(self.of), "article", "of no side"))
        if rest:
            lost = (f"{rest} less frequent", *lost)
        names = {"row": what, "group": "side", "x": "share"}
        return Chart(
            **dumbbell(marks, list(dict.fromkeys(marks["row"])), colours=colours),
            evidence=gather(self.corpus, keyed, spans=spans_of(keyed), labels=labels_of(marks)),
            caption=f"Share of each side's {unit} by {what}. {left_out(lost)}",
            alt=f"Share of {unit} by {what} and side: {listed(marks['label'].tolist(), most=9)}.",
            table=marks[["row", "group", "number", "x", "independent"]].rename(columns=names),
        )


def sides(corpus: Corpus, groups: Mapping[str, list[str] | None] = GROUPS) -> Sides:
    """Articles sorted into sides by the country or the name of their publisher.

    Parameters
    ----------
    groups
        For each side its countries and publishers; None takes all that are in no other.

    >>> int(detente.sides(corpus).counts["articles"].sum())
    64
    """
    articles = corpus.articles
    of = pd.Series(index=articles["article_id"], dtype=object)
    for name, wanted in groups.items():
        if wanted is not None:
            held = articles["country"].isin(wanted) | articles["publisher"].isin(wanted)
            of[held.to_numpy()] = name
    for name in (name for name, wanted in groups.items() if wanted is None):
        of = of.fillna(name)
    return Sides(corpus=corpus, names=tuple(groups), of=of.dropna())


def _marks(cells: pd.DataFrame, what: str) -> pd.DataFrame:
    """A dot for each value and side; one that stands for nothing opens nothing."""
    share = (cells["number"] / cells["total"]).where(cells["total"] > 0, 0.0)
    labels = [
        f"{c.label}, {c.side}: {c.number:,} of {c.total:,} ({part:.0%})"
        for c, part in zip(each(cells), share, strict=True)
    ]
    key = what + ":" + cells["value"] + "|" + cells["side"]
    reports = [counted(own, "independent report") for own in cells["independent"]]
    return pd.DataFrame(
        {
            "row": cells["label"],
            "x": share,
            "group": cells["side"],
            "key": key.where(cells["number"] > 0, ""),
            "hover": [f"{label}\n{own}" for label, own in zip(labels, reports, strict=True)],
            "label": labels,
            "number": cells["number"],
            "independent": cells["independent"],
        }
    )


def words_within(corpus: Corpus, language: str, *, group: str = "", top: int = 12) -> Chart | Prose:
    """Words of one group of publishers against all others that write in a language.

    Parameters
    ----------
    group
        Names of publishers, `|` between them, or `state`: those that a state owns, as the tables
        of publishers say. Where it is empty, or none of them writes in the language, the group
        is the country with most articles, or the publisher with most where all are of one
        country. A sentence says so where there is nothing to compare.

    >>> detente.words_within(corpus, "en", top=3).caption
    'Words that US and others articles in one language (en) use ...'
    """
    articles = corpus.articles[corpus.articles["language"] == language]
    wanted = _state_owned() if group == STATE else group.split("|")
    names = [name for name in wanted if name in set(articles["publisher"])]
    if not names:
        column = "country" if len(set(articles["country"].dropna())) > 1 else "publisher"
        names = [str(value) for value in articles[column].value_counts().index[:1]]
    members = articles["publisher"].isin(names) | articles["country"].isin(names)
    if members.all() or not members.any():
        text = "Only one publisher or group writes in this language here: no words to compare."
        return reading(corpus, text, articles.head(0).assign(sentence=0))
    chosen = Corpus(corpus.folder, selected=frozenset(articles["article_id"]))
    label = ", ".join(names)
    return sides(chosen, {label: names, "others": None}).words(label, "others", top=top)


def _state_owned() -> list[str]:
    """Names of publishers that a state owns, in the tables of the reference and of the sample."""
    tables = (Reference.load().folder, files.SAMPLE)
    rows = [row for folder in tables for row in read(Publisher, folder / "publishers.csv")]
    return [row.name for row in rows if row.ownership == STATE]


def _word_chart(sides: Sides, one: str, other: str, *, language: str, top: int) -> Chart:
    """Bars of z-scores, the words of `one` above those of `other`."""
    articles = sides.articles[sides.articles["language"] == language]
    # Of the copies that one side prints one counts: a wire story is not many voices.
    once = articles.drop_duplicates(["side", "copy_group"])
    found = [(a.side, a.article_id, *word) for a in each(once) for word in words(a.body, language)]
    tokens = pd.DataFrame(found, columns=["side", "article_id", "word", "start", "end"])
    counts = {side: Counter(part) for side, part in tokens.groupby("side")["word"]}
    first, second = (counts.get(side, Counter()) for side in (one, other))
    odds = log_odds(first, second, Counter(tokens["word"]))
    spread = tokens.groupby("word")["article_id"].nunique()
    kept = odds[odds["word"].map(spread) >= _FEWEST]
    up, down = kept[kept["z"] > 0].head(top), kept[kept["z"] < 0].tail(top)
    shown = pd.concat([up.assign(side=one), down.assign(side=other)])
    marks = _bars(shown, one)
    tokens["key"] = "word:" + tokens["side"] + "|" + tokens["word"]
    rows = in_sentences(sides.corpus, tokens[tokens["key"].isin(marks["key"])])
    unsure = int((shown["z"].abs() <= _SURE).sum())
    lost = missing(
        (len(kept) - len(shown), "word", "with weaker odds"),
        (len(odds) - len(kept), "word", f"in fewer than {_FEWEST} articles"),
    )
    return Chart(
        **bars(marks, xaxis={"title": {"text": f"z: ← {other} · {one} →"}}),
        evidence=gather(sides.corpus, rows, spans=rows, labels=labels_of(marks, "hover")),
        caption=f"Words that {one} and {other} articles in one language ({language}) use more than "
        f"each other: log-odds with a prior, copies counted once. {counted(unsure, 'pale word')} "
        f"may differ by chance (|z| up to {_SURE}). {left_out(lost)}",
        alt=f"Words of {one}: {listed(up['word'].tolist(), most=8) or 'none'}. "
        f"Words of {other}: {listed(down['word'].tolist()[::-1], most=8) or 'none'}.",
        table=shown.round({"delta": 3, "z": 2}).reset_index(drop=True),
    )


def _bars(shown: pd.DataFrame, one: str) -> pd.DataFrame:
    own = shown["side"] == one
    times = shown["count"].where(own, shown["count_other"])
    against = shown["count_other"].where(own, shown["count"])
    rows = zip(shown["word"], shown["side"], times, against, shown["z"], strict=True)
    z = shown["z"].round(2)
    return pd.DataFrame(
        {
            "label": shown["word"],
            "x": z.where(shown["z"].abs() > _SURE),
            "behind": z,
            "key": "word:" + shown["side"] + "|" + shown["word"],
            "hover": [f"{w} ({s}): {n} times against {m}, z {z:+.1f}" for w, s, n, m, z in rows],
            "colour": [_COLOURS[0 if mine else 1] for mine in own],
        }
    )


def words(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Words of a text with their offsets: lower case; Russian ones as their dictionary form."""
    form = _dictionary_form if language == "ru" else str
    empty = _function_words()
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word not in empty:
            yield form(word), match.start(), match.end()


def log_odds(
    one: Counter[str], other: Counter[str], background: Counter[str], *, prior: float = PRIOR
) -> pd.DataFrame:
    """Frame with word, delta, z and both counts, from most of `one` to most of `other`.

    For word w with count y_w of n words on a side, and the prior a_w of a words in all,
    delta is log((y_w + a_w) / (n + a - y_w - a_w)) of one side less that of the other; its
    variance is about 1 / (y_w + a_w) of one plus the same of the other, and z = delta / its
    square root. Words with |z| under 1.96 may well differ by chance.
    """
    names = sorted(set(one) | set(other))
    total = sum(background.values())
    a = np.array([background[w] for w in names], dtype=float) * prior / max(total, 1)
    sides = [np.array([side[w] for w in names], dtype=float) for side in (one, other)]
    logs = [np.log((y + a) / (y.sum() + prior - y - a)) for y in sides]
    delta = logs[0] - logs[1]
    z = delta / np.sqrt(sum(1 / (y + a) for y in sides))
    counts = {"count": sides[0].astype(int), "count_other": sides[1].astype(int)}
    out = pd.DataFrame({"word": names, "delta": delta, "z": z, **counts})
    return out.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


@cache
def _dictionary_form(word: str) -> str:
    return str(morph().parse(word)[0].normal_form)


@cache
def _function_words() -> frozenset[str]:
    """Words of both languages that say nothing of a subject: and, the, который."""
    return frozenset(row.word for row in read(Word, files.REFERENCE / "function_words.csv"))
