"""A corpus while files are loaded into it, and the promise of its ledger.

The articles themselves stay on disk, in the old table and in the parts that were read; here is
told which of them are kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente import records
from detente.collect.article import Article
from detente.collect.block_dates import orders_in, redated
from detente.collect.columns import Asked
from detente.collect.corpus import Corpus
from detente.collect.inputs import CHANGED, UNREADABLE, InputFile
from detente.collect.ledger import LedgerRow
from detente.collect.manifest import Manifest, manifest_of, write_manifest
from detente.collect.parts import Part
from detente.collect.repeated import restored

Said = Callable[[str], None]
Mask = npt.NDArray[np.bool_]
_AT_ONCE = 4096  # articles of the old table


class Study:
    """What a corpus holds, and what becomes of it when inputs are read."""

    def __init__(self, folder: Path) -> None:
        self._corpus = Corpus(folder)
        there = (folder / "articles.parquet").is_file()
        self.manifest = manifest_of(folder) if there else Manifest()
        self.ledger = self._corpus.arrow("ledger") if there else records.table(LedgerRow, [])
        rows = self._corpus.arrow("files").to_pylist() if there else []
        self.files = {row["source"]: InputFile(**row) for row in rows}
        self._digests: dict[str, str] = {}
        self._table = ""

    def new(self, digests: dict[str, str], table: str, said: Said) -> list[str]:
        """Inputs that are new, or have changed, or are to be read with other publishers."""
        self._digests, self._table = digests, table
        differ = [source for source in digests if self._differs(source)]
        new = [source for source in differ if not self._is_closed(source)]
        changed = sum(source in self.files for source in new)
        if len(differ) < len(digests):
            said(f"{len(digests) - len(differ)} files were loaded before and have not changed.")
        if len(new) < len(differ):
            said(f"{len(differ) - len(new)} files no longer open; what was read of them stays.")
        if changed:
            said(f"{changed} files have changed, or their settings, and are read again.")
        return new

    def take_in(self, parts: Sequence[Part], changed: set[str]) -> Iterator[pa.Table]:
        """Put what was read in the place of what its inputs held; gives the articles.

        Parameters
        ----------
        changed
            Inputs that were written to while they were read: nothing of them is taken.
        """
        changed = changed | {s.source for part in parts for s in part.sources if s.changed}
        read = {source.source for part in parts for source in part.sources}
        kept = self.ledger.filter(pc.invert(_among(self.ledger["source"], read)))
        fresh = pa.concat_tables([_no_rows(), *(part.ledger() for part in parts)])
        live = pc.invert(_among(fresh["source"], changed))
        old = _old(self._corpus.folder, kept, read)
        new = _first(_ids(old.ids.filter(old.stays)), _ids(fresh["article_id"]), _mask(live))
        again = pc.and_(pc.and_(live, fresh["article_id"].is_valid()), pc.invert(pa.array(new)))
        told = pc.if_else(again, pa.scalar("same article again"), fresh["reason"])
        place = fresh.schema.get_field_index("reason")
        fresh = fresh.set_column(place, "reason", told)
        self.ledger = _by_source([kept, fresh.filter(live), _changed(changed & read)])
        self._note(parts, changed)
        named = np.unique(_ids(self.ledger["article_id"].drop_null()))
        count = int(_mask(old.stays).sum() + new.sum())
        self._check(articles=count, named=len(named))
        return _articles(old, parts, new[_mask(fresh["article_id"].is_valid())])

    def write(self, articles: Path) -> None:
        """Put everything on disk, with a table of the articles that is there already."""
        folder = self._corpus.folder
        files = [self.files[source] for source in sorted(self.files)]
        self._corpus.write_tables(
            {"articles": articles, "ledger": self.ledger, "files": records.table(InputFile, files)}
        )
        write_manifest(folder, self.manifest)

    def told(self, sources: set[str]) -> list[str]:
        """Sentences on what was guessed, repaired and refused in some inputs."""
        said = [
            f"{name}: {self.files[name].columns}"
            for name in sorted(sources)
            if self.files[name].columns
        ]
        rows = self.ledger.filter(_among(self.ledger["source"], sources))
        for status in ("repaired", "refused"):
            reasons = rows.filter(pc.equal(rows["status"], status))["reason"].to_pylist()
            counts = Counter(reason.partition(":")[0] for reason in reasons)
            if counts:
                parts = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
                said.append(f"{len(reasons)} records were {status}: {parts}.")
        return said

    def without(self, columns: Asked, sources: set[str]) -> list[str]:
        """Sentences on columns that the user named and that none of some inputs has."""
        seen = " ".join(self.files[name].columns for name in sources)
        lacking = [name for field, name in columns if f"{field} from {name!r}" not in seen]
        return [f"No table or JSON that was read has a column {name!r}." for name in lacking]

    def _note(self, parts: Sequence[Part], changed: set[str]) -> None:
        """Remember each input that was read."""
        found: dict[str, list[Any]] = {}
        for of_part in (each for part in parts for each in part.sources):
            count, readers, columns = found.setdefault(of_part.source, [0, {}, {}])
            found[of_part.source][0] = count + of_part.records
            readers[of_part.reader] = columns[of_part.columns] = None
        for source, (count, readers, columns) in found.items():
            self.files[source] = InputFile(
                source=source,
                digest=CHANGED if source in changed else self._digests[source],
                publishers=self._table,
                reader=", ".join(filter(None, readers)),
                records=1 if source in changed else count,
                columns="; ".join(filter(None, columns)),
            )

    def _check(self, *, articles: int, named: int) -> None:
        """Inputs are as many as were read, repaired and refused, and every article is there."""
        inputs = sum(file.records for file in self.files.values())
        places = pc.count_distinct(self.ledger["locator"]).as_py()
        assert inputs == len(self.ledger) == places, "an input is not in the ledger once"  # noqa: S101 - the promise of the ledger
        assert named == articles, "the ledger and the articles differ"  # noqa: S101 - the same

    def _is_closed(self, source: str) -> bool:
        """Whether a file was loaded before and cannot be opened now."""
        return source in self.files and self._digests[source] == UNREADABLE

    def _differs(self, source: str) -> bool:
        before, digest = self.files.get(source), self._digests[source]
        if before is None or before.digest != digest:
            return True
        return self._table not in ("", before.publishers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Old:
    """Articles of the old table."""

    path: Path
    """The table."""
    ids: pa.ChunkedArray
    """Their ids."""
    stays: pa.ChunkedArray
    """Whether each stays: an input that is not read again has it."""
    moved: dict[str, tuple[str, str]]
    """Source and locator of each that only another input than its own still has."""


def _old(folder: Path, kept: pa.Table, read: set[str]) -> _Old:
    """Articles of the old table, by the rows of the ledger that are kept."""
    path = folder / "articles.parquet"
    if not path.is_file():
        none = pa.chunked_array([], pa.bool_())
        return _Old(path=path, ids=pa.chunked_array([], pa.string()), stays=none, moved={})
    table = pq.read_table(path, columns=["article_id", "source"])
    stays = pc.is_in(table["article_id"], kept["article_id"].combine_chunks())
    moved = table.filter(pc.and_(stays, _among(table["source"], read)))["article_id"]
    rows = kept.filter(pc.is_in(kept["article_id"], moved.combine_chunks())).to_pylist()
    places = {r["article_id"]: (r["source"], r["locator"]) for r in reversed(rows)}
    return _Old(path=path, ids=table["article_id"], stays=stays, moved=places)


def _articles(old: _Old, parts: Sequence[Part], new: Mask) -> Iterator[pa.Table]:
    """Articles that stay, and those of the parts that are the first with their id."""
    schema, begin = records.schema(Article), 0
    if old.path.is_file():
        for batch in pq.ParquetFile(old.path).iter_batches(_AT_ONCE):
            table = pa.Table.from_batches([batch]).cast(schema)
            table = table.filter(old.stays.slice(begin, len(table)))
            begin += len(batch)
            yield restored(_moved(table, old.moved))
    begin, orders = 0, orders_in(parts)
    for part in parts:
        table = redated(part.articles().cast(schema), part, orders)
        yield table.filter(pa.array(new[begin : begin + len(table)]))
        begin += len(table)


def _moved(table: pa.Table, places: dict[str, tuple[str, str]]) -> pa.Table:
    """Articles, some with another source and locator."""
    ids = table["article_id"].to_pylist() if places else []
    if not places.keys() & set(ids):
        return table
    for column, name in enumerate(("source", "locator")):
        before = table[name].to_pylist()
        values = [places[i][column] if i in places else b for i, b in zip(ids, before, strict=True)]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
    return table


def _first(old: npt.NDArray[Any], ids: npt.NDArray[Any], live: Mask) -> Mask:
    """Whether each row is the first with its id, among the old ones and the rows before it."""
    rows = np.flatnonzero(live & (ids != b""))
    _, places = np.unique(np.concatenate([old, ids[rows]]), return_index=True)
    new = np.zeros(len(ids), bool)
    new[rows[places[places >= len(old)] - len(old)]] = True
    return new


def _ids(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Ids in little memory; an empty one for none."""
    return column.fill_null("").to_numpy().astype("S16")


def _mask(column: pa.ChunkedArray) -> Mask:
    return np.asarray(column.to_numpy(), bool)


def _among(column: pa.ChunkedArray, values: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(values), pa.string()))


def _no_rows() -> pa.Table:
    return records.table(LedgerRow, [])


def _changed(sources: set[str]) -> pa.Table:
    """Rows of inputs that were written to while they were read."""
    return records.table(
        LedgerRow,
        [
            LedgerRow(source=s, locator=s, status="refused", reason="changed", article_id=None)
            for s in sorted(sources)
        ],
    )


def _by_source(tables: list[pa.Table]) -> pa.Table:
    """Rows of the ledger by the name of their input; in it, as they stand there."""
    ledger = pa.concat_tables(tables).combine_chunks()
    names = sorted(ledger["source"].unique().to_pylist(), key=_natural)
    place = pc.index_in(ledger["source"], pa.array(names, pa.string()))
    return ledger.take(pc.sort_indices(place))


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which file 10 comes after file 9."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)
    ]
