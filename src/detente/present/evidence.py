"""The sentences behind what is shown: for a number, an event, an actor, a pair of actors."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError, UnknownNameError
from detente.present.rows import (
    LIMIT,
    Evidence,
    Row,
    event_spans,
    gather,
    leads,
    merged,
    spans_of,
)

__all__ = [
    "Evidence",
    "EvidenceTable",
    "Number",
    "Row",
    "event_spans",
    "evidence",
    "gather",
    "leads",
    "merged",
    "number",
]


@dataclass(frozen=True, kw_only=True)
class EvidenceTable:
    """Some sentences, best first; in JupyterLab a table with the words marked."""

    rows: tuple[Row, ...]
    """Evidence rows."""
    more: int
    """How many more sentences there are."""
    label: str
    """What they are evidence of."""

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame."""
        return pd.DataFrame(self.rows)

    def _repr_html_(self) -> str:
        lines = "".join(map(_line, self.rows))
        more = f"; {self.more} more not shown" if self.more else ""
        return (
            f'<table class="evidence"><caption>{escape(self.label)}: {len(self.rows)} sentences'
            f'{more}</caption><thead><tr><th scope="col">Sentence</th><th scope="col">Article</th>'
            f"</tr></thead><tbody>{lines}</tbody></table>"
        )


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in prose that opens its sentences."""

    value: str
    """The number as it is shown."""
    key: str
    """Its evidence key."""
    evidence: Evidence
    """The sentences."""

    def __str__(self) -> str:
        return self.value

    def _repr_html_(self) -> str:
        return (
            f'<button type="button" class="evidence" data-key="{escape(self.key)}">'
            f"{escape(self.value)}</button>"
        )


def evidence(
    corpus: Corpus,
    *,
    event: str | None = None,
    actor: str | None = None,
    pair: tuple[str, str] | None = None,
    rows: pd.DataFrame | None = None,
    limit: int = LIMIT,
) -> EvidenceTable:
    """Sentences that report an event, name an actor, name two actors, or hold some rows.

    Give one of the four; `rows` is any frame with article_id and sentence (start and end are
    marked, if there). An event or actor that the corpus does not have raises UnknownNameError.
    """
    given: dict[str, Any] = {"event": event, "actor": actor, "pair": pair, "rows": rows}
    given = {name: value for name, value in given.items() if value is not None}
    if len(given) != 1:
        raise ParameterError(
            "evidence() wants one of event, actor, pair, rows.", parameter=", ".join(given)
        )
    ((name, wanted),) = given.items()
    keyed, spans = _FOUND[name](corpus, wanted)
    label = {"pair": " and ".join(pair or ()), "rows": "Rows"}.get(name, str(wanted))
    found = gather(corpus, keyed.assign(key=label), spans=spans, limit=limit)
    return EvidenceTable(rows=found.get(label, ()), more=found.more.get(label, 0), label=label)


def number(  # noqa: PLR0917 - in the order one says it
    value: float, corpus: Corpus, rows: pd.DataFrame, label: str
) -> Number:
    """A number that opens the sentences of some rows (article_id and sentence)."""
    key = f"number:{label}"
    found = gather(corpus, rows.assign(key=key), spans=spans_of(rows), labels={key: label})
    return Number(value=f"{value:,}", key=key, evidence=found)


def _line(row: Row) -> str:
    title = escape(row["title"])
    link = f'<a href="{escape(row["url"])}" rel="noopener">{title}</a>' if row["url"] else title
    facts = [row["publisher"], row["country"], row["date"], row["copy"], row["basis"]]
    return (
        f'<tr><td lang="{escape(row["language"])}" style="text-align:left;white-space:normal">'
        f'{row["html"]}</td><td style="text-align:left;white-space:normal">{link}<br>'
        f"{escape(' · '.join(filter(None, facts)))}</td></tr>"
    )


def _of_event(corpus: Corpus, event: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    events = corpus.table("events").set_index("event_id")
    if event not in events.index:
        raise UnknownNameError("event of this corpus", event, list(events.index))
    found = corpus.table("event_evidence")
    return found[found["event_id"] == event], event_spans(corpus, events.loc[[event]])


def _of_actor(corpus: Corpus, actor: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    mentions = corpus.table("mentions")
    found = mentions[mentions["actor_id"] == actor]
    if found.empty:
        known = sorted(mentions["actor_id"].dropna().unique())
        raise UnknownNameError("actor of this corpus", actor, known)
    return found, spans_of(found)


def _of_pair(corpus: Corpus, pair: tuple[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    (one, spans), (other, more) = (_of_actor(corpus, actor) for actor in pair)
    both = one[["article_id", "sentence"]].merge(other[["article_id", "sentence"]])
    return both.drop_duplicates(), pd.concat([spans, more])


def _of_rows(corpus: Corpus, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: ARG001 - one signature for the four
    return rows, spans_of(rows)


_FOUND: dict[str, Any] = {
    "event": _of_event,
    "actor": _of_actor,
    "pair": _of_pair,
    "rows": _of_rows,
}
