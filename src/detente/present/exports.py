"""Tables for other programs: CSV for spreadsheets and R, GEXF for Gephi.

CSV files are UTF-8 with a byte order mark, without which Excel misreads Cyrillic; R and pandas
read them with encoding "UTF-8-BOM" and "utf-8-sig". A text that a spreadsheet would run as a
formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe before it;
numbers stay numbers. Lists are joined with `|`. Rows are sorted: same corpus, same bytes.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from detente.collect.corpus import Corpus
from detente.collect.text import shown
from detente.errors import ParameterError
from detente.extract.reference import Reference
from detente.present.network import network
from detente.present.timeline import COLUMNS, placed
from detente.tables import cell, write_aside

_ARTICLE = ["article_id", "publisher", "country", "published", "published_local", "title", "url"]


def export(corpus: Corpus, what: str, path: str | Path) -> int:
    """Write one table of a corpus and return its number of rows.

    Parameters
    ----------
    what
        network (edge table: source, target, weight …), timeline, mentions, quotes, actions or
        events.
    path
        A .csv file; for network also .gexf, with the measures of actors.

    >>> detente.export(corpus, "quotes", new.with_suffix(".csv"))
    149
    """
    path = Path(path)
    if what not in _TABLES:
        raise ParameterError(f"What to export is one of {', '.join(_TABLES)}.", parameter="what")
    if path.suffix == ".gexf" and what == "network":
        return _write_gexf(corpus, path)
    if path.suffix != ".csv":
        raise ParameterError(
            f"{path.name}: exports end in .csv; a network can also be .gexf.", parameter="out"
        )
    table = _TABLES[what](corpus)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, f"\ufeff{to_csv(table)}")
    return len(table)


def to_csv(table: pd.DataFrame) -> str:
    """CSV of a frame in which no cell is a formula."""
    safe = table.rename(columns=_cell).map(_cell)
    # All texts are quoted: a bare carriage return inside one would begin a new row.
    return safe.to_csv(
        index=False,
        lineterminator="\n",
        date_format="%Y-%m-%dT%H:%M:%SZ",
        quoting=csv.QUOTE_NONNUMERIC,
    )


def _cell(value: Any) -> Any:
    if isinstance(value, pd.Timestamp) and value.tz is None:
        return value.isoformat()
    if isinstance(value, tuple):
        value = "|".join(map(str, value))
    return cell(shown(value, but="\n\t\r")) if isinstance(value, str) else value


def _write_gexf(corpus: Corpus, path: Path) -> int:
    found = network(corpus, min_weight=1)
    graph = found.graph
    for _, facts in [*graph.nodes(data=True), *((None, e[2]) for e in graph.edges(data=True))]:
        for name in [name for name, value in facts.items() if pd.isna(value)]:
            del facts[name]
    text = "\n".join(nx.generate_gexf(graph))
    # The writer puts the day into the file; the same corpus has to give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')
    return len(found.edges)


def _edges(corpus: Corpus) -> pd.DataFrame:
    found = network(corpus, min_weight=1)
    names = dict(zip(found.nodes["actor_id"], found.nodes["label"], strict=True))
    edges = found.edges.drop(columns="sign")
    labels = {f"{end}_label": edges[end].map(names) for end in ("source", "target")}
    return edges.assign(**labels)


def _timeline(corpus: Corpus) -> pd.DataFrame:
    events = placed(corpus.table("events"), Reference.load().event_rows)
    first, until, *rest = COLUMNS
    return events.sort_values(["begin", "event_id"])[[first, until, "precision", *rest]]


def _events(corpus: Corpus) -> pd.DataFrame:
    return corpus.table("events").sort_values(["begin", "event_id"])


def _evidence(name: str) -> Callable[[Corpus], pd.DataFrame]:
    def table(corpus: Corpus) -> pd.DataFrame:
        rows = corpus.table(name).sort_values(["article_id", "start", "end"], kind="stable")
        return rows.merge(corpus.articles[_ARTICLE], on="article_id")

    return table


_TABLES: dict[str, Callable[[Corpus], pd.DataFrame]] = {
    "network": _edges,
    "timeline": _timeline,
    "mentions": _evidence("mentions"),
    "quotes": _evidence("quotes"),
    "actions": _evidence("actions"),
    "events": _events,
}
