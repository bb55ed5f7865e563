"""Tables to read, without index numbers, gaps or machine words, and the frames that need making.

`table` shows any frame; `unknown` the names that the reference does not know; `beside` articles
side by side; `copy_groups` and `against_record` are frames.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from detente.collect.corpus import Corpus
from detente.collect.retold import side_by_side
from detente.errors import ModelError
from detente.extract.reference import Reference
from detente.extract.unknown import listed_names
from detente.present.chart import each, listed
from detente.present.charts import readable
from detente.present.evidence import day_of, first_sentences, in_sentences, marked, number
from detente.present.prose import Prose, bundle_of
from detente.present.templates import filled
from detente.wording import counted

KINDS = ("person", "organisation")
COPY_KINDS = ("exact", "near", "partial", "paraphrased", "translated")
COLUMNS = ("printed", "about", "on record", "why", "article", "publisher", "published", "source")
_HEADS = ("Name", "Kind", "Other spellings", "Independent reports", "Sounds like", "A sentence")
_LONGEST = 300  # characters of a cell
_LONGEST_BODY = 1800  # characters of a body beside another
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
_LENGTH = re.compile(r"\bPT[\d.HM]+")
_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "yes" if value else "no",
    pd.Timestamp: lambda value: f"{value:%Y-%m-%d %H:%M}",
    float: lambda value: f"{value:,.3g}",
    int: lambda value: f"{value:,}",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A frame as it is shown to a reader; `frame` has the values themselves."""

    frame: pd.DataFrame
    """What is shown."""
    caption: str
    """What it is, and how many rows are not shown."""

    def _repr_html_(self) -> str:
        numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in self.frame.dtypes]
        heads, *rows = (
            [_cell(value, is_number) for value, is_number in zip(row, numeric, strict=True)]
            for row in [self.frame.columns, *each(self.frame)]
        )
        return filled("tables.html.j2#table", caption=self.caption, heads=heads, rows=rows)


def table(frame: pd.DataFrame, caption: str = "", *, rows: int = 15) -> Table:
    """The first rows of a frame to read; the caption says how many more there are.

    >>> detente.table(corpus.articles[["title"]], "Titles.", rows=2).caption
    'Titles. 62 more rows are not shown.'
    """
    more = len(frame) - rows
    left = f"{more:,} more rows are not shown." if more > 0 else "None." if frame.empty else ""
    return Table(frame=frame.head(rows), caption=" ".join(filter(None, [caption, left])))


