"""Two articles side by side, with what they share marked: why one is a copy of the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from detente.collect.corpus import Corpus
from detente.collect.side_by_side import side_by_side

KINDS = ("exact", "near", "partial", "paraphrased", "translated")
_LONGEST = 1800  # characters of a body that are shown


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
    copies = corpus.articles[corpus.articles["copy_kind"].isin(KINDS)]
    first = copies.drop_duplicates("copy_kind").set_index("copy_kind").to_dict("index")
    shown = [first[kind] for kind in KINDS if kind in first]
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
        if start < at or start >= _LONGEST:
            continue
        last = min(end, _LONGEST)
        out += f"{escape(body[at:start])}<mark>{escape(body[start:last])}</mark>"
        at = last
    rest = escape(body[at : max(_LONGEST, at)]) + (" …" if len(body) > _LONGEST else "")
    return (out + rest).replace("\n\n", "<br><br>")
