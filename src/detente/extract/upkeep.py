"""Whether the evidence of a corpus is up to date, told without reading a table or an extractor."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from detente import files
from detente.tables import key_of, sums_of

MARK = "annotated-from"
"""File of a corpus folder with the hash of what its evidence was made from."""


def is_up_to_date(folder: Path) -> bool:
    """Whether the evidence in a corpus folder is what annotating it now would make."""
    mark, there = folder / MARK, {path.stem for path in folder.glob("*.parquet")}
    fits = mark.is_file() and mark.read_text() == key_of_evidence(folder)
    return fits and sums_of(folder).keys() <= there


def key_of_evidence(folder: Path) -> str:
    """Hash of all that the evidence in a corpus folder is made from."""
    return key_of([folder / "articles.parquet"], made_by())


def made_by() -> str:
    """Hash of all that decides the evidence besides the articles."""
    mine = [path for path in [files.review()] if path.is_file()]
    return key_of(mine, _code_key())


@cache
def _code_key() -> str:
    package = Path(__file__).parents[1]
    code = [files.REFERENCE, package / "extract", package / "tables.py"]
    packages = ("pymorphy3-dicts-ru", "razdel", "ahocorasick-rs")
    return key_of(code, *(version(name) for name in packages))
