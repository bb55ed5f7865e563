"""Charts of a corpus and of an event: what was read, who printed how much, who said what.

Each makes a frame of marks with their keys, draws it, and gathers the sentences of the keys.

>>> detente.charts.ledger_chart(corpus).alt
'Outcome of 66 inputs: ...'
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Literal

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import (
    Chart,
    bars,
    both_counts,
    dots,
    each,
    labels_of,
    left_out,
    listed,
    missing,
    whole,
    with_own,
)
from detente.present.compare import sides
from detente.present.evidence import (
    LIMIT,
    Evidence,
    Row,
    gather,
    in_sentences,
    leads,
    named,
    reports_of,
    spans_of,
)
from detente.present.timeline import dense_range, weekly
from detente.wording import counted

_ROWS = 25  # most rows of a chart
_UNKNOWN = "unknown"
_FEW = 10  # days with a tick each
_BY_DAY = {"dtick": 86_400_000, "tickformat": "%-d %b"}
_BY_WEEK = {"tickformat": "%-d %b\n%Y"}
_TOPICS, _FEWEST = 16, 2  # topics drawn, and the articles that one needs
_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_UNITS = ("years", "months", "weeks", "days", "h", "min")
_AXIS = {"articles": "articles", "independent": "independent reports"}
_OUTCOMES = {"read": style.COLOURS[0], "repaired": style.COLOURS[5], "refused": style.CONFLICT}


@both_counts
def coverage(corpus: Corpus, by: Literal["publisher", "country"] = "publisher") -> Chart:
    """Articles a week (a day in a short range), a row a publisher or a country.

    A ring counts articles, the dot in it those that are nobody's copy: two numbers throughout.
    """
    if by not in ("publisher", "country"):
        raise ParameterError("Count coverage by publisher or by country.", parameter="by")
    articles = corpus.articles.assign(row=corpus.articles[by].fillna(_UNKNOWN))
    counts = articles.groupby("row").agg(articles=("row", "size"), own=("is_origin", "sum"))
    counts = counts.sort_values(["articles", "own"], ascending=False, kind="stable")
    kept = counts.head(_ROWS)
    labels = {name: f"{name}  {a} / {o}" for name, a, o in each(kept.reset_index())}
    drawn = articles[articles["row"].isin(kept.index)]
    dated = drawn["published_local"].dropna()
    cells = weekly(drawn, dense_range(list(dated.dt.date)), by=("row",))
    cells["key"] = "coverage:" + cells["row"] + "|" + cells["start"]
    days = pd.to_datetime(cells["start"])
    few = not len(days) or (days.max() - days.min()).days <= _FEW
    lost = missing(
        (len(counts) - len(kept), f"smaller {by}", ""),
        (len(drawn) - len(dated), "article", "with no date"),
        (len(dated) - int(cells["articles"].sum()), "article", "far from the others"),
    )
    listing = [f"{name} ({a})" for name, a, _ in each(kept.reset_index())]
    opened = {c.key: f"{c.row}, {c.start}" for c in each(cells)}
    return Chart(
        **dots(
            _coverage_marks(cells, labels),
            list(labels.values()),
            colours={"articles": style.GREY, "not copies": style.COLOURS[0]},
            xaxis={"type": "date"} | (_BY_DAY if few else _BY_WEEK),
        ),
        evidence=gather(corpus, leads(cells.explode("article_id")), labels=opened),
        caption=f"Articles by {by} over time: rings count articles, dots those that are not "
        f"copies of an earlier one; beside each name both in all. {left_out(lost)}",
        alt=f"Articles by {by} over time: {listed(listing)}.",
        table=counts.reset_index().rename(columns={"row": by, "own": "not copies"}),
    )


def _coverage_marks(cells: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    most = max(cells["articles"].max() if len(cells) else 1, 1)
    hover = [
        f"{c.row}\n{c.start}: {counted(c.articles, 'article')}, {c.independent} not copies"
        for c in each(cells)
    ]
    parts = [
        cells.assign(
            row=cells["row"].map(labels),
            x=cells["start"],
            size=(5 + 17 * (cells[column] / most) ** 0.5).where(cells[column] > 0, 0).round(1),
            group=group,
            open=column == "articles",
            hover=hover,
        )
        for column, group in (("articles", "articles"), ("independent", "not copies"))
    ]
    return pd.concat(parts)


def ledger_chart(corpus: Corpus) -> Chart:
    """What became of every input: read, repaired and why, refused and why."""
    ledger = corpus.table("ledger")
    reasons = ledger["reason"].str.split(":").str[0].str.strip()
    outcome = (ledger["status"] + ": " + reasons).where(reasons != "", ledger["status"])
    ledger = ledger.assign(outcome=outcome, key="ledger:" + outcome)
    marks = ledger.groupby(["status", "outcome", "key"]).size().reset_index(name="x")
    marks["order"] = marks["status"].map(list(_OUTCOMES).index)
    marks = marks.sort_values(["order", "x", "outcome"], ascending=[True, False, True])
    marks = marks.assign(
        label=[f"{c.outcome}  {c.x:,}" for c in each(marks)],
        behind=float("nan"),
        hover=[f"{c.outcome}: {counted(c.x, 'input')}" for c in each(marks)],
        colour=marks["status"].map(_OUTCOMES),
    )
    parts = [f"{(ledger['status'] == status).sum():,} {status}" for status in _OUTCOMES]
    return Chart(
        **bars(marks, xaxis=whole(marks["x"].max())),
        evidence=_ledger_evidence(corpus, ledger),
        caption=f"{counted(len(ledger), 'input')}: {', '.join(parts)}; each with its reason.",
        alt=f"Outcome of {counted(len(ledger), 'input')}: {', '.join(marks['label'])}.",
        table=ledger[["locator", "status", "reason"]].sort_values(["status", "locator"]),
    )


def _ledger_evidence(corpus: Corpus, ledger: pd.DataFrame) -> Evidence:
    read = ledger[ledger["article_id"].isin(corpus.articles["article_id"])]
    found = gather(corpus, leads(read))
    found.labels.update(labels_of(ledger, "outcome"))
    for key, part in ledger[ledger["status"] == "refused"].groupby("key"):
        rows = [_refused(row) for row in each(part.head(LIMIT))]
        found.rows.update({row["id"]: row for row in rows})
        found.ids[str(key)] = tuple(row["id"] for row in rows)
        found.more[str(key)] = len(part) - len(rows)
    return found


def _refused(row: Any) -> Row:
    blank = dict.fromkeys(["article_id", "publisher", "country", "date", "url", "copy"], "")
    words = {"id": f"refused:{row.locator}", "title": row.locator, "html": escape(row.reason)}
    return blank | words | {"language": "en", "basis": "refused"}


@both_counts
def who_said_what(corpus: Corpus, event: str) -> Chart:
    """Quotes in the articles that report an event, a bar a speaker."""
    quotes = quotes_table(corpus, event=event)
    quotes["key"] = [f"speaker:{who}" for who in quotes["speaker"]]
    groups = quotes.groupby(["speaker", "key"])
    counts = groups.agg(x=("quote", "size"), behind=("articles", "sum")).reset_index()
    counts = counts.sort_values(["x", "behind"], ascending=False, kind="stable")
    marks = counts.head(_ROWS)
    marks = marks.assign(
        label=[f"{m.speaker}  {m.x}" for m in each(marks)],
        hover=[
            f"{m.speaker}\n{counted(m.x, 'quote')}, printed {counted(m.behind, 'time')}"
            for m in each(marks)
        ],
        colour=style.COLOURS[0],
    )
    rows = quotes.explode("rows")
    spans = pd.DataFrame(rows["rows"].tolist(), columns=["article_id", "sentence", "start", "end"])
    keyed = spans.assign(key=rows["key"].tolist())
    lost = missing((len(counts) - len(marks), "speaker", ""))
    return Chart(
        **bars(marks, xaxis=whole(marks["behind"].max() if len(marks) else 1)),
        evidence=gather(corpus, keyed, spans=spans, labels=labels_of(counts, "speaker")),
        caption=f"{counted(len(quotes), 'quote')} by {counted(len(counts), 'speaker')} in articles "
        f"that report the event; paler: with repeats and copies. {left_out(lost)}",
        alt=f"Quotes by speaker: {listed(marks['label'].tolist())}.",
        table=quotes.drop(columns=["rows", "key"]),
    )


def quotes_table(
    corpus: Corpus, *, event: str | None = None, speaker: str | None = None
) -> pd.DataFrame:
    """Quotes, equal words of one speaker once: speaker, quote, kind, articles, independent.

    The column `rows` holds the spans (article_id, sentence, start, end) behind each.
    """
    quotes = corpus.table("quotes")
    if event is not None:
        reports, _ = reports_of(corpus, event)
        quotes = quotes[quotes["article_id"].isin(reports["article_id"])]
    if speaker is not None:
        quotes = quotes[quotes["speaker_id"] == speaker]
    reference = Reference.load()
    rows = quotes.merge(corpus.articles[["article_id", "copy_group"]], on="article_id")
    rows["speaker"] = [
        reference.name(who) if isinstance(who, str) else printed or "not decided"
        for who, printed in zip(rows["speaker_id"], rows["speaker_surface"], strict=True)
    ]
    rows["fold"] = rows["surface"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    rows["row"] = list(
        rows[["article_id", "sentence", "start", "end"]].itertuples(index=False, name=None)
    )
    out = rows.groupby(["speaker", "fold"], sort=False).agg(
        quote=("surface", "first"),
        kind=("kind", "first"),
        articles=("article_id", "nunique"),
        independent=("copy_group", "nunique"),
        rows=("row", tuple),
    )
    out = out.reset_index().drop(columns="fold")
    order = ["speaker", "independent", "articles", "quote"]
    return out.sort_values(order, ascending=[True, False, False, True], ignore_index=True)


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
    totals = of.of.value_counts().reindex(of.names).dropna().astype(int)
    rows = _topic_rows(corpus, articles, own).assign(side=lambda r: r["article_id"].map(of.of))
    counts = rows.pivot_table(
        index="topic", columns="side", values="article_id", aggfunc="nunique", fill_value=0
    )
    shares = _shares(counts, totals)
    marks = _topic_marks(shares.head(_TOPICS), totals)
    shown = list(shares.index[:_TOPICS])
    axis = {
        "tickvals": list(range(len(totals))),
        "ticktext": [f"{side} ({total})" for side, total in totals.items()],
        "side": "top",
        "range": [-0.5, len(totals) - 0.5],
        "zeroline": False,
    }
    keyed = rows.assign(key="topic:" + rows["topic"] + "|" + rows["side"])
    keyed = keyed[keyed["key"].isin(marks["key"])]
    spans = keyed.dropna(subset=["start"]).astype({"start": int, "end": int})
    lost = missing(
        (len(shares) - len(shown), "topic", "on which they differ less"),
        (len(counts) - len(shares), "topic", f"in fewer than {_FEWEST} articles"),
    )
    gaps = [f"{m.row} ({totals.index[m.x]})" for m in each(marks) if not m.key]
    return Chart(
        **dots(marks, shown, colours={"articles": style.COLOURS[0]}, xaxis=axis),
        evidence=gather(corpus, keyed, spans=spans, labels=labels_of(marks, "hover")),
        caption=f"Who and what the articles on the event name, those first on which the sides "
        f"differ most: a larger dot is a larger share of a side's articles, a small ring none. "
        f"{left_out(lost)}",
        alt=f"Topics by side. Left out by a side: {listed(gaps, most=12) or 'nothing'}.",
        table=marks[["row", "hover"]].rename(columns={"row": "topic", "hover": "articles"}),
    )


def _topic_rows(corpus: Corpus, articles: Corpus, own: str) -> pd.DataFrame:
    """Mentions of actors and reports of other events in its articles: topic and place."""
    mentions, name = named(articles), Reference.load().name
    people = mentions.assign(topic=[name(actor) for actor in mentions["actor_id"]])
    found = articles.table("event_evidence")
    labels = corpus.table("events").set_index("event_id")["label"]
    others = found[found["event_id"] != own]
    others = others.assign(topic="event: " + others["event_id"].map(labels))
    columns = ["topic", "article_id", "sentence"]
    return pd.concat([people[[*columns, "start", "end"]], others[columns]], ignore_index=True)


def _shares(counts: pd.DataFrame, totals: pd.Series) -> pd.DataFrame:
    """Share of each side's articles by topic, those that differ most first, without rare ones."""
    often = counts[counts.sum(axis=1) >= _FEWEST].reindex(columns=totals.index, fill_value=0)
    shares = often / totals
    gap = shares.max(axis=1) - shares.min(axis=1)
    return shares.loc[gap.sort_values(ascending=False, kind="stable").index]


