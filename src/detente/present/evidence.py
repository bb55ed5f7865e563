"""The sentences behind what is shown: for a number, an event, an actor, a pair of actors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd
import xxhash

from detente.collect.corpus import Corpus
from detente.errors import ParameterError, UnknownNameError

Row = dict[str, str]


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


LIMIT = 40
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


def event_spans(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """What to mark in reports of events: their actors' names, and times."""
    mentions = corpus.table("mentions")
    actors = {actor for found in events["actors"] for actor in found}
    named = mentions[mentions["actor_id"].isin(actors)]
    return pd.concat([spans_of(named), spans_of(corpus.table("times"))])


def spans_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The words of some rows that are to be marked: none where the rows have no offsets."""
    return frame[_SPAN] if set(_SPAN) <= set(frame) else pd.DataFrame(columns=_SPAN)


_SPAN = ["article_id", "start", "end"]
_FOUND: dict[str, Any] = {
    "event": _of_event,
    "actor": _of_actor,
    "pair": _of_pair,
    "rows": _of_rows,
}
_BUDGET, _LEAST = 2400, 3  # rows of one chart in all, and at least so many for each mark
_LONGEST = 700  # characters of a sentence that are shown; the rest is cut around the mark
_ABOUT = {"day": 10, "month": 7, "year": 4, "none": 0}


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
    made = _rows(corpus, shown, pd.DataFrame(columns=_SPAN) if spans is None else spans)
    row_ids = shown["place"].map({place: row["id"] for place, row in made.items()})
    grouped = row_ids.groupby(shown["key"]).agg(tuple)
    ids = {str(key): found for key, found in grouped.items()}
    sizes = {str(key): int(size) for key, size in ranked.groupby("key").size().items()}
    return Evidence(
        rows={row["id"]: row for row in made.values()},
        ids=ids,
        more={key: sizes[key] - len(found) for key, found in ids.items()},
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
    """First the best sentence of every independent report, then the second-best of each."""
    if "score" not in keyed:
        keyed = keyed.assign(score=1.0)
    if "basis" not in keyed:
        keyed = keyed.assign(basis="")
    keyed = keyed[["key", "article_id", "sentence", "score", "basis"]]
    articles = corpus.articles[["article_id", "copy_group", "is_origin", "published"]]
    rows = keyed.sort_values("score", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["key", "article_id", "sentence"]).merge(articles, on="article_id")
    order = ["published", "article_id", "sentence"]
    rows = rows.sort_values(
        ["is_origin", "score", *order], ascending=[False, False, True, True, True]
    )
    rows["turn"] = rows.groupby(["key", "copy_group"]).cumcount()
    rows = rows.sort_values(
        ["key", "turn", "score", *order], ascending=[True, True, False, *[True] * 3]
    )
    rows["rank"] = rows.groupby("key").cumcount()
    rows["place"] = rows["article_id"] + "." + rows["sentence"].astype(str) + "." + rows["basis"]
    return rows


def _rows(corpus: Corpus, shown: pd.DataFrame, spans: pd.DataFrame) -> dict[str, Row]:
    wanted = shown.drop_duplicates("place").sort_values("place").set_index("place")
    held = set(wanted["article_id"])
    articles = corpus.articles.set_index("article_id")
    bounds = _by_article(corpus.table("sentences"), ["sentence", "start", "end"], held)
    marks = _by_article(spans, ["start", "end"], held)
    made = {}
    for place, name, sentence, basis in zip(wanted.index, *_columns(wanted), strict=True):
        article = articles.loc[name]
        found = [(a, b) for number, a, b in bounds.get(name, []) if number == sentence]
        words = escape(article["title"])
        if found:
            words = _marked(article["body"], found[0], marks.get(name, []))
        # The same sentence with other words marked is another row: rows of charts can be merged.
        row_id = f"{name}.{sentence}.{xxhash.xxh32_hexdigest(f'{words}{basis}'.encode())}"
        made[place] = _row(row_id, article, words, basis=basis, articles=articles)
    return made


def _columns(wanted: pd.DataFrame) -> list[list[Any]]:
    return [wanted[name].tolist() for name in ("article_id", "sentence", "basis")]


def _by_article(
    frame: pd.DataFrame, columns: list[str], held: set[str]
) -> dict[str, list[tuple[int, ...]]]:
    """Sorted rows of some columns, by article."""
    rows: dict[str, set[tuple[int, ...]]] = {}
    frame = frame[frame["article_id"].isin(held)]
    values = zip(*(frame[name].tolist() for name in columns), strict=True)
    for name, row in zip(frame["article_id"], values, strict=True):
        rows.setdefault(name, set()).add(row)
    return {name: sorted(found) for name, found in rows.items()}


def _row(row_id: str, article: Any, html: str, *, basis: str, articles: pd.DataFrame) -> Row:
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
        return f"copy of {articles['publisher'][origin]}"
    return "copy of an article outside this selection"


def _marked(body: str, place: tuple[int, int], spans: list[tuple[int, ...]]) -> str:
    start, end = place
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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_REACH = 160  # characters on either side of the name


class Examples:
    """Finder of sentences for the candidates of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def first(self, candidate_id: str) -> str:
        """The first sentence with the name, a long one cut around it; empty for none."""
        for row in self._held.get(candidate_id, [])[:1]:
            first, last = self._sentences[row["article_id"], row["sentence"]]
            begin, until = max(first, row["start"] - _REACH), min(last, row["end"] + _REACH)
            text = " ".join(self._bodies[row["article_id"]][begin:until].split())
            return f"{'… ' * (begin > first)}{text}{' …' * (until < last)}"
        return ""

    @cached_property
    def _held(self) -> dict[str, list[dict[str, Any]]]:
        held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._corpus.arrow("candidate_mentions").to_pylist():
            if row["article_id"] in self._bodies:
                held[row["candidate_id"]].append(row)
        return held

    @cached_property
    def _bodies(self) -> dict[str, str]:
        rows = self._corpus.arrow("articles").select(["article_id", "body"]).to_pylist()
        chosen = self._corpus.selected
        return {
            r["article_id"]: r["body"] for r in rows if chosen is None or r["article_id"] in chosen
        }

    @cached_property
    def _sentences(self) -> dict[tuple[str, int], tuple[int, int]]:
        rows = self._corpus.arrow("sentences").to_pylist()
        return {(r["article_id"], r["sentence"]): (r["start"], r["end"]) for r in rows}
