"""Write docs/hostile.md from a load of the files of tests/data/hostile.

`.venv/bin/python docs/make_hostile.py`
"""

import runpy
import tempfile
from pathlib import Path

from detente.collect.load import load

ROOT = Path(__file__).parents[1]
INTRO = """# Hostile files

Files that an importer can choke on, made and loaded by `docs/make_hostile.py`, and the whole ledger
of that load: every record ends in one row, and what was read before a damaged place is kept.

| record | status | reason |
|---|---|---|
"""


def text() -> str:
    """The whole page: a row a record."""
    hostile = runpy.run_path(str(ROOT / "tests" / "data" / "hostile" / "hostile.py"))
    with tempfile.TemporaryDirectory() as folder:
        hostile["make"](Path(folder) / "hostile")
        ledger = load([Path(folder) / "hostile"], Path(folder) / "corpus", workers=1).ledger
    rows = (
        f"| {_cell(row.locator)} | {row.status} | {_cell(row.reason)} |\n"
        for row in ledger.itertuples()
    )
    return INTRO + "".join(rows)


def _cell(printed: str) -> str:
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in printed)
    return shown.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    (ROOT / "docs" / "hostile.md").write_text(text(), "utf-8")
