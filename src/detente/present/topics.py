"""Who and what the articles on one event name, side by side: what is told and what left out."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import Chart, counted, left_out, listed
from detente.present.compare import Sides, sides
from detente.present.evidence import gather
from detente.present.marks import dots
from detente.present.network import NAMED

_TOPICS, _FEWEST = 16, 2  # topics drawn, and the articles that one needs


def topics_chart(
    corpus: Corpus, articles: Corpus, *, own: str, groups: Mapping[str, list[str] | None]
) -> Chart:
    """Dots for the share of each side's articles that name an actor or tell of another event.

    Parameters
    ----------
    articles
        The articles on the event, a selection of the corpus.
    own
        The event, which is no topic of itself.
    """
    of = sides(articles, groups)
    rows = _topic_rows(corpus, articles, own).assign(side=lambda r: r["article_id"].map(of.of))
    shares, rare = _shares(rows, of)
    marks = _marks(shares.head(_TOPICS), of)
    names = list(shares.columns)
    ticks = [f"{side} ({(of.of == side).sum()})" for side in names]
    axis = {
        "tickvals": list(range(len(names))),
        "ticktext": ticks,
        "side": "top",
        "range": [-0.5, len(names) - 0.5],
        "zeroline": False,
    }
    shown = list(shares.index[:_TOPICS])
    figure, phone = dots(marks, shown, colours={"articles": style.COLOURS[0]}, xaxis=axis)
    keyed = rows.assign(key="topic:" + rows["topic"] + "|" + rows["side"])
    keyed = keyed[keyed["key"].isin(marks["key"])]
    spans = keyed.dropna(subset=["start"]).astype({"start": int, "end": int})
    labels = dict(zip(marks["key"], marks["hover"], strict=True))
    alike = len(shares) - len(shown)
    lost = {
        f"{counted(alike, 'topic')} on which they differ less": alike,
        f"{counted(rare, 'topic')} in fewer than {_FEWEST} articles": rare,
    }
    absent = marks[marks["key"] == ""]
    gaps = [f"{row} ({names[x]})" for row, x in zip(absent["row"], absent["x"], strict=True)]
    return Chart(
        figure=figure,
        phone=phone,
        evidence=gather(corpus, keyed, spans=spans, labels=labels),
        caption=f"Who and what the articles on the event name, those first on which the sides "
        f"differ most: a larger dot is a larger share of a side's articles, a small ring none. "
        f"{left_out(lost)}",
        alt=f"Topics by side. Left out by a side: {listed(gaps, most=12) or 'nothing'}.",
        table=marks[["row", "hover"]].rename(columns={"row": "topic", "hover": "articles"}),
    )


def _topic_rows(corpus: Corpus, articles: Corpus, own: str) -> pd.DataFrame:
    """Mentions of actors and reports of other events in its articles: topic and place."""
    mentions = articles.table("mentions")
    named = mentions[mentions["actor_id"].notna() & mentions["kind"].isin(NAMED)]
    name = Reference.load().name
    people = named.assign(topic=[name(actor) for actor in named["actor_id"]])
    found = articles.table("event_evidence")
    labels = corpus.table("events").set_index("event_id")["label"]
    others = found[found["event_id"] != own]
    others = others.assign(topic="event: " + others["event_id"].map(labels))
    columns = ["topic", "article_id", "sentence"]
    return pd.concat([people[[*columns, "start", "end"]], others[columns]], ignore_index=True)


def _shares(rows: pd.DataFrame, of: Sides) -> tuple[pd.DataFrame, int]:
    """Share of each side's articles by topic, those that differ most first; how many are rare."""
    totals = of.of.value_counts()
    names = [side for side in of.names if totals.get(side)]
    counts = rows.pivot_table(
        index="topic", columns="side", values="article_id", aggfunc="nunique", fill_value=0
    )
    often = counts[counts.sum(axis=1) >= _FEWEST].reindex(columns=names, fill_value=0)
    shares = often / totals.reindex(names)
    gap = shares.max(axis=1) - shares.min(axis=1)
    order = gap.sort_values(ascending=False, kind="stable").index
    return shares.loc[order], len(counts) - len(often)


def _marks(shares: pd.DataFrame, of: Sides) -> pd.DataFrame:
    totals = of.of.value_counts()
    cells = [
        _cell(str(topic), place, (side, int(totals[side])), share=row[side])
        for topic, row in shares.iterrows()
        for place, side in enumerate(shares.columns)
    ]
    return pd.DataFrame(cells, columns=["row", "x", "size", "group", "open", "key", "hover"])


def _cell(topic: str, place: int, side: tuple[str, int], *, share: float) -> tuple[Any, ...]:
    name, total = side
    size = round(6 + 18 * share**0.5, 1)
    key = f"topic:{topic}|{name}" if share else ""
    hover = f"{topic}: in {share * total:.0f} of {counted(total, 'article')} ({name})"
    return topic, place, size, "articles", not share, key, hover
