"""Sides compared: whose articles tell of which events, name whom, and in what words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import Chart, counted, dumbbell, left_out, listed, with_own
from detente.present.evidence import gather
from detente.present.network import NAMED
from detente.present.prose import Prose, reading

GROUPS: Mapping[str, list[str] | None] = {"US": ["US"], "Russia": ["RU"], "Other": None}


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
    def counts(self) -> pd.DataFrame:
        """Articles, independent reports and languages of each side."""
        articles = self.corpus.articles.assign(side=self.corpus.articles["article_id"].map(self.of))
        groups = articles.groupby("side")
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
        return replace(
            self, corpus=corpus, of=self.of[self.of.index.isin(corpus.articles["article_id"])]
        )

    def attention(self, top: int = 12) -> Chart:
        """Share of each side's articles that report an event."""
        return with_own(self._attention(top), lambda: self.once()._attention(top))  # noqa: SLF001 - its own

    def _attention(self, top: int) -> Chart:
        events = self.corpus.table("events").set_index("event_id")
        events = events.sort_values(["independent", "begin"], ascending=[False, True])
        found = self.corpus.table("event_evidence").rename(columns={"event_id": "value"})
        totals = self.of.value_counts()
        labels = dict(zip(events.index, events["label"], strict=True))
        return self._shares(found, labels, totals, what="event", top=top)

    def actors(self, top: int = 15) -> Chart:
        """Share of each side's mentions that name an actor."""
        return with_own(self._actors(top), lambda: self.once()._actors(top))  # noqa: SLF001 - its own

    def _actors(self, top: int) -> Chart:
        mentions = self.corpus.table("mentions")
        named = mentions[mentions["actor_id"].notna() & mentions["kind"].isin(NAMED)]
        name = Reference.load().name
        labels = {actor: name(actor) for actor in named["actor_id"].unique()}
        return self._counted(
            named.rename(columns={"actor_id": "value"}), labels, what="actor", top=top
        )

    def event_types(self, top: int = 16) -> Chart:
        """Share of each side's reported actions that are of a PLOVER type."""
        return with_own(self._event_types(top), lambda: self.once()._event_types(top))  # noqa: SLF001 - its own

    def _event_types(self, top: int) -> Chart:
        actions = self.corpus.table("actions").rename(columns={"event_type": "value"})
        labels = {name: name.lower() for name in actions["value"].unique()}
        return self._counted(actions, labels, what="type of action", top=top)

    def modality(self) -> Chart:
        """Share of each side's actions that it reports as done, planned, denied and so on."""
        return with_own(self._modality(), lambda: self.once()._modality())  # noqa: SLF001 - its own

    def _modality(self) -> Chart:
        actions = self.corpus.table("actions").rename(columns={"modality": "value"})
        labels = {name: name for name in actions["value"].unique()}
        return self._counted(actions, labels, what="modality", top=len(labels))

    def words(self, one: str, other: str, *, language: str | None = None, top: int = 12) -> Chart:
        """Words that set two sides apart, by log-odds with a prior, within one language.

        Copies are counted once. ParameterError where the sides share no language, or share
        several and `language` does not say which.
        """
        from detente.present.words import word_chart

        return word_chart(self, one, other, language=self._language(one, other, language), top=top)

    def _language(self, one: str, other: str, language: str | None) -> str:
        articles = self.corpus.articles.assign(side=self.corpus.articles["article_id"].map(self.of))
        found = {}
        for side in (one, other):
            if side not in self.names:
                raise ParameterError(f"Sides are {', '.join(self.names)}.", parameter="sides")
            found[side] = set(articles.loc[articles["side"] == side, "language"])
        if language is None and found[one] == found[other] and len(found[one]) == 1:
            return next(iter(found[one]))
        if language is None or not all(language in held for held in found.values()):
            printed = "; ".join(f"{s}: {', '.join(sorted(v)) or 'none'}" for s, v in found.items())
            raise ParameterError(
                f"Words of two languages cannot be compared ({printed}). Give the language that "
                f"both sides print, or sides within one language, such as state and independent "
                f"publishers.",
                parameter="language",
            )
        return language

    def _counted(self, rows: pd.DataFrame, labels: dict[str, str], *, what: str, top: int) -> Chart:
        totals = rows["article_id"].map(self.of).value_counts()
        sizes = rows[rows["article_id"].isin(self.of.index)]["value"].value_counts()
        order = sorted(sizes.index, key=lambda value: (-sizes[value], value))
        return self._shares(rows, {v: labels[v] for v in order}, totals, what=what, top=top)

    def _shares(
        self,
        rows: pd.DataFrame,
        labels: dict[str, str],
        totals: pd.Series,
        *,
        what: str,
        top: int,
    ) -> Chart:
        rows = rows.assign(side=rows["article_id"].map(self.of)).dropna(subset=["side"])
        articles = self.corpus.articles[["article_id", "copy_group"]]
        rows = rows.merge(articles, on="article_id")
        order = [value for value in labels if value in set(rows["value"])]
        shown = order[:top]
        per_article = what == "event"
        cells = []
        for value in shown:
            for side in self.names:
                part = rows[(rows["value"] == value) & (rows["side"] == side)]
                n = part["article_id"].nunique() if per_article else len(part)
                total = int(totals.get(side, 0))
                key = f"{what}:{value}|{side}"
                independent = part["copy_group"].nunique()
                cells.append(_cell((labels[value], side, key), n, total, independent=independent))
        marks = pd.DataFrame(cells, columns=list(_CELL))
        return self._chart(rows, marks, what=what, rest=len(order) - len(shown))

    def _chart(self, rows: pd.DataFrame, marks: pd.DataFrame, *, what: str, rest: int) -> Chart:
        unit = "articles" if what == "event" else "mentions" if what == "actor" else "actions"
        figure, phone = dumbbell(
            marks, list(dict.fromkeys(marks["row"])), colours=_colours(self.names)
        )
        keyed = rows.assign(key=what + ":" + rows["value"] + "|" + rows["side"])
        keyed = keyed[keyed["key"].isin(marks["key"])]
        spans = keyed if "start" in keyed else None
        unsorted = len(self.corpus.articles) - len(self.of)
        lost = {
            f"{rest} less frequent": rest,
            counted(unsorted, "article of no side", "articles of no side"): unsorted,
        }
        return Chart(
            figure=figure,
            phone=phone,
            evidence=gather(
                self.corpus,
                keyed,
                spans=spans,
                labels=dict(zip(marks["key"], marks["label"], strict=True)),
            ),
            caption=f"Share of each side's {unit} by {what}. {left_out(lost)}",
            alt=f"Share of {unit} by {what} and side: {listed(marks['label'].tolist(), most=9)}.",
            table=marks[["row", "group", "number", "x", "independent"]].rename(
                columns={"row": what, "group": "side", "x": "share"}
            ),
        )


