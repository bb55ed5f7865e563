"""What single articles print that the record says otherwise, as a table to read."""

import re
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.extract.eventfacts import EventFact
from detente.extract.facts import read
from detente.extract.reference import Reference
from detente.present.chart import each
from detente.present.contradictions import readable

_LENGTH = re.compile(r"\bPT[\d.HM]+")
COLUMNS = ("printed", "about", "on record", "why", "article", "publisher", "published", "source")


def against_record(corpus: Corpus) -> pd.DataFrame:
    """A row for each thing that an article prints against the record, in order of publication.

    Offices, names, weekdays, and meetings with another day, place or other people; then the
    lengths, days and numbers that an event on record contradicts. Columns: printed, about, on
    record, why, article, publisher, published, source; and article_id, sentence, start, end of
    the printed words.
    """
    rows = pd.concat([_checks(corpus), _values(corpus)], ignore_index=True)
    articles = corpus.articles[["article_id", "title", "publisher", "published", "body"]]
    whole = rows.merge(articles, on="article_id").rename(columns={"title": "article"})
    whole = whole.sort_values(["published", "article_id", "start"], ignore_index=True)
    words = (body[start:end] for body, start, end in whole[["body", "start", "end"]].to_numpy())
    whole["printed"] = list(words)
    return whole[[*COLUMNS, "article_id", "sentence", "start", "end"]]


def _checks(corpus: Corpus) -> pd.DataFrame:
    names = {"attribute": "about", "record": "on record", "reason": "why", "source": "source"}
    rows = corpus.table("checks")[["article_id", "sentence", "start", "end", *names]]
    return rows.rename(columns=names)


def _values(corpus: Corpus) -> pd.DataFrame:
    """Values that contradict what is on record for an event, with their sentences."""
    conflicts = corpus.table("conflicts")
    sources = _sources()
    keys = list(zip(conflicts["event_id"], conflicts["attribute"], strict=True))
    known = pd.Series([key in sources for key in keys], index=conflicts.index, dtype=bool)
    wrong = conflicts[(conflicts["verdict"] == "conflict") & known]
    bounds = corpus.table("sentences").rename(columns={"start": "from", "end": "to"})
    rows = wrong.merge(bounds, on="article_id")
    rows = rows[(rows["from"] <= rows["start"]) & (rows["start"] < rows["to"])]
    names = Reference.load().event_rows
    columns: dict[str, Any] = {
        "about": rows["attribute"],
        "on record": [readable(value.split(";")[0]) for value in rows["against"]],
        "why": [f"{names[r.event_id].name_en}: {_in_words(r.reason)}" for r in each(rows)],
        "source": [sources[r.event_id, r.attribute] for r in each(rows)],
    }
    return rows[["article_id", "sentence", "start", "end"]].assign(**columns)


def _in_words(reason: str) -> str:
    """A reason with its lengths to read: more than 3 h is not 1 h 45 min."""
    return _LENGTH.sub(lambda length: readable(length[0]), reason)


def _sources() -> dict[tuple[str, str], str]:
    """Where the record of a value is, by event and attribute."""
    reference = Reference.load()
    of_event = {
        event_id: next(iter(row.source_urls), row.date_basis)
        for event_id, row in reference.event_rows.items()
    }
    found = {(event_id, "date"): source for event_id, source in of_event.items()}
    for fact in read(EventFact, reference.folder / "event_facts.csv"):
        found[fact.event_id, fact.attribute] = fact.source or of_event[fact.event_id]
    return found