def _topic_marks(shares: pd.DataFrame, totals: pd.Series) -> pd.DataFrame:
    sides_of = [str(side) for side in totals.index]
    cells = [
        {
            "row": str(topic),
            "x": place,
            "size": round(6 + 18 * row[side] ** 0.5, 1),
            "group": "articles",
            "open": not row[side],
            "key": f"topic:{topic}|{side}" if row[side] else "",
            "hover": f"{topic}: in {row[side] * total:.0f} of {counted(total, 'article')} ({side})",
        }
        for topic, row in shares.iterrows()
        for place, (side, total) in enumerate(zip(sides_of, totals, strict=True))
    ]
    return pd.DataFrame(cells, columns=["row", "x", "size", "group", "open", "key", "hover"])


def contradictions_chart(corpus: Corpus, event: str) -> Chart:
    """Dots of the values on which reports of an event differ, by articles or reports."""
    chart = _contradictions(corpus, event, "articles")
    return with_own(chart, lambda: _contradictions(corpus, event, "independent"))


def _contradictions(corpus: Corpus, event: str, count: str) -> Chart:
    conflicts = corpus.table("conflicts")
    mine = conflicts[conflicts["event_id"] == event]
    mine = mine.assign(row=mine["attribute"] + ": " + mine["value"].map(readable))
    mine = mine.assign(key="conflict:" + mine["row"] + "|" + mine["verdict"])
    marks = _values(mine).assign(x=lambda table: table[count])
    most = marks[count].max() if len(marks) else 1
    rows = in_sentences(corpus, mine).assign(basis=lambda row: row["reason"])
    verdicts = marks["verdict"].value_counts()
    columns = ["attribute", "value", "verdict", "articles", "independent", "against", "reason"]
    return Chart(
        **dots(
            marks,
            list(dict.fromkeys(marks["row"])),
            colours={"conflict": style.CONFLICT, "compatible": style.GREY},
            xaxis={"title": {"text": _AXIS[count]}} | whole(most),
        ),
        evidence=gather(corpus, rows, spans=spans_of(rows), labels=labels_of(marks)),
        caption=f"{counted(len(marks), 'value')} on which reports of the event differ: "
        f"{verdicts.get('conflict', 0)} that cannot stand beside another (filled), "
        f"{verdicts.get('compatible', 0)} explained by time zone, rounding or wording (ring).",
        alt=f"Values that differ: {listed(marks['label'].tolist(), most=9)}.",
        table=marks[columns],
    )


def _values(mine: pd.DataFrame) -> pd.DataFrame:
    """A mark for each value and verdict."""
    groups = mine.groupby(["attribute", "value", "verdict", "row", "key"])
    table = groups.agg(
        articles=("article_id", "nunique"),
        independent=("independent", "max"),
        against=("against", "first"),
        reason=("reason", "first"),
    ).reset_index()
    order = ["attribute", "independent", "value"]
    table = table.sort_values(order, ascending=[True, False, True], ignore_index=True)
    return table.assign(
        size=13,
        group=table["verdict"],
        open=table["verdict"] == "compatible",
        label=table["row"] + " (" + table["verdict"] + ")",
        hover=[
            f"{c.row} ({c.verdict})\n{counted(c.articles, 'article')}, "
            f"{counted(c.independent, 'independent report')}; against {c.against}\n{c.reason}"
            for c in each(table)
        ],
    )


def readable(value: str) -> str:
    """A value in words: `PT1H45M` is 1 h 45 min; what is no length stays as it is."""
    length = _LENGTH.fullmatch(value)
    if not length or value == "P":
        return value
    return " ".join(f"{n} {unit}" for n, unit in zip(length.groups(), _UNITS, strict=True) if n)
