"""The user's own corrections: the rows of review.csv, read, checked and written.

Every row is one decision, with its date; they are followed in order at every run. A row that
cannot be read is an error that names its line. What a row refers to may be gone from the
reference: that is told by `reviewed`, which follows the rows.
"""

import csv
import io
import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Literal, NoReturn, get_args

from detente.errors import ReviewError
from detente.tables import write_aside

Action = Literal["accept", "merge", "split", "rename", "reject"]
Kind = Literal["person", "state", "government-body", "organisation", "company", "alliance", "place"]
NEEDED: dict[str, tuple[str, ...]] = {
    "accept": ("name", "kind"),
    "merge": ("name", "actor"),
    "split": ("name", "actor"),
    "rename": ("name", "actor"),
    "reject": ("name",),
}
"""What an action cannot do without, besides its date."""
_ONE_OF = {"action": get_args(Action), "kind": ("", *get_args(Kind)), "gender": ("", "f", "m")}
_COUNTRY = re.compile(r"[A-Z]{2}|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of review.csv."""

    action: Action
    """accept, merge, split, rename or reject."""
    name: str
    """The name it is about, in the nominative. Of a merge it can be an actor's id: then that
    actor and `actor` are one. Of rename it is the new name."""
    actor: str = ""
    """Id of the actor: whom the name is given to (merge), taken from (split, reject), or who is
    renamed. Of accept, the new id; blank: made from the name."""
    to: str = ""
    """split: id of the actor to whom the name goes; blank: to nobody."""
    kind: str = ""
    """accept: person, state, government-body, organisation, company, alliance or place."""
    country: str = ""
    """accept: two-letter country; blank: none."""
    gender: str = ""
    """accept: f or m, by which a person's Russian name inflects; blank: both are tried."""
    aliases: tuple[str, ...] = ()
    """accept, merge: other names, in either script, in the nominative, separated by |."""
    only: str = ""
    """split, reject: the one publisher or article_id where it holds; blank: everywhere."""
    note: str = ""
    """Why, in the user's words."""
    date: str
    """Day of the decision, YYYY-MM-DD."""
    line: int = 0
    """Line in the file; not a column."""


COLUMNS = tuple(f.name for f in fields(Decision) if f.name != "line")
"""Columns of review.csv."""


def read(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file in order, none where there is no file; ReviewError for a bad row."""
    if not path.is_file():
        return ()
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    columns = reader.fieldnames or ()
    if set(columns) != set(COLUMNS) or len(columns) != len(COLUMNS):
        lacking = ", ".join(name for name in COLUMNS if name not in columns)
        odd = ", ".join(repr(name) for name in columns if name not in COLUMNS)
        found = "; ".join(filter(None, [lacking and f"lacks {lacking}", odd and f"has {odd}"]))
        _fail(path, (1, "columns"), f"it {found}. Write {','.join(COLUMNS)} as the first line.")
    return tuple(
        decision_of(row, path, reader.line_num)
        for row in reader
        if any(cell for cell in row.values())
    )


def decision_of(row: dict[str, str | None], path: Path, line: int) -> Decision:
    """A row as a decision; ReviewError where a field does not hold."""
    if None in row or None in row.values():
        _fail(path, (line, "columns"), "it has more or fewer cells than columns. Mend its commas.")
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    _check(cells, path, line)
    aliases = tuple(name.strip() for name in cells.pop("aliases").split("|") if name.strip())
    return Decision(**cells, aliases=aliases, line=line)  # type: ignore[arg-type]  # checked above


def append(path: Path, decision: Decision) -> None:
    """Put a decision at the end of a file, which is whole at any moment."""
    before = _text(path) if path.is_file() else ",".join(COLUMNS) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = _cells(decision)
    _check(cells, path, before.count("\n") + 1)
    row = io.StringIO()
    csv.DictWriter(row, COLUMNS, lineterminator="\n").writerow(cells)
    write_aside(path, before.rstrip("\n") + "\n" + row.getvalue())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        _fail(path, (1, "text"), "it is not in UTF-8. Save it as CSV UTF-8.")


def _cells(decision: Decision) -> dict[str, str]:
    cells = {name: getattr(decision, name) for name in COLUMNS}
    return cells | {"aliases": "|".join(decision.aliases)}


def _check(cells: dict[str, str], path: Path, line: int) -> None:
    for field, allowed in _ONE_OF.items():
        if cells[field] not in allowed:
            words = ", ".join(filter(None, allowed))
            _fail(path, (line, field), f"{cells[field]!r} is none of them. Write one of {words}.")
    action = cells["action"]
    for field in NEEDED[action]:
        if not cells[field]:
            _fail(path, (line, field), f"it is blank, and {action} needs it. Fill it in.")
    if not _COUNTRY.fullmatch(cells["country"]):
        _fail(path, (line, "country"), f"{cells['country']!r} is no country. Write US, RU or none.")
    try:
        date.fromisoformat(cells["date"])
    except ValueError:
        _fail(path, (line, "date"), f"{cells['date']!r} is no day. Write it as 2021-05-19.")


def _fail(path: Path, where: tuple[int, str], what: str) -> NoReturn:
    line, field = where
    raise ReviewError(f"{path}, line {line}, {field}: {what}", line=line, field=field)
