"""Whether the evidence of a corpus is up to date, told without reading a table."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from detente import content, files

_PACKAGE = Path(__file__).parents[1]
_MARK = "annotated-from"


def is_up_to_date(folder: Path) -> bool:
    """Whether the evidence in a corpus folder is what annotating it now would make."""
    mark = folder / _MARK
    return mark.is_file() and mark.read_text() == _key(folder)


def begin(folder: Path) -> None:
    """Say of a corpus folder that its evidence is being made."""
    (folder / _MARK).unlink(missing_ok=True)


def end(folder: Path) -> None:
    """Say of a corpus folder that its evidence is made."""
    (folder / _MARK).write_text(_key(folder))


def made_by() -> str:
    """Hash of all that decides the evidence besides the articles."""
    mine = [path for path in [files.review()] if path.is_file()]
    return content.key_of(mine, _code_key())


@cache
def _code_key() -> str:
    code = [_PACKAGE / "extract", _PACKAGE / "records.py"]
    packages = ("pymorphy3-dicts-ru", "razdel", "ahocorasick-rs")
    return content.key_of([files.REFERENCE, *code], *(version(name) for name in packages))


def _key(folder: Path) -> str:
    return content.key_of([folder / "articles.parquet"], made_by())
