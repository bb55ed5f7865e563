"""Where the project's own files are: in a checkout, or inside an installed wheel."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]
_ROOT = _CHECKOUT if (_CHECKOUT / "data" / "reference").is_dir() else _PACKAGE

REFERENCE = Path(os.environ.get("DETENTE_REFERENCE") or _ROOT / "data" / "reference").absolute()
"""Folder of the hand-kept tables: actors, offices, events … DETENTE_REFERENCE names another."""

SAMPLE = _ROOT / "data" / "sample"
"""Folder of the embedded corpus: `articles/`, `publishers.csv`, `record.csv`."""

NOTEBOOKS = _ROOT / "notebooks"
"""Folder of the notebooks that make the reports."""


def review() -> Path:
    """The user's own corrections: `data/review.csv` of a checkout, else of the current folder.

    DETENTE_REVIEW names another file.
    """
    named = os.environ.get("DETENTE_REVIEW")
    own = (_ROOT if _ROOT == _CHECKOUT else Path()) / "data/review.csv"
    return (Path(named) if named else own).absolute()


def cache() -> Path:
    """Folder for what can be made again: `.cache` in a checkout, else the user's cache."""
    if _ROOT == _CHECKOUT:
        return _ROOT / ".cache"
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "detente"
