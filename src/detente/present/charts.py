"""Charts of a corpus: what was read, who printed how much, who said what."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any, Literal

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError, UnknownNameError
from detente.extract.reference import Reference
from detente.present import style
from detente.present.chart import (
    Chart,
    bars,
    counted,
    dots,
    each,
    left_out,
    listed,
    whole,
    with_own,
)
from detente.present.compare import Sides, sides
from detente.present.evidence import Evidence, Row, gather, leads
from detente.present.network import NAMED
from detente.present.timeline import dense_range

_ROWS = 25  # most rows of a chart
_SHORT = 70  # days: up to here coverage is counted a day
_UNKNOWN = "unknown"
_FEW = 10  # days with a tick each
_BY_DAY = {"dtick": 86_400_000, "tickformat": "%-d %b"}


def coverage(corpus: Corpus, by: Literal["publisher", "country"] = "publisher") -> Chart:
    """Articles a week (a day in a short range), a row a publisher or a country.

    A ring counts articles, the dot in it those that are nobody's copy: two numbers throughout.
    """
    if by not in ("publisher", "country"):
        raise ParameterError("Count coverage by publisher or by country.", parameter="by")
    return with_own(_coverage(corpus, by), lambda: _coverage(corpus.once(), by))


def _coverage(corpus: Corpus, by: str) -> Chart:
    articles = corpus.articles.assign(row=corpus.articles[by].fillna(_UNKNOWN))
    counts = articles.groupby("row").agg(articles=("row", "size"), own=("is_origin", "sum"))
    counts = counts.sort_values(["articles", "own"], ascending=False, kind="stable")
    kept = counts.head(_ROWS)
    cells, undated, outside = _cells(articles[articles["row"].isin(kept.index)])
    labels = {name: f"{name}  {a} / {o}" for name, a, o in each(kept.reset_index())}
    figure, phone = dots(
        _coverage_marks(cells.assign(row=cells["row"].map(labels))),
        list(labels.values()),
        colours={"articles": style.GREY, "not copies": style.COLOURS[0]},
        xaxis={"type": "date"}
        | (_BY_DAY if _span(cells["start"]) <= _FEW else {"tickformat": "%-d %b\n%Y"}),
    )
    lost = {
        counted(len(counts) - len(kept), f"smaller {by}"): len(counts) - len(kept),
        counted(undated, "article with no date", "articles with no date"): undated,
        counted(outside, "article far from the others", "articles far from the others"): outside,
    }
    named = [f"{name} ({a})" for name, a, _ in each(kept.reset_index())]
    return Chart(
        figure=figure,
        phone=phone,
        evidence=gather(
            corpus,
            leads(cells.explode("ids").rename(columns={"ids": "article_id"})).assign(
                key=cells.explode("ids")["key"]
            ),
            labels={c.key: f"{c.row}, {c.start}" for c in each(cells)},
        ),
        caption=f"Articles by {by} over time: rings count articles, dots those that are not "
        f"copies of an earlier one; beside each name both in all. {left_out(lost)}",
        alt=f"Articles by {by} over time: {listed(named)}.",
        table=counts.reset_index().rename(columns={"row": by, "own": "not copies"}),
    )


def ledger_chart(corpus: Corpus) -> Chart:
    """What became of every input: read, repaired and why, refused and why."""
    ledger = corpus.table("ledger")
    reasons = ledger["reason"].str.split(":").str[0].str.strip()
    outcome = (ledger["status"] + ": " + reasons).where(reasons != "", ledger["status"])
    ledger = ledger.assign(outcome=outcome, key="ledger:" + outcome)
    order = {"read": 0, "repaired": 1, "refused": 2}
    counts = ledger.groupby(["status", "outcome", "key"]).size().reset_index(name="inputs")
    counts["order"] = counts["status"].map(order)
    counts = counts.sort_values(["order", "inputs", "outcome"], ascending=[True, False, True])
    colours = dict(zip(order, (style.COLOURS[0], style.COLOURS[5], style.CONFLICT), strict=True))
    marks = pd.DataFrame(
        {
            "label": [f"{c.outcome}  {c.inputs:,}" for c in each(counts)],
            "x": counts["inputs"].tolist(),
            "behind": float("nan"),
            "key": counts["key"].tolist(),
            "hover": [f"{c.outcome}: {counted(c.inputs, 'input')}" for c in each(counts)],
            "colour": [colours[status] for status in counts["status"]],
        }
    )
    figure, phone = bars(marks, xaxis=whole(marks["x"].max()))
    by_status = ledger["status"].value_counts()
    parts = [f"{int(by_status.get(status, 0)):,} {status}" for status in order]
    return Chart(
        figure=figure,
        phone=phone,
        evidence=_ledger_evidence(corpus, ledger),
        caption=f"{counted(len(ledger), 'input')}: {', '.join(parts)}; each with its reason.",
        alt=f"Outcome of {counted(len(ledger), 'input')}: {', '.join(marks['label'])}.",
        table=ledger[["locator", "status", "reason"]].sort_values(["status", "locator"]),
    )


def who_said_what(corpus: Corpus, event: str) -> Chart:
    """Quotes in the articles that report an event, a bar a speaker."""
    return with_own(_who_said_what(corpus, event), lambda: _who_said_what(corpus.once(), event))


def _who_said_what(corpus: Corpus, event: str) -> Chart:
    quotes = quotes_table(corpus, event=event)
    groups = quotes.groupby("speaker").agg(quotes=("quote", "size"), printed=("articles", "sum"))
    groups = groups.sort_values(["quotes", "printed"], ascending=False, kind="stable")
    shown = groups.head(_ROWS)
    marks = pd.DataFrame(
        {
            "label": [f"{speaker}  {n}" for speaker, n, _ in each(shown.reset_index())],
            "x": shown["quotes"].tolist(),
            "behind": shown["printed"].tolist(),
            "key": [f"speaker:{speaker}" for speaker in shown.index],
            "hover": [
                f"{speaker}\n{counted(n, 'quote')}, printed {counted(p, 'time')}"
                for speaker, n, p in each(shown.reset_index())
            ],
            "colour": style.COLOURS[0],
        }
    )
    figure, phone = bars(marks, xaxis=whole(marks["behind"].max() if len(marks) else 1))
    rows = quotes.explode("rows")
    spans = pd.DataFrame(rows["rows"].tolist(), columns=["article_id", "sentence", "start", "end"])
    keyed = spans.assign(key=[f"speaker:{name}" for name in rows["speaker"]])
    rest = len(groups) - len(shown)
    return Chart(
        figure=figure,
        phone=phone,
        evidence=gather(corpus, keyed, spans=spans, labels={k: k[8:] for k in keyed["key"]}),
        caption=f"{counted(len(quotes), 'quote')} by {counted(len(groups), 'speaker')} in articles "
        f"that report the event; paler: with repeats and copies. "
        f"{left_out({counted(rest, 'speaker'): rest})}",
        alt=f"Quotes by speaker: {listed(marks['label'].tolist())}.",
        table=quotes.drop(columns="rows"),
    )


def quotes_table(
    corpus: Corpus, *, event: str | None = None, speaker: str | None = None
) -> pd.DataFrame:
    """Quotes, equal words of one speaker once: speaker, quote, kind, articles, independent.

    The column `rows` holds the spans (article_id, sentence, start, end) behind each.
    """
    quotes = corpus.table("quotes")
    if event is not None:
        quotes = quotes[quotes["article_id"].isin(articles_of(corpus, event))]
    if speaker is not None:
        quotes = quotes[quotes["speaker_id"] == speaker]
    reference = Reference.load()
    rows = quotes.merge(corpus.articles[["article_id", "copy_group"]], on="article_id")
    rows["speaker"] = [
        reference.name(who) if isinstance(who, str) else printed or "not decided"
        for who, printed in zip(rows["speaker_id"], rows["speaker_surface"], strict=True)
    ]
    rows["fold"] = rows["surface"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    places = zip(rows["article_id"], rows["sentence"], rows["start"], rows["end"], strict=True)
    rows["row"] = list(places)
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


def articles_of(corpus: Corpus, event: str) -> frozenset[str]:
    """Ids of the articles that report an event; UnknownNameError for an event not there."""
    found = corpus.table("event_evidence")
    if event not in set(corpus.table("events")["event_id"]):
        raise UnknownNameError("event of this corpus", event, sorted(set(found["event_id"])))
    return frozenset(found[found["event_id"] == event]["article_id"])


def _cells(articles: pd.DataFrame) -> tuple[pd.DataFrame, int, int]:
    """Counts of a row and a week; how many articles have no date, and how many lie far off."""
    dated = articles[articles["published"].notna()]
    days = dated["published"].dt.date
    first, last = dense_range(list(days))
    inside = (days >= first) & (days <= last)
    length = 1 if (last - first).days <= _SHORT else 7
    dated, days = dated[inside], days[inside]
    starts = [str(d - timedelta(days=d.weekday()) if length > 1 else d) for d in days]
    cells = dated.assign(start=starts).groupby(["row", "start"])
    out = cells.agg(
        articles=("article_id", "size"), own=("is_origin", "sum"), ids=("article_id", tuple)
    ).reset_index()
    out["key"] = [f"coverage:{c.row}|{c.start}" for c in each(out)]
    return out, len(articles) - len(inside), int((~inside).sum())


def _coverage_marks(cells: pd.DataFrame) -> pd.DataFrame:
    most = max(cells["articles"].max() if len(cells) else 1, 1)
    hover = [
        f"{c.row.rsplit('  ', 1)[0]}\n{c.start}: {counted(c.articles, 'article')}, "
        f"{c.own} not copies"
        for c in each(cells)
    ]
    parts = [
        cells.assign(
            x=cells["start"],
            size=(5 + 17 * (cells[column] / most) ** 0.5).where(cells[column] > 0, 0).round(1),
            group=group,
            open=column == "articles",
            hover=hover,
        )
        for column, group in (("articles", "articles"), ("own", "not copies"))
    ]
    return pd.concat(parts)


def _ledger_evidence(corpus: Corpus, ledger: pd.DataFrame) -> Evidence:
    read = ledger[ledger["article_id"].isin(corpus.articles["article_id"])]
    found = gather(corpus, leads(read).assign(key=read["key"]))
    found.labels.update({key: key.removeprefix("ledger:") for key in ledger["key"]})
    for key, part in ledger[ledger["status"] == "refused"].groupby("key"):
        rows = [_refused(row) for row in each(part.head(40))]
        found.rows.update({row["id"]: row for row in rows})
        found.ids[str(key)] = tuple(row["id"] for row in rows)
        found.more[str(key)] = len(part) - len(rows)
    return found


def _refused(row: Any) -> Row:
    blank = dict.fromkeys(["article_id", "publisher", "country", "date", "url", "copy"], "")
    words = {"id": f"refused:{row.locator}", "title": row.locator, "html": escape(row.reason)}
    return blank | words | {"language": "en", "basis": "refused"}


def _span(days: pd.Series) -> int:
    """Days from the first to the last."""
    dates = pd.to_datetime(days)
    return (dates.max() - dates.min()).days if len(dates) else 0


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


_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_AXIS = {"articles": "articles", "independent": "independent reports"}
_UNITS = ("years", "months", "weeks", "days", "h", "min")


def contradictions_chart(corpus: Corpus, event: str) -> Chart:
    """Dots of the values on which reports of an event differ, by articles or reports."""
    chart = _contradictions(corpus, event, "articles")
    return with_own(chart, lambda: _contradictions(corpus, event, "independent"))


def _contradictions(corpus: Corpus, event: str, count: str) -> Chart:
    conflicts = corpus.table("conflicts")
    mine = conflicts[conflicts["event_id"] == event]
    table = _values(mine)
    marks = _contradiction_marks(table, count)
    colours = {"conflict": style.CONFLICT, "compatible": style.GREY}
    most = table[count].max() if len(table) else 1
    axis = {"title": {"text": _AXIS[count]}} | whole(most)
    figure, phone = dots(marks, list(dict.fromkeys(table["row"])), colours=colours, xaxis=axis)
    return Chart(
        figure=figure,
        phone=phone,
        evidence=_conflict_evidence(corpus, mine, marks),
        caption=f"{counted(len(table), 'value')} on which reports of the event differ: "
        f"{(table['verdict'] == 'conflict').sum()} that cannot stand beside another (filled), "
        f"{(table['verdict'] == 'compatible').sum()} explained by time zone, rounding or wording "
        f"(ring).",
        alt=f"Values that differ: {listed(marks['label'].tolist(), most=9)}.",
        table=table.drop(columns="row"),
    )


def readable(value: str) -> str:
    """A value in words: `PT1H45M` is 1 h 45 min; what is no length stays as it is."""
    length = _LENGTH.fullmatch(value)
    if not length or value == "P":
        return value
    return " ".join(f"{n} {unit}" for n, unit in zip(length.groups(), _UNITS, strict=True) if n)


def _values(mine: pd.DataFrame) -> pd.DataFrame:
    """One row a value and verdict."""
    groups = mine.groupby(["attribute", "value", "verdict"])
    table = groups.agg(
        articles=("article_id", "nunique"),
        independent=("independent", "max"),
        against=("against", "first"),
        reason=("reason", "first"),
    ).reset_index()
    table = table.sort_values(
        ["attribute", "independent", "value"], ascending=[True, False, True], ignore_index=True
    )
    table["row"] = table["attribute"] + ": " + table["value"].map(readable)
    return table


def _contradiction_marks(table: pd.DataFrame, count: str) -> pd.DataFrame:
    return table.assign(
        x=table[count],
        size=13,
        group=table["verdict"],
        open=table["verdict"] == "compatible",
        key="conflict:" + table["row"] + "|" + table["verdict"],
        label=table["row"] + " (" + table["verdict"] + ")",
        hover=[
            f"{c.row} ({c.verdict})\n{counted(c.articles, 'article')}, "
            f"{counted(c.independent, 'independent report')}; against {c.against}\n{c.reason}"
            for c in each(table)
        ],
    )


def _conflict_evidence(corpus: Corpus, mine: pd.DataFrame, marks: pd.DataFrame) -> Any:
    bounds = corpus.table("sentences").rename(columns={"start": "from", "end": "to"})
    rows = mine.merge(bounds, on="article_id")
    rows = rows[(rows["from"] <= rows["start"]) & (rows["start"] < rows["to"])]
    row = rows["attribute"] + ": " + rows["value"].map(readable)
    key = "conflict:" + row + "|" + rows["verdict"]
    labels = dict(zip(marks["key"], marks["label"], strict=True))
    return gather(corpus, rows.assign(key=key, basis=rows["reason"]), spans=rows, labels=labels)
