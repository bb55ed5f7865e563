"""The sentences behind what is shown: for a mark of a chart, a number, an event, an actor.

An evidence row is a plain dict, ready for a page: id, article_id, title, publisher, country,
date, url, language, html (the sentence, escaped, its words in `<mark>`), copy, basis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd
import xxhash

from detente.collect.corpus import Corpus
from detente.errors import ParameterError, UnknownNameError

Row = dict[str, str]
LIMIT = 40
_BUDGET, _LEAST = 2400, 3  # rows of one chart in all, and at least so many for each mark
_LONGEST = 700  # characters of a sentence that are shown; the rest is cut around the mark
_ABOUT = {"day": 10, "month": 7, "year": 4, "none": 0}
_NO_SPANS = pd.DataFrame({"article_id": [], "start": [], "end": []})


@dataclass(frozen=True, eq=False)
class Evidence(Mapping[str, tuple[Row, ...]]):
    """Evidence rows by key; a sentence that serves several keys is one row."""

    rows: dict[str, Row] = field(default_factory=dict)
    """Rows by id."""
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of a key's rows, best first."""
    more: dict[str, int] = field(default_factory=dict)
    """How many rows of a key are not here."""
    labels: dict[str, str] = field(default_factory=dict)
    """What a key stands for, in words."""

    def __getitem__(self, key: str) -> tuple[Row, ...]:
        return tuple(self.rows[row_id] for row_id in self.ids[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def bundle(self) -> dict[str, Any]:
        """Rows once, and for each key its label, row ids and how many more there are."""
        keys = {
            key: {"ids": list(ids), "more": self.more[key], "label": self.labels.get(key, key)}
            for key, ids in self.ids.items()
        }
        return {"rows": self.rows, "keys": keys}


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
    given = {"event": event, "actor": actor, "pair": pair, "rows": rows}
    (name, wanted), *others = [(k, v) for k, v in given.items() if v is not None] or [("", None)]
    if not name or others:
        raise ParameterError("evidence() wants one of event, actor, pair, rows.", parameter=name)
    keyed, spans = _FOUND[name](corpus, wanted)
    label = " and ".join(wanted) if name == "pair" else str(wanted) if name != "rows" else "Rows"
    found = gather(corpus, keyed.assign(key=label), spans=spans, limit=limit)
    return EvidenceTable(rows=found.get(label, ()), more=found.more.get(label, 0), label=label)


def number(value: float, corpus: Corpus, rows: pd.DataFrame, label: str) -> Number:
    """A number that opens the sentences of some rows (article_id and sentence)."""
    key = f"number:{label}"
    found = gather(corpus, rows.assign(key=key), spans=_spans(rows), labels={key: label})
    return Number(value=f"{value:,}", key=key, evidence=found)


def gather(
    corpus: Corpus,
    keyed: pd.DataFrame,
    *,
    spans: pd.DataFrame | None = None,
    labels: dict[str, str] | None = None,
    limit: int = LIMIT,
) -> Evidence:
    """Evidence rows for keys, best first.

    Parameters
    ----------
    keyed
        key, article_id, sentence; score and basis where there are any.
    spans
        article_id, start, end of the words to mark.
    labels
        Words for keys.
    limit
        Most rows of a key; fewer where a chart has many keys.
    """
    if keyed.empty:
        return Evidence()
    limit = min(limit, max(_BUDGET // keyed["key"].nunique(), _LEAST))
    ranked = _ranked(corpus, keyed)
    shown = ranked[ranked["rank"] < limit]
    made = _rows(corpus, shown, _NO_SPANS if spans is None else spans)
    row_ids = shown["place"].map({place: row["id"] for place, row in made.items()})
    ids = row_ids.groupby(shown["key"]).agg(tuple).to_dict()
    sizes = ranked.groupby("key").size()
    return Evidence(
        rows={row["id"]: row for row in made.values()},
        ids=ids,
        more={key: int(sizes[key]) - len(found) for key, found in ids.items()},
        labels=labels or {},
    )


def merged(*parts: Evidence) -> Evidence:
    """Several evidence tables as one."""
    whole = Evidence()
    for part in parts:
        whole.rows.update(part.rows)
        whole.ids.update(part.ids)
        whole.more.update(part.more)
        whole.labels.update(part.labels)
    return whole


def leads(articles: pd.DataFrame) -> pd.DataFrame:
    """The first sentence of each article, where the article as a whole is the evidence."""
    return articles[["article_id"]].assign(sentence=0)


def day_of(published: pd.Timestamp | None, precision: str) -> str:
    """Publication as YYYY-MM-DD, or shorter where less was printed, or empty."""
    if published is None or pd.isna(published):
        return ""
    return published.strftime("%Y-%m-%d")[: _ABOUT.get(precision, 10)]


def _ranked(corpus: Corpus, keyed: pd.DataFrame) -> pd.DataFrame:
    """First the best sentence of every independent report, then the second-best of each …"""
    extra = {"score": 1.0, "basis": ""}
    keyed = keyed.assign(**{k: v for k, v in extra.items() if k not in keyed})
    keyed = keyed[["key", "article_id", "sentence", "score", "basis"]]
    articles = corpus.articles[["article_id", "copy_group", "is_origin", "published"]]
    rows = keyed.sort_values("score", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["key", "article_id", "sentence"]).merge(articles, on="article_id")
    order = ["published", "article_id", "sentence"]
    rows = rows.sort_values(
        ["is_origin", "score", *order], ascending=[False, False, True, True, True]
    )
    rows["turn"] = rows.groupby(["key", "copy_group"]).cumcount()
    rows = rows.sort_values(["key", "turn", "score", *order], ascending=[True, True, False, *[True] * 3])
    rows["rank"] = rows.groupby("key").cumcount()
    rows["place"] = rows["article_id"] + "." + rows["sentence"].astype(str)
    return rows


def _rows(corpus: Corpus, shown: pd.DataFrame, spans: pd.DataFrame) -> dict[str, Row]:
    wanted = shown.drop_duplicates("place").sort_values("place").set_index("place")
    bounds = corpus.table("sentences")
    bounds = bounds[bounds["article_id"].isin(wanted["article_id"])]
    places = {(r.article_id, r.sentence): (r.start, r.end) for r in bounds.itertuples()}
    articles = corpus.articles.set_index("article_id")
    spans = spans[spans["article_id"].isin(wanted["article_id"])]
    marks = {
        name: sorted(set(zip(part["start"], part["end"], strict=True)))
        for name, part in spans.groupby("article_id")
    }
    made = {}
    for name, row in wanted.iterrows():
        article = articles.loc[row["article_id"]]
        place = places.get((row["article_id"], row["sentence"]))
        words = (
            _marked(article["body"], *place, marks.get(row["article_id"], []))
            if place
            else escape(article["title"])
        )
        # The same sentence with other words marked is another row: rows of charts can be merged.
        row_id = f"{name}.{xxhash.xxh32_hexdigest((words + row['basis']).encode())}"
        made[str(name)] = _row(row_id, article, words, row["basis"], articles)
    return made


def _row(row_id: str, article: Any, html: str, basis: str, articles: pd.DataFrame) -> Row:
    url = _text(article["url"])
    return {
        "id": row_id,
        "article_id": str(article.name),
        "title": article["title"],
        "publisher": article["publisher"],
        "country": _text(article["country"]),
        "date": day_of(article["published"], article["published_precision"]),
        "url": url if url.startswith(("https://", "http://")) else "",
        "language": article["language"],
        "html": html,
        "copy": "" if article["is_origin"] else _copy(article["copy_group"], articles),
        "basis": basis,
    }


def _copy(origin: str, articles: pd.DataFrame) -> str:
    if origin in articles.index:
        return f"copy of {articles.loc[origin, 'publisher']}"
    return "copy of an article outside this selection"


def _marked(body: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    first = inside[0][0] if inside else start
    left, right = start, end
    if end - start > _LONGEST:
        left = max(start, first - _LONGEST // 2)
        right = min(end, left + _LONGEST)
    out, at = ["… " if left > start else ""], left
    for a, b in inside:
        low, high = max(a, at), min(b, right)
        if low < high:
            out += [escape(body[at:low]), f"<mark>{escape(body[low:high])}</mark>"]
            at = high
    return "".join([*out, escape(body[at:right]), " …" if right < end else ""])


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


def event_spans(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """What to mark in reports of events: their actors' names, and times."""
    mentions = corpus.table("mentions")
    actors = {actor for found in events["actors"] for actor in found}
    named = mentions[mentions["actor_id"].isin(actors)]
    return pd.concat([_spans(named), _spans(corpus.table("times"))])


def _of_actor(corpus: Corpus, actor: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    mentions = corpus.table("mentions")
    found = mentions[mentions["actor_id"] == actor]
    if found.empty:
        known = sorted(mentions["actor_id"].dropna().unique())
        raise UnknownNameError("actor of this corpus", actor, known)
    return found, _spans(found)


def _of_pair(corpus: Corpus, pair: tuple[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    (one, spans), (other, more) = (_of_actor(corpus, actor) for actor in pair)
    both = one[["article_id", "sentence"]].merge(other[["article_id", "sentence"]])
    return both.drop_duplicates(), pd.concat([spans, more])


def _of_rows(corpus: Corpus, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: ARG001 - one signature for the four
    return rows, _spans(rows)


_FOUND: dict[str, Any] = {
    "event": _of_event,
    "actor": _of_actor,
    "pair": _of_pair,
    "rows": _of_rows,
}


def _spans(frame: pd.DataFrame) -> pd.DataFrame:
    columns = ["article_id", "start", "end"]
    return frame[columns] if set(columns) <= set(frame) else _NO_SPANS


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
