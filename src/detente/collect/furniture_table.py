"""`furniture.csv` of a corpus: what was learnt to be furniture, for the user to see and to undo.

A row with "yes" in the column `keep` is no furniture; the next load puts it back.
"""

import csv
import io
from pathlib import Path

from detente import content
from detente.collect.encoding import decoded
from detente.collect.repeated import Block, Learnt

NAME = "furniture.csv"

_COLUMNS = ("keep", "publisher", "place", "pages", "of", "text")
_YES = ("yes", "y", "x", "1", "true", "да")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Kept = tuple[tuple[str, str], ...]


def kept(corpus: Path) -> Kept:
    """Publisher and text of what the user keeps, sorted; also from a table that Excel saved."""
    path = corpus / NAME
    if not path.is_file():
        return ()
    text, _ = decoded(path.read_bytes())
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    pairs = {
        (_uncelled(row.get("publisher") or ""), _uncelled(row.get("text") or ""))
        for row in rows
        if (row.get("keep") or "").strip().lower() in _YES
    }
    return tuple(sorted(pairs))


def write(corpus: Path, learnt: Learnt, before: Kept = ()) -> None:
    """Put the table in a corpus; what is kept stays in it, also where it repeats no more."""
    there = {(block.publisher, block.text) for block in learnt.blocks}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows(map(_row, learnt.blocks))
    lost = (pair for pair in before if pair not in there)
    rows.writerows(["yes", _cell(name), "", "", "", _cell(text)] for name, text in lost)
    content.write_aside(corpus / NAME, f"\ufeff{out.getvalue()}")


def _row(block: Block) -> list[str]:
    figures = (block.place, str(block.pages), str(block.of))
    keep = "yes" if block.keep else ""
    return [keep, _cell(block.publisher), *figures, _cell(block.text)]


def _cell(text: str) -> str:
    """Text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _uncelled(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
