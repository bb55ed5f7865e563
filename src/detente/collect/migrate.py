"""A corpus of an older format made one of today's, with its articles and its ledger as they were.

Evidence is not taken along: it is made anew when the corpus is next annotated.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from detente import tables
from detente.collect.article import Article, LedgerRow
from detente.collect.corpus import FORMAT, Corpus, Manifest, held, said_of, write_manifest
from detente.collect.dates import CLOCKS, published, times_of
from detente.collect.inputs import InputFile
from detente.collect.near import CopyRules
from detente.collect.publishers import Publishers
from detente.errors import CorpusError

_RECORDS = {"articles": Article, "ledger": LedgerRow, "files": InputFile}


def migrate(folder: Path) -> int:
    """Bring a corpus to the format of today; gives the one that it had.

    A run that is stopped leaves the old corpus or the new one, and can be run again.
    """
    with held(folder):
        said = said_of(folder)
        was = said.get("format")
        if was == FORMAT:
            return was
        if not isinstance(was, int) or not 1 <= was < FORMAT:
            raise CorpusError(
                f"is of format {was}, which no version up to this one wrote. Bring détente up to "
                "date, or load the articles into a new folder.",
                folder=folder,
            )
        corpus = Corpus(folder)
        old = {name: corpus.arrow(name) for name in _RECORDS}
        for number in range(was + 1, FORMAT + 1):
            old["articles"] = _STEPS[number](old["articles"])
        new = {name: _as_today(table, _RECORDS[name]) for name, table in old.items()}
        corpus.write_tables(new)
        known = {field.name for field in fields(CopyRules)}
        rules = {name: value for name, value in said.get("copies", {}).items() if name in known}
        copies, folders = CopyRules(**rules), said.get("folders", {})
        kept = said.get("furniture_kept", "")
        write_manifest(folder, Manifest(folders=folders, copies=copies, furniture_kept=kept))
        return was


def _to_2(articles: pa.Table) -> pa.Table:
    """Addresses as printed, times of changes and shares of copies, which were not kept."""
    return _with(articles, "url_raw", "updated", "copy_shared")


def _to_3(articles: pa.Table) -> pa.Table:
    """Zones of publishers, and the day in their place: read anew from what was printed."""
    publishers = Publishers()
    rows = [row | _placed(row, publishers) for row in articles.to_pylist()]
    return pa.Table.from_pylist(rows, schema=tables.schema(Article))


def _placed(row: dict[str, Any], publishers: Publishers) -> dict[str, Any]:
    zone = publishers.of(named=row["publisher"], url="", path="").zone
    known, raw = row["published"], row["published_raw"] or ""
    if known is None:
        return {"zone": zone, **times_of(None)}
    read = partial(published, country=row["country"], zone=zone)
    printed = known.isoformat() if row["published_precision"] in CLOCKS else f"{known:%Y-%m-%d}"
    found = (read(raw), read(raw, month_first=True), read(raw, month_first=False), read(printed))
    moment = next(m for m in found if m and abs(m.when - known) < timedelta(days=1))
    return {"zone": zone, **times_of(moment)}


def _with(articles: pa.Table, *names: str) -> pa.Table:
    """Articles with some columns that are empty where they are not there yet."""
    schema = tables.schema(Article)
    for name in names:
        if name not in articles.column_names:
            empty = pa.nulls(len(articles), schema.field(name).type)
            articles = articles.append_column(name, empty)
    return articles


def _as_today(table: pa.Table, record: type) -> pa.Table:
    schema = tables.schema(record)
    return table.select(schema.names).cast(schema)


_STEPS: dict[int, Callable[[pa.Table], pa.Table]] = {2: _to_2, 3: _to_3}
"""What makes articles of the format before those of a format; one for each format up to today's."""