def _cell(value: Any, is_number: bool) -> tuple[str, str]:  # noqa: FBT001 - a column is or is not
    words = _words(value)
    return words, "num" if is_number else "day" if _DAY.fullmatch(words) else ""


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - a gap is not itself
        return ""
    for kind, shown in _SHOWN.items():
        if isinstance(value, kind):
            return shown(value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def unknown(corpus: Corpus, *, kinds: Sequence[str] = KINDS, top: int = 20) -> Prose:
    """A table of the names in most independent reports, each number opening its sentences.

    Where a model is not installed, a sentence that says which and how to install it.

    >>> "Axios" in detente.unknown(corpus).html
    True
    """
    try:
        found = [row for row in listed_names(corpus) if row.kind in kinds]
    except ModelError as error:
        return _said(str(error))
    if not found:
        return _said("No name that the reference does not know stands in two articles.")
    examples, held = first_sentences(corpus), corpus.table("candidate_mentions")
    rows, numbers = [], []
    for row in found[:top]:
        sentences = held[held["candidate_id"] == row.candidate_id]
        count = number(row.independent, corpus, sentences, f"{row.name}, not yet known")
        numbers.append(count)
        before = row.name, row.kind, ", ".join(row.aliases)
        after = ", ".join(row.like), examples.get(row.candidate_id, "")
        rows.append([*((c, "") for c in before), (count, "num"), *((c, "") for c in after)])
    left = len(found) - top
    more = f" {counted(left, 'more name')} in the table `candidates`." if left > 0 else ""
    caption = f"Names that the reference does not know.{more}"
    heads = [(head, "") for head in _HEADS]
    what = {"caption": caption, "heads": heads, "rows": rows, "scope": "col"}
    return Prose(
        html=filled("tables.html.j2#table", **what),
        text=f"{caption} {', '.join(row.name for row in found[:top])}",
        place="here",
        evidence=bundle_of(numbers),
    )


def _said(text: str) -> Prose:
    html = Markup("<p>{}</p>").format(text)
    return Prose(html=html, text=text, place="here", evidence={})


def copy_groups(corpus: Corpus) -> pd.DataFrame:
    """Copy groups of a corpus, the largest first: origin, publisher, copies, kinds, copied by.

    Of a selection, the groups that have a copy in it; the origin may be outside.

    >>> int(detente.copy_groups(corpus)["copies"].max())
    6
    """
    everything = Corpus(corpus.folder).articles.set_index("article_id")[["title", "publisher"]]
    copied = corpus.articles[~corpus.articles["is_origin"]]
    rows = [
        (
            *everything.loc[str(group)],
            len(part),
            listed(sorted(set(part["copy_kind"]))),
            listed(sorted(set(part["publisher"]))),
        )
        for group, part in copied.groupby("copy_group")
    ]
    columns = ["origin", "publisher", "copies", "kinds", "copied by"]
    out = pd.DataFrame(rows, columns=columns)
    return out.sort_values(["copies", "origin"], ascending=[False, True], ignore_index=True)


def beside(corpus: Corpus, pairs: Iterable[tuple[str, str]]) -> Prose:
    """The texts of some pairs (article_id of the origin, of the copy), the shared words marked.

    Where two texts say the same in other words, the sentences that have their like are marked.

    >>> print(detente.beside(corpus, []).html)
    <p>None.</p>
    """
    rows = Corpus(corpus.folder).articles.set_index("article_id").to_dict("index")
    shown = [_pair(rows[one], rows[other]) for one, other in pairs]
    text = "\n".join(
        f"{pair['said']}: {' | '.join(a['title'] for a in pair['articles'])}" for pair in shown
    )
    html = filled("tables.html.j2#beside", pairs=shown)
    return Prose(html=html, text=text, place="here", evidence={})


def copies_beside(corpus: Corpus) -> Prose:
    """One copy of each kind beside its origin.

    >>> "exact, 100% shared" in detente.copies_beside(corpus).html
    True
    """
    copies = corpus.articles[corpus.articles["copy_kind"].isin(COPY_KINDS)]
    first = copies.drop_duplicates("copy_kind").set_index("copy_kind").to_dict("index")
    shown = [first[kind] for kind in COPY_KINDS if kind in first]
    return beside(corpus, [(row["copy_group"], row["article_id"]) for row in shown])


def _pair(one: dict[Any, Any], other: dict[Any, Any]) -> dict[str, Any]:
    """What the template shows of two articles: what links them, and each with its marks."""
    spans = side_by_side(one["body"], other["body"])
    said = "not counted as copies"
    if one["copy_group"] == other["copy_group"]:
        share = f", {other['copy_shared']:.0%} shared" if other["copy_shared"] else ""
        said = f"{other['copy_kind']}{share}"
    places = (("start", "end"), ("other_start", "other_end"))
    articles = [
        article
        | {
            "day": day_of(article) or "no date",
            "marked": _opening(article, spans[[*at]]),
        }
        for article, at in zip((one, other), places, strict=True)
    ]
    return {"said": said, "articles": articles}


def _opening(article: dict[Any, Any], spans: pd.DataFrame) -> Markup:
    """The beginning of a body as paragraphs, with some spans marked."""
    body = article["body"]
    places = sorted(spans.itertuples(index=False, name=None))
    html = marked(body, places, (0, min(len(body), _LONGEST_BODY)))
    more = " …" if len(body) > _LONGEST_BODY else ""
    return Markup((html + more).replace("\n\n", "<br><br>"))  # noqa: S704 - marked() escapes


def against_record(corpus: Corpus) -> pd.DataFrame:
    """A row for each thing that an article prints against the record, in order of publication.

    Offices, names, weekdays, and meetings with another day, place or other people; then the
    lengths, days and numbers that an event on record contradicts. Columns: printed, about, on
    record, why, article, publisher, published, source; and article_id, sentence, start, end of
    the printed words.

    >>> len(detente.against_record(corpus))
    3
    """
    names = {"attribute": "about", "record": "on record", "reason": "why"}
    checks = corpus.table("checks").rename(columns=names)
    rows = pd.concat([checks, _values(corpus)], ignore_index=True)
    articles = corpus.articles.assign(published=corpus.articles["published_local"])
    articles = articles[["article_id", "title", "publisher", "published", "body"]]
    whole = rows.merge(articles, on="article_id").rename(columns={"title": "article"})
    whole = whole.sort_values(["published", "article_id", "start"], ignore_index=True)
    words = (body[start:end] for body, start, end in whole[["body", "start", "end"]].to_numpy())
    whole["printed"] = list(words)
    return whole[[*COLUMNS, "article_id", "sentence", "start", "end"]]


def _values(corpus: Corpus) -> pd.DataFrame:
    """Values that contradict what is on record for an event, with their sentences."""
    conflicts, sources = corpus.table("conflicts"), _sources()
    keys = zip(conflicts["event_id"], conflicts["attribute"], strict=True)
    known = pd.Series([key in sources for key in keys], index=conflicts.index, dtype=bool)
    rows = in_sentences(corpus, conflicts[(conflicts["verdict"] == "conflict") & known])
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
    for fact in reference.event_facts:
        found[fact.event_id, fact.attribute] = fact.source or of_event[fact.event_id]
    return found