def sides(corpus: Corpus, groups: Mapping[str, list[str] | None] = GROUPS) -> Sides:
    """Articles sorted into sides by the country or the name of their publisher.

    Parameters
    ----------
    groups
        For each side its countries and publishers; None takes all that are in no other.
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


_CELL = ("row", "x", "group", "key", "hover", "label", "number", "independent")


def _cell(
    names: tuple[str, str, str], number: int, total: int, *, independent: int
) -> tuple[Any, ...]:
    row, side, key = names
    share = number / total if total else 0.0
    label = f"{row}, {side}: {number:,} of {total:,} ({share:.0%})"
    hover = f"{label}\n{counted(independent, 'independent report')}"
    return row, share, side, key if number else "", hover, label, number, independent


def _colours(names: tuple[str, ...]) -> dict[str, str]:
    order = (style.COLOURS[0], style.COLOURS[4], style.COLOURS[5], *style.COLOURS)
    return dict(zip(names, order, strict=False))


def words_within(corpus: Corpus, language: str, *, group: str = "", top: int = 12) -> Chart | Prose:
    """Words of one group of publishers against all others that write in a language.

    Parameters
    ----------
    group
        Names of publishers, `|` between them. Where it is empty, or names none that write in
        the language, the group is the country with most articles, or the publisher with most
        where all are of one country. A sentence says so where there is nothing to compare.
    """
    articles = corpus.articles[corpus.articles["language"] == language]
    names = [name for name in group.split("|") if name in set(articles["publisher"])]
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
