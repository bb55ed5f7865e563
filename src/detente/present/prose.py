"""Sentences of a report: its finding, and readings that quote an article.

Both are made from a text with `{names}`; a value may be a `number(…)`, which then opens its
sentences.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd

from detente.collect.corpus import Corpus
from detente.present.evidence import Number, Row, gather
from detente.present.page import PROSE, clean, markdown

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
    """The answer of a notebook, in Markdown with `{names}`: the page shows it first."""
    html = _filled(text, values)
    return Prose(
        html=html, text=_plain(text, values), place="top", evidence=merged_evidence(values.values())
    )


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
    """
    found = gather(corpus, rows.assign(key="quoted"), spans=_spans(rows))
    chosen = found.get("quoted", ())[:quoted]
    html = _filled(text, values) + "".join(map(_quotation, chosen))
    plain = " ".join([_plain(text, values), *(_quotation_text(row) for row in chosen)])
    return Prose(html=html, text=plain, place="here", evidence=merged_evidence(values.values()))


def merged_evidence(values: Iterable[Any]) -> dict[str, Any]:
    """Evidence rows and keys of the numbers among some values."""
    bundles = [v.evidence.bundle() for v in values if isinstance(v, Number)]
    merged: dict[str, Any] = {"rows": {}, "keys": {}}
    for bundle in bundles:
        merged["rows"] |= bundle["rows"]
        merged["keys"] |= bundle["keys"]
    return merged


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """HTML of the text; values go in after the Markdown, so that no headline is read as markup."""
    html = markdown(_NAME.sub("\ue000\\1\ue001", text))
    return re.sub("\ue000(\\w+)\ue001", lambda m: _value(values[m[1]]), html)


def _value(value: Any) -> str:
    if isinstance(value, Number):
        return clean(value._repr_html_())
    return escape(f"{value:,}" if isinstance(value, int) else str(value))


def _plain(text: str, values: Mapping[str, Any]) -> str:
    bare = re.sub(r"[*_`]", "", text)
    shown = {k: f"{v:,}" if isinstance(v, int) else str(v) for k, v in values.items()}
    return _NAME.sub(lambda m: shown[m[1]], bare)


def _quotation(row: Row) -> str:
    title = escape(row["title"])
    link = f'<a href="{escape(row["url"])}">{title}</a>' if row["url"] else title
    facts = ", ".join(filter(None, [row["publisher"], row["country"], row["date"]]))
    copy = f" · {escape(row['copy'])}" if row["copy"] else ""
    return clean(
        f'<blockquote lang="{escape(row["language"])}"><p>{row["html"]}</p></blockquote>'
        f'<p class="cite">{escape(facts)} · {link}{copy}</p>'
    )


def _quotation_text(row: Row) -> str:
    return f"{re.sub('<[^>]+>', '', row['html'])} ({row['publisher']}, {row['date']})"


def _spans(rows: pd.DataFrame) -> pd.DataFrame | None:
    columns = ["article_id", "start", "end"]
    return rows[columns] if set(columns) <= set(rows) else None
