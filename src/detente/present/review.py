"""The names to decide on as a table: edited in JupyterLab or a spreadsheet, then written down."""

from pathlib import Path

import pandas as pd

from detente import files
from detente.collect.corpus import Corpus
from detente.errors import ReviewError
from detente.extract.review import COLUMNS, append, decision_of
from detente.extract.unknown import ARTICLES, listed_names
from detente.present.evidence import first_sentences

WRITTEN = ("decision", *(name for name in COLUMNS if name not in ("action", "date")))
"""Columns that a user fills in."""
TOLD = ("articles", "independent", "sounds_like", "sentence")
"""Columns that only tell."""
_PREVIEW = 10


def review_table(corpus: Corpus, *, articles: int = ARTICLES) -> pd.DataFrame:
    """The names that the reference does not know, one row each, with a blank column `decision`.

    Fill in `decision` (accept, merge, reject; split and rename are for actors that are known
    already), correct what stands beside it, and hand the table to `save_decisions`. As a file:
    ``table.to_csv("names.csv", index=False)``, for a spreadsheet or Lab's editor.

    >>> list(detente.review_table(corpus))[:3]
    ['decision', 'name', 'actor']
    """
    sentences = first_sentences(corpus)
    rows = [
        dict.fromkeys(WRITTEN, "")
        | {
            "name": row.name,
            "kind": row.kind,
            "gender": row.gender or "",
            "aliases": "|".join(proposed_aliases(row.name, row.aliases)),
            "articles": row.articles,
            "independent": row.independent,
            "sounds_like": "|".join(row.like),
            "sentence": sentences.get(row.candidate_id, ""),
        }
        for row in listed_names(corpus, articles=articles)
    ]
    return pd.DataFrame(rows, columns=[*WRITTEN, *TOLD])


def save_decisions(table: pd.DataFrame | str | Path, *, date: str) -> int:
    """How many decisions of a table were put into review.csv; rows without one are left alone.

    All rows are checked before the first is written: ReviewError names the row and what to do.

    Parameters
    ----------
    table
        What `review_table` gave, or a CSV file of it.
    date
        The day of the decisions, YYYY-MM-DD.

    >>> detente.save_decisions(detente.review_table(corpus), date="2026-11-24")
    0
    """
    where = Path("the table") if isinstance(table, pd.DataFrame) else Path(table)
    frame = table if isinstance(table, pd.DataFrame) else _read(where)
    lacking = [name for name in WRITTEN if name not in frame]
    if lacking:
        raise ReviewError(f"{where}: it lacks {', '.join(lacking)}.", line=1, field="columns")
    cells = frame[list(WRITTEN)].fillna("").astype(str)
    decided = [
        decision_of(
            {"action": decision.strip(), "date": date, **dict(zip(WRITTEN[1:], rest, strict=True))},
            where,
            line,
        )
        for line, (decision, *rest) in enumerate(cells.itertuples(index=False), 2)
        if decision.strip()
    ]
    for decision in decided:
        append(files.review(), decision)
    return len(decided)


def preview(corpus: Corpus) -> str:
    """The first names that the reference does not know, with a sentence each, as text."""
    found, sentences = listed_names(corpus), first_sentences(corpus)
    if not found:
        return "No name stands in two articles that the reference does not know."
    wide = max(len(row.name) for row in found[:_PREVIEW])
    lines = [f"{'Independent reports':>19}  {'Name':{wide}}  Kind          Sounds like"]
    for row in found[:_PREVIEW]:
        like = ", ".join(row.like)
        told = f"{row.independent:19}  {row.name:{wide}}  {row.kind:12}  {like}"
        lines += [told.rstrip(), f"{'':21}{sentences.get(row.candidate_id, '')}"]
    return "\n".join([*lines, f"{min(len(found), _PREVIEW)} of {len(found)} names."])


def proposed_aliases(name: str, aliases: tuple[str, ...]) -> list[str]:
    """Aliases to accept with a name: no bare surname, which counts after the full name anyway."""
    return [alias for alias in aliases if " " in alias or " " not in name]


def _read(path: Path) -> pd.DataFrame:
    """A CSV file as a spreadsheet leaves it, with commas or with semicolons."""
    try:
        return pd.read_csv(path, dtype=str, sep=None, engine="python", encoding="utf-8-sig")
    except FileNotFoundError:
        raise ReviewError(f"{path}: there is no such file.", line=0, field="file") from None
    except (UnicodeDecodeError, pd.errors.ParserError) as error:
        message = f"{path}: it is no CSV in UTF-8. Save it as CSV UTF-8."
        raise ReviewError(message, line=0, field="file") from error
