"""The sentences behind what is shown: of a number, an event, an actor, a pair of actors.

Whatever is shown gives its sentences under a key. Of each key the best sentence of every
independent report comes first, with the words that it is about marked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd
import xxhash

from detente.collect.corpus import Corpus
from detente.errors import ParameterError, UnknownNameError
from detente.present.templates import filled

Row = dict[str, str]
LIMIT = 40
NAMED = ("name", "role", "metonym")
"""Kinds of mention that name an actor: "Russian diplomats" is no word of Russia's, and a pronoun
stands for a name that is counted."""
_SPAN = ["article_id", "start", "end"]
_PLACE = ["article_id", "sentence"]
_BUDGET, _LEAST = 2400, 3  # rows of one chart in all, and at least so many for each mark
_LONGEST = 700  # characters of a sentence that are shown; the rest is cut around the mark
_REACH = 160  # characters on either side of a name that is not known
_ABOUT = {"day": 10, "month": 7, "year": 4, "none": 0}


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
        what = {"label": self.label, "rows": self.rows, "more": self.more}
        return filled("evidence.html.j2#sentences", **what)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in prose that opens its sentences, where there are any."""

    value: str
    """The number as it is shown."""
    key: str
    """Its evidence key."""
    evidence: Evidence
    """The sentences."""

    def __str__(self) -> str:
        return self.value

    def _repr_html_(self) -> str:
        if not self.evidence:
            return escape(self.value)
        return filled("evidence.html.j2#number", key=self.key, value=self.value)

    __html__ = _repr_html_


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

    >>> len(detente.evidence(corpus, actor="sergey-lavrov", limit=2).rows)
    2
    """
    given: dict[str, Any] = {"event": event, "actor": actor, "pair": pair, "rows": rows}
    given = {name: value for name, value in given.items() if value is not None}
    if len(given) != 1:
        raise ParameterError(
            "evidence() wants one of event, actor, pair, rows.", parameter=", ".join(given)
        )
    ((name, wanted),) = given.items()
    finders: dict[str, Any] = {
        "event": reports_of,
        "actor": _mentions_of,
        "pair": _mentions_of_both,
    }
    keyed, spans = finders[name](corpus, wanted) if name in finders else (wanted, spans_of(wanted))
    label = {"pair": " and ".join(pair or ()), "rows": "Rows"}.get(name, str(wanted))
    found = gather(corpus, keyed.assign(key=label), spans=spans, limit=limit)
    return EvidenceTable(rows=found.get(label, ()), more=found.more.get(label, 0), label=label)


def number(  # noqa: PLR0917 - in the order one says it
    value: float,
    corpus: Corpus,
    rows: pd.DataFrame,
    label: str,
    *,
    spans: pd.DataFrame | None = None,
) -> Number:
    """A number that opens the sentences of some rows (article_id and sentence).

    The words of the rows are marked, or those of `spans` (article_id, start, end).

    >>> detente.number(3, corpus, corpus.mentions.head(3), "three").value
    '3'
    """
    key = f"number:{label}"
    marked = spans_of(rows) if spans is None else spans
    found = gather(corpus, rows.assign(key=key), spans=marked, labels={key: label})
    return Number(value=f"{value:,}", key=key, evidence=found)


def named(corpus: Corpus) -> pd.DataFrame:
    """The mentions that name an actor who is known."""
    mentions = corpus.table("mentions")
    return mentions[mentions["actor_id"].notna() & mentions["kind"].isin(NAMED)]


def reports_naming(corpus: Corpus) -> "pd.Series[int]":
    """In how many independent reports each actor is named."""
    rows = named(corpus).merge(corpus.articles[["article_id", "copy_group"]], on="article_id")
    return rows.groupby("actor_id")["copy_group"].nunique()


def reports_of(corpus: Corpus, event: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sentences that report an event, and what to mark in them; UnknownNameError for none."""
    events = corpus.table("events").set_index("event_id")
    if event not in events.index:
        raise UnknownNameError("event of this corpus", event, list(events.index))
    found = corpus.table("event_evidence")
    return found[found["event_id"] == event], event_spans(corpus, events.loc[[event]])


