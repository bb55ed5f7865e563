"""The user's own corrections: rows of review.csv, read, checked, written and followed.

Every row is one decision, with its date; they are followed in order at every run. A row that
cannot be read is an error that names its line. What a row refers to may be gone from the
reference: such decisions are counted as stale when the rows are followed.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, cast, get_args

from detente.collect.spellings import is_russian, stems, transliterated
from detente.errors import ReviewError
from detente.extract import inflection
from detente.extract.facts import Actor, Place
from detente.tables import locked, write_aside

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
_ID = re.compile(r"[\w-]*")
Key = tuple[str, ...]
Row = TypeVar("Row")
_HOLD_ACTORS = ("actor_id", "actor_ids", "default_actor", "participants")


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
    with locked(path.parent, f".{path.name}.lock"):
        before = _text(path) if path.is_file() else ",".join(COLUMNS) + "\n"
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
    for name, allowed in _ONE_OF.items():
        if cells[name] not in allowed:
            words = ", ".join(filter(None, allowed))
            _fail(path, (line, name), f"{cells[name]!r} is none of them. Write one of {words}.")
    action = cells["action"]
    for name in NEEDED[action]:
        if not cells[name]:
            _fail(path, (line, name), f"it is blank, and {action} needs it. Fill it in.")
    for name in ("actor", "to"):
        if not _ID.fullmatch(cells[name]):
            what = (
                f"{cells[name]!r} is no id. An id has letters, digits, - and _, such as joe-biden."
            )
            _fail(path, (line, name), what)
    if not _COUNTRY.fullmatch(cells["country"]):
        _fail(path, (line, "country"), f"{cells['country']!r} is no country. Write US, RU or none.")
    try:
        date.fromisoformat(cells["date"])
    except ValueError:
        _fail(path, (line, "date"), f"{cells['date']!r} is no day. Write it as 2021-05-19.")


def _fail(path: Path, where: tuple[int, str], what: str) -> NoReturn:
    line, field = where
    raise ReviewError(f"{path}, line {line}, {field}: {what}", line=line, field=field)


@dataclass(kw_only=True)
class Reviewed:
    """Actors and places with the decisions of a review followed, in order."""

    actors: dict[str, Actor]
    """Actors by id, with those accepted, without those merged into others."""
    places: dict[str, Place]
    """Places by id, with those accepted."""
    merged: dict[str, str] = field(default_factory=dict)
    """Actors that are another one, by id."""
    weak: set[tuple[str, str]] = field(default_factory=set)
    """Language and form of surnames that count only after the full name."""
    taken: defaultdict[Key, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    """Names taken from an actor, by the stems of their words."""
    rejected: set[Key] = field(default_factory=set)
    """Names that are no candidates, by the stems of their words."""
    lines: dict[tuple[str, Key], int] = field(default_factory=dict)
    """Line of the review by which an actor has a name."""
    stale: list[str] = field(default_factory=list)
    """Decisions that refer to what is not there, with the reason."""

    def follow(self, decision: Decision) -> None:
        """Follow one decision."""
        named = () if decision.action == "accept" else (decision.actor, decision.to)
        gone = [actor_id for actor_id in named if actor_id and not self.is_there(actor_id)]
        if gone:
            self.stale.append(f"line {decision.line}: there is no actor {gone[0]!r}")
        else:
            _STEPS[decision.action](self, decision)

    def current(self, actor_id: str) -> str:
        """The actor that an id means now."""
        while actor_id in self.merged:
            actor_id = self.merged[actor_id]
        return actor_id

    def moved(self, row: Row) -> Row:
        """A row of a table, with an actor that is another one in its place."""
        changes: dict[str, Any] = {}
        for name in _HOLD_ACTORS if self.merged else ():
            held = getattr(row, name, None)
            if isinstance(held, str):
                changes[name] = self.current(held)
            elif held:
                changes[name] = tuple(dict.fromkeys(map(self.current, held)))
        return replace(row, **changes) if changes else row  # type: ignore[type-var]

    def is_there(self, actor_id: str) -> bool:
        """Whether an id is that of an actor."""
        return self.current(actor_id) in self.actors

    def add_names(self, actor_id: str, names: tuple[str, ...], line: int) -> None:
        """Give an actor more names, each in the language of its letters."""
        row = self.actors[actor_id]
        held = {row.name_en, row.name_ru, *row.aliases_en, *row.aliases_ru}
        new = [name for name in dict.fromkeys(names) if name not in held]
        russian = tuple(name for name in new if is_russian(name))
        english = tuple(name for name in new if not is_russian(name))
        self.actors[actor_id] = replace(
            row,
            aliases_en=row.aliases_en + english,
            aliases_ru=row.aliases_ru + russian,
        )
        for name in names:
            self.lines.setdefault((actor_id, stems(name)), line)

    def line(self, actor_id: str | None, surface: str) -> int | None:
        """Line of the review by which a printed name is an actor's; None: the reference says it."""
        if not self.lines or actor_id is None:
            return None
        return self.lines.get((actor_id, stems(surface)))

    def is_borne(self, name: str) -> bool:
        """Whether some actor has just this name."""
        return any(
            name in (row.name_en, row.name_ru, *row.aliases_en, *row.aliases_ru)
            for row in self.actors.values()
        )


