"""Values on which reports of one event differ, each with its verdict and its sentences."""

import re
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.present import style
from detente.present.chart import Chart, counted, each, listed, with_own
from detente.present.evidence import gather
from detente.present.marks import dots, whole

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
    marks = _marks(table, count)
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


def _marks(table: pd.DataFrame, count: str) -> pd.DataFrame:
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
