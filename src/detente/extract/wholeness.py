"""Whether a corpus is whole: its tables as they were written, and rows that fit each other."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from detente.collect.corpus import TABLES, Corpus, manifest_of
from detente.errors import CorpusError
from detente.extract.upkeep import is_up_to_date
from detente.tables import sums_of, to_pandas

_LOADED = ("articles", "ledger", "files")


def problems(folder: Path) -> list[str]:
    """What is wrong with a corpus, a sentence each; CorpusError for a folder that holds none."""
    manifest_of(folder)
    corpus, found, held = Corpus(folder), list[str](), dict[str, pd.DataFrame]()
    wanted = {*_LOADED, *sums_of(folder)}
    for name in TABLES:
        if not (folder / f"{name}.parquet").is_file() and name not in wanted:
            continue
        try:
            held[name] = to_pandas(corpus.arrow(name))
        except CorpusError as error:
            found.append(str(error))
    return found + list(_misfits(held, fresh=is_up_to_date(folder)))


def _misfits(held: dict[str, pd.DataFrame], *, fresh: bool) -> Iterator[str]:
    """Rows that do not fit those of other tables, of the tables that could be read."""
    if not {"articles", "ledger"} <= held.keys():
        return
    articles, ledger = held["articles"], held["ledger"]
    ids = articles["article_id"]
    if doubled := int(ids.duplicated().sum()):
        yield f"articles.parquet: {doubled} ids of articles stand there more than once."
    if lost := set(ids) ^ set(ledger["article_id"].dropna()):
        yield f"{len(lost)} articles are in the ledger or in the articles, and not in both."
    if "files" in held and len(ledger) != (said := int(held["files"]["records"].sum())):
        yield f"ledger.parquet has {len(ledger)} rows, and the files had {said} records."
    bodies = dict(zip(ids, articles["body"], strict=True))
    for name, rows in held.items():
        if not {"article_id", "start", "end"} <= set(rows):
            continue
        bad = sum(_is_off(row, bodies, fresh=fresh) for row in rows.itertuples())
        if bad:
            yield f"{name}.parquet: {bad} of {len(rows)} rows are not where their article has them."


def _is_off(row: object, bodies: dict[str, str], *, fresh: bool) -> bool:
    """Whether a span is not in its article, or is not what stands there."""
    article, start, end = (getattr(row, name) for name in ("article_id", "start", "end"))
    if article not in bodies:  # an article that is gone, until the evidence is made anew
        return fresh
    printed = bodies[article][start:end]
    return (
        not 0 <= start <= end <= len(bodies[article]) or getattr(row, "surface", printed) != printed
    )
