"""The first page of a study: what it holds, and its reports with their findings."""

from html import escape
from pathlib import Path
from typing import Any

from detente.collect.corpus import Corpus
from detente.content import write_aside
from detente.present.outputs import Gathered
from detente.present.page import fill


def write_index(out: Path, corpus: Path, results: dict[str, dict[str, Any]]) -> None:
    """Write `index.html` into `out`: the corpus in numbers, then a card for each report."""
    study = Corpus.open(corpus)
    page = fill(
        Gathered(),
        title="What the coverage of US–Russia relations says, and how we know",
        opening=_opening(study),
        body=f"<ul class='cards'>{''.join(_card(row) for _, row in sorted(results.items()))}</ul>",
        is_index=True,
    )
    write_aside(out / "index.html", page)


def _opening(study: Corpus) -> str:
    articles, ledger = study.articles, study.table("ledger")
    days = articles["published"].dropna()
    languages = articles["language"].value_counts()
    counts = ledger["status"].value_counts()
    spoken = ", ".join(f"{n} in {_LANGUAGES.get(str(code), code)}" for code, n in languages.items())
    by_language = f" ({spoken})" if spoken else ""
    dated = f", published from {_day(days.min())} to {_day(days.max())}" if len(days) else ""
    return (
        "<h1>What the coverage of US–Russia relations says, and how we know</h1>"
        f"<p class='finding'>{len(articles)} articles{by_language} by "
        f"{articles['publisher'].nunique()} publishers{dated}; "
        f"{int(articles['is_origin'].sum())} are independent, the rest print another’s text.</p>"
        f"<p>Of {len(ledger)} inputs {counts.get('read', 0)} were read, "
        f"{counts.get('repaired', 0)} repaired and {counts.get('refused', 0)} refused; each has "
        "its row in the first report. In every report, press a dot, a bar, a line or an "
        "underlined number to read the sentences behind it.</p>"
    )


_LANGUAGES = {"en": "English", "ru": "Russian", "uk": "Ukrainian", "und": "no language known"}


def _card(row: dict[str, Any]) -> str:
    name, title = escape(row["name"]), escape(row["title"])
    if row["status"] == "failed":
        return (
            f"<li><h2><a href='{name}.failed.html'>{title}</a></h2>"
            f"<p class='failed'>Failed: {escape(row['message'])}</p></li>"
        )
    return f"<li><h2><a href='{name}.html'>{title}</a></h2><p>{escape(row['finding'])}</p></li>"


def _day(when: Any) -> str:
    return f"{when.day} {when:%B %Y}"