def followed(
    decisions: tuple[Decision, ...], actors: dict[str, Actor], places: dict[str, Place]
) -> Reviewed:
    """The reference with all decisions followed."""
    reviewed = Reviewed(actors=dict(actors), places=dict(places))
    for decision in decisions:
        reviewed.follow(decision)
    return reviewed


def id_of(name: str) -> str:
    """The id made from a name: in lower case with hyphens, in Latin letters."""
    latin = transliterated(name) if is_russian(name) else name
    return re.sub(r"[\W_]+", "-", latin.lower()).strip("-")


def _accept(reviewed: Reviewed, decision: Decision) -> None:
    actor_id = reviewed.current(decision.actor or id_of(decision.name))
    names = (decision.name, *decision.aliases)
    if decision.kind == "place":
        reviewed.places.setdefault(actor_id, _place(actor_id, names, decision))
        return
    if actor_id not in reviewed.actors:
        reviewed.actors[actor_id] = _actor(actor_id, names, decision)
        reviewed.lines |= {(actor_id, stems(name)): decision.line for name in names}
    reviewed.add_names(actor_id, names, decision.line)
    if decision.kind == "person":
        _add_surnames(reviewed, actor_id, decision)


def _add_surnames(reviewed: Reviewed, actor_id: str, decision: Decision) -> None:
    """Surnames count after the full name, unless somebody else in the reference bears them."""
    for name in (decision.name, *decision.aliases):
        surname = name.rpartition(" ")[2]
        if surname != name and not reviewed.is_borne(surname):
            reviewed.add_names(actor_id, (surname,), decision.line)
            reviewed.weak.add(("ru" if is_russian(surname) else "en", surname))


def _merge(reviewed: Reviewed, decision: Decision) -> None:
    target = reviewed.current(decision.actor)
    other = reviewed.current(decision.name)
    names = (decision.name, *decision.aliases)
    if other in reviewed.actors and other != target:
        row = reviewed.actors.pop(other)
        reviewed.merged[other] = target
        names = (row.name_en, row.name_ru, *row.aliases_en, *row.aliases_ru, *decision.aliases)
    reviewed.add_names(target, names, decision.line)


def _split(reviewed: Reviewed, decision: Decision) -> None:
    to = reviewed.current(decision.to)
    whole = replace(decision, actor=reviewed.current(decision.actor), to=to)
    reviewed.taken[stems(decision.name)].append(whole)
    if to:
        reviewed.lines[to, stems(decision.name)] = decision.line


def _rename(reviewed: Reviewed, decision: Decision) -> None:
    actor_id = reviewed.current(decision.actor)
    reviewed.add_names(actor_id, (decision.name,), decision.line)
    row = reviewed.actors[actor_id]
    language = "ru" if is_russian(decision.name) else "en"
    # The old name stays an alias: articles go on printing it.
    names = (*getattr(row, f"aliases_{language}"), getattr(row, f"name_{language}"))
    changes: dict[str, Any] = {
        f"name_{language}": decision.name,
        f"aliases_{language}": tuple(name for name in names if name != decision.name),
    }
    reviewed.actors[actor_id] = replace(row, **changes)


def _reject(reviewed: Reviewed, decision: Decision) -> None:
    if decision.actor:
        _split(reviewed, replace(decision, to=""))
    else:
        reviewed.rejected.update(stems(name) for name in (decision.name, *decision.aliases))


def _actor(actor_id: str, names: tuple[str, ...], decision: Decision) -> Actor:
    english = next((name for name in names if not is_russian(name)), transliterated(names[0]))
    russian = next((name for name in names if is_russian(name)), english)
    return Actor(
        actor_id=actor_id,
        kind=cast("Literal['person']", decision.kind),
        name_en=english,
        name_ru=russian,
        country=decision.country or None,
        gender=cast("Literal['f', 'm'] | None", decision.gender or None),
        note=decision.note or None,
    )


def _place(place_id: str, names: tuple[str, ...], decision: Decision) -> Place:
    english = [name for name in names if not is_russian(name)]
    russian = [form for name in names if is_russian(name) for form in inflection.phrase_cases(name)]
    return Place(
        place_id=place_id,
        name_en=english[0] if english else transliterated(names[0]),
        name_ru=russian[0] if russian else english[0],
        country=decision.country or None,
        aliases_en=tuple(english[1:]),
        aliases_ru=tuple(russian[1:]),
        kind="region",
        note=decision.note or None,
    )


_STEPS: dict[str, Callable[[Reviewed, Decision], None]] = {
    "accept": _accept,
    "merge": _merge,
    "split": _split,
    "rename": _rename,
    "reject": _reject,
}
