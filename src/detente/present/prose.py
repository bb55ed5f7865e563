"""Sentences of a report: its finding, and readings that quote an article.

Both are made from a text with `{names}`; a value may be a `number(…)`, which then opens its
sentences.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from markupsafe import escape

from detente.collect.corpus import Corpus
from detente.present.evidence import Number, Row, gather, merged, spans_of
from detente.present.page import PROSE, clean, markdown
from detente.present.templates import filled

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Prose:
    """A passage for a report, in HTML, with the evidence of its numbers."""

    html: str
    """The passage, clean."""
    text: str
    """The same as plain text."""
    place: Literal["top", "here"]
    """Where the page puts it: under the title, or where it was made."""
    evidence: dict[str, Any]
    """Evidence rows and keys of its numbers."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        made = {"html": self.html, "place": self.place, "evidence": self.evidence}
        return {PROSE: made, "text/html": self.html, "text/plain": self.text}


def finding(text: str, **values: Any) -> Prose:
    """The answer of a notebook, in Markdown with `{names}`: the page shows it first.

    >>> detente.finding("**{n}** articles.", n=3).text
    '3 articles.'
    """
    return _prose(text, values, place="top")


def reading(
    corpus: Corpus, text: str, rows: pd.DataFrame, *, quoted: int = 1, **values: Any
) -> Prose:
    """A passage that ends in quoted articles.

    Parameters
    ----------
    text
        Markdown with `{names}`; empty where the quotation speaks for itself.
    rows
        Sentences that may be quoted, any frame with article_id and sentence: the best of
        independent articles come first.
    quoted
        How many of them are quoted.

    >>> detente.reading(corpus, "One says:", corpus.mentions.head(1)).text
    'One says: HELSINKI -- President Donald Trump and Russian ...'
    """
    found = gather(corpus, rows.assign(key="quoted"), spans=spans_of(rows))
    return _prose(text, values, place="here", quoted=found.get("quoted", ())[:quoted])


def bundle_of(values: Iterable[Any]) -> dict[str, Any]:
    """Evidence rows and keys of the numbers among some values."""
    return merged(value.evidence for value in values if isinstance(value, Number)).bundle()


def _prose(
    text: str,
    values: Mapping[str, Any],
    *,
    place: Literal["top", "here"],
    quoted: tuple[Row, ...] = (),
) -> Prose:
    quotations = [clean(filled("evidence.html.j2#quotation", row=row)) for row in quoted]
    bare = re.sub(r"[*_`]", "", text)
    told = [
        f"{re.sub('<[^>]+>', '', row['html'])} ({row['publisher']}, {row['date']})"
        for row in quoted
    ]
    return Prose(
        html="".join([_html(text, values), *quotations]),
        text=" ".join([_NAME.sub(lambda m: str(_shown(values[m[1]])), bare), *told]),
        place=place,
        evidence=bundle_of(values.values()),
    )


def _html(text: str, values: Mapping[str, Any]) -> str:
    """HTML of the text; values go in after the Markdown, so that no headline is read as markup."""
    html = markdown(_NAME.sub("\ue000\\1\ue001", text))
    return re.sub("\ue000(\\w+)\ue001", lambda m: clean(escape(_shown(values[m[1]]))), html)


def _shown(value: Any) -> Any:
    return f"{value:,}" if isinstance(value, int) else value
