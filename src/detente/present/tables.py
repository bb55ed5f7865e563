"""Tables to read: a frame as HTML without index numbers, gaps or machine words."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.collect.retold import side_by_side
from detente.errors import ModelError
from detente.extract.reference import Reference
from detente.extract.unknown import Candidate, listed_names
from detente.present.chart import counted, each, listed
from detente.present.charts import readable
from detente.present.evidence import Examples, Number, number
from detente.present.prose import Prose, merged_evidence

_LONGEST = 300
_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "yes" if value else "no",
    pd.Timestamp: lambda value: f"{value:%Y-%m-%d %H:%M}",
    float: lambda value: f"{value:,.3g}",
    int: lambda value: f"{value:,}",
}
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A frame as it is shown to a reader; `frame` has the values themselves."""

    frame: pd.DataFrame
    """What is shown."""
    caption: str
    """What it is, and how many rows are not shown."""

    def _repr_html_(self) -> str:
        numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in self.frame.dtypes]
        heads = "".join(_cell("th", name, n) for name, n in zip(self.frame, numeric, strict=True))
        rows = "".join(
            "<tr>" + "".join(_cell("td", v, n) for v, n in zip(row, numeric, strict=True)) + "</tr>"
            for row in self.frame.itertuples(index=False)
        )
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def table(frame: pd.DataFrame, caption: str = "", *, rows: int = 15) -> Table:
    """The first rows of a frame to read; the caption says how many more there are."""
    more = len(frame) - rows
    left = f"{more:,} more rows are not shown." if more > 0 else "None." if frame.empty else ""
    return Table(frame=frame.head(rows), caption=" ".join(filter(None, [caption, left])))


def _cell(tag: str, value: Any, numeric: bool) -> str:  # noqa: FBT001 - a column is or is not
    words = _words(value)
    kind = ' class="num"' if numeric else ' class="day"' if _DAY.fullmatch(words) else ""
    return f"<{tag}{kind}>{escape(words)}</{tag}>"


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


KINDS = ("person", "organisation")
_HEADS = ("Name", "Kind", "Other spellings", "Independent reports", "Sounds like", "A sentence")


def unknown(corpus: Corpus, *, kinds: Sequence[str] = KINDS, top: int = 20) -> Prose:
    """A table of the names in most independent reports, each number opening its sentences.

    Where a model is not installed, a sentence that says which and how to install it.
    """
    try:
        found = [row for row in listed_names(corpus) if row.kind in kinds]
    except ModelError as error:
        return _said(str(error))
    if not found:
        return _said("No name that the reference does not know stands in two articles.")
    return _table(corpus, found, top)


def _table(corpus: Corpus, found: list[Candidate], top: int) -> Prose:
    examples, held = Examples(corpus), corpus.table("candidate_mentions")
    rows, numbers = [], []
    for row in found[:top]:
        sentences = held[held["candidate_id"] == row.candidate_id]
        count = number(row.independent, corpus, sentences, f"{row.name}, not yet known")
        numbers.append(count)
        rows.append(_row(row, count, examples.first(row.candidate_id)))
    left = len(found) - top
    more = f" {counted(left, 'more name')} in the table `candidates`." if left > 0 else ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    caption = f"Names that the reference does not know.{more}"
    html = (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    listed = ", ".join(row.name for row in found[:top])
    return Prose(
        html=html, text=f"{caption} {listed}", place="here", evidence=merged_evidence(numbers)
    )


def _row(row: Candidate, count: Number, sentence: str) -> str:
    cells = (row.name, row.kind, ", ".join(row.aliases))
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    like = f"<td>{escape(', '.join(row.like))}</td><td>{escape(sentence)}</td>"
    return f'<tr>{told}<td class="num">{count._repr_html_()}</td>{like}</tr>'


def _said(text: str) -> Prose:
    return Prose(html=f"<p>{escape(text)}</p>", text=text, place="here", evidence={})


def copy_groups(corpus: Corpus) -> pd.DataFrame:
    """Copy groups of a corpus, the largest first: origin, publisher, copies, kinds, copied by.

    Of a selection, the groups that have a copy in it; the origin may be outside.
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


COPY_KINDS = ("exact", "near", "partial", "paraphrased", "translated")
_LONGEST_SHOWN = 1800  # characters of a body that are shown


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Pairs of articles as a table, the shared passages marked."""

    html: str
    """The table, escaped."""

    def _repr_html_(self) -> str:
        return self.html


def beside(corpus: Corpus, pairs: Iterable[tuple[str, str]]) -> Beside:
    """The texts of some pairs (article_id of the origin, of the copy), the shared words marked.

    Where two texts say the same in other words, the sentences that have their like are marked.
    """
    articles = Corpus(corpus.folder).articles.set_index("article_id")
    rows = articles.to_dict("index")
    tables = [_pair(rows[one], rows[other]) for one, other in pairs]
    return Beside(html="".join(tables) or "<p>None.</p>")


def copies_beside(corpus: Corpus) -> Beside:
    """One copy of each kind beside its origin."""
    copies = corpus.articles[corpus.articles["copy_kind"].isin(COPY_KINDS)]
    first = copies.drop_duplicates("copy_kind").set_index("copy_kind").to_dict("index")
    shown = [first[kind] for kind in COPY_KINDS if kind in first]
    return beside(corpus, [(row["copy_group"], row["article_id"]) for row in shown])


def _pair(one: dict[Any, Any], other: dict[Any, Any]) -> str:
    spans = side_by_side(one["body"], other["body"])
    left = _marked(one["body"], list(zip(spans["start"], spans["end"], strict=True)))
    there = list(zip(spans["other_start"], spans["other_end"], strict=True))
    right = _marked(other["body"], sorted(there))
    together = one["copy_group"] == other["copy_group"]
    kind = other["copy_kind"] if together else "not counted as copies"
    share = f", {other['copy_shared']:.0%} shared" if together and other["copy_shared"] else ""
    return (
        f'<table class="beside"><caption>{escape(str(kind))}{share}</caption><thead><tr>'
        f'<th scope="col">{_head(one)}</th><th scope="col">{_head(other)}</th></tr></thead>'
        f'<tbody><tr><td lang="{one["language"]}">{left}</td>'
        f'<td lang="{other["language"]}">{right}</td></tr></tbody></table>'
    )


def _head(article: dict[Any, Any]) -> str:
    day = f"{article['published']:%Y-%m-%d %H:%M}" if pd.notna(article["published"]) else "no date"
    return f"{escape(article['title'])}<br>{escape(article['publisher'])}, {day}"


def _marked(body: str, spans: list[tuple[int, int]]) -> str:
    """The beginning of a body as paragraphs, with some spans marked."""
    out, at = "", 0
    for start, end in spans:
        if start < at or start >= _LONGEST_SHOWN:
            continue
        last = min(end, _LONGEST_SHOWN)
        out += f"{escape(body[at:start])}<mark>{escape(body[start:last])}</mark>"
        at = last
    rest = escape(body[at : max(_LONGEST_SHOWN, at)]) + (" …" if len(body) > _LONGEST_SHOWN else "")
    return (out + rest).replace("\n\n", "<br><br>")


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
    for fact in reference.event_facts:
        found[fact.event_id, fact.attribute] = fact.source or of_event[fact.event_id]
    return found