def _mentions_of(corpus: Corpus, actor: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    mentions = corpus.table("mentions")
    found = mentions[mentions["actor_id"] == actor]
    if found.empty:
        known = sorted(mentions["actor_id"].dropna().unique())
        raise UnknownNameError("actor of this corpus", actor, known)
    return found, spans_of(found)


def _mentions_of_both(corpus: Corpus, pair: tuple[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    (one, spans), (other, more) = (_mentions_of(corpus, actor) for actor in pair)
    return one[_PLACE].merge(other[_PLACE]).drop_duplicates(), pd.concat([spans, more])


def event_spans(corpus: Corpus, events: pd.DataFrame) -> pd.DataFrame:
    """What to mark in reports of events: their actors' names, and times."""
    mentions = corpus.table("mentions")
    actors = {actor for found in events["actors"] for actor in found}
    return pd.concat([mentions[mentions["actor_id"].isin(actors)], corpus.table("times")])[_SPAN]


def spans_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The words of some rows that are to be marked: none where the rows have no offsets."""
    return frame[_SPAN] if set(_SPAN) <= set(frame) else pd.DataFrame(columns=_SPAN)


def in_sentences(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the number of the sentence that their words (article_id, start, end) stand in."""
    bounds = corpus.table("sentences")[[*_PLACE, "start", "end"]]
    found = rows.merge(bounds, on="article_id", suffixes=("", "_of"))
    return found[found["start"].between(found["start_of"], found["end_of"], inclusive="left")]


def leads(articles: pd.DataFrame) -> pd.DataFrame:
    """The first sentence of each article, where the article as a whole is the evidence."""
    return articles.assign(sentence=0)


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


def merged(parts: Iterable[Evidence]) -> Evidence:
    """Several evidence tables as one."""
    whole = Evidence()
    for part in parts:
        whole.rows.update(part.rows)
        whole.ids.update(part.ids)
        whole.more.update(part.more)
        whole.labels.update(part.labels)
    return whole


def _ranked(corpus: Corpus, keyed: pd.DataFrame) -> pd.DataFrame:
    """First the best sentence of every independent report, then the second-best of each."""
    if "score" not in keyed:
        keyed = keyed.assign(score=1.0)
    if "basis" not in keyed:
        keyed = keyed.assign(basis="")
    keyed = keyed[["key", *_PLACE, "score", "basis"]]
    articles = corpus.articles[["article_id", "copy_group", "is_origin", "published"]]
    rows = keyed.sort_values("score", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["key", *_PLACE]).merge(articles, on="article_id")
    order = ["published", *_PLACE]
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
    wanted = shown.drop_duplicates("place").sort_values("place")
    held = set(wanted["article_id"])
    articles = corpus.articles.set_index("article_id")
    bounds = _by_article(corpus.table("sentences"), ["sentence", "start", "end"], held)
    marks = _by_article(spans, ["start", "end"], held)
    made = {}
    places = wanted[["place", *_PLACE, "basis"]].itertuples(index=False)
    for place, name, sentence, basis in places:
        article = articles.loc[name]
        found = [(a, b) for number, a, b in bounds.get(name, []) if number == sentence]
        words = escape(article["title"])
        if found:
            words = _excerpt(article["body"], found[0], marks.get(name, []))
        # The same sentence with other words marked is another row: rows of charts can be merged.
        row_id = f"{name}.{sentence}.{xxhash.xxh32_hexdigest(f'{words}{basis}'.encode())}"
        made[place] = {"id": row_id, "html": words, "basis": basis} | _source(article, articles)
    return made


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


def _source(article: Any, articles: pd.DataFrame) -> Row:
    """Who printed a sentence, when, where it is to be read, and whose text it is."""
    url, country, origin = article["url"], article["country"], article["copy_group"]
    copy = "copy of an article outside this selection"
    if origin in articles.index:
        copy = f"copy of {articles['publisher'][origin]}"
    return {
        "article_id": str(article.name),
        "title": article["title"],
        "publisher": article["publisher"],
        "country": country if isinstance(country, str) else "",
        "date": day_of(article),
        "url": url if str(url).startswith(("https://", "http://")) else "",
        "language": article["language"],
        "copy": "" if article["is_origin"] else copy,
    }


def day_of(article: Any) -> str:
    """Publication as YYYY-MM-DD, or shorter where less was printed, or empty.

    The day is that of the publisher's place; where only UTC is known it says so.
    """
    if pd.isna(article["published_local"]):
        return ""
    day = f"{article['published_local']:%Y-%m-%d}"[: _ABOUT.get(article["published_precision"], 10)]
    return f"{day} UTC" if article["published_local_basis"] == "UTC" else day


def _excerpt(body: str, place: tuple[int, int], spans: list[tuple[int, ...]]) -> str:
    """A sentence with its words marked, cut around the first of them where it is long."""
    start, end = place
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    left, right = start, end
    if end - start > _LONGEST:
        left = max(start, (inside[0][0] if inside else start) - _LONGEST // 2)
        right = min(end, left + _LONGEST)
    return f"{'… ' * (left > start)}{marked(body, inside, (left, right))}{' …' * (right < end)}"


def marked(text: str, spans: Iterable[tuple[int, ...]], bounds: tuple[int, int]) -> str:
    """HTML of a part of a text, escaped, with sorted spans in `<mark>`."""
    at, end = bounds
    out = []
    for a, b in spans:
        low, high = max(a, at), min(b, end)
        if low < high:
            out += [escape(text[at:low]), f"<mark>{escape(text[low:high])}</mark>"]
            at = high
    return "".join([*out, escape(text[at:end])])


def first_sentences(corpus: Corpus) -> dict[str, str]:
    """The first sentence with each name that is not known, by candidate; cut where it is long."""
    mentions = corpus.table("candidate_mentions").drop_duplicates("candidate_id")
    bounds = corpus.table("sentences")[[*_PLACE, "start", "end"]]
    rows: Any = mentions.merge(bounds, on=_PLACE, suffixes=("", "_of"))
    rows = rows.merge(corpus.articles[["article_id", "body"]], on="article_id")
    found = {}
    for row in rows.itertuples():
        left, right = max(row.start_of, row.start - _REACH), min(row.end_of, row.end + _REACH)
        text = " ".join(row.body[left:right].split())
        cut = "… " * (left > row.start_of), " …" * (right < row.end_of)
        found[row.candidate_id] = text.join(cut)
    return found
