"""Articles in the order of their time, more of them than memory holds."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

IN_MEMORY = 2**26
"""Bytes of articles that are held at once, about."""
_PLACE = "place in the order"
Tables = Callable[[], Iterator[pa.Table]]


def by_time(tables: Iterable[pa.Table], folder: Path) -> Tables:
    """Gives the articles of some tables by their time and id, undated ones last, ever again.

    Where they are too many they are put aside in a folder, in files of a stretch of time each.
    """
    runs, keys = list[pa.Table | Path](), list[pa.Table]()
    for run in gathered(tables):
        keys.append(run.select(["published", "article_id"]))
        if runs:
            runs[-1] = _aside(runs[-1], folder / f"run-{len(runs)}")
        runs.append(run)
    if not runs:
        return lambda: iter(())
    places = _places(pa.concat_tables(keys))
    if len(runs) == 1:
        whole = _loaded(runs[0]).take(pa.array(np.argsort(places)))
        return lambda: iter([whole])
    stretches = _stretches(runs, places, folder)
    return lambda: map(_in_place, stretches)


def gathered(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Small tables put together to large ones."""
    held, size = list[pa.Table](), 0
    for table in tables:
        held.append(table)
        size += table.nbytes
        if size > IN_MEMORY:
            yield pa.concat_tables(held).combine_chunks()
            held, size = [], 0
    if held:
        yield pa.concat_tables(held).combine_chunks()


def _places(keys: pa.Table) -> npt.NDArray[np.int64]:
    """Place of each row in the order."""
    ids = keys["article_id"].to_numpy().astype("S16")
    undated = keys["published"].is_null().to_numpy()
    time = keys["published"].cast(pa.int64()).fill_null(0).to_numpy()
    order = np.lexsort((ids, time, undated))
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places


def _stretches(
    runs: list[pa.Table | Path], places: npt.NDArray[np.int64], folder: Path
) -> list[Path]:
    """Files of a stretch of time each, as many as there are runs."""
    width = -(-len(places) // len(runs))
    paths = [folder / f"stretch-{number}" for number in range(len(runs))]
    schema = _loaded(runs[-1]).schema.append(pa.field(_PLACE, pa.int64()))
    writers = [pa.ipc.new_stream(str(path), schema) for path in paths]
    begin = 0
    for run in runs:
        table = _loaded(run)
        place = places[begin : begin + len(table)]
        begin += len(table)
        table = table.append_column(_PLACE, pa.array(place))
        for number, writer in enumerate(writers):
            writer.write_table(table.filter(pa.array(place // width == number)))
    for writer in writers:
        writer.close()
    return paths


def _in_place(path: Path) -> pa.Table:
    table = _loaded(path)
    return table.sort_by(_PLACE).drop_columns([_PLACE])


def _aside(run: pa.Table | Path, path: Path) -> Path:
    table = _loaded(run)
    with pa.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table)
    return path


def _loaded(run: pa.Table | Path) -> pa.Table:
    if isinstance(run, Path):
        with pa.OSFile(str(run)) as file, pa.ipc.open_stream(file) as reader:
            return reader.read_all()
    return run
